"""Content that stands before its cue: «از N خبر داد», «X را Y دانست», «…»، وزیر گفت."""

import re

from ravi.persian.clauses import Clause
from ravi.persian.cues import Cue
from ravi.persian.phrases import PREPOSITIONS, fixed_phrase_end, is_adverb, phrase_start
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.spans import Span
from ravi.steps.quotes.text import EDGE, REACH, SPACE, Content, Text, form_of

_BEFORE_FROM = WORDS["before_from"]
_REFLEXIVE = 7  # tokens: how far «خود» closes a prepositional phrase
_TALK = 9


def find_before(text: Text, cue: Cue, subject: tuple[int, int] | None, clause: Clause) -> Content | None:
    """«از N خبر داد», «X را Y دانست»: the content stands between subject and cue."""
    first = clause.pieces[0][0] if clause.pieces else clause.start
    if subject is not None and first <= subject[0] and subject[1] <= cue.first:
        first = subject[1]
    first = max(_past_aside(text, clause, first), cue.first - REACH)
    if cue.kind in ("tell", "name"):
        return _told_of(text, cue, first)
    start = _object_start(text, first, cue.first)
    if start is None or _is_read_out(text, start, cue) or text.tokens[cue.first - 1].text == "را":
        return None  # «این را می\u200cدانست»: nothing is said of it
    content = text.trim(text.tokens[start].start, text.tokens[cue.first - 1].end)
    if text.tokens[cue.first].text == "معرفی" and _is_brought_in(text, start, cue):
        return None  # nothing is said of him
    return Content((content,), form_of(text, content), "quotes.before_judge")


def _past_aside(text: Text, clause: Clause, first: int) -> int:
    """Where the clause goes on behind what is said of the subject: «وزیر، که بیمار است، | این خبر را نادرست خواند»."""
    at = first
    if not clause.pieces:
        return first
    while at < clause.pieces[-1][0] and text.tokens[at].text in ("،", "»", ")", "هم", "نیز"):
        at += 1
    own = next((piece for piece in clause.pieces if piece[0] > at), None)
    if own is None or text.tokens[at].text != "که":
        return first
    marked = any(text.tokens[k].text == "را" for k in range(*own))
    before = own[0] - 1
    return own[0] if marked and (text.tokens[before].text == "،" or text.finite[before]) else first


def _is_brought_in(text: Text, start: int, cue: Cue) -> bool:
    """Whether somebody is only made known: «او را به عنوان وزیر معرفی کرد», «شهر را به خوبی معرفی کرده است»."""
    words = [key(token.text) for token in text.tokens[start : cue.first]]
    after = words[words.index("را") + 1 :] if "را" in words else []
    return "عنوان" in words or not after or after[0] in PREPOSITIONS


def _is_read_out(text: Text, start: int, cue: Cue) -> bool:
    """Whether something was read out: «شعری را در جمع خواندند», not «این را نادرست خواندند»."""
    marker = next((at for at in range(cue.first - 1, start, -1) if text.tokens[at].text == "را"), None)
    last = FORMS.get(key(text.tokens[cue.last].text))
    if marker is None or last is None or last.lemma != "خواندن":
        return False
    return marker + 1 == cue.first or text.tokens[marker + 1].text in ("در", "با", "برای")


def find_called(text: Text, cue: Cue, subject: tuple[int, int] | None, clause: Clause) -> Content | None:
    """«X را از اهداف Y عنوان کرد»: as «دانست», where words other than a prepositional phrase follow «را»."""
    own = [at for piece in clause.pieces for at in range(*piece)]
    marker = next((at for at in reversed(own) if text.tokens[at].text == "را"), None)
    if marker is None or marker + 1 >= cue.first:
        return None
    if marker < clause.pieces[-1][0]:
        return find_before(text, cue._replace(kind="judge"), subject, clause)
    after = [key(token.text) for token in text.tokens[marker + 1 : cue.first]]
    shown = key(text.tokens[max(marker - 2, 0)].text) in WORDS["demonstrative"]  # «این خبر را در جمعی از …»
    if key(text.tokens[cue.first].text) == "اعلام" and "به" in after[-_TOLD:-1]:
        return None  # «این خبر را خود او به پلیس اعلام کرد»
    of = after[0] == "از" or ("از" in after[2:-1] and not shown)  # «برای شهر از اهداف آن»
    of = of and key(text.tokens[cue.first].text) != "اعلام"
    if after[0] in PREPOSITIONS and not of and after[:2] not in (["به", "عنوان"], ["غیر", "قابل"]):
        return None
    return find_before(text, cue._replace(kind="judge"), subject, clause)


_TOLD = 4  # tokens: how long the words for one who is told are, «به» with them


def _told_of(text: Text, cue: Cue, first: int) -> Content | None:
    """«از N خبر داد», «از N به عنوان Y یاد کرد»."""
    for at in range(first, cue.first - 2):
        if text.tokens[at].text == "از" and not (at and key(text.tokens[at - 1].text) in _BEFORE_FROM):
            if fixed_phrase_end(text.tokens, at, cue.first) is not None:
                continue  # «از سوی دیگر»
            content = text.trim(text.tokens[at + 1].start, text.tokens[_before_occasion(text, at, cue.first) - 1].end)
            words = text.folded[content.start : content.end]
            if words.count(" ") < 2 or (cue.kind == "name" and "عنوان" not in words):
                return None
            return Content((content,), form_of(text, content), "quotes.before_tell")
    return None


