"""sandbox: a SendGrid on this machine, for as long as it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


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
