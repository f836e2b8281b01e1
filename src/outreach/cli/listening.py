"""listen: the receiver of events, replies and unsubscribes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    from outreach.workspace import Workspace

STOP_SECONDS = 10
"""Posts under way have this long to be written once the receiver is to stop."""


def listen(
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8025,
    host: Annotated[
        str, typer.Option("--host", help="Behind a proxy on another machine: its side's address.")
    ] = "127.0.0.1",
    key: Annotated[
        list[str],
        typer.Option("--key", help="A verification key, beside those in outreach.toml."),
    ] = [],  # noqa: B006
    check: Annotated[
        bool,
        typer.Option("--check", help="Set the webhook up at SendGrid, and try it; do not listen."),
    ] = False,
    url: Annotated[
        str,
        typer.Option("--url", metavar="URL", help="With --check: the webhook's own address."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="With --check: change it unasked.")] = False,
    json: Annotated[bool, typer.Option("--json", help="With --check: print JSON.")] = False,
) -> None:
    """Receive SendGrid's events, replies, and who unsubscribes.

    Events are posted to /webhooks/sendgrid and verified by signature, replies to /webhooks/inbound,
    with a signature or ?token= and OUTREACH_INBOUND_TOKEN. Letters' own links lead to /u/.

    With --check nothing is received: SendGrid's event webhook is compared with what is needed,
    mended or made when you agree, and tried with SendGrid's test post to a receiver that runs.
    """
    if check:
        from .listen_check import check_webhook

        there = f"[{host}]" if ":" in host else host
        check_webhook(url, f"http://{there}:{port}", key, yes=yes, json=json)
        return
    _refuse_without_check(url=bool(url), yes=yes, json=json)
    _listen(port, host, key)


def _refuse_without_check(**given: bool) -> None:
    from outreach.errors import WrongUsage

    for name, is_given in given.items():
        if is_given:
            raise WrongUsage(f"--{name} goes with --check", "outreach listen --check")


def _listen(port: int, host: str, key: Sequence[str]) -> None:
    import gc
    import logging

    from outreach.actions.take_reply import take_reply
    from outreach.store.database import Store, open_store
    from outreach.web.connections import OPTIONS
    from outreach.web.listen import PATH, PATIENCE_SECONDS, receiver
    from outreach.web.server import serve

    from . import here, show

    ws = here.workspace()
    keys = _keys(ws, key)
    with here.store(ws):
        pass  # what is wrong with it is said now, and not to SendGrid's first post
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)

    # A post makes thousands of tuples, none of which is part of a circle: to look for circles every
    # 700, as Python does, takes a tenth of the receiver's time.
    gc.set_threshold(50_000)

    def opened() -> Store:
        return open_store(ws.store, patience=PATIENCE_SECONDS, key=ws.store_key)

    def take_mail(db: Store, fields: Mapping[str, bytes]) -> object:
        return take_reply(db, fields, here.now(), own=ws.settings.test_recipients)

    app = receiver(
        opened,
        ws.store,
        keys,
        sender=ws.settings.sender,
        take_mail=take_mail,
        inbound_token=ws.inbound_token,
    )
    serve(
        app,
        host,
        port,
        lambda url: show.say(f"listening at {url}{PATH}"),
        patience=STOP_SECONDS,
        options=OPTIONS,
    )


def _keys(ws: Workspace, more: Sequence[str]) -> list[EllipticCurvePublicKey]:
    from outreach.errors import WrongUsage
    from outreach.sendgrid.events import load_key

    try:
        keys = [load_key(text) for text in (*ws.settings.webhook_keys, *more)]
    except ValueError as exc:
        raise WrongUsage(f"a webhook key is {exc}", "copy it from SendGrid's page again") from exc
    if not keys:
        raise WrongUsage(
            "no key to verify events with",
            "outreach listen --check says the webhook_keys for outreach.toml; or give --key KEY",
        )
    return keys
