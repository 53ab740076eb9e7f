"""Sides: who did it to whom, from the phrases of a trigger's clause and what is known of its words.

The table says what the subject is and what marks the other party; the clause gives the phrases (`arguments`), the cast
the parties that they name (`parties`).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PRONOUNS
from ravi.persian.predicates import EVENT_WORDS, Predicate
from ravi.persian.verbs import FORMS, key
from ravi.spans import Span
from ravi.steps.events.arguments import Phrase, Surroundings, after
from ravi.steps.events.parties import parties
from ravi.steps.events.text import Text

SUMMONED = "احضار"
CLAIM = "110"  # the code of «مدعی شد», «ادعا کرد»
_VISIT = "042"  # the code of «سفر کرد»
_MUTUAL = frozenset({"AGREE", "COOPERATE"})  # both sides are actors
_OWN = frozenset("CONSULT AGREE COOPERATE SUPPORT REJECT REQUEST ACCUSE".split())  # a deed in words of the subject
_ASKED = ("", "از", "با", "به", "توسط", "میان")  # «خواستار خروج نیروهای ترکیه از …»: who is to do it
_WE = frozenset(("ما", "من"))
_HE = frozenset(("وی", "او", "ایشان"))
_BEFORE_OR_AFTER = tuple([word, "از"] for word in ("پس", "بعد", "پیش", "قبل"))  # «پس از دیدار با …»
_OFFICIAL = ("COERCE", "SANCTION")  # what institutions do and tell of
_AT_A_PLACE = ("ASSAULT", "CONSULT", "AGREE")  # «انفجارهای مسکو», «مذاکرات وین»: where, not who
_TWO = 2
_NEXT = 2  # phrases after a noun between which «میان» can stand
_LATER = 60  # words from «متهم به» to its verb
_OPENING = 6  # words of a content in which its subject stands


class Sides(NamedTuple):
    """The parties of an event by their numbers in the cast, and its place."""

    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    place: Span | None

    @property
    def both(self) -> bool:
        """Whether an actor and a recipient are known."""
        return bool(self.actors and self.recipients)

    @property
    def none(self) -> bool:
        """Whether neither is."""
        return not (self.actors or self.recipients)


def find_sides(text: Text, predicate: Predicate, ahead: Surroundings, behind: Sequence[Phrase]) -> Sides:
    """The sides of a trigger, with the phrases before and after it."""
    row = predicate.row
    if predicate.shape == "noun":
        return _of_noun(text, predicate, ahead, behind)
    agents = marked(text, ("توسط",), [*behind, *reversed(ahead.phrases)])
    passive = predicate.passive or (predicate.shape == "clause" and _passive_later(text, predicate))
    if passive and not agents and row.type in _OFFICIAL:
        agents = _told_by_body(text, predicate.first)
    subject = () if predicate.agentless else _subject(text, predicate, ahead)
    other = marked(text, row.others, [*reversed(ahead.phrases), *behind])
    if passive and row.type == "MOBILIZE":
        actors, recipients = subject, other  # «نیروها مستقر شدند»: they did it themselves
    elif passive or row.subject == "recipient":
        subject = _subject(text, predicate, ahead, told=False)
        if not agents and row.noun == SUMMONED:
            agents = marked(text, ("به",), [*reversed(ahead.phrases), *behind])  # «به دادگاه احضار شد»
        actors, recipients = agents, subject or marked(text, ("را",), ahead.phrases) or _counted(text, ahead) or other
    elif predicate.agentless:
        actors, recipients = agents, other
    else:
        actors, recipients = subject, other
    if row.cameo == _VISIT and (host := _host(text, ahead.phrases)):
        recipients = host
    if not recipients and row.cameo == CLAIM:
        recipients = _claimed_of(text, predicate)
    if not recipients and row.type == "PROTEST":
        recipients = _protested(text, ahead.phrases)
    if not recipients and row.type == "REQUEST" and predicate.shape == "clause":
        stop = _verb_after(text, predicate)
        asked = ([at for at in phrase.at if at < stop] for phrase in behind if phrase.mark in _ASKED)
        recipients = next((who for at in asked if (who := parties(text, at, loose=True))), ())
    return _settled(row.type, actors, recipients, _place(text, predicate, [*reversed(ahead.phrases), *behind]))


def _of_noun(text: Text, predicate: Predicate, ahead: Surroundings, behind: Sequence[Phrase]) -> Sides:
    row = predicate.row
    agents = marked(text, ("توسط",), _before_comma(text, behind))
    genitive: tuple[int, ...] = ()
    relative = text.words[predicate.last + 1 : predicate.last + 2] == ["که"]
    if relative:  # «گفتوگویی که وزیر با سفیر داشت»
        behind = after(text, predicate.last + 2, len(text.words))
    if behind and not behind[0].mark and behind[0].at[0] == _after_date(text, predicate.last + 1 + relative):
        genitive = parties(text, behind[0].at, states=row.type not in _AT_A_PLACE)
        if not genitive and text.words[behind[0].at[0]] in _HE:
            genitive = _spoke_last(text, predicate.first)
    between = marked(text, ("میان",), behind[:_NEXT])
    other = marked(text, [mark for mark in row.others if mark != "را"], behind)
    if row.alone == "actor":
        actors, recipients = genitive or agents, other
        if between:
            actors, recipients = between[:1], between[1:] or marked(text, ("با",), behind)
        elif row.type == "CONSULT" and len(actors) == _TWO and not other and row.noun not in EVENT_WORDS["gathering"]:
            actors, recipients = actors[:1], actors[1:]  # «دیدار رضایی و نیکنام»
        elif actors and not other and (_is_received(text, predicate) or _with_him(text, row.others, behind)):
            recipients = _subject(text, predicate, ahead)  # «نیکنام در دیدار وزیر خارجه با وی گفت»
        owned = not genitive and bool(behind) and _is_owned(text, behind[0], predicate)
        if not actors and not between and not owned and (_is_own(text, predicate) or (other and row.type in _OWN)):
            actors = _subject(text, predicate, ahead) or _subject_after(text, behind)
    else:
        actors, recipients = agents, genitive or other
        if row.alone == "framed" and not actors:
            actors = _subject(text, predicate, ahead)
    if not recipients and row.type == "PROTEST":
        recipients = _protested(text, after(text, predicate.last + 1, len(text.words)))
    if not actors and text.words[predicate.last + 1 : predicate.last + 2] == ["را"]:
        actors = _subject(text, predicate, ahead)  # «تحریمهایی را وضع کرد»
    return _settled(row.type, actors, recipients, _place(text, predicate, [*behind, *reversed(ahead.phrases)]))


def _settled(kind: str, actors: tuple[int, ...], recipients: tuple[int, ...], place: Span | None) -> Sides:
    recipients = tuple(one for one in recipients if one not in actors)
    if kind in _MUTUAL:
        return Sides((*actors, *recipients), (), place)
    return Sides(actors, recipients, place)


def marked(text: Text, marks: Sequence[str], phrases: Sequence[Phrase], *, loose: bool = True) -> tuple[int, ...]:
    """The parties of the first phrase with one of the marks, the marks in their order."""
    for mark in marks:
        if mark == "از" and "با" in marks and any(phrase.mark == "با" for phrase in phrases):
            break  # «دیدار با هیاتی | از کویت»
        for phrase in phrases:
            if phrase.mark == mark and not phrase.held and (who := parties(text, phrase.at, loose=loose)):
                return who
    return ()


def _subject(text: Text, predicate: Predicate, ahead: Surroundings, *, told: bool = True) -> tuple[int, ...]:
    """The subject: of the clause itself, of the one that it goes on from, of the noun before «که», or who speaks.

    Who speaks only if `told`: nobody tells of himself that he was killed.
    """
    unnamed = False
    for phrase in ahead.phrases:
        if not phrase.mark and not all(text.words[at] in EVENT_WORDS["leading"] for at in phrase.at):
            if who := parties(text, phrase.at):
                return who
            if (who := _he(text, phrase, predicate.first) or _i(text, phrase, predicate.first)) or _is_he(text, phrase):
                return who
            unnamed = text.words[phrase.at[0]] not in PRONOUNS
    if not unnamed:
        for phrase in ahead.earlier:
            if not phrase.mark and (who := parties(text, phrase.at) or _he(text, phrase, predicate.first)):
                return who
        if ahead.outer and (who := parties(text, ahead.outer[-1].at)):
            return who
    first_person = predicate.verb is not None and predicate.verb.person == 1
    return () if unnamed or not (told or first_person) else _left_out(text, predicate)


def _subject_after(text: Text, behind: Sequence[Phrase]) -> tuple[int, ...]:
    """The subject that follows a comma: «پس از دیدار با وزیر هند، | رضا نیکنام گفت»."""
    later = [phrase for phrase in behind if not phrase.mark and text.words[phrase.at[0] - 1] == "،"]
    return parties(text, later[0].at) if later else ()


def _left_out(text: Text, predicate: Predicate) -> tuple[int, ...]:
    """Who does it where the clause leaves the subject out: the speaker of the words, or of the cue in the sentence."""
    quotes = text.draft.quotes
    voice = text.voice[predicate.first]
    told = quotes[voice] if voice is not None else None
    first_person = predicate.verb is not None and predicate.verb.person == 1
    if told and (first_person or told.form == "indirect"):
        return (told.speaker.entity,) if told.speaker and told.speaker.entity is not None else ()
    for quote in text.quotes_with_cue(*text.sentence(predicate.first)):
        cue, speaker = quote.cue, quote.speaker
        if cue and text.voice[text.token(cue.start)] == voice and speaker and speaker.entity is not None:
            return (speaker.entity,)
    return ()


def _he(text: Text, phrase: Phrase, at: int) -> tuple[int, ...]:
    """Whom «وی» means before a token."""
    return _spoke_last(text, at) if _is_he(text, phrase) else ()


def _i(text: Text, phrase: Phrase, at: int) -> tuple[int, ...]:
    """Who says «ما» or «من» of himself in the words in which a token stands."""
    voice = text.voice[at]
    speaker = text.draft.quotes[voice].speaker if voice is not None else None
    says_i = len(phrase.at) == 1 and text.words[phrase.at[0]] in _WE
    return (speaker.entity,) if says_i and speaker and speaker.entity is not None else ()


def _told_by_body(text: Text, at: int) -> tuple[int, ...]:
    """The authority in whose words a token stands: «پلیس اعلام کرد سه مرد بازداشت شدند», who did it."""
    voice = text.voice[at]
    speaker = text.draft.quotes[voice].speaker if voice is not None else None
    who = speaker.entity if speaker else None
    if who is None or text.draft.entities[who].type != "ORG":
        return ()
    return (who,) if key(text.draft.entities[who].name.split()[0]) in EVENT_WORDS["authority"] else ()


def _is_he(text: Text, phrase: Phrase) -> bool:
    return len(phrase.at) == 1 and text.words[phrase.at[0]] in _HE


def _with_him(text: Text, marks: Sequence[str], phrases: Sequence[Phrase]) -> bool:
    return any(phrase.mark in marks and _is_he(text, phrase) for phrase in phrases)


def _is_received(text: Text, predicate: Predicate) -> bool:
    """Whether the subject receives whoever the genitive names: «نیکنام در دیدار وزیر هند گفت»."""
    before = text.words[predicate.first - 1] if predicate.first else ""
    gathering = predicate.row.noun in EVENT_WORDS["gathering"]
    return predicate.row.type == "CONSULT" and predicate.row.cameo != _VISIT and before == "در" and not gathering


def _after_date(text: Text, at: int) -> int:
    """The token after the date that stands between a noun and its genitive: «دیدار | عصر امروز | وزیر»."""
    while at in text.dated:
        at += 1
    return at


def _before_comma(text: Text, phrases: Sequence[Phrase]) -> Sequence[Phrase]:
    """The phrases up to the first comma between two of them."""
    for place in range(1, len(phrases)):
        if text.words[phrases[place].at[0] - 1] == "،":
            return phrases[:place]
    return phrases


def _spoke_last(text: Text, at: int) -> tuple[int, ...]:
    """Who spoke last before a token: «وی» where the article does not say more."""
    last = text.said_before(at)
    who = last.speaker.entity if last and last.speaker else None
    voice = text.voice[at]
    if voice is not None and (told := text.draft.quotes[voice]).form == "direct" and told.speaker:
        who = None if who == told.speaker.entity else who  # in his own words nobody is «او»
    return () if who is None else (who,)


def _is_own(text: Text, predicate: Predicate) -> bool:
    """«در دیدار», «اولین سفر خود», «سفرش»: the deed of the clause's subject."""
    last = predicate.last
    own = text.words[last + 1 : last + 2] == ["خود"] or text.words[last].endswith(("ش", "شان"))
    leading = text.words[max(0, predicate.first - 2) : predicate.first]
    within = EVENT_WORDS["within"].intersection(leading[-1:]) or leading in _BEFORE_OR_AFTER
    return own or leading == ["در", "حال"] or (bool(within) and predicate.row.type in _OWN)


