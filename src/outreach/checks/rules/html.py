"""What the checks of a letter's HTML stand for."""

from __future__ import annotations

from outreach.checks.rule import Rule

_WCAG = "WCAG 2.2"

RULES = (
    Rule(
        "T004",
        "HTML that is not whole",
        "error",
        "Without its doctype a letter is drawn by the rules of old browsers; an open tag makes "
        "each mail program guess where it ends, and they guess differently.",
        "begin with <!DOCTYPE html>, and close what is opened",
        "HTML Living Standard, 13.1",
    ),
    Rule(
        "S201",
        "a letter that Gmail cuts off",
        "error",
        "Gmail shows about 102 KB of HTML and hides the rest behind a link, the way out and the "
        "postal address among it.",
        "shorten the statement or the styles; link to what is long",
        "github.com/hteumeuleu/email-bugs, issue 41",
    ),
    Rule(
        "S202",
        "styles that Gmail ignores",
        "error",
        "Gmail drops a <style> of more than 16 KB whole: dark and narrow screens go without.",
        "drop rules that nothing uses",
        "github.com/hteumeuleu/email-bugs, issue 90",
    ),
    Rule(
        "S204",
        "a feature that mail programs lack",
        "error",
        "Readers whose program drops it see another letter than you do, or none.",
        "do without it, or see how the letter reads without; the finding names the programs",
        "caniemail.com",
    ),
    Rule(
        "S205",
        "forbidden elements",
        "error",
        "Mail programs take scripts, forms, frames, video and the like out of a letter; filters "
        "of newsrooms and of Congress hold back the whole of it.",
        "take it out, and link to a page instead",
    ),
    Rule(
        "S206",
        "Outlook's comments out of balance",
        "error",
        "Outlook on Windows reads what stands in <!--[if mso]> comments; one that is not closed "
        "hides the rest of the letter there, or shows its code everywhere else.",
        "pair each <!--[if mso]> with its <![endif]-->, and the tags within",
    ),
    Rule(
        "S207",
        "a very long word in the HTML",
        "info",
        "SendGrid encodes a letter so that long lines arrive whole; gateways that unpack it wrap "
        "lines of more than 998 octets at a blank, and here there is none.",
        "shorten the address; a picture stands on a server, not in the letter",
        "RFC 5322, 2.1.1",
    ),
    Rule(
        "A301",
        "a picture that does not say what it shows",
        "error",
        "Who hears the letter, and the many whose inbox holds pictures back, get the alt text "
        "alone.",
        'say in alt="…" what the picture shows; alt="" if it only decorates',
        f"{_WCAG}, 1.1.1",
    ),
    Rule(
        "A302",
        "a table for layout without its role",
        "error",
        "A screen reader says “table with one column and one row” before each part of the letter.",
        'add role="presentation"',
        f"{_WCAG}, 1.3.1",
    ),
    Rule(
        "A303",
        "language or direction not marked",
        "error",
        "A screen reader reads the letter in the wrong language, and programs that drop <html> "
        "and <body>, as Gmail does, set a right-to-left text from the left.",
        "write lang and dir on <html>, and again on the <div> around the letter",
        f"{_WCAG}, 3.1.1",
    ),
    Rule(
        "A304",
        "headings out of order",
        "warning",
        "Who cannot see the letter moves about it by its headings: one main heading, and no step "
        "left out.",
        "make the headline the one <h1>; go down one level at a time",
        f"{_WCAG}, 1.3.1 and 2.4.6",
    ),
    Rule(
        "A305",
        "a link that does not say where it leads",
        "error",
        "Screen readers list the links of a letter: “here, here, here” helps nobody, and a link "
        "without text cannot be chosen.",
        "link the words that name what the reader gets",
        f"{_WCAG}, 2.4.4",
    ),
    Rule(
        "A306",
        "text that hardly stands out",
        "error",
        "Readers with weak sight, on a phone in the sun or on a dark screen cannot read it; alt "
        "texts stand in its colour where pictures are off. Many programs darken a letter by their "
        "own rules, and how is not known: there it is a warning, as it is for the bar that marks "
        "a passage.",
        "choose colours further apart: 4.5 to 1, or 3 to 1 for large letters and bars",
        f"{_WCAG}, 1.4.3 and 1.4.11",
    ),
    Rule(
        "A307",
        "letters that are too small",
        "error",
        "Below 14 pixels text is hard to read on a phone; iOS enlarges it, and breaks the layout.",
        "set it in 14 pixels or more",
    ),
    Rule(
        "A308",
        "justified text",
        "warning",
        "Without hyphenation it has rivers of blank, which readers with dyslexia get lost in.",
        "set it flush with text-align: left, or right for right-to-left scripts",
        f"{_WCAG}, 1.4.8",
    ),
    Rule(
        "A309",
        "a passage whose script is not its marked language's",
        "error",
        "The wrong voice reads it, the wrong font draws it, and a right-to-left text falls apart "
        "at every comma.",
        'mark the passage with lang="…" and dir="…", and give it direction in its style',
        f"{_WCAG}, 3.1.2",
    ),
)
