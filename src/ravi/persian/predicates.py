"""Predicates of events: a noun with its light verb, a noun alone, or a verb, found by the table `data/events.tsv`.

«حمله کردند», «مورد حمله قرار گرفت» and «حملات» are one row of the table; what the subject is in each, the row and the
verb say together.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS, Form, Verb, forms_of, verb_at
from ravi.record import Token

Party = Literal["actor", "recipient"]
Shape = Literal["verb", "noun", "clause"]


class Row(NamedTuple):
    """A row of the table: what makes the event, and who its parties are.

    `verbs` are light verbs with the words before them; `others` mark the second party; `alone` is the party that the
    genitive of the noun names, `framed` or `clause` (see the head of the table), or `-`.
    """

    noun: str
    verbs: frozenset[tuple[str, ...]]
    type: str
    cameo: str
    subject: Party
    others: tuple[str, ...]
    alone: str

    def is_passive(self, verb: tuple[str, ...]) -> bool:
        """Whether «شدن» with these words is the passive of one of the verbs."""
        if verb == ("گرفتن",):
            return False  # «تحویل گرفت», but «مورد هدف قرار گرفت»
        return any((*verb[:-1], active) in self.verbs for active in _ACTIVE.get(verb[-1], ())) or (
            verb[-1] == "شدن" and verb in self.verbs and self.subject == "actor" and "را" in self.others
        )


class Predicate(NamedTuple):
    """A trigger: tokens `first` to `last` (included), its noun ending at token `noun`, and the verb that goes with it.

    `passive`: the subject is the party that suffers. `agentless`: the verb has no subject beside the noun («انجام شد»).
    """

    first: int
    noun: int
    last: int
    row: Row
    shape: Shape
    verb: Verb | None = None
    passive: bool = False
    agentless: bool = False
    negative: bool = False


_ENDINGS = ("", "ها", "های", "هایی", "هایش", "هایشان", "ای", "ات", "اتی", "اش", "ش", "شان")
_COPULA = ("ند", "اند", "یم", "م")  # «مخالفند»
_ACTIVE = {
    "شدن": ("کردن", "نمودن", "ساختن"),
    "گردیدن": ("کردن",),
    "گرفتن": ("دادن",),
    "آمدن": ("آوردن",),
    "رسیدن": ("رساندن",),
    "افتادن": ("انداختن",),
    "درآمدن": ("درآوردن",),  # «به شهادت رسید»
}
_SUPPORT: dict[tuple[str, ...], bool] = {  # what makes a deed of any noun; True: without a subject
    ("انجام", "دادن"): False,
    ("صورت", "دادن"): False,
    ("به", "عمل", "آوردن"): False,
    ("انجام", "شدن"): True,
    ("انجام", "گرفتن"): True,
    ("صورت", "گرفتن"): True,
    ("به", "عمل", "آمدن"): True,
}
_UNDER = ("مورد", "تحت", "هدف")  # «مورد حمله قرار گرفت»
_DEED = (("دست", "به", "زدن"), ("اقدام", "به", "کردن"))  # «دست به تظاهرات زدند»
_FRAMES = frozenset("ضمن با در به و بر".split())  # «ضمن رد این خبر»
_BETWEEN = 2  # words between a noun and its light verb: «حمله گستردهای کرد»
_NAMING = frozenset((("دانستن",), ("خواندن",), ("شمردن",)))
_LABEL = 5  # words between a label and the verb of naming
_OBJECT = 15  # words: how far before the verb its object is looked for
_GOVERNING = (PREPOSITIONS | {"جهت", "برای", "یک"}) - {"را"}  # «جهت | حمایت و پشتیبانی از … تصریح کرد»
_SHARED = 10  # words from a noun to the verb that it shares with the next
_CLOSING = frozenset("و ، . ؛ : ! ؟ » ) / که تا اما ولی".split())
_ADJECTIVES = frozenset(
    "شدید تند گسترده سخت فوری کامل مجدد مکرر رسما شدیدا صریحا قاطعانه نیز هم خود خونین مرگبار".split()
)
_DEEDS = (  # the ends of nouns that make a verb of their own: «آزاد | شعرخوانی کردند»
    *("خوانی", "سازی", "بازی", "گذاری", "کاری", "ریزی", "یابی", "رسانی", "گیری", "زنی", "نویسی", "برداری", "داری"),
    *("آوری", "پذیری", "بندی", "بررسی", "معرفی", "بینی", "زندگی", "رانی", "نشینی", "گویی", "جویی", "شویی", "فروشی"),
)
_PAST_ONLY = ("کشتن",)  # «میکشند» is rather «کشیدن»
_LIGHT = frozenset("شدن کردن بودن گشتن گردیدن".split())
_CLAUSE = 30  # words from «خواستار» to its verb
_AUXILIARY = frozenset("می نمی خواهد خواهند نخواهد نخواهند".split())

EVENT_WORDS: dict[str, frozenset[str]] = {}
"""Words around a predicate (`data/event_words.tsv`) by the part that they play."""
for _part, _row in read_table("event_words"):
    EVENT_WORDS[_part] = EVENT_WORDS.get(_part, frozenset()) | frozenset(_row.split())

_TYPES = {cameo: kind for cameo, kind, _ in read_table("cameo")}

Nouns = dict[tuple[str, ...], list[Row]]


def _read() -> tuple[Nouns, dict[str, Row], dict[str, Row]]:
    """The rows by the words of their nouns, by their simple verbs, and by nouns with «ند» («مخالفند»)."""
    nouns: Nouns = {}
    simple: dict[str, Row] = {}
    joined: dict[str, Row] = {}
    for noun, verbs, cameo, subject, others, alone in read_table("events"):
        made = frozenset(tuple(verb.split()) for verb in verbs.split("|") if verb != "-")
        party: Party = "recipient" if subject == "recipient" else "actor"
        marks = tuple(others.replace("-", "").split())
        row = Row(noun.partition("|")[0], made, _TYPES.get(cameo, ""), cameo, party, marks, alone)
        if noun == "-":
            simple.update({verb[-1]: row for verb in made})
            continue
        for spelling in noun.split("|"):
            words = spelling.split()
            for ending in _ENDINGS if alone in ("actor", "recipient") else ("",):
                whole = (*words[:-1], words[-1] + ending)
                nouns.setdefault(whole, []).append(row)
            if ("بودن",) in made:
                joined.update({spelling + ending: row for ending in _COPULA})
    return nouns, simple, joined


def _all_forms(lemmas: set[str]) -> dict[str, Form]:
    """The forms of the table's verbs: those of `verbs.FORMS`, and those whose stems stand in `words_verbs`."""
    stems = dict(reversed(list(read_table("words_verbs"))))
    forms = dict(FORMS)
    for lemma in sorted(lemmas):
        prefix = "در" if lemma in ("درآوردن", "درآمدن") else ""
        past = lemma.removeprefix(prefix).removesuffix("ن")
        for written, form in forms_of(lemma, past, stems.get(past, past)).items():
            forms.setdefault(prefix + written, form)
    return forms


