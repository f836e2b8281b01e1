"""The press kit: a statement with its signatories as an accessible PDF, made by Typst.

The file keeps to PDF/UA-1 (ISO 14289-1): tagged, with its title and language. The same input gives
the same bytes on one machine: nothing in it tells when or where it was made.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach.domain.campaign import Sender
from outreach.domain.design import Design
from outreach.domain.language import direction
from outreach.domain.statement import MediaContact, Quote, Signatory, Statement
from outreach.errors import NeedsFixing, Problem

from .press_kit_blocks import Node, blocks, clean, linked, notes, words
from .press_kit_fonts import installed, missing_characters, package_for, script_of, stack

if TYPE_CHECKING:
    import typst

TYPE = "application/pdf"

TEMPLATE = Path(__file__).with_suffix(".typ")
_FEW = 12
_LINES_OF_A_PAGE = 44


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the kit says in words of its own, printed already, in ``language``.

    A blank one leaves its part without a heading, the dateline without a place.
    """

    language: str
    release_line: str
    embargoed: bool = False
    media_contact: str = ""
    dateline: str = ""
    signed_by: str = ""
    notes: str = ""
    about: str = ""
    end_mark: str = ""


@dataclass(frozen=True, slots=True)
class PressKit:
    """What goes into the PDF, in the language of the statement."""

    statement: Statement
    sender: Sender
    sentences: Sentences
    design: Design = field(default_factory=Design)


def press_kit(kit: PressKit, fonts: Callable[[], typst.Fonts] = installed) -> bytes:
    """The PDF. Raises NeedsFixing without Typst, or for characters that no font here has."""
    try:
        import typst

        found = fonts()
    except ImportError:
        raise _refusal(
            "press-kit",
            "a press kit is made by Typst, which is not installed",
            "pip install 'outreach[pdf]', or take press_kit out of the edition",
        ) from None
    given = json.dumps(data_of(kit, found.families()), ensure_ascii=True, sort_keys=True)
    try:
        return typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=found,
            sys_inputs={"kit": given},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError as exc:
        raise _explained(exc, kit.statement.language) from exc


def data_of(kit: PressKit, families: Sequence[str]) -> dict[str, Any]:
    """The kit as the JSON that ``press_kit.typ`` reads."""
    statement, sentences, design = kit.statement, kit.sentences, kit.design
    language = statement.language
    body = _with_dateline(blocks(statement.body, statement.asks_list), sentences.dateline)
    tall = script_of(language) in ("bo", "dz", "ur")
    return {
        "title": clean(statement.title),
        "subtitle": clean(statement.subtitle),
        "language": _language(language),
        "words": _language(sentences.language),
        "paper": "us-letter" if language.lower() in ("en", "en-us") else "a4",
        "size": 12 if script_of(language) in ("bo", "dz", "ug") else 10.5,
        "tall": tall,
        "leading": 0.15 if tall else 0.85 if script_of(language) else 0.65,
        "fonts": {
            part: stack(css, language, families) for part, css in asdict(design.fonts).items()
        },
        "colours": asdict(design.light),
        "house": clean(kit.sender.organisation),
        "contact": {
            "heading": clean(sentences.media_contact),
            "people": [list(_person(one)) for one in _contacts(kit)],
        },
        "release": {
            "line": clean(sentences.release_line),
            "embargoed": sentences.embargoed,
        },
        "body": body,
        "quotes": [_quote(one, language) for one in statement.quotes],
        "notes": notes(statement.body),
        "headings": {
            "notes": clean(sentences.notes),
            "signatories": clean(sentences.signed_by),
        },
        "signatories": _groups(statement.signatories),
        "names_rtl": 2 * sum(map(_is_rtl, statement.signatories)) > len(statement.signatories),
        "end": clean(sentences.end_mark),
        "about": _about(kit),
        "footer": clean(design.footer) or clean(kit.sender.organisation),
    }


def _language(tag: str) -> dict[str, Any]:
    """Typst knows language and region; the script of Chinese is told by its region."""
    first, *rest = tag.replace("_", "-").split("-")
    region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), None)
    if first.lower() == "zh" and region is None:
        region = "TW" if script_of(tag) == "hant" else "CN"
    known = first.lower() if first.isalpha() and len(first) in (2, 3) else "und"
    return {"lang": known, "region": region, "rtl": direction(tag) == "rtl"}


def _with_dateline(body: list[Node], dateline: str) -> list[Node]:
    """The dateline opens the first paragraph, or stands above what is none."""
    if not dateline:
        return body
    opening = [{"is": "own", "in": [{"is": "strong", "in": words(f"{dateline.strip()} ")}]}]
    if body and body[0]["is"] == "paragraph":
        return [{**body[0], "in": [*opening, *body[0]["in"]]}, *body[1:]]
    return [{"is": "paragraph", "in": opening}, *body]


