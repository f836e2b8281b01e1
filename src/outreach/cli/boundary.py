"""The one place that turns an error into a sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable

from outreach.errors import Interrupted, NeedsFixing, OutreachError

from .show import fault, problems, safe, say

BUG = 70
"""EX_SOFTWARE of sysexits.h: the fault is ours."""


def guarded(run: Callable[[], object]) -> int:
    """Run a command; the exit code of whatever happens. No traceback reaches the user."""
    try:
        try:
            run()
        finally:
            sys.stdout.flush()  # here its faults are ours; at exit they would be Python's
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    except OutreachError as exc:
        _show(exc)
        return exc.exit_code
    except KeyboardInterrupt:
        say("stopped")
        return Interrupted.exit_code
    except BrokenPipeError:
        _give_up_stdout()
        return OutreachError.exit_code
    except OSError as exc:
        _give_up_stdout()
        say(safe(f"error: {exc.strerror or type(exc).__name__}{_of(exc)}"))
        return OutreachError.exit_code
    except Exception as exc:  # noqa: BLE001 - the boundary
        say(f"error: this is a bug in outreach ({type(exc).__name__}); details in {_log(exc)}")
        return BUG
    return 0


def _of(exc: OSError) -> str:
    return f": {exc.filename}" if exc.filename else ""


def _give_up_stdout() -> None:
    """What cannot be written goes nowhere, so that Python does not try again when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show(exc: OutreachError) -> None:
    found = exc.problems if isinstance(exc, NeedsFixing) else ()
    problems(found)
    if len(found) != 1:  # one problem says it all
        fault(exc.message, exc.hint)


def _log(exc: BaseException) -> str:
    """Where in the code it happened, in a private file; no values, for they may be personal."""
    handle, name = tempfile.mkstemp(prefix="outreach-bug-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        chain: BaseException | None = exc
        while chain is not None:
            file.write(f"{type(chain).__name__}\n")
            for frame in traceback.extract_tb(chain.__traceback__):
                file.write(f"  {frame.filename}:{frame.lineno} {frame.name}\n")
            chain = chain.__cause__ or chain.__context__
    return name
