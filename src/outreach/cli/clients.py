"""clients: what mail programs support, for `check` to read letters by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.client_support import ClientSupport, Feature

app = typer.Typer(help="What mail programs support.", no_args_is_help=True)

_SAID = {"y": "yes", "a": "in part", "n": "no", "u": "unknown"}


@app.callback()
def root() -> None:
    """What mail programs support."""


@app.command()
def update(
    source: Annotated[
        str,
        typer.Argument(
            help="A file or an https address with caniemail.com's data; without it, their public"
            " address.",
            metavar="[FILE|URL]",
            show_default=False,
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Even if it is plainly not the whole data.")
    ] = False,
    json: Json = False,
) -> None:
    """Keep caniemail.com's data in the workspace, for `check` to read letters by."""
    from outreach.actions.clients_update import PUBLIC_ADDRESS, update_clients
    from outreach.intake.download import is_address

    from . import here, show

    ws = here.workspace()
    wanted = source or PUBLIC_ADDRESS
    if is_address(wanted):
        show.say(f"fetching {show.safe(wanted)} …")
    _print(update_clients(ws.root, wanted, force=force), json=json)


@app.command("show")
def show_(
    feature: Annotated[
        str, typer.Argument(help="A feature, such as css-float; without it, what there is.")
    ] = "",
    json: Json = False,
) -> None:
    """Show of which day the data is, or who supports a feature."""
    from outreach.errors import OutreachError
    from outreach.intake.client_support import kept_support

    from . import here

    support = kept_support(here.workspace().root)
    if support is None:
        raise OutreachError(
            "the workspace has no data on mail programs", "run `outreach clients update`"
        )
    if not feature:
        _print(support, json=json)
    else:
        _print_feature(support, _named(support, feature), json=json)


def _named(support: ClientSupport, name: str) -> Feature:
    from difflib import get_close_matches

    from outreach.errors import WrongUsage

    if found := support.features.get(name.strip().lower()):
        return found
    near = get_close_matches(name.lower(), support.features, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "such as css-float or html-lists"
    raise WrongUsage(f"there is no feature {name!r}", hint)


def _print(support: ClientSupport, *, json: bool) -> None:
    from . import show

    counts = {"features": len(support.features), "clients": len(support.names)}
    if json:
        show.as_json({"updated": support.updated, **counts})
        return
    dated = f" of {support.updated[:10]}" if support.updated else ""
    features = show.plural(counts["features"], "feature")
    show.out(
        show.safe(f"{features} of {show.plural(counts['clients'], 'mail program')}{dated},")
        + " by caniemail.com"
    )


def _print_feature(support: ClientSupport, feature: Feature, *, json: bool) -> None:
    from . import show

    rows: list[dict[str, Any]] = [
        {
            "client": client,
            "name": " ".join(support.names[client]),
            "supported": _SAID[one.verdict],
            "notes": list(one.notes),
        }
        for client, one in feature.clients.items()
    ]
    head = {"feature": feature.slug, "title": feature.title, "tested": feature.tested}
    if json:
        show.as_json({**head, "url": feature.url, "clients": rows})
        return
    show.table(
        ["mail program", "supported", "notes"],
        [[row["name"], row["supported"], " ".join(row["notes"])] for row in rows],
    )
    show.say(show.safe(f"{feature.title}, tested {feature.tested or 'at an unknown date'}"))
    show.say(show.safe(feature.url))
