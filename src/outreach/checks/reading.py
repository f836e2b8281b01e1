"""One finished message as the checks read it: parsed once, for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import html
from lxml.html import HtmlElement

from outreach.domain.campaign import Edition, Sender
from outreach.domain.client_support import ClientSupport
from outreach.domain.delivery import Letter, Message
from outreach.errors import Level, Place, Problem

from .looks import Look, looks
from .styles import Sheet, sheet_of


@dataclass(frozen=True)
class Reading:
    """A message with the first recipient's values filled in as ``sample``, and what is around it.

    ``preheader`` is the sample's. ``unsubscribe`` is what the way out leads to. ``place`` is the
    template's. ``domains`` counts the recipients by the domain of their address. ``support`` is
    the workspace's copy of what mail programs support, if it has one. ``page`` is the HTML before
    its CSS was inlined, where it is at hand: inlining mends tags, and hides what it mended.
    """

    message: Message
    sample: Letter
    preheader: str
    edition: Edition
    sender: Sender
    unsubscribe: str
    domains: Mapping[str, int]
    support: ClientSupport | None = None
    page: str = ""

    @property
    def language(self) -> str:
        return self.message.language

    @cached_property
    def tree(self) -> HtmlElement:
        """The sample's HTML as browsers read it."""
        return html.document_fromstring(self.sample.html)

    @cached_property
    def sheet(self) -> Sheet:
        """The rules of its ``style`` elements."""
        return sheet_of(self.tree)

    @cached_property
    def light(self) -> dict[HtmlElement, Look]:
        """How each element of the body looks in a browser."""
        return looks(self.tree, self.sheet)

    @cached_property
    def dark(self) -> dict[HtmlElement, Look]:
        """The same where the reader's screen is dark and the program honours the letter's rules."""
        return looks(self.tree, self.sheet, dark=True)

    def problem(
        self,
        code: str,
        message: str,
        hint: str,
        level: Level = "error",
        key: str = "template",
    ) -> Problem:
        """A finding on this edition, at ``key`` of the campaign file."""
        place: Place | None = self.edition.place(key)
        return Problem(code, message, place, hint, level, self.edition.name)
