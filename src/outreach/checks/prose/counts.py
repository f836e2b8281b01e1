"""P110: numbers of signatories, countries and asks that the text gives, against what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from outreach.domain.statement import Signatory, Statement
from outreach.errors import Level, Problem

from .leads import calls, is_of_today, opens_with
from .lists import asks
from .number_words import number_pattern, worth
from .passages import Passage
from .sentences import sentence_at
from .tags import primary

_BETWEEN = r"\s+(?:[\w’'-]+\s+){0,3}?"
_IN_A_HEADLINE = r"\s+(?:(?-i:[A-ZÀ-Þ])[\w’'-]*,?\s+|(?:and|und|et|y|&)\s+){4,9}?"
_OTHERS = {
    "en": r"(?:\band|&)\s+{number}\s+(?:others\b|other\s+(?:[\w’'-]+\s+){{0,3}}?{nouns})",
    "de": r"\b(?:und|sowie)\s+{number}\s+weitere\w*(?:\s+{nouns})?",
    "fr": r"\bet\s+{number}\s+autres\b(?:\s+{nouns})?",
    "es": r"\by\s+otr[ao]s\s+{number}(?!\w)(?:\s+{nouns})?",
}
_SIGNERS = {
    "en": r"(?:organi[sz]ations|groups|ngos|signatories|associations|coalition members)(?!\w)",
    "de": r"\w*(?:organisationen|gruppen|verbänden?|vereinen?|ngos|unterzeichner(?:innen)?)(?!\w)",
    "fr": r"(?:organisations|associations|groupes|ong|signataires)(?!\w)",
    "es": r"(?:organizaciones|asociaciones|grupos|ong|firmantes)(?!\w)",
    "zh": r"\s*[個个家間间]\s*[\u4e00-\u9fff]{0,8}?(?:團體|团体|組織|组织|機構|机构)",
}
_ASKS = {
    "en": r"(?:asks|requests|demands|recommendations|calls|steps|measures|actions|points)(?!\w)",
    "de": r"(?:Forderungen|Bitten|Empfehlungen|Schritte|Maßnahmen|Punkte)(?!\w)",
    "fr": r"(?:demandes|recommandations|mesures|points|requêtes)(?!\w)",
    "es": r"(?:peticiones|demandas|recomendaciones|medidas|puntos)(?!\w)",
    "zh": r"\s*[項项點点條条]\s*(?:要求|訴求|诉求|建議|建议|呼籲|呼吁|請求|请求|措施|行動|行动)?",
}
_SURELY_ASKS = re.compile(
    r"asks|demands|requests|recommendations|Forderungen|demandes|recommandations|peticiones"
    r"|recomendaciones|要求|訴求|诉求|建議|建议|呼籲|呼吁",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:our|these|following|unsere|diese|folgende[nr]?|nos|ces|suivant(?:e|s|es)"
    r"|nuestr[ao]s|est[ao]s|siguientes)\s+$|(?:我們的|我们的|以下|下列)$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\b(?:more than|over|at least|mehr als|über|mindestens|plus de|au moins|más de|al menos)"
    r"\s+|超過|超过|逾)$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:\b(?:nearly|almost|about|around|some|up to|other|fast|rund|etwa|knapp|weitere|près de"
    r"|quelque|environ|casi|cerca de|unas|unos|otras|otros)\s+|近|約|约|其他)$",
    re.IGNORECASE,
)
_SIGNING = re.compile(
    r"undersigned|signator|unterzeichn|signataire|soussign|firmante", re.IGNORECASE
)
_SIGNED_BY = re.compile(
    r"(?:\b(?:we|wir|nous|nosotr[oa]s),?(?: (?:the|are|represent|as|a|all|undersigned|following"
    r"|die|sind|als|unterzeichne\w*|les|sommes|soussign\w*|las|los|somos|abajo))*,?"
    r"|\b(?:(?:our|this|we(?: are)?,? an?) coalition of|undersigned|signed by"
    r"|endorsed by|unterzeichne\w*|unterzeichnet von"
    r"|signée? par|soussign\w*|firmad[oa] por|suscrit[oa] por)(?: (?:the|the following|die|les"
    r"|las|los))?"
    r"|\b(?:statement|letter|appeal|call|declaration|erklärung|brief|appell|aufruf|déclaration"
    r"|lettre|appel|communiqué|declaración|carta|comunicado) (?:by|of|from|von|de|des|commune? de"
    r"|conjunt[oa] de))\s+$"
    r"|(?:我們|我们|本|由|等)，?$",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"^(?:[\w,’'-]*\s+){0,6}?(?:(?:have|has) )?(?:co-?)?sign(?:ed)? (?:this|the|our|an?)\b"
    r"|^[^。，\n]{0,6}(?:聯署|联署|簽署|签署|聯合|联合|連署)",
    re.IGNORECASE,
)
_COUNTRIES = {
    "en": r"\b(?:in|from|across)\s+(?P<number>{number})\s+(?:different\s+)?countries\b",
    "de": r"\b(?:in|aus)\s+(?P<number>{number})\s+(?:verschiedenen\s+)?Ländern\b",
    "fr": r"\b(?:dans|de)\s+(?P<number>{number})\s+pays\b",
    "es": r"\b(?:en|de)\s+(?P<number>{number})\s+países\b",
    "zh": "(?P<number>{number})個?个?國?国?家?(?:國家|国家)",
}


def counts_that_disagree(
    passages: Sequence[Passage], statement: Statement, language: str
) -> Iterator[Problem]:
    """Where a sentence about the signing or the asks gives another number than there is.

    “Two organizations were banned” is not about the signing; “nearly 50” is not a number.
    """
    base = primary(language)
    if base not in _SIGNERS:
        base = "en"
    if statement.signatories:
        yield from _signers(passages, len(statement.signatories), base)
        yield from _others(passages, statement.signatories, base)
        yield from _countries(passages, statement, base)
    if items := asks(statement.body, statement.asks_list):
        yield from _asks(passages, items[0].text, len(items), base)


@cache
def _counting(base: str, nouns: str, between: str = _BETWEEN) -> re.Pattern[str]:
    between = "" if base == "zh" else between
    return re.compile(f"(?P<number>{number_pattern(base)}){between}{nouns}", re.IGNORECASE)


def _signers(text: Sequence[Passage], there: int, base: str) -> Iterator[Problem]:
    for passage in text:
        if passage.role in ("quote", "boilerplate", "note"):
            continue
        for match in _counted(passage, base):
            before = passage.words[: match.start()]
            said = worth(match["number"], base)
            enough = _AT_LEAST.search(before) is not None and said is not None and there >= said
            if said in (None, there) or enough or _VAGUE.search(before):
                continue
            if _is_of_signing(text, passage, match, base):
                yield _problem(passage, match, f"the list has {there} signatories", "or the list")


def _counted(passage: Passage, base: str) -> Iterator[re.Match[str]]:
    yield from _counting(base, _SIGNERS[base]).finditer(passage.words)
    if passage.plain and base != "zh":
        for match in _counting(base, _SIGNERS[base], _IN_A_HEADLINE).finditer(passage.words):
            rest = passage.words[match.end("number") : match.end()]
            if not re.search(number_pattern(base), rest, re.IGNORECASE):
                yield match


def _is_of_signing(
    text: Sequence[Passage], passage: Passage, match: re.Match[str], base: str
) -> bool:
    """“We, 44 groups”, “signed by 44 groups”; “44 groups urge …” where that opens the text.

    “We condemn the ban on twelve groups” is not.
    """
    before = _AT_LEAST.sub("", passage.words[: match.start()])
    after = passage.words[match.end() :]
    return bool(
        _SIGNING.search(match[0])
        or _SIGNED_BY.search(before)
        or _SIGN.search(after)
        or re.match(r"\s*(?:signataires|soussign|firmantes|abajo)", after)
        or opens_with(text, passage, len(before), match.end(), base)
    )


def _others(
    text: Sequence[Passage], signatories: Sequence[Signatory], base: str
) -> Iterator[Problem]:
    """“PEN and 25 others urge …”, where PEN signed: those named, and the others.

    As many are named as are known from the list, and at most one between two commas.
    """
    if base not in _OTHERS:
        return
    number = f"(?P<number>{number_pattern(base)})"
    pattern = re.compile(_OTHERS[base].format(number=number, nouns=_SIGNERS[base]), re.IGNORECASE)
    there = len(signatories)
    for passage in text:
        for match in pattern.finditer(passage.words) if passage.role != "quote" else ():
            start, end = sentence_at(passage.words, match.start())
            named, after = passage.words[start : match.start()], passage.words[match.end() : end]
            known = sum(_is_named(one.name, named) for one in signatories)
            others = worth(match["number"], base)
            most = max(known, len(re.findall(",|，|、", named)) + 1)
            fits = others is None or known <= there - others <= most
            today = is_of_today(passage.words[start:end], base)
            if known and not fits and (_SIGN.search(after) or calls(after, base, today=today)):
                yield _problem(passage, match, f"the list has {there} signatories", "or the list")


def _is_named(name: str, words: str) -> bool:
    """By its name, or by the letters that its name ends in: “Free Pages (FP)”."""
    whole, _, short = name.partition(" (")
    known = (one for one in (whole, short.rstrip(")")) if one)
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", words) for one in known)


def _countries(passages: Sequence[Passage], statement: Statement, base: str) -> Iterator[Problem]:
    """Only where every signatory says its country."""
    countries = {signatory.country.casefold() for signatory in statement.signatories}
    if "" in countries:
        return
    pattern = re.compile(_COUNTRIES[base].format(number=number_pattern(base)), re.IGNORECASE)
    for passage in passages:
        for match in pattern.finditer(passage.words):
            said = worth(match["number"], base)
            start, _ = sentence_at(passage.words, match.start())
            counting = _counting(base, _SIGNERS[base]).search(passage.words, start, match.end())
            signing = counting and _is_of_signing(passages, passage, counting, base)
            if signing and said != len(countries):
                there = f"the signatories come from {len(countries)}"
                yield _problem(passage, match, there, "or the countries in the list")


def _asks(passages: Sequence[Passage], first: str, there: int, base: str) -> Iterator[Problem]:
    """What introduces the list, plainly speaks of “our three demands”, or opens a title."""
    yield from _asks_of_title(passages, there, base)
    body = [passage for passage in passages if passage.role == "body"]
    opening = first.split("\n", 1)[0]
    at = next((n for n, passage in enumerate(body) if opening in passage.lines), None)
    for number, passage in enumerate(body):
        introduces = at is not None and (
            (number == at - 1 and not body[at].text.startswith("#")) or number == at
        )
        for match in _counting(base, _ASKS[base]).finditer(passage.words):
            said = worth(match["number"], base)
            ours = _OURS.search(passage.words[: match.start()])
            surely = ours and _SURELY_ASKS.search(match[0])
            opens = introduces and re.search(r"[:：]\s*(?:\n|$)", passage.words[match.end() :])
            lead = opens and (number != at or match.start() < passage.words.find("\n"))
            if said not in (None, there) and (surely or lead):
                yield _problem(passage, match, f"the list of asks has {there} items", "or the list")


def _asks_of_title(passages: Sequence[Passage], there: int, base: str) -> Iterator[Problem]:
    for passage in passages:
        match = _counting(base, _ASKS[base]).match(passage.words.strip())
        if (
            passage.role in ("title", "subtitle")
            and match
            and _SURELY_ASKS.search(match[0])
            and not re.search(_SIGNERS[base], match[0], re.IGNORECASE)
            and worth(match["number"], base) not in (None, there)
        ):
            message = f"the list of asks has {there} items"
            yield _problem(passage, match, message, "or the list", "warning")


def _problem(
    passage: Passage, match: re.Match[str], there: str, what: str, level: Level = "error"
) -> Problem:
    said = " ".join(match[0].split())
    place = passage.where(match.start())
    return Problem("P110", f"“{said}”, but {there}", place, f"correct the number {what}", level)
