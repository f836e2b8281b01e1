"""The sender's domain in the DNS: who may send for it, who signs, and what forgeries meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.errors import Level, Place, Problem

from .hosts import ascii_name, within
from .records import Lookup, LookupFailed
from .spf import MOST_LOOKUPS, evaluate, spf_records

_SENDGRID = "sendgrid.net"
_SELECTORS = ("s1", "s2")
_BY_HAND = ("m1", "smtpapi")
"""Selectors whose keys were published as TXT, without automated security."""
_AUTHENTICATE = "open Settings > Sender Authentication at SendGrid, and publish what it names"


@dataclass(frozen=True, slots=True)
class _Policy:
    """DMARC as it holds for a domain; ``owner`` is the domain that has the record."""

    owner: str
    policy: str
    strict_dkim: bool
    records: int = 1


def domain_problems(domain: str, lookup: Lookup, place: Place | None = None) -> Iterator[Problem]:
    """D901 to D903 of the domain in the sender's address."""
    domain = ascii_name(domain)
    try:
        signers, complaints = _signers(domain, lookup)
        dmarc = _dmarc(domain, lookup)
        found = [*_spf(domain, lookup, bool(signers)), *complaints]
        found += [*_unsigned(domain, signers, dmarc), *_policy(domain, signers, dmarc)]
    except LookupFailed as exc:
        said = f"the sender's domain could not be looked up: {exc}"
        found = [_problem("D901", said, "try again when the network is there", "warning")]
    for problem in found:
        yield Problem(problem.code, problem.message, place, problem.hint, problem.level)


def _spf(domain: str, lookup: Lookup, signed: bool) -> Iterator[Problem]:
    records = spf_records(domain, lookup)
    if not records:
        hint = f"publish a TXT record at {domain}: v=spf1 include:sendgrid.net -all"
        yield _problem("D901", f"{domain} has no SPF record", hint, "warning")
        return
    if len(records) > 1:
        said = f"{domain} has {len(records)} SPF records, and so none that counts"
        yield _problem("D901", said, "make one of them")
        return
    spf = evaluate(domain, records[0], lookup)
    if spf.lookups > MOST_LOOKUPS:
        said = (
            f"the SPF record of {domain} costs {spf.lookups} look-ups; {MOST_LOOKUPS} are allowed"
        )
        yield _problem("D901", said, "take out what no longer sends for you")
    elif spf.broken:
        said = f"the SPF record of {domain} cannot be evaluated: {spf.broken}"
        yield _problem("D901", said, "take it out")
    if not signed and not any(within(name, _SENDGRID) for name in spf.includes):
        said = f"the SPF record of {domain} does not name SendGrid"
        yield _problem("D901", said, _AUTHENTICATE, "warning")
    if spf.last == "+":
        said = f"the SPF record of {domain} lets everybody send"
        yield _problem("D901", said, "end it with -all")
    elif spf.last != "-":
        end = f"ends in {spf.last}all" if spf.last else "has no all"
        said = f"the SPF record of {domain} {end}; Congress trusts domains with -all"
        yield _problem("D901", said, "end it with -all once all who send are in it", "info")


def _signers(domain: str, lookup: Lookup) -> tuple[tuple[str, ...], list[Problem]]:
    """The domains that SendGrid can sign for here, the nearest first, and what is wrong there."""
    found: list[str] = []
    problems: list[Problem] = []
    for owner in _upwards(domain):
        targets = {s: lookup(f"{s}._domainkey.{owner}", "CNAME") for s in _SELECTORS}
        ours = {s: t[0] for s, t in targets.items() if t and within(t[0], _SENDGRID)}
        for selector, target in ours.items():
            if not any("p=" in text for text in lookup(target, "TXT")):
                said = f"{selector}._domainkey.{owner} leads to {target}, where there is no key"
                problems.append(_problem("D902", said, _AUTHENTICATE))
        if len(ours) == 1:
            lacking = next(s for s in _SELECTORS if s not in ours)
            said = f"{lacking}._domainkey.{owner} does not lead to SendGrid"
            hint = f"{_AUTHENTICATE}; it signs with either in turn"
            problems.append(_problem("D902", said, hint, "warning"))
        by_hand = (lookup(f"{s}._domainkey.{owner}", "TXT") for s in _BY_HAND) if not ours else ()
        if ours or any("p=" in text for texts in by_hand for text in texts):
            found.append(owner)
    return tuple(found), problems


def _unsigned(domain: str, signers: tuple[str, ...], dmarc: _Policy | None) -> Iterator[Problem]:
    if signers:
        return
    enforced = dmarc is not None and dmarc.policy in ("quarantine", "reject")
    said = f"SendGrid has no key to sign for {domain} with"
    if enforced and dmarc is not None:
        said += f", and its DMARC policy ({dmarc.policy}) turns unsigned letters away"
    yield _problem("D902", said, _AUTHENTICATE, "error" if enforced else "warning")


def _policy(domain: str, signers: tuple[str, ...], dmarc: _Policy | None) -> Iterator[Problem]:
    if dmarc is None:
        hint = f"publish a TXT record at _dmarc.{domain}: v=DMARC1; p=none"
        yield _problem("D903", f"{domain} has no DMARC record", hint)
    elif dmarc.records > 1:
        said = f"_dmarc.{dmarc.owner} has {dmarc.records} DMARC records, and so none that counts"
        yield _problem("D903", said, "make one of them")
    elif dmarc.policy not in ("none", "quarantine", "reject"):
        said = f"the DMARC record of {dmarc.owner} has no policy that counts (p={dmarc.policy})"
        yield _problem("D903", said, "set p to none, quarantine or reject")
    elif dmarc.policy == "none":
        said = f"the DMARC policy of {dmarc.owner} is none: forgeries of your letters get through"
        yield _problem("D903", said, "set p=quarantine once the reports are clean", "info")
    if dmarc is not None and dmarc.strict_dkim and signers and domain not in signers:
        said = f"DMARC of {dmarc.owner} asks for strict alignment, and SendGrid signs {signers[0]}"
        hint = f"authenticate {domain} itself at SendGrid, or set adkim=r"
        yield _problem("D903", said, hint)


def _dmarc(domain: str, lookup: Lookup) -> _Policy | None:
    """The record of the domain, or of the nearest above it."""
    for owner in _upwards(domain):
        texts = lookup(f"_dmarc.{owner}", "TXT")
        records = [t for t in texts if t.replace(" ", "").lower().startswith("v=dmarc1")]
        if not records:
            continue
        pairs = (pair.partition("=") for pair in records[0].split(";"))
        tags = {key.strip().lower(): value.strip().lower() for key, _, value in pairs}
        policy = tags.get("p", "")
        if owner != domain:
            policy = tags.get("sp", policy)
        return _Policy(owner, policy, tags.get("adkim") == "s", len(records))
    return None


def _upwards(domain: str) -> list[str]:
    """The domain and those above it, down to two labels: below a registry's there is no owner."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]


def _problem(code: str, message: str, hint: str, level: Level = "error") -> Problem:
    return Problem(code, message, None, hint, level)
