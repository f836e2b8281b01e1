"""Whether a decoded mail/send body has the JSON types SendGrid expects.

SendGrid answers in two ways, both captured from the live service: a container of the wrong type
is named ("Invalid type. Expected: object, given: array."), a scalar of the wrong type gives a
bare "Bad Request" that names nothing. Unknown keys are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .answers import BAD_REQUEST, HELP, Refusal

Spec = Any
"""A scalar type, ``[item]``, ``{key: spec}``, ``{ANY_KEY: spec}``, or ANYTHING."""

ANY_KEY = ...
ANYTHING = object

_TEXTS: Spec = {ANY_KEY: str}
_PERSON: Spec = {"email": str, "name": str}
_SWITCH: Spec = {"enable": bool}

MAIL: Spec = {
    "personalizations": [
        {
            "from": _PERSON,
            "to": [_PERSON],
            "cc": [_PERSON],
            "bcc": [_PERSON],
            "subject": str,
            "headers": _TEXTS,
            "substitutions": _TEXTS,
            "dynamic_template_data": ANYTHING,
            "custom_args": _TEXTS,
            "send_at": int,
        }
    ],
    "from": _PERSON,
    "reply_to": _PERSON,
    "reply_to_list": [_PERSON],
    "subject": str,
    "content": [{"type": str, "value": str}],
    "attachments": [
        {"content": str, "filename": str, "type": str, "disposition": str, "content_id": str}
    ],
    "template_id": str,
    "headers": _TEXTS,
    "categories": [str],
    "custom_args": _TEXTS,
    "send_at": int,
    "batch_id": str,
    "asm": {"group_id": int, "groups_to_display": [int]},
    "ip_pool_name": str,
    "mail_settings": {
        "bypass_list_management": _SWITCH,
        "bypass_spam_management": _SWITCH,
        "bypass_bounce_management": _SWITCH,
        "bypass_unsubscribe_management": _SWITCH,
        "footer": {"enable": bool, "text": str, "html": str},
        "sandbox_mode": _SWITCH,
    },
    "tracking_settings": {
        "click_tracking": {"enable": bool, "enable_text": bool},
        "open_tracking": {"enable": bool, "substitution_tag": str},
        "subscription_tracking": {
            "enable": bool,
            "text": str,
            "html": str,
            "substitution_tag": str,
        },
        "ganalytics": {
            "enable": bool,
            "utm_source": str,
            "utm_medium": str,
            "utm_term": str,
            "utm_content": str,
            "utm_campaign": str,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Misfit:
    path: str
    expected: str
    given: str


def misshapen(mail: object) -> tuple[Refusal, ...]:
    """Refusals for JSON types that are wrong anywhere; empty when the rules may look further."""
    if not isinstance(mail, dict):
        return (BAD_REQUEST,)
    misfits = tuple(_misfits(mail, MAIL, ""))
    if any(m.expected not in ("object", "array") for m in misfits):
        return (BAD_REQUEST,)
    return tuple(
        Refusal(f"Invalid type. Expected: {m.expected}, given: {m.given}.", m.path, _help(m.path))
        for m in misfits
    )


def _misfits(value: object, spec: Spec, path: str) -> Iterator[Misfit]:
    expected = _name(spec)
    if expected == "anything":
        return
    if _type(value) != expected:
        yield Misfit(path, expected, _type(value))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in spec or ANY_KEY in spec:
                yield from _misfits(item, spec.get(key, spec.get(ANY_KEY)), _join(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _misfits(item, spec[0], _join(path, str(index)))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _name(spec: Spec) -> str:
    if isinstance(spec, Mapping):
        return "object"
    if isinstance(spec, list):
        return "array"
    return {str: "string", int: "integer", bool: "boolean"}.get(spec, "anything")


def _type(value: object) -> str:
    """The JSON name of a decoded value's type."""
    if value is None:
        return "null"
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return names.get(type(value), "object" if isinstance(value, dict) else "array")


def _help(path: str) -> str | None:
    """SendGrid's help is per documented field; a whole personalization has none."""
    names = [part for part in path.split(".") if not part.isdigit()]
    return f"{HELP}message.{'.'.join(names)}" if names != ["personalizations"] else None
