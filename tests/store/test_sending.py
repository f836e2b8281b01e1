"""One sender of a campaign at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.errors import StoreLocked
from outreach.store.sending import sending_lock


def test_a_second_sender_of_the_same_campaign_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with (
        sending_lock(path, "visit"),
        pytest.raises(StoreLocked, match="visit is running") as caught,
        sending_lock(path, "visit"),
    ):
        pass
    assert "outreach status visit" in caught.value.hint
    with sending_lock(path, "visit"):
        pass


def test_another_campaign_may_be_sent_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with sending_lock(path, "visit"), sending_lock(path, "other"):
        pass


def test_one_store_under_two_names_is_one_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contacts.db"
    path.touch()
    (tmp_path / "link.db").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    for name in (Path("contacts.db"), tmp_path / "link.db"):
        with sending_lock(path, "visit"), pytest.raises(StoreLocked), sending_lock(name, "visit"):
            pass


def test_the_lock_file_is_private(tmp_path: Path) -> None:
    with sending_lock(tmp_path / "contacts.db", "visit"):
        (lock,) = tmp_path.glob("*.lock")
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600


HOLD = """
import sys, time
from pathlib import Path
from outreach.store.sending import sending_lock
with sending_lock(Path(sys.argv[1]), "visit"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_sender_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, env=os.environ
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreLocked), sending_lock(path, "visit"):
            pass
        holder.kill()
        holder.wait()
    with sending_lock(path, "visit"):
        pass
