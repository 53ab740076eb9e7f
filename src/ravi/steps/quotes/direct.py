"""Words that follow a colon: the headline «X: …», and how far «وی گفت: …» runs on."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ravi.persian.cues import Cue
from ravi.persian.verbs import FORMS, key
from ravi.record import Quote, Reference
from ravi.spans import Span
from ravi.steps.quotes.text import EDGE, REACH, SPACE, Content, Text, opening_after, opens_words

_HEADLINE = re.compile(r"([^\n:«»\"]{2,70}?)\s*:\s*(?=\S)")
_REPORT = re.compile("به گزارش|به نقل|وی |او |ایشان ")


def find_headline(text: Text) -> Quote | None:
    """«وزیر کشور: انتخابات برگزار می\u200cشود» as the first line."""
    if not text.lines:
        return None
    match = _HEADLINE.match(text.folded, text.lines[0].start, text.lines[0].end)
    if match is None or match[1].strip().startswith(("خبرگزاری", "به گزارش", "سرویس")) or len(match[1].split()) > 11:
        return None
    if any(key(word) in FORMS and key(word) not in ("بر", "آن") for word in match[1].split()):
        return None
    content = text.trim(match.end(), text.lines[0].end)
    if content.end - content.start < 8:
        return None
    colon = text.folded.index(":", match.end(1))
    speaker = text.trim(match.start(1), match.end(1))
    return Quote(
        (content,),
        "direct",
        Span(colon, colon + 1),
        Reference(speaker),
        None,
        (),
        "quotes.headline",
        0.85,
        ("headline before a colon",),
    )


def is_first_person(word: str) -> bool:
    """Whether a word says «I» or «we»: then it is the speaker who goes on."""
    form = FORMS.get(key(word))
    return (
        word in ("ما", "من", "خودمان", "کشورمان")
        or word.endswith(("یم", "مان"))
        or (form is not None and form.person == 1)
    )


_TAIL = re.compile("کد خبر|انتهای|تاریخ انتشار|منبع|برچسب|لینک|نظر|http|www|\\[|\\*|انتهاي")


def _new_voice(text: Text, line: Span, cues: Sequence[Cue]) -> bool:
    """Whether a line, in an article of one sentence a line, cannot go on with the words of the speaker before it."""
    if line.start == line.end or _REPORT.match(text.folded, line.start) or _TAIL.match(text.folded, line.start):
        return True
    if not any(
        is_first_person(token.text) for token in text.tokens[text.token_at(line.start) : text.token_at(line.end)]
    ):
        return True
    at = bisect_left(cues, line.start, key=lambda cue: cue.start)
    return at < len(cues) and cues[at].start < line.end and (cues[at].kind == "frame" or opens_words(text, cues[at]))


def after_colon(text: Text, cue: Cue, after: int, main: Sequence[Cue], cues: Sequence[Cue]) -> Content | None:
    """«وی گفت: …»: to the closing mark, or to the end of the paragraph, or to where somebody else speaks."""
    line = text.line_of(cue.start)
    opening = opening_after(text, after)
    if opening is not None:
        rest = text.trim(opening.end, line.end)
        inner = text.trim(opening.inner.start, opening.inner.end)
        whole = text.folded[opening.end : line.end].lstrip(SPACE)
        if not opening.closed or not whole or whole[0] in ".،؛" or rest.end - rest.start < 25:
            return Content((inner,), "direct", "quotes.colon_marked")
    end = line.end
    at = bisect_right(text.lines, after, key=lambda span: span.start)
    if not text.folded[after:end].strip(EDGE):
        if at >= len(text.lines):
            return None
        end = text.lines[at].end
        at += 1
    if text.sentence_lines:
        while at < len(text.lines) and not _new_voice(text, text.lines[at], cues):
            end = text.lines[at].end
            at += 1
    at = bisect_right(main, cue)
    for later in main[at : at + REACH]:
        if later.start >= end:
            break
        start = text.sentence_of(later.start).start
        around = text.marked_around(later.start)
        if start > after and (around is None or not around.closed):
            end = start
            break
    first = bisect_right(text.sentences, after, key=lambda span: span.start)
    for sentence in text.sentences[first : first + REACH]:
        if sentence.start >= end:
            break
        if text.folded.startswith(("به گزارش", "به نقل"), sentence.start):
            end = sentence.start
            break
    content = text.trim(after, end)
    return Content((content,), "direct", "quotes.colon") if content.end - content.start > 3 else None
