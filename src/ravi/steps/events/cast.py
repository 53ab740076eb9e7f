"""The cast of an article: who can be a party of an event, by the tokens that stand for him.

Those are the entities of the article, and whom it only counts, describes or points at («دو مرد», «این کشور», «پلیس»).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ravi.persian.actors import OFFICE_HEADS, ORG_HEADS
from ravi.persian.gazetteer import country_of, governed_from
from ravi.persian.groups import BESIDE
from ravi.persian.letters import fold
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.predicates import EVENT_WORDS
from ravi.persian.tables import WORDS
from ravi.persian.unnamed import ABOUT, Unnamed, find_unnamed
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, EntityType, Mention, MentionKind
from ravi.spans import Span

_BESIDE = frozenset('، » " ( -'.split())
_STATES = frozenset(("کشور", "رژیم", "دولت"))
_PLURAL = frozenset(("آنها", "آنان"))
_BACK = 80  # tokens: how far back a word points
_BEFORE_NAME = 8  # words: no office before a name is longer
_OFFICE = 4  # words of an office that tell it from others
_ALIKE = 3  # words that two descriptions of one man have in common

Range = tuple[int, int]


class Named(NamedTuple):
    """A mention by its tokens `[first, end)`."""

    first: int
    end: int
    entity: int
    kind: MentionKind
    type: EntityType


class Cast:
    """Who can be a party, in `named` by each token that a mention covers.

    Numbers from that of the entities on are those of people without a name. `offices` are those that the article gives
    its persons, by their words.
    """

    def __init__(self, draft: Draft, words: Sequence[str], starts: Sequence[int]) -> None:
        self.draft = draft
        self.words = words
        self.starts = starts
        self.named: dict[int, Named] = {}
        self._name()
        self.offices = [
            (number, tuple(key(word) for word in fold(entity.role).split()))
            for number, entity in enumerate(draft.entities)
            if entity.role and entity.type == "PER"
        ]
        self.offices += self._offices_beside()
        self._unnamed: dict[int, list[Unnamed]] = {}
        self._states: dict[str, int] | None = None
        self._known: dict[tuple[str, EntityType], int] = {}
        self._officers: dict[tuple[str, ...], int] = {}
        self._bodies: dict[str, set[int]] = {}
        for one in self.named.values():
            if one.type == "ORG":
                self._bodies.setdefault(words[one.first], set()).add(one.entity)

    def find_unnamed(self, sentences: Sequence[Range]) -> None:
        """Take the people without a name in these sentences into the cast."""
        ends = {one.first: one.end for one in self.named.values()}
        for first, end in sentences:
            for one in find_unnamed(self.words, first, end, ends):
                self._take(one)
        for first, end in sentences:
            for at in range(first, end):
                if at not in self.named and self.words[at] in _POINTERS:
                    self._point_back(at)

    def party(self, first: int, end: int, kind: EntityType) -> Named:
        """Whoever tokens `[first, end)` describe: an officer or a group that the article does not name."""
        words = tuple(self.words[first : min(end, first + _ALIKE)])
        who = self._officers.setdefault(words, len(self.draft.entities) + len(self._unnamed))
        self._unnamed.setdefault(who, []).append(Unnamed(first, end, first, words[0], kind))
        return self._put(Named(first, end, who, "title", kind))

    def is_capital(self, named: Named) -> bool:
        """Whether a name is that of a capital."""
        return governed_from(self.words[named.first : named.end]) is not None

    def government(self, named: Named) -> Named | None:
        """The state that a capital stands for: «مسکو»."""
        country = governed_from(self.words[named.first : named.end])
        if country is None:
            return None
        if self._states is None:
            self._states = self._countries()
        who = self._states.get(country)
        return self.party(named.first, named.end, "GPE") if who is None else named._replace(entity=who, type="GPE")

    def _countries(self) -> dict[str, int]:
        """The countries of the article, by the name that the gazetteer gives them."""
        states: dict[str, int] = {}
        for number, entity in enumerate(self.draft.entities):
            if entity.type == "GPE" and (name := country_of(key(entity.name).replace(" ", ""))):
                states.setdefault(name, number)
        return states

    def is_person(self, who: int) -> bool:
        """Whether a party is a person."""
        entities = self.draft.entities
        return (entities[who].type if who < len(entities) else self._unnamed[who][0].type) == "PER"

    def is_public(self, who: int) -> bool:
        """Whether a party is a state, or is called by a word of public life: «سفیر هند», «دادگاه نظامی»."""
        entities = self.draft.entities
        if who >= len(entities):
            words = {self.words[at] for one in self._unnamed[who] for at in range(one.start, one.end)}
        elif entities[who].type == "GPE":
            return True
        else:
            words = {key(word) for word in fold(f"{entities[who].name} {entities[who].role or ''}").split()}
        return not words.isdisjoint(EVENT_WORDS["public"])

    def added(self, used: Iterable[int]) -> tuple[list[Entity], dict[int, int]]:
        """The people without a name among the parties `used`, as entities, and the number of each among all."""
        entities: list[Entity] = []
        numbers: dict[int, int] = {}
        tokens = self.draft.tokens
        for who in sorted(set(used) & self._unnamed.keys()):
            places = self._unnamed[who]
            numbers[who] = len(self.draft.entities) + len(entities)
            spans = [Span(tokens[one.start].start, tokens[one.end - 1].end) for one in places]
            called = (span for one, span in zip(places, spans, strict=True) if not one.pointing)
            kind: MentionKind = "title" if self.words[places[0].head] in OFFICE_HEADS else "name"
            mentions = tuple(Mention(span, kind) for span in spans)
            name = next(called).of(self.draft.repaired)
            entities.append(Entity(name, places[0].type, None, mentions, "events.party", 0.5))
        return entities, numbers

    def _put(self, one: Named) -> Named:
        for at in range(one.first, one.end):
            self.named[at] = one
        return one

    def _take(self, one: Unnamed) -> None:
        """Whoever is told of in the singular is one man in the article, a group that of the same words."""
        words = " ".join(self.words[one.start : one.end])
        another = "دیگر" in words or words.startswith("یکی")
        inside = self.named.get(one.head)
        if inside is not None and self.words[one.start] in ABOUT and inside.type == "GROUP":
            self._put(inside._replace(first=one.start))  # «دستکم سه مهاجم» are the «سه مهاجم»
            return
        identity = (one.stem if one.type == "PER" and not another else words, one.type)
        if one.pointing and identity not in self._known:
            return
        who = self._known.setdefault(identity, len(self.draft.entities) + len(self._unnamed))
        self._unnamed.setdefault(who, []).append(one)
        self._put(Named(one.start, one.end, who, "name", one.type))

    def _point_back(self, at: int) -> None:
        """«این کشور», «این شبکه», «پلیس», «آنان»: whom the article named before."""
        word = self.words[at]
        noun = self.words[at + 1] if at + 1 < len(self.words) else ""
        who: int | None = None
        end = at + 1
        kind: EntityType = "ORG"
        if word in WORDS["demonstrative"]:
            end = at + 2
            if at + 1 in self.named:
                return
            if noun in _STATES:
                who, kind = self._before(at, "GPE"), "GPE"
            elif noun in ORG_HEADS:
                who = self._before(at, "ORG", noun)
                who = self._only(noun) if who is None else who
        elif word in _PLURAL:
            who, kind = self._before(at, "GROUP"), "GROUP"
        else:
            who = self._only(word)
            if who is None:
                self._take(Unnamed(at, at + 1, at, word, "ORG"))
        if who is not None:
            self._put(Named(at, end, who, "pronoun", kind))

    def _only(self, noun: str) -> int | None:
        """The one organisation of the article whose name opens with a word."""
        known = self._bodies.get(noun, set())
        return next(iter(known)) if len(known) == 1 else None

    def _before(self, at: int, kind: EntityType, noun: str = "") -> int | None:
        """Who of a type is mentioned last before a token, with `noun` among the words."""
        for here in range(at - 1, max(-1, at - _BACK), -1):
            named = self.named.get(here)
            if named is not None and named.type == kind and (not noun or noun in self.words[named.first : named.end]):
                return named.entity
        return None

    def _offices_beside(self) -> list[tuple[int, tuple[str, ...]]]:
        """The first words of the offices that stand right before or after the names of persons."""
        found: list[tuple[int, tuple[str, ...]]] = []
        words = self.words
        for one in dict.fromkeys(self.named.values()):
            if one.type != "PER" or one.kind != "name":
                continue
            at = one.end
            while at < len(words) and at < one.end + 2 and words[at] in _BESIDE:
                at += 1
            if at < len(words) and words[at] in OFFICE_HEADS:
                found.append((one.entity, tuple(words[at : at + _OFFICE])))
            for at in range(one.first - 1, max(-1, one.first - _BEFORE_NAME), -1):
                if words[at] in OFFICE_HEADS and one.first - at > 1:
                    found.append((one.entity, tuple(words[at : min(at + _OFFICE, one.first)])))
                    break
                if words[at] in PREPOSITIONS or not (words[at][0].isalpha() or words[at] in '«"'):
                    break
        return found

    def _name(self) -> None:
        """Longer mentions win a token, but names before offices and one name before two with «و»."""
        ranks: dict[int, tuple[bool, bool, int]] = {}
        for number, entity in enumerate(self.draft.entities):
            for mention in entity.mentions:
                first = bisect_left(self.starts, mention.span.start)
                end = bisect_left(self.starts, mention.span.end, first)
                while end > first + 1 and self.words[end - 1] in CARDINALS:
                    end -= 1  # «دادگاه | سه مرد را»
                one = Named(first, end, number, mention.kind, entity.type)
                rank = one.kind == "name", "و" not in self.words[first:end], end - first
                for at in range(first, end):
                    if rank > ranks.get(at, (False, False, 0)):
                        self.named[at], ranks[at] = one, rank


_POINTERS = WORDS["demonstrative"] | _PLURAL | BESIDE["institution"]
