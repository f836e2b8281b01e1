"""The audience language: a rule that picks contacts, never a list.

::

    press topic:china,human-rights -tag:do-not-pitch "outlet:The Potomac Ledger"

A space means and, a comma in a value means or, a leading ``-`` means not, quotes hold spaces
together; around a value alone (``organisation:"Citizens, Hong Kong"``) they hold its comma too.
``parse`` turns a query into terms or says what is wrong with it and where.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .audience_values import MINUSES, impossible
from .contact import Kind

KINDS = tuple(kind.value for kind in Kind)
LEADERSHIP = "leadership"
"""Of its chamber or party: a role of Members beside chair, ranking and member."""

STAFF_ROLES = (
    "chief-of-staff",
    "deputy-chief-of-staff",
    "legislative-director",
    "legislative-assistant",
    "legislative-correspondent",
    "communications-director",
    "press-secretary",
    "scheduler",
    "staff-director",
    "professional-staff",
    "counsel",
    "advisor",
    "caseworker",
    "district-director",
    "other",
)
"""Standard staff roles."""

_CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "chamber": ("house", "senate"),
    "party": ("democrat", "republican", "independent"),
    "member-role": ("chair", "ranking", "member", LEADERSHIP),
    "role": STAFF_ROLES,
}
_TO_QUOTE = re.compile(rf"[\s,]|^[{re.escape(MINUSES)}]")
MOST_TERMS = 100
MOST_VALUES = 500
MEMBER_FIELDS = (
    *("state", "district", "chamber", "party", "committee", "subcommittee", "member-role"),
    "chair-or-ranking",
)
"""Fields about the Member in whose office a contact works."""

ANSWER_FIELDS = ("replied", "covered", "declined")
"""Fields about what a contact answered to a campaign, or to an edition of it."""

LETTER_FIELDS = ("received", "engaged", *ANSWER_FIELDS)
"""Fields about letters, named CAMPAIGN or CAMPAIGN/EDITION, and what came of them."""

FIELDS = (
    *("tag", "topic", "outlet", "organisation", "country", "language", "email", "domain"),
    *MEMBER_FIELDS,
    *("role", "staff-of", "signed", *LETTER_FIELDS, "basis", "source", "audience"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: ``field`` matches any of ``values``, or, negated, none of them.

    ``column`` is where it stands in the query, from 1; two terms that ask the same are equal.
    ``parts`` are the queries that the names of an ``audience:`` term stand for.
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False
    column: int = dataclasses.field(default=0, compare=False)
    parts: tuple[Query, ...] = ()

    def __str__(self) -> str:
        """As it is written in a query.

        >>> str(Term("outlet", ("EuroBrief", "The Potomac Ledger"), negated=True))
        '-outlet:EuroBrief,"The Potomac Ledger"'
        """
        values = ",".join(f'"{v}"' if _TO_QUOTE.search(v) else v for v in self.values)
        asked = values if self.field == "kind" else f"{self.field}:{values}"
        return f"-{asked}" if self.negated else asked


@dataclass(frozen=True, slots=True)
class Query:
    """All of these terms must hold. ``name`` is the audience it defines, blank if none."""

    terms: tuple[Term, ...]
    text: str = ""
    name: str = ""

    def values(self, field: str) -> tuple[str, ...]:
        """The values the query asks ``field`` for, in its order; negated terms do not count.

        Those of the named audiences it stands on are among them.
        """
        found: list[str] = []
        for term in self.terms:
            if not term.negated:
                found += term.values if term.field == field else ()
                found += (value for part in term.parts for value in part.values(field))
        return tuple(found)

    def size(self) -> int:
        """How many terms and values it takes to ask this, those of named audiences included."""
        return sum(len(t.values) + sum(part.size() for part in t.parts) for t in self.terms)


@dataclass(frozen=True, slots=True)
class Misread:
    """What is wrong with a query, at ``column`` (from 1), and the nearest valid word.

    ``audience`` is the named audience in whose definition it stands, blank for the query itself.
    """

    message: str
    column: int
    hint: str = ""
    audience: str = ""


_MINUSES = tuple(MINUSES)
_MINUS_INSIDE = "a minus stands before a field, and never before a value"
_TOKEN = re.compile(r"""\s*(?P<token>(?:[^\s"]|"[^"]*"|"[^"]*$)+)""")
_VALUE = re.compile(r"""(?:[^,"]|"[^"]*")+""")


def parse(text: str, named: Mapping[str, Query] | None = None) -> tuple[Query, tuple[Misread, ...]]:
    """Read a query; every mistake is reported, none stops the reading.

    ``named`` are the audiences that ``audience:NAME`` may stand for.
    """
    terms: list[Term] = []
    misread: list[Misread] = []
    for answer in _answers(text, named or {}):
        if isinstance(answer, Misread):
            misread.append(answer)
        else:
            terms.append(answer)
    query = Query(tuple(terms), text)
    if len(terms) > MOST_TERMS:
        misread.append(Misread("the query is too long", 1, f"use at most {MOST_TERMS} words"))
    elif query.size() > MOST_VALUES:
        hint = f"use at most {MOST_VALUES:,} values, or give those contacts a tag"
        misread.append(Misread("the query names too many values", 1, hint))
        query = Query((), text)  # nothing can stand on it and grow without end
    if not terms and not misread:
        misread.append(Misread("the query is empty", 1, f"begin with one of {', '.join(KINDS)}"))
    return query, tuple(misread)


_PHRASES = ("outlet", "organisation", "tag", "topic")
"""Fields whose values are often several words."""


def _answers(text: str, named: Mapping[str, Query]) -> Iterator[Term | Misread]:
    """A term or a mistake for each word; words that fell out of a value are one mistake."""
    value, fallen = "", None
    for column, token in tokens(text):
        answer = _term(token, column, named)
        if value and not re.search('[:"]', token) and token[0] not in MINUSES:
            value += f" {token}"
            if isinstance(answer, Misread):
                fallen = fallen or answer
            elif not fallen:
                yield answer
            continue
        if fallen:
            yield _quoted(fallen, value)
            fallen = None
        phrase = isinstance(answer, Term) and answer.field in _PHRASES and '"' not in token
        value = token if phrase else ""
        yield answer
    if fallen:
        yield _quoted(fallen, value)


def _quoted(fallen: Misread, value: str) -> Misread:
    """The mistake, with the value that was likely meant from its field on."""
    begin = re.match(r"[^:]*:(?:[^ ]*,)?", value)
    start = begin.end() if begin else 0
    hint = f'put quotes around the whole value: {value[:start]}"{value[start:]}"'
    near = f"{fallen.hint} Or " if fallen.hint.startswith("did you mean") else ""
    return dataclasses.replace(fallen, hint=near + hint)


def tokens(text: str) -> list[tuple[int, str]]:
    """The words of a query with their columns, from 1; quotes hold one together."""
    return [(match.start("token") + 1, match["token"]) for match in _TOKEN.finditer(text)]


def _term(token: str, column: int, named: Mapping[str, Query]) -> Term | Misread:
    """Read one token; quotes may stand around all of it, or around one value of several."""
    if token.count('"') % 2:
        return Misread("a quotation mark is not closed", column, 'add the second "')
    token = _unwrapped(token)
    if token.startswith(_MINUSES[1:]):
        hint = f"write an ordinary one: -{token[1:]}"
        return Misread(f"{token[0]!r} is no hyphen", column, hint)
    negated = token.startswith("-")
    word = _unwrapped(token.removeprefix("-"))
    field, colon, value = word.partition(":")
    field = field.lower()
    if not colon:
        return _bare(word.replace('"', ""), negated, column)
    if field not in FIELDS:
        hint = _nearest(field, FIELDS) or f"fields are {', '.join(FIELDS)}"
        return Misread(f"there is no field {field!r}", column, hint)
    parts = map(str.strip, _VALUE.findall(value))
    inner = next((part for part in parts if part.startswith(_MINUSES)), "")
    if inner:
        return Misread(_MINUS_INSIDE, column, f"write -{field}:{inner[1:]}")
    values = _values(value)
    if not values:
        return Misread(f"{field}: has no value", column, f"write {field}:VALUE")
    if field == "audience":
        return _named(values, negated, column, named)
    return _with_known_values(Term(field, values, negated, column))


def _unwrapped(token: str) -> str:
    whole = token.startswith('"') and token.endswith('"') and token.count('"') == 2
    return token[1:-1] if whole else token


def _values(text: str) -> tuple[str, ...]:
    """The values between commas; a comma inside quotes belongs to its value."""
    parts = (part.replace('"', "").strip() for part in _VALUE.findall(text))
    return tuple(part for part in parts if part)


def _bare(word: str, negated: bool, column: int) -> Term | Misread:
    """A word without a field: one or several kinds, or leadership."""
    words = tuple(part.strip().lower() for part in word.split(",") if part.strip())
    if words == (LEADERSHIP,):
        return Term("member-role", words, negated, column)
    inner = next((one for one in words[1:] if one.startswith(_MINUSES)), "")
    if inner:
        return Misread(_MINUS_INSIDE, column, f"write -{inner[1:]} by itself")
    wrong = next((one for one in words or ("",) if one not in KINDS), None)
    if wrong is not None:
        return _unknown_word(wrong, column)
    return Term("kind", words, negated, column)


def _named(
    names: tuple[str, ...], negated: bool, column: int, named: Mapping[str, Query]
) -> Term | Misread:
    wrong = next((name for name in names if name not in named), None)
    if wrong is not None:
        hint = _nearest(wrong, tuple(named)) or _audiences_are(named)
        return Misread(f"there is no audience {wrong!r}", column, hint)
    return Term("audience", names, negated, column, tuple(named[name] for name in names))


def _audiences_are(named: Mapping[str, Query]) -> str:
    if named:
        return f"audiences are {', '.join(named)}"
    return "name audiences in a campaign file, under [audiences]"


def _with_known_values(term: Term) -> Term | Misread:
    known = _CLOSED.get(term.field)
    if known is None:
        return _with_possible_values(term)
    folded = tuple(value.lower() for value in term.values)
    wrong = next((value for value in folded if value not in known), None)
    if wrong is not None:
        hint = _nearest(wrong, known) or f"it is one of {', '.join(known)}"
        return Misread(f"{term.field} is never {wrong!r}", term.column, hint)
    return dataclasses.replace(term, values=folded)


def _with_possible_values(term: Term) -> Term | Misread:
    for value in term.values:
        way_out = impossible(term.field, value)
        if way_out is not None:
            return Misread(f"{term.field} is never {value!r}", term.column, way_out)
    return term


def _unknown_word(word: str, column: int) -> Misread:
    known = (*KINDS, LEADERSHIP)
    near = _nearest(word, known) or _nearest(word, FIELDS, suffix=":VALUE")
    return Misread(f"{word!r} is not a kind of contact", column, near or f"{', '.join(KINDS)}")


def _nearest(word: str, known: Sequence[str], suffix: str = "") -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}{suffix}?" if near else ""
