"""Sources: on whose word the article stands («به گزارش X», «به نقل از Y»), in the order of the text."""

import re
from bisect import bisect_left

from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Reference, Source, SourceKind
from ravi.spans import Span

_CUE = re.compile(r"(?<!\w)(به گزارش|به نقل از)(?= )")
_KINDS: dict[str, SourceKind] = {
    "خبرگزاری": "agency",
    "خبرنگار": "agency",
    "فارس": "agency",
    "ایسنا": "agency",
    "ایرنا": "agency",
    "مهر": "agency",
    "تسنیم": "agency",
    "رویترز": "agency",
    "فرانسپرس": "agency",
    "آسوشیتدپرس": "agency",
    "شینهوا": "agency",
    "روزنامه": "outlet",
    "شبکه": "outlet",
    "پایگاه": "outlet",
    "سایت": "outlet",
    "نشریه": "outlet",
    "تلویزیون": "outlet",
    "هفتهنامه": "outlet",
    "مجله": "outlet",
}
_LENGTH = 9  # words: no name of a source is longer


def sources(draft: Draft) -> tuple[Source, ...]:
    """Give the sources, whom they name still unresolved."""
    starts = [token.start for token in draft.tokens]
    found = []
    for match in _CUE.finditer(draft.folded):
        first = bisect_left(starts, match.end())
        last = first
        while last < len(draft.tokens) and last - first < _LENGTH:
            word = key(draft.tokens[last].text)
            if word in PREPOSITIONS or word in FORMS or (not word[0].isalnum() and word not in '"«»'):
                break
            last += 1
        closed = last < len(draft.tokens) and key(draft.tokens[last].text) in FORMS
        worded = any(token.text[0].isalpha() for token in draft.tokens[first:last])
        if not worded or closed or key(draft.tokens[first].text) in ("این", "آن", "همین"):
            continue
        span = Span(draft.tokens[first].start, draft.tokens[last - 1].end)
        found.append(
            Source(Reference(span), Span(match.start(1), match.end(1)), _kind(draft, first, last), "sources.cue", 0.8)
        )
    return tuple(found)


def _kind(draft: Draft, first: int, last: int) -> SourceKind:
    for at in range(first, last):
        kind = _KINDS.get(key(draft.tokens[at].text))
        if kind is not None:
            return kind
    return "institution"
