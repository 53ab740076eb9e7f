"""Stories: the articles that report one happening, by whom they speak of, their words, and their days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import log, sqrt
from typing import NamedTuple

from ravi.compare.words import spelt_words
from ravi.persian.actors import name_key
from ravi.persian.letters import fold
from ravi.record import Record

ENOUGH = 0.2  # cosine of an article and the middle of a story
_DAYS = 3
_WORDS = 400  # of an article: the news is at its beginning
_LEAD = 60  # words that count twice
_TELLING = 25  # the heaviest features of an article, by which stories are looked for

Vector = Mapping[str, float]


class Told(NamedTuple):
    """What an article tells of, as it is compared: features (words, and actors as «@name») and how often."""

    article: str
    published: date | None
    features: Counter[str]


class Story(NamedTuple):
    """Articles about one happening, in the order of their days, and the features that hold them together."""

    articles: tuple[str, ...]
    about: tuple[str, ...]


def told_in(record: Record, words: Sequence[str] | None = None) -> Told:
    """What one article tells of; `words` are the keys of its words where they are known."""
    words = [key for key, _ in spelt_words(record)] if words is None else words
    features: Counter[str] = Counter()
    for place, word in enumerate(words[:_WORDS]):
        if len(word) > 2:
            features[word] += 2 if place < _LEAD else 1
    for entity in record.entities:
        if entity.type in ("PER", "ORG", "GPE", "LOC"):
            features["@" + name_key(fold(entity.name)).letters] += len(entity.mentions)
    return Told(record.article.id, record.article.published, features)


def find_stories(told: Iterable[Told], *, enough: float = ENOUGH, days: int = _DAYS) -> list[Story]:
    """Join articles to stories, in the order of their days; an article stands in one story or in none.

    An article joins the story whose middle is nearest, if that is near enough and its last article not more than `days`
    days older. Articles without a date only meet each other.
    """
    ordered = sorted(told, key=lambda each: (each.published or date.min, each.article))
    spread = Counter(feature for each in ordered for feature in each.features)
    found = sorted(join_stories(ordered, spread, len(ordered), enough=enough, days=days), key=lambda pair: pair[0])
    return [story for _, story in found]


def join_stories(
    ordered: Iterable[Told], spread: Mapping[str, int], count: int, *, enough: float = ENOUGH, days: int = _DAYS
) -> Iterator[tuple[int, Story]]:
    """As `find_stories`, of articles that come in order; only the stories that may grow are held.

    `spread` says in how many of all the `count` articles each feature stands. Each story is given as soon as it can
    grow no more, with its number.
    """
    growing: dict[int, _Open] = {}
    holding: dict[str, list[int]] = defaultdict(list)
    today: date | None = None
    for number, each in enumerate(ordered):
        if each.published != today:
            today = each.published
            for old in [old for old, story in growing.items() if not _is_near(story.last, today, days)]:
                story = growing.pop(old)
                if len(story.articles) > 1:
                    yield old, story.closed()
            holding = defaultdict(list, {of: kept for of, held in holding.items() if (kept := _kept(held, growing))})
        vector = _vector(each, spread, count)
        heaviest = _heaviest(vector)
        best, nearest = number, enough
        for candidate in sorted({old for feature in heaviest for old in holding[feature]}):
            if (near := growing[candidate].likeness(vector)) >= nearest:
                best, nearest = candidate, near
        growing.setdefault(best, _Open()).add(each, vector)
        for feature in heaviest:
            if best not in holding[feature]:
                holding[feature].append(best)
    for number, story in growing.items():
        if len(story.articles) > 1:
            yield number, story.closed()


def _kept(held: Iterable[int], growing: Mapping[int, "_Open"]) -> list[int]:
    return [number for number in held if number in growing]


class _Open:
    """A story that may still grow: its articles and the sum of their vectors."""

    def __init__(self) -> None:
        self.articles: list[str] = []
        self.last: date | None = None
        self.middle: dict[str, float] = defaultdict(float)
        self.size = 0.0

    def add(self, told: Told, vector: Vector) -> None:
        self.articles.append(told.article)
        self.last = told.published
        for feature, weight in vector.items():
            self.middle[feature] += weight
        self.size = sqrt(sum(weight * weight for weight in self.middle.values()))

    def likeness(self, vector: Vector) -> float:
        return sum(weight * self.middle.get(feature, 0.0) for feature, weight in vector.items()) / self.size

    def closed(self) -> Story:
        heaviest = sorted(self.middle, key=lambda feature: (-self.middle[feature], feature))
        return Story(tuple(self.articles), tuple(heaviest[:8]))


def _vector(told: Told, spread: Mapping[str, int], count: int) -> Vector:
    """A unit vector: frequency dampened, weighed by rarity among all articles."""
    vector = {feature: (1 + log(times)) * log(1 + count / spread[feature]) for feature, times in told.features.items()}
    size = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {feature: weight / size for feature, weight in vector.items()}


def _heaviest(vector: Vector) -> list[str]:
    return sorted(vector, key=lambda feature: (-vector[feature], feature))[:_TELLING]


def _is_near(last: date | None, day: date | None, days: int) -> bool:
    if last is None or day is None:
        return last is day
    return (day - last).days <= days
