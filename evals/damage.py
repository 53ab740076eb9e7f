"""Damage of each kind seen in the wild, alone and mixed, and how much of it is repaired: python evals/damage.py.

The test sentences of both treebanks as one text each, damaged by a seeded function; F1 of half-spaces and right words
broken by tools/score_zwnj.py, words with letters that are not as they were, and lines that are right in everything.
"""

import argparse
import unicodedata
from collections.abc import Callable
from math import nan
from random import Random
from typing import Any

from ravi.persian.letters import ALEF_MAKSURA, KAF, KAF_ARABIC, KASHIDA, LRM, NOT_SIGN, RLM, YEH, YEH_ARABIC, ZWNJ, ZWSP
from ravi.steps.repair import repair_text
from zwnj import BANKS, SHARED, scorer

SEED = 1
Damage = Callable[[str, Random], str]

_LOST = ("", " ", ZWNJ * 2, LRM, RLM, ZWSP, NOT_SIGN, "&zwnj;", ZWNJ + LRM, "&#8204;")
_LOOSE = frozenset("آأإؤادذرزژوۀةء")
_SHAPES = {
    (name.split(" LETTER ")[1].rsplit(" ", 2)[0], name.rsplit(" ", 2)[1]): chr(code)
    for code in [*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)]
    if (name := unicodedata.name(chr(code), "")).startswith("ARABIC LETTER ") and name.endswith(" FORM")
}
_CP1256 = {ord(YEH): YEH_ARABIC} | {0x6F0 + digit: str(digit) for digit in range(10)}  # it has no others
_NAMES = {YEH: "FARSI YEH", KAF: "KEHEH"}


def half_spaces_as(new: str) -> Damage:
    """Every half-space another character, or none."""
    return lambda line, chance: line.replace(ZWNJ, new)


def letters_as(new: dict[str, str]) -> Damage:
    """Some letters as others."""
    table = {ord(old): letter for old, letter in new.items()}
    return lambda line, chance: line.translate(table)


def at_edges(line: str, chance: Random) -> str:
    """A half-space beside every third space."""
    return "".join(
        char if char != " " or chance.random() > 1 / 3 else chance.choice((ZWNJ + " ", " " + ZWNJ)) for char in line
    )


def stretched(line: str, chance: Random) -> str:
    """A stroke after every tenth letter that joins the next."""
    out = []
    for char, after in zip(line, f"{line[1:]} ", strict=False):
        joins = _is_letter(char) and _is_letter(after) and char not in _LOOSE
        out.append(char + KASHIDA * chance.randint(1, 3) if joins and chance.random() < 0.1 else char)
    return "".join(out)


def shaped(line: str, chance: Random) -> str:
    """Letters in the forms of their positions (U+FB50 to U+FEFC), as old programs wrote them."""
    out = []
    for before, char, after in zip(f" {line[:-1]}", line, f"{line[1:]} ", strict=False):
        left = _is_letter(before) and before not in _LOOSE
        right = _is_letter(after) and char not in _LOOSE
        form = ("MEDIAL" if right else "FINAL") if left else "INITIAL" if right else "ISOLATED"
        name = _NAMES.get(char) or unicodedata.name(char, "").removeprefix("ARABIC LETTER ")
        out.append(_SHAPES.get((name, form), char))
    return "".join(out)


def decoded_as(table: str, right: str) -> Damage:
    """The bytes of one encoding read by another table, what it has no character for as Latin-1 does."""

    def damage(line: str, chance: Random) -> str:
        plain = line.translate(_CP1256) if right == "cp1256" else line
        data = plain.encode(right, "ignore")
        return "".join(_decoded(byte, table) for byte in data)

    return damage


def run_together(line: str, chance: Random) -> str:
    """Every tenth space lost after a letter that joins nothing."""
    letters = zip(f" {line[:-1]}", line, strict=False)
    return "".join(
        "" if char == " " and before in _LOOSE and chance.random() < 0.1 else char for before, char in letters
    )


