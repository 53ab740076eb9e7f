"""Quotes and marks: what is reported as said, by which cue, in whose voice, and which marked words nobody said.

The cue comes first (`persian.cues`); from it the content is found (after a colon, in quote marks, after «که», or before
the cue), then the words that name the speaker (`persian.phrases`). Who that is, `coref` says.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ravi.persian.cues import Cue, find_cues
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS, PRONOUNS, dateline_end, find_subject, phrase_start
from ravi.persian.quote_marks import Marked, find_marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft, Form, Mark, MarkKind, Quote, Reference, Token
from ravi.spans import Span

_SPACE = f" \t\r\n{ZWNJ}\u00a0"
_EDGE = f"{_SPACE}.،؛:,…«»“”\"'‹›"
_COLON = re.compile(f"[{_SPACE}]*[:：]")
_THAT = re.compile(f"[{_SPACE}،]*(?:مبنی بر )?(?:این(?:[ {ZWNJ}])?)?که(?![^\\W_])")
_TO = re.compile(f"[{_SPACE}،]*(?:تا|که)(?![^\\W_])")
_BLANK = re.compile(f"[{_SPACE}،,]*")
_HEADLINE = re.compile(r"([^\n:«»\"]{2,70}?)\s*:\s*(?=\S)")
_REPORT = re.compile("به گزارش|به نقل|وی |او |ایشان ")


_CUES = 24  # how many cues a rule looks ahead
_REACH = 120  # tokens, cues or marks: how far a rule looks back or ahead, so that cost stays linear


class Text(NamedTuple):
    """What every rule here looks at."""

    folded: str
    tokens: Sequence[Token]
    starts: list[int]  # of the tokens
    lines: list[Span]
    sentences: list[Span]  # as in the draft, but never broken inside quote marks
    marked: list[Marked]
    sentence_lines: bool  # whether each line is one sentence, as in some archives, not one paragraph

    def token_at(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def sentence_of(self, position: int) -> Span:
        """The sentence around a position."""
        at = bisect_right(self.sentences, position, key=lambda span: span.start) - 1
        return self.sentences[max(at, 0)]

    def line_of(self, position: int) -> Span:
        """The line around a position."""
        at = bisect_right(self.lines, position, key=lambda span: span.start) - 1
        return self.lines[max(at, 0)]

    def mark_at(self, position: int) -> Marked | None:
        """The stretch in quote marks that opens at a position."""
        at = bisect_left(self.marked, position, key=lambda mark: mark.start)
        return self.marked[at] if at < len(self.marked) and self.marked[at].start == position else None

    def marked_before(self, position: int) -> list[Marked]:
        """The last stretches in quote marks that open before a position, the nearest first."""
        at = bisect_left(self.marked, position, key=lambda mark: mark.start)
        return self.marked[max(0, at - 12) : at][::-1]

    def marked_around(self, position: int) -> Marked | None:
        """The stretch in quote marks that a position is inside of."""
        at = bisect_right(self.marked, position, key=lambda mark: mark.start) - 1
        return self.marked[at] if at >= 0 and self.marked[at].start < position < self.marked[at].end else None

    def trim(self, start: int, end: int) -> Span:
        """The span without the spaces, marks and stops at its edges."""
        while start < end and self.folded[start] in _EDGE:
            start += 1
        while start < end and self.folded[end - 1] in _EDGE:
            end -= 1
        return Span(start, end)


def quotes(draft: Draft) -> tuple[tuple[Quote, ...], tuple[Mark, ...]]:
    """Give the quotes, speakers unresolved, and the marks."""
    marked = find_marked(draft.folded)
    lines = _lines(draft.folded)
    text = Text(
        draft.folded,
        draft.tokens,
        [token.start for token in draft.tokens],
        lines,
        _unbroken(draft.sentences, marked),
        marked,
        _are_sentences(lines, draft.sentences),
    )
    found = find_quotes(text, find_cues(draft.tokens, draft.folded))
    return tuple(found), tuple(_marks(text, found))


def _lines(folded: str) -> list[Span]:
    lines, start = [], 0
    for line in folded.split("\n"):
        lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    return lines


def _are_sentences(lines: Sequence[Span], sentences: Sequence[Span]) -> bool:
    """Whether the lines of an article are its sentences, so that a paragraph's end cannot be seen."""
    filled = [line for line in lines[1:] if line.end > line.start]
    size = sum(line.end - line.start for line in filled)
    return len(filled) >= 7 and len(sentences) <= 1.15 * (len(filled) + 1) and size <= SENTENCE_LINE * len(filled)


