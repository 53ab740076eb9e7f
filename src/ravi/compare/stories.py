"""Stories: the articles that report one happening, by whom they speak of, their words, and their days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import log, sqrt
from typing import NamedTuple

from ravi.compare.words import words_of
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


def told_in(record: Record) -> Told:
    """What one article tells of."""
    features: Counter[str] = Counter()
    for place, word in enumerate(words_of(record)[:_WORDS]):
        if len(word.key) > 2:
            features[word.key] += 2 if place < _LEAD else 1
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
    vectors = _vectors(ordered)
    open_stories: list[_Open] = []
    holding: dict[str, list[int]] = defaultdict(list)
    for each, vector in zip(ordered, vectors, strict=True):
        best, nearest = None, enough
        for number in sorted({number for feature in _heaviest(vector) for number in holding[feature]}):
            story = open_stories[number]
            if _is_near(story.last, each.published, days) and (near := story.likeness(vector)) >= nearest:
                best, nearest = number, near
        if best is None:
            best = len(open_stories)
            open_stories.append(_Open())
        open_stories[best].add(each, vector)
        for feature in _heaviest(vector):
            if best not in holding[feature]:
                holding[feature].append(best)
    return [story.closed() for story in open_stories if len(story.articles) > 1]


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


def _vectors(told: Sequence[Told]) -> Sequence[Vector]:
    """Unit vectors: frequency dampened, weighed by rarity among these articles."""
    spread = Counter(feature for each in told for feature in each.features)
    vectors = []
    for each in told:
        vector = {
            feature: (1 + log(count)) * log(1 + len(told) / spread[feature]) for feature, count in each.features.items()
        }
        size = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({feature: weight / size for feature, weight in vector.items()})
    return vectors


def _heaviest(vector: Vector) -> list[str]:
    return sorted(vector, key=lambda feature: (-vector[feature], feature))[:_TELLING]


def _is_near(last: date | None, day: date | None, days: int) -> bool:
    if last is None or day is None:
        return last is day
    return (day - last).days <= days
