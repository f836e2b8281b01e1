"""The press kit: a statement with its signatories as an accessible PDF, made by Typst.

The file keeps to PDF/UA-1 (ISO 14289-1): tagged, with its title and language. The same input gives
the same bytes on one machine: nothing in it tells when or where it was made.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach.domain.campaign import Sender
from outreach.domain.contrast import FOR_TEXT, WHITE, contrast, from_hex
from outreach.domain.design import LIGHT, Design, Palette
from outreach.domain.language import direction
from outreach.domain.quotation import quoted
from outreach.domain.statement import MediaContact, Quote, Statement
from outreach.errors import NeedsFixing, Problem

from .press_kit_blocks import Node, blocks, clean, joined, linked, notes, words
from .press_kit_columns import columns, measure
from .press_kit_fonts import TALL, installed, missing_characters, package_for, script_of, stack
from .typography import typeset

if TYPE_CHECKING:
    import typst

TYPE = "application/pdf"

TEMPLATE = Path(__file__).with_suffix(".typ")
_FROM_LEFT, _END_APART = "\u2066", "\u2069"


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
    (data,) = _compiled(kit, fonts, format="pdf", pdf_standards="ua-1")
    return data


def press_kit_pages(
    kit: PressKit, fonts: Callable[[], typst.Fonts] = installed, ppi: int = 110
) -> tuple[bytes, ...]:
    """A picture of each page of the PDF, as PNG of ``ppi`` pixels an inch. Raises as the PDF.

    The PDF is made first, for PNG takes boxes in place of characters that no font has.
    """
    press_kit(kit, fonts)
    return _compiled(kit, fonts, format="png", ppi=float(ppi))


def _compiled(kit: PressKit, fonts: Callable[[], typst.Fonts], **how: Any) -> tuple[bytes, ...]:
    """What Typst makes of it: one file, or one for each page."""
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
        made = typst.compile(
            TEMPLATE.read_bytes(), font_paths=found, sys_inputs={"kit": given}, **how
        )
    except typst.TypstError as exc:
        raise _explained(exc, kit.statement.language) from exc
    return tuple(made) if isinstance(made, list) else (made,)


def data_of(kit: PressKit, families: Sequence[str]) -> dict[str, Any]:
    """The kit as the JSON that ``press_kit.typ`` reads."""
    kit = replace(kit, statement=typeset(kit.statement))
    statement, sentences, design = kit.statement, kit.sentences, kit.design
    language = statement.language
    body = _with_dateline(blocks(statement.body, statement.asks_list), sentences.dateline)
    tall = script_of(language) in TALL
    size = 12 if script_of(language) in ("bo", "dz", "ug") else 10.5
    return {
        "title": clean(statement.title),
        "subtitle": clean(statement.subtitle),
        "language": _language(language),
        "words": _language(sentences.language),
        "paper": "us-letter" if language.lower() in ("en", "en-us") else "a4",
        "size": size,
        "tall": tall,
        "leading": 0.15 if tall else 0.85 if script_of(language) else 0.65,
        "fonts": {
            part: stack(css, language, families) for part, css in asdict(design.fonts).items()
        },
        "slanted": not script_of(language),
        "colours": on_paper(design.light),
        "house": clean(kit.sender.organisation),
        "contact": {
            "heading": clean(sentences.media_contact),
            "people": [_person(one) for one in _contacts(kit)],
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
        "signatories": columns(statement.signatories, measure(size, language), direction(language)),
        "end": clean(sentences.end_mark),
        "about": _about(kit),
        "footer": clean(design.footer) or clean(kit.sender.organisation),
    }


def on_paper(palette: Palette) -> dict[str, str]:
    """The house's colours for a page that is always white; what is too pale there is not taken."""
    usual = asdict(LIGHT)
    page = {**asdict(palette), "background": usual["background"]}
    if not _reads_on_white(palette.text):
        page |= {"text": usual["text"], "panel": usual["panel"]}
    if contrast(from_hex(page["text"]), from_hex(page["panel"])) < FOR_TEXT:
        page["panel"] = page["background"]
    for name in ("muted", "link", "accent", "alert"):
        if not _reads_on_white(page[name]):
            page[name] = page["text"]
    return page


def _reads_on_white(colour: str) -> bool:
    return contrast(from_hex(colour), WHITE) >= FOR_TEXT


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


def _person(contact: MediaContact) -> list[Node]:
    """Who it is, and below how to reach her: no line ends between the two with a comma."""
    email = linked(words(contact.email), f"mailto:{contact.email}") if contact.email else []
    phone = f"{_FROM_LEFT}{contact.phone}{_END_APART}" if contact.phone else ""
    who = [words(contact.name), words(contact.title), words(contact.organisation)]
    lines = [joined(who, ", "), joined([words(phone), email], " · ")]
    return [*lines[0], *([{"is": "break"}] if all(lines) else []), *lines[1]]


def _quote(quote: Quote, language: str) -> dict[str, Any]:
    comma = "，" if script_of(language) in ("hant", "hans", "ja") else ", "
    who = comma.join(filter(None, (quote.speaker, quote.title)))
    by = words(f"— {who}") if who else []
    source = linked(words(quote.source), quote.source)
    said = words(quoted(quote.text, language))
    return {"said": said, "by": [*by, *(words(" ") if by and source else []), *source]}


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
        f"install one, such as Noto ({', '.join(packages)} on Debian; else from"
        " fonts.google.com/noto), or change the text",
    )


def _refusal(code: str, message: str, hint: str) -> NeedsFixing:
    return NeedsFixing(message, [Problem(code, message, hint=hint)], hint)
