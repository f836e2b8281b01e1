"""How a coalition's letters look, without a word of HTML: colours, logo, fonts and footer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``.

    ``muted`` is for what is small or beside the matter, ``panel`` the ground under the asks,
    ``line`` rules and borders, ``accent`` the house's own colour, ``alert`` an embargo or a
    correction.
    """

    background: str
    panel: str
    text: str
    muted: str
    link: str
    line: str
    accent: str
    alert: str


LIGHT = Palette(
    background="#ffffff",
    panel="#f2f5f8",
    text="#1b2430",
    muted="#55606d",
    link="#0b57a4",
    line="#c8cfd7",
    accent="#1f3f66",
    alert="#9a1b1b",
)
DARK = Palette(
    background="#15181c",
    panel="#1e242b",
    text="#e6e4df",
    muted="#a9b2bc",
    link="#8fbcf5",
    line="#3b444e",
    accent="#a9c4e6",
    alert="#ff9f96",
)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture at an https address, ``width`` CSS pixels wide. ``alt`` says the house's name."""

    url: str
    alt: str
    width: int
    height: int = 0


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font stacks for Latin script, as CSS has them; other scripts have stacks of their own."""

    body: str = 'Georgia, "Times New Roman", serif'
    headings: str = 'Georgia, "Times New Roman", serif'
    small: str = '-apple-system, "Segoe UI", Helvetica, Arial, sans-serif'


@dataclass(frozen=True, slots=True)
class Design:
    """``footer`` is a line of text under every letter, above the postal address."""

    light: Palette = LIGHT
    dark: Palette = DARK
    logo: Logo | None = None
    fonts: Fonts = field(default_factory=Fonts)
    footer: str = ""
