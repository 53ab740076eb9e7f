"""Who a reference is: a name, an office, a pronoun, «این مقام», or nobody's words at all."""

from bisect import bisect_left
from dataclasses import replace

from ravi.persian.actors import Actor, parse_actor
from ravi.persian.phrases import dateline_end, find_subject
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import EntityType, MentionKind, Reference
from ravi.spans import Span
from ravi.steps.coref.people import Office, Room

_DOCUMENTS = WORDS["document"]
_OUTLETS = WORDS["outlet_noun"]
_PRESS = ("entities.outlet", "entities.agency")
_ACTORS = WORDS["title"] | WORDS["organisation"] | WORDS["people"] | WORDS["some_of"]
_REPORTS = frozenset(("گزارش", "خبر"))
_NEAR = 8  # quotes before a place that are looked at
_SUBJECT = 3  # tokens: where the subject of a sentence is looked for


def resolve(room: Room, reference: Reference, cue: Span | None, *, source: bool = False) -> tuple[Reference, str]:
    """Who a reference is, and the reason in words. `cue` is where it is asked; a `source` is no person by default."""
    if reference.span is None:
        return _left_out(room, reference, cue)
    tokens = room.draft.tokens
    actor = parse_actor(tokens, room.token_at(reference.span.start), room.token_at(reference.span.end))
    if source and actor.kind in ("name", "title") and (actor.type == "ORG" or actor.role is None or not actor.name):
        return _source(room, reference)
    if actor.kind in ("pronoun", "same"):
        return _again(room, reference, actor)
    if actor.kind == "title" and actor.role:
        return _by_office(room, reference, room.span(actor.role))
    return _by_name(room, reference, actor)


def _source(room: Room, reference: Reference) -> tuple[Reference, str]:
    """An agency, outlet or office that the article stands on: the outlet that is named in the words, or all of them."""
    span = reference.span
    assert span is not None  # noqa: S101 - a source has words
    for who in room.named_in(span):
        if room.people[who].rule in _PRESS:
            return replace(reference, entity=who), "source: an outlet that is known"
    name = span.of(room.draft.folded)
    there = room.named_at.get(span.start)
    matches = [there] if there is not None and room.people[there].type == "ORG" else room.called(name, "ORG")
    who = matches[0] if matches else room.add(span.of(room.draft.repaired), "ORG", "coref.source", 0.7)
    room.people[who].call(span.of(room.draft.repaired))
    room.mention(who, span, "name")
    return replace(reference, entity=who), "source: by its name"


def _left_out(room: Room, reference: Reference, cue: Span | None) -> tuple[Reference, str]:
    if cue is not None and room.draft.folded.startswith(_QUESTIONS, cue.start):
        return replace(reference, entity=_asker(room)), "question: the agency that the speaker talks to"
    if cue is not None and room.draft.folded.startswith("آمده", cue.start):
        who = _issuer(room, cue)
        if who is not None:
            return replace(reference, entity=who), "document: who issued it"
    if room.last is not None:
        return replace(reference, entity=room.last), "no subject in the sentence: the last speaker"
    return replace(reference, entity=room.named_before(cue)), "no subject in the sentence: the last person named"


def _asker(room: Room) -> int | None:
    """The agency or outlet to which somebody is said to speak, else the first source."""
    for quote in room.draft.quotes:
        if quote.addressee and quote.addressee.span:
            for who in room.named_in(quote.addressee.span):
                if room.people[who].rule in _PRESS:
                    return who
    first = next((source.who.span for source in room.draft.sources if source.who.span), None)
    return next(room.named_in(first), None) if first else None


_QUESTIONS = ("سوال", "پرسش")


