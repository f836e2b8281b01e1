"""What a template asks about a recipient, and the letters its answers lead to.

All a template learns of a recipient it learns by *questions*: expressions over the names it is
given (``contact.email``, ``organisation.name | default("…")``). An answer is printed, as a field,
or it decides something: an ``if``, a loop, an argument. Templates being functions of what they
are given, recipients whose deciding answers are equal get the same skeleton. So the first of them
is rendered, and of the others only the questions are asked: microseconds instead of a rendering.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Generic, NamedTuple, TypeVar

from jinja2 import Environment, nodes
from jinja2.environment import Template
from jinja2.runtime import Undefined, new_context

from .dialect import COMPILER
from .taint import names

_T = TypeVar("_T")

MOST_LETTERS = 256
"""So many are remembered. An edition with more differs by person, and memory must not grow."""

PROOF_EVERY = 100

_ELSEWHERE: tuple[type[nodes.Node], ...] = (
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.ScopedEvalContextModifier,
)
"""Where templates are not given the names, unless an include says so, or escape otherwise than at
the top."""


_NUMBERS = itertools.count()
"""No two questions of a process have the same number, so that templates compiled for one edition
can be used in another."""

_COMPILING = threading.Lock()


@dataclass(slots=True, eq=False)
class Question:
    """``html`` is whether it was asked where values are escaped."""

    expression: nodes.Expr
    html: bool
    _code: CodeType | None = None

    @property
    def name(self) -> str:
        return "question.html" if self.html else "question.txt"

    def code(self) -> CodeType:
        """What leaves the ``answer`` in its context. Editions on other threads may ask it, too."""
        with _COMPILING:
            if self._code is None:
                target = nodes.Name("answer", "store")
                tree = nodes.Template([nodes.Assign(target, self.expression)], lineno=1)
                tree.set_environment(COMPILER)
                tree.set_lineno(1)
                self._code = COMPILER.compile(tree, name=self.name)
            return self._code


class Answer(NamedTuple):
    """``html`` is whether the value is printed where values are escaped."""

    value: Any
    html: bool


Asking = Callable[[int], Answer]
"""From a question's number to what one recipient answers."""


@dataclass(slots=True)
class Questions:
    """The questions of a template, or of those of an edition, which are loaded one after another.

    ``complete`` is false once some template may learn of a recipient in another way.
    """

    recipient: frozenset[str]
    same_for_all: frozenset[str]
    asked: dict[int, Question] = field(default_factory=dict)
    complete: bool = True

    def number_of(self, expression: nodes.Expr, *, html: bool) -> int | None:
        """A new question's number; None if the expression is not one."""
        read = {name.name for name in names(expression)}
        if read.isdisjoint(self.recipient) or not read <= self.recipient | self.same_for_all:
            return None
        number = next(_NUMBERS)
        self.asked[number] = Question(expression, html)
        return number

    def join(self, other: Questions) -> None:
        """Ask what another template asks, too."""
        self.asked.update(other.asked)
        self.complete = self.complete and other.complete

    def survey(self, tree: nodes.Template, bound: frozenset[str]) -> None:
        """Before marking: nothing may mean something else here than at the top."""
        elsewhere = (
            not isinstance(node, nodes.Include) or not node.with_context
            for node in tree.find_all(_ELSEWHERE)
        )
        if not bound.isdisjoint(self.recipient | self.same_for_all) or any(elsewhere):
            self.complete = False

    def check(self, tree: nodes.Template) -> None:
        """After marking: every mention of the recipient must be inside a question."""
        inside = {id(name) for one in self.asked.values() for name in names(one.expression)}
        if any(n.name in self.recipient and id(n) not in inside for n in names(tree)):
            self.complete = False


@dataclass(slots=True)
class Trace:
    """One rendering: the deciding answers in order, and where each field's value came from.

    ``sources`` holds for each field its question, None for a value that the decisions settle, and
    whether it was printed on one line.
    """

    decisions: list[tuple[int, Hashable]] = field(default_factory=list)
    sources: list[tuple[int | None, bool]] = field(default_factory=list)
    complete: bool = True

    def decide(self, number: int, value: Any) -> None:
        try:
            self.decisions.append((number, answer_key(value)))
        except TypeError:
            self.complete = False


def answer_key(value: Any) -> Hashable:
    """Equal for answers that no template can tell apart. TypeError if that cannot be known."""
    if isinstance(value, Undefined):
        return Undefined
    hash(value)
    return type(value), value


@dataclass(slots=True)
class _Crossing(Generic[_T]):
    """After these decisions: the question that decides next, or, with none, the letter."""

    number: int | None = None
    ways: dict[Hashable, _Crossing[_T]] = field(default_factory=dict)
    letter: _T | None = None


@dataclass(slots=True)
class Letters(Generic[_T]):
    """Letters by the answers that lead to them, ``MOST_LETTERS`` at most."""

    questions: Questions
    environment: Environment
    count: int = 0
    found: int = 0
    _start: _Crossing[_T] = field(default_factory=_Crossing)
    _functions: dict[int, Template] = field(default_factory=dict)

    def find(self, asking: Asking) -> _T | None:
        """The letter of whoever ``asking`` is about, if one with her answers was kept."""
        crossing: _Crossing[_T] | None = self._start
        while crossing is not None and crossing.number is not None:
            crossing = crossing.ways.get(answer_key(asking(crossing.number).value))
        if crossing is None or crossing.letter is None:
            return None
        self.found += 1
        return crossing.letter

    def proof_is_due(self) -> bool:
        """Whether the letter just found should be rendered, too, and compared: some always are."""
        return self.found % PROOF_EVERY == 1

    def keep(self, trace: Trace, letter: _T) -> None:
        """Remember it. Not if other questions followed the same answers before: chance decides."""
        if self.count >= MOST_LETTERS:
            return
        crossing = self._start
        for number, key in trace.decisions:
            if crossing.letter is not None or crossing.number not in (None, number):
                return
            crossing.number = number
            crossing = crossing.ways.setdefault(key, _Crossing())
        if crossing.letter is None:
            crossing.letter = letter
            self.count += 1

    def asking(self, context: dict[str, Any]) -> Asking:
        """From a question's number to its answer for the recipient of ``context``.

        That has the environment's globals, too: copying them for each recipient would cost.
        """
        contexts = [
            new_context(self.environment, name, {}, context, shared=True)
            for name in ("question.txt", "question.html")
        ]

        def answer(number: int) -> Answer:
            template = self._functions.get(number) or self._compile(number)
            html = self.questions.asked[number].html
            for _ in template.root_render_func(contexts[html]):
                pass
            return Answer(contexts[html].vars["answer"], html)

        return answer

    def _compile(self, number: int) -> Template:
        code = self.questions.asked[number].code()
        self._functions[number] = Template.from_code(self.environment, code, {})
        return self._functions[number]
