"""The law of rendering: batch, then fill in = render for that one person directly.

Templates are generated from a grammar of what people write: filters, defaults, nested attributes,
loops, ifs, includes, words, macros, captured blocks and recipient data in attributes and URLs.
Contacts read several languages, and carry quotes, ``<&>``, other scripts, emoji, and text that
looks like a tag or like Jinja.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact, Kind, Member, Office, Organisation
from outreach.domain.delivery import Letter, Message, personalise
from outreach.domain.language import reads
from outreach.domain.statement import Signatory, Statement
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

PREFIX = "-xk7f3"

STATEMENT = Statement(
    title="Release them & now",
    body="We *urge* you to:\n\n- act <soon>\n- speak\n",
    signatories=(Signatory("Freiheit für Hongkong e.V."), Signatory("A & B")),
    date=dt.date(2024, 4, 24),
)
TRANSLATIONS = {
    "de": replace(STATEMENT, language="de", title="Lasst sie „frei“", body="Wir *bitten*[^1]\n"),
    "ug": replace(STATEMENT, language="ug", title="ئۇلارنى قويۇپ بېرىڭ", body="ئا & ب"),
}
WORDS = {
    "en": """hello = "Dear {{ contact.given_name | default('colleague') }} <{{ contact.email }}>"
count = "{{ 1044 | number }} signed on {{ statement.date | long_date }}{{ who | default('') }}"
""",
    "de": """hello = "{% if contact.title %}Hallo{% endif %} {{ contact.name | upper }} & Co"
