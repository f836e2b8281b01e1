"""What staff know of a contact, written down: an answer, a call, an absence, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from outreach.domain.contact import Reason, Suppression, address_key
from outreach.domain.reply import InteractionKind
from outreach.errors import WrongUsage
from outreach.intake.addresses import Unusable, clean_address, tidy
from outreach.store.answered import addresses_of, campaigns_of, letter_of
from outreach.store.database import Store, transaction
from outreach.store.interactions import Interaction, of_contact, record
from outreach.store.suppressions import suppress

NOTE_KINDS: Mapping[str, InteractionKind] = {
    "note": InteractionKind.NOTE,
    "replied": InteractionKind.REPLY,
    "declined": InteractionKind.DECLINED,
    "call": InteractionKind.CALL,
    "left": InteractionKind.LEFT,
    "away": InteractionKind.OUT_OF_OFFICE,
}
LEFT_NOTE = "nobody reads this address any more"
LONGEST_TEXT = 20_000
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down. ``campaign`` was named or is the newest she got a letter of, blank if

    there is none; ``others`` are those that she also got letters of. ``tied`` is whether she got a
    letter of it, ``new`` is false where the same coverage was noted before.
    """

    id: int
    campaign: str
    edition: str
    others: tuple[str, ...]
    tied: bool
    new: bool = True


def note(
    db: Store,
    address: str,
    text: str,
    *,
    kind: str,
    campaign: str,
    until: date | None,
    by: str,
    now: datetime,
) -> Noted:
    """Who left is not written to at this address again. Raises WrongUsage before any change."""
    if kind not in NOTE_KINDS:
        raise WrongUsage(f"{kind!r} is no kind of note", f"kinds are {', '.join(NOTE_KINDS)}")
    if kind == "note" and not text.strip():
        raise WrongUsage("the note says nothing", "write it behind the address, in quotes")
    if until is not None and kind != "away":
        raise WrongUsage("only an absence has an end", "add --kind away, or leave out --until")
    if len(text) > LONGEST_TEXT:
        raise WrongUsage(f"the note has {len(text):,} characters", "20,000 are the most")
    one = Interaction(
        kind=NOTE_KINDS[kind], at=now, email=address, source="person", noted_at=now, body=text,
        until=until, noted_by=by,
    )  # fmt: skip
    with transaction(db):
        noted = _written(db, one, campaign)
        if one.kind is InteractionKind.LEFT:
            gone = Suppression(address_key(address), Reason.BOUNCE, now, "hand")
            suppress(db, gone, LEFT_NOTE)
    return noted


def coverage(db: Store, address: str, url: str, *, campaign: str, by: str, now: datetime) -> Noted:
    """An article of hers on the campaign. The same one noted again changes nothing."""
    one = Interaction(
        kind=InteractionKind.COVERAGE, at=now, email=address, source="person", noted_at=now,
        url=_link(url), noted_by=by,
    )  # fmt: skip
    with transaction(db):
        return _written(db, one, campaign)


def _written(db: Store, one: Interaction, campaign: str) -> Noted:
    clean = clean_address(one.email)
    if isinstance(clean, Unusable):
        raise WrongUsage(f"{tidy(one.email)!r}: {clean.reason}", "write it as name@domain")
    uid, keys = addresses_of(db, address_key(clean))
    had = campaigns_of(db, keys)
    if not uid and not had:
        raise WrongUsage(
            f"{clean} is nobody's: no contact has it, and no letter went to it",
            "look with `outreach contacts list --search TEXT`, or add her first",
        )
    about = campaign or (had[0] if had else "")
    letter = letter_of(db, keys, about) if about else None
    before = next(
        (
            old.id
            for old in (of_contact(db, uid) if uid and one.url else [])
            if (old.kind, old.url, old.campaign) == (one.kind, one.url, about)
        ),
        None,
    )
    others = tuple(name for name in had if name != about)
    edition = letter.edition if letter else ""
    if before is not None:
        return Noted(before, about, edition, others, letter is not None, new=False)
    id_ = record(
        db,
        Interaction(
            kind=one.kind, at=one.at, email=clean, source=one.source, noted_at=one.noted_at,
            contact_uid=uid, delivery_id=letter.delivery_id if letter else None, campaign=about,
            edition=edition, body=one.body, url=one.url, until=one.until, noted_by=one.noted_by,
        ),
    )  # fmt: skip
    return Noted(id_ or 0, about, edition, others, letter is not None)


def _link(url: str) -> str:
    plain = tidy(url)
    try:
        parts = urlsplit(plain)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in plain
    except ValueError:
        fine = False
    if not fine or len(plain) > LONGEST_URL:
        raise WrongUsage(f"{plain[:200]!r} is no link", "write it with https:// in front")
    if parts.username or parts.password:
        raise WrongUsage("the link holds a user name or password", "leave it out")
    return plain