def _is_owned(text: Text, phrase: Phrase, predicate: Predicate) -> bool:
    """Whether the noun has a genitive that is no party known: «حمایت فراکسیون وفاق از …», not «دیدار دوستانه با …»."""
    beside = not phrase.mark and phrase.at[0] == predicate.last + 1
    return beside and any(
        not text.words[at].endswith("ی") and text.words[at] not in EVENT_WORDS["described"] for at in phrase.at
    )


def _verb_after(text: Text, predicate: Predicate) -> int:
    """Where the verb stands with which a clause ends: «خواستار صلح | شدند»."""
    _, end = text.sentence(predicate.last)
    stop = min(end, predicate.last + _LATER)
    verbs = {verb[-1] for verb in predicate.row.verbs}
    later = range(predicate.last + 1, stop)
    forms = ((at, FORMS.get(text.words[at])) for at in later)
    return next((at for at, form in forms if form and form.lemma in verbs and form.person != 2), stop)  # «شدید»


def _passive_later(text: Text, predicate: Predicate) -> bool:
    """Whether the verb at the end of «متهم به … شد» is a passive; without a verb it is."""
    if predicate.row.type == "REQUEST":
        return False
    _, end = text.sentence(predicate.first)
    later = text.words[predicate.last + 1 : min(end, predicate.last + _LATER)]
    return not next((word for word in later if word in FORMS), "").startswith(("کرد", "میکن", "نکرد", "نمیکن"))


