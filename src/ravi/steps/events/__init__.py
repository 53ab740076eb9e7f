"""Events: what the article or a quote says to have happened, in PLOVER's types, with its parties and its voice.

A trigger is found by the table (`persian.predicates`); its clause says who did it to whom (`sides`) and
whether it happened at all (`modality`); mentions of one event are joined (`clusters`).
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ravi.persian.actors import ORG_HEADS
from ravi.persian.predicates import EVENT_WORDS, Predicate, Row, find_predicates
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, Event
from ravi.spans import Span
from ravi.steps.events.arguments import Phrase, after, before
from ravi.steps.events.clusters import clustered, filled, headed
from ravi.steps.events.modality import modality
from ravi.steps.events.sides import CLAIM, SUMMONED, Sides, find_sides, marked
from ravi.steps.events.text import Text
from ravi.steps.events.topic import HARD, MIXED, PRIVATE, public_share

_REFUSED = frozenset({"SUPPORT", "AGREE", "COOPERATE", "AID", "CONCEDE"})  # denied of the future: a refusal
_NO_EVENT_AFTER = ORG_HEADS | EVENT_WORDS["again"]
_MEDIA = EVENT_WORDS["media"]
_SHORT = 3  # words of a phrase that say what it is
_AROUND = 80  # words of a sentence on each side of a trigger
_GENERAL = frozenset("SUPPORT AID COOPERATE CONCEDE MOBILIZE".split())  # a noun of these is often no event
_AGAINST = frozenset(("علیه", "ضد"))
_GREETING = "050"  # «تبریک گفت»
_HURT = "180"  # «کشته شدند»
_CONFIDENCE = {"verb": 0.7, "clause": 0.7, "noun": 0.5}


def events(draft: Draft) -> tuple[tuple[Entity, ...], tuple[Event, ...]]:
    """Give the events in the order of their triggers, those that did not happen with the reason in `modality`.

    The entities are given with them, and behind them the parties that have no name («دو فرد ناشناس»).
    """
    words = [key(token.text) for token in draft.tokens]
    predicates = _joined(words, find_predicates(draft.tokens, words))
    if not predicates:
        return draft.entities, ()
    share = public_share(words)
    shared = (one.last + 1 for one in predicates if one.shape == "verb" and one.verb and one.verb.last > one.last)
    text = Text(draft, words, frozenset(shared))
    text.cast.find_unnamed(list(dict.fromkeys(text.sentence(predicate.first) for predicate in predicates)))
    made: list[Event] = []
    for at, predicate in enumerate(predicates):
        limit = predicates[at + 1].first if at + 1 < len(predicates) else len(words)
        event = _event(text, predicate, limit)
        if event is not None:
            made.append(event)
    lead = _end_of_lead(draft.folded)
    told: dict[int, set[int]] = {}
    kept: list[Event] = []
    where = [text.sentence_number(text.token(event.span.start)) for event in made]
    headline = draft.folded.find("\n")
    linked: Sequence[Event] = filled(headed(clustered(made), headline), where)
    for event in _of_public_life(text, linked) if PRIVATE <= share < MIXED else linked:
        who = {*event.actors, *event.recipients}
        silent = who <= told.get(event.cluster, set())
        told_where = event.type == "ASSAULT" and event.place is not None and event.place.start > event.span.end
        if event.rule == "events.noun" and silent and not told_where and event.span.start > lead:
            continue  # in the body a noun takes up what was told before, or tells of nobody
        kept.append(event)
        told.setdefault(event.cluster, set()).update(who)
    added, numbers = text.cast.added(who for event in kept for who in (*event.actors, *event.recipients))
    told_of = kept if share >= PRIVATE else ()  # else those who act in it are named, but no event is told
    return (*draft.entities, *added), tuple(_renumbered(event, numbers) for event in told_of)


def _of_public_life(text: Text, events: Sequence[Event]) -> list[Event]:
    """The hard events, and those of states, of authorities and of whoever deals with them in another one."""
    public: set[int] = set()
    for event in events:
        who = {*event.actors, *event.recipients}
        if any(text.cast.is_public(one) for one in who):
            public |= who
    return [
        event for event in events if event.type in HARD or not public.isdisjoint((*event.actors, *event.recipients))
    ]


def _renumbered(event: Event, numbers: Mapping[int, int]) -> Event:
    actors = tuple(numbers.get(who, who) for who in event.actors)
    return replace(event, actors=actors, recipients=tuple(numbers.get(who, who) for who in event.recipients))


def _end_of_lead(folded: str) -> int:
    """Where the third line begins: a headline and a lead stand before it."""
    first = folded.find("\n")
    second = folded.find("\n", first + 1) if first >= 0 else -1
    return second if second >= 0 else len(folded)


def _joined(words: Sequence[str], predicates: Sequence[Predicate]) -> list[Predicate]:
    """The triggers, «دیدار و گفتوگو کرد» as one."""
    joined: list[Predicate] = []
    for one in predicates:
        held = joined[-1] if joined else None
        beside = held and held.shape == "noun" and held.last + 2 == one.first and words[one.first - 1] == "و"
        if held and beside and held.row.type == one.row.type:
            joined[-1] = one._replace(first=held.first)
        else:
            joined.append(one)
    return joined


def _event(text: Text, predicate: Predicate, limit: int) -> Event | None:
    row = predicate.row
    if predicate.shape == "noun" and _tells_nothing(text, predicate.first):
        return None
    if _is_named_after(text, predicate):
        return None
    ahead = before(text, predicate.first, predicate.last)
    reach = limit if predicate.shape == "noun" else len(text.words)
    behind = after(text, predicate.last + 1, reach) if predicate.shape != "verb" else []
    if row.type == "CONSULT" and _with_media(text, [*ahead.phrases, *behind], predicate):
        return None
    if row.alone == "marked" and not marked(text, row.others, [*ahead.phrases, *behind], loose=row.type != "AID"):
        return None
    found = find_sides(text, predicate, ahead, behind)
    if row.cameo == _HURT and _by_accident(text, predicate):
        return None
    if _says_too_little(text, row, predicate, found):
        return None
    state = modality(text, predicate, ahead.tokens)
    kind, cameo = row.type, row.cameo
    summoned = EVENT_WORDS["envoy"].intersection(
        text.words[at] for phrase in [*ahead.phrases, *behind] for at in phrase.at
    )
    if row.noun == SUMMONED and summoned:
        kind, cameo = "ACCUSE", "114"
    refused = predicate.negative and (predicate.verb is None or predicate.verb.tense in ("present", "future"))
    if refused and kind in _REFUSED:
        kind, cameo, state = "REJECT", "120", "happened"
    return Event(
        Span(text.tokens[predicate.first].start, text.tokens[predicate.last].end),
        kind,
        found.actors,
        found.recipients,
        found.place,
        _date(text, predicate),
        text.voice[predicate.last if predicate.shape == "verb" else predicate.first],
        state,
        0,
        cameo,
        f"events.{predicate.shape}",
        _CONFIDENCE[predicate.shape],
    )


def _is_named_after(text: Text, predicate: Predicate) -> bool:
    """Whether the words are a part of a name: «بنیاد شهید و امور ایثارگران خوانده شد»."""
    inside = text.named.get(predicate.first)
    shared = predicate.last + 1 in text.shared
    return shared and inside is not None and inside.type == "ORG" and inside.first < predicate.first


def _by_accident(text: Text, predicate: Predicate) -> bool:
    """Whether the sentence tells of a crash, a flood or a quake, by which nobody was attacked."""
    first, end = text.sentence(predicate.first)
    around = text.words[max(first, predicate.first - _AROUND) : min(end, predicate.first + _AROUND)]
    return not EVENT_WORDS["accident"].isdisjoint(around)


def _says_too_little(text: Text, row: Row, predicate: Predicate, found: Sides) -> bool:
    """Whether parties are missing without which the words are no event: «با حمایت مردم», «این چهار متهم»."""
    if predicate.shape == "verb" and found.none:
        return row.type != "AGREE" or not (predicate.passive or predicate.agentless)
    if row.noun == "وارد":
        return not _enters(text, predicate, found)
    if row.type == "THREATEN" or (row.type in _GENERAL and predicate.shape == "noun"):
        return not found.both
    if row.cameo == CLAIM or (
        row.type == "ACCUSE" and predicate.shape == "noun" and _goes_elsewhere(text, predicate, found)
    ):
        return not found.both
    if row.cameo == _GREETING or row.noun in EVENT_WORDS["honouring"]:
        return not (found.both or any(text.cast.is_public(who) for who in found.actors))
    if row.noun in EVENT_WORDS["gathering"] and predicate.shape == "noun" and not found.recipients:
        return not found.actors or (predicate.first > 0 and text.words[predicate.first - 1] in EVENT_WORDS["there"])
    return row.type == "ACCUSE" and predicate.shape == "clause" and found.none


def _goes_elsewhere(text: Text, predicate: Predicate, found: Sides) -> bool:
    """Whether the country of a charge is where somebody goes: «پس از اتهامات به ژاپن رفت», not «اتهامات علیه ژاپن»."""
    entities = text.draft.entities
    states = all(who < len(entities) and entities[who].type == "GPE" for who in found.recipients)
    behind = text.words[predicate.last + 1 : predicate.last + 4]
    return bool(found.recipients) and states and _AGAINST.isdisjoint(behind)


def _enters(text: Text, predicate: Predicate, found: Sides) -> bool:
    """Whether somebody enters a country or a town, and not goods or damage a market or a wall."""
    inside = (text.named.get(at) for at in range(predicate.first, predicate.last + 1))
    somewhere = any(named is not None and named.type in ("LOC", "GPE") for named in inside)
    return somewhere and any(text.cast.is_person(who) for who in found.actors)


def _tells_nothing(text: Text, at: int) -> bool:
    """Whether the noun is a part of a name, is told before («این حمله»), or serves another («تحت حمایت»)."""
    before = text.words[at - 1] if at else ""
    in_protest = before == "در" and text.words[at : at + 2] == ["اعتراض", "به"]  # of another deed
    return text.named.get(at) is not None or before in _NO_EVENT_AFTER or in_protest


def _with_media(text: Text, phrases: Sequence[Phrase], predicate: Predicate) -> bool:
    """«در گفتوگو با خبرنگار فارس»: an interview is no meeting."""
    return any(
        phrase.mark == "با" and any(text.words[at] in _MEDIA for at in phrase.at[:_SHORT])
        for phrase in phrases
        if predicate.first - 8 < phrase.at[0] < predicate.last + 8
    )


def _date(text: Text, predicate: Predicate) -> int | None:
    """The nearest date of the sentence in the same voice, one before the trigger first."""
    first, end = text.sentence(predicate.first)
    low, high = bisect_left(text.dates, (first, -1)), bisect_left(text.dates, (end, -1))
    here = predicate.first
    near = [
        (at > here, abs(at - here), number) for at, number in text.dates[low:high] if text.voice[at] == text.voice[here]
    ]
    return min(near)[2] if near else None
