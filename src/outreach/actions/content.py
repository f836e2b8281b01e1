"""What an edition says today: the campaign, the settings and the clock brought together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from outreach.domain.campaign import Campaign, Edition, release_line
from outreach.domain.settings import Settings
from outreach.render.edition import Content
from outreach.sendgrid.payload import Envelope

from .enclosures import Folders, attachments_of, nowhere
from .selection import query_of

_UNSUBSCRIBE_TAG = "<%asm_group_unsubscribe_raw_url%>"


def content_of(
    campaign: Campaign,
    edition: Edition,
    settings: Settings,
    now: datetime,
    folders: Folders | None = None,
) -> Content:
    """``folders`` may be left out only where nobody asks for what travels with the letters."""
    group = _asm_group(campaign, edition, settings)
    content = Content(
        campaign=campaign,
        edition=edition,
        sender=settings.sender,
        release_line=release_line(edition, campaign.embargo, now),
        unsubscribe=_UNSUBSCRIBE_TAG if group else _mailto(settings),
        design=settings.design,
    )
    enclosed = attachments_of(content, folders) if folders else nowhere(content)
    return replace(content, attachments=enclosed)


def envelope_of(content: Content, settings: Settings) -> Envelope:
    """Categories name the campaign and the edition, never a person."""
    edition, slug = content.edition, content.campaign.slug
    group = _asm_group(content.campaign, edition, settings)
    return Envelope(
        from_email=settings.sender.email,
        from_name=settings.sender.name,
        reply_to=settings.sender.reply_to,
        categories=(slug, f"{slug}/{edition.name}"),
        opens=edition.tracking.opens,
        clicks=edition.tracking.clicks,
        asm_group=group,
        unsubscribe="" if group else f"<{_mailto(settings)}>",
    )


def _asm_group(campaign: Campaign, edition: Edition, settings: Settings) -> int:
    """The unsubscribe group of the first kind of contact the edition's audience names."""
    kinds = query_of(campaign, edition).values("kind")
    return settings.asm_groups.get(kinds[0], 0) if kinds else 0


def _mailto(settings: Settings) -> str:
    address = settings.sender.reply_to or settings.sender.email
    return f"mailto:{quote(address, safe='@+')}?subject=unsubscribe"
