"""The preview as an application: its pages, the letters in their frames, and their files.

All that asks ``Preview`` runs in one thread, as it and the store it reads expect.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from outreach.actions.preview import Shown
from outreach.actions.roster import Roster
from outreach.domain.settings import Settings
from outreach.errors import OutreachError, WrongUsage
from outreach.viewer.frame import policy
from outreach.viewer.model import Choice, Picker, PreviewPage
from outreach.viewer.pages import ASSETS, people_page, preview_page
from outreach.viewer.state import State

from .addresses import Addresses, Spot
from .enclosed import eml_answer, file_answer, picture_answer
from .forms import Said, form_of
from .guard import Guard, Token, token_of
from .kits import Kits
from .live import Bell
from .notices import nothing_there, notice, sentence, sentences
from .page import SHOWN_AT_ONCE, Around, Asked, build, left_out, picker
from .panes import frame_document, looked_at
from .unmade import LastShown, Unmade, unmade, unmade_page

SendTest = Callable[[Shown, Settings, Sequence[str]], str]
"""Sends a letter to these test recipients and says so. Runs in a thread of its own; raises
OutreachError."""

Instead = Callable[[Request, Unmade], Response]

_T = TypeVar("_T")

PATIENCE_SECONDS = 1.5
"""How long a way to an edition's first letter waits for somebody to be known."""
_LOOK_AGAIN_SECONDS = 0.05


def preview_app(
    around: Around, kits: Kits, bell: Bell, send_test: SendTest, thread: ThreadPoolExecutor
) -> ASGIApp:
    """``around`` has live addresses; the token of its forms is made here.

    ``thread`` has one worker, which asks ``Preview`` and is to close it.
    """
    return Guard(_Desk(around, kits, bell, send_test, thread).app())


