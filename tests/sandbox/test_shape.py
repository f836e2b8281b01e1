from __future__ import annotations

from typing import Any

import pytest

from outreach.sandbox.answers import BAD_REQUEST
from outreach.sandbox.shape import misshapen

PERSON = {"email": "ana@example.com"}


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param([], id="not an object"),
        pytest.param(None, id="null"),
        pytest.param({"subject": 5}, id="number for a text"),
        pytest.param({"subject": None}, id="null for a text"),
        pytest.param({"send_at": "1700000000"}, id="text for a number"),
        pytest.param({"send_at": 1.5}, id="fraction for a number"),
        pytest.param({"send_at": True}, id="true for a number"),
        pytest.param({"personalizations": [{"to": [{"email": False}]}]}, id="email"),
        pytest.param({"personalizations": [{"substitutions": {"-n-": 5}}]}, id="substitution"),
        pytest.param({"personalizations": [{"custom_args": {"n": True}}]}, id="custom arg"),
        pytest.param({"custom_args": {"n": None}}, id="null custom arg"),
        pytest.param({"categories": ["a", 1]}, id="category"),
        pytest.param(
            {"tracking_settings": {"click_tracking": {"enable": "false"}}}, id="text for a switch"
        ),
    ],
)
def test_a_scalar_of_the_wrong_type_is_a_bad_request_that_names_nothing(mail: object) -> None:
    assert misshapen(mail) == (BAD_REQUEST,)


@pytest.mark.parametrize(
    ("mail", "field", "message", "anchor"),
    [
        ({"from": []}, "from", "Expected: object, given: array", "message.from"),
        ({"personalizations": [None]}, "personalizations.0", "object, given: null", None),
        (
            {"personalizations": [{}, {"to": ["ana@example.com"]}]},
            "personalizations.1.to.0",
            "object, given: string",
            "message.personalizations.to",
        ),
        ({"custom_args": []}, "custom_args", "object, given: array", "message.custom_args"),
        ({"categories": {}}, "categories", "array, given: object", "message.categories"),
    ],
)
def test_a_container_of_the_wrong_type_is_named(
    mail: dict[str, Any], field: str, message: str, anchor: str | None
) -> None:
    (refusal,) = misshapen(mail)
    assert refusal.field == field
    assert message in refusal.message
    assert (refusal.help or "").endswith(anchor or "")
    assert (refusal.help is None) == (anchor is None)


def test_right_types_and_unknown_keys_pass() -> None:
    mail = {
        "personalizations": [{"to": [PERSON], "dynamic_template_data": {"deep": [None, 1.5]}}],
        "substitutions": {"-x-": 5},
        "tracking_settings": {"open_tracking": {"enable": False, "colour": 1}},
    }
    assert misshapen(mail) == ()
