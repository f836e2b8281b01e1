"""One process that forks all commands of a test session from itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from warm import Warm
from warm import warm as warmed


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with warmed(tmp_path_factory.mktemp("warm")) as process:
        yield process
