"""What the checks of the text part stand for."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "T006",
        "the text part says something else than the HTML",
        "warning",
        "Some readers, screen readers and archives have the text part alone: what stands in one "
        "part only was not sent to all.",
        "say the same in both templates, and print the same addresses",
        "RFC 2046, 5.1.4: the parts of multipart/alternative have the same content",
    ),
    Rule(
        "X501",
        "a text part without text",
        "error",
        "Filters distrust a letter that is HTML alone, and some readers see nothing.",
        "fill the .txt.j2 template",
        "SpamAssassin, MIME_HTML_ONLY",
    ),
    Rule(
        "X502",
        "long lines in the text part",
        "error",
        "Programs that do not wrap show them running off the screen; no line may be longer than "
        "998 octets.",
        "print it through the filter wrap(72)",
        "RFC 5322, 2.1.1",
    ),
    Rule(
        "X503",
        "what belongs to the HTML stands in the text part",
        "error",
        "Readers see tags, entities or the preheader's filler as letters.",
        "print the .text of a value where there is one, and leave the preheader to the HTML",
    ),
    Rule(
        "X504",
        "an empty item or the place of a picture in the text part",
        "warning",
        "It shows that something is missing.",
        "print the line only where there is something to print",
    ),
    Rule(
        "X505",
        "characters that nobody sees",
        "error",
        "Programs draw a control character as a box or cut the text off there; a mark that turns "
        "the direction round shows a reader other words than were written; filters take both for "
        "deceit.",
        "delete it where it stands; isolates and embeddings are fine where they are closed",
        "Unicode Standard Annex 9; Unicode Technical Report 36, 2.5",
    ),
)
