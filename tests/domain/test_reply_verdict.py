"""Mails that come in, each with what it is; and those that read like something else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from outreach.domain.absence_dates import last_day
from outreach.domain.reply import Incoming, Marks, ReplyKind
from outreach.domain.reply_verdict import verdict

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)  # a Monday
MACHINE = Marks(auto_submitted="auto-replied")
PERSON = Marks()


def mail(body: str, subject: str = "Re: Joint statement", marks: Marks = PERSON) -> Incoming:
    return Incoming("m@x.example", AT, "ana@ledger.example", "Ana Paz", subject, body, marks=marks)


PEOPLE = [
    ("Thanks, can I quote your director on this?", ReplyKind.REPLY),
    ("I am back from leave and will read this today.", ReplyKind.REPLY),
    ("I was out of the office last week, sorry for the late answer.", ReplyKind.REPLY),
    ("It is no longer a secret that the visit failed.", ReplyKind.REPLY),
    ("Blinken is no longer with the State Department, so please correct this.", ReplyKind.REPLY),
    ("The ambassador has left the embassy, do you have a comment?", ReplyKind.REPLY),
    ("I left you a voicemail. Call me.", ReplyKind.REPLY),
    ("I've left a message with my editor.", ReplyKind.REPLY),
    ("I'm out of the office until Monday, can we talk then?", ReplyKind.REPLY),
    ("I'll be out of office next week, can we talk today?", ReplyKind.REPLY),
    ("I'll be out of the office next week, so call me today.", ReplyKind.REPLY),
    ("Nächste Woche bin ich im Urlaub, rufen Sie bitte heute an.", ReplyKind.REPLY),
    ("Estaré de vacaciones la semana que viene; hablemos hoy.", ReplyKind.REPLY),
    ("We no longer work with PR agencies, but send it directly.", ReplyKind.REPLY),
    ("Please don't remove me from your list, I read everything.", ReplyKind.REPLY),
    ("Did your members unsubscribe from the previous statement?", ReplyKind.REPLY),
    ("Could you send me a PDF instead?", ReplyKind.REPLY),
    ("Danke, ich war letzte Woche im Urlaub. Wann ist die Konferenz?", ReplyKind.REPLY),
    ("Merci, j'étais en congé. Je vous appelle.", ReplyKind.REPLY),
    ("谢谢，我们会报道。", ReplyKind.REPLY),
    ("", ReplyKind.REPLY),
    ("Unsubscribe", ReplyKind.REMOVAL),
    ("please remove me", ReplyKind.REMOVAL),
    ("STOP", ReplyKind.REMOVAL),
    ("Please take me off your list.", ReplyKind.REMOVAL),
    ("Stop emailing me!", ReplyKind.REMOVAL),
    ("I do not wish to receive these.", ReplyKind.REMOVAL),
    ("Bitte streichen Sie mich von Ihrer Liste.", ReplyKind.REMOVAL),
    ("Bitte abmelden", ReplyKind.REMOVAL),
    ("Merci de me désabonner", ReplyKind.REMOVAL),
    ("Por favor, darme de baja.", ReplyKind.REMOVAL),
    ("请不要再给我发邮件", ReplyKind.REMOVAL),
    ("退訂", ReplyKind.REMOVAL),
    ("I no longer work at the Ledger.", ReplyKind.LEFT),
    ("I have left the Ledger.", ReplyKind.LEFT),
    ("Ana is no longer with the Ledger. Try the desk: desk@ledger.example", ReplyKind.LEFT),
    ("She no longer works here.", ReplyKind.LEFT),
    ("Ich arbeite nicht mehr beim Boten.", ReplyKind.LEFT),
    ("Je ne travaille plus au Journal.", ReplyKind.LEFT),
    ("Ya no trabajo en el diario.", ReplyKind.LEFT),
    ("我已离职。", ReplyKind.LEFT),
    (
        "I am out of the office until 12 May. For urgent matters write to desk@ledger.example.",
        ReplyKind.OUT_OF_OFFICE,
    ),
    (
        "Ich bin bis 12.05.2026 nicht im Büro. In dringenden Fällen hilft meine Vertretung.",
        ReplyKind.OUT_OF_OFFICE,
    ),
]
MACHINES = [
    ("I am out of the office until May 12, 2026.", ReplyKind.OUT_OF_OFFICE),
    ("I am on maternity leave.", ReplyKind.OUT_OF_OFFICE),
    ("Ich bin im Urlaub und ab dem 13. Mai wieder erreichbar.", ReplyKind.OUT_OF_OFFICE),
    ("Je suis absente jusqu'au 12 mai.", ReplyKind.OUT_OF_OFFICE),
    ("Estoy de vacaciones hasta el 12 de mayo.", ReplyKind.OUT_OF_OFFICE),
    ("Sono in ferie fino al 12 maggio.", ReplyKind.OUT_OF_OFFICE),
    ("Estou de férias até 12 de maio.", ReplyKind.OUT_OF_OFFICE),
    ("Ik ben afwezig tot en met 12 mei.", ReplyKind.OUT_OF_OFFICE),
    ("我正在休假，5月12日返回。", ReplyKind.OUT_OF_OFFICE),
    ("我目前不在辦公室，直到5月12日。", ReplyKind.OUT_OF_OFFICE),
    ("5月12日まで休暇をいただいております。", ReplyKind.OUT_OF_OFFICE),
    ("부재중입니다.", ReplyKind.OUT_OF_OFFICE),
    ("I have left the office for the holidays. I am out of office.", ReplyKind.OUT_OF_OFFICE),
    ("Ana Paz is no longer with the Ledger.", ReplyKind.LEFT),
    ("My last day at the Ledger was 1 May.", ReplyKind.LEFT),
    ("Jo has left the office of Senator Roe.", ReplyKind.LEFT),
    ("This mailbox is no longer monitored.", ReplyKind.LEFT),
    ("Frau Paz ist nicht mehr bei uns tätig.", ReplyKind.LEFT),
    ("Mme Paz a quitté le journal.", ReplyKind.LEFT),
    ("Ana Paz ya no trabaja en esta redacción.", ReplyKind.LEFT),
    ("本人已離職。", ReplyKind.LEFT),
    ("Thank you for contacting the office of Senator Roe.", ReplyKind.AUTOMATIC),
    ("Replies to this mailbox are not monitored. Ticket 123.", ReplyKind.AUTOMATIC),
    ("To unsubscribe click here.", ReplyKind.AUTOMATIC),
    ("Confirm that you are a human to have your message delivered.", ReplyKind.CHALLENGE),
    ("Your message is being held: I only take approved senders.", ReplyKind.CHALLENGE),
]


@pytest.mark.parametrize(("body", "kind"), PEOPLE)
def test_a_person_wrote_it(body: str, kind: ReplyKind) -> None:
    found = verdict(mail(body), names=("Ana", "Paz"))
    assert (found.kind, body) == (kind, body)
    assert found.rule


@pytest.mark.parametrize(("body", "kind"), MACHINES)
def test_a_machine_wrote_it(body: str, kind: ReplyKind) -> None:
    found = verdict(mail(body, "Statement", MACHINE))
    assert (found.kind, body) == (kind, body)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Statement",
        "Out of Office: Statement",
        "Abwesenheitsnotiz: Statement",
        "Réponse automatique : Statement",
        "自動回覆: Statement",
    ],
)
def test_a_subject_says_so_without_headers(subject: str) -> None:
    body = "I am away from my desk until 12 May."
    found = verdict(mail(body, subject))
    assert (found.kind, found.until) == (ReplyKind.OUT_OF_OFFICE, date(2026, 5, 12))


def test_an_answer_to_an_absence_note_is_a_persons() -> None:
    assert verdict(mail("Welcome back!", "Re: Automatic reply: hello")).kind is ReplyKind.REPLY


def test_a_delivery_report_is_no_reply() -> None:
    found = verdict(mail("550 5.1.1 unknown", "Undeliverable", Marks(report=True, null_path=True)))
    assert found.kind is ReplyKind.FAILURE


def test_who_left_names_her_new_address_and_who_came_after_her() -> None:
    body = (
        "I no longer work at the Ledger. My new address is ana@voice.example. "
        "Please contact Jo Lindqvist at jo@ledger.example about China."
    )
    found = verdict(mail(body))
    assert (found.kind, found.moved_to) == (ReplyKind.LEFT, "ana@voice.example")
    assert found.successor is not None
    assert (found.successor.name, found.successor.address) == ("Jo Lindqvist", "jo@ledger.example")
    assert found.evidence == "I no longer work at the Ledger."


@pytest.mark.parametrize("verb", ["Ask", "Try", "Write to", "Please contact", "Call", "Reach"])
def test_a_verb_is_no_part_of_a_name(verb: str) -> None:
    found = verdict(mail(f"I no longer work here. {verb} Jo Roe, jo@ledger.example."))
    assert found.successor is not None
    assert found.successor.name == "Jo Roe"


UNTIL = [
    ("away until 12 May", date(2026, 5, 12)),
    ("away until Tuesday, May 12th", date(2026, 5, 12)),
    ("away through 2026-05-12", date(2026, 5, 12)),
    ("back on 13 May", date(2026, 5, 12)),
    ("returning to the office on Wednesday, 13 May 2026", date(2026, 5, 12)),
    ("from 3 to 14 May", date(2026, 5, 14)),
    ("vom 3. bis zum 14. Mai", date(2026, 5, 14)),
    ("bis 14.05.", date(2026, 5, 14)),
    ("bis einschließlich 14.5.26", date(2026, 5, 14)),
    ("du 3 au 14 mai", date(2026, 5, 14)),
    ("del 3 al 14 de mayo", date(2026, 5, 14)),
    ("until Friday", date(2026, 5, 8)),
    ("until the end of May", date(2026, 5, 31)),
    ("until 3 January", date(2027, 1, 3)),
    ("until 5/12/2026", date(2026, 5, 12)),
    ("至2026年5月12日", date(2026, 5, 12)),
    ("until 20 April", None),
    ("until 31 February", None),
    ("until further notice", None),
    ("since 1 May", None),
]


@pytest.mark.parametrize(("text", "day"), UNTIL)
def test_the_last_day_is_read(text: str, day: date | None) -> None:
    assert last_day([text], AT.date()) == day
