"""CSS inlining with premailer, offline and with the options that keep a letter whole."""

from __future__ import annotations

import logging
import os
import threading

# One cache serves stylesheets and selectors, and thrashes above its size, which premailer reads
# once, at import.
os.environ.setdefault("PREMAILER_CACHE_MAXSIZE", "1024")

from premailer import Premailer

_ONE_AT_A_TIME = threading.Lock()
"""The CSS library below has one log, and one way to fail, for the whole process."""


def inline(html: str) -> str:
    """The same page with its CSS in ``style`` attributes; costs tens of milliseconds.

    ``strip_important=False`` and ``keep_style_tags=True`` keep the dark and narrow rules alive;
    the doctype must be upper case or premailer drops it. Fetches nothing, and adds no white space,
    which would depend on whether a field's value is empty.
    """
    with _ONE_AT_A_TIME:
        result = Premailer(
            html,
            keep_style_tags=True,
            strip_important=False,
            remove_classes=False,
            allow_network=False,
            disable_validation=True,
            align_floating_images=False,
            cssutils_logging_level=logging.CRITICAL,
        ).transform(pretty_print=False)
    return str(result)
