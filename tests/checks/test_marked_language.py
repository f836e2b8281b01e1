"""Languages and directions that are not marked; each beside its near miss."""

from __future__ import annotations

import pytest

from outreach.checks.marked_language import check_marked_language, script_of
from page_read import WRAPPER, found, page, said

CHINESE = "單憑強硬的言辭，不會產生任何影響，必須採取具體的行動。"
JAPANESE = "強い言葉だけでは何の影響も与えない、具体的な行動が必要である。"
UYGHUR = "بىز كىشىلىك ھوقۇقنى تەلەپ قىلىمىز، سىياسىي مەھبۇسلارنى قويۇپ بېرىشنى تەلەپ قىلىمىز"
TIBETAN = "འགྲོ་བ་མིའི་ཐོབ་ཐང་སྐོར་གྱི་མཉམ་འབྲེལ་གསལ་བསྒྲགས། སྲིད་དོན་བཙོན་པ་ཚང་མ་གློད་གྲོལ་གཏོང་རྒྱུ། འགྲོ་བ་མིའི་ཐོབ་ཐང་"
RTL = 'dir="rtl" style="direction: rtl"'


def test_a_marked_letter_has_no_finding() -> None:
    html = page(
        f'<p>One</p><p lang="zh-Hant">{CHINESE}</p><p lang="ja">{JAPANESE}</p>'
        f'<p lang="bo">{TIBETAN}</p><p lang="ug" {RTL}>{UYGHUR}</p>'
    )
    assert found(check_marked_language, html) == []


@pytest.mark.parametrize("attribute", ["lang", "dir"])
def test_the_page_says_its_language_and_direction(attribute: str) -> None:
    value = {"lang": "en", "dir": "ltr"}[attribute]
    html = page("<p>One</p>").replace(f' {attribute}="{value}"', "", 1)
    assert said(check_marked_language, html) == [f"<html> has no {attribute}"]


def test_so_does_the_letter_within_it() -> None:
    bare = WRAPPER.replace('lang="en" dir="ltr" ', "")
    (message,) = said(check_marked_language, page("<p>One</p>", wrapper=bare))
    assert message == "no element around “Release them” within <body> has dir or lang"
    hidden = page("<p>One</p>").replace("<body>", '<body><div style="display:none">Two</div>')
    assert found(check_marked_language, hidden) == []


def test_something_is_in_the_statements_language() -> None:
    assert found(check_marked_language, page(), language="de") == [("A303", "warning")]
    assert found(check_marked_language, page(), language="ug") == [("A303", "error")]
    assert found(check_marked_language, page('<p lang="de-AT">Eins</p>'), language="de") == []
    assert found(check_marked_language, page(), language="") == []


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, TIBETAN])
def test_a_passage_in_another_script_is_marked(text: str) -> None:
    assert found(check_marked_language, page(f"<p>{text}</p>")) == [("A309", "error")]
    assert found(check_marked_language, page(f'<p lang="de">{text}</p>')) == [("A309", "error")]


def test_japanese_is_not_chinese() -> None:
    assert found(check_marked_language, page(f'<p lang="zh">{JAPANESE}</p>'))
    assert script_of(JAPANESE) == "HIRAGANA"
    assert script_of("国務長官の訪中に関する市民社会団体の共同声明を発表した") == "HIRAGANA"


def test_a_passage_from_the_right_says_so_twice() -> None:
    def levels(attributes: str) -> list[str]:
        html = page(f'<p lang="ug" {attributes}>{UYGHUR}</p>')
        return [level for _, level in found(check_marked_language, html)]

    assert levels(RTL) == []
    assert levels('dir="auto"') == []
    assert levels('dir="rtl"') == ["warning"]
    assert levels('style="direction: rtl"') == ["error"]


def test_names_need_no_mark() -> None:
    names = "<ul><li>香港監察</li><li>ئۇيغۇر كىشىلىك ھوقۇق قۇرۇلۇشى (UHRP)</li></ul>"
    assert found(check_marked_language, page(names)) == []


def test_a_mark_within_the_block_counts_if_all_of_it_is_in_there() -> None:
    assert found(check_marked_language, page(f'<p><span lang="zh">{CHINESE}</span></p>')) == []
    beside = page(f'<p><span lang="zh">好</span>{CHINESE}</p>')
    assert found(check_marked_language, beside) == [("A309", "error")]


def test_a_chinese_word_makes_no_chinese_passage() -> None:
    text = f"The statement, in Chinese {CHINESE}, was read out in the hall of the house"
    assert script_of(text * 2) is None
