"""What the congress commands print: reports, Members, gaps and seats, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from outreach.domain.seats import seat_of, seat_tag

from . import show

if TYPE_CHECKING:
    from outreach.actions.congress_gaps import Gap, Gaps
    from outreach.actions.congress_update import CongressReport
    from outreach.domain.congress import Membership
    from outreach.domain.contact import Member
    from outreach.domain.seats import Seat
    from outreach.store.congress_members import Sitting

_NAMED = 10
"""Names shown of those a list is long of; --json has all of them."""


def show_report(report: CongressReport) -> None:
    counts = [
        show.plural(report.members, "member"),
        show.plural(report.committees, "committee"),
        *([show.plural(report.groups, "hand-kept group")] if report.groups else []),
        *(
            [show.plural(report.district_offices, "district office")]
            if report.district_offices
            else []
        ),
    ]
    show.out(f"Congress as of {report.dated}: {', '.join(counts)}")
    changed = report.turnover
    before = report.members - len(changed.joined) + len(changed.left)
    # Between a part of Congress and the whole, or nothing and something, the names say nothing.
    if 2 * len(changed.joined) < report.members:
        _show_names("joined", [f"{one.name} ({seat_tag(one)})" for one in changed.joined])
    if 2 * len(changed.left) < before:
        _show_names("left", [f"{one.name} ({seat_tag(one)})" for one in changed.left])
    moved = [f"{now.name} ({seat_tag(was)} → {seat_tag(now)})" for was, now in changed.moved]
    _show_names("moved", moved)
    if report.bereft:
        people = show.plural(sum(count for _, count in report.bereft), "contact")
        offices = show.plural(len(report.bereft), "office")
        show.out(f"{people} in {offices} of Members who are not in Congress any more:")
        for name, count in report.bereft:
            show.out(show.safe(f"  {name}: {show.plural(count, 'contact')}"))
        show.say(
            "    → no state, chamber or committee finds them now; name each one's new office:"
            " outreach contacts edit ADDRESS office=BIOGUIDE"
        )


def _show_names(what: str, names: Sequence[str]) -> None:
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        show.out(show.safe(f"{len(names)} {what}: {', '.join(names[:_NAMED])}{more}"))


def report_json(report: CongressReport) -> dict[str, Any]:
    changed = report.turnover
    return {
        "dated": report.dated.isoformat(),
        "members": report.members,
        "committees": report.committees,
        "memberships": report.memberships,
        "district_offices": report.district_offices,
        "groups": report.groups,
        "joined": [_who_json(one) for one in changed.joined],
        "left": [_who_json(one) for one in changed.left],
        "moved": [{**_who_json(now), "from": seat_tag(was)} for was, now in changed.moved],
        "bereft": [{"office": name, "contacts": count} for name, count in report.bereft],
        "problems": [show.problem_json(one) for one in report.problems],
    }


def show_sitting(found: Sequence[Sitting], codes: Sequence[str], *, offices: bool) -> None:
    """A Member a line, with the seats on the committees ``codes`` names; then those at home."""
    rows: list[list[object]] = []
    for one in found:
        sits = [_seat_text(seat, codes) for seat in one.seats if seat.committee in codes]
        member = one.member
        rows.append(
            [
                *(member.name, seat_of(member).name, _party(member)),
                "; ".join([*sits, *one.leads]),
                *(member.salutation, member.phone),
            ]
        )
        rows += [
            [f"  {home.city}, {home.state}", "", "", home.address, home.hours, home.phone]
            for home in (one.offices if offices else ())
        ]
    if rows:
        show.table(["member", "seat", "party", "sits as", "salutation", "phone"], rows)


def _seat_text(seat: Membership, codes: Sequence[str]) -> str:
    which = f"{seat.committee} " if len(codes) > 1 else ""
    side = f", {seat.side} {seat.rank}" if seat.side else ""
    return f"{which}{seat.title or seat.role}{side}"


def _party(member: Member) -> str:
    """An independent sits with a caucus."""
    with_caucus = member.caucus and member.caucus != member.party
    return f"{member.party}, caucus {member.caucus}" if with_caucus else member.party


def sitting_json(one: Sitting, *, offices: bool) -> dict[str, Any]:
    member = one.member
    shown = {
        **_who_json(member),
        "title": member.title,
        "salutation": member.salutation,
        "room": member.room,
        "phone": member.phone,
        "url": member.url,
        "term_ends": member.term_ends,
        "senate_class": member.senate_class,
        "state_rank": member.state_rank,
        "leadership": list(one.leads),
        "committees": [
            {
                "id": seat.committee,
                "side": seat.side,
                "rank": seat.rank,
                "role": seat.role,
                "title": seat.title,
            }
            for seat in one.seats
        ],
    }
    if offices:
        shown["district_offices"] = [asdict(home) for home in one.offices]
    return shown


def show_gaps(found: Gaps) -> None:
    rows = [
        [
            gap.office,
            *((seat_of(gap.member).name, _party(gap.member)) if gap.member else ("", "")),
            gap.reason,
            gap.member.phone if gap.member else "",
        ]
        for gap in (*found.gaps, *found.side_gaps)
    ]
    if rows:
        show.table(["office", "seat", "party", "why", "phone"], rows)
    if found.members or not found.sides:
        show.out(_missing(len(found.gaps), found.members, "office"))
    if found.sides:
        show.out(f"committee staff: {_missing(len(found.side_gaps), found.sides, 'side')}")
    if found.vacant:
        seats = ", ".join(seat.name for seat in found.vacant)
        show.out(f"{show.plural(len(found.vacant), 'vacant seat')}: {seats}")


def _missing(missing: int, count: int, what: str) -> str:
    has = "has" if count == 1 else "have"
    return f"{missing:,} of {show.plural(count, what)} {has} no contact"


def gaps_json(found: Gaps) -> dict[str, Any]:
    return {
        "offices": found.members,
        "without_contact": len(found.gaps),
        "gaps": [_gap_json(gap) for gap in found.gaps],
        "sides": found.sides,
        "side_gaps": [_gap_json(gap) for gap in found.side_gaps],
        "vacant": None if found.vacant is None else [seat_json(seat) for seat in found.vacant],
    }


def _gap_json(gap: Gap) -> dict[str, Any]:
    who: dict[str, Any] = (
        {**_who_json(gap.member), "phone": gap.member.phone}
        if gap.member
        else {"committee": gap.committee, "side": gap.side}
    )
    return {"office": gap.office, "reason": gap.reason, **who}


def _who_json(member: Member) -> dict[str, Any]:
    return {
        "bioguide": member.bioguide,
        "name": member.name,
        "seat": seat_of(member).name,
        "chamber": member.chamber,
        "state": member.state,
        "district": member.district,
        "party": member.party,
        "caucus": member.caucus,
    }


def seat_json(seat: Seat) -> dict[str, str]:
    return {"seat": seat.name, **asdict(seat)}
