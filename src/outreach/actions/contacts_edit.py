"""Add a contact by hand, or change one: what a person types, cleaned as an import cleans it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from outreach.domain.audience import STAFF_ROLES
from outreach.domain.congress import STATES, district_number
from outreach.domain.contact import BASIS, Contact, Kind
from outreach.domain.contact_list import OfficeClue
from outreach.errors import WrongUsage
from outreach.intake.addresses import Unusable, clean_address, tidy
from outreach.intake.cells import language_tag
from outreach.intake.roles import standard_role
from outreach.store.contact_edit import TEXTS, Change, Edit, add_contact, edit_contact
from outreach.store.contacts import by_id
from outreach.store.database import Store

FIELDS = (*TEXTS, "email", "organisation", "office")
LABELS = ("tag", "topic", "address")
"""What a contact has any number of: ``+tag:x`` adds one, ``-tag:x`` takes it away."""

_ALSO = {
    "given": "given_name",
    "first_name": "given_name",
    "family": "family_name",
    "last_name": "family_name",
    "organization": "organisation",
    "outlet": "organisation",
    "job_title": "title",
    "timezone": "time_zone",
    "telephone": "phone",
    "mail": "email",
    "note": "notes",
}
_LABEL = re.compile(r"([+-])\s*([A-Za-z-]+)\s*:(.*)", re.DOTALL)
_LONGEST = {"notes": 10_000, "name": 200, "given_name": 200, "family_name": 200}
_LONGEST_OTHER = 500


def add(
    db: Store,
    address: str,
    kind: Kind,
    values: Mapping[str, str],
    *,
    tags: Iterable[str] = (),
    topics: Iterable[str] = (),
    now: datetime,
    new_uid: Callable[[], str],
) -> Contact:
    """A new contact; ``values`` are by field, and blank ones say nothing.

    Raises WrongUsage for an address or a value that cannot be used, or that somebody has, and
    OutreachError where the address is suppressed.
    """
    said = {name: value for name, value in values.items() if value.strip()}
    if kind is Kind.CONGRESS and "office" not in said:
        raise WrongUsage(
            "congressional staff belong to an office",
            'add --office: R000584, CA-11 or "ID Risch"',
        )
    edit = _edit(said, {"+tag": list(tags), "+topic": list(topics)}, kind)
    id_ = add_contact(db, kind, _address(address), edit, now=now, uid=new_uid(), basis=BASIS[kind])
    return by_id(db, id_)


def change(
    db: Store, contact: Contact, said: Sequence[str], *, now: datetime
) -> tuple[Contact, tuple[Change, ...]]:
    """``field=value``, ``+tag:x`` and ``-tag:x`` done to a contact: as it is now, and what changed.

    Raises WrongUsage, before anything is changed, for what cannot be read.
    """
    values: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    for text in said:
        if match := _LABEL.fullmatch(text.strip()):
            sign, label, value = match.groups()
            name = _known(label.lower(), LABELS, text)
            if not tidy(value):
                raise WrongUsage(f"{text!r} names no {name}", f"write {sign}{name}:VALUE")
            labels.setdefault(f"{sign}{name}", []).append(value)
            continue
        field, equals, value = text.partition("=")
        if not equals:
            raise WrongUsage(
                f"{text!r} is no change", "write field=value, +tag:VALUE or -tag:VALUE"
            )
        values[_field(field, text)] = value
    said_kind = values.get("kind", "").strip().lower()
    kind = Kind(said_kind) if said_kind in list(Kind) else contact.kind
    if "kind" in values and kind is not Kind.CONGRESS and contact.office and "office" not in values:
        raise _no_staff()
    changes = edit_contact(db, contact.id, _edit(values, labels, kind), now=now)
    return by_id(db, contact.id), changes


def _field(field: str, text: str) -> str:
    name = re.sub(r"[\s-]+", "_", field.strip().lower())
    return _known(_ALSO.get(name, name), FIELDS, text)


def _known(name: str, names: Sequence[str], text: str) -> str:
    if name in names:
        return name
    near = difflib.get_close_matches(name, [*names, *_ALSO], 1)
    way_out = f"did you mean {_ALSO.get(near[0], near[0])}?" if near else ", ".join(names)
    raise WrongUsage(f"{text!r}: there is no field {name!r}", way_out)


def _edit(values: Mapping[str, str], labels: Mapping[str, Sequence[str]], kind: Kind) -> Edit:
    texts = {name: _text(name, value) for name, value in values.items() if name in TEXTS}
    if kind is Kind.CONGRESS and "title" in texts:
        texts.setdefault("role", standard_role(texts["title"]))
    organisation, office = values.get("organisation"), values.get("office")
    clue = None if office is None else _office(office)
    if clue and kind is not Kind.CONGRESS:
        raise _no_staff()
    return Edit(
        texts=texts,
        email=_address(values["email"]) if "email" in values else None,
        organisation=None if organisation is None else _text("organisation", organisation),
        office=clue,
        add_tags=_labels(labels, "+tag"),
        remove_tags=_labels(labels, "-tag"),
        add_topics=_labels(labels, "+topic"),
        remove_topics=_labels(labels, "-topic"),
        add_addresses=tuple(_address(one) for one in labels.get("+address", ())),
        remove_addresses=tuple(_address(one) for one in labels.get("-address", ())),
    )


def _labels(labels: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (_text(name, one) for one in labels.get(name, ())))))


def _text(name: str, value: str) -> str:
    plain = tidy(value)
    if name in _CHECKED and plain:
        plain = _CHECKED[name](plain)
    longest = _LONGEST.get(name, _LONGEST_OTHER)
    if len(plain) > longest:
        raise WrongUsage(
            f"{name} has {len(plain):,} characters", f"it may have {longest:,}: shorten it"
        )
    if name == "country" and len(plain) == 2:
        return plain.upper()
    choices = {"kind": tuple(Kind), "role": ("", *STAFF_ROLES)}.get(name, ())
    if choices and plain.lower() not in choices:
        near = difflib.get_close_matches(plain.lower(), choices, 1)
        way_out = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(choices)}"
        raise WrongUsage(f"{name} is never {plain!r}", way_out)
    return plain.lower() if choices else plain


def _language(text: str) -> str:
    """A name or code as an import writes it."""
    tag = language_tag(text)
    if not _LANGUAGE.fullmatch(tag):
        raise WrongUsage(f"there is no language {text!r}", "write its code, such as de or zh-Hant")
    return tag


def _time_zone(text: str) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        if not (zones := available_timezones()):
            return text  # this machine knows of none
        folded = {zone.lower(): zone for zone in zones}
        near = difflib.get_close_matches(text.lower(), folded, 1)
        way_out = f"did you mean {folded[near[0]]}?" if near else "write it as Europe/Berlin"
        raise WrongUsage(f"there is no time zone {text!r}", way_out) from None


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""As much of RFC 5646 as tells a code from a remark."""

