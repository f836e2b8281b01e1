"""The preview's pages as files, for a reviewer who has no outreach: `outreach preview --static`."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from outreach.actions.preview import Preview
from outreach.errors import OutreachError, WrongUsage
from outreach.viewer.model import Person, Picker
from outreach.viewer.pages import ASSETS, preview_page, printed
from outreach.viewer.state import State, View

from .addresses import Files, Spot, Wanted
from .kits import Kits
from .page import Around, build
from .panes import frame_document, looked_at
from .told import findings
from .whom import Chosen

MOST_LETTERS = 50
"""Of one edition: a reviewer reads no more, and each is some twenty files."""

_INDEX = "index.html"
_LOOK_AGAIN_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Written:
    letters: int
    files: int
    bytes: int


class _Folder(Files):
    """How the screen is and which pictures are shown makes a difference to the letter alone."""

    def page(self, spot: Spot, state: State) -> str:
        if state.view is not View.LETTER:
            usual = State()
            state = replace(state, scheme=usual.scheme, images=usual.images)
        return super().page(spot, state)


def write_pages(
    folder: Path, preview: Preview, root: Path, kits: Kits, chosen: Sequence[Chosen]
) -> Written:
    """All pages of the chosen letters, in a new or empty folder that its owner alone can read.

    The whole folder is written or none. Raises WrongUsage where there is one with something in it.
    """
    _refuse_filled(folder)
    _remove_abandoned(folder)
    spots = [spot for one in chosen for spot, _, _ in one.spots]
    addresses = _Folder(spots)
    around = Around(preview, addresses, root, lambda *_: "", kits.count)
    draft = _draft(folder, os.getpid())
    try:
        draft.mkdir(mode=0o700)
        written = _write_all(draft, around, addresses, kits, chosen)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException as exc:
        shutil.rmtree(draft, ignore_errors=True)
        if isinstance(exc, OSError):
            hint = "name a folder that can be written to"
            raise OutreachError(f"cannot write {folder}: {exc.strerror}", hint) from None
        raise
    return written


def _draft(folder: Path, process: int) -> Path:
    return folder.with_name(f".{folder.name}.{process}")


def _remove_abandoned(folder: Path) -> None:
    """What a process that was killed left half written: it names people."""
    with suppress(OSError):
        for one in folder.parent.iterdir():
            process = one.name.rpartition(".")[2]
            is_number = process.isascii() and process.isdecimal() and len(process) < 10
            if (
                is_number
                and one == _draft(folder, int(process))
                and _is_abandoned(one, int(process))
            ):
                shutil.rmtree(one, ignore_errors=True)


def _is_abandoned(draft: Path, process: int) -> bool:
    """Only where processes can be asked for without disturbing them: not on Windows."""
    found = draft.lstat()
    if os.name != "posix" or not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return process == os.getpid()  # a number that was used again


def _refuse_filled(folder: Path) -> None:
    try:
        filled = folder.is_symlink() or (folder.exists() and any(folder.iterdir()))
    except OSError:  # a file, or a folder of somebody else's
        filled = True
    if filled:
        raise WrongUsage(f"{folder} exists, and is not an empty folder", "name a new folder")


def _write_all(
    top: Path, around: Around, addresses: Files, kits: Kits, chosen: Sequence[Chosen]
) -> Written:
    sizes = [_write(top, f"assets/{name}", data) for name, (_, data) in ASSETS.items()]
    for one in chosen:
        _wait_for_findings(around.preview, one)
    sizes.append(_write(top, _INDEX, _index(around, kits, chosen).encode("utf-8", "replace")))
    done: set[str] = set()
    while left := [path for path in addresses.wanted if path not in done]:
        for path in left:
            done.add(path)
            content = _content(addresses.wanted[path], around, kits, chosen)
            sizes.append(_write(top, path, content))
    return Written(sum(len(one.spots) for one in chosen), len(sizes), sum(sizes))


def _index(around: Around, kits: Kits, chosen: Sequence[Chosen]) -> str:
    """Its links lead down, where those of the pages lead up first."""
    parts = []
    slug = next((spot.campaign for one in chosen for spot, _, _ in one.spots), "")
    for one in chosen:
        people = tuple(
            Person(
                entry.name,
                entry.email,
                entry.detail,
                href=around.addresses.page(spot, State()).removeprefix("../../"),
                marks=(why,) if why else (),
            )
            for spot, entry, why in one.spots
        )
        about = f"{_how_many(around.preview, one)}. {_found(around, one)}"
        parts.append((one.edition, about, Picker(people=people)))
    said = "Nothing is written."
    if slug:
        opened = around.preview.campaign(slug)
        now = kits.now().astimezone(ZoneInfo(opened.settings.timezone))
        said = f"{opened.campaign.title}. Written {now.day} {now:%B %Y, %H:%M %Z}."
    title = f"{slug}: letters to look at" if slug else "No letters"
    return printed("contents.html", title=title, said=said, editions=parts, assets="assets")


def _how_many(preview: Preview, one: Chosen) -> str:
    """Which of the edition's letters these are: a reviewer must not take them for all."""
    total = sum(preview.roster(spot.campaign, one.edition).total for spot, _, _ in one.spots[:1])
    which = f": {one.which}" if one.which and len(one.spots) < total else ""
    more = f"; {one.left_out:,} more of them not here" if one.left_out else ""
    return f"{len(one.spots):,} of {total:,} letters{which}{more}"


