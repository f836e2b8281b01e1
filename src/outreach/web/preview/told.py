"""Findings and faults as the page tells them: with their place, and a way to open it there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from outreach.actions.preview import Read
from outreach.checks.catalogue import rule_of
from outreach.checks.places import quoted_in
from outreach.errors import Place, Problem
from outreach.viewer.model import Fault, Finding, Findings

AROUND = 3
"""Lines of a file that are shown before and after the one in question."""
_LARGEST = 1_000_000

_ADDRESS = re.compile(r"""[^\s@<>()"',;]+@[^\s@<>()"',;]*[^\s@<>()"',;.:]""")

Opener = Callable[[Path, int, int], str]
"""The address that opens a file at a line and column in the user's editor; blank without one."""


LetterAt = Callable[[str], str]
"""The page of the letter to this address; blank where no recipient has it."""


def findings(read: Read, root: Path, opener: Opener, letter_at: LetterAt) -> Findings:
    told = [*read.edition, *read.campaign]
    standing = [one.level for one in told if not one.accepted]

    def those(problems: Sequence[Problem], *, worst: bool = False) -> tuple[Finding, ...]:
        return tuple(
            _finding(one, root, opener, letter_at) for one in problems if _is_worst(one) is worst
        )

    return Findings(
        worst=those(told, worst=True),
        edition=those(read.edition),
        campaign=those(read.campaign),
        errors=standing.count("error"),
        warnings=standing.count("warning"),
        infos=standing.count("info"),
        accepted=len(told) - len(standing),
        progress=read.progress,
    )


def _is_worst(problem: Problem) -> bool:
    return problem.level == "error" and not problem.accepted


def _finding(problem: Problem, root: Path, opener: Opener, letter_at: LetterAt) -> Finding:
    rule = rule_of(problem.code)
    named = ((one, letter_at(one)) for one in _ADDRESS.findall(problem.message))
    address, letter = next((pair for pair in named if pair[1]), ("", ""))
    return Finding(
        code=problem.code,
        level=problem.level,
        message=problem.message,
        hint=_hint(problem, address),
        place=str(problem.place or ""),
        editor=_editor(problem.place, root, opener),
        targets=tuple(text.rstrip("…") for text in quoted_in(problem)),
        title=rule.title if rule else "",
        why=rule.why if rule else "",
        mend=rule.mend if rule else "",
        accepted=problem.accepted,
        letter=letter,
    )


def _hint(problem: Problem, address: str) -> str:
    """With the command that shows the contact, where the finding is one on a contact."""
    if not address or "outreach contacts" in problem.hint:
        return problem.hint
    command = f"outreach contacts show {shlex.quote(address)}"
    return f"{problem.hint}; what is known of the contact: {command}".removeprefix("; ")


def faults(problems: Sequence[Problem], root: Path, opener: Opener) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            message=problem.message,
            place=str(problem.place or ""),
            hint=problem.hint,
            editor=_editor(problem.place, root, opener),
            line=problem.place.line if problem.place else 0,
            excerpt=_excerpt(problem.place, root),
        )
        for problem in problems
    )


def _inside(place: Place | None, root: Path) -> Path | None:
    """The file of a place, if it is one of the workspace's."""
    if place is None:
        return None
    path = Path(place.file).resolve()  # findings name files as seen from the working folder
    found = path if path.is_relative_to(root) else (root / place.file).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None


def _editor(place: Place | None, root: Path, opener: Opener) -> str:
    path = _inside(place, root)
    return opener(path, place.line or 1, place.column or 1) if path and place else ""


def _excerpt(place: Place | None, root: Path) -> tuple[tuple[int, str], ...]:
    path = _inside(place, root)
    if path is None or place is None or not place.line:
        return ()
    try:
        if path.stat().st_size > _LARGEST:
            return ()
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    first = max(place.line - 1 - AROUND, 0)
    return tuple(enumerate(lines[first : place.line + AROUND], first + 1))
