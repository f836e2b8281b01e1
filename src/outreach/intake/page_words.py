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
signatures\\s*[:,]?$|we,? the undersigned(?: organi[sz]ations| groups)?\\s*[:,]?$
gez\\.|unterschriften\\s*:?$|(?:los )?abajo firmantes|firmas\\s*[:,]?$
"""
_SIGNED_ALONE = """
(?:(?:this|the) (?:joint )?(?:statement|letter|appeal) (?:is|was|has been) (?:jointly )?)?signed
co-?signed|jointly signed
(?:the |(?:full )?list of )?(?:co-?)?signator(?:y|ies)(?: organi[sz]ations| groups)?|signatures
(?:we,? )?(?:the )?undersigned(?: organi[sz]ations| groups)?|gez(?:eichnet|\\.)|unterschriften
(?:mit|erst)?unterzeichnet|(?:die )?(?:mit|erst)?unterzeichne(?:r(?:[:*_]?innen)?|nden?)
(?:ont |co)?signée?s?|(?:les )?(?:co)?signataires|(?:les )?soussignée?s?
firmad[oa]s?|(?:los |las )?(?:abajo )?firmantes|firmas|firman
[聯联連]合?[簽签署名]+(?:團體|团体|组织|組織)?|[簽签][署名]
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

_SIGN_OFF = """
(?:yours )?(?:sincerely|respectfully|faithfully|truly)(?: yours| submitted)?|in solidarity
(?:with )?(?:kind|best|warm) regards|hochachtungsvoll
mit (?:freundliche[nm]|beste[nm]|solidarische[nm]|herzliche[nm]) gr(?:ü|ue)(?:ß|ss)(?:en)?
(?:bien )?cordialement|respectueusement|(?:nos )?sincères salutations
(?:muy )?(?:atenta|respetuosa|cordial)mente|distinti saluti|cordiali saluti
此致|[敬謹谨][上啟启]
"""


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, lines.split("\n"))), re.IGNORECASE)


SIGNED, CONTACT, ABOUT = _any_of(_SIGNED), _any_of(_CONTACT), _any_of(_ABOUT)
# The heading's own words and no more, as in “Signed, A Club, B Club and C Club”.
_ALONE = _any_of(_SIGNED_ALONE).pattern
SIGNED_ALONE = re.compile(rf"(?:{_ALONE})[,.:：]?", re.IGNORECASE)
SIGNED_LEAD = re.compile(
    rf"(?:(?:{_ALONE})(?:\s+(?:by|von|par|por)\s+|\s*[,，]\s*|\s+[–—-]\s+)|gez\.\s+)(?=\S)",
    re.IGNORECASE,
)
SIGNED_ALSO = re.compile(
    r"(?:(?:and )?(?:more|other|further|additional|all|new|individual|organi[sz]ational) |weitere "
    rf"|autres |otr[oa]s |其他)?(?:{_ALONE})\s*[,:：]?",
    re.IGNORECASE,
)
IMMEDIATE, EMBARGO = _any_of(_IMMEDIATE), _any_of(_EMBARGO)
SIGN_OFF = _any_of(_SIGN_OFF)
# “The undersigned organizations urge the government to:” announces asks.
ANNOUNCES = re.compile(r"\b(?:to|that|on|for|urge|call|demand|ask|request)s?\s*:?$", re.IGNORECASE)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(r"(?:\+|\b|\()\d[\d ()./–-]{6,24}\d(?:\s?(?:ext|x|-)\.?\s?\d+)?")
ADDRESS = re.compile(r"https?://\S+|\bwww\.[\w.-]+\S*", re.IGNORECASE)
MORE = re.compile(
    r"(?:and|und|et|y|以及)?\s*\d+ (?:more|others?|weitere|autres|más)\b", re.IGNORECASE
)
# “1,234 of 5,000”: how many signed.
COUNT = re.compile(
    r"[\d.,/\s]{1,30}(?:of|von|sur|de)?[\d.,\s]{0,30}(?:signatures?|supporters|unterschriften|firmas)?",
    re.IGNORECASE,
)
# “Director, A Club” below a person's name; “Directors Guild” is a name.
OFFICE = re.compile(
    r"(?:(?:executive|managing|national|deputy|former|acting|founding|senior|vice|co)[ -]?)*"
    r"(?:director|chair(?:man|woman|person)?|president|secretary(?:[ -]general)?|founder|treasurer"
    r"|spokes(?:man|woman|person)|coordinator|ceo|professor|direktor(?:in)?|vorsitzende[r]?"
    r"|geschäftsführer(?:in)?|präsident(?:in)?|sprecher(?:in)?|directeur|directrice|présidente?"
    r"|directora|presidenta|presidente)(?:$|,| (?:of|at|for|von|der|des|de|du|del)\b)",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"\b(?:urge|call|ask|demand|request|appeal|recommend|fordern|verlangen|appellieren|rufen"
    r"|demandons|appelons|exhort|exigeons|instamos|exigimos|pedimos|chiediamo)"
    r"|要求|呼籲|呼吁|促請|促请|敦促|تەلەپ|رེ་སྐུལ|འབོད་སྐུལ",
    re.IGNORECASE,
)
