"""What a campaign and its editions must be, and what may be let stand."""

from __future__ import annotations

from outreach.checks.rule import Rule

_NO_LETTER = "Without it no letter can be made, so nothing goes out."
_STOPS = "It is not clear what is meant, so nothing goes out until a person says it."

EDITIONS = (
    Rule(
        "edition-name",
        "an edition whose name cannot be used",
        "error",
        "The name becomes a category at SendGrid and an argument of commands.",
        "use lower-case letters, digits and hyphens",
    ),
    Rule(
        "no-embargo",
        "an edition that says when it may go, without an embargo",
        "error",
        _STOPS,
        "add [embargo] with until and timezone, or take release out",
    ),
    Rule(
        "no-time-zone",
        "an embargo without a time zone",
        "error",
        "Six o'clock is another moment in every zone: somebody would publish hours early.",
        "name the zone as in America/New_York",
    ),
    Rule(
        "audience",
        "an audience that cannot be read, or holds a word that nobody has",
        "error",
        "The wrong people would get the letter, or the right ones would not.",
        "correct the word at the column that is named",
    ),
    Rule(
        "audience-name",
        "a named audience whose name cannot be used",
        "error",
        _STOPS,
        "use lower-case letters, digits and hyphens",
    ),
    Rule(
        "empty-audience",
        "an audience of nobody",
        "error",
        "The edition would go to nobody, and nobody would notice.",
        "see who there is with `outreach audience`, and widen the query",
    ),
    Rule(
        "audience-waits",
        "an audience that waits for a letter",
        "info",
        "It goes by who was sent, or opened, something that nobody was sent yet. Plans of the "
        "whole campaign pass the edition over until then; letters to the sandbox do not count.",
        "send what it goes by, then this edition",
    ),
    Rule("role", "a staff role that is not known", "error", _STOPS, "write one of the roles known"),
    Rule(
        "roles-unused",
        "an order of roles where everybody gets a letter",
        "error",
        _STOPS,
        "set one_per, or take roles out",
    ),
    Rule(
        "not-after",
        "a last moment that comes before the first",
        "error",
        "What may not leave before the embargo lifts, nor after that moment, never leaves.",
        'write a later not_after, or release = "under-embargo"',
    ),
    Rule(
        "corrects",
        "a correction of nothing, of itself, or of a correction",
        "error",
        "It goes to exactly those who were sent the edition that it names.",
        "name the edition whose letters were wrong",
    ),
    Rule(
        "precedence",
        "an order of editions that names a wrong one, or one twice",
        "error",
        _STOPS,
        "name each edition once",
    ),
    Rule(
        "edition",
        "an edition that cannot be read",
        "error",
        _NO_LETTER,
        "mend what the message names",
    ),
    Rule(
        "no-contacts",
        "a workspace without contacts",
        "warning",
        "No letter could be rendered, so what differs by recipient was not looked at.",
        "import contacts with `outreach contacts import FILE`",
    ),
    Rule(
        "likely-duplicates",
        "recipients who are likely one person",
        "warning",
        "One person with two addresses would get the letter twice.",
        "compare the two and merge them with `outreach contacts merge`",
    ),
    Rule(
        "many-messages",
        "an edition that falls into very many messages",
        "warning",
        "Each message costs an inlining and a request of its own, so the send takes longer.",
        "take the condition out that the message names, or print the value instead of deciding"
        " by it",
    ),
    Rule(
        "office-without-member",
        "recipients in offices whose Member has left",
        "warning",
        "The letter would ask somebody who has no vote any more.",
        "run `outreach congress update`, then name the new office, or leave the person out",
    ),
    Rule(
        "congress-data",
        "congress data that does not fit together",
        "warning",
        "A committee or a Member may be missing from an audience.",
        "get the data again with `outreach congress update`",
    ),
    Rule(
        "congress-data-old",
        "congress data that is old",
        "warning",
        "Members leave and committees change; letters would go to the wrong desks.",
        "run `outreach congress update`",
    ),
    Rule(
        "congress-group-old",
        "a hand-kept group that was not checked lately",
        "warning",
        "Who sits in a caucus changes, and nothing but a person keeps this list.",
        "compare the group in congress.toml with its source, then set checked_on",
    ),
    Rule(
        "congress-file",
        "a hand-kept group that does not fit the congress data",
        "warning",
        "A person in the group would not be found.",
        "correct the entry in congress.toml",
    ),
    Rule(
        "no-translation",
        "an edition in a language that the statement lacks",
        "error",
        "Its recipients would get the statement in another language than promised.",
        "write the translation that is named, or name a language that is there",
    ),
    Rule(
        "no-edition",
        "an acceptance for an edition that does not exist",
        "error",
        "The finding that was meant still counts.",
        "correct the edition's name",
    ),
)

ACCEPTED = (
    Rule(
        "accept-unknown",
        "an acceptance of a code that does not exist",
        "warning",
        "The finding that was meant still counts.",
        "correct the code; `outreach check --list` has them all",
    ),
    Rule(
        "accept-refused",
        "an acceptance of what cannot be let stand",
        "warning",
        "Without a letter there is nothing that could be let stand.",
        "mend the finding, and take the acceptance out",
    ),
    Rule(
        "accept-unmatched",
        "an acceptance that no finding needs",
        "info",
        "It would hide the same finding should it come back for another reason.",
        "take the [[accept]] table out",
    ),
)

RULES = (*EDITIONS, *ACCEPTED)
