"""Quotes and marks: what is reported as said, by which cue, in whose voice, and which marked words nobody said.

The cue comes first (`persian.cues`); from it the content is found (after a colon, in quote marks, after «که», or before
the cue), then the words that name the speaker (`persian.phrases`). Who that is, `coref` says.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ravi.persian.clauses import Clause
from ravi.persian.cues import Cue, find_cues
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Draft, Link, Mark, Quote, Reference
from ravi.spans import Span
from ravi.steps.quotes.according import find_according
from ravi.steps.quotes.addressee import addressee_of
from ravi.steps.quotes.chants import find_chants, without_chants
from ravi.steps.quotes.content import find_content, find_told
from ravi.steps.quotes.continued import find_continued
from ravi.steps.quotes.direct import find_headline, find_openings
from ravi.steps.quotes.marks import find_marks
from ravi.steps.quotes.speaker import agent_of, clause_at, is_actor, is_claimed, known_subjects, quoted_by, subject_of
from ravi.steps.quotes.text import QUESTIONS, Text, opens_words, text_of

_CUES = 24  # how many cues a rule looks ahead
_NEAR = 40  # quotes: how far back the words around a cue are looked for


def quotes(draft: Draft) -> tuple[tuple[Quote, ...], tuple[Mark, ...]]:
    """Give the quotes, speakers unresolved, and the marks."""
    cues = find_cues(draft.tokens, draft.folded)
    text = text_of(draft, cues)
    subjects, speakers = known_subjects(text, cues)
    text = text._replace(names=subjects | text.names, speakers=speakers)
    found = without_chants(find_quotes(text, cues), list(find_chants(text)))
    found = sorted([*found, *find_continued(text, found)], key=lambda quote: quote.span)
    return tuple(found), tuple(find_marks(text, found))


def find_quotes(text: Text, cues: Sequence[Cue]) -> list[Quote]:
    """The quotes of all cues, in order of their content."""
    found: list[Quote] = []
    headline = find_headline(text)
    if headline is not None:
        found.append(headline)
    main = [cue for cue in cues if opens_words(text, cue)]
    covered = headline.span.end if headline is not None else 0  # end of the last direct content: cues inside are nested
    for index in _in_order(text, cues):
        cue = cues[index]
        if cue.person != 3 and cue.kind not in ("frame", "according", "noun"):
            continue
        nested = cue.start < covered
        outer = (
            next((q for q in reversed(found[-_NEAR:]) if q.span.start <= cue.start < q.span.end), None)
            if nested
            else None
        )
        floor = outer.span.start if outer is not None else 0
        end = outer.span.end if outer is not None and outer.rule == "quotes.before_marked" else None
        quote = _quote(text, cue, cues[index + 1 : index + 1 + _CUES], main, floor, end)
        quote = _beside_words(text, _beside_frame(text, quote, found), found)
        if nested and quote is not None and outer is not None:
            quote = _asked_by(text, cue, quote, outer)
        if quote is None or (nested and not _nested_enough(text, cue, quote)):
            continue
        if cue.kind == "judge" and outer is not None and outer is headline:
            continue
        if outer is not None and outer.speaker is not None:
            via = (outer.speaker, *quote.via)
            quote = replace(quote, via=via, rule=f"{quote.rule}.nested", confidence=quote.confidence * 0.8)
        found.append(quote)
        if not nested and cue.kind != "judge" and (cue.kind != "noun" or _is_question(text, cue)):
            covered = max(covered, quote.span.end)
    taken = sorted(part for quote in found for part in quote.parts)
    for quote in find_openings(text):
        at = bisect_left(taken, quote.span.start, key=lambda part: part.end)
        if at == len(taken) or not taken[at].overlaps(quote.span):
            found.append(quote)
    return sorted(found, key=lambda quote: quote.span)


def _in_order(text: Text, cues: Sequence[Cue]) -> list[int]:
    """The numbers of the cues, those inside words that a later cue claims after that one: «او گفت برویم»، رضا گفت."""
    order: list[int] = []
    inside: list[int] = []
    for at, cue in enumerate(cues):
        mark = text.marked_around(cue.start)
        if mark is not None and is_claimed(text, mark, cues[at + 1 : at + 1 + _CUES]):
            inside.append(at)
            continue
        order += [at, *inside]
        inside = []
    return order + inside


def _beside_frame(text: Text, quote: Quote | None, found: Sequence[Quote]) -> Quote | None:
    """The quote without the words of the frame before it: they are neither its content nor its speaker."""
    frame = next((one for one in reversed(found[-3:]) if one.rule.startswith("quotes.frame")), None)
    if quote is None or frame is None or quote.cue is None or quote.cue.start < frame.span.end:
        return quote
    told = quote.addressee.span if quote.addressee is not None else None
    if told is not None and frame.span.start <= told.start < frame.span.end:
        quote = replace(quote, addressee=None)  # «با بیان اینکه کار به مردم مربوط است، گفت»
    first = quote.parts[0]
    if frame.span.start <= first.start < frame.span.end < first.end:
        quote = replace(quote, parts=(text.trim(frame.span.end, first.end), *quote.parts[1:]))
    return quote


def _beside_words(text: Text, quote: Quote | None, found: Sequence[Quote]) -> Quote | None:
    """The quote with the speaker of the one before it where what was taken for its own stands in that one's words."""
    said = quote.speaker.span if quote is not None and quote.speaker else None
    if quote is None or said is None or quote.cue is None:
        return quote
    for one in reversed(found[-3:]):
        within = one.span.start <= said.start < one.span.end <= quote.cue.start
        frame = one.rule.startswith("quotes.frame")
        same = frame or _is_plural(text, one.cue) == _is_plural(text, quote.cue)
        if within and same and one.rule not in _APART:
            chain = tuple(replace(link, rule="speaker.shared") for link in one.chain[:1])
            return replace(quote, speaker=one.speaker, chain=chain)
    return quote


