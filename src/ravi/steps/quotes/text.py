"""The view of an article that every rule of the quotes looks at: tokens, lines, sentences and quote marks."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ravi.persian.clauses import find_finite, is_first_person
from ravi.persian.cues import Cue
from ravi.persian.gazetteer import is_ordinary
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import Known
from ravi.persian.quote_marks import Marked, find_marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Draft, Form, Token
from ravi.spans import Span

SPACE = f" \t\r\n{ZWNJ}\u00a0"
EDGE = f"{SPACE}.،؛:,…«»“”\"'‹›"
COLON = re.compile(f"[{SPACE}]*[:：]")
THAT = re.compile(f"[{SPACE}،]*(?:مبنی بر )?(?:این(?:[ {ZWNJ}])?)?که(?![^\\W_])")
_BLANK = re.compile(f"[{SPACE}،,]*")
QUESTIONS = ("سوال", "پرسش")
REACH = 120  # tokens, cues or marks: how far a rule looks back or ahead, so that cost stays linear


class Content(NamedTuple):
    """What a cue reports: its parts in order, its form, and the rule that found it."""

    parts: tuple[Span, ...]
    form: Form
    rule: str


class Text(NamedTuple):
    """What every rule here looks at."""

    folded: str
    tokens: Sequence[Token]
    starts: list[int]  # of the tokens
    lines: list[Span]
    sentences: list[Span]  # as in the draft, but never broken inside quote marks
    marked: list[Marked]
    sentence_lines: bool  # whether each line is one sentence, as in some archives, not one paragraph
    finite: list[bool]  # for each token, whether a finite verb stands there
    first_person: list[int]  # the tokens that say «I» or «we»
    names: dict[int, Known]  # the names and offices that are known, by the token with which they open
    speakers: frozenset[str] = frozenset()  # the words of the names of those who plainly speak

    def token_at(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def says_i(self, span: Span) -> bool:
        """Whether somebody says «I» or «we» there."""
        at = bisect_left(self.first_person, self.token_at(span.start))
        return at < len(self.first_person) and self.first_person[at] < self.token_at(span.end)

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

    def marked_from(self, position: int) -> int:
        """The number of the first stretch in quote marks that opens at or after a position."""
        return bisect_left(self.marked, position, key=lambda mark: mark.start)

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
        while start < end and self.folded[start] in EDGE:
            start += 1
        while start < end and self.folded[end - 1] in EDGE:
            end -= 1
        return Span(start, end)

    def span(self, tokens: tuple[int, int]) -> Span:
        """From the first character of the first token to the last of the last."""
        return self.trim(self.tokens[tokens[0]].start, self.tokens[tokens[1] - 1].end)


def text_of(draft: Draft, cues: Sequence[Cue]) -> Text:
    """The view of a draft."""
    marked = find_marked(draft.folded)
    lines = _lines(draft.folded)
    starts = [token.start for token in draft.tokens]
    return Text(
        draft.folded,
        draft.tokens,
        starts,
        lines,
        _unbroken(draft.sentences, marked),
        marked,
        _are_sentences(draft, lines, starts, cues),
        find_finite(draft.tokens),
        [at for at, token in enumerate(draft.tokens) if is_first_person(token) and key(token.text) not in _OUR_OWN],
        _names(draft, starts),
    )


def _names(draft: Draft, starts: Sequence[int]) -> dict[int, Known]:
    """The names and offices of the entities by the token with which they open; the longest at each place.

    A family name that stands alone twice opens a sentence too where it was not seen («معلم شرایط را توضیح داد»).
    """
    names: dict[int, Known] = {}
    families: Counter[str] = Counter()
    of_names = {name[-1] for entity in draft.entities if entity.type == "PER" and len(name := entity.name.split()) > 1}
    for entity in draft.entities:
        for mention in entity.mentions:
            start, end = (bisect_left(starts, place) for place in mention.span)
            if start not in names or end > names[start].end:
                names[start] = Known(end, entity.type == "PER")
            if entity.type == "PER" and mention.kind == "name" and end == start + 1 and " " in entity.name:
                families[draft.tokens[start].text] += 1
    for sentence in draft.sentences:
        at = bisect_left(starts, sentence.start)
        if at < len(starts) and at not in names and _is_family(draft.tokens[at].text, families, of_names):
            names[at] = Known(at + 1, True)
    return names


def _is_family(word: str, alone: Counter[str], of_names: set[str]) -> bool:
    """Whether a word that opens a sentence is a family name: seen alone twice, or one that is no ordinary word."""
    return alone[word] > 1 or (word in of_names and not is_ordinary(key(word)))


def _lines(folded: str) -> list[Span]:
    lines, start = [], 0
    for line in folded.split("\n"):
        lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    return lines


def _are_sentences(draft: Draft, lines: Sequence[Span], starts: Sequence[int], cues: Sequence[Cue]) -> bool:
    """Whether the lines of an article are its sentences, so that a paragraph's end cannot be seen.

    Then some open with «اما» or «البته», or say «ما» without a cue of their own, as no paragraph of a report does.
    """
    filled = [line for line in lines[1:] if line.end > line.start]
    if len(filled) < _FEW_LINES or len(draft.sentences) > _ONE_EACH * (len(filled) + 1):
        return False
    for line in filled:
        first, last = (bisect_left(starts, place) for place in line)
        words = draft.tokens[first:last]
        if words and key(words[0].text) in _GOES_ON:
            return True
        at = bisect_left(cues, line.start, key=lambda cue: cue.start)
        if at < len(cues) and cues[at].first == first and _is_bare_verb(draft, cues[at]):
            return True  # «آیا راه باز است؟», and on a line of its own «گفت: …»
        told = any(cue.person == 3 and cue.start < line.end for cue in cues[at : at + _TOLD])
        if not told and any(is_first_person(word) for word in words):
            return True
    return False


def _is_bare_verb(draft: Draft, cue: Cue) -> bool:
    """Whether a cue is a verb with its words behind a colon, its subject left out."""
    return cue.person == 3 and cue.kind in ("say", "state") and bool(COLON.match(draft.folded, cue.end))


_OUR_OWN = WORDS["our_own"]  # «کشورمان»: the narrator's word as well
_FEW_LINES = 6
_TOLD = 4  # cues of a line that are looked at
_ONE_EACH = 1.2  # sentences a line
_GOES_ON = WORDS["goes_on"]


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


def opens_words(text: Text, cue: Cue) -> bool:
    """Whether the cue opens somebody's words of its own: a colon or a quote mark follows."""
    return bool(COLON.match(text.folded, cue.end)) or opening_after(text, cue.end) is not None


