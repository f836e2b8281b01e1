"""A finished page that no check of HTML finds fault with, to be spoiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from outreach.checks.reading import Reading
from outreach.domain.campaign import Edition, Sender, Tracking
from outreach.domain.client_support import ClientSupport
from outreach.domain.delivery import Field, Letter, Message
from outreach.errors import Place, Problem

WRAPPER = '<div lang="en" dir="ltr" style="font-family: Georgia, serif; font-size: 16px">'
UNTRACKED = Tracking()
PLACE = Place("campaign.toml", 7)


def page(body: str = "", *, css: str = "", head: str = "", wrapper: str = WRAPPER) -> str:
    return (
        '<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>News</title>'
        f"{head}<style>{css}</style></head><body>{wrapper}<h1>Release them</h1>{body}"
        "</div></body></html>"
    )


def reading_of(
    html: str,
    *,
    language: str = "en",
    tracking: Tracking = UNTRACKED,
    fields: tuple[Field, ...] = (),
    sample: str = "",
    source: str = "",
    domains: Mapping[str, int] | None = None,
    support: ClientSupport | None = None,
) -> Reading:
    """``sample`` is the page with its fields filled in, ``source`` the one before inlining."""
    return Reading(
        message=Message("News", html, "News", fields, language),
        sample=Letter("News", sample or html, "News"),
        preheader="",
        edition=Edition("press", "t", "press", "s", tracking=tracking, places={"template": PLACE}),
        sender=Sender("Coalition", "press@coalition.example", "Coalition"),
        unsubscribe="https://coalition.example/leave",
        domains=domains or {},
        support=support,
        page=source,
    )


Check = Callable[[Reading], Iterable[Problem]]


def found(check: Check, html: str, **around: object) -> list[tuple[str, str]]:
    """Code and level of each finding."""
    return [(p.code, p.level) for p in check(reading_of(html, **around))]  # type: ignore[arg-type]


def said(check: Check, html: str, **around: object) -> list[str]:
    return [p.message for p in check(reading_of(html, **around))]  # type: ignore[arg-type]
