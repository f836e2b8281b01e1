"""The audience language as SQL, and the candidates it picks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from outreach.domain.audience import FIELDS, Query, Term, parse
from outreach.domain.congress import Committee, Congress, Membership
from outreach.domain.contact import Contact, Kind, Member
from outreach.domain.contact_list import ContactRow, OfficeClue
from outreach.domain.named_audiences import resolved
from outreach.domain.selection import group_key, select
from outreach.domain.statement import Signatory
from outreach.store.audience import Order, candidates, compile_query, count, picks, sample
from outreach.store.audience_slips import likely_slips, unknown_values
from outreach.store.cohorts import assign
from outreach.store.congress import load_congress
from outreach.store.contact_import import import_contacts
from outreach.store.database import open_store, transaction
from outreach.store.signatures import replace_signatures
from outreach.store.suppressions import suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def senator(bioguide: str, last: str, state: str, party: str, caucus: str = "") -> Member:
    return Member(
        bioguide, last, last, "Senator", f"Senator {last}", "senate", state, "", party, caucus
    )


CONGRESS = Congress(
    date(2026, 6, 15),
    members=(
        senator("R1", "Risch", "ID", "Republican"),
        senator("S1", "Shaheen", "NH", "Democrat"),
        senator("S2", "Sanders", "VT", "Independent", "Democrat"),
        Member("B1", "Begich", "Begich", "Representative", "R.", "house", "AK", "0", "Republican"),
        Member("P1", "Pelosi", "Pelosi", "Representative", "R.", "house", "CA", "11", "Democrat"),
    ),
    committees=(
        Committee("SSFR", "Senate Committee on Foreign Relations", "senate"),
        Committee("SSFR02", "East Asia", "senate", "SSFR"),
        Committee("HSFA", "House Committee on Foreign Affairs", "house"),
        Committee("SSGA", "Senate Committee on Homeland Security", "senate"),
    ),
    memberships=(
        Membership("SSFR", "R1", "majority", 1, "chair"),
        Membership("SSFR", "S1", "minority", 1, "ranking"),
        Membership("SSFR", "S2", "minority", 2, "member"),
        Membership("SSFR02", "S2", "minority", 1, "ranking"),
        Membership("HSFA", "P1", "minority", 1, "ranking"),
        Membership("SSGA", "S1", "minority", 1, "member"),
    ),
)


def press(name: str, organisation: str, **more: Any) -> ContactRow:
    return ContactRow(2, f"{name}@{name}.example", name=name, organisation=organisation, **more)


def staff(name: str, bioguide: str, role: str, committee: str = "", side: str = "") -> ContactRow:
    office = OfficeClue(bioguide=bioguide, committee=committee, side=side)
    return ContactRow(2, f"{name}@senate.example", name=name, role=role, office=office)


LISTS = (
    (
        Kind.PRESS,
        (
            press("ana", "The Potomac Ledger", topics=("US-China relations",), country="US"),
            press(
                "bo",
                "海港新聞 Harbour News",
                topics=("香港",),
                language="zh-Hant",
                tags=("Human rights",),
                other_emails=("bo@before.example",),
                basis="consent",
            ),
            press("cy", "Freelance", topics=("Indochina",), country="DE", language="de"),
            press("cy", "EuroBrief"),
        ),
    ),
    (
        Kind.CONGRESS,
        (
            staff("dee", "R1", "chief-of-staff"),
            staff("eve", "R1", "staff-director", "SSFR", "majority"),
            staff("fay", "S1", "legislative-assistant"),
            staff("gus", "S2", "legislative-assistant"),
            staff("hal", "B1", "scheduler"),
            staff("ida", "P1", "legislative-director"),
            # A committee's own staff, whose Member also sits on another and is of the leadership.
            staff("liv", "S1", "counsel", "SSGA", "minority"),
        ),
    ),
    (
        Kind.SIGNATORY,
        (
            press("jo", "Hong Kong Watch", country="GB"),
            press("kai", "Uyghur Human Rights Project (UHRP)", aliases=("UHRP",)),
        ),
    ),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("store") / "contacts.db"
    uids = itertools.count(1)
    with open_store(path, create=True) as store:
        load_congress(store, CONGRESS, source="s", now=NOW)
        for kind, rows in LISTS:
            import_contacts(
                store, rows, kind=kind, file=f"lists.zip/{kind}.csv", sha256="0", now=NOW,
                new_uid=lambda: f"u{next(uids)}",
            )  # fmt: skip
        replace_signatures(store, "blinken", [Signatory("HONG KONG WATCH"), Signatory("UHRP")])
        replace_signatures(store, "tibet", [Signatory("Hong Kong Watch e.V.")])
        _submit(store, "blinken", "press", "submitted", ["ana@ana.example"])
        _submit(store, "blinken", "congress", "uncertain", ["dee@senate.example"])
        _submit(store, "old", "press", "submitted", ["bo@before.example", "cy@cy.example"])
        whose = "WHERE delivery_id IN (SELECT id FROM deliveries WHERE email = ?)"
        store.execute(f"UPDATE outcomes SET opened = 1 {whose}", ["bo@before.example"])
        store.execute(f"UPDATE outcomes SET opened_by_machine = 1 {whose}", ["cy@cy.example"])
        _submit(store, "trial", "press", "submitted", ["ana@ana.example"])
        store.execute("UPDATE plans SET stage = 'sandbox' WHERE campaign = 'trial'")
        store.execute("INSERT INTO leadership VALUES ('S1', 'Whip')")
        yield store


def _submit(db: Database, campaign: str, edition: str, state: str, to: list[str]) -> None:
    plan = f"{campaign}-{edition}"
    db.table("plans").insert(
        {"id": plan, "campaign": campaign, "edition": edition, "digest": "", "release_line": "",
         "stage": "sendgrid", "candidates": 1, "recipients": 1, "excluded": 0, "envelope": "{}",
         "planned_at": ""},
    )  # fmt: skip
    message = db.table("messages").insert(
        {"plan_id": plan, "subject": "", "html": "", "text": "", "fields": "[]"}
    )
    db.table("batches").insert(
        {
            "id": plan,
            "plan_id": plan,
            "message_id": message.last_pk,
            "number": 1,
            "size": 1,
            "state": state,
        }
    )
    for address in to:
        db.table("deliveries").insert(
            {"plan_id": plan, "batch_id": plan, "contact_uid": "", "email": address,
             "email_key": address, "name": "", "field_values": "[]"}
        )  # fmt: skip
    assign(db, plan)


def picked(db: Database, text: str) -> str:
    query, misread = parse(text, NAMED)
    assert not misread
    names = " ".join(contact.name for contact in candidates(db, query))
    assert count(db, query) == len(names.split())
    return names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("press", "ana bo cy"),
        ("press,signatory", "ana bo cy jo kai"),
        ("press congress", ""),
        ("-press -congress", "jo kai"),
        ("tag:human-rights", "bo"),
        ("tag:human", ""),
        ("press -tag:human-rights", "ana cy"),
        # Whole words: Indochina is another topic.
        ("topic:china", "ana"),
        ('topic:"us china"', "ana"),
        ("topic:china,香港", "ana bo"),
        ("topic:relation", ""),
        ("outlet:eurobrief", "cy"),
        ("outlet:FREELANCE", "cy"),
        ('outlet:"hong kong watch"', ""),
        ('organisation:"hong kong watch"', "jo"),
        ("organisation:uhrp", "kai"),
        ("country:us,gb", "ana jo"),
        ("language:zh", "bo"),
        ("language:zh-hant", "bo"),
        ("state:id", "dee"),
        ("-state:ID -press -signatory", "eve fay gus hal ida liv"),
        # A contact without a state is not of that state either.
        ("-state:ID press", "ana bo cy"),
        ("district:11", "ida"),
        ("district:CA-11", "ida"),
        ("district:NY-11", ""),
        ("district:at-large", "hal"),
        ("chamber:house", "hal ida"),
        ("party:republican", "dee hal"),
        ("party:democrat", "fay gus ida"),
        ("party:independent", "gus"),
        ("committee:ssfr", "dee eve fay gus"),
        ("committee:SSFR,HSFA role:legislative-assistant,legislative-director", "fay gus ida"),
        ("congress -committee:SSFR", "hal ida liv"),
        ("subcommittee:SSFR02", "gus"),
        ("member-role:chair", "dee"),
        ("member-role:ranking", "fay ida"),
        ("committee:SSFR member-role:ranking", "fay"),
        ("subcommittee:SSFR02 member-role:ranking", "gus"),
        ("committee:SSFR member-role:member", "gus"),
        ("committee:SSFR -member-role:chair", "eve fay gus"),
        ("chair-or-ranking:SSFR", "dee fay"),
        ("staff-of:SSFR", "eve"),
        # The staff of a committee goes by that committee, and not by what its Member is besides.
        ("committee:SSGA", "fay liv"),
        ("committee:SSFR role:counsel", ""),
        ("party:democrat role:counsel", ""),
        ("state:NH", "fay"),
        ("state:NH,ID -role:chief-of-staff", "fay"),
        ("district:11 role:counsel", ""),
        ("chair-or-ranking:SSGA,SSFR", "dee fay"),
        ("chamber:senate", "dee eve fay gus liv"),
        ("chamber:senate role:counsel", "liv"),
        ("role:chief-of-staff committee:SSFR", "dee"),
        ("signed:blinken", "jo kai"),
        ("signatory -signed:tibet", "jo kai"),
        ("received:blinken", "ana"),
        # Under an address she had before; what the sandbox took reached nobody.
        ("received:old", "bo cy"),
        ("received:trial", ""),
        # A person, and never a machine.
        ("engaged:old", "bo"),
        ("engaged:old/press,blinken", "bo"),
        ("press -engaged:old", "ana cy"),
        ("leadership", "fay"),
        ("committee:HSFA,SSFR member-role:leadership,chair", "dee fay"),
        ("committee:HSFA leadership", ""),
        ("-leadership congress -state:ID", "eve gus hal ida liv"),
        ("basis:consent", "bo"),
        ("press -basis:Consent", "ana cy"),
        ("source:press.csv", "ana bo cy"),
        ("source:lists.zip -press", "dee eve fay gus hal ida liv jo kai"),
        ("source:ess.csv", ""),
        ("email:bo@before.example", "bo"),
        ("press -tag:nobody,human-rights -topic:china", "cy"),
        ("press congress,press -congress", "ana bo cy"),
        ("received:blinken/press", "ana"),
        ("received:blinken/congress", ""),
        ("press -received:blinken", "bo cy"),
        ("email:ANA@ana.example", "ana"),
        ("domain:senate.example -state:ID", "eve fay gus hal ida liv"),
        ("domain:ana.example", "ana"),
        ("domain:na.example", ""),
    ],
)  # fmt: skip
def test_a_query_picks(db: Database, query: str, names: str) -> None:
    assert picked(db, query) == names


NAMED, _ = resolved(
    {
        "foreign": "congress committee:SSFR",
        "chairs": "audience:foreign member-role:chair",
        "press": "press -tag:human-rights",
        "both": "audience:press,chairs",
    }
)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("audience:foreign", "dee eve fay gus"),
        ("audience:chairs", "dee"),
        ("audience:foreign member-role:ranking", "fay"),
        ("audience:foreign -audience:chairs", "eve fay gus"),
        ("audience:both", "ana cy dee"),
        ("audience:both -country:US", "cy dee"),
        ("-audience:both,foreign", "bo hal ida liv jo kai"),
        ("audience:press audience:chairs", ""),
    ],
)
def test_named_audiences_nest(db: Database, query: str, names: str) -> None:
    assert picked(db, query) == names


def test_every_field_of_the_language_is_understood(db: Database) -> None:
    for field in FIELDS:
        count(db, Query((Term(field, ("x",)),)))


values = st.one_of(
    st.text(min_size=1),
    st.sampled_from(["'", '"', "%", "_", "' OR 1=1 --", "?", "china", "SSFR", "CA-11", "a/b"]),
)


@settings(deadline=None)
@given(field=st.sampled_from(FIELDS), wanted=st.lists(values, min_size=1, max_size=3))
def test_everybody_is_either_in_or_out(db: Database, field: str, wanted: list[str]) -> None:
    term = tuple(value.replace("\0", "") for value in wanted)
    inside = count(db, Query((Term(field, term),)))
    outside = count(db, Query((Term(field, term, negated=True),)))
    assert inside + outside == count(db, Query(()))


fields = st.sampled_from([field for field in FIELDS if field != "audience"])
wanted_terms = st.builds(
    Term,
    fields,
    st.lists(values.map(lambda value: value.replace("\0", "") or "x"), min_size=1, max_size=3).map(
        tuple
    ),
    st.booleans(),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(wanted_terms, max_size=4), st.booleans())
def test_a_list_of_ids_and_a_test_of_rows_pick_the_same(
    db: Database, terms: list[Term], nested: bool
) -> None:
    query = Query(tuple(terms))
    if nested:
        query = Query((Term("audience", ("a", "b"), parts=(query, NAMED["both"])), *terms[:1]))
    where, params = compile_query(query)
    rows = db.execute(f"SELECT r.id FROM recipients r WHERE {where} ORDER BY 1", params)
    ids = [row[0] for row in rows.fetchall()]
    assert [contact.id for contact in candidates(db, query)] == ids
    assert count(db, query) == len(ids)
    assert sample(db, query, 2) == (len(ids), list(candidates(db, query, limit=2)))


def test_tests_of_members_need_no_contact(db: Database) -> None:
    """Members nobody of the lists works for are picked by the same terms."""
    query, _ = parse("chamber:senate party:democrat committee:SSFR -state:NH")
    where, params = compile_query(query)
    members = "SELECT m.*, m.bioguide AS member_bioguide, '' AS office_committee FROM members m"
    rows = db.execute(f"SELECT r.last_name FROM ({members}) r WHERE {where}", params)
    assert rows.fetchall() == [("Sanders",)]


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("state:XX", "state: there is no 'XX'", "write its two letters"),
        ("state:texas", "state: there is no 'texas'", "did you mean TX (Texas)?"),
        ("state:Califronia", "state: there is no 'Califronia'", "did you mean CA (California)?"),
        ('state:"new york"', "state: there is no 'new york'", "did you mean NY (New York)?"),
        ("state:Cal", "state: there is no 'Cal'", "did you mean CA (California)?"),
        ('committee:"House Foreign Affairs"', "committee: there is no 'House Foreign Affairs'",
         "did you mean HSFA (House Committee on Foreign Affairs)?"),
        ("committee:sfrc", "committee: there is no 'sfrc'", "did you mean SSFR"),
        ("committee:Helsinki", "committee: there is no 'Helsinki'", "committees have codes"),
        ('committee:"Asia, East"', "committee: there is no 'Asia, East'", "did you mean SSFR02"),
        ("committee:foreign", "committee: there is no 'foreign'",
         "did you mean HSFA (House Committee on Foreign Affairs) or SSFR"),
        ("committee:FR", "committee: there is no 'FR'", "did you mean"),
        ("committee:SSFX press", "committee: there is no 'SSFX'",
         "did you mean SSFR (Senate Committee on Foreign Relations)?"),
        ('staff-of:"foreign affairs"', "staff-of: there is no 'foreign affairs'",
         "did you mean HSFA (House Committee on Foreign Affairs)?"),
        ("subcommittee:SSFR", "subcommittee: there is no 'SSFR'",
         "did you mean SSFR02 (East Asia)?"),
        ("signed:blinkn", "signed: there is no 'blinkn'", "did you mean blinken?"),
        ("received:old/pres", "received: there is no 'old/pres'", "did you mean old/press?"),
        ("engaged:blinkn", "engaged: there is no 'blinkn'", "did you mean blinken?"),
        ("engaged:zzz", "engaged: there is no 'zzz'", "nothing was planned under that name"),
        ("chair-or-ranking:QQQQ", "chair-or-ranking: there is no 'QQQQ'", "committees have codes"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_told(db: Database, query: str, message: str, hint: str) -> None:
    [misread] = unknown_values(db, parse(query)[0])
    assert (misread.message, misread.column) == (message, 1)
    assert misread.hint.startswith(hint)


def test_a_letter_that_is_coming_is_no_mistake(db: Database) -> None:
    query = parse("received:new/press engaged:new")[0]
    assert unknown_values(db, query, coming=("new", "new/press")) == ()
    assert len(unknown_values(db, query)) == 2


def test_a_committee_is_not_blamed_where_no_congress_data_is_loaded(store: Database) -> None:
    [misread] = unknown_values(store, parse("committee:HSFA")[0])
    assert "no congress data is loaded" in misread.message
    assert "outreach congress update" in misread.hint


@pytest.mark.parametrize(
    "query",
    [
        "state:ca,PR committee:ssfr",
        "tag:nobody topic:nothing outlet:none",
        "signed:blinken",
        "-state:ID",
    ],
)
def test_a_value_that_may_be_is_fine(db: Database, query: str) -> None:
    assert unknown_values(db, parse(query)[0]) == ()


def test_a_value_that_cannot_be_is_placed(db: Database) -> None:
    misread = unknown_values(db, parse("press state:XX,CA -committee:SSXX")[0])
    assert [m.column for m in misread] == [7, 19]


def test_a_value_of_a_named_audience_is_placed_there(db: Database) -> None:
    named, _ = resolved({"far": "press state:XX"})
    [misread] = unknown_values(db, parse("congress audience:far", named)[0])
    assert (misread.audience, misread.column) == ("far", 7)


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("-tag:human-right", "nobody has the tag 'human-right'", "did you mean Human rights?"),
        ("country:UK", "nobody has the country 'UK'", "did you mean GB?"),
        (
            "-country:uk",
            "nobody has the country 'uk', so -country:uk excludes nobody",
            "did you mean GB?",
        ),
        ("-country:Germany", "nobody has the country 'Germany', so", "did you mean DE?"),
        ("country:FR", "nobody has the country 'FR'", "there are DE, GB, US"),
        (
            "-language:fr",
            "nobody has the language 'fr', so -language:fr excludes nobody",
            "there are de, zh-Hant",
        ),
        (
            "-outlet:Potomac",
            "nobody has the outlet 'Potomac', so -outlet:Potomac excludes nobody",
            'did you mean outlet:"The Potomac Ledger"?',
        ),
        ("organisation:uygur", "nobody has the organisation 'uygur'", "compare with"),
        (
            "-organisation:watch",
            "nobody has the organisation 'watch', so",
            'did you mean organisation:"Hong Kong Watch"?',
        ),
        (
            "-domain:anna.example",
            "nobody has the domain 'anna.example', so",
            "did you mean ana.example?",
        ),
        (
            "-email:anna@ana.example",
            "nobody has the email 'anna@ana.example', so",
            "did you mean ana@ana.example?",
        ),
        ("-email:zoe@far.example", "nobody has the email 'zoe@far.example', so", "compare with"),
        ("basis:concent", "nobody has the basis 'concent'", "did you mean consent?"),
        ("source:pres.csv", "nobody has the source 'pres.csv'", "there are"),
        ("engaged:blinken", "blinken did not measure opens or clicks", "an edition measures only"),
    ],
)
def test_a_likely_slip_is_told(db: Database, query: str, message: str, hint: str) -> None:
    [misread] = likely_slips(db, parse(query)[0])
    assert misread.message.startswith(message)
    assert misread.hint.startswith(hint)


def test_what_somebody_has_is_no_slip(db: Database) -> None:
    text = "topic:china country:us language:zh source:lists.zip,press.csv tag:human-rights"
    assert likely_slips(db, parse(text)[0]) == ()
    text = "-outlet:eurobrief -organisation:uhrp -domain:senate.example -email:bo@before.example"
    assert likely_slips(db, parse(text)[0]) == ()
    assert likely_slips(db, parse("-tag:nobody -topic:nothing")[0]) == ()


def test_a_mistake_in_a_named_audience_is_told_once(db: Database) -> None:
    named, _ = resolved({"far": "press state:XX -country:UK", "farther": "audience:far tag:x"})
    query, _ = parse("audience:farther -audience:far", named)
    assert [one.column for one in unknown_values(db, query)] == [7]
    assert [one.column for one in likely_slips(db, query)] == [16]


def test_without_congress_data_the_hint_is_to_load_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as empty:
        [misread] = unknown_values(empty, parse("committee:SSFR")[0])
    assert "outreach congress update" in misread.hint


def test_a_contact_comes_with_all_it_belongs_to(db: Database) -> None:
    [gus] = candidates(db, parse("email:gus@senate.example")[0])
    assert gus.office is not None
    assert (gus.office.name, gus.office.committee) == ("Office of Senator Sanders", "")
    assert gus.member == CONGRESS.members[2]
    [eve] = candidates(db, parse("staff-of:SSFR")[0])
    assert eve.office is not None
    assert (eve.office.committee, eve.office.side) == ("SSFR", "majority")


def test_organisations_carry_the_name_they_signed_with(db: Database) -> None:
    def signed_names(campaign: str) -> list[str]:
        picked = candidates(db, parse("signatory")[0], signed=campaign)
        return [c.organisation.signed_name for c in picked if c.organisation]

    assert signed_names("blinken") == ["HONG KONG WATCH", "UHRP"]
    assert signed_names("tibet") == ["", ""]
    assert signed_names("") == ["", ""]


def many(db: Database, number: int) -> None:
    rows = tuple(
        ContactRow(n, f"p{n}@x.example", organisation=f"Outlet {n % 7}") for n in range(number)
    )
    uids = itertools.count()
    import_contacts(
        db,
        rows,
        kind=Kind.PRESS,
        file="f",
        sha256="0",
        now=NOW,
        new_uid=lambda: str(next(uids)),
    )


@pytest.mark.parametrize("order", ["id", "office", "organisation"])
def test_each_candidate_comes_once_over_many_pages(tmp_path: Path, order: Order) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as db:
        many(db, 1203)
        ids = [contact.id for contact in candidates(db, Query(()), order=order)]
    assert len(ids) == 1203
    assert set(ids) == set(range(1, 1204))


def test_an_organisations_contacts_come_side_by_side(tmp_path: Path) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as db:
        many(db, 1203)
        outcomes = select(
            candidates(db, Query(()), order="organisation"),
            suppressed=suppressed(db),
            one_per="organisation",
        )
        assert sum(isinstance(outcome, Contact) for outcome in outcomes) == 7


def test_an_offices_contacts_come_side_by_side(tmp_path: Path) -> None:
    rows = tuple(staff(f"p{n}", ("R1", "S1", "P1")[n % 3], "counsel") for n in range(9))
    with open_store(tmp_path / "contacts.db", create=True) as db:
        load_congress(db, CONGRESS, source="s", now=NOW)
        uids = itertools.count()
        import_contacts(
            db, rows, kind=Kind.CONGRESS, file="f", sha256="0", now=NOW,
            new_uid=lambda: str(next(uids)),
        )  # fmt: skip
        picked = candidates(db, parse("congress")[0], order="office")
        offices = [key for key, _ in itertools.groupby(picked, group_key("office"))]
    assert len(offices) == 3


def test_the_staff_of_a_side_is_one_office_whoever_it_hangs_on(tmp_path: Path) -> None:
    clues = (("S1", "SSFR"), ("R1", ""), ("S2", "SSFR"), ("S1", ""), ("S1", "SSFR"))
    rows = tuple(
        staff(f"p{n}", one, "counsel", code, "minority" if code else "")
        for n, (one, code) in enumerate(clues)
    )
    with open_store(tmp_path / "contacts.db", create=True) as db:
        load_congress(db, CONGRESS, source="s", now=NOW)
        uids = itertools.count()
        import_contacts(
            db, rows, kind=Kind.CONGRESS, file="f", sha256="0", now=NOW,
            new_uid=lambda: str(next(uids)),
        )  # fmt: skip
        picked = candidates(db, parse("congress")[0], order="office")
        grouped = [
            sorted(one.name for one in members)
            for _, members in itertools.groupby(picked, group_key("office"))
        ]
    assert sorted(grouped) == [["p0", "p2", "p4"], ["p1"], ["p3"]]


def test_the_staff_of_a_committee_is_found_without_its_member(tmp_path: Path) -> None:
    row = staff("eve", "R1", "staff-director", "SSFR", "majority")
    with open_store(tmp_path / "contacts.db", create=True) as db:
        load_congress(db, CONGRESS, source="s", now=NOW)
        import_contacts(
            db, [row], kind=Kind.CONGRESS, file="f", sha256="0", now=NOW, new_uid=lambda: "u"
        )
        rest = replace(CONGRESS, members=CONGRESS.members[1:], memberships=())
        load_congress(db, rest, source="s", now=NOW)
        query, _ = parse("committee:SSFR")
        [eve] = candidates(db, query)
        assert picks(db, query, eve.id)


def test_the_store_may_be_written_while_candidates_are_read(tmp_path: Path) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as db:
        many(db, 1203)
        seen = []
        with transaction(db):
            for contact in candidates(db, parse("press")[0]):
                seen.append(contact.id)
                # Each write makes the query match the contact no more, and would repeat or skip
                # rows of an open cursor.
                db.execute("UPDATE contacts SET kind = 'other' WHERE id = ?", [contact.id])
        assert seen == list(range(1, 1204))
        assert count(db, parse("press")[0]) == 0


def test_two_readings_do_not_mix_and_leave_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as db:
        many(db, 20)
        one, two = candidates(db, parse("press")[0]), candidates(db, parse("congress")[0])
        assert next(one).id == 1
        assert list(two) == []
        assert [c.id for c in itertools.islice(one, 3)] == [2, 3, 4]
        one.close()  # type: ignore[attr-defined]
        assert db.execute("SELECT count(*) FROM picked").fetchone() == (0,)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(["zh", "ZH-hant", "zh-h", "de", "en", "e", "zh-hant-tw", "É"])),
    st.booleans(),
)
def test_a_language_is_looked_up_by_its_whole_subtags(
    db: Database, wanted: list[str], negated: bool
) -> None:
    values = tuple(wanted) or ("de",)
    term = Term("language", values, negated)
    people = db.execute("SELECT id, language FROM contacts ORDER BY id").fetchall()
    found = [
        contact
        for contact, language in people
        if any(f"{language}-".lower().startswith(f"{one}-".lower()) for one in values) != negated
    ]
    assert [contact.id for contact in candidates(db, Query((term,)))] == found
