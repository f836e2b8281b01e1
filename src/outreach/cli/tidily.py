"""What must leave nothing behind ends in order, whoever ends it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Ctrl-C, a closed terminal and SIGTERM end the block as an exception does, so that nothing is

    left behind. A second one does not disturb that.
    """
    names = [one for one in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, one)]
    signals = [getattr(signal, one) for one in names]

    def end(_signal: int, _frame: object) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [(one, signal.signal(one, end)) for one in signals]
    try:
        yield
    finally:
        for one, handler in before:
            signal.signal(one, handler)
