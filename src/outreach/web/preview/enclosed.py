"""Letters and what travels with them, as files a browser may show or keep."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from outreach.domain.delivery import Attachment
from outreach.viewer.files import PICTURES

from .guard import FILE_POLICY

_SHOWN = PICTURES | {"application/pdf"}
"""What a browser shows by itself, and that cannot run anything of this page's."""


def file_answer(file: Attachment) -> Response:
    """A picture or a PDF is shown; anything else is kept, whatever it says it is."""
    kind = file.type.partition(";")[0].strip().lower()
    shown = kind in _SHOWN
    return _answer(
        file.content,
        kind if shown else "application/octet-stream",
        disposition("inline" if shown else "attachment", file.filename),
    )


def eml_answer(eml: bytes, name: str) -> Response:
    return _answer(eml, "message/rfc822", disposition("attachment", name))


def picture_answer(png: bytes) -> Response:
    return _answer(png, "image/png", "inline")


def _answer(content: bytes, kind: str, how: str) -> Response:
    headers = {"Content-Disposition": how}
    if kind != "application/pdf":  # browsers show no PDF in a sandbox
        headers["Content-Security-Policy"] = FILE_POLICY
    return Response(content, media_type=kind, headers=headers)


def disposition(how: str, name: str) -> str:
    """A Content-Disposition with the name twice, plain and whole (RFC 6266, RFC 5987).

    >>> disposition("inline", '../"Erklärung".pdf')
    'inline; filename="_Erkl_rung_.pdf"; filename*=UTF-8\\'\\'%22Erkl%C3%A4rung%22.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        ch if ch.isascii() and ch.isprintable() and ch not in '"%' else "_" for ch in last
    )
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(last, safe='', errors='replace')}"
