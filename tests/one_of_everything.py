"""A statement that holds one of everything a letter can show, in eight languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from outreach.domain.campaign import Campaign, Edition, Embargo
from outreach.domain.delivery import Attachment
from outreach.domain.design import Design, Logo
from outreach.domain.statement import Boilerplate, MediaContact, Quote, Signatory, Statement

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LIFTS = dt.datetime(2024, 4, 24, 6, tzinfo=ZoneInfo("America/New_York"))
EMBARGO = Embargo(LIFTS)
PRESS_KIT = "https://coalition.example/press/kit.pdf"
KIT_FILE = Attachment("statement.pdf", "application/pdf", b"%PDF-1.7")
VALUES = {
    "what": "The second request named the wrong ordinance.\n\nThe error was ours.",
    "was": "the Safeguarding Ordinance of 2023",
    "now": "the Safeguarding Ordinance of 2024",
    "message": "The statement is still open for signature.\n\nTwo lines of reply are enough.",
    "deadline": LIFTS,
    "link": "https://coalition.example/sign",
}
DESIGN = Design(
    logo=Logo("https://coalition.example/logo.png", "Coalition for Human Rights", 220, 44),
    footer="A member of the Network of Examples.",
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a language's statement says, part by part."""

    title: str
    subtitle: str
    place: str
    opening: str
    link: str
    strong: str
    asks: tuple[str, str]
    heading: str
    item: str
    quotation: str
    closing: str
    note: str
    speaker: str
    about: str


