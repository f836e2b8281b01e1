"""statement.md and signatories.txt: read with the place of every fault, and written.

statement.md is YAML front matter (title, subtitle, date, language, source) and a Markdown body.
signatories.txt has one name a line; blank lines and ``#`` comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import yaml

from outreach.domain.statement import Signatory, Statement
from outreach.errors import NeedsFixing, Place, Problem

STATEMENT_FILE = "statement.md"
SIGNATORIES_FILE = "signatories.txt"

_KEYS = ("title", "subtitle", "date", "language", "source")
_ONE_LINE = re.compile(r"[^\r\n]+")
_YAML_LINE_ENDS = frozenset("\x85\u2028\u2029\ufeff")
_FENCE = re.compile(r"---[ \t]*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# A name that begins like a comment or a byte order mark is written with a backslash before it,
# and so is one that begins with such a backslash.
_NEEDS_BACKSLASH = ("#", "\ufeff", "\\")
_BACKSLASHED = ("\\#", "\\\ufeff", "\\\\")

Fields = dict[str, tuple[str, Place]]


def read_statement(path: Path) -> tuple[Statement | None, tuple[Problem, ...]]:
    """The statement, without its signatories, or None and every problem at once."""
    text, problems = _text(path)
    if text is None:
        return None, problems
    lines = text.split("\n")
    closing = _front_matter_end(lines)
    if closing is None:
        return None, (_no_front_matter(path, lines),)
    fields, problems = _front_matter("\n".join(lines[1:closing]), str(path))
    body = "\n".join(lines[closing + 1 :]).strip("\n")
    statement, more = _statement(fields, body, Place(str(path), 1, 1))
    problems = tuple(sorted((*problems, *more), key=lambda problem: _line(problem.place)))
    return (None if problems else statement), problems


def read_signatories(path: Path) -> tuple[tuple[Signatory, ...], tuple[Problem, ...]]:
    """The names in the file's order, each exactly as written but for blanks around it."""
    text, problems = _text(path)
    names = (line.strip() for line in (text or "").split("\n"))
    signed = (name for name in names if name and not name.startswith("#"))
    return tuple(Signatory(_unescaped(name)) for name in signed), problems


def write_statement(
    statement: Statement, folder: Path, *, comments: Sequence[str] = ()
) -> tuple[Path, Path]:
    """Write both files into ``folder`` so that reading them gives the statement back.

    ``comments`` go above the names. Line ends of the body become ``\\n``. Raises NeedsFixing for
    a name that one line cannot hold.
    """
    files = folder / STATEMENT_FILE, folder / SIGNATORIES_FILE
    texts = statement_text(statement), signatories_text(statement.signatories, comments)
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode())
    return files


def statement_text(statement: Statement) -> str:
    values = {
        "title": statement.title,
        "subtitle": statement.subtitle or None,
        "date": statement.date,
        "language": statement.language,
        "source": statement.source or None,
    }
    said = {key: value for key, value in values.items() if value is not None}
    front = "".join(_yaml_line(key, value) for key, value in said.items())
    return f"---\n{front}---\n\n{_with_plain_line_ends(statement.body)}\n"


def _yaml_line(key: str, value: str | date) -> str:
    # PyYAML reads these back as line ends unless they are escaped, which it does in ASCII only.
    odd = isinstance(value, str) and not _YAML_LINE_ENDS.isdisjoint(value)
    return yaml.safe_dump({key: value}, allow_unicode=not odd, width=10**6)


def signatories_text(signatories: Sequence[Signatory], comments: Sequence[str] = ()) -> str:
    unfit = [s for s in signatories if s.name.strip() != s.name or not _ONE_LINE.fullmatch(s.name)]
    if unfit:
        raise NeedsFixing(
            f"a signatory's name is blank, broken over lines or has blanks around it: "
            f"“{' '.join(unfit[0].name.split())}”",
            hint="write each name on one line",
        )
    lines = [*(f"# {comment}" for comment in comments), *(_escaped(s.name) for s in signatories)]
    return "".join(f"{line}\n" for line in lines)


