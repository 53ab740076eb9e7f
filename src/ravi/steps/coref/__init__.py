"""Coreference: the words that name a speaker → who it is, over the whole article.

The quotes and sources are walked in order. A name is looked for among the entities, an office among their offices;
«وی» and a dropped subject are the person who spoke last; «این روزنامه» is the outlet that spoke last. An office that
opens the article and the name that the next paragraph gives («فرماندار گفت: … محمد توحیدی افزود: …») are joined.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from ravi.persian.actors import can_be_name, parse_actor
from ravi.persian.letters import fold
from ravi.record import Draft, Entity, Link, Quote, Reference, Source
from ravi.spans import Span
from ravi.steps.coref.people import Person, Room
from ravi.steps.coref.resolve import is_unnamed, resolve, told

Seen = dict[Span, tuple[Reference, tuple[Link, ...]]]  # the words resolved already


def coref(draft: Draft) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Give the entities with all their mentions, and the quotes and sources with theirs resolved."""
    room = Room(draft)
    quotes, sources = list(draft.quotes), list(draft.sources)
    places = [((quote.cue or quote.span).start, 1, at) for at, quote in enumerate(quotes)]
    places += [(place.start, 0, at) for at, one in enumerate(sources) if (place := one.cue or one.who.span)]
    seen: Seen = {}
    for _, is_quote, at in sorted(places):
        if is_quote:
            quotes[at] = _speaker(room, quotes[at], seen)
            if at == 1:
                _join_headline(room, *quotes[:2])
            continue
        who, _ = resolve(room, sources[at].who, sources[at].cue, source=True)
        sources[at] = replace(sources[at], who=who)
        if sources[at].rule != "sources.speaks":
            room.last_source = who.entity
    _introduce(room, quotes)
    _join_offices(room, quotes)
    outer: Quote | None = None
    asked = dict(_asked(room, quotes))
    spoke: list[int] = []
    for at, quote in enumerate(quotes):  # after the speakers, so that nobody is taken for one who was only told
        speaker = quote.speaker.entity if quote.speaker else None
        addressee = told(room, quote.addressee, speaker, spoke[-_LATELY:]) if quote.addressee else asked.get(at)
        if speaker is not None and room.people[speaker].type == "PER":
            spoke.append(speaker)
        if not quote.rule.endswith((".nested", ".noun")):
            outer = quote
        via = tuple(_via(room, one, quote, outer, seen) for one in quote.via)
        quotes[at] = replace(quote, addressee=addressee, via=via)
    return _finish(room, quotes, sources)


def _speaker(room: Room, quote: Quote, seen: Seen) -> Quote:
    """The quote with its speaker resolved and the way there told."""
    who = quote.speaker
    way: tuple[Link, ...] = ()
    room.nested = quote.rule.endswith(".nested")
    if who is not None and who.span is not None and who.span in seen:
        who, way = seen[who.span]
    elif who is not None:
        who, way = resolve(room, who, quote.cue)
        if who.span is not None:
            seen[who.span] = who, way
    if who is not None and not quote.rule.endswith((".nested", ".noun")):
        room.spoke(who.entity)
    elif who is not None and room.nested:
        room.hear(who.entity)
    room.nested = False
    return replace(quote, speaker=who, chain=(*quote.chain, *way))


def _asked(room: Room, quotes: list[Quote]) -> Iterator[tuple[int, Reference]]:
    """Who is asked by each question that somebody answers: «وی در پاسخ به این سؤال که …، گفت: …»."""
    for at, quote in enumerate(quotes[:-1]):
        answer = quotes[at + 1]
        if quote.cue is None or not quote.rule.endswith(".noun") or answer.speaker is None or answer.cue is None:
            continue
        before = room.draft.folded[max(0, quote.cue.start - _ANSWERED) : quote.cue.start]
        if "پاسخ به" in before and answer.cue.start - quote.span.end < _ANSWERS and answer.speaker.entity is not None:
            yield at, Reference(None, answer.speaker.entity)


_LATELY = 8  # speakers: how far back «او» looks
_ANSWERED = 24  # characters: how far before a question «در پاسخ به» stands
_ANSWERS = 60  # and how far behind it the verb


