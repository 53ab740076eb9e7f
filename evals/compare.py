"""Comparing articles, on trials planted in real ones: python evals/compare.py [--errors]

`reprints.found`, `reprints.wrong`: of 300 articles of Fars News, each copied with 10 to 40 % of its words exchanged,
left out or added; the share found, and the share of pairs reported that were not planted (the agency's own repeats are
left out of the count). `stories.found`, `stories.right`: 150 articles each cut into two, sentence by sentence in turn,
as two outlets would tell it; the share of pairs found, and of reported pairs that are right. `speakers.named`:
quotations of a named person given to another person in a copy; the share reported as such.
"""

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gold import SHARED
from ravi.compare.quotations import find_quotations, said_in
from ravi.compare.reprints import find_reprints
from ravi.compare.stories import find_stories, told_in
from ravi.inputs import read_inputs
from ravi.persian.letters import fold
from ravi.persian.verbs import key
from ravi.pipeline import Reader
from ravi.record import Article, Record
from ravi.steps.tokens import find_sentences, find_tokens

ARTICLES = SHARED / "data" / "articles" / "fars.jsonl"
OWN_REPEATS = 0.25  # of the shorter article: pairs of originals above it are the agency's own and no error
SEED = 1


def articles() -> list[Article]:
    """The articles of Fars News."""
    return [found for found in read_inputs([str(ARTICLES)], stdin=sys.stdin.buffer) if isinstance(found, Article)]


def exchanged(words: Sequence[str], share: float, vocabulary: Sequence[str], rng: random.Random) -> list[str]:
    """The words with a share of them replaced, left out, or joined by another."""
    copy: list[str] = []
    for word in words:
        if rng.random() >= share:
            copy.append(word)
        else:
            other = rng.choice(vocabulary)
            copy += rng.choice(([other], [other], [], [word, other]))
    return copy


def planted_reprints(texts: Sequence[Article]) -> dict[str, float]:
    """How many planted copies are found, and how many pairs are none."""
    rng = random.Random(SEED)  # noqa: S311 - a seeded trial
    words = [
        [key(token.text) for token in find_tokens(fold(article.text)) if token.text[0].isalnum()] for article in texts
    ]
    vocabulary = [word for each in words for word in each]
    chosen = rng.sample(range(len(words)), 300)
    copies = [exchanged(words[number], rng.uniform(0.1, 0.4), vocabulary, rng) for number in chosen]
    known = {(found.older, found.newer) for found in find_reprints(words, enough=OWN_REPEATS)}
    like = {pair[0]: pair[1] for pair in known} | {pair[1]: pair[0] for pair in known}
    found = {(pair.older, pair.newer) for pair in find_reprints([*words, *copies])} - known
    right = {(number, len(words) + copy) for copy, number in enumerate(chosen)}
    also = {(like[number], len(words) + copy) for copy, number in enumerate(chosen) if number in like}
    wrong = found - right - also
    return {"reprints.found": len(found & right) / len(right), "reprints.wrong": len(wrong) / max(1, len(found))}


def halves(article: Article) -> tuple[Article, Article]:
    """The article as two outlets would tell it: its first sentence in both, the others in turn."""
    sentences = [span.of(article.text) for span in find_sentences(article.text)]
    one, other = sentences[:1] + sentences[1::2], sentences[:1] + sentences[2::2]
    return (
        replace(article, id=f"{article.id}-1", text="\n".join(one), publisher="یک"),
        replace(article, id=f"{article.id}-2", text="\n".join(other[1:]), publisher="دو"),
    )


def planted_stories(texts: Sequence[Article], reader: Reader) -> dict[str, float]:
    """How many articles that were cut in two meet again, and how many pairs that meet belong together."""
    cut = [half for article in texts if len(find_sentences(article.text)) > 7 for half in halves(article)][:300]
    cut = [replace(article, published=date(2020, 1, 1)) for article in cut]  # all on one day: names and words must tell
    stories = find_stories(told_in(reader.read(article)) for article in cut)
    pairs = {pair for story in stories for pair in combinations(sorted(story.articles), 2)}
    right = {(cut[at].id, cut[at + 1].id) for at in range(0, len(cut), 2)}
    if "--errors" in sys.argv:
        for story in stories:
            print(*story.articles, "·", *story.about[:5])
    return {"stories.found": len(pairs & right) / len(right), "stories.right": len(pairs & right) / max(1, len(pairs))}


def planted_speakers(texts: Sequence[Article], reader: Reader) -> dict[str, float]:
    """How many of the quotations that a copy gives to somebody else are reported."""
    records = [reader.read(article) for article in texts]
    names = [name for record in records if (name := _quoted_person(record))]
    named = planted = 0
    for record, name in zip((each for each in records if _quoted_person(each)), names[1:] + names[:1], strict=True):
        copy = _given_to(record, name)
        if copy is None:
            continue
        planted += 1
        told = [said for each in (record, reader.read(copy)) for said in said_in(each)]
        found = any(again.speaker == "other" for quotation in find_quotations(told) for again in quotation.disputed)
        named += found
        if not found and "--errors" in sys.argv:
            print(record.article.id, name)
    return {"speakers.named": named / max(1, planted), "speakers.planted": planted}


def _quoted_person(record: Record) -> str | None:
    for quote in record.quotes:
        if quote.speaker and quote.speaker.entity is not None and quote.span.end - quote.span.start > 80:
            entity = record.entities[quote.speaker.entity]
            if entity.type == "PER" and len(entity.name.split()) > 1 and entity.rule == "entities.person":
                return entity.name
    return None


def _given_to(record: Record, name: str) -> Article | None:
    """A copy a day later in which another person stands wherever the quoted one is named."""
    mine = _quoted_person(record)
    if mine is None or mine.split()[-1] == name.split()[-1]:
        return None
    text = record.article.text.replace(mine, name).replace(mine.split()[-1], name.split()[-1])
    day = record.article.published
    return replace(record.article, id=f"{record.article.id}-2", text=text, published=day and day + timedelta(days=1))


def measure() -> dict[str, float]:
    """All figures, or nothing where the articles are absent."""
    if not ARTICLES.exists():
        return {}
    texts, reader = articles(), Reader()
    return {
        **planted_reprints(texts),
        **planted_stories(texts[:200], reader),
        **planted_speakers(list(islice(texts, 200, 320)), reader),
    }


if __name__ == "__main__":
    print(json.dumps(measure() or "skipped: ../shared is not there", indent=1))
