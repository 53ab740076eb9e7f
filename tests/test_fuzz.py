"""Inputs that nobody would write, at each door (bench/fuzz.py; `make fuzz` tries a hundred thousand)."""

from pathlib import Path

import pytest

from fuzz import doors, run


@pytest.mark.parametrize(
    ("name", "count"), [("decode", 1_000), ("repair", 1_000), ("read", 1_000), ("query", 500), ("api", 200)]
)
def test_fuzz_no_input_breaks_a_promise(name: str, count: int, tmp_path: Path) -> None:
    [door] = [one for one in doors(tmp_path) if one.name == name]
    broken, _, _ = run(door, count, seed=2)
    assert broken == 0