def _found(around: Around, one: Chosen) -> str:
    for spot, _, _ in one.spots[:1]:
        read = around.preview.findings(spot.campaign, one.edition)
        found = findings(read, around.root, around.opener, lambda _: "")
        counts = {"error": found.errors, "warning": found.warnings, "note": found.infos}
        told = [f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n]
        return f"Check finds {', '.join(told) or 'nothing'}."
    return ""


def _picker(picker: Picker, one: Chosen, spot: Spot, state: State, around: Around) -> Picker:
    """Of the letters that are there alone: the names of all others are nobody's business."""
    kept, there = replace(state, beside="", language=""), one.spots
    hrefs = [around.addresses.page(each, kept) for each, _, _ in there]
    here = [each for each, _, _ in there].index(spot)
    return replace(
        picker,
        people=tuple(
            Person(
                entry.name, entry.email, entry.detail, href, each == spot, marks=(why,) * bool(why)
            )
            for (each, entry, why), href in zip(there, hrefs, strict=True)
        ),
        found=len(there),
        note=". ".join(filter(None, (picker.note, _how_many(around.preview, one)))),
        more="",
        earlier="",
        first=hrefs[0] if here else "",
        previous=hrefs[here - 1] if here else "",
        next=hrefs[here + 1] if here + 1 < len(there) else "",
        last=hrefs[-1] if here + 1 < len(there) else "",
        excluded=(),
        excluded_more="",
    )


def _wait_for_findings(preview: Preview, one: Chosen) -> None:
    for spot, _, _ in one.spots[:1]:
        while preview.findings(spot.campaign, spot.edition).progress:
            time.sleep(_LOOK_AGAIN_SECONDS)


def _content(wanted: Wanted, around: Around, kits: Kits, chosen: Sequence[Chosen]) -> bytes:
    spot, state = wanted.spot, wanted.state
    if wanted.what == "page":
        page = build(around, spot, state)
        there = next(one for one in chosen if one.edition == spot.edition)
        page = replace(page, picker=_picker(page.picker, there, spot, state, around))
        return preview_page(page).encode("utf-8", "replace")
    if wanted.what == "frame":
        document = frame_document(around.preview, spot, state, policy_inside=True)
        return (document or "").encode("utf-8", "replace")
    shown = looked_at(around.preview, spot, state).shown
    if wanted.what == "eml" or shown.letter is None:
        return shown.eml
    if wanted.what == "picture":
        return kits.pages(spot, shown, wanted.number)[wanted.page - 1]
    return shown.letter.attachments[wanted.number - 1].content


def _write(top: Path, name: str, content: bytes) -> int:
    path = top / name
    for folder in reversed(path.relative_to(top).parents):  # mkdir's mode is the last one's alone
        (top / folder).mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return len(content)
