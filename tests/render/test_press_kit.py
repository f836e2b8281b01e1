"""The press kit: what stands in it, that none of it is Typst's, and that it is accessible."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.campaign import Sender
from outreach.domain.design import DARK, LIGHT, Design
from outreach.domain.statement import Boilerplate, MediaContact, Quote, Signatory, Statement
from outreach.errors import NeedsFixing
from outreach.render.markdown import blocks as body_blocks
from outreach.render.press_kit import (
    TEMPLATE,
    PressKit,
    Sentences,
    data_of,
    on_paper,
    press_kit,
)
from outreach.render.press_kit_blocks import blocks, clean, notes
from outreach.render.press_kit_fonts import installed

typst = pytest.importorskip("typst")

SENDER = Sender("Coalition", "press@coalition.example", "Coalition", contact_name="Ana")
STATEMENT = Statement(
    "Free them",
    "We *urge*[^1]:\n\n- free **all**;\n- speak [out](https://coalition.example/a).\n\n"
    "## Why\n\n> Because.\n\n[^1]: Again.",
    date(2024, 4, 24),
    "A subtitle",
    "en",
    signatories=(
        Signatory("Hong Kong Watch", city="London", country="UK", url="https://www.watch.example/"),
        Signatory("Freiheit e.V."),
    ),
    media_contacts=(MediaContact("Bo", "Director", phone="+1 202 555 0100", email="bo@c.example"),),
    quotes=(Quote("We will not rest.", "Bo", "Director"),),
    boilerplates=(Boilerplate("About us", "We are **many**."),),
)
SAID = Sentences(
    "en", "EMBARGOED UNTIL NOON", True, "Media contact", "LONDON — ", "Signed by 2", "Notes",
    "About", "###",
)  # fmt: skip
EMBEDDED = typst.Fonts(include_system_fonts=False)


def kit(**changes: Any) -> PressKit:
    return PressKit(replace(STATEMENT, **changes), SENDER, SAID)


def pdf(one: PressKit) -> bytes:
    """With Typst's own fonts alone, so that every machine does the same."""
    return press_kit(one, lambda: EMBEDDED)


def printed(one: PressKit, selector: str) -> list[str]:
    """The text of all elements of a kind, as Typst understood it."""
    given_ = {"kit": json.dumps(data_of(one, EMBEDDED.families()))}
    found = typst.query(
        TEMPLATE.read_bytes(), selector, font_paths=EMBEDDED, sys_inputs=given_, format="json"
    )
    return [_text(each) for each in json.loads(found)]


def _text(content: Any) -> str:
    """Of an element's content; only what texts hold, as they hold it."""
    if isinstance(content, list):
        return "".join(map(_text, content))
    if not isinstance(content, dict):
        return ""
    if content.get("func") == "text":
        return str(content["text"])
    if content.get("func") == "space":
        return " "
    inside = (content.get(key) for key in ("body", "child", "children"))
    return "".join(map(_text, inside))


def texts(nodes: list[dict[str, Any]]) -> str:
    return "".join(
        "\n" if node["is"] == "break" else node.get("text", "") + texts(node.get("in", []))
        for node in nodes
    )


# --- accessible, and the same every time ----------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "lang", "direction"),
    [("en", "en", "L2R"), ("de-AT", "de-AT", "L2R"), ("zh-Hant", "zh-TW", "L2R"),
     ("zh-HK", "zh-HK", "L2R"), ("zh-Hans", "zh-CN", "L2R"), ("ug", "ug", "R2L")],
)  # fmt: skip
def test_it_is_tagged_and_says_its_title_and_language(
    language: str, lang: str, direction: str
) -> None:
    data = pdf(kit(language=language, quotes=(Quote("“We will not rest.”"),)))
    assert f"/Lang({lang})".encode() in data
    assert f"/Direction/{direction}".encode() in data
    for part in (b"/Title(Free them)", b"/StructTreeRoot", b"/Marked true", b"pdfuaid:part"):
        assert part in data, part
    for kind in (b"H1", b"H2", b"P", b"L", b"LI", b"BlockQuote", b"Link"):
        assert re.search(rb"/S/" + kind + rb"\b", data), kind


def test_the_same_input_gives_the_same_bytes_that_tell_no_time() -> None:
    first = pdf(kit())
    assert pdf(kit()) == first
    assert pdf(kit(title="Free all")) != first
    assert b"CreationDate" not in first
    assert b"xmp:CreateDate" not in first


