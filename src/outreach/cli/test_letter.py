"""test: the finished letter as chosen recipients would get it, to the staff's own mailboxes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.preview import Preview, Shown
    from outreach.actions.send_test import SentTest
    from outreach.domain.contact import Reason
    from outreach.errors import SendGridError
    from outreach.workspace import Workspace

    from .stage import Venue

_ALL = sys.maxsize
_PATIENCE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody's letter to try; ``why`` it is among the worst cases, blank if she was chosen."""

    shown: Shown
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What went to the test recipients, in the order asked for, and what stopped the rest."""

    letters: tuple[SentTest, ...]
    stopped_by: SendGridError | None = None


def to_staff(
    campaign: Campaign,
    edition: EditionName = "",
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDRESS", help="To this test recipient; else to all."),
    ] = None,
    whose: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="WHO", help="As this recipient gets it: address or name."),
    ] = None,
    worst: Annotated[
        bool, typer.Option("--worst", help="As those whose letters are worth a look first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Send a recipient's letter to the staff, marked as a test.

    To test_recipients of outreach.toml alone, as the first recipient gets it unless --as or --worst
    says otherwise. No account counts it.
    """
    from outreach.actions.send_test import recipients_among
    from outreach.store.suppressions import suppressed

    from . import here
    from .stage import venue

    ws = here.workspace()
    name = _edition(ws, campaign, edition)
    with here.store(ws) as db:
        barred = suppressed(db)
        staff = [here.whom(one) for one in to] if to else ws.settings.test_recipients
        chosen = recipients_among(staff, ws.settings, barred)
        samples = _samples(ws, campaign, name, whose or [], worst=worst)
        with venue(ws) as at:
            _announce(name, samples, chosen, at)
            if not yes:
                here.confirm(_question(samples, chosen, at))
            sent = _send(ws, samples, chosen, at, barred)
            at.settle()
    _report(campaign, name, samples, sent, at, json=json)
    _raise_if_stopped(campaign, name, samples, chosen, sent)


def _edition(ws: Workspace, campaign: str, edition: str) -> str:
    from outreach.errors import WrongUsage

    from .campaigns import chosen

    editions = [one.name for one in chosen(ws.campaign(campaign), edition)]
    if len(editions) > 1:
        names = ", ".join(editions)
        raise WrongUsage("which edition?", f"add --edition; there are {names}")
    return editions[0]


def _samples(
    ws: Workspace, slug: str, edition: str, whose: Sequence[str], *, worst: bool
) -> list[Sample]:
    """Each person's letter once. NeedsFixing where one cannot be made as the files are now."""
    from outreach.actions.preview import Preview

    from . import here
    from .preview import home_of

    with closing(Preview(home_of(ws), now=here.now)) as preview:
        people: dict[str, str] = {}
        for uid, why in _people(preview, slug, edition, whose, worst=worst):
            people.setdefault(uid, why)
        return [Sample(_letter(preview, slug, edition, uid), why) for uid, why in people.items()]


def _people(
    preview: Preview, slug: str, edition: str, whose: Sequence[str], *, worst: bool
) -> Iterator[tuple[str, str]]:
    """Uids, each with what makes it one of the worst cases."""
    from outreach.web.preview.whom import named, telling

    from . import here, show

    for who in whose:
        (found,) = named(preview, slug, [edition], here.whom(who))
        yield found.spots[0][1].uid, ""
    if worst:
        show.say("reading all letters for the worst cases …")
        for _, entry, why in telling(preview, slug, edition, _ALL).spots:
            if why:
                yield entry.uid, why
    if not whose:
        first = _first(preview, slug, edition)
        if not worst:
            yield first, ""


def _first(preview: Preview, slug: str, edition: str) -> str:
    """The first recipient; raises OutreachError with the reason if there is none."""
    from outreach.errors import NeedsFixing, OutreachError

    uid = preview.first(slug, edition, _PATIENCE_SECONDS)
    if uid:
        return uid
    roster = preview.roster(slug, edition)
    if roster.faults:
        raise NeedsFixing("the recipients cannot be read", roster.faults)
    if roster.nobody:
        raise NeedsFixing(f"{edition} goes to nobody", [roster.nobody])
    raise OutreachError(
        f"{edition} goes to nobody: all candidates are left out",
        f"see why: outreach plan {slug} --edition {edition} --people",
    )


