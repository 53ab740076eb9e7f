"""The comparison with other tools: Ravi's own worker always, each peer where its environment is installed."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ravi.persian.letters import ZWNJ

EVALS = Path(__file__).resolve().parent.parent / "evals"
PEERS = ("hazm", "negar", "shekar", "parsivar")


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a module from outside the package
    """The module evals/peers.py."""
    monkeypatch.syspath_prepend(str(EVALS))
    return import_module("peers")


def tool(peers: Any, name: str) -> Any:  # noqa: ANN401
    return next(one for one in peers.TOOLS if one.name == name)


def test_peers_ravi_answers_texts_and_a_file(peers: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "damaged.txt"
    path.write_text("می شود\nمی رود", encoding="utf-8")
    with peers.Worker(tool(peers, "ravi")) as worker:
        answer = worker.repair(["می شود", "", "کتاب خوب"])
        assert answer["texts"] == [f"می{ZWNJ}شود", "", "کتاب خوب"]
        assert answer["failed"] == 0
        assert answer["seconds"] > 0
        assert answer["peak_mb"] > 1
        assert "texts" not in worker.repair_file(path)


@pytest.mark.parametrize("name", PEERS)
def test_peers_each_joins_a_verb_with_its_prefix(peers: Any, name: str) -> None:  # noqa: ANN401
    if not peers.python_of(tool(peers, name)).exists():
        pytest.skip(f"{name} is not installed: python evals/peers.py --install")
    with peers.Worker(tool(peers, name)) as worker:
        assert f"می{ZWNJ}شود" in worker.repair(["این کار انجام می شود ."])["texts"][0]


def test_peers_one_that_is_not_installed_is_a_row_that_says_so(
    peers: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(peers, "articles", list)
    rows = peers.measure([tool(peers, "hazm")], 1)
    lines = peers.table(rows)
    assert "not installed" in rows["hazm"]["missing"]
    assert len(lines) == 3
    assert len({line.count("|") for line in lines}) == 1


def test_peers_one_that_does_not_load_is_a_row_that_says_why(peers: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    monkeypatch.setattr(peers, "articles", list)
    rows = peers.measure([peers.Tool("shekar", None, "shekar in Ravi's own environment")], 1)
    assert "ModuleNotFoundError" in rows["shekar"]["missing"]
