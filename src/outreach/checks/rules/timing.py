"""When letters go out, measured against the embargo, the calendar and the reader's clock."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "M801",
        "words that disagree with the embargo",
        "error",
        "A reporter obeys what the letter says: without the word EMBARGOED the statement is"
        " published at once, and with it after the lift nobody publishes.",
        "print {{ release_line }} in the template and in the subject, and never write it by hand",
    ),
    Rule(
        "M802",
        "an embargo at a moment that is not plain",
        "error",
        "When clocks change, an hour does not exist or exists twice; and an offset such as -04:00"
        " tells readers no zone. Somebody publishes an hour early.",
        "choose another hour, and name the zone as in America/New_York",
        "IANA time zone database",
    ),
    Rule(
        "M803",
        "a date that does not fit the day of sending",
        "warning",
        "A statement of last week is no news, and one of next week is a slip.",
        "correct the date in the statement, or the embargo in the campaign",
    ),
    Rule(
        "M804",
        "a day or an hour at which nobody reads",
        "warning",
        "What arrives at night, on a weekend, on a holiday or in a recess lies below everything"
        " that came after it.",
        "send in the morning of a working day; for an embargo, choose one",
        "5 U.S.C. 6103 (federal holidays)",
    ),
    Rule(
        "M805",
        "an embargo that lifts too soon or too late",
        "warning",
        "Reporters need hours to write, and forget, or leak, what they had for weeks. What waits"
        " for the lift is sent by hand then.",
        "send closer to the lift, or move it; run `outreach send` again when it has lifted",
    ),
    Rule(
        "M806",
        "a deadline that is past",
        "warning",
        "Who is asked to answer by yesterday answers not at all, or asks what is meant.",
        "give another day in the edition’s values, or take the edition out",
    ),
)