_CHECKED = {"language": _language, "time_zone": _time_zone}


def _no_staff() -> WrongUsage:
    return WrongUsage(
        "only congressional staff have an office", "say kind=congress, or office= for none"
    )


def _address(text: str) -> str:
    clean = clean_address(text)
    if isinstance(clean, Unusable):
        raise WrongUsage(f"{tidy(text)!r}: {clean.reason}", "write it as name@domain")
    return clean


_BIOGUIDE = re.compile(
    r"([A-Za-z]\d{6})(?:\s+([A-Za-z]{4}\d*)\s+(majority|minority))?", re.IGNORECASE
)
_DISTRICT = re.compile(r"([A-Za-z]{2})-(\w+)")
_SENATOR = re.compile(r"([A-Za-z]{2})\s+(\S.*)")


def _office(text: str) -> OfficeClue | str:
    """A Member's bioguide id, ``CA-11``, or ``ID Risch`` for a senator; blank for none.

    ``R000584 SSFR minority`` is the committee's staff under that Member.
    """
    plain = tidy(text)
    if not plain:
        return ""
    if match := _BIOGUIDE.fullmatch(plain):
        bioguide, committee, side = (part or "" for part in match.groups())
        return OfficeClue(bioguide.upper(), committee=committee.upper(), side=side.lower())
    if (match := _DISTRICT.fullmatch(plain)) and match[1].upper() in STATES:
        return OfficeClue(
            chamber="house", state=match[1].upper(), district=district_number(match[2])
        )
    if (match := _SENATOR.fullmatch(plain)) and match[1].upper() in STATES:
        return OfficeClue(chamber="senate", state=match[1].upper(), member_last=match[2])
    raise WrongUsage(
        f"{plain!r} names no office",
        "write a bioguide id, a district such as CA-11, or a senator's state and name: ID Risch",
    )
