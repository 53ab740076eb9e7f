"""Events: what the article or a quote says to have happened, in PLOVER's types, with its parties and its voice.

A trigger is found by the table (`persian.predicates`); its clause says who did it to whom (`arguments`, `parties`) and
whether it happened at all (`modality`); mentions of one event are joined (`clusters`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ravi.persian.actors import ORG_HEADS
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PRONOUNS
from ravi.persian.predicates import EVENT_WORDS, Predicate, Row, find_predicates
from ravi.persian.verbs import key
from ravi.record import Draft, Entity, Event
from ravi.spans import Span
from ravi.steps.events.arguments import Phrase, Surroundings, after, before
from ravi.steps.events.clusters import clustered, filled
from ravi.steps.events.modality import modality
from ravi.steps.events.parties import LEADING, parties
from ravi.steps.events.text import Text

_MUTUAL = frozenset({"AGREE", "COOPERATE"})  # both sides are actors
_REFUSED = frozenset({"SUPPORT", "AGREE", "COOPERATE", "AID", "CONCEDE"})  # denied of the future: a refusal
_NO_EVENT_AFTER = ORG_HEADS | EVENT_WORDS["again"]
_MEDIA = EVENT_WORDS["media"]
_SHORT = 3  # words of a phrase that say what it is
_SPORT = 0.04  # of an article's words: it tells of matches
_GENERAL = frozenset("SUPPORT AID COOPERATE CONCEDE MOBILIZE".split())  # a noun of these is often no event
_OWN = frozenset("CONSULT AGREE COOPERATE SUPPORT REJECT REQUEST ACCUSE".split())  # a deed in words of the subject
_ASKED = ("", "از", "با", "به", "توسط", "میان")  # «خواستار خروج نیروهای ترکیه از …»: who is to do it
_AGAINST = frozenset("اعتراض محکومیت انتقاد مخالفت محکوم".split())
_HURT = "180"  # «کشته شدند»
_CLAIM = "110"  # «مدعی شد», «ادعا کرد»
_OPENING = 6  # words of a content in which its subject stands
_GATHERINGS = frozenset("نشست جلسه اجلاس اجلاسیه همایش گردهمایی کنفرانس".split())
_THERE = frozenset("در طی حاشیه به از".split())  # «در نشست … گفت»: where, not what happened
_LOOSE = frozenset(
    "خود دوم اول سوم آخر اخیر جدید دیگر مشترک دوستانه محرمانه کوتاه قبل بعد آینده خصوص شدید تند صریح".split()
)
_HE = frozenset(("وی", "او", "ایشان"))
_WITHIN = frozenset("در ضمن طی از با پی".split())  # «در دیدار با …»: the deed of the clause's subject
_CONFIDENCE = {"verb": 0.7, "clause": 0.7, "noun": 0.5}


class _Parties(NamedTuple):
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    place: Span | None


def events(draft: Draft) -> tuple[tuple[Entity, ...], tuple[Event, ...]]:
    """Give the events in the order of their triggers, those that did not happen with the reason in `modality`.

    The entities are given with them, and behind them the parties that have no name («دو فرد ناشناس»).
    """
    words = [key(token.text) for token in draft.tokens]
    predicates = _joined(words, find_predicates(draft.tokens, words))
    if not predicates or sum(word in EVENT_WORDS["sport"] for word in words) > _SPORT * len(words):
        return draft.entities, ()
    text = Text(draft, words)
    text.find_unnamed([predicate.first for predicate in predicates])
    made: list[Event] = []
    for at, predicate in enumerate(predicates):
        limit = predicates[at + 1].first if at + 1 < len(predicates) else len(words)
        event = _event(text, predicate, limit)
        if event is not None:
            made.append(event)
    lead = _end_of_lead(draft.folded)
    told: dict[int, set[int]] = {}
    kept: list[Event] = []
    where = [text.sentence(text.token(event.span.start))[0] for event in made]
    for event in filled(clustered(made), where):
        who = {*event.actors, *event.recipients}
        silent = who <= told.get(event.cluster, set())
        if event.rule == "events.noun" and silent and event.span.start > lead:
            continue  # in the body a noun takes up what was told before, or tells of nobody
        kept.append(event)
        told.setdefault(event.cluster, set()).update(who)
    added, numbers = text.added(who for event in kept for who in (*event.actors, *event.recipients))
    return (*draft.entities, *added), tuple(_renumbered(event, numbers) for event in kept)


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
    ahead = before(text, predicate.first)
    reach = limit if predicate.shape == "noun" else len(text.words)
    behind = after(text, predicate.last + 1, reach) if predicate.shape != "verb" else []
    if row.type == "CONSULT" and _with_media(text, [*ahead.phrases, *behind], predicate):
        return None
    if row.alone == "marked" and not _marked(text, row.others, [*ahead.phrases, *behind], loose=row.type != "AID"):
        return None
    found = _parties(text, predicate, ahead, behind)
    if row.cameo == _HURT and _by_accident(text, predicate):
        return None
    if _says_too_little(text, row, predicate, found):
        return None
    state = modality(text, predicate, ahead.tokens)
    kind, cameo = row.type, row.cameo
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


def _by_accident(text: Text, predicate: Predicate) -> bool:
    """Whether the sentence tells of a crash, a flood or a quake, by which nobody was attacked."""
    first, end = text.sentence(predicate.first)
    return not EVENT_WORDS["accident"].isdisjoint(text.words[first:end])


def _says_too_little(text: Text, row: Row, predicate: Predicate, found: _Parties) -> bool:
    """Whether parties are missing without which the words are no event: «با حمایت مردم», «این چهار متهم»."""
    both = found.actors and found.recipients
    if predicate.shape == "verb" and row.type != "AGREE" and not (found.actors or found.recipients):
        return True
    if row.noun == "وارد":
        return not _enters(text, predicate, found)
    if row.type == "THREATEN" or (row.type in _GENERAL and predicate.shape == "noun"):
        return not both
    if row.cameo == _CLAIM:
        return not both
    if row.noun in _GATHERINGS and predicate.shape == "noun" and not found.recipients:
        return not found.actors or (predicate.first > 0 and text.words[predicate.first - 1] in _THERE)
    return row.type == "ACCUSE" and predicate.shape == "clause" and not (found.actors or found.recipients)


def _enters(text: Text, predicate: Predicate, found: _Parties) -> bool:
    """Whether somebody enters a country or a town, and not goods or damage a market or a wall."""
    inside = (text.named.get(at) for at in range(predicate.first, predicate.last + 1))
    somewhere = any(named is not None and named.type in ("LOC", "GPE") for named in inside)
    return somewhere and any(text.is_person(who) for who in found.actors)


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


def _parties(text: Text, predicate: Predicate, ahead: Surroundings, behind: Sequence[Phrase]) -> _Parties:
    row = predicate.row
    agents = _marked(text, ("توسط",), [*behind, *reversed(ahead.phrases)])
    if predicate.shape == "noun":
        return _of_noun(text, predicate, ahead, behind, agents)
    passive = predicate.passive or (predicate.shape == "clause" and _passive_later(text, predicate))
    subject = () if predicate.agentless else _subject(text, predicate, ahead)
    other = _marked(text, row.others, [*reversed(ahead.phrases), *behind])
    if passive or row.subject == "recipient":
        actors, recipients = agents, subject or _marked(text, ("را",), ahead.phrases) or _counted(text, ahead) or other
    elif predicate.agentless:
        actors, recipients = agents, other
    else:
        actors, recipients = subject, other
    if not recipients and row.cameo == _CLAIM:
        recipients = _claimed_of(text, predicate)
    if not recipients and row.type == "PROTEST":
        recipients = _protested(text, ahead.phrases)
    if not recipients and row.type == "REQUEST" and predicate.shape == "clause":
        asked = [phrase for phrase in behind if phrase.mark in _ASKED]
        recipients = next((who for phrase in asked if (who := parties(text, phrase.at, loose=True))), ())
    return _settled(row.type, actors, recipients, _place(text, [*ahead.phrases, *behind]))


def _subject(text: Text, predicate: Predicate, ahead: Surroundings) -> tuple[int, ...]:
    """The subject: of the clause itself, of the one that it goes on from, of the noun before «که», or who speaks."""
    unnamed = False
    for phrase in ahead.phrases:
        if not phrase.mark and not all(text.words[at] in LEADING for at in phrase.at):
            if who := parties(text, phrase.at):
                return who
            if len(phrase.at) == 1 and text.words[phrase.at[0]] in _HE:
                return _spoke_last(text, predicate.first)
            unnamed = text.words[phrase.at[0]] not in PRONOUNS
    if not unnamed:
        for phrase in ahead.earlier:
            if not phrase.mark and (who := parties(text, phrase.at)):
                return who
        if ahead.outer and (who := parties(text, ahead.outer[-1].at)):
            return who
    return () if unnamed else _left_out(text, predicate)


def _counted(text: Text, ahead: Surroundings) -> tuple[int, ...]:
    """Those counted right before the verb: «در حمله به پادگان 20 سرباز کشته شدند»."""
    last = ahead.phrases[-1].at[-1] if ahead.phrases else -1
    named = text.named.get(last)
    many = named is not None and (text.words[named.first].isdecimal() or text.words[named.first] in CARDINALS)
    return (named.entity,) if named is not None and many and named.end == last + 1 else ()


def _claimed_of(text: Text, predicate: Predicate) -> tuple[int, ...]:
    """Whom a claim is about: who is named first in its content, «مدعی شد ایران …»."""
    for quote in text.draft.quotes:
        if quote.cue is not None and quote.cue.start < text.tokens[predicate.last].end <= quote.cue.end:
            first = text.token(quote.parts[0].start)
            for at in range(first, min(text.token(quote.parts[0].end), first + _OPENING)):
                if at in text.named and (who := parties(text, range(at, min(at + _OPENING, len(text.words))))):
                    return who
    return ()


def _protested(text: Text, phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """Against whom: «در اعتراض به حمله اسراییل تجمع کردند», «برای محکومیت اسراییل»."""
    for at, phrase in enumerate(phrases):
        against = text.words[phrases[at - 1].at[-1]] if at and phrase.held else text.words[phrase.at[0]]
        if against in _AGAINST:
            by = [one for one in phrases[at + 1 :] if one.mark == "توسط"]
            for one in (*by, phrase):
                if who := parties(text, one.at, loose=True):
                    return who
    return ()


def _is_owned(text: Text, phrase: Phrase, predicate: Predicate) -> bool:
    """Whether the noun has a genitive that is no party known: «حمایت فراکسیون وفاق از …», not «دیدار دوستانه با …»."""
    beside = not phrase.mark and phrase.at[0] == predicate.last + 1
    return beside and any(not text.words[at].endswith("ی") and text.words[at] not in _LOOSE for at in phrase.at)


def _is_own(text: Text, predicate: Predicate) -> bool:
    """«در دیدار», «اولین سفر خود», «سفرش»: the deed of the clause's subject."""
    last = predicate.last
    own = text.words[last + 1 : last + 2] == ["خود"] or text.words[last].endswith(("ش", "شان"))
    leading = text.words[predicate.first - 1] if predicate.first else ""
    return own or (leading in _WITHIN and predicate.row.type in _OWN)


