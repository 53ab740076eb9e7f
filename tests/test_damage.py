"""Damage of every kind, alone and mixed in one article: what comes back, and the laws of repair on it."""

from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravi.persian.letters import ZWNJ
from ravi.steps.repair import repair_text

EVALS = Path(__file__).resolve().parent.parent / "evals"
ARTICLE = """وزیر کشور دیروز گفت: «دولت سیاست|های تازه|ای برای شهرها دارد.»
خبرنگاران می|پرسند که این کار چگونه انجام می|شود؛ او پاسخ نداد.
به گزارش پیک روز، نمایندگان ۱۲۳ طرح و ۱،۵۰۰ پیشنهاد را خوانده|اند.
کارگران کارخانه|های شمال نمی|خواهند در منطقه|ای دیگر بمانند.""".replace("|", ZWNJ)
PLACELESS = str.maketrans("۱۲۳۴۵۶۷۸۹۰", "1234567890")  # Windows-1256 has no Persian digits


@pytest.fixture(scope="module")
def damage() -> Any:  # noqa: ANN401 - a module from outside the package
    """The module evals/damage.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EVALS))
        return import_module("damage")


def kinds() -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EVALS))
        return list(import_module("damage").KINDS)


IN_PART = {"run together", "cut"}  # told by tables: some of it


@pytest.mark.parametrize("kind", sorted(set(kinds()) - IN_PART))
def test_damage_of_each_kind_is_repaired(damage: Any, kind: str) -> None:  # noqa: ANN401
    broken = damage.damaged(ARTICLE.split("\n"), kind)
    assert broken != ARTICLE
    right = ARTICLE.translate(PLACELESS) if kind.startswith("cp1256") else ARTICLE
    assert repair_text(broken).text == right
    assert repair_text(broken).undo() == broken


def test_damage_leaves_right_text_alone() -> None:
    assert repair_text(ARTICLE).edits == ()


def test_damage_is_the_same_for_the_same_seed(damage: Any) -> None:  # noqa: ANN401
    assert damage.damaged([ARTICLE], "mixed") == damage.damaged([ARTICLE], "mixed")


@settings(deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(kinds()), min_size=1, max_size=3))
def test_damage_upon_damage_keeps_the_laws(damage: Any, seed: int, names: list[str]) -> None:  # noqa: ANN401
    chance = Random(seed)  # noqa: S311
    broken = ARTICLE
    for name in names:
        broken = "\n".join(damage.KINDS[name](line, chance) for line in broken.split("\n"))
    repaired = repair_text(broken)
    assert repaired.undo() == broken
    assert repair_text(repaired.text).edits == ()
    assert repaired.text.count("\n") == ARTICLE.count("\n")
