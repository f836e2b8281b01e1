"""Data on mail programs, read in the format of its publishers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from client_data import encoded, everywhere, feature, support
from outreach.errors import NeedsFixing, OutreachError
from outreach.intake.client_support import (
    CLIENT_SUPPORT_FILE,
    kept_support,
    newest,
    read_client_support,
    support_at_hand,
    support_from,
)


def test_a_feature_with_its_programs_and_notes() -> None:
    stats = {"gmail": {"ios": {"2024-01": "a #1 #3"}}, "outlook": {"windows": {"2019": "n"}}}
    known = support(feature("css-float", stats, {"1": "Left  only.", "3": "On\nMondays."}))
    one = known.features["css-float"]
    assert (one.title, one.tested) == ("float", "2025-11-14")
    assert one.clients["gmail/ios"].verdict == "a"
    assert one.clients["gmail/ios"].notes == ("Left only.", "On Mondays.")
    assert one.clients["outlook/windows"].verdict == "n"
    assert known.names["gmail/ios"] == ("Gmail", "iOS")
    assert known.updated == "2026-02-03 10:00:00 +0000"


@pytest.mark.parametrize(
    ("versions", "latest"),
    [
        (["2007", "2010", "2019"], "2019"),
        (["2019-10", "16.80"], "16.80"),
        (["2024-03", "2019-05"], "2024-03"),
        (["10.3", "12.3.1"], "12.3.1"),
        (["9", "10"], "10"),
        ([], ""),
    ],
)
def test_the_latest_version_counts(versions: list[str], latest: str) -> None:
    assert newest(dict.fromkeys(versions, "y")) == latest


def test_an_older_verdict_does_not_count() -> None:
    stats = {"outlook": {"macos": {"2019-10": "y", "16.80": "n"}}}
    assert (
        support(feature("css-float", stats)).features["css-float"].clients["outlook/macos"].verdict
        == "n"
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"slug": 3, "stats": {"gmail": {"ios": {"1": "y"}}}},
        {"slug": "css-x"},
        {"slug": "css-x", "stats": []},
        "css-x",
        None,
    ],
)
def test_an_odd_entry_is_left_out(odd: object) -> None:
    whole = json.loads(encoded(feature("css-float", everywhere("y"))))
    whole["data"].append(odd)
    assert list(support_from(json.dumps(whole).encode(), "x").features) == ["css-float"]


@pytest.mark.parametrize("cell", [3, None, "", "maybe", ["y"]])
def test_an_odd_verdict_is_left_out(cell: object) -> None:
    stats = {"gmail": {"ios": {"1": cell}}, "gmx": {"ios": {"1": "y"}}}
    assert list(support(feature("css-float", stats)).features["css-float"].clients) == ["gmx/ios"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b'{"data": [\n1,,]}', 2),
        (b"\xff\xfe{}", 1),
        (b"[" * 100_000, 0),
        (b"[]", 0),
        (b'{"data": {}}', 0),
        (b'{"data": []}', 0),
        (b'{"data": [{"slug": "css-x", "stats": {}}]}', 0),
    ],
)
def test_other_data_is_refused_where_it_stands(content: bytes, line: int) -> None:
    with pytest.raises(NeedsFixing) as refused:
        support_from(content, "data.json")
    (problem,) = refused.value.problems
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == ("data.json", line)


def test_a_workspace_may_have_none(tmp_path: Path) -> None:
    assert kept_support(tmp_path) is None
    file = tmp_path / CLIENT_SUPPORT_FILE
    file.write_bytes(encoded(feature("css-float", everywhere("y"))))
    kept = kept_support(tmp_path)
    assert kept is not None
    assert list(kept.features) == ["css-float"]


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutreachError, match="cannot read"):
        read_client_support(tmp_path / "none.json")
    with pytest.raises(OutreachError, match="cannot read"):
        read_client_support(tmp_path)


def test_what_would_move_a_terminal_or_fill_it_is_left_out() -> None:
    title = "\x1b[2J\u202efloat" + "x" * 10_000
    data = json.loads(encoded(feature("css-float", everywhere("y"))))
    data["data"][0]["title"] = title
    (one,) = support_from(json.dumps(data).encode(), "data.json").features.values()
    assert one.title.startswith("[2Jfloatx")
    assert len(one.title) == 1000


def test_a_copy_that_is_no_use_is_a_warning_and_none_is_not(tmp_path: Path) -> None:
    assert support_at_hand(tmp_path) == (None, ())
    file = tmp_path / CLIENT_SUPPORT_FILE
    file.write_text('{"data": [\n')
    known, (problem,) = support_at_hand(tmp_path)
    assert known is None
    assert (problem.code, problem.level) == ("client-support", "warning")
    assert str(problem.place).endswith("client-support.json:2")
    assert "or delete the file" in problem.hint
    file.unlink()
    file.mkdir()
    known, (problem,) = support_at_hand(tmp_path)
    assert "cannot read" in problem.message
