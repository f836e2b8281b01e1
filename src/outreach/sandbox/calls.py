"""A request as the handlers see it, apart from HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .answers import Answer, Refusal, refused
from .sandbox import Sandbox

_LONGEST = 20
"""Digits: of some thousand Python makes no number."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its path's variables, its query, and its decoded JSON (None: no body)."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    body: object = None

    def first(self, name: str, default: str = "") -> str:
        return next(iter(self.query.get(name, ())), default)

    def number(self, name: str, default: int) -> int:
        """A number of the query; ``default`` where it is missing or none."""
        text = self.first(name)
        return int(text) if text.isdecimal() and len(text) < _LONGEST else default

    def member(self, name: str) -> object:
        return self.body.get(name) if isinstance(self.body, dict) else None

    def texts(self, name: str) -> list[str]:
        """The texts of an array of the body; empty where there is none."""
        items = self.member(name)
        return [x for x in items if isinstance(x, str)] if isinstance(items, list) else []


Handler = Callable[[Sandbox, Call], Answer]


def ended(refusal: Refusal | None, answer: Answer) -> Answer:
    """``answer``, unless there is a refusal."""
    return refused(refusal) if refusal else answer
