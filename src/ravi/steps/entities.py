"""Entities: the persons, organisations, countries, places, groups, agencies and outlets that the text names.

Pronouns, offices that stand alone and the speakers of quotes are joined to them in `coref`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from ravi.persian.actors import FAMILY, GIVEN, HONORIFICS, OFFICE_HEADS, ORG_HEADS, Range, fullness, name_end, same_name
from ravi.persian.cues import opens_cue
from ravi.persian.gazetteer import (
    Known,
    continues_organisation,
    find_known,
    is_ordinary,
    is_organisation,
    joins_organisation,
    opens_organisation,
    outlet_of,
)
from ravi.persian.groups import COUNTED, find_groups, stem_of
from ravi.persian.letters import fold
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS, PRONOUNS, TITLE_HEADS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Entity, EntityType, Mention, MentionKind, Token
from ravi.spans import Span

_OFFICE_STOP = frozenset("که را نیز هم امروز دیروز روز صبح عصر شب".split())
_OFFICE_LENGTH = 14  # words: no office is longer
_SHORTEST = 3  # letters: no person is called by fewer
_REACH = 80  # persons: how far back a name is looked for, so that cost stays linear
_SURE = 0.9  # of the model: a person whose family name alone is looked for
_ORG_LENGTH = 10  # words: no name of an organisation is longer
_NO_HONORIFIC = frozenset("و حضرت شهید سر استاد امیر".split())  # ordinary words too
_DOCUMENTS = frozenset("گزارش بیانیه نامه پیام منبع منابع خبر رسانه رسانههای حوزه".split())
_OUTLET_HEADS = frozenset("خبرگزاری خبرنگار روزنامه گزارش نقل".split())  # an outlet's name is due after them
_ENDS = PREPOSITIONS | PRONOUNS | TITLE_HEADS | WORDS["phrase_end"] | WORDS["demonstrative"] | WORDS["people"]


class _Found(NamedTuple):
    """A name in the text: its tokens, and the office beside it."""

    name: Range
    office: Range | None = None


def entities(draft: Draft) -> tuple[Entity, ...]:
    """Give the entities named in the text, one for all spellings of a name, in the order of their first mention."""
    words = [key(token.text) for token in draft.tokens]
    seen = _seen(draft, words)
    ruled = _within_lines(draft, _beside(_find_organisations(words), seen))
    organisations = [*_within_lines(draft, seen["ORG"]), *ruled]
    described = {tokens for tokens in ruled if draft.names and not _is_surely_named(words, *tokens)}
    taken = {at for start, end in organisations for at in range(start, end)}
    people = [_Found(tokens, _office_beside(words, tokens[1])) for tokens in seen["PER"]]
    if not draft.names:
        people = [one for one in _find_people(draft.tokens, words) if not taken.issuperset(range(*one.name))]
    people = [_of_one_line(draft, one) for one in people]
    taken.update(at for one in people for at in range(*one.name))
    places = [tokens for tokens in seen["LOC"] if taken.isdisjoint(range(*tokens))]
    taken.update(at for tokens in places for at in range(*tokens))
    known = _find_known_names(words, taken)
    people += [_Found((_with_imam(words, start), stop)) for (start, stop), name in known if name.type == "PER"]
    taken.update(at for tokens, _ in known for at in range(*tokens))
    people += _find_family_names(words, _surely(draft, people), taken)
    named = [*organisations, *places, *(one.name for one in people), *(name for name, _ in known)]
    found = [
        *(_entity(draft, person, "PER", "entities.person", 0.7) for person in _by_person(draft, people)),
        *_organisations(draft, organisations, words, described),
        *_places(draft, places, words),
        *_known(draft, known),
        *_groups(draft, words, _ends(named)),
    ]
    return tuple(sorted(found, key=lambda entity: entity.mentions[0].span))


def _seen(draft: Draft, words: Sequence[str]) -> dict[str, list[Range]]:
    """The names that the model found, by kind, in tokens; without those that the tables know by themselves."""
    starts = [token.start for token in draft.tokens]
    ends = [token.end for token in draft.tokens]
    seen: dict[str, list[Range]] = {"PER": [], "ORG": [], "LOC": []}
    last = 0
    for name in draft.names:
        start, stop = bisect_right(starts, name.span.start) - 1, bisect_left(ends, name.span.end) + 1
        known = find_known(words, start)
        alone = known is not None and known[0] == stop and known[1].type != "PER"
        held = name.kind == "ORG" and start > 0 and words[start - 1] in OFFICE_HEADS and _of_country(words, start, stop)
        if stop - start == 1 and len(words[start]) < _SHORTEST and name.kind == "PER":
            continue  # «سو» of «از دیگر سو»
        while stop - start > 1 and opens_cue(words, stop - 1):
            stop -= 1  # «رضایی | هشدار داد»
        if name.kind in seen and start >= last and not alone and not held:  # «وزیر | خارجه ایران» names an office
            seen[name.kind].append((start, stop))
            last = stop
    return seen


def _of_country(words: Sequence[str], start: int, stop: int) -> bool:
    """Whether the words are no organisation of their own and a country: «خارجه ایران», but not «سازمان ملل»."""
    if words[start] in ORG_HEADS or opens_organisation(words[start]) >= 25:
        return False
    tails = (find_known(words, at) for at in range(start + 1, stop))
    return any(known and known[0] == stop and known[1].sort == "country" for known in tails)


def _beside(found: Sequence[Range], seen: Mapping[str, Sequence[Range]]) -> list[Range]:
    """Those of the ranges that touch nothing that the model found."""
    taken = {at for ranges in seen.values() for tokens in ranges for at in range(*tokens)}
    return [tokens for tokens in found if taken.isdisjoint(range(*tokens))]


def _surely(draft: Draft, people: Sequence[_Found]) -> Sequence[_Found]:
    """Those of the persons of whom the model is sure; all where there is none."""
    if not draft.names:
        return people
    starts = [token.start for token in draft.tokens]
    sure = {
        bisect_right(starts, name.span.start) - 1
        for name in draft.names
        if name.kind == "PER" and name.confidence >= _SURE
    }
    return [one for one in people if not sure.isdisjoint(range(*one.name))]


def _is_surely_named(words: Sequence[str], start: int, stop: int) -> bool:
    """Whether the words name one organisation by the counts alone: «اتحادیه اروپا», but not «بانک خصوصی»."""
    if stop - start == 1 or any((continues_organisation(word) or 0) < 90 for word in words[start + 1 : stop]):
        return False
    last, opens = find_known(words, stop - 1), opens_organisation(words[start])
    return opens >= 60 or (opens >= 30 and last is not None and last[1].sort in ("country", "place"))


def _of_one_line(draft: Draft, one: _Found) -> _Found:
    """The name without an office that opens the next line: a headline's last name does not bear it."""
    if one.office is None or _line_end(draft, one.name[1] - 1, one.office[0] + 1) == one.office[0] + 1:
        return one
    return one._replace(office=None)


