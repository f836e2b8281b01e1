"""The preview as files: whole, private, and leading nowhere but to one another."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from outreach.cli.preview import write_static
from outreach.errors import OutreachError, WrongUsage

from .previewed import CAMPAIGN, workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LINK = re.compile(r'\s(?:href|src|action|data-src)="([^"]*)"')
ANA = "m.oduya@potomacledger.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person's letter in all views."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "pages"
    folder.mkdir()
    write_static(workspace(home), CAMPAIGN, "press", ANA, folder)
    return folder


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_view_is_there(folder: Path) -> None:
    names = {path.name for path in pages(folder)}
    for view in ("text", "source", "headers", "raw", "files", "dark", "forced", "off", "dark-off"):
        assert f"page-{view}.html" in names
    assert {"index.html", "page.html", "letter.html", "letter-dark.html"} <= names
    assert len(list(folder.rglob("*.eml"))) == 1


def test_nobody_else_can_read_it(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".pages")] == []


def test_no_link_leads_out_of_the_folder_or_to_nothing(folder: Path) -> None:
    found = 0
    for page in pages(folder):
        if page.name.startswith("letter"):
            continue  # a letter's own links lead to where it says
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            address = urlsplit(unescape(link))
            assert not address.netloc, (page, link)
            assert address.scheme in ("", "data"), (page, link)
            if address.scheme == "data" or not address.path:
                continue
            target = (page.parent / unquote(address.path)).resolve()
            assert target.is_relative_to(folder.resolve()), (page, link)
            assert target.is_file(), (page, link)
            found += 1
    assert found > 100


def test_of_one_person_it_names_nobody_else(folder: Path) -> None:
    for page in folder.rglob("page*.html"):
        text = page.read_text(encoding="utf-8")
        people = text.partition('class="people"')[2].partition("</section>")[0]
        assert ANA in people
        assert people.count('class="person"') == 1
        assert "Farrow-Whitlock" not in text


def test_nothing_can_be_sent_or_opened_from_it(folder: Path) -> None:
    for page in pages(folder):
        text = page.read_text(encoding="utf-8")
        for trace in ('method="post"', 'name="token"', "vscode:", "data-events", "127.0.0.1"):
            assert trace not in text, (page, trace)


def test_a_letter_brings_its_policy_along(folder: Path) -> None:
    letters = [page for page in pages(folder) if page.name.startswith("letter")]
    assert len(letters) == 6
    for page in letters:
        text = page.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in text.partition("</head>")[0]


@pytest.fixture(params=[True, False], ids=["with the script", "without"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_it_is_read_without_a_server(folder: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    page.get_by_text("Oduya").first.click()
    frame = page.frame_locator("iframe").first
    frame.locator("h1").first.wait_for()
    page.get_by_role("link", name=re.compile("^(Plain )?[Tt]ext$")).first.click()
    page.wait_for_url("**/page-text.html*")
    page.get_by_text("FOR IMMEDIATE RELEASE").first.wait_for()
    page.get_by_role("link", name="Letter", exact=True).first.click()
    page.get_by_role("link", name="Dark", exact=True).first.click()
    page.wait_for_url("**/page-dark.html*")
    frame.locator("h1").first.wait_for()
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


# --- which letters, and where to ------------------------------------------------------------------


def test_of_each_edition_one_letter_of_each_message_and_the_worst_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.web.preview.files.MOST_LETTERS", 2)
    (tmp_path / "home").mkdir()
    ws = workspace(tmp_path / "home")
    write_static(ws, CAMPAIGN, "", "", tmp_path / "out")
    said = capsys.readouterr()
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert index.count('class="person"') == 6
    first = next((tmp_path / "out").glob("*-press/*/page.html")).read_text(encoding="utf-8")
    assert first.count('class="person"') == 2
    assert first.count('data-key="n"') + first.count('data-key="p"') >= 1
    assert "6 letters in " in said.out
    assert "not written" in said.err
    assert "names and addresses" in said.err
    which = r"2 of 39 letters: one of each message, and those to look at first; \d+ more of them"
    assert re.search(which, index)
    assert re.search(which, first)
    assert [*re.findall("<h2>(.*?)</h2>", index)] == ["press", "congress", "signatories"]
    assert re.search(r"Check finds (\d+ \w+(, )?)+\.", index)
    assert re.search(r"Written \d+ [A-Z][a-z]+ 20\d\d, \d\d:\d\d E[DS]T\.", index)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    ws = workspace(tmp_path / "home")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    for folder in (full, full / "mine", link):
        with pytest.raises(WrongUsage, match="not an empty folder"):
            write_static(ws, CAMPAIGN, "press", ANA, folder)
    assert [path.name for path in full.iterdir()] == ["mine"]
    with pytest.raises(OutreachError, match="cannot write"):
        write_static(ws, CAMPAIGN, "press", ANA, tmp_path / "no" / "such" / "folder")


def test_what_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    ws = workspace(tmp_path / "home")

    def fail(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("outreach.web.preview.files.frame_document", fail)
    with pytest.raises(KeyboardInterrupt):
        write_static(ws, CAMPAIGN, "press", ANA, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
