"""The NSURL articles as running text in three spellings, cut into words with a label each.

`apart`: as tagged; what a half-space or a space parts, is parted. `joined`: every half-space lost inside a token.
`mended`: what Ravi's repair makes of `joined`. (A half-space parts words for the model, and letters are folded before
it, so that other spellings are the same to it.)
"""

import json
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.pieces import Pieces, find_words
from ravi.steps.repair import repair_text

KINDS = ("PER", "ORG", "LOC", "DAT", "TIM", "MON", "PCT")
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
NUMBER = {label: number for number, label in enumerate(LABELS)}
SHARES = {"apart": 0.6, "mended": 0.25, "joined": 0.15}
HELD_OUT = 14  # one article of so many is kept out of training, to choose by

Sentence = list[tuple[str, int]]  # words with the numbers of their labels


@dataclass(frozen=True)
class Article:
    """A tagged article in each spelling."""

    id: str
    spellings: dict[str, list[Sentence]]

    @property
    def held_out(self) -> bool:
        """Whether it is one of those that are never trained on."""
        return is_held_out(self.id)


def is_held_out(name: str) -> bool:
    """Whether the article of that id is one of those that are never trained on."""
    return int(sha256(name.encode()).hexdigest(), 16) % HELD_OUT == 0


def read_articles(path: Path, *, held_out: bool | None = None) -> list[Article]:
    """The articles of one part; of the training part perhaps only those held out, or only the others."""
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if held_out is not None and is_held_out(article["id"]) != held_out:
            continue
        rows = [[(token, tag) for token, tag in sentence] for sentence in article["sentences"]]
        joined = [[(token.replace(ZWNJ, "").replace(" ", ""), tag) for token, tag in row] for row in rows]
        spellings = {
            "apart": [_words(row, mend=False) for row in rows],
            "joined": [_words(row, mend=False) for row in joined],
            "mended": [_words(row, mend=True) for row in joined],
        }
        articles.append(Article(article["id"], spellings))
    return articles


def _words(row: Sequence[tuple[str, str]], *, mend: bool) -> Sentence:
    """The words of one sentence, each with the label of the token that it stands in."""
    text, starts = "", []
    for token, _ in row:
        starts.append(len(text))
        text += token + " "
    repaired = repair_text(text) if mend else None
    folded = fold(repaired.text if repaired else text)
    words: Sentence = []
    last = -1
    for span in find_words(folded):
        place = repaired.offsets.to_original(span) if repaired else span
        at = bisect_right(starts, place.start) - 1
        tag = row[at][1]
        if at == last and tag.startswith("B"):
            tag = "I" + tag[1:]
        last = at
        words.append((span.of(folded), NUMBER[tag]))
    return words


@dataclass(frozen=True)
class Window:
    """Pieces as a model gets them, where words begin among them, and the labels of those words."""

    pieces: list[int]
    firsts: list[int]
    labels: list[int]


def windows(sentences: Sequence[Sentence], pieces: Pieces, limit: int) -> Iterator[Window]:
    """Whole sentences up to `limit` pieces, a longer sentence cut."""
    out, firsts, labels = [0], list[int](), list[int]()
    for sentence in sentences:
        cut = [(pieces.of(word), label) for word, label in sentence]
        if firsts and len(out) + sum(len(numbers) for numbers, _ in cut) >= limit:
            yield Window([*out, 2], firsts, labels)
            out, firsts, labels = [0], [], []
        for numbers, label in cut:
            if len(out) + len(numbers) >= limit:
                yield Window([*out, 2], firsts, labels)
                out, firsts, labels = [0], [], []
            firsts.append(len(out))
            labels.append(label)
            out += numbers
    if firsts:
        yield Window([*out, 2], firsts, labels)


def batches(all_windows: list[Window], size: int, chance: random.Random) -> list[list[Window]]:
    """Windows of about one length together, up to `size` pieces a batch with their padding, in random order."""
    ordered = sorted(all_windows, key=lambda window: (len(window.pieces), chance.random()))
    made: list[list[Window]] = [[]]
    for window in ordered:
        if made[-1] and (len(made[-1]) + 1) * len(window.pieces) > size:
            made.append([])
        made[-1].append(window)
    chance.shuffle(made)
    return made


def passes(articles: Sequence[Article], pieces: Pieces, size: int, count: int, seed: int) -> list[list[Window]]:
    """The batches of `count` passes; in each, every article in a spelling and with a window length of chance."""
    made = []
    for number in range(count):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - nothing secret
        found: list[Window] = []
        for article in articles:
            (spelling,) = chance.choices(list(SHARES), list(SHARES.values()))
            found += windows(article.spellings[spelling], pieces, chance.choice((96, 160, 224, 256)))
        made += batches(found, size, chance)
    return made
