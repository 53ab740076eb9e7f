"""Chants and placards: «شعار «…» و «…» سر دادند», «پلاکاردهایی با مضمون «…» در دست داشتند»; each cry is a quote."""

import re
from collections.abc import Iterator, Sequence

from ravi.persian.clauses import clause_of
from ravi.persian.cues import Cue
from ravi.persian.letters import ZWNJ
from ravi.persian.quote_marks import Marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Link, Quote, Reference
from ravi.steps.quotes.speaker import clause_at, subject_of
from ravi.steps.quotes.text import Text

_CRY = re.compile(
    rf"(?<!\w)(?:شعار|پلاکارد|پارچه[ {ZWNJ}]?نوشته|دست[ {ZWNJ}]?نوشته|بنر)(?:[ {ZWNJ}]?ها)?(?:یی|ی)?(?=[ «\"])"
)
_BETWEEN = re.compile(r"[\s،,]*(?:و|یا)?[\s،,]*")
_GAP = 40  # characters between the noun and the first cry: «با مضمون»
_VERB = 14  # tokens after the last cry within which the verb stands
_MOST = 12  # cries of one verb
_UTTER = WORDS["utter"]


def find_chants(text: Text) -> Iterator[Quote]:
    """The cries of each chant, all with the verb that utters them as cue."""
    for match in _CRY.finditer(text.folded):
        cries = _cries(text, match.end())
        verb = _verb(text, text.token_at(cries[-1].end)) if cries else None
        if verb is None:
            continue
        at = text.token_at(match.start())
        noun = Cue(match.start(), match.end(), at, at, "chant")
        speaker = _speaker(text, noun, text.token_at(cries[-1].end), verb[0])
        cue = text.span(verb)
        for cry in cries:
            part = text.trim(*cry.inner)
            if part.start < part.end:
                link = Link("speaker.subject" if speaker.span else "speaker.left_out", speaker.span or cue)
                yield Quote((part,), "direct", cue, speaker, None, (), "quotes.chant", 0.8, (link,))


def _cries(text: Text, after: int) -> list[Marked]:
    """The stretches in quote marks after a noun, parted by nothing but commas and «و»."""
    opening = next((mark for mark in text.marked[text.marked_from(after) :][:1]), None)
    if opening is None or opening.start - after > _GAP or set(text.folded[after : opening.start]) & set(".؛:\n"):
        return []
    cries = [opening]
    while len(cries) < _MOST:
        match = _BETWEEN.match(text.folded, cries[-1].end)
        following = text.mark_at(match.end()) if match else None
        if following is None or not cries[-1].closed:
            break
        cries.append(following)
    return cries


def _verb(text: Text, after: int) -> tuple[int, int] | None:
    """The tokens of the verb that utters: «سر دادند», «در دست داشتند»."""
    for at in range(after, min(after + _VERB, len(text.tokens))):
        word = text.tokens[at].text
        if word in ".؟\n" or text.tokens[at].start > text.sentence_of(text.starts[after]).end:
            return None
        noun = key(text.tokens[at - 1].text) if at else ""
        form = FORMS.get(key(word))
        if form is not None and form.person == 3 and form.lemma in ("دادن", "زدن", "داشتن", "کردن"):
            if noun in _UTTER and text.tokens[at - 1].start >= text.starts[after]:
                return at - 1, at + 1
            if form.lemma == "دادن" and at == after:
                return at, at + 1
    return None


def _speaker(text: Text, noun: Cue, after: int, verb: int) -> Reference:
    """The subject before the noun, or before the verb: «از شعارهایی بود که مردم سر دادند»."""
    before = subject_of(text, clause_at(text, noun, text.sentence_of(noun.start)))
    if before is not None:
        return Reference(text.span(before))
    found = subject_of(text, clause_of(text.tokens, after, verb, finite=text.finite))
    return Reference(text.span(found)) if found is not None and found[0] >= after else Reference(None)


def without_chants(found: Sequence[Quote], chants: Sequence[Quote]) -> list[Quote]:
    """The quotes and the chants, those of the quotes left out that a chant gives better."""
    cues = {quote.cue for quote in chants}
    kept = [quote for quote in found if not any(cue and quote.cue and cue.overlaps(quote.cue) for cue in cues)]
    return sorted([*kept, *chants], key=lambda quote: quote.span)