def _within_lines(draft: Draft, found: Sequence[Range]) -> list[Range]:
    """The ranges, each ended where its line ends."""
    kept = []
    for start, stop in found:
        line = draft.folded.find("\n", draft.tokens[start].start, draft.tokens[stop - 1].start)
        end = stop if line < 0 else next(at for at in range(start + 1, stop) if draft.tokens[at].start > line)
        kept.append((start, end))
    return kept


def _places(draft: Draft, found: Sequence[Range], words: Sequence[str]) -> list[Entity]:
    """One entity for each name of a place."""
    places: dict[str, list[_Found]] = {}
    for tokens in found:
        places.setdefault(" ".join(words[slice(*tokens)]), []).append(_Found(tokens))
    return [_entity(draft, each, "LOC", "entities.place", 0.8) for each in places.values()]


def _words(draft: Draft, tokens: Range) -> str:
    return _span(draft, tokens).of(draft.folded)


def _span(draft: Draft, tokens: Range) -> Span:
    return Span(draft.tokens[tokens[0]].start, draft.tokens[tokens[1] - 1].end)


def _entity(
    draft: Draft,
    found: Sequence[_Found],
    kind: EntityType,
    rule: str,
    confidence: float,
    called: MentionKind = "name",
) -> Entity:
    found = sorted(found)
    spans = [_span(draft, one.name) for one in found]
    office = next((one.office for one in found if one.office), None)
    mentions = []
    for one, span in zip(found, spans, strict=True):
        mentions.append(Mention(span, called))
        if one.office:
            mentions.append(Mention(_span(draft, one.office), "title"))
    names = [span.of(draft.repaired) for span in spans]
    name = max(names, key=lambda name: fullness(fold(name))) if kind == "PER" else max(names, key=len)
    role = _span(draft, office).of(draft.repaired) if office else None
    return Entity(name, kind, role, tuple(mentions), rule, confidence)


