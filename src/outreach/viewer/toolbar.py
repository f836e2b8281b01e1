"""The choices of how to look at a letter, each with the address at which it is seen so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .model import Choice, Toolbar
from .state import WIDTHS, Images, Scheme, State, View

_VIEWS = {
    View.LETTER: ("Letter", "as it is read"),
    View.TEXT: ("Text", "the part for programs that show no HTML"),
    View.SOURCE: ("Source", "the HTML as it is sent"),
    View.HEADERS: ("Headers", "what stands above the letter in the mail"),
    View.RAW: ("Raw", "the whole mail as it travels"),
    View.FILES: ("Files", "what is attached"),
}
_SCHEMES = {
    Scheme.LIGHT: ("Light", ""),
    Scheme.DARK: ("Dark", "with the dark colours the letter brings along"),
    Scheme.FORCED: ("Dark, forced", "with its light colours turned dark by the mail program"),
}
_IMAGES = {
    Images.ENCLOSED: ("Images", "those that travel inside the letter"),
    Images.OFF: ("No images", "as many readers see it first"),
    Images.REMOTE: ("Remote images", "also those that lie on other machines, which hear of it"),
}


def toolbar(state: State, at: Callable[[State], str], files: int = 0) -> Toolbar:
    """``at`` gives the address of the same page in another state; ``files`` is how many there are.

    What stands at the letter's side is for the preview alone to add.
    """
    return Toolbar(
        views=tuple(
            Choice(
                label,
                at(replace(state, view=view)),
                view is state.view,
                str(files) if files and view is View.FILES else "",
                hint,
            )
            for view, (label, hint) in _VIEWS.items()
        ),
        schemes=tuple(
            Choice(label, at(replace(state, scheme=scheme)), scheme is state.scheme, hint=hint)
            for scheme, (label, hint) in _SCHEMES.items()
        ),
        images=tuple(
            Choice(label, at(replace(state, images=images)), images is state.images, hint=hint)
            for images, (label, hint) in _IMAGES.items()
        ),
        widths=tuple(
            Choice(
                str(width) if width else "Full",
                at(replace(state, width=width)),
                width == state.width,
                hint=f"{width} pixels wide" if width else "as wide as there is room",
            )
            for width in (*WIDTHS, 0)
        ),
    )
