"""Which names of a template depend on the recipient.

Everything does that is not known to be the same for all: an unknown name costs a field, never a
wrong letter. A name bound in the template depends on the recipient if any of its bindings does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import nodes


def depends_on_recipient(expression: nodes.Node, common: frozenset[str]) -> bool:
    """Whether any name the expression reads is not in ``common``."""
    return any(name.name not in common for name in names(expression) if name.ctx == "load")


Bindings = Sequence[tuple[str, nodes.Node | None]]
"""Each name that a template binds, and what to; None where that cannot be told."""


def common_names(bindings: Bindings, same_for_all: frozenset[str]) -> frozenset[str]:
    """The names of a template whose value is the same for every recipient.

    ``same_for_all`` are the context's and environment's; ``loop`` joins them because a loop's
    length is part of the skeleton. Parameters of macros are not: their callers may be elsewhere.
    """
    common = same_for_all | {"loop"} | {name for name, _ in bindings}
    while True:
        spoilt = {
            name
            for name, value in bindings
            if name in common and (value is None or depends_on_recipient(value, common))
        }
        if not spoilt:
            return common
        common -= spoilt


_BINDING = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.For,
    nodes.With,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Import,
    nodes.FromImport,
)


def bindings_of(tree: nodes.Template) -> Bindings:
    """What the template gives a meaning of its own, anywhere."""
    return [bound for node in tree.find_all(_BINDING) for bound in _bound_by(node)]


def _bound_by(node: nodes.Node) -> Iterator[tuple[str, nodes.Node | None]]:
    match node:
        case nodes.Assign():
            yield from ((name, node.node) for name in _targets(node.target))
        case nodes.AssignBlock():
            yield from ((name, nodes.Scope(node.body)) for name in _targets(node.target))
        case nodes.For():
            yield from ((name, node.iter) for name in _targets(node.target))
        case nodes.With():
            for target, value in zip(node.targets, node.values, strict=True):
                yield from ((name, value) for name in _targets(target))
        case nodes.Macro():
            yield node.name, nodes.Scope(node.body)
            yield from ((argument.name, None) for argument in node.args)
        case nodes.CallBlock():
            yield from ((argument.name, None) for argument in node.args)
        case nodes.Import():
            yield node.target, None
        case nodes.FromImport():
            for name in node.names:
                yield (name[1] if isinstance(name, tuple) else name), None
        case _:
            return


def _targets(target: nodes.Node) -> Iterator[str]:
    if isinstance(target, nodes.Name | nodes.NSRef):
        yield target.name
    yield from (child.name for child in target.find_all(nodes.Name))
    yield from (child.name for child in target.find_all(nodes.NSRef))


def names(expression: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(expression, nodes.Name):
        yield expression
    yield from expression.find_all(nodes.Name)
