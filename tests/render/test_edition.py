"""From templates and a contact to a letter: what becomes a field, what a message, what an error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outreach.domain.campaign import Tracking
from outreach.domain.delivery import Letter
from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import CompiledEdition, finish, render_directly, render_recipient
from people import DESK, PREFIX, RENEE, STAFFER


def problem_of(compiled: CompiledEdition, contact: Any) -> Problem:
    with pytest.raises(NeedsFixing) as refusal:
        finish(compiled, render_recipient(compiled, contact).skeleton)
    (problem,) = refusal.value.problems
    return problem


def skeletons(compiled: CompiledEdition, *contacts: Any) -> int:
    return len({render_recipient(compiled, contact).skeleton for contact in contacts})


# What becomes a field


def test_recipient_data_becomes_a_field_in_each_part(edition: Any) -> None:
    rendered = render_recipient(edition(subject="For {{ contact.email }}"), RENEE)
    assert [field.part for field in rendered.skeleton.fields] == ["subject", "html", "text"]
    assert rendered.values == (
        "renee@example.org",
        "Renée O’Brien &amp; Sons",
        "Renée O’Brien & Sons",
    )


def test_what_is_the_same_for_all_is_no_field(edition: Any) -> None:
    compiled = edition(
        "{{ statement.title }}{{ release_line }}{% set all = statement.signatories %}"
        "{% for s in all %}{{ loop.index }}{{ s.name }}{% endfor %}{{ all | length }}",
        text="{{ sender.name }}",
    )
    assert render_recipient(compiled, RENEE).skeleton.fields == ()


def test_what_an_included_template_is_handed_is_no_field_unless_somebody_differs_by_it(
    edition: Any,
) -> None:
    body = "{% for s in statement.signatories %}{% include 'row.j2' %}{% endfor %}"
    who = "{% set who = contact.name %}{% include 'who.j2' %}"
    more = {"row.j2": "<i>{{ s.name }}</i>", "who.j2": "{{ who }}"}
    compiled = edition(body + who, text="x", more=more)
    fields = render_recipient(compiled, RENEE).skeleton.fields
    assert [field.expression.rpartition("/")[2] for field in fields] == ["who.j2:1"]


def test_a_name_that_two_templates_bind_differently_is_right_in_both(
    edition: Any, letter: Any
) -> None:
    both = "{% set x = statement.title %}{% include 'x.j2' %}{% include 'y.j2' %}"
    more = {"x.j2": "[{{ x }}]", "y.j2": "{% set x = contact.name %}{% include 'x.j2' %}"}
    compiled = edition(f"<p>{both}</p>", text="x", more=more)
    for person in (RENEE, STAFFER):
        assert letter(compiled, person) == render_directly(compiled, person)


def test_people_whose_letters_read_alike_share_a_skeleton(edition: Any) -> None:
    compiled = edition("<p>Dear {{ contact.name | default('colleague') }}</p>", text="x")
    assert skeletons(compiled, RENEE, DESK, STAFFER) == 1


def test_a_branch_on_recipient_data_makes_another_message(edition: Any) -> None:
    compiled = edition("{% if contact.language == 'fr' %}<p>Bonjour</p>{% endif %}", text="x")
    assert skeletons(compiled, RENEE, DESK, STAFFER) == 2
    assert [line.rpartition("/")[2] for line in compiled.branches] == ["t.html.j2:1"]


def test_html_values_are_escaped_and_text_values_are_not(edition: Any, letter: Any) -> None:
    got: Letter = letter(
        edition("<p title='{{ contact.name }}'>{{ contact.name }}</p>"),
        replace(RENEE, name='<b>"x"</b>'),
    )
    assert "<b>" not in got.html
    assert got.text == 'Dear <b>"x"</b>'


def test_data_that_looks_like_jinja_stays_data(edition: Any, letter: Any) -> None:
    got = letter(edition(), replace(RENEE, name="{{ contact.email }}{% raw %}"))
    assert got.text == "Dear {{ contact.email }}{% raw %}"


def test_data_that_forges_a_tag_is_refused(edition: Any) -> None:
    problem = problem_of(edition(), replace(RENEE, name=f"{PREFIX}000-"))
    assert problem.code == "tag-damaged"


def test_a_line_break_in_a_name_cannot_start_a_header(edition: Any, letter: Any) -> None:
    got = letter(
        edition(subject="For {{ contact.name }}"), replace(RENEE, name="x\r\nBcc: all@example.org")
    )
    assert got.subject == "For x  Bcc: all@example.org"


# Where a value steers what inlining does, it is part of the skeleton


@pytest.mark.parametrize(
    "body",
    [
        "<p class='{{ contact.language }}'>x</p>",
        "<p id='{{ contact.language }}'>x</p>",
        "<p style='color: {{ contact.language }}'>x</p>",
        "<!-- {{ contact.language }} -->",
        "<iframe>{{ contact.language }}</iframe>",
    ],
)
def test_a_value_that_inlining_looks_at_is_part_of_the_skeleton(edition: Any, body: str) -> None:
    compiled = edition(body, text="x")
    rendered = render_recipient(compiled, RENEE)
    assert rendered.skeleton.fields == ()
    assert skeletons(compiled, RENEE, replace(RENEE, language="de")) == 2


def test_a_class_from_recipient_data_gets_its_style(edition: Any, letter: Any) -> None:
    compiled = edition(
        "<p class='{{ contact.language }}'>x</p>",
        style="<style>.fr { color: red }</style>",
        text="",
    )
    assert 'style="color:red"' in letter(compiled, RENEE).html


def test_an_attribute_a_style_rule_looks_at_is_no_place_for_a_field(edition: Any) -> None:
    compiled = edition(
        "<p title='{{ contact.language }}'>x</p>", style="<style>[title=fr] { color: red }</style>"
    )
    fields = render_recipient(compiled, RENEE).skeleton.fields
    assert [field.part for field in fields] == ["text"]


def test_a_plain_value_in_a_url_is_a_field_and_an_odd_one_is_not(edition: Any) -> None:
    compiled = edition("<a href='https://example.org/?q={{ contact.name }}'>x</a>", text="x")
    plain = render_recipient(compiled, replace(RENEE, name="abc-1"))
    odd = render_recipient(compiled, replace(RENEE, name="Renée"))
    assert (len(plain.skeleton.fields), len(odd.skeleton.fields)) == (1, 0)
    assert "q=Ren%C3%A9e" in finish(compiled, odd.skeleton).html


# Where a value could become markup, the plan stops


@pytest.mark.parametrize(
    "body",
    [
        "<p title={{ contact.name }}>x</p>",
        "<td width={{ contact.name }}>",
        "<{{ contact.name }}>x</{{ contact.name }}>",
        "<p {{ contact.name }}>x</p>",
    ],
)
def test_recipient_data_in_a_tag_needs_quotes(edition: Any, body: str) -> None:
    assert problem_of(edition(body), RENEE).code == "unsafe-markup"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "java\tscript:x", " DATA:text/html,x"])
def test_a_value_cannot_make_a_link_that_runs_a_program(edition: Any, url: str) -> None:
    compiled = edition("<p>\n<a href='{{ contact.city }}'>x</a></p>")
    render_recipient(compiled, replace(RENEE, city="https://example.org/"))
    problem = problem_of(compiled, replace(RENEE, city=url))
    assert problem.code == "unsafe-markup"
    assert str(problem.place).endswith("t.html.j2:2")


OWN_LINK = "https://hear.example.org/u/-outreach-unsubscribe-"


@pytest.mark.parametrize("clicks", [True, False])
def test_where_clicks_are_measured_leaving_is_not(edition: Any, clicks: bool) -> None:
    made = edition("<a href='{{ unsubscribe_url }}'>x</a>", text="x", unsubscribe=OWN_LINK)
    one = replace(made.content.edition, tracking=Tracking(clicks=clicks))
    compiled = replace(made, content=replace(made.content, edition=one))
    html = finish(compiled, render_recipient(compiled, RENEE).skeleton).html
    assert f'href="{OWN_LINK}"' in html
    assert (f'clicktracking=off href="{OWN_LINK}"' in html) == clicks


def test_nobodys_name_becomes_a_link_of_ours(edition: Any) -> None:
    compiled = edition("<p>Dear</p>", unsubscribe=OWN_LINK)
    problem = problem_of(compiled, replace(RENEE, name="-outreach-unsubscribe-"))
    assert problem.code == "unsafe-markup"
    render_recipient(compiled, RENEE)


@pytest.mark.parametrize("link", ["-outreach-unsubscribe-", "<%asm_group_unsubscribe_raw_url%>"])
def test_nothing_but_the_way_out_becomes_sendgrids_link(edition: Any, link: str) -> None:
    compiled = edition("<p>Dear</p>", unsubscribe=link)
    problem = problem_of(compiled, replace(RENEE, name=link))
    assert (problem.code, link in problem.message) == ("unsafe-markup", True)
    render_recipient(compiled, RENEE)
    everybody = edition("<p>Dear</p>", text=f"See {link}", unsubscribe=link)
    assert problem_of(everybody, RENEE).code == "unsafe-markup"
    assert finish(edition(text="x"), render_recipient(edition(text="x"), RENEE).skeleton)


def test_a_partial_without_a_kind_in_its_name_escapes(edition: Any, letter: Any) -> None:
    compiled = edition("{% include 'hi.j2' %}", more={"hi.j2": "<p>{{ contact.name }}</p>"})
    assert "<img" not in letter(compiled, replace(RENEE, name="<img src=x onerror=alert(1)>")).html


@pytest.mark.parametrize(
    "source",
    [
        "{{ contact }}",
        "{{ '{0.notes}'.format(contact) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ contact.__class__ }}",
        "{{ [1, 2] | random }}",
    ],
)
def test_a_template_reaches_what_it_is_given_and_nothing_behind_it(
    edition: Any, source: str
) -> None:
    with pytest.raises(NeedsFixing):
        render_recipient(edition(source), replace(RENEE, notes="private"))


def test_a_representation_names_nobody() -> None:
    assert repr(RENEE) == "Contact('u1')"


# Text that is worked on before it is printed


def test_what_is_captured_and_changed_is_recorded_after_the_change(
    edition: Any, letter: Any
) -> None:
    compiled = edition(
        "{% macro m(c) %}{{ c.given_name }}!{% endmacro %}<p>{{ m(contact) | upper }}"
        "{% filter upper %}{{ contact.language }}{% endfilter %}"
        "{% set x %}{{ contact.name }}{% endset %}{{ x | length }}</p>",
        text="x",
    )
    assert "<p>RENÉE!FR24</p>" in letter(compiled, RENEE).html
    assert skeletons(compiled, RENEE, replace(STAFFER, given_name="A", language="de")) == 1


def test_macros_that_print_markup_keep_their_styles_and_share_a_message(
    edition: Any, letter: Any
) -> None:
    compiled = edition(
        "{% macro m(c) %}<b>{{ c.name }}</b>{% endmacro %}{{ m(contact) }}",
        style="<style>b { color: red }</style>",
        text="x",
    )
    assert '<b style="color:red">Annika Thorsgaard</b>' in letter(compiled, STAFFER).html
    assert skeletons(compiled, RENEE, STAFFER) == 1


def test_subject_and_preheader_can_be_printed_and_measured_in_the_letter(
    edition: Any, letter: Any
) -> None:
    compiled = edition(
        "<p>{{ subject }}|{{ preheader }}|{{ subject | length }}|{{ preheader | upper }}</p>",
        subject="For {{ contact.name }}",
        preheader="{{ contact.given_name }} & co",
        text="{{ subject }}",
    )
    got = letter(compiled, RENEE)
    assert "<p>For Renée O’Brien &amp; Sons|Renée &amp; co|" in got.html
    assert got.html.count("RENÉE") == 1
    assert got.text == got.subject == "For Renée O’Brien & Sons"
    assert got.text == render_directly(compiled, RENEE).text


# Nothing is blank by accident


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ contact.name }}", "contact.name is blank"),
        ("{{ organisation.name }}", "organisation.name is blank"),
        ("{{ member.salutation | upper }}", "member.salutation is blank"),
        (
            "{{ contact.giben_name }}",
            "contact has no 'giben_name'; did you mean contact.given_name?",
        ),
        ("{% if contact.giben_name %}x{% endif %}", "contact has no 'giben_name'"),
        ("{{ statment.title }}", "'statment' is undefined"),
        ("{{ {}.get(contact.email) }}", "a value is blank"),
        ("{{ contact.notes }}", "contact has no 'notes'"),
        ("{{ contact.email + 1 }}", 'can only concatenate str (not "int") to str'),
    ],
)
def test_a_blank_or_unknown_value_names_the_templates_line(
    edition: Any, source: str, message: str
) -> None:
    problem = problem_of(edition(f"<p>\n\n{source}</p>", text="x"), DESK)
    assert message in problem.message
    assert problem.place is not None
    assert str(problem.place).endswith("t.html.j2:3")
    assert problem.edition == "press"


def test_an_error_in_an_included_template_names_that_template(edition: Any) -> None:
    problem = problem_of(
        edition("{% include 'part.html.j2' %}", more={"part.html.j2": "\n{{ contact.city }}"}),
        RENEE,
    )
    assert str(problem.place).endswith("part.html.j2:2")


def test_an_error_in_the_subject_names_the_campaign_file(edition: Any) -> None:
    problem = problem_of(edition(subject="{{ contact.city }}"), RENEE)
    assert str(problem.place) == "campaign.toml:5:11"


def test_a_blank_value_is_false_and_takes_a_default(edition: Any, letter: Any) -> None:
    compiled = edition(
        "<p>{{ contact.name | default('colleague') }}{% if organisation %}!{% endif %}"
        "{% if not office.name %}?{% endif %}{{ 'a' if contact.title else 'b' }}</p>",
        text="x",
    )
    assert "<p>colleague?b</p>" in letter(compiled, DESK).html


# Broken templates


def test_a_syntax_error_names_file_and_line(edition: Any) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        edition("<p>\n{{ contact.name </p>")
    assert str(refusal.value.problems[0].place).endswith("t.html.j2:2")


def test_a_syntax_error_in_the_subject_names_the_campaign_file(edition: Any) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        edition(subject="{% if %}")
    assert str(refusal.value.problems[0].place) == "campaign.toml:5:11"


def test_a_missing_template_is_named_where_it_is_asked_for(edition: Any) -> None:
    problem = problem_of(edition("<p>\n{% include 'nope.j2' %}</p>"), RENEE)
    assert "nope.j2" in problem.message
    assert str(problem.place).endswith("t.html.j2:2")


# The finished message


@pytest.mark.parametrize(
    ("link", "in_html"),
    [
        ("<%asm_group_unsubscribe_raw_url%>", '"<%asm_group_unsubscribe_raw_url%>"'),
        ("mailto:a@example.org?a=1&b=2", '"mailto:a@example.org?a=1&amp;b=2"'),
    ],
)
def test_the_way_out_goes_in_after_inlining(edition: Any, link: str, in_html: str) -> None:
    compiled = edition(
        "<a href='{{ unsubscribe_url }}'>x</a>", text="{{ unsubscribe_url }}", unsubscribe=link
    )
    message = finish(compiled, render_recipient(compiled, RENEE).skeleton)
    assert in_html in message.html
    assert message.text == link


def test_inlining_keeps_what_a_letter_needs(edition: Any) -> None:
    style = (
        "<style>p { color: #123456 } [data-ogsc] p { color: red }"
        "@media (prefers-color-scheme: dark) { p { color: #eee !important } }</style>"
    )
    compiled = edition("<p>x</p><!--[if mso]><table><![endif]-->", style=style, text="x")
    html = finish(compiled, render_recipient(compiled, RENEE).skeleton).html
    assert html.startswith("<!DOCTYPE html>")
    assert '<p style="color:#123456">x</p>' in html
    assert "#eee !important" in html
    assert "[data-ogsc] p" in html
    assert "<!--[if mso]><table><![endif]-->" in html


def test_a_slice_through_a_printed_field_is_refused_not_sent(edition: Any) -> None:
    compiled = edition(
        "{% import 'm.j2' as m with context %}{{ m.x[:4] }}",
        more={"m.j2": "{% set x %}{{ contact.name }}{% endset %}"},
    )
    rendered = render_recipient(compiled, RENEE)
    assert rendered.values[0] == "René"
