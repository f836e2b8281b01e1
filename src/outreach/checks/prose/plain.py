"""Markdown as its reader sees it: without marks and addresses, each letter knowing its place."""

from __future__ import annotations

import re

BLOCK_MARK = re.compile(
    r"\s*(?:\[\^[^\]\s]+\]:|[-*+>]|\d{1,9}[.)]|#{1,6})\s+|\s*(?:[-*_]\s*){3,}$|\s+"
)
EMPHASIS = re.compile(r"(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
ADDRESS = "\ufffc"
"""Stands for an address in :func:`plain`: it is no word, and no gap either."""

_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_LINK = re.compile(
    r"!?\[(?P<label>(?:[^\[\]\\]|\\.)*)\]"
    r"\((?:[^()\s\\]|\\.|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
)
_ADDRESS = re.compile(
    r"<(?:https?://|mailto:)[^<>\s]+>"
    r"|(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]”’\"'、。，]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_OPENS_BLOCK = re.compile(r"\s*(?:\[\^[^\]\s]+\]:|[-*+>]|\d{1,9}[.)]|#{1,6})\s|\s*$")
_GONE = "\x00"


def plain(text: str) -> tuple[str, tuple[int, ...]]:
    """The words alone, and the offset in ``text`` of each of their letters.

    Lines that Markdown joins are joined, so a line end is the end of an item or a heading.

    >>> plain("- See [the *Act*](https://a.example/x).[^1]")[0]
    'See the Act.'
    """
    letters = list(text)
    _drop_block_marks(text, letters)
    for link in _LINK.finditer(text):
        _drop(letters, link.start(), link.start("label"))
        _drop(letters, link.end("label"), link.end())
    for address in _ADDRESS.finditer(text):
        if letters[address.start()] != _GONE:
            letters[address.start()] = ADDRESS
            _drop(letters, address.start() + 1, address.end())
    for mark in (*_NOTE.finditer(text), *_ESCAPED.finditer(text)):
        _drop(letters, mark.start(), mark.end())
    _drop_emphasis(text, letters)
    kept = tuple(at for at, letter in enumerate(letters) if letter != _GONE)
    return "".join(letters[at] for at in kept), kept


def _drop(letters: list[str], start: int, end: int) -> None:
    letters[start:end] = _GONE * (end - start)


def _drop_block_marks(text: str, letters: list[str]) -> None:
    """What opens a block goes; an end of line that Markdown reads as a space becomes one."""
    start = 0
    before = ""
    for line in text.split("\n"):
        mark = BLOCK_MARK.match(line)
        if mark:
            _drop(letters, start, start + mark.end())
        if start and not (_OPENS_BLOCK.match(line) or before.endswith(("  ", "\\"))):
            letters[start - 1] = " "
        if before.startswith("#") and start:
            letters[start - 1] = "\n"
        start += len(line) + 1
        before = line


def _drop_emphasis(text: str, letters: list[str]) -> None:
    shown = "".join(letters)
    for mark in _ESCAPED.finditer(text):
        shown = f"{shown[: mark.end()]}.{shown[mark.end() + 1 :]}"
    while (paired := EMPHASIS.sub(without_marks, shown)) != shown:
        shown = paired
    for at, letter in enumerate(shown):
        if letter == _GONE:
            letters[at] = _GONE


def without_marks(emphasis: re.Match[str]) -> str:
    marks = _GONE * len(emphasis[1])
    return f"{marks}{emphasis[2]}{marks}"
