"""Letters of plans made again, as they were sent, from what the store keeps of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from hashlib import sha256

from outreach.domain.delivery import Attachment, Letter, Message, personalise
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.mailed import Mailed
from outreach.store.plans import read_message, read_plans
from outreach.viewer.mail import digest_of, mail_of

from .letters import eml_of

_MOST_MESSAGES = 16
"""How many are kept that letters may share; each may have files of megabytes."""


@dataclass(slots=True)
class Reprints:
    """Of letters to people who were not erased. Messages that they share are read once."""

    db: Store
    _messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    _envelopes: dict[str, Envelope] = field(default_factory=dict)
    _digests: dict[int, tuple[Attachment, str]] = field(default_factory=dict)

    def letter(self, one: Mailed) -> Letter:
        message = self._messages.get(one.message)
        if message is None:
            message = self._messages[one.message] = read_message(self.db, one.message)
            if len(self._messages) > _MOST_MESSAGES:
                self._messages.popitem(last=False)
        return personalise(message, one.values)

    def eml(self, one: Mailed, letter: Letter) -> bytes:
        """The letter with what stands on its outside, as ``render --part eml`` prints it."""
        return eml_of(letter, self._envelope(one), one.name, one.email)

    def digest(self, one: Mailed, letter: Letter, eml: bytes = b"") -> str:
        """As ``render --part digest`` prints it. ``eml`` is of it or of another letter to her."""
        bare = eml or self.eml(one, replace(letter, html="", text="", attachments=()))
        return digest_of(mail_of(letter, bare.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"))

    def sha256_of(self, file: Attachment) -> str:
        """Of a file's bytes; letters of one message share the file, and it is read once."""
        known = self._digests.get(id(file))
        if known is None or known[0] is not file:
            if len(self._digests) > _MOST_MESSAGES:
                self._digests.clear()
            known = self._digests[id(file)] = (file, sha256(file.content).hexdigest())
        return known[1]

    def _envelope(self, one: Mailed) -> Envelope:
        if one.plan not in self._envelopes:
            for plan in read_plans(self.db, one.campaign):
                self._envelopes[plan.id] = Envelope.from_dict(plan.envelope)
        return self._envelopes[one.plan]
