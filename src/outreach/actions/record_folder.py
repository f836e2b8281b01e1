"""The folder of a record: private, whole or not there, with a digest of every file in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from csv import writer
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any, Protocol

from outreach.domain.spreadsheet import guarded
from outreach.errors import OutreachError, WrongUsage

SUMS = "SHA256SUMS"
MANIFEST = "MANIFEST.json"
_UNFINISHED = ".unfinished"


class Row(Protocol):
    def __call__(self, *cells: object) -> None: ...


@dataclass(slots=True)
class RecordFolder:
    """Where a record is written. Names are relative, with ``/``; each is written once.

    ``files`` and ``size``, in bytes, are what it holds so far.
    """

    root: Path
    sums: IO[str]
    files: int = 0
    size: int = 0

    def write(self, name: str, content: bytes) -> None:
        with self._new(name) as file:
            file.write(content)
        self._sum(name, sha256(content).hexdigest(), len(content))

    @contextmanager
    def table(self, name: str, header: Sequence[str]) -> Iterator[Row]:
        """A CSV that Excel reads as UTF-8 and in which no cell is a formula."""
        with os.fdopen(self._open(name), "w", encoding="utf-8", newline="") as file:
            file.write("\ufeff")
            rows = writer(file)
            rows.writerow(header)

            def row(*cells: object) -> None:
                rows.writerow([guarded(str(cell)) for cell in cells])

            yield row
        path = self.root / name
        with path.open("rb") as whole:
            self._sum(name, file_digest(whole, "sha256").hexdigest(), path.stat().st_size)

    def _new(self, name: str) -> IO[bytes]:
        return os.fdopen(self._open(name), "wb")

    def _open(self, name: str) -> int:
        path = self.root / name
        if not path.parent.exists():
            for folder in reversed(path.relative_to(self.root).parents[:-1]):
                (self.root / folder).mkdir(mode=0o700, exist_ok=True)
        return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)

    def _sum(self, name: str, digest: str, size: int) -> None:
        self.sums.write(f"{digest}  {name}\n")
        self.files += 1
        self.size += size


@contextmanager
def new_record(out: Path) -> Iterator[RecordFolder]:
    """A folder that is called ``out`` once all is in it, and removed if that fails.

    Raises WrongUsage where there is something already.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolves no link
    refuse_taken(out)
    draft = out.with_name(f".{out.name}.{os.getpid()}{_UNFINISHED}")
    try:
        draft.mkdir(mode=0o700)
        handle = os.open(draft / SUMS, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as sums:
            yield RecordFolder(draft, sums)
        for path in (*draft.rglob("*"), draft):
            _reach_disk(path)
        refuse_taken(out)
        with suppress(FileNotFoundError):
            out.rmdir()  # empty, as was just seen; else this fails
        draft.rename(out)
        _reach_disk(out.parent)
    except OSError as exc:
        shutil.rmtree(draft, ignore_errors=True)
        raise OutreachError(
            f"cannot write {out}: {exc.strerror}",
            "name a folder that can be written to, on a disk with room",
        ) from None
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _reach_disk(path: Path) -> None:
    """A name on the disk whose content is not would be a record that is not whole."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_taken(out: Path) -> None:
    """Raise WrongUsage unless ``out`` is free: not there, or an empty folder."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise WrongUsage(f"{out} exists already", "name a folder that does not")
    if out.is_dir() and any(out.iterdir()):
        raise WrongUsage(f"{out} is not empty", "name a new folder")
    if not out.parent.is_dir():
        raise WrongUsage(f"there is no folder {out.parent}", "make it, or name another")


def unfinished(out: Path) -> list[Path]:
    """Records towards ``out`` that a killed command left; they hold what a record holds."""
    out = Path(os.path.abspath(out))  # noqa: PTH100
    return sorted(out.parent.glob(f".{out.name}.*{_UNFINISHED}"))


def seal_of(folder: Path) -> str:
    """SHA-256 over the list of sums: whoever noted it can tell if anything was changed since."""
    with (folder / SUMS).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def as_bytes(data: Any) -> bytes:
    import json

    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