count = "{{ statement.title }} {{ words.dir }} {{ statement.date | long_date }}"
""",
}

# --- contacts -------------------------------------------------------------------------------------

awkward = st.sampled_from(
    [
        "O'Brien & Sons",
        '"quoted" <b>bold</b>',
        "<script>alert(1)</script>",
        "{{ contact.email }}",
        "{% if x %}",
        "-xk7f-",
        "-xk7f3",
        "%name%",
        "<%asm_group_unsubscribe_url%>",
        "陳樂行",
        "남궁서윤",
        "Dilnur سادىروۋا",
        "Pema ནོར་རྒྱས",
        "🕊️ Dove",
        "Íñiguez  Peñaloza",
        "a\u00a0b",
        "&amp; already &#39;escaped&#39;",
        "--><!--",
        "x",
        "50% off?",
        "back\\slash",
    ]
)
letters = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12
)
word = st.one_of(awkward, letters)
maybe = st.one_of(st.just(""), word)

members = st.builds(
    Member,
    bioguide=st.just("X000001"),
    name=word,
    last_name=word,
    title=st.sampled_from(["Senator", "Representative"]),
    salutation=word,
    chamber=st.sampled_from(["senate", "house"]),
    state=st.sampled_from(["ID", "NY"]),
)
contacts = st.builds(
    Contact,
    id=st.just(1),
    uid=st.just("c1"),
    kind=st.sampled_from(Kind),
    email=st.sampled_from(["a@example.org", "o'brien@example.com", "weiß@bücher.example"]),
    name=word,
    given_name=maybe,
    family_name=maybe,
    title=maybe,
    language=st.sampled_from(["", "en", "de-AT", "ug", "fr"]),
    city=maybe,
    tags=st.lists(word, max_size=3).map(tuple),
    organisation=st.one_of(
        st.none(),
        st.builds(
            Organisation,
            name=word,
            signed_name=maybe,
            language=st.sampled_from(["", "de", "ug"]),
        ),
    ),
    office=st.one_of(st.none(), st.builds(Office, name=word, member=members)),
)

# --- templates ------------------------------------------------------------------------------------

values = st.sampled_from(
    [
        "contact.name",
        "contact.email",
        "contact.given_name | default('colleague')",
        "contact.title | default(contact.name) | upper",
        "(contact.given_name | default('x')) ~ ' ' ~ contact.name",
        "organisation.name | default('no one')",
        "organisation.signed_name | default(organisation.name) | default('-')",
        "member.salutation | default('friend') | title",
        "office.member.name | default('nobody')",
        "contact.tags | join(', ')",
        "contact.tags | length",
        "contact.name | length * 2 + 1",
        "contact.name | truncate(5)",
        "contact.name[:2]",
        "contact.name.split() | first | default('')",
        "contact.name if contact.language == 'en' else contact.email",
        "contact.name | e",
        "contact.name | safe | e",
        "contact.name | replace('a', '<i>') ",
        "contact.name | wordwrap(4)",
        "'%s/%s' | format(contact.name, contact.language)",
        "statement.title",
        "statement.signatories | length",
        "statement.date | long_date",
        "statement.html",
        "values.what ~ words.language",
        "shout(contact.name)",
        "shout('x') | lower",
        "shout(shout(contact.name))",
        "outer(contact)",
        "outer(contact) | upper",
        "outer(contact) | length",
        "shout(contact.name).replace('x', 'YY')",
        "shout(contact.name).upper()",
        "late()",
        "args('a', *[shout(contact.name)])",
        "link('Reply')",
        "subject",
        "preheader | upper",
        "preheader",
        "subject | length",
        "release_line | default('')",
    ]
)
printed = values.map(lambda value: "{{ " + value + " }}")
attribute_value = printed.filter(lambda text: "bold" not in text and "outer" not in text)
conditions = st.sampled_from(
    [
        "contact.given_name",
        "organisation",
        "member",
        "contact.language == 'en'",
        "contact.tags | length > 1",
        "'a' in contact.name",
        "shout(contact.name) == 'X!'",
        "statement.title",
    ]
)


def html_around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("<p>{}</p>".format, inner),
        st.builds("<p class='hot'>{} and {}</p>".format, inner, inner),
        st.builds(
            "{{% if {} %}}{}{{% else %}}<b>{}</b>{{% endif %}}".format, conditions, inner, inner
        ),
        st.builds(
            "{{% for tag in contact.tags %}}<i>{{{{ tag }}}}{{{{ loop.index }}}}</i>{}"
            "{{% else %}}none{{% endfor %}}".format,
            inner,
        ),
        st.builds(
            "{{% for s in statement.signatories %}}{{{{ s.name }}}}{}{{% endfor %}}".format, inner
        ),
        st.builds("{{% set who = {} %}}{{{{ who }}}}{{{{ who | lower }}}}{}".format, values, inner),
        st.builds(
            "{{% set who %}}{}{{% endset %}}<u>{{{{ who }}}}</u>{{{{ who | length }}}}".format,
            inner,
        ),
        st.builds("{{% with who = {} %}}{{{{ who }}}}{}{{% endwith %}}".format, values, inner),
        st.builds("{{% filter upper %}}{}{{% endfilter %}}".format, printed),
        st.builds("{{% filter trim %}}{}{{% endfilter %}}".format, inner),
        st.builds("{{% call framed(contact) %}}{}{{% endcall %}}".format, inner),
        st.builds("{{% include 'part.html.j2' %}}{}".format, inner),
    )


pieces = st.one_of(
    printed,
    st.just("<br>text & more &mdash; "),
    st.builds("<a href='https://example.org/?q={}'>link</a>".format, attribute_value),
    st.builds("<a href='mailto:{}' title='{}'>mail</a>".format, attribute_value, attribute_value),
    st.builds("<img alt='{}' src='x.png'>".format, attribute_value),
    st.builds("<span class='{}'>s</span>".format, attribute_value),
    st.builds("<span style='color: {}'>s</span>".format, st.just("{{ contact.language }}")),
    st.builds("<!-- {} -->".format, st.just("{{ contact.language }}")),
    st.sampled_from(["hello", "count"]).map("<p>{{% include 'words/{}.html' %}}</p>".format),
)
bodies = st.recursive(pieces, html_around, max_leaves=6)
INCLUDE_TEXT = "{{% include 'words/{}.txt' %}}"
texts = st.lists(
    st.one_of(
        printed, st.sampled_from(["hello", "count"]).map("{{% include 'words/{}.txt' %}}".format)
    ),
    min_size=1,
    max_size=4,
).map("\n".join)

MACROS = """
{%- macro shout(what) -%}{{ what }}!{%- endmacro -%}
{%- macro outer(who) -%}<em>{{ shout(who.name) }}</em>{{ who.email }}{%- endmacro -%}
{%- macro late(a=shout(contact.email)) -%}{{ a | length }}{{ a }}{%- endmacro -%}
{%- macro args(a) -%}{{ varargs[0] | length }}{{ a }}{%- endmacro -%}
{%- macro link(subject) -%}{{ subject }}{%- endmacro -%}
{%- macro framed(who) -%}<div class="hot">{{ who.name }}: {{ caller() }}</div>{%- endmacro -%}
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>{{ subject }}</title><style>
.hot { color: #b00; } p { margin: 0; } i { color: blue !important }
@media (prefers-color-scheme: dark) { p { color: #eee !important } }
</style></head><body>
"""


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


lines = (
    st.lists(st.one_of(printed, st.just("News: ")), min_size=1, max_size=2)
    .map("".join)
    .filter(
        lambda line: (
            "subject" not in line
            and "preheader" not in line
            and "outer" not in line
            and "shout" not in line
            and "late" not in line
            and "args(" not in line
            and "link(" not in line
        )
    )
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
