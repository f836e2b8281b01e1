"""Whether a file is of the kind its name says, and whether mail gateways let that kind pass."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from outreach.domain.delivery import Attachment
from outreach.errors import Level


def _kinds(text: str) -> frozenset[str]:
    return frozenset(text.split())


RUNNABLE = _kinds("""
    ade adp apk app appx appxbundle bat cab chm cmd com cpl dll dmg ex_ exe gadget hta img ins iso
    isp jar jnlp js jse lib lnk mde mjs msc msi msix msp mst nsh pif ps1 reg scr sct shb sys url
    vb vbe vbs vhd vxd wsc wsf wsh xll
    """)
"""What Gmail and Outlook refuse, alone or in an archive.

https://support.google.com/mail/answer/6590
"""
_WITH_MACROS = _kinds("docm dotm xlsm xltm xlam xlsb pptm potm ppsm")
_ACTIVE = _kinds("htm html xhtml shtml mht mhtml svg swf")
_CLOSED = _kinds("7z ace arj gz lzh rar tar tgz xz")
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_ZIPPED = frozenset({"zip", *_OFFICE, *_WITH_MACROS, "odt", "ods", "odp", "epub"})
_ENCRYPTED_ENTRY = 0x1

_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "doc": (b"\xd0\xcf\x11\xe0",),
    "xls": (b"\xd0\xcf\x11\xe0",),
    "ppt": (b"\xd0\xcf\x11\xe0",),
    "rtf": (b"{\\rtf",),
}
_ENDS: dict[str, bytes] = {"pdf": b"%%EOF", "png": b"IEND", "jpg": b"\xff\xd9", "jpeg": b"\xff\xd9"}
_TEXTS = _kinds("txt csv md ics vcf json")
_PROGRAM = re.compile(
    rb"MZ(?=.{0,62}\x00)|\x7fELF|#!\s*/|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe", re.DOTALL
)
_SCRIPT_IN_PDF = re.compile(rb"/JavaScript\b|/Launch\b")


def ending(name: str) -> str:
    """What follows the last dot, in small letters; blank if there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def dangers(attachment: Attachment) -> Iterator[tuple[Level, str]]:
    """Why gateways may hold a file back, as what is said after its name."""
    kind = ending(attachment.filename)
    if kind in RUNNABLE or _PROGRAM.match(attachment.content):
        yield "error", "can run as a program: gateways refuse it, and the letter with it"
    elif kind in _WITH_MACROS:
        yield "warning", "may hold macros: many gateways hold it back"
    elif kind in _ACTIVE:
        yield "warning", "is a kind of file that phishing uses: many gateways hold it back"
    elif kind in _CLOSED:
        yield "warning", "is an archive that many recipients and gateways cannot open"
    elif kind == "pdf" and _SCRIPT_IN_PDF.search(attachment.content):
        yield "warning", "holds a script or starts a program: gateways hold such a PDF back"
    if archive := _archive(attachment):
        yield from _inside(archive, kind)


def _inside(archive: zipfile.ZipFile, kind: str) -> Iterator[tuple[Level, str]]:
    entries = archive.infolist()
    if any(ending(one.filename) in RUNNABLE for one in entries):
        yield "error", "holds a file that can run as a program: gateways refuse it"
    if any(one.flag_bits & _ENCRYPTED_ENTRY for one in entries):
        yield "error", "is locked with a password: gateways refuse what they cannot look into"
    if kind in _OFFICE and any(one.filename.endswith("vbaProject.bin") for one in entries):
        yield "warning", "holds macros: many gateways hold it back"


def disguise(attachment: Attachment) -> str:
    """How the content is not what the name says; blank if it is, or if nothing tells."""
    kind, content = ending(attachment.filename), attachment.content
    beginnings = _BEGINNINGS.get(kind, ())
    # Readers take a PDF whose header comes after other bytes (ISO 32000-1, annex H.3.4.1).
    begins = content.startswith(beginnings) or (kind == "pdf" and b"%PDF-" in content[:1024])
    if beginnings and not begins:
        return f"is no {kind.upper()} file, whatever its name says"
    if kind in _ENDS and _ENDS[kind] not in content:
        return "breaks off before its end"
    if kind in _TEXTS and b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"is no {kind.upper()} file, whatever its name says"
    if kind in _ZIPPED:
        archive = _archive(attachment)
        if archive is None:
            return f"is no {kind.upper()} file, or is damaged"
        if kind in _OFFICE and not any(n.startswith(_OFFICE[kind]) for n in archive.namelist()):
            return f"is no {kind.upper()} file, whatever its name says"
    return ""


def _archive(attachment: Attachment) -> zipfile.ZipFile | None:
    if not attachment.content.startswith(b"PK"):
        return None
    try:
        return zipfile.ZipFile(BytesIO(attachment.content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
