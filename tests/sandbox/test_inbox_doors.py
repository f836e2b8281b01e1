"""The inbox over HTTP: each form of a letter, what may be taken away, and who may clear it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from email import message_from_bytes
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from outreach.domain.delivery import Attachment, Letter
from outreach.render.eml import as_eml
from outreach.viewer.frame import policy
from outreach.viewer.mail import digest_of, mail_of
from outreach.viewer.state import Images, View

Mail = Callable[..., dict[str, Any]]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PICTURE = b"\x89PNG\r\n\x1a\n"


def attachment(name: str, kind: str, content: bytes) -> dict[str, str]:
    return {"filename": name, "type": kind, "content": base64.b64encode(content).decode()}


def page_of(client: Any, path: str) -> str:
    reply = client.get(path)
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    return unescape(reply.content.decode())


def test_the_list_shows_the_newest_first_by_edition(client: Any, mail: Mail) -> None:
    client.send(mail("a@example.com", subject="First", categories=["blinken", "press"]))
    client.send(mail("b@example.com", subject="Second", categories=["blinken", "press"]))
    client.send(mail("c@example.com", subject="Third", categories=["blinken", "congress"]))
    page = page_of(client, "/")
    order = [page.index(text) for text in ("blinken/congress", "Third", "blinken/press", "Second")]
    assert [*order, page.index("First")] == sorted([*order, page.index("First")])
    assert "a@example.com" not in page_of(client, "/?q=congress")


def test_an_empty_inbox_says_that_letters_do_not_outlive_it(client: Any) -> None:
    page = page_of(client, "/")
    assert "No letters yet" in page
    assert "until it stops" in page
    assert client.get("/letters").json == client.get("/sandbox/letters").json == []


def test_a_letter_with_all_that_is_known_of_it(client: Any, mail: Mail) -> None:
    blocks = [{"to": [{"email": "bounce@example.com", "name": "Ana"}], "custom_args": {"k": "v&"}}]
    client.send(mail(personalizations=blocks, categories=["visit"], asm={"group_id": 7}))
    client.settle()
    (letter,) = client.letters()
    page = page_of(client, f"/letters/{letter['id']}")
    for said in (
        *("Ana <bounce@example.com>", "The Coalition <press@example.org>", "k: v&", ">7<"),
        *("processed", "bounce", "550 5.1.1 The email account that you tried to reach"),
        *(f"/letters/{letter['id']}.eml", f"/unsubscribe/{letter['id']}", letter["path"]),
    ):
        assert said in page, said


@pytest.mark.parametrize("view", View)
def test_each_view_of_a_letter(client: Any, mail: Mail, view: View) -> None:
    kit = attachment("kit.pdf", "application/pdf", b"%PDF-")
    client.send(mail(subject="Grüße", headers={"X-Own": "mine"}, attachments=[kit]))
    (letter,) = client.letters()
    page = page_of(client, f"/letters/{letter['id']}?view={view}&width=375")
    expected = {
        View.LETTER: f'src="/letters/{letter["id"]}/letter"',
        View.TEXT: '<pre class="plain"',
        View.SOURCE: '<pre class="source lines"',
        View.HEADERS: "X-Own",
        View.RAW: "Content-Transfer-Encoding",
        View.FILES: f"/letters/{letter['id']}/file/1",
    }
    assert expected[view] in page
    assert ("<iframe" in page) == (view is View.LETTER)
    assert f"/letters/{letter['id']}?view={View.RAW}&width=375" in page, "the width goes along"


def test_the_frame_has_the_letter_as_it_is_looked_at(client: Any, mail: Mail) -> None:
    html = "<p>Hello <img alt='A map' src='https://cdn.example/map.png'></p>"
    client.send(mail(content=[{"type": "text/html", "value": html}]))
    (letter,) = client.letters()
    for images in Images:
        reply = client.get(f"/letters/{letter['id']}/letter?images={images}")
        assert reply.headers["content-security-policy"] == policy(images)
        assert reply.headers["referrer-policy"] == "no-referrer"
        kept = b"src='https://cdn.example/map.png'" in reply.content
        assert kept == (images is not Images.OFF), "the policy sees to it that it is not fetched"
    dark = client.get(f"/letters/{letter['id']}/letter?scheme=dark").content
    assert b"color-scheme" in dark
    bare = client.get(f"/letters/{letter['id']}/html")
    assert bare.content.decode().strip() == html
    assert bare.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_a_picture_that_travels_inside_the_letter_is_shown_in_it(client: Any, mail: Mail) -> None:
    inside = {"disposition": "inline", "content_id": "map"}
    client.send(
        mail(
            content=[{"type": "text/html", "value": "<img alt='A map' src='cid:map'>"}],
            attachments=[{**attachment("map.png", "image/png", PICTURE), **inside}],
        )
    )
    (letter,) = client.letters()
    shown = client.get(f"/letters/{letter['id']}/letter").content
    assert f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}".encode() in shown


def test_a_letter_of_text_alone_is_shown_as_text(client: Any, mail: Mail) -> None:
    client.send(mail(content=[{"type": "text/plain", "value": "a < b"}]))
    (letter,) = client.letters()
    page = page_of(client, f"/letters/{letter['id']}")
    assert "no HTML part" in page
    assert "a < b" in page
    assert "<iframe" not in page
    assert b"<pre>a &lt; b" in client.get(f"/letters/{letter['id']}/html").content
    assert client.get(f"/letters/{letter['id']}?view=source").status == 200


def test_the_mail_can_be_taken_away(client: Any, mail: Mail) -> None:
    client.send(mail(categories=["blinken", "press"]))
    (letter,) = client.letters()
    taken = client.get(f"/letters/{letter['id']}.eml")
    assert taken.headers["content-type"] == "message/rfc822"
    assert taken.headers["content-disposition"].startswith("attachment")
    assert "0001-ana-example-com.eml" in taken.headers["content-disposition"]
    assert message_from_bytes(taken.content)["To"] == "ana@example.com"
    assert (client.running.sandbox.outbox.root / letter["path"]).read_bytes() == taken.content


def test_files_are_handed_out_to_be_saved_and_never_as_pages(client: Any, mail: Mail) -> None:
    given = [
        attachment("Übersicht.pdf", "application/pdf", b"%PDF-1.7"),
        attachment('"x.html', "text/html", HOSTILE.encode()),
        attachment("x.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
        attachment("map.png", "image/png", PICTURE),
    ]
    client.send(mail(attachments=given))
    (letter,) = client.letters()
    octets = "application/octet-stream"
    expected = [
        (octets, "%C3%9Cbersicht.pdf"),
        (octets, "%22x.html"),
        (octets, "x.svg"),
        ("image/png", "map.png"),
    ]
    for number, (kind, name) in enumerate(expected, 1):
        reply = client.get(f"/letters/{letter['id']}/file/{number}")
        assert reply.content == base64.b64decode(given[number - 1]["content"])
        assert reply.headers["content-type"] == kind
        assert reply.headers["content-disposition"] == f"attachment; filename*=utf-8''{name}"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("sandbox")
    for number in ("0", "5", "-1", "x", "..%2f..%2fetc"):
        assert client.get(f"/letters/{letter['id']}/file/{number}").status == 404


def test_the_digest_is_that_of_the_letter_that_was_sent(client: Any, mail: Mail) -> None:
    content = [
        {"type": "text/plain", "value": "Grüße,\n\nzwei Zeilen.\n"},
        {"type": "text/html", "value": "<p>Grüße</p>\n" + "x" * 2000},
    ]
    kit = attachment("Übersicht.pdf", "application/pdf", b"%PDF-1.7\n\r\n")
    client.send(mail(subject="Grüße 陳 " * 20, content=content, attachments=[kit]))
    (letter,) = client.letters()
    files = (Attachment("Übersicht.pdf", "application/pdf", b"%PDF-1.7\n\r\n"),)
    sent = Letter("Grüße 陳 " * 20, content[1]["value"], content[0]["value"], files)
    people = {"From": ("The Coalition", "press@example.org"), "To": ("", letter["to"])}
    digest = digest_of(mail_of(sent, as_eml(sent, people, {})))
    assert digest in page_of(client, f"/letters/{letter['id']}")


def test_hostile_letters_are_inert(client: Any, mail: Mail) -> None:
    client.send(
        mail(
            subject=HOSTILE,
            content=[
                {"type": "text/plain", "value": HOSTILE},
                {"type": "text/html", "value": HOSTILE},
            ],
            categories=[HOSTILE],
            custom_args={HOSTILE: HOSTILE},
            headers={"X-Hostile": HOSTILE},
            attachments=[attachment(HOSTILE, "text/html", b"x")],
            personalizations=[{"to": [{"email": "ana@example.com", "name": HOSTILE}]}],
        )
    )
    (letter,) = client.letters()
    own = f"/letters/{letter['id']}"
    views = [f"{own}?view={view}" for view in View]
    for path in ["/", *views, f"/unsubscribe/{letter['id']}", f"/?{urlencode({'q': HOSTILE})}"]:
        reply = client.get(path)
        assert reply.status == 200
        assert b"<script>alert" not in reply.content
        assert b"<img src=x" not in reply.content
        policies = reply.headers["content-security-policy"]
        assert "script-src 'self'; style-src 'self'" in policies
        assert "unsafe" not in policies
        assert "frame-ancestors 'none'" in policies


def test_a_cancelled_letter_is_still_listed(client: Any, mail: Mail) -> None:
    now = client.running.sandbox.now()
    client.send(mail(send_at=int(now) + 3600))
    (letter,) = client.letters()
    assert "Waits until" in page_of(client, f"/letters/{letter['id']}")
    box = client.running.sandbox.outbox
    box.cancel(box.get(letter["id"]))
    assert "it was never sent" in page_of(client, f"/letters/{letter['id']}")
    assert client.get(f"/letters/{letter['id']}.eml").status == 404


@pytest.mark.parametrize("door", ["", ".eml", "/html", "/letter", "/file/1"])
def test_an_unknown_letter_and_one_whose_file_is_gone(client: Any, mail: Mail, door: str) -> None:
    client.send(mail())
    (letter,) = client.letters()
    (client.running.sandbox.outbox.root / letter["path"]).unlink()
    for name in ("x", letter["id"]):
        reply = client.get(f"/letters/{name}{door}")
        assert reply.status == 404
        assert b"no such letter" in reply.content


@pytest.mark.parametrize("name", ["viewer.css", "viewer.js", "syntax.css"])
def test_style_and_script_come_from_the_sandbox(refuser: Any, name: str) -> None:
    assert f'/assets/{name}"' in refuser.get("/").content.decode()
    reply = refuser.get(f"/assets/{name}")
    assert (reply.status, reply.headers["x-content-type-options"]) == (200, "nosniff")
    assert refuser.get("/assets/pages.py").status == 404
    assert refuser.get("/assets/..%2fpages.py").status == 404


def test_the_stamp_changes_with_what_is_listed(sandbox_with: Any, mail: Mail) -> None:
    seen = []
    for _ in range(2):
        with sandbox_with() as client:
            seen.append(client.get("/inbox/stamp").json["stamp"])
            client.send(mail())
            client.settle()
            seen.append(client.get("/inbox/stamp").json["stamp"])
            assert seen[-1] == client.get("/inbox/stamp").json["stamp"]
            assert f'data-stamp="{seen[-1]}"' in client.get("/").content.decode()
    assert len(set(seen)) == 4


def token_in(client: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/").content.decode())
    assert found
    return found[1]


def test_clearing_removes_what_this_run_filed_and_nothing_else(
    sandbox_with: Any, mail: Mail
) -> None:
    with sandbox_with() as client:
        client.send(mail("before@example.com"))
        root: Path = client.running.sandbox.outbox.root
    with sandbox_with() as client:
        now = int(client.running.sandbox.now())
        client.send(mail("bounce@example.com", "ana@example.com"))
        client.send(mail("later@example.com", send_at=now + 60))
        client.settle()
        own = {"Origin": client.url, **FORM}
        body = urlencode({"token": token_in(client)}).encode()
        reply = client.post("/inbox/clear", body, headers=own)
        assert (reply.status, reply.headers["location"]) == (303, "/")
        assert client.letters() == []
        assert "No letters yet" in page_of(client, "/")
        left = sorted(path.name for path in root.rglob("*") if path.is_file())
        assert left == ["0001-before-example-com.eml", "webhook-key.pem"]
        assert len(client.get("/v3/suppression/bounces").json) == 1, "the account remembers"
        client.send(mail("next@example.com"))
        assert len(client.letters()) == 1


def test_only_the_inbox_itself_can_clear_it(client: Any, mail: Mail) -> None:
    client.send(mail())
    token = token_in(client)
    right = urlencode({"token": token}).encode()
    for body, headers, status in (
        (b"", FORM, 403),
        (b"token=wrong", FORM, 403),
        (b"token=%ff&token=" + token.encode(), FORM, 403),
        (b'{"token": 1}', {}, 403),
        (right, {**FORM, "Origin": "http://elsewhere.example"}, 403),
        (right, {**FORM, "Origin": "null"}, 403),
        (right, {**FORM, "Host": "rebound.example"}, 400),
    ):
        assert client.post("/inbox/clear", body, headers=headers).status == status
    assert client.get("/inbox/clear").status == 405
    assert len(client.letters()) == 1


def test_what_was_to_go_out_later_does_not_after_clearing(
    sandbox_with: Any, mail: Mail, caplog: pytest.LogCaptureFixture
) -> None:
    time = [1_800_000_000.0]
    with sandbox_with(lambda: time[0]) as client:
        client.send(mail(send_at=int(time[0]) + 10))
        client.running.sandbox.clear()
        time[0] += 20
        client.settle()
        client.send(mail("bo@example.com"))
        assert [one["to"] for one in client.letters()] == ["bo@example.com"]
    assert caplog.messages == []


def test_the_way_out_of_a_letter(client: Any, mail: Mail) -> None:
    client.send(mail("ana@example.com"))
    (letter,) = client.letters()
    page = page_of(client, f"/unsubscribe/{letter['id']}")
    assert "ana@example.com will get no more" in re.sub(r"</?bdi>", "", page)
    one_click = client.post(
        f"/unsubscribe/{letter['id']}", b"List-Unsubscribe=One-Click", headers=FORM
    )
    assert (one_click.status, b"Unsubscribed" in one_click.content) == (200, True)
    client.settle()
    assert len(client.get("/v3/suppression/unsubscribes").json) == 1
    assert client.get("/unsubscribe/x").status == client.post("/unsubscribe/x").status == 404
