"""What a mail says itself, cut from the letter that it quotes, as programs quote letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.reply_text import new_text, text_of_html

QUOTED = {
    "gmail": "On Fri, Jun 19, 2026 at 6:30 PM Jo <jo@x.example> wrote:\n> Dear Ana",
    "gmail over two lines": "On Fri, Jun 19, 2026 at 6:30 PM Jo <\njo@x.example> wrote:\n\n> Dear",
    "apple": "> On 19 Jun 2026, at 18:30, Jo <jo@x.example> wrote:\n> \n> Dear Ana",
    "german": "Am 19.06.2026 um 18:30 schrieb Jo <jo@x.example>:\n> Dear",
    "french": "Le ven. 19 juin 2026 à 18:30, Jo <jo@x.example> a écrit :\n> Dear",
    "spanish": "El vie, 19 jun 2026 a las 18:30, Jo (<jo@x.example>) escribió:\n> Dear",
    "italian": "Il giorno ven 19 giu 2026 alle ore 18:30 Coalition ha scritto:\n> Dear",
    "dutch": "Op vr 19 jun 2026 om 18:30 schreef Jo <jo@x.example>:\n> Dear",
    "chinese": "Jo <jo@x.example> 于2026年6月19日写道：\n> Dear",
    "outlook": "From: Jo <jo@x.example>\nSent: Friday, 19 June 2026\nTo: Ana\n\nDear Ana",
    "outlook, ruled": "________________________________\nFrom: Coalition\nSent: Friday\n\nDear Ana",
    "outlook, german": "Von: Jo\nGesendet: Freitag\nAn: Ana\nBetreff: x\n\nDear",
    "outlook, chinese": "发件人: Coalition\n发送时间: 2026年6月19日\n主题: x\n\nDear",
    "divider": "-----Original Message-----\nFrom: Coalition\n\nDear Ana",
    "divider, german": "-----Ursprüngliche Nachricht-----\nVon: Coalition\n\nDear Ana",
    "divider, french": "-----Message d'origine-----\nDe : Coalition\n\nDear Ana",
    "forwarded": "---------- Forwarded message ---------\nFrom: Coalition\n\nDear Ana",
}


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED)
def test_the_letter_below_is_cut(quoted: str) -> None:
    assert new_text(f"Can we talk?\n\nAna\n\n{quoted}\n") == "Can we talk?\n\nAna"
    assert new_text(f"Can we talk?\r\n\r\n{quoted}".replace("\n", "\r\n")) == "Can we talk?"


def test_answers_between_the_lines_are_kept() -> None:
    text = "On 19 June, Coalition wrote:\n> Who will speak?\nI will.\n> When?\nAt noon."
    assert new_text(text) == "I will.\nAt noon."


@pytest.mark.parametrize(
    "text",
    [
        "From: here on I take over.\nThanks",
        "As Roe wrote: the visit failed.",
        "On Monday I wrote to you.",
        "--\nAna Paz",
        "",
    ],
)
def test_what_only_looks_like_a_letter_is_kept(text: str) -> None:
    assert new_text(text) == text.strip()


HTML = [
    ("<p>Yes, <b>call</b>, me.</p><p>Ana</p>", "Yes, call, me.\n\nAna"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<style>p{}</style><script>x()</script><!-- no --><p>Yes</p>", "Yes"),
    ("<p>Yes</p><div class='gmail_quote'>On Friday<blockquote>Dear</blockquote></div>", "Yes"),
    ("<p>Yes</p><div id='divRplyFwdMsg'>From: C</div><div>Dear Ana</div>", "Yes"),
    ("<p>Yes</p><blockquote type='cite'>Dear Ana</blockquote>", "Yes"),
    ("<p>&#x1b;[31m &amp; &lt;b&gt;</p>", None),
    ("<table><tr><td>a</td><td>b</td></tr></table>", None),
    ("<", None),
    ("   ", ""),
]


@pytest.mark.parametrize(("markup", "text"), HTML)
def test_html_is_read_as_its_reader_sees_it(markup: str, text: str | None) -> None:
    found = text_of_html(markup)
    assert text is None or found == text


@given(st.text(alphabet="<>/ab=\"' >\n&;:-_", max_size=200))
def test_any_text_has_some(text: str) -> None:
    assert text_of_html(text) is not None
    assert len(new_text(text)) <= len(text)
    assert new_text(new_text(text)) is not None
