"""Choose the pieces that Persian news needs out of the 250,002 of the base encoder.

The text that may train what is shipped is cut with all pieces; those seen often enough stay, with every single
character of the Arabic script, the digits, Latin letters and marks. The rest falls to shorter pieces.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from base import SPECIAL, UNKNOWN, Base

from ravi.persian.letters import fold
from ravi.persian.pieces import PREFIX, Pieces, find_words

_PERSIAN = re.compile(
    f"{PREFIX}?(?:[\u0621-\u0628\u062a-\u063a\u0641\u0642\u0644-\u0648پچژکگی]+|[A-Za-z]{{1,2}}|[0-9]{{1,4}})"
).fullmatch


def raw_texts(shared: Path) -> Iterator[str]:
    """The text that may train what is shipped."""
    for line in (shared / "data/ner/train.jsonl").read_text(encoding="utf-8").splitlines():
        yield "\n".join(" ".join(token for token, _ in sentence) for sentence in json.loads(line)["sentences"])
    for line in (shared / "data/articles/fars.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        yield f"{article.get('title') or ''}\n{article['text']}"
    for name in ("train-ud.txt", "train-news.txt"):
        yield (shared / "data/zwnj" / name).read_text(encoding="utf-8")


def choose(base: Base, shared: Path, size: int) -> list[int]:
    """The numbers of the pieces to keep, in their order: special ones, single characters, then the most frequent."""
    words: Counter[str] = Counter()
    for text in raw_texts(shared):
        folded = fold(text)
        words.update(span.of(folded) for span in find_words(folded))
    cut = Pieces(base.pieces, base.scores.tolist(), UNKNOWN)
    seen: Counter[int] = Counter()
    for word, count in words.items():
        for number in cut.of(word):
            seen[number] += count
    single = [number for number, piece in enumerate(base.pieces) if number >= len(SPECIAL) and _single(piece)]
    keep = list(range(len(SPECIAL))) + single
    there = set(keep)
    often = [number for number, _ in seen.most_common() if number not in there]
    there.update(often)
    near = [number for number, piece in enumerate(base.pieces) if number not in there and _PERSIAN(piece)]
    print(
        f"{len(words):,} words; {len(often):,} pieces seen, {len(single):,} single, {len(near):,} others in the script"
    )
    return sorted([*keep, *often, *near][:size])


def _single(piece: str) -> bool:
    letter = piece.removeprefix(PREFIX)
    if len(letter) != 1 or fold(letter) != letter:
        return len(piece) == 1 and piece == PREFIX
    return ord(letter) < 0x250 or 0x600 <= ord(letter) < 0x700 or unicodedata.category(letter)[0] in "PS"
