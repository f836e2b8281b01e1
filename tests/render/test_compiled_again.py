"""What templates compiled to is kept, and no letter and no fault can tell."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letter_templates import (
    MACROS,
    PAGE,
    STATEMENT,
    TRANSLATIONS,
    WORDS,
    bodies,
    contacts,
    lines,
    texts,
)
from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact
from outreach.errors import NeedsFixing
from outreach.render import compiled, inline, markdown
from outreach.render.edition import (
    Content,
    Rendered,
    compile_edition,
    render_directly,
    render_recipient,
)
from people import DESK, PREFIX, RENEE


@contextmanager
def nothing_kept() -> Iterator[None]:
    """As in a process that has compiled nothing yet."""
    kept = compiled._compiled
    compiled._compiled = kept.__wrapped__
    try:
        yield
    finally:
        compiled._compiled = kept


# --- a law ----------------------------------------------------------------------------------------

BROKEN = st.sampled_from(
    ["{% if %}", "\n{{ 'a' | unheard_of }}", "{{ (1", "{% include 'nowhere.html.j2' %}"]
)
PARTS = st.one_of(
    bodies,
    BROKEN,
    st.sampled_from(
        [
            "{{ who | default('nobody') }}",
            "{% set who = contact.name %}{{ who }}",
            "{% set who = statement.title %}{{ who }}",
            "{% set subject = 'Mine' %}{{ subject }}",
            "{{ contact.title }}",
            "{{ contact.nmae }}",
            "\n\n{{ contact.city }}",
            "{{ 1044 | number }} {{ statement.date | long_date }}",
            "{% include 'more.html.j2' %}",
            "{% include 'part.html.j2' %}",
            "{% include 't.html.j2' %}",
            "{% from 'more.html.j2' import shout %}{{ shout(contact.name) }}",
        ]
    ),
)
BASES = st.sampled_from(
    [
        "{% block letter %}<p>{{ contact.email }}</p>{% endblock %}",
        "{% set who = 'all' %}{% block letter %}{% endblock %}{{ who }}",
        "{% set who = contact.name %}{{ who }}{% block letter %}{% endblock %}",
        "{% include 'part.html.j2' %}{% block letter %}{% endblock %}",
    ]
).map(lambda body: PAGE + body + "</body></html>")
INHERITS = "{{% extends 'base.html.j2' %}}{}{{% block letter %}}{{{{ super() }}}}{}{{% endblock %}}"
PAGES = st.one_of(
    bodies.map(lambda body: MACROS + PAGE + body + "</body></html>"),
    st.one_of(bodies, PARTS).map(lambda body: INHERITS.format(MACROS, body)),
)
SAID = st.sampled_from(
    [
        WORDS["en"],
        WORDS["de"],
        "# a line more\n" + WORDS["de"],
        'hello = """\n\n{{ contact.title }}"""\ncount = "{{ who | default(1044 | number) }}"\n',
        'hello = "{% if %}"\ncount = "x"\n',
        'count = "nothing but a count"\n',
    ]
)
EDITS = st.one_of(
    st.tuples(st.just("t.html.j2"), PAGES),
    st.tuples(st.just("t.txt.j2"), st.one_of(texts.map(lambda text: MACROS + text), BROKEN)),
    st.tuples(st.just("base.html.j2"), BASES),
    st.tuples(st.sampled_from(["part.html.j2", "more.html.j2"]), PARTS),
    st.tuples(st.sampled_from(["words/en.toml", "words/de.toml"]), SAID),
    st.tuples(st.sampled_from(["part.html.j2", "base.html.j2", "words/de.toml"]), st.none()),
    st.tuples(st.sampled_from(["subject", "preheader"]), st.one_of(lines, BROKEN)),
)
"""A file, or a line of the campaign file, and what it is from now on; None if it is deleted."""

START = {
    "t.html.j2": "{% extends 'base.html.j2' %}{% block letter %}{{ super() }}"
    "{% include 'part.html.j2' %}{% include 'words/hello.html' %}{% endblock %}",
    "t.txt.j2": "{% include 'words/hello.txt' %} {{ contact.name }}",
    "base.html.j2": PAGE + "{% block letter %}{% endblock %}</body></html>",
    "part.html.j2": "{{ who | default('nobody') }}{% include 'more.html.j2' %}",
    "more.html.j2": "{% macro shout(what) %}{{ what }}!{% endmacro %}",
    "words/en.toml": WORDS["en"],
    "words/de.toml": WORDS["de"],
}


def content_with(subject: str = "News", preheader: str = "") -> Content:
    edition = Edition("press", "t", "press", subject, preheader, values={"what": "A & B"})
    campaign = Campaign("c", "C", STATEMENT, (edition,), translations=TRANSLATIONS)
    sender = Sender("Coalition", "press@example.org", "Coalition")
    return Content(campaign, edition, sender, "FOR IMMEDIATE RELEASE", "mailto:a@example.org")


def seen(content: Content, folder: Path, people: list[Contact]) -> list[Any]:
    """All that anybody can see of an edition: its letters, what splits it, and its faults."""
    try:
        edition = compile_edition(content, folder, PREFIX)
    except NeedsFixing as refused:
        return [refused.problems]
    found: list[Any] = []
    for person in people:
        for look in (render_recipient, render_recipient, render_directly):
            try:
                found.append(look(edition, person))
            except NeedsFixing as refused:
                found.append(refused.problems)
    for language, version in edition.versions.items():
        questions = version.templates.questions
        facts = version.letters.count, questions.complete, len(questions.asked)
        found.append((language, facts, sorted(version.templates.branches)))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all examples, so that what one left can mislead the next."""
    made = tmp_path_factory.mktemp("templates")
    (made / "words").mkdir()
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(EDITS, min_size=1, max_size=6),
    one=contacts,
    languages=st.permutations(["en", "de"]),
)
def test_after_any_edits_letters_and_faults_are_those_of_a_fresh_process(
    folder: Path, edits: list[tuple[str, str | None]], one: Contact, languages: list[str]
) -> None:
    for name, source in START.items():
        (folder / name).write_text(source, encoding="utf-8")
    people = [replace(one, language=language) for language in languages]
    people.append(replace(people[0], name="Somebody Else"))
    said = {"subject": "News", "preheader": ""}
    for name, source in edits:
        if name in said:
            said[name] = source or ""
        elif source is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_text(source, encoding="utf-8")
        content = content_with(**said)
        again = seen(content, folder, people)
        with nothing_kept():
            assert again == seen(content, folder, people)


