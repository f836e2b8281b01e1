"""What columns are called, and what they mean beside each other."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.intake import headers
from outreach.intake.headers import FIELDS, OWN_COLUMNS, columns_of, fields_of, folded, header_key

PEOPLE = "given_name family_name outlet topics email"
PLACES = "title country city language tags"


def test_no_name_of_a_column_stands_for_two_fields() -> None:
    meanings = defaultdict(set)
    for field, names in headers._CALLED.items():
        for name in names.split("|"):
            assert folded(" ".join(name.split())), f"{field} has a blank name"
            meanings[folded(" ".join(name.split()))].add(field)
    assert {name: fields for name, fields in meanings.items() if len(fields) > 1} == {}


def test_every_field_a_column_can_feed_has_a_description() -> None:
    told_apart = {"name or part of it", "contact", "title or prefix", "outlet or medium"}
    fed = headers._CALLED.keys() - told_apart
    assert fed <= FIELDS.keys()
    assert FIELDS.keys() - fed == {"left_at"}  # which only programs have a column for
    assert all(FIELDS.values())


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("First Name|Last Name|Outlet|Beats|E-mail address", PEOPLE),
        ("Vorname|Nachname|Zeitung|Ressort|E-Mail-Adresse", PEOPLE),
        ("Nombre|Apellidos|Medio|Temas|Correo electrónico", PEOPLE),
        ("Prénom|Nom|Rédaction|Rubrique|Courriel", PEOPLE),
        ("Nome|Cognome|Testata|Temi|Posta elettronica", PEOPLE),
        ("Nome|Sobrenome|Veículo|Assuntos|Endereço de e-mail", PEOPLE),
        ("Voornaam|Achternaam|Krant|Onderwerpen|E-mailadres", PEOPLE),
        ("Imię|Nazwisko|Redakcja|Tematyka|Adres e-mail", PEOPLE),
        ("Имя|Фамилия|Издание|Темы|Электронная почта", PEOPLE),
        ("Ім’я|Прізвище|Видання|Теми|Електронна пошта", PEOPLE),
        ("Ad|Soyadı|Gazete|Konular|E-posta adresi", PEOPLE),
        ("الاسم الأول|اسم العائلة|الصحيفة|المواضيع|البريد الإلكتروني", PEOPLE),
        ("名|姓|媒體|議題|電郵", PEOPLE),
        ("名|姓|媒体|议题|电子邮箱", PEOPLE),
        ("名|姓|新聞社|担当分野|メールアドレス", PEOPLE),
        ("이름|성|언론사|분야|이메일 주소", PEOPLE),
        ("Funktion|Land|Ort|Sprache|Schlagwörter", PLACES),
        ("Cargo|País|Ciudad|Idioma|Etiquetas", PLACES),
        ("Fonction|Pays|Ville|Langue|Étiquettes", PLACES),
        ("Ruolo|Paese|Città|Lingua|Etichette", PLACES),
        ("Functie|Land|Plaats|Taal|Labels", PLACES),
        ("Stanowisko|Kraj|Miasto|Język|Etykiety", PLACES),
        ("Должность|Страна|Город|Язык|Теги", PLACES),
        ("Посада|Країна|Місто|Мова|Мітки", PLACES),
        ("Görevi|Ülke|Şehir|Dil|Etiketler", PLACES),
        ("المنصب|البلد|المدينة|اللغة|الوسوم", PLACES),
        ("職銜|國家|城市|語言|標籤", PLACES),
        ("职务|国家|城市|语言|标签", PLACES),
        ("役職|国|都市|言語|タグ", PLACES),
        ("직책|국가|도시|언어|태그", PLACES),
        ("Contact First Name|Contact Surname", "given_name family_name"),
        ("Contact Given Name|Contact Last Name", "given_name family_name"),
        ("OUTLET NAME|media-type|first_name|Time Zone", "outlet medium given_name time_zone"),
    ],
)  # fmt: skip
def test_headers_are_understood_in_many_languages(header: str, fields: str) -> None:
    assert fields_of(header.split("|")) == tuple(fields.split())


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Name|Email", "name email"),
        ("Name|Vorname", "family_name given_name"),
        ("Nom|Prénom", "family_name given_name"),
        ("Nom|Courriel", "name email"),
        ("Nombre|Apellidos", "given_name family_name"),
        ("Name|First name|Last name", "name given_name family_name"),
        ("Name|Ansprechpartner|E-Mail", "organisation name email"),
        ("Name|Ansprechpartner|Verband", "name name organisation"),
        ("Title|Outlet", "title outlet"),
        ("Title|Job title", "prefix title"),
        ("Medium|Ressort", "outlet topics"),
        ("Medium|Outlet", "medium outlet"),
        ("E-mail 1 - Value|E-mail 2 - Value|E-Mail 3: Adresse", "email email email"),
    ],
)
def test_a_header_with_several_meanings_is_told_by_the_others(header: str, fields: str) -> None:
    assert fields_of(header.split("|")) == tuple(fields.split())


@pytest.mark.parametrize(
    "header",
    [
        *("Adresse e-mail", "Adresse email", "Adresse électronique", "Adresse de messagerie"),
        *("Adresse de messagerie 2", "Emails", "Email(s)", "E-Mails", "e-mail(s)", "emails"),
        *("郵件", "邮件", "电子邮箱地址", "电子邮件地址", "電子郵件地址"),
    ],
)
def test_columns_of_addresses_have_many_names(header: str) -> None:
    assert fields_of([header]) == ("email",)


def test_objects_in_json_name_the_parts_of_a_name() -> None:
    header = ["name.given", "name.family", "emails"]
    assert fields_of(header) == ("given_name", "family_name", "email")


@pytest.mark.parametrize(
    "header", ["E-mail 1 - Label", "E-mail Type", "emails sent", "Birthday", ""]
)
def test_what_is_not_known_feeds_nothing(header: str) -> None:
    assert fields_of([header]) == ("",)


def test_of_several_columns_the_first_is_named() -> None:
    assert columns_of(["Birthday", "E-Mail", "Email", "Tags"]) == {"email": 1, "tags": 3}


def test_next_months_export_has_the_same_key() -> None:
    key = header_key(["First Name", "E-Mail", "Größe"])
    assert header_key(["FIRST  NAME", "email", "grösse", "", ""]) == key
    assert header_key(["First Name", "E-Mail", "Größe", *OWN_COLUMNS]) == key


@pytest.mark.parametrize(
    "header",
    [["E-Mail", "First Name"], ["First Name", "E-Mail", "City"], ["First Name E-Mail"], []],
)
def test_another_list_has_another_key(header: list[str]) -> None:
    assert header_key(header) != header_key(["First Name", "E-Mail"])


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_header_has_a_field_or_none_and_a_key(header: list[str]) -> None:
    assert set(fields_of(header)) <= {*FIELDS, ""}
    assert len(fields_of(header)) == len(header)
    assert len(header_key(header)) == 64
