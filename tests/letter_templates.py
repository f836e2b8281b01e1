"""Templates as people write them, and contacts as they come, for laws about letters.

Templates are generated from a grammar: filters, defaults, nested attributes, loops, ifs, includes,
words, macros, captured blocks and recipient data in attributes and URLs. Contacts read several
languages, and carry quotes, ``<&>``, other scripts, emoji, and text that looks like a tag or like
Jinja.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from outreach.domain.contact import Contact, Kind, Member, Office, Organisation
from outreach.domain.statement import Signatory, Statement

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