def _contacts(kit: PressKit) -> tuple[MediaContact, ...]:
    """Who reporters may call: the statement's own, else the sender's."""
    sender = kit.sender
    own = MediaContact(
        name=sender.contact_name,
        phone=sender.contact_phone,
        email=sender.reply_to or sender.email,
    )
    return kit.statement.media_contacts or (own,)


def _person(contact: MediaContact) -> Iterator[Node]:
    said = [
        words(contact.name),
        words(contact.title),
        words(contact.organisation),
        words(contact.phone),
        linked(words(contact.email), f"mailto:{contact.email}") if contact.email else [],
    ]
    for number, part in enumerate(one for one in said if one):
        yield from words(", ") if number else []
        yield from part


def _quote(quote: Quote, language: str) -> dict[str, Any]:
    comma = "，" if script_of(language) in ("hant", "hans", "ja") else ", "
    who = comma.join(filter(None, (quote.speaker, quote.title)))
    by = words(f"— {who}") if who else []
    source = linked(words(quote.source), quote.source)
    return {"said": words(quote.text), "by": [*by, *(words(" ") if by and source else []), *source]}


def _is_rtl(signatory: Signatory) -> bool:
    """By the name's first letter that has a direction, as `dir="auto"` has it."""
    kinds = map(unicodedata.bidirectional, signatory.name)
    return next((one for one in kinds if one in ("L", "R", "AL")), "L") != "L"


def _groups(signatories: Sequence[Signatory]) -> list[dict[str, Any]]:
    """The signatories in groups of two columns, each as high as a page at most.

    A few stand in one column.
    """
    if len(signatories) < _FEW:
        return [_group(list(signatories), len(signatories))] if signatories else []
    groups: list[dict[str, Any]] = []
    held: list[Signatory] = []
    for one in signatories:
        if sum(map(_lines, (*held, one))) > 2 * _LINES_OF_A_PAGE:
            groups.append(_group(held, _middle(held)))
            held = []
        held.append(one)
    return [*groups, _group(held, _middle(held))]


def _group(signatories: list[Signatory], first_column: int) -> dict[str, Any]:
    columns = [signatories[:first_column], signatories[first_column:]]
    return {
        "columns": [[_signatory(one) for one in column] for column in columns if column],
        "fits": all(sum(map(_lines, column)) <= _LINES_OF_A_PAGE + 2 for column in columns),
    }


def _middle(signatories: list[Signatory]) -> int:
    """How many fill the first of two columns of the same height."""
    heights = list(accumulate(map(_lines, signatories)))
    return 1 + sum(2 * height < heights[-1] for height in heights[:-1])


def _lines(signatory: Signatory) -> int:
    """About how many lines of a column this takes; rather too many."""
    beside = (signatory.native_name, signatory.city, signatory.country, _host(signatory))
    return -(-_width(signatory.name) // 42) + -(-_width(" · ".join(filter(None, beside))) // 50)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _host(signatory: Signatory) -> str:
    """The address as people read it."""
    return re.sub(r"^https?://(?:www\.)?|/$", "", signatory.url)


def _signatory(signatory: Signatory) -> dict[str, list[Node]]:
    place = ", ".join(filter(None, (signatory.city, signatory.country)))
    host = _host(signatory)
    parts = [
        words(signatory.native_name),
        [{"is": "muted", "in": words(place)}] if place else [],
        linked(words(host), signatory.url) if host else [],
    ]
    beside: list[Node] = []
    for part in filter(None, parts):
        beside += [*(words(" · ") if beside else []), *part]
    return {"name": words(signatory.name), "beside": beside}


def _about(kit: PressKit) -> list[dict[str, Any]]:
    """What the release says at its end of those who issue it, else of the sender."""
    if kit.statement.boilerplates:
        return [
            {"heading": clean(one.heading), "own": False, "body": blocks(one.text, footnotes=False)}
            for one in kit.statement.boilerplates
        ]
    sender = kit.sender
    website = linked(words(sender.website), sender.website) if sender.website else []
    said = [*words(sender.about), *(words(" ") if sender.about and website else []), *website]
    if not said:
        return []
    body = [{"is": "paragraph", "in": said}]
    return [{"heading": clean(kit.sentences.about), "own": True, "body": body}]


def _explained(exc: typst.TypstError, language: str) -> NeedsFixing:
    missing = missing_characters(exc.diagnostic)
    if not missing:
        message = f"Typst cannot set the press kit: {exc.message}"
        return _refusal("press-kit", message, "simplify what it names")
    names = [unicodedata.name(one, "a character without a name") for one in missing]
    shown = ", ".join(
        f"{one} (U+{ord(one):04X}, {name.lower()})"
        for one, name in zip(missing[:5], names, strict=False)
    )
    more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
    packages = sorted({package_for(name.split()[0]) for name in names})
    return _refusal(
        "press-kit-font",
        f"no font on this machine has {shown}{more}, for the press kit in {language}",
        f"install one, such as Noto ({', '.join(packages)} on Debian), or change the text",
    )


def _refusal(code: str, message: str, hint: str) -> NeedsFixing:
    return NeedsFixing(message, [Problem(code, message, hint=hint)], hint)