_SAID = {
    "en": _Said(
        "Joint Statement to the Secretary of State on the Visit to Beijing",
        "Organizations ask for deeds that match the words",
        "Washington",
        "Such statements are welcome, but concrete steps must follow. See the",
        "report of last spring",
        "Words alone have changed little.",
        ("call for the release of all political prisoners;", "impose targeted sanctions."),
        "What has happened since",
        "Families have waited for years",
        "Nobody should have to choose between silence and exile.",
        "We stand ready to assist.",
        "The ordinance is also known as “Article 23”.",
        "Director of the Initiative",
        "The Coalition coordinates joint statements by civil-society organizations.",
    ),
    "de": _Said(
        "Gemeinsame Erklärung an den Außenminister zum Besuch in Peking",
        "Organisationen fordern Taten, die den Worten entsprechen",
        "Washington",
        "Solche Worte sind willkommen, doch müssen Schritte folgen. Näheres im",
        "Bericht vom Frühjahr",
        "Worte allein haben wenig geändert.",
        ("die Freilassung aller politischen Gefangenen zu fordern;", "Sanktionen zu verhängen."),
        "Was seither geschehen ist",
        "Familien warten seit Jahren",
        "Niemand soll zwischen Schweigen und Exil wählen müssen.",
        "Wir stehen für Gespräche bereit.",
        "Die Verordnung ist auch als „Artikel 23“ bekannt.",
        "Leiterin der Initiative",
        "Das Bündnis koordiniert gemeinsame Erklärungen der Zivilgesellschaft.",
    ),
    "fr": _Said(
        "Déclaration commune au secrétaire d’État sur la visite à Pékin",
        "Des organisations demandent des actes",
        "Washington",
        "Ces déclarations sont bienvenues, mais des actes doivent suivre. Voir le",
        "rapport du printemps",
        "Les mots seuls ont peu changé.",
        ("exiger la libération de tous les prisonniers politiques ;", "imposer des sanctions."),
        "Ce qui s’est passé depuis",
        "Les familles attendent depuis des années",
        "Nul ne devrait avoir à choisir entre le silence et l’exil.",
        "Nous restons à votre disposition.",
        "L’ordonnance est aussi appelée « article 23 ».",
        "Directrice de l’Initiative",
        "La Coalition coordonne des déclarations communes de la société civile.",
    ),
    "es": _Said(
        "Declaración conjunta al secretario de Estado sobre la visita a Pekín",
        "Las organizaciones piden hechos",
        "Washington",
        "Estas declaraciones son bienvenidas, pero deben seguir hechos. Véase el",
        "informe de primavera",
        "Las palabras solas han cambiado poco.",
        ("exigir la liberación de todos los presos políticos;", "imponer sanciones selectivas."),
        "Qué ha ocurrido desde entonces",
        "Las familias llevan años esperando",
        "Nadie debería tener que elegir entre el silencio y el exilio.",
        "Quedamos a su disposición.",
        "La ordenanza se conoce también como «artículo 23».",
        "Directora de la Iniciativa",
        "La Coalición coordina declaraciones conjuntas de la sociedad civil.",
    ),
    "zh-Hant": _Said(
        "公民社會組織就國務卿訪華致聯合聲明",
        "各團體呼籲言行一致",
        "華盛頓",
        "我們歡迎這些言論，但必須隨之採取具體行動。詳見",
        "春季報告",
        "單憑言辭改變甚微。",
        ("要求釋放所有政治犯；", "實施定向制裁。"),
        "此後的發展",
        "家屬已等候多年",
        "任何人都不應被迫在沉默與流亡之間選擇。",
        "我們隨時樂意提供協助。",
        "該條例又稱「第二十三條」。",
        "倡議組織總監",
        "本聯盟統籌公民社會組織的聯合聲明。",
    ),
    "zh-Hans": _Said(
        "公民社会组织就国务卿访华致联合声明",
        "各组织呼吁言行一致",
        "华盛顿",
        "我们欢迎这些言论，但必须随之采取具体行动。详见",
        "春季报告",
        "单凭言辞改变甚微。",
        ("要求释放所有政治犯；", "实施定向制裁。"),
        "此后的发展",
        "家属已等候多年",
        "任何人都不应被迫在沉默与流亡之间选择。",
        "我们随时乐意提供协助。",
        "该条例又称“第二十三条”。",
        "倡议组织总监",
        "本联盟统筹公民社会组织的联合声明。",
    ),
    "ug": _Said(
        "كىشىلىك ھوقۇق توغرىسىدا بىرلەشمە بايانات",
        "بېيجىڭ زىيارىتى مۇناسىۋىتى بىلەن",
        "ۋاشىنگتون",
        "بىز بۇ سۆزلەرنى قارشى ئالىمىز، لېكىن ئەمەلىي قەدەم كېرەك. قاراڭ:",
        "باھار دوكلاتى",
        "سۆز بىلەنلا ئۆزگىرىش بولمايدۇ.",
        ("سىياسىي مەھبۇسلارنى قويۇپ بېرىش؛", "جازا يۈرگۈزۈش."),
        "ئۇنىڭدىن كېيىنكى ئەھۋال",
        "ئائىلىلەر يىللاردىن بېرى كۈتمەكتە",
        "ھېچكىم سۈكۈت بىلەن سۈرگۈن ئارىسىدا تاللاشقا مەجبۇر بولماسلىقى كېرەك.",
        "بىز ياردەمگە تەييار.",
        "بۇ نىزام «23-ماددا» دەپمۇ ئاتىلىدۇ.",
        "تەشەببۇس مۇدىرى",
        "بىرلەشمە پۇقرالار جەمئىيىتىنىڭ باياناتلىرىنى ماسلاشتۇرىدۇ.",
    ),
    "bo": _Said(
        "འགྲོ་བ་མིའི་ཐོབ་ཐང་སྐོར་གྱི་མཉམ་འབྲེལ་གསལ་བསྒྲགས།",
        "ཚོགས་པ་ཁག་གིས་ལག་ལེན་བསྟར་རྒྱུའི་འབོད་སྐུལ།",
        "ཝ་ཤིང་ཊོན།",
        "ང་ཚོས་གསུང་བཤད་དེ་དག་ལ་དགའ་བསུ་ཞུ། འོན་ཀྱང་ལག་ལེན་དགོས།",
        "དཔྱིད་ཀའི་སྙན་ཐོ།",
        "ཚིག་ཙམ་གྱིས་མི་འགྲིག",
        ("སྲིད་དོན་བཙོན་པ་ཚང་མ་གློད་གྲོལ་གཏོང་རྒྱུ།", "ཉེས་ཆད་གཏོང་རྒྱུ།"),
        "དེའི་རྗེས་སུ་བྱུང་བའི་དོན།",
        "ནང་མི་ཚོས་ལོ་མང་རིང་སྒུག་ཡོད།",
        "སུ་ཡང་ཁ་རོག་དང་བཙན་བྱོལ་བར་ནས་འདེམས་མི་དགོས།",
        "ང་ཚོ་རོགས་རམ་བྱེད་པར་གྲ་སྒྲིག་ཡོད།",
        "ཁྲིམས་དེ་ལ་དོན་ཚན་ཉེར་གསུམ་ཡང་ཟེར།",
        "འགན་འཛིན།",
        "མཉམ་འབྲེལ་ཚོགས་པས་གསལ་བསྒྲགས་སྒྲིག་འཛུགས་བྱེད།",
    ),
}
LANGUAGES = tuple(_SAID)

