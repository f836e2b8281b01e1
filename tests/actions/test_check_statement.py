"""The files of a campaign's folder, read for the places of what letters say."""

from __future__ import annotations

import os
from pathlib import Path

from outreach.actions.check_statement import texts_of


def test_a_pipe_beside_a_campaigns_files_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns" / "visit"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "notes.txt")
    (folder / "statement.md").write_bytes(b"one\r\ntwo")
    assert [text for _, text in texts_of(folder)] == ["one\ntwo"]
