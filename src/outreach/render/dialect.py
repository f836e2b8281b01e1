"""Jinja as this project uses it: strict, sandboxed, autoescaping HTML."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import pass_context

from .endless import CALL, Steps, joined, refuse_endless
from .locales import long_date, moment, number
from .nouns import BlankValueError, is_noun, look_up
from .plaintext import wrap
from .scripts import is_foreign_to


class Dialect(SandboxedEnvironment):
    """What a template may say, whatever its edition; dates and numbers are in ``language``.

    Sandboxed, so that a template reaches what it is given and nothing behind it; without what
    depends on chance, so that it gives the same letter twice. All instances compile a template to
    the same code, so that one may compile for another.
    """

    intercepted_binops = frozenset({"*", "**"})
    concat = staticmethod(joined)

    def __init__(self, loader: BaseLoader | None = None, language: str = "en") -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            finalize=_something,
        )
        self.language = language
        self.steps = Steps()
        del self.filters["random"], self.globals["lipsum"]
        for name, said in (("long_date", long_date), ("number", number), ("moment", moment)):
            self.filters[name] = _in_its_language(said)
        # The statement's lines come by again for each recipient. Typed: a Blank equals "".
        self.filters["wrap"] = lru_cache(maxsize=512, typed=True)(wrap)
        self.tests["foreign_to"] = is_foreign_to

    def getattr(self, obj: Any, attribute: str) -> Any:
        if is_noun(obj):
            return look_up(obj, attribute, StrictUndefined)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if is_noun(obj) and isinstance(argument, str):
            return look_up(obj, argument, StrictUndefined)
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        refuse_endless(operator, left, right)
        return self.steps.taken_by(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """As Jinja's, counted; ``__`` leaves all other names to the arguments of what is called."""
        __self.steps.take(CALL)
        given = super().call(__context, __obj, *args, **kwargs)
        return __self.steps.taken_by(given) if isinstance(given, range) else given


def _in_its_language(said: Callable[..., str]) -> Callable[..., str]:
    """A filter that Jinja asks anew in every edition, and never works out when it compiles."""

    @pass_context
    def in_its_language(context: Context, value: Any, *, language: str = "") -> str:
        return said(value, language=language or cast(Dialect, context.environment).language)

    return in_its_language


def _something(value: Any) -> Any:
    """None would be printed as the word None, and a noun with all that is private about it."""
    if value is None:
        raise BlankValueError("a value")
    if is_noun(value) and not isinstance(value, Undefined):
        raise TemplateRuntimeError("a noun cannot be printed whole; name what of it")
    return value


def is_html(name: str | None) -> bool:
    """All but text templates escape: a partial without a kind in its name may land in a page."""
    return name is None or not name.endswith((".txt", ".txt.j2"))


COMPILER = Dialect()
"""Compiles for all editions. It belongs to none, and so keeps no words and no recipient alive."""
