"""Which encoding bytes are in that are no Unicode, told by whether they make words."""

from __future__ import annotations

import re

LEGACY = {
    "cp1252": "Windows Western European",
    "cp1250": "Windows Central European",
    "iso8859_2": "Central European (ISO)",
    "cp1254": "Windows Turkish",
    "cp1251": "Windows Cyrillic",
    "mac_roman": "Mac Western European",
    "big5hkscs": "Traditional Chinese",
    "gb18030": "Simplified Chinese",
    "cp932": "Japanese",
    "cp949": "Korean",
}
"""What lists of this field come in when they are not Unicode, and what to call it."""
_EUROPEAN = ("cp1252", "cp1250", "mac_roman", "iso8859_2")
"""In the order in which they are taken where they make words just as well."""
_EVERYDAY = {
    "big5hkscs": (("big5",), re.compile(rb"[\xa4-\xc6]")),
    "gb18030": (("gb18030",), re.compile(rb"[\xb0-\xd7]")),
    "cp932": (("shift_jis", "cp932"), re.compile(rb"[\x82\x83\x88-\x97]")),
    "cp949": (("euc_kr", "cp949"), re.compile(rb"[\xb0-\xc8]")),
}
"""What charset-normalizer calls each, and the first bytes of the characters of daily use.

Each of these standards has them together, in its first level, kana or syllables.
"""
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_UPPER_QUARTER = re.compile(rb"[\xc0-\xff\xa8\xb8]")
_CYRILLIC = re.compile(
    rb"[\xc0-\xff\xa1\xa2\xa5\xa8\xaa\xaf\xb2-\xb4\xb8-\xba\xbf\x91-\x97\xab\xbb]"
)
_MARKED = re.compile("[^\x00-\x7f]")
_WIDE = re.compile("[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_WITHIN = re.compile(f"(?<=[A-Za-z]){_WIDE.pattern}|{_WIDE.pattern}(?=[A-Za-z])")
_WORD = re.compile(r"[^\W\d_]+")
_SHARED_WITH_TURKISH = re.compile("[þðýÞÐÝ]")
"""Windows-1252 has these where Windows-1254 has ş, ğ, ı and their capitals."""
_ICELANDIC = re.compile(
    "[áéíóúæ]|þ[jv]|þor|þrö|(?:au|[^u])ður$|guð|iðr|aðal|eið|arð|iða|dað[ia]|[^aou]ð$|sson$"
    "|ný$|^lýð|^[ts]?ýr$",
    re.IGNORECASE,
)
_TURKISH = re.compile(
    "[çüÇÜzZ]|(?<=.)þ|^Þ[aeiýuü]|[aeoöuüý]ð[aeiýlcd]|[b-df-hj-np-tvyzþB-DF-HJ-NP-TVYZ]ý"
    "|^Ý[b-df-hj-np-z]"
)
_CENTRAL = re.compile(
    "ø[^\\W\\d_]*[áíéýìšž]|[áíéýìšž][^\\W\\d_]*ø|[a-z]ì[a-zž]|[a-z]ù[a-zž]|^È[aeiou]|iæ$"
)
"""``Dvoøák``, ``Nìmec``, ``Bùžek``, ``Èapek``, ``Petroviæ``: nobody in the West is written so."""
_SAFE = "’‘´·-\xad\u2013"
"""Signs that stand within words."""
_BESIDE = f"{_SAFE}“”„‚«»‹›•…—¿¡®™©ªº°\xa0"
"""Signs that stand beside them."""


def reads_as_words(data: bytes) -> bool:
    """Whether Windows-1252 makes words of it: a few marked letters, no capitals or signs in them.

    Other alphabets and Mac letters give runs of marked letters, or ``MŠller`` and ``Stra§e``.
    """
    high = len(_HIGH.findall(data))
    runs = sum(map(len, _HIGH_RUN.findall(data)))
    if high and runs > high / 4:
        return False
    return _oddities(data, "cp1252") <= high / 10


def windows_of(data: bytes) -> tuple[str, bool]:
    """Which Windows encoding has bytes that are words in the Western one, and if that is certain.

    All have the letters of the West in common. Where Windows-1252 has those that only Icelandic
    needs, Windows-1254 has those of Turkish: ``Ayþe`` is Ayşe, and ``Sigurður`` is not Sigurğur.
    """
    words = _WORD.findall(data.decode("cp1252", "replace"))
    if any(map(_CENTRAL.search, words)):
        return "cp1250", False
    shared = [word for word in words if _SHARED_WITH_TURKISH.search(word)]
    if not shared:
        return "cp1252", True
    icelandic = sum(1 for word in shared if _ICELANDIC.search(word))
    turkish = sum(1 for w in shared if _TURKISH.search(w) and not _ICELANDIC.search(w))
    if turkish == icelandic:
        icelandic += sum(1 for word in words if re.search("[áíúæ]", word, re.IGNORECASE))
    return "cp1254" if turkish >= icelandic else "cp1252", False


def likely(data: bytes) -> str:
    """The encoding that makes the most of bytes that are not words in Windows-1252."""
    if _is_cyrillic(data):
        return "cp1251"
    return _east_asian(data) or min(_EUROPEAN, key=lambda name: _oddities(data, name))


def _oddities(data: bytes, name: str) -> float:
    """How many letters and signs are where no word has them."""
    text = f" {data.decode(name, 'replace')} "
    odd = sum(
        1
        for found in _MARKED.finditer(text)
        if _is_odd(text[found.start() - 1], found[0], text[found.end()])
    )
    return odd + 0.3 * text.count("ź")  # rare even in Poland; a Mac has its ü there


def _is_odd(before: str, ch: str, after: str) -> bool:
    if ch == "\ufffd" or "\x80" <= ch < "\xa0":
        return True
    if ch.isalpha():
        return ch.isupper() and before.isalpha() and (before + after) != (before + after).upper()
    if ch in _BESIDE:
        return before.isalpha() and after.isalpha() and ch not in _SAFE
    return before.isalpha() or after.isalpha()


def _is_cyrillic(data: bytes) -> bool:
    """Windows-1251 keeps its letters in the upper quarter, and writes words of nothing else."""
    high = len(_HIGH.findall(data))
    return (
        high == len(_CYRILLIC.findall(data))
        and len(_UPPER_QUARTER.findall(data)) > high * 0.7
        and sum(map(len, _HIGH_RUN.findall(data))) > high * 0.7
        and _oddities(data, "cp1251") <= high / 10
    )


def _east_asian(data: bytes) -> str:
    """An encoding of Chinese, Japanese or Korean, if the bytes give words of these."""
    shares = {name: _everyday(data, name) for name in _EVERYDAY}
    fitting = [name for name, share in shares.items() if share > 0.6]
    if len(fitting) < 2:
        return next(iter(fitting), "")
    import charset_normalizer

    codecs = [codec for name in fitting for codec in _EVERYDAY[name][0]]
    matches = charset_normalizer.from_bytes(
        data, cp_isolation=codecs, enable_fallback=False, preemptive_behaviour=False
    )
    ranks = [match.encoding for match in matches]

    def worth(name: str) -> tuple[float, int]:
        found = [ranks.index(codec) for codec in _EVERYDAY[name][0] if codec in ranks]
        return round(shares[name], 1), -min(found, default=99)

    return max(fitting, key=worth)


def _everyday(data: bytes, name: str) -> float:
    """The share of East Asian characters of daily use; none if they stand within Latin words."""
    text = data.decode(name, "replace")
    marked, wide = _MARKED.findall(text), _WIDE.findall(text)
    within = len(_WITHIN.findall(text))
    if within > 0.25 * len(wide):
        return 0
    first = _EVERYDAY[name][1]
    return sum(1 for ch in wide if first.match(ch.encode(name, "replace"))) / max(1, len(marked))