def opening_after(text: Text, after: int) -> Marked | None:
    """The stretch in quote marks that opens right after a position."""
    match = _BLANK.match(text.folded, after)
    mark = text.mark_at(match.end()) if match else None
    return mark if mark is not None and text.folded[mark.inner.start : mark.inner.end].strip(EDGE) else None


def with_next_marked(text: Text, opening: Marked) -> tuple[Span, ...]:
    """The words in quote marks, and those of the lines after it that are nothing but words in quote marks."""
    parts = [text.trim(*opening.inner)]
    end = opening.end
    while len(parts) < _PARTS and not text.folded[end : text.line_of(end).end].strip(EDGE):
        at = bisect_right(text.lines, end, key=lambda line: line.start)
        while at < len(text.lines) and text.lines[at].end == text.lines[at].start:
            at += 1
        mark = text.mark_at(text.lines[at].start) if at < len(text.lines) else None
        if mark is None or text.folded[mark.end : text.line_of(mark.end).end].strip(EDGE):
            break
        parts.append(text.trim(*mark.inner))
        end = mark.end
    return tuple(part for part in parts if part.start < part.end)


_PARTS = 8


def comma_before(text: Text, after: int, cue: Cue) -> int:
    """The last comma between a position and a cue, else where the cue begins."""
    comma = max(text.folded.rfind("،", after, cue.start), text.folded.rfind("؛", after, cue.start))
    if comma > after:
        return comma
    beside = cue.first > 1 and text.tokens[cue.first - 1].text == "و" and text.finite[cue.first - 2]
    return text.tokens[cue.first - 2].end if beside else cue.start  # «… است | و گفت: …»


def form_of(text: Text, content: Span) -> Form:
    """Mixed where words that are no name stand in quote marks, direct where somebody says «I» or «we»."""
    around = text.marked_around(content.start)
    if around is not None and around.inner.start >= content.start - _OPENED:
        if around.inner.end >= content.end and text.folded[content.start : content.end].count(" ") >= _WORDING:
            return "direct"  # «به گفته او، «…»»
        if around.inner.end < content.end and _is_wording(text, around):
            return "mixed"
    first = bisect_left(text.marked, content.start, key=lambda mark: mark.start)
    for mark in text.marked[first : first + REACH]:
        if mark.start >= content.end:
            break
        if _is_wording(text, mark):
            return "mixed"
    return "direct" if text.says_i(content) else "indirect"


_OPENED = 1  # characters: how far behind the opening mark words may begin that it opens


def _is_wording(text: Text, mark: Marked) -> bool:
    """Whether words in quote marks are somebody's wording: no name, and no title after «نام», «همایش» and the like."""
    at = text.token_at(mark.inner.start)
    before = [key(token.text) for token in text.tokens[max(0, at - 3) : at]]
    words = text.folded[mark.inner.start : mark.inner.end]
    last = text.token_at(mark.inner.end)
    naming = WORDS["titled"] if any(text.finite[at:last]) else _NAMING
    if ("را" not in before and not naming.isdisjoint(before)) or words.isascii():
        return False
    called = at > 1 and text.tokens[at - 2].text == "را"  # «او را «مزدور غرب» خواند»
    return words.count(" ") >= _WORDING or called or at not in text.names


_NAMING = WORDS["titled"] | WORDS["named"] | WORDS["before_name"]
_WORDING = 2  # spaces: more words than a name in quote marks has