def _again(room: Room, reference: Reference, actor: Actor) -> tuple[Reference, str]:
    """«وی», «این مقام», «این روزنامه»: one that was spoken of before."""
    assert reference.span is not None  # noqa: S101 - a pronoun has words
    words = reference.span.of(room.draft.folded).split()
    noun = key(words[1]) if len(words) > 1 else ""
    who, why = None, f"{actor.kind}: the last speaker of that kind"
    if actor.kind == "same":
        who, why = _demonstrated(room, reference.span, noun)
    elif actor.type == "GROUP":
        who = _group_before(room, reference.span)
    elif actor.type == "PER":
        who = _subject_before(room, reference.span)
        why = "pronoun: the subject of the sentence before" if who is not None else why
    if who is None and actor.type == "ORG":
        who = room.last_org if room.last_org is not None else room.last_source
    if who is None:
        who = room.last_person if room.last_person is not None else room.last
    if who is None:
        who, why = room.named_before(reference.span), "the last person named"
    if who is not None:
        kind: MentionKind = "pronoun" if actor.kind == "pronoun" else "title"
        room.mention(who, reference.span, kind)
    return replace(reference, entity=who), why


def _demonstrated(room: Room, span: Span, noun: str) -> tuple[int | None, str]:
    """Whom «این N» points back to."""
    if noun in _REPORTS and room.last_source is not None:
        return room.last_source, "report: the last source"
    called = [who for who in room.recent() if who in room.spoken and noun in room.people[who].words()]
    if room.last in called:
        return room.last, "demonstrative: the last speaker that is called so"
    if called:
        return called[-1], "demonstrative: the last speaker that is called so"
    if noun in _DOCUMENTS:
        return _issuer(room, span), "document: who issued it"
    who = _introduced(room, span, noun)
    if who is not None:
        return who, "demonstrative: the one that the text brought in so"
    if noun in _OUTLETS:
        outlets = [who for who in room.recent() if room.people[who].rule in _PRESS]
        spoke = [who for who in outlets if who in room.spoken]
        if spoke or len(outlets) == 1:
            return (spoke or outlets)[-1], "demonstrative: the outlet"
    return None, "demonstrative: the last speaker of that kind"


def _introduced(room: Room, span: Span, noun: str) -> int | None:
    """The person that «یک N …» brought in without a name, before «این N»."""
    tokens = room.draft.tokens
    here = room.token_at(span.start)
    for at in range(here - 1, max(0, here - _FAR), -1):
        if key(tokens[at].text) == noun and at and tokens[at - 1].text == "یک":
            phrase = find_subject(tokens, at - 1, min(at + _LONG, here))
            if phrase is None or phrase[0] != at - 1:
                return None
            return _by_name(room, Reference(room.span(phrase)), parse_actor(tokens, *phrase))[0].entity
    return None


_FAR = 400  # tokens
_LONG = 8


def _group_before(room: Room, span: Span) -> int | None:
    """Whom «آنها» stands for: the group that spoke last, else the one named nearest before."""
    groups = [who for who in room.recent() if room.people[who].type == "GROUP"]
    spoken = [who for who in groups if who in room.spoken]
    if spoken:
        return spoken[-1]
    before = [
        (mention.span.end, who) for who in groups for mention in room.people[who].mentions
        if mention.span.end <= span.start
    ]  # fmt: skip
    return max(before)[1] if before else None


def _issuer(room: Room, at: Span) -> int | None:
    """Who issued the statement that «این بیانیه» or «آمده است» speaks of: whom the sentence names that it came with."""
    sentences = room.draft.sentences
    here = bisect_left(sentences, at.start, key=lambda sentence: sentence.end)
    for sentence in reversed(sentences[max(0, here - 12) : here + 1]):
        start, end = room.token_at(sentence.start), room.token_at(min(sentence.end, at.start))
        for place in range(end - 1, start - 1, -1):
            word = key(room.draft.tokens[place].text).removesuffix("ای").removesuffix("ی")
            shown = place > start and room.draft.tokens[place - 1].text in ("این", "همین", "آن")
            if word in _DOCUMENTS and word not in _REPORTS and not shown:
                who = _who_issues(room, sentence, room.starts[place])
                if who is not None:
                    return who
    return room.last


def _who_issues(room: Room, sentence: Span, document: int) -> int | None:
    """The subject of a sentence that brings in a document, else one that is named beside it."""
    tokens = room.draft.tokens
    first, end = room.token_at(sentence.start), room.token_at(document)
    phrase = find_subject(tokens, dateline_end(tokens, first, end), end)
    if phrase is not None and (room.starts[phrase[0]] in room.named_at or key(tokens[phrase[0]].text) in _ACTORS):
        return _by_name(room, Reference(room.span(phrase)), parse_actor(tokens, *phrase))[0].entity
    named = [who for who in room.named_in(sentence) if room.people[who].rule not in _PRESS]
    return named[0] if named else None


