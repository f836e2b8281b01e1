"""What is chosen stands in the address, and what leads nowhere has none."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.viewer.state import NARROWEST, WIDEST, Images, Scheme, State, View
from outreach.web.preview.addresses import Files, Live, Spot

ANA = Spot("visit", "press", "u1")
BEN = Spot("visit", "press", "u2")
STATES = st.builds(
    State,
    view=st.sampled_from(View),
    scheme=st.sampled_from(Scheme),
    images=st.sampled_from(Images),
    width=st.just(0) | st.integers(NARROWEST, WIDEST),
    language=st.sampled_from(("", "de", "zh-Hant")),
    beside=st.sampled_from(("", "person:u2", "language:", "language:de")),
)


@given(STATES)
def test_a_page_is_found_again_by_its_address(state: State) -> None:
    address = urlsplit(Live().page(ANA, state))
    assert address.path == "/c/visit/press/u1"
    assert State.read(dict(parse_qsl(address.query, keep_blank_values=True))) == state


@given(st.text(min_size=1, max_size=20))
def test_no_name_reaches_beyond_its_part_of_the_path(name: str) -> None:
    parts = urlsplit(Live().page(Spot(name, name, name), State())).path.split("/")
    assert [unquote(part) for part in parts] == ["", "c", name, name, name]


def test_an_address_says_only_what_is_not_usual() -> None:
    assert Live().page(ANA, State()) == "/c/visit/press/u1"
    assert Live().page(ANA, State(width=375)) == "/c/visit/press/u1?width=375"


@pytest.mark.parametrize("query", ["view=nothing", "width=-1", "width=9e9", "scheme=", "images=x"])
def test_a_choice_there_is_none_of_is_the_usual_one(query: str) -> None:
    assert State.read(dict(parse_qsl(query, keep_blank_values=True))) == State()


def test_files_are_named_for_those_who_have_pages_only() -> None:
    files = Files([ANA])
    assert files.page(ANA, State()) == "../../visit-press/u1/page.html"
    assert files.page(BEN, State()) == ""
    assert list(files.wanted) == ["visit-press/u1/page.html"]


def test_files_fetch_no_pictures_and_compare_no_two_people() -> None:
    files = Files([ANA, BEN])
    assert files.page(ANA, State(images=Images.REMOTE)) == ""
    assert files.page(ANA, State(beside="person:u2")) == ""
    assert files.page(ANA, State(beside="language:de")) != ""


def test_a_width_is_no_file_of_its_own() -> None:
    files = Files([ANA])
    assert files.page(ANA, State(width=375)) == "../../visit-press/u1/page.html?width=375"
    assert len(files.wanted) == 1


@given(STATES, STATES)
def test_pages_that_differ_are_different_files(one: State, other: State) -> None:
    files = Files([ANA])
    names = [files.page(ANA, replace(state, width=0)) for state in (one, other)]
    if all(names):
        assert (names[0] == names[1]) == (replace(one, width=0) == replace(other, width=0))


@pytest.mark.parametrize("uid", ["../../etc/passwd", "", "..", "a/b", "con:", "ä" * 300, "A", "a"])
def test_a_strange_name_stays_in_the_folder(uid: str) -> None:
    spot = Spot("visit", "press", uid)
    files = Files([spot])
    files.page(spot, State())
    (path,) = files.wanted
    folder, person, name = path.split("/")
    assert (folder, name) == ("visit-press", "page.html")
    assert person.strip(".")
    assert len(person) < 62


@pytest.mark.parametrize(
    ("name", "kept"), [("kit.PDF", "file-1.pdf"), ("x.html", "file-1.bin"), ("x.svg", "file-1.bin")]
)
def test_no_attachment_gets_a_name_under_which_a_browser_runs_it(name: str, kept: str) -> None:
    assert Files([ANA]).file(ANA, State(), 1, name).endswith(f"/{kept}")