_NOUNS, _SIMPLE, _JOINED = _read()
_FORMS = _all_forms({verb[-1] for rows in _NOUNS.values() for row in rows for verb in row.verbs} | set(_SIMPLE))
_SIMPLE_FORMS = {written: _SIMPLE[form.lemma] for written, form in _FORMS.items() if form.lemma in _SIMPLE}
_LENGTHS: dict[str, tuple[int, ...]] = {}
"""How many words the nouns have that open with a word, the longest first."""
for _whole in sorted(_NOUNS, key=len, reverse=True):
    if len(_whole) not in _LENGTHS.get(_whole[0], ()):
        _LENGTHS[_whole[0]] = (*_LENGTHS.get(_whole[0], ()), len(_whole))
_TRIGGERS = frozenset(_LENGTHS) | frozenset(_SIMPLE_FORMS) | frozenset(_JOINED)


def find_predicates(tokens: Sequence[Token], words: Sequence[str]) -> list[Predicate]:
    """Every trigger of a text, in order. `words` are the keys (`verbs.key`) of the tokens.

    >>> from ravi.steps.tokens import find_tokens
    >>> tokens = find_tokens("شهر مورد حمله قرار گرفت و وزیر با سفیر دیدار کرد")
    >>> [(p.row.type, p.shape, p.passive) for p in find_predicates(tokens, [token.text for token in tokens])]
    [('ASSAULT', 'verb', True), ('CONSULT', 'verb', False)]
    """
    found: list[Predicate] = []
    free = 0  # the first token that no trigger has taken
    for at, word in enumerate(words):
        if word not in _TRIGGERS or at < free:
            continue
        if word == "خواهان" and at and words[at - 1] in EVENT_WORDS["sought"]:
            continue  # «استقلال خواهان»
        predicate = _with_noun(tokens, words, at) or _verb_alone(tokens, words, at)
        if predicate is not None and found and _is_waiting(words, found[-1], predicate):
            predicate = _alone(words, at, predicate.noun + 1, predicate.row)
        if predicate is not None:
            found.append(predicate)
            free = predicate.last + 1
    return found