def _spoke_last(text: Text, at: int) -> tuple[int, ...]:
    """Who spoke last before a token: «وی» where the article does not say more."""
    here = text.tokens[at].start
    said = [quote for quote in text.draft.quotes if quote.cue is not None and quote.cue.start < here]
    last = max(said, key=lambda quote: quote.cue.start if quote.cue else 0, default=None)
    who = last.speaker.entity if last and last.speaker else None
    return () if who is None else (who,)


def _of_noun(
    text: Text, predicate: Predicate, ahead: Surroundings, behind: Sequence[Phrase], agents: tuple[int, ...]
) -> _Parties:
    row = predicate.row
    genitive: tuple[int, ...] = ()
    relative = text.words[predicate.last + 1 : predicate.last + 2] == ["که"]
    if relative:  # «گفتوگویی که وزیر با سفیر داشت»
        behind = after(text, predicate.last + 2, len(text.words))
    if behind and not behind[0].mark and behind[0].at[0] == predicate.last + 1 + relative:
        genitive = parties(text, behind[0].at)
        if not genitive and text.words[behind[0].at[0]] in _HE:
            genitive = _spoke_last(text, predicate.first)
    between = _marked(text, ("میان",), behind)
    other = _marked(text, [mark for mark in row.others if mark != "را"], behind)
    if row.alone == "actor":
        actors, recipients = genitive or agents, other
        if between:
            actors, recipients = between[:1], between[1:] or _marked(text, ("با",), behind)
        owned = not genitive and bool(behind) and _is_owned(text, behind[0], predicate)
        if not actors and not between and not owned and (_is_own(text, predicate) or (other and row.type in _OWN)):
            actors = _subject(text, predicate, ahead)
    else:
        actors, recipients = agents, genitive or other
        if row.alone == "framed" and not actors:
            actors = _subject(text, predicate, ahead)
    if not recipients and row.type == "PROTEST":
        recipients = _protested(text, after(text, predicate.last + 1, len(text.words)))
    if not actors and text.words[predicate.last + 1 : predicate.last + 2] == ["را"]:
        actors = _subject(text, predicate, ahead)  # «تحریمهایی را وضع کرد»
    return _settled(row.type, actors, recipients, _place(text, [*behind, *ahead.phrases]))


