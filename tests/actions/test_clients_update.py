"""The workspace's copy of the data: put there whole, or left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from client_data import encoded, everywhere, feature
from outreach.actions.clients_update import FEWEST, update_clients
from outreach.errors import NeedsFixing, OutreachError
from outreach.intake.client_support import CLIENT_SUPPORT_FILE, kept_support

DATA = encoded(*(feature(f"css-{n}", everywhere("y")) for n in range(FEWEST)))
PIECE = encoded(feature("css-float", everywhere("y")))


def test_a_file_is_taken_into_the_workspace(tmp_path: Path) -> None:
    file = tmp_path / "fetched.json"
    file.write_bytes(DATA)
    root = tmp_path / "home"
    root.mkdir()
    support = update_clients(root, str(file))
    assert len(support.features) == FEWEST
    assert kept_support(root) == support
    assert [path.name for path in root.iterdir()] == [CLIENT_SUPPORT_FILE]


def test_what_is_refused_leaves_the_copy_that_is_there(tmp_path: Path) -> None:
    kept = tmp_path / CLIENT_SUPPORT_FILE
    kept.write_bytes(DATA)
    broken = tmp_path / "broken.json"
    broken.write_bytes(DATA[:-9])
    with pytest.raises(NeedsFixing):
        update_clients(tmp_path, str(broken))
    with pytest.raises(OutreachError):
        update_clients(tmp_path, str(tmp_path / "none.json"))
    assert kept.read_bytes() == DATA


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "fetched.json"
    file.write_bytes(DATA)
    (tmp_path / CLIENT_SUPPORT_FILE).mkdir()
    (tmp_path / CLIENT_SUPPORT_FILE / "something").touch()
    with pytest.raises(OutreachError, match="cannot write"):
        update_clients(tmp_path, str(file))
    assert sorted(path.name for path in tmp_path.iterdir()) == [CLIENT_SUPPORT_FILE, file.name]


def test_a_piece_of_the_data_does_not_replace_the_whole_unless_it_is_meant(tmp_path: Path) -> None:
    kept = tmp_path / CLIENT_SUPPORT_FILE
    kept.write_bytes(DATA)
    piece = tmp_path / "piece.json"
    piece.write_bytes(PIECE)
    with pytest.raises(OutreachError, match="has 1 feature; the whole has more than") as refusal:
        update_clients(tmp_path, str(piece))
    assert "--force" in refusal.value.hint
    assert kept.read_bytes() == DATA
    assert len(update_clients(tmp_path, str(piece), force=True).features) == 1
    assert kept.read_bytes() == PIECE
