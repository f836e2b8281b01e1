"""Who the letters come from, and what the law and the large mail services ask of senders."""

from __future__ import annotations

from outreach.checks.rule import Rule

_BULK = "Gmail and Yahoo, requirements for senders since February 2024"

RULES = (
    Rule(
        "C601",
        "no postal address of the sender",
        "warning",
        "Mail services and the laws of several countries ask for one, and a reader who does not"
        " know the sender trusts a letter more that has it.",
        "add postal_address = […] to [sender] in outreach.toml",
        "CAN-SPAM Act, 15 U.S.C. 7704(a)(5)(A)(iii)",
    ),
    Rule(
        "C602",
        "no way out in a letter",
        "error",
        "Who finds no way to be taken off the list reports the letter as spam, and a few such"
        " reports keep the next statement from arriving anywhere.",
        "print {{ unsubscribe_url }} in both parts of the template",
        _BULK,
    ),
    Rule(
        "C603",
        "tracking where it needs consent, or where it puts people at risk",
        "error",
        "In the European Union, the EEA, the United Kingdom and Switzerland opens and clicks of a"
        " person may be measured only with her consent; and who reads what from where is recorded"
        " with her address.",
        "set tracking = { opens = false, clicks = false } in the edition; with the consent of"
        " everybody in it, accept the finding and say so",
        "ePrivacy Directive 2002/58/EC Art. 5(3); EDPB Guidelines 2/2023",
    ),
    Rule(
        "C604",
        "a letter that does not say why one gets it",
        "info",
        "A stranger who knows why she is written to answers instead of reporting spam.",
        "add a line such as “You receive this because you cover human rights in China.”",
    ),
    Rule(
        "C605",
        "a press release without somebody to call",
        "error",
        "A reporter on deadline who cannot ask back drops the story.",
        "add contact_name and contact_phone to [sender] in outreach.toml, or media contacts to"
        " the statement, and print them in the template",
    ),
    Rule(
        "H104",
        "a sender that mail services will not believe",
        "error",
        "Free-mail services tell all others to refuse mail in their name that they did not send"
        " (DMARC), and a domain SendGrid does not sign for ends up as spam.",
        "send from an address at a domain of your own that is authenticated at SendGrid, and list"
        " it in authenticated_domains",
        "RFC 7489; " + _BULK,
    ),
    Rule(
        "H106",
        "no unsubscribing with one click",
        "warning",
        "Gmail and Yahoo ask senders of subscribed mail for it, and show no button of their own"
        " without it; a mailto: alone does not do.",
        "set public_url at the top of outreach.toml to where the world reaches `outreach listen`,"
        " and each letter has a link and headers of its own; or one_click = true below [sendgrid]:"
        " SendGrid's subscription tracking then adds both headers. Either way, who leaves has left"
        " all letters; groups (asm_groups) let people leave one kind of letter, and have no"
        " one-click header",
        "RFC 8058; " + _BULK,
    ),
)
