from __future__ import annotations

from pathlib import Path

import pytest

from outreach.errors import WrongUsage
from outreach.sandbox.settings import RESERVED_DOMAINS, SandboxSettings, is_verified


@pytest.mark.parametrize("address", ["a@example.com", "A@EXAMPLE.ORG", "a@mail.press.example"])
def test_reserved_domains_are_verified_by_default(address: str) -> None:
    assert is_verified(address, RESERVED_DOMAINS)


@pytest.mark.parametrize("address", ["a@example.com.evil.test", "a@sub.example.com", "a@example"])
def test_others_are_not(address: str) -> None:
    assert not is_verified(address, RESERVED_DOMAINS)


def test_a_single_address_verifies_no_other() -> None:
    assert is_verified("Ana@example.com", ("ana@example.com",))
    assert not is_verified("bo@example.com", ("ana@example.com",))


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_time_must_pass(tmp_path: Path, scale: float) -> None:
    with pytest.raises(WrongUsage):
        SandboxSettings(tmp_path, time_scale=scale)


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_stop_cannot_come_after_its_letters(tmp_path: Path, seconds: float) -> None:
    with pytest.raises(WrongUsage):
        SandboxSettings(tmp_path, stoppable_until=seconds)
