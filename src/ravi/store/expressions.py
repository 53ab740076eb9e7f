"""A query → an expression for the index, in which nothing is left of what was typed but quoted, folded words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Literal, NamedTuple

from ravi.errors import InputError
from ravi.store.query import Any, Near, Phrase, Query, Typed, typed

Scope = Literal["all", "quotes", "narrator"]
Spellings = Callable[[str, bool], Sequence[str]]
"""The spellings with spaces of a word without them; with True, of all words that begin so and part within it."""
Beginnings = Callable[[str], Sequence[str]]
"""The words of a table of the index that begin so; none where there are none, or too many."""
Forms = Callable[[str], Iterable[str]]
"""The other forms of a word («کتاب» → «کتابهای»), where forms do not matter; both without half-spaces or with."""

Run = tuple[str, ...]
_LONGEST = 4  # words that are tried as one word with half-spaces
_MOST_RUNS = 16
_MOST_BEGUN = 200  # words that are each asked for by itself; of more, what they begin with
_MOST_NEAR = 4  # phrases


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words to be found one after the other, in any of several spellings; with `begins` the last is a beginning.

    `whole` is the one word that it is, without half-spaces, if it is one. `ended` are runs that begin with it, and
    whose last word is no beginning.
    """

    runs: tuple[Run, ...]
    begins: bool
    whole: str | None
    ended: tuple[Run, ...] = ()


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
        close = (_leaf(one.words, one.begins, spellings, forms if one.bare else no_forms, 0) for one in query.phrases)
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


def _leaf(
    words: Sequence[Typed], begins: bool, spellings: Spellings, forms: Forms, most_begun: int = _MOST_BEGUN
) -> Leaf:
    flags = [False] * (len(words) - 1) + [begins]
    one = len(list(_units(words, flags, spellings))) == 1
    whole = "".join(word.joined for word in words) if one else None
    begun = spellings(whole, True) if whole and begins else ()
    if whole and 0 < len(begun) <= most_begun:  # «خودد*» is no «خود د*», of which the index would collect every «د*»
        return Leaf(((whole,),), begins, whole, tuple(tuple(spaced.split()) for spaced in begun))
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
            last = begins and at + size == len(words)
            known = spellings(whole, last)
            if last:
                known = list(dict.fromkeys(_begin(spaced, len(whole)) for spaced in known))
            if size == 1 or known:
                typed = tuple(part for word in unit for part in word.parts)
                ways = {typed, (whole,), *(tuple(spaced.split()) for spaced in known)}
                found.update(way + rest for way in ways for rest in after[at + size])
        after[at] = tuple(sorted(found, key=lambda run: (-len(run), run))[:_MOST_RUNS])
    return after[0]


def _begin(spaced: str, letters: int) -> str:
    """The beginning of some words, of so many letters."""
    at = 0
    while letters and at < len(spaced):
        letters -= spaced[at] != " "
        at += 1
    return spaced[:at]


def expression(tree: Tree, beginnings: Beginnings, *, certain: bool = True) -> str:
    """What finds, in the table `search`, every article that has it; if not `certain`, those that may have it.

    They may where only some of their words count: then what is not wanted may stand among the others.
    """
    if isinstance(tree, Leaf):
        begun = _phrases(tree.runs, beginnings if tree.begins else None)
        ways = _either(chain(begun, _phrases(tree.ended, None)))
        if not (tree.begins and tree.whole):
            return f"words : {ways}"
        return f"(words : {ways} OR joined : {_either(_phrases([(tree.whole,)], beginnings))})"
    if isinstance(tree, Close):
        return _either(_near_expressions(tree))
    if isinstance(tree, Either):
        return _either(expression(one, beginnings, certain=certain) for one in tree.of)
    wanted = " AND ".join(expression(one, beginnings, certain=certain) for one in tree.wanted)
    if not tree.unwanted or not certain:
        return f"({wanted})"
    return f"(({wanted}) NOT {_either(expression(one, beginnings) for one in tree.unwanted)})"


def _phrases(runs: Iterable[Run], beginnings: Beginnings | None) -> Iterator[str]:
    """Each run as a phrase; with `beginnings`, one for each word that its last word is the beginning of.

    So they are found the newest first: of all that begins so, the index itself would first collect every article.
    """
    for run in runs:
        words = beginnings(run[-1]) if beginnings else ()
        for word in words:
            yield quoted(" ".join((*run[:-1], word)))
        if not words:
            yield quoted(" ".join(run)) + ("*" if beginnings else "")


def _near_expressions(near: Close) -> Iterator[str]:
    ways = [[quoted(" ".join(run)) + ("*" if leaf.begins else "") for run in leaf.runs] for leaf in near.leaves]
    for choice in product(*ways):
        yield f"words : NEAR({' '.join(choice)}, {near.distance})"


def _either(ways: Iterable[str]) -> str:
    return f"({' OR '.join(ways)})"


def among(tree: Tree, beginnings: Beginnings, mark: str = "") -> str:
    """What finds the lists of words in which are all the words of a query, with `mark` before each of them."""
    if isinstance(tree, Leaf):
        runs = [*tree.runs, *([(tree.whole,)] if tree.begins and tree.whole else [])]
        begun = (_all_of(run, beginnings if tree.begins else None, mark) for run in dict.fromkeys(runs))
        return _either(chain(begun, (_all_of(run, None, mark) for run in tree.ended)))
    if isinstance(tree, Either):
        return _either(among(one, beginnings, mark) for one in tree.of)
    wanted = tree.leaves if isinstance(tree, Close) else tree.wanted
    return f"({' AND '.join(among(one, beginnings, mark) for one in wanted)})"


def _all_of(run: Run, beginnings: Beginnings | None, mark: str) -> str:
    last = _either(_phrases([(mark + run[-1],)], beginnings))
    return f"({' AND '.join([*(quoted(mark + word) for word in run[:-1]), last])})"


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
