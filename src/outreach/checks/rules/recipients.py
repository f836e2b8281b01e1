"""Who the letters go to: addresses, duplicates, and who is missing."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "R701",
        "an address that cannot be one",
        "error",
        "SendGrid would refuse the request, or the letter would come back.",
        "correct the address with `outreach contacts edit`",
        "RFC 5321 4.1.2",
    ),
    Rule(
        "R705",
        "a desk's address for a letter to one person",
        "warning",
        "A letter that greets one person is opened by whoever reads info@ that day.",
        "find the person's own address, or write to the desk",
    ),
    Rule(
        "R706",
        "a domain that looks mistyped",
        "warning",
        "The letter goes to nobody, or to whoever registered the mistyped name to read such mail.",
        "correct the address with `outreach contacts edit`",
    ),
    Rule(
        "R707",
        "an address that stands for another",
        "warning",
        "Nobody reads what goes to test@ or to example.com; bounces harm the sender's name.",
        "find the real address, or leave the contact out",
        "RFC 2606",
    ),
    Rule(
        "R708",
        "a title or an address of the wrong chamber, or of another Member",
        "error",
        "An office that is called by another's name does not read on.",
        "correct the contact's office or salutation with `outreach contacts edit`",
    ),
    Rule(
        "R709",
        "an embargoed text for somebody who did not agree to embargoes",
        "error",
        "An embargo binds only who agreed to it: the others may publish at once.",
        "ask first, then tag the contact embargo-ok; leave out with -tag:no-embargo who declined",
    ),
    Rule(
        "R710",
        "an office that gets the letter more than once",
        "warning",
        "One office, one letter: staff who find they were all written to pass it to nobody.",
        'set one_per = "office" in the edition, with roles in the order you prefer',
    ),
    Rule(
        "R711",
        "contacts that no list has named for a year",
        "warning",
        "Reporters move and staff leave; old addresses bounce, or reach a successor.",
        "import a newer list, or look the contacts over with `outreach contacts list`",
    ),
    Rule(
        "R713",
        "a number of recipients that was not expected",
        "error",
        "An audience that lost a word is ten times as large, and a send cannot be recalled.",
        "see who is new with `outreach audience`; if it is meant, accept the finding or raise"
        " most_recipients in outreach.toml",
    ),
    Rule(
        "R714",
        "a signatory that is not told, or a reader that did not sign",
        "warning",
        "Who signed learns from the newspaper that the statement is out.",
        "add a contact for the organisation, or correct its name in the list",
    ),
    Rule(
        "R715",
        "recipients whose language the statement lacks",
        "info",
        "They get the statement in another language than their own.",
        "add a translation as statement.<language>.md, or set fallback in the edition",
    ),
)