SENTENCE_LINE = 190  # characters: lines that are longer on average are paragraphs


def _unbroken(sentences: Sequence[Span], marked: Sequence[Marked]) -> list[Span]:
    """The sentences, those joined that one stretch in quote marks holds together on one line."""
    joined: list[Span] = []
    at = 0
    for sentence in sentences:
        while at < len(marked) and marked[at].end <= sentence.start:
            at += 1
        if joined and at < len(marked) and marked[at].start < joined[-1].end and sentence.start < marked[at].end:
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return joined


def find_quotes(text: Text, cues: Sequence[Cue]) -> list[Quote]:
    """The quotes of all cues, in order of their content."""
    found: list[Quote] = []
    headline = _headline(text)
    if headline is not None:
        found.append(headline)
    main = [cue for cue in cues if _is_main(text, cue)]
    covered = 0  # end of the last direct content: a cue inside it is a nested one
    for index, cue in enumerate(cues):
        if cue.person != 3 and cue.kind not in ("frame", "according"):
            continue
        nested = cue.start < covered
        quote = _quote(text, cue, cues[index + 1 : index + 1 + _CUES], main)
        if quote is None or (nested and not _nested_enough(text, cue, quote)):
            continue
        if nested:
            outer = next((q for q in reversed(found) if q.span.start <= cue.start < q.span.end), None)
            if outer is not None and outer.speaker is not None:
                via = (outer.speaker, *quote.via)
                quote = replace(quote, via=via, rule=f"{quote.rule}.nested", confidence=quote.confidence * 0.8)
        found.append(quote)
        if not nested and cue.kind != "judge":
            covered = max(covered, quote.span.end)
    return sorted(found, key=lambda quote: quote.span)


def _is_main(text: Text, cue: Cue) -> bool:
    """Whether the cue opens somebody's words of its own: a colon or a quote mark follows."""
    return bool(_COLON.match(text.folded, cue.end)) or _opening(text, cue.end) is not None


def _nested_enough(text: Text, cue: Cue, quote: Quote) -> bool:
    """Whether a cue inside somebody's words is itself a report: it has a subject of its own and a clause."""
    if cue.kind == "according":
        return True
    if cue.kind == "frame" or cue.weak or cue.passive or quote.speaker is None or quote.speaker.span is None:
        return False
    return bool(_THAT.match(text.folded, cue.end)) or _is_main(text, cue)


def _headline(text: Text) -> Quote | None:
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


def _opening(text: Text, after: int) -> Marked | None:
    """The stretch in quote marks that opens right after a position."""
    match = _BLANK.match(text.folded, after)
    return text.mark_at(match.end()) if match else None


def _quote(text: Text, cue: Cue, later: Sequence[Cue], main: Sequence[Cue]) -> Quote | None:
    sentence = text.sentence_of(cue.start)
    if cue.kind == "according":
        return _according(text, cue, sentence)
    subject = _subject(text, cue, sentence)
    speaker = Reference(text_span(text, subject)) if subject else None
    made = _content(text, cue, sentence, subject, later, main)
    if made is None:
        return None
    parts, form, rule = made
    if cue.passive and speaker is not None and rule.startswith("quotes.before"):
        return None
    return Quote(
        parts,
        form,
        Span(cue.start, cue.end),
        speaker if speaker else Reference(None),
        _addressee(text, cue, subject),
        (),
        rule,
        0.9 if cue.kind == "say" else 0.8,
    )