def _is_waiting(words: Sequence[str], held: Predicate, one: Predicate) -> bool:
    """Whether the verb belongs to a noun before: in «خواستار مذاکره شد» to «خواستار»."""
    if held.shape != "clause" or one.verb is None or one.verb.lemma not in _LIGHT or one.first > held.last + _CLAUSE:
        return False
    between = words[held.last + 1 : one.first]
    return not any(word in FORMS or word in ("که", ".", "؛") for word in between)


def _with_noun(tokens: Sequence[Token], words: Sequence[str], at: int) -> Predicate | None:
    alone: Predicate | None = None
    for length in _LENGTHS.get(words[at], ()):
        stop = at + length
        if stop > len(words):
            continue
        if alone is not None and stop - 1 < alone.noun:
            break
        for row in _NOUNS.get(tuple(words[at:stop]), ()):
            made = _with_verb(tokens, words, at, stop, row)
            if made is None and words[stop : stop + 1] == ["و"] and not (at and words[at - 1] in _GOVERNING):
                made = _with_shared_verb(tokens, words, at, stop, row)
                if made is not None and not made.passive and row.others == ("را",) and _is_quality(words, at):
                    made = None
            if made is not None:
                return made
            if row.alone == "-" and not row.verbs:
                return None  # a longer phrase that tells no event: «نشست خبری»
            alone = alone or _alone(words, at, stop, row)
    return alone


def _is_quality(words: Sequence[str], at: int) -> bool:
    """Whether an adjective describes the noun before it, as nobody has it done to him: «تجارت آزاد و …»."""
    return words[at] in EVENT_WORDS["adjectival"] and "را" not in words[max(0, at - _OBJECT) : at]


def _with_verb(tokens: Sequence[Token], words: Sequence[str], at: int, stop: int, row: Row) -> Predicate | None:
    """The noun with its light verb after it, or a verb that makes a deed of any noun."""
    naming = bool(_NAMING & row.verbs)
    for here in range(stop, min(stop + (_LABEL if naming else _BETWEEN) + 1, len(words))):
        if words[here] == "قرار" and at and words[at - 1] in _UNDER and here + 1 < len(words):
            verb = verb_at(tokens, here + 1, _FORMS)
            if verb is not None and verb.lemma in ("گرفتن", "داشتن", "دادن"):
                passive = verb.lemma != "دادن" or verb.passive
                return Predicate(at - 1, stop - 1, verb.last, row, "verb", verb, passive, negative=verb.negative)
        for verb, before in _verbs_at(tokens, words, here):
            whole = (*before, verb.lemma)
            if whole in _SUPPORT and row.verbs:
                return _verbal(at, stop, verb, row, agentless=_SUPPORT[whole])
            if not before and at > 1 and (*words[at - 2 : at], verb.lemma) in _DEED:
                return _verbal(at - 2, stop, verb, row)
            if row.is_passive(whole):
                passive = "را" in row.others
                return _verbal(at, stop, verb, row, passive=passive, agentless=not passive)
            if whole in row.verbs:
                return _verbal(at, stop, verb, row, passive=verb.passive)
        word = words[here]
        under = at > 0 and words[at - 1] in _UNDER  # «مورد حمله ارتش قرار گرفت»
        if naming and word not in _CLOSING and word not in FORMS:
            continue  # «مسیول انفجار دیروز دانست»
        described = word in _ADJECTIVES or (word.endswith("ی") and not word.endswith(_DEEDS))
        if word in _TRIGGERS or word in PREPOSITIONS or not (under or described):
            return None
    return None