def cut(line: str, chance: Random) -> str:
    """A space in every twentieth place where a letter that joins nothing stands inside a word."""
    out = []
    for char, after in zip(line, f"{line[1:]} ", strict=False):
        inside = char in _LOOSE and _is_letter(after)
        out.append(f"{char} " if inside and chance.random() < 0.05 else char)
    return "".join(out)


def mixed(line: str, chance: Random) -> str:
    """Every half-space lost in a way of its own, a third of the words with one more kind of damage."""
    kinds = (
        at_edges,
        stretched,
        shaped,
        letters_as({YEH: YEH_ARABIC, KAF: KAF_ARABIC}),
        letters_as({YEH: ALEF_MAKSURA}),
    )
    words = []
    for word in line.split(" "):
        if "\u06cc\u0654" not in word and chance.random() < 1 / 3:
            word = chance.choice(kinds)(word, chance)
        words.append("".join(chance.choice(_LOST) if char == ZWNJ else char for char in word))
    return at_edges(" ".join(words), chance)


KINDS: dict[str, Damage] = {
    "joined": half_spaces_as(""),
    "spaced": half_spaces_as(" "),
    "doubled": half_spaces_as(ZWNJ * 2),
    "U+200B": half_spaces_as(ZWSP),
    "U+200E": half_spaces_as(LRM),
    "U+200F": half_spaces_as(RLM),
    "U+00AC": half_spaces_as(NOT_SIGN),
    "&zwnj;": half_spaces_as("&zwnj;"),
    "edges": at_edges,
    "Arabic letters": letters_as({YEH: YEH_ARABIC, KAF: KAF_ARABIC}),
    "shapes": shaped,
    "kashida": stretched,
    "UTF-8 as cp1252": decoded_as("cp1252", "utf-8"),
    "UTF-8 as cp1256": decoded_as("cp1256", "utf-8"),
    "cp1256 as cp1252": decoded_as("cp1252", "cp1256"),
    "run together": run_together,
    "cut": cut,
    "mixed": mixed,
}


def _is_letter(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("ARABIC LETTER")


def _decoded(byte: int, table: str) -> str:
    try:
        return bytes([byte]).decode(table)
    except UnicodeDecodeError:
        return chr(byte)


def damaged(lines: list[str], kind: str) -> str:
    """Some lines with one kind of damage, as one text."""
    chance = Random(SEED)  # noqa: S311
    return "\n".join(KINDS[kind](line, chance) for line in lines)


def given_back(tool: Any, gold: list[str], broken: list[str], back: list[str]) -> float:  # noqa: ANN401 - from outside
    """Of the gaps that damage changed between letters that it kept, the share that repair gave back (NaN: none)."""
    changed = right = 0
    for lines in zip(gold, broken, back, strict=True):
        (letters, want), (other, had), (_, have) = map(tool.letters, lines)
        if letters == other and len(want) == len(have):
            lost = [at for at in range(1, len(want)) if want[at] != had[at]]
            changed += len(lost)
            right += sum(want[at] == have[at] for at in lost)
    return right / changed if changed else nan


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="test", choices=["dev", "test"])
    part = parser.parse_args().part
    tool = scorer()
    print("| damage | gaps given back | F1 | right words broken | words with other letters | lines right |")
    print("|---|---|---|---|---|---|")
    for kind in KINDS:
        cells: list[tuple[str, ...]] = []
        for bank in BANKS:
            path = SHARED / "data" / "zwnj" / f"{part}-{bank}.txt"
            gold = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
            broken = damaged(gold, kind).split("\n")
            back = repair_text("\n".join(broken)).text.split("\n")
            got = tool.score(gold, back)
            given = f"{given_back(tool, gold, broken, back):.3f}"
            cells.append(
                (given, f"{got['f1']:.4f}", f"{got['broken']:.2%}", str(got["letters"]), f"{got['exact']:.3f}")
            )
        row = " | ".join(" / ".join(pair) for pair in zip(*cells, strict=True))
        print(f"| {kind} | {row.replace('nan / nan', '–')} |", flush=True)


if __name__ == "__main__":
    main()
