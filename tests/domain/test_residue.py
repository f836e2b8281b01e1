"""What a page puts around a statement, and sentences that only sound like it."""

from __future__ import annotations

import pytest

from outreach.domain.residue import (
    ends_page,
    is_control,
    is_page_number,
    is_residue,
    reads_as_sentence,
)


@pytest.mark.parametrize(
    "line",
    ["Skip to content", "Skip to main content", "Zum Inhalt springen", "Press Release", "NEWS",
     "Pressemitteilung", "新聞稿", "Share this post", "Facebook", "Tags: China, Tibet",
     "5 min read",
     "Home About Us News Donate", "Home » News", "Cover Photo", "Photo: Jane Doe", "hall.JPG",
     "View this email in your browser", "Unsubscribe", "Accueil » Presse » Communiqués",
     "主頁 | 新聞 | 聯絡我們", "Posted on May 3, 2024 by admin", "分享至 Facebook",
     "We use cookies to improve your experience", "Posted by admin", "Lire la suite »",
     "首頁　關於我們　新聞　捐款", "首页 关于我们 新闻 捐款", "首頁 | 最新消息 | 捐款",
     "Accueil  À propos  Presse  Faire un don", "Accueil À propos Presse Faire un don",
     "Inicio   Quiénes somos   Noticias   Donar", "Inicio Quiénes somos Noticias Donar",
     "Startseite  Über uns  Presse  Spenden", "Inicio\tNosotros\tNuestro equipo\tPrensa",
     "You are receiving this email because you signed up for our list.",
     "Photo: Families wait outside the court in Lutz.", "Last updated on 3 May 2023."],
)  # fmt: skip
def test_residue(line: str) -> None:
    assert is_residue(line)
    assert is_residue(f"{line} ")


@pytest.mark.parametrize(
    "line",
    ["Campaign for Uyghurs", "Dialogue China", "Human Rights in China", "Press Freedom Now",
     "We share this concern.", "Statement on the arrests", "Our members are in danger",
     "Read more books, said the judge", "Contact with the families was cut",
     "« Assez », dit-elle. « Assez ! »", "« Nous voulons la vérité », dit Ana.",
     "« Nous voulons la vérité.", "« Nous voulons :", "« Nous voulons la vérité, toute la vérité",
     "la liberté de la presse et celle de tous »", "Nous l’aurons ! »", "« Liberté, égalité »",
     "»Es reicht«, sagte Cem. »Wir gehen.«", "»Wir gehen«", "›Nein‹, sagte sie. ›Nie.‹",
     "«No nos vamos a ir», dijo Suyapa. «Nunca».", "„Es reicht.“", "– Oui.", "—Basta —dijo Ana.",
     "《明報》及「蘋果」", "「夠了。」她說。", "返回家園的人。", "分享到這些資訊並非犯罪。",
     "Compartir en redes no es delito.", "Share with us the names of those who are held.",
     "Previous governments did nothing.", "Next: we will appeal to the court.",
     "Related statements were made in May and in June.",
     "For more information was all that the families had asked.",
     "To learn more about her case, the families wrote to the court.",
     "Written by hand, her letters reached us in May.",
     "Home is where our members are.", "Notre presse est libre.", "新聞自由是基本權利。",
     "新闻 自由 人权", "Nuestras noticias, nuestro equipo", "Tout le monde → personne."],
)  # fmt: skip
def test_no_residue(line: str) -> None:
    assert not is_residue(line)
    assert not ends_page(line)


@pytest.mark.parametrize(
    "line",
    ["###", "-30-", "– ENDS –", "© 2024 Coalition", "Related posts", "← Older statement",
     "Media contact:", "For more information, write to us", "All rights reserved.",
     "Older statement »", "« Previous", "‹ Zurück zur Übersicht", "Ältere Beiträge »",
     "For more information, contact press@coalition.example.",
     "To learn more, visit https://coalition.example."],
)  # fmt: skip
def test_ends(line: str) -> None:
    assert ends_page(line)


def test_an_organisation_may_be_called_like_a_caption() -> None:
    assert is_residue("Free Press Image")
    assert not is_control("Free Press Image")


@pytest.mark.parametrize("line", ["2", "- 3 -", "Page 2 of 5", "Seite 4/9", "第 3 頁"])
def test_page_numbers(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["2024", "Page", "Article 5", "350.org", "Page 2 of our letter"])
def test_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def test_long_words_and_entries_are_looked_at_once() -> None:
    for line in ("« " + "a" * 290, "abc" * 95, "home " * 29 + "x " * 29, "« " + "ab " * 95):
        assert not is_residue(line)
        assert not ends_page(line) or line.startswith("« a")


def test_a_line_as_long_as_a_paragraph_is_no_residue() -> None:
    assert not is_residue("Share this with " + "everybody " * 40)


@pytest.mark.parametrize(
    "line",
    ["We will not rest.", "« Nous voulons la vérité », dit Ana.", "「我們受夠了。」",
     "Why has it failed?", "She said: “We will not rest.”", "»Wir gehen jetzt nach Hause!«"],
)  # fmt: skip
def test_sentences(line: str) -> None:
    assert reads_as_sentence(line)


@pytest.mark.parametrize("line", ["Enough!", "Read more.", "Human Rights in China", "新聞。"])
def test_what_is_too_short_or_unended_reads_as_no_sentence(line: str) -> None:
    assert not reads_as_sentence(line)
