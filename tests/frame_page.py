"""A page with a letter in its frame, and a stranger's server beside it that notes who comes."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from loopback import Site, running, send
from outreach.viewer.frame import FRAME_SANDBOX, framed, policy
from outreach.viewer.state import Images, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

_PAGE = """<!doctype html><html lang="en"><title>The page</title>
<style>iframe {{ width: {width}px; height: 300px; border: 0; display: block }}</style>
<h1>The page</h1><button>Mine</button><iframe title="Letter" src="/letter" {sandbox}></iframe>
<p id="below">Below the letter</p>"""


class Stranger:
    """``asked`` has a line for each connection, blank where nothing was said on it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                index = len(outer.asked)
                outer.asked.append("")
                self.request.settimeout(2)
                with suppress(OSError):
                    said = self.request.recv(4096)
                    outer.asked[index] = said.split(b"\r\n")[0].decode("latin-1")
                    self.request.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n"
                        b"Access-Control-Allow-Origin: *\r\n\r\n"
                    )

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[Stranger]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class Stage:
    """Shows letters to a browser's page, in a frame that is ``width`` wide."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.address = f"{site.address}/"

    def show(
        self,
        page: Page,
        letter: str,
        scheme: Scheme = Scheme.LIGHT,
        images: Images = Images.ENCLOSED,
        *,
        style: str = "",
        width: int = 600,
    ) -> Frame:
        """As the preview does."""
        document = framed(letter, scheme, images, style=style)
        self._serve(document, f'sandbox="{FRAME_SANDBOX}"', width, policy(images))
        return self._opened(page)

    def show_bare(self, page: Page, letter: str) -> Frame:
        """As nobody should: in a frame like any other."""
        self._serve(letter, "", 600, "")
        return self._opened(page)

    def _serve(self, letter: str, sandbox: str, width: int, policy: str) -> None:
        around = {"Content_Security_Policy": policy} if policy else {}
        self._site.answers["/"] = send(_PAGE.format(sandbox=sandbox, width=width))
        self._site.answers["/letter"] = send(letter, **around)

    def _opened(self, page: Page) -> Frame:
        page.goto(self.address, wait_until="commit")
        frame = page.wait_for_selector("iframe").content_frame()
        assert frame
        return frame


@contextmanager
def stage() -> Iterator[Stage]:
    with running(Site()) as site:
        yield Stage(site)
