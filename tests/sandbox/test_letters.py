from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outreach.sandbox.letters import Copy, copies, substitute

Mail = Callable[..., dict[str, Any]]

KEYS = ["[[a1]]", "[[b2]]", "%c3%"]
VALUES = st.text(alphabet=st.characters(exclude_characters="[]%", exclude_categories=["Cs"]))


def made(mail: dict[str, Any]) -> list[Copy]:
    ids = count(1)
    return list(copies(mail, lambda: f"id{next(ids)}", lambda i: f"http://127.0.0.1/u/{i}"))


@given(st.lists(st.sampled_from(KEYS) | VALUES), st.fixed_dictionaries(dict.fromkeys(KEYS, VALUES)))
def test_substitution_is_literal_replacement_of_every_occurrence(
    pieces: list[str], values: dict[str, str]
) -> None:
    assert substitute("".join(pieces), values) == "".join(values.get(p, p) for p in pieces)


@given(st.text())
def test_without_substitutions_nothing_changes(text: str) -> None:
    assert substitute(text, {}) == text


def test_a_missing_value_leaves_the_tag_in_the_mail() -> None:
    assert substitute("Dear [[a1]]", {"[[b2]]": "x"}) == "Dear [[a1]]"


def test_of_overlapping_keys_the_longest_wins() -> None:
    assert substitute("-a-b- -a-", {"-a-": "1", "-a-b-": "2"}) == "2 1"


def test_values_are_neither_escaped_nor_looked_through_again() -> None:
    assert substitute("-a- -b-", {"-a-": "-b- <&>", "-b-": r"\1"}) == r"-b- <&> \1"


def test_what_is_substituted_and_what_is_not(mail: Mail) -> None:
    (copy,) = made(
        mail(
            subject="S -n-",
            content=[{"type": "text/plain", "value": "T -n-"}],
            reply_to={"email": "r@example.org", "name": "R -n-"},
            headers={"X-N": "-n-"},
            categories=["-n-"],
            personalizations=[
                {
                    "to": [{"email": "ana@example.com", "name": "-n-"}],
                    "substitutions": {"-n-": "Ana"},
                    "custom_args": {"n": "-n-"},
                }
            ],
        )
    )
    assert (copy.subject, copy.contents[0][1], copy.reply_to[0].name) == ("S Ana", "T Ana", "R Ana")
    assert (copy.headers["X-N"], copy.categories, copy.to[0].name) == ("-n-", ("-n-",), "-n-")
    assert copy.custom_args == {"n": "-n-"}


def test_what_a_personalization_says_wins(mail: Mail) -> None:
    (copy,) = made(
        mail(
            headers={"A": "1", "B": "1"},
            custom_args={"a": "1", "b": "1"},
            send_at=5,
            personalizations=[
                {
                    "to": [{"email": "ana@example.com"}],
                    "subject": "Mine",
                    "headers": {"B": "2"},
                    "custom_args": {"b": "2"},
                    "send_at": 9,
                }
            ],
        )
    )
    assert (copy.subject, copy.send_at) == ("Mine", 9)
    assert (copy.headers, copy.custom_args) == ({"A": "1", "B": "2"}, {"a": "1", "b": "2"})


def test_everyone_of_a_personalization_gets_a_copy(mail: Mail) -> None:
    block = {
        "to": [{"email": "a@example.com"}, {"email": "b@example.com"}],
        "bcc": [{"email": "c@example.com"}],
    }
    found = made(mail(personalizations=[block, {"to": [{"email": "d@example.com"}]}]))
    assert [(c.id, c.position, c.recipient[0]) for c in found] == [
        ("id1", 0, "a"),
        ("id2", 1, "b"),
        ("id3", 2, "c"),
        ("id4", 3, "d"),
    ]
    assert [p.email for p in found[2].to] == ["a@example.com", "b@example.com"]


def test_unsubscribe_tags_become_this_letters_own_address(mail: Mail) -> None:
    (copy,) = made(
        mail(
            asm={"group_id": 7},
            content=[
                {"type": "text/plain", "value": "Leave: <%asm_group_unsubscribe_raw_url%>"},
                {
                    "type": "text/html",
                    "value": '<a href="<%asm_group_unsubscribe_raw_url%>">x</a>'
                    "<%asm_preferences_url%>",
                },
            ],
        )
    )
    url = "http://127.0.0.1/u/id1"
    assert copy.contents[0][1] == f"Leave: {url}"
    assert copy.contents[1][1] == f'<a href="{url}">x</a><a href="{url}">Unsubscribe</a>'


def test_a_group_without_a_tag_gets_a_footer_and_no_group_gets_none(mail: Mail) -> None:
    (with_group,) = made(mail(asm={"group_id": 7}))
    (without,) = made(mail())
    assert all("http://127.0.0.1/u/id1" in text for _, text in with_group.contents)
    assert without.contents == (("text/plain", "Hello"), ("text/html", "<p>Hello</p>"))


def test_subscription_tracking_puts_the_link_where_its_tag_stands(mail: Mail) -> None:
    tracking = {"enable": True, "substitution_tag": "-out-"}
    content = [{"type": "text/plain", "value": "Leave: -out-"}]
    (copy,) = made(mail(content=content, tracking_settings={"subscription_tracking": tracking}))
    assert copy.contents == (("text/plain", "Leave: http://127.0.0.1/u/id1"),)
    tracking["enable"] = False
    (off,) = made(mail(content=content, tracking_settings={"subscription_tracking": tracking}))
    assert off.contents == (("text/plain", "Leave: -out-"),)


def test_subscription_tracking_adds_one_click_headers(mail: Mail) -> None:
    (copy,) = made(mail(tracking_settings={"subscription_tracking": {"enable": True}}))
    assert copy.headers == {
        "List-Unsubscribe": "<http://127.0.0.1/u/id1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
