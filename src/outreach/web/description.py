"""The receiver's doors in OpenAPI 3.1, for monitors, proxies and tests."""

from __future__ import annotations

from typing import Any

from outreach import __version__

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
}
_EVENT = {
    "type": "object",
    "description": "SendGrid's Event Webhook Reference has the members. Others are passed by.",
    "properties": {
        "event": {"type": "string"},
        "timestamp": {"type": "integer"},
        "email": {"type": "string"},
        "sg_event_id": {"type": "string"},
        "sg_message_id": {"type": "string"},
        "outreach_batch": {"type": "string"},
        "outreach_delivery": {"type": "string"},
    },
}
_AGE = {"type": ["number", "null"]}
_HEALTH = {
    "type": "object",
    "required": ["ok", "version", "heard_seconds", "refused_seconds", "written_seconds"],
    "properties": {
        "ok": {"type": "boolean"},
        "version": {"type": "string"},
        "heard_seconds": {**_AGE, "description": "Since a signed post arrived; null: none has."},
        "refused_seconds": {**_AGE, "description": "Since a post was refused as forged."},
        "written_seconds": {**_AGE, "description": "Since something was written to the store."},
        "error": {"type": "string"},
    },
}
_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "In seconds."}}
_TOKEN = {
    "name": "token",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "description": "Of one letter. It names nobody, and only this store can read it.",
}


def description() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "outreach listen",
            "version": __version__,
            "description": "Receives SendGrid's events and replies, and unsubscribes.",
        },
        "paths": {
            "/webhooks/sendgrid": {"post": _events()},
            "/webhooks/inbound": {"post": _inbound()},
            "/u/{token}": {"get": _way_out(), "post": _leave()},
            "/health": {"get": _health()},
            "/openapi.json": {"get": {"responses": {"200": _json("This.", {"type": "object"})}}},
        },
    }


def _events() -> dict[str, Any]:
    return {
        "summary": "SendGrid's Event Webhook. 2xx: all of it is on disk, whatever it was about.",
        "parameters": [
            _header("X-Twilio-Email-Event-Webhook-Signature", "ECDSA over timestamp and raw body"),
            _header("X-Twilio-Email-Event-Webhook-Timestamp", "Unix seconds"),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "array", "items": _EVENT}}},
        },
        "responses": {"204": {"description": "Taken, repeated, or of other mail."}, **_refusals()},
    }


def _inbound() -> dict[str, Any]:
    return {
        "summary": "SendGrid's Inbound Parse: a mail that came in.",
        "parameters": [
            {
                "name": "token",
                "in": "query",
                "required": False,
                "schema": {"type": "string"},
                "description": "OUTREACH_INBOUND_TOKEN; a signature does instead.",
            },
        ],
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": {"type": "object"}}},
        },
        "responses": {
            "204": {"description": "Taken, or taken before."},
            **_refusals(),
            "404": _json("No token and no key is set: replies are not taken.", _ERROR),
        },
    }


def _way_out() -> dict[str, Any]:
    return {
        "summary": "A page with a button. It unsubscribes nobody.",
        "parameters": [_TOKEN],
        "responses": {
            "200": _page("The button."),
            "404": _page("It is no letter's, or not of this store."),
            "503": {**_page("The store could not be read."), "headers": _RETRY},
        },
    }


def _leave() -> dict[str, Any]:
    return {
        "summary": "Unsubscribes at once (RFC 8058), as often as it is asked.",
        "parameters": [_TOKEN],
        "requestBody": {
            "required": False,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {"List-Unsubscribe": {"const": "One-Click"}},
                    }
                }
            },
        },
        "responses": {
            "200": _page("She is unsubscribed."),
            "404": _page("It is no letter's, or not of this store."),
            "408": _page("It did not arrive in time."),
            "413": _page("It is larger than any such request."),
            "503": {**_page("The store could not be written."), "headers": _RETRY},
        },
    }


def _health() -> dict[str, Any]:
    return {
        "summary": "Whether the receiver runs and can write.",
        "responses": {
            "200": _json("It does, and can.", _HEALTH),
            "503": _json("The store cannot be written.", _HEALTH),
        },
    }


def _refusals() -> dict[str, Any]:
    return {
        "400": _json("Signed, and cannot be read; or no HTTP.", _ERROR),
        "401": _json("Not signed by one of the keys, or not lately.", _ERROR),
        "408": _json("It did not arrive in time.", _ERROR),
        "413": _json("Larger than any post of SendGrid's.", _ERROR),
        "415": _json("Compressed, or of another type.", _ERROR),
        "503": {**_json("It could not be written: send it again.", _ERROR), "headers": _RETRY},
    }


def _header(name: str, what: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": what}


def _json(what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": schema}}}


def _page(what: str) -> dict[str, Any]:
    return {"description": what, "content": {"text/html": {"schema": {"type": "string"}}}}