SIGNATORIES = (
    Signatory("Freiheit für alle e.V.", city="Berlin", country="Germany"),
    Signatory("Hong Kong Watch Example", "香港監察", "London", "United Kingdom"),
    Signatory("Uyghur Example Project (UEP)", "ئۇيغۇر قۇرۇلۇشى", url="https://uep.example"),
    Signatory("Tibet Example Network", "བོད་ཀྱི་དྲ་བ།", country="India"),
    Signatory("Fight for Freedom. Stand with Us."),
    Signatory("Smith & Sons <Foundation>", url="https://smith.example/about"),
    Signatory("Regional Youth Congress of the Greater Metropolitan Area (RYC Metropolitan)"),
    Signatory("香港監察"),
)


def _body(said: _Said) -> str:
    return f"""\
{said.opening} [{said.link}](https://coalition.example/reports/spring). *{said.strong}*[^law]

- {said.asks[0]}
- {said.asks[1]}

## {said.heading}

**{said.strong}** {said.opening} {LONG_WORD}.

- {said.item}
    - {said.closing}
- {said.item}

1. {said.item}
2. {said.closing}

### {said.heading}

> {said.quotation}

---

{said.closing}[^law][^report]

[^law]: {said.note}
[^report]: {said.note} [{said.heading}](https://coalition.example/reports/autumn)
"""


def statement(language: str = "en") -> Statement:
    said = _SAID[language]
    return Statement(
        title=said.title,
        subtitle=said.subtitle,
        body=_body(said),
        date=dt.date(2024, 4, 24),
        language=language,
        signatories=SIGNATORIES,
        dateline=said.place,
        media_contacts=(
            MediaContact(
                "Miriam Osterhaus",
                said.speaker,
                "Coalition for Human Rights",
                "+1 202-555-0187",
                "media@coalition.example",
            ),
            MediaContact("Tenzin Example", phone="+41 44 555 01 99"),
        ),
        quotes=(
            Quote(said.quotation, "Rahima Example", said.speaker, "https://uep.example/speech"),
            Quote(said.strong, "Tenzin Example"),
        ),
        boilerplates=(Boilerplate("Coalition for Human Rights", f"{said.about} *{said.closing}*"),),
    )


def edition(template: str) -> Edition:
    return Edition(
        name="sample",
        template=template,
        audience="press",
        subject="{{ statement.signatories | length }} organizations ask for deeds in Beijing",
        preheader="Release prisoners, sanction officials, reject repression abroad.",
        press_kit=PRESS_KIT,
        values=VALUES,
    )


def campaign(template: str, language: str = "en") -> Campaign:
    """One edition of the statement in this language alone, under embargo."""
    said = statement(language)
    return Campaign("sample", said.title, said, (edition(template),), EMBARGO)


def nothing_optional(template: str) -> Campaign:
    """A bare statement: what is optional is left out of it, and of its edition."""
    bare = Statement(title="A Word", body="One paragraph.")
    few = {key: VALUES[key] for key in ("what", "message")}
    sample = replace(edition(template), press_kit="", preheader="", values=few)
    return Campaign("sample", "A Word", bare, (sample,))
