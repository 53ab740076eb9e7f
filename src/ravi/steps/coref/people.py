"""The actors of an article while they are gathered: what each is called, and who spoke last."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ravi.persian.actors import NameKey, can_be_name, fullness, name_key, same_key
from ravi.persian.gazetteer import country_of
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, EntityType, Mention, MentionKind
from ravi.spans import Span

_REACH = 300  # actors: how far back one is looked for, so that cost stays linear
PRESS = ("entities.outlet", "entities.agency")  # the rules that find agencies and outlets
_NO_OFFICE = frozenset(("و", "سابق", "یک", "وقت", "پیشین", "اسبق", ""))


_HEADS = frozenset(("رییس", "کل", "عامل", "مقام", "اول", "ارشد"))  # of a head in two words: «نایب رییس»


_FORMER = frozenset(("سابق", "پیشین", "اسبق"))
_GENERIC = WORDS["title"] | WORDS["organisation"] | WORDS["body"] | _HEADS | {"مسیول", "امور", "عمومی", "جمهور", "هیات"}
_PRESIDENT = frozenset(("رییس", "جمهور", "جمهوری", "محترم", "کشور", "کشورمان", "ایران"))


class Office(NamedTuple):
    """An office: the word that it opens with, and all that tell it from another."""

    head: str
    words: frozenset[str]
    body: str  # the word after the head: of what
    span: Span
    countries: frozenset[str] = frozenset()  # that are named in it
    former: bool = False  # «رییس سابق»


@dataclass(slots=True)
class Person:
    """An entity while it is being gathered."""

    name: str | None
    type: EntityType
    role: str | None
    mentions: list[Mention]
    rule: str
    confidence: float
    offices: list[Office] = field(default_factory=list)
    key: NameKey | None = None
    apart: bool = False  # whether the text says that it spoke as well as others: «وزیر آب نیز گفت»

    def call(self, name: str) -> None:
        """Take a name where there is none, or a longer one."""
        longer = self.name is None or len(name) > len(self.name)
        if self.name is not None and self.type == "PER":
            longer = fullness(fold(name)) > fullness(fold(self.name)) and can_be_name(fold(name))
            if " " in self.name and name_key(fold(self.name)).letters not in name_key(fold(name)).letters:
                longer = False  # «شهرام خلج» is not «خلج پیر»
        if longer:
            self.name, self.key = name, name_key(fold(name))

    def reports(self) -> bool:
        """Whether it is only known as somebody's reporter."""
        return any(office.head in WORDS["reporter"] for office in self.offices)

    def is_kin(self) -> bool:
        """Whether it is only known as somebody's kin: «همسر او» is named by nobody who speaks later."""
        return any(office.head in WORDS["kin"] for office in self.offices)

    def is_head_of_state(self) -> bool:
        """Whether one of its offices is one that reports name without its holder: «رهبر انقلاب», «رییس جمهور»."""
        return any(office.head == "رهبر" or office.words <= _PRESIDENT for office in self.offices)

    def words(self) -> frozenset[str]:
        """The words of its name and of its offices."""
        own = frozenset(key(word) for word in fold(self.name or "").split())
        return own.union(*(office.words for office in self.offices))

    def known_as(self, office: Office) -> Office | None:
        """The one of its offices that is this one, in longer or shorter words."""
        for own in self.offices:
            shared = len(office.words & own.words)
            of_what = office.words - _GENERIC, own.words - _GENERIC
            if own.former != office.former or (all(of_what) and of_what[0].isdisjoint(of_what[1])):
                continue  # «مدیر مسئول روزنامه ساحل» and that of another paper
            if own.head != office.head or _of_other_body(own, office) or _of_other_body(office, own):
                continue
            if own.countries and office.countries and own.countries.isdisjoint(office.countries):
                continue  # «وزیر خارجه روسیه» and «وزیر خارجه فرانسه»
            if shared >= max(1, 0.6 * min(len(office.words), len(own.words))):
                return own
        return None

    def knows(self, office: Office) -> bool:
        """Whether one of its offices is this one."""
        return self.known_as(office) is not None


def _of_other_body(one: Office, other: Office) -> bool:
    """Whether an office is of a body that another is not of: «رییس فراکسیون … مجلس» and «رییس مجلس»."""
    return one.body != other.body and one.body in WORDS["body"] and one.body not in other.words


