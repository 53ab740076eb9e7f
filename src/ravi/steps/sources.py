"""Sources: on whose word the article stands («به گزارش X», «به نقل از Y», «گفت و گو با Z») in text order."""

import re
from bisect import bisect_left

from ravi.persian.gazetteer import Known, find_known, outlet_of
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Reference, Source, SourceKind
from ravi.spans import Span

_CUE = re.compile(r"(?<!\w)(به گزارش|به نقل از|به نقل(?= یک ))(?= )")
_TALK = re.compile(rf"(?<!\w)((?:گفت[ {ZWNJ}]?و?[ {ZWNJ}]?گوی?|مصاحبه)(?: \w+)? با)(?= )")
_KINDS: dict[str, SourceKind] = {"خبرگزاری": "agency", "خبرنگار": "agency"}
_PRESS = WORDS["outlet_noun"]
_LENGTH = 9  # words: no name of a source is longer


def sources(draft: Draft) -> tuple[Source, ...]:
    """Give the sources, whom they name still unresolved.

    An agency or outlet that somebody talked to is one where no other stands before it, unless it is the publisher, who
    only names himself.
    """
    starts = [token.start for token in draft.tokens]
    cues = [(match, False) for match in _CUE.finditer(draft.folded)]
    cues += [(match, True) for match in _TALK.finditer(draft.folded)]
    found: list[Source] = []
    for match, talk in sorted(cues, key=lambda cue: cue[0].start()):
        first = bisect_left(starts, match.end())
        last = first
        while last < len(draft.tokens) and last - first < _LENGTH:
            word = key(draft.tokens[last].text)
            if word in PREPOSITIONS or word in FORMS or (not word[0].isalnum() and word not in '"«»'):
                break
            last += 1
        closed = last < len(draft.tokens) and key(draft.tokens[last].text) in FORMS
        worded = any(token.text[0].isalpha() for token in draft.tokens[first:last])
        if not worded or (closed and not talk) or key(draft.tokens[first].text) in ("این", "آن", "همین"):
            continue
        words = [key(token.text) for token in draft.tokens[first:last]]
        if talk and (found or not _is_press(words) or _is_publisher(words, draft.article.publisher)):
            continue
        span = Span(draft.tokens[first].start, draft.tokens[last - 1].end)
        rule, sure = ("sources.talk", 0.7) if talk else ("sources.cue", 0.8)
        found.append(Source(Reference(span), Span(match.start(1), match.end(1)), _kind(words), rule, sure))
    return tuple(found)


def _press(words: list[str]) -> Known | None:
    """The first agency or outlet that the words name."""
    for at, word in enumerate(words):
        known = find_known(words, at)
        if known is not None and known[1].sort in ("agency", "outlet"):
            return known[1]
        outlet = outlet_of(word)
        if outlet is not None:
            return outlet
    return None


def _is_press(words: list[str]) -> bool:
    return words[0] in _PRESS or words[0] == "خبرنگار" or _press(words) is not None


def _is_publisher(words: list[str], publisher: str | None) -> bool:
    """Whether the words name the publisher himself."""
    own = {key(word) for word in fold(publisher or "").split()} - {"خبرگزاری", "روزنامه", "شبکه"}
    return not own.isdisjoint(words)


def _kind(words: list[str]) -> SourceKind:
    known = _press(words)
    if known is not None:
        return "agency" if known.sort == "agency" else "outlet"
    for word in words:
        if word in _KINDS or word in _PRESS:
            return _KINDS.get(word, "outlet")
    return "institution"
