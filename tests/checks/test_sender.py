"""Who the letters come from: the address, the way out, and what is measured of whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letter_read import reading, said
from outreach.checks.sender import (
    check_one_click,
    check_press_contact,
    check_public_url,
    check_reason,
    check_sender,
    check_tracking,
    check_way_out,
    needs_consent,
)
from outreach.domain.campaign import Edition, Sender, Tracking
from outreach.domain.contact import Contact, Kind, Organisation
from outreach.domain.settings import Settings
from outreach.errors import Place

SENDER = Sender(
    "Coalition",
    "press@coalition.example",
    "Coalition",
    "desk@coalition.example",
    postal_address=("1 Example Street",),
)


def of_sender(domains: tuple[str, ...] = (), **changes: object) -> list[tuple[str, str]]:
    sender = replace(SENDER, **changes)  # type: ignore[arg-type]
    found = check_sender(Settings(sender, authenticated_domains=domains))
    return [(one.code, one.level) for one in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"postal_address": ()}, [("C601", "warning")]),
        ({"email": "coalition@" + "GMAIL.com"}, [("H104", "error")]),
        ({"reply_to": "no-reply@coalition.example"}, [("H104", "warning")]),
        ({"reply_to": "NoReply@coalition.example"}, [("H104", "warning")]),
        ({"reply_to": "coalition@" + "gmail.com"}, [("H104", "warning")]),
        ({"reply_to": "norepublic@coalition.example"}, []),
        ({"reply_to": "", "email": "donotreply@coalition.example"}, [("H104", "warning")]),
    ],
)
def test_a_sender_that_one_can_believe_and_answer(
    changes: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert of_sender(**changes) == found


@pytest.mark.parametrize(
    ("domains", "found"),
    [
        (("coalition.example",), []),
        (("example",), []),
        (("Coalition.example", "other.example"), []),
        (("other.example",), [("H104", "error")]),
        (("ion.example",), [("H104", "error")]),
    ],
)
def test_the_domain_is_one_that_is_signed_for(
    domains: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    assert of_sender(domains) == found


def test_a_finding_stands_at_the_key_of_the_settings() -> None:
    settings = Settings(replace(SENDER, postal_address=()))
    (found,) = check_sender(settings, lambda key: Place(f"outreach.toml/{key}", 4))
    assert str(found.place) == "outreach.toml/postal_address:4"


def test_editions_without_its_header_cannot_be_left_with_one_click() -> None:
    assert [one.code for one in check_one_click(["press", "signatories"])] == ["H106"]
    assert list(check_one_click([])) == []


@pytest.mark.parametrize(
    ("public_url", "one_click", "found"),
    [
        ("", True, []),
        ("https://hear.coalition.example", False, []),
        ("https://hear.coalition.example", True, [("H106", "info")]),
        ("http://127.0.0.1:8025", False, [("H106", "error")]),
    ],
)
def test_links_of_ours_are_for_the_world_and_the_one_way_out(
    public_url: str, one_click: bool, found: list[tuple[str, str]]
) -> None:
    settings = Settings(SENDER, public_url=public_url, one_click=one_click)
    assert [(one.code, one.level) for one in check_public_url(settings)] == found


def test_both_parts_have_a_way_out() -> None:
    good = reading()
    assert said(check_way_out, good) == []
    lost = replace(good, message=replace(good.message, text="Text"))
    assert [one.message for one in check_way_out(lost)] == ["the text part has no way out"]
    group = reading(unsubscribe="<%asm_group_unsubscribe_raw_url%>")
    assert said(check_way_out, group) == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("You receive this because you cover China.", "en", []),
        ("Thank you for signing.", "en", []),
        ("Read on.", "en", [("C604", "info")]),
        ("Sie erhalten dies, weil Sie berichten.", "de", []),
        ("You\nreceive this on behalf of the desk.", "en", []),
        ("Dieser Brief ging an\nher@press.example.", "de-AT", []),
        ("Cette lettre a été envoyée à her@press.example.", "fr", []),
        ("Esta carta se ha enviado a\nher@press.example.", "es", []),
        ("本函寄至 her@press.example", "zh-Hant", []),
        ("Fragen an presse@coalition.example", "de", [("C604", "info")]),
        ("聯絡：press@coalition.example", "zh-Hant", [("C604", "info")]),
        ("You receive this", "de-AT", [("C604", "info")]),
        ("Read on.", "bo", []),
    ],
)
def test_a_letter_says_why_one_gets_it(
    text: str, language: str, found: list[tuple[str, str]]
) -> None:
    letter = reading(text=text)
    letter = replace(letter, message=replace(letter.message, language=language))
    assert said(check_reason, letter) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maren Oakhurst, +1 202-555-0199", []),
        ("Maren Oakhurst, (202) 555 0199", []),
        ("Maren Oakhurst on 24 April 2024", [("C605", "warning")]),
        ("Call +1 202-555-0199", [("C605", "error")]),
    ],
)
def test_a_release_has_somebody_to_call(text: str, found: list[tuple[str, str]]) -> None:
    letter = reading(text=text)
    names = ("", "Maren Oakhurst")
    assert [(one.code, one.level) for one in check_press_contact(letter, names)] == found


def contact(kind: Kind = Kind.PRESS, **more: object) -> Contact:
    return Contact(1, "u", kind, "a@press.example", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (contact(country="DE"), "in Europe"),
        (contact(country="ch"), "in Europe"),
        (contact(country="US"), ""),
        (contact(organisation=Organisation("O", country="FR")), "in Europe"),
        (contact(country="US", organisation=Organisation("O", country="FR")), ""),
        (contact(), "of unknown country"),
        (contact(Kind.CONGRESS), ""),
        (contact(country="US", tags=("Sensitive",)), "at risk"),
        (contact(country="US", tags=("sensitive-topics",)), ""),
    ],
)
def test_whose_opens_need_her_consent(one: Contact, why: str) -> None:
    assert needs_consent(one) == why


def test_tracking_is_an_error_where_anybody_would_have_to_agree() -> None:
    edition = Edition("press", "t", "press", "s", tracking=Tracking(opens=True))
    (found,) = check_tracking(edition, {"in Europe": 4, "": 9, "of unknown country": 2})
    assert (found.code, found.level) == ("C603", "error")
    assert found.message == (
        "opens are tracked, with recipients who would have to agree:"
        " 4 in Europe, 2 of unknown country"
    )
    assert list(check_tracking(edition, {"": 9})) == []
    off = replace(edition, tracking=Tracking())
    assert list(check_tracking(off, {"in Europe": 4})) == []


def test_the_way_out_is_no_telephone_number() -> None:
    letter = reading(text="Maren", unsubscribe="https://leave.example/1234567890")
    assert [one.code for one in check_press_contact(letter, ("Maren",))] == ["C605"]
