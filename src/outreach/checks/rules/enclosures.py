"""Rules on files that travel with letters."""

from __future__ import annotations

from outreach.checks.rule import Rule

_SENDGRID = "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations"
_GMAIL = "https://support.google.com/mail/answer/6590"

RULES = (
    Rule(
        "S203",
        "A letter that is heavy with its files",
        "error",
        "Newsrooms and offices take messages of 10 to 25 MB and drop larger ones, often without"
        " telling anybody; SendGrid takes 30 MB. Files grow by a third on the way.",
        "Make the file smaller, or put it on the web and link it.",
        _SENDGRID,
    ),
    Rule(
        "S210",
        "An empty file",
        "error",
        "It looks like a mistake, and reporters do not ask twice.",
        "Save the file again, and look at its size.",
    ),
    Rule(
        "S211",
        "A file that mail gateways hold back",
        "error",
        "Programs, and archives with programs in them, are refused together with the letter;"
        " macros, pages and locked archives are held back by many.",
        "Send a PDF instead, or link the file.",
        _GMAIL,
    ),
    Rule(
        "S212",
        "A file that is not what its name says",
        "error",
        "It does not open, and a wrong ending is what gateways look for.",
        "Export it anew from the program it was made with, and attach that.",
    ),
    Rule(
        "S213",
        "A file name that causes trouble",
        "error",
        "Mail programs garble, cut off or refuse names that are long, hold invisible characters,"
        " or are not plain ASCII; a name without an ending does not open.",
        "Use letters, digits and hyphens, and the ending of the file's kind.",
        "RFC 2183, 2.3; RFC 2231",
    ),
    Rule(
        "S214",
        "A file that gives away more than it says",
        "warning",
        "Properties, comments and tracked changes name people, and a picture's position shows"
        " where somebody was. Hostile readers look there first.",
        "Remove the properties before attaching (in Word: Inspect Document; of a PDF: print it to"
        " a new one; of a picture: export it without metadata).",
    ),
    Rule(
        "S215",
        "An encrypted PDF",
        "warning",
        "Gateways cannot look into it and hold it back, and screen readers may be locked out.",
        "Save it without a password and without restrictions.",
    ),
    Rule(
        "S216",
        "Many files",
        "warning",
        "With each file it is likelier that a gateway holds the letter back or nobody opens any.",
        "Attach what must be at hand, and link the rest.",
    ),
    Rule(
        "S217",
        "A PDF without tags",
        "info",
        "Screen readers have to guess its headings and the order of its text; congressional offices"
        " are bound to accessible documents.",
        "Export it as a tagged PDF (PDF/UA). The press kit that outreach makes is one.",
        "ISO 14289-1",
    ),
    Rule(
        "press-kit",
        "A press kit that cannot be made",
        "error",
        "Letters that announce the press kit would go out without it.",
        "Install what the message names (`pip install 'outreach[pdf]'`), or take press_kit out.",
    ),
    Rule(
        "press-kit-font",
        "Characters that no font here has",
        "error",
        "They would be printed as empty boxes.",
        "Install a font for the script, such as those of Noto, and check again.",
        "ISO 14289-1, 7.21",
    ),
    Rule(
        "attachment",
        "An attachment that cannot be read",
        "error",
        "The letter would go out without it.",
        "Put the file there, or take it out of the edition's attachments.",
    ),
)
