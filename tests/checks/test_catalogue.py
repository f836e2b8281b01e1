"""The catalogue: every code that the source gives has a rule, and every rule says something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.checks.catalogue import NEVER_ACCEPTED, ONLINE, catalogue, near, rule_of
from outreach.checks.rule import Rule

SOURCE = Path(__file__).parents[2] / "src" / "outreach"
ROOMS = ("actions", "checks", "domain", "intake", "render", "store")
CODE = re.compile(r"[A-Z]\d{3}")
OF_IMPORTS = frozenset(
    # what only `contacts import` says, of lists that no campaign holds
    (
        *("cut-off", "guessed-encoding", "mixed-encodings", "not-read", "other-sheets"),
        *("never-subscribed", "counted-entries", "rejects-not-written", "read-in-part"),
    )
)
OF_APPROVALS = frozenset(
    # what `approve` and `send` say of a second person's word, and `check` never does
    (
        *("approval-edited", "approval-elsewhere", "approval-void", "approved-by-planner"),
        *("approver-unknown", "not-approved"),
    )
)


def given_codes() -> Iterator[tuple[str, str]]:
    """Each code that a finding is made with, and where."""
    for room in ROOMS:
        for file in (SOURCE / room).rglob("*.py"):
            if file.parent.name == "rules":
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                for code in codes_in(node):
                    yield code, f"{file.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"


def codes_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if CODE.fullmatch(node.value):
            yield node.value
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "_refusal"):
        first = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "code")]
        yield from (
            one.value for one in first if isinstance(one, ast.Constant) and one.value != "utf-8"
        )


def test_every_code_that_is_given_has_a_rule() -> None:
    unknown = {
        code: where
        for code, where in given_codes()
        if code not in catalogue() and code not in OF_IMPORTS | OF_APPROVALS
    }
    assert unknown == {}


def test_every_rule_is_given_somewhere() -> None:
    given = {code for code, _ in given_codes()}
    assert [code for code in catalogue() if code not in given] == []


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_happens_to_whom_and_what_to_do(rule: Rule) -> None:
    assert rule.title
    assert len(rule.why) > 15
    assert rule.mend
    assert len(rule.title) <= 90
    assert not any("  " in text for text in (rule.title, rule.why, rule.mend))


def test_no_code_belongs_to_two_families() -> None:
    codes = re.findall(
        r"Rule\(\s*\"([^\"]+)\"",
        "\n".join(file.read_text() for file in (SOURCE / "checks" / "rules").glob("*.py")),
    )
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == set(catalogue())


def test_codes_apart_are_known() -> None:
    assert set(catalogue()) >= NEVER_ACCEPTED
    assert set(catalogue()) >= ONLINE


@pytest.mark.parametrize("typed", ["C603", "c603", "blank-value", "BLANK-VALUE"])
def test_a_code_is_found_in_any_case(typed: str) -> None:
    rule = rule_of(typed)
    assert rule is not None
    assert rule.code.lower() == typed.lower()


@pytest.mark.parametrize(
    ("typed", "meant"), [("C6O3", "C603"), ("blank-valeu", "blank-value"), ("?", "")]
)
def test_a_mistyped_code_has_a_suggestion(typed: str, meant: str) -> None:
    assert rule_of(typed) is None
    assert near(typed) == meant
