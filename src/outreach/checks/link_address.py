"""One link's address, judged by itself: where it leads, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from outreach.domain.campaign import Sender
from outreach.errors import Level

from .hosts import SHORTENERS, bare, ip_of, is_sample, of_the_web, within
from .pasted import of_an_editor, tracking, unwrapped, wrapped_by

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOSTLIKE = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|gov|edu|eu|int|info)\b)")
_TEL = re.compile(r"\+?[0-9.()-]*[0-9][0-9.()-]*(?:;[\w-]+(?:=[\w%.+-]+)?)*")
_MAILTO_KEYS = frozenset(("subject", "body", "cc", "bcc", "to", "in-reply-to"))
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u00a0\u200b-\u200f\u2060\ufeff]")
_WHOLE = "write the page's whole address, beginning with https://"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a link, before it has a place."""

    code: str
    message: str
    hint: str
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class House:
    """What of a link's judgement depends on the sender.

    ``domains`` are the sender's own, ``sample`` says that they are sample domains themselves, as
    in a workspace that is tried out. ``strict`` is where shortened links are held back.
    """

    domains: tuple[str, ...] = ()
    sample: bool = False
    strict: bool = True


def house_of(sender: Sender, *, strict: bool = True) -> House:
    mail = sender.email.rpartition("@")[2].lower()
    try:
        web = bare(urlsplit(sender.website).hostname or "")
    except ValueError:
        web = ""
    return House(tuple(d for d in (mail, web) if d), is_sample(mail), strict)


