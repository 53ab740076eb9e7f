"""Coreference: the words that name a speaker → who it is, over the whole article.

The quotes are walked in order. A name is looked for among the entities, an office among their offices; «وی» and a
dropped subject are the person who spoke last; «این روزنامه» is the outlet that spoke last. An office that opens the
article and the name that the next paragraph gives («فرماندار گفت: … محمد توحیدی افزود: …») are joined.
"""

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from ravi.persian.actors import Actor, parse_actor, same_name
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, EntityType, Mention, MentionKind, Quote, Reference, Source
from ravi.spans import Span

_REACH = 300  # actors: how far back one is looked for, so that cost stays linear


@dataclass(slots=True)
class _Person:
    """An entity while it is being gathered."""

    name: str | None
    type: EntityType
    role: str | None
    mentions: list[Mention]
    rule: str
    confidence: float
    offices: list[frozenset[str]] = field(default_factory=list)

    def words(self) -> frozenset[str]:
        """The words of its name and of its offices."""
        own = frozenset(key(word) for word in fold(self.name or "").split())
        return own.union(*self.offices)

    def knows(self, office: frozenset[str]) -> bool:
        """Whether one of its offices is this one, in longer or shorter words."""
        return any(len(office & own) >= max(1, 0.6 * min(len(office), len(own))) for own in self.offices)


class _Room:
    """The actors of an article, and who spoke last."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.starts = [token.start for token in draft.tokens]
        self.people: list[_Person] = []
        self.last: int | None = None  # the last person that spoke
        self.last_org: int | None = None
        self.last_person: int | None = None
        self.spoken: set[int] = set()
        for entity in draft.entities:
            offices = [self.office(m.span) for m in entity.mentions if m.kind == "title"]
            self.people.append(
                _Person(
                    entity.name,
                    entity.type,
                    entity.role,
                    list(entity.mentions),
                    entity.rule,
                    entity.confidence,
                    offices,
                )
            )

    def office(self, span: Span) -> frozenset[str]:
        """The words of an office that tell it from another."""
        words = self.draft.folded[span.start : span.end].replace(ZWNJ, " ").split()
        return frozenset(word.strip('،«»"()') for word in words) - {"و", "سابق", "یک", ""}

    def span(self, tokens: tuple[int, int]) -> Span:
        return Span(self.draft.tokens[tokens[0]].start, self.draft.tokens[tokens[1] - 1].end)

    def parse(self, span: Span) -> Actor:
        return parse_actor(self.draft.tokens, bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def _recent(self) -> range:
        """The actors that a name or an office is looked for among."""
        return range(max(0, len(self.people) - _REACH), len(self.people))

    def resolve(self, reference: Reference, cue: Span | None) -> tuple[Reference, str]:
        """Who a reference is, and the reason in words. `cue` is where it is asked."""
        if reference.span is None:
            if self.last is not None:
                return replace(reference, entity=self.last), "no subject in the sentence: the last speaker"
            return replace(
                reference, entity=self._named_before(cue)
            ), "no subject in the sentence: the last person named"
        actor = self.parse(reference.span)
        if actor.kind in ("pronoun", "same"):
            return self._again(reference, actor)
        if actor.kind == "title" and actor.role:
            return self._by_office(reference, self.span(actor.role))
        return self._by_name(reference, actor)

    def _again(self, reference: Reference, actor: Actor) -> tuple[Reference, str]:
        """«وی», «این مقام», «این روزنامه»: one that was spoken of before."""
        assert reference.span is not None  # noqa: S101 - a pronoun has words
        words = reference.span.of(self.draft.folded).split()
        noun = key(words[1]) if len(words) > 1 else ""
        who, why = None, f"{actor.kind}: the last speaker of that kind"
        if actor.kind == "same":
            called = (w for w in reversed(self._recent()) if w in self.spoken and noun in self.people[w].words())
            who, why = next(called, None), "demonstrative: the last speaker that is called so"
        if who is None and actor.type == "ORG":
            who = self.last_org
        if who is None:
            who = self.last_person if self.last_person is not None else self.last
        if who is None:
            who, why = self._named_before(reference.span), "the last person named"
        if who is not None:
            kind: MentionKind = "pronoun" if actor.kind == "pronoun" else "title"
            self._mention(who, reference.span, kind)
        return replace(reference, entity=who), why

    def _named_before(self, at: Span | None) -> int | None:
        """The person whose name stands nearest before a position."""
        best: tuple[int, int] | None = None
        for who in self._recent():
            for mention in self.people[who].mentions:
                if at is not None and self.people[who].type == "PER" and mention.span.end <= at.start:
                    best = max(best or (0, 0), (mention.span.end, who))
        return best[1] if best else None

    def _by_office(self, reference: Reference, role: Span) -> tuple[Reference, str]:
        office = self.office(role)
        for who in sorted(self._recent(), key=lambda who: who != self.last):
            if self.people[who].knows(office):
                self._mention(who, role, "title")
                return replace(reference, entity=who), "office: one of this person's"
        self.people.append(
            _Person(None, "PER", role.of(self.draft.repaired), [Mention(role, "title")], "coref.office", 0.6, [office])
        )
        return replace(reference, entity=len(self.people) - 1), "office: not seen before"

    def _by_name(self, reference: Reference, actor: Actor) -> tuple[Reference, str]:
        span = self.span(actor.name) if actor.name else reference.span
        assert span is not None  # noqa: S101 - a reference without words never comes here
        name = span.of(self.draft.folded)
        role = self.span(actor.role) if actor.role else None
        office = self.office(role) if role else frozenset()
        matches = [
            who
            for who in self._recent()
            if (known := self.people[who]).name and known.type == actor.type and same_name(name, fold(known.name or ""))
        ]
        if matches:
            who = self.last if self.last in matches and self.last is not None else matches[0]
            why = "name: seen in the article"
        else:
            unnamed = [
                w
                for w in self._recent()
                if self.people[w].name is None and (not office or self.people[w].knows(office))
            ]
            alone = actor.type == "PER" and actor.kind == "name" and unnamed and (role is not None or len(unnamed) == 1)
            if alone and (role is not None or self.last == unnamed[-1]):
                who, why = unnamed[-1], "name: given to the office that spoke before"
                self.people[who].name = span.of(self.draft.repaired)
            else:
                self.people.append(_Person(span.of(self.draft.repaired), actor.type, None, [], "coref.speaker", 0.7))
                who, why = len(self.people) - 1, "name: new"
        person = self.people[who]
        text = span.of(self.draft.repaired)
        if person.name is None or len(text) > len(person.name):
            person.name = text
        if not matches or not person.offices:
            self._give_unnamed_office(who)
        self._mention(who, span, "name")
        if role is not None:
            self._mention(who, role, "title")
            person.role = person.role or role.of(self.draft.repaired)
            person.offices.append(office)
        return replace(reference, entity=who), why

    def _give_unnamed_office(self, who: int) -> None:
        """Where the speaker before is an office without a name and this name has none, they are one."""
        if self.last is None or self.last == who or self.people[self.last].name is not None:
            return
        person, office = self.people[who], self.people[self.last]
        if person.type != "PER" or person.offices or sum(self.people[w].name is None for w in self._recent()) > 1:
            return
        office.name = person.name
        office.mentions += person.mentions
        person.offices = office.offices
        person.role = office.role
        person.mentions = office.mentions
        self.people[self.last] = person
        self.people[who] = person

    def _mention(self, who: int, span: Span, kind: MentionKind) -> None:
        self.people[who].mentions.append(Mention(span, kind))

    def spoke(self, who: int | None) -> None:
        """Remember who spoke last."""
        if who is None:
            return
        if self.people[who].type == "ORG":
            self.last_org = who
        elif self.people[who].type == "PER":
            self.last_person = who
        self.last = who
        self.spoken.add(who)


def coref(draft: Draft) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Give the entities with all their mentions, and the quotes and sources with theirs resolved."""
    room = _Room(draft)
    order = sorted(range(len(draft.quotes)), key=lambda at: (draft.quotes[at].cue or draft.quotes[at].span).start)
    resolved: dict[int, Quote] = {}
    seen: dict[Span, Reference] = {}
    for at in order:
        quote = draft.quotes[at]
        who: Reference | None = quote.speaker
        why: tuple[str, ...] = quote.why
        if who is not None and who.span is not None and who.span in seen:
            who = seen[who.span]
        elif who is not None:
            who, reason = room.resolve(who, quote.cue)
            why = (*why, reason)
            if who.span is not None:
                seen[who.span] = who
        if who is not None and not quote.rule.endswith(".nested"):
            room.spoke(who.entity)
        resolved[at] = replace(quote, speaker=who, why=why)
    sources = tuple(replace(source, who=room.resolve(source.who, source.cue)[0]) for source in draft.sources)
    for at, quote in resolved.items():  # after the speakers, so that nobody is taken for one who was only told
        if quote.addressee:
            resolved[at] = replace(quote, addressee=room.resolve(quote.addressee, quote.cue)[0])
    return _finish(room, [resolved[at] for at in range(len(draft.quotes))], sources)


