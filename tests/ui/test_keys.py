"""Keys as addresses and forms bear them."""

import pytest

from pontdesarts.ui.keys import key


@pytest.mark.parametrize(("typed", "read"), [("12", 12), ("9" * 18, int("9" * 18)), ("007", 7)])
def test_a_key_is_read(typed: str, read: int) -> None:
    assert key(typed) == read


@pytest.mark.parametrize("typed", ["", "-3", "1e3", " 12", "²", "٣", "9" * 19, "1_000", "None"])
def test_what_is_no_key_is_nothing_s(typed: str) -> None:
    assert key(typed) == 0
