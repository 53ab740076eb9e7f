"""Terms: by which words each voice calls each actor («مسلحین» in a quote, «معارضان» in the narrator's own words).

A term is a name or an office with its epithets («شهید», «سردار», «گروهک»), or what a voice says that somebody is called
(«… را تروریست خواند»). Nothing is judged: it is a list of who uses which.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ravi.persian.actors import HONORIFICS
from ravi.persian.groups import BESIDE, group_noun, is_adjective, is_person
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.persian.voices import Voices
from ravi.record import Draft, Entity, Term
from ravi.spans import Span

_EPITHETS = HONORIFICS - {"و", "سر", "الله", "حجت", "آیت", "الاسلام", "المسلمین", "والمسلمین"} | BESIDE["epithet"]
_MARKS = frozenset('«»"“”')
_CALLED = 5  # words: no epithet in «X را … خواند» is longer
_WIDEST = 6  # words: how many epithets are looked for before a name


def terms(draft: Draft) -> tuple[Term, ...]:
    """Give the terms in the order of the text."""
    voices = Voices(draft)
    words = [key(token.text) for token in draft.tokens]
    starts = [token.start for token in draft.tokens]
    found: dict[tuple[Span, int], Term] = {}
    ends: dict[int, int] = {}  # whose name ends at a token
    for who, entity in enumerate(draft.entities):
        if entity.type == "LOC":
            continue
        for mention in entity.mentions:
            if mention.kind == "pronoun":
                continue
            first, last = bisect_left(starts, mention.span.start), bisect_left(starts, mention.span.end)
            told = words[first : first + 2]
            if len(told) > 1 and told[0] in WORDS["demonstrative"] and told[1] in WORDS["document"]:
                continue  # «این گزارش» calls nobody
            if last > first:
                ends[last] = who
                first = _with_epithets(words, first, entity)
                span = Span(starts[first], mention.span.end)
                found.setdefault((span, who), _term(draft, voices, span, who, f"terms.{mention.kind}"))
    for span, who in _called(draft, words, ends):
        found.setdefault((span, who), _term(draft, voices, span, who, "terms.called"))
    inner = _contained(found)
    return tuple(
        sorted((term for one, term in found.items() if one not in inner), key=lambda one: (one.span, one.entity))
    )


def _term(draft: Draft, voices: Voices, span: Span, who: int, rule: str) -> Term:
    voice = voices.of(span)
    retells = voices.retelling(span) if voice is None else None
    return Term(span, who, voice, retells, rule, draft.entities[who].confidence)


def _with_epithets(words: Sequence[str], first: int, entity: Entity) -> int:
    """Where a name begins with the words that honour or label its bearer: «شهید حاج قاسم سلیمانی», «گروهک منافقین»."""
    own = BESIDE["label"] if entity.type in ("ORG", "GROUP") else _EPITHETS if entity.type == "PER" else frozenset()
    start = first
    for at in range(first - 1, max(-1, first - _WIDEST), -1):
        if words[at] in own:
            start = at
        elif not (entity.type != "PER" and is_adjective(words[at])):
            break
    return start


def _called(draft: Draft, words: Sequence[str], ends: dict[int, int]) -> Iterator[tuple[Span, int]]:
    """«معترضان را آشوبگر خواند»: what a voice says that somebody is called."""
    for at, word in enumerate(words):
        if word != "را" or at not in ends:
            continue
        for verb in range(at + 2, min(len(words), at + _CALLED + 2)):
            if _is_calling(words, verb):
                label = [k for k in range(at + 1, verb) if words[k] not in _MARKS and words[k] not in ("به", "عنوان")]
                if label and _is_label(words[label[0]]):
                    yield Span(draft.tokens[label[0]].start, draft.tokens[label[-1]].end), ends[at]
                break
            if words[verb] in FORMS or words[verb] in (".", "؛", "که"):
                break


def _is_calling(words: Sequence[str], at: int) -> bool:
    form = FORMS.get(words[at])
    if form is not None and form.lemma in ("خواندن", "نامیدن"):
        return True
    after = FORMS.get(words[at + 1]) if at + 1 < len(words) else None
    return words[at] in BESIDE["calling"] and after is not None and after.lemma in ("کردن", "دادن")


def _is_label(word: str) -> bool:
    """Whether a word says what somebody is, not only how: «تروریست», not «مهم»."""
    bare = word.removesuffix("ی")
    return bool(group_noun(word)) or is_person(word) or is_person(bare) or word in BESIDE["label"] | BESIDE["epithet"]


def _contained(found: dict[tuple[Span, int], Term]) -> set[tuple[Span, int]]:
    """The terms that stand inside a longer one for the same actor."""
    inner: set[tuple[Span, int]] = set()
    last: dict[int, Span] = {}
    for span, who in sorted(found, key=lambda one: (one[0].start, -one[0].end)):
        outer = last.get(who)
        if outer is not None and outer.start <= span.start and span.end <= outer.end:
            inner.add((span, who))
        else:
            last[who] = span
    return inner
