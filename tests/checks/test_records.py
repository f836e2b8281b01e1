"""The DNS through dnspython, from a name server on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from outreach.checks.records import Lookup, LookupFailed, lookup_with

ZONE = {
    ("coalition.example.", "TXT"): ['"v=spf1 include:sendgrid.net" " -all"', '"other"'],
    ("s1._domainkey.coalition.example.", "CNAME"): ["S1.domainkey.u1.SendGrid.net."],
    ("empty.example.", "A"): ["192.0.2.1"],
}


def reply(wire: bytes) -> bytes | None:
    query = dns.message.from_wire(wire)
    name, kind = query.question[0].name.to_text(), dns.rdatatype.to_text(query.question[0].rdtype)
    if name == "silent.example.":
        return None
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    if name == "broken.example.":
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif (name, kind) in ZONE:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
    elif name not in {owner for owner, _ in ZONE}:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while (asked := server.recvfrom(4096))[0] != b"stop":
                if (wire := reply(asked[0])) is not None:
                    server.sendto(wire, asked[1])

        thread = threading.Thread(target=serve)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = server.getsockname()[1]
        yield resolver
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"stop", server.getsockname())
        thread.join()


@pytest.fixture
def lookup(resolver: dns.resolver.Resolver) -> Lookup:
    return lookup_with(resolver)


def test_a_long_record_is_put_together_again(lookup: Lookup) -> None:
    assert sorted(lookup("coalition.example", "TXT")) == [
        "other",
        "v=spf1 include:sendgrid.net -all",
    ]


def test_a_name_comes_without_its_last_dot_and_in_small_letters(lookup: Lookup) -> None:
    found = lookup("s1._domainkey.coalition.example", "CNAME")
    assert found == ("s1.domainkey.u1.sendgrid.net",)


@pytest.mark.parametrize("name", ["empty.example", "nobody.example"])
def test_a_record_that_is_not_there_is_none(lookup: Lookup, name: str) -> None:
    assert lookup(name, "TXT") == ()


@pytest.mark.parametrize("name", ["broken.example", "a" * 64 + ".example"])
def test_an_answer_that_proves_nothing_is_a_failure(lookup: Lookup, name: str) -> None:
    with pytest.raises(LookupFailed, match=name):
        lookup(name, "TXT")


def test_a_name_server_is_not_waited_for_for_ever(resolver: dns.resolver.Resolver) -> None:
    with pytest.raises(LookupFailed, match="did not answer"):
        lookup_with(resolver, seconds=0.3)("silent.example", "TXT")
