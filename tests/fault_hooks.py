"""What goes wrong inside a sender, put into its process before the command begins.

``install`` takes a plain dict, for it comes to another process as JSON:

``trace``      a file that gets a line for every step of the run
``at``         the number of a step, counted from 0, or words in its name and which time they come
``do``         what happens there: ``kill`` (SIGKILL), ``full`` (no file may grow any more),
               ``wait`` (until the file ``go_on`` is there; ``reached`` is made before)
``timeout``    how many seconds SendGrid has for an answer
``hurry``      the longest pause between two tries, in seconds
``patience``   how many seconds a write waits for another program's, and an answer for room
``no_names``   no name can be looked up
``clock_back`` how many times the clock is read before it is set back by a day
"""

from __future__ import annotations

import http.client
import os
import re
import resource
import signal
import socket
import sqlite3
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_WRITES = re.compile(r"\s*(?:BEGIN|INSERT|UPDATE|DELETE|COMMIT)\b", re.IGNORECASE)
_BODY = 600
"""Headers of a request are shorter, bodies longer."""


def install(hooks: dict[str, Any]) -> None:
    steps = _Steps(hooks)
    if "trace" in hooks or "at" in hooks:
        _step_through_sql(steps)
        _step_through_http(steps)
    if "timeout" in hooks:
        _answer_within(hooks["timeout"])
    if "hurry" in hooks:
        _set("LONGEST_PAUSE_SECONDS", hooks["hurry"], "domain.protocol", "actions.send")
    if "patience" in hooks:
        _set("BUSY_SECONDS", hooks["patience"], "store.database")
        _write_down_within(hooks["patience"])
    if hooks.get("no_names"):
        socket.getaddrinfo = _no_such_name
    if "clock_back" in hooks:
        _set_clock_back(hooks["clock_back"])


class _Steps:
    """Where the run is. Requests are made by other threads than the store's."""

    def __init__(self, hooks: dict[str, Any]) -> None:
        self.hooks = hooks
        self.number = -1
        self.met = 0
        self.lock = Lock()

    def reach(self, name: str) -> None:
        with self.lock:
            self.number += 1
            if "trace" in self.hooks:
                with Path(self.hooks["trace"]).open("a", encoding="utf-8") as file:
                    file.write(f"{name}\n")
            if self._is_it(name):
                self._do()

    def _is_it(self, name: str) -> bool:
        at = self.hooks.get("at")
        if not isinstance(at, list):
            return at == self.number
        words, which = at
        self.met += words in name
        return words in name and self.met == which

    def _do(self) -> None:
        match self.hooks["do"]:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # a thread of a killed process may run on for a moment
            case "full":
                # What is printed is shorter than the store's log, which cannot get any longer.
                log = Path(os.environ["OUTREACH_DB"] + "-wal").stat().st_size
                resource.setrlimit(resource.RLIMIT_FSIZE, (log, resource.RLIM_INFINITY))
            case "wait":
                Path(self.hooks["reached"]).touch()
                while not Path(self.hooks["go_on"]).exists():
                    time.sleep(0.005)


def _step_through_sql(steps: _Steps) -> None:
    class Stepping(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            if not _WRITES.match(sql) or "temp." in sql.lower():
                return super().execute(sql, *parameters)
            name = " ".join(sql.split())[:60]
            steps.reach(f"before {name}")
            cursor = super().execute(sql, *parameters)
            steps.reach(f"after {name}")
            return cursor

    plain = sqlite3.connect

    def connect(name: str, **how: Any) -> sqlite3.Connection:
        if "contacts" not in str(name):
            return plain(name, **how)
        return plain(name, factory=Stepping, **how)

    sqlite3.connect = connect  # type: ignore[assignment]


def _step_through_http(steps: _Steps) -> None:
    connection = http.client.HTTPConnection
    connect, send, getresponse = connection.connect, connection.send, connection.getresponse

    def connecting(self: http.client.HTTPConnection) -> None:
        steps.reach("before connecting")
        connect(self)
        steps.reach("connected")

    def sending(self: http.client.HTTPConnection, data: Any) -> None:
        if len(data) < _BODY:
            send(self, data)
            steps.reach("the headers have left")
            return
        half = len(data) // 2
        send(self, data[:half])
        steps.reach("half of the body has left")
        send(self, data[half:])
        steps.reach("the body has left")

    def answered(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        response = getresponse(self)
        steps.reach("the answer has come")
        return response

    connection.connect = connecting  # type: ignore[method-assign]
    connection.send = sending  # type: ignore[method-assign]
    connection.getresponse = answered  # type: ignore[method-assign]


def _answer_within(seconds: float) -> None:
    from outreach.sendgrid.client import SendGrid

    begin = SendGrid.__init__

    def hurried(self: SendGrid, host: str, key: str, timeout: float = seconds) -> None:
        begin(self, host, key, min(timeout, seconds))

    SendGrid.__init__ = hurried  # type: ignore[method-assign]


def _write_down_within(seconds: float) -> None:
    from outreach.actions.answers import Recorder

    begin = Recorder.__init__

    def hurried(self: Recorder, *parts: Any, **named: Any) -> None:
        begin(self, *parts, **{"patience": seconds, **named})

    Recorder.__init__ = hurried  # type: ignore[method-assign]


def _set(name: str, value: object, *modules: str) -> None:
    """In whichever of them has it; a fault that cannot be made must not pass unseen."""
    found = 0
    for module in modules:
        try:
            place = import_module(f"outreach.{module}")
        except ModuleNotFoundError:
            continue
        if hasattr(place, name):
            setattr(place, name, value)
            found += 1
    assert found, name


def _no_such_name(*_args: object, **_kwargs: object) -> Any:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _set_clock_back(reads: int) -> None:
    from outreach.cli import here

    clock, read = here.now, iter(range(1_000_000))
    here.now = lambda: clock() - timedelta(days=1) * (next(read) >= reads)
