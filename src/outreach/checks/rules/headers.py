"""What the checks of subject and preheader stand for."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "H101",
        "a subject that is missing, or longer than inboxes show",
        "error",
        "The subject decides whether a letter is opened, and what is cut off is not read: a "
        "phone shows some 40 characters, most programs 60 to 70.",
        "put the news in the first 40 characters and leave the rest to the preheader",
    ),
    Rule(
        "H102",
        "a subject that shouts, or pretends to be an answer",
        "error",
        "Capitals, rows of exclamation marks and the phrases of advertising are what spam filters "
        "and editors sort out; “Re:” on a first letter is taken for deceit.",
        "say soberly what is new",
        "SpamAssassin, SUBJ_ALL_CAPS; 15 U.S.C. 7704(a)(2) forbids subjects that mislead",
    ),
    Rule(
        "H103",
        "a preheader that is missing, odd in length, or says the subject again",
        "warning",
        "Inboxes show it behind the subject; where there is none they show whatever the letter "
        "begins with.",
        "say in 40 to 140 characters what the subject had no room for",
    ),
    Rule(
        "H107",
        "a subject without news",
        "warning",
        "“Press release” is what everybody sends; an editor opens what says who does what.",
        "name who asks whom for what",
    ),
    Rule(
        "H108",
        "characters in the subject that nobody sees",
        "error",
        "Marks that turn the direction of text let a subject show other words than it has, "
        "and filters know hidden ones as a way around them.",
        "type the subject again, without copying it",
        "Unicode Technical Report 36, 3.2 Bidirectional Text Spoofing",
    ),
)
