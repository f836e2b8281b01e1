"""contacts import on the command line: what it says, what it writes, and what it asks."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Ran, Run

Everything = Callable[[], dict[str, object]]


def write(name: str, *lines: str) -> None:
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def parsed(ran: Ran) -> Any:
    assert ran.code == 0, ran
    return json.loads(ran.out)


def test_a_dry_run_explains_every_row_and_changes_nothing(run: Run, everything: Everything) -> None:
    write("a.csv", "Name,Email,Outlet", "A B,a@new.example,New", "C D,c@new.example,New")
    run("contacts", "import", "a.csv")
    before = everything()
    write(
        "b.csv",
        "Name,Email,Outlet,Phone",
        "A B,a@new.example,New,1",
        "C D,c@new.example,New,",
        "E F,e@new.example,New,",
        "E F,E@new.example,Other,",
        "G H,nowhere,New,",
    )
    ran = run("contacts", "import", "b.csv", "--dry-run")
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if line.startswith("b.csv:")][:4] == [
        "b.csv:2: changed; takes phone",
        "b.csv:3: unchanged",
        "b.csv:4: new",
        "b.csv:5: merged into line 4; takes organisation",
    ]
    assert "b.csv:6: rejected: the e-mail address cannot be used" in ran.err
    for name in ("b.csv", "b.rejects.csv"):
        Path(name).unlink()
    assert everything() == before


def test_rejects_are_mended_and_imported_again(run: Run) -> None:
    write("a.csv", "Name,Email,Outlet,Phone", "A B,a at new,=1+1,+1 202", "C D,c@new.example,X,")
    data = parsed(run("contacts", "import", "a.csv", "--json"))
    assert (data["new"], data["rejects_file"]) == (1, "a.rejects.csv")
    file = Path("a.rejects.csv")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Name,Email,Outlet,Phone,outreach line,outreach reason"
    assert ",'=1+1,'+1 202,2,the e-mail address cannot be used" in text
    file.write_text(text.replace("a at new", "a@new.example"), encoding="utf-8-sig")
    data = parsed(run("contacts", "import", "a.rejects.csv", "--json"))
    assert (data["new"], data["rejected"], data["ignored"]) == (1, [], [])
    [contact] = parsed(run("contacts", "list", "email:a@new.example", "--json"))["contacts"]
    assert contact["organisation"] == "=1+1"


def test_a_file_that_is_there_is_never_written_over(run: Run) -> None:
    write("a.csv", "Name,Email,Outlet", "A B,a,New")
    write("a.rejects.csv", "mine")
    for _ in range(2):
        assert run("contacts", "import", "a.csv").code == 3
    assert Path("a.rejects.csv").read_text() == "mine\n"
    assert [path.name for path in sorted(Path().glob("a.rejects*"))] == [
        "a.rejects-2.csv", "a.rejects.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "written"), [(["--rejects", "mine.csv"], ["mine.csv"]), (["--no-rejects"], [])]
)
def test_where_rejects_go_can_be_said(run: Run, flags: list[str], written: list[str]) -> None:
    write("a.csv", "Name,Email,Outlet", "A B,a,New", "C D,c@new.example,New")
    before = set(Path().glob("*.csv"))
    assert run("contacts", "import", "a.csv", *flags).code == 0
    assert [path.name for path in set(Path().glob("*.csv")) - before] == written


def test_rejects_that_cannot_be_written_do_not_hide_the_report(run: Run) -> None:
    write("a.csv", "Name,Email,Outlet", "A B,a,New", "C D,c@new.example,New")
    ran = run("contacts", "import", "a.csv", "--rejects", "nowhere/a.csv")
    assert ran.code == 0
    assert "a.csv\tpress\t2\t1" in ran.out
    assert "the rejected rows could not be written: cannot write nowhere/a.csv" in ran.err


def test_when_no_row_was_taken_the_exit_code_says_so(run: Run) -> None:
    write("a.csv", "Name,Email,Outlet", "A B,a,New")
    assert run("contacts", "import", "a.csv").code == 3
    write("b.csv", "Name,Email,Outlet")
    assert run("contacts", "import", "b.csv").code == 0


def test_columns_and_kind_by_flags(run: Run) -> None:
    write("a.csv", "Who,Where,Zed", "A B,a@new.example,secret")
    ran = run("contacts", "import", "a.csv", "--kind", "other")
    assert ran.code == 3
    assert "--map" in ran.err
    flags = ("--kind", "other", "--map", "Where=email", "--map", "Who=name", "--keep", "Zed")
    assert parsed(run("contacts", "import", "a.csv", *flags, "--json"))["new"] == 1
    [contact] = parsed(run("contacts", "list", "email:a@new.example", "--json"))["contacts"]
    assert contact["name"] == "A B"
    assert run("contacts", "import", "a.csv", "--map", "Where").code == 2


def test_another_lists_word_is_kept_out_until_overwrite(run: Run) -> None:
    write("a.csv", "Name,Email,Outlet,City", "A B,a@new.example,New,Bonn")
    write("b.csv", "Email,Outlet,City", "a@new.example,New,Köln")
    run("contacts", "import", "a.csv")
    ran = run("contacts", "import", "b.csv")
    assert "b.csv:2: says another city than is stored; not taken" in ran.err
    assert parsed(run("contacts", "import", "b.csv", "--json"))["kept"] == 1
    data = parsed(run("contacts", "import", "b.csv", "--overwrite", "--json"))
    assert (data["changed"], data["kept"]) == (1, 0)


def test_overwrite_is_no_way_out_where_it_was_given(run: Run) -> None:
    rows = ("A B,a@new.example,New,Bonn", "A B,a@new.example,New,Köln")
    write("a.csv", "Name,Email,Outlet,City", *rows)
    said = "a.csv: 1 row says something else than is stored, which was kept"
    lines = run("contacts", "import", "a.csv").err.splitlines()
    assert f"{said}; --overwrite takes it" in lines
    assert said in run("contacts", "import", "a.csv", "--overwrite").err.splitlines()


def test_every_list_that_can_be_used_is_taken(run: Run) -> None:
    write("a.csv", "Name,Outlet", "A,B")
    write("b.csv", "Name,Email,Outlet", "A B,a@new.example,New")
    write("c.csv", "Name,Outlet", "A,B")
    ran = run("contacts", "import", "a.csv", "b.csv", "c.csv")
    assert ran.code == 3
    assert "b.csv\tpress\t1\t1" in ran.out
    assert len(ran.faults) == 2


class Terminal:
    """The command on a terminal of its own, in another process."""

    def __init__(self, *args: str) -> None:
        self.said = ""
        pid, self.end = pty.fork()
        if not pid:
            os.environ["TERM"] = "dumb"
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background has it ignored
            os.execv(sys.executable, [sys.executable, "-m", "outreach", *args])
        self.pid = pid

    def wait_for(self, text: str) -> None:
        limit = time.monotonic() + 30
        seen = len(self.said)
        while text not in self.said[seen:]:
            assert time.monotonic() < limit, self.said
            if not self._read():
                break
        assert text in self.said[seen:], self.said

    def type(self, text: str) -> None:
        os.write(self.end, text.encode())

    def code(self) -> int:
        while self._read():
            pass
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        if not select.select([self.end], [], [], 30)[0]:
            return False
        try:
            some = os.read(self.end, 4096)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.said += some.decode(errors="replace")
        return bool(some)


@pytest.fixture
def on_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Terminal]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    return Terminal


def test_a_person_is_asked_once(on_terminal: Callable[..., Terminal], run: Run) -> None:
    write("a.csv", "Who,Where,Zed", "A B,a@new.example,77")
    shell = on_terminal("contacts", "import", "a.csv")
    shell.wait_for("Kind")
    shell.type("9\n")
    shell.wait_for("Kind")
    shell.type("other\n")
    for answer in ("name", "email", ""):
        shell.wait_for("Field")
        shell.type(f"{answer}\n")
    shell.wait_for("Import it so?")
    shell.type("y\n")
    assert shell.code() == 0, shell.said
    [contact] = parsed(run("contacts", "list", "email:a@new.example", "--json"))["contacts"]
    assert (contact["name"], contact["kind"]) == ("A B", "other")
    write("b.csv", "Who,Where,Zed", "C D,c@new.example,78")
    again = on_terminal("contacts", "import", "b.csv")
    assert again.code() == 0, again.said
    assert "read as you said on" in again.said
    assert parsed(run("contacts", "import", "b.csv", "--json"))["unchanged"] == 1


def test_who_stops_answering_has_imported_nothing(
    on_terminal: Callable[..., Terminal], everything: Everything
) -> None:
    write("a.csv", "Who,Where", "A B,a@new.example")
    before = everything()
    shell = on_terminal("contacts", "import", "a.csv")
    shell.wait_for("Kind")
    shell.type("\x03")
    assert shell.code() == 130, shell.said
    assert "nothing was imported" in shell.said
    assert everything() == before


@pytest.mark.parametrize("answer", ["\x03\n", "n\n"])  # Enter, should it come before the question
def test_who_stops_at_a_later_list_is_told_what_is_in(
    on_terminal: Callable[..., Terminal], run: Run, answer: str
) -> None:
    write("one.csv", "Email,Outlet", "a@one.example,Bote")
    write("two.csv", "Email,Outlet", "b@two.example,Bote")
    write("three.csv", "Email,Outlet,Zed", "c@three.example,Bote,77")
    shell = on_terminal("contacts", "import", "one.csv", "two.csv", "three.csv", "one.csv")
    shell.wait_for("Field")
    shell.type("\n")
    shell.wait_for("Import it so?")
    shell.type(answer)
    assert shell.code() == 130, shell.said
    assert "one.csv and two.csv are in" in shell.said
    assert "nothing of three.csv" in shell.said
    assert "nothing was imported" not in shell.said
    assert parsed(run("contacts", "list", "email:a@one.example", "--json"))["count"] == 1
    assert parsed(run("contacts", "list", "email:c@three.example", "--json"))["count"] == 0


def test_a_command_to_type_has_file_names_quoted(run: Run) -> None:
    write("Müller's list.csv", "Email,Outlet", "nobody,Bote", "a@x.example,Bote")
    ran = run("contacts", "import", "Müller's list.csv")
    [line] = [line for line in ran.err.splitlines() if "then run:" in line]
    said = shlex.split(line.partition("then run: ")[2])
    assert said == [
        *("outreach", "contacts", "import", "Müller's list.rejects.csv", "--kind", "press"),
    ]
    assert Path(said[3]).exists()


def test_a_shared_address_is_told_by_line_and_is_no_likely_duplicate(run: Run) -> None:
    write(
        "desk.csv",
        "Name,Email,Outlet",
        "P One,p1@x.example; desk@x.example,Bote",
        "News Desk,desk@x.example,Bote",
    )
    said = "desk.csv:2: desk@x.example is another contact's address"
    ran = run("contacts", "import", "desk.csv")
    assert ran.out.splitlines()[1].split("\t")[2:] == ["2", "2", "0", "0", "0", "0", "0"]
    assert said in ran.err.splitlines()
    assert "may be one person" not in ran.err
    assert run("contacts", "merge").err == "0 likely duplicates\n"
    ran = run("contacts", "import", "desk.csv", "--dry-run")
    assert "desk.csv:2: unchanged; desk@x.example is another contact's address" in ran.err
    data = parsed(run("contacts", "import", "desk.csv", "--json"))
    assert (data["shared"], data["likely_duplicates"]) == (1, 0)
    assert data["lines"][0]["shared"] == ["desk@x.example"]


def test_a_colleagues_list_with_the_same_headers_is_another_list(run: Run) -> None:
    write("ana.csv", "Name,Email,Outlet,Phone", "A B,a@x.example,Bote,1")
    write("bo.csv", "Name,Email,Outlet,Phone", "A B,a@x.example,Bote,2")
    write("ana (2).csv", "Name,Email,Outlet,Phone", "A B,a@x.example,Bote,3")
    for file, phone in (("ana.csv", "1"), ("bo.csv", "1"), ("ana (2).csv", "3")):
        assert run("contacts", "import", file).code == 0
        assert parsed(run("contacts", "show", "a@x.example", "--json"))["phone"] == phone


def test_nobody_is_asked_in_a_pipe(run: Run) -> None:
    write("a.csv", "Name,Email", "A B,a@new.example")
    ran = run("contacts", "import", "a.csv")
    assert ran.code == 3
    assert "--kind" in ran.err
