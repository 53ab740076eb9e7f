"""Labels: the words that call one actor by another name → one entity.

Two phrases are joined where the text gives the evidence: a state and its government («دولت مصر», «رژیم اسرائیل»), an
institution with and without its kind («جنبش حماس», «حماس»), «این افراد» with the one group to point at, and
groups of fighters that leave the same place or hold one («خروج مسلحین از حلب», «تخلیه معارضان از شرق حلب»). Else
they stay apart.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ravi.persian.gazetteer import find_known
from ravi.persian.groups import BESIDE, group_noun, is_adjective
from ravi.persian.letters import fold
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, EntityType, Mention, Quote, Reference, Source
from ravi.spans import Span

_SENTENCES_BACK = 1  # how far a demonstrative points
_PHRASE = 7  # words: how far the place of «خروج … از» is looked for
_BACK = 60  # words: how far back the town of «این شهر» is looked for
_RECENT = 30  # mentions: how many a demonstrative chooses among, so that cost stays linear
_ARMED = frozenset(("fighters", "crowd"))
_ISRAEL = "اسراییل"


class _Place(NamedTuple):
    """Where an entity is mentioned, by tokens."""

    start: int
    end: int
    who: int


class _Actors:
    """The entities of a draft, which of them are one, and the words around them."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.words = [key(token.text) for token in draft.tokens]
        self.entities = list(draft.entities)
        self.parent = list(range(len(self.entities)))
        self.added: dict[int, list[Mention]] = {}
        starts = [token.start for token in draft.tokens]
        sentences = [one.start for one in draft.sentences]
        self.sentence = [bisect_right(sentences, start) for start in starts]
        self.places: list[_Place] = []
        for who, entity in enumerate(self.entities):
            for mention in entity.mentions:
                if mention.kind == "name":
                    first, last = bisect_left(starts, mention.span.start), bisect_left(starts, mention.span.end)
                    if last > first:
                        self.places.append(_Place(first, last, who))
        self.places.sort()

    def by_start(self) -> dict[int, list[_Place]]:
        """The mentions by the token that they start at."""
        found: dict[int, list[_Place]] = {}
        for place in self.places:
            found.setdefault(place.start, []).append(place)
        return found

    def root(self, who: int) -> int:
        """The entity that this one has been joined to."""
        while self.parent[who] != who:
            self.parent[who] = self.parent[self.parent[who]]
            who = self.parent[who]
        return who

    def join(self, main: int, other: int) -> None:
        """Say that two entities are one, called as the first."""
        main, other = self.root(main), self.root(other)
        if main != other:
            self.parent[other] = main

    def add(self, who: int, start: int, end: int) -> None:
        """Give an entity one more mention, tokens `[start, end)`."""
        tokens = self.draft.tokens
        self.added.setdefault(who, []).append(Mention(Span(tokens[start].start, tokens[end - 1].end), "name"))

    def new(self, kind: EntityType, start: int, end: int) -> int:
        """An entity that no step found, named by tokens `[start, end)`."""
        name = Span(self.draft.tokens[start].start, self.draft.tokens[end - 1].end).of(self.draft.repaired)
        self.entities.append(Entity(name, kind, None, (), "labels.state", 0.7))
        self.parent.append(len(self.parent))
        return len(self.entities) - 1

    def name(self, who: int) -> list[str]:
        """The words of an entity's name, as keys."""
        return [key(word) for word in fold(self.entities[who].name).split()]