def _introduce(room: Room, quotes: list[Quote]) -> None:
    """Give the quotes of a pronoun before whom nobody is named to the person who is the first to be named."""
    nameless = [at for at, quote in enumerate(quotes) if quote.speaker and quote.speaker.entity is None]
    if not nameless or nameless[0] != 0:
        return
    known = [quote.speaker.entity for quote in quotes if quote.speaker and quote.speaker.entity is not None]
    first = next((who for who in known if room.people[who].type == "PER" and room.people[who].name), None)
    if first is None or not can_be_name(fold(room.people[first].name or "")):
        return
    words = room.words_of(first)
    way = (Link("coref.named_later", words),) if words is not None else ()
    for at in nameless:
        quote = quotes[at]
        if quote.speaker is not None and not quote.rule.endswith(".noun") and not _of_body(room, quote.speaker):
            chain = (*quote.chain[:-1], *way)
            quotes[at] = replace(quote, speaker=replace(quote.speaker, entity=first), chain=chain)


def _join_offices(room: Room, quotes: list[Quote]) -> None:
    """Give an office that nobody else holds to the one person who is named as a speaker, where he goes on after it.

    «محمد توحیدی گفت: … این عضو شورا، دبیر انجمن آب، افزود: … توحیدی گفت: …»: papers call one man by all his offices.
    """
    told = [at for at, quote in enumerate(quotes) if _speaks(quote)]
    who = [quotes[at].speaker.entity for at in told]  # type: ignore[union-attr]  # `_speaks` has seen to it
    persons = {one for one in who if one is not None and room.people[one].type == "PER"}
    nameless = {one for one in persons if room.people[one].name is None or is_unnamed(room, one)}
    named = {id(room.people[one]): one for one in persons - nameless}
    if len(named) != 1:
        return
    (holder,) = named.values()
    if not can_be_name(fold(room.people[holder].name or "")):
        return
    held = {at for at, one in enumerate(who) if one is not None and room.people[one] is room.people[holder]}
    places: dict[int, list[int]] = {}
    for at, one in enumerate(who):
        if one in persons:
            places.setdefault(one, []).append(at)
    joined: set[int] = set()
    last = max(held)
    lead = next((at for at in range(min(2, len(told))) if quotes[told[at]].rule != "quotes.headline"), 0)
    opens = who[lead] if who else None
    named_at = next((at for at in sorted(held) if at > lead), None)
    if (
        opens in nameless
        and len(held) > 1
        and named_at is not None
        and _opens_with(room, holder, opens, quotes[told[lead]], quotes[told[named_at]], places[opens])
    ):
        joined.add(opens)
        held.update(places[opens])
    for one, at in ((one, own[0]) for one, own in places.items() if one not in joined):
        if at - 1 in held and _is_his(room, holder, one, quotes[told[at]], at < last):
            joined.add(one)
            held.update(places[one])
    words = room.words_of(holder)
    way = (Link("coref.only_speaker", words),) if words is not None else ()
    for one in sorted(joined):
        room.join(one, room.people[holder])
    for at, one in zip(told, who, strict=True):
        if one in joined:
            quotes[at] = replace(quotes[at], chain=(*quotes[at].chain, *way))


def _join_headline(room: Room, above: Quote, below: Quote) -> None:
    """Give the office with which a report opens to him whom the headline names, where it says the same.

    «کاویانی: راه ساحل باز می\u200cشود» over «وزیر راه گفت: راه ساحل تا بهار باز می\u200cشود»
    """
    if above.rule != "quotes.headline" or above.speaker is None or below.speaker is None:
        return
    first, second = above.speaker.entity, below.speaker.entity
    if first is None or second is None:
        return
    holder, office = room.people[first], room.people[second]
    if holder.type != "PER" or holder.name is None or office.type != "PER" or office.name is not None:
        return
    if office.reports() or office.is_head_of_state() or not can_be_name(fold(holder.name)):
        return
    said, again = (set(quote.span.of(room.draft.folded).split()) for quote in (above, below))
    telling = {word for word in said if len(word) > _SHORT}
    if len(telling) >= _TELLING and 2 * len(telling & again) >= len(telling):
        room.join(second, holder)
        holder.role = holder.role or office.role


_TELLING = 2  # words
_SHORT = 3  # letters: shorter words say nothing of what is said


