"""preview: every letter in the browser, before anyone else sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import EditionName

if TYPE_CHECKING:
    from concurrent.futures import Future

    from outreach.actions.preview import Home, Preview, Shown
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.settings import Settings
    from outreach.web.preview.addresses import Spot
    from outreach.web.server import Application
    from outreach.workspace import Workspace

PORT = 8765
_PORTS_AFTER = 20
_PATIENCE_SECONDS = 1


def preview(
    campaign: Annotated[
        str,
        typer.Argument(metavar="CAMPAIGN", help="A folder under campaigns/.", show_default=""),
    ] = "",
    edition: EditionName = "",
    to: Annotated[
        str, typer.Option("--to", metavar="WHO", help="This recipient's letter: address or name.")
    ] = "",
    port: Annotated[
        int | None,
        typer.Option("--port", "-p", min=0, max=65535, help=f"Else {PORT}, or one after it."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    static: Annotated[
        Path | None,
        typer.Option("--static", metavar="DIR", help="Write the pages into this folder instead."),
    ] = None,
) -> None:
    """Look at every letter in the browser, as it will be sent. Ctrl-C ends it.

    What is saved meanwhile is shown at once. It is served to this machine alone.
    """
    from . import here

    ws = here.workspace()
    slug = campaign or _only(ws)
    if static is not None:
        write_static(ws, slug, edition, to, static)
        return
    page = first_page(ws, slug, edition, to)
    _serve(ws, page, port, browse=not no_open and sys.stdout.isatty())


def _only(ws: Workspace) -> str:
    slugs = ws.slugs()
    return slugs[0] if len(slugs) == 1 else ""


def home_of(ws: Workspace) -> Home:
    """The workspace as a preview reads it: anew whenever something changed."""
    from outreach.actions.preview import Home
    from outreach.errors import NeedsFixing
    from outreach.intake.settings_file import SETTINGS_FILE, read_settings
    from outreach.store.database import Store, open_store

    def read(slug: str) -> tuple[CampaignNoun, Settings]:
        settings, problems = read_settings(ws.root / SETTINGS_FILE)
        if settings is None:
            raise NeedsFixing(f"{SETTINGS_FILE} cannot be read", problems)
        return ws.campaign(slug), settings

    def opened() -> Store:
        return open_store(ws.store, key=ws.store_key)

    return Home(
        root=ws.root,
        campaigns=ws.campaigns,
        templates=ws.templates,
        slugs=ws.slugs,
        read=read,
        open_store=opened,
    )


@contextmanager
def _previewing(ws: Workspace) -> Iterator[Preview]:
    from outreach.actions.preview import Preview

    from . import here

    with closing(Preview(home_of(ws), now=here.now)) as preview:
        yield preview


def _editions(ws: Workspace, slug: str, edition: str) -> list[str]:
    from .campaigns import chosen

    return [one.name for one in chosen(ws.campaign(slug), edition)]


def first_page(ws: Workspace, slug: str, edition: str, to: str) -> str:
    """The page to begin with. What is asked for wrongly is said before anything is served."""
    from outreach.errors import WrongUsage
    from outreach.viewer.state import State
    from outreach.web.preview.addresses import Live

    if not slug:
        if edition or to:
            raise WrongUsage("which campaign?", f"campaigns here: {', '.join(ws.slugs())}")
        return "/"
    if to:
        return Live().page(_spot(ws, slug, edition, to), State())
    if slug not in ws.slugs():
        ws.campaign(slug)  # says which there are
    return (
        Live().edition(slug, _editions(ws, slug, edition)[0]) if edition else Live().campaign(slug)
    )


def _spot(ws: Workspace, slug: str, edition: str, to: str) -> Spot:
    """The first letter of this person; raises OutreachError with the reason if she gets none."""
    from outreach.web.preview.whom import named

    from . import here

    with _previewing(ws) as preview:
        found = named(preview, slug, _editions(ws, slug, edition), here.whom(to))
    return found[0].spots[0][0]


def _serve(ws: Workspace, page: str, port: int | None, *, browse: bool) -> None:
    import logging

    from outreach.web.server import HERE, serve

    from . import show
    from .browse import open_in_browser

    def ready(url: str) -> None:
        show.out(f"preview at {url}{page}   (Ctrl-C ends it)")
        sys.stdout.flush()  # who started this in a pipe waits for the address
        if browse:
            open_in_browser(url + page)

    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    with watched(ws) as (app, stop):
        serve(
            app,
            HERE,
            PORT if port is None else port,
            ready,
            or_next=_PORTS_AFTER if port is None else 0,
            on_stop=stop,
            patience=_PATIENCE_SECONDS,
        )


@contextmanager
def watched(ws: Workspace) -> Iterator[tuple[Application, Callable[[], None]]]:
    """The preview of a workspace whose files are watched, and what ends its streams of events."""
    from concurrent.futures import ThreadPoolExecutor

    from outreach.actions.preview import Preview
    from outreach.web.preview.addresses import Live
    from outreach.web.preview.app import preview_app
    from outreach.web.preview.kits import Kits
    from outreach.web.preview.live import LETTER, Bell, Watcher
    from outreach.web.preview.page import Around

    from . import here

    bell, thread = Bell(), ThreadPoolExecutor(1, thread_name_prefix="preview")
    preview = Preview(home_of(ws), now=here.now, moved=bell.moved)
    kits = Kits(preview, ws.templates, here.now)
    untestable = "" if ws.key else "set SENDGRID_API_KEY, and start the preview again"
    around = Around(preview, Live(), ws.root, _opener(ws), kits.count, untestable=untestable)

    def changed(paths: set[Path]) -> None:
        preview.changed(paths)
        bell.ring(LETTER)

    watcher = Watcher(ws.root, changed)
    watcher.start()
    try:
        yield preview_app(around, kits, bell, _test_sender(ws), thread), bell.close
    finally:
        watcher.close()
        _closed(thread.submit(preview.close))
        thread.shutdown()


def _closed(closing: Future[None]) -> None:
    """Once the page that is being made is there, which may take long where a template does."""
    from . import show

    try:
        closing.result(_PATIENCE_SECONDS)
    except TimeoutError:
        show.say("A letter is still being made. Ctrl-C once more ends it at once.")
        closing.result()


def _opener(ws: Workspace) -> Callable[[Path, int, int], str]:
    from outreach.domain.editors import editor_link

    return lambda path, line, column: editor_link(ws.editor, str(path), line, column)


def _test_sender(ws: Workspace) -> Callable[[Shown, Settings, Sequence[str]], str]:
    """Sends through SendGrid, with a connection to the store of its own: it runs in any thread."""

    def send(shown: Shown, settings: Settings, to: Sequence[str]) -> str:
        from outreach.actions.send_test import send_test
        from outreach.sendgrid.client import SendGrid
        from outreach.store.suppressions import suppressed

        from . import here

        if shown.letter is None:
            return "There is no letter to send."
        with here.store(ws) as db:
            sent = send_test(
                shown.letter,
                shown.envelope,
                to,
                SendGrid(ws.host, ws.key),
                settings=settings,
                now=here.now(),
                barred=suppressed(db),
            )
        return f"Sent to {', '.join(sent.to)}: {sent.subject}"

    return send


def write_static(ws: Workspace, slug: str, edition: str, to: str, folder: Path) -> None:
    """The pages of one letter of each message and of the worst cases, or of one person's."""
    from outreach.errors import WrongUsage
    from outreach.web.preview.files import MOST_LETTERS, write_pages
    from outreach.web.preview.kits import Kits
    from outreach.web.preview.whom import named, telling

    from . import here, show
    from .tidily import ending_tidily

    if not slug:
        raise WrongUsage("which campaign?", f"campaigns here: {', '.join(ws.slugs())}")
    editions = _editions(ws, slug, edition)
    with ending_tidily(), _previewing(ws) as preview:
        if to:
            chosen = named(preview, slug, editions, here.whom(to))
        else:
            chosen = [telling(preview, slug, one, MOST_LETTERS) for one in editions]
        kits = Kits(preview, ws.templates, here.now)
        written = write_pages(folder, preview, ws.root, kits, chosen)
    for one in chosen:
        if one.left_out:
            show.say(f"{one.edition}: {show.plural(one.left_out, 'more letter')} not written")
    show.out(
        show.safe(f"{show.plural(written.letters, 'letter')} in {folder}, begin with index.html")
    )
    show.say("It holds names and addresses: give it to nobody who may not have the list.")
