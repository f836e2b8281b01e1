"""A batch as the body of mail/send."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.delivery import Attachment, Delivery, Field, Message
from outreach.domain.unsubscribe import LINK_TAG, open_link
from outreach.sandbox.rules import Account, refusals
from outreach.sendgrid.payload import Envelope, encoded, mail_send

ENVELOPE = Envelope(
    "press@coalition.example", "Coalition", "", ("visit", "visit/press"), unsubscribe="<mailto:x>"
)
MESSAGE = Message("For -x0-", "<p>-x1-</p>", "-x2-", (Field("-x0-", "subject"),))
ANA = Delivery("7", "ana@press.example", "Ana", ("A",))


def body(envelope: Envelope = ENVELOPE, *deliveries: Delivery) -> dict[str, Any]:
    return mail_send(envelope, MESSAGE, "b1", deliveries or (ANA,))


def test_each_recipient_has_a_block_of_her_own_with_opaque_ids() -> None:
    blocks = body(ENVELOPE, ANA, Delivery("8", "bo@press.example", "", ("B",)))["personalizations"]
    assert blocks == [
        {
            "to": [{"email": "ana@press.example", "name": "Ana"}],
            "custom_args": {"outreach_batch": "b1", "outreach_delivery": "7"},
            "substitutions": {"-x0-": "A"},
        },
        {
            "to": [{"email": "bo@press.example"}],
            "custom_args": {"outreach_batch": "b1", "outreach_delivery": "8"},
            "substitutions": {"-x0-": "B"},
        },
    ]


@pytest.mark.parametrize("opens", [True, False])
@pytest.mark.parametrize("clicks", [True, False])
def test_every_tracking_setting_is_stated(opens: bool, clicks: bool) -> None:
    envelope = Envelope("a@b.example", "A", "", ("v",), opens=opens, clicks=clicks)
    assert body(envelope)["tracking_settings"] == {
        "click_tracking": {"enable": clicks, "enable_text": False},
        "open_tracking": {"enable": opens},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }


def test_text_comes_before_html() -> None:
    assert [part["type"] for part in body()["content"]] == ["text/plain", "text/html"]


def test_the_way_out_is_a_group_where_there_is_one_and_a_header() -> None:
    assert body()["headers"] == {"List-Unsubscribe": "<mailto:x>"}
    assert "asm" not in body()
    grouped = body(Envelope("a@b.example", "A", "", ("v",), asm_group=7, unsubscribe="<mailto:x>"))
    assert grouped["asm"] == {"group_id": 7}
    assert grouped["headers"] == {"List-Unsubscribe": "<mailto:x>"}


def test_with_one_click_sendgrid_adds_the_headers_and_puts_the_link_at_our_tag() -> None:
    clicked = body(Envelope("a@b.example", "A", "", ("v",), one_click=True))
    tracking = clicked["tracking_settings"]["subscription_tracking"]
    assert tracking == {"enable": True, "substitution_tag": LINK_TAG}
    assert "headers" not in clicked
    assert "asm" not in clicked


OWN = Envelope(
    "a@b.example",
    "A",
    "",
    ("v",),
    unsubscribe="<mailto:a@b.example>",
    open_link=open_link("https://hear.b.example"),
)


def test_with_links_of_ours_each_recipient_has_her_own_in_headers_and_body() -> None:
    two = (ANA, Delivery("8", "bo@press.example", "", ("B",)))
    mine = mail_send(OWN, MESSAGE, "b1", two, sign=lambda delivery, batch: f"{batch}x{delivery}")
    assert "headers" not in mine
    assert "asm" not in mine
    assert mine["tracking_settings"]["subscription_tracking"] == {"enable": False}
    for block, token in zip(mine["personalizations"], ("b1x7", "b1x8"), strict=True):
        assert block["substitutions"][LINK_TAG] == token
        assert block["headers"] == {
            "List-Unsubscribe": f"<https://hear.b.example/u/{token}>, <mailto:a@b.example>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    assert not refusals(json.loads(encoded(mine)), Account(now=0.0))


def test_without_a_token_the_link_is_everybodys() -> None:
    (block,) = body(OWN)["personalizations"]
    assert LINK_TAG not in block["substitutions"]
    assert f"<https://hear.b.example/u/{LINK_TAG}>" in block["headers"]["List-Unsubscribe"]


def test_an_envelope_says_of_links_of_ours_only_where_there_are_any() -> None:
    assert "open_link" not in ENVELOPE.as_dict()
    assert Envelope.from_dict(json.loads(json.dumps(OWN.as_dict()))) == OWN


def test_a_reply_address_is_stated_where_there_is_one() -> None:
    assert "reply_to" not in body()
    envelope = Envelope("a@b.example", "A", "r@b.example", ("v",))
    assert body(envelope)["reply_to"] == {"email": "r@b.example"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Doe; Jane, Dr.", "Doe Jane Dr."),
        ("Ana\r\nBcc: all@press.example", "Ana Bcc: all@press.example"),
        ("\x00;,", None),
        ("陳樂行", "陳樂行"),
    ],
)
def test_a_name_is_one_line_without_separators(name: str, sent: str | None) -> None:
    block = body(ENVELOPE, Delivery("7", "ana@press.example", name, ("A",)))["personalizations"][0]
    assert block["to"][0].get("name") == sent


def test_a_value_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        body(ENVELOPE, Delivery("7", "ana@press.example", "", ()))


def test_the_envelope_survives_being_frozen() -> None:
    again = Envelope.from_dict(json.loads(json.dumps(ENVELOPE.as_dict())))
    assert again == ENVELOPE


def test_text_is_sent_as_utf_8_and_not_escaped() -> None:
    assert encoded({"a": "ж"}) == '{"a":"ж"}'.encode()


KIT = Attachment("visit.pdf", "application/pdf", b"%PDF-1.7 \xff")


def test_attachments_travel_as_base64_once_for_all_recipients() -> None:
    message = replace(MESSAGE, attachments=(KIT, replace(KIT, filename="map.pdf")))
    sent = mail_send(ENVELOPE, message, "b1", (ANA, replace(ANA, id="8")))
    assert sent["attachments"] == [
        {
            "content": b64encode(KIT.content).decode(),
            "type": "application/pdf",
            "filename": name,
            "disposition": "attachment",
        }
        for name in ("visit.pdf", "map.pdf")
    ]
    assert not refusals(json.loads(encoded(sent)), Account(now=0.0))
    assert "attachments" not in body()


def test_batches_of_one_message_share_what_was_encoded() -> None:
    message = replace(MESSAGE, attachments=(KIT,))
    first, second = (mail_send(ENVELOPE, message, b, (ANA,))["attachments"] for b in ("b1", "b2"))
    assert first[0]["content"] is second[0]["content"]


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_whatever_people_are_called_sendgrid_takes_it(people: list[tuple[str, str]]) -> None:
    deliveries = [
        Delivery(str(i), f"p{i}@press.example", name, (value,))
        for i, (name, value) in enumerate(people)
    ]
    sent = json.loads(encoded(body(ENVELOPE, *deliveries)))
    assert [b["substitutions"]["-x0-"] for b in sent["personalizations"]] == [v for _, v in people]
    account = Account(now=0.0)
    assert not refusals(sent, account)


def test_what_waits_at_sendgrid_says_when_it_goes_and_what_it_is_stopped_by() -> None:
    later = mail_send(ENVELOPE, MESSAGE, "b1", [ANA], send_at=1_713_952_800, sendgrid_batch="SGB")
    assert (later["send_at"], later["batch_id"]) == (1_713_952_800, "SGB")
    assert {name: later[name] for name in body()} == body()


def test_what_goes_at_once_says_nothing_of_it() -> None:
    assert not {"send_at", "batch_id"} & body().keys()