class _Desk:
    """What is asked at each address, and the answer."""

    def __init__(
        self,
        around: Around,
        kits: Kits,
        bell: Bell,
        send_test: SendTest,
        thread: ThreadPoolExecutor,
    ) -> None:
        self._token = Token()
        self._around = replace(around, token=self._token.text)
        self._kits = kits
        self._bell = bell
        self._send_test = send_test
        self._said = Said()
        self._thread = thread
        self._pages = LastShown[PreviewPage]()
        self._documents = LastShown[str]()

    def app(self) -> Starlette:
        letter = "/c/{campaign}/{edition}/{uid}"
        return Starlette(
            routes=[
                Route("/", self._in_turn(self._home, self._over_the_last)),
                Route("/live", self._live),
                Route("/assets/{name}", _asset),
                Route("/c/{campaign}", self._in_turn(self._campaign, self._over_the_last)),
                Route("/c/{campaign}/{edition}", self._edition),
                Route("/c/{campaign}/{edition}/people", self._in_turn(self._people)),
                Route(letter, self._in_turn(self._letter, self._over_the_last)),
                Route(f"{letter}/letter", self._in_turn(self._frame, self._last_document)),
                Route(f"{letter}/letter.eml", self._in_turn(self._eml)),
                Route(f"{letter}/file/{{number}}", self._in_turn(self._file)),
                Route(f"{letter}/file/{{number}}/page/{{page}}.png", self._in_turn(self._picture)),
                Route(f"{letter}/test", self._test, methods=["POST"]),
            ],
            exception_handlers={HTTPException: nothing_there},
        )

    def _in_turn(
        self, answer: Callable[[Request], Response], instead: Instead | None = None
    ) -> Callable[[Request], Awaitable[Response]]:
        """``answer`` in the one thread; if it cannot be given, ``instead`` or a page with why."""

        async def endpoint(request: Request) -> Response:
            return await self._one_after_another(
                lambda: self._answered(request, answer, instead or self._notice)
            )

        return endpoint

    def _answered(
        self, request: Request, answer: Callable[[Request], _T], instead: Instead
    ) -> _T | Response:
        try:
            with self._around.preview.answering():
                return answer(request)
        except Exception as exc:  # noqa: BLE001 - the boundary
            found = unmade(exc, self._around, _asked_for(request)[0])
            try:
                return instead(request, found)
            except Exception as another:  # noqa: BLE001 - what was to say why is at fault, too
                return self._notice(request, unmade(another, self._around, Spot("", "")))

    def _notice(self, _request: Request, found: Unmade) -> Response:
        first = found.problems[0]
        text = " ".join(sentence(one) for one in (first.message, first.hint) if one)
        return notice(found.trouble or "This cannot be shown", text, found.status)

    def _over_the_last(self, request: Request, found: Unmade) -> Response:
        """Why, over what was there last, on a page that hears when it is mended."""
        spot, state = _asked_for(request)
        page = unmade_page(found, self._around, spot, state, self._pages.of(spot, state))
        return _page(page, found.status)

    def _last_document(self, request: Request, found: Unmade) -> Response:
        """The page around it says why it is the last."""
        spot, state = _asked_for(request)
        document = self._documents.of(spot, state)
        return self._notice(request, found) if document is None else _document(document, state)

    async def _one_after_another(self, do: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, do)

    def _home(self, _request: Request) -> Response:
        addresses, slugs = self._around.addresses, self._around.preview.campaigns()
        if len(slugs) == 1:
            return RedirectResponse(addresses.campaign(slugs[0]), 302)
        choices = tuple(Choice(slug, addresses.campaign(slug)) for slug in slugs)
        none = "There is no campaign yet: make one with `outreach new SLUG`."
        empty = "Choose a campaign." if slugs else none
        return _page(
            PreviewPage(
                "Preview",
                "",
                State(),
                addresses.assets,
                campaigns=choices,
                events=addresses.events,
                empty=empty,
            )
        )

    def _campaign(self, request: Request) -> Response:
        slug = request.path_params["campaign"]
        editions = self._around.preview.campaign(slug).editions
        return RedirectResponse(self._around.addresses.edition(slug, editions[0].edition.name), 302)

    async def _edition(self, request: Request) -> Response:
        """Leads to the first letter, so that what the address bar holds is always whole.

        While nobody is known yet it waits a little, but not in the thread that answers others.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = partial(self._first_letter, late=time.monotonic() > end)
            answered = await self._one_after_another(
                partial(self._answered, request, answer, self._over_the_last)
            )
            if answered is not None:
                return answered
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    def _first_letter(self, request: Request, *, late: bool) -> Response | None:
        """None while people are being read and none is known; ``late``: a page that says so."""
        spot, state = _asked_for(request)
        self._known(spot)
        preview = self._around.preview
        if first := preview.first(spot.campaign, spot.edition, 0):
            here = self._around.addresses.page(replace(spot, uid=first), state)
            return RedirectResponse(here, 302)
        if not late and preview.roster(spot.campaign, spot.edition).state == "reading people":
            return None
        return _page(build(self._around, spot, state))

    def _letter(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        self._known(spot)
        said = self._said.of(request.query_params.get("said", ""))
        around = replace(self._around, said=said)
        page = build(around, spot, state, _people_asked(request))
        self._pages.keep(spot, state, replace(page, notices=()))
        return _page(page)

    def _people(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        spot = replace(spot, uid=request.query_params.get("uid", ""))
        self._known(spot)
        asked, addresses = _people_asked(request), self._around.addresses
        roster = self._around.preview.roster(spot.campaign, spot.edition)
        if request.query_params.get("out"):
            found = _left_out(roster, asked, addresses, spot, state)
        else:
            found = picker(roster, spot, state, addresses, asked)
        return HTMLResponse(people_page(found, addresses.assets))

    def _frame(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        self._known(spot)
        document = frame_document(self._around.preview, spot, state)
        if document is None:
            raise WrongUsage("this letter cannot be shown", "the page around it says why")
        return _document(self._documents.keep(spot, state, document), state)

    def _eml(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        shown = self._shown(spot, state)
        return eml_answer(shown.eml, f"{spot.campaign}-{spot.edition}.eml")

    def _file(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        shown = self._shown(spot, state)
        files = shown.letter.attachments if shown.letter else ()
        return file_answer(_numbered(files, request.path_params["number"]))

    def _picture(self, request: Request) -> Response:
        spot, state = _asked_for(request)
        shown = self._shown(spot, state)
        number = _number(request.path_params["number"])
        pages = self._kits.pages(spot, shown, number)
        return picture_answer(_numbered(pages, request.path_params["page"]))

    def _shown(self, spot: Spot, state: State) -> Shown:
        self._known(spot)
        shown = looked_at(self._around.preview, spot, state).shown
        if shown.letter is None:
            raise WrongUsage("this letter cannot be shown", "its page says why")
        return shown

    def _known(self, spot: Spot) -> None:
        """WrongUsage for an edition that there is none of: names are looked up, never taken."""
        opened = self._around.preview.campaign(spot.campaign)
        if spot.edition not in (one.edition.name for one in opened.editions):
            raise WrongUsage(f"there is no edition {spot.edition[:80]!r}")

    async def _test(self, request: Request) -> Response:
        form = await form_of(request)
        if form is None or not self._token.fits(token_of(form)):
            return notice("Not sent", "Load the page anew and send the test again.", 403)
        spot, state = _asked_for(request)
        try:
            ready = await self._one_after_another(lambda: self._ready(spot, state))
            said = await asyncio.to_thread(self._send_test, *ready, form.get("to", []))
        except OutreachError as exc:
            said = f"No test letter was sent: {sentences(exc)}"
        except Exception as exc:  # noqa: BLE001 - the boundary
            return self._notice(request, unmade(exc, self._around, spot))
        back = _with(self._around.addresses.page(spot, state), said=self._said.keep(said))
        return RedirectResponse(back, 303)

    def _ready(self, spot: Spot, state: State) -> tuple[Shown, Settings]:
        """A letter that may be sent as a test, and the settings that say to whom."""
        if self._around.untestable:
            raise OutreachError(self._around.untestable)
        shown = self._shown(spot, state)
        if shown.faults:
            raise OutreachError("what is shown is not today's letter", "mend what is wrong first")
        return shown, self._around.preview.campaign(spot.campaign).settings

    async def _live(self, request: Request) -> Response:
        heard = request.headers.get("last-event-id", "")
        return StreamingResponse(self._bell.stream(heard), media_type="text/event-stream")


def _asked_for(request: Request) -> tuple[Spot, State]:
    names = request.path_params
    spot = Spot(names.get("campaign", ""), names.get("edition", ""), names.get("uid", ""))
    return spot, State.read(request.query_params)


def _left_out(
    roster: Roster, asked: Asked, addresses: Addresses, spot: Spot, state: State
) -> Picker:
    """The next of those left out, and nothing else."""
    start = asked.start or 0
    found, people = roster.left_out(asked.query, start, SHOWN_AT_ONCE)
    then = start + len(people)
    more = addresses.people(spot, state, q=asked.query, start=f"{then}", out="1")
    return Picker(
        query=asked.query,
        excluded=tuple(map(left_out, people)),
        excluded_total=roster.excluded_total,
        excluded_more=more if then < found else "",
    )


def _people_asked(request: Request) -> Asked:
    query = request.query_params
    start = query.get("start", "")
    return Asked(query.get("q", "")[:200], int(start) if _is_number(start) else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _number(text: str) -> int:
    return int(text) if _is_number(text) else 0


def _numbered(things: Sequence[_T], number: str) -> _T:
    """The one of that number, counted from 1; WrongUsage where there is none."""
    place = _number(number)
    if not 0 < place <= len(things):
        raise WrongUsage("there is no such file")
    return things[place - 1]


def _with(address: str, **more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"


def _page(page: PreviewPage, status: int = 200) -> Response:
    return HTMLResponse(preview_page(page), status)


def _document(html: str, state: State) -> Response:
    return HTMLResponse(html, headers={"Content-Security-Policy": policy(state.images)})


async def _asset(request: Request) -> Response:
    kind, content = ASSETS.get(request.path_params["name"], ("", b""))
    if not kind:
        raise HTTPException(404)
    return Response(content, media_type=kind)
