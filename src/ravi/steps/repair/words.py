"""Half-spaces to set: lost inside a word, or turned into a space."""

import re
from functools import lru_cache

from ravi.persian.letters import FOLD, ZWNJ
from ravi.persian.words import joins, split_word
from ravi.spans import Edit
from ravi.steps.repair.characters import LETTER, MARKS

_WORDS = re.compile(f"([^{LETTER}{MARKS}]+)")
_MI = ("می", "نمی")
_ENOUGH_VERBS, _ENOUGH_TIMES = 3, 10  # verbs apart from «می» that tell how a text is typed, and against joined ones
_MARK = re.compile(f"[{MARKS}]")


@lru_cache(maxsize=1 << 17)
def _word(word: str, careful: bool) -> tuple[tuple[int, ...], str, str]:
    """Where half-spaces belong inside a folded word, and its first and last part."""
    bare = _MARK.sub("", word)
    parts = split_word(bare, careful=careful)
    places = [at for at, char in enumerate(word) if not _MARK.match(char)] + [len(word)]
    cuts, at = [], 0
    for part in parts[:-1]:
        at += len(part)
        cuts.append(places[at])
    return tuple(cuts), parts[0], parts[-1]


_joins = lru_cache(maxsize=1 << 18)(joins)


def find_words(text: str) -> list[Edit]:
    """Half-spaces to set, by look-up of each word and of each two words with one space between."""
    found: list[Edit] = []
    pieces = _WORDS.split(text.translate(FOLD))
    pieces.append("")
    careful = _types_verbs_apart(pieces)
    at, before, last = 0, "", ""
    for word, after in zip(pieces[::2], pieces[1::2], strict=True):
        if word:
            cuts, first, end = _word(word, careful)
            if cuts and (before == ZWNJ or after == ZWNJ):
                cuts, first, end = (), word, word
            if before == " " and last and first and _joins(last, first):
                found.append(Edit(at - 1, at, ZWNJ, "half_space.spaced"))
            for cut in cuts:
                found.append(Edit(at + cut, at + cut, ZWNJ, "half_space.joined"))
            last, before = end, after
        else:
            last, before = "", after
        at += len(word) + len(after)
    return found


def _types_verbs_apart(pieces: list[str]) -> bool:
    """Whether a text parts «می» from its verbs: then its half-spaces were not lost by joining.

    Repair can only make this true, and then it asks for less: repairing twice still changes nothing more.
    """
    apart = pieces.count("می") + pieces.count("نمی")
    if apart < _ENOUGH_VERBS:
        return False
    joined = sum(word.startswith(_MI) and _word(word, False)[1] in _MI and len(word) > len(_MI[1]) for word in pieces)
    return joined * _ENOUGH_TIMES <= apart
