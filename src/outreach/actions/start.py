"""Starting from nothing: a workspace, a campaign, and the samples both can begin with."""

from __future__ import annotations

import os
import re
import shutil
from importlib.resources import files
from pathlib import Path

from outreach.errors import OutreachError, WrongUsage

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")

OUTREACH_TOML = """\
# What holds for every campaign of this workspace. Secrets never stand here:
# SENDGRID_API_KEY comes from the environment.
timezone = "America/New_York"
# Who test letters may go to, and nobody else:
# test_recipients = ["desk@coalition.example"]
# A second person looks at each plan before it is sent, one of these if any are named:
# require_approval = true
# approvers = ["Tessa Holm"]

[sender]
name = "Joint Statement Coalition"
email = "press@coalition.example" # must be verified in SendGrid
reply_to = "press@coalition.example"
organisation = "Joint Statement Coalition"
contact_name = "Maren Oakhurst"
contact_phone = "+1 202-555-0199"
website = "https://coalition.example"
city = "Washington" # where releases are issued
about = "Joint Statement Coalition coordinates joint statements by civil-society organizations."
postal_address = ["1 Example Street NW", "Washington, DC 20001"]

# How letters look: colours, logo, fonts and footer, see docs/campaign-files.md.
# [design.light]
# accent = "#1f3f66"
# [design.logo]
# url = "https://coalition.example/logo.png"
# alt = "Joint Statement Coalition"
# width = 120

# What opens a file at a line when the preview names one: vscode, zed, idea …
# [preview]
# editor = "vscode"

[sendgrid]
host = "https://api.sendgrid.com" # or https://api.eu.sendgrid.com
# Unsubscribe groups (Suppressions > Unsubscribe Groups) by kind of contact:
# asm_groups = { press = 101, congress = 102, signatory = 103 }
# What `outreach listen` verifies events with (Settings > Mail Settings > Event Webhook):
# webhook_keys = ["MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…"]

# [send]
# confirm_above = 100 # a send to more people asks for their number
# requests_per_second = 5 # 0 for no ceiling
# [send.pacing] # letters a minute, by domain
# "house.example" = 50
"""

_GITIGNORE = """\
*.db
*.db-wal
*.db-shm
*.lock
*.key
*.rejects*.csv
*.links.json
outbox/
.env
"""

_CAMPAIGN_TOML = """\
title = "{title}"
statement = "statement.md"
signatories = "signatories.txt" # one a line, as signed
# Nobody gets two of these editions, the earlier goes before the later:
# precedence = ["signatories", "congress", "press"]

# The moment before which the press may have the statement but not publish it:
{embargo}
# Audiences with a name, to be used as audience = "audience:asia -country:US":
# [audiences]
# asia = "press topic:china,hong-kong -tag:do-not-pitch"

[editions.press]
template = "press-release"
audience = "press -tag:do-not-pitch"
subject = "{press}"
preheader = "{{{{ statement.subtitle | default(statement.title) }}}}"
{release} # may go out before the embargo lifts, and then says so

[editions.congress]
template = "congress-letter"
audience = "congress committee:HSFA,SSFR"
subject = "{congress}"
preheader = "{{{{ statement.title }}}}"
one_per = "office"
{language}

[editions.signatories]
template = "signatory-notice"
audience = "signatory signed:{slug}"
subject = "{signatories}"
preheader = "{thanks}"
"""
_NO_EMBARGO = """\
# [embargo]
# until = 2030-01-31T06:00:00
# timezone = "America/New_York"
"""
_UNDER_EMBARGO = 'release = "under-embargo"'
_COUNT = "{{ statement.signatories | length }} organizations"
_ENGLISH = {
    "press": f"{_COUNT}: {{{{ statement.title }}}}",
    "congress": f"{{{{ member.salutation }}}}: {_COUNT} ask",
    "signatories": "{{ organisation.signed_name }}: the joint statement is out",
    "thanks": "Thank you for signing. Please check how your organization is named.",
    "language": 'language = "en" # letters to Congress are written in English',
}
# Words of the statement's own: it is not known how its language says the rest.
_OTHERWISE = {
    "press": "{{ statement.title }}",
    "congress": "{{ statement.title }}",
    "signatories": "{{ organisation.signed_name }}: {{ statement.title }}",
    "thanks": "{{ statement.subtitle | default(statement.title) }}",
    "language": (
        '# Congress reads English: add statement.en.md, then take the mark away:\n# language = "en"'
    ),
}

