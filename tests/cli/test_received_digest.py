"""What the inbox of the sandbox shows is, byte for byte, what `render` shows."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.sandbox.server import RunningSandbox

Run = Callable[..., Any]


def test_a_letter_received_has_the_digest_of_the_letter_rendered(
    run: Run, sandbox: RunningSandbox
) -> None:
    assert run("send", "visit", "--yes").code == 0
    last = {letter.categories[-1]: letter for letter in sandbox.sandbox.outbox}
    assert {name.rpartition("/")[2] for name in last} == {"press", "congress", "signatories"}
    for category, letter in last.items():
        edition = category.rpartition("/")[2]
        ran = run("render", "visit", "--edition", edition, "--to", letter.to, "--part", "digest")
        digest = ran.out.strip()
        with urllib.request.urlopen(f"{sandbox.url}/letters/{letter.id}") as reply:
            page = reply.read().decode()
        assert re.fullmatch("[0-9a-f]{16}", digest)
        assert digest in page