def _text(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text with plain line ends, or why there is none."""
    try:
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
    except FileNotFoundError:
        return None, (Problem("F101", f"{path.name} is missing", Place(str(path))),)
    except OSError as error:
        reason = error.strerror or "unreadable"
        return None, (Problem("F101", f"cannot read {path.name}: {reason}", Place(str(path))),)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        hint = "save the file as UTF-8"
        return None, (Problem("F102", "this is not UTF-8 text", Place(str(path), line), hint),)
    return _with_plain_line_ends(text), ()


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _front_matter_end(lines: Sequence[str]) -> int | None:
    if not _FENCE.fullmatch(lines[0]):
        return None
    fences = (number for number, line in enumerate(lines) if number and _FENCE.fullmatch(line))
    return next(fences, None)


def _no_front_matter(path: Path, lines: Sequence[str]) -> Problem:
    begun = _FENCE.fullmatch(lines[0])
    what = "is not closed" if begun else "is missing"
    return Problem(
        code="F103",
        message=f"the front matter {what}",
        place=Place(str(path), 1, 1),
        hint="begin with a line “---”, `title: …`, `date: YYYY-MM-DD`, and a line “---” again",
    )


def _front_matter(text: str, file: str) -> tuple[Fields, tuple[Problem, ...]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return {}, (_not_yaml(error, text, file),)
    except RecursionError:
        return {}, (Problem("F104", "the front matter is nested too deep", Place(file, 2, 1)),)
    if node is None:
        return {}, ()
    if not isinstance(node, yaml.MappingNode):
        message = "the front matter is no list of `key: value` lines"
        return {}, (Problem("F104", message, _place(node, file)),)
    fields: Fields = {}
    problems: list[Problem] = []
    for key, value in node.value:
        problem = _key_problem(key, value, fields, file)
        if problem:
            problems.append(problem)
        else:
            null = value.tag == "tag:yaml.org,2002:null"
            fields[key.value] = ("" if null else value.value, _place(value, file))
    return fields, tuple(problems)


def _key_problem(key: yaml.Node, value: yaml.Node, seen: Fields, file: str) -> Problem | None:
    name = key.value if isinstance(key, yaml.ScalarNode) else "?"
    if name not in _KEYS:
        near = get_close_matches(name, _KEYS, n=1)
        hint = f"did you mean “{near[0]}”?" if near else f"known keys: {', '.join(_KEYS)}"
        return Problem("F105", f"unknown key “{name}”", _place(key, file), hint)
    if name in seen:
        return Problem("F105", f"“{name}” stands twice", _place(key, file), "keep one of them")
    if not isinstance(value, yaml.ScalarNode):
        hint = "put text that holds brackets or colons in quotation marks"
        return Problem("F106", f"“{name}” must be one value", _place(value, file), hint)
    return None


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    if mark is not None:
        place = Place(file, mark.line + 2, mark.column + 1)
    else:
        position = getattr(error, "position", 0)
        place = Place(file, text[:position].count("\n") + 2)
    what = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
    hint = "put the value in quotation marks if it holds a colon, “#” or a quotation mark"
    return Problem("F104", f"the front matter is not YAML: {what}", place, hint)


def _statement(
    fields: Fields, body: str, start: Place
) -> tuple[Statement | None, tuple[Problem, ...]]:
    said = {name: value for name, (value, _) in fields.items()}
    problems = tuple(_faults(fields, body, start))
    if problems:
        return None, problems
    return Statement(
        title=said["title"],
        subtitle=said.get("subtitle", ""),
        date=_date(said.get("date", "")),
        body=body,
        language=said.get("language") or "en",
        source=said.get("source", ""),
    ), ()


def _faults(fields: Fields, body: str, start: Place) -> Iterator[Problem]:
    title, place = fields.get("title", ("", start))
    if not title.strip():
        yield Problem("F107", "the statement has no title", place, "add `title: …`")
    day, place = fields.get("date", ("", start))
    if day and _date(day) is None:
        yield Problem("F106", f"“{day}” is not a date", place, "write it as in 2024-04-24")
    tag, place = fields.get("language", ("", start))
    if tag and not _LANGUAGE_TAG.fullmatch(tag):
        hint = "write a language tag such as en, de or zh-Hant"
        yield Problem("F106", f"“{tag}” is not a language", place, hint)
    if not body.strip():
        hint = "write it below the second “---”"
        yield Problem("F107", "the statement has no text", start, hint)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def _place(node: yaml.Node, file: str) -> Place:
    """Where the node stands in the file, whose first line is the opening fence."""
    return Place(file, node.start_mark.line + 2, node.start_mark.column + 1)


def _line(place: Place | None) -> int:
    return place.line if place else 0


def _escaped(name: str) -> str:
    return f"\\{name}" if name.startswith(_NEEDS_BACKSLASH) else name


def _unescaped(name: str) -> str:
    return name[1:] if name.startswith(_BACKSLASHED) else name
