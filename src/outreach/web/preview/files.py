"""The preview's pages as files, for a reviewer who has no outreach: `outreach preview --static`."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.actions.preview import Preview
from outreach.errors import OutreachError, WrongUsage
from outreach.viewer.model import Person, Picker
from outreach.viewer.pages import ASSETS, people_page, preview_page
from outreach.viewer.state import State, View

from .addresses import Files, Spot, Wanted
from .kits import Kits
from .page import Around, build
from .panes import frame_document, looked_at
from .whom import Chosen, Letter

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
    spots = [spot for one in chosen for spot, _, _ in one.spots]
    addresses = _Folder(spots)
    around = Around(preview, addresses, root, lambda *_: "", kits.count)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
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
    sizes.append(_write(top, _INDEX, _index(addresses, chosen).encode()))
    for one in chosen:
        _wait_for_findings(around.preview, one)
    done: set[str] = set()
    while left := [path for path in addresses.wanted if path not in done]:
        for path in left:
            done.add(path)
            content = _content(addresses.wanted[path], around, kits, chosen)
            sizes.append(_write(top, path, content))
    return Written(sum(len(one.spots) for one in chosen), len(sizes), sum(sizes))


def _index(addresses: Files, chosen: Sequence[Chosen]) -> str:
    """Its links lead down, where those of the pages lead up first."""
    people = tuple(
        Person(
            entry.name,
            entry.email,
            entry.detail,
            href=addresses.page(spot, State()).removeprefix("../../"),
            marks=(spot.edition, *((why,) if why else ())),
        )
        for one in chosen
        for spot, entry, why in one.spots
    )
    title = f"{chosen[0].spots[0][0].campaign}: letters to look at" if people else "No letters"
    more = "; ".join(f"{one.left_out} more of {one.edition}" for one in chosen if one.left_out)
    note = f"Not written: {more}." if more else ""
    picker = Picker(found=len(people), total=len(people), people=people, note=note)
    return people_page(picker, "assets", title)


def _picker(
    picker: Picker, there: Sequence[Letter], spot: Spot, state: State, around: Around
) -> Picker:
    """Of the letters that are there alone: the names of all others are nobody's business."""
    kept = replace(state, beside="", language="")
    hrefs = [around.addresses.page(one, kept) for one, _, _ in there]
    here = [one for one, _, _ in there].index(spot)
    return replace(
        picker,
        people=tuple(
            Person(
                entry.name, entry.email, entry.detail, href, one == spot, marks=(why,) * bool(why)
            )
            for (one, entry, why), href in zip(there, hrefs, strict=True)
        ),
        found=len(there),
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
        there = [one.spots for one in chosen if one.edition == spot.edition]
        page = replace(page, picker=_picker(page.picker, there[0], spot, state, around))
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
