"""check: every fault of a campaign, found before anybody is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from outreach.actions.check import check_campaign
from outreach.actions.congress_update import update_congress
from outreach.actions.contacts_import import import_file
from outreach.actions.start import init_workspace, samples
from outreach.actions.statement_import import import_statement
from outreach.domain.contact import Kind
from outreach.errors import Problem
from outreach.store.database import Store, open_store
from outreach.workspace import find_workspace

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
CAMPAIGN = """\
title = "Visit"
[editions.press]
template = "press-release"
audience = "press"
subject = "{{ statement.title }}"
"""
Check = Callable[[], list[Problem]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh workspace with the sample statement's campaign, and no contacts."""
    monkeypatch.chdir(tmp_path)
    init_workspace(tmp_path)
    page = samples() / "statement-page.txt"
    folder = tmp_path / "campaigns" / "visit"
    import_statement(page.read_bytes(), page.name, folder, campaign_toml=CAMPAIGN)
    return tmp_path


@pytest.fixture
def db(home: Path) -> Iterator[Store]:
    store = open_store(home / "contacts.db", create=True)
    people = home / "press.csv"
    people.write_text("Name,Email,Outlet\nA B,a@press.example,The Desk\nC D,c@press.example,Wire\n")
    ids = count()
    import_file(store, people, Kind.PRESS, now=NOW, new_uid=lambda: f"u{next(ids)}")
    yield store
    store.close()


