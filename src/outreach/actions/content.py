"""What an edition says today: the campaign, the settings and the clock brought together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from outreach.domain.campaign import Campaign, Edition, release_line
from outreach.domain.settings import Settings
from outreach.render.edition import Content
from outreach.sendgrid.payload import ONE_CLICK_TAG, Envelope

from .enclosures import Folders, attachments_of, nowhere
from .plan import Draft
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
    content = Content(
        campaign=campaign,
        edition=edition,
        sender=settings.sender,
        release_line=release_line(edition, campaign.embargo, now),
        unsubscribe=_way_out(campaign, edition, settings),
        design=settings.design,
    )
    enclosed = attachments_of(content, folders) if folders else nowhere(content)
    return replace(content, attachments=enclosed)


def draft_of(
    campaign: Campaign, edition: Edition, settings: Settings, now: datetime, folders: Folders
) -> Draft:
    """What is to be planned of an edition at ``now``: where the embargo is still to lift and does

    not hold it back, its letters for after the lift as well.
    """
    content = content_of(campaign, edition, settings, now, folders)
    envelope = envelope_of(content, settings)
    if not content.embargoed or campaign.embargo is None:
        return Draft(content, envelope)
    until = campaign.embargo.until
    lifted = content_of(campaign, edition, settings, until, folders)
    return Draft(content, envelope, lifted, until)


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
        unsubscribe="" if settings.one_click else f"<{_mailto(settings)}>",
        one_click=settings.one_click,
    )


def _way_out(campaign: Campaign, edition: Edition, settings: Settings) -> str:
    if settings.one_click:
        return ONE_CLICK_TAG
    return _UNSUBSCRIBE_TAG if _asm_group(campaign, edition, settings) else _mailto(settings)


def _asm_group(campaign: Campaign, edition: Edition, settings: Settings) -> int:
    """The unsubscribe group of the first kind of contact the edition's audience names.

    None with one click: SendGrid would append a footer of the group's.
    """
    if settings.one_click:
        return 0
    kinds = query_of(campaign, edition).values("kind")
    return settings.asm_groups.get(kinds[0], 0) if kinds else 0


def _mailto(settings: Settings) -> str:
    address = settings.sender.reply_to or settings.sender.email
    return f"mailto:{quote(address, safe='@+')}?subject=unsubscribe"
