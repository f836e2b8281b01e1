"""``approvals/<edition>.toml`` -> Approval: who approved which plan of an edition."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from outreach.domain.approval import Approval
from outreach.domain.plan_digest import plan_digest
from outreach.domain.unseen import is_blank
from outreach.errors import Problem

from .toml_files import TomlFile, read_toml, shaped

FOLDER = "approvals"
_DIGEST = r"^[0-9a-f]{16}$"
_WAY_OUT = "approve the plan anew, or put the file back as it was committed"


def approval_file(campaign_folder: Path, edition: str) -> Path:
    return campaign_folder / FOLDER / f"{edition}.toml"


def _name(value: object) -> object:
    if isinstance(value, str) and is_blank(value):
        raise ValueError("is empty")
    return value


def _moment(value: object) -> object:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("should be a day and a time in UTC, as 2030-01-31T06:00:00Z")
    return value


_Digest = Annotated[str, Field(pattern=_DIGEST)]
_Moment = Annotated[datetime, BeforeValidator(_moment)]


class _Approval(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    campaign: str
    edition: str
    wave: int = Field(ge=1)
    plan: _Digest
    approved_by: Annotated[str, BeforeValidator(_name)]
    approved_at: _Moment
    planned_by: str = ""
    recipients: int = Field(ge=0)
    sender: str = ""
    subjects: list[str] = []
    release_line: str = ""
    lifts_at: _Moment | None = None
    files: list[str] = []
    left_out: dict[str, int] = {}
    parts: dict[str, _Digest] = Field(min_length=1)


def read_approval(
    campaign_folder: Path, edition: str
) -> tuple[Approval | None, tuple[Problem, ...]]:
    """The approval on file of an edition, None and no problem if there is none.

    A file that was edited by hand, so that its digests do not agree, is a problem.
    """
    path = approval_file(campaign_folder, edition)
    if not path.exists() and not path.is_symlink():
        return None, ()
    file, problems = read_toml(path)
    if file is None:
        return None, problems
    table, problems = shaped(file, _Approval)
    problems = problems or _disagreeing(file, table, campaign_folder.name, edition)
    if table is None or problems:
        return None, problems
    return _approval(table, file), ()


def _disagreeing(
    file: TomlFile, table: _Approval | None, campaign: str, edition: str
) -> tuple[Problem, ...]:
    if table is None:
        return ()
    found = []
    for key, value, wanted in (
        ("campaign", table.campaign, campaign),
        ("edition", table.edition, edition),
    ):
        if value != wanted:
            message = f"this is the approval of {key} {value}, not of {wanted}"
            place, hint = file.value_place((key,)), "copy no approvals: approve the plan anew"
            found.append(Problem("approval-elsewhere", message, place, hint, edition=edition))
    if table.plan != plan_digest(table.parts):
        message = f"plan {table.plan} does not agree with its parts: the file was edited"
        place = file.value_place(("plan",))
        found.append(Problem("approval-edited", message, place, _WAY_OUT, edition=edition))
    return tuple(found)


def _approval(table: _Approval, file: TomlFile) -> Approval:
    return Approval(
        campaign=table.campaign,
        edition=table.edition,
        wave=table.wave,
        digest=table.plan,
        parts=table.parts,
        recipients=table.recipients,
        approved_by=" ".join(table.approved_by.split()),
        approved_at=_utc(table.approved_at),
        planned_by=table.planned_by,
        sender=table.sender,
        subjects=tuple(table.subjects),
        release_line=table.release_line,
        lifts_at=_utc(table.lifts_at) if table.lifts_at else "",
        files=tuple(table.files),
        left_out=table.left_out,
        place=file.place(("plan",)),
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
