"""Which encoding a list is in, whatever it says of itself."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing, WrongUsage
from outreach.intake.encodings import Encoding, encoding_of, open_text
from outreach.intake.rows import ListFile

GERMAN = "Name;Ort\r\nJürgen Groß;Köln\r\nÄrzte für Özgür;Düsseldorf\r\n"
FRENCH = "Nom;Ville\nÉlodie Lefèvre;Orléans\nLe Cœur à l’œuvre;«CAFÉ»\n"
RUSSIAN = "Имя,Город\nИван Петров,Москва\nОльга Смирнова,Новосибирск\n"
POLISH = "Imię,Miasto\nŁukasz Żółciński,Łódź\nGrzegorz Brzęczyszczykiewicz,Bąków\n"
HONG_KONG = "姓名,城市\n陳大文,香港\n李小龍,臺北市\n公民社會組織聯盟,高雄\n"
CHINESE = "姓名,城市\n张伟,北京市\n王秀英,上海\n人权观察组织,广州\n"
JAPANESE = "名前,市\n山田太郎,東京都\n鈴木さくら,大阪\nテレビ朝日,横浜\n"
KOREAN = "이름,도시\n김철수,서울특별시\n박영희,부산\n한국인권단체,대구\n"


def of(data: bytes) -> ListFile:
    return ListFile("l.csv", len(data), lambda: io.BytesIO(data))


def read(data: bytes, forced: str = "") -> str:
    file = of(data)
    with open_text(file, encoding_of(file, forced)) as text:
        return text.read()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (GERMAN.encode("utf-8-sig"), "utf-8-sig"),
        (GERMAN.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16"),
        (GERMAN.encode("utf-16-le"), "utf-16-le"),
        (GERMAN.encode("utf-16-be"), "utf-16-be"),
        (("email,姓名\n" + "陳大文陳大文陳大文\n" * 99).encode("utf-16-le"), "utf-16-le"),
        ("姓名,Email\n陳大文,a@x.example\n".encode("utf-16-be"), "utf-16-be"),
        (GERMAN.encode("utf-32"), "utf-32"),
        (b"email\na@x.example\n", "utf-8"),
    ],
)
def test_unicode_is_recognised_without_a_doubt(data: bytes, name: str) -> None:
    encoding = encoding_of(of(data))
    assert (encoding.name, encoding.doubts) == (name, ())
    assert read(data) == data.decode(name)


@pytest.mark.parametrize("text", [GERMAN, FRENCH, "email,name\na@x.example,Müller\n"])
def test_western_european_names_are_windows_1252(text: str) -> None:
    assert encoding_of(of(text.encode("cp1252"))).name == "cp1252"
    assert read(text.encode("cp1252")) == text


def test_german_in_windows_1252_is_not_doubted() -> None:
    assert encoding_of(of(GERMAN.encode("cp1252"))).doubts == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        ("email,name\na@x.example,Иван Петров\n", "cp1251"),
        (GERMAN, "mac_roman"),
        (FRENCH, "mac_roman"),
        (HONG_KONG, "big5"),
        (CHINESE, "gb18030"),
        (JAPANESE, "shift_jis"),
        (KOREAN, "euc_kr"),
    ],
)
def test_other_encodings_are_found_and_named_in_a_warning(text: str, name: str) -> None:
    encoding = encoding_of(of(text.encode(name)))
    [doubt] = encoding.doubts
    assert (doubt.code, doubt.level) == ("guessed-encoding", "warning")
    assert encoding.name in doubt.message
    assert "--encoding" in doubt.hint
    assert read(text.encode(name)) == text


@pytest.mark.parametrize(
    ("row", "name"),
    [
        *((row, "cp1250") for row in ("Łukasz Żółciński", "Grażyna", "Łucja Święcka", "Paweł")),
        *((row, "cp1250") for row in ("Jiří Dvořák", "Čeněk Růžička", "Marko Petrović")),
        ("Zofia Dąbrowska Śliwa", "iso8859_2"),
        *((row, "cp1251") for row in ("Ольга", "Іван Їжак", "Фёдор Ёлкин")),
        *((row, "mac_roman") for row in ("Müller", "Élodie Lefèvre", "José Núñez Ibáñez")),
        *((row, "big5") for row in ("陳大文", "Chan Tai Man 陳大文", "大文,陳")),
        *((row, "gb18030") for row in ("王秀英", "Zhang Wei 张伟,人民日报")),
        *((row, "cp932") for row in ("鈴木さくら", "テレビ朝日")),
        *((row, "cp949") for row in ("박영희", "한국인권단체")),
    ],
)
def test_a_row_is_enough_to_tell(row: str, name: str) -> None:
    data = f"Email,Name\na@x.example,{row}\n".encode(name)
    [doubt] = encoding_of(of(data)).doubts
    assert doubt.code == "guessed-encoding"
    assert read(data) == data.decode(name)


@pytest.mark.parametrize(
    "names",
    [
        *("Ayşe Öztürk", "Barış Şahin", "Güneş Yıldız", "İsmail Doğan", "Oğuz Çağrı", "Sarı"),
        *("Adı,Soyadı", "Şehir", "Kadıköy", "İbrahim Uğur", "ŞENOL GÜNEŞ", "Hakan Şükür", "Eşref"),
        "Müller\na@x.example,Erdoğan\na@x.example,Lefèvre",
    ],
)
def test_turkish_is_not_taken_for_icelandic(names: str) -> None:
    data = f"Email,Name\na@x.example,{names}\n".encode("cp1254")
    encoding = encoding_of(of(data))
    assert (encoding.name, [d.code for d in encoding.doubts]) == ("cp1254", ["guessed-encoding"])
    assert "Turkish" in encoding.doubts[0].message
    assert read(data) == data.decode("cp1254")


@pytest.mark.parametrize(
    "names",
    [
        *("Sigurður Guðmundsson", "Þór Þorsteinsson", "Guðný", "Lýður", "Davíð", "Daði Freyr"),
        *("Friðrik", "Aðalheiður", "Garðar", "Hafþór Júlíus", "Unnur Ýr", "Auður", "Þráinn"),
        "Müller\na@x.example,Þóra Arnórsdóttir\na@x.example,François",
    ],
)
def test_icelandic_is_not_taken_for_turkish(names: str) -> None:
    data = f"Email,Name\na@x.example,{names}\n".encode("cp1252")
    encoding = encoding_of(of(data))
    assert (encoding.name, [d.code for d in encoding.doubts]) == ("cp1252", ["guessed-encoding"])


@pytest.mark.parametrize(
    "names",
    [
        *("Jürgen Groß", "STRASSE GRÖSSE", "„Die Zeit“", "Ärzte für Özgür", "Straße 5½", "Zoë"),
        *("Élodie Lefèvre", "Œuvrard", "«Le Cœur»", "L’Haÿ-les-Roses", "Èze", "Où", "Île", "Ève"),
        *("José Núñez", "¿Qué tal?", "Ángel Úbeda", "Mª Dolores", "Nº 5", "Niccolò", "Più", "Così"),
        *("João Simões", "Conceição", "Col·legi", "Søren Kierkegård", "Désirée Sørensen", "Ærø"),
        *("Hämäläinen", "Seán Ó Súilleabháin", "• Müller", "100 €", "Firma™", "Käser,Genève"),
    ],
)
def test_the_west_is_not_doubted(names: str) -> None:
    data = f"Email,Name\na@x.example,{names}\n".encode("cp1252")
    assert encoding_of(of(data)) == Encoding("cp1252")


def test_utf8_inside_windows_1252_is_doubted_where_it_begins() -> None:
    encoding = encoding_of(of(b"name\nGro\xdf\n" + "Jürgen\n".encode()))
    [doubt] = encoding.doubts
    assert (encoding.name, doubt.code, doubt.level) == ("cp1252", "mixed-encodings", "warning")
    assert doubt.place
    assert doubt.place.line == 3


def test_a_few_lines_of_windows_1252_do_not_spoil_a_utf8_list() -> None:
    data = GERMAN.encode() + "Łódź\n".encode() + "Groß\n".encode("cp1252")
    [doubt] = encoding_of(of(data)).doubts
    assert (doubt.code, doubt.place and doubt.place.line) == ("mixed-encodings", 5)
    assert read(data) == GERMAN + "Łódź\nGroß\n"


def test_a_file_that_was_cut_off_within_a_character_is_still_utf8() -> None:
    data = "email,name\na@x.example,Jürgen\nb@x.example,Özgü".encode()[:-1]
    encoding = encoding_of(of(data))
    assert (encoding.name, [d.code for d in encoding.doubts]) == ("utf-8", ["cut-off"])
    assert read(data).startswith("email,name\na@x.example,Jürgen\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (codecs.BOM_UTF8 + "name\nGroß\n".encode("cp1252"), r"promise \(utf-8-sig\) in line 2"),
        (codecs.BOM_UTF16_LE + b"a\0b", r"promise \(utf-16\) at its end"),
        (codecs.BOM_UTF16_LE + b"a\0\x00\xd8b\0", r"promise \(utf-16\)"),
    ],
)
def test_a_file_that_lies_about_its_encoding_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        encoding_of(of(data))
    assert "--encoding" in caught.value.hint


def test_the_user_overrules_a_mark_that_lies() -> None:
    data = codecs.BOM_UTF8 + "name\nGroß\n".encode("cp1252")
    assert read(data, "cp1252") == "name\nGroß\n"


def test_the_users_encoding_is_used_and_must_fit() -> None:
    assert read("Łódź".encode("cp1250"), "windows-1250") == "Łódź"
    with pytest.raises(NeedsFixing, match=r"said to have \(utf-8\) in line 1"):
        encoding_of(of(b"\xff"), "utf-8")


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna", "undefined", "a\0b", "é"])
def test_an_unknown_encoding_is_wrong_usage(name: str) -> None:
    with pytest.raises(WrongUsage, match="there is no encoding"):
        encoding_of(of(b"a"), name)


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    data = f"email,name\n{'a' * len(text)}a@x.example,{text}\n".encode()
    encoding = encoding_of(of(data))
    assert (encoding.name, encoding.doubts) == ("utf-8", ())


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "big5", "cp1252"]))
def test_any_bytes_are_read_or_refused(data: bytes, forced: str) -> None:
    try:
        read(data, forced)
    except NeedsFixing:
        return
