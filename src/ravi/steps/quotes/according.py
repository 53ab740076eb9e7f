"""«به گفتۀ X، S»: a preposition that names the voice, then what it says."""

from collections.abc import Sequence

from ravi.persian.clauses import is_first_person
from ravi.persian.cues import Cue
from ravi.persian.gazetteer import find_known
from ravi.persian.groups import is_person
from ravi.persian.phrases import PREPOSITIONS, PRONOUNS, TITLE_HEADS, inside_title, is_adverb, is_by_whom
from ravi.persian.quote_marks import OPENING
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Link, Quote, Reference
from ravi.spans import Span
from ravi.steps.quotes.content import clause_end
from ravi.steps.quotes.text import EDGE, Text, form_of, opens_words

_ACTORS = TITLE_HEADS | PRONOUNS | WORDS["people"] | WORDS["organisation"] | WORDS["demonstrative"]
_LONGEST = 14  # words: no name of a voice is longer
_BREAKS = frozenset("، ؛ : . ؟ !".split())
_REPORTS = key("گزارش\u200cها")
_OPENING = frozenset(OPENING + '"')


def find_according(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> Quote | None:
    """«به گفتۀ X، S»: S reaches to the sentence's end, or to where a further cue has words of its own."""
    reports = key(text.tokens[cue.last].text) == _REPORTS  # «بر اساس گزارش\u200cها، …»: nobody's
    voice = (cue.last, cue.last + 1) if reports else voice_of(text, cue, sentence)
    if voice is None:
        return None
    after = text.tokens[_past_relative(text, voice[1], sentence) - 1].end
    content = text.trim(after, clause_end(text, after, sentence, later))
    first, last = text.token_at(content.start), text.token_at(content.end)
    if _is_object(text, cue, first, last):
        return None
    if last - first < 3 or not any(text.finite[first:last]) or _only_names(text, content, later):
        return None
    return Quote(
        (content,),
        form_of(text, content),
        Span(cue.start, cue.end),
        Reference(text.span(voice)),
        None,
        (),
        "quotes.according",
        0.75,
        (Link("speaker.according", text.span(voice)),),
    )


def _is_object(text: Text, cue: Cue, first: int, last: int) -> bool:
    """Whether the verb behind takes the words of the cue itself: «او به ادعای رضایی در این باره اشاره کرد»."""
    if text.tokens[cue.first].text != "به":
        return False
    verb = next((at for at in range(first, last) if text.finite[at] or key(text.tokens[at].text) in FORMS), None)
    return verb is not None and verb > first and key(text.tokens[verb - 1].text) in WORDS["answering"]


def voice_of(text: Text, cue: Cue, sentence: Span) -> tuple[int, int] | None:
    """The tokens that name the voice after «به گفتۀ», or None where that is nobody, or the speaker himself."""
    first, stop = cue.last + 1, text.token_at(sentence.end)
    while first < stop and text.tokens[first].text in _OPENING:
        first += 1
    if first >= stop or is_first_person(text.tokens[first]):
        return None
    head = key(text.tokens[first].text)
    known = text.names.get(first)
    as_told = text.tokens[cue.last].text == "قول" and head == "معروف"
    if (known is None or as_told) and head in WORDS["describing"]:
        return _given_by(text, first, stop)  # «بر اساس آمار منتشر شده», «به قول معروف»: nobody's
    if head in PRONOUNS:
        closed = first + 1 < stop and text.tokens[first + 1].text in _BREAKS
        return (first, first + 1) if closed or _opens_clause(text, cue) else None
    if head in ("این", "همین") and first + 1 < stop and key(text.tokens[first + 1].text) in WORDS["document"]:
        return first, first + 2
    view = text.folded.startswith("از ", cue.start)
    if view and known is None and head not in _ACTORS:
        return None  # «از نظر فنی»
    end = first
    while end < min(stop, first + _LONGEST):
        token = text.tokens[end]
        preposition = key(token.text) in PREPOSITIONS and not inside_title(text.tokens, first, end, stop)
        mark = token.text in _BREAKS or token.text in _DASHES or token.text == "که"
        adverb = is_adverb(token) and token.text != "و"
        if mark or preposition or text.finite[end] or adverb:
            break
        end += 1
    if end < stop and text.tokens[end].text == "که":
        told = end > first and head not in _WHOEVER and _past_relative(text, end, sentence) > end
        return (first, end) if told and not view else None
    office = _before_office(text, first, end) if known is None or not known.person else None
    if any(token.text == "را" for token in text.tokens[first : (office or end) + 1]):
        return None  # «رود را از دیدگاه مردم …»
    end = _with_place(text, end, stop)
    end = _with_dashes(text, end, stop)
    closed = (
        office is None and end < stop and (text.tokens[end].text in _BREAKS or text.tokens[end - 1].text in _DASHES)
    )
    if office is not None:
        end = office
    elif not closed and known is not None:
        end = min(end, known.end)
    elif not closed and (end == stop or end - first > _UNCLOSED or key(text.tokens[end].text) not in PREPOSITIONS):
        return None
    if view and not closed:
        return None  # «رود را از دیدگاه مردم بررسی کرد»
    if closed:
        end = _with_office(text, end, stop)
    return (first, end) if end > first else None


def _given_by(text: Text, first: int, stop: int) -> tuple[int, int] | None:
    """Who gives the figures: «بر اساس آمار منتشر شده از سوی | سازمان آب |، …»; None where nobody is named."""
    comma = next((at for at in range(first, min(stop, first + _LONGEST)) if text.tokens[at].text == "،"), first)
    for at in range(first + 1, comma):
        if is_by_whom(text.tokens, at):
            return (at + 1, comma) if at + 1 < comma else None
    return None


_OTHERS = (TITLE_HEADS | WORDS["organisation"]) - WORDS["honorific"]


def _before_office(text: Text, first: int, end: int) -> int | None:
    """Where a voice ends and an office begins that speaks not: «به گفته یک مقام دولت ایران | رئیس جمهور دیروز رفت»."""
    for at in range(first + 2, end):
        shown = at == first + 2 and key(text.tokens[first].text) in WORDS["demonstrative"]
        ended = (
            shown
            or key(text.tokens[at - 1].text) in _SAID_BEFORE
            or any(text.names[k].end == at for k in range(max(first, at - _ENDED), at) if k in text.names)
        )
        country = find_known([key(text.tokens[at - 1].text)], 0)
        ended = ended or (country is not None and country[1].sort == "country")
        if ended and key(text.tokens[at].text) in _OTHERS:
            return at
    return None


_SAID_BEFORE = frozenset("یادشده مذکور مزبور".split())
_ENDED = 8  # tokens: how long a name that ends there is


def _opens_clause(text: Text, cue: Cue) -> bool:
    """Whether nothing of its clause stands before a cue: «از نظر او راه باز است», not «کار از دید او پنهان ماند»."""
    return not cue.first or text.tokens[cue.first - 1].text in _CLAUSE_OPENS or text.finite[cue.first - 1]


_CLAUSE_OPENS = frozenset("، ؛ : . ؟ ! « که و اما ولی البته زیرا چون".split())


def _past_relative(text: Text, end: int, sentence: Span) -> int:
    """Where a clause ends that says who the voice is: «به گفته مردی | که آنجا بود، | …»; else `end`."""
    at = end + 1 if end < len(text.tokens) and text.tokens[end].text == "،" else end
    if at >= len(text.tokens) or text.tokens[at].text != "که":
        return end
    for verb in range(at + 1, min(at + _RELATIVE, text.token_at(sentence.end) - 1)):
        if text.finite[verb] and text.tokens[verb + 1].text == "،":
            return verb + 1
    return end


_RELATIVE = 30  # tokens: how long such a clause may be
_WHOEVER = frozenset(("کسانی", "کسی", "آنان", "آنها", "آنچه"))  # «به قول کسانی که …»: the clause names nobody


def _with_place(text: Text, end: int, stop: int) -> int:
    """Where a place before a comma ends: «به گفته ناظران | در بحرین |، …»; else the end that was found."""
    if end + 2 >= stop or text.tokens[end].text != "در":
        return end
    place = find_known([key(token.text) for token in text.tokens[end + 1 : end + 6]], 0)
    after = end + 1 + place[0] if place is not None and place[1].sort in ("country", "place") else stop
    return after if after < stop and text.tokens[after].text == "،" else end


def _with_dashes(text: Text, end: int, stop: int) -> int:
    """Where an office between dashes ends that follows a name: «به گفته رضایی | - وزیر آب - |»; else `end`."""
    if end + 1 >= stop or text.tokens[end].text not in _DASHES:
        return end
    closing = (at for at in range(end + 2, min(stop, end + _LONGEST)) if text.tokens[at].text in _DASHES)
    return next((at + 1 for at in closing), end)


_DASHES = frozenset("-–ـ—")


def _with_office(text: Text, comma: int, stop: int) -> int:
    """Where an office between commas ends that follows a name («به گفته رضایی، وزیر آب، …»), else the first comma."""
    head = key(text.tokens[comma + 1].text) if comma + 1 < stop else ""
    named = head in WORDS["honorific"] and (head != "استاد" or comma + 2 in text.names)  # «استاد علوم سیاسی»
    if text.tokens[comma].text != "،" or not _is_office(head) or named:
        return comma
    for at in range(comma + 2, min(stop, comma + _LONGEST)):
        preposition = key(text.tokens[at].text) in PREPOSITIONS and not inside_title(text.tokens, comma + 1, at, stop)
        after = key(text.tokens[at + 1].text) if at + 1 < stop else ""
        placed = text.tokens[at].text == "در" and (after in WORDS["organisation"] or at + 1 in text.names)
        if text.finite[at] or (preposition and not placed):
            break
        if text.tokens[at].text == "،":
            return at
    return comma


def _is_office(head: str) -> bool:
    return head in TITLE_HEADS or is_person(head) or head.endswith(_PROFESSIONS)


_PROFESSIONS = ("شناس", "پژوه", "نویس", "نگار")
_UNCLOSED = 5  # words: a voice that no comma closes is no longer


def _only_names(text: Text, content: Span, later: Sequence[Cue]) -> bool:
    """Whether what follows only names who said the words of the next cue: «به گزارش X، او گفت: …»."""
    for cue in later:
        if cue.start >= content.end + len(EDGE):
            break
        if opens_words(text, cue) and cue.kind not in ("frame", "according"):
            return not any(text.finite[text.token_at(content.start) : cue.first])
    return False