class Room:
    """The actors of an article in order, and who spoke last."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.starts = [token.start for token in draft.tokens]
        self.people: list[Person] = []
        self.last: int | None = None  # the last that spoke
        self.last_person: int | None = None
        self.last_org: int | None = None
        self.issuer: int | None = None  # whose document was last quoted
        self.last_source: int | None = None
        self.spoken: set[int] = set()
        self.nested = False  # whether the speaker that is looked for speaks inside somebody's words
        self.heard: int | None = None  # the person who last spoke inside somebody's words
        self.named_at: dict[int, int] = {}  # by the position with which a mention of a name opens
        self.calls: dict[int, Span] = {}  # by name or office, with which each was called last, as the quotes are walked
        for entity in draft.entities:
            self._take(entity)

    def _take(self, entity: Entity) -> None:
        person = Person(
            entity.name, entity.type, entity.role, list(entity.mentions), entity.rule, entity.confidence,
            [self.office(m.span) for m in entity.mentions if m.kind == "title"],
            name_key(fold(entity.name)),
        )  # fmt: skip
        for mention in entity.mentions:
            if mention.kind == "name":
                self.named_at[mention.span.start] = len(self.people)
        self.people.append(person)

    def add(self, name: str | None, kind: EntityType, rule: str, confidence: float) -> int:
        """A new actor; its number."""
        made = Person(name, kind, None, [], rule, confidence, [], name_key(fold(name)) if name else None)
        self.people.append(made)
        return len(self.people) - 1

    def office(self, span: Span) -> Office:
        """The words of an office that tell it from another."""
        words = [word.strip('،«»"()') for word in span.of(self.draft.folded).replace(ZWNJ, " ").split()]
        former = not _FORMER.isdisjoint(words)
        words = [word for word in words if word not in _NO_OFFICE]
        body = next((word for word in words[1:] if word not in _HEADS), "")
        countries = frozenset(country for word in words if (country := country_of(word)))
        return Office(words[0] if words else "", frozenset(words), body, span, countries, former)

    def span(self, tokens: tuple[int, int]) -> Span:
        """From the first character of the first token to the last of the last."""
        return Span(self.draft.tokens[tokens[0]].start, self.draft.tokens[tokens[1] - 1].end)

    def token_at(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def speaks_too(self, speaker: Span) -> bool:
        """Whether the word behind a speaker says that others spoke before him: «وزیر آب نیز گفت»."""
        after = self.token_at(speaker.end)
        return after < len(self.starts) and self.draft.tokens[after].text in ("نیز", "هم") and bool(self.spoken)

    def recent(self) -> range:
        """The actors that a name or an office is looked for among."""
        return range(max(0, len(self.people) - _REACH), len(self.people))

    def called(self, name: str, kind: EntityType) -> list[int]:
        """The actors of a kind that a folded name can be the name of."""
        wanted = name_key(name)
        return [
            who
            for who in self.recent()
            if (known := self.people[who]).key is not None and known.type == kind and same_key(wanted, known.key)
        ]

    def unnamed(self) -> list[int]:
        """The persons of whom only an office is known."""
        nameless = [who for who in self.recent() if self.people[who].name is None]
        return [who for who in nameless if not (self.people[who].reports() or self.people[who].is_kin())]

    def named_in(self, span: Span) -> Iterator[int]:
        """The actors that are named inside a span, in order."""
        for at in range(self.token_at(span.start), self.token_at(span.end)):
            who = self.named_at.get(self.starts[at])
            if who is not None:
                yield who

    def named_before(self, at: Span | None, but: int | None = None) -> tuple[int, Span] | None:
        """The person whose name stands nearest before a position, and that name; one of them left out."""
        if at is None:
            return None
        best: tuple[int, int, Span] | None = None
        for who in self.recent():
            if self.people[who].type == "PER" and (but is None or self.people[who] is not self.people[but]):
                spans = [m.span for m in self.people[who].mentions if m.span.end <= at.start]
                if spans:
                    nearest = max(spans, key=lambda span: span.end)
                    best = max(best or (0, 0, nearest), (nearest.end, who, nearest))
        return (best[1], best[2]) if best else None

    def join(self, who: int, person: Person) -> None:
        """Let an entity be this person, whose its offices and places then are."""
        person.offices += self.people[who].offices
        person.mentions += self.people[who].mentions
        self.people[who] = person

    def mention(self, who: int, span: Span, kind: MentionKind) -> None:
        """Note that a span speaks of an actor."""
        self.people[who].mentions.append(Mention(span, kind))

    def call(self, who: int, span: Span, kind: MentionKind) -> None:
        """Note that a span calls an actor by name or office."""
        self.mention(who, span, kind)
        self.calls[who] = span

    def words_of(self, who: int) -> Span | None:
        """The words by which an actor was called last, else first."""
        mentions = self.people[who].mentions
        return self.calls.get(who) or (mentions[0].span if mentions else None)

    def spoke(self, who: int | None) -> None:
        """Remember who spoke last."""
        if who is None:
            return
        kind = self.people[who].type
        if kind == "ORG":
            self.last_org = who
        elif kind == "PER":
            self.last_person = who
        self.last = who
        self.spoken.add(who)

    def hear(self, who: int | None) -> None:
        """Remember who spoke inside the words of the last speaker: an outlet only passes on a person's words."""
        if who is None or self.people[who].type != "PER":
            return
        self.heard = who
        if self.last is not None and self.people[self.last].rule in PRESS:
            self.spoke(who)

    def is_country(self, name: str) -> bool:
        """Whether a folded name is a country's."""
        return country_of("".join(key(word) for word in name.split())) is not None
