"""What the sandbox says back: SendGrid's statuses and SendGrid's words.

The texts are SendGrid's own, from answers captured by its users where there are any, else from
its published table of mail/send errors. For a wrong content type, 404, 405 and 503 the status is
documented and the words are the sandbox's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#"
IDENTITY = "https://sendgrid.com/docs/for-developers/sending-email/sender-identity/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item of SendGrid's ``errors``; ``field`` is a path such as ``content.0.value``."""

    message: str
    field: str | None = None
    help: str | None = None
    status: int = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is JSON when a list or an object, HTML when a text, nothing when None."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


BAD_REQUEST = Refusal("Bad Request")
INVALID_UTF8 = Refusal("Invalid UTF8 in request", status=415)
NOT_JSON = Refusal("Content-Type should be application/json.", status=415)
BAD_KEY = Refusal("The provided authorization grant is invalid, expired, or revoked", status=401)
NO_CREDITS = Refusal("Maximum credits exceeded", status=401)
FORBIDDEN = Refusal("access forbidden", status=403)
NOT_FOUND = Refusal("not found", status=404)
NOT_ALLOWED = Refusal("method not allowed", status=405)
TOO_MANY = Refusal("too many requests", status=429)
SERVER_ERROR = Refusal("internal server error", status=500)
UNAVAILABLE = Refusal("service unavailable", status=503)
UNVERIFIED_SENDER = Refusal(
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this "
    f"error is resolved. Visit {IDENTITY} to see the Sender Identity requirements",
    field="from",
    status=403,
)


def refused(*refusals: Refusal) -> Answer:
    """The answer that names all refusals; its status is that of the first."""
    errors = [{"message": r.message, "field": r.field, "help": r.help} for r in refusals]
    return Answer(refusals[0].status, {"errors": errors})


def nginx(status: int, reason: str) -> Answer:
    """The HTML that SendGrid's front door sends when the API behind it never saw the request."""
    title = f"{status} {reason}"
    return Answer(
        status,
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
    )


TOO_LARGE = nginx(413, "Request Entity Too Large")
