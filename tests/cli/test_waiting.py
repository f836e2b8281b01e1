"""An edition that goes to those who were sent another: it waits, and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run

FOLLOWING = """
[editions.correction]
template = "correction"
audience = "press received:visit/press"
subject = "Correction"
[editions.correction.values]
what = "The second request named the wrong ordinance."
"""


def follow() -> None:
    file = Path("campaigns/visit/campaign.toml")
    file.write_text(file.read_text() + FOLLOWING)


def test_plan_and_send_pass_it_over_with_a_note(run: Run) -> None:
    follow()
    planned = run("plan", "visit", "--json")
    assert planned.code == 0, planned.err
    names = [one["edition"] for one in json.loads(planned.out)["editions"]]
    assert "correction" not in names
    assert "press" in names
    assert "nobody has been sent visit/press yet" in planned.err
    sent = run("send", "visit", "--yes")
    assert sent.code == 0, sent.err
    assert "nobody has been sent visit/press yet" in sent.err
    assert "press" in sent.out


def test_alone_it_is_refused_with_the_reason(run: Run) -> None:
    follow()
    for command in ("plan", "send"):
        ran = run(command, "visit", "--edition", "correction", *(["--yes"] * (command == "send")))
        assert ran.code == 3
        assert "error: nobody has been sent visit/press yet" in ran.err
