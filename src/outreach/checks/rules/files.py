"""What a campaign's files must be to be read."""

from __future__ import annotations

from outreach.checks.rule import Rule

_NO_LETTER = "Without it no letter can be made, so nothing goes out."
_STOPS = "It is not clear what is meant, so nothing goes out until a person says it."

RULES = (
    Rule(
        "toml",
        "a file that is not TOML",
        "error",
        "Nothing in a file that cannot be read is obeyed.",
        "mend the line that is named; toml.io shows how each kind of value is written",
        "TOML 1.0, https://toml.io/en/v1.0.0",
    ),
    Rule(
        "encoding",
        "a file that is not UTF-8",
        "error",
        "Names would be printed with wrong letters.",
        "save the file as UTF-8",
    ),
    Rule(
        "file-missing",
        "a file that is named but not there",
        "error",
        _NO_LETTER,
        "write the file, or name the one that is there",
    ),
    Rule(
        "file-unreadable",
        "a file that this user may not read",
        "error",
        _NO_LETTER,
        "let yourself read it, or name another",
    ),
    Rule(
        "outside",
        "a file outside the campaign's folder",
        "error",
        "A campaign that travels without its files says something else elsewhere.",
        "copy the file into the campaign's folder",
    ),
    Rule(
        "unknown-key",
        "a key that nothing reads",
        "error",
        "What was meant by it would silently not happen.",
        "correct the key's name; the hint names the nearest",
    ),
    Rule(
        "missing-key",
        "a key that must be there",
        "error",
        _NO_LETTER,
        "add the key that is named",
    ),
    Rule(
        "wrong-value",
        "a value of the wrong kind",
        "error",
        _STOPS,
        "write the value as the message says",
    ),
    Rule(
        "F101",
        "a statement file that is not there or cannot be read",
        "error",
        _NO_LETTER,
        "write it; a plain file of 300 KB at most, as nobody mails more",
    ),
    Rule(
        "F102",
        "a statement or signatories file that is not UTF-8",
        "error",
        "Names would be printed with wrong letters.",
        "save the file as UTF-8",
    ),
    Rule(
        "F103",
        "front matter that is not closed or not there",
        "error",
        "The title, the date and the language stand in it.",
        "put a line of three hyphens before and after it",
    ),
    Rule(
        "F104",
        "front matter that cannot be read",
        "error",
        "The title, the date and the language stand in it.",
        "put text that holds colons or brackets in quotation marks",
    ),
    Rule(
        "F105",
        "front matter with an unknown or repeated key",
        "error",
        "What was meant by it would silently not happen.",
        "correct the key, or keep one of the two",
    ),
    Rule(
        "F106",
        "front matter with a value of the wrong kind",
        "error",
        _STOPS,
        "write the value as the hint shows",
    ),
    Rule(
        "F107",
        "a statement without a title or a text",
        "error",
        _NO_LETTER,
        "add what is missing",
    ),
    Rule(
        "F108",
        "a signatory with a detail that cannot be read",
        "error",
        "It would be printed as part of the organisation's name.",
        "write details as in `Name | city: London`, and put a backslash before a | of the name",
    ),
    Rule(
        "F109",
        "a table of signatories that cannot be read",
        "error",
        "Organisations that signed would be missing.",
        "name the column of the organisations “name”, and mend the row that is named",
    ),
    Rule(
        "F110",
        "two statements in one language",
        "error",
        "It is not clear which of them is meant to go out.",
        "keep one of them",
    ),
    Rule(
        "client-support",
        "a copy of what mail programs support that cannot be read",
        "warning",
        "Letters are read without it, so that nothing is said of the recipients’ programs but what "
        "breaks everywhere.",
        "run `outreach clients update`, or delete client-support.json",
    ),
)