def _find_people(tokens: Sequence[Token], words: Sequence[str]) -> list[_Found]:
    """Names that open with a given name or follow an honorific, each with the office beside it."""
    found, at, end = [], 0, len(words)
    while at < end:
        honoured = words[at] in HONORIFICS and words[at] not in _NO_HONORIFIC
        start = at
        if honoured:
            start = at + 1
            while start < end and words[start] in HONORIFICS:
                start += 1
        if start < end and words[start] in GIVEN:
            stop = name_end(tokens, start, end)
            while stop - start > 1 and is_ordinary(words[stop - 1]):
                stop -= 1
            if stop - start > 1 or honoured or (start and words[start - 1] == "امام"):
                found.append(_Found((_with_imam(words, start), stop), _office_beside(words, stop)))
                at = stop
                continue
        elif honoured and start < end and words[start] in FAMILY:
            found.append(_Found((_with_imam(words, start), start + 1), _office_beside(words, start + 1)))
        at = max(start, at + 1)
    return found


def _with_imam(words: Sequence[str], start: int) -> int:
    """Where a name starts, «امام» being a part of it: «امام خمینی»."""
    return start - 1 if start and words[start - 1] == "امام" else start


def _office_beside(words: Sequence[str], at: int) -> Range | None:
    """The office after a name: «علی شمخانی، دبیر شورای عالی امنیت ملی ایران،»."""
    start = at + 1 if at < len(words) and words[at] in ("،", "-", "–", "ـ") else at
    if start >= len(words) or words[start] not in OFFICE_HEADS:
        return None
    stop = start + 1
    while stop < min(len(words), start + _OFFICE_LENGTH):
        word = words[stop]
        inside = word == "در" and words[start] in ("نماینده", "سفیر", "عضو")
        if not word[0].isalnum() or word in _OFFICE_STOP or (word in PREPOSITIONS and not inside):
            break
        if word in FORMS and FORMS[word].tense != "subjunctive" and word not in ("بر", "برد"):
            break
        stop += 1
    return start, stop


def _by_person(draft: Draft, found: Sequence[_Found]) -> list[list[_Found]]:
    """The names parted by whom they name; full names first, so that a family name finds its bearer."""
    people: list[tuple[str, list[_Found]]] = []
    for one in sorted(found, key=lambda one: one.name[0] - one.name[1]):
        name = _words(draft, one.name)
        for longest, person in reversed(people[-_REACH:]):
            if same_name(name, longest):
                person.append(one)
                break
        else:
            people.append((name, [one]))
    return [person for _, person in people]


def _find_family_names(words: Sequence[str], people: Sequence[_Found], taken: set[int]) -> list[_Found]:
    """The family names, standing alone, of persons whose full names the text gives."""
    families = {words[one.name[1] - 1] for one in people if one.name[1] - one.name[0] > 1}
    families = {word for word in families - GIVEN - ORG_HEADS - _ENDS if len(word) > 2 and not is_ordinary(word)}
    return [
        _Found((at, at + 1))
        for at, word in enumerate(words)
        if word in families and at not in taken and find_known(words, at) is None
    ]


def _find_known_names(words: Sequence[str], taken: set[int]) -> list[tuple[Range, Known]]:
    """The names of the gazetteer, and agencies with an ordinary word for a name where such a name is due."""
    found, at = [], 0
    while at < len(words):
        known = find_known(words, at) if at not in taken else None
        if at and words[at - 1] in _OUTLET_HEADS and (outlet := outlet_of(words[at])):
            known = at + 1, outlet
        if (
            known
            and taken.isdisjoint(range(at, known[0]))
            and not (known[1].type == "PER" and words[at] in WORDS["given"])
        ):
            found.append(((at, known[0]), known[1]))
            at = known[0]
        else:
            at += 1
    return found


def _known(draft: Draft, found: Sequence[tuple[Range, Known]]) -> list[Entity]:
    bearers: dict[Known, list[_Found]] = {}
    for tokens, known in found:
        if known.type != "PER":
            bearers.setdefault(known._replace(word=False), []).append(_Found(tokens))
    return [_entity(draft, each, known.type, f"entities.{known.sort}", 0.8) for known, each in bearers.items()]


def _find_organisations(words: Sequence[str]) -> list[Range]:
    """A head noun and its genitive chain: «وزارت راه و شهرسازی», «شورای عالی امنیت ملی ایران»."""
    found, at = [], 0
    while at < len(words):
        share = opens_organisation(words[at])
        head = words[at] in ORG_HEADS and words[at] not in _DOCUMENTS
        known = find_known(words, at)
        if not (share >= 25 or head) or (known and known[1].type == "ORG") or _refused(words, at):
            at += 1
            continue
        stop = _organisation_end(words, at)
        if stop - at > 1 or is_organisation(words[at]) >= 50:
            found.append((at, stop))
            at = stop
        else:
            at += 1
    return found


