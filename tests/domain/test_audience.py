"""The audience language, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.audience import (
    FIELDS,
    KINDS,
    MOST_VALUES,
    STAFF_ROLES,
    Query,
    Term,
    parse,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("press", [Term("kind", ("press",))]),
        ("Press,congress", [Term("kind", ("press", "congress"))]),
        ("-other", [Term("kind", ("other",), negated=True)]),
        ("topic:china,human-rights", [Term("topic", ("china", "human-rights"))]),
        ("press -tag:no", [Term("kind", ("press",)), Term("tag", ("no",), negated=True)]),
        ('"outlet:The Potomac Ledger"', [Term("outlet", ("The Potomac Ledger",))]),
        (
            'outlet:"The Potomac Ledger",EuroBrief',
            [Term("outlet", ("The Potomac Ledger", "EuroBrief"))],
        ),
        ('organisation:"Citizens, Hong Kong"', [Term("organisation", ("Citizens, Hong Kong",))]),
        ('"topic:human rights,china"', [Term("topic", ("human rights", "china"))]),
        ('-"tag:do not pitch"', [Term("tag", ("do not pitch",), negated=True)]),
        ('"-tag:do not pitch"', [Term("tag", ("do not pitch",), negated=True)]),
        ("leadership", [Term("member-role", ("leadership",))]),
        ("-Leadership", [Term("member-role", ("leadership",), negated=True)]),
        ("engaged:visit/press", [Term("engaged", ("visit/press",))]),
        ("Role:Legislative-Assistant", [Term("role", ("legislative-assistant",))]),
    ],
)
def test_a_query_is_read_as(text: str, terms: list[Term]) -> None:
    assert parse(text) == (Query(tuple(terms), text), ())


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "the query is empty", "begin with one of press"),
        ("pres", 1, "'pres' is not a kind of contact", "did you mean press?"),
        ("press comittee:SSFR", 7, "there is no field 'comittee'", "did you mean committee?"),
        ("press  topic:", 8, "topic: has no value", "write topic:VALUE"),
        ('press topic:"china', 7, "a quotation mark is not closed", 'add the second "'),
        ("role:legislative-asistant", 1, "role is never 'legislative-asistant'", "did you mean"),
        ("--press", 1, "'-press' is not a kind of contact", "did you mean press?"),
        ("leadershp", 1, "'leadershp' is not a kind of contact", "did you mean leadership?"),
        ("member-role:chairs", 1, "member-role is never 'chairs'", "did you mean chair?"),
        ("party:democrats", 1, "party is never 'democrats'", "did you mean democrat?"),
        ("press audience:asia", 7, "there is no audience 'asia'", "name audiences in a campaign"),
        ("chamber:lords", 1, "chamber is never 'lords'", "it is one of house, senate"),
        (
            "-domain:@potomacledger.example",
            1,
            "domain is never '@potomacledger.example'",
            "write domain:potomacledger.example",
        ),
        (
            "press domain:ana@x.example",
            7,
            "domain is never 'ana@x.example'",
            "write domain:x.example, or email:ana@x.example",
        ),
        (
            "domain:@potomac",
            1,
            "domain is never '@potomac'",
            "write all of it, such as example.org",
        ),
        ("-email:priya.r", 1, "email is never 'priya.r'", "write all of the address"),
        (
            "-email:x.example",
            1,
            "email is never 'x.example'",
            "write all of the address, or domain:x.example for everybody there",
        ),
        ("-language:english", 1, "language is never 'english'", "did you mean en?"),
        ("language:de,Französisch", 1, "language is never 'Französisch'", "did you mean fr?"),
        ("language:zh_tw", 1, "language is never 'zh_tw'", "did you mean zh-TW?"),
        ("language:z", 1, "language is never 'z'", "write its code, such as en or zh-Hant"),
        ("district:99", 1, "district is never '99'", "no state has more than 52"),
        ("district:CA-60", 1, "district is never 'CA-60'", "CA has districts 1 to 52"),
        ("-district:WY-1", 1, "district is never 'WY-1'", "WY has one district, at large"),
        ("district:XX-1", 1, "district is never 'XX-1'", "there is no state XX"),
        ("district:foo", 1, "district is never 'foo'", "write 11, CA-11 or at-large"),
        ("district:CA11", 1, "district is never 'CA11'", "did you mean CA-11?"),
        ("district:hca11", 1, "district is never 'hca11'", "did you mean CA-11?"),
        ("district:Texas-3", 1, "district is never 'Texas-3'", "did you mean TX-3?"),
        ("topic:china,-tibet", 1, "a minus stands before a field", "write -topic:tibet"),
        ("press -topic:–tibet", 7, "a minus stands before a field", "write -topic:tibet"),
        ("press,-congress", 1, "a minus stands before a field", "write -congress by itself"),
        ("press –tag:x", 7, "'–' is no hyphen", "write an ordinary one: -tag:x"),
        ("−press", 1, "'−' is no hyphen", "write an ordinary one: -press"),
        (
            "press outlet:The Potomac Ledger -tag:x",
            18,
            "'potomac' is not a kind of contact",
            'put quotes around the whole value: outlet:"The Potomac Ledger"',
        ),
        (
            "-tag:do not other pitch",
            9,
            "'not' is not a kind of contact",
            'put quotes around the whole value: -tag:"do not other pitch"',
        ),
    ],
)
def test_a_mistake_is_told_with_its_column(text: str, column: int, message: str, hint: str) -> None:
    _, [misread] = parse(text)
    assert misread.column == column
    assert misread.message.startswith(message)
    assert misread.hint.startswith(hint)


@pytest.mark.parametrize(
    "text",
    [
        "language:en,zh-Hant,EN-us,gsw",
        "district:52,at-large,AL,00,CA-7,ak-al,PR-0",
        'domain:x.example email:ana@x.example tag:"-odd" topic:us-china organisation:"A, -B"',
        "press outlet:Ledger congress",
    ],
)
def test_what_may_be_is_read(text: str) -> None:
    assert parse(text)[1] == ()


def test_all_mistakes_are_told_at_once() -> None:
    _, misread = parse("pres topik:x press state:")
    assert [m.column for m in misread] == [1, 6, 20]


def test_a_term_knows_where_it_stands() -> None:
    query, _ = parse('press "tag:a b"  state:CA')
    assert [term.column for term in query.terms] == [1, 7, 18]


def test_negated_terms_ask_for_nothing() -> None:
    query, _ = parse("role:advisor,counsel -role:scheduler")
    assert query.values("role") == ("advisor", "counsel")


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    query, misread = parse(text)
    assert query.terms or misread


ASIA = Query((Term("topic", ("china",)), Term("role", ("counsel",))), "topic:china role:counsel")


def test_a_named_audience_comes_with_what_it_stands_for() -> None:
    query, misread = parse("press -audience:asia,eu", {"asia": ASIA, "eu": Query(())})
    assert misread == ()
    assert query.terms[1] == Term("audience", ("asia", "eu"), negated=True, parts=(ASIA, Query(())))


def test_an_unknown_audience_is_told_with_the_nearest() -> None:
    _, [misread] = parse("audience:asai", {"asia": ASIA, "eu": Query(())})
    assert misread.hint == "did you mean asia?"
    _, [misread] = parse("audience:xyz", {"asia": ASIA, "eu": Query(())})
    assert misread.hint == "audiences are asia, eu"


def test_what_a_named_audience_asks_the_query_asks() -> None:
    query, _ = parse("role:advisor audience:asia role:scheduler", {"asia": ASIA})
    assert query.values("role") == ("advisor", "counsel", "scheduler")
    assert parse("-audience:asia", {"asia": ASIA})[0].values("role") == ()


def test_too_many_values_are_refused() -> None:
    values = ",".join(f"t{n}" for n in range(MOST_VALUES))
    assert parse(f"tag:{values}")[1] == ()
    query, [misread] = parse(f"tag:{values} tag:one")
    assert query.terms == ()
    assert misread.message == "the query names too many values"


words = st.text(st.characters(blacklist_characters='"', blacklist_categories=("Cs",)), min_size=1)
plain = words.map(lambda text: " ".join(text.split())).filter(lambda text: text)
open_fields = st.sampled_from([f for f in FIELDS if f in ("tag", "topic", "outlet", "source")])
terms = st.one_of(
    st.builds(Term, open_fields, st.lists(plain, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Term, st.just("kind"), st.sampled_from(KINDS).map(lambda k: (k,)), st.booleans()),
    st.builds(Term, st.just("role"), st.sampled_from(STAFF_ROLES).map(lambda r: (r,))),
)


@given(st.lists(terms, min_size=1, max_size=4))
def test_what_is_written_is_read_as_the_same(wanted: list[Term]) -> None:
    query, misread = parse(" ".join(map(str, wanted)))
    assert (query.terms, misread) == (tuple(wanted), ())
