"""The templates of a workspace: what each is for and who uses it, and making one's own."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.domain.campaign import Campaign
from outreach.errors import OutreachError, WrongUsage

PARTS = (".html.j2", ".txt.j2")

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PURPOSE = re.compile(r"\A\s*\{#-?\s*(.*?)\s*-?#\}[ \t]*\n?", re.DOTALL)
_USED = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\s+(?:\"([^\"]+)\"|'([^']+)')")
_WORD = re.compile(r"words/([^/]+)\.(?:html|txt)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A template: ``purpose`` is the comment it begins with.

    ``languages`` are those whose words it can be printed in, and ``missing`` the words it lacks
    by language. ``used_by`` are (campaign, edition). ``has_text`` is whether it has a text part.
    """

    name: str
    purpose: str
    languages: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    used_by: tuple[tuple[str, str], ...]
    has_text: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What a new template wrote, and the words it needs that a language of the workspace lacks."""

    written: tuple[Path, ...]
    missing: Mapping[str, tuple[str, ...]]


def list_templates(folder: Path, campaigns: Iterable[Campaign]) -> tuple[Listed, ...]:
    """The templates of ``folder`` by name."""
    used = [
        (edition.template, (campaign.slug, edition.name))
        for campaign in campaigns
        for edition in campaign.editions
    ]
    words = _words(folder)
    return tuple(
        _listed(folder, name, words, tuple(who for template, who in used if template == name))
        for name in names(folder)
    )


def names(folder: Path) -> list[str]:
    """What the templates of ``folder`` are called."""
    return sorted(file.name.removesuffix(PARTS[0]) for file in folder.glob(f"*{PARTS[0]}"))


def _listed(
    folder: Path,
    name: str,
    words: Mapping[str, frozenset[str]],
    used_by: tuple[tuple[str, str], ...],
) -> Listed:
    begins = _PURPOSE.match(_read(folder / f"{name}{PARTS[0]}"))
    missing = _missing(_all_used(folder, name), words)
    return Listed(
        name,
        purpose=" ".join(begins[1].split()) if begins else "",
        languages=tuple(tag for tag in words if tag not in missing),
        missing=missing,
        used_by=used_by,
        has_text=(folder / f"{name}{PARTS[1]}").is_file(),
    )


def new_template(folder: Path, name: str, source: str, starters: Path) -> Made:
    """``name`` as a copy of the template ``source``: of ``folder``, else of ``starters``.

    A starter brings the layouts, partials and words that the folder has no file for. Writes over
    nothing; raises WrongUsage if the name cannot be used or is taken, or if there is no source.
    """
    _check_name(folder, name)
    known = names(folder)
    home = folder if source in known else starters
    if source not in names(home):
        raise WrongUsage(f"there is no template {source!r}", _instead(source, known))
    files = {f"{name}{part}": _copy(home, source, name, part) for part in PARTS}
    if home != folder:
        files |= {used: _read(home / used) for used in _files_behind(home, source)}
    written = tuple(path for file, text in files.items() if (path := _new(folder / file, text)))
    return Made(written, _missing(_all_used(folder, name), _words(folder)))


def _check_name(folder: Path, name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > 64:
        hint = "use lower-case letters, digits and hyphens, such as press-release-short"
        raise WrongUsage(f"{name!r} cannot name a template", hint)
    if any((folder / f"{name}{part}").exists() for part in PARTS):
        raise WrongUsage(f"there is a template {name} already", "choose another name, or edit it")


def _copy(home: Path, source: str, name: str, part: str) -> str:
    file = home / f"{source}{part}"
    if not file.is_file():
        hint = f"write {file.name}, or begin with another template"
        raise WrongUsage(f"the template {source} has no {file.name}", hint)
    text = _PURPOSE.sub("", _read(file))
    if part != PARTS[0]:
        return text
    return f"{{#- {name}, begun from {source}: say here what it is for. -#}}\n{text}"


def _files_behind(home: Path, source: str) -> Iterator[str]:
    """The layouts, partials and words files that a template needs."""
    yield from (used for used in sorted(_all_used(home, source)) if (home / used).is_file())
    yield from (f"words/{tag}.toml" for tag in _words(home))


def _all_used(folder: Path, name: str) -> frozenset[str]:
    """What the template extends and includes, in both parts, and what that includes in turn."""
    seen: set[str] = set()
    left = [f"{name}{part}" for part in PARTS]
    while left:
        file = folder / left.pop()
        used = {one or other for one, other in _USED.findall(_read(file))} if file.is_file() else ()
        left += [one for one in used if one not in seen]
        seen.update(used)
    return frozenset(seen)


def _words(folder: Path) -> dict[str, frozenset[str]]:
    """The keys of each words file by its language; none of one that is not valid TOML."""
    found = {}
    for file in sorted((folder / "words").glob("*.toml")):
        try:
            found[file.stem] = frozenset(tomllib.loads(_read(file)))
        except tomllib.TOMLDecodeError:
            found[file.stem] = frozenset()
    return found


def _missing(
    used: Iterable[str], words: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    wanted = {match[1] for one in used if (match := _WORD.fullmatch(one))}
    lacking = {tag: tuple(sorted(wanted - keys)) for tag, keys in words.items()}
    return {tag: keys for tag, keys in lacking.items() if keys}


def _instead(source: str, known: list[str]) -> str:
    near = difflib.get_close_matches(source, known, n=1)
    return f"did you mean {near[0]}?" if near else f"templates here: {', '.join(known)}"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as exc:
        raise OutreachError(f"cannot read {file}: {exc.strerror}") from exc


def _new(path: Path, text: str) -> Path | None:
    """Write ``path`` if there is none; None if there is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return None
    except OSError as exc:
        raise OutreachError(f"cannot write {path}: {exc.strerror}") from exc
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path
