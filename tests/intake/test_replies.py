"""Mails as Inbound Parse posts them, in fields and raw: sender, text, checks and marks."""

from __future__ import annotations

import base64
import json
import quopri
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.reply import Marks
from outreach.intake.replies import LONGEST_BODY, LONGEST_LINE, incoming

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
HEADERS = """Received: by mx.example
From: Ana Paz <ana@ledger.example>
To: reply@in.example
Date: Fri, 19 Jun 2026 18:30:00 +0200
Subject: Re: Joint statement
Message-ID: <one@ledger.example>
In-Reply-To: <kA5kcHA8SVGtVh5S9rAUew@geopod.example>
References: <first@else.example>
 <kA5kcHA8SVGtVh5S9rAUew@geopod.example>
"""


def posted(**fields: str | bytes) -> dict[str, str | bytes]:
    """The default fields of a post, https://www.twilio.com/docs/sendgrid/for-developers/parsing-email"""
    return {
        "headers": HEADERS,
        "from": "Ana Paz <ana@ledger.example>",
        "to": "reply@in.example",
        "subject": "Re: Joint statement",
        "text": "Can we talk?",
        "envelope": '{"to": ["reply@in.example"], "from": "ana@ledger.example"}',
        "SPF": "pass",
        "dkim": "{@ledger.example : pass}",
        "charsets": '{"to": "UTF-8", "subject": "UTF-8", "from": "UTF-8", "text": "utf-8"}',
        **fields,
    }


def raw(body: str | bytes, *headers: str, base: str = HEADERS) -> dict[str, str | bytes]:
    head = base + "".join(f"{line}\n" for line in headers)
    data = body.encode() if isinstance(body, str) else body
    return {"email": head.encode() + b"\n" + data, "SPF": "pass"}


@pytest.mark.parametrize("form", [posted(), raw("Can we talk?")], ids=["fields", "raw"])
def test_both_forms_read_alike(form: dict[str, str | bytes]) -> None:
    mail = incoming(form, NOW)
    assert (mail.sender, mail.sender_name) == ("ana@ledger.example", "Ana Paz")
    assert (mail.subject, mail.body) == ("Re: Joint statement", "Can we talk?")
    assert mail.message_id == "one@ledger.example"
    assert mail.at == datetime(2026, 6, 19, 16, 30, tzinfo=UTC)
    assert mail.references == ("kA5kcHA8SVGtVh5S9rAUew@geopod.example", "first@else.example")
    assert not mail.failed
    assert mail.marks == Marks()


# --- who it is from ------------------------------------------------------------------------------

