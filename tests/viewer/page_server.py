"""The pages of the samples, served on this machine at the addresses of a preview."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from loopback import Answer, Site, running, send
from outreach.viewer.frame import framed, policy
from outreach.viewer.model import PreviewPage
from outreach.viewer.pages import ASSETS, inbox_page, notice_page, people_page, preview_page
from outreach.viewer.state import State
from viewer.page_samples import Shown, inbox, letter, name_of, people, preview

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@contextmanager
def served(shown: Shown) -> Iterator[Site]:
    """The pages at the addresses of a preview, and the inbox at ``/inbox``."""
    site = Site()
    site.answers = _Answers(shown)
    with running(site):
        yield site
        shown.closed = True
        shown.tell()


class _Answers(dict[str, Answer]):
    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown

    def get(self, asked: str, _default: object = None) -> Answer | None:  # type: ignore[override]
        where = urlsplit(asked)
        self._shown.asked.append(asked)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        shown, state = self._shown, State.read(query)
        match where.path.strip("/").split("/"):
            case ["assets", name]:
                kind, content = ASSETS[name]
                return send(content, Content_Type=kind)
            case ["live"]:
                return _live(shown)
            case ["inbox", "stamp"]:
                return send(f'{{"stamp": "{shown.stamp}"}}', Content_Type="application/json")
            case ["inbox"]:
                return _page(inbox_page(inbox(shown, False, query.get("q", ""), state)))
            case ["letters", _]:
                return _page(inbox_page(inbox(shown, True, "", state)))
            case ["c", _, _, "people"]:
                start, at = int(query.get("start", "0")), int(query.get("at", "-1"))
                found = people(shown, state, query.get("q", ""), start, at)
                return _page(people_page(found, "/assets"))
            case ["c", _, _, number, "letter"]:
                html = letter(name_of(int(number)), shown.asks)
                if shown.marked:  # as two letters are whose greeting and last row differ
                    html = re.sub(
                        r"(Dear .*?,|No\. 44)", r'<mark class="outreach-differs">\1</mark>', html
                    )
                html = framed(html, state.scheme, state.images)
                return send(html, Content_Security_Policy=policy(state.images))
            case ["c", _, "press", _] if shown.gone:
                return _page(notice_page("There is no such page", "Nobody is called that.", ""))
            case ["c", _, "press", number] if int(number) < shown.total:
                time.sleep(shown.slow)
                page = preview(shown, int(number), state)
                if shown.bare:
                    page = PreviewPage(
                        "t", "v", state, "/assets", faults=shown.faults, events="/live"
                    )
                return _page(preview_page(page))
            case ["c", _, "press"]:
                return _page(preview_page(preview(shown, 0, state)))
        return _page(notice_page("There is no such page", "It may have been renamed.", "/assets"))


def _page(html: str) -> Answer:
    return send(html, Content_Security_Policy=POLICY)


def _live(shown: Shown) -> Answer:
    def stream(request: BaseHTTPRequestHandler) -> None:
        beat = threading.Event()
        shown.beats.append(beat)
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.end_headers()
        request.wfile.write(b": hello\n\n")
        request.wfile.flush()
        while not shown.closed:
            if beat.wait(0.05) and not shown.closed:
                beat.clear()
                request.wfile.write(f'data: {{"kind": "{shown.kind}"}}\n\n'.encode())
                request.wfile.flush()

    return stream
