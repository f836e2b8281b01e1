"""What a correction and a reminder say."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from outreach.errors import NeedsFixing
from outreach.render.edition import render_recipient


class TestCorrection:
    def test_says_that_it_is_one_before_anything_else(self, render):
        lines = render("correction", release_line="FOR IMMEDIATE RELEASE").text.splitlines()
        assert lines[3] == "CORRECTION"
        assert lines[5] == "Joint Statement to the Secretary of State on the Visit to Beijing"

    def test_says_what_was_wrong_and_what_is_right_before_the_statement(self, render_golden):
        text = render_golden("correction").text
        where = [
            text.index(words)
            for words in (
                "The second request named",
                "We wrote:\n  the Safeguarding Ordinance of 2023\n",
                "It should read:\n  the Safeguarding Ordinance of 2024\n",
                "We apologize for the error.",
                "THE STATEMENT AS CORRECTED",
            )
        ]
        assert where == sorted(where)

    def test_is_not_written_without_saying_what_was_wrong(self, compiled, contact):
        silent = compiled("correction", values=())
        with pytest.raises(NeedsFixing) as refusal:
            render_recipient(silent, contact)
        for problem in refusal.value.problems:
            assert problem.code == "value-missing"
            assert "prints values.what, which is not given" in problem.message
            assert 'write what = "…" below [editions.sample.values]' in problem.hint


class TestReminder:
    def test_is_short_and_leaves_the_statement_out(self, render_golden):
        text = render_golden("reminder").text
        assert "Joint Statement to the Secretary of State" in text
        assert "Signed by" not in text
        assert len(text.splitlines()) < 45

    def test_gives_the_deadline_with_its_time(self, render_golden):
        text = render_golden("reminder").text
        assert "Deadline: 6:00 a.m. EDT, Wednesday, April 24, 2024" in text
        assert "Frist: Mittwoch, 24. April 2024" in render_golden("reminder", "de").text

    def test_a_deadline_without_a_time_is_a_day(self, render):
        values = (("message", "Please reply."), ("deadline", dt.date(2024, 5, 3)))
        assert "\nDeadline: May 3, 2024\n" in render("reminder", values=values).text

    def test_a_link_says_where_it_leads(self, render_golden):
        (link,) = etree.HTML(render_golden("reminder").html).xpath('//a[contains(@href, "/sign")]')
        assert link.text == "Continue at coalition.example"

    def test_a_link_that_leads_nowhere_is_shown(self, render):
        values = (("message", "Please reply."), ("link", "coalition.example/sign"))
        letter = render("reminder", values=values)
        assert "\nContinue at coalition.example/sign\n\n" in letter.text
        page = etree.HTML(letter.html)
        assert page.xpath('//div[contains(@class, "slip")]/p/text()') == [
            "Continue at coalition.example/sign"
        ]
        assert page.xpath('//a[contains(@href, "sign")]') == []
