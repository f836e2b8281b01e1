"""The account's lists of addresses that SendGrid will not write to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Entry = Mapping[str, object]

LISTS = ("bounces", "blocks", "invalid_emails", "spam_reports", "unsubscribes")

DROP_REASONS: Mapping[str, str] = {
    "bounces": "Bounced Address",
    "unsubscribes": "Unsubscribed Address",
    "spam_reports": "Spam Reporting Address",
    "invalid_emails": "Invalid",
}
"""Why a letter is dropped, by list. Blocks do not suppress."""


@dataclass(slots=True)
class Suppressions:
    """Lists by name and unsubscribe groups by number; addresses compare without case."""

    lists: dict[str, dict[str, Entry]] = field(default_factory=lambda: {name: {} for name in LISTS})
    groups: dict[int, dict[str, Entry]] = field(default_factory=dict)

    def drop_reason(self, address: str, group: int | None) -> str | None:
        """Why SendGrid would drop a letter to ``address``; None when it would not."""
        key = address.lower()
        for name, reason in DROP_REASONS.items():
            if key in self.lists[name]:
                return reason
        left_group = group is not None and key in self.groups.get(group, {})
        return DROP_REASONS["unsubscribes"] if left_group else None

    def add(self, name: str, address: str, created: int, **details: object) -> None:
        entry = {"created": created, "email": address, **details}
        self.lists[name][address.lower()] = entry

    def leave_group(self, group: int, address: str, created: int) -> None:
        entry = {"created": created, "email": address}
        self.groups.setdefault(group, {})[address.lower()] = entry

    def learn(self, address: str, event: Mapping[str, object]) -> None:
        """Put ``address`` on the list that ``event`` calls for, if any."""
        created = int(str(event["timestamp"]))
        match event["event"]:
            case "bounce":
                name = "bounces" if event.get("type") == "bounce" else "blocks"
                details = {k: str(event.get(k, "")) for k in ("reason", "status")}
                self.add(name, address, created, **details)
            case "spamreport":
                self.add("spam_reports", address, created, ip="192.0.2.25")
            case "unsubscribe":
                self.add("unsubscribes", address, created)
            case "group_unsubscribe":
                self.leave_group(int(str(event["asm_group_id"])), address, created)
