"""The HTML itself: well formed, without what mail programs take out, Outlook's comments whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from outreach.errors import Problem

from .reading import Reading

_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_MAY_STAY_OPEN = {
    "html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot",
    "tr", "td", "th", "colgroup", "rt", "rp",
}  # fmt: skip
_FORBIDDEN = {
    "script": "scripts",
    "noscript": "scripts",
    "form": "forms",
    "input": "forms",
    "button": "forms",
    "select": "forms",
    "textarea": "forms",
    "iframe": "frames",
    "frame": "frames",
    "frameset": "frames",
    "video": "video",
    "audio": "sound",
    "object": "embedded objects",
    "embed": "embedded objects",
    "applet": "embedded objects",
    "base": "a base address",
    "link": "linked style sheets",
    "dialog": "dialogs",
    "canvas": "drawings by script",
    "marquee": "moving text",
}
_LONGEST_WORD = re.compile(rb"[\x21-\x7e]{999,}")


def check_structure(reading: Reading) -> Iterator[Problem]:
    yield from _markup(reading)
    yield from _forbidden(reading)
    yield from _conditionals(reading)
    # SendGrid encodes the parts, so that a long line is no matter (RFC 5322, 2.1.1); gateways
    # that decode them again break lines at blanks.
    if longest := _LONGEST_WORD.search(reading.sample.html.encode()):
        length = len(longest[0])
        message = f"{length:,} characters of the HTML have no blank between them"
        hint = "shorten the address; a picture stands on a server, not in the letter"
        yield reading.problem("S207", message, hint, "info")


def _markup(reading: Reading) -> Iterator[Problem]:
    start = reading.sample.html.lstrip("\ufeff \t\r\n")
    if start[:14].lower() != "<!doctype html":
        yield reading.problem(
            "T004",
            "the HTML does not begin with <!DOCTYPE html>",
            "begin the layout with it, in upper case",
        )
    wrong = unbalanced_tags(reading.page or reading.sample.html)
    if wrong:
        hint = "close it, or take away the tag that has no other end"
        yield reading.problem("T004", f"the HTML has {', '.join(wrong)}", hint)


def unbalanced_tags(html: str) -> tuple[str, ...]:
    """What is opened and not closed, or closed and not open, such as ``an open <div>``.

    Tags that HTML lets stand open are no matter, and comments are not looked into.
    """
    reader = _Tags()
    reader.feed(html)
    reader.close()
    return reader.wrong()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.stray: Counter[str] = Counter()
        self.unclosed: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>`` opens nothing; nor does ``<o:p/>``, which only Outlook reads."""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag not in self.open:
            self.stray[tag] += 1
            return
        while (left := self.open.pop()) != tag:
            if left not in _MAY_STAY_OPEN:
                self.unclosed[left] += 1

    def wrong(self) -> tuple[str, ...]:
        left = self.unclosed + Counter(tag for tag in self.open if tag not in _MAY_STAY_OPEN)
        return (
            *(f"{_an(number)} open <{tag}>" for tag, number in left.items()),
            *(f"{_a(number)} </{tag}> too many" for tag, number in self.stray.items()),
        )


def _an(number: int) -> str:
    return "an" if number == 1 else str(number)


def _a(number: int) -> str:
    return "a" if number == 1 else str(number)


def _forbidden(reading: Reading) -> Iterator[Problem]:
    found: Counter[str] = Counter()
    for element in reading.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _FORBIDDEN:
            found[f"<{element.tag}>"] += 1
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            found['<meta http-equiv="refresh">'] += 1
        for name in element.attrib:
            if str(name).lower().startswith("on"):
                found[f"{str(name).lower()}="] += 1
    for what, times in found.items():
        kind = _FORBIDDEN.get(what.strip("<>"), "what would run by itself")
        times_said = f" {times} times" if times > 1 else ""
        yield reading.problem(
            "S205",
            f"the letter has {what}{times_said}; mail programs take out {kind},"
            " and filters distrust the letter",
            "take it out; link to a page instead",
        )


_CONDITIONAL = re.compile(
    r"<!--\[if\s(?P<shown>[^\]]*)\]><!-->|<!--\[if\s(?P<hidden>[^\]]*)\]>|<!--<!\[endif\]-->"
    r"|<!\[endif\]-->|<!\[if\s[^\]]*\]>|<!\[endif\]>",
    re.IGNORECASE,
)


def _conditionals(reading: Reading) -> Iterator[Problem]:
    for wrong in conditional_problems(reading.sample.html):
        hint = "pair each <!--[if mso]> with its <![endif]-->, and each tag within with its end"
        yield reading.problem("S206", f"Outlook’s comments: {wrong}", hint)


def conditional_problems(html: str) -> tuple[str, ...]:
    """What is wrong with Outlook's conditional comments, and with the tags inside them.

    A table may open in one comment and close in another: all of them together must balance.
    """
    found: list[str] = []
    within: list[str] = []
    opened: re.Match[str] | None = None
    for mark in _CONDITIONAL.finditer(html):
        if "endif" not in mark[0].lower():
            if opened is not None:
                found.append(f"{opened[0]} is not closed before {mark[0]}")
            opened = mark
        elif opened is None:
            found.append(f"{mark[0]} closes nothing")
        else:
            if opened["hidden"] is not None:
                within.append(html[opened.end() : mark.start()])
            opened = None
    if opened is not None:
        found.append(f"{opened[0]} is never closed")
    if not found:
        found = [f"{wrong} in them" for wrong in unbalanced_tags("".join(within))]
        tags = Counter(re.findall(r"<(/?)(td|tr)\b", "".join(within), re.IGNORECASE))
        for tag in ("tr", "td"):
            if tags[("", tag)] != tags[("/", tag)] and not found:
                found.append(f"<{tag}> and </{tag}> do not match in them")
    return tuple(found)
