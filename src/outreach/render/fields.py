"""Turns what a template prints about the recipient into fields.

The template's syntax tree is rewritten so that the value of every such output expression is
recorded and a tag is printed in its place; filters, defaults and arithmetic on recipient data
therefore just work. An ``if`` or ``for`` on recipient data leads to another text, that is another
skeleton. Correctness rests on one rule: letters share a skeleton only when their texts with the
tags in are equal. What is not recorded becomes part of the skeleton; that costs, and is never
wrong.

A tag must reach the finished text untouched, so where text is captured to be worked on (an
argument, a filter, a ``set`` block) the plain value is printed, and what comes out is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from jinja2 import nodes
from jinja2.nodes import EvalContext
from jinja2.runtime import Undefined
from jinja2.utils import pass_eval_context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from outreach.domain.delivery import Field, Part

from .nouns import is_noun
from .questions import Questions, Trace
from .taint import depends_on_recipient

LINES = frozenset({"subject", "preheader"})
"""Names of the campaign file's own small templates, which are printed inside the large ones."""


_LINE_BREAK = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]")


_STEERS = re.compile("""[<"']""")
"""What in unescaped text can open an element or close an attribute."""


def on_one_line(text: str) -> str:
    """Each line break a space: character by character, so that it commutes with filling in."""
    return _LINE_BREAK.sub(" ", text)


@dataclass(slots=True)
class Recorder:
    """Collects the fields of one recipient's rendering, part by part.

    ``prefix`` is random per plan, so that no contact's data can forge a tag. With ``tagging``
    off every value is printed as it is: that is direct rendering.
    """

    prefix: str
    part: Part = "html"
    tagging: bool = True
    depth: int = 0
    one_line: bool = False
    fields: list[Field] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)

    def start(self, *, tagging: bool) -> None:
        self.tagging, self.depth, self.one_line = tagging, 0, False
        self.fields, self.values, self.lines = [], [], {}
        self.trace = Trace()

    def ask(self, question: int, value: Any) -> Any:
        """Note the answer to a question that decides something."""
        self.trace.decide(question, value)
        return value

    def capture(self) -> str:
        """From here on values are printed plainly, until the matching ``release``."""
        self.depth += 1
        return ""

    def plainly(self, printing: Callable[[], str]) -> str:
        """What ``printing`` gives without tags, and without a trace."""
        trace, self.trace = self.trace, Trace()
        self.capture()
        text = str(self.release("", printing()))
        self.trace = trace
        return text

    def release(self, _: object, value: Any = "") -> Any:
        self.depth -= 1
        return value

    def line(self, name: str, value: Any) -> Any:
        """A line rendered before its part (``LINES``): with its tags where it is merely printed."""
        if self.tagging and not self.depth:
            return self.lines[name]
        return self.look_at(name, value)

    def look_at(self, name: str, value: Any) -> Any:
        """A line that is not merely printed: what it says of the recipient is not traced."""
        if self.lines.get(name, value) != value:
            self.trace.complete = False
        return value

    @pass_eval_context
    def record(
        self, eval_ctx: EvalContext, value: Any, expression: str, question: int | None = None
    ) -> Any:
        if not self.tagging or self.depth:
            return value if question is None else self.ask(question, value)
        text = self.as_printed(value, autoescape=eval_ctx.autoescape)
        if text is None:
            self.trace.complete = False
            return value
        tag = f"{self.prefix}{len(self.fields):03d}-"
        self.fields.append(Field(tag, self.part, expression))
        self.values.append(text)
        self.trace.sources.append((question, self.one_line))
        return Markup(tag) if eval_ctx.autoescape else tag  # noqa: S704 - a tag has no markup

    def as_printed(self, value: Any, *, autoescape: bool) -> str | None:
        """The text a value is printed as, or None where it must be part of the skeleton.

        Markup with elements has to be inlined with the rest; text with tags in (the output of a
        macro) already stands for its fields.
        """
        if value is None or isinstance(value, Undefined) or is_noun(value):
            return None
        is_markup = hasattr(value, "__html__")
        text = str(escape(value)) if autoescape else str(value)
        if self.one_line:
            text = on_one_line(text)
        if self.prefix in text.lower():
            return None
        if self.part == "html" and (is_markup or not autoescape) and _STEERS.search(text):
            return None
        return text


def mark_fields(
    tree: nodes.Template,
    filename: str,
    common: frozenset[str],
    bound: frozenset[str],
    branches: list[str],
    questions: Questions,
    *,
    html: bool,
) -> nodes.Template:
    """The same template, printing through the environment's ``recorder``.

    ``common`` are the names whose value is the same for every recipient, ``bound`` those that the
    template gives a meaning of its own. ``branches`` receives
    ``file:line`` of each ``if`` and ``for`` on recipient data: each outcome is another message.
    """
    questions.survey(tree, bound)
    marked = _Marker(filename, common, branches, questions, html, LINES - bound).visit(tree)
    questions.check(marked)
    return marked  # type: ignore[no-any-return]


