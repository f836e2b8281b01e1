"""What `statement import` is unsure of on a page."""

from __future__ import annotations

from outreach.checks.rule import Rule

_PAGE = "A page is read by its looks; where these leave a doubt, a person has to look."

RULES = (
    Rule(
        "I201",
        "a page without a title",
        "warning",
        "“TODO: the headline” stands in for it, and `check` stops it (T002).",
        "write `title: …` into statement.md",
    ),
    Rule(
        "I202",
        "a page without a date",
        "warning",
        "The letters would not say of which day the statement is.",
        "write `date: YYYY-MM-DD` into statement.md",
    ),
    Rule(
        "I203",
        "a page without a list of signatories",
        "warning",
        "Nobody would be named as having signed.",
        "write the names into signatories.txt, one a line",
    ),
    Rule(
        "I204",
        "a page without a list of asks",
        "info",
        "The letters set the asks apart, and there is nothing to set apart.",
        "make them a list: lines that begin with “- ”",
    ),
    Rule(
        "I205",
        "a line after a blank one that was taken as a signatory",
        "warning",
        "An organisation that did not sign would be named.",
        "if the list ended above it, remove it from signatories.txt",
    ),
    Rule(
        "I206",
        "a page in an unknown encoding",
        "warning",
        "Accents and quotation marks may have become other letters.",
        "look at the accents, or save the page as UTF-8 and import it again",
    ),
    Rule(
        "I207",
        "running text that was left out",
        "warning",
        "A sentence of the statement may be missing.",
        "look at it with --show-left-out, and copy what belongs into statement.md",
    ),
    Rule(
        "I208",
        "an embargo that could not be taken over",
        "warning",
        "Without [embargo] in campaign.toml the letters say FOR IMMEDIATE RELEASE.",
        "write the [embargo] that the page states into campaign.toml",
    ),
    Rule("I209", "a word broken over two lines", "info", _PAGE, "see that it is one word"),
    Rule(
        "I210",
        "a name that may be two, or part of another",
        "warning",
        "A signatory would be missing, or named under half its name.",
        "correct the line in signatories.txt",
    ),
    Rule(
        "I211",
        "a page that gives two dates",
        "warning",
        "The letters print one of them.",
        "see that `date` in statement.md is the day of issue",
    ),
    Rule(
        "I212",
        "a second address of a media contact",
        "info",
        "Letters print one address of each contact.",
        "see that it is the one reporters should write to",
    ),
    Rule(
        "I213",
        "a page with a second article or list",
        "warning",
        "The longest is taken, which may be another statement.",
        "copy the right one into a file of its own, and import that",
    ),
    Rule(
        "I214",
        "a translation that differs from its original",
        "warning",
        "Readers of two languages would be told two things.",
        "see which of the two is right",
    ),
)