def _finish(
    room: _Room, quotes: list[Quote], sources: tuple[Source, ...]
) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Number the persons, those joined on the way as one, and give `via` its entities."""
    order: list[_Person] = []
    places: dict[int, int] = {}  # of each person in `order`, by identity
    numbers: dict[int, int] = {}
    for at, person in enumerate(room.people):
        if id(person) not in places:
            places[id(person)] = len(order)
            order.append(person)
        numbers[at] = places[id(person)]

    def renumber(reference: Reference) -> Reference:
        return replace(reference, entity=numbers[reference.entity]) if reference.entity is not None else reference

    by_span = {q.speaker.span: renumber(q.speaker) for q in quotes if q.speaker and q.speaker.span}
    done = tuple(
        replace(
            quote,
            speaker=renumber(quote.speaker) if quote.speaker else None,
            addressee=renumber(quote.addressee) if quote.addressee else None,
            via=tuple(by_span.get(via.span, via) if via.span else via for via in quote.via),
        )
        for quote in quotes
    )
    entities = tuple(
        Entity(
            person.name or person.role or "",
            person.type,
            person.role,
            tuple(sorted(set(person.mentions), key=lambda mention: (mention.span, mention.kind))),
            person.rule,
            person.confidence,
        )
        for person in order
    )
    return entities, done, tuple(replace(source, who=renumber(source.who)) for source in sources)