class _Marker(NodeTransformer):
    def __init__(
        self,
        filename: str,
        common: frozenset[str],
        branches: list[str],
        questions: Questions,
        html: bool,
        lines: frozenset[str],
    ) -> None:
        self.lines = lines
        self.filename = filename
        self.common = common
        self.branches = branches
        self.questions = questions
        self.html = html

    def _asking(self, expression: Any) -> Any:
        """The expression, its answer noted where it is a question."""
        number = self.questions.number_of(expression, html=self.html)
        if number is None:
            return expression
        question = nodes.Const(number, lineno=expression.lineno)
        return _call("ask", question, expression, lineno=expression.lineno)

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:
        if node.name not in self.lines or node.ctx != "load":
            return node
        name = nodes.Const(node.name, lineno=node.lineno)
        return _call("look_at", name, node, lineno=node.lineno)

    def _note_branch(self, expression: nodes.Node) -> None:
        if depends_on_recipient(expression, self.common):
            self.branches.append(f"{self.filename}:{expression.lineno}")

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        node.nodes = [
            child if isinstance(child, nodes.TemplateData) else self._printed(child)
            for child in node.nodes
        ]
        return node

    def _printed(self, expression: nodes.Expr) -> nodes.Expr:
        if isinstance(expression, nodes.Name) and expression.name in self.lines:
            name = nodes.Const(expression.name, lineno=expression.lineno)
            return _call("line", name, expression, lineno=expression.lineno)
        varies = depends_on_recipient(expression, self.common)
        question = self.questions.number_of(expression, html=self.html)
        if question is not None:
            where = nodes.Const(f"{self.filename}:{expression.lineno}", lineno=expression.lineno)
            number = nodes.Const(question, lineno=expression.lineno)
            return _call("record", expression, where, number, lineno=expression.lineno)
        expression = self.visit(expression)
        plain = _macro_call(expression) or _captured(expression)
        if not varies:
            return plain
        where = nodes.Const(f"{self.filename}:{expression.lineno}", lineno=expression.lineno)
        return _call("record", plain, where, lineno=expression.lineno)

    def visit_FilterBlock(self, node: nodes.FilterBlock) -> Any:
        """``{% filter f %}…{% endfilter %}`` as ``{% set x | f %}…{% endset %}{{ x }}``."""
        name = f"_filtered_{node.lineno}"
        block = nodes.AssignBlock(nodes.Name(name, "store"), node.filter, node.body)
        output = nodes.Output([nodes.Name(name, "load", lineno=node.lineno)], lineno=node.lineno)
        scope = nodes.Scope([block, output], lineno=node.lineno)
        scope.set_lineno(node.lineno)
        if node.environment is not None:
            scope.set_environment(node.environment)
        return self.generic_visit(scope)

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:
        self.generic_visit(node)
        begin = nodes.ExprStmt(_call("capture", lineno=node.lineno), lineno=node.lineno)
        end = nodes.ExprStmt(
            _call("release", nodes.Const(""), lineno=node.lineno), lineno=node.lineno
        )
        node.body = [begin, *node.body, end]
        return node

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node:
        self.generic_visit(node)
        node.call = _macro_call(node.call) or node.call
        node.defaults = [_captured(default) for default in node.defaults]
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        node.defaults = [_captured(default) for default in node.defaults]
        return node

    def visit_If(self, node: nodes.If) -> Any:
        self._note_branch(node.test)
        whether = nodes.Not(nodes.Not(node.test, lineno=node.lineno), lineno=node.lineno)
        node.test = self._asking(whether)  # that it holds decides, not its value
        return self._with_captured(node, "test")

    def visit_For(self, node: nodes.For) -> Any:
        self._note_branch(node.iter)
        node.iter = self._asking(node.iter)
        node = self._with_captured(node, "iter")
        if node.test is not None:
            node.test = _captured(node.test)
        turns = nodes.EnvironmentAttribute("steps.turns", lineno=node.iter.lineno)
        node.iter = nodes.Call(turns, [node.iter], [], None, None, lineno=node.iter.lineno)
        return node

    def visit_Assign(self, node: nodes.Assign) -> Any:
        node.node = self._asking(node.node)
        return self._with_captured(node, "node")

    def visit_Include(self, node: nodes.Include) -> Any:
        return self._with_captured(node, "template")

    def visit_With(self, node: nodes.With) -> nodes.Node:
        node.values = [self._asking(value) for value in node.values]
        self.generic_visit(node)
        node.values = [_captured(value) for value in node.values]
        return node

    def _with_captured(self, node: Any, attribute: str) -> Any:
        self.generic_visit(node)
        setattr(node, attribute, _captured(getattr(node, attribute)))
        return node


def _macro_call(expression: nodes.Expr) -> nodes.Call | None:
    """``{{ macro(…) }}`` alone: its text is printed where it stands, so its tags may stay.

    Its arguments are worked on inside and are therefore captured.
    """
    if not isinstance(expression, nodes.Call) or expression.node.find(nodes.Call):
        return None  # a method of what a macro printed works on its text
    expression.args = [_captured(argument) for argument in expression.args]
    for keyword in expression.kwargs:
        keyword.value = _captured(keyword.value)
    if expression.dyn_args is not None:
        expression.dyn_args = _captured(expression.dyn_args)
    if expression.dyn_kwargs is not None:
        expression.dyn_kwargs = _captured(expression.dyn_kwargs)
    return expression


def _captured(expression: Any) -> nodes.Expr:
    """The expression with plain values wherever it calls something that prints."""
    if not isinstance(expression, nodes.Call) and expression.find(nodes.Call) is None:
        return cast(nodes.Expr, expression)
    begin = _call("capture", lineno=expression.lineno)
    return _call("release", begin, expression, lineno=expression.lineno)


def _call(method: str, *arguments: nodes.Expr, lineno: int) -> nodes.Call:
    target = nodes.EnvironmentAttribute(f"recorder.{method}", lineno=lineno)
    return nodes.Call(target, list(arguments), [], None, None, lineno=lineno)