def _settled(kind: str, actors: tuple[int, ...], recipients: tuple[int, ...], place: Span | None) -> _Parties:
    recipients = tuple(one for one in recipients if one not in actors)
    if kind in _MUTUAL:
        return _Parties((*actors, *recipients), (), place)
    return _Parties(actors, recipients, place)


def _marked(text: Text, marks: Sequence[str], phrases: Sequence[Phrase], *, loose: bool = True) -> tuple[int, ...]:
    """The parties of the first phrase with one of the marks, the marks in their order."""
    for mark in marks:
        for phrase in phrases:
            if phrase.mark == mark and not phrase.held and (who := parties(text, phrase.at, loose=loose)):
                return who
    return ()


def _passive_later(text: Text, predicate: Predicate) -> bool:
    """Whether the verb at the end of «متهم به … شد» is a passive; without a verb it is."""
    if predicate.row.type == "REQUEST":
        return False
    _, end = text.sentence(predicate.first)
    later = text.words[predicate.last + 1 : end]
    return not any(word.startswith(("کرد", "میکن")) for word in later)


def _left_out(text: Text, predicate: Predicate) -> tuple[int, ...]:
    """Who does it where the clause leaves the subject out: the speaker of the words, or of the cue in the sentence."""
    quotes = text.draft.quotes
    voice = text.voice[predicate.first]
    told = quotes[voice] if voice is not None else None
    first_person = predicate.verb is not None and predicate.verb.person == 1
    if told and (first_person or told.form == "indirect"):
        return (told.speaker.entity,) if told.speaker and told.speaker.entity is not None else ()
    first, end = text.sentence(predicate.first)
    start, stop = text.tokens[first].start, text.tokens[end - 1].end
    for quote in quotes:
        cue, speaker = quote.cue, quote.speaker
        here = cue and start <= cue.start < stop and text.voice[text.token(cue.start)] == voice
        if here and speaker and speaker.entity is not None:
            return (speaker.entity,)
    return ()


def _place(text: Text, phrases: Sequence[Phrase]) -> Span | None:
    for phrase in phrases:
        if phrase.mark == "در":
            for at in phrase.at:
                named = text.named.get(at)
                if named is not None and named.type in ("LOC", "GPE"):
                    return Span(text.tokens[phrase.at[0]].start, text.tokens[max(named.end - 1, at)].end)
    return None


def _date(text: Text, predicate: Predicate) -> int | None:
    """The nearest date of the sentence in the same voice, one before the trigger first."""
    first, end = text.sentence(predicate.first)
    start, stop = text.tokens[first].start, text.tokens[end - 1].end
    here = text.tokens[predicate.first].start
    best: tuple[bool, int, int] | None = None
    for number, date in enumerate(text.draft.dates):
        if start <= date.span.start < stop and text.voice[text.token(date.span.start)] == text.voice[predicate.first]:
            distance = (date.span.start > here, abs(date.span.start - here), number)
            best = min(best or distance, distance)
    return best[2] if best else None
