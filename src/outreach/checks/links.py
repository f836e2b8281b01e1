"""The links of a finished message: where they lead, what they show, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import html
from lxml.html import HtmlElement

from outreach.domain.audience import parse
from outreach.domain.campaign import Edition
from outreach.domain.delivery import Message
from outreach.domain.unseen import named
from outreach.errors import Place, Problem

from .hosts import ascii_name, bare, within
from .invisible import unseen
from .link_address import Fault, faults, house_of
from .parity import visible_text, words_of
from .pictures import check_pictures
from .reading import Reading

_IN_TEXT = re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>“”„«»\"]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>“”„«»\"|]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+([a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_FILE_ENDS = frozenset(("pdf", "html", "htm", "doc", "docx", "txt", "js", "xlsx", "csv", "png"))
_MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]+)+")
_LEAVING = re.compile(r"unsubscribe|opt-?out|abmelde|desabonner", re.IGNORECASE)
_QUOTED = re.compile("“([^”]+)”")
_MARKS = ".,;:!?’'*_"
"""The sentence's, at the end of an address."""
_PLACED = ("L4", "X505")
_MOST = 25
_WORDS_EACH = 40
_FEW = 3
"""A short letter may carry these, however short it is."""


@dataclass(frozen=True, slots=True)
class Link:
    """``shown`` is what a reader sees of it, the address itself in the text part."""

    address: str
    shown: str
    part: Literal["html", "text"]


def check_links(reading: Reading) -> Iterator[Problem]:
    """L401 to L405, L407 and L408 of the filled-in sample; the way out is none of theirs."""
    links = links_of(reading.tree, reading.sample.text, reading.unsubscribe)
    house = house_of(reading.sender, strict=_is_strict(reading.edition))
    anchors = frozenset(map(str, reading.tree.xpath("//@id | //a/@name")))
    found: dict[Fault, None] = {}
    for link in links:
        found |= dict.fromkeys(faults(link.address, house, anchors))
        found |= dict.fromkeys(_mismatch(link))
    found |= dict.fromkeys(_crowd(reading, links))
    for fault in found:
        yield reading.problem(fault.code, fault.message, fault.hint, fault.level)
    yield from check_pictures(reading)


def links_of(tree: HtmlElement, text: str, way_out: str) -> tuple[Link, ...]:
    """The links of both parts but for the way out, in order, each address once of each part."""
    found: dict[Link, None] = {}
    for element in tree.iter("a", "area"):
        address = element.get("href")
        if address is not None and address.strip() != way_out:
            found[Link(address, _shown(element), "html")] = None
    leaving = next(addresses_in(way_out), "")
    for address in addresses_in(text):
        if address != leaving:
            found[Link(address, address, "text")] = None
    return tuple(found)


def addresses_in(text: str) -> Iterator[str]:
    """The web addresses that a text shows, without the sentence's marks at their ends."""
    for match in _IN_TEXT.finditer(text):
        address = match[0].rstrip(_MARKS)
        while address.endswith((")", "]")) and _unopened(address):
            address = address[:-1].rstrip(_MARKS)
        yield f"https://{address}" if address.lower().startswith("www.") else address


def same_for_all(message: Message, way_out: str) -> tuple[str, ...]:
    """The web addresses of a message that no recipient's data is part of, in order.

    These alone may be asked for: what differs by recipient would tell the site who is written to,
    and a way out that is asked for may take somebody off the list.
    """
    tags = tuple(field.tag for field in message.fields)
    links = links_of(html.document_fromstring(message.html), message.text, way_out)
    found = dict.fromkeys(link.address.strip() for link in links)
    return tuple(a for a in found if _may_be_asked(a) and not any(tag in a for tag in tags))


def places_of(texts: Iterable[tuple[str, str]]) -> dict[str, Place]:
    """Where each address stands first in the ``(file, text)`` pairs of a campaign's files,

    and each character that X505 names.
    """
    found: dict[str, Place] = {}
    for file, text in texts:
        for number, line in enumerate(text.split("\n"), 1):
            for char, at in unseen(line):
                found.setdefault(named(char), Place(file, number, at + 1))
            for match in _ADDRESS.finditer(line):
                address = match[0].rstrip(_MARKS)
                while address.endswith((")", "]")) and _unopened(address):
                    address = address[:-1]
                found.setdefault(address, Place(file, number, match.start() + 1))
    return found


