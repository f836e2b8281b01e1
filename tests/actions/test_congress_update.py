"""Congress loaded from a folder or a server: what changed, or nothing at all."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from congress_data import LEGISLATORS, as_json
from outreach.actions.congress_update import fetch_congress, update_congress
from outreach.domain.contact_list import OfficeClue
from outreach.errors import NeedsFixing, OutreachError
from outreach.store.congress import dated, members, office_for
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def test_the_report_says_who_came_who_left_and_who_moved(store: Store, tmp_path: Path) -> None:
    first = update_congress(store, as_json(tmp_path), NOW)
    assert len(first.turnover.joined) == first.members == len(LEGISLATORS)
    changed = [
        {**one, "terms": [{**one["terms"][-1], "type": "sen", "state": "CA"}]}
        if one["id"]["bioguide"] == "C000001"
        else one
        for one in LEGISLATORS[:-1]
    ]
    second = update_congress(store, as_json(tmp_path, members=changed), NOW)
    assert second.turnover.joined == ()
    assert [one.name for one in second.turnover.left] == ["Greta Norling"]
    [(was, now)] = second.turnover.moved
    assert (was.title, now.title) == ("Representative", "Senator")


def test_contacts_whose_member_left_are_named(store: Store, tmp_path: Path) -> None:
    update_congress(store, as_json(tmp_path), NOW)
    store.execute(
        "INSERT INTO contacts (uid, kind, email, email_key, office_id, created_at, updated_at)"
        " VALUES ('u', 'congress', 'a@example.org', 'a@example.org', ?, '', '')",
        [office_for(store, OfficeClue(bioguide="G000001"))],
    )
    report = update_congress(store, as_json(tmp_path, members=LEGISLATORS[:-1]), NOW)
    assert report.bereft == (("Office of Representative Greta Norling", 1),)


def test_a_folder_that_cannot_be_read_changes_nothing(store: Store, tmp_path: Path) -> None:
    update_congress(store, as_json(tmp_path), NOW)
    before = members(store)
    (tmp_path / "committee-membership-current.json").write_text('{"SSFR": [')
    with pytest.raises(NeedsFixing, match="is not JSON"):
        update_congress(store, tmp_path, NOW)
    assert members(store) == before


def test_the_hand_kept_file_is_taken_along(store: Store, tmp_path: Path) -> None:
    (tmp_path / "congress.toml").write_text(
        '[salutations]\nA000001 = "Leader Quarrington"\nX1 = "Mr. X"\n'
        '[groups.CECC]\nname = "A"\nchecked_on = 2026-06-15\nmembers = ["C000001"]\n'
    )
    report = update_congress(store, as_json(tmp_path), NOW, root=tmp_path)
    assert report.groups == 1
    assert [problem.place and problem.place.line for problem in report.problems] == [3]
    assert members(store)[0].salutation == "Leader Quarrington"


def test_a_broken_hand_kept_file_stops_the_update(store: Store, tmp_path: Path) -> None:
    (tmp_path / "congress.toml").write_text("[groups.SSFR]\nname='A'\nchecked_on = 2026-06-15\n")
    with pytest.raises(NeedsFixing):
        update_congress(store, as_json(tmp_path), NOW, root=tmp_path)
    assert dated(store) is None


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    as_json(tmp_path)
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_it_comes_from_a_server_too(store: Store, address: str) -> None:
    report = fetch_congress(store, address, NOW)
    assert report.members == len(LEGISLATORS)
    assert store.execute("SELECT source FROM datasets").fetchone() == (address,)
    assert report.dated == date(2026, 6, 20)  # the files here are from after NOW


def test_a_server_without_one_of_the_files_changes_nothing(
    store: Store, address: str, tmp_path: Path
) -> None:
    fetch_congress(store, address, NOW)
    before = members(store)
    as_json(tmp_path, members=LEGISLATORS[:-1])
    (tmp_path / "committee-membership-current.json").unlink()
    with pytest.raises(OutreachError, match="there is no http"):
        fetch_congress(store, address, NOW)
    assert members(store) == before


def test_what_is_wrong_with_a_servers_data_is_placed_there(
    store: Store, address: str, tmp_path: Path
) -> None:
    as_json(tmp_path, members=[*LEGISLATORS, {"id": {}}])
    [problem] = fetch_congress(store, address, NOW).problems
    assert str(problem).startswith(f"{address}/legislators-current.json: entry 8 has no")
    as_json(tmp_path, members=[])
    with pytest.raises(NeedsFixing, match=f"^{address} holds no members"):
        fetch_congress(store, address, NOW)
