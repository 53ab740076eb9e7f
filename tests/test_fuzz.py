"""A thousand inputs that nobody would write, at each door (bench/fuzz.py; `make fuzz` tries a hundred thousand)."""

from pathlib import Path

import pytest

from fuzz import doors, run


@pytest.mark.parametrize("name", ["decode", "repair", "read", "query", "api"])
def test_fuzz_no_input_breaks_a_promise(name: str, tmp_path: Path) -> None:
    [door] = [one for one in doors(tmp_path) if one.name == name]
    broken, _, _ = run(door, 1_000, seed=2)
    assert broken == 0
