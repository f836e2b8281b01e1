"""What SendGrid took nothing of can be tried again once its cause is mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from outreach.sandbox.faults import Fault


def test_failed_letters_go_when_a_person_says_so(home: Path, run: Any, sandbox: Any) -> None:
    template = home / "templates" / "email" / "press-release.txt.j2"
    two = "{% block letter -%}{% if contact.language == 'en' %}Dear reader,{% endif %}"
    template.write_text(template.read_text().replace("{% block letter -%}", two))
    sandbox.sandbox.add_fault(Fault("too-large", times=1, after=1))
    press = ("send", "visit", "--edition", "press", "--yes")
    ran = run(*press)
    assert ran.code == 4
    assert "--retry-failed" in ran.err
    assert run(*press).code == 4
    ran = run(*press, "--retry-failed", "--json")
    assert ran.code == 0, ran.err
    assert all(one["submitted"] == one["planned"] for one in json.loads(ran.out)["editions"])
    addresses = [one.to for one in sandbox.sandbox.outbox]
    assert len(addresses) == len(set(addresses))


def test_a_captive_portal_strands_nobody(home: Path, run: Any, sandbox: Any) -> None:
    sandbox.sandbox.add_fault(Fault("redirect", times=1, after=1))
    assert run("send", "visit", "--yes").code == 4
    assert run("send", "visit", "--yes").code == 0