def _letter(preview: Preview, slug: str, edition: str, uid: str) -> Shown:
    from outreach.errors import NeedsFixing

    shown = preview.letter(slug, edition, uid)
    if shown.letter is None or shown.faults:
        raise NeedsFixing(f"the letter to {shown.email} cannot be made", shown.faults)
    return shown


def _announce(edition: str, samples: Sequence[Sample], to: Sequence[str], at: Venue) -> None:
    from . import show

    subjects = [one.shown.letter.subject if one.shown.letter else "" for one in samples]
    alike = len(set(subjects)) == 1
    for one, subject in zip(samples, subjects, strict=True):
        shown = one.shown
        how = "as sent to" if shown.sent else "as it goes to"
        why = f" ({one.why})" if one.why else ""
        person = f"{shown.name} <{shown.email}>" if shown.name else shown.email
        said = "" if alike else f": “{subject}”"
        show.say(show.safe(f"{edition}, {how} {person}{why}{said}"))
    if alike:
        show.say(show.safe(f"    “{subjects[0]}”"))
    each = f", {len(samples)} each" if len(samples) > 1 and len(to) > 1 else ""
    show.say(show.safe(f"{_count(samples, to)} to {', '.join(to)}{each}"))
    if at.inbox:
        show.say("    through the sandbox on this machine; nobody is written to")
        show.say("    → set SENDGRID_API_KEY to send to these mailboxes")
    else:
        show.say(f"    through {at.host}")


def _question(samples: Sequence[Sample], to: Sequence[str], at: Venue) -> str:
    return f"Send {_count(samples, to)} now" + (" to the sandbox?" if at.inbox else "?")


def _count(samples: Sequence[Sample], to: Sequence[str]) -> str:
    from . import show

    return show.plural(len(samples) * len(to), "test letter")


def _send(
    ws: Workspace,
    samples: Sequence[Sample],
    to: Sequence[str],
    at: Venue,
    barred: Callable[[str], Reason | None],
) -> Sent:
    """One request for each sample. Raises SendGridError where even the first does not go."""
    from outreach.actions.send_test import send_test
    from outreach.errors import SendGridError
    from outreach.sendgrid.client import SendGrid

    from . import here

    sendgrid, now = SendGrid(at.host, at.key), here.now()
    sent: list[SentTest] = []
    for one in samples:
        if one.shown.letter is None:
            continue
        try:
            done = send_test(
                one.shown.letter,
                one.shown.envelope,
                to,
                sendgrid,
                settings=ws.settings,
                now=now,
                barred=barred,
            )
        except SendGridError as exc:
            if not sent:
                raise
            return Sent(tuple(sent), exc)
        sent.append(done)
    return Sent(tuple(sent))


def _report(
    campaign: str, edition: str, samples: Sequence[Sample], sent: Sent, at: Venue, *, json: bool
) -> None:
    from outreach.viewer.mail import digest_of, mail_of

    from . import show

    letters = [
        {
            "as": one.shown.email,
            "to": list(done.to),
            "subject": done.subject,
            "digest": digest_of(mail_of(one.shown.letter, one.shown.eml)),
            "why": one.why,
        }
        for one, done in zip(samples, sent.letters, strict=False)
        if one.shown.letter
    ]
    if json:
        stage = at.stage.value
        show.as_json({"campaign": campaign, "edition": edition, "stage": stage, "letters": letters})
    else:
        columns = ["as", "subject", "digest"]
        show.table(columns, [[one[key] for key in columns] for one in letters], ["digest"])
    if at.outbox:
        show.say(f"The finished letters lie in {at.outbox}")


def _raise_if_stopped(
    campaign: str, edition: str, samples: Sequence[Sample], to: Sequence[str], sent: Sent
) -> None:
    from shlex import join

    from outreach.errors import PartlySubmitted, Unanswered

    stop = sent.stopped_by
    if stop is None:
        return
    unsure = isinstance(stop, Unanswered)
    rest = samples[len(sent.letters) + unsure :]
    whose = [part for one in rest for part in ("--as", one.shown.email)]
    staff = [part for one in to for part in ("--to", one)]
    again = join(["outreach", "test", campaign, "--edition", edition, *whose, *staff])
    hints = [stop.hint, f"for the rest: {again}" if rest else ""]
    raise PartlySubmitted(
        f"{len(sent.letters)} of {len(samples)} went to each mailbox; {stop.message}",
        "; then ".join(one for one in hints if one),
    )
