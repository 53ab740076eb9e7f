"""The running example of the design, where the shared data is: its events and terms, by evals/example.py."""

from importlib import import_module
from pathlib import Path

import pytest

EVALS = Path(__file__).resolve().parent.parent / "evals"


def test_example_is_read_as_the_design_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EVALS))
    found = import_module("example").checks()
    if not found:
        pytest.skip("no ../shared beside the repository")
    assert [what for what, holds in found.items() if not holds] == []
