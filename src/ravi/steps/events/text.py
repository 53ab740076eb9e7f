"""What every rule of the events looks at: words, voices, names and sentences of one article, by token."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ravi.persian.actors import OFFICE_HEADS, ORG_HEADS
from ravi.persian.clauses import find_finite, is_finite
from ravi.persian.letters import fold
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS, dateline_end
from ravi.persian.tables import WORDS
from ravi.persian.unnamed import Unnamed, find_unnamed
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, EntityType, Mention, MentionKind, Token
from ravi.spans import Span

_BESIDE = frozenset('، » " ( -'.split())
_STATES = frozenset(("کشور", "رژیم", "دولت"))
_PLURAL = frozenset(("آنها", "آنان"))
_INSTITUTIONS = frozenset("پلیس ارتش دولت دادگاه پارلمان کابینه کنگره دادستانی".split())
_BACK = 80  # tokens: how far back a word points
_BEFORE_NAME = 8  # words: no office before a name is longer
_LINE = re.compile(r"(?:^|\n)\s*")


class Named(NamedTuple):
    """A mention by its tokens `[first, end)`."""

    first: int
    end: int
    entity: int
    kind: MentionKind
    type: EntityType


class Text:
    """An article by its tokens."""

    def __init__(self, draft: Draft, words: Sequence[str]) -> None:
        self.draft = draft
        self.tokens: Sequence[Token] = draft.tokens
        self.words = words
        self.starts = [token.start for token in draft.tokens]
        self.voice = self._voices()
        self.named: dict[int, Named] = {}  # by each token that the mention covers
        self._name()
        self.unnamed: dict[int, list[Unnamed]] = {}
        self._institutions: dict[tuple[str, EntityType], int] = {}
        self.offices = [
            (number, tuple(key(word) for word in fold(entity.role).split()))
            for number, entity in enumerate(draft.entities)
            if entity.role and entity.type == "PER"
        ]
        self.offices += self._offices_beside()
        self.dated = frozenset(
            at
            for date in draft.dates
            if date.type != "DURATION"
            for at in range(self.token(date.span.start), self.token(date.span.end))
        )
        self._own: dict[tuple[int, int | None], tuple[list[int], list[Token], list[bool]]] = {}
        self._sentences = [self.token(span.start) for span in draft.sentences]
        lines = {self.token(match.end()) for match in _LINE.finditer(draft.folded)} - {len(words)}
        self._datelines = {first: dateline_end(draft.tokens, first, len(words)) for first in lines}

    def find_unnamed(self, predicates: Sequence[int]) -> None:
        """Take the people without a name in the sentences of these tokens for parties."""
        ends = {one.first: one.end for one in self.named.values()}
        known: dict[tuple[str, EntityType], int] = {}
        for first, end in dict.fromkeys(self.sentence(at) for at in predicates):
            for one in find_unnamed(self.words, first, end, ends):
                self._take(one, known)
        for first, end in dict.fromkeys(self.sentence(at) for at in predicates):
            for at in range(first, end):
                if at not in self.named:
                    self._point_back(at)

    def _point_back(self, at: int) -> None:
        """«این کشور», «این شبکه», «پلیس», «آنان»: whom the article named before."""
        word = self.words[at]
        noun = self.words[at + 1] if at + 1 < len(self.words) else ""
        if word in WORDS["demonstrative"] and at + 1 not in self.named:
            if noun in _STATES:
                self._stand_for(at, at + 2, self._before(at, ("GPE",)))
            elif noun in ORG_HEADS:
                self._stand_for(at, at + 2, self._before(at, ("ORG",), noun) or self._only(noun))
        elif word in _PLURAL:
            self._stand_for(at, at + 1, self._before(at, ("GROUP",)))
        elif word in _INSTITUTIONS:
            only = self._only(word)
            if only is not None:
                self._stand_for(at, at + 1, only)
            else:
                self._take(Unnamed(at, at + 1, at, word, "ORG"), self._institutions)

    def _stand_for(self, first: int, end: int, who: Named | None) -> None:
        if who is not None:
            for at in range(first, end):
                self.named[at] = Named(first, end, who.entity, "pronoun", who.type)

    def _only(self, noun: str) -> Named | None:
        """The one organisation of the article whose name opens with a word."""
        known = [one for one in self.named.values() if one.type == "ORG" and self.words[one.first] == noun]
        return known[0] if len({one.entity for one in known}) == 1 else None

    def _before(self, at: int, types: Sequence[EntityType], noun: str = "") -> Named | None:
        """The nearest mention before a token, of one of the types, with `noun` among its words."""
        for here in range(at - 1, max(-1, at - _BACK), -1):
            named = self.named.get(here)
            if named is not None and named.type in types and (not noun or noun in self.words[named.first : named.end]):
                return named
        return None

    def _take(self, one: Unnamed, known: dict[tuple[str, EntityType], int]) -> None:
        """Whoever is told of in the singular is one man in the article, a group that of the same words."""
        words = " ".join(self.words[one.start : one.end])
        identity = (one.stem if one.type == "PER" else words, one.type)
        if one.pointing and identity not in known:
            return
        who = known.setdefault(identity, len(self.draft.entities) + len(self.unnamed))
        self.unnamed.setdefault(who, []).append(one)
        for at in range(one.start, one.end):
            self.named[at] = Named(one.start, one.end, who, "name", one.type)

    def party(self, first: int, end: int, kind: EntityType) -> Named:
        """Whoever tokens `[first, end)` describe: an officer or a group that the article does not name."""
        words = tuple(self.words[first:end])
        alike = (
            who
            for who, (one, *_) in self.unnamed.items()
            if tuple(self.words[one.start : min(one.end, one.start + 3)]) == words[:3]
        )
        who = next(alike, len(self.draft.entities) + len(self.unnamed))
        self.unnamed.setdefault(who, []).append(Unnamed(first, end, first, words[0], kind))
        named = Named(first, end, who, "title", kind)
        for at in range(first, end):
            self.named[at] = named
        return named

    def added(self, used: Iterable[int]) -> tuple[list[Entity], dict[int, int]]:
        """The people without a name among the parties `used`, as entities, and the number of each among all."""
        entities: list[Entity] = []
        numbers: dict[int, int] = {}
        for who in sorted(set(used)):
            places = self.unnamed.get(who)
            if places:
                numbers[who] = len(self.draft.entities) + len(entities)
                spans = [Span(self.tokens[one.start].start, self.tokens[one.end - 1].end) for one in places]
                called = (span for one, span in zip(places, spans, strict=True) if not one.pointing)
                name = next(called).of(self.draft.repaired)
                kind: MentionKind = "title" if self.words[places[0].head] in OFFICE_HEADS else "name"
                mentions = tuple(Mention(span, kind) for span in spans)
                entities.append(Entity(name, places[0].type, None, mentions, "events.party", 0.5))
        return entities, numbers

    def token(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def sentence(self, at: int) -> tuple[int, int]:
        """Tokens `[first, end)` of the sentence around a token."""
        number = bisect_right(self._sentences, at)
        return (
            self._sentences[number - 1] if number else 0,
            self._sentences[number] if number < len(self._sentences) else len(self.words),
        )

    def own(self, at: int) -> tuple[list[int], list[Token], list[bool]]:
        """The tokens of a token's sentence in its voice: numbers, themselves, and whether each is a finite verb."""
        first, end = self.sentence(at)
        voice = self.voice[at]
        if (first, voice) not in self._own:
            start = self._datelines.get(first, first) if voice is None else first
            numbers = [one for one in range(start, end) if self.voice[one] == voice]
            kept = [self.tokens[one] for one in numbers]
            self._own[first, voice] = numbers, kept, find_finite(kept, [self.words[one] for one in numbers])
        return self._own[first, voice]

    def _voices(self) -> list[int | None]:
        """For each token the innermost quote whose content holds it, None for the narrator."""
        voice: list[int | None] = [None] * len(self.tokens)
        order = sorted(
            range(len(self.draft.quotes)),
            key=lambda at: sum(part.start - part.end for part in self.draft.quotes[at].parts),
        )
        for quote in order:
            for part in self.draft.quotes[quote].parts:
                first, end = self.token(part.start), self.token(part.end)
                voice[first:end] = [quote] * (end - first)
        return voice

    def is_person(self, who: int) -> bool:
        """Whether a party is a person."""
        entities = self.draft.entities
        return entities[who].type == "PER" if who < len(entities) else self.unnamed[who][0].type == "PER"

    def finite(self, at: int) -> bool:
        """Whether a finite verb stands at a token."""
        return is_finite(self.tokens, at)

    def _offices_beside(self) -> list[tuple[int, tuple[str, ...]]]:
        """The first words of the offices that stand right before or after the names of persons."""
        found: list[tuple[int, tuple[str, ...]]] = []
        for one in dict.fromkeys(self.named.values()):
            if one.type != "PER" or one.kind != "name":
                continue
            at = one.end
            while at < len(self.words) and at < one.end + 2 and self.words[at] in _BESIDE:
                at += 1
            if at < len(self.words) and self.words[at] in OFFICE_HEADS:
                found.append((one.entity, tuple(self.words[at : at + 4])))
            for at in range(one.first - 1, max(-1, one.first - _BEFORE_NAME), -1):
                if self.words[at] in OFFICE_HEADS and one.first - at > 1:
                    found.append((one.entity, tuple(self.words[at : min(at + 4, one.first)])))
                    break
                if self.words[at] in PREPOSITIONS or not (self.words[at][0].isalpha() or self.words[at] in '«"'):
                    break
        return found

    def _name(self) -> None:
        """Longer mentions win a token, but names before offices and one name before two with «و»."""
        ranks: dict[int, tuple[bool, bool, int]] = {}
        for number, entity in enumerate(self.draft.entities):
            for mention in entity.mentions:
                first = self.token(mention.span.start)
                end = bisect_left(self.starts, mention.span.end, first)
                while end > first + 1 and self.words[end - 1] in CARDINALS:
                    end -= 1  # «دادگاه | سه مرد را»
                one = Named(first, end, number, mention.kind, entity.type)
                rank = one.kind == "name", "و" not in self.words[first:end], end - first
                for at in range(first, end):
                    if rank > ranks.get(at, (False, False, 0)):
                        self.named[at], ranks[at] = one, rank
