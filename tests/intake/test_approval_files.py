"""Approvals as files: read back as they were written; what was edited is refused with its line."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.approval import Approval
from outreach.domain.approval_text import approval_text
from outreach.domain.plan_digest import plan_digest
from outreach.intake.approval_files import approval_file, read_approval

PARTS = {"content": "1" * 16, "recipients": "2" * 16}
APPROVAL = Approval(
    "visit", "press", 1, plan_digest(PARTS), PARTS, 3, "Ana", "2026-06-20T12:00:00+00:00",
    planned_by="Tom", sender="Coalition <press@coalition.example>", subjects=("For …",),
    release_line="FOR IMMEDIATE RELEASE", left_out={"suppressed: unsubscribe": 2},
)  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def kept(folder: Path, text: str) -> Path:
    campaign = folder / "visit"
    file = approval_file(campaign, "press")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return campaign


@given(texts, st.lists(texts, max_size=3), st.lists(texts, max_size=3), texts)
def test_it_is_read_back_as_it_was(
    sender: str, subjects: list[str], files: list[str], reason: str
) -> None:
    one = replace(
        APPROVAL, sender=sender, subjects=tuple(subjects), files=tuple(files),
        left_out={reason: 1}, lifts_at="2026-06-20T12:00:00+00:00",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        assert read_approval(kept(Path(folder), approval_text(one)), "press") == (one, ())


def test_none_is_no_problem(tmp_path: Path) -> None:
    assert read_approval(tmp_path, "press") == (None, ())


@pytest.mark.parametrize(
    ("was", "now", "code", "line"),
    [
        ("wave = 1", 'wave = "one"', "wrong-value", 6),
        ("wave = 1", "wave = 0", "wrong-value", 6),
        ("wave = 1\n", "", "missing-key", 1),
        ("wave = 1", "waves = 1", "unknown-key", 6),
        ('edition = "press"', 'edition = "congress"', "approval-elsewhere", 5),
        ('campaign = "visit"', 'campaign = "other"', "approval-elsewhere", 4),
        (f'"{APPROVAL.digest}"', '"0123456789abcdef"', "approval-edited", 7),
        ('content = "1', 'content = "3', "approval-edited", 7),
        ('approved_by = "Ana"', 'approved_by = " "', "wrong-value", 8),
        ("12:00:00Z", "12:00:00", "wrong-value", 9),
        ("wave = 1", "wave = ", "toml", 6),
    ],
)
def test_an_edited_file_is_a_problem_at_its_line(
    tmp_path: Path, was: str, now: str, code: str, line: int
) -> None:
    text = approval_text(APPROVAL)
    assert was in text
    approval, problems = read_approval(kept(tmp_path, text.replace(was, now, 1)), "press")
    assert approval is None
    assert {one.code for one in problems} >= {code}
    assert next(one.place.line for one in problems if one.code == code and one.place) == line


def test_it_is_the_same_text_however_its_tables_are_ordered() -> None:
    other = replace(APPROVAL, parts=dict(reversed(PARTS.items())))
    assert approval_text(other) == approval_text(APPROVAL)


def test_a_folder_in_its_place_is_a_problem(tmp_path: Path) -> None:
    approval_file(tmp_path, "press").mkdir(parents=True)
    assert read_approval(tmp_path, "press")[1]
