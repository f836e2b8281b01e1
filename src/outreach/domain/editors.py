"""Links that open a file in the reader's editor, at a line and a column."""

from __future__ import annotations

import re
import string

EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
}
"""Addresses that editors answer to, by the name a person knows the editor by."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PLACES = re.compile(r"\{(?:path|line|column)\}")
_NO_EDITOR = frozenset({"http", "https", "javascript", "data", "file", "vbscript", "blob", "about"})
"""Schemes that a browser follows itself: to a page, a script or the bare file."""


def checked_editor(text: str) -> str:
    """An editor's name, or an address with ``{path}`` and, if wanted, ``{line}`` and ``{column}``.

    Blank is none. ValueError with a sentence for all else.
    """
    text = text.strip()
    if not text or text in EDITORS:
        return text
    scheme = _SCHEME.match(text)
    if not scheme:
        raise ValueError(
            f"there is no editor {text!r}; it is one of {', '.join(EDITORS)},"
            " or an address such as myeditor://open?file={path}&line={line}"
        )
    if scheme[1].lower() in _NO_EDITOR:
        raise ValueError(f"{scheme[1]}: opens no editor; write the address your editor answers to")
    rest = _PLACES.sub("", text)
    if "{path}" not in text or "{" in rest or "}" in rest:
        raise ValueError("an editor's address has {path}, {line} and {column} in it, and no others")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("an editor's address holds no blanks and no letters beyond ASCII")
    return text


def editor_link(editor: str, path: str, line: int, column: int) -> str:
    """The address that opens the file at ``path``, which is absolute; blank without an editor.

    Lines and columns count from 1; 0 is unknown, and the first one is opened.

    >>> editor_link("vscode", "/home/maren/a b.md", 12, 0)
    'vscode://file/home/maren/a%20b.md:12:1'
    """
    if not editor:
        return ""
    path = path.replace("\\", "/") if re.match(r"[A-Za-z]:\\", path) else path
    absolute = path if path.startswith("/") else f"/{path}"
    values = {
        "{path}": _encoded(absolute),
        "{line}": str(max(line, 1)),
        "{column}": str(max(column, 1)),
    }
    return _PLACES.sub(lambda place: values[place[0]], EDITORS.get(editor, editor))


_UNRESERVED = frozenset(f"{string.ascii_letters}{string.digits}-._~/".encode())
"""RFC 3986, 2.3, and what separates folders."""


def _encoded(path: str) -> str:
    data = path.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in data)
