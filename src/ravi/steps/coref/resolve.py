"""Who a reference is: a name, an office, a pronoun, «این مقام», or nobody's words at all."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ravi.persian.actors import Actor, can_be_name, parse_actor
from ravi.persian.groups import group_noun
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.phrases import dateline_end, find_subject, is_by_whom
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import EntityType, Link, MentionKind, Reference
from ravi.spans import Span
from ravi.steps.coref.people import PRESS, Office, Room

_DOCUMENTS = WORDS["document"]
_OUTLETS = WORDS["outlet_noun"]
_ACTORS = WORDS["title"] | WORDS["organisation"] | WORDS["people"] | WORDS["some_of"]
_REPORTS = frozenset(("گزارش", "خبر"))
_NEAR = 8  # quotes before a place that are looked at
_SUBJECT = 3  # tokens: where the subject of a sentence is looked for

Way = tuple[Link, ...]
Place = tuple[int, Span | None]  # an actor, and the words that led to it where they are known


def resolve(room: Room, reference: Reference, cue: Span | None, *, source: bool = False) -> tuple[Reference, Way]:
    """Who a reference is, and the links that led there from its words (none where the words are the actor's own).

    `cue` is where it is asked; a `source` is no person by default.
    """
    if reference.span is None:
        return _left_out(room, reference, cue)
    tokens = room.draft.tokens
    actor = parse_actor(tokens, room.token_at(reference.span.start), room.token_at(reference.span.end))
    head = key(tokens[room.token_at(reference.span.start)].text)
    if head in WORDS["nobody"] and next(room.named_in(reference.span), None) is None:
        return _nobody(reference, reference.span)  # «گزارش\u200cها حاکی است»
    if source and actor.kind in ("name", "title") and (actor.type == "ORG" or actor.role is None or not actor.name):
        return _source(room, reference)
    if actor.kind in ("pronoun", "same"):
        return _again(room, reference, actor)
    if actor.kind == "title" and actor.role and not _is_family(room, reference.span):
        return _by_office(room, reference, room.span(actor.role))
    return _by_name(room, reference, actor if actor.kind != "title" else Actor("name", "PER"))


def _is_family(room: Room, span: Span) -> bool:
    """Whether words that look like an office are somebody's family name: «قاری قرآن» of «علی قاری قرآن»."""
    words = f" {span.of(room.draft.folded)}"
    known = (room.people[who] for who in room.recent())
    return any(one.type == "PER" and one.name is not None and fold(one.name).endswith(words) for one in known)


def told(room: Room, reference: Reference, speaker: int | None = None, spoke: Sequence[int] = ()) -> Reference:
    """Who was spoken to: the one that is named in the words, or who is known by them; nobody is renamed by it.

    «او» is the last but the `speaker` of those who `spoke` before, else whoever is named nearest before.
    """
    span = reference.span
    if span is None:
        return reference
    actor = parse_actor(room.draft.tokens, room.token_at(span.start), room.token_at(span.end))
    if actor.kind == "pronoun" and actor.type == "PER":
        lately = next((who for who in reversed(spoke) if who != speaker), None)
        near = room.named_before(span, but=speaker) if lately is None else (lately, span)
        return replace(reference, entity=near[0] if near else None)
    if actor.kind in ("pronoun", "same"):
        return _again(room, reference, actor)[0]
    named = list(room.named_in(span))
    persons = [who for who in named if room.people[who].type == "PER"]
    if named and (actor.kind != "title" or persons):
        return replace(reference, entity=(persons or named)[0])
    if actor.kind == "title" and actor.role:
        return _by_office(room, reference, room.span(actor.role))[0]
    words = room.span(actor.name) if actor.name else span
    matches = room.called(words.of(room.draft.folded), actor.type)
    if matches:
        return replace(reference, entity=matches[0])
    kind: EntityType = "GPE" if room.is_country(words.of(room.draft.folded)) else actor.type
    who = room.add(words.of(room.draft.repaired), kind, "coref.speaker", 0.6)
    room.call(who, words, "name")
    return replace(reference, entity=who)


def _led(room: Room, reference: Reference, rule: str, who: int, to: Span | None = None) -> tuple[Reference, Way]:
    """The reference with who it is, and the link to the words by which that one was called."""
    to = to or room.words_of(who)
    return replace(reference, entity=who), (Link(rule, to),) if to is not None else ()


def _nobody(reference: Reference, at: Span | None) -> tuple[Reference, Way]:
    """The text does not tell."""
    return replace(reference, entity=None), (Link("coref.nobody", at),) if at is not None else ()


def _source(room: Room, reference: Reference) -> tuple[Reference, Way]:
    """An agency, outlet or office that the article stands on: the outlet that is named in the words, or all of them."""
    span = reference.span
    assert span is not None  # noqa: S101 - a source has words
    for who in room.named_in(span):
        if room.people[who].rule in PRESS:
            return replace(reference, entity=who), ()
    name = span.of(room.draft.folded)
    there = room.named_at.get(span.start)
    matches = [there] if there is not None and room.people[there].type == "ORG" else room.called(name, "ORG")
    who = matches[0] if matches else room.add(span.of(room.draft.repaired), "ORG", "coref.source", 0.7)
    room.people[who].call(span.of(room.draft.repaired))
    room.call(who, span, "name")
    return replace(reference, entity=who), ()


def _left_out(room: Room, reference: Reference, cue: Span | None) -> tuple[Reference, Way]:
    if cue is not None and room.draft.folded.startswith(_QUESTIONS, cue.start):
        asker = _asker(room)
        return _led(room, reference, "coref.asker", *asker) if asker else _nobody(reference, cue)
    if cue is not None and _IMPERSONAL.match(room.draft.folded, cue.start):
        goes_on = _GOES_ON.search(room.draft.folded, max(0, cue.start - _BEFORE), cue.start)
        if not _IN_DOCUMENT.search(room.draft.folded, max(0, cue.start - _BEFORE), cue.start) and not goes_on:
            return _nobody(reference, cue)  # «گفته می\u200cشود که …»
    if cue is not None and _OF_DOCUMENT.match(room.draft.folded, cue.start):
        who = room.issuer if _GOES_ON.search(room.draft.folded, max(0, cue.start - _BEFORE), cue.start) else None
        who = who if who is not None else _issuer(room, cue)
        if who is not None:
            room.issuer = who
            return _led(room, reference, "coref.issuer", who)
        before = max(0, cue.start - _BEFORE)
        if _WRITTEN.match(room.draft.folded, cue.start) and _IN_DOCUMENT.search(room.draft.folded, before, cue.start):
            return _nobody(reference, cue)
    if cue is not None and _PLACARD.search(room.draft.folded, max(0, cue.start - _BEFORE), cue.start):
        group = _group_before(room, cue)
        return _led(room, reference, "coref.group", *group) if group else _nobody(reference, cue)
    if room.last is not None:
        return _led(room, reference, "coref.last_speaker", room.last)
    if cue is not None and _AS_FOLLOWS.match(room.draft.folded, cue.start):
        who = _issuer(room, cue)
        return _led(room, reference, "coref.issuer", who) if who is not None else _nobody(reference, cue)
    named = room.named_before(cue)
    return _led(room, reference, "coref.last_named", *named) if named else _nobody(reference, cue)


def _asker(room: Room) -> Place | None:
    """The agency or outlet to which somebody is said to speak, else the first source."""
    for quote in room.draft.quotes:
        if quote.addressee and quote.addressee.span:
            if quote.addressee.span.of(room.draft.folded).startswith("خبرنگار"):
                who = told(room, quote.addressee).entity
                return (who, quote.addressee.span) if who is not None else None
            for who in room.named_in(quote.addressee.span):
                if room.people[who].rule in PRESS:
                    return who, quote.addressee.span
    talked = next((one.who for one in room.draft.sources if one.rule == "sources.talk" and one.who.span), None)
    if talked is not None and talked.span is not None:
        who = next(room.named_in(talked.span), None)
        return (who, talked.span) if who is not None else None
    first = next((source.who.span for source in room.draft.sources if source.who.span), None)
    return next(((who, first) for who in room.named_in(first)), None) if first else None


_PLACARD = re.compile(r"(?<!\w)(?:پلاکارد|پارچه.?نوشته|دست.?نوشته|بنر)[^\n.]*\Z")
_IMPERSONAL = re.compile(
    rf"(?:گفته|{'|'.join(sorted(WORDS['announced']))})[ {ZWNJ}]?(?:شد|می[ {ZWNJ}]?شو|خواهد شد)(?!وند|ند)"
)
_WRITTEN = re.compile(rf"نوشته[ {ZWNJ}]?شده")  # «در این پیام نوشته شده است»
_OF_DOCUMENT = re.compile(rf"آمده|{_WRITTEN.pattern}|{_IMPERSONAL.pattern}")
_AS_FOLLOWS = re.compile(r"(?:به|بدین)(?: این)? (?:شرح|قرار)")  # «متن بیانیه به شرح زیر است»
_IN_DOCUMENT = re.compile(rf"(?<!\w)در [^\n.،:]*?(?:{'|'.join(sorted(_DOCUMENTS))})(?:ای|ی)?(?!\w)[^\n.]*\Z")
_GOES_ON = re.compile(r"(?:ادامه|پایان|بخش|قسمت)[^\n.]*\Z")  # «در ادامه آمده است»: of the document before
_BEFORE = 60  # characters
_QUESTIONS = ("سوال", "پرسش")


def _again(room: Room, reference: Reference, actor: Actor) -> tuple[Reference, Way]:
    """«وی», «این مقام», «این روزنامه»: one that was spoken of before."""
    assert reference.span is not None  # noqa: S101 - a pronoun has words
    words = reference.span.of(room.draft.folded).split()
    noun = key(words[1]) if len(words) > 1 else ""
    found: Place | None = None
    rule = "coref.last_speaker"
    if actor.kind == "same":
        found, rule = _demonstrated(room, reference.span, noun)
    elif actor.type == "GROUP":
        found, rule = _group_before(room, reference.span), "coref.group"
    elif actor.type == "PER" and room.nested and actor.kind == "pronoun" and room.heard is not None:
        found = (room.heard, None)  # «وی گفت: ایشان فرمودند …»: not he who speaks
    elif actor.type == "PER" and room.nested and actor.kind == "pronoun":
        found, rule = room.named_before(reference.span, but=room.last), "coref.last_named"
    elif actor.type == "PER":
        found, rule = _subject_before(room, reference.span), "coref.subject_before"
    if found is None and actor.kind == "same" and actor.type == "GROUP":
        found, rule = _group_before(room, reference.span), "coref.group"
        if found is None:
            return _nobody(reference, reference.span)
    if found is None:
        who = None
        if actor.type == "ORG":
            who = room.last_org if room.last_org is not None else room.last_source
            if who is not None and _is_press(room, who) and noun not in _OUTLETS and noun not in _REPORTS:
                return _nobody(reference, reference.span)  # «این شرکت» is no agency
        if who is None:
            who = room.last_person if room.last_person is not None else room.last
        if room.nested and actor.kind == "pronoun" and who is not None and who == room.last:
            return _nobody(reference, reference.span)  # nobody says «او» of himself
        if who is not None and actor.kind == "same" and actor.type == "PER" and room.people[who].type != "PER":
            who = None  # «این زندانی» is no agency
        found, rule = (who, None) if who is not None else None, "coref.last_speaker"
    if found is None:
        found, rule = room.named_before(reference.span), "coref.last_named"
    if found is None:
        return _nobody(reference, reference.span)
    led = _led(room, reference, rule, *found)
    kind: MentionKind = "pronoun" if actor.kind == "pronoun" else "title"
    room.mention(found[0], reference.span, kind)
    return led


def _is_press(room: Room, who: int) -> bool:
    person = room.people[who]
    return person.rule in PRESS or key(fold(person.name or " ").split(" ")[0]) in _OUTLETS


def _demonstrated(room: Room, span: Span, noun: str) -> tuple[Place | None, str]:
    """Whom «این N» points back to, and by which rule."""
    if noun in _REPORTS and room.last_source is not None:
        return (room.last_source, None), "coref.last_source"
    if noun == "منبع" and room.last is not None and is_unnamed(room, room.last):
        return (room.last, None), "coref.last_speaker"
    called = [who for who in room.recent() if who in room.spoken and noun in room.people[who].words()]
    if noun in WORDS["organisation"]:
        called = [who for who in called if room.people[who].type != "PER"]  # «این سازمان» is not its head
    if room.last is not None and room.last in called:
        return (room.last, None), "coref.called_so"
    if called:
        return (called[-1], None), "coref.called_so"
    if noun in _DOCUMENTS:
        issuer = _issuer(room, span)
        return (issuer, None) if issuer is not None else None, "coref.issuer"
    who = _introduced(room, span, noun)
    if who is None and (noun in WORDS["outlet_noun"] or noun in WORDS["organisation"]):
        who = _named_so(room, span, noun, "ORG")
    if who is None and noun in WORDS["title"]:
        who = _named_so(room, span, noun, "PER")  # «سناتور رضایی … این سناتور»
    if who is not None:
        return (who, None), "coref.introduced"
    if noun in _OUTLETS:
        outlets = [who for who in room.recent() if room.people[who].rule in PRESS]
        spoke = [who for who in outlets if who in room.spoken]
        if spoke or len(outlets) == 1:
            return ((spoke or outlets)[-1], None), "coref.outlet"
    return None, "coref.last_speaker"


def is_unnamed(room: Room, who: int) -> bool:
    """Whether an actor is one whom the text keeps unnamed: «یک مقام آگاه»."""
    return room.people[who].type == "PER" and fold(room.people[who].name or "").startswith(("یک ", "منبع"))


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


def _named_so(room: Room, span: Span, noun: str, kind: EntityType) -> int | None:
    """The institution or person that was last named right after the noun: «سایت «ساحل» … این سایت»."""
    tokens = room.draft.tokens
    here = room.token_at(span.start)
    for at in range(here - 1, max(0, here - _FAR), -1):
        if key(tokens[at].text) in (noun, f"{noun}ی") and at and tokens[at - 1].text not in ("این", "همین", "آن"):
            last = min(at + (_LONG if kind == "ORG" else _NEXT), here)
            named = room.named_in(Span(tokens[at].start, tokens[last].start))
            return next((who for who in named if room.people[who].type == kind), None)
    return None


_FAR = 400  # tokens
_NEXT = 3  # tokens: how near to his title a person is named
_LONG = 8


def _group_before(room: Room, span: Span) -> Place | None:
    """Whom «آنها» stands for: the group that spoke last, else the one named nearest before."""
    groups = [who for who in room.recent() if room.people[who].type == "GROUP"]
    spoken = [who for who in groups if who in room.spoken]
    if spoken:
        return spoken[-1], None
    before = [
        (mention.span.end, who, mention.span) for who in groups for mention in room.people[who].mentions
        if mention.span.end <= span.start
    ]  # fmt: skip
    return max(before)[1:] if before else None


def _issuer(room: Room, at: Span) -> int | None:
    """Who issued the statement that «این بیانیه» or «آمده است» speaks of: whom the sentence names that it came with."""
    sentences = room.draft.sentences
    here = bisect_left(sentences, at.start, key=lambda sentence: sentence.end)
    for sentence in reversed(sentences[max(0, here - 12) : here + 1]):
        start, end = room.token_at(sentence.start), room.token_at(min(sentence.end, at.start))
        for place in range(end - 1, start - 1, -1):
            word = key(room.draft.tokens[place].text).removesuffix("ای").removesuffix("ی")
            shown = place > start and room.draft.tokens[place - 1].text in ("این", "همین", "آن")
            reported = word in _REPORTS and not (place and room.draft.tokens[place - 1].text in ("در", "از"))
            if word in _DOCUMENTS and not shown and not reported:
                who = _owner(room, place, at, end)
                if who is None and word not in _REPORTS:
                    who = _who_issues(room, sentence, room.starts[place])
                if who is not None:
                    return who
    return room.last


def _owner(room: Room, document: int, at: Span, end: int) -> int | None:
    """Whose document it is by the words behind it: «در پیام رضا نیکنام آمده است», «در حکمی که توسط او صادر شده»."""
    places = range(document + 1, min(document + _AGENT, end))
    agent = next((at for at in places if is_by_whom(room.draft.tokens, at)), None)
    if agent is not None:
        for who in room.named_in(Span(room.starts[agent], at.start)):
            if room.people[who].type in ("PER", "ORG", "GPE"):
                return who
    if end - document < _OWNER and room.draft.tokens[document].end < at.start <= room.draft.tokens[end - 1].end + 2:
        for who in room.named_in(Span(room.starts[document] + 1, at.start)):
            if room.people[who].rule not in PRESS and room.people[who].type in ("PER", "ORG", "GPE"):
                return who
    return None


_OWNER = 12  # tokens
_AGENT = 5  # tokens: how near to a document he is named who issues it


def _who_issues(room: Room, sentence: Span, document: int) -> int | None:
    """The subject of a sentence that brings in a document, else one that is named beside it."""
    tokens = room.draft.tokens
    first, end = room.token_at(sentence.start), room.token_at(document)
    phrase = find_subject(tokens, dateline_end(tokens, first, end), end)
    head = key(tokens[phrase[0]].text) if phrase is not None else ""
    known = phrase is not None and (room.starts[phrase[0]] in room.named_at or head in _ACTORS)
    if phrase is not None and (known or group_noun(head) is not None):
        return _by_name(room, Reference(room.span(phrase)), parse_actor(tokens, *phrase))[0].entity
    for who in room.named_in(sentence):
        told = who == room.last_source  # «به گزارش مهر، متن بیانیه …»
        if not told and room.people[who].rule not in PRESS and room.people[who].type in ("PER", "ORG", "GPE"):
            return who
    return None


def _subject_before(room: Room, span: Span) -> Place | None:
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
            if room.people[who].type != "PER":
                return None
            return who, next(m.span for m in room.people[who].mentions if m.span.start == room.starts[at])
        if at > first:
            break
    who = _office_before(room, first, room.token_at(before.end))
    return (who, None) if who is not None else None


def _office_before(room: Room, first: int, end: int) -> int | None:
    """The person of an office who is the subject of a sentence, tokens `[first, end)`."""
    tokens = room.draft.tokens
    phrase = find_subject(tokens, dateline_end(tokens, first, end), end)
    if phrase is None:
        return None
    named = room.named_at.get(room.starts[phrase[0]])
    if named is not None and room.people[named].type == "PER":
        return named
    if key(tokens[phrase[0]].text) not in WORDS["title"]:
        return None
    actor = parse_actor(tokens, *phrase)
    if actor.kind == "title" and actor.role:
        return _by_office(room, Reference(room.span(actor.role)), room.span(actor.role))[0].entity
    if actor.kind == "name" and actor.type == "PER":
        return _by_name(room, Reference(room.span(phrase)), actor)[0].entity
    return None


def _by_office(room: Room, reference: Reference, role: Span) -> tuple[Reference, Way]:
    office = room.office(role)
    if office.head in _MANY and room.last is not None and _has_no_office(room, room.last):
        room.call(room.last, role, "title")
        room.people[room.last].offices.append(office)
        return _led(room, reference, "coref.last_speaker", room.last)
    for who in sorted(room.recent(), key=lambda who: who != room.last):
        known = room.people[who].known_as(office)
        if known is not None:
            room.call(who, role, "title")
            return _led(room, reference, "coref.office", who, known.span)
    who = room.add(None, "PER", "coref.office", 0.6)
    room.people[who].role = role.of(room.draft.repaired)
    room.people[who].offices.append(office)
    room.people[who].apart = reference.span is not None and room.speaks_too(reference.span)
    room.call(who, role, "title")
    return replace(reference, entity=who), ()


_MANY = frozenset(("عضو", "نماینده"))  # what several persons of one article may be called


def _has_no_office(room: Room, who: int) -> bool:
    person = room.people[who]
    named = person.type == "PER" and person.name is not None and not person.offices and person.role is None
    return named and can_be_name(fold(person.name or "")) and not is_unnamed(room, who)


def _by_name(room: Room, reference: Reference, actor: Actor) -> tuple[Reference, Way]:
    span = room.span(actor.name) if actor.name else reference.span
    assert span is not None  # noqa: S101 - a reference without words never comes here
    role = room.span(actor.role) if actor.role else None
    office = room.office(role) if role else None
    who = _known(room, span, actor)
    matched = who is not None
    way: Way = ()
    if who is None:
        who, way = _new(room, span, actor, role, office)
    person = room.people[who]
    person.call(span.of(room.draft.repaired))
    if actor.kind == "name" and (not matched or not person.offices):  # «یکی از شاهدان» holds nobody's
        _give_office(room, who, office)
        person = room.people[who]
    if role is not None:
        room.mention(who, role, "title")
        person.role = person.role or role.of(room.draft.repaired)
        person.offices.append(room.office(role))
    room.call(who, span, "name")
    return replace(reference, entity=who), way


def _known(room: Room, span: Span, actor: Actor) -> int | None:
    """The actor that a name is known to be: the entity that is named there, or one of the same name."""
    there = room.named_at.get(span.start)
    if there is not None:
        ends = max(m.span.end for m in room.people[there].mentions if m.span.start == span.start)
        if ends >= span.end or actor.type == room.people[there].type:
            return _namesake(room, span, actor, there)
    matches = room.called(span.of(room.draft.folded), actor.type)
    return room.last if room.last in matches else next(iter(matches), None)


def _namesake(room: Room, span: Span, actor: Actor, there: int) -> int:
    """The one of a family name alone who spoke before, where he to whom it was given has not: else that one."""
    name = span.of(room.draft.folded)
    if there in room.spoken or actor.type != "PER" or len(name.split()) > 1:
        return there
    spoke = [who for who in room.called(name, "PER") if who in room.spoken]
    return room.last if room.last in spoke else next(iter(spoke), there)


def _new(room: Room, span: Span, actor: Actor, role: Span | None, office: Office | None) -> tuple[int, Way]:
    """A name that is new: it is given to the office that spoke before, or to a new actor."""
    unnamed = [who for who in room.unnamed() if not office or room.people[who].knows(office)]
    alone = (
        actor.type == "PER"
        and actor.kind == "name"
        and unnamed
        and not room.nested
        and can_be_name(span.of(room.draft.folded))
    )
    first = len(unnamed) == 1 and room.last == unnamed[-1] and not _is_later(room, span)
    if alone and (role is not None or first):
        words = room.words_of(unnamed[-1])
        return unnamed[-1], (Link("coref.name_of_office", words),) if words else ()
    kind: EntityType = "GPE" if room.is_country(span.of(room.draft.folded)) else actor.type
    return room.add(span.of(room.draft.repaired), kind, "coref.speaker", 0.7), ()


def _is_later(room: Room, span: Span | None, name: str = "") -> bool:
    """Whether a name is a family name alone, and others who are named spoke before: it brings in nobody's office."""
    words = (span.of(room.draft.folded) if span is not None else name).split()
    spoke = any(room.people[who].type == "PER" and room.people[who].name for who in room.spoken)
    return len(words) == 1 and spoke


def _give_office(room: Room, who: int, said: Office | None) -> None:
    """Where the speaker before is an office without a name and this name has none, or that one, they are one."""
    last = room.last
    if last is None or last == who or room.people[last].name is not None or room.nested:
        return  # «سخنگو گفت رضایی افزود …»: they are two
    person, office = room.people[who], room.people[last]
    two = office.reports() or office.is_kin() or office.apart or (office.is_head_of_state() and not said)
    if person.type != "PER" or person.offices or two or len(room.unnamed()) > 1:
        return
    if (said and not office.knows(said)) or (person.name and _is_later(room, None, person.name)):
        return
    room.join(last, person)
    person.role = office.role
