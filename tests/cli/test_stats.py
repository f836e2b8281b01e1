"""stats: what became of a campaign, by the real command after a send through a sandbox."""

from __future__ import annotations

import csv
import io
import json
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.store.backlog import keep
from outreach.store.database import open_store


@pytest.fixture
def sent(run: Any, home: Path) -> Any:
    """The press edition went through a sandbox of its own, with one address that bounces."""
    people = home / "more.csv"
    people.write_text(
        "email,name,outlet\nbounce@example.com,=Bo Unce,Ex\ncomplain@example.com,Co,Ex\n"
    )
    assert run("contacts", "import", "more.csv", "--kind", "press").code == 0
    file = home / "campaigns" / "visit" / "campaign.toml"
    lines = [
        'audience = "press domain:example.com"' if line.startswith('audience = "press') else line
        for line in file.read_text().splitlines()
    ]
    file.write_text("\n".join(lines) + "\n")
    ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 0, ran.shown
    return run


def test_the_contract_of_json_and_what_it_adds(sent: Any) -> None:
    [press] = json.loads(sent("stats", "visit", "--json").out)["editions"]
    assert (press["submitted"], press["delivered"], press["bounced"]) == (3, 2, 1)
    assert press["complained"] == 1
    assert press["opened"] is None
    assert press["clicked"] is None


def test_broken_down_the_numbers_are_those_of_the_whole(sent: Any) -> None:
    for way in ("domain", "outlet", "state", "language"):
        found = json.loads(sent("stats", "visit", "--by", way, "--json").out)
        rows = found["breakdowns"][0]["rows"]
        assert sum(row["bounced"] for row in rows) == 1, way
        assert sum(row["recipients"] for row in rows) == 3, way


def test_a_reason_names_nobody_and_is_escaped(sent: Any) -> None:
    ran = sent("stats", "visit", "--by", "reason")
    assert "does not exist" in ran.out
    assert "bounce@example.com" not in ran.out


def test_a_spreadsheet_gets_no_formula(sent: Any) -> None:
    rows = list(csv.reader(io.StringIO(sent("stats", "visit", "--csv").out)))
    assert rows[0][0] == "edition"
    assert rows[1][0] == "press"


def test_each_recipients_way_is_told(sent: Any) -> None:
    found = json.loads(sent("stats", "visit", "--people", "--json").out)["people"]
    [bounced] = [one for one in found if one["email"] == "bounce@example.com"]
    whats = [one["what"] for one in bounced["happened"]]
    assert whats[0] == "submitted"
    assert "bounce" in whats
    lines = sent("stats", "visit", "--people", "--search", "complain@").out
    assert "complained of spam" in lines
    assert "bounce@" not in lines


def test_the_report_names_no_recipient(sent: Any, home: Path) -> None:
    assert sent("stats", "visit", "--html", "report.html").code == 0
    page = (home / "report.html").read_text()
    assert "<svg" in page
    assert "Bo Unce" not in page
    assert "bounce@example.com" not in page
    assert (home / "report.html").stat().st_mode & 0o077 == 0


def test_all_campaigns_are_a_line_each(sent: Any) -> None:
    [one] = json.loads(sent("stats", "--json").out)["campaigns"]
    assert (one["campaign"], one["submitted"], one["sandbox"]) == ("visit", 3, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("visit", "--by", "outlets"), "did you mean outlet"),
        (("visit", "--watch"), "goes elsewhere"),
        (("visit", "--search", "x"), "add --people"),
        (("visit", "--people", "--by", "domain"), "do not go together"),
        (("visit", "--edition", "pres"), "no plan of an edition"),
        (("visit", "--since", "soon"), "--since 2h"),
        (("--by", "domain"), "which campaign?"),
        (("--since", "2h"), "which campaign?"),
        (("visit", "--since", "2h", "--by", "domain"), "--by hour --since"),
        (("visit", "--since", "2h", "--by", "hour,reason"), "sums by reason are of all times"),
        (("visit", "--since", "2h", "--people"), "leave out --since"),
        (("visit", "--since", "2h", "--csv"), "--by hour --since"),
    ],
)
def test_what_does_not_go_together_is_said(sent: Any, options: tuple[str, ...], said: str) -> None:
    ran = sent("stats", *options)
    assert ran.code == 2, ran.shown
    assert said in ran.err


def test_since_a_moment_hours_can_be_told_and_a_report_says_what_it_is_of(
    sent: Any, home: Path
) -> None:
    hours = json.loads(sent("stats", "visit", "--since", "2h", "--by", "hour", "--json").out)
    assert sum(row["delivered"] for row in hours["breakdowns"][0]["rows"]) == 2
    assert sent("stats", "visit", "--since", "2h", "--by", "domain", "--html", "r.html").code == 0
    assert "all other numbers are of all times" in (home / "r.html").read_text()


def test_what_was_never_planned_is_said(run: Any) -> None:
    assert "outreach plan visit" in run("stats", "visit").err


def test_what_was_acknowledged_and_not_counted_yet_is_in_the_numbers(sent: Any, home: Path) -> None:
    with closing(open_store(home / "contacts.db")) as db:
        id_, batch, email = db.execute(
            "SELECT id, batch_id, email FROM deliveries WHERE email LIKE 'bounce@%'"
        ).fetchone()
        event = {
            "event": "unsubscribe",
            "email": email,
            "timestamp": int(time.time()),
            "sg_event_id": "u",
            "outreach_batch": batch,
            "outreach_delivery": str(id_),
        }
        keep(db, [json.dumps([event]).encode()], datetime.now(UTC))
    [press] = json.loads(sent("stats", "visit", "--json").out)["editions"]
    assert press["unsubscribed"] == 1