_APART = frozenset(
    ("quotes.before_judge", "quotes.before_tell", "quotes.before_marked", "quotes.headline", "quotes.noun")
)


def _is_question(text: Text, cue: Cue) -> bool:
    """Whether a noun opens a question, in which others may be said to speak."""
    return text.folded.startswith(QUESTIONS, cue.start)


def _is_plural(text: Text, cue: Span | None) -> bool:
    return cue is not None and text.folded[cue.start : cue.end].endswith("ند")


def _asked_by(text: Text, cue: Cue, quote: Quote, outer: Quote) -> Quote:
    """The demand that a speaker tells of as his own: «وی گفت که از مردم خواسته است صبر کنند»."""
    own = quote.speaker is not None and quote.speaker.span is None and outer.speaker is not None
    if cue.kind != "demand" or not own or quote.addressee is None or cue.plural != _is_plural(text, outer.cue):
        return quote
    return replace(quote, speaker=outer.speaker, chain=outer.chain[:1])


def _nested_enough(text: Text, cue: Cue, quote: Quote) -> bool:
    """Whether a cue inside somebody's words is itself a report: its subject is somebody, and not the speaker."""
    if cue.kind == "according":
        return True
    if cue.kind in ("frame", "noun") or cue.passive or quote.speaker is None or quote.speaker.span is None:
        return False
    return is_actor(text, text.token_at(quote.speaker.span.start))


def _quote(
    text: Text, cue: Cue, later: Sequence[Cue], main: Sequence[Cue], floor: int, end: int | None
) -> Quote | None:
    sentence = text.sentence_of(cue.start)
    if end is not None:
        sentence = Span(sentence.start, min(sentence.end, end))
    if cue.kind == "according":
        return find_according(text, cue, sentence, later)
    clause = clause_at(text, cue, sentence, floor)
    if _opened_by(text, clause, "as_if"):
        return None
    subject = subject_of(text, clause)
    speaker = Reference(text.span(subject)) if subject and cue.kind != "stand" else None
    origin = quoted_by(text, subject, cue.first)
    via = (speaker,) if origin and speaker else ()
    speaker = Reference(text.span(origin)) if origin else speaker
    as_told = cue.kind in ("say", "state", "tell") and _opened_by(text, clause, "as_told")
    made = (
        find_told(text, cue, sentence, later)
        if as_told
        else find_content(text, cue, sentence, clause, subject, later, main, nested=floor > 0)
    )
    if made is None:
        return None
    parts, form, rule = made
    if cue.kind == "noun":
        speaker = Reference(None) if _is_question(text, cue) else None
    if cue.passive and speaker is not None and rule.startswith("quotes.before"):
        return None
    if cue.passive:
        subject, origin = agent_of(text, cue, clause), None
        speaker, via = Reference(text.span(subject)) if subject else None, ()
    if speaker is None and cue.kind != "noun":
        speaker = Reference(None)
    told = addressee_of(text, cue, subject, sentence)
    if told is not None and told.span is not None and any(part.overlaps(told.span) for part in parts):
        told = None  # «از دیدار با مردم خبر داد»
    return Quote(
        parts,
        form,
        Span(cue.start, cue.end),
        speaker,
        told,
        via,
        rule,
        0.9 if cue.kind == "say" else 0.8,
        (_first_link(cue, clause, speaker, subject, origin),),
    )


def _opened_by(text: Text, clause: Clause, words: str) -> bool:
    """Whether «همان\u200cطور که», or the like, opens the clause of a cue: what follows is the narrator's own."""
    if clause.outer is None or clause.start < 2 or text.tokens[clause.start - 1].text != "که":
        return False
    before = key(text.tokens[clause.start - 2].text)
    return before in WORDS[words] or key(text.tokens[clause.start - 3].text) + before in WORDS[words]


def _first_link(
    cue: Cue, clause: Clause, speaker: Reference | None, subject: tuple[int, int] | None, origin: tuple[int, int] | None
) -> Link:
    """Where the words that speak were found: the first link of the way to the speaker."""
    if speaker is None:
        return Link("speaker.none", Span(cue.start, cue.end))
    if speaker.span is None or subject is None:
        return Link("speaker.left_out", Span(cue.start, cue.end))
    if origin is not None:
        return Link("speaker.quoted", speaker.span)
    own = any(first <= subject[0] < end for first, end in clause.pieces)
    return Link("speaker.subject" if own else "speaker.shared", speaker.span)
