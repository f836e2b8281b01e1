"""template: what letters there are to choose from, and making one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.templates import Listed
    from outreach.domain.campaign import Campaign
    from outreach.workspace import Workspace

app = typer.Typer(help="The templates of letters.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """The templates of letters."""


@app.command("list")
def list_(json: Json = False) -> None:
    """List the templates: what each is for, in which languages, and which editions use it."""
    from outreach.actions.templates import list_templates

    from . import here, show

    ws = here.workspace()
    listed = list_templates(ws.templates, _campaigns(ws))
    if json:
        show.as_json({"templates": [_as_json(one) for one in listed]})
        return
    show.table(
        ["template", "for", "languages", "used by"],
        [
            [one.name, one.purpose, " ".join(one.languages), " ".join(map("/".join, one.used_by))]
            for one in listed
        ],
        whole=["template"],
    )
    for one in listed:
        if not one.has_text:
            show.say(f"    → {one.name} has no text part: write {one.name}.txt.j2")
        _say_missing(one.missing, f"{one.name}: ")


def _campaigns(ws: Workspace) -> Iterator[Campaign]:
    """All that can be read; of the others it is said."""
    from outreach.errors import NeedsFixing

    from . import here

    for slug in ws.slugs():
        try:
            yield ws.campaign(slug)
        except NeedsFixing:
            here.note(f"campaign {slug} cannot be read; outreach check {slug} says why")


def _as_json(one: Listed) -> dict[str, Any]:
    return {
        "name": one.name,
        "purpose": one.purpose,
        "languages": list(one.languages),
        "missing_words": {tag: list(keys) for tag, keys in one.missing.items()},
        "editions": [{"campaign": slug, "edition": name} for slug, name in one.used_by],
        "text": one.has_text,
    }


def _say_missing(missing: Mapping[str, tuple[str, ...]], about: str = "") -> None:
    from . import show

    for tag, keys in missing.items():
        show.say(show.safe(f"    → {about}words/{tag}.toml lacks {', '.join(keys)}"))


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Lower-case, with hyphens.")],
    source: Annotated[
        str, typer.Option("--from", metavar="TEMPLATE", help="The template it begins as.")
    ] = "press-release",
) -> None:
    """Start a template of your own as a copy of another. Nothing is written over."""
    from outreach.actions.start import starter_templates
    from outreach.actions.templates import new_template

    from . import here, show

    ws = here.workspace()
    made = new_template(ws.templates, name, source, starter_templates())
    for path in made.written:
        show.out(f"wrote {path}")
    show.say(f"    a copy of {source}; --from TEMPLATE copies another")
    _say_missing(made.missing)
    show.say(f'    → use it in a campaign file: template = "{name}"')
