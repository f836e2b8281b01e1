"""What a web page puts around a statement: recognised a line at a time, in a few languages.

The rules are narrow: a line is residue only when it is nothing but residue.
"""

from __future__ import annotations

import re

_LABELS = """
press release|press releases|press statement|media release|media statement|media advisory
statement|statements|news|latest news|news release|newsroom|blog|press|media|announcement
pressemitteilung|presse|aktuelles|neuigkeiten|stellungnahme|communiqué|communiqué de presse
actualités|presse et médias|comunicado|comunicado de prensa|noticias|comunicato stampa
新聞稿|新闻稿|聲明|声明|最新消息|新聞|新闻|nota de prensa
"""
_ACTIONS = """
skip to (?:main |primary )?(?:content|navigation|search|footer)|jump to content|open menu|close menu
zum (?:haupt)?inhalt(?: springen)?|aller au contenu(?: principal)?|saltar al contenido|跳至主要內容
menu|search|close|log ?in|sign in|register|home|back to (?:top|home|news|press releases?)|go back
share|share this(?: (?:page|post|article|story|statement))?
tweet(?: this)?|(?:e-?mail|print)(?: this)?(?: (?:page|post|article))?|copy link|link copied!?
(?:facebook|twitter|x|linkedin|whatsapp|telegram|instagram|youtube|bluesky|mastodon|threads|e-?mail)
teilen|drucken|partager|imprimer|compartir|分享
(?:auf|sur|en) (?:facebook|twitter|x|whatsapp) (?:teilen|partager)
列印|打印|返回
(?:read more|continue reading|learn more|weiterlesen|lire la suite|leer más)(?:\\s*(?:…|[»›→]))?
view all|load more|subscribe(?: now| to (?:our|the) newsletter)?
sign up(?: for (?:our|the) newsletter)?
donate(?: now)?|jetzt spenden|faire un don|follow us(?: on .{1,40})?
accept(?: all)?(?: cookies)?|reject(?: all)?(?: cookies)?|cookie (?:settings|policy|preferences)
privacy policy|terms of (?:use|service)
\\d+ min(?:ute)?s? read|\\d+ comments?
"""
_OPEN_ACTIONS = """
share (?:on|via|with) .{1,60}|partager sur .{1,30}|compartir en .{1,30}
分享(?:至|到).{0,12}|返回.{1,6}
(?:from|to|sent|cc|reply-to|von|an|gesendet): .{1,120}
(?:posted|published|written)(?: on .{4,40})? by .{1,60}
posted in .{1,60}|filed under:? .{1,60}
"""
# These say whole sentences, which are none of the statement's all the same.
_NOTICES = """
(?:we|this (?:web)?site|our (?:web)?site) uses? cookies.*
view (?:this (?:e-?mail|message)|it)? ?(?:in|on) (?:your|a|the) (?:web )?browser.{0,20}
(?:unsubscribe|update (?:your )?(?:subscription )?preferences|manage preferences)(?: .{0,60})?
forward to a friend.{0,60}
you (?:are receiving|received) this (?:e-?mail|message|newsletter).{0,120}
im browser (?:ansehen|anzeigen).{0,40}
(?:newsletter abbestellen|se désabonner|darse de baja|退訂|取消订阅).{0,40}
last (?:updated|modified) .{1,40}|tags?: .{1,120}
"""
_ENDS = """
#{3,}|-\\s?30\\s?-|[-–—\\s]*ends?[-–—\\s]*|[-–—\\s]*ende[-–—\\s]*
related (?:posts?|articles?|news|stories|content|statements?).{0,40}|you may also like.{0,20}
more (?:news|press releases|statements|stories)|recent (?:posts|news)|latest (?:posts|statements)
(?:previous|next)(?: post| article|:).{0,120}|[←→] ?.{1,120}|.{1,120} ?→
[«‹»›] ?(?:[^\\s«»‹›]++ ?+){1,6}+(?<![,:;])|(?:[^\\s«»‹›]++ ?+){1,6}+[»›]
weitere (?:beiträge|artikel|meldungen)|articles? (?:liés|similaires)|impressum|mentions légales
(?:media|press) contacts?:?|notes? for editors:?|hinweise? (?:an|für) (?:die )?redaktion(?:en)?:?
note aux rédactions ?:?|\\*{3,}|fin
(?:media|press) inquir(?:y|ies):?|notes? to editors?:?|pressekontakt:?
(?:for (?:more|further) information|for media inquiries|to learn more)\\b.{0,160}
"""
_CLOSING_NOTICES = """
leave a (?:comment|reply).{0,40}|comments are closed\\.?
(?:©|\\(c\\)|copyright|版[权權]所有) ?.{0,120}|.{0,80}all rights reserved\\.?
for (?:(?:more|further) information|media inquiries)\\b.{0,60}(?:@|https?:|www\\.).{0,90}
to learn more\\b.{0,60}(?:@|https?:|www\\.).{0,90}
"""
_MENU = """
home about us our work news newsroom blog donate contact press media menu search events
publications resources members team join campaigns issues reports login subscribe
start über uns kontakt presse spenden aktuelles accueil actualités contactez-nous
"""
_ENTRIES = """
home|about(?: us)?|our work|news|donate|contact(?: us)?|press|media|events|publications|search
start(?:seite)?|über uns|themen|presse|aktuelles|mitmachen|spenden|kontakt|termine
accueil|à propos|qui sommes-nous|nos actions|actualités|presse|faire un don|nous contacter
inicio|quiénes somos|nosotros|noticias|actualidad|prensa|qué hacemos|don(?:ar|a)|contacto
home|chi siamo|notizie|stampa|dona|contatti
[首主][頁页]|[關关][於于](?:我[們们])?|最新消息|消息|新[聞闻](?:中心|稿)?|捐款|[聯联][絡络系繫](?:我[們们])?|活[動动]|出版|搜[尋索]
"""
_CAPTION = re.compile(
    r"(?:photo|image|picture|foto|bild|caption)(?: credits?| by)?\s*[:：/©].{1,160}"
    r"|[^\s/]+\.(?:jpe?g|png|gif|webp|svg|avif)",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(
    r"\b(?:photo|image|logo|banner|picture|headshot|thumbnail|screenshot|graphic|titelbild"
    r"|beitragsbild|symbolbild)$",
    re.IGNORECASE,
)
_LONGEST_CAPTION, _CAPTION_TAIL, _SENTENCE_TAIL = 130, 16, 12

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina|p\.)\s*\d{1,3}(?:\s*(?:of|/|von|sur|de|di)\s*\d{1,3})?"
    r"|[-–—]\s?\d{1,2}\s?[-–—]|\d{1,2}(?:\s?/\s?\d{1,2})?|第\s?\d+\s?[頁页].{0,12}",
    re.IGNORECASE,
)

