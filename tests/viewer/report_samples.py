"""Stats of campaigns as the report's tests show them."""

from __future__ import annotations

from datetime import UTC, datetime

from outreach.domain.delivery import Account
from outreach.domain.stats import Breakdown, CampaignStats, EditionStats, Need, Row, Tally

START = int(datetime(2026, 6, 19, 13, 4, tzinfo=UTC).timestamp())
"""9:04 a.m. in New York."""

HOUR = START // 3600 * 3600


def hours(*counts: int, begin: int = HOUR) -> tuple[tuple[int, int], ...]:
    return tuple((begin + at * 3600, count) for at, count in enumerate(counts) if count)


PRESS = EditionStats(
    "press",
    Account(excluded=31, submitted=220),
    Tally(
        recipients=220, processed=1, deferred=2, delivered=212, dropped=1, bounced=4,
        complained=1, unsubscribed=2, opened=80, opened_doubtful=33, opened_by_machine=61,
        clicked=12, clicked_doubtful=7, clicked_by_machine=40, replied=3, covered=2, synced=9,
    ),
    True,
    True,
    START,
    {
        "delivered": hours(204, 6, 1, 0, 2),
        "bounced": hours(3, 0, 0, 1),
        "opened": hours(31, 20, 9, 4, 5, 3, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2),
        "clicked": hours(6, 3, 0, 2, 1),
        "replied": hours(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        "covered": hours(0, 0, 0, 1, begin=HOUR + 80 * 3600) + hours(0, 0, 0, 0, 0, 1),
    },
)  # fmt: skip
CONGRESS = EditionStats(
    "congress",
    Account(excluded=4, submitted=58, failed=1, uncertain=3, remaining=2),
    Tally(recipients=64, delivered=55, bounced=2, replied=1),
    False,
    False,
    START + 3600,
    {"delivered": hours(0, 55), "bounced": hours(0, 2), "replied": hours(0, 0, 0, 0, 0, 0, 1)},
)
LONG = "The Quite Extraordinarily Long-Named Gazette of International Affairs and Human Rights"


def outlet(name: str, n: int, **more: int) -> Row:
    return Row(name, Tally(recipients=n, delivered=n - more.get("bounced", 0), **more))


OUTLETS = Breakdown(
    "outlet",
    (
        outlet(
            "The Example Times", 24, replied=2, covered=1, opened=9, opened_doubtful=4, clicked=3
        ),
        outlet(LONG, 18, bounced=1, opened=4, clicked=1),
        outlet("صحيفة المثال", 12, opened=3),
        outlet("例報新聞社", 9, opened=2, replied=1),
        outlet("", 8),
        outlet("Radio Example", 1, opened=1),
    ),
    46,
)
OTHERS = (
    Breakdown("state", (outlet("VA", 6), outlet("CA", 5, bounced=1), outlet("", 209)), 0),
    Breakdown(
        "domain",
        (
            outlet("news.example", 150, bounced=2),
            outlet("mail.house.example", 60, bounced=4),
            outlet("jane-roe.example", 1, opened=1),
            outlet("john-doe.example", 2),
        ),
        0,
    ),
    Breakdown(
        "link",
        (
            Row(
                "https://coalition.example/statement?who=17",
                Tally(clicked=10, clicked_doubtful=6, clicked_by_machine=40),
            ),
            Row("https://coalition.example/signatories", Tally(clicked=3, clicked_by_machine=38)),
        ),
        0,
    ),
    Breakdown(
        "reason",
        (
            Row("550 5.1.1 <ada@news.example>: user unknown", Tally(bounced=4)),
            Row("451 4.7.1 greylisted, try again later", Tally(deferred=2)),
            Row("552 5.2.2 " + "mailbox full " * 60, Tally(bounced=2)),
            Row("Spam Reporting Address", Tally(dropped=1)),
        ),
        0,
    ),
)
NEEDS = (
    Need("urgent", "3 letters are uncertain: SendGrid may have taken them, or not", 3,
         "outreach settle visit"),
    Need("urgent", "1 person complained of spam; they are not written to again", 1,
         "outreach stats visit --people --search complained"),
    Need("look", "2 letters are deferred: servers said “later”, and are tried again", 2,
         "wait for the servers"),
)  # fmt: skip

VISIT = CampaignStats(
    campaign="visit",
    title="Joint statement on Secretary Blinken’s visit to China",
    as_of=datetime(2026, 6, 23, 15, 30, tzinfo=UTC),
    timezone="America/New_York",
    sandbox=False,
    editions=(PRESS, CONGRESS),
    needs=NEEDS,
    breakdowns=(OUTLETS, *OTHERS),
    heard_at=datetime(2026, 6, 23, 15, 28, tzinfo=UTC),
    synced_at=datetime(2026, 6, 22, 8, 0, tzinfo=UTC),
    own_count=265,
    counted_at=datetime(2026, 6, 22, 8, 0, tzinfo=UTC),
)
EMPTY = CampaignStats(
    "visit", "", VISIT.as_of, "UTC", False, (), (), (), heard_at=None, synced_at=None
)