# --- what stands in it ----------------------------------------------------------------------------


def test_its_parts_come_in_order_under_their_headings() -> None:
    assert printed(kit(), "heading") == ["Free them", "Why", "Notes", "Signed by 2", "About us"]
    assert printed(kit(), "quote") == ["Because.", "“We will not rest.”— Bo, Director"]


def test_the_dateline_opens_the_first_paragraph() -> None:
    assert "LONDON — We urge[1]:" in printed(kit(), "par")
    assert "LONDON — " in printed(kit(body="- a list"), "par")


def test_the_asks_are_marked_and_no_other_list() -> None:
    body = "- a\n  1. b\n\npara\n\n1. c\n\n> - d"

    def asked(which: int) -> list[bool]:
        return [node["asks"] for node in blocks(body, which) if node["is"] == "list"]

    assert [asked(n) for n in (0, 1, 2, 3)] == [
        [False, False], [True, False], [False, True], [False, False],
    ]  # fmt: skip
    assert blocks(body, 3)[-1]["in"][0]["asks"]


def test_a_signatory_stands_with_what_is_known_of_it() -> None:
    given_ = data_of(kit(), [])["signatories"]
    ((first, second),) = (column for group in given_ for column in group["columns"])
    assert (texts(first["name"]), texts(first["beside"])) == (
        "Hong Kong Watch",
        "London, UK · watch.example",
    )
    assert (texts(second["name"]), second["beside"]) == ("Freiheit e.V.", [])


@pytest.mark.parametrize("count", [1, 11, 12, 13, 44, 100, 301])
@pytest.mark.parametrize("length", [5, 60, 400])
def test_every_signatory_stands_once_in_columns_of_even_height(count: int, length: int) -> None:
    names = [f"{n:03} {'x' * length}" for n in range(count)]
    groups = data_of(kit(signatories=tuple(map(Signatory, names))), [])["signatories"]
    columns = [column for group in groups for column in group["columns"]]
    shown = [texts(one["name"]).replace("\u200b", "") for column in columns for one in column]
    assert shown == names
    for group in groups if count > 11 else []:
        left, right = (*map(len, group["columns"]), 0)[:2]
        assert right <= left <= right + 1


def test_hundreds_of_names_fill_pages_and_leave_none_out() -> None:
    names = tuple(Signatory(f"Organisation {n}", country="Germany") for n in range(300))
    shown = printed(kit(signatories=names), "list")
    assert all(any(f"Organisation {n}Germany" in one for one in shown) for n in range(300))
    assert len(re.findall(rb"/Type/Page\b", pdf(kit(signatories=names)))) > 4


@pytest.mark.parametrize(
    ("language", "native"),
    [("en", ""), ("en", "བོད་"), ("en", "دۇنيا"), ("bo", "བོད་"), ("ug", "دۇنيا")],
)
def test_columns_are_no_higher_than_a_page(language: str, native: str) -> None:
    families = {"en": "", "bo": "Noto Serif Tibetan", "ug": "Noto Naskh Arabic"}
    if not {families[language], "Noto Serif Tibetan"} <= {"", *installed().families()}:
        pytest.skip("no font for it is installed here")
    names = tuple(Signatory(f"O {n}", native, city="Bern") for n in range(120))
    one = kit(language=language, signatories=names, body="One.", boilerplates=(), quotes=())
    pages = len(re.findall(rb"/Type/Page\b", press_kit(one)))
    groups = data_of(one, installed().families())["signatories"]
    assert all(group["fits"] for group in groups)
    assert pages <= 1 + len(groups)


def test_without_contacts_of_its_own_the_senders_are_named() -> None:
    people = data_of(kit(media_contacts=()), [])["contact"]["people"]
    assert [texts(one) for one in people] == ["Ana\npress@coalition.example"]


def test_how_to_reach_a_contact_stands_on_a_line_of_its_own() -> None:
    (bo,) = data_of(kit(), [])["contact"]["people"]
    assert texts(bo) == "Bo, Director\n\u2066+1 202 555 0100\u2069 · bo@c.example"
    nameless = kit(media_contacts=(MediaContact("", email="bo@c.example"),))
    assert [texts(one) for one in data_of(nameless, [])["contact"]["people"]] == ["bo@c.example"]


