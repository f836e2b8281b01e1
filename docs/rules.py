"""Writes the rules of the catalogue into docs/checking.md. ``--check`` only compares."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from outreach.checks.catalogue import catalogue
from outreach.checks.rule import Rule
from outreach.cli.findings import heading, sentence

PAGE = Path(__file__).with_name("checking.md")
BEGIN, END = "<!-- rules: written by `make docs` -->", "<!-- end of rules -->"
FAMILIES = {
    "A": "Accessibility",
    "C": "Sender and law",
    "D": "The sender's domain (only with `--online`)",
    "F": "Statement and signatories as files",
    "H": "Subject, preheader and headers",
    "I": "Import of statements",
    "L": "Links and pictures",
    "M": "Timing",
    "P": "Proofreading",
    "R": "Recipients",
    "S": "Size, HTML, attachments and mail programs",
    "T": "What is filled in",
    "X": "The text part",
    "": "Campaign, templates and data",
}


def table() -> str:
    rules = sorted(catalogue().values(), key=lambda rule: (_family(rule) == "", rule.code))
    parts = []
    for family, of_it in groupby(rules, _family):
        parts.append(
            f"\n### {FAMILIES[family]}\n\n| code | level | what it finds | why | what to do |"
        )
        parts.append("|---|---|---|---|---|")
        parts += map(_row, of_it)
    return "\n".join((BEGIN, *parts, "", END))


def _family(rule: Rule) -> str:
    return rule.code[0] if rule.code[0].isupper() else ""


def _row(rule: Rule) -> str:
    source = f" ({rule.source})" if rule.source else ""
    told = (
        *(f"`{rule.code}`", rule.level, heading(rule.title)),
        *(sentence(rule.why), sentence(rule.mend) + source),
    )
    return f"| {' | '.join(map(_cell, told))} |"


def _cell(text: str) -> str:
    """As it is to be read: no tag, and no end of the cell."""
    pieces = text.replace("|", "\\|").split("`")
    pieces[::2] = [piece.replace("<", "&lt;").replace("*", "\\*") for piece in pieces[::2]]
    return "`".join(pieces)


def page(text: str) -> str:
    before, _, rest = text.partition(BEGIN)
    return before + table() + rest.partition(END)[2]


if __name__ == "__main__":
    now = PAGE.read_text(encoding="utf-8")
    if "--check" not in sys.argv:
        PAGE.write_text(page(now), encoding="utf-8")
    elif now != page(now):
        sys.exit("docs/checking.md is out of date: run `make docs`")