_LONGEST = 300
_TRAIL = re.compile(r"\s*[»›]\s*|\s+[>|]\s+")
_SIDE_BY_SIDE = re.compile(r"\s{2,}|\u3000|\t|\s[|·•]\s")
_SENTENCE = re.compile(r"[.!?…。！？؟۔།][”’\"'»«›‹“‘)\]」』]*(?: [»›])?[.。]?$|[”’»“」』][.。]$")
_SENTENCE_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_WORDS = 4


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, lines.split("\n"))), re.IGNORECASE)


_NAVIGATION = frozenset(_MENU.split())
_LABEL, _ACTION, _END = _any_of(_LABELS), _any_of(_ACTIONS), _any_of(_ENDS)
_OPEN_ACTION = _any_of(_OPEN_ACTIONS)
_NOTICE, _CLOSING_NOTICE, _ENTRY = (
    _any_of(_NOTICES), _any_of(_CLOSING_NOTICES), _any_of(_ENTRIES)
)  # fmt: skip
_BETWEEN_ENTRIES = r"[\s|·•/>»]"
_ENTRIES_IN_A_ROW = re.compile(
    rf"(?:(?>(?:{_ENTRY.pattern})(?={_BETWEEN_ENTRIES}|$)){_BETWEEN_ENTRIES}*+){{3,}}+",
    re.IGNORECASE,
)


def reads_as_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does and has words enough for one.

    Ideographs and kana count as a word each.
    """
    return _ends_as_sentence(line) and len(_SENTENCE_WORD.findall(line)) >= _SENTENCE_WORDS


def _ends_as_sentence(line: str) -> bool:
    return _SENTENCE.search(line.rstrip()[-_SENTENCE_TAIL:]) is not None


def is_residue(line: str) -> bool:
    """Whether the line is navigation, sharing, cookies, a category label or an image's caption."""
    if len(line) > _LONGEST:
        return False
    words = line.strip().rstrip(":")
    return (
        is_control(words)
        or _NOTICE.fullmatch(words) is not None
        or _is_menu(words)
        or _is_trail(words)
        or _is_caption(words)
    )


def is_control(line: str) -> bool:
    """Whether the line is a link, a button or a label of the page: the surest kind of residue.

    Enough to end a list of names, where an organisation may well be called “Free Press Image”.
    """
    if len(line) > _LONGEST:
        return False
    words = line.strip().rstrip(":")
    if _ACTION.fullmatch(words) or _LABEL.fullmatch(words):
        return True
    return not _ends_as_sentence(words) and _OPEN_ACTION.fullmatch(words) is not None


def is_page_number(line: str) -> bool:
    """Whether the line is what a printed page has at its edge: “2”, “- 3 -”, “Page 2 of 5”."""
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None


def ends_page(line: str) -> bool:
    """Whether the line closes a release or begins a footer, so that nothing after it belongs."""
    words = line.strip()
    if len(words) > _LONGEST:
        return False
    if _CLOSING_NOTICE.fullmatch(words):
        return True
    return not _ends_as_sentence(words) and _END.fullmatch(words) is not None


def _is_caption(line: str) -> bool:
    """“Cover photo”, “Photo: Jane Doe”, “hall.jpg”."""
    short = len(line) <= _LONGEST_CAPTION
    if short and _CAPTION_END.search(line[-_CAPTION_TAIL:]):
        return True
    return _CAPTION.fullmatch(line) is not None


def _is_trail(line: str) -> bool:
    """“Home » News » Press”, whatever the entries are called."""
    if not any(mark in line for mark in "»›>|"):
        return False
    steps = _TRAIL.split(line)
    if len(steps) < 3 or _ends_as_sentence(line) or not all(steps):
        return False
    return not re.search("[«‹]", line) and all(len(step.split()) <= 4 for step in steps)


def _is_menu(line: str) -> bool:
    """A breadcrumb, or several menu entries side by side."""
    if _ends_as_sentence(line):
        return False
    words = re.findall(r"[\w-]+", line.casefold())
    known = sum(word in _NAVIGATION for word in words)
    if len(words) > 1 and known * 4 >= len(words) * 3:
        return True
    entries = [entry for entry in _SIDE_BY_SIDE.split(line) if entry]
    told = sum(_ENTRY.fullmatch(entry) is not None for entry in entries)
    if len(entries) > 2 and told * 2 >= len(entries):
        return True
    return _ENTRIES_IN_A_ROW.fullmatch(line) is not None