def test_without_boilerplates_the_sender_says_who_it_is() -> None:
    sender = replace(SENDER, about="We are one.", website="https://coalition.example")
    (about,) = data_of(replace(kit(boilerplates=()), sender=sender), [])["about"]
    assert texts(about["body"]) == "We are one. https://coalition.example"
    assert data_of(kit(boilerplates=()), [])["about"] == []


def test_a_note_that_is_called_twice_stands_once() -> None:
    twice = kit(body="a[^x] b[^x] c[^y]\n\n[^x]: one\n[^y]: two")
    assert [texts(note[0]["in"]) for note in notes(twice.statement.body)] == ["one", "two"]
    assert b"%PDF" in pdf(twice)


@pytest.mark.parametrize(
    "body",
    ["", "# ", "### deep first", "[a](https://c.example/" + "x" * 9000 + ")", "x" * 5000,
     "[^1] no note", "![a](https://c.example/a.png)", "**a " * 15 + "b" + "**" * 15],
)  # fmt: skip
def test_odd_bodies_make_a_kit_too(body: str) -> None:
    assert pdf(kit(body=body)).startswith(b"%PDF")


@pytest.mark.parametrize("letters", ["བོད་ཀྱི་འགྲོ་བ་", "人權至上", "ئۇيغۇرلار"])
def test_scripts_without_spaces_are_left_whole(letters: str) -> None:
    assert texts(blocks(letters * 30)[0]["in"]) == letters * 30


def test_long_addresses_can_be_broken_and_short_words_are_not() -> None:
    address = "https://coalition.example/a-very-long-address/of-many/parts?and=more"
    (shown,) = {texts(blocks(f"See {address} here.")[0]["in"])}
    assert "\u200b" in shown
    assert shown.replace("\u200b", "") == f"See {address} here."
    assert "\u200b" not in texts(blocks("Donaudampfschifffahrtsgesellschaft")[0]["in"])


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("en", "Freiheit e.V.", "Freiheit e.V."),
        ("en", "«ئۇيغۇر» A", "\u2068«ئۇيغۇر» A\u2069"),
        ("ug", "«ئۇيغۇر» A", "«ئۇيغۇر» A"),
        ("ug", "Freiheit e.V.", "\u2068Freiheit e.V.\u2069"),
        ("ug", "42", "42"),
    ],
)
def test_a_name_that_runs_the_other_way_keeps_its_marks(
    language: str, name: str, shown: str
) -> None:
    one = kit(language=language, signatories=(Signatory(name),))
    assert texts(data_of(one, [])["signatories"][0]["columns"][0][0]["name"]) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("de", "„Nie.“"), ("fr", "«\u00a0Nie.\u00a0»"), ("zh-Hant", "「Nie.」"), ("ug", "«Nie.»")],
)
def test_a_quote_stands_in_the_marks_of_its_language(language: str, shown: str) -> None:
    (quote,) = data_of(kit(language=language, quotes=(Quote("Nie."),)), [])["quotes"]
    assert texts(quote["said"]) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("The [report](https://www.c.example/a/).", "The reportc.example/a."),
        ("[Write](mailto:bo@c.example)", "Writebo@c.example"),
        ("See https://c.example/a now", "See https://c.example/a now"),
        ("[c.example/a](https://c.example/a)", "c.example/a"),
        ("[Bo@c.example](mailto:bo@c.example)", "Bo@c.example"),
        (f"[here](https://c.example/{'x' * 200})", "here"),
    ],
)
def test_paper_says_where_a_link_leads(body: str, shown: str) -> None:
    assert texts(blocks(body)[0]["in"]) == shown


def test_it_is_printed_in_brackets() -> None:
    one = kit(body="The [report](https://c.example/a).")
    assert "LONDON — The report (\u2066c.example/a\u2069)." in printed(one, "par")


@pytest.mark.parametrize("language", ["zh-Hans", "ja", "ko", "bo", "ug", "ar"])
def test_where_letters_do_not_slant_stress_is_bold(language: str) -> None:
    assert data_of(kit(), [])["slanted"]
    assert not data_of(kit(language=language), [])["slanted"]


