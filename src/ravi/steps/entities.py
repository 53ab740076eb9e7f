"""Entities: persons by their names and offices, and the agencies and outlets that news is taken from, found by name.

Pronouns, offices that stand alone and the speakers of quotes are joined to them in `coref`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ravi.persian.actors import GIVEN, HONORIFICS, Range, name_end, same_name
from ravi.persian.phrases import PREPOSITIONS, TITLE_HEADS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Entity, Mention, Token
from ravi.spans import Span

_OFFICE_STOP = frozenset("که را نیز هم امروز دیروز روز صبح عصر شب".split())
_REACH = 80  # persons: how far back a name is looked for, so that cost stays linear
_OFFICE_LENGTH = 14  # words: no office is longer


class _Found(NamedTuple):
    name: Range
    office: Range | None


def entities(draft: Draft) -> tuple[Entity, ...]:
    """Give the persons named in the text, one entity for all spellings of a name."""
    people: list[list[_Found]] = []
    for found in _find_people(draft.tokens):
        name = _words(draft, found.name)
        for person in reversed(people[-_REACH:]):
            if same_name(name, _words(draft, max((one.name for one in person), key=lambda r: r[1] - r[0]))):
                person.append(found)
                break
        else:
            people.append([found])
    return tuple(_entity(draft, person) for person in people)


def _words(draft: Draft, tokens: Range) -> str:
    return draft.folded[draft.tokens[tokens[0]].start : draft.tokens[tokens[1] - 1].end]


def _find_people(tokens: Sequence[Token]) -> list[_Found]:
    """Names that open with a given name or follow an honorific, each with the office beside it."""
    found, at, end = [], 0, len(tokens)
    while at < end:
        word = key(tokens[at].text)
        honoured = word in HONORIFICS and word not in ("و", "حضرت", "شهید", "سر", "استاد", "امیر")
        start = at
        if honoured:
            start = at + 1
            while start < end and key(tokens[start].text) in HONORIFICS:
                start += 1
        if start < end and key(tokens[start].text) in GIVEN:
            stop = name_end(tokens, start, end)
            if stop - start > 1 or honoured:
                found.append(_Found((start, stop), _office_beside(tokens, stop)))
                at = stop
                continue
        at = max(start, at + 1)
    return found


def _office_beside(tokens: Sequence[Token], at: int) -> Range | None:
    """The office after a name: «علی شمخانی، دبیر شورای عالی امنیت ملی ایران،»."""
    start = at + 1 if at < len(tokens) and tokens[at].text in ("،", "-", "–", "ـ") else at
    if start >= len(tokens) or key(tokens[start].text) not in TITLE_HEADS - HONORIFICS:
        return None
    stop = start + 1
    while stop < min(len(tokens), start + _OFFICE_LENGTH):
        word = key(tokens[stop].text)
        inside = word == "در" and key(tokens[start].text) in ("نماینده", "سفیر", "عضو")
        if not word[0].isalnum() or word in _OFFICE_STOP or (word in PREPOSITIONS and not inside):
            break
        if word in FORMS and FORMS[word].tense != "subjunctive" and word not in ("بر", "برد"):
            break
        stop += 1
    return start, stop


def _entity(draft: Draft, person: Sequence[_Found]) -> Entity:
    longest = max((one.name for one in person), key=lambda tokens: tokens[1] - tokens[0])
    office = next((one.office for one in person if one.office), None)
    mentions = []
    for one in person:
        mentions.append(Mention(_span(draft, one.name), "name"))
        if one.office:
            mentions.append(Mention(_span(draft, one.office), "title"))
    return Entity(
        _span(draft, longest).of(draft.repaired),
        "PER",
        _span(draft, office).of(draft.repaired) if office else None,
        tuple(mentions),
        "entities.given_name",
        0.7,
    )


def _span(draft: Draft, tokens: Range) -> Span:
    return Span(draft.tokens[tokens[0]].start, draft.tokens[tokens[1] - 1].end)
