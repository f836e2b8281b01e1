"""What comes back by mail, and what it is: an answer, an absence, a departure, or a machine's.

``verdict`` is pure and explains itself: it names the rule that decided and the sentence it read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReplyKind(StrEnum):
    """What a mail that came in is. Only REPLY counts as replied."""

    REPLY = "reply"
    OUT_OF_OFFICE = "out-of-office"
    LEFT = "left"
    REMOVAL = "removal"
    AUTOMATIC = "automatic"
    CHALLENGE = "challenge"
    FAILURE = "failure"


class InteractionKind(StrEnum):
    """What passed between us and a contact, as it is kept.

    An UNVERIFIED mail may be somebody else's, whatever it says: nothing follows from it by itself.
    """

    REPLY = "reply"
    OUT_OF_OFFICE = "out-of-office"
    LEFT = "left"
    DECLINED = "declined"
    NOTE = "note"
    CALL = "call"
    COVERAGE = "coverage"
    AUTOMATIC = "automatic"
    UNVERIFIED = "unverified"


KEPT_AS = {
    ReplyKind.REPLY: InteractionKind.REPLY,
    ReplyKind.OUT_OF_OFFICE: InteractionKind.OUT_OF_OFFICE,
    ReplyKind.LEFT: InteractionKind.LEFT,
    ReplyKind.REMOVAL: InteractionKind.DECLINED,
    ReplyKind.AUTOMATIC: InteractionKind.AUTOMATIC,
    ReplyKind.CHALLENGE: InteractionKind.AUTOMATIC,
    ReplyKind.FAILURE: InteractionKind.AUTOMATIC,
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What headers say about whether a person wrote it.

    ``auto_submitted`` is the first word of that field (RFC 3834, 5), ``precedence`` likewise;
    ``autoreply`` is set by X-Autoreply, X-Autorespond and their like, ``suppress`` by
    X-Auto-Response-Suppress, which Exchange also puts on notices. ``null_path`` is a blank
    envelope sender (RFC 5321, 4.5.5), ``report`` a delivery status notification (RFC 3464).
    """

    auto_submitted: str = ""
    precedence: str = ""
    autoreply: bool = False
    suppress: bool = False
    null_path: bool = False
    report: bool = False

    @property
    def automatic(self) -> bool:
        """Whether a machine says of itself that it is one."""
        return (
            self.auto_submitted not in ("", "no")
            or self.autoreply
            or self.null_path
            or self.report
            or self.precedence in ("auto_reply", "bulk", "junk")
        )


@dataclass(frozen=True, slots=True, repr=False)
class Incoming:
    """A mail that came in. All of it is a foreign text: escape it where it is shown.

    ``body`` is what its sender wrote, without the letter it quotes. ``references`` are the
    message ids it names, without angle brackets, the nearest first. ``failed`` names the checks
    that its sender did not pass (``spf``, ``dkim``), ``vouched`` is set where one of them passed
    for the domain in From. ``message_id`` is its own, or stands for it.
    """

    message_id: str
    at: datetime
    sender: str
    sender_name: str
    subject: str
    body: str
    references: tuple[str, ...] = ()
    marks: Marks = Marks()
    failed: tuple[str, ...] = ()
    vouched: bool = False
    status: str = ""
    failed_address: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody to write to instead, as a mail names her; ``name`` may be blank."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mail is, which ``rule`` says so, and the sentence that it went by.

    ``until`` is the last day of an absence. ``moved_to`` is the sender's own new address,
    ``successor`` who has taken over, ``stand_ins`` are to be asked during an absence.
    """

    kind: ReplyKind
    rule: str
    evidence: str = ""
    until: date | None = None
    moved_to: str = ""
    successor: Stand | None = None
    stand_ins: tuple[Stand, ...] = ()
