"""A query → an expression for the index, in which nothing is left of what was typed but quoted, folded words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from ravi.errors import InputError
from ravi.store.index import QUOTED
from ravi.store.query import Any, Near, Phrase, Query, Typed, typed

Scope = Literal["all", "quotes", "narrator"]
Spellings = Callable[[str, bool], Sequence[str]]
"""The spellings with spaces of a word without them; with True, of the beginnings of words."""
Forms = Callable[[str], Iterable[str]]
"""The other forms of a word («کتاب» → «کتابهای»), where forms do not matter; both without half-spaces or with."""

Run = tuple[str, ...]
_LONGEST = 4  # words that are tried as one word with half-spaces
_MOST_RUNS = 16
_MOST_NEAR = 4  # phrases
_ANY_BORDERS = 6  # words of a phrase, up to which it may both begin and end across the border of a quotation


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words to be found one after the other, in any of several spellings; with `begins` the last is a beginning.

    `whole` is the one word that it is, without half-spaces, if it is one.
    """

    runs: tuple[Run, ...]
    begins: bool
    whole: str | None


class Together(NamedTuple):
    """Each of `wanted`, none of `unwanted`."""

    wanted: tuple["Tree", ...]
    unwanted: tuple["Tree", ...]


class Either(NamedTuple):
    """One or more of these."""

    of: tuple["Tree", ...]


class Close(NamedTuple):
    """Leaves in any order with at most `distance` words between."""

    leaves: tuple[Leaf, ...]
    distance: int


Tree = Leaf | Together | Either | Close


def no_forms(word: str) -> Iterable[str]:
    """Where a word is asked for as it stands."""
    return ()


def spell(query: Query, spellings: Spellings, forms: Forms = no_forms) -> Tree:
    """The query with every spelling of its words: words that are written with half-spaces become one.

    Of the words that stand in no quote marks, every one of their `forms` is meant.
    """
    if isinstance(query, Phrase):
        return _leaf(query.words, query.begins, spellings, forms if query.bare else no_forms)
    if isinstance(query, Near):
        if len(query.phrases) > _MOST_NEAR:
            raise InputError(f"NEAR takes at most {_MOST_NEAR} words or phrases: ask for fewer")
        close = (_leaf(one.words, one.begins, spellings, forms if one.bare else no_forms) for one in query.phrases)
        return Close(tuple(close), query.distance)
    if isinstance(query, Any):
        return Either(tuple(spell(one, spellings, forms) for one in query.of))
    wanted = tuple(_spell_all(query.wanted, spellings, forms))
    unwanted = tuple(spell(one, spellings, forms) for one in query.unwanted)
    return wanted[0] if len(wanted) == 1 and not unwanted else Together(wanted, unwanted)


def _spell_all(wanted: Sequence[Query], spellings: Spellings, forms: Forms) -> Iterator[Tree]:
    """Words that stand side by side, those that are one word with half-spaces as one."""
    at = 0
    while at < len(wanted):
        run = 0
        while at + run < len(wanted) and _is_bare(wanted[at + run]):
            run += 1
        phrases = [one for one in wanted[at : at + run] if isinstance(one, Phrase)]
        for start, size in _units([one.words[0] for one in phrases], [one.begins for one in phrases], spellings):
            unit = phrases[start : start + size]
            yield _leaf([one.words[0] for one in unit], unit[-1].begins, spellings, forms)
        at += run
        if at < len(wanted):
            yield spell(wanted[at], spellings, forms)
            at += 1


def _is_bare(query: Query) -> bool:
    return isinstance(query, Phrase) and query.bare


def _units(words: Sequence[Typed], begins: Sequence[bool], spellings: Spellings) -> Iterator[tuple[int, int]]:
    """Where each word starts and how many of those typed it takes: the longest that is known with half-spaces."""
    at = 0
    while at < len(words):
        size = 1
        for more in range(min(_LONGEST, len(words) - at), 1, -1):
            inner = any(begins[at : at + more - 1])
            if not inner and spellings("".join(word.joined for word in words[at : at + more]), begins[at + more - 1]):
                size = more
                break
        yield at, size
        at += size


def _leaf(words: Sequence[Typed], begins: bool, spellings: Spellings, forms: Forms) -> Leaf:
    flags = [False] * (len(words) - 1) + [begins]
    one = len(list(_units(words, flags, spellings))) == 1
    whole = "".join(word.joined for word in words) if one else None
    runs = dict.fromkeys(_runs(words, begins, spellings))
    for form in forms(whole) if whole and not begins else ():
        runs.update(dict.fromkeys(_runs(typed(form), False, spellings)))
    return Leaf(tuple(runs), begins, whole)


