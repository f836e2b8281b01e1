"""Rows of the view ``recipients`` as Contacts, with all they belong to, in one statement a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from outreach.domain.contact import Contact, Kind, Member, Office, Organisation

SIGNED_NAME = """
    SELECT s.name_as_signed FROM signatures s INDEXED BY signatures_by_name
    WHERE s.campaign = ? AND s.name_key IN (
        SELECT name_key FROM organisations WHERE id = r.organisation_id
        UNION ALL
        SELECT name_key FROM organisation_names WHERE organisation_id = r.organisation_id)
    ORDER BY s.position LIMIT 1
"""
"""The name under which a recipient's organisation signed the campaign that is the parameter.

Left to itself SQLite walks all signatories in their printed order for every recipient.
"""

COLUMNS = f"""
    r.*, coalesce(({SIGNED_NAME}), '') AS signed_name,
    (SELECT json_group_array(tag) FROM
        (SELECT tag FROM tags WHERE contact_id = r.id ORDER BY tag_key)) AS tags,
    (SELECT json_group_array(topic) FROM
        (SELECT topic FROM topics WHERE contact_id = r.id ORDER BY topic_key)) AS topics
"""
"""What ``contact_of`` reads. One parameter: the campaign of ``signed_name``."""

_PLAIN = (
    *("id", "uid", "email", "name", "given_name", "family_name", "salutation", "title", "role"),
    *("language", "country", "city", "phone", "time_zone", "notes"),
)


def contact_of(row: Mapping[str, Any]) -> Contact:
    return Contact(
        **{column: row[column] for column in _PLAIN},
        kind=Kind(row["kind"]),
        tags=tuple(json.loads(row["tags"])),
        topics=tuple(json.loads(row["topics"])),
        organisation=_organisation_of(row) if row["organisation_id"] is not None else None,
        office=_office_of(row) if row["office_id"] is not None else None,
    )


def _organisation_of(row: Mapping[str, Any]) -> Organisation:
    return Organisation(
        name=row["organisation"],
        kind=row["organisation_kind"],
        country=row["organisation_country"],
        language=row["organisation_language"],
        medium=row["medium"],
        signed_name=row["signed_name"],
    )


def _office_of(row: Mapping[str, Any]) -> Office:
    return Office(
        name=row["office"],
        member=_member_of(row) if row["member_bioguide"] is not None else None,
        committee=row["office_committee"],
        side=row["office_side"],
    )


def _member_of(row: Mapping[str, Any]) -> Member:
    return Member(
        bioguide=row["member_bioguide"],
        name=row["member"],
        last_name=row["member_last_name"],
        title=row["member_title"],
        salutation=row["member_salutation"],
        chamber=row["chamber"],
        state=row["state"],
        district=row["district"],
        party=row["party"],
        caucus=row["caucus"],
        room=row["member_room"],
        phone=row["member_phone"],
        url=row["member_url"],
        term_ends=row["member_term_ends"],
        senate_class=row["member_senate_class"],
        state_rank=row["member_state_rank"],
    )
