"""An output that knows ASCII alone: arrows and dashes stay readable, names stay exact."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.cli.plain_text import ERRORS, stand_in

codecs.register_error(ERRORS, stand_in)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("    → add --yes", b"    -> add --yes"),
        ("“A – B” … 3 × 2", b'"A - B" ... 3 x 2'),
        ("▁▄█", b"_=#"),
        ("王小明", rb"\u738b\u5c0f\u660e"),
        ("\U0001f600 é", rb"\U0001f600 \xe9"),
    ],
)
def test_what_ascii_cannot_say(text: str, shown: bytes) -> None:
    assert text.encode("ascii", ERRORS) == shown


def test_what_an_encoding_knows_stays_as_it_is() -> None:
    assert "é →".encode("latin-1", ERRORS) == b"\xe9 ->"


def test_text_that_is_no_utf8_is_not_its_business() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", ERRORS)


def test_the_way_out_is_readable_on_stderr_and_stdout(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "outreach", "-C", str(tmp_path), "doctor"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "    -> " in done.stderr
    assert "\\u" not in done.stdout + done.stderr
