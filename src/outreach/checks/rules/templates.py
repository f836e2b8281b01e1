"""What templates must be for a letter to be made of them."""

from __future__ import annotations

from outreach.checks.rule import Rule

_NO_LETTER = "Without it no letter can be made, so nothing goes out."

RULES = (
    Rule(
        "template-missing",
        "a template that is not there",
        "error",
        _NO_LETTER,
        "name one of the templates in templates/email, or make it with `outreach template new`",
    ),
    Rule(
        "syntax",
        "a template that cannot be read",
        "error",
        _NO_LETTER,
        "mend the tag at the line that is named",
        "https://jinja.palletsprojects.com/templates/",
    ),
    Rule(
        "recursion",
        "a template that includes itself",
        "error",
        _NO_LETTER,
        "take the circle out",
    ),
    Rule(
        "template-error",
        "an expression in a template that fails",
        "error",
        "A name that does not exist would leave a hole in the letter.",
        "correct the name or the expression at the line that is named",
    ),
    Rule(
        "blank-value",
        "a blank where a template prints a value",
        "error",
        "The reader would see a gap, such as “Dear ,”.",
        'fill the value in for these contacts, or write `| default("…")` in the template',
    ),
    Rule(
        "unsafe-markup",
        "recipient data where it could become markup",
        "error",
        "A name from a list could change the letter, or make a link that runs a program.",
        "put quotes around the attribute, and an address of your own before the value",
    ),
    Rule(
        "not-repeatable",
        "a template that gives one person two letters",
        "error",
        "The preview would not be the letter.",
        "take out what depends on chance or on earlier letters",
    ),
    Rule(
        "field-lost",
        "a value that inlining the styles loses",
        "error",
        "The reader would not see the value.",
        "move the value into text",
    ),
    Rule(
        "cut-off",
        "a page that is empty, or that something cuts off",
        "error",
        "Mail programs drop what stands behind an open quotation mark or comment: the reader would "
        "get half a letter, or none.",
        "close what the message names",
    ),
    Rule(
        "tag-damaged",
        "a field that a template takes apart",
        "error",
        "The reader would see a piece of a tag in place of her data.",
        "do not slice or rewrite text after recipient data was printed into it",
    ),
    Rule(
        "field-limits",
        "more about one recipient than SendGrid takes",
        "error",
        "SendGrid would refuse the whole request.",
        "print less about each recipient",
        "SendGrid Mail Send, Personalizations: 10,000 bytes of substitutions",
    ),
    Rule(
        "words",
        "a file of words that cannot be read, or a word that is empty",
        "error",
        "The templates' own sentences in that language stand in it.",
        "mend the line that is named; each word is a key and a text that is not blank",
    ),
    Rule(
        "word-missing",
        "a sentence of the templates that a language lacks",
        "error",
        "The letter would have a hole where the sentence belongs.",
        "add the key to the file that is named, as the other languages have it",
    ),
    Rule(
        "value-missing",
        "a value of the edition's own that is not given",
        "error",
        "The template prints something that only this campaign knows, such as a deadline.",
        "add the key to [editions.<name>.values] in campaign.toml",
    ),
)
