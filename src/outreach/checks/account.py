"""What the account at SendGrid means for our letters: one sign a question, each with a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outreach.domain.account import Clock, Credits, SignedDomain, Switch, VerifiedSender
from outreach.domain.health import Sign, Untold

_NEEDED = "mail.send"
_WANTED: Mapping[str, str] = {
    "mail.batch.create": "schedule letters so that they can be stopped",
    "user.scheduled_sends.create": "cancel or pause what is scheduled",
    "user.scheduled_sends.delete": "resume what was paused",
    "user.credits.read": "see whether the credits suffice",
    "suppression.read": "learn from SendGrid's lists who bounced or left (outreach sync)",
    "asm.groups.suppressions.read": "learn who left an unsubscribe group (outreach sync)",
    "categories.stats.read": "compare our numbers with SendGrid's own",
    "messages.read": "settle uncertain batches by SendGrid's logs, and sync without a webhook",
    "user.webhooks.event.settings.read": "check the webhook",
}
_SANDBOXED = {
    "address_whitelist": "letters to the domains on it pass SendGrid's suppressions by",
    "footer": "SendGrid adds its footer to every letter, after what you approved",
    "template": "SendGrid puts every letter into a template, after what you approved",
    "forward_bounce": "SendGrid forwards bounces, with the addresses, to another mailbox",
    "forward_spam": "SendGrid forwards complaints, with the addresses, to another mailbox",
    "bounce_purge": "SendGrid forgets bounces after a while; our own suppressions stay",
    "bcc": "a copy of every letter goes to another mailbox",
}
_CLOCK_LOOK, _CLOCK_BAD = 30, 300


def scope_signs(scopes: frozenset[str] | Untold, host: str) -> Iterator[Sign]:
    """What the key may do. Signatures tell nothing of who holds it."""
    if isinstance(scopes, Untold):
        yield _unknown("key", "whether SendGrid accepts the key", scopes)
        return
    if _NEEDED not in scopes:
        said = "the key is accepted, but may not send mail"
        yield Sign("key", "bad", said, f"give it the scope {_NEEDED} (Settings > API Keys)")
    else:
        yield Sign("key", "good", f"{host} accepts the key, and it may send mail")
    lacking = {scope: what for scope, what in _WANTED.items() if scope not in scopes}
    for scope, what in lacking.items():
        yield Sign("key", "look", f"the key may not {what}", f"give it the scope {scope}")


def identity_signs(
    email: str,
    domains: tuple[SignedDomain, ...] | Untold,
    senders: tuple[VerifiedSender, ...] | Untold,
) -> Iterator[Sign]:
    """Whether SendGrid takes letters from this address (error 403, “verified Sender Identity”)."""
    domain = email.rpartition("@")[2].lower()
    known = () if isinstance(domains, Untold) else domains
    singles = () if isinstance(senders, Untold) else senders
    if any(one.domain == domain and one.valid for one in known):
        yield Sign("sender", "good", f"SendGrid signs for {domain}")
    elif any(one.domain == domain for one in known):
        said = f"{domain} is entered at SendGrid, but its DNS records were not found there"
        yield Sign("sender", "bad", said, "Settings > Sender Authentication > Verify")
    elif any(one.email == email.lower() and one.verified for one in singles):
        said = f"SendGrid takes letters from {email}, but does not sign for {domain}"
        yield Sign("sender", "look", said, f"authenticate {domain}: unsigned letters land in spam")
    elif isinstance(domains, Untold):
        yield _unknown("sender", f"whether SendGrid signs for {domain}", domains)
    elif isinstance(senders, Untold):
        yield _unknown("sender", f"whether SendGrid takes letters from {email}", senders)
    else:
        said = f"SendGrid takes no letters from {email}: neither it nor {domain} is verified"
        yield Sign("sender", "bad", said, "Settings > Sender Authentication")


def switch_signs(
    tracking: tuple[Switch, ...] | Untold, mail: tuple[Switch, ...] | Untold
) -> Iterator[Sign]:
    """Account-wide settings. Tracking is stated in each request, so no default of it decides."""
    if isinstance(tracking, Untold):
        yield _unknown("tracking", "how the account tracks by default", tracking)
    else:
        on = ", ".join(sorted(one.name for one in tracking if one.on)) or "nothing"
        said = f"by default the account tracks {on}; each of our letters says itself what holds"
        yield Sign("tracking", "good", said)
    if isinstance(mail, Untold):
        yield _unknown("account", "what the account's mail settings change", mail)
        return
    changing = [one.name for one in mail if one.on and one.name in _SANDBOXED]
    for name in changing:
        way_out = f"turn {name} off, unless it is meant (Settings > Mail Settings)"
        yield Sign("account", "look", _SANDBOXED[name], way_out)
    if not changing:
        yield Sign("account", "good", "no mail setting of the account changes our letters")


def group_signs(wanted: Mapping[str, int], groups: Mapping[int, str] | Untold) -> Iterator[Sign]:
    """The unsubscribe groups of outreach.toml. Who leaves a group that is gone leaves them all

    (SendGrid, “Suppressions”: such addresses go to the global list).
    """
    if not wanted:
        return
    if isinstance(groups, Untold):
        yield _unknown("unsubscribe", "whether the unsubscribe groups exist", groups)
        return
    gone = {kind: group for kind, group in wanted.items() if group not in groups}
    for kind, group in gone.items():
        said = f"the unsubscribe group {group}, for {kind}, is not at SendGrid"
        yield Sign("unsubscribe", "bad", said, "correct asm_groups in outreach.toml")
    if not gone:
        names = ", ".join(groups[one] for one in sorted(set(wanted.values())))
        yield Sign("unsubscribe", "good", f"the unsubscribe groups are there: {names}")


def credit_signs(balance: Credits | Untold, to_go: int) -> Iterator[Sign]:
    """``to_go`` is how many planned letters have yet to go."""
    if isinstance(balance, Untold):
        yield _unknown("credits", "how many letters the account may still send", balance)
        return
    again = f"; more from {balance.next_reset}" if balance.next_reset else ""
    said = f"{balance.remain:,} letters are left in this period{again}"
    if not balance.remain:
        yield Sign("credits", "bad", "no letters are left in this period" + again, "buy more")
    elif balance.remain < to_go:
        yield Sign("credits", "bad", f"{said}, and {to_go:,} are planned", "buy more, or wait")
    else:
        yield Sign("credits", "good", said)


def clock_signs(clock: Clock | Untold) -> Iterator[Sign]:
    """An embargo's lift and a scheduled send go by this machine's clock."""
    if isinstance(clock, Untold):
        yield _unknown("clock", "whether this machine's clock is right", clock)
        return
    off = abs(clock.ahead)
    which = "ahead of" if clock.ahead > 0 else "behind"
    said = f"this machine's clock is {off:,.0f} s {which} SendGrid's"
    if off >= _CLOCK_LOOK:
        health = "bad" if off >= _CLOCK_BAD else "look"
        yield Sign("clock", health, said, "set it by the network (NTP)")  # type: ignore[arg-type]
    else:
        yield Sign("clock", "good", "this machine's clock and SendGrid's agree")


def _unknown(area: str, what: str, untold: Untold) -> Sign:
    return Sign(area, "unknown", f"cannot tell {what}: {untold.why}")
