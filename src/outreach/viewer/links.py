"""Where a letter's links lead, and what is odd about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from outreach.domain.unseen import is_blank, named

from .marks import Marks
from .model import Link
from .tree import texts, tree_of

_TAG = re.compile(r"<%asm_\w+%>|-outreach-unsubscribe-")
"""SendGrid's tags and ours, each replaced by the recipient's own link."""
_IN_ADDRESS = r"[^\s<>“”„«»\"，。、；：！？（）「」『』《》]+"
_IN_TEXT = re.compile(
    rf"(?<![a-z0-9_@/.])(?:https?://|www\.|mailto:){_IN_ADDRESS}|<%asm_\w+%>",
    re.IGNORECASE,
)
_MARKS = ".,;:!?’'*_…"
"""The sentence's, at the end of an address."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SHOWN_SITE = re.compile(
    r"(?:https?://|//)?(?:[^\s/@]+@)?((?:[\w-]{1,63}\.)+[^\W\d_]{2,63})(?::\d+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_FILE_ENDS = frozenset(("csv", "doc", "docx", "htm", "html", "pdf", "png", "txt", "xlsx"))
_MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_IGNORED = re.compile("[\t\r\n]")
"""Browsers drop them from addresses (URL Standard 4.4), so `java` and `script:` may be apart."""


def links_of(html: str, text: str) -> tuple[Link, ...]:
    """Each link of the HTML in order, once per text and target; then those of the text part alone.

    Without words a link is named by its picture's alt text.
    """
    found: dict[tuple[str, str], str] = {}
    tree = tree_of(html)
    anchors = frozenset(map(str, tree.xpath("//@id | //a/@name")))
    for element in tree.iter("a", "area"):
        target = element.get("href")
        if target is not None:
            target, shown = target.strip(), _words(element)
            found.setdefault((shown, target), _doubt(shown, target, anchors))
    known = {_same(target) for _, target in found}
    links = [Link(shown, target, doubt) for (shown, target), doubt in found.items()]
    if html.strip():
        links += [_of_text(one) for one in _addresses(text) if _same(one) not in known]
    else:
        links += [Link(one, one, _doubt(one, one, anchors)) for one in _addresses(text)]
    return tuple(links)


def _of_text(address: str) -> Link:
    if _TAG.search(address):
        return Link(address, address, _doubt(address, address, frozenset()))
    return Link(address, address, "it stands in the text part alone")


def _words(element: HtmlElement) -> str:
    if element.tag == "area":
        return " ".join((element.get("alt") or "").split())
    said = " ".join("".join(text for _, text in texts(element)).split())
    return said or " ".join((element.get("aria-label") or element.get("title") or "").split())


def _addresses(text: str) -> tuple[str, ...]:
    """The addresses that the text shows, each once, without the sentence's marks at their ends."""
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(text):
        address = match[0] if _TAG.fullmatch(match[0]) else _trimmed(match[0])
        if address.lower().startswith("www."):
            address = f"https://{address}"
        found[address] = None
    return tuple(found)


def _trimmed(address: str) -> str:
    address = address.rstrip(_MARKS)
    while address.endswith((")", "]")) and _unopened(address):
        address = address[:-1].rstrip(_MARKS)
    return address


def _unopened(address: str) -> bool:
    closing = address[-1]
    return address.count(closing) > address.count({")": "(", "]": "["}[closing])


def _same(address: str) -> str:
    """An address however it is encoded, with or without the last slash."""
    plain = unquote(address).strip()
    scheme, mark, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower()}{slash}{path}".rstrip("/")


def _doubt(shown: str, target: str, anchors: frozenset[str]) -> str:
    """The gravest thing that is odd about it; blank if nothing is."""
    return next(filter(None, _doubts(shown, target, anchors)), "")


def _doubts(shown: str, target: str, anchors: frozenset[str]) -> Iterator[str]:
    if _TAG.search(target):
        yield "SendGrid puts the recipient's own link here"
        return
    address = _IGNORED.sub("", target)
    scheme = match[1].lower() if (match := _SCHEME.match(address)) else ""
    yield _broken(address, scheme, anchors)
    yield _elsewhere(shown, address, scheme)
    yield _hidden(address)
    if is_blank(shown):
        yield "nothing stands for it: no words, and no alt text"
    if scheme == "http":
        yield "it is not https; browsers warn of it"


def _broken(address: str, scheme: str, anchors: frozenset[str]) -> str:
    if not address:
        return "it leads nowhere: its address is empty"
    if address.startswith("#"):
        found = len(address) > 1 and address[1:] in anchors
        return "" if found else "it leads to no place in the letter"
    if not scheme:
        return "it is no whole address, and a letter lies on no site"
    if scheme == "mailto":
        return "" if _MAILBOX.search(unquote(address)) else "it names nobody to write to"
    if scheme in ("http", "https"):
        return "" if _host(address) else "it names no site"
    return "" if scheme in ("tel", "sms") else f"no mail program opens {scheme}: addresses"


def _elsewhere(shown: str, address: str, scheme: str) -> str:
    """Whether the words are an address, and another one: so phishing looks."""
    boxes = {box.lower() for box in _MAILBOX.findall(shown)}
    if boxes and scheme == "mailto":
        written = {box.lower() for box in _MAILBOX.findall(unquote(address))}
        return "" if boxes & written else f"it shows {min(boxes)} and writes to another address"
    site = _site(shown)
    if not site or not scheme or scheme == "tel":
        return ""
    host = _host(address)
    if _within(site, host) or _within(host, site):
        return ""
    leads = f"leads to {host}" if host else "leads elsewhere"
    return f"it shows {site} and {leads}, as phishing does"


def _hidden(address: str) -> str:
    match = Marks.ALL.value.search(address)
    if match and match[1]:
        return f"{named(match[1])} stands in its address, and nobody sees it"
    if "@" in _netloc(address):
        return "a user name stands before its site, as in phishing"
    return ""


def _site(shown: str) -> str:
    """The host that the words name, if an address is all they are; blank if they are words."""
    words = shown.strip().rstrip(_MARKS)
    match = _SHOWN_SITE.fullmatch(words)
    if not match or "@" in words.partition("/")[0]:
        return ""
    host = match[1].lower()
    whole = "/" in words or words.lower().startswith("www.")
    return "" if host.rpartition(".")[2] in _FILE_ENDS and not whole else _bare(host)


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return _bare((urlsplit(address).hostname or "").lower())
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.removeprefix("www.").rstrip(".")


def _within(host: str, site: str) -> bool:
    return bool(site) and (host == site or host.endswith(f".{site}"))
