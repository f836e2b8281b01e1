"""Statements in which an editor would mend nothing: no rule may think otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.checks.proofread import proofread
from outreach.intake.signatory_files import read_signatories
from outreach.intake.statement_files import read_statement

CLEAN = sorted((Path(__file__).parent / "clean").glob("*.md"))


def test_there_are_enough_of_them() -> None:
    assert len(CLEAN) >= 13
    assert {path.suffixes[-2] for path in CLEAN} >= {".en", ".de", ".fr", ".es", ".bo", ".ug"}


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_a_clean_statement_has_no_warning(path: Path) -> None:
    statement, faults = read_statement(path)
    assert faults == ()
    assert statement is not None
    assert statement.date is not None
    names = path.with_suffix(".txt")
    signed = read_signatories(names)[0] if names.exists() else ()
    problems = proofread(
        replace(statement, signatories=signed),
        statement_file=path.name,
        statement_text=path.read_text(encoding="utf-8"),
        signatories_file=names.name,
        signatories_text=names.read_text(encoding="utf-8") if names.exists() else "",
        today=statement.date,
    )
    assert [f"{p.code} {p}" for p in problems if p.level != "info"] == []
