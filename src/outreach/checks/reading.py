"""One finished message as the checks read it: parsed once, for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import html
from lxml.html import HtmlElement

from outreach.domain.campaign import Edition, Sender
from outreach.domain.delivery import Letter, Message
from outreach.errors import Level, Place, Problem


@dataclass(frozen=True)
class Reading:
    """A message with the first recipient's values filled in as ``sample``, and what is around it.

    ``preheader`` is the sample's. ``unsubscribe`` is what the way out leads to. ``place`` is the
    template's. ``domains`` counts the recipients by the domain of their address.
    """

    message: Message
    sample: Letter
    preheader: str
    edition: Edition
    sender: Sender
    unsubscribe: str
    domains: dict[str, int]

    @property
    def language(self) -> str:
        return self.message.language

    @cached_property
    def tree(self) -> HtmlElement:
        """The sample's HTML as browsers read it."""
        return html.document_fromstring(self.sample.html)

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
