"""P101: a surname that stands alone, a letter off from one that a full name ends with."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.domain.spelling import edits
from outreach.errors import Place, Problem

from .capitals import bare, is_inflected, opens_sentence, runs, written
from .passages import Passage
from .tags import primary

_TITLES = frozenset(
    str.split("""
Mr Ms Mrs Miss Dr Prof Professor Sen Senator Rep Representative Gov Governor Gen General Hon Rev
Judge Justice President Minister Secretary Ambassador Chancellor Frau Herr Herrn Kanzler
Präsident Präsidentin Ministerin M Mme Mlle Madame Monsieur Sr Sra Señor Señora Don Doña
""")
)
_OPENERS = frozenset(
    str.split("""
the a an this that these those when where while then if as at after before since because
although though for from in on of to by with without and but or nor so yet not no our we he she
it they his her their its who what why how now today yesterday once only even both all some many
most every each until der die das ein eine wir sie er es am im in von mit für als wenn nach seit
vor bei auch und aber le la les un une nous il elle ils elles on en dans au aux pour par avec si
quand après depuis et mais el los las uno una nosotros ellos ellas cuando desde tras según para
por con sin si y pero ni su sus
""")
)
_AFTER_TITLE = re.compile(r"(?<!\w)(?P<title>[^\W\d_]+)\.\s$")
_COMMON = re.compile(r"(?<![^\W\d_])[a-zß-öø-ÿ]+(?![^\W\d_])")
_CAPITALISES_NOUNS = ("de", "lb")
_SHORTEST = 6
_SHORTEST_BUT_FOR_ACCENTS = 4
_VARIANTS = (("re", "er"), ("er", "re"), ("man", "men"), ("men", "man"))
_ALIKE = frozenset((frozenset("sz"), frozenset("cs")))
"""“Organisation” and “Organization”, “Defence” and “Defense”: other rules look at spelling."""


@dataclass(frozen=True, slots=True)
class _Alone:
    surname: str
    place: Place


def surnames_spelled_two_ways(passages: Sequence[Passage], language: str) -> Iterator[Problem]:
    """“Ms. Rosington” beside “Emily Rossington”.

    A surname that a full name of the text ends with is nobody's slip. In German, where all nouns
    are capitalised, only a word after a title is taken as a surname.
    """
    full: dict[str, str] = {}
    alone: list[_Alone] = []
    common = {word for one in passages for word in _COMMON.findall(one.words)} | _OPENERS
    nouns = primary(language) in _CAPITALISES_NOUNS
    for passage in passages:
        for run in runs(passage):
            words, is_titled = _without_titles(run)
            opens = opens_sentence(run[0]) and not is_titled
            if len(words) == 2 and opens and words[0].lower() in common:
                words, opens = words[1:], False
            if len(words) > 1:
                full.setdefault(words[-1], " ".join(words))
            elif is_titled or not (opens or passage.plain or nouns):
                alone.append(_Alone(words[0], passage.where(run[-1].start())))
    meant = _meant({one.surname for one in alone}, full)
    times = Counter(one.surname for one in alone)
    for one in alone:
        if name := meant.get(one.surname):
            message = f"“{one.surname}” is “{name}” elsewhere"
            hint = f"spell the name one way; “{one.surname}” stands {times[one.surname]}×"
            yield Problem("P101", message, one.place, hint, "warning")


def _without_titles(run: Sequence[re.Match[str]]) -> tuple[list[str], bool]:
    """The words but for “Ms.” and “Minister” before them, and whether there were such."""
    words = [written(word) for word in run]
    start = run[0].start()
    before = _AFTER_TITLE.search(run[0].string[max(0, start - 16) : start])
    is_titled = before is not None and before["title"] in _TITLES
    while len(words) > 1 and words[0] in _TITLES:
        words, is_titled = words[1:], True
    return words, is_titled


def _meant(alone: Collection[str], full: Mapping[str, str]) -> dict[str, str]:
    """For each surname that no full name ends with, the full name it is a slip of."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for surname in full:
        by_letter[surname[0]].append(surname)
    found = {}
    for one in alone:
        if one not in full:
            near = (surname for surname in by_letter[one[0]] if _is_slip(one, surname))
            if meant := next(near, ""):
                found[one] = full[meant]
    return found


def _is_slip(one: str, other: str) -> bool:
    if bare(one) == bare(other):
        return one.casefold() != other.casefold() and len(one) >= _SHORTEST_BUT_FOR_ACCENTS
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or one[0] != other[0] or one.isupper() or other.isupper():
        return False
    gendered = one[:-1] == other[:-1] and {one[-1], other[-1]} <= set("aeo")
    variant = any(
        one.endswith(a) and other.endswith(b) and one[: -len(a)] == other[: -len(b)]
        for a, b in _VARIANTS
    )
    letters = [frozenset(pair) for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    spelled = len(one) == len(other) and len(letters) == 1 and letters[0] in _ALIKE
    return (
        not (is_inflected(short, long) or gendered or variant or spelled) and edits(one, other) == 1
    )
