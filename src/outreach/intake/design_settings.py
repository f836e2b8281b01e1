"""``[design]`` of ``outreach.toml``: how letters look, safe to stand in a style sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from outreach.domain.design import Design, Fonts, Logo

_COLOUR = re.compile(r"#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}")
_FONTS = re.compile(r"[\w \-,.\"']+")


def _colour(text: str) -> str:
    if text and not _COLOUR.fullmatch(text):
        raise ValueError("is no colour; write it as #1f3f66")
    if len(text) == len("#abc"):
        text = "#" + "".join(2 * digit for digit in text[1:])
    return text.lower()


def _stack(text: str) -> str:
    if text and (not _FONTS.fullmatch(text) or text.count('"') % 2 or text.count("'") % 2):
        raise ValueError('is no list of fonts; write it as Georgia, "Times New Roman", serif')
    return text


def _address(text: str) -> str:
    if not text.startswith("https://") or len(text.split()) != 1:
        raise ValueError("should be an https address: mail programs load no other picture")
    return text


_Colour = Annotated[str, AfterValidator(_colour)]
_Stack = Annotated[str, AfterValidator(_stack)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Palette(_Table):
    background: _Colour = ""
    panel: _Colour = ""
    text: _Colour = ""
    muted: _Colour = ""
    link: _Colour = ""
    line: _Colour = ""
    accent: _Colour = ""
    alert: _Colour = ""


class _Logo(_Table):
    url: Annotated[str, AfterValidator(_address)]
    alt: str = Field(min_length=1)
    width: int = Field(ge=16, le=576)
    height: int = Field(default=0, ge=0, le=1000)


class _Fonts(_Table):
    body: _Stack = ""
    headings: _Stack = ""
    small: _Stack = ""


class DesignTable(_Table):
    """What stands in ``[design]``; all of it may be left out."""

    light: _Palette = _Palette()
    dark: _Palette = _Palette()
    logo: _Logo | None = None
    fonts: _Fonts = _Fonts()
    footer: str = ""


def design_of(table: DesignTable) -> Design:
    """The design with what is not given as it comes with outreach."""
    usual = Design()
    return Design(
        light=replace(usual.light, **_given(table.light)),
        dark=replace(usual.dark, **_given(table.dark)),
        logo=Logo(**table.logo.model_dump()) if table.logo else None,
        fonts=replace(Fonts(), **_given(table.fonts)),
        footer=table.footer,
    )


def _given(table: BaseModel) -> dict[str, str]:
    return {key: value for key, value in table.model_dump().items() if value}