def _addressee(text: Text, cue: Cue, subject: tuple[int, int] | None) -> Reference | None:
    """«به خبرنگاران گفت», «در گفت\u200cوگو با خبرگزاری دریا گفت»: who was told, between subject and cue."""
    start = text.tokens[subject[1] - 1].end if subject else text.tokens[max(0, cue.first - 25)].start
    match = None
    for match in _TOLD.finditer(text.folded, start, cue.start):  # noqa: B007 - the last one counts
        pass
    if match is None:
        return None
    first = last = text.token_at(match.end())
    while last < cue.first and _in_phrase(text.tokens[last].text):
        last += 1
    if first == last:
        return None
    head = key(text.tokens[first].text)
    to = match[0].strip() == "به"
    if to and (last != cue.first or head not in _LISTENERS):
        return None
    return Reference(text.trim(text.tokens[first].start, text.tokens[last - 1].end))


_TOLD = re.compile(rf"(?<!\w)(?:خطاب به|گفت[ {ZWNJ}]?و?[ {ZWNJ}]?گو(?:ی[^ ]*)?(?: \w+)? با|مصاحبه با|دیدار با|به) ")
_LISTENERS = WORDS["title"] | WORDS["organisation"] | WORDS["people"] | {"خبرنگاران", "خبرنگار", "رسانه", "رسانهها"}


def _in_phrase(word: str) -> bool:
    return word[0].isalnum() and key(word) not in PREPOSITIONS and key(word) not in WORDS["phrase_end"]


def text_span(text: Text, tokens: tuple[int, int]) -> Span:
    """From the first character of the first token to the last of the last."""
    return text.trim(text.tokens[tokens[0]].start, text.tokens[tokens[1] - 1].end)


def _subject(text: Text, cue: Cue, sentence: Span) -> tuple[int, int] | None:
    """The tokens of the cue's subject: after the last long quotation before it, else from the sentence's head."""
    head = max(sentence.start, text.line_of(cue.start).start)
    first = max(dateline_end(text.tokens, text.token_at(head), cue.first), cue.first - _REACH)
    for mark in text.marked_before(cue.start):
        if mark.end <= sentence.start:
            break
        if mark.closed and mark.inner.end - mark.inner.start > 40:
            first = max(first, text.token_at(mark.end))
            break
    while first < cue.first and text.tokens[first].text in '،,.:؛»”"':
        first += 1
    return find_subject(text.tokens, first, cue.first)


def _content(
    text: Text,
    cue: Cue,
    sentence: Span,
    subject: tuple[int, int] | None,
    later: Sequence[Cue],
    main: Sequence[Cue],
) -> tuple[tuple[Span, ...], Form, str] | None:
    """What the cue reports: its parts, its form and the rule that found it."""
    folded = text.folded
    colon = _COLON.match(folded, cue.end)
    if colon and cue.kind != "frame":
        return _after_colon(text, cue, colon.end(), main, later)
    if cue.kind == "frame":
        return _frame(text, cue, sentence, later)
    that = (_TO if cue.kind == "demand" else _THAT).match(folded, cue.end)
    after = that.end() if that else cue.end
    opening = _opening(text, after)
    if opening is not None and not (cue.kind == "judge" and not that):
        inner = text.trim(opening.inner.start, opening.inner.end)
        rest = text.trim(opening.end, max(sentence.end, opening.end))
        if rest.end - rest.start > 12 and that:
            return (text.trim(after, sentence.end),), "mixed", "quotes.that_mixed"
        if inner.end - inner.start > 3:
            return (inner,), "direct", "quotes.marked"
    content = text.trim(after, _clause_end(text, after, sentence, later))
    words = folded[content.start : content.end].count(" ") + 1
    if that and words >= 2:
        return (content,), _form(text, content), "quotes.that"
    if cue.kind in ("judge", "tell"):
        return _before(text, cue, subject, sentence)
    if cue.weak:
        return None
    if words >= 4 and not _goes_on(folded, cue.end):
        return (content,), _form(text, content), "quotes.bare"
    return _before_marked(text, cue, sentence, subject)


def _clause_end(text: Text, after: int, sentence: Span, later: Sequence[Cue]) -> int:
    """Where an indirect clause ends: at the sentence's end, or at the comma before a further cue with its own words."""
    for other in later:
        if other.start >= sentence.end:
            break
        if other.kind not in ("judge", "according") and _is_main(text, other):
            return _comma_before(text, after, other)
    return sentence.end


