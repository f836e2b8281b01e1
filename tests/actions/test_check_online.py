"""check --online: a site on this machine stands for the web."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loopback import Site, running, send
from outreach.actions.asked_links import asked_links_file, read_asked, write_asked
from outreach.actions.check_online import (
    MOST_LINKS,
    Network,
    Statement,
    online_check,
    online_findings,
)
from outreach.checks.reach import IP, Answer
from outreach.checks.reading import Reading
from outreach.domain import statement as domain_statement
from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.delivery import Field, Message, personalise
from outreach.domain.settings import Settings
from outreach.errors import Place, Problem

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
PLACE = Place("statement.md", 7, 3)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with running(Site()) as one:
        one.answers = {"/there": send("<title>The report</title>"), "/gone": send("no", 404)}
        yield one


def anywhere(_ip: IP, _port: int) -> str:
    return ""


def nothing(_name: str, _kind: str) -> tuple[str, ...]:
    return ()


HERE = Network(guard=anywhere, lookup=nothing, seconds=5, per_second=1000)


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(p.code, p.level) for p in problems]


def test_links_and_pictures_are_asked_for_and_named_with_their_place(site: Site) -> None:
    site.answers["/p.png"] = send(b"x", length=300 * 1024, Content_Type="image/png")
    there, gone, picture = (f"{site.address}/{path}" for path in ("there", "gone", "p.png"))
    told: list[tuple[int, int]] = []
    found = online_findings(
        {there: PLACE, gone: PLACE}, "", now=NOW, pictures={picture: None}, network=HERE,
        told=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert codes(found) == [("L406", "error"), ("L408", "warning")]
    assert found[0].place == PLACE
    assert f"“{gone}”" in found[0].message
    assert max(told) == (3, 3)


def test_the_guard_is_shut_unless_it_is_opened(site: Site) -> None:
    closed = Network(lookup=nothing, per_second=1000)
    found = online_findings({f"{site.address}/there": PLACE}, "", now=NOW, network=closed)
    assert codes(found) == [("L406", "warning")]
    assert site.asked == []


def test_sample_addresses_and_domains_are_left_alone(site: Site) -> None:
    def lookup(name: str, _kind: str) -> tuple[str, ...]:
        raise AssertionError(name)

    closed = Network(guard=anywhere, lookup=lookup)
    found = online_findings(
        {"https://coalition.example/": PLACE}, "coalition.example", now=NOW, network=closed,
        statement=Statement("https://coalition.example/statement", PLACE),
    )  # fmt: skip
    assert codes(found) == [("L406", "info")]


def test_the_senders_domain_is_looked_up() -> None:
    found = online_findings({}, "coalition.alt", now=NOW, network=HERE)
    assert [p.code for p in found] == ["D901", "D902", "D903"]


def test_what_answered_well_is_not_asked_again_within_a_day(site: Site, tmp_path: Path) -> None:
    file = asked_links_file(tmp_path / "contacts.db")
    links = {f"{site.address}/there": PLACE, f"{site.address}/gone": PLACE}

    def asked(after: timedelta) -> list[str]:
        site.asked.clear()
        found = online_findings(links, "", now=NOW + after, network=HERE, asked_before=file)
        assert codes(found) == [("L406", "error")]
        return sorted(path for _, path in site.asked)

    assert asked(timedelta()) == ["/gone", "/there"]
    assert asked(timedelta(hours=23)) == ["/gone"]
    assert asked(timedelta(hours=24)) == ["/gone", "/there"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["contacts.db.links.json"]
    assert list(json.loads(file.read_text())["asked"]) == [f"{site.address}/there"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"asked": 7}', '{"asked": {"a": 7, "b": "x"}}', "\xff"]
)
def test_a_damaged_record_is_an_empty_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, encoding="latin-1")
    assert read_asked(file, NOW) == {}


def test_a_moment_in_the_future_is_none(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    write_asked(file, {"later": NOW + timedelta(1), "now": NOW})
    assert list(read_asked(file, NOW)) == ["now"]


def test_a_record_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    write_asked(tmp_path / "nowhere" / "x.json", {"a": NOW})


def test_one_host_is_not_asked_faster_than_it_can_bear(site: Site) -> None:
    slow = Network(guard=anywhere, lookup=nothing, per_second=20)
    began = time.monotonic()
    online_findings(
        {f"{site.address}/there?{n}": None for n in range(5)}, "", now=NOW, network=slow
    )
    assert time.monotonic() - began >= 4 / 20


def test_a_hundred_links_are_the_most(site: Site) -> None:
    links = {f"{site.address}/there?{n}": None for n in range(MOST_LINKS + 3)}
    found = online_findings(links, "", now=NOW, network=HERE)
    assert len(site.asked) == MOST_LINKS
    assert codes(found) == [("L406", "info")]
    assert "3 links" in found[0].message


def test_links_that_are_no_addresses_stop_nothing(site: Site) -> None:
    links = {"https://[::1": PLACE, "http://": PLACE, f"{site.address}/there": PLACE}
    found = online_findings(links, "", now=NOW, network=HERE)
    assert codes(found) == [("L406", "warning")] * 2


def test_without_a_network_no_link_is_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    links = {"https://one.alt/a": PLACE, "https://two.alt/b": PLACE}
    monkeypatch.setattr(
        "outreach.actions.check_online.ask", lambda *_a, **_k: Answer("no-answer-of-dns")
    )
    found = online_findings(links, "", now=NOW, network=HERE)
    assert codes(found) == [("L406", "warning")]
    assert "none of 2 sites" in found[0].message


@pytest.mark.parametrize(
    ("answer", "embargoed", "wanted"),
    [
        (Answer("answered", status=404), False, [("L409", "error")]),
        (Answer("answered", status=404), True, []),
        (Answer("answered", status=200), False, []),
        (Answer("answered", status=200), True, [("L409", "warning")]),
    ],
)
def test_the_statements_own_page_is_asked_for_every_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: Answer, embargoed: bool,
    wanted: list[tuple[str, str]],
) -> None:  # fmt: skip
    own = "https://coalition.alt/statement"
    asked: list[str] = []

    def ask(address: str, **_more: object) -> Answer:
        asked.append(address)
        return answer

    monkeypatch.setattr("outreach.actions.check_online.ask", ask)
    for _ in range(2):
        found = online_findings(
            {own: PLACE}, "", now=NOW, network=HERE, asked_before=tmp_path / "asked.json",
            statement=Statement(own, PLACE, embargoed),
        )  # fmt: skip
        assert codes(found) == wanted
    assert asked == [own, own]


def test_a_statement_that_came_out_of_a_file_has_no_page() -> None:
    found = online_findings(
        {}, "", now=NOW, network=HERE, statement=Statement("statement-page.txt", PLACE)
    )
    assert found == []


def test_the_links_of_all_letters_are_asked_for_where_they_stand(
    site: Site, tmp_path: Path
) -> None:
    gone, picture = f"{site.address}/gone", f"{site.address}/p.png"
    written, rewritten = f"{site.address}/声明", f"{site.address}/%E5%A3%B0%E6%98%8E"
    folder = tmp_path / "campaigns" / "visit"
    folder.mkdir(parents=True)
    (folder / "statement.md").write_text(f"---\ntitle: x\n---\nSee [it]({gone}).\n[x]({written})\n")
    sender = Sender("Coalition", "press@coalition.example", "Coalition")
    edition = Edition("press", "t", "press", "s", places={"": PLACE})
    statement = domain_statement.Statement("Title", "Body", source="page.html")
    campaign = Campaign("visit", "Visit", statement, (edition,))
    html = (
        f'<a href="{gone}">it</a><a href="{rewritten}">x</a>'
        f'<a href="{site.address}/-x1-">yours</a><img src="{picture}">'
    )
    message = Message("s", html, gone, (Field("-x1-", "html"),))
    reading = Reading(message, personalise(message, ["anna"]), "", edition, sender, "mailto:", {})
    check = online_check(
        campaign, folder, Settings(sender), tmp_path / "contacts.db", NOW, network=HERE
    )
    found = check([reading, reading])
    assert codes(found) == [("L406", "error")] * 2
    assert str(found[0].place).endswith("statement.md:4:10")
    assert str(found[1].place).endswith("statement.md:5:5")
    assert f"“{written}”" in found[1].message
    assert sorted(path for _, path in site.asked) == sorted(
        ["/gone", rewritten.removeprefix(site.address)]
    )
