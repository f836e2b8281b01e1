"""What the columns of contact lists are called, in the languages that staff have lists in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from outreach.domain.names import name_key

FIELDS: Mapping[str, str] = {
    "email": "e-mail address",
    "given_name": "first name",
    "middle_name": "middle name",
    "family_name": "last name",
    "name": "whole name",
    "prefix": "what stands before the name: Dr., Ms.",
    "suffix": "what stands after the name: Jr.",
    "salutation": "how to address the person",
    "title": "job title",
    "outlet": "outlet: newspaper, agency, station",
    "organisation": "organisation",
    "aliases": "other names of the organisation",
    "medium": "kind of outlet",
    "topics": "topics or beats",
    "tags": "tags",
    "language": "language",
    "country": "country",
    "city": "city",
    "phone": "telephone",
    "time_zone": "time zone",
    "notes": "notes",
    "consent": "consent, or why we may write",
    "opt_out": "does not want e-mail",
    "subscription": "subscription status",
    "left_at": "when the person left",
    "signed": "when it signed",
    "listed_on": "date of the row",
    "bioguide": "Member's bioguide id",
    "chamber": "chamber of Congress",
    "state": "state",
    "district": "congressional district",
    "office": "congressional office code",
    "member_last": "Member's last name",
    "committee": "committee",
    "side": "majority or minority",
}
"""The fields a column can feed, each with what to call it when a person is asked."""

_CALLED: Mapping[str, str] = {
    "email": """email | email address | mail | work email | business email | primary email
        | contact email | preferred email | email addresses | mailadresse | email adresse
        | email geschäftlich | dienstliche email | correo | correo electrónico
        | dirección de correo | dirección de correo electrónico | courriel | adresse électronique
        | adresse email | adresse de messagerie | emails | adresse mail | adresse de courriel
        | mél | posta elettronica | indirizzo email
        | indirizzo di posta elettronica | endereço de email | correio eletrónico
        | correio eletrônico | mailadres | email adres | adres email | poczta elektroniczna
        | электронная почта | эл. почта | почта | адрес электронной почты | имейл | емейл
        | електронна пошта | ел. пошта | пошта | електронна адреса | адреса електронної пошти
        | eposta | e-posta adresi | elektronik posta | البريد الإلكتروني | البريد الالكتروني
        | بريد إلكتروني | بريد الكتروني | الإيميل | الايميل | ايميل | إيميل | 電郵 | 电邮
        | 電郵地址 | 电邮地址 | 電子郵件 | 电子邮件 | 電子郵件地址 | 电子邮件地址 | 電子郵箱
        | 电子邮箱 | 电子邮箱地址 | 電子郵箱地址 | 郵件 | 邮件 | 郵件地址 | 邮件地址 | 郵箱 | 邮箱
        | 邮箱地址 | 信箱 | 電子信箱 | メール | eメール | メールアドレス | 電子メール
        | 電子メールアドレス | 이메일 | 이메일 주소 | 전자우편 | 메일 | 메일 주소""",
    "given_name": """first name | given name
        | contact first name | contact given name | name.given | forename | fname | first | vorname
        | kontakt vorname | rufname | nombre de pila | nombres | prénom | prénoms
        | primeiro nome | nome próprio | voornaam | roepnaam | imię | ilk ad | الاسم الأول
        | الاسم الاول | 名 | ファーストネーム""",
    "family_name": """last name | family name
        | contact last name | contact surname | name.family | surname | lname | last | nachname
        | familienname | zuname | kontakt nachname | apellido | apellidos | primer apellido
        | nom de famille | cognome | sobrenome | apelido | apelidos | último nome | achternaam
        | familienaam | nazwisko | фамилия | прізвище | soyadı | soyad | soyisim | اسم العائلة
        | اللقب | الاسم الأخير | الاسم الاخير | 姓 | 姓氏 | 苗字 | 성 | 성씨""",
    "middle_name": """middle name | additional name | middle initial | weitere vornamen
        | zweiter vorname | segundo nombre | deuxième prénom | secondo nome | nome do meio
        | tussenvoegsel | drugie imię | отчество | по батькові | ikinci ad""",
    "name": """full name | display name | journalist | reporter | vollständiger name
        | vor- und nachname | vorname nachname | vorname und nachname | nombre completo
        | nombre y apellidos | nom complet | nom et prénom | prénom et nom | nom prénom
        | nome completo | nome e cognome | cognome e nome | volledige naam | imię i nazwisko
        | nazwisko i imię | фио | ф. и. о. | полное имя | имя и фамилия | піб | повне ім'я
        | прізвище та ім'я | ad soyad | adı soyadı | isim soyisim | tam ad | الاسم الكامل
        | الاسم واللقب | 姓名 | 全名 | 氏名 | お名前 | 성명""",
    "contact": """contact name | contact | contact person | kontakt | kontaktperson
        | ansprechpartner | ansprechpartnerin | ansprechpartner/in | ansprechperson | contacto
        | persona de contacto | personne de contact | interlocuteur | contatto
        | persona di contatto | referente | contato | pessoa de contato | pessoa de contacto
        | contactpersoon | osoba kontaktowa | контактное лицо | контактна особа | 聯絡人 | 联系人
        | 担当者 | 担当者名 | 담당자 | 담당자명""",
    "name or part of it": """name | nom | nome | nombre | naam | имя | ім'я | імʼя | ad | adı
        | isim | الاسم | 名前 | 이름""",
    "prefix": """prefix | name prefix | individual prefix | honorific | titel
        | akademischer titel | título | titre | titolo | tytuł""",
    "suffix": "suffix | name suffix | individual suffix | namenszusatz | suffixe | sufijo",
    "salutation": """salutation | greeting | greetings | personal greeting | personal greetings
        | email greeting | anrede | briefanrede | tratamiento | saludo | civilité
        | formule d'appel | trattamento | saudação | aanhef | aanspreekvorm
        | zwrot grzecznościowy | обращение | звертання | hitap | 稱謂 | 称谓 | 敬称 | 호칭""",
    "title or prefix": "title",
    "title": """job title | role | position | organization title | occupation | job | funktion
        | berufsbezeichnung | rolle | stelle | cargo | puesto | función | fonction | poste
        | titre du poste | ruolo | funzione | carica | qualifica | função | functie
        | functietitel | rol | stanowisko | funkcja | должность | посада | unvan | ünvan | görev
        | görevi | pozisyon | المسمى الوظيفي | المنصب | الوظيفة | 職位 | 职位 | 職銜 | 职衔
        | 職務 | 职务 | 頭銜 | 头衔 | 職稱 | 职称 | 役職 | 肩書 | 肩書き | 직책 | 직위 | 직함""",
    "organisation": """organisation | organization | organisation name | organization name
        | company | company name | current employer | employer | affiliation | institution
        | verband | firma | verein | unternehmen | einrichtung | organización | empresa | entidad
        | institución | asociación | organisme | entreprise | société | association | structure
        | organizzazione | azienda | ente | associazione | organização | instituição | associação
        | organisatie | bedrijf | instelling | vereniging | organizacja | instytucja
        | nazwa organizacji | организация | компания | название организации | організація
        | компанія | назва організації | kurum | kuruluş | örgüt | şirket | المنظمة | المؤسسة
        | الشركة | الجهة | 機構 | 机构 | 組織 | 组织 | 單位 | 单位 | 公司 | 團體 | 团体 | 組織名
        | 団体 | 団体名 | 会社 | 会社名 | 所属 | 기관 | 단체 | 단체명 | 조직 | 회사 | 회사명
        | 소속""",
    "outlet": """outlet | outlet name | publication | media | media outlet | media name
        | news outlet | newspaper | zeitung | redaktion | publikation | zeitschrift | sender
        | medienname | medio | medio de comunicación | periódico | diario | publicación | média
        | journal | rédaction | titre de presse | testata | testata giornalistica | giornale
        | veículo | meio de comunicação | jornal | publicação | krant | redactie | publicatie
        | redakcja | gazeta | издание | сми | редакция | газета | видання | змі | редакція
        | yayın | gazete | medya | yayın kuruluşu | الصحيفة | الجريدة | وسيلة الإعلام
        | المؤسسة الإعلامية | 媒體 | 媒体 | 媒體名稱 | 媒体名称 | 報社 | 报社 | 報紙 | 报纸
        | 傳媒 | 传媒 | 媒体名 | 新聞社 | メディア | 언론사 | 매체 | 매체명 | 신문사""",
    "outlet or medium": "medium",
    "medium": """media type | outlet type | type of media | medientyp | medienart | mediengattung
        | tipo de medio | type de média | tipo di media | tipo de mídia | soort medium
        | rodzaj mediów | тип сми | тип змі | medya türü | 媒體類型 | 媒体类型 | 媒体種別
        | 매체 유형""",
    "aliases": """alias | aliases | acronym | abbreviation | also known as | abkürzung
        | abkürzung / alias | akronym | kürzel | sigle | siglas | sigla | afkorting | skrót
        | сокращение | аббревиатура | абревіатура | kısaltma | 簡稱 | 简称 | 略称 | 약칭""",
    "topics": """beats | beat | topics | topic | subjects | coverage | issues | issue areas
        | interests | themen | thema | themenschwerpunkte | ressort | ressorts | temas | tema
        | sujets | thèmes | rubrique | rubriques | argomenti | temi | assuntos | onderwerpen
        | thema's | tematy | tematyka | темы | тематика | теми | konular | المواضيع | الموضوعات
        | 主題 | 主题 | 領域 | 领域 | 議題 | 议题 | テーマ | 分野 | 担当分野 | 주제 | 분야
        | 관심 분야""",
    "phone": """phone | telephone | phone number | telephone number | tel | mobile | mobile phone
        | cell | cell phone | work phone | business phone | primary phone | telefon
        | telefonnummer | handy | mobil | mobiltelefon | rufnummer | teléfono | móvil | celular
        | número de teléfono | téléphone | portable | numéro de téléphone | telefono | cellulare
        | numero di telefono | telefone | telemóvel | telefoon | telefoonnummer | mobiel
        | numer telefonu | komórka | телефон | номер телефона | номер телефону | cep telefonu
        | telefon numarası | الهاتف | رقم الهاتف | الجوال | 電話 | 电话 | 手機 | 手机 | 聯絡電話
        | 联系电话 | 電話號碼 | 电话号码 | 電話番号 | 携帯 | 携帯電話 | 전화 | 전화번호 | 휴대폰""",
    "city": """city | town | stadt | ort | wohnort | ciudad | localidad | ville | città | cidade
        | localidade | stad | plaats | woonplaats | miasto | miejscowość | город | місто | şehir
        | المدينة | 城市 | 都市 | 市区町村 | 도시""",
    "country": """country | country code | country name | land | país | pays | paese | nazione
        | kraj | państwo | страна | країна | ülke | الدولة | البلد | 國家 | 国家 | 國家/地區
        | 国家/地区 | 国 | 国名 | 국가 | 나라""",
    "language": """language | languages | preferred language | lang | sprache
        | korrespondenzsprache | idioma | lengua | langue | lingua | língua | taal | język | язык
        | мова | dil | اللغة | 語言 | 语言 | 言語 | 언어""",
    "time_zone": """time zone | tz | zeitzone | zona horaria | fuseau horaire | fuso orario
        | fuso horário | tijdzone | strefa czasowa | часовой пояс | часовий пояс | saat dilimi
        | المنطقة الزمنية | 時區 | 时区 | タイムゾーン | 시간대""",
    "tags": """tags | tag | tag list | labels | categories | category | group membership | groups
        | keywords | schlagworte | schlagwörter | stichwörter | kategorien | kategorie | gruppen
        | etiquetas | categorías | étiquettes | catégories | mots-clés | etichette | categorie
        | categorieën | etykiety | tagi | теги | метки | категории | мітки | категорії
        | etiketler | kategoriler | الوسوم | التصنيفات | 標籤 | 标签 | 分類 | 分类 | 類別 | 类别
        | タグ | カテゴリ | カテゴリー | 태그 | 분류""",
    "notes": """notes | note | comments | comment | remarks | notizen | notiz | bemerkungen
        | bemerkung | anmerkungen | kommentar | notas | observaciones | comentarios | remarques
        | commentaires | osservazioni | commenti | observações | opmerkingen | notities | uwagi
        | notatki | примечания | примечание | заметки | комментарий | примітки | примітка
        | нотатки | коментар | notlar | ملاحظات | 備註 | 备注 | 備考 | メモ | 비고 | 메모""",
    "consent": """consent | permission | opt in | basis | legal basis | einwilligung | zustimmung
        | consentimiento | consentement | consenso | consentimento | toestemming | zgoda
        | согласие | згода | onay | rıza | الموافقة | 同意 | 동의""",
    "opt_out": """do not email | do not contact | no bulk emails | no bulk emails (user opt out)
        | opt out | opted out | user opt out | email opt out | has opted out of email
        | opted out of email | unsubscribed | unsubscribe | unsubscribed at | unsubscribed on
        | unsubscribe date | abgemeldet | abgemeldet am | abbestellt | keine email | keine emails
        | keine mails | nicht kontaktieren | widerspruch | baja | fecha de baja | dado de baja
        | no contactar | désinscrit | désabonné | ne pas contacter | disiscritto | non contattare
        | descadastrado | não contactar | não contatar | afgemeld | uitgeschreven | niet mailen
        | wypisany | nie wysyłać | отписан | отписался | не писать | відписаний | відписався
        | не писати | abonelikten çıktı | ألغى الاشتراك | 退訂 | 退订 | 已退訂 | 已退订
        | 配信停止 | 수신거부""",
    "subscription": """subscription status | can2_subscription_status | subscriber status
        | email status | email marketing status | status""",
    "signed": """signed | signed on | signed at | date signed | unterzeichnet | unterzeichnet am
        | firmado | signé | signé le | firmato | assinado | ondertekend | podpisano | подписано
        | підписано | 簽署 | 签署 | 署名日 | 서명""",
    "listed_on": "source_date | as of | listed_on | stand",
    "bioguide": "bioguide | bioguide id | member bioguide | member bioguide id",
    "chamber": "chamber",
    "state": "state | state code",
    "district": "district | congressional district",
    "office": "office | office code | member office code | house office code | cwc office code",
    "member_last": "member_last | member last name | member",
    "committee": "committee | committee id | committee code",
    "side": "side",
}
_NUMBERED_EMAIL = re.compile(
    r"email\d{1,2}(?:value|address|adresse)?|email(?:address|adresse)\d{1,2}"
    r"|adresse(?:e?mail|demessagerie)\d{1,2}"
    r"|(?:other|second|secondary|alternate|alternative|additional|private|personal|home)"
    r"email(?:address)?"
)
OWN_COLUMNS = ("outreach line", "outreach reason")
"""What our file of rejected rows adds to the columns of the list they come from."""


@lru_cache(maxsize=5_000)
def folded(header: str) -> str:
    """The form in which two headers are the same one.

    >>> folded("E-Mail Adresse"), folded("Prénom")
    ('emailadresse', 'prenom')
    """
    return name_key(header).replace(" ", "")


OWN = frozenset(map(folded, OWN_COLUMNS))
_FIELDS = {
    folded(" ".join(header.split())): field
    for field, headers in _CALLED.items()
    for header in headers.split("|")
}


def fields_of(header: Sequence[str]) -> tuple[str, ...]:
    """The field each column feeds, blank where its name says none. Several may feed one."""
    fields = [_field(folded(name)) for name in header]
    return tuple(_settled(field, fields) for field in fields)


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """The first column of each field there is."""
    columns: dict[str, int] = {}
    for index, field in enumerate(fields_of(header)):
        if field:
            columns.setdefault(field, index)
    return columns


def header_key(header: Sequence[str]) -> str:
    """What next month's export of the same list has in common with this one.

    A hash of the folded headers in their order; blank ones at the end and the columns that our
    file of rejected rows adds do not count. The same headers in another order are another list.
    """
    names = [name for name in map(folded, header) if name not in OWN]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _field(name: str) -> str:
    return _FIELDS.get(name) or ("email" if _NUMBERED_EMAIL.fullmatch(name) else "")


def _settled(field: str, fields: Sequence[str]) -> str:
    """What a header that means several things means beside the others."""
    match field:
        case "name or part of it":
            return _name_or_part(fields)
        case "contact":
            return "name"
        case "title or prefix":
            return "prefix" if "title" in fields else "title"
        case "outlet or medium":
            return "medium" if {"outlet", "organisation"} & {*fields} else "outlet"
    return field


def _name_or_part(fields: Sequence[str]) -> str:
    """``Name`` beside ``Vorname`` is the family name, ``Nombre`` beside ``Apellidos`` the given.

    Beside ``Ansprechpartner`` it is whom that person speaks for.
    """
    given, family = "given_name" in fields, "family_name" in fields
    if given != family:
        return "family_name" if given else "given_name"
    if "contact" in fields and not {"organisation", "outlet"} & {*fields}:
        return "organisation"
    return "name"
