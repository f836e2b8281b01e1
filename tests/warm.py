"""A process that has outreach loaded, and forks each command from itself.

Each command is a process of its own: with its own connections, its own locks, and killed for good
where it is killed. Only the half second that Python takes to load the modules is saved.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; ``code`` is negative where a signal ended it, as with subprocess."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out) if self.out else None


@dataclass(slots=True)
class Warm:
    """One command at a time: ``begin`` and then ``end``, or both as ``run``."""

    process: subprocess.Popen[str]
    out: Path
    err: Path

    def begin(
        self, arguments: list[str], environment: Mapping[str, str], hooks: Mapping[str, Any]
    ) -> None:
        order = {
            "arguments": arguments,
            "environment": dict(environment),
            "hooks": dict(hooks),
            "out": str(self.out),
            "err": str(self.err),
        }
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def end(self) -> Ended:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the warm process died"
        return Ended(json.loads(line), self.out.read_text(), self.err.read_text())

    def run(
        self, arguments: list[str], environment: Mapping[str, str], hooks: Mapping[str, Any]
    ) -> Ended:
        self.begin(arguments, environment, hooks)
        return self.end()


@contextmanager
def warm(folder: Path) -> Iterator[Warm]:
    """``folder`` holds what the commands print."""
    ours = ("OUTREACH", "SENDGRID")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
    with subprocess.Popen(
        [sys.executable, __file__],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Warm(process, folder / "out", folder / "err")
        assert process.stdin
        process.stdin.close()


def _serve() -> None:
    _load()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _become(order)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps(code), flush=True)


def _load() -> None:
    import pkgutil
    from importlib import import_module

    import outreach

    rooms = ("cli", "actions", "store", "sendgrid", "render", "checks", "intake", "domain")
    for module in pkgutil.walk_packages(outreach.__path__, "outreach."):
        if module.name.split(".")[1] in rooms:
            import_module(module.name)


def _become(order: dict[str, Any]) -> None:
    """The command, in the forked child; it never returns."""
    code = 99
    try:
        files = [os.devnull, order["out"], order["err"]]
        flags = [os.O_RDONLY, *2 * [os.O_WRONLY | os.O_CREAT | os.O_TRUNC]]
        for number, (file, flag) in enumerate(zip(files, flags, strict=True)):
            os.dup2(os.open(file, flag, 0o600), number)
        os.environ.update(order["environment"])
        sys.argv = ["outreach", *order["arguments"]]
        from fault_hooks import install

        install(order["hooks"])
        from outreach.cli.app import main

        main()
    except SystemExit as exc:
        code = exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    except BaseException:  # noqa: BLE001 - nothing may go on in the child but its end
        traceback.print_exc()
    finally:
        # A file that could not grow has its faults behind it; these are this process's own.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                code = 99
        os._exit(code)


if __name__ == "__main__":
    _serve()
