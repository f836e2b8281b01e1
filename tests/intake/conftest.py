"""What the tests of intake share."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_folder import STATEMENT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "visit"
    folder.mkdir()
    (folder / "statement.md").write_text(STATEMENT)
    (folder / "signatories.txt").write_text("One\nTwo\n")
    return folder