def _runs(words: Sequence[Typed], begins: bool, spellings: Spellings) -> tuple[Run, ...]:
    """Every spelling of words that follow one another: each as typed, as one word, and with its half-spaces as spaces.

    Those with the most words first, as the index has them; the order does not depend on how the words were typed.
    """
    after: list[tuple[Run, ...]] = [()] * len(words) + [((),)]
    for at in range(len(words) - 1, -1, -1):
        found: set[Run] = set()
        for size in range(1, min(_LONGEST, len(words) - at) + 1):
            unit = words[at : at + size]
            whole = "".join(word.joined for word in unit)
            known = spellings(whole, begins and at + size == len(words))
            if size == 1 or known:
                typed = tuple(part for word in unit for part in word.parts)
                ways = {typed, (whole,), *(tuple(spaced.split()) for spaced in known)}
                found.update(way + rest for way in ways for rest in after[at + size])
        after[at] = tuple(sorted(found, key=lambda run: (-len(run), run))[:_MOST_RUNS])
    return after[0]


def expression(tree: Tree, scope: Scope) -> str:
    """What finds, in the table `search`, every article that has it; in quotations those that may have it."""
    if isinstance(tree, Leaf):
        return _either(_leaf_expressions(tree, scope))
    if isinstance(tree, Close):
        return _either(_near_expressions(tree, scope))
    if isinstance(tree, Either):
        return _either(expression(one, scope) for one in tree.of)
    wanted = " AND ".join(expression(one, scope) for one in tree.wanted)
    if not tree.unwanted or scope == "quotes":  # there, one quotation may have it and another not
        return f"({wanted})"
    return f"(({wanted}) NOT {_either(expression(one, scope) for one in tree.unwanted)})"


def _leaf_expressions(leaf: Leaf, scope: Scope) -> Iterator[str]:
    star = "*" if leaf.begins else ""
    for run in leaf.runs:
        for marks in _marks(len(run), scope):
            words = " ".join(QUOTED + word if marked else word for word, marked in zip(run, marks, strict=True))
            yield f"words : {quoted(words)}{star}"
    if leaf.begins and leaf.whole:
        for marks in _marks(1, scope):
            yield f"joined : {quoted((QUOTED if marks[0] else '') + leaf.whole)}*"


def _marks(size: int, scope: Scope) -> Iterator[tuple[bool, ...]]:
    """Which words of a run may be inside a quotation: all, none, or those from or up to a border."""
    if scope != "all":
        yield (scope == "quotes",) * size
        return
    for first in (False, True):
        yield (first,) * size
        for border in range(1, size):
            yield (first,) * border + (not first,) * (size - border)
            for back in range(border + 1, size if size <= _ANY_BORDERS else 0):
                yield (first,) * border + (not first,) * (back - border) + (first,) * (size - back)


def _near_expressions(near: Close, scope: Scope) -> Iterator[str]:
    marked = {"all": (False, True), "quotes": (True,), "narrator": (False,)}[scope]
    ways = [
        [
            quoted(" ".join(QUOTED + word if mark else word for word in run)) + ("*" if leaf.begins else "")
            for run in leaf.runs
            for mark in marked
        ]
        for leaf in near.leaves
    ]
    for choice in product(*ways):
        yield f"words : NEAR({' '.join(choice)}, {near.distance})"


def _either(ways: Iterable[str]) -> str:
    return f"({' OR '.join(ways)})"


def named(column: str, query: Query, spellings: Spellings) -> str:
    """What finds the articles in whose `column`, a list of words, are all the words of a query."""
    return f"{column} : {_named(spell(query, spellings))}"


def _named(tree: Tree) -> str:
    if isinstance(tree, Leaf):
        star = "*" if tree.begins else ""
        runs = (" AND ".join(quoted(word) + (star if word is run[-1] else "") for word in run) for run in tree.runs)
        return _either(f"({run})" for run in runs)
    if isinstance(tree, Close):
        return f"({' AND '.join(_named(leaf) for leaf in tree.leaves)})"
    if isinstance(tree, Either):
        return _either(_named(one) for one in tree.of)
    return f"({' AND '.join(_named(one) for one in tree.wanted)})"


def quoted(words: str) -> str:
    """Words as the index takes them for words alone."""
    return '"' + words.replace('"', '""') + '"'


def leaves(tree: Tree) -> Iterator[Leaf]:
    """All that is wanted in a query."""
    if isinstance(tree, Leaf):
        yield tree
    else:
        for one in tree.leaves if isinstance(tree, Close) else tree.of if isinstance(tree, Either) else tree.wanted:
            yield from leaves(one)
