"""What stands in one person's letter and in nobody else's."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "T002",
        "something left over from writing",
        "error",
        "Braces, TODO or None in a letter tell the reader that a machine wrote it and nobody read"
        " it.",
        "write what is meant there, or correct the value that is named",
    ),
    Rule(
        "T003",
        "a greeting of nobody",
        "error",
        "“Dear ,” is the surest sign of a mass mailing.",
        'fill the name in, or write `{{ contact.name | default("colleague") }}` in the template',
    ),
    Rule(
        "T007",
        "a value that looks wrong where it is printed",
        "warning",
        "A name in capitals, of one letter, with markup or of a whole line comes from a column"
        " that was read wrongly.",
        "look at the contact with `outreach contacts show`, and correct it",
    ),
    Rule(
        "T008",
        "a letter that greets one person at another's address",
        "warning",
        "Where names and addresses slipped by a row, everybody below gets somebody else's letter.",
        "compare the contact with its list; import the list again if rows slipped",
    ),
)
