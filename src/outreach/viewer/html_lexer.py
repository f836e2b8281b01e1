"""HTML for highlighting, in time that grows with its length and no faster, whatever it is.

The lexer that Pygments brings looks for the end of each comment and entity from where it begins,
so that 50,000 of them that never end take minutes. Here no rule looks further than 100 characters.
"""

from __future__ import annotations

import re

from pygments.lexer import RegexLexer, bygroups
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Operator,
    Punctuation,
    String,
    Text,
)

_OPEN = bygroups(Punctuation, Name.Tag)  # type: ignore[no-untyped-call]
_QUOTED = bygroups(Operator, Text, String)  # type: ignore[no-untyped-call]


class LetterLexer(RegexLexer):
    """Tags, attributes, entities and comments; the CSS of ``style`` elements in its parts."""

    name = "Letter"
    flags = re.IGNORECASE
    tokens = {  # noqa: RUF012
        "root": [
            (r"[^<&]+", Text),
            (r"&#?\w{1,31};", Name.Entity),
            (r"<!--", Comment, "comment"),
            (r"<[!?]", Comment.Preproc, "declaration"),
            (r"(<)(style)(?=[\s>/])", _OPEN, ("css", "tag")),
            (r"(<)(script)(?=[\s>/])", _OPEN, ("script", "tag")),
            (r"(</?)([a-z][\w:-]*)", _OPEN, "tag"),
            (r"[<&]", Text),
        ],
        "comment": [(r"-->", Comment, "#pop"), (r"[^-]+|-", Comment)],
        "declaration": [(r">", Comment.Preproc, "#pop"), (r"[^>]+", Comment.Preproc)],
        "tag": [
            (r"\s+", Text),
            (r"/?>", Punctuation, "#pop"),
            (r"(=)(\s*)(\")", _QUOTED, "double"),
            (r"(=)(\s*)(')", _QUOTED, "single"),
            (r"(=)(\s*)([^\s>\"']+)", _QUOTED),
            (r"[^\s=>/]+", Name.Attribute),
            (r"[=/]", Operator),
        ],
        "double": [
            (r"\"", String, "#pop"),
            (r"&#?\w{1,31};", Name.Entity),
            (r"[^\"&]+|&", String),
        ],
        "single": [(r"'", String, "#pop"), (r"&#?\w{1,31};", Name.Entity), (r"[^'&]+|&", String)],
        "css": [
            (r"(</)(style)(?=[\s>/])", _OPEN, ("#pop", "tag")),
            (r"/\*", Comment, "css comment"),
            (r"@[\w-]+", Keyword),
            (r"[\w-]{1,40}(?=\s{0,9}:[^{}<]{0,90}[;}])", Name.Attribute),
            (r"![a-z]{1,20}", Keyword),
            (r"[{}:;,]", Punctuation),
            (r"[\w.#-]+|\s+|.", Text),
        ],
        "css comment": [
            (r"\*/", Comment, "#pop"),
            (r"(?=</style[\s>/])", Comment, "#pop"),
            (r"[^*<]+|[*<]", Comment),
        ],
        "script": [
            (r"(</)(script)(?=[\s>/])", _OPEN, ("#pop", "tag")),
            (r"[^<]+|<", Text),
        ],
    }
