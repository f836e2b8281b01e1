"""What the letters say, in HTML and in text."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

import one_of_everything as golden
from outreach.domain.design import Design, Fonts
from outreach.domain.statement import Quote
from outreach.errors import NeedsFixing
from outreach.render.edition import render_directly, render_recipient
from outreach.render.plaintext import columns

LETTERS = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)
WHOLE = LETTERS[:-2]
"""Those with the statement in them."""

every_letter = pytest.mark.parametrize("template", LETTERS)
every_whole_letter = pytest.mark.parametrize("template", WHOLE)


@pytest.fixture(params=LETTERS)
def usual(request, render):
    return render(request.param)


def words_of(html: str) -> str:
    """What a reader of the HTML sees: its text without the hidden preheader, on one line."""
    page = etree.HTML(html)
    return " ".join(" ".join(page.xpath('//div[@role="article"]//text()')).split())


class TestHtml:
    def test_is_far_below_what_gmail_shows_whole(self, usual):
        assert len(usual.html.encode()) < 60_000

    def test_has_a_style_sheet_that_gmail_keeps(self, usual):
        without_comments = re.sub(r"<!--.*?-->", "", usual.html, flags=re.DOTALL)
        (sheet,) = re.findall(r"<style>(.*?)</style>", without_comments, re.DOTALL)
        assert len(sheet.encode()) < 8_000

    def test_has_no_line_that_a_mail_server_would_break(self, usual):
        assert max(len(line.encode()) for line in usual.html.splitlines()) <= 998

    def test_has_one_first_heading_and_skips_no_level(self, usual):
        levels = [int(e.tag[1]) for e in etree.HTML(usual.html).iter("h1", "h2", "h3")]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_has_no_picture_script_form_or_font_to_fetch(self, usual):
        page = etree.HTML(usual.html)
        assert list(page.iter("img", "script", "form", "iframe", "link", "video")) == []
        assert "url(" not in usual.html
        assert "@import" not in usual.html

    def test_has_tables_only_for_outlook(self, usual):
        assert list(etree.HTML(usual.html).iter("table")) == []
        assert usual.html.count("<!--[if mso]>") == usual.html.count("<![endif]-->") == 3

    @every_letter
    def test_says_its_language_and_direction_twice(self, render, statements, template):
        page = etree.HTML(render(template, statement=statements["Uyghur"]).html)
        for element in (page, page.find('.//div[@role="article"]')):
            assert (element.get("lang"), element.get("dir")) == ("ug", "rtl")

    @every_letter
    def test_every_link_is_underlined_and_says_where_it_leads(self, render, template):
        for link in etree.HTML(render(template).html).iter("a"):
            assert "underline" in link.get("style")
            assert "".join(link.itertext()).strip().lower() not in ("", "here", "click here")

    def test_every_colour_that_is_written_out_has_one_for_the_dark(self, usual):
        dark = usual.html.partition("prefers-color-scheme: dark")[2]
        for element in etree.HTML(usual.html).find("body").iter():
            style = str(element.get("style", "")) if isinstance(element.tag, str) else ""
            if re.search(r"(?<!-)color:", style):
                names = [f".{name}" for name in (element.get("class") or "").split()]
                assert any(name in dark for name in [*names, f"{element.tag} {{"]), style

    @every_letter
    def test_the_inbox_shows_the_preheader_and_nothing_behind_it(self, render, template):
        html = render(template, preheader="Forty-four ask for deeds").html
        first = etree.HTML(html).find("body")[0]
        assert "display:none" in first.get("style").replace(" ", "")
        assert first.text.startswith("Forty-four ask for deeds")
        assert len(first.text) > 200

    @every_letter
    def test_text_from_outside_stays_text(self, render, statements, template):
        hostile = replace(statements["usual"], title='<script>alert(1)</script> & "Sons"')
        html = render(template, statement=hostile).html
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html
        assert ("Smith &amp; Sons &lt;Foundation&gt;" in html) == (template in WHOLE)


class TestText:
    @every_letter
    @pytest.mark.parametrize("name", ["usual", "nothing but a paragraph"])
    def test_lines_are_short_but_for_addresses(self, render, statements, template, name):
        text = render(template, statement=statements[name]).text
        long = [line for line in text.splitlines() if len(line) > 78 and "://" not in line]
        assert long == []

    @every_letter
    @pytest.mark.parametrize("language", golden.LANGUAGES)
    def test_no_language_makes_lines_long(self, render_golden, template, language):
        lines = render_golden(template, language).text.splitlines()
        long = [line for line in lines if columns(line) > 78 and " " in line and "://" not in line]
        assert long == []

    @every_letter
    @pytest.mark.parametrize("name", ["usual", "nothing but a paragraph"])
    def test_is_spaced_by_hand(self, render, statements, template, name):
        text = render(template, statement=statements[name]).text
        assert "\n\n\n" not in text
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
        assert not text.startswith("\n")

    def test_has_no_leftovers_of_html(self, usual):
        assert not re.search(
            r"</?\w+>|&\w+;|&#\d+;|\u034f|\ufeff", usual.text.replace("<Foundation>", "")
        )

    @every_whole_letter
    def test_names_every_signatory_on_a_line_of_its_own(self, render, statements, template):
        lines = render(template).text.splitlines()
        names = [signatory.name for signatory in statements["usual"].signatories]
        start = lines.index(names[0], lines.index("SIGNED BY 44 ORGANIZATIONS"))
        whole = "\n".join(lines[start:]).replace("(RYC\n  Metropolitan)", "(RYC Metropolitan)")
        assert whole.split("\n")[:44] == names


@every_whole_letter
def test_both_parts_say_the_same(render, template):
    letter = render(template)
    html, text = words_of(letter.html), " ".join(letter.text.split())
    for wanted in (
        "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024",
        "Joint Statement to the Secretary of State on the Visit to Beijing",
        "call for the release of all political prisoners;",
        "Nobody should have to choose between silence and exile.",
        "Regional Youth Congress of the Greater Metropolitan Area (RYC Metropolitan)",
        "bartholomew_quillfeather@risch.senate.example",
        "1200 Example Street NW, Suite 400, Washington, DC 20005, USA",
    ):
        assert wanted in html
        assert wanted in text
    assert "https://coalition.example/unsubscribe" in letter.html
    assert "https://coalition.example/unsubscribe" in letter.text


@every_letter
def test_all_recipients_share_one_message(compiled, contact, template):
    member = replace(contact.member, chamber="house", salutation="Representative Kim")
    other = replace(
        contact,
        email="other@example.org",
        name="",
        given_name="",
        title="",
        organisation=replace(contact.organisation, name="", signed_name="香港監察"),
        office=replace(contact.office, member=member),
    )
    one, another = (render_recipient(compiled(template), who) for who in (contact, other))
    assert one.skeleton == another.skeleton
    assert one.values != another.values


@every_letter
def test_a_letter_is_what_rendering_for_that_person_alone_makes(
    compiled, render, contact, template
):
    assert render(template) == render_directly(compiled(template), contact)


class TestPressRelease:
    def test_begins_with_contact_and_release_line_and_ends_as_releases_do(self, render):
        lines = render("press-release", release_line="FOR IMMEDIATE RELEASE").text.splitlines()
        assert lines[:9] == [
            "Coalition for Human Rights",
            "https://coalition.example/",
            "",
            "Media contact",
            "Miriam Osterhaus, Coalition for Human Rights",
            "+1 202-555-0187",
            "desk@coalition.example",
            "",
            "FOR IMMEDIATE RELEASE",
        ]
        assert "###" in lines

    def test_the_lead_counts_the_signatories_and_gives_place_and_date(self, render):
        words = words_of(render("press-release").html)
        assert "WASHINGTON, April 24, 2024 — A coalition of 44 organizations has issued" in words

    @pytest.mark.parametrize(
        ("city", "dated", "opening"),
        [
            ("Washington", True, "WASHINGTON, April 24, 2024 — A coalition"),
            ("Washington", False, "WASHINGTON — A coalition"),
            ("", True, "April 24, 2024 — A coalition"),
            ("", False, "\n\nA coalition"),
        ],
    )
    def test_the_dateline_has_what_there_is(self, render, statements, sender, city, dated, opening):
        usual = statements["usual"]
        statement = usual if dated else replace(usual, date=None)
        text = render("press-release", statement=statement, sender=replace(sender, city=city)).text
        assert opening in text

    def test_the_statements_own_dateline_goes_before_the_senders_city(self, render, statements):
        statement = replace(statements["usual"], dateline="Geneva")
        assert "\n\nGENEVA, April 24" in render("press-release", statement=statement).text

    @pytest.mark.parametrize(
        ("language", "lead"),
        [
            ("de", "Washington, 24. April 2024 – Ein Bündnis von 8 Organisationen hat"),
            ("fr", "Washington, le 24 avril 2024 – Une coalition de 8 organisations publie"),
            ("es", "Washington, 24 de abril de 2024 – Una coalición de 8 organizaciones ha"),
            (
                "zh-Hant",
                "（華盛頓，2024年4月24日）由 8 個團體組成的聯盟發表聯合聲明，全文附後。聲明提出",
            ),
            (
                "zh-Hans",
                "（华盛顿，2024年4月24日）由 8 个组织组成的联盟发表联合声明，全文附后。声明提出",
            ),
        ],
    )
    def test_the_lead_is_in_the_statements_language(self, render_golden, language, lead):
        assert lead in words_of(render_golden("press-release", language).html)

    @pytest.mark.parametrize(
        ("language", "quoted"),
        [
            ("en", "“Words alone have changed little.”"),
            ("de", "„Worte allein haben wenig geändert.“"),
            ("fr", "«\u00a0Les mots seuls ont peu changé.\u00a0»"),
            ("zh-Hant", "「單憑言辭改變甚微。」"),
            ("zh-Hans", "“单凭言辞改变甚微。”"),
            ("ug", "«سۆز بىلەنلا ئۆزگىرىش بولمايدۇ.»"),
        ],
    )
    def test_a_quote_has_the_marks_of_its_language(self, render_golden, language, quoted):
        letter = render_golden("press-release", language)
        assert f"\n> {quoted}\n" in letter.text
        assert f"<p>{quoted}</p>" in re.sub(r"<p [^>]*>", "<p>", letter.html)

    def test_a_quote_with_marks_of_its_own_gets_no_more(self, render, statements):
        marked = replace(statements["usual"], quotes=(Quote("“We wait.”", "A. Speaker"),))
        assert "\n> “We wait.”\n— A. Speaker\n" in render("press-release", statement=marked).text

    def test_a_quote_without_a_speaker_keeps_its_source(self, render, statements):
        quoted = replace(statements["usual"], quotes=(Quote("We wait.", source="The hearing"),))
        letter = render("press-release", statement=quoted)
        assert "\n> “We wait.”\n  The hearing\n" in letter.text
        assert "“We wait.” — The hearing" in words_of(letter.html)

    def test_a_release_says_the_embargo_in_its_language(self, render_golden):
        assert "SPERRFRIST: Mittwoch, 24. April 2024" in render_golden("press-release", "de").text

    def test_where_no_words_are_translated_ours_are_english_and_say_so(self, render_golden):
        page = etree.HTML(render_golden("press-release", "bo").html)
        assert {e.get("lang") for e in page.xpath('//*[contains(@class, "own")]')} == {"en"}
        assert page.get("lang") == "bo"

    def test_a_lone_signer_is_no_coalition(self, render, statements):
        alone = replace(statements["usual"], signatories=statements["usual"].signatories[:1])
        words = words_of(render("press-release", statement=alone).html)
        assert "Freiheit für alle e.V. has issued a statement" in words
        assert "Signed by 1 organization " in words

    def test_without_asks_nothing_announces_them(self, render, statements):
        letter = render("press-release", statement=statements["nothing but a paragraph"])
        assert "request" not in letter.text
        assert 'class="asks"' not in letter.html

    def test_a_nameless_desk_gets_one_too(self, render, contact):
        desk = replace(contact, name="", given_name="", family_name="", organisation=None)
        assert (
            "because your newsroom\nis on our press list"
            in render("press-release", contact=desk).text
        )


class TestCongressLetter:
    def test_is_addressed_to_the_member_care_of_the_staffer(self, render):
        text = render("congress-letter").text
        assert (
            "The Honorable James E. Risch\nUnited States Senate\nWashington, DC 20510\n"
            "Attention: Bartholomew Quillfeather, Legislative Director\n"
        ) in text
        assert "\nDear Senator Risch,\n" in text

    def test_goes_to_the_right_side_of_the_capitol(self, render, contact):
        member = replace(contact.member, chamber="house", salutation="Representative Kim")
        in_house = replace(contact, office=replace(contact.office, member=member), title="")
        text = render("congress-letter", contact=in_house).text
        assert (
            "United States House of Representatives\nWashington, DC 20515\n"
            "Attention: Bartholomew Quillfeather\n"
        ) in text

    def test_asks_before_it_explains(self, render):
        text = render("congress-letter").text
        assert text.index("- call for the release") < text.index("THE STATEMENT IN FULL")

    def test_is_not_written_without_its_member(self, render, contact):
        with pytest.raises(NeedsFixing, match=r"congress-letter\.html\.j2:\d+.*member"):
            render("congress-letter", contact=replace(contact, office=None))


class TestSignatoryNotice:
    def test_shows_the_name_as_printed(self, render):
        letter = render("signatory-notice")
        assert "YOUR NAME AS PRINTED\n\nFreiheit für alle e.V.\n" in letter.text
        assert "Your name as printed Freiheit für alle e.V. If anything" in words_of(letter.html)

    def test_asks_for_patience_only_under_embargo(self, render):
        released = render("signatory-notice", release_line="FOR IMMEDIATE RELEASE")
        assert "Once the embargo lifts" in words_of(render("signatory-notice").html)
        assert "embargo" not in (released.html + released.text).replace(".embargo", "").lower()

    def test_greets_by_the_best_name_there_is(self, render, contact):
        def greeting(**changes: str) -> str:
            text = render("signatory-notice", contact=replace(contact, **changes)).text
            return next(line for line in text.splitlines() if line.startswith("Dear"))

        assert greeting(salutation="Dr Quillfeather") == "Dear Dr Quillfeather,"
        assert greeting() == "Dear Bartholomew,"
        assert greeting(given_name="", name="陳樂行") == "Dear 陳樂行,"
        assert greeting(given_name="", name="") == "Dear colleague,"


def test_the_design_is_the_houses_own(render):
    own = replace(Design().light, accent="#123456", link="#654321")
    fonts = Fonts(body='"Palatino Linotype", serif')
    design = Design(light=own, fonts=fonts, footer="Ours & <b>yours</b>")
    html = render("press-release", design=design).html
    assert html.count("#123456") > 3
    assert 'font-family: "Palatino Linotype", serif' in html
    assert "Ours &amp; &lt;b&gt;yours&lt;/b&gt;" in html
    assert "#1f3f66" not in html.lower()


@every_letter
def test_a_sender_with_little_to_say_leaves_no_gaps(render, sender, template):
    bare = replace(
        sender, reply_to="", postal_address=(), contact_name="", contact_phone="", website=""
    )
    letter = render(template, sender=bare, preheader="")
    assert "\n\n\n" not in letter.text
    assert not re.search(r" ,|\(\)|, \.|tel:|at \.", letter.text)
    assert "tel:" not in letter.html
