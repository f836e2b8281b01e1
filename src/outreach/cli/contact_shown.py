"""contacts show: all that is known of one person, readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.domain.contact import Contact
    from outreach.store.database import Store

_FIELDS = (
    *("kind", "email", "address", "name", "given_name", "family_name", "salutation", "title"),
    *("role", "organisation", "office", "language", "country", "city", "phone", "time_zone"),
    *("notes", "basis", "tag", "topic"),
)


def one(db: Store, who: str) -> Contact:
    """The contact that ``who`` means: an address, a uid, or words that find exactly one.

    Raises WrongUsage where nobody or several are meant; those are listed on stderr.
    """
    from outreach.errors import WrongUsage
    from outreach.store.contacts import count_found, named

    from . import here, show
    from .contacts import who_is

    who = here.whom(who)
    found = named(db, who)
    if len(found) == 1:
        return found[0]
    if not found:
        raise WrongUsage(
            f"there is no contact {who!r}", "look with `outreach contacts list --search TEXT`"
        )
    for contact in found:
        show.say(show.safe(f"    {contact.email}  {contact.name}  {who_is(contact)}".rstrip()))
    many = show.plural(count_found(db, who), "contact")
    raise WrongUsage(f"{who!r} finds {many}", "name one by its address")


def show_record(found: dict[str, Any]) -> None:
    """Fields, lists and letters, each a table; what a person settled by hand is marked."""
    from . import show

    settled = {one["field"] for one in found["edits"]}
    rows = [
        [field, text, "by hand" if mark in settled else ""]
        for field in _FIELDS
        for text, mark in _values(found, field)
    ]
    rows.append(["suppressed", _suppressed(found), ""])
    rows.append(["uid", found["uid"], ""])
    show.table(["field", "value", "settled"], rows)
    if found["sources"]:
        show.out()
        show.table(
            ["list", "line", "imported"],
            [
                [one["file"], one["line"] or None, _day(one["imported_at"])]
                for one in found["sources"]
            ],
            whole=("imported",),
        )
    if found["letters"] or found["exclusions"]:
        show.out()
        show.table(
            ["letter", "what became of it", "on", "subject"],
            [*map(_letter, found["letters"]), *map(_exclusion, found["exclusions"])],
            whole=("letter", "on"),
        )
    if found["interactions"]:
        show.out()
        show.table(
            ["heard", "on", "campaign", "text"],
            [
                [one["kind"], _day(one["at"]), one["campaign"], _first_words(one)]
                for one in found["interactions"]
            ],
            whole=("heard", "on"),
        )
    for merge in found["merges"]:
        gone = merge["gone"]["contact"]
        show.say(show.safe(f"{gone['email']} was merged into this contact on {_day(merge['at'])}"))


def _values(found: dict[str, Any], field: str) -> list[tuple[str, str]]:
    """What to show of a field, each with what ``edits`` calls it; blanks only if settled."""
    if field == "address":
        from outreach.domain.contact import address_key

        return [(email, f"address:{address_key(email)}") for email in found["addresses"]]
    if field in ("tag", "topic"):
        from outreach.domain.names import name_key

        return [(one, f"{field}:{name_key(one)}") for one in found[f"{field}s"]]
    if field == "organisation":
        text = found["organisation"]["name"] if found["organisation"] else ""
        before = [one["organisation"] for one in found["positions"] if one["organisation"] != text]
        text += f" (also listed at {', '.join(before)})" if before else ""
    elif field == "office":
        text = _office(found["office"]) if found["office"] else ""
    else:
        text = found[field]
    settled = any(one["field"] == field for one in found["edits"])
    return [(text, field)] if text or settled else []


def _office(office: dict[str, Any]) -> str:
    if not office["member"]:
        return f"{office['name']} (not in Congress as of {office['congress_as_of'] or 'today'})"
    seat = "-".join(filter(None, (office["state"], office["district"])))
    return (
        f"{office['name']} ({office['party']}, {seat}; Congress as of {office['congress_as_of']})"
    )


def _suppressed(found: dict[str, Any]) -> str:
    if not found["suppressed"]:
        return "no"
    since = min(one["at"] for one in found["suppressions"] if one["reason"] == found["suppressed"])
    return f"{found['suppressed']}, since {_day(since)}"


def _letter(letter: dict[str, Any]) -> list[object]:
    where = f"{letter['campaign']}/{letter['edition']}"
    state = letter["batch"]
    if state == "submitted" and letter["state"] != "planned":
        state = letter["state"]
    happened = [
        name for name in ("opened", "clicked", "unsubscribed", "complained") if letter[name]
    ]
    if letter["stage"] == "sandbox":
        happened.append("sandbox: reached nobody")
    on = _day(letter["answered_at"] or letter["planned_at"])
    return [where, ", ".join([state, *happened]), on, letter["subject"]]


def _exclusion(left: dict[str, Any]) -> list[object]:
    where = f"{left['campaign']}/{left['edition']}"
    return [where, f"left out: {left['reason']}", _day(left["planned_at"]), ""]


def _first_words(one: dict[str, Any]) -> str:
    text = " ".join((one["url"] or one["body"] or one["subject"]).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _day(moment: str) -> str:
    return moment[:10]
