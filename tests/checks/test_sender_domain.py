"""The sender's domain in a DNS made for each test."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from outreach.checks.records import LookupFailed
from outreach.checks.sender_domain import domain_problems
from outreach.errors import Place

Records = Mapping[tuple[str, str], tuple[str, ...]]
DOMAIN = "coalition.example"
TARGETS = {s: f"{s}.domainkey.u1.wl2.sendgrid.net" for s in ("s1", "s2")}
GOOD: Records = {
    (DOMAIN, "TXT"): ("site-verification=x", "v=spf1 include:sendgrid.net -all"),
    ("sendgrid.net", "TXT"): ("v=spf1 ip4:192.0.2.0/24 ~all",),
    (f"_dmarc.{DOMAIN}", "TXT"): ("v=DMARC1; p=reject; rua=mailto:d@coalition.example",),
    **{(f"{s}._domainkey.{DOMAIN}", "CNAME"): (target,) for s, target in TARGETS.items()},
    **{(target, "TXT"): ("k=rsa; t=s; p=MIGf",) for target in TARGETS.values()},
}
NO_DKIM = {(f"{s}._domainkey.{DOMAIN}", "CNAME"): () for s in TARGETS}
SPF, DMARC = (DOMAIN, "TXT"), (f"_dmarc.{DOMAIN}", "TXT")


def found(changed: Records, domain: str = DOMAIN) -> list[tuple[str, str]]:
    records = {**GOOD, **changed}

    def lookup(name: str, kind: str) -> tuple[str, ...]:
        return records.get((name, kind), ())

    place = Place("outreach.toml", 5)
    problems = list(domain_problems(domain, lookup, place))
    assert all(p.place == place and p.hint for p in problems)
    return [(p.code, p.level) for p in problems]


def test_a_domain_set_up_for_sendgrid_has_no_finding() -> None:
    assert found({}) == []


MANY = " ".join(f"include:s{n}.example" for n in range(11))


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({SPF: ()}, [("D901", "warning")]),
        ({SPF: ("v=spf1 -all", "v=spf1 include:sendgrid.net -all")}, [("D901", "error")]),
        ({SPF: (f"v=spf1 {MANY} -all",)}, [("D901", "error")]),
        ({SPF: ("v=spf1 include:gone.example -all",)}, [("D901", "error")]),
        ({SPF: ("v=spf1 include:sendgrid.net +all",)}, [("D901", "error")]),
        ({SPF: ("v=spf1 include:sendgrid.net all",)}, [("D901", "error")]),
        ({SPF: ("v=spf1 include:sendgrid.net ~all",)}, [("D901", "info")]),
        ({SPF: ("v=spf1 include:sendgrid.net",)}, [("D901", "info")]),
        ({SPF: ("v=spf1 -all",), **NO_DKIM}, [("D901", "warning"), ("D902", "error")]),
    ],
)
def test_who_may_send(changed: Records, wanted: list[tuple[str, str]]) -> None:
    assert found(changed) == wanted


def test_with_automated_security_the_return_path_has_its_own_spf() -> None:
    assert found({SPF: ("v=spf1 include:mail.example -all",),
                  ("mail.example", "TXT"): ("v=spf1 ip4:192.0.2.1 -all",)}) == []  # fmt: skip


def test_ten_look_ups_are_allowed_however_deep() -> None:
    def chain(length: int) -> Records:
        inner = {
            (f"s{n}.example", "TXT"): (f"v=spf1 include:s{n + 1}.example ~all",)
            for n in range(1, length)
        }
        end = {(f"s{length}.example", "TXT"): ("v=spf1 ip4:192.0.2.1 ~all",)}
        return {SPF: ("v=spf1 include:s1.example -all",), **inner, **end}

    assert found(chain(10)) == []
    assert found(chain(11)) == [("D901", "error")]


def test_records_that_include_each_other_come_to_an_end() -> None:
    loop = {
        SPF: ("v=spf1 include:a.example -all",),
        ("a.example", "TXT"): ("v=spf1 include:b.example -all",),
        ("b.example", "TXT"): ("v=spf1 include:a.example mx -all",),
    }
    assert found(loop) == []


def test_a_redirect_decides_where_the_record_itself_does_not() -> None:
    redirected = {
        SPF: ("v=spf1 redirect=_spf.coalition.example",),
        ("_spf.coalition.example", "TXT"): ("v=spf1 include:sendgrid.net -all",),
    }
    assert found(redirected) == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        (NO_DKIM, [("D902", "error")]),
        ({**NO_DKIM, DMARC: ("v=DMARC1; p=none",)}, [("D902", "warning"), ("D903", "info")]),
        ({(f"s2._domainkey.{DOMAIN}", "CNAME"): ()}, [("D902", "warning")]),
        ({(f"s2._domainkey.{DOMAIN}", "CNAME"): ("s2.other.example",)}, [("D902", "warning")]),
        ({(TARGETS["s1"], "TXT"): ()}, [("D902", "error")]),
        ({**NO_DKIM, (f"m1._domainkey.{DOMAIN}", "TXT"): ("k=rsa; p=MIGf",)}, []),
    ],
)
def test_who_signs(changed: Records, wanted: list[tuple[str, str]]) -> None:
    assert found(changed) == wanted


@pytest.mark.parametrize(
    ("records", "wanted"),
    [
        ((), [("D903", "error")]),
        (("v=DMARC1; p=none",), [("D903", "info")]),
        (("v=DMARC1; p=quarantine",), []),
        (("v=DMARC1;p=reject;adkim=s",), []),
        (("v=DMARC1; p=reject", "v=DMARC1; p=none"), [("D903", "error")]),
        (("v=DMARC1; rua=mailto:d@coalition.example",), [("D903", "error")]),
        (("v=DMARC1; p=block",), [("D903", "error")]),
        (("unrelated",), [("D903", "error")]),
    ],
)
def test_what_forgeries_meet(records: tuple[str, ...], wanted: list[tuple[str, str]]) -> None:
    assert found({DMARC: records}) == wanted


def test_a_domain_below_another_has_its_policy_and_its_signature() -> None:
    below = {("news.coalition.example", "TXT"): ("v=spf1 include:sendgrid.net -all",)}
    assert found(below, "news.coalition.example") == []
    lax = {**below, DMARC: ("v=DMARC1; p=reject; sp=none",)}
    assert found(lax, "news.coalition.example") == [("D903", "info")]
    strict = {**below, DMARC: ("v=DMARC1; p=reject; adkim=s",)}
    assert found(strict, "news.coalition.example") == [("D903", "error")]


def test_name_servers_that_do_not_answer_prove_nothing() -> None:
    def lookup(_name: str, _kind: str) -> tuple[str, ...]:
        raise LookupFailed("coalition.example: the name servers did not answer")

    (problem,) = domain_problems(DOMAIN, lookup)
    assert (problem.code, problem.level) == ("D901", "warning")