def errors(home: Path, db: Store | None) -> list[str]:
    ws = find_workspace(home, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(db, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    return [f"{one} → {one.hint}" for one in found if one.level == "error"]


def warnings(home: Path, db: Store | None) -> set[str]:
    ws = find_workspace(home, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(db, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    return {one.code for one in found if one.level == "warning"}


def template(home: Path, name: str, text: str) -> None:
    (home / "templates" / "email" / name).write_text(text)


def test_the_sample_campaign_has_no_error(home: Path, db: Store) -> None:
    assert errors(home, db) == []
    assert "no-contacts" not in warnings(home, db)


def test_without_a_store_templates_are_read_all_the_same(home: Path) -> None:
    assert errors(home, None) == []
    assert "no-contacts" in warnings(home, None)
    template(home, "press-release.txt.j2", "{% if %}")
    assert errors(home, None)[0].startswith("templates/email/press-release.txt.j2:1: ")


def test_it_reads_the_files_the_campaign_names(home: Path, db: Store) -> None:
    folder = home / "campaigns" / "visit"
    text = (folder / "statement.md").read_text()
    (folder / "statement.md").rename(folder / "text.md")
    (folder / "text.md").write_text(text + "\n99 organizations signed this.\n")
    (folder / "campaign.toml").write_text('statement = "text.md"\n' + CAMPAIGN)
    assert [one for one in errors(home, db) if "campaigns/visit/text.md:" in one]


def test_every_edition_is_read_though_one_is_broken(home: Path, db: Store) -> None:
    second = CAMPAIGN.partition("\n")[2].replace("editions.press", "editions.again")
    broken = second.replace("press-release", "nowhere")
    (home / "campaigns" / "visit" / "campaign.toml").write_text(
        CAMPAIGN.replace("statement.title", "statement.titel") + broken
    )
    found = errors(home, db)
    assert len(found) == 2, found
    assert "campaign.toml:5:11: " in found[0]
    assert "there is no template nowhere.html.j2" in found[1]


def test_an_audience_of_nobody_is_an_error_with_the_command_to_look(home: Path, db: Store) -> None:
    toml = CAMPAIGN.replace('"press"\nsubject', '"press tag:none"\nsubject')
    (home / "campaigns" / "visit" / "campaign.toml").write_text(toml)
    assert errors(home, db) == [
        (
            "campaigns/visit/campaign.toml:4:12: nobody is in the audience 'press tag:none'"
            " → see who there is: outreach audience --campaign visit --edition press"
        )
    ]


def test_a_message_is_looked_at_as_it_will_be(home: Path, db: Store) -> None:
    template(home, "press-release.txt.j2", "No way out\n")
    assert [one.partition(" → ")[0] for one in errors(home, db)] == [
        "campaigns/visit/campaign.toml:3:12: the release names nobody to call",
        "campaigns/visit/campaign.toml:3:12: the text part has no way out",
    ]


def test_it_changes_nothing_in_the_store(home: Path, db: Store) -> None:
    errors(home, db)
    assert [
        db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("plans", "deliveries")
    ] == [0, 0]


@pytest.mark.parametrize(("today", "old"), [(NOW, False), (NOW + timedelta(days=56), True)])
def test_old_congress_data_is_told_where_an_edition_goes_by_it(
    home: Path, db: Store, today: datetime, old: bool
) -> None:
    update_congress(db, samples() / "congress", NOW)
    (home / "campaigns" / "visit" / "campaign.toml").write_text(
        CAMPAIGN
        + CAMPAIGN.partition("\n")[2]
        .replace("press", "congress")
        .replace('template = "congress-release"', 'template = "congress-letter"')
    )
    ws = find_workspace(home, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(db, ws.campaign("visit"), folder, ws.settings, ws.templates, today)
    told = [one for one in found if one.code == "congress-data-old"]
    assert [(one.edition, one.level) for one in told] == ([("congress", "warning")] if old else [])
    assert all(one.place and one.place.line and "congress update" in one.hint for one in told)


def found(home: Path, db: Store, *editions: str) -> list[Problem]:
    ws = find_workspace(home, {})
    campaign = ws.campaign("visit")
    chosen = [one for one in campaign.editions if one.name in editions] if editions else None
    folder = ws.campaigns / "visit"
    return check_campaign(db, campaign, folder, ws.settings, ws.templates, NOW, chosen)


def test_what_no_edition_alone_is_to_blame_for_stands_at_its_place(home: Path, db: Store) -> None:
    told = {one.code: one.place for one in found(home, db) if one.code in ("M803", "H106")}
    places = {code: place.file if place else "" for code, place in told.items()}
    assert places == {"M803": "campaigns/visit/statement.md", "H106": "outreach.toml"}
    settings = home / "outreach.toml"
    whole = settings.read_text()
    groups = "[sendgrid]\nasm_groups = { press = 7 }"
    settings.write_text(whole.replace("[sendgrid]", groups))
    assert "H106" in {one.code for one in found(home, db)}
    settings.write_text(whole.replace("[sendgrid]", "[sendgrid]\none_click = true"))
    assert "H106" not in {one.code for one in found(home, db)}
    settings.write_text(f'public_url = "https://hear.coalition.example"\n{whole}')
    assert "H106" not in {one.code for one in found(home, db)}


def test_an_embargo_that_cannot_be_kept_stands_at_its_line(home: Path, db: Store) -> None:
    embargo = '[embargo]\nuntil = 2027-03-14T02:30:00\ntimezone = "America/New_York"\n'
    file = home / "campaigns" / "visit" / "campaign.toml"
    file.write_text(CAMPAIGN.replace("[editions", f"{embargo}[editions", 1))
    (gap,) = [one for one in found(home, db) if one.code == "M802"]
    assert (gap.level, str(gap.place)) == ("error", "campaigns/visit/campaign.toml:3:9")


def test_a_translation_is_proofread_and_compared(home: Path, db: Store) -> None:
    folder = home / "campaigns" / "visit"
    text = "---\ntitle: Freilassen\nlanguage: de\n---\nWir fordern {{:\n\n- dies (\n"
    (folder / "statement.de.md").write_text(text)
    told = {
        one.code
        for one in found(home, db)
        if one.place and one.place.file == "campaigns/visit/statement.de.md"
    }
    assert {"P102", "P120"} <= told


def test_findings_that_may_stand_are_marked_and_others_are_told_of(home: Path, db: Store) -> None:
    accept = (
        '[[accept]]\ncode = "M803"\nreason = "a sample"\n[[accept]]\ncode = "D903"\nreason = "x"\n'
    )
    (home / "campaigns" / "visit" / "campaign.toml").write_text(CAMPAIGN + accept)
    told = found(home, db)
    assert [one.accepted for one in told if one.code == "M803"] == ["a sample"]
    assert "accept-unmatched" not in {one.code for one in told}


FOLLOWING = """
[editions.correction]
template = "press-release"
audience = "press received:visit/press"
subject = "Correction"
"""


def test_an_edition_that_follows_another_waits_for_it(home: Path, db: Store) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    file.write_text(CAMPAIGN + FOLLOWING)
    assert not [one for one in errors(home, db) if "audience" in one]
    ws = find_workspace(home, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(db, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    (waits,) = (one for one in found if one.code == "audience-waits")
    assert (waits.level, waits.edition) == ("info", "correction")
    assert "nobody has been sent visit/press yet" in waits.message
    assert "the sandbox do not count" in waits.hint
    file.write_text(CAMPAIGN + FOLLOWING.replace("visit/press", "visit/pres"))
    assert [one for one in errors(home, db) if "there is no 'visit/pres'" in one]


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"data": []}', b"[" * 100_000])
def test_a_broken_copy_of_what_mail_programs_support_stops_nothing(
    home: Path, db: Store, content: bytes
) -> None:
    (home / "client-support.json").write_bytes(content)
    assert errors(home, db) == []
    assert "client-support" in warnings(home, db)


def test_a_colour_that_hardly_stands_out_is_told_once_where_it_is_set(
    home: Path, db: Store
) -> None:
    settings = home / "outreach.toml"
    settings.write_text(settings.read_text() + '\n[design.light]\naccent = "#ff9900"\n')
    line = len(settings.read_text().splitlines())
    (found,) = (one for one in errors(home, db) if "#ff9900" in one)
    assert found.startswith(f"outreach.toml:{line}:")


def leftovers(home: Path, db: Store) -> list[tuple[str, int]]:
    ws = find_workspace(home, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(db, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    places = [one.place for one in found if one.code == "T002"]
    return [(Path(one.file).name, one.line) for one in places if one]


def test_what_is_left_to_fill_in_is_told_once_where_it_stands(home: Path, db: Store) -> None:
    folder = home / "campaigns" / "visit"
    statement = folder / "statement.md"
    kept = statement.read_text()
    number = len(kept.rstrip().splitlines()) + 2
    statement.write_text(kept.rstrip() + "\n\nThe state has spent [AMOUNT TK] on this.\n")
    page = home / "templates" / "email" / "press-release.txt.j2"
    assert leftovers(home, db) == [("statement.md", number)]
    statement.write_text(kept)
    words = page.read_text()
    page.write_text(words.replace("{% block reason -%}", "{% block reason -%}\nFIXME: why"))
    line = words[: words.index("{% block reason -%}")].count("\n") + 2
    assert leftovers(home, db) == [("press-release.txt.j2", line)]
