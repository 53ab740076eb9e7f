"""Inputs that nobody would write, at each door (bench/fuzz.py; `make fuzz` tries a hundred thousand)."""

from contextlib import closing
from pathlib import Path

import pytest

from fuzz import DOORS, Door, run


@pytest.mark.parametrize("name", DOORS)
def test_fuzz_no_input_breaks_a_promise(name: str, tmp_path: Path) -> None:
    with closing(Door(name, DOORS[name](tmp_path))) as door:
        tried = run(door, 1_000, seed=2)
    assert (tried.inputs, tried.broken) == (1_000, 0)
