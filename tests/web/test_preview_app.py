"""The preview over real HTTP: what is at each address, and what is at none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from outreach.sandbox.server import RunningSandbox
from outreach.sandbox.server import running as running_sandbox
from outreach.sandbox.settings import SandboxSettings
from outreach.web.preview.guard import FILE_POLICY, PAGE_POLICY
from outreach.workspace import find_workspace

from .previewed import CAMPAIGN, PRESS, Served, serving, workspace


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One preview for all that only read."""
    folder = tmp_path_factory.mktemp("previewed")
    ws = workspace(folder)
    campaign = folder / "campaigns" / CAMPAIGN
    (campaign / "attachments").mkdir()
    (campaign / "attachments" / "Übersicht “neu”.csv").write_text("place\nBeijing\n")
    (campaign / "attachments" / "evil.html").write_text("<script>alert(1)</script>")
    (campaign / "attachments" / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    file = campaign / "campaign.toml"
    names = '["attachments/Übersicht “neu”.csv", "attachments/evil.html", "attachments/map.png"]'
    text = file.read_text().replace("[editions.press]", f"[editions.press]\nattachments = {names}")
    file.write_text(text.replace("[editions.congress]", "[editions.congress]\npress_kit = true"))
    with serving(ws) as served:
        yield served


def test_the_way_in_leads_to_the_first_letter_of_the_first_edition(at: Served) -> None:
    assert (at.ask("/").status, at.ask("/")["location"]) == (302, f"/c/{CAMPAIGN}")
    assert at.ask(f"/c/{CAMPAIGN}")["location"] == PRESS
    assert at.first().startswith(f"{PRESS}/")
    assert at.ask(at.first()).status == 200


def test_a_view_is_kept_on_the_way_to_the_first_letter(at: Served) -> None:
    assert at.first(f"{PRESS}?view=text&width=375").endswith("?view=text&width=375")


def test_a_page_and_its_frame_have_each_their_policy(at: Served) -> None:
    page = at.ask(at.first())
    frame = at.ask(f"{at.first()}/letter")
    assert page["content-security-policy"] == PAGE_POLICY
    assert frame["content-security-policy"].startswith("sandbox allow-same-origin; default-src 'no")
    assert "https:" not in frame["content-security-policy"]
    remote = at.ask(f"{at.first()}/letter?images=remote")
    assert "img-src data: https:" in remote["content-security-policy"]
    for answer in (page, frame):
        assert answer["referrer-policy"] == "no-referrer"
        assert answer["cache-control"] == "no-store"


def test_the_frame_holds_the_letter_itself(at: Served) -> None:
    frame, eml = at.ask(f"{at.first()}/letter"), at.ask(f"{at.first()}/letter.eml")
    assert frame.body.startswith("<!DOCTYPE html>")
    assert eml["content-type"] == "message/rfc822"
    assert eml["content-disposition"].startswith(f'attachment; filename="{CAMPAIGN}-press.eml"')


@pytest.mark.parametrize(
    ("number", "kind", "how"),
    [
        (1, "application/octet-stream", 'attachment; filename="_bersicht _neu_.csv"; filename*='),
        (2, "application/octet-stream", 'attachment; filename="evil.html"'),
        (3, "image/png", 'inline; filename="map.png"'),
    ],
)
def test_a_file_is_kept_unless_a_browser_shows_it_safely(
    at: Served, number: int, kind: str, how: str
) -> None:
    answer = at.ask(f"{at.first()}/file/{number}")
    assert answer["content-type"] == kind
    assert answer["content-disposition"].startswith(how)
    assert answer["content-security-policy"] == FILE_POLICY
    assert answer["x-content-type-options"] == "nosniff"


def test_the_press_kit_is_shown_and_so_is_each_of_its_pages(at: Served) -> None:
    pytest.importorskip("typst")
    here = at.first(f"/c/{CAMPAIGN}/congress")
    kit = at.ask(f"{here}/file/1")
    assert kit["content-type"] == "application/pdf"
    assert kit["content-disposition"].startswith(f'inline; filename="{CAMPAIGN}.pdf"')
    shown = re.findall(r'src="([^"]+/page/\d+\.png)"', at.ask(f"{here}?view=files").body)
    assert shown
    for picture in shown:
        assert at.ask(picture)["content-type"] == "image/png"
        assert at.ask(picture).body.startswith("\ufffdPNG")
    assert at.ask(f"{here}/file/1/page/{len(shown) + 1}.png").status == 404
    assert at.ask(f"{here}/file/1/page/0.png").status == 404


def test_events_are_for_own_pages(at: Served) -> None:
    assert at.ask("/live", headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    assert at.ask("/live", headers={"Origin": "http://evil.example"}).status == 403
    assert at.ask("/live", "POST").status == 403


def test_the_list_of_people_is_searched_and_goes_on(at: Served) -> None:
    all_of_them = at.ask(f"{PRESS}/people").body
    found = at.ask(f"{PRESS}/people?q=oduya").body
    assert all_of_them.count('class="person"') > 10
    assert found.count('class="person"') == 1
    assert "Oduya" in found
    assert at.ask(f"{PRESS}/people?start=999999999999&q=%00").status == 200
    assert at.ask(f"{PRESS}/people?out=1&start=0").status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere", "/c/", "/c/none", f"/c/{CAMPAIGN}/none", f"{PRESS}/none/letter"),
        *(f"{PRESS}/none/letter.eml", f"{PRESS}/none/file/1", "/assets/none", "/assets/app.py"),
        *("/live/x", f"{PRESS}/none/test", "/c/none/press/people", f"/c/{CAMPAIGN}/none/people"),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so_with_a_way_back(at: Served, path: str) -> None:
    answer = at.ask(path)
    assert answer.status in (404, 405)
    assert 'href="/"' in answer.body or f'href="/c/{CAMPAIGN}' in answer.body
    assert "Traceback" not in answer.body


@pytest.mark.parametrize(
    "number", ["0", "4", "-1", "99999999999999999999", "1.png", "x", "%31x", "²"]
)
def test_files_that_are_not_there_are_not_found(at: Served, number: str) -> None:
    target = f"{at.first()}/file/{number}".encode()
    assert at.raw(target).split()[1] in (b"404", b"400")


@pytest.mark.parametrize(
    "target",
    [
        *(b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/assets/../../../etc/passwd"),
        *(b"/assets/%2e%2e%2f%2e%2e%2fapp.py", b"/assets/..%5c..%5capp.py", b"//etc/passwd"),
        *(b"/c/../../etc", b"/c/%2e%2e", b"/c/..%2f..%2fetc/press", b"/c/%2fetc%2fpasswd"),
        *(b"/c/" + CAMPAIGN.encode() + b"%00", b"/c/" + CAMPAIGN.encode() + b"/press%00/x"),
        *(b"/c/" + b"a" * 20_000, b"/c/" + b"%2e%2e%2f" * 3000, b"/c/\xff\xfe", b"/c/%ff%fe/x/y"),
        *(
            b"/c/" + CAMPAIGN.encode() + b"/press/..%2f..%2f..%2foutreach.toml/file/1",
            b"/c/%0d%0aX: y",
        ),
        *(b"http://evil.example/c", b"*", b"/c/{{7*7}}", b"/c/<script>alert(1)</script>"),
    ],
)
def test_no_path_leads_out_of_what_is_served(at: Served, target: bytes) -> None:
    answer = at.raw(target)
    assert answer.split()[1] in (b"400", b"404"), answer[:300]
    for secret in (b"root:", b"Traceback", b"[sender]", b"<script>alert", b"\r\nX: y"):
        assert secret not in answer


def test_a_letter_of_nobody_is_a_page_that_leads_to_the_others(at: Served) -> None:
    page = at.ask(f"{PRESS}/none").body
    assert "this person is not among the contacts" in page
    assert f'href="{PRESS}/' in page


def test_reading_changes_nothing(at: Served) -> None:
    def look() -> dict[str, bytes]:
        files = (path for path in at.root.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files if "contacts.db-" not in path.name}

    before = look()
    here = at.first()
    for path in (
        here,
        f"{here}?view=files",
        f"{here}/letter",
        f"{here}/letter.eml",
        f"{PRESS}/people",
    ):
        assert at.ask(path).status == 200
    assert look() == before


def test_a_test_letter_is_not_sent_by_reading(at: Served) -> None:
    assert at.ask(f"{at.first()}/test").status == 405


# --- test letters ---------------------------------------------------------------------------------


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running_sandbox(SandboxSettings(outbox=tmp_path / "outbox", time_scale=0.001)) as running:
        yield running


@pytest.fixture
def keyed(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Served]:
    """A preview with a key, and somebody who may get test letters."""
    folder = tmp_path / "home"
    folder.mkdir()
    ws = workspace(folder)
    settings = folder / "outreach.toml"
    settings.write_text(f'test_recipients = ["desk@coalition.example"]\n{settings.read_text()}')
    environment = {"OUTREACH_SENDGRID_HOST": sandbox.url, "SENDGRID_API_KEY": "SG.sandbox"}
    with serving(find_workspace(ws.root, environment)) as served:
        yield served


def post(at: Served, path: str, origin: str = "", **fields: str) -> tuple[int, str]:
    """The status, and where it leads."""
    headers = {
        "Origin": origin or at.url,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = at.ask(path, "POST", urlencode(fields), headers)
    return answer.status, answer["location"]


def token_of(at: Served) -> str:
    found = re.search(r'name="token" value="([^"]+)"', at.ask(at.first()).body)
    assert found
    return found[1]


def test_a_test_letter_goes_to_a_test_recipient(keyed: Served, sandbox: RunningSandbox) -> None:
    here = keyed.first()
    token = token_of(keyed)
    status, back = post(keyed, f"{here}/test", token=token, to="desk@coalition.example")
    assert status == 303
    assert back.startswith(f"{here}?said=")
    assert "Sent to desk@coalition.example: [TEST " in keyed.ask(back).body
    letters = list(sandbox.sandbox.outbox.root.rglob("*.eml"))
    assert len(letters) == 1
    assert b"desk@coalition.example" in letters[0].read_bytes()


def test_nobody_else_gets_one(keyed: Served, sandbox: RunningSandbox) -> None:
    here, token = keyed.first(), token_of(keyed)
    _, back = post(keyed, f"{here}/test", token=token, to="reporter@press.example")
    assert "reporter@press.example is no test recipient" in keyed.ask(back).body
    _, back = post(keyed, f"{here}/test", token=token)
    assert "No test letter was sent" in keyed.ask(back).body
    assert not list(sandbox.sandbox.outbox.root.rglob("*.eml"))


def test_a_forged_form_sends_nothing(keyed: Served, sandbox: RunningSandbox) -> None:
    path, token = f"{keyed.first()}/test", token_of(keyed)
    to = "desk@coalition.example"
    assert post(keyed, path, to=to)[0] == 403
    assert post(keyed, path, token="", to=to)[0] == 403
    assert post(keyed, path, token=token[:-1], to=to)[0] == 403
    assert post(keyed, path, origin="http://evil.example", token=token, to=to)[0] == 403
    assert post(keyed, path, origin="null", token=token, to=to)[0] == 403
    body = urlencode({"token": token, "to": to})
    assert keyed.ask(path, "POST", body, {"Content-Type": "text/plain"}).status == 403
    own = {"Origin": keyed.url, "Content-Type": "text/plain"}
    assert keyed.ask(path, "POST", body, own).status == 403
    big = {**own, "Content-Type": "application/x-www-form-urlencoded"}
    assert keyed.ask(path, "POST", body + "&x=" + "y" * 20_000, big).status == 403
    assert not list(sandbox.sandbox.outbox.root.rglob("*.eml"))


def test_what_an_address_claims_was_said_is_not_said(keyed: Served) -> None:
    assert "all went out" not in keyed.ask(f"{keyed.first()}?said=all+went+out").body


def test_without_a_key_none_is_sent_and_the_page_says_how(at: Served) -> None:
    assert "test_recipients" in at.ask(at.first()).body
    assert 'name="token"' not in at.ask(at.first()).body
