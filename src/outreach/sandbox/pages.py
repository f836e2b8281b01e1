"""The inbox in the browser. Every text from a letter or a request is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from itertools import groupby
from operator import attrgetter

from .outbox import Letter

MOST_SHOWN = 500

_LAYOUT = ("MIME-Version", "Content-Type")
"""Headers that say nothing to a reader."""

_STYLE = """
:root { color-scheme: light dark; --line: #ddd; --soft: #5c5c5c; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3c3c3c; --soft: #a8a8a8; --link: #8ab8f0; }
  body { background: #161616; color: #ececec; }
}
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.35rem; margin: .5rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
a { color: var(--link); }
p, .soft { color: var(--soft); }
ol { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); }
li a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .6rem 0;
  text-decoration: none; overflow-wrap: anywhere; }
li span:nth-child(even) { text-align: end; font-variant-numeric: tabular-nums; }
li a:hover strong, li a:focus strong { text-decoration: underline; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem; }
button { font: inherit; padding: .5rem 1.25rem; }
"""


def inbox(letters: Sequence[Letter]) -> str:
    """All letters, the newest first, by the folders they are filed in."""
    shown = sorted(letters[-MOST_SHOWN:], key=attrgetter("folder"))
    groups = [(folder, list(each)) for folder, each in groupby(shown, attrgetter("folder"))]
    groups.sort(key=lambda group: group[1][-1].time, reverse=True)
    more = len(letters) - len(shown)
    note = f"<p>The newest {len(shown)} of {len(letters)} letters.</p>" if more else ""
    body = "".join(_group(folder, each) for folder, each in groups)
    nothing = "" if letters else "<p>No letters yet. Send something to this sandbox.</p>"
    return _page("Outbox", f"<h1>Outbox of the sandbox</h1>{note}{nothing}{body}")


def _group(folder: str, letters: list[Letter]) -> str:
    rows = "".join(_row(letter) for letter in reversed(letters))
    return f"<section><h2>{escape(folder)} ({len(letters)})</h2><ol>{rows}</ol></section>"


def _row(letter: Letter) -> str:
    return (
        f'<li><a href="/letters/{escape(letter.id)}"><strong>{escape(letter.subject)}</strong>'
        f'<span class="soft">{escape(letter.status)}</span>'
        f'<span class="soft">to {escape(letter.to)}</span>'
        f'<span class="soft">{_clock(letter.time)}</span></a></li>'
    )


def _clock(at: float) -> str:
    """The time of day where the sandbox runs, for the person who sits there."""
    return f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S}"


def letter(found: Letter, mail: bytes) -> str:
    """One letter: its headers, its HTML behind glass, and its text."""
    message = _parsed(mail)
    link = f"/letters/{escape(found.id)}"
    shown = [(name, text) for name, text in message.items() if name not in _LAYOUT]
    rows = [*shown, *(("Custom argument", f"{k}: {v}") for k, v in _args(found))]
    rows += [("Events", ", ".join(name for name, _ in found.history) or "none yet")]
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(v))}</dd>" for name, v in rows)
    return _page(
        found.subject,
        f'<p><a href="/">All letters</a></p><h1>{escape(found.subject)}</h1><dl>{facts}</dl>'
        f'<p><a href="{link}.eml">Open in a mail program (.eml)</a> · '
        f'<a href="/unsubscribe/{escape(found.id)}">Unsubscribe page</a></p>'
        f'<iframe sandbox src="{link}/html" title="The letter"></iframe>'
        f"<h2>Text part</h2><pre>{escape(_part(message, 'plain'))}</pre>",
    )


def html_part(mail: bytes) -> str:
    """The letter's HTML as it is, or its text made HTML; to be served under a strict policy."""
    message = _parsed(mail)
    html = _part(message, "html")
    return html or f"<!DOCTYPE html><pre>{escape(_part(message, 'plain'))}</pre>"


def unsubscribe(found: Letter) -> str:
    return _page(
        "Unsubscribe",
        f"<h1>Unsubscribe</h1><p>{escape(found.to)} will get no more of these letters.</p>"
        f'<form method="post" action="/unsubscribe/{escape(found.id)}">'
        "<button>Unsubscribe</button></form>",
    )


def notice(title: str, text: str) -> str:
    return _page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _args(found: Letter) -> Iterable[tuple[str, str]]:
    return found.custom_args.items()


def _parsed(mail: bytes) -> EmailMessage:
    return message_from_bytes(mail, _class=EmailMessage, policy=policy.default)


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
