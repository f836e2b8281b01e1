"""A finished letter that no check of links, headers or text finds fault with, to be spoiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from outreach.checks.reading import Reading
from outreach.domain.campaign import Edition, Sender
from outreach.domain.delivery import Letter, Message
from outreach.errors import Place, Problem

WAY_OUT = "mailto:press@coalition.example?subject=unsubscribe"
PLACES = {
    "": Place("campaign.toml", 1),
    "template": Place("campaign.toml", 2),
    "subject": Place("campaign.toml", 3),
    "preheader": Place("campaign.toml", 4),
}
SUBJECT = "44 organizations urge the Secretary to act in Beijing"
PREHEADER = "Release political prisoners and sanction officials, a coalition of 44 says."
WORDS = (
    "The coalition asks the Secretary to raise the release of all political prisoners when "
    "talks open on 24 April 2024, and to say in public what was raised. Such statements are "
    "welcome, but they must be followed by concrete steps, and families have waited for years. "
    "Words alone have changed little for those who are held, as former prisoners tell us."
)


def reading(
    html: str = "",
    text: str = "",
    *,
    subject: str = SUBJECT,
    preheader: str = PREHEADER,
    sender: Sender | None = None,
    audience: str = "press",
    unsubscribe: str = WAY_OUT,
) -> Reading:
    """``html`` and ``text`` stand between the words and the way out of either part."""
    page = (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(subject)}</title></head><body>'
        f'<div style="display:none">{escape(preheader)}</div><h1>Release them</h1><p>{WORDS}</p>'
        f'{html}<p><a href="{escape(unsubscribe)}">Unsubscribe</a></p></body></html>'
    )
    plain = f"RELEASE THEM\n\n{_wrapped(WORDS)}\n\n{text}\nUnsubscribe:\n{unsubscribe}\n"
    return Reading(
        message=Message(subject, page, plain, language="en"),
        sample=Letter(subject, page, plain),
        preheader=preheader,
        edition=Edition("press", "press-release", audience, subject, preheader, places=PLACES),
        sender=sender or Sender("Coalition", "press@coalition.example", "Coalition"),
        unsubscribe=unsubscribe,
        domains={},
    )


def said(check: Callable[[Reading], Iterable[Problem]], letter: Reading) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in check(letter)]


def _wrapped(words: str) -> str:
    import textwrap

    return textwrap.fill(words, 72)