def _opens_with(room: Room, holder: int, office: int, first: Quote, named: Quote, places: list[int]) -> bool:
    """Whether an office with which a report opens is the holder's, who is named right after it.

    «یک عضو شورا گفت: … نادر کاویانی افزود: …», or «عضو شورا گفت: …», where the office speaks again after the name.
    """
    person, own = room.people[office], room.people[holder].offices
    if first.speaker is None or first.speaker.span is None or named.speaker is None or named.speaker.span is None:
        return False
    words = first.speaker.span.of(room.draft.folded).split()
    lead = room.draft.folded.count("\n", 0, first.speaker.span.start) < _LEAD
    if not lead or room.speaks_too(named.speaker.span) or person.reports() or person.is_head_of_state():
        return False
    if person.name is not None:
        his = not own or any(office.head == words[1] for office in own)
        return words[0] == "یک" and len(words) > 2 and words[1] not in ("منبع", "مقام", "دیپلمات") and his
    return bool(own) and places[-1] > len(places) and all(one.head in _LAWMAKERS for one in (*own, *person.offices))


_LEAD = 3  # lines: a headline, a lead, an empty one
_LAWMAKERS = frozenset(("عضو", "نماینده"))


def _is_his(room: Room, holder: int, office: int, quote: Quote, goes_on: bool) -> bool:
    """Whether an office can be one more of the holder's, by the first words it said; `goes_on` says that he does."""
    person, own = room.people[office], room.people[holder].offices
    if person.name is not None or person.reports() or quote.speaker is None or quote.speaker.span is None:
        return False
    if _is_another(room, quote.speaker.span) or person.is_head_of_state():
        return False
    return goes_on or not any(one.head == other.head for one in own for other in person.offices)


def _speaks(quote: Quote) -> bool:
    """Whether a quote is one of the report's own, with a speaker who is known."""
    known = quote.speaker is not None and quote.speaker.entity is not None
    return known and not quote.rule.endswith((".nested", ".noun", ".according"))


def _is_another(room: Room, speaker: Span) -> bool:
    """Whether the words beside a speaker tell that somebody new speaks: «وزیر آب نیز گفت», «در همین حال …»."""
    if room.speaks_too(speaker):
        return True
    at = bisect_right(room.draft.sentences, speaker.start, key=lambda sentence: sentence.start) - 1
    before = room.draft.folded[room.draft.sentences[at].start : speaker.start] if at >= 0 else ""
    return before.startswith(_ELSEWHERE)


_ELSEWHERE = ("در همین", "از سوی دیگر", "از طرف دیگر", "همچنین")


def _of_body(room: Room, speaker: Reference) -> bool:
    """Whether the words speak of an institution or of several people: «این شرکت», «آنها»."""
    if speaker.span is None:
        return False
    first = room.token_at(speaker.span.start)
    return parse_actor(room.draft.tokens, first, room.token_at(speaker.span.end)).type != "PER"


def _via(room: Room, via: Reference, quote: Quote, outer: Quote | None, seen: Seen) -> Reference:
    """Who passes a quote on; where the sentence leaves him out, he who speaks the words around it."""
    if via.span is None:
        around = outer is not None and quote.cue is not None and outer.span.start <= quote.cue.start < outer.span.end
        return outer.speaker if around and outer is not None and outer.speaker is not None else via
    return seen[via.span][0] if via.span in seen else resolve(room, via, quote.cue, source=True)[0]


def _finish(
    room: Room, quotes: list[Quote], sources: list[Source]
) -> tuple[tuple[Entity, ...], tuple[Quote, ...], tuple[Source, ...]]:
    """Number the actors, those joined on the way as one."""
    order: list[Person] = []
    places: dict[int, int] = {}  # of each person in `order`, by identity
    numbers: dict[int, int] = {}
    for at, person in enumerate(room.people):
        if id(person) not in places:
            places[id(person)] = len(order)
            order.append(person)
        numbers[at] = places[id(person)]

    def renumber(reference: Reference) -> Reference:
        return replace(reference, entity=numbers[reference.entity]) if reference.entity is not None else reference

    done = tuple(
        replace(
            quote,
            speaker=renumber(quote.speaker) if quote.speaker else None,
            addressee=renumber(quote.addressee) if quote.addressee else None,
            via=tuple(renumber(via) for via in quote.via),
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
