"""Every rule by one body that breaks it and one that only nearly does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from outreach.sandbox.rules import Account, refusals

Mail = Callable[..., dict[str, Any]]

NOW = 1_800_000_000.0
ACCOUNT = Account(now=NOW, batch_ids={"known"}, groups={7})
ERRORS = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#"


def one(email: str = "ana@example.com", **parts: Any) -> list[dict[str, Any]]:
    """A single personalization."""
    return [{"to": [{"email": email}], **parts}]


def many(count: int, recipients: int = 1) -> list[dict[str, Any]]:
    return [
        {"to": [{"email": f"a{n}.{r}@example.com"} for r in range(recipients)]}
        for n in range(count)
    ]


def attachment(**parts: Any) -> list[dict[str, Any]]:
    return [{"content": "YQ==", "filename": "a.txt", **parts}]


def text(value: str = "x", kind: str = "text/plain") -> dict[str, str]:
    return {"type": kind, "value": value}


LONG = "a" * 60 + "@" + ".".join(["b" * 60] * 5) + ".example"
INVALID = "Does not contain a valid address."
TO_NEEDED = (
    "The to array is required for all personalization objects, and must have at least one email "
    "object with a valid email address."
)
SUBJECT_EMPTY = "The subject of your email must be a string at least one character in length."
HEADER_NAME = "Header keys cannot contain non-ASCII characters or empty spaces."
HEADER_RESERVED = "Header cannot be one of the reserved keys."
ORDER = (
    "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your "
    "email: text/plain needs to be first, followed by text/html, followed by any other content."
)
TOO_FAR = "Scheduling more than 72 hours in advance is forbidden."
P = "personalizations"

# what is sent instead of the good mail's parts; field and message of the refusal;
# and nearly the same, which is taken
CASES: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    (
        {P: []},
        P,
        "The personalizations field is required and must have at least one personalization.",
        {P: one()},
    ),
    (
        {P: many(1001)},
        P,
        (
            "The personalization block is limited to 1000 personalizations per API request. You "
            "have provided 1001 personalizations. Please consider splitting this into multiple "
            "requests and resending your request."
        ),
        {P: many(1000)},
    ),
    (
        {P: many(501, recipients=2)},
        P,
        "There is a limit of 1000 total recipients (to + cc + bcc) per request.",
        {P: many(500, recipients=2)},
    ),
    ({P: [*one(), {"to": []}]}, f"{P}.1.to", TO_NEEDED, {P: one()}),
    ({P: [{"cc": [{"email": "a@example.com"}]}]}, f"{P}.0.to", TO_NEEDED, {P: one()}),
    (
        {P: [{"to": [{"name": "Ana"}]}]},
        f"{P}.0.to.0.email",
        "The to email parameter is required.",
        {P: [{"to": [{"email": "a@example.com", "name": ""}]}]},
    ),
    ({P: one("ana@localhost")}, f"{P}.0.to.0.email", INVALID, {P: one("ana@b.example")}),
    ({P: one("a..b@example.com")}, f"{P}.0.to.0.email", INVALID, {P: one("a.b@example.com")}),
    ({P: one("Ana <a@example.com>")}, f"{P}.0.to.0.email", INVALID, {P: one("o'b+x@example.com")}),
    ({P: one("ana@exämple.com")}, f"{P}.0.to.0.email", INVALID, {P: one("a@xn--e-0ga.example")}),
    ({P: one("zoë@example.com")}, f"{P}.0.to.0.email", INVALID, {P: one("zoe@example.com")}),
    ({P: one("a@example.com\n")}, f"{P}.0.to.0.email", INVALID, {P: one("a@example.com")}),
    (
        {P: one(cc=[{"email": "nobody"}])},
        f"{P}.0.cc.0.email",
        INVALID,
        {P: one(cc=[{"email": "nobody@example.com"}])},
    ),
    (
        {P: one(LONG)},
        f"{P}.0.to.0.email",
        "The To email exceeds the maximum total length of 320 characters",
        {P: one(LONG[60:].replace("@", "a@"))},
    ),
    (
        {P: one("a@example.com", bcc=[{"email": "A@example.com"}])},
        f"{P}.0",
        (
            "Each email address in the personalization block should be unique between to, cc, and "
            f"bcc. We found the first duplicate instance of [A@example.com] in the {P}.0.bcc field."
        ),
        {P: [*one("a@example.com"), *one("a@example.com")]},
    ),
    ({P: one(subject="")}, f"{P}.0.subject", SUBJECT_EMPTY, {P: one(subject=" ")}),
    ({P: one(headers={"X Y": "1"})}, f"{P}.0.headers", HEADER_NAME, {P: one(headers={"X": "é"})}),
    (
        {P: one(headers={"Subject": "x"})},
        f"{P}.0.headers",
        HEADER_RESERVED,
        {P: one(headers={"Subjects": "x"})},
    ),
    (
        {P: one(substitutions={f"-{n}-": "" for n in range(10_001)})},
        f"{P}.0.substitutions",
        "You are limited to 10,000 substitutions.",
        {P: one(substitutions={f"-{n}-": "" for n in range(100)})},
    ),
    (
        {P: one(substitutions={"-x-": "ж" * 4995})},
        f"{P}.0.substitutions",
        "The substitutions may not exceed 10,000 bytes per personalization object.",
        {P: one(substitutions={"-x-": "ж" * 4994})},
    ),
    (
        {P: one(custom_args={})},
        f"{P}.0.custom_args",
        "custom_args cannot be empty.",
        {P: one(custom_args={"a": ""})},
    ),
    (
        {"custom_args": {"a": "x" * 5000}, P: one(custom_args={"b": "x" * 5000})},
        f"{P}.0.custom_args",
        (
            "The combined size of both global and personalization custom arguments may not exceed "
            "10,000 bytes per personalization."
        ),
        {"custom_args": {"a": "x" * 9000}, P: one(custom_args={"a": "x" * 9000})},
    ),
    (
        {P: one(send_at=int(NOW) + 72 * 3600 + 1)},
        f"{P}.0.send_at",
        TOO_FAR,
        {P: one(send_at=int(NOW) + 72 * 3600)},
    ),
    ({"send_at": int(NOW * 1000)}, "send_at", TOO_FAR, {"send_at": 1}),
    (
        {"from": {"name": "Ana"}},
        "from.email",
        (
            "The from object must be provided for every email send. It is an object that requires "
            "the email parameter, but may also contain a name parameter.  e.g. "
            '{"email" : "example@example.com"}  or {"email" : "example@example.com", "name" : '
            '"Example Recipient"}.'
        ),
        {"from": {"email": "a@example.org"}},
    ),
    (
        {"from": {"email": "press"}},
        "from.email",
        "The from email does not contain a valid address.",
        {"from": {"email": "press@example.org"}},
    ),
    (
        {"from": {"email": LONG}},
        "from.email",
        "The From email exceeds the maximum total length of 320 characters",
        {"from": {"email": "press@example.org"}},
    ),
    (
        {"reply_to": {"email": "me"}},
        "reply_to.email",
        (
            "The reply_to object, when used, must at least have an email parameter with a valid "
            'email address and it may also contain a name parameter. e.g. {"email": '
            '"example@example.com"} or {"email": "example@example.com", "name": "Example '
            'Recipient"}'
        ),
        {"reply_to": {"email": "me@example.org"}},
    ),
    (
        {"reply_to": {"email": "a@b.example"}, "reply_to_list": [{"email": "c@b.example"}]},
        "reply_to",
        "Only one of reply_to or reply_to_list may be specified.",
        {"reply_to_list": [{"email": "c@b.example"}]},
    ),
    ({"subject": ""}, "subject", SUBJECT_EMPTY, {"subject": " "}),
    (
        {"subject": None, P: [*one(subject="x"), *one()]},
        "subject",
        (
            "The subject is required. You can get around this requirement if you use a template "
            "with a subject defined or if every personalization has a subject defined."
        ),
        {"subject": None, P: one(subject="x")},
    ),
    (
        {"content": []},
        "content",
        (
            "Unless a valid template_id is provided, the content parameter is required. There must "
            "be at least one defined content block. We typically suggest both text/plain and "
            "text/html blocks are included, but only one block is required."
        ),
        {"content": [text()]},
    ),
    (
        {"content": [text("")]},
        "content.0.value",
        "The content value must be a string at least one character in length.",
        {"content": [text(" ")]},
    ),
    (
        {"content": [text(kind="")]},
        "content.0.type",
        "Your content type must be a string with length of at least one character.",
        {"content": [text(kind="text/calendar")]},
    ),
    (
        {"content": [text(kind="text/plain; charset=utf-8")]},
        "content.0.type",
        "Cannot contain ';', or CRLF characters.",
        {"content": [text(kind="text/plain")]},
    ),
    (
        {"content": [text(kind="text/html"), text()]},
        "content",
        ORDER,
        {"content": [text(), text(kind="text/html"), text(kind="text/calendar")]},
    ),
    (
        {"attachments": attachment(content="")},
        "attachments.0.content",
        "The attachment content must be a string at least one character in length.",
        {"attachments": attachment()},
    ),
    (
        {"attachments": attachment(content="é!")},
        "attachments.0.content",
        "The attachment content must be base64 encoded.",
        {"attachments": attachment(content="YWI=")},
    ),
    (
        {"attachments": [{"content": "YQ=="}]},
        "attachments.0.filename",
        "filename is required.",
        {"attachments": attachment()},
    ),
    (
        {"attachments": attachment(filename="a\r\nb")},
        "attachments.0.filename",
        "The filename of your attachment cannot contain CRLF characters.",
        {"attachments": attachment(filename="a b")},
    ),
    (
        {"attachments": attachment(type="")},
        "attachments.0.type",
        "The attachment type must be a string and at least one character in length.",
        {"attachments": attachment(type="text/csv")},
    ),
    (
        {"attachments": attachment(type="text/csv;x")},
        "attachments.0.type",
        "The type cannot contain ';', or CRLF characters.",
        {"attachments": attachment(type="text/csv")},
    ),
    (
        {"attachments": attachment(content_id="a\nb")},
        "attachments.0.content_id",
        "The content ID of your attachment cannot contain CRLF characters.",
        {"attachments": attachment(content_id="a")},
    ),
    (
        {"attachments": attachment(disposition="aside")},
        "attachments.0.disposition",
        (
            'The disposition of your attachment can be either "inline" or "attachment". You '
            "provided aside."
        ),
        {"attachments": attachment(disposition="inline")},
    ),
    (
        {"template_id": "d-1"},
        "template_id",
        "The Template ID must be a valid template id for your account. You provided d-1.",
        {"template_id": None},
    ),
    (
        {"ip_pool_name": "mine"},
        "ip_pool_name",
        "The IP Pool name must be a valid pool name for your account. You provided mine.",
        {"ip_pool_name": None},
    ),
    ({"headers": {"é": "1"}}, "headers", HEADER_NAME, {"headers": {"X-E": "1"}}),
    ({"headers": {"reply-to": "x"}}, "headers", HEADER_RESERVED, {"headers": {"X-Reply-To": "x"}}),
    (
        {"categories": [str(n) for n in range(11)]},
        "categories",
        (
            "There is a limit of 10 categories for each email that is sent. You provided 11 "
            "categories."
        ),
        {"categories": [str(n) for n in range(10)]},
    ),
    (
        {"categories": ["x" * 256]},
        "categories",
        f"Each category must not be longer than 255 characters. {'x' * 256} exceeds this limit",
        {"categories": ["x" * 255]},
    ),
    (
        {"categories": ["a", "b", "a"]},
        "categories",
        "The categories must be a unique list, and you have included a more than once.",
        {"categories": ["a", "A"]},
    ),
    (
        {"categories": ["é"]},
        "categories",
        "Categories can not contain non-ASCII characters.",
        {"categories": ["e"]},
    ),
    (
        {"custom_args": {}},
        "custom_args",
        "custom_args cannot be empty.",
        {"custom_args": {"a": "b"}},
    ),
    ({"batch_id": "mine"}, "batch_id", "invalid batch id", {"batch_id": "known"}),
    (
        {"asm": {"group_id": 8}},
        "asm.group_id",
        "The ASM group ID must be a valid Group ID on your account. You provided 8.",
        {"asm": {"group_id": 7}},
    ),
    (
        {"asm": {"groups_to_display": [7]}},
        "asm.group_id",
        "The ASM group ID must be an integer.",
        {"asm": {"group_id": 7, "groups_to_display": [7]}},
    ),
    (
        {"asm": {"group_id": 7, "groups_to_display": [7] * 26}},
        "asm.groups_to_display",
        "There is a limit of 25 unsubscribe groups that can be displayed to a user at a time.",
        {"asm": {"group_id": 7, "groups_to_display": [7] * 25}},
    ),
    (
        {"asm": {"group_id": 7, "groups_to_display": [7, 9]}},
        "asm.groups_to_display",
        "All ASM groups to display must be valid ASM groups IDs on your account. You provided 9.",
        {"asm": {"group_id": 7, "groups_to_display": [7]}},
    ),
]


@pytest.mark.parametrize(
    ("broken", "field", "message", "near"), CASES, ids=[f"{c[1]}: {c[2][:40]}" for c in CASES]
)
def test_rule(
    mail: Mail, broken: dict[str, Any], field: str, message: str, near: dict[str, Any]
) -> None:
    found = refusals(mail(**broken), ACCOUNT)
    assert [(r.status, r.field, r.message) for r in found] == [(400, field, message)]
    assert refusals(mail(**near), ACCOUNT) == ()


def test_as_many_as_possible_are_found_at_once(mail: Mail) -> None:
    broken = mail(subject="", categories=["é"], personalizations=[*one("a"), *one("b@example.com")])
    assert [r.field for r in refusals(broken, ACCOUNT)] == [
        "personalizations.0.to.0.email",
        "subject",
        "categories",
    ]


@pytest.mark.parametrize(
    ("broken", "anchor"),
    [
        ({P: []}, "-Personalizations-Errors"),
        ({P: one("a")}, "message.personalizations.to"),
        ({P: one("a@b.example", cc=[{"email": "a@b.example"}])}, "message.recipient-errors"),
        ({"from": {"email": "x"}}, "message.from"),
        ({"attachments": attachment(content="é!")}, "message.attachments.content"),
    ],
)
def test_help_points_where_the_live_answers_point(
    mail: Mail, broken: dict[str, Any], anchor: str
) -> None:
    (refusal,) = refusals(mail(**broken), ACCOUNT)
    assert refusal.help == ERRORS + anchor


def test_groups_unknown_to_the_settings_are_any(mail: Mail) -> None:
    anyone = Account(now=NOW, groups=None)
    assert refusals(mail(asm={"group_id": 12345}), anyone) == ()