def _refused(words: Sequence[str], at: int) -> bool:
    """«این سازمان» names nothing, «سازمان های» is no one organisation, «رییس جمهوری ترکیه» holds an office."""
    after = words[at + 1] if at + 1 < len(words) else ""
    before = words[at - 1] if at > 0 else ""
    office = words[at] == _REPUBLIC and before in WORDS["of_a_republic"]
    return office or after in ("ها", "های") or before in WORDS["demonstrative"]


_REPUBLIC = "جمهوری"


def _organisation_end(words: Sequence[str], start: int) -> int:
    """The token after the name of an organisation that opens at `start`."""
    at = start + 1
    while at < min(len(words), start + _ORG_LENGTH):
        word = words[at]
        if word in ("و", "،") and at + 1 < len(words) and joins_organisation(words[at - 1], words[at + 1]):
            at += 2
            continue
        if word == "«" and at == start + 1:  # «روزنامه «شرق»»
            close = next((end for end in range(at + 1, min(at + 6, len(words))) if words[end] == "»"), None)
            return close if close is not None and close > at + 1 else at
        place = find_known(words, at)
        if place and place[1].sort in ("country", "place"):
            return place[0]
        if not word[0].isalpha() or word == "و" or (word in GIVEN and (continues_organisation(word) or 0) < 50):
            break
        if (word in CARDINALS and words[at + 1 : at + 2] and words[at + 1] in WORDS["counted"]) or opens_cue(words, at):
            break  # «پلیس | دو نفر را …», «روزنامه دریا | هشدار داد»
        share = continues_organisation(word)
        if share is None:
            if at > start + 1 or word in _ENDS or word in FORMS or words[start] not in ORG_HEADS:
                break
        elif share < 50:
            break
        at += 1
    return at


def _organisations(draft: Draft, found: Sequence[Range], words: Sequence[str], described: Set[Range]) -> list[Entity]:
    """One entity for each name; a shorter form of two words or more is the one longer name that it opens.

    What is `described` wherever it stands, by the rules while the model sees no name there, has no name: «بانک خصوصی».
    """
    names: dict[str, list[_Found]] = {}
    for tokens in found:
        name = " ".join(word for word in words[slice(*tokens)] if word[0].isalnum())
        names.setdefault(name, []).append(_Found(tokens))
    _join_shorter(names, shortest=2)
    return [
        _entity(
            draft,
            each,
            "ORG",
            "entities.organisation",
            0.6,
            "title" if all(one.name in described for one in each) else "name",
        )
        for each in names.values()
    ]


def _ends(names: Sequence[Range]) -> dict[int, int]:
    """Where each name ends, by where it starts; the longest of those that start at one word."""
    return dict(sorted(names))


def _groups(draft: Draft, words: Sequence[str], names: Mapping[int, int]) -> list[Entity]:
    """People in the plural who are not named, one entity for each kind of them; «معترضان» are «معترضان تهرانی» too."""
    kinds: dict[str, list[_Found]] = {}
    for group in find_groups(words, names):
        group = group._replace(end=_line_end(draft, group.head, group.end))
        stem = stem_of(words, group)
        if group.noun.stem == COUNTED:  # «90 نفر» are not the «دو تن» of another sentence
            number = (str(CARDINALS.get(word, word)) for word in words[group.start : group.head])
            stem = f"{stem} {' '.join(number)}"
        kinds.setdefault(stem, []).append(_Found((group.start, group.end)))
    _join_shorter(kinds)
    return [_entity(draft, each, "GROUP", "entities.group", 0.5) for each in kinds.values()]


def _line_end(draft: Draft, start: int, end: int) -> int:
    """Where a line ends among tokens `[start, end)`, else `end`: no phrase goes on from a headline into the lead."""
    tokens = draft.tokens
    return next(
        (at for at in range(start + 1, end) if "\n" in draft.folded[tokens[at - 1].end : tokens[at].start]), end
    )


def _join_shorter(names: dict[str, list[_Found]], shortest: int = 1) -> None:
    """Give what a shorter name found to the longer one that opens with its words, where there is but one."""
    longer: dict[str, list[str]] = {}
    for name in names:
        parts = name.split()
        for size in range(shortest, len(parts)):
            longer.setdefault(" ".join(parts[:size]), []).append(name)
    for name in sorted(names.keys() & longer.keys(), key=lambda name: (len(name), name)):
        if len(longer[name]) == 1:
            names[longer[name][0]] += names.pop(name)