def _counted(text: Text, ahead: Surroundings) -> tuple[int, ...]:
    """Those counted right before the verb: «در حمله به پادگان 20 سرباز کشته شدند»."""
    last = ahead.phrases[-1].at[-1] if ahead.phrases else -1
    named = text.named.get(last)
    many = named is not None and (text.words[named.first].isdecimal() or text.words[named.first] in CARDINALS)
    return (named.entity,) if named is not None and many and named.end == last + 1 else ()


def _host(text: Text, phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """Whom a journey is to: «برای دیدار با نیکنام به تهران سفر کرد»."""
    meeting = (with_ for aim, with_ in pairwise(phrases) if (aim.mark, with_.mark) == ("برای", "با"))
    return next((who for phrase in meeting if (who := parties(text, phrase.at))), ())


def _claimed_of(text: Text, predicate: Predicate) -> tuple[int, ...]:
    """Whom a claim is about: who is named first in its content, «مدعی شد ایران …»."""
    for quote in text.quotes_with_cue(predicate.first, predicate.last + 1):
        if quote.cue is not None and text.tokens[predicate.last].end <= quote.cue.end:
            first = text.token(quote.parts[0].start)
            for at in range(first, min(text.token(quote.parts[0].end), first + _OPENING)):
                if at in text.named and (who := parties(text, range(at, min(at + _OPENING, len(text.words))))):
                    return who
    return ()


def _protested(text: Text, phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """Against whom: «در اعتراض به حمله اسراییل تجمع کردند», «برای محکومیت اسراییل»."""
    for at, phrase in enumerate(phrases):
        against = text.words[phrases[at - 1].at[-1]] if at and phrase.held else text.words[phrase.at[0]]
        if against in EVENT_WORDS["against"]:
            by = [one for one in phrases[at + 1 :] if one.mark == "توسط"]
            for one in (*by, phrase):
                if who := parties(text, one.at, loose=True):
                    return who
    return ()


def _place(text: Text, predicate: Predicate, phrases: Sequence[Phrase]) -> Span | None:
    """Where: the first «در» phrase of those nearest first that names a place; of a journey, where to."""
    marks = ("به", "در") if predicate.row.cameo == _VISIT else ("در",)
    for mark in marks:
        for phrase in phrases:
            for at in phrase.at if phrase.mark == mark else ():
                named = text.named.get(at)
                if named is not None and named.type in ("LOC", "GPE"):
                    return Span(text.tokens[phrase.at[0]].start, text.tokens[max(named.end - 1, at)].end)
    return None
