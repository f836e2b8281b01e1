"""The law of rendering: batch, then fill in = render for that one person directly."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from letter_templates import (
    MACROS,
    PAGE,
    PREFIX,
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
from outreach.domain.delivery import Letter, Message, personalise
from outreach.domain.language import reads
from outreach.errors import NeedsFixing
from outreach.render.edition import (
    CompiledEdition,
    Content,
    Skeleton,
    compile_edition,
    finish,
    render_directly,
    render_recipient,
)

INHERITED = "{% block letter %}<p>{{ contact.email }}</p>{% endblock %}"


def compiled(
    folder: Path, body: str, text: str, subject: str, preheader: str, *, inherits: bool
) -> CompiledEdition:
    page = MACROS + PAGE + body + "\n</body></html>"
    if inherits:
        (folder / "base.html.j2").write_text(PAGE + INHERITED + "</body></html>", encoding="utf-8")
        block = "{% block letter %}{{ super() }}" + body + "{{ super() | upper }}{% endblock %}"
        page = "{% extends 'base.html.j2' %}" + MACROS + block
    (folder / "t.html.j2").write_text(page, encoding="utf-8")
    (folder / "t.txt.j2").write_text(MACROS + text, encoding="utf-8")
    (folder / "part.html.j2").write_text(
        "{% if contact.city %}<q>{{ contact.city }}</q>{% endif %}{{ who | default('?') }}",
        encoding="utf-8",
    )
    (folder / "words").mkdir()
    for language, source in WORDS.items():
        (folder / "words" / f"{language}.toml").write_text(source, encoding="utf-8")
    edition = Edition("press", "t", "press", subject, preheader, values={"what": "A & B"})
    campaign = Campaign("c", "C", STATEMENT, (edition,), translations=TRANSLATIONS)
    sender = Sender("Coalition", "press@example.org", "Coalition")
    content = Content(campaign, edition, sender, "FOR IMMEDIATE RELEASE", "mailto:a@example.org")
    return compile_edition(content, folder, PREFIX)


def same_page(one: str, other: str) -> bool:
    return etree.tostring(etree.HTML(one), method="c14n") == etree.tostring(
        etree.HTML(other), method="c14n"
    )


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    body=bodies,
    text=texts,
    subject=lines,
    preheader=lines,
    people=st.lists(contacts, min_size=1, max_size=4),
    inherits=st.booleans(),
)
def test_batch_rendering_then_filling_in_equals_rendering_directly(
    tmp_path_factory: pytest.TempPathFactory,
    body: str,
    text: str,
    subject: str,
    preheader: str,
    people: list[Contact],
    inherits: bool,
) -> None:
    folder = tmp_path_factory.mktemp("t")
    edition = compiled(folder, body, text, subject, preheader, inherits=inherits)
    messages: dict[Skeleton, Message] = {}
    # Others with the same answers to what decides, so that letters are also filled in again.
    others = [replace(one, name=two.name, email=two.email) for one in people for two in people]
    for person in (*people, *others):
        try:
            direct = render_directly(edition, person)
        except NeedsFixing as refusal:
            with pytest.raises(NeedsFixing, match=re.escape(str(refusal))):
                in_batch(edition, person, messages)
            continue
        letter = in_batch(edition, person, messages)
        assert letter.subject == direct.subject
        assert letter.text == direct.text
        assert same_page(letter.html, direct.html)


def in_batch(
    edition: CompiledEdition, person: Contact, messages: dict[Skeleton, Message]
) -> Letter:
    rendered = render_recipient(edition, person)
    assert rendered.skeleton.language == reads(
        edition.content.edition, edition.content.campaign, person
    )
    if rendered.skeleton not in messages:
        messages[rendered.skeleton] = finish(edition, rendered.skeleton)
    return personalise(messages[rendered.skeleton], rendered.values)
