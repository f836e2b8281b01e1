"""What templates may ask of the nouns they are given, and what happens when the answer is blank.

Nothing is blank by accident: printing a blank or unknown value is an error that names it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NoReturn

from jinja2 import TemplateRuntimeError
from jinja2.runtime import Undefined

from outreach.domain.campaign import Campaign, Edition, Embargo, Sender
from outreach.domain.contact import Contact, Member, Office, Organisation
from outreach.domain.delivery import Attachment
from outreach.domain.design import Design, Fonts, Logo, Palette
from outreach.domain.earlier import Earlier
from outreach.domain.statement import MediaContact, Signatory

from .statement import AskView, BoilerplateView, NoteView, QuoteView, StatementView


@dataclass(frozen=True, slots=True)
class Values:
    """What the campaign file hands to an edition's template, by key."""

    entries: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WordsView:
    """The language of the template's own sentences; ``dir`` is ``ltr`` or ``rtl``.

    ``spaced`` is whether it parts its sentences and labels from what follows by a space; ``comma``
    comes between the parts of a row, with its space.
    """

    language: str
    dir: str
    spaced: bool
    comma: str


_HIDDEN: dict[type[Any], frozenset[str]] = {
    Contact: frozenset({"id", "uid", "notes", "phone", "organisation", "office"}),
    Campaign: frozenset({"statement", "translations", "audiences", "audience_places", "accepted"}),
    Edition: frozenset({"values", "attachments", "press_kit", "places"}),
    Signatory: frozenset({"place"}),
    Attachment: frozenset({"content"}),
    Values: frozenset({"entries"}),
}
"""What no letter has any business to print, such as a desk's notes, which are about its people,
and what a template has in the recipient's language under a name of its own."""


VALUES = "values"
"""What templates call the words of the campaign file for their edition."""


class BlankValueError(TemplateRuntimeError):
    """A template printed what this recipient does not have."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is blank")
        self.what = what


class Blank(Undefined):
    """A known but empty value: false in ``if``, replaced by ``default``, an error when printed.

    What a blank noun would have had (``organisation.name`` where there is no organisation) is
    blank too.
    """

    __slots__ = ()

    def _fail_with_undefined_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise BlankValueError(str(self._undefined_name))

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __add__ = __radd__ = __mod__ = __getitem__ = __call__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __format__ = _fail_with_undefined_error

    def __contains__(self, _: object) -> bool:
        return False

    def __html__(self) -> str:
        self._fail_with_undefined_error()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Undefined) or other == ""

    def __hash__(self) -> int:
        return hash("")


_NOUNS = frozenset(
    {
        Contact,
        Organisation,
        Office,
        Member,
        Blank,
        Signatory,
        Sender,
        StatementView,
        AskView,
        NoteView,
        BoilerplateView,
        MediaContact,
        QuoteView,
        Campaign,
        Edition,
        Embargo,
        Attachment,
        Earlier,
        Design,
        Palette,
        Logo,
        Fonts,
        Values,
        WordsView,
    }
)


def blank(name: str) -> Blank:
    return Blank(name=name)


def look_up(noun: Any, attribute: str, undefined: type[Undefined]) -> Any:
    """``noun.attribute`` as templates see it: the value, a Blank, or an Undefined that says why."""
    if isinstance(noun, Blank):
        return blank(f"{noun._undefined_name}.{attribute}")
    cls: Any = type(noun)
    called, visible = _called(cls), _visible(cls)
    if attribute not in visible:
        if isinstance(noun, Values):
            given = noun.entries.get(attribute, "")
            return blank(f"{VALUES}.{attribute}") if given == "" else given
        near = difflib.get_close_matches(attribute, sorted(visible), n=1)
        hint = f"; did you mean {called}.{near[0]}?" if near else ""
        return undefined(f"{called} has no {attribute!r}{hint}", name=attribute)
    value = getattr(noun, attribute)
    return blank(f"{called}.{attribute}") if value is None or value == "" else value


def is_noun(value: object) -> bool:
    return type(value) in _NOUNS


@cache
def _visible(noun: type[Any]) -> frozenset[str]:
    names = {f.name for f in fields(noun)}
    names |= {name for name, value in vars(noun).items() if isinstance(value, property)}
    return frozenset(names) - _HIDDEN.get(noun, frozenset())


@cache
def _called(noun: type[Any]) -> str:
    name = noun.__name__.removesuffix("View")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
