"""Sources: on whose word the article stands, in text order.

Named by «به گزارش X», «به نقل از Y», «گفت و گو با Z», «منبع: X», by the last line of the page, or by an outlet that
itself is reported to say something («روزنامه X نوشت»).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ravi.persian.cues import opens_cue
from ravi.persian.gazetteer import Known, find_known, outlet_of
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Reference, Source, SourceKind
from ravi.spans import Span

_CUE = re.compile(r"(?<!\w)(به گزارش|به نقل از|به نقل(?= یک ))(?= )")
_TALK = re.compile(rf"(?<!\w)((?:گفت[ {ZWNJ}]?و?[ {ZWNJ}]?گوی?|مصاحبه)(?: \w+)? با)(?= )")
_SPOKE = re.compile(rf"(?<!\w)با (?=[^\n،.:«»]{{3,40}}? ((?:گفت[ {ZWNJ}]?و?[ {ZWNJ}]?گو|مصاحبه) (?:کرد|می|نمود|داشت)))")
_ORIGIN = re.compile(r"(?:^|\n)[ \t]*(منبع)[ \t]*:[ \t]*(?=\S)")
_LAST = re.compile(r"(?:^|\n)[ \t]*(?:انتهای پیام[ \t]*/?[ \t]*)?([^\n/]{2,40}?)[ \t]*[/.]?\s*\Z")
_KINDS: dict[str, SourceKind] = {"خبرگزاری": "agency", "خبرنگار": "agency"}
_PRESS = WORDS["outlet_noun"]
_NO_NAME = frozenset(("که", "گفتوگو", "گفتگو", "گفت", "مصاحبه"))
_LENGTH = 9  # words: no name of a source is longer


def sources(draft: Draft) -> tuple[Source, ...]:
    """Give the sources, whom they name still unresolved.

    An agency or outlet that somebody talked to is one where no other stands in a sentence before, unless it is the
    publisher, who only names himself.
    """
    starts = [token.start for token in draft.tokens]
    keys = [key(token.text) for token in draft.tokens]
    cues = [(match, False) for match in _CUE.finditer(draft.folded)]
    cues += [(match, True) for match in _TALK.finditer(draft.folded)]
    cues += [(match, True) for match in _SPOKE.finditer(draft.folded)]
    cues += [(match, False) for match in _ORIGIN.finditer(draft.folded)]
    found: list[Source] = []
    for match, talk in sorted(cues, key=lambda cue: cue[0].start()):
        first = bisect_left(starts, match.end())
        last = first
        while last < len(draft.tokens) and last - first < _LENGTH:
            word = key(draft.tokens[last].text)
            if (
                word in PREPOSITIONS
                or word in FORMS
                or word in _NO_NAME
                or (
                    last > first and (word in WORDS["bare_noun"] or opens_cue(keys, last))
                )  # «خبرنگار دریا | اظهار داشت»
                or (not word[0].isalnum() and word not in '"«»')
            ):
                break
            last += 1
        closed = last < len(draft.tokens) and key(draft.tokens[last].text) in FORMS
        worded = any(token.text[0].isalpha() for token in draft.tokens[first:last])
        if not worded or (closed and not talk) or key(draft.tokens[first].text) in ("این", "آن", "همین"):
            continue
        words = [key(token.text) for token in draft.tokens[first:last]]
        if talk and (not _is_press(words) or _is_publisher(words, draft.article.publisher)):
            continue
        if talk and found and not _in_one_sentence(draft, found[-1], match.start()):
            continue
        span = Span(draft.tokens[first].start, draft.tokens[last - 1].end)
        rule, sure = ("sources.talk", 0.7) if talk else ("sources.cue", 0.8)
        found.append(Source(Reference(span), Span(match.start(1), match.end(1)), _kind(words), rule, sure))
    found += _outlets_that_speak(draft, starts)
    found += _last_line(draft)
    return tuple(sorted(found, key=lambda one: one.who.span or Span(0, 0)))


def _in_one_sentence(draft: Draft, source: Source, place: int) -> bool:
    """Whether a source that was found stands in the sentence of a later place."""
    at = bisect_left(draft.sentences, place, key=lambda sentence: sentence.end)
    return (
        at < len(draft.sentences) and source.who.span is not None and draft.sentences[at].start <= source.who.span.start
    )


def _outlets_that_speak(draft: Draft, starts: Sequence[int]) -> Iterator[Source]:
    """«روزنامه X نوشت», «شبکه X گزارش داد»: an outlet whose words are reported, and that the article stands on."""
    for quote in draft.quotes:
        speaker = quote.via[-1] if quote.via and not quote.rule.endswith(".nested") else quote.speaker
        nested = quote.rule.endswith((".nested", ".noun", ".headline"))
        if nested or speaker is None or speaker.span is None or quote.cue is None:
            continue
        first, last = (bisect_left(starts, place) for place in speaker.span)
        words = [key(token.text) for token in draft.tokens[first:last]]
        if not words or words[0] in WORDS["demonstrative"] or _is_publisher(words, draft.article.publisher):
            continue
        if _is_outlet(words):
            yield Source(Reference(speaker.span), quote.cue, _kind(words), "sources.speaks", 0.7)


def _is_outlet(words: list[str]) -> bool:
    """Whether a phrase as a whole names an outlet: «روزنامه ساحل», «رویترز», but not «سردبیر روزنامه ساحل»."""
    opens = find_known(words, 0)
    return (words[0] in _PRESS and len(words) > 1) or (opens is not None and opens[1].sort in ("agency", "outlet"))


def _last_line(draft: Draft) -> Iterator[Source]:
    """The agency or outlet that is all that the last line of the text says: «انتهای پیام/ مهر»."""
    match = _LAST.search(draft.folded.rstrip())
    words = [key(word) for word in match[1].split()] if match else []
    if match is None or not words:
        return
    opens = find_known(words, 0)
    whole = opens is not None and opens[0] == len(words) and opens[1].sort in ("agency", "outlet")
    if whole or (len(words) == 1 and outlet_of(words[0])):
        yield Source(Reference(Span(*match.span(1))), None, _kind(words), "sources.last_line", 0.6)


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
