"""Short texts put before the proofreader, and what it says of them under one code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from outreach.checks.proofread import proofread
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Problem
from outreach.intake.statement_files import statement_text

WRITTEN = date(2024, 4, 24)


def said_of(
    body: str,
    code: str,
    *,
    language: str = "en",
    names: Sequence[str] = (),
    title: str = "A title",
    today: date = WRITTEN,
    written: date | None = WRITTEN,
    glossary: dict[str, list[str]] | None = None,
) -> list[Problem]:
    """The findings with this code, in order."""
    signatories = tuple(map(Signatory, names))
    statement = Statement(title, body, written, language=language, signatories=signatories)
    found = proofread(
        statement,
        statement_file="statement.md",
        statement_text=statement_text(statement),
        today=today,
        glossary=glossary,
    )
    return [problem for problem in found if problem.code == code]


def levels(body: str, code: str, language: str = "en") -> list[str]:
    return [problem.level for problem in said_of(body, code, language=language)]
