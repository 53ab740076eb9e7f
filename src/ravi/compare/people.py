"""People across articles: which entities of which articles are one person, each join with its reason.

Names alone join nobody: two men have one name. A join needs the same name and something more (the same office, the
same day, the same story, a retold quotation), or a hand's word; and a hand's word goes before all others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from ravi.compare.speakers import same_office
from ravi.persian.actors import name_key, same_key
from ravi.persian.letters import fold
from ravi.record import Record

Reason = Literal["by_hand", "name_and_office", "name_and_story", "name_and_day", "full_name"]
_STRENGTH: dict[Reason, int] = {
    "by_hand": 0,
    "name_and_office": 1,
    "name_and_story": 2,
    "name_and_day": 3,
    "full_name": 4,
}


class Place(NamedTuple):
    """An entity of an article: the article's id and the entity's number in its record."""

    article: str
    entity: int


class Person(NamedTuple):
    """A person as one article knows him. `story` is any label that articles of one story share."""

    place: Place
    name: str
    roles: tuple[str, ...]
    published: date | None
    story: str | None = None


class Join(NamedTuple):
    """Two places that speak of one person, and why that is held."""

    one: Place
    other: Place
    reason: Reason


class Joined(NamedTuple):
    """One person: his places in the order of their days, his fullest name, and the joins that hold them together."""

    name: str
    places: tuple[Place, ...]
    joins: tuple[Join, ...]


def people_in(record: Record, story: str | None = None) -> Iterator[Person]:
    """The persons with a name in one article."""
    roles: dict[int, list[str]] = defaultdict(list)
    for role in record.roles:
        if role.status == "current":
            roles[role.entity].append(role.span.of(record.article.text))
    for number, entity in enumerate(record.entities):
        if entity.type == "PER" and any(mention.kind == "name" for mention in entity.mentions):
            offices = dict.fromkeys([*([entity.role] if entity.role else []), *roles[number]])
            yield Person(Place(record.article.id, number), entity.name, tuple(offices), record.article.published, story)


def join_people(
    people: Iterable[Person], *, together: Iterable[tuple[Place, Place]] = (), apart: Iterable[tuple[Place, Place]] = ()
) -> list[Joined]:
    """Join persons on evidence, the strongest first. `together` and `apart` are what hands have said.

    Two places that a hand holds apart never meet, not even through others; nor do two persons of one article.

    >>> named = Person(Place("الف", 0), "علی رضایی", ("وزیر نفت",), None)
    >>> short = Person(Place("ب", 2), "رضایی", ("وزیر نفت",), None)
    >>> [(person.name, person.joins[0].reason) for person in join_people([named, short])]
    [('علی رضایی', 'name_and_office')]
    """
    everybody = sorted(people, key=lambda person: person.place)
    known = {person.place: person for person in everybody}
    groups = _Groups(known, apart)
    for one, other in sorted(together):
        if one in known and other in known:
            groups.join(Join(min(one, other), max(one, other), "by_hand"))
    for join in sorted(_evidence(everybody), key=lambda join: (_STRENGTH[join.reason], join)):
        groups.join(join)
    return groups.joined()


def family_of(name: str) -> str:
    """The last word of a name, folded: nobody is joined by evidence with one of another."""
    return fold(name).split()[-1]


def _evidence(people: Sequence[Person]) -> Iterator[Join]:
    """Every pair with a name in common, and the best reason to hold it for one person."""
    by_family: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_family[family_of(person.name)].append(person)
    for namesakes in by_family.values():
        offices = _offices(namesakes)
        for at, one in enumerate(namesakes):
            for other in namesakes[at + 1 :]:
                reason = _reason(one, other, offices)
                if reason and one.place.article != other.place.article:
                    yield Join(one.place, other.place, reason)


def _offices(namesakes: Sequence[Person]) -> dict[str, list[str]]:
    """The offices that all articles give to each full name."""
    found: dict[str, list[str]] = defaultdict(list)
    for person in namesakes:
        found[name_key(fold(person.name)).letters].extend(person.roles)
    return found


def _reason(one: Person, other: Person, offices: dict[str, list[str]]) -> Reason | None:
    keys = name_key(fold(one.name)), name_key(fold(other.name))
    if not same_key(*keys):
        return None
    if any(same_office(mine, his) for mine in one.roles for his in other.roles):
        return "name_and_office"
    clash = bool(one.roles and other.roles)
    if one.story is not None and one.story == other.story:
        return "name_and_story"
    if one.published and one.published == other.published and not clash:
        return "name_and_day"
    full = keys[0].letters == keys[1].letters and min(len(one.name.split()), len(other.name.split())) > 1
    if full and not clash and _agree(offices[keys[0].letters]):
        return "full_name"
    return None


def _agree(offices: Sequence[str]) -> bool:
    """Whether all offices of a full name can be one: nobody else of that name is known."""
    return all(same_office(offices[0], other) for other in offices[1:])


class _Groups:
    """Places that grow together, held apart where a hand or one article says so."""

    def __init__(self, known: dict[Place, Person], apart: Iterable[tuple[Place, Place]]) -> None:
        self.known = known
        self.group = {place: {place} for place in known}
        self.joins: dict[Place, list[Join]] = {place: [] for place in known}
        self.apart: dict[Place, set[Place]] = defaultdict(set)
        for one, other in apart:
            self.apart[one].add(other)
            self.apart[other].add(one)

    def join(self, join: Join) -> None:
        one, other = self.group[join.one], self.group[join.other]
        if one is other or self._clash(one, other, by_hand=join.reason == "by_hand"):
            return
        joins = [*self.joins[min(one)], *self.joins[min(other)], join]
        both = one | other
        for place in both:
            self.group[place] = both
        self.joins[min(both)] = joins

    def _clash(self, one: set[Place], other: set[Place], *, by_hand: bool) -> bool:
        if any(place in self.apart and not self.apart[place].isdisjoint(other) for place in one):
            return True
        if by_hand:
            return False
        articles = {place.article for place in one}
        return any(place.article in articles for place in other) or not self._same_names(one, other)

    def _same_names(self, one: set[Place], other: set[Place]) -> bool:
        """Whether the fullest names agree: «رضایی» does not join «علی رضایی» with «محسن رضایی»."""
        fullest = [max((self.known[place].name for place in group), key=len) for group in (one, other)]
        return same_key(name_key(fold(fullest[0])), name_key(fold(fullest[1])))

    def _age(self, place: Place) -> tuple[str, Place]:
        return str(self.known[place].published or ""), place

    def joined(self) -> list[Joined]:
        found = []
        for place, group in self.group.items():
            if place == min(group):
                name = max((self.known[each].name for each in sorted(group)), key=len)
                found.append(Joined(name, tuple(sorted(group, key=self._age)), tuple(self.joins[place])))
        return sorted(found, key=lambda person: person.places)
