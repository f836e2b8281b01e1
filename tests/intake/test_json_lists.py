"""Lists as programs export them: JSON arrays, an object around one, JSON Lines."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing
from outreach.intake.encodings import encoding_of
from outreach.intake.json_lists import is_json_lines, open_json, open_json_lines
from outreach.intake.rows import BrokenRow, ListFile, Row, Table


def opened(text: str, *, lines: bool = False) -> Table:
    data = text.encode()
    file = ListFile("l.json", len(data), lambda: io.BytesIO(data))
    return (open_json_lines if lines else open_json)(file, encoding_of(file))


def people(text: str, *, lines: bool = False) -> list[dict[str, str]]:
    table = opened(text, lines=lines)
    rows = [row for row in table.read() if isinstance(row, Row)]
    return [dict(zip(table.header, row.cells, strict=True)) for row in rows]


def test_the_columns_are_the_keys_in_the_order_of_their_appearance() -> None:
    table = opened('[{"b": "1", "a": "2"}, {"c": "3", "a": "4"}]')
    assert table.header == ("b", "a", "c")
    assert [row.cells for row in table.read() if isinstance(row, Row)] == [
        ("1", "2", ""),
        ("", "4", "3"),
    ]


def test_a_row_has_the_line_its_object_begins_on() -> None:
    table = opened('[\n{"a": "1"},\n\n  {\n"a": "2"\n}, {"a": "3"}\n]')
    assert [row.line for row in table.read()] == [2, 4, 6]


def test_where_people_share_a_line_their_entries_are_counted() -> None:
    table = opened('[{"a": "1"}, {}, {"a": "2"}, 7,\n {"a": "3"}]')
    assert list(table.read()) == [
        Row(1, ("1",)),
        Row(3, ("2",)),
        BrokenRow(4, "entry 4: this entry is no object with named values"),
        Row(5, ("3",)),
    ]
    [doubt] = table.doubts
    assert (doubt.code, doubt.level) == ("counted-entries", "info")
    assert opened('[{"a": "1"},\n{"a": "2"}]').doubts == ()


def test_numbers_keep_their_text() -> None:
    [person] = people('[{"a": 1.0, "b": 12345678901234567890123, "c": 1e5, "d": "02134"}]')
    assert person == {"a": "1.0", "b": "12345678901234567890123", "c": "1e5", "d": "02134"}


def test_what_is_no_text_becomes_text() -> None:
    [person] = people('[{"a": true, "b": false, "c": null, "d": NaN, "e": ["x", 2, null]}]')
    assert person == {"a": "true", "b": "false", "c": "", "d": "", "e": "x; 2"}


def test_objects_in_objects_give_columns_of_their_own() -> None:
    [person] = people('[{"name": {"given": "Ann", "of": {"house": "A"}}, "email": "a@x.example"}]')
    assert person == {"name.given": "Ann", "name.of.house": "A", "email": "a@x.example"}


@pytest.mark.parametrize("key", ["value", "address", "Email"])
def test_lists_of_addresses_are_joined_with_the_preferred_first(key: str) -> None:
    entries = [{key: "a@x.example", "type": "home"}, {key: "b@x.example", "primary": True}]
    [person] = people(json.dumps([{"emails": entries}]))
    assert person == {"emails": "b@x.example; a@x.example"}


def test_a_list_below_a_key_is_found() -> None:
    table = opened('{"total": 2, "tags": ["x"],\n "contacts": [{"a": "1"},\n {"a": "2"}], "n": {}}')
    assert list(table.read()) == [Row(2, ("1",)), Row(3, ("2",))]


def test_one_person_with_a_list_of_addresses_is_one_person() -> None:
    text = '{"family_name": "Oduya", "emails": [{"value": "a@x.example"}]}'
    assert people(text) == [{"family_name": "Oduya", "emails": "a@x.example"}]


def test_objects_over_several_lines_one_after_the_other_are_a_list() -> None:
    text = '{\n"email": "a@x.example"\n}\n{\n"email": "b@x.example"\n}\n'
    assert list(opened(text).read()) == [Row(1, ("a@x.example",)), Row(4, ("b@x.example",))]


def test_several_lists_in_one_file_are_refused() -> None:
    with pytest.raises(NeedsFixing, match="several lists: press, staff"):
        opened('{"press": [{"a": 1}], "staff": [{"a": 1}]}')


def test_a_list_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    first, second = opened('[{"a": "1"},\n{"a": "2').read()
    assert first == Row(1, ("1",))
    assert second == BrokenRow(2, "this is not JSON, so nothing after it can be read")


def test_an_entry_that_is_no_object_costs_only_itself() -> None:
    assert list(opened('["x", {"a": "1"}]').read()) == [
        BrokenRow(1, "entry 1: this entry is no object with named values"),
        Row(2, ("1",)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "l.json is empty"),
        ("{}", "l.json is empty"),
        ("[{}]", "l.json is empty"),
        ("[1, 2]", "l.json:1: this entry is no object"),
        ('[{"a": 02134}]', "l.json:1: this is not JSON$"),
        ('{"a" 1}', "l.json:1: this is not JSON$"),
        ('{\n"a": [', "l.json:2: this is not JSON$"),
        ("[" * 100_000, "l.json:1: the JSON is nested too deeply$"),
        ('{"a":' * 100_000, "l.json:1: the JSON is nested too deeply$"),
        ('[{"a":' + "[" * 300 + "{}" + "]" * 300 + "}]", ""),
        ('[{"a":' * 20 + "1" + "}]" * 20, ""),
        ('[{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}]', "l.json:1: this"),
        ("[" + ",".join(f'{{"k{i}": 1}}' for i in range(1001)) + "]", "more than 1,000 different"),
    ],
)
def test_other_json_is_refused_in_a_sentence(text: str, message: str) -> None:
    if not message:
        assert people(text)
        return
    with pytest.raises(NeedsFixing, match=message) as caught:
        opened(text)
    assert caught.value.hint


def test_a_broken_line_of_json_lines_costs_only_itself() -> None:
    table = opened('{"a": "1"}\n{broken\n\n7\n{"a": "2"}\n', lines=True)
    assert list(table.read()) == [
        Row(1, ("1",)),
        BrokenRow(2, "this is not JSON"),
        BrokenRow(4, "this entry is no object with named values"),
        Row(5, ("2",)),
    ]


def test_a_line_of_many_megabytes_costs_only_itself() -> None:
    text = '{"a": "1"}\n{"a": "' + "x" * 9_000_000 + '"}\n{"a": "2"}\n'
    assert list(opened(text, lines=True).read()) == [
        Row(1, ("1",)),
        BrokenRow(2, "the line is larger than 4 MB"),
        Row(3, ("2",)),
    ]


def test_a_cell_of_megabytes_is_no_cell() -> None:
    text = '[{"a": "' + "x" * 1_100_000 + '"}, {"a": "2"}]'
    broken = BrokenRow(1, "a cell in this row is larger than 1 MB")
    assert list(opened(text).read()) == [broken, Row(2, ("2",))]
    with pytest.raises(NeedsFixing, match=r"or one entry of more than 4 MB$"):
        opened('[{"a": "' + "x" * 9_000_000 + '"}]')


def test_half_a_character_becomes_one_that_can_be_stored() -> None:
    assert people('[{"a": "x\\ud800"}]') == [{"a": "x?"}]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('{"a": 1}\n{"a": 2}', True),
        ('{"a": 1}\r\n{"a": 2}', True),
        ('{"a": 1}', False),
        ('{"a":\n1}', False),
        ('[{"a": 1}]', False),
    ],
)
def test_json_lines_are_told_from_json(head: str, told: bool) -> None:
    assert is_json_lines(head) is told


texts = st.text(max_size=9)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.fixed_dictionaries({"email": texts, "name": texts, "Größe": texts}), max_size=6),
    st.booleans(),
)
def test_what_is_written_is_read_back(written: list[dict[str, str]], ascii_only: bool) -> None:
    first = {"email": "a@x.example", "name": "Ann", "Größe": "1"}
    every = [first, *written]
    lines = "\n".join(json.dumps(one, ensure_ascii=ascii_only) for one in every)
    kept = [one for one in every if any(value.strip() for value in one.values())]
    assert people(lines, lines=True) == kept
    assert people(json.dumps(every, indent=1, ensure_ascii=ascii_only)) == kept


@pytest.mark.parametrize("size", range(65_495, 65_530))
def test_it_makes_no_difference_where_a_piece_read_from_disk_ends(size: int) -> None:
    text = '{"note": "' + "x" * size + '", "total": 12345, "people": [{"n": 67}, {"n": 89}]}'
    assert people(text) == [{"n": "67"}, {"n": "89"}]