def _comma_before(text: Text, after: int, cue: Cue) -> int:
    """The last comma between a position and a cue, else where the cue begins."""
    comma = max(text.folded.rfind("،", after, cue.start), text.folded.rfind("؛", after, cue.start))
    return comma if comma > after else cue.start


_CLAUSE = re.compile(f"[{_SPACE}]*(?:و|اما|ولی|،\\s*و|زیرا|چرا|در حالی|[.؛])(?![^\\W_])")


def _goes_on(folded: str, end: int) -> bool:
    """Whether the sentence goes on with another clause of the narrator's: «… تاکید کرد و رفت»."""
    return bool(_CLAUSE.match(folded[end : end + 12]))


def _form(text: Text, content: Span) -> Form:
    """Indirect, or mixed where a stretch of some words in it stands in quote marks."""
    first = bisect_left(text.marked, content.start, key=lambda mark: mark.start)
    for mark in text.marked[first : first + _REACH]:
        if mark.start >= content.end:
            break
        if text.folded[mark.inner.start : mark.inner.end].count(" ") >= 2:
            return "mixed"
    return "indirect"


def _is_first_person(word: str) -> bool:
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
        _is_first_person(token.text) for token in text.tokens[text.token_at(line.start) : text.token_at(line.end)]
    ):
        return True
    at = bisect_left(cues, line.start, key=lambda cue: cue.start)
    return at < len(cues) and cues[at].start < line.end and (cues[at].kind == "frame" or _is_main(text, cues[at]))


def _after_colon(
    text: Text, cue: Cue, after: int, main: Sequence[Cue], cues: Sequence[Cue]
) -> tuple[tuple[Span, ...], Form, str] | None:
    line = text.line_of(cue.start)
    opening = _opening(text, after)
    if opening is not None:
        rest = text.trim(opening.end, line.end)
        inner = text.trim(opening.inner.start, opening.inner.end)
        whole = text.folded[opening.end : line.end].lstrip(_SPACE)
        if not opening.closed or not whole or whole[0] in ".،؛" or rest.end - rest.start < 25:
            return (inner,), "direct", "quotes.colon_marked"
    end = line.end
    at = bisect_right(text.lines, after, key=lambda span: span.start)
    if not text.folded[after:end].strip(_EDGE):
        if at >= len(text.lines):
            return None
        end = text.lines[at].end
        at += 1
    if text.sentence_lines:
        while at < len(text.lines) and not _new_voice(text, text.lines[at], cues):
            end = text.lines[at].end
            at += 1
    at = bisect_right(main, cue)
    for later in main[at : at + _REACH]:
        if later.start >= end:
            break
        start = text.sentence_of(later.start).start
        around = text.marked_around(later.start)
        if start > after and (around is None or not around.closed):
            end = start
            break
    first = bisect_right(text.sentences, after, key=lambda span: span.start)
    for sentence in text.sentences[first : first + _REACH]:
        if sentence.start >= end:
            break
        if text.folded.startswith(("به گزارش", "به نقل"), sentence.start):
            end = sentence.start
            break
    content = text.trim(after, end)
    return ((content,), "direct", "quotes.colon") if content.end - content.start > 3 else None


