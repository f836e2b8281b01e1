from __future__ import annotations

import pytest

from outreach.viewer.enclosed import enclosed_pictures

PART = (
    b"--b\r\nContent-Type: %b\r\nContent-Transfer-Encoding: base64\r\n%b\r\n\r\n"
    b"R0lGODlh\r\n--b--\r\n"
)
HEAD = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
GIF = {"map@example.org": "data:image/gif;base64,R0lGODlh"}


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        (b"image/gif", b"Content-ID: <map@example.org>", GIF),
        (b"IMAGE/GIF; name=map.gif", b"content-id:\r\n <map@example.org> ", GIF),
        (b"image/svg+xml", b"Content-ID: <map@example.org>", {}),
        (b"text/html", b"Content-ID: <map@example.org>", {}),
        (b"image/gif", b"X-No: Content-ID", {}),
        (b"image/gif", b"Content-ID: <>", {}),
    ],
)
def test_pictures_are_known_by_their_content_id(
    kind: bytes, header: bytes, expected: dict[str, str]
) -> None:
    assert enclosed_pictures(HEAD + PART % (kind, header)) == expected


@pytest.mark.parametrize("raw", [b"", b"Content-ID", b"Content-ID: <a>\r\n\r\n\xff", HEAD])
def test_odd_mail_has_none(raw: bytes) -> None:
    assert enclosed_pictures(raw) == {}