def faults(address: str, house: House, anchors: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """L401, L402, L404 and L405 of one address; ``anchors`` are the ids its document has."""
    text = address.strip()
    if not text:
        yield Fault("L401", "a link has no address", _WHOLE)
    elif text.startswith("#"):
        if text[1:] not in anchors:
            yield Fault("L401", f"the link “{text}” leads to no place in the letter", _WHOLE)
    elif not (scheme := _SCHEME.match(text)):
        yield _without_scheme(text)
    elif scheme[1].lower() in ("http", "https"):
        yield from _web(text, house)
    elif scheme[1].lower() == "mailto":
        yield from _mailto(text, house)
    elif scheme[1].lower() == "tel":
        yield from _tel(text)
    else:
        yield Fault(
            "L401",
            f"“{text}” opens in no inbox: {scheme[1].lower()}: is no address of the web",
            "link to an https page, a mailto: address or a tel: number",
        )


def _without_scheme(text: str) -> Fault:
    if "@" in text and "/" not in text:
        return Fault("L401", f"the link “{text}” lacks its scheme", f"write mailto:{text}")
    if text.startswith("//") or _HOSTLIKE.match(text):
        whole = "https://" + text.lstrip("/")
        return Fault("L401", f"the link “{text}” lacks its scheme", f"write {whole}")
    return Fault("L401", f"the link “{text}” is relative, and a letter lies on no site", _WHOLE)


def _web(text: str, house: House) -> Iterator[Fault]:
    try:
        parts = urlsplit(text)
        host, _ = (parts.hostname or ""), parts.port
    except ValueError:
        hint = "copy it again from the browser's address line"
        yield Fault("L401", f"“{text}” is no address that a browser can open", hint)
        return
    if wrong := _wrong_host(text, parts, host):
        yield wrong
        return
    if (ip := ip_of(host)) is not None:
        yield Fault("L404", f"“{text}” leads to the bare IP address {ip}", "write the site's name")
        return
    yield from _place(text, bare(host), house)
    yield from _spelling(text, parts)
    yield from _security(text, parts, bare(host), house)
    yield from _origin(text, parts, bare(host), house)


def _wrong_host(text: str, parts: SplitResult, host: str) -> Fault | None:
    if not host or host in ("http", "https"):
        return Fault("L401", f"“{text}” names no site", "correct what stands before the name")
    if ip_of(host) is not None:
        return None
    if "…" in host or not all(map(_LABEL.fullmatch, bare(host).split("."))):
        return Fault("L401", f"“{host}” is no name that a site can have", "correct the address")
    if not of_the_web(host):
        return Fault(
            "L401",
            f"“{text}” opens on this machine or its network alone",
            "link to the public page",
        )
    return None


def _place(text: str, host: str, house: House) -> Iterator[Fault]:
    if not is_sample(host):
        return
    if not house.sample:
        yield Fault("L401", f"“{text}” is a sample address", "write the real one")
    elif within(host, "example.com", "example.net", "example.org"):
        yield Fault("L401", f"“{text}” is a sample address", "write the real one", "warning")


def _spelling(text: str, parts: SplitResult) -> Iterator[Fault]:
    rest = parts.path + parts.query + parts.fragment
    if _SPACE.search(text):
        yield Fault(
            "L401",
            f"“{text}” has a space or an invisible character in it",
            "copy the address again",
        )
    elif "…" in rest or rest.endswith("..."):
        yield Fault("L401", f"“{text}” was cut off where it was copied", "copy the whole address")
    elif (last := text[-1]) in ".,;:!”’\"'»" or (last == ")" and "(" not in text):
        yield Fault(
            "L401",
            f"“{text}” ends in {last}, which looks like the sentence's",
            "leave the sentence's marks outside the link",
            "warning",
        )


def _security(text: str, parts: SplitResult, host: str, house: House) -> Iterator[Fault]:
    if "@" in parts.netloc:
        yield Fault(
            "L401", f"“{text}” holds a user name, as phishing does", "leave it out: it is no secret"
        )
    if parts.scheme.lower() == "http" and within(host, *house.domains):
        yield Fault("L401", f"“{text}” is not https, on your own site", "write https://")
    elif parts.scheme.lower() == "http":
        yield Fault(
            "L401",
            f"“{text}” is not https; browsers warn of it",
            "write https:// if the site answers there",
            "warning",
        )


def _origin(text: str, parts: SplitResult, host: str, house: House) -> Iterator[Fault]:
    if within(host, *SHORTENERS) and not within(host, *house.domains):
        yield Fault(
            "L402",
            f"“{text}” is shortened, so nobody sees where it leads",
            "write the address it leads to",
            "error" if house.strict else "warning",
        )
    own = unwrapped(text)
    hint = f"write {own}" if own != text else "open it, and copy the page's own address"
    if gateway := wrapped_by(parts):
        yield Fault("L405", f"“{text}” leads through {gateway}", hint, "warning")
    elif keys := tracking(parts):
        yield Fault("L405", f"“{text}” carries tracking: {', '.join(keys)}", hint, "warning")
    if seen := of_an_editor(parts):
        hint = "link to the page that everybody can open"
        yield Fault("L405", f"“{text}” is {seen}", hint, "warning")


def _mailto(text: str, house: House) -> Iterator[Fault]:
    address, _, query = text.partition(":")[2].partition("?")
    if _SPACE.search(text):
        yield Fault("L401", f"“{text}” has a space in it", "write a space as %20")
    if address.startswith("//"):
        yield Fault("L401", f"“{text}” is no address to write to", "write mailto: without slashes")
        return
    for one in unquote(address).split(","):
        yield from _mailbox(one, text, house)
    names = [pair.partition("=")[0].lower() for pair in query.split("&")] if query else []
    for name in names:
        if name not in _MAILTO_KEYS:
            yield Fault(
                "L401",
                f"“{text}” sets “{name}”, which mail programs do not",
                "set subject or body, with & between them",
            )


def _mailbox(one: str, text: str, house: House) -> Iterator[Fault]:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(one.strip(), check_deliverability=False, test_environment=house.sample)
    except EmailNotValidError as exc:
        yield Fault("L401", f"“{text}” is no address to write to: {exc}", "correct the address")
        return
    if is_sample(one.strip().rpartition("@")[2]) and not house.sample:
        yield Fault("L401", f"“{text}” is a sample address", "write the real one")


def _tel(text: str) -> Iterator[Fault]:
    number = text.partition(":")[2]
    if not _TEL.fullmatch(number):
        yield Fault(
            "L401",
            f"“{text}” is no number that a telephone can dial",
            "write it with its country code and without spaces: tel:+12025550199",
        )
    elif not number.startswith("+") and ";phone-context=" not in number:
        yield Fault(
            "L401",
            f"“{text}” can be dialled in its own country alone",
            "write it with its country code: tel:+12025550199",
            "warning",
        )