def _before_occasion(text: Text, first: int, end: int) -> int:
    """Where «در این نشست» begins with which tokens `[first, end)` close, else `end`."""
    words = [key(token.text) for token in text.tokens[end - 3 : end]]
    occasion = words[:1] == ["در"] and words[1] in WORDS["demonstrative"] and words[2] in WORDS["occasion"]
    return end - 3 if occasion and end - 3 > first + 1 else end


def _object_start(text: Text, first: int, end: int) -> int | None:
    """The token with which the object of «X را Y دانست» opens, in the clause of tokens `[first, end)`."""
    tokens = text.tokens
    marker = next((at for at in range(end - 1, first - 1, -1) if tokens[at].text == "را"), None)
    if marker is None:
        return None
    start = first
    while start < marker and start not in text.names:
        if is_adverb(tokens[start]) or tokens[start].text in _EDGES or key(tokens[start].text) in _LIGHT:
            start += 1
        elif key(tokens[start].text) in PREPOSITIONS or key(tokens[start].text) == "خطاب":
            after = _after_preposition(text, start, marker)
            if after is None:
                break
            start = after
        else:
            break
    return start if start < marker else None


_PARTS = frozenset(("پایان", "ادامه", "ابتدا", "خاتمه"))
_EDGES = frozenset("، ؛ : - – » ( )".split())
_LIGHT = frozenset("نیز هم همچنین و که حال بارها همواره همیشه تلویحا صراحتا".split())


def _after_preposition(text: Text, start: int, marker: int) -> int | None:
    """Where a prepositional phrase before an object ends; None where that cannot be told."""
    tokens = text.tokens
    comma = next((at for at in range(start, marker) if tokens[at].text in ("،", "؛")), None)
    if comma is not None:
        return comma + 1
    if tokens[start].text == "در" and key(tokens[start + 1].text) in _PARTS and start + 2 < marker:
        return start + 2 + (key(tokens[start + 2].text) in WORDS["talk"])
    after = phrase_start(tokens, start, min(start + 5, marker), text.names)
    if after is not None and start + 1 < marker and key(tokens[start + 1].text) in WORDS["demonstrative"]:
        return after
    for at in range(start + 1, min(start + _REFLEXIVE, marker - 1)):
        if tokens[at].text == "خود" and tokens[at + 1].text != "را":
            return at + 1
    end = None
    for at in range(start + 1, min(start + _TALK, marker)):
        known = text.names.get(at)
        if known is not None and known.person and known.end == marker and end is None:
            return at  # «در سخنان تازه\u200cاش | رضا کاویانی را …»
        if known is not None and known.end < marker and (end is None or key(tokens[at - 1].text) in PREPOSITIONS):
            end = known.end
    return end


def find_pointed(text: Text, cue: Cue, clause: Clause) -> Content | None:
    """«…». این را رضا گفت: the words in quote marks that «این» points back to."""
    first = clause.pieces[0][0] if clause.pieces else cue.first
    words = [token.text for token in text.tokens[first : min(first + 3, cue.first)]]
    mark = next(iter(text.marked_before(text.starts[first])), None)
    if words[:1] != ["این"] or "را" not in words or mark is None or not mark.closed:
        return None
    inner = text.trim(*mark.inner)
    if (
        text.folded[mark.end : text.starts[first]].strip(EDGE)
        or text.folded[inner.start : inner.end].count(" ") < _WORDS
    ):
        return None
    return Content((inner,), "direct", "quotes.before_marked")


_WORDS = 2  # spaces: fewer words in quote marks are a name or a term


def find_marked_before(text: Text, cue: Cue, sentence: Span, subject: tuple[int, int] | None) -> Content | None:
    """«…»، وزیر گفت."""
    if key(text.tokens[cue.first].text) == "اشاره":
        return None  # «به «…» اشاره کرد»
    head = text.tokens[subject[0]].start if subject else cue.start
    for mark in text.marked_before(head):
        if mark.end <= sentence.start:
            return None
        inner = text.trim(*mark.inner)
        if text.folded[max(0, mark.start - 3) : mark.start].rstrip(SPACE)[-1:] == ":":
            return None  # the words of the cue before it
        long_enough = text.folded[inner.start : inner.end].count(" ") >= _WORDS
        if mark.closed and 0 <= head - mark.end <= 25 and long_enough:
            return Content((inner, *_goes_on(text, cue)), "direct", "quotes.before_marked")
    return None


def _goes_on(text: Text, cue: Cue) -> tuple[Span, ...]:
    """The words in quote marks right behind the cue: «…»، گفت وی، «…»."""
    match = _BEHIND.match(text.folded, cue.end)
    mark = text.mark_at(match.end()) if match else None
    if mark is None and match is not None:
        rest = text.line_of(cue.end).end
        at = text.folded.find("«", cue.end, min(rest, cue.end + _SPEAKER))
        mark = text.mark_at(at) if at >= 0 and set(text.folded[cue.end : at]) & set("،,.") else None
        if mark is not None and any(text.finite[text.token_at(cue.end) : text.token_at(at)]):
            mark = None
    part = text.trim(*mark.inner) if mark is not None and mark.closed else None
    return (part,) if part is not None and part.start < part.end else ()


_BEHIND = re.compile(r"[ \t،,.:؛]*")
_SPEAKER = 60  # characters: how long a speaker named behind the cue may be
