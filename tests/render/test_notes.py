"""Footnotes in a statement's Markdown: their numbers and their marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.render.markdown import Note, asks, markdown_html, notes
from outreach.render.plaintext import markdown_text, short_text


def test_notes_are_numbered_as_they_are_called_and_a_second_call_has_the_same_number() -> None:
    body = "A[^z] b[^a] c[^z].\n\n[^a]: one\n[^z]: two\n"
    assert markdown_html(body) == ("<p>A<sup>[1]</sup> b<sup>[2]</sup> c<sup>[1]</sup>.</p>\n")
    assert markdown_text(body) == "A[1] b[2] c[1]."
    assert notes(body) == (Note("two", "two"), Note("one", "one"))


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("Fin.[^1]", 'Fin<span class="held">.<sup>[1]</sup></span>'),
        ("(Fin)[^1]", '(Fin<span class="held">)<sup>[1]</sup></span>'),
        ("A &[^1]", 'A <span class="held">&amp;<sup>[1]</sup></span>'),
        ("*Fin.[^1]* x", '<em>Fin<span class="held">.<sup>[1]</sup></span></em> x'),
        ("甚微。[^1]", '甚微<span class="held">。<sup>[1]</sup></span>'),
        ("甚微[^1]", '甚<span class="held">微<sup>[1]</sup></span>'),
        ("མི་[^1]", 'མི<span class="held">་<sup>[1]</sup></span>'),
        ("a[^1][^1]", 'a<span class="held"><sup>[1]</sup><sup>[1]</sup></span>'),
        # No line ends here anyway, and a letter must not be parted from its sign.
        ("Fin[^1]", "Fin<sup>[1]</sup>"),
        ("མི[^1]", "མི<sup>[1]</sup>"),
    ],
)
def test_no_line_begins_with_the_mark_of_a_note(written: str, held: str) -> None:
    assert markdown_html(f"{written}\n\n[^1]: n") == f"<p>{held}</p>\n"


def test_no_line_of_text_begins_with_the_mark_of_a_note() -> None:
    body = "單憑言辭改變甚微。[^1]\n\n[^1]: n"
    assert not any(
        line.startswith("[")
        for width in range(6, 24)
        for line in markdown_text(body, width).split("\n")
    )


def test_a_note_may_stand_in_the_text() -> None:
    body = "A^[see *this* [page](https://example.org/p)] b."
    assert markdown_text(body) == "A[1] b."
    assert notes(body) == (
        Note(
            'see <em>this</em> <a href="https://example.org/p">page</a>',
            "see this page (https://example.org/p)",
        ),
    )


def test_links_are_numbered_from_where_the_notes_end() -> None:
    body = "[a](https://example.org/a)[^1] [b](https://example.org/b)\n\n[^1]: n"
    assert markdown_text(body) == (
        "a [2][1] b [3]\n\n[2] https://example.org/a\n[3] https://example.org/b"
    )


def test_a_list_in_a_note_is_no_ask_and_its_blocks_are_kept() -> None:
    body = "Text[^1]\n\n[^1]: Note\n\n    - x\n    - y\n"
    assert asks(body) == ()
    assert notes(body)[0].text == "Note x y"
    assert notes(body)[0].html == "<p>Note</p>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>"


def test_markup_in_a_note_stays_text() -> None:
    assert notes("a[^1]\n\n[^1]: <b>x</b> & y")[0].html == "&lt;b&gt;x&lt;/b&gt; &amp; y"


def test_a_text_beside_the_statement_has_no_notes_so_none_is_lost() -> None:
    body = "About[^1].\n\n[^1]: a note"
    assert short_text(body) == "About[^1].\n\n[^1]: a note"
    assert "a note" in markdown_html(body, footnotes=False)


@given(st.text("ab [^]:12\n-*_()>", max_size=60))
def test_anything_typed_is_read(body: str) -> None:
    called = markdown_html(body).count("<sup>[") + sum(n.html.count("<sup>[") for n in notes(body))
    assert len(notes(body)) <= called
    markdown_text(body)