_STATEMENT = """\
---
title: "TODO: the headline of the statement"
date: {date}
language: en
---

TODO: what has happened, and why it matters now, in two or three sentences.

We urge the government to:

- TODO: do the first thing;
- TODO: do the second thing.
"""


def check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise WrongUsage(
            f"{slug!r} cannot name a campaign", "use lower-case letters, digits and hyphens"
        )


def campaign_toml(slug: str, *, language: str = "en", embargo: str = "") -> str:
    """A campaign file with three editions, for a statement that lies beside it.

    Its subjects fit a statement in ``language``. ``embargo`` is the table ``[embargo]``: with it
    the press edition may leave before it lifts.
    """
    english = language.partition("-")[0].lower() == "en"
    return _CAMPAIGN_TOML.format(
        title=slug.replace("-", " ").capitalize(),
        slug=slug,
        embargo=embargo or _NO_EMBARGO,
        release=_UNDER_EMBARGO if embargo else f"# {_UNDER_EMBARGO}",
        **(_ENGLISH if english else _OTHERWISE),
    )


def init_workspace(folder: Path) -> list[Path]:
    """outreach.toml, templates/email/ and campaigns/ in ``folder``; what is there already stays.

    A .gitignore that is there gets the rules it lacks: the store and its key are never committed.
    Returns what was written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _write_new(folder / "outreach.toml", OUTREACH_TOML):
            written.append(folder / "outreach.toml")
        if not (folder / "templates" / "email").exists():
            shutil.copytree(starter_templates(), folder / "templates" / "email")
            written.append(folder / "templates" / "email")
        (folder / "campaigns").mkdir(exist_ok=True)
        if _write_new(folder / ".gitignore", _GITIGNORE) or _complete(folder / ".gitignore"):
            written.append(folder / ".gitignore")
    except OSError as exc:
        raise OutreachError(f"cannot write {folder}: {exc.strerror}", "name another") from exc
    return written


def _complete(gitignore: Path) -> bool:
    """Put what is missing at the top, where a later rule of the user's still overrules it."""
    present = gitignore.read_bytes()
    rules = {line.strip() for line in present.splitlines()}
    missing = [rule for rule in _GITIGNORE.split() if rule.encode() not in rules]
    if missing:
        gitignore.write_bytes("".join(f"{rule}\n" for rule in missing).encode() + present)
    return bool(missing)


def copy_samples(folder: Path) -> Path:
    """The sample page, lists and Congress as ``samples/`` in ``folder``; what is there stays."""
    target = folder / "samples"
    try:
        if not target.exists():
            shutil.copytree(samples(), target)
    except OSError as exc:
        raise OutreachError(f"cannot write {target}: {exc.strerror}", "name another") from exc
    return target


def new_campaign(folder: Path, today: str) -> list[Path]:
    """A campaign to fill in. Raises WrongUsage if there is one of that name."""
    check_slug(folder.name)
    contents = {
        "campaign.toml": campaign_toml(folder.name),
        "statement.md": _STATEMENT.format(date=today),
        "signatories.txt": "# One organization a line, as it signed.\n",
    }
    try:
        folder.mkdir(parents=True)
        for name, text in contents.items():
            _write_new(folder / name, text)
    except FileExistsError:
        raise WrongUsage(f"there is a campaign {folder.name} already", "choose another") from None
    except OSError as exc:
        raise OutreachError(f"cannot write {folder}: {exc.strerror}") from exc
    return [folder / name for name in contents]


def _write_new(path: Path, text: str) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def samples() -> Path:
    """The sample page, contact lists and congress data that come with the package."""
    return Path(str(files("outreach"))) / "samples"


def starter_templates() -> Path:
    """The templates a workspace begins with: packed into a wheel, or the checkout's own."""
    package = Path(str(files("outreach")))
    packed = package / "starter" / "templates" / "email"
    return packed if packed.exists() else package.parents[1] / "templates" / "email"