def _with_shared_verb(tokens: Sequence[Token], words: Sequence[str], at: int, stop: int, row: Row) -> Predicate | None:
    """«این طرح را رد و تأکید کرد», «یک نفر کشته و سه نفر زخمی شدند»: the verb stands with the noun after «و»."""
    for here in range(stop + 2, min(stop + _SHARED, len(words))):
        word = words[here]
        if not word[0].isalnum() or word == "که":
            return None
        if word in FORMS:
            verb = verb_at(tokens, here, _FORMS)
            if verb is None:
                return None
            if row.is_passive((verb.lemma,)):
                return _verbal(at, stop, verb, row, passive="را" in row.others, shared=True)
            return _verbal(at, stop, verb, row, shared=True) if (verb.lemma,) in row.verbs else None
    return None


def _verbal(
    first: int,
    stop: int,
    verb: Verb,
    row: Row,
    *,
    passive: bool = False,
    agentless: bool = False,
    shared: bool = False,
) -> Predicate:
    last = stop - 1 if shared else verb.last
    return Predicate(first, stop - 1, last, row, "verb", verb, passive, agentless, verb.negative)


def _verbs_at(tokens: Sequence[Token], words: Sequence[str], at: int) -> Iterator[tuple[Verb, tuple[str, ...]]]:
    """The verb at a token, none to two words that can belong to it passed over."""
    for here in range(at, min(at + 3, len(words))):
        if words[here] in _FORMS or words[here] in _AUXILIARY:
            verb = verb_at(tokens, here, _FORMS)
            if verb is not None and not _is_adjective(words, verb):
                yield verb, tuple(words[at:here])
                return


def _is_adjective(words: Sequence[str], verb: Verb) -> bool:
    """Whether a participle describes the noun before or after it: «خودروی بمبگذاری شده | در …», «مربی برکنار شده»."""
    if not words[verb.last].endswith("ه"):
        return False
    after = words[verb.last + 1] if verb.last + 1 < len(words) else "."
    return after not in _CLOSING


def _alone(words: Sequence[str], at: int, stop: int, row: Row) -> Predicate | None:
    """The noun, or the noun with the infinitive of its verb, as a trigger without a finite verb."""
    after = words[stop] if stop < len(words) else ""
    infinitive = after.removeprefix("ن") if after.startswith("نک") else after
    if (infinitive,) in row.verbs or row.is_passive((infinitive,)):
        return Predicate(at, stop - 1, stop, row, "noun", negative=infinitive != after)
    if row.alone == "clause":
        return Predicate(at, stop - 1, stop - 1, row, "clause")
    framed = row.alone == "framed" and at > 0 and words[at - 1] in _FRAMES
    if framed or row.alone in ("actor", "recipient"):
        return Predicate(at, stop - 1, stop - 1, row, "noun")
    return None


def _is_told(words: Sequence[str], at: int) -> bool:
    """Whether a word that is a noun too is a verb: it has an object and ends the clause; not in «سطح زیر کشت»."""
    after = words[at + 1] if at + 1 < len(words) else "."
    return "را" in words[max(0, at - _OBJECT) : at] and words[at - 1] not in PREPOSITIONS and after in _CLOSING


def _verb_alone(tokens: Sequence[Token], words: Sequence[str], at: int) -> Predicate | None:
    joined = _JOINED.get(words[at])
    if joined is not None:
        return Predicate(at, at, at, joined, "verb", Verb(at, at, "بودن", "present", 3, True, False, False))
    row = _SIMPLE_FORMS.get(words[at])
    if row is None:
        return None
    first = at - 1 if at and words[at - 1] in _AUXILIARY else at
    verb = verb_at(tokens, first, _FORMS)
    if verb is None or (verb.lemma,) not in row.verbs or (verb.tense == "participle" and not verb.passive):
        return None
    if verb.person == 2 or (verb.lemma in _PAST_ONLY and verb.tense in ("present", "subjunctive")):
        return None  # «کشتی» is a ship
    if "را" in row.others and words[at] in WORDS["verb_or_noun"] and not _is_told(words, at):
        return None
    return Predicate(first, first, verb.last, row, "verb", verb, verb.passive, negative=verb.negative)