SENDERS = [
    ("=?utf-8?B?QW5hIFBhesOz?= <ana@ledger.example>", "Ana Pazó", "ana@ledger.example"),
    (
        "=?utf-8?q?Ana?= =?iso-8859-1?q?_Paz=F3?= <ana@ledger.example>",
        "Ana Pazó",
        "ana@ledger.example",
    ),
    ("=?nonsense?B?!!!?= <ana@ledger.example>", None, "ana@ledger.example"),
    ('"boss@bank.example" <ana@ledger.example>', "boss@bank.example", "ana@ledger.example"),
    ("Ana <ana@ledger.example>, Bo <bo@x.example>", None, "bo@x.example"),
    ("ana@ledger.example", "", "ana@ledger.example"),
    ("Ana Paz", "", ""),
    ("<>", "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("line", "name", "address"), SENDERS)
def test_the_sender_is_read(line: str, name: str | None, address: str) -> None:
    mail = incoming(posted(headers=f"From: {line}\n"), NOW)
    assert mail.sender == address
    assert name is None or mail.sender_name == name
    assert ("from" in mail.failed) == (address == "")


def test_without_headers_the_field_says_who_it_is_from() -> None:
    mail = incoming(posted(headers=""), NOW)
    assert (mail.sender, mail.at) == ("ana@ledger.example", NOW)
    assert mail.message_id.startswith("none:")


CHECKS = [
    ("pass", "{@ledger.example : pass}", (), True),
    ("pass", "none", (), True),
    ("fail", "{@ledger.example : pass}", (), True),  # as a forwarder leaves it
    ("softfail", "none", ("spf",), False),
    ("fail", "{@ledger.example : fail}", ("spf", "dkim"), False),
    ("none", "none", (), False),
    ("none", "{@bulk.example : pass}", (), False),
    ("none", "{@mail.ledger.example : pass}", (), True),
    ("none", "{@edger.example : pass}", (), False),
    ("", "", (), False),
]


@pytest.mark.parametrize(("spf", "dkim", "failed", "vouched"), CHECKS)
def test_what_vouches_for_the_sender(
    spf: str, dkim: str, failed: tuple[str, ...], vouched: bool
) -> None:
    mail = incoming(posted(SPF=spf, dkim=dkim), NOW)
    assert (mail.failed, mail.vouched) == (failed, vouched)


def test_spf_vouches_for_the_envelope_alone() -> None:
    other = '{"to": [], "from": "bounce@bulk.example"}'
    assert not incoming(posted(envelope=other, dkim="none"), NOW).vouched


@pytest.mark.parametrize(
    "date",
    ["Sun, 20 Jun 2027 12:00 +0000", "Mon, 1 Jan 1990 00:00 +0000", "soon", "", "1 Jan 99999"],
)
def test_a_time_that_cannot_be_is_when_it_came(date: str) -> None:
    assert incoming(posted(headers=f"From: a@x.example\nDate: {date}\n"), NOW).at == NOW


# --- what it says --------------------------------------------------------------------------------

CHARSETS = [
    ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
    ("Grüße".encode(), "utf-8", "Grüße"),
    ("Grüße".encode("latin-1"), "utf-8", "Grüße"),  # it lies
    ("Grüße".encode(), "klingon", "Grüße"),
    ("你好".encode("gb18030"), "gb2312", "你好"),
    ("你好".encode("big5"), "big5", "你好"),
    ("こんにちは".encode("iso-2022-jp"), "iso-2022-jp", "こんにちは"),
    (b"\xff\xfe\x00", "utf-8", "ÿþ\ufffd"),
    (b"AAAA", "base64", "AAAA"),
]


@pytest.mark.parametrize(("data", "charset", "text"), CHARSETS)
def test_a_charset_is_taken_at_its_word_only_where_it_reads(
    data: bytes, charset: str, text: str
) -> None:
    assert incoming(posted(text=data, charsets=json.dumps({"text": charset})), NOW).body == text
    kind = f"Content-Type: text/plain; charset={charset}"
    assert incoming(raw(data, kind, "Content-Transfer-Encoding: 8bit"), NOW).body == text


@pytest.mark.parametrize("charsets", ["", "[]", "{", "[" * 9000, '{"text": 7}', "null"])
def test_charsets_that_are_none_say_nothing(charsets: str) -> None:
    assert incoming(posted(charsets=charsets), NOW).body == "Can we talk?"


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("base64", base64.b64encode("Grüße, 你好".encode())),
        ("quoted-printable", quopri.encodestring("Grüße, 你好".encode())),
        ("base64", b"R3LDvMOfZSwg5L2g5aW9*"),
    ],
)
def test_a_part_is_decoded(encoding: str, data: bytes) -> None:
    head = ("Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
    assert incoming(raw(data, *head), NOW).body == "Grüße, 你好"


MIXED = """--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/html

<p>Yes, <b>call</b> me.</p><blockquote>Dear Ana</blockquote>
--c--
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=list.txt

unsubscribe
--b
Content-Type: message/rfc822

Subject: forwarded

Please remove me.
--b--
"""


def test_html_alone_is_read_and_attachments_are_not() -> None:
    mail = incoming(raw(MIXED, "Content-Type: multipart/mixed; boundary=b"), NOW)
    assert mail.body == "Yes, call me."
    assert incoming(posted(text="", html="<p>Yes,<br>call me.</p>"), NOW).body == "Yes,\ncall me."


def test_an_empty_mail_is_one() -> None:
    assert incoming(posted(text="", html=""), NOW).body == ""
    assert incoming({}, NOW).failed == ("from",)


def test_what_is_huge_is_cut() -> None:
    mail = incoming(posted(text="word " * 1_000_000, subject="s" * 10_000), NOW)
    assert len(mail.body) <= LONGEST_BODY
    assert len(mail.subject) == LONGEST_LINE
    deep = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1_200)
    )
    assert incoming({"email": HEADERS + deep}, NOW).sender == "ana@ledger.example"


# --- what wrote it -------------------------------------------------------------------------------

MARKS = [
    ("Auto-Submitted: auto-replied (vacation)", Marks(auto_submitted="auto-replied")),
    ("auto-submitted: No", Marks(auto_submitted="no")),
    ("Precedence: Bulk", Marks(precedence="bulk")),
    ("X-Autoreply: yes", Marks(autoreply=True)),
    ("X-Autorespond: 1", Marks(autoreply=True)),
    ("X-Autoreply: no", Marks()),
    ("X-Auto-Response-Suppress: All", Marks(suppress=True)),
    ("Return-Path: <>", Marks(null_path=True)),
    (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        Marks(report=True),
    ),
    (
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        Marks(autoreply=True),
    ),
]


@pytest.mark.parametrize(("line", "marks"), MARKS)
def test_headers_say_whether_a_machine_wrote_it(line: str, marks: Marks) -> None:
    assert incoming(posted(headers=f"{HEADERS}{line}\n"), NOW).marks == marks


def test_a_blank_envelope_is_a_machines() -> None:
    assert incoming(posted(envelope='{"from": "", "to": []}'), NOW).marks.null_path


# --- laws ----------------------------------------------------------------------------------------


@given(st.binary(max_size=400), st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_mail(junk: bytes, at: int) -> None:
    whole = HEADERS.encode() + b"Content-Type: multipart/mixed; boundary=b\n\n" + MIXED.encode()
    mail = incoming({"email": whole[:at] + junk + whole[at:]}, NOW)
    again = incoming({"email": whole[:at] + junk + whole[at:]}, NOW)
    assert mail == again  # a repeated post is known again
    for text in (mail.body, mail.subject, mail.sender_name, mail.message_id, *mail.references):
        text.encode()  # raises for what no store takes
        assert "\0" not in text
