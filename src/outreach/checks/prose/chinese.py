"""P103, P106 and P122 as Chinese has them: stray spaces, mixed quotation marks, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Problem

from .passages import Passage
from .tags import primary

_HAN = "\u3400-\u9fff"
_STRAY_SPACE = re.compile(
    rf"(?<=[{_HAN}，。；：、]) (?=[{_HAN}])|(?<=[{_HAN}]) (?=[，。；：、！？])"
)
_SENTENCE = re.compile(r"[，。；！？]")
_CURLY = re.compile(rf"“[^”\n]*[{_HAN}][^”\n]*”")
_CORNER = re.compile(r"「[^」\n]*」")
# “研究研究” and “許多許多” are good Chinese, these words twice are not.
_ONCE = str.split("""
至今 目前 今天 今日 昨日 我們 我们 他們 他们 她們 她们 你們 你们 以及 並且 并且 而且 但是
因為 因为 所以 如果 由於 由于 對於 对于 關於 关于 根據 根据 為了 为了 包括 已經 已经 必須
必须 應該 应该 可以 不得 政府 團體 团体 組織 组织 當局 当局 國家 国家 香港 台灣 台湾 中國
中国 西藏 新疆 人權 人权 自由 民主 法律 記者 记者 其中 之間 之间 立即 要求 呼籲 呼吁 釋放
释放 表示 指出 這些 这些 那些 這個 这个
""")
_TWICE = re.compile(
    rf"(?P<word>{'|'.join(_ONCE)})(?P<again>(?P=word))|(?<![目標标中有])的(?P<of>的)(?![確确士喀])"
)


def chinese_slips(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    if primary(language) != "zh":
        return
    for passage in text:
        yield from _stray_spaces(passage)
        yield from _repeated(passage)
    yield from _two_kinds_of_marks(text)


def _stray_spaces(passage: Passage) -> Iterator[Problem]:
    """In running text alone: headings and names are spaced on purpose, and a line end is none."""
    if not _SENTENCE.search(passage.words):
        return
    for match in _STRAY_SPACE.finditer(passage.words):
        if passage.text[passage.origins[match.start()]] == " ":
            message = "a space between Chinese characters"
            place = passage.where(match.start())
            yield Problem("P103", message, place, "remove it", "warning")


def _repeated(passage: Passage) -> Iterator[Problem]:
    for match in _TWICE.finditer(passage.words):
        message = f"“{match[0]}”: the word stands twice"
        place = passage.where(match.start("again" if match["again"] else "of"))
        yield Problem("P122", message, place, "remove one", "warning")


def _two_kinds_of_marks(text: Sequence[Passage]) -> Iterator[Problem]:
    """“ ” beside 「 」, but for foreign words, which keep the marks of their language."""
    kinds = [
        [(one, passage) for passage in text for one in kind.finditer(passage.words)]
        for kind in (_CURLY, _CORNER)
    ]
    rarer, usual = sorted(kinds, key=len)
    if rarer:
        match, passage = rarer[0]
        used = "「 」" if match[0][0] == "“" else "“ ”"
        message = f"{match[0][0]} {match[0][-1]} beside {used} in one text"
        place = passage.where(match.start())
        yield Problem("P106", message, place, f"write {used}, as {len(usual)}× here", "warning")
