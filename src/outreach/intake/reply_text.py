"""What the sender of a mail wrote herself: text out of HTML, and without the letter she quotes."""

from __future__ import annotations

import re

_LONGEST_HTML = 500_000
_LONGEST_LINE = 1_000
_MOST_LINES = 5_000
_SKIPPED = ("head", "style", "script", "title", "noscript", "template", "object", "iframe")
_QUOTING = (
    "//blockquote | //*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_quote ')]"
    " | //*[@id='divRplyFwdMsg'] | //*[@id='appendonsend']"
    " | //*[@id='divRplyFwdMsg']/following-sibling::*"
    " | //*[contains(@class, 'moz-cite-prefix')] | //*[contains(@class, 'yahoo_quoted')]"
)
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset((
    *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr"),
    "ul",
))  # fmt: skip


def text_of_html(markup: str) -> str:
    """The text a reader sees, a line for a block; quoted letters are left out where marked."""
    markup = markup[:_LONGEST_HTML]
    if not markup.strip():
        return ""
    from lxml import etree, html

    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return re.sub(r"<[^<>]*>", " ", markup)
    quoting = tree.xpath(_QUOTING)
    for one in [*(quoting if isinstance(quoting, list) else ()), *tree.iter(*_SKIPPED)]:
        parent = one.getparent()
        if parent is not None:
            one.tail = f"\n{one.tail or ''}"
            one.drop_tree()
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces += ["\n"] if block else []
            pieces.append(_SPACES.sub(" ", element.text or ""))
        else:
            pieces += ["\n"] if block and element.tag != "br" else []
            pieces.append(_SPACES.sub(" ", element.tail or ""))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_WROTE = re.compile(
    r"^(?:>\s*)?(?:on|am|le|el|il|em|op|w dniu|den|dne)\s.{3,200}"
    r"(?:wrote|writes|schrieb(?: .{1,100})?|a écrit|escribió|ha scritto|escreveu|schreef.{0,100}"
    r"|napisał\(?a?\)?|skrev.{0,100})\s?:\s*$"
    r"|^.{0,200}(?:wrote|schrieb|a écrit|escribió)\s?:\s*$"
    r"|^.{0,200}(?:写道|寫道|のメール|さんは書きました)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_ON_DAY = re.compile(r"^(?:on|am|le|el|il|em|op)\s.{0,60}\d", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^[\s>]*[-_–—=]{2,}\s*(?:original (?:message|appointment)|ursprüngliche nachricht|"
    r"message d[’']origine|mensaje original|messaggio originale|oorspronkelijk bericht|"
    r"forwarded message|weitergeleitete nachricht|原始邮件|原始郵件|転送メッセージ|"
    r"original-nachricht|mensagem original)\s*[-_–—=]*\s*$"
    r"|^[\s>]*begin forwarded message:?\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\*?(?:from|von|de|da|van|от|发件人|寄件者|差出人)\s?\*?\s?[:：]", re.IGNORECASE
)
_SENT = re.compile(
    r"^\*?(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto"
    r"|inviato|a|oggetto|verzonden|aan|onderwerp|发送时间|收件人|主题|日期|寄件日期|收件者|主旨"
    r"|送信日時|宛先|件名)\s?\*?\s?[:：]",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{20,}\s*$")


def new_text(text: str) -> str:
    """What a mail says itself: quoted lines, and the letter below it, cut off."""
    lines = [
        line[:_LONGEST_LINE].rstrip()
        for line in text.replace("\r\n", "\n").split("\n")[:_MOST_LINES]
    ]
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _DIVIDER.match(line) or _heads_a_letter(lines, number):
            break
        if line.lstrip().startswith((">", "＞")):
            continue
        if kept and _WROTE.match(line) and _is_split(kept[-1], line):
            kept.pop()
            continue
        if _introduces(lines, number):
            continue
        kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _introduces(lines: list[str], number: int) -> bool:
    """Whether the line says who wrote what is quoted below it."""
    if not _WROTE.match(lines[number]):
        return False
    after = next((line for line in lines[number + 1 : number + 4] if line.strip()), ">")
    return after.lstrip().startswith((">", "＞")) or bool(_ON_DAY.match(lines[number]))


def _is_split(line: str, after: str) -> bool:
    """Whether "On … wrote:" was broken over these two lines."""
    if _ON_DAY.match(after) or line.endswith((".", "!", "?", ":")):
        return False
    return bool(_ON_DAY.match(line)) and len(line) < 200


def _heads_a_letter(lines: list[str], number: int) -> bool:
    """From:, Sent: and To: as a program puts them above the letter that it quotes whole."""
    line = lines[number].strip()
    if _RULE.match(line):
        line = next((one.strip() for one in lines[number + 1 : number + 3] if one.strip()), "")
        return bool(_FROM.match(line))
    if not _FROM.match(line):
        return False
    following = [one.strip() for one in lines[number + 1 : number + 6] if one.strip()]
    return sum(bool(_SENT.match(one)) for one in following) >= 2
