"""What an editor would mend in a statement, and what a translation may have lost."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "P101",
        "a name is spelled two ways",
        "error",
        "The official, the organisation or the place is named wrongly in one of them, and a reader "
        "who knows the name trusts the rest less. Found by words that nearly agree, against the "
        "names in the list of signatories, and against the workspace’s glossary, whose variants "
        "are errors.",
        "look the name up and spell it one way; if they are two names, accept the finding",
    ),
    Rule(
        "P102",
        "a bracket or quotation mark has no partner",
        "warning",
        "Where a quotation ends decides who is taken to have said what, and a name that ends in "
        "an opening bracket has lost its end.",
        "close it, drop it, or ask the organisation how it signed",
    ),
    Rule(
        "P103",
        "spaces or punctuation are missing, doubled or hidden",
        "warning",
        "Text copied from pages and word processors brings double, no-break and invisible spaces; "
        "lines then break in odd places, searches miss words, and the letter looks hasty.",
        "mend the spacing at the place named",
    ),
    Rule(
        "P104",
        "a list said to be alphabetical is not",
        "warning",
        "Signatories see at once who was put before them. Word by word and letter by letter, with "
        "the leading article or without, are all taken as right; the fewest names to move are "
        "listed.",
        "move the names, let the list be sorted (`signatory_order` in campaign.toml), or drop the"
        " claim",
    ),
    Rule(
        "P105",
        "one word is written two ways",
        "warning",
        "“email” and “e-mail”, “U.S.” and “US”, “organise” and “organize” in one text show that "
        "several hands wrote it. In Chinese: characters of the other script.",
        "choose one and use it throughout; quotations and names keep their own",
    ),
    Rule(
        "P106",
        "dates, numbers or marks are written in two styles",
        "warning",
        "Mixed styles read as pasted together. Quotations and footnotes are left alone.",
        "choose one style and use it throughout",
    ),
    Rule(
        "P107",
        "markup would be shown as it is written",
        "error",
        "Readers would see stars, tags or garbled characters instead of words.",
        "remove the mark, or put a backslash before it if it is meant",
    ),
    Rule(
        "P108",
        "a line seems left over from a web page",
        "error",
        "A “Share this” or a picture’s caption in the middle of a statement shows that nobody "
        "read it.",
        "remove the line",
    ),
    Rule(
        "P109",
        "lines would be joined into one paragraph",
        "warning",
        "Markdown joins lines that begin with a typed bullet or with nothing, so asks and names "
        "run together.",
        "begin each with “- ”, or move names to signatories.txt",
    ),
    Rule(
        "P110",
        "a number disagrees with what it counts, or a signatory stands twice",
        "error",
        "“Signed by 44 organizations” above a list of 43 is the first thing a reporter counts. Read"
        " are the title and the lead too: “44 organizations today urged”, “PEN and 43 others”.",
        "correct the number, the list of signatories or the list of asks",
    ),
    Rule(
        "P111",
        "items of a list end differently",
        "warning",
        "An item with a full stop among items with semicolons looks like one that was cut off.",
        "end all items alike; the last may end the sentence",
    ),
    Rule(
        "P112",
        "nobody is named who said a quotation",
        "warning",
        "A newsroom cannot use a quotation without a speaker.",
        "name the speaker in the sentence, in a line “— Name”, or as `speaker` in the front matter",
    ),
    Rule(
        "P113",
        "a date does not fit",
        "error",
        "A weekday that is not that day’s, a day that does not exist, a length that is not that of "
        "its dates; or an event told as coming that is past when the letter is read.",
        "look the date up; put what is past in the past tense, or send earlier",
    ),
    Rule(
        "P115",
        "hard to read",
        "info",
        "Sentences over 40 words, paragraphs over 120 and acronyms that are not spelled out lose "
        "readers who do not know the matter.",
        "make two of it; spell the acronym out where it comes first",
    ),
    Rule(
        "P117",
        "a part of a press release is missing",
        "warning",
        "A reporter looks for whom to call, where the statement is issued and who issues it, and "
        "leaves it where they are not found.",
        "add `media_contacts`, `dateline` and `boilerplates` to the front matter",
    ),
    Rule(
        "P118",
        "the headline does not serve",
        "warning",
        "A headline over 90 letters is cut in inboxes and search results; one that the subtitle "
        "repeats wastes the second line that is read; capitals read as shouting.",
        "put the news first, and into the subtitle what is new there",
    ),
    Rule(
        "P120",
        "a translation differs from its original",
        "error",
        "Who signed, signed every ask. A number, date, link or footnote that only one of the texts "
        "has is most often a slip of the translation.",
        "bring the two in step, or accept the difference with its reason",
    ),
    Rule(
        "P121",
        "a footnote has no text or no reference",
        "error",
        "Without a text the mark is printed as it is written; without a reference the note is not "
        "printed at all.",
        "give each footnote one text and at least one place that refers to it",
    ),
    Rule(
        "P122",
        "a word stands twice",
        "warning",
        "“the the” is read over by the writer, and by nobody else.",
        "remove one",
    ),
)
