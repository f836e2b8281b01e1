"""Keep a copy of what mail programs support, for `check` to read letters by."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from outreach.domain.client_support import ClientSupport
from outreach.errors import OutreachError
from outreach.intake.client_support import (
    CLIENT_SUPPORT_FILE,
    MOST_BYTES,
    read_content,
    support_from,
)
from outreach.intake.download import Limits, fetched, is_address

PUBLIC_ADDRESS = "https://www.caniemail.com/api/data.json"
FEWEST = 100
"""Features of the whole; it has had some 300 for years."""
_INSTEAD = "try again later, or name a file with the data: `outreach clients update FILE`"


def update_clients(
    root: Path, source: str = PUBLIC_ADDRESS, *, force: bool = False
) -> ClientSupport:
    """Put the data at an address of the web, or in a file, into the workspace in ``root``.

    What cannot be read as such data, or is a piece of it unless ``force`` says that it is meant,
    is refused, and the copy that is there stays.
    """
    if is_address(source):
        content = fetched(source, _INSTEAD, Limits(MOST_BYTES))
    else:
        content = read_content(Path(source))
    support = support_from(content, source)
    if (count := len(support.features)) < FEWEST and not force:
        features = f"{count} feature{'' if count == 1 else 's'}"
        raise OutreachError(
            f"{source} has {features}; the whole has more than {FEWEST}, so this is a piece of it",
            "fetch the whole: `outreach clients update`; or keep the piece: --force",
        )
    _write(root / CLIENT_SUPPORT_FILE, content)
    return support


def _write(file: Path, content: bytes) -> None:
    """In one step: a reader sees the old copy or the new one."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as exc:
        with suppress(OSError):
            beside.unlink()
        raise OutreachError(
            f"cannot write {file}: {exc.strerror}", "make the workspace's folder writable"
        ) from None
