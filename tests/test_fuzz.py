"""Inputs that nobody would write, at each door (bench/fuzz.py; `make fuzz` tries a hundred thousand)."""

from pathlib import Path

import pytest

from fuzz import DOORS, Door, run


@pytest.mark.parametrize(
    ("name", "count"), [("decode", 1_000), ("repair", 1_000), ("read", 1_000), ("query", 500), ("api", 200)]
)
def test_fuzz_no_input_breaks_a_promise(name: str, count: int, tmp_path: Path) -> None:
    tried = run(Door(name, DOORS[name](tmp_path)), count, seed=2)
    assert (tried.inputs, tried.broken) == (count, 0)
