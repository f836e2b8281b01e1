"""The edition that asks again: to those who got a campaign and did not answer."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from pathlib import Path

from outreach.domain.campaign import Campaign
from outreach.errors import OutreachError, WrongUsage
from outreach.intake.campaign_audiences import is_name
from outreach.intake.campaign_files import CAMPAIGN_FILE
from outreach.intake.toml_files import as_seen


def edition_text(campaign: Campaign, name: str) -> str:
    """The tables of the edition in ``campaign.toml``. To whom it goes is a rule, for review.

    Raises WrongUsage where ``name`` cannot be an edition's, or is one already.
    """
    if not is_name(name):
        raise WrongUsage(
            f"{name!r} cannot name an edition", "use lower-case letters, digits and hyphens"
        )
    if any(one.name == name for one in campaign.editions):
        raise WrongUsage(
            f"{campaign.slug} has an edition {name!r}", "give the new one another name"
        )
    slug = campaign.slug
    rule = f"received:{slug} -replied:{slug} -covered:{slug} -declined:{slug}"
    return (
        f"[editions.{name}]\n"
        'template = "follow-up"\n'
        f'audience = "{rule}"\n'
        "subject = '{% include \"words/follow-up-subject.txt\" %}{{ statement.title }}'\n"
        "# To say more than that we wrote, and whom to ask:\n"
        f"# [editions.{name}.values]\n"
        '# message = "What has happened since, in a sentence or two."\n'
        '# link = "https://…"\n'
    )


def write_edition(folder: Path, campaign: Campaign, name: str) -> Path:
    """Put the edition at the end of the campaign's file, whose other bytes stay; the file.

    The whole file is replaced, or none of it. Raises WrongUsage as ``edition_text`` does, and
    where the editions are written in a way that nothing can be added to.
    """
    path = folder / CAMPAIGN_FILE
    text = edition_text(campaign, name)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        before = path.read_bytes()
        after = _with_text(before, text)
        if not _adds(before, after, name):
            raise WrongUsage(
                f"nothing can be added to the editions of {as_seen(path)}",
                f"outreach followup {campaign.slug} --edition {name} prints it, to be put there",
            )
        draft.write_bytes(after)
        draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError as exc:
        with suppress(OSError):
            draft.unlink()
        raise OutreachError(
            f"cannot write {as_seen(path)}: {exc.strerror}", "make the folder writable"
        ) from None
    return path


def _with_text(before: bytes, text: str) -> bytes:
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if before.endswith(b"\n") else end
    return before + gap + end + text.encode().replace(b"\n", end)


def _adds(before: bytes, after: bytes, name: str) -> bool:
    """Whether the file says what it said, and the edition beside it."""
    old = tomllib.loads(before.decode("utf-8-sig"))
    try:
        new = tomllib.loads(after.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError:
        return False
    added = new["editions"].pop(name, None)
    return added is not None and new == old