# --- cases ----------------------------------------------------------------------------------------


def compilations() -> int:
    return compiled._compiled.cache_info().misses


def test_one_edit_compiles_one_template(edition: Any) -> None:
    parts = {f"{name}.html.j2": f"{name} {{{{ contact.name }}}}" for name in "abcd"}
    body = "".join(f"{{% include '{name}' %}}" for name in parts)
    render_recipient(edition(body, more=parts), RENEE)
    before = compilations()
    render_recipient(edition(body, more=parts), RENEE)
    assert compilations() == before
    render_recipient(edition(body, more={**parts, "c.html.j2": "Dear {{ contact.name }}"}), RENEE)
    assert compilations() == before + 1


def test_a_name_that_the_template_around_comes_to_bind_to_what_differs_is_a_field(
    edition: Any,
) -> None:
    def rendered(who: str) -> list[Rendered]:
        body = f"{{% set who = {who} %}}{{% include 'part.html.j2' %}}"
        one = edition(body, text="News", more={"part.html.j2": "{{ who }}"})
        return [render_recipient(one, replace(RENEE, name=name)) for name in ("Ann", "Bo")]

    ann, bo = rendered("'all'")
    assert (ann, bo.values) == (bo, ())
    ann, bo = rendered("contact.name")
    assert (ann.values, bo.values) == (("Ann",), ("Bo",))
    assert ann.skeleton == bo.skeleton


def test_each_language_writes_its_own_numbers(tmp_path: Path) -> None:
    for name, source in {**START, "t.txt.j2": "{{ 1044 | number }}"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    compiled_edition = compile_edition(content_with(), tmp_path, PREFIX)
    texts_by = {
        language: render_recipient(compiled_edition, replace(RENEE, language=language))
        for language in ("en", "de")
    }
    assert texts_by["en"].skeleton.text == "1,044"
    assert texts_by["de"].skeleton.text == "1.044"


def test_a_word_that_moves_down_its_file_has_its_new_line(edition: Any) -> None:
    def place_of(words: str) -> str:
        text = "{% include 'words/hello.txt' %}"
        broken = edition("News", text=text, more={"words/en.toml": words})
        with pytest.raises(NeedsFixing) as refused:
            render_recipient(broken, DESK)
        return str(refused.value.problems[0].place).rpartition("/")[2]

    assert place_of('hello = "{{ contact.title }}"\n') == "en.toml:1"
    assert place_of('# so\n# and so\nhello = "{{ contact.title }}"\n') == "en.toml:3"


def test_neither_an_edition_nor_a_recipient_is_kept(edition: Any) -> None:
    one = edition("{% if contact.name %}{{ contact.name }}{% endif %}")
    for name in ("A", "B", "C"):
        render_recipient(one, replace(RENEE, name=name))
    templates = weakref.ref(one.version("en").templates)
    del one
    gc.collect()
    assert templates() is None


def test_what_is_kept_is_bounded() -> None:
    assert compiled._compiled.cache_info().maxsize == compiled.MOST_KEPT


# --- threads --------------------------------------------------------------------------------------


def test_editions_on_several_threads_are_those_on_one(edition: Any, tmp_path: Path) -> None:
    edition("{% if contact.name %}Dear {{ contact.name }}{% endif %} {{ contact.email | upper }}")
    content = content_with("For {{ contact.name }}")
    people = [replace(RENEE, name=f"No. {number}") for number in range(3)]
    with nothing_kept():
        alone = seen(content, tmp_path, people)
    together = threading.Barrier(4)

    def look(_: int) -> list[list[Any]]:
        together.wait()
        return [seen(content, tmp_path, people) for _ in range(3)]

    compiled._compiled.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(look, range(4)):
            assert found == [alone] * 3


def test_css_is_inlined_on_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []
    waits = threading.Event()

    class Counting:
        def __init__(self, html: str, **_: Any) -> None:
            self.html = html

        def transform(self, **_: Any) -> str:
            inside.append(1)
            most.append(len(inside))
            waits.wait(0.02)  # long enough for the others to come in
            inside.pop()
            return self.html

    monkeypatch.setattr(inline, "Premailer", Counting)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(inline.inline, "abc")) == ["a", "b", "c"]
    assert most == [1, 1, 1]


def test_the_markdown_parser_has_its_rules_before_two_threads_can_share_it() -> None:
    markdown._parser.cache_clear()
    parser = markdown._parser()
    rulers = (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2)
    assert all(ruler.__cache__ is not None for ruler in rulers)