def _frame(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> tuple[tuple[Span, ...], Form, str] | None:
    """«با بیان اینکه S، گفت: T»: S reaches to the comma before the clause of the next cue."""
    if not text.folded.endswith("که", cue.start, cue.end) and not _THAT.match(text.folded, cue.end):
        return None
    end = sentence.end
    for other in later:
        if other.start >= sentence.end:
            break
        if other.kind != "judge":
            end = _comma_before(text, cue.end, other)
            break
    colon = _COLON.match(text.folded, cue.end)
    content = text.trim(colon.end() if colon else cue.end, end)
    if text.folded.startswith("که ", content.start):
        content = Span(content.start + 3, content.end)
    if text.folded[content.start : content.end].count(" ") < 2:
        return None
    return (content,), _form(text, content), "quotes.frame"


def _before(
    text: Text, cue: Cue, subject: tuple[int, int] | None, sentence: Span
) -> tuple[tuple[Span, ...], Form, str] | None:
    """«از N خبر داد», «X را Y دانست»: the content stands between subject and cue."""
    start = text.tokens[subject[1]].start if subject and subject[1] < cue.first else sentence.start
    if cue.kind == "tell":
        at = cue.first - 1
        best = None
        while (
            at >= max(0, cue.first - _REACH)
            and text.tokens[at].start >= start
            and text.tokens[at].text not in ("،", "؛")
        ):
            if text.tokens[at].text == "از":
                best = at
            at -= 1
        if best is None:
            return None
        content = text.trim(text.tokens[best + 1].start, text.tokens[cue.first - 1].end)
        if text.folded[content.start : content.end].count(" ") < 2:
            return None
        return (content,), _form(text, content), "quotes.before_tell"
    first = _object_start(text, text.token_at(start), cue.first)
    if first is None:
        return None
    content = text.trim(text.tokens[first].start, text.tokens[cue.first - 1].end)
    return (content,), _form(text, content), "quotes.before_judge"


def _object_start(text: Text, first: int, end: int) -> int | None:
    """The token with which the object of «X را Y دانست» opens, in the clause of tokens `[first, end)`."""
    marker = next((at for at in range(end - 1, first - 1, -1) if text.tokens[at].text == "را"), None)
    if marker is None:
        return None
    start = marker
    while start > first and text.tokens[start - 1].text not in ("،", "؛", ":", "که"):
        start -= 1
    while start < marker and key(text.tokens[start].text) in ("نیز", "هم", "همچنین", "و"):
        start += 1
    if key(text.tokens[start].text) in PREPOSITIONS - {"از"}:
        after = phrase_start(text.tokens, start, marker)
        start = after if after is not None else start
    return start if start < marker else None


def _before_marked(
    text: Text, cue: Cue, sentence: Span, subject: tuple[int, int] | None
) -> tuple[tuple[Span, ...], Form, str] | None:
    """«…»، وزیر گفت."""
    head = text.tokens[subject[0]].start if subject else cue.start
    for mark in text.marked_before(head):
        if mark.end <= sentence.start:
            return None
        inner = text.trim(*mark.inner)
        if mark.closed and head - mark.end <= 25 and text.folded[inner.start : inner.end].count(" ") >= 2:
            return (inner,), "direct", "quotes.before_marked"
    return None


def _according(text: Text, cue: Cue, sentence: Span) -> Quote | None:
    """«به گفته X، S»."""
    limit = text.folded.find("،", cue.end, sentence.end)
    first = cue.last + 1
    end = text.token_at(limit) if limit >= 0 else min(first + 8, text.token_at(sentence.end))
    if first >= end:
        return None
    after = limit if limit >= 0 else text.tokens[end - 1].end
    if key(text.tokens[first].text) in PRONOUNS:
        end = first + 1
        after = text.tokens[first].end
    speaker = text.trim(text.tokens[first].start, text.tokens[end - 1].end)
    content = text.trim(after, sentence.end)
    if (
        text.folded[content.start : content.end].count(" ") < 3
        or speaker.end - speaker.start > 120
        or (limit < 0 and end != first + 1)
    ):
        return None
    return Quote(
        (content,),
        _form(text, content),
        Span(cue.start, cue.end),
        Reference(speaker),
        None,
        (),
        "quotes.according",
        0.75,
    )


def _marks(text: Text, found: Sequence[Quote]) -> list[Mark]:
    """The stretches in quote marks that no quote starts or ends with."""
    edges = {part.start for quote in found if quote.form == "direct" for part in quote.parts}
    marks = []
    for mark in text.marked:
        inner = text.trim(*mark.inner)
        if inner.start >= inner.end or inner.start in edges or not mark.closed:
            continue
        marks.append(Mark(inner, _mark_kind(text, mark), "marks.in_quote_marks", 0.6))
    return marks


def _mark_kind(text: Text, mark: Marked) -> MarkKind:
    """Title or name by the word before, else words at which the writer raises a finger."""
    at = text.token_at(mark.start) - 1
    before = {key(text.tokens[k].text) for k in range(max(0, at - 1), at + 1)}
    if before & WORDS["titled"]:
        return "title"
    if before & WORDS["named"] or text.folded[mark.inner.start : mark.inner.end].isascii():
        return "name"
    return "scare"
