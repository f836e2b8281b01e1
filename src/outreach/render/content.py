"""What an edition says, and how templates are given it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

from outreach.domain.campaign import ATTACHED, Campaign, Edition, Sender
from outreach.domain.delivery import Attachment
from outreach.domain.design import Design
from outreach.domain.earlier import Earlier
from outreach.domain.language import direction

from .locales import comma, spaced
from .nouns import Values, WordsView, blank
from .statement import view
from .words import Words


def nothing_enclosed(_language: str) -> tuple[Attachment, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Content:
    """All that is the same for every recipient of an edition.

    ``release_line`` is in English, as the plan keeps it; templates print it in their own words.
    ``unsubscribe`` is what the way out leads to: one of SendGrid's tags or a ``mailto:``.
    ``attachments`` gives what travels with a letter in a language. ``earlier`` is the letter that
    all these recipients had before, where this one updates it.
    """

    campaign: Campaign
    edition: Edition
    sender: Sender
    release_line: str
    unsubscribe: str
    design: Design = field(default_factory=Design)
    attachments: Callable[[str], tuple[Attachment, ...]] = nothing_enclosed
    earlier: Earlier | None = None

    @property
    def embargoed(self) -> bool:
        """What the release line says, so that a letter cannot say both."""
        return self.release_line.startswith("EMBARGOED")


class Enclosed(Sequence[Attachment]):
    """The attachments in a language, made when a template asks for them."""

    def __init__(self, content: Content, language: str) -> None:
        self._content = content
        self._language = language

    @cached_property
    def _files(self) -> tuple[Attachment, ...]:
        return self._content.attachments(self._language)

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[Attachment]:
        return iter(self._files)

    @overload
    def __getitem__(self, index: int) -> Attachment: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Attachment, ...]: ...
    def __getitem__(self, index: int | slice) -> Attachment | tuple[Attachment, ...]:
        return self._files[index]


def given_to_all(content: Content, language: str, words: Words, way_out: str) -> dict[str, Any]:
    """The names templates are given in a language, but for the recipient's and `release_line`.

    ``way_out`` stands where the unsubscribe link goes in later.
    """
    edition = content.edition
    linked = edition.press_kit if edition.press_kit != ATTACHED else ""
    return {
        "statement": view(content.campaign.statement_in(language)),
        "campaign": content.campaign,
        "edition": edition,
        "sender": content.sender,
        "embargo": content.campaign.embargo or blank("embargo"),
        "embargoed": content.embargoed,
        "earlier": content.earlier or blank("earlier"),
        "unsubscribe_url": way_out,
        "design": content.design,
        "values": Values(dict(edition.values)),
        "press_kit": linked or blank("press_kit"),
        "attachments": Enclosed(content, language),
        "words": WordsView(
            words.language,
            direction(words.language),
            spaced(words.language),
            comma(words.language),
        ),
    }