def at_their_place(problems: Iterable[Problem], places: Mapping[str, Place]) -> Iterator[Problem]:
    """The same problems, those of a link or of X505 where what they name stands in a file.

    They name it whole in quotation marks. Markdown rewrites addresses: they are named as written.
    """
    from markdown_it.common.normalize_url import normalizeLink

    written = {_decoded(normalizeLink(one)): one for one in reversed(tuple(places))}
    for problem in problems:
        if not problem.code.startswith(_PLACED):
            yield problem
            continue
        quoted = _QUOTED.findall(problem.message)
        known = {q: q if q in places else written.get(_decoded(q), "") for q in quoted}
        found = next(((q, one) for q, one in known.items() if one), None)
        if found:
            said = problem.message.replace(f"“{found[0]}”", f"“{found[1]}”")
            yield replace(problem, message=said, place=places[found[1]])
        else:
            yield problem


def _decoded(address: str) -> str:
    """An address in the characters it stands for, to find it however it is encoded."""
    plain = unquote(address).rstrip(_MARKS)
    scheme, mark, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{ascii_name(host)}{slash}{path}" if mark else plain


def _may_be_asked(address: str) -> bool:
    """Whether it is of the web, holds nobody's mail address, and takes nobody off a list."""
    of_the_web = address.lower().startswith(("http://", "https://"))
    plain = unquote(address.partition("?")[2])
    return of_the_web and not _MAILBOX.search(plain) and not _LEAVING.search(address)


def _unopened(address: str) -> bool:
    closing = address[-1]
    return address.count(closing) > address.count({")": "(", "]": "["}[closing])


def _is_strict(edition: Edition) -> bool:
    kinds = parse(edition.audience)[0].values("kind")
    return not kinds or "press" in kinds or "congress" in kinds


def _shown(element: HtmlElement) -> str:
    said = " ".join(str(element.text_content()).split())
    return said or " ".join(str(image.get("alt") or "") for image in element.iter("img")).strip()


def _mismatch(link: Link) -> Iterator[Fault]:
    """L403, where what is shown is itself an address."""
    shown, address = link.shown.strip(), link.address.strip()
    if link.part == "text" or not shown:
        return
    if address.lower().startswith("mailto:"):
        boxes = {box.lower() for box in _MAILBOX.findall(unquote(address))}
        said = {box.lower() for box in _MAILBOX.findall(shown)}
        if said and not said & boxes:
            hint = "let both be the same address"
            yield Fault("L403", f"the link shows “{shown}” and writes to “{address}”", hint)
        return
    told = _address_shown(shown)
    if not told:
        return
    try:
        seen, real = urlsplit(told), urlsplit(address)
        one, other = bare(seen.hostname or ""), bare(real.hostname or "")
    except ValueError:
        return
    hint = "let the text say what the page is, or show the address it opens"
    if not (within(one, other) or within(other, one)):
        yield Fault("L403", f"the link shows “{shown}” and opens “{address}”", hint)
    elif shown.lower().startswith("https:") and real.scheme == "http":
        said_so = f"the link shows https and opens “{address}”"
        yield Fault("L403", said_so, hint, "warning")
    elif shown == told and _other_page(seen.path, real.path):
        said_so = f"the link shows “{shown}” and opens another page, “{address}”"
        yield Fault("L403", said_so, hint, "warning")


def _address_shown(shown: str) -> str:
    """The address in what a link shows, with a scheme; blank if it shows words."""
    if found := next(addresses_in(shown), ""):
        return found
    match = _DOMAIN.fullmatch(shown)
    is_name = match and match[1].lower() not in _FILE_ENDS and "/" not in shown[:1]
    return f"https://{shown}" if is_name else ""


def _other_page(seen: str, real: str) -> bool:
    """Whether both name a page, and not the same; one cut off on purpose is the same."""
    one, other = unquote(seen).rstrip("/"), unquote(real).rstrip("/")
    return bool(one) and not one.endswith(("…", "...")) and one != other


def _crowd(reading: Reading, links: Sequence[Link]) -> Iterator[Fault]:
    addresses = {link.address for link in links if link.address.lower().startswith("http")}
    addresses = {a for a in addresses if any(k.address == a and k.part == "html" for k in links)}
    words = len(words_of(visible_text(reading.tree)))
    hint = "keep the links that a reader needs"
    if len(addresses) > _MOST:
        yield Fault("L407", f"the letter has {len(addresses)} links", hint, "warning")
    elif len(addresses) > max(_FEW, words / _WORDS_EACH):
        said = f"the letter has {len(addresses)} links in {words} words"
        yield Fault("L407", said, hint, "warning")
