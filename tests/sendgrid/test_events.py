"""Is a post SendGrid's own, and what does it say."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.event import Event, EventKind
from outreach.sandbox.webhook import public_key, sign
from outreach.sendgrid.events import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    ForgedPost,
    UnreadablePost,
    load_key,
    parse,
    verify,
)

NOW = 1_750_000_000
PRIVATE = ec.generate_private_key(ec.SECP256R1())
KEY = PRIVATE.public_key()
BODY = b'[{"email":"ana@press.example","event":"open","timestamp":1},\r\n{"event":"click"}]\r\n'


def headers(body: bytes = BODY, at: int | str = NOW, by: Any = PRIVATE) -> dict[str, str]:
    return {SIGNATURE_HEADER: sign(by, str(at), body), TIMESTAMP_HEADER: str(at)}


# --- verify ---------------------------------------------------------------------------------------


def test_a_post_as_it_came_is_sendgrids() -> None:
    verify(BODY, headers(), [KEY], NOW)


def test_any_of_several_keys_will_do() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    verify(BODY, headers(), [other, KEY], NOW)


@pytest.mark.parametrize("age", [-600, 0, 26 * 3600])
def test_a_post_may_be_repeated_for_a_day(age: int) -> None:
    verify(BODY, headers(at=NOW - age), [KEY], NOW)


@pytest.mark.parametrize("age", [-601, 26 * 3600 + 1, NOW])
def test_a_stale_or_future_post_is_refused(age: int) -> None:
    with pytest.raises(ForgedPost, match=r"too old|ahead"):
        verify(BODY, headers(at=NOW - age), [KEY], NOW)


@pytest.mark.parametrize(
    "other",
    [
        BODY[:-2],
        BODY[: len(BODY) // 2],
        BODY.replace(b"\r\n", b"\n"),
        BODY.replace(b"ana", b"bob"),
        json.dumps(json.loads(BODY)).encode(),
        b"[]",
        b"",
    ],
    ids=["no line end", "truncated", "LF", "altered", "re-serialised", "another", "empty"],
)
def test_other_bytes_than_were_signed_are_refused(other: bytes) -> None:
    with pytest.raises(ForgedPost):
        verify(other, headers(), [KEY], NOW)


def test_another_key_is_refused() -> None:
    forged = headers(by=ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ForgedPost, match="does not match"):
        verify(BODY, forged, [KEY], NOW)
    with pytest.raises(ForgedPost):
        verify(BODY, headers(), [], NOW)


@pytest.mark.parametrize(
    "damage",
    [
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "not base64!"},
        {SIGNATURE_HEADER: "é"},
        {SIGNATURE_HEADER: "AAAA"},
        {TIMESTAMP_HEADER: ""},
        {TIMESTAMP_HEADER: "yesterday"},
        {TIMESTAMP_HEADER: "-5"},
        {TIMESTAMP_HEADER: "²"},
        {TIMESTAMP_HEADER: str(NOW + 1)},
        {TIMESTAMP_HEADER: "9" * 400},
    ],
)
def test_damaged_headers_are_refused(damage: dict[str, str]) -> None:
    with pytest.raises(ForgedPost):
        verify(BODY, {**headers(), **damage}, [KEY], NOW)


@pytest.mark.parametrize("missing", [SIGNATURE_HEADER, TIMESTAMP_HEADER])
def test_missing_headers_are_refused(missing: str) -> None:
    some = headers()
    del some[missing]
    with pytest.raises(ForgedPost):
        verify(BODY, some, [KEY], NOW)


def test_the_border_between_timestamp_and_body_cannot_be_moved() -> None:
    """The signature covers their concatenation, so ``NOW`` + body is also ``NOW[:-1]`` + digit +
    body; a body must not begin with a digit."""
    stamp = str(NOW)
    moved = {**headers(), TIMESTAMP_HEADER: stamp[:-1]}
    with pytest.raises(ForgedPost, match="not a list"):
        verify(stamp[-1:].encode() + BODY, moved, [KEY], NOW)


@given(st.binary(max_size=80), st.text(max_size=20), st.text(max_size=80))
def test_whatever_is_posted_there_is_an_answer(body: bytes, stamp: str, signature: str) -> None:
    with pytest.raises(ForgedPost):
        verify(body, {TIMESTAMP_HEADER: stamp, SIGNATURE_HEADER: signature}, [KEY], NOW)


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_is_read_as_sendgrid_shows_it() -> None:
    text = public_key(PRIVATE)
    assert text.startswith("MFkw")
    assert load_key(f" {text[:60]}\n{text[60:]} ").public_numbers() == KEY.public_numbers()


@pytest.mark.parametrize("text", ["", "MFkw", "not base64!", "é", public_key(PRIVATE)[:-8]])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="MFkw"):
        load_key(text)


def test_a_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ed25519

    der = ed25519.Ed25519PrivateKey.generate().public_key()
    raw = der.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(ValueError, match="elliptic"):
        load_key(base64.b64encode(raw).decode())


# --- parse ----------------------------------------------------------------------------------------

BOUNCE = {
    "email": "Ana@Press.example",
    "event": "bounce",
    "timestamp": NOW,
    "sg_event_id": "id1",
    "sg_message_id": "MID-x_1.recvd-86b77d8cc7-8d6gn-1-69D759AA-14.0",
    "outreach_batch": "b1",
    "outreach_delivery": "7",
    "reason": "550 no such user",
    "status": "5.1.1",
    "type": "bounce",
}


def one(**more: Any) -> Event:
    (event,) = parse(json.dumps([{**BOUNCE, **more}]).encode())
    return event


def test_an_event_in_our_words() -> None:
    assert one() == Event(
        key="bounce-id1",
        kind=EventKind.BOUNCE,
        at=NOW,
        email_key="ana@press.example",
        delivery="7",
        batch="b1",
        message_id="MID-x_1",
        reason="550 no such user",
        status="5.1.1",
    )
    assert one(type="blocked").soft
    assert one(event="open", sg_machine_open=True).machine
    assert not one(event="open", sg_machine_open="yes").machine
    assert one(event="deferred", reason="", response="451 later").reason == "451 later"


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_is_known(kind: EventKind) -> None:
    assert one(event=str(kind)).kind is kind


@pytest.mark.parametrize("missing", ["sg_event_id", "sg_message_id", "status", "email", "reason"])
def test_what_sendgrid_leaves_out_is_blank(missing: str) -> None:
    item = {name: value for name, value in BOUNCE.items() if name != missing}
    (event,) = parse(json.dumps([item]).encode())
    assert event.key


def test_without_an_id_a_repeat_is_told_by_what_it_says() -> None:
    plain = one(sg_event_id="")
    assert plain.key == one(sg_event_id="").key
    others = [one(sg_event_id="", **{name: "x"}) for name in ("url", "email", "attempt")]
    assert len({plain.key, *(e.key for e in others), one(sg_event_id="", timestamp=1).key}) == 5


@pytest.mark.parametrize(
    "item",
    [
        {**BOUNCE, "event": "read_by_a_crystal_ball"},
        {**BOUNCE, "event": []},
        {**BOUNCE, "event": {"a": 1}},
        {**BOUNCE, "event": None},
        {**BOUNCE, "timestamp": "1"},
        {**BOUNCE, "timestamp": True},
        {**BOUNCE, "timestamp": -1},
        {**BOUNCE, "timestamp": NOW * 1000},
        {**BOUNCE, "timestamp": float("inf")},
        {**BOUNCE, "timestamp": float("nan")},
        {"event": "open"},
        "open",
        None,
        [],
        5,
    ],
)
def test_what_is_no_event_of_ours_is_passed_over(item: object) -> None:
    assert [e.key for e in parse(json.dumps([item, BOUNCE]).encode())] == ["bounce-id1"]


@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b", "\udfff"])
@pytest.mark.parametrize("name", ["email", "reason", "sg_event_id", "outreach_batch", "url"])
def test_texts_can_be_stored_whatever_json_spells(name: str, value: str) -> None:
    event = one(**{name: value})
    for text in (event.key, event.email_key, event.reason, event.batch, event.url):
        assert "\x00" not in text
        text.encode()


def test_a_foreign_servers_text_is_cut() -> None:
    assert len(one(reason="x" * 10_000).reason) == 500
    assert len(one(url="x" * 10_000).url) == 2000


@pytest.mark.parametrize("body", [b"", b"{", b'{"event":"open"}', b"5", b"null", b"[" * 100_000])
def test_what_is_no_list_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        parse(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(BOUNCE, json_values)), max_size=3))
def test_any_json_list_parses(items: list[dict[str, Any]]) -> None:
    for event in parse(json.dumps(items).encode()):
        assert isinstance(event.kind, EventKind)
