"""The report's words and numbers: those of the model, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from outreach.domain.delivery import Account
from outreach.domain.stats import Breakdown, CampaignStats, EditionStats, Need, Row, Tally
from outreach.viewer.report import headline, report
from outreach.viewer.report_hours import hours_shown
from outreach.viewer.report_numbers import share
from viewer.report_samples import CONGRESS, EMPTY, HOUR, PRESS, START, VISIT, hours, outlet

EVIL = (
    "</title></style><script>x()</script><img src=x onerror=x()>\"'&{{ 7*7 }}\x1b[31m\u202e\ud800"
)


def text(stats: CampaignStats) -> str:
    return " ".join(html.fromstring(report(stats)).text_content().split())


def only(edition: EditionStats, **more: object) -> CampaignStats:
    return replace(VISIT, editions=(edition,), needs=(), breakdowns=(), **more)  # type: ignore[arg-type]


def test_the_headline_says_what_became_of_all_letters() -> None:
    assert headline(VISIT) == (
        "267 of 284 letters reached a mail server, the last of them by 2 p.m. EDT on Friday,"
        " June 19; 6 bounced; 1 was dropped; 3 were not sent; 4 were answered; 2 led to coverage."
    )


def test_the_headline_before_anything_was_sent_or_heard() -> None:
    unsent = EditionStats("press", Account(0, remaining=3), Tally(3), False, False, None, {})
    silent = replace(unsent, account=Account(submitted=3), first_at=START)
    assert headline(EMPTY) == "Nothing is planned yet."
    assert headline(only(unsent)) == "Nothing has been sent yet: 3 letters planned."
    assert headline(only(silent)) == "Nothing has been heard yet of 3 letters."


def test_it_does_not_say_when_the_last_arrived_before_the_hour_is_over() -> None:
    during = only(PRESS, as_of=datetime.fromtimestamp(START + 600, UTC))
    assert headline(during).startswith("212 of 220 letters reached a mail server; ")


COUNT = st.integers(0, 20_000)
TALLIES = st.builds(
    lambda states, silent, bounds, more: Tally(
        sum(states) + silent, *states, more[0], more[1], *bounds, *more[2:]
    ),
    st.tuples(*[COUNT] * 5),
    COUNT,
    st.tuples(*[COUNT] * 6),
    st.tuples(*[COUNT] * 4),
)
EDITIONS = st.builds(
    EditionStats, st.just("press"), st.builds(Account, *[COUNT] * 5), TALLIES, st.booleans(),
    st.booleans(), st.none(), st.just({}),
)  # fmt: skip


@given(EDITIONS)
def test_numbers_are_those_of_the_model_and_come_to_their_base(one: EditionStats) -> None:
    page = html.fromstring(report(only(one)))
    people, letters = page.cssselect(".bars")
    account, tally = one.account, one.tally
    found = listed(people)
    assert sum(found.values()) == account.candidates
    for name in ("submitted", "excluded", "failed", "uncertain", "remaining"):
        assert found.get(name, 0) == getattr(account, name)
    found = listed(letters)
    assert sum(found.values()) == tally.recipients
    for name in ("delivered", "deferred", "bounced", "dropped"):
        assert found.get(name, 0) == getattr(tally, name)
    facts = {
        (e.findtext("dt") or ""): int((e.findtext("dd") or "").replace(",", ""))
        for e in page.cssselect(".facts div")
    }
    assert facts == {
        "answered": tally.replied,
        "led to coverage": tally.covered,
        "unsubscribed": tally.unsubscribed,
        "complained of spam": tally.complained,
    }


def listed(bars: html.HtmlElement) -> dict[str, int]:
    found = {}
    for item in bars.cssselect(".parts li"):
        count = item.cssselect("b")[0]
        found[(count.tail or "").strip()] = int((count.text or "").replace(",", ""))
    return found


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_all_and_none_are_said_only_where_it_is_so(part: int, whole: int) -> None:
    part = min(part, whole)
    assert (share(part, whole) == "100 %") == (part == whole)
    assert (share(part, whole) == "0 %") == (part == 0)


def test_what_is_not_measured_has_no_number() -> None:
    said = text(only(CONGRESS))
    page = html.fromstring(report(only(CONGRESS)))
    assert [one.text for one in page.cssselect(".engaged dd")] == ["not measured"] * 2
    assert "That is not nought" in said
    assert "by machines alone" not in said


def test_opens_are_bounds_with_their_base() -> None:
    assert "80 to 113 people of 212 delivered; besides, 61 by machines alone" in text(VISIT)


def table(stats: CampaignStats, by: str) -> list[list[str]]:
    (found,) = html.fromstring(report(stats)).cssselect(f'table[data-by="{by}"]')
    return [[cell.text_content() for cell in row] for row in found.cssselect("tr")]


def test_engagement_of_a_few_is_not_said_nor_to_be_worked_out() -> None:
    rows = (outlet("Times", 9, opened=4), outlet("Post", 5, opened=2), outlet("Radio", 1, opened=1))
    broken = replace(only(PRESS), breakdowns=(Breakdown("outlet", rows, 0),))
    header, *lines = table(broken, "outlet")
    assert header == ["outlet", "letters", "delivered", "bounced", "opened", "clicked"]
    assert [(line[0], line[4]) for line in lines] == [
        ("Times", "4"), ("Post", "–"), ("Radio", "–"),
    ]  # fmt: skip
    assert "not shown: fewer than 3 people" in text(
        only(replace(PRESS, account=Account(submitted=2), tally=Tally(2, delivered=2, opened=1)))
    )


def test_engagement_is_broken_down_only_where_every_edition_measures_it() -> None:
    assert table(VISIT, "outlet")[0][-1] == "coverage"


def test_domains_of_a_few_are_counted_together() -> None:
    lines = table(VISIT, "domain")
    assert [line[0] for line in lines[1:]] == [
        "news.example", "mail.house.example", "2 small domains",
    ]  # fmt: skip
    assert lines[-1][1] == "3"
    assert "jane-roe" not in report(VISIT)


def test_no_address_and_nothing_of_a_links_query() -> None:
    page = report(VISIT)
    assert "ada@" not in page
    assert "who=17" not in page
    assert "(address)" in page


def test_rows_of_whom_nothing_is_known_alone_are_no_table() -> None:
    stats = replace(VISIT, breakdowns=(Breakdown("party", (outlet("", 284),), 0),))
    assert "By party" not in text(stats)


def test_the_sandbox_says_so_first() -> None:
    page = html.fromstring(report(replace(VISIT, sandbox=True)))
    assert "reached nobody" in page.cssselect("header .note")[0].text_content()
    assert not html.fromstring(report(VISIT)).cssselect("header .note")


def test_where_the_numbers_are_from() -> None:
    said = text(VISIT)
    assert "last report came at 11:28 a.m. EDT, Tuesday, June 23, 2026" in said
    assert "What became of 9 letters is known from asking alone" in said
    assert "count of letters delivered was 265 at 4:00 a.m. EDT" in said
    assert ": 2 fewer than here" in said
    assert "reported nothing yet, and was not asked" in text(EMPTY)


@pytest.mark.parametrize("where", ["title", "edition", "need", "outlet", "reason", "link"])
def test_hostile_names_stay_text(where: str) -> None:
    row = Row(EVIL, replace(outlet("", 9, bounced=2).tally, clicked=3))
    stats = {
        "title": replace(VISIT, title=EVIL, campaign=EVIL),
        "edition": only(replace(PRESS, edition=EVIL)),
        "need": replace(VISIT, needs=(Need("urgent", EVIL, 1, EVIL),)),
    }.get(where, replace(VISIT, breakdowns=(Breakdown(where, (row,), 0),)))
    page = report(stats)
    page.encode()
    assert "<script" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert ">49<" not in page


@pytest.mark.parametrize("n", [1, 6, 7, 25, 72])
def test_labels_of_hours_never_crowd(n: int) -> None:
    heard = {"delivered": hours(*[1] * n)}
    found = hours_shown(only(replace(PRESS, hours=heard)))
    assert found is not None
    svg = found.charts[-1].chart
    assert 1 <= svg.count('class="label"') <= 6
    assert sum(count for _, (count,) in found.table) == n
    assert found.later == ()


def test_no_hours_at_all_and_hours_after_the_first_ones() -> None:
    assert hours_shown(only(replace(PRESS, hours={}))) is None
    later = {"delivered": hours(5), "replied": hours(2, begin=HOUR + 100 * 3600)}
    found = hours_shown(only(replace(PRESS, hours=later)))
    assert found is not None
    assert found.labels == ("Taken by a mail server",)
    assert found.later == (("answered", 2),)


def test_an_hour_that_clocks_show_twice_is_two_hours() -> None:
    """In New York, 1 a.m. on November 1, 2026 came twice."""
    begin = int(datetime(2026, 11, 1, 4, tzinfo=UTC).timestamp())
    autumn = replace(PRESS, first_at=begin, hours={"delivered": hours(1, 2, 3, 4, begin=begin)})
    found = hours_shown(only(autumn))
    assert found is not None
    assert found.table == (
        ("Sun, Nov 1, 12 a.m. EDT", (1,)),
        ("Sun, Nov 1, 1 a.m. EDT", (2,)),
        ("Sun, Nov 1, 1 a.m. EST", (3,)),
        ("Sun, Nov 1, 2 a.m. EST", (4,)),
    )
    assert found.zones == ("EDT", "EST")
    assert "The clocks changed in these hours: EDT, then EST" in text(only(autumn))


def test_letters_that_did_not_go_out_are_not_those_of_which_nothing_was_heard() -> None:
    _, letters = html.fromstring(report(only(CONGRESS))).cssselect(".bars")
    assert listed(letters) == {"delivered": 55, "bounced": 2, "nothing heard": 4, "not sent": 3}


def test_a_chart_has_as_many_hours_as_were_heard_of_and_six_at_least() -> None:
    for heard, shown in ((1, 6), (30, 30), (72, 72)):
        found = hours_shown(only(replace(PRESS, hours={"delivered": hours(*[1] * heard)})))
        assert found is not None
        assert f"in {shown} hours" in found.charts[0].chart


def test_hours_to_come_are_not_hours_of_nothing() -> None:
    early = replace(PRESS, hours={"delivered": hours(5)})
    said = "The last hours are still to come."
    assert said in text(only(early, as_of=datetime.fromtimestamp(START + 600, UTC)))
    assert said not in text(only(early))
