"""Opening a page in the user's browser."""

from __future__ import annotations

import os
import sys
import threading


def open_in_browser(url: str) -> None:
    """In a thread: who is to serve the page may not wait until the browser has it.

    On a machine without a screen nothing is opened: what a text browser shows there would take
    the terminal away.
    """
    import webbrowser

    if _has_screen():
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _has_screen() -> bool:
    named = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in named)
