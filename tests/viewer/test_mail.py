"""Any bytes read as a mail: decoded, in their order, and never with an error."""

from __future__ import annotations

import base64
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.delivery import Attachment, Letter
from outreach.render.eml import as_eml
from outreach.viewer.mail import Mail, digest_of, mail_of, read_mail

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")))
LETTER = Letter(
    "Grüße an 44 Organisationen — 致四十四個組織的問候，請在星期三之前回覆我們",
    "<p>Grüße\n" + "x" * 2000 + "</p>\n",
    "Grüße\n\nمرحبا\n",
    (Attachment("Karte für dich.pdf", "application/pdf", b"%PDF\r\n\x00\xff"),),
)
PEOPLE = {"From": ("Köalition", "press@coalition.example"), "To": ("안나", "ana@press.example")}


def eml(letter: Letter = LETTER) -> bytes:
    return as_eml(letter, PEOPLE, {"List-Unsubscribe": "<mailto:a@coalition.example>"})


WHOLE = eml()


def mail(head: str, body: str = "") -> Mail:
    return read_mail(f"{head}\n\n{body}".replace("\r\n", "\n").replace("\n", "\r\n").encode())


def test_a_letter_comes_back_as_it_was() -> None:
    raw = eml()
    read = read_mail(raw)
    assert (read.subject, read.html, read.text) == (LETTER.subject, LETTER.html, LETTER.text)
    assert read.attachments == LETTER.attachments
    assert [name for name, _ in read.headers][:3] == ["From", "To", "Subject"]
    assert read.header("from") == "Köalition <press@coalition.example>"
    assert read.header("TO") == "안나 <ana@press.example>"
    assert read.header("Cc") == ""
    assert read.raw == raw


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_what_any_letter_says_comes_back(subject: str, html: str, text: str) -> None:
    """The library ends each body with a line end, and drops blanks around a subject."""
    subject = " ".join(subject.split())
    read = read_mail(eml(Letter(subject, f"{html}\n", f"{text}\n")))
    assert read.subject == subject
    assert (read.html, read.text) == (f"{html}\n", f"{text}\n")


def test_a_letters_own_parts_stand_before_what_its_mail_made_of_them() -> None:
    letter = Letter("A ", "<p>no line end</p>", "no line end")
    read = mail_of(letter, eml(letter))
    assert (read.subject, read.html, read.text) == (letter.subject, letter.html, letter.text)
    assert read.header("List-Unsubscribe") == "<mailto:a@coalition.example>"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain words", "plain words"),
        ("two\r\n lines", "two lines"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= an alle", "Grüße an alle"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=\r\n\t=?utf-8?Q?_an?=\r\n alle", "Grüße an alle"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1*de?q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8?q?a?= =?iso-8859-1?q?=FC?=", "aü"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?x-nothing?q?a?= b", "=?x-nothing?q?a?= b"),
        ("=?utf-8?q?=FF?=", "=?utf-8?q?=FF?="),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("Grüße, unverschlüsselt", "Grüße, unverschlüsselt"),
        (r"=?utf-8?q?a?= C:\u0041", r"a C:\u0041"),
        ("=?utf-8?q?a=0D=0ABcc:_b?=", "a Bcc: b"),
    ],
)
def test_a_header_is_read_as_people_read_it(written: str, read: str) -> None:
    assert mail(f"X: 1\nSubject: {written}\nY: 2").headers == (
        ("X", "1"), ("Subject", read), ("Y", "2"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("iso-8859-1", b"Gr\xfc\xdfe", "Grüße"),
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("x-nothing", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("utf-8", b"Gr\xfc\xdfe", "Grüße"),
        ("utf-8", b"a\rb\r\nc", "a\nb\nc"),
        ("big5", "組織".encode("big5"), "組織"),
        ("rot13", b"abc", "abc"),
    ],
)
def test_a_body_in_another_encoding_is_read_as_far_as_it_can_be(
    charset: str, content: bytes, text: str
) -> None:
    raw = b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + content
    assert read_mail(raw).text == text


def test_what_is_no_body_is_a_file() -> None:
    whole = EmailMessage()
    whole["Subject"] = "S"
    whole.set_content("first\n")
    whole.add_alternative("<p>first</p>\n", subtype="html")
    whole.add_attachment("kept apart\n", filename="notes.txt")
    whole.add_attachment(b"\x89PNG", "image", "png", disposition="inline", cid="<a@b.example>")
    whole.add_attachment("seen at once\n", disposition="inline", filename="more.txt")
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("inner body\n")
    whole.add_attachment(inner)
    read = read_mail(whole.as_bytes())
    assert (read.html, read.text) == ("<p>first</p>\n", "first\n")
    assert [(one.filename, one.type) for one in read.attachments] == [
        ("notes.txt", "text/plain"), ("unnamed", "image/png"), ("more.txt", "text/plain"),
        ("unnamed", "message/rfc822"),
    ]  # fmt: skip
    assert read.attachments[0].content == b"kept apart\n"
    assert b"inner body" in read.attachments[3].content


def test_a_text_with_a_name_is_a_file_wherever_it_stands() -> None:
    body = "--b\nContent-Type: text/plain; name=a.txt\n\nfile\n--b\n\nbody\n--b--\n"
    read = mail("Content-Type: multipart/mixed; boundary=b", body)
    assert (read.text, [one.filename for one in read.attachments]) == ("body", ["a.txt"])


def test_a_second_text_is_a_file_and_a_second_subject_is_kept() -> None:
    body = "--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/plain\n\ntwo\n--b--\n"
    read = mail("Content-Type: multipart/mixed; boundary=b\nSubject: A\nSubject: B", body)
    assert read.text == "one"
    assert [one.content for one in read.attachments] == [b"two"]
    assert (read.subject, read.headers[-1]) == ("A", ("Subject", "B"))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n", b"\x00", b"no header at all", b"Subject", b": a\n\nb", b"\xff\xfe: \xff\n\nb",
        b"Content-Type: text/html; charset=\xff\n\nb", b"Content-Type: text/html; charset*=x\n\nb",
        b"Content-Type: multipart/mixed\n\nb", b"Content-Type: multipart/mixed; boundary=b\n\n--b",
        b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n!!!a",
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666 a\nM!!\nend",
        b"Content-Disposition: attachment; filename*0*=x'y'%ff; filename*z=1\n\nb",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\n\nb",
        b"Content-Type: message/rfc822\n\n", b"Content-Type: message/delivery-status\n\n\n\n",
        b"Content-Type: ;;;=\n\nb", b"Subject: =?utf-8?b?\xff?=\n\nb",
    ],
)  # fmt: skip
def test_what_is_broken_is_read_as_far_as_it_goes(raw: bytes) -> None:
    assert read_mail(raw).raw == raw