def labels(draft: Draft) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Give the entities with those joined that are one, and the quotes and sources that point at them."""
    actors = _Actors(draft)
    _join_states(actors)
    _join_institutions(actors)
    _join_speakers(actors)
    _join_fighters(actors)
    _join_demonstratives(actors)
    return _finish(actors)


def _join_states(actors: _Actors) -> None:
    """«دولت سوریه» and «رژیم سوریه» are spoken of as the state: «سوریه»."""
    states: dict[str, int] = {}
    for who, entity in enumerate(actors.entities):
        words = actors.name(who)
        found = find_known(words, 0)
        if entity.type == "GPE" and found and found[0] == len(words):
            states.setdefault(found[1].name, who)
    by_start = actors.by_start()
    at = 0
    while at < len(actors.words):
        found_state = _state_at(actors.words, at)
        at += 1
        if found_state is None:
            continue
        end, country = found_state
        whole = [one.who for one in by_start.get(at - 1, ()) if one.end == end]
        if country not in states and whole:
            states[country] = whole[0]
            actors.entities[whole[0]] = replace(actors.entities[whole[0]], type="GPE")
        if country not in states:
            states[country] = actors.new("GPE", at - 1, end)
        for who in whole:
            actors.join(states[country], who)
        actors.add(states[country], at - 1, end)
        at = end


def _state_at(words: Sequence[str], at: int) -> tuple[int, str] | None:
    """The end of a phrase for a state that opens at word `at`, and its country: «رژیم اشغالگر قدس», «دولت سوریه»."""
    if words[at] not in BESIDE["state"]:
        return None
    end = at + 1
    while end < min(len(words), at + 4) and words[end] in BESIDE["regime"]:
        end += 1
    known = find_known(words, end) if end < len(words) else None
    if known and known[1].sort == "country":
        return known[0], known[1].name
    if end < len(words) and words[at] == "رژیم" and words[end] in BESIDE["zionist"]:
        return end + 1, _ISRAEL
    return None


def _join_institutions(actors: _Actors) -> None:
    """«جنبش حماس» and «حماس», «گروهک تروریستی داعش» and «داعش», «نیروهای ارتش سوریه» and «ارتش سوریه»."""
    bare: dict[tuple[str, ...], int] = {}
    for who, entity in enumerate(actors.entities):
        if entity.type in ("ORG", "GROUP"):
            bare.setdefault(tuple(actors.name(who)), who)
    for who, entity in enumerate(actors.entities):
        words = actors.name(who)
        forces = entity.type == "GROUP" and words[0] == "نیروهای"
        if not forces and (entity.type != "ORG" or words[0] not in BESIDE["collective"]):
            continue
        for cut in range(1, len(words)):
            other = bare.get(tuple(words[cut:]))
            if other is not None and other != who:
                actors.join(*((other, who) if forces else (who, other)))
            if not is_adjective(words[cut]):
                break


def _join_speakers(actors: _Actors) -> None:
    """A speaker whose words are the very words of an institution or a group is that one."""
    named: dict[tuple[int, int], int] = {}
    for place in actors.places:
        other = named.setdefault((place.start, place.end), place.who)
        kinds = {actors.entities[who].rule.startswith("coref."): who for who in (other, place.who)}
        if len(kinds) == 2 and actors.name(kinds[True]) == actors.words[place.start : place.end]:
            actors.join(kinds[False], kinds[True])


def _fighters(actors: _Actors) -> Iterator[tuple[_Place, int]]:
    """The mentions of unnamed armed or protesting groups, and where the words before them begin."""
    for place in actors.places:
        noun = group_noun(actors.words[place.start])
        if actors.entities[place.who].type != "GROUP" or noun is None:
            continue
        if noun.sort in _ARMED or actors.words[place.start] in BESIDE["empty"]:
            if any(find_known(actors.words, at) for at in range(place.start + 1, place.end)):
                continue  # of a country, a place, an organisation: not everybody's
            before = place.start - 1
            while before >= 0 and actors.words[before] in BESIDE["share"]:
                before -= 1
            yield place, before


def _join_fighters(actors: _Actors) -> None:
    """Groups that leave one place, and groups that hold an area, in one article."""
    left: dict[str, int] = {}  # who leaves, by the words of the place
    holding: int | None = None
    words, places = actors.words, actors.by_start()
    for place, before in _fighters(actors):
        if before < 0:
            continue
        if words[before] in BESIDE["holding"] and words[before - 1 : before] == ["تحت"]:
            if holding is not None:
                actors.join(holding, place.who)
            holding = place.who
        elif words[before] in BESIDE["leaving"] and words[place.end : place.end + 1] == ["از"]:
            for name in _places_after(actors, place.end, places):
                actors.join(left.setdefault(name, place.who), place.who)


def _places_after(actors: _Actors, at: int, places: Mapping[int, Sequence[_Place]]) -> set[str]:
    """The words of the names of places in the phrase after token `at`; «این شهر» is the place named before."""
    end = min(len(actors.words), at + _PHRASE)
    towns = (k for k in range(at, end - 1) if actors.words[k] == "این" and actors.words[k + 1] in BESIDE["town"])
    if next(towns, None) is not None:
        around: Iterable[int] = range(at - 1, max(0, at - _BACK), -1)
    else:
        around = range(at + 1, end)
    for start in around:
        for place in places.get(start, ()):
            if actors.entities[place.who].type in ("LOC", "GPE"):
                return set(actors.words[place.start : place.end]) - BESIDE["side"]
    return set()


def _join_demonstratives(actors: _Actors) -> None:
    """«این افراد», «همین تریبونها», «این رژیم»: where there is one that it can point at."""
    words, places = actors.words, actors.by_start()
    recent: deque[_Place] = deque(maxlen=_RECENT)
    regime: int | None = None
    seen: set[int] = set()
    for at, word in enumerate(words):
        own = places.get(at, ())
        if at and words[at - 1] in WORDS["demonstrative"]:
            if word == "رژیم" and regime is not None:
                actors.add(regime, at - 1, at + 1)
            elif (word in BESIDE["these"] or group_noun(word)) and not (own and own[0].who in seen):
                _point(actors, at, recent, own)
        for place in own:
            recent.append(place)
            seen.add(place.who)
            if actors.entities[actors.root(place.who)].type == "GPE" and "رژیم" in words[place.start : place.end]:
                regime = place.who


def _point(actors: _Actors, at: int, recent: Iterable[_Place], own: Sequence[_Place]) -> None:
    """Join «این تروریستها» (`own`), or «این افراد», with the one group that it can mean."""
    who = _pointed_at(actors, at, recent, own[0].who if own else None)
    if who is None:
        return
    if own:
        actors.join(who, own[0].who)
        return
    end = at + 1
    while end < min(len(actors.words), at + 3) and is_adjective(actors.words[end]):
        end += 1
    actors.add(who, at - 1, end)


def _pointed_at(actors: _Actors, at: int, recent: Iterable[_Place], own: int | None) -> int | None:
    """The one group of this sentence and the one before; None where there are none or several."""
    noun = group_noun(actors.words[at])
    found: set[int] = set()
    for place in recent:
        near = actors.sentence[at] - actors.sentence[place.start] <= _SENTENCES_BACK
        if not near or actors.entities[place.who].type != "GROUP" or place.who == own:
            continue
        other = group_noun(actors.words[place.start])
        if noun and not noun.owner and other and (other.owner or not _alike(noun.sort, other.sort)):
            continue
        found.add(actors.root(place.who))
    return found.pop() if len(found) == 1 and (own is None or actors.root(own) not in found) else None


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= {"fighters", "crowd", "forces"}


def _finish(actors: _Actors) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Number the entities anew, those joined as one."""
    draft = actors.draft
    members: dict[int, list[int]] = {}
    for who in range(len(actors.entities)):
        members.setdefault(actors.root(who), []).append(who)
    numbers = {root: at for at, root in enumerate(members)}
    entities = tuple(_joined(actors, root, each) for root, each in members.items())

    def moved(reference: Reference | None) -> Reference | None:
        if reference is None or reference.entity is None:
            return reference
        return replace(reference, entity=numbers[actors.root(reference.entity)])

    quotes = tuple(
        replace(
            quote,
            speaker=moved(quote.speaker),
            addressee=moved(quote.addressee),
            via=tuple(via for one in quote.via if (via := moved(one))),
        )
        for quote in draft.quotes
    )
    sources = tuple(replace(one, who=moved(one.who) or one.who) for one in draft.sources)
    return entities, quotes, sources


def _joined(actors: _Actors, main: int, members: Sequence[int]) -> Entity:
    """One entity of several. A state keeps its name; a group is called as it is called most often."""
    entity = actors.entities[main]
    added = {mention for who in members for mention in actors.added.get(who, ())}
    if len(members) == 1 and not added:
        return entity
    all_ = added.union(*(actors.entities[who].mentions for who in members))
    mentions = sorted(all_, key=lambda one: (one.span.start, -one.span.end, one.kind))
    kept: list[Mention] = []
    for mention in mentions:  # «سوریه» inside «دولت سوریه» is no mention of its own
        if not (kept and kept[-1].kind == mention.kind and mention.span.end <= kept[-1].span.end):
            kept.append(mention)
    name = entity.name
    if entity.type == "GROUP":
        called = Counter(one.span.of(actors.draft.repaired) for one in kept if one.kind == "name")
        name = called.most_common(1)[0][0]
    role = next((actors.entities[who].role for who in (main, *members) if actors.entities[who].role), None)
    confidence = min(actors.entities[who].confidence for who in members)
    return Entity(name, entity.type, role, tuple(kept), "labels.joined", confidence)
