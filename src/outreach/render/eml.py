"""A letter as a file that any mail program opens."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy

from outreach.domain.delivery import Letter

from .fields import on_one_line


class _Links(UnstructuredHeader, BaseHeader):
    """Links in angle brackets, each whole on a line: the library would write a long one as an

    encoded word, which no program reads there (RFC 2369, 2).
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {str(self).replace(', ', f',{policy.linesep} ')}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Links)
_POLICY = SMTP.clone(utf8=False, header_factory=_HEADERS)


def as_eml(letter: Letter, people: Mapping[str, tuple[str, str]], more: Mapping[str, str]) -> bytes:
    """RFC 5322 bytes, attachments and all; of one letter always the same.

    ``people`` are address headers as ``(name, address)``; ``more``, others.
    """
    mail = EmailMessage(policy=_POLICY)
    for header, (name, address) in people.items():
        user, _, domain = address.rpartition("@")
        mail[header] = Address(on_one_line(name), user, domain)
    mail["Subject"] = letter.subject
    for header, value in more.items():
        mail[header] = value
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    for one in letter.attachments:
        kind, _, subtype = one.type.partition("/")
        name = on_one_line(one.filename)
        mail.add_attachment(one.content, kind, subtype, filename=name)
    _settle_boundaries(mail, letter.digest)
    return mail.as_bytes()


def _settle_boundaries(mail: EmailMessage, digest: str) -> None:
    """Ones that hang on the letter, so that the same letter is the same file; by default they

    are random. No letter can hold its own digest.
    """
    containers = (part for part in mail.walk() if part.is_multipart())
    for number, part in enumerate(containers):
        part.set_boundary(f"=_{digest}_{number}")
