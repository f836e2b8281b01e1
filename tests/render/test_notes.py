"""Footnotes in a statement's Markdown: their numbers and their marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.render.markdown import Note, asks, markdown_html, notes
from outreach.render.plaintext import markdown_text, short_text


def test_notes_are_numbered_as_they_are_called_and_a_second_call_has_the_same_number() -> None:
    body = "A[^z] b[^a] c[^z].\n\n[^a]: one\n[^z]: two\n"
    assert markdown_html(body) == ("<p>A<sup>[1]</sup> b<sup>[2]</sup> c<sup>[1]</sup>.</p>\n")
    assert markdown_text(body) == "A[1] b[2] c[1]."
    assert notes(body) == (Note("two", "two"), Note("one", "one"))


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