@pytest.mark.parametrize("depth", [300, 5000])
def test_parts_within_parts_without_end_are_no_trouble(depth: int) -> None:
    """Below a certain depth the standard library reads nothing."""
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    read = read_mail(f"Subject: Deep\n{head}\nbody".encode())
    assert read.text.endswith("body")
    assert (read.subject == "Deep") is (depth == 300)


def test_an_encoding_that_is_no_word_keeps_no_text_away() -> None:
    read = read_mail(b"Subject: S\nContent-Type: text/plain; charset*=utf-8''x\n\nGr\xc3\xbc\xdfe")
    assert (read.subject, read.text) == ("S", "GrÃ¼ße")


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 50))
def test_no_bytes_raise_anything(junk: bytes, at: int, lost: int) -> None:
    at %= len(WHOLE)
    for raw in (junk, WHOLE[:at] + junk + WHOLE[at + lost :]):
        read = read_mail(raw)
        assert read.raw == raw
        assert all("\n" not in value and "\r" not in value for _, value in read.headers)


def test_an_attachment_in_base64_is_the_file_itself() -> None:
    content = base64.encodebytes(bytes(range(256))).decode()
    head = 'Content-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64'
    (file,) = mail(head, content).attachments
    assert file == Attachment("a.png", "image/png", bytes(range(256)))


def test_the_digest_does_not_go_by_the_recipients_own_link() -> None:
    def digest(token: str, part: str = "") -> str:
        link = f"https://hear.coalition.example/u/{token}"
        letter = Letter("s", f'<a href="{link}">Leave{part}</a>', f"Leave: {link}")
        return digest_of(mail_of(letter, f"List-Unsubscribe: <{link}>\r\n\r\n".encode()))

    assert digest("a" * 32) == digest("b" * 32) == digest("-outreach-unsubscribe-")
    assert digest("a" * 32) != digest("a" * 32, "!")


def test_the_digest_is_of_the_letter_and_of_whom_it_is_from_and_to() -> None:
    letter = Letter("s", "<p>h</p>", "t")

    def digest(letter: Letter = letter, **headers: str) -> str:
        named = {"From": "Desk <d@example.com>", "To": "Ana <a@example.com>", **headers}
        raw = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
        return digest_of(mail_of(letter, f"{raw}\r\n".encode()))

    assert digest() == digest(Date="today", Message_ID="<1@example.com>")
    others = [
        digest(From="Other <d@example.com>"),
        digest(To="Ana <b@example.com>"),
        digest(Reply_To="r@example.com"),
        digest(replace(letter, html="<p>other</p>")),
        digest(replace(letter, attachments=(Attachment("a", "text/plain", b"x"),))),
    ]
    assert len({digest(), *others}) == 6
