"""The words by which pages announce their parts, in a few languages."""

from __future__ import annotations

import re

_SIGNED = """
(?:co-?)?sign(?:ed|atories|atory|ers)\\b|(?:endorsed|supported) by\\b|endors(?:ing|ers)\\b
(?:the |(?:full )?list of )?(?:undersigned|(?:co-?)?sign(?:ed|atories|atory|ers))\\b
(?:this|the) (?:joint )?(?:statement|letter|appeal) (?:is|was|has been) (?:co-?)?(?:signed|endorsed)
the following .{0,40}\\b(?:co-?)?(?:sign(?:ed)?|endorsed?)\\b|(?:jointly )?issued by\\b
(?:signing|signatory|(?:co-?)?signed|endorsing|supporting) (?:organi[sz]ations|groups)
organi[sz]ations (?:that (?:have )?)?(?:sign|endors)(?:ed|ing)
(?:(?:mit|erst)?unter|ge)zeichnet|(?:die )?(?:mit|erst)?unterzeichn|unterschrieben|es unterzeichn
(?:les )?(?:organisations )?(?:co)?s(?:ignataires|oussign)|(?:co)?signée?s? par|(?:ont|co)? ?signé
liste des (?:organisations )?signataires
(?:las )?(?:organizaciones )?(?:abajo )?firma(?:ntes|do|n\\b)
lista de (?:organizaciones )?firmantes|suscriben|firmatari|le organizzazioni firmatarie
.{0,8}[聯联連签簽][署名]|(?:共同)?發起(?:團體|單位|组织)|ئىمزا|མིང་རྟགས|མཚན་རྟགས|مىڭ
"""
_CONTACT = """
(?:for )?(?:media|press)(?:/(?:media|press))? (?:contacts?|enquir(?:y|ies)|inquir(?:y|ies)|queries)
(?:for )?(?:more|further|additional) (?:information|details)|for (?:interviews?|comment)\\b
for (?:media|press) [a-z ]{0,30}(?:contact|call|email)
contact(?:s| information| details| (?:in|for) [a-z ]{2,30})?(?=\\s*[:：]|$)
notes? to editors? and contacts?|(?:presse|medien)kontakt(?:e)?
kontakt(?: für (?:die )?(?:presse|medien).{0,9})?(?=\\s*:|$)
rückfragen|ansprechpartner(?:in)?|(?:für )?(?:weitere informationen|presseanfragen)
contacts? (?:de )?(?:presse|médias?)
relations presse|pour (?:plus d['’]informations?|toute question)
contactos? (?:de |para )?(?:la )?(?:prensa|medios)|para (?:más|mayor) información|contatti stampa
(?:新聞|新闻|傳媒|媒體|媒体|传媒)?(?:聯絡|联络|聯繫|联系|查詢|查询)(?:人|方式)?
ئالاقە|འབྲེལ་གཏུག
"""
_ABOUT = """
about (?:the )?\\S|über (?:uns|die|das|den|\\S)|à propos (?:de|des|du|d['’])|qui sommes[- ]nous
(?:acerca|sobre) (?:de|del|la|el|\\S)|關於|关于|boilerplate|ھەققىدە|ངོ་སྤྲོད
"""
_IMMEDIATE = """
(?:for )?immediate (?:release|distribution|publication)
zur sofortigen (?:veröffentlichung|verwendung)
pour (?:diffusion|publication) immédiate|(?:à )?diffus(?:ion|er) immédiate(?:ment)?
para (?:su )?(?:publicación|difusión) inmediata|per diffusione immediata|即[時时]發?发?[布佈]
立即發?发?[布佈]|དེ་མ་ཐག་འགྲེམས|دەرھال ئېلان
"""
_EMBARGO = """
(?:strictly |news )?embargo(?:ed)?(?: for (?:release|publication))?(?: until| till)?
under (?:strict )?embargo(?: until| till)?
not for (?:release|publication|broadcast) (?:before|until)
for release(?= (?:on|at)?\\b.*\\d)|sperrfrist(?: bis)?|(?:sous )?embargo (?:jusqu['’]\\S+|hasta)
sous embargo|embargado hasta|禁發至?|禁发至?|發布限制|ئېمبارگو
"""


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, lines.split("\n"))), re.IGNORECASE)


SIGNED, CONTACT, ABOUT = _any_of(_SIGNED), _any_of(_CONTACT), _any_of(_ABOUT)
IMMEDIATE, EMBARGO = _any_of(_IMMEDIATE), _any_of(_EMBARGO)
# “The undersigned organizations urge the government to:” announces asks.
ANNOUNCES = re.compile(r"\b(?:to|that|on|for|urge|call|demand|ask|request)s?\s*:?$", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(r"(?:\+|\b|\()\d[\d ()./–-]{6,24}\d(?:\s?(?:ext|x|-)\.?\s?\d+)?")
ADDRESS = re.compile(r"https?://\S+|\bwww\.[\w.-]+\S*", re.IGNORECASE)
MORE = re.compile(
    r"(?:and|und|et|y|以及)?\s*\d+ (?:more|others?|weitere|autres|más)\b", re.IGNORECASE
)
ASKING = re.compile(
    r"\b(?:urge|call|ask|demand|request|appeal|recommend|fordern|verlangen|appellieren|rufen"
    r"|demandons|appelons|exhort|exigeons|instamos|exigimos|pedimos|chiediamo)"
    r"|要求|呼籲|呼吁|促請|促请|敦促|تەلەپ|رེ་སྐུལ|འབོད་སྐུལ",
    re.IGNORECASE,
)
