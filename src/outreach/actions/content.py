"""What an edition says today: the campaign, the settings and the clock brought together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from outreach.domain.campaign import Campaign, Edition, release_line
from outreach.domain.settings import Settings
from outreach.domain.unsubscribe import GROUP_TAG, LINK_TAG, WayOut, open_link, way_out
from outreach.render.edition import Content
from outreach.sendgrid.payload import Envelope

from .enclosures import Folders, attachments_of, nowhere
from .plan import Draft
from .selection import query_of


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
        unsubscribe=_leads_to(campaign, edition, settings),
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
    group = _group(content.campaign, edition, settings)
    way = way_out(settings, group)
    return Envelope(
        from_email=settings.sender.email,
        from_name=settings.sender.name,
        reply_to=settings.sender.reply_to,
        categories=(slug, f"{slug}/{edition.name}"),
        opens=edition.tracking.opens,
        clicks=edition.tracking.clicks,
        asm_group=group if way is WayOut.GROUP else 0,
        unsubscribe="" if way is WayOut.SENDGRID else f"<{_mailto(settings)}>",
        one_click=way is WayOut.SENDGRID,
        open_link=open_link(settings.public_url) if way is WayOut.OWN else "",
    )


def _leads_to(campaign: Campaign, edition: Edition, settings: Settings) -> str:
    match way_out(settings, _group(campaign, edition, settings)):
        case WayOut.OWN:
            return open_link(settings.public_url)
        case WayOut.SENDGRID:
            return LINK_TAG
        case WayOut.GROUP:
            return GROUP_TAG
        case WayOut.MAIL:
            return _mailto(settings)


def _group(campaign: Campaign, edition: Edition, settings: Settings) -> int:
    """The unsubscribe group of the first kind of contact the edition's audience names."""
    kinds = query_of(campaign, edition).values("kind")
    return settings.asm_groups.get(kinds[0], 0) if kinds else 0


def _mailto(settings: Settings) -> str:
    address = settings.sender.reply_to or settings.sender.email
    return f"mailto:{quote(address, safe='@+')}?subject=unsubscribe"
