"""template list and new, and that what `new` makes can be sent."""

from __future__ import annotations

import json
import re


def test_list_names_each_template_its_languages_and_its_editions(run):
    rows = [line.split("\t") for line in run("template", "list").out.splitlines()]
    assert rows[0] == ["template", "for", "languages", "used by"]
    listed = {row[0]: row[1:] for row in rows[1:]}
    assert listed["press-release"][1:] == ["de en es fr zh-Hans zh-Hant", "visit/press"]
    assert listed["reminder"][2] == ""


def test_list_as_json(run):
    listed = json.loads(run("template", "list", "--json").out)["templates"]
    (notice,) = [one for one in listed if one["name"] == "signatory-notice"]
    assert notice["editions"] == [{"campaign": "visit", "edition": "signatories"}]
    assert notice["languages"] == ["de", "en", "es", "fr", "zh-Hans", "zh-Hant"]
    assert notice["missing_words"] == {}
    assert notice["text"] is True
    assert notice["purpose"]


def test_a_campaign_that_cannot_be_read_does_not_hide_the_templates(run, home):
    campaign = home / "campaigns" / "visit" / "campaign.toml"
    campaign.write_text("= broken")
    ran = run("template", "list")
    assert ran.code == 0
    assert "press-release" in ran.out
    assert "campaign visit cannot be read; outreach check visit says why" in ran.err


def test_a_new_template_renders_the_same_letters_and_passes_the_check(run, home):
    campaign = home / "campaigns" / "visit" / "campaign.toml"
    for source in ("press-release", "congress-letter", "signatory-notice"):
        before = run("check", "visit", "--json")
        made = run("template", "new", f"our-{source}", "--from", source)
        assert made.code == 0
        assert f"our-{source}.html.j2" in made.out
        assert f'template = "our-{source}"' in made.err
        old = campaign.read_text(encoding="utf-8")
        campaign.write_text(re.sub(f'"{source}"', f'"our-{source}"', old), encoding="utf-8")
        after = run("check", "visit", "--json")
        assert (before.code, after.code) == (0, 0)
        said = [json.loads(ran.out)["findings"] for ran in (before, after)]
        assert [one["message"] for one in said[1]] == [one["message"] for one in said[0]]


def test_new_says_what_it_copied(run):
    assert "a copy of press-release;" in run("template", "new", "mine").err
    assert "a copy of reminder;" in run("template", "new", "ours", "--from", "reminder").err


def test_new_refuses_a_name_that_is_taken(run):
    ran = run("template", "new", "press-release")
    assert ran.code == 2
    assert ran.faults == ["error: there is a template press-release already"]
