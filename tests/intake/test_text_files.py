"""Files that are no texts: named in a sentence, and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outreach.intake.statement_files import read_statement
from outreach.intake.text_files import MOST_STATEMENT, MOST_TEXT, bytes_of, read_text
from outreach.intake.toml_files import read_toml


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def sparse(path: Path, size: int) -> Path:
    """A file that says it has so many bytes and takes no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="pipe or a device"):
        bytes_of(pipe(tmp_path / "x.pdf"), 10)
    with pytest.raises(OSError, match="pipe or a device"):
        bytes_of(Path("/dev/zero"), 10)


def test_a_file_that_nobody_mails_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="it is larger than 30 MB"):
        bytes_of(sparse(tmp_path / "x.mp4", 5_000_000_000), 30_000_000)
    assert bytes_of(sparse(tmp_path / "y", 1000), 1000) == b"\0" * 1000


def test_each_of_a_campaigns_texts_may_be_none(tmp_path: Path) -> None:
    for name in ("statement.md", "campaign.toml"):
        pipe(tmp_path / name)
    (problem,) = read_statement(tmp_path / "statement.md")[1]
    assert problem.message == "cannot read statement.md: it is a pipe or a device, no file"
    (problem,) = read_toml(tmp_path / "campaign.toml")[1]
    assert "it is a pipe or a device" in problem.message


def test_a_statement_as_long_as_a_book_is_no_letter(tmp_path: Path) -> None:
    file = tmp_path / "statement.md"
    front = "---\ntitle: T\n---\n\n"
    file.write_text(front + "Words. " * (MOST_STATEMENT // 7))
    (problem,) = read_statement(file)[1]
    assert (problem.code, "larger than 300 KB" in problem.message) == ("F101", True)
    assert read_text(file)[1] == ()
    file.write_text(front + "Words. " * (MOST_STATEMENT // 7 - 9))
    assert read_statement(file)[1] == ()


def test_toml_of_a_megabyte_is_no_settings(tmp_path: Path) -> None:
    file = tmp_path / "outreach.toml"
    file.write_text("# x\n" * MOST_TEXT)
    (problem,) = read_toml(file)[1]
    assert (problem.code, "larger than 1 MB" in problem.message) == ("file-unreadable", True)
