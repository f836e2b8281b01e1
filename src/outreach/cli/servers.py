"""listen and sandbox: the two commands that keep running."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def listen(
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8025,
    host: Annotated[
        str, typer.Option("--host", help="Behind a proxy on another machine: its side's address.")
    ] = "127.0.0.1",
    key: Annotated[
        list[str],
        typer.Option("--key", help="A verification key, beside those in outreach.toml."),
    ] = [],  # noqa: B006
) -> None:
    """Receive SendGrid's events, verified by signature. They are posted to /webhooks/sendgrid."""
    import logging

    from outreach.actions.track import take_post
    from outreach.errors import WrongUsage
    from outreach.sendgrid.events import load_key
    from outreach.store.database import Store, open_store
    from outreach.web.listen import PATH, PATIENCE_SECONDS, receiver, taker
    from outreach.web.server import serve

    from . import here, show

    ws = here.workspace()
    texts = [*ws.settings.webhook_keys, *key]
    try:
        keys = [load_key(text) for text in texts]
    except ValueError as exc:
        raise WrongUsage(f"a webhook key is {exc}", "copy it from SendGrid's page again") from exc
    if not keys:
        raise WrongUsage(
            "no key to verify events with",
            "add webhook_keys to [sendgrid] in outreach.toml, or --key KEY",
        )
    with here.store(ws):
        pass  # what is wrong with it is said now, and not to SendGrid's first post
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)

    def opened() -> Store:
        return open_store(ws.store, patience=PATIENCE_SECONDS, key=ws.store_key)

    app = receiver(lambda: taker(take_post, opened(), keys))
    serve(app, host, port, lambda url: show.say(f"listening at {url}{PATH}"))


def sandbox(
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8026,
    outbox: Annotated[Path, typer.Option("--outbox", help="Where letters are filed.")] = Path(
        "outbox"
    ),
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="URL", help="Where events are posted, signed.")
    ] = "",
) -> None:
    """Run a SendGrid on this machine. The API is under /v3, the inbox at /."""
    from outreach.sandbox.server import serve_forever
    from outreach.sandbox.settings import SandboxSettings

    from . import show
    from .stage import SANDBOX_KEY

    def ready(running: object) -> None:
        url = running.url  # type: ignore[attr-defined]
        key = running.sandbox.public_key  # type: ignore[attr-defined]
        show.out(f"sandbox at {url}, letters in {outbox}")
        show.out(f"to send to it: OUTREACH_SENDGRID_HOST={url} SENDGRID_API_KEY={SANDBOX_KEY}")
        show.out(f"to hear from it: outreach listen --key {key}")
        sys.stdout.flush()  # who started this in a pipe waits for the address

    settings = SandboxSettings(outbox=outbox, webhook_url=webhook or None)
    serve_forever(settings, port, ready)