def _subject_before(room: Room, span: Span) -> int | None:
    """The person who is the subject of the sentence before, where nobody is reported to speak in it."""
    sentences = room.draft.sentences
    here = bisect_left(sentences, span.start, key=lambda sentence: sentence.end)
    if here == 0 or here >= len(sentences):
        return None
    before = sentences[here - 1]
    quotes = room.draft.quotes
    near = bisect_left(quotes, before.end, key=lambda quote: quote.span.start)
    if any(quote.span.overlaps(before) for quote in quotes[max(0, near - _NEAR) : near]):
        return None
    first = room.token_at(before.start)
    for at in range(first, min(first + _SUBJECT, len(room.starts))):
        who = room.named_at.get(room.starts[at])
        if who is not None:
            return who if room.people[who].type == "PER" else None
        if at > first:
            break
    return None


def _by_office(room: Room, reference: Reference, role: Span) -> tuple[Reference, str]:
    office = room.office(role)
    for who in sorted(room.recent(), key=lambda who: who != room.last):
        if room.people[who].knows(office):
            room.mention(who, role, "title")
            return replace(reference, entity=who), "office: one of this person's"
    who = room.add(None, "PER", "coref.office", 0.6)
    room.people[who].role = role.of(room.draft.repaired)
    room.people[who].offices.append(office)
    room.mention(who, role, "title")
    return replace(reference, entity=who), "office: not seen before"


def _by_name(room: Room, reference: Reference, actor: Actor) -> tuple[Reference, str]:
    span = room.span(actor.name) if actor.name else reference.span
    assert span is not None  # noqa: S101 - a reference without words never comes here
    role = room.span(actor.role) if actor.role else None
    office = room.office(role) if role else None
    who, why = _known(room, span, actor)
    matched = who is not None
    if who is None:
        who, why = _new(room, span, actor, role, office)
    person = room.people[who]
    person.call(span.of(room.draft.repaired))
    if not matched or not person.offices:
        _give_office(room, who)
        person = room.people[who]
    room.mention(who, span, "name")
    if role is not None:
        room.mention(who, role, "title")
        person.role = person.role or role.of(room.draft.repaired)
        person.offices.append(room.office(role))
    return replace(reference, entity=who), why


def _known(room: Room, span: Span, actor: Actor) -> tuple[int | None, str]:
    """The actor that a name is known to be: the entity that is named there, or one of the same name."""
    there = room.named_at.get(span.start)
    if there is not None:
        ends = max(m.span.end for m in room.people[there].mentions if m.span.start == span.start)
        if ends >= span.end or actor.type == room.people[there].type:
            return there, "name: seen in the article"
    matches = room.called(span.of(room.draft.folded), actor.type)
    if not matches:
        return None, ""
    return (room.last if room.last in matches else matches[0]), "name: seen in the article"


def _new(room: Room, span: Span, actor: Actor, role: Span | None, office: Office | None) -> tuple[int, str]:
    """A name that is new: it is given to the office that spoke before, or to a new actor."""
    unnamed = [who for who in room.unnamed() if not office or room.people[who].knows(office)]
    alone = actor.type == "PER" and actor.kind == "name" and unnamed
    if alone and (role is not None or (len(unnamed) == 1 and room.last == unnamed[-1])):
        return unnamed[-1], "name: given to the office that spoke before"
    kind: EntityType = "GPE" if room.is_country(span.of(room.draft.folded)) else actor.type
    return room.add(span.of(room.draft.repaired), kind, "coref.speaker", 0.7), "name: new"


def _give_office(room: Room, who: int) -> None:
    """Where the speaker before is an office without a name and this name has none, they are one."""
    last = room.last
    if last is None or last == who or room.people[last].name is not None:
        return
    person, office = room.people[who], room.people[last]
    if person.type != "PER" or person.offices or len(room.unnamed()) > 1:
        return
    person.offices, person.role = office.offices, office.role
    person.mentions += office.mentions
    room.people[last] = person