def test_colours_too_pale_for_paper_are_not_taken() -> None:
    assert on_paper(LIGHT) == asdict(LIGHT)
    assert on_paper(replace(LIGHT, accent="#ff9900"))["accent"] == LIGHT.text
    assert on_paper(replace(LIGHT, background="#000000"))["background"] == "#ffffff"
    assert on_paper(replace(LIGHT, panel="#333333"))["panel"] == "#ffffff"
    dark = on_paper(DARK)
    assert {dark[name] for name in ("text", "muted", "link", "accent", "alert")} == {LIGHT.text}
    assert dark["panel"] == LIGHT.panel


def test_a_house_in_orange_has_its_headings_in_the_colour_of_text() -> None:
    orange = Design(light=replace(LIGHT, accent="#ff9900"))
    assert data_of(replace(kit(), design=orange), [])["colours"]["accent"] == LIGHT.text


# --- nothing from outside is Typst's --------------------------------------------------------------

MARKS = st.text("#[]{}()$@<>*_`\"'/\\~-=+.:;,&%^|!? aZé—\n", max_size=30)
CODE = st.sampled_from(
    ["#panic()", "#sys.inputs", '#read("/etc/passwd")', "$x^2$", "@label", "= Title", "//", "/*",
     "```rust```", "https://c.example", '"]#(', "\\u{41}", "--", "...", "~", "<note-1>"],
)  # fmt: skip
OUTSIDE = st.lists(MARKS | CODE, min_size=1, max_size=3).map("".join)
slow = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@slow
@given(OUTSIDE.filter(lambda text: text.strip()), OUTSIDE)
def test_whatever_is_written_is_printed_as_it_is(title: str, other: str) -> None:
    signatories = (Signatory(f"n{other}", city=other, url=other),)
    quotes = (Quote(f"q{other}", other, other, other),)
    contacts = (MediaContact(f"c{other}", other, other, other, other),)
    one = kit(title=title, signatories=signatories, quotes=quotes, media_contacts=contacts)
    assert printed(one, "heading")[0] == clean(title)
    assert printed(one, "quote")[-1].startswith(clean(f"“q{other}"))
    assert clean(f"n{other}") in printed(one, "list")[-1]
    assert pdf(one).startswith(b"%PDF")


@slow
@given(OUTSIDE)
def test_a_body_is_printed_as_markdown_reads_it(body: str) -> None:
    one = kit(body=f"Opening.\n\n{body}", asks_list=0)
    assert pdf(one).startswith(b"%PDF")
    shown = "".join(printed(one, "par"))
    for paragraph in blocks(one.statement.body):
        if paragraph["is"] == "paragraph":
            assert texts(paragraph["in"]) in shown
    read = [node for block in body_blocks(one.statement.body) for node in block.walk()]
    words = "".join(node.content for node in read if node.type == "text")
    printed_words = texts(_all(blocks(one.statement.body))).replace("\u200b", "")
    assert "".join(printed_words.split()) == "".join(words.split())


def _all(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks that hold running text, however deep."""
    found = []
    for node in nodes:
        if node["is"] in ("paragraph", "heading"):
            found.append(node)
        else:
            inside = [node.get("in", []), *node.get("items", [])]
            found += [one for each in inside for one in _all(each)]
    return found


# --- what it refuses ------------------------------------------------------------------------------


def refusal(one: PressKit) -> NeedsFixing:
    with pytest.raises(NeedsFixing) as caught:
        pdf(one)
    return caught.value


def test_characters_that_no_font_has_are_named() -> None:
    problem = refusal(kit(title="བོད and 一", body="一 丁 丁")).problems[0]
    assert problem.code == "press-kit-font"
    assert "(U+0F56, tibetan letter ba)" in problem.message
    assert "press kit in en" in problem.message
    assert "fonts-noto-cjk, fonts-noto-core on Debian; else from fonts.google.com" in problem.hint


def test_many_missing_characters_are_counted() -> None:
    (problem,) = refusal(kit(body=" ".join("一丁七万丈三上"))).problems
    assert problem.message.count("U+") == 5
    assert " and 2 more" in problem.message


def test_marks_nested_out_of_all_measure_are_refused() -> None:
    assert "10 deep" in refusal(kit(body="> " * 12 + "a")).message


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    installed.cache_clear()
    with pytest.raises(NeedsFixing) as caught:
        press_kit(kit())
    assert caught.value.problems[0].code == "press-kit"
    assert "outreach[pdf]" in caught.value.hint
