"""The Chromium that the tests look at letters with: where it is, or how it gets here.

Run as a script it installs one where none is found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def find_chromium() -> str | None:
    """``$CHROMIUM``, one on the PATH, or the one Playwright downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), own]
    return next((path for path in candidates if path and Path(path).exists()), None)


def install() -> None:
    """Playwright's own build; where that cannot be had, the system's package."""
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempts = [
            [*sudo, "apt-get", "update", "-qq"],
            [*sudo, "apt-get", "install", "-y", "-qq", "chromium"],
            *attempts,
        ]
    for attempt in attempts:
        subprocess.run(attempt, check=False, stdout=sys.stderr)
        if find_chromium():
            return


if __name__ == "__main__":
    if not find_chromium():
        install()
    if not find_chromium():
        sys.exit("no Chromium could be installed: install one, or name it in CHROMIUM")
