"""Words that follow a colon: the headline «X: …», and how far «وی گفت: …» runs on."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from ravi.persian.clauses import is_first_person
from ravi.persian.cues import Cue
from ravi.persian.groups import is_person
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS, PRONOUNS, TITLE_HEADS, is_adverb
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Link, Quote, Reference
from ravi.spans import Span
from ravi.steps.quotes.speaker import clause_at, is_actor, is_somebody, subject_of
from ravi.steps.quotes.text import EDGE, REACH, SPACE, THAT, Content, Text, opening_after, opens_words, with_next_marked

_TAIL = re.compile("کد خبر|انتهای|تاریخ انتشار|منبع|برچسب|لینک|نظر|http|www|\\[|\\*|برای دریافت|اخبار مرتبط|ادامه دارد")
_HEADLINE = re.compile(r"([^\n:]{2,90}?)\s*:\s*(?=\S)")
_PAGE = re.compile("کد خبر|نظرات خود|نظر شما|تعداد (?:دفعات )?بازدید|انتشار دهنده|عضو کانال|کانال تلگرام")
_REPORT = re.compile(
    "به گزارش|به نقل|وی[ ،]|او |ایشان |این (?:گزارش|مراسم|نشست|دیدار|جلسه|همایش|خبر)"
    "|در این (?:دیدار|مراسم|نشست|جلسه)|در (?:پایان|ابتدای|حاشیه) این"
    "|(?:(?:به دنبال|در پی|پس از|بعد از) )?(?:این )?(?:اظهارات|سخنان|صحبت|گفته)[ها\u200cیي]* "
    "|گفتنی|شایان|یادآور|بر اساس گزارش|براساس گزارش|بنا ?بر این|بر اثر|خبرگزاری"
)


def find_headline(text: Text) -> Quote | None:
    """«وزیر کشور: انتخابات برگزار می\u200cشود» as the first line."""
    line = next((line for line in text.lines if line.end > line.start), None)
    if line is None:
        return None
    before = _TALKED_FIRST.match(text.folded, line.start, line.end)
    match = _HEADLINE.match(text.folded, before.end() if before else line.start, line.end)
    if match is None or match[1].strip().startswith(("خبرگزاری", "به گزارش", "سرویس")) or len(match[1].split()) > 16:
        return None
    after = _TALKED.search(text.folded, match.start(1), match.end(1))
    first, last = text.token_at(match.start(1)), text.token_at(after.start() if after else match.end(1))
    words = [key(token.text) for token in text.tokens[first:last]]
    if not words or len(words) > 12 or words[0] in WORDS["headline_label"] or not any(word.isalpha() for word in words):
        return None
    after_words = [key(word) for word in after[1].split()] if after else []
    if any(word in FORMS and word not in ("بر", "آن") for word in (*words, *after_words)):
        return None
    if words[0] in PRONOUNS or words[-1] in WORDS["bare_noun"]:
        return None
    if not PREPOSITIONS.isdisjoint(words) and not is_actor(text, first):
        return None  # «شلیک به خودرو: …»
    if words[0] in WORDS["words_of"] and len(words) > 1:
        first += 1  # «هشدار | وزیر آب: …»
    first = _past_topic(text, first, last)
    content = text.trim(match.end(), line.end)
    if content.end - content.start < 8:
        return None
    colon = text.folded.index(":", match.end(1))
    speaker = text.span((first, last))
    told = after or before
    return Quote(
        (content,),
        "direct",
        Span(colon, colon + 1),
        Reference(speaker),
        Reference(text.trim(*told.span(1))) if told else None,
        (),
        "quotes.headline",
        0.85,
        (Link("speaker.headline", speaker),),
    )


def _past_topic(text: Text, first: int, last: int) -> int:
    """Where a headline names who speaks, behind its topic: «جام جهانی؛ | سرمربی تیم: …»."""
    topic = max((at for at in range(first, last - 1) if text.tokens[at].text == "؛"), default=None)
    return topic + 1 if topic is not None and is_actor(text, topic + 1) else first


_H = f"[ {ZWNJ}]?"
_TALK_WITH = rf"(?:گفت{_H}و?{_H}گو|مصاحبه) با "
_TALKED = re.compile(rf"در {_TALK_WITH}([^\n:|]{{2,40}})")
_TALKED_FIRST = re.compile(rf"(?:در )?{_TALK_WITH}([^\n:|]{{2,40}}?)\s*\|\s*")


def find_openings(text: Text) -> Iterator[Quote]:
    """«رضا کاویانی، کارشناس آب: راه باز است» as a line below the first: somebody's name, a colon, and what he says."""
    for line in text.lines[1:]:
        opening = _opening_of(text, line)
        if opening is None:
            continue
        first, last, after = opening
        mark = text.mark_at(after)
        part = text.trim(*mark.inner) if mark is not None and mark.closed else text.trim(after, line.end)
        speaker = text.span((first, last))
        colon = text.folded.index(":", speaker.end)
        link = Link("speaker.headline", speaker)
        yield Quote(
            (part,), "direct", Span(colon, colon + 1), Reference(speaker), None, (), "quotes.headline", 0.7, (link,)
        )


def _opening_of(text: Text, line: Span) -> tuple[int, int, int] | None:
    """The tokens `[first, last)` of a person whom a line names before its first colon, and where his words begin."""
    match = _OPENING.match(text.folded, line.start, line.end)
    if match is None:
        return None
    first, last, after = text.token_at(match.start(1)), text.token_at(match.end(1)), text.token_at(match.end())
    known = text.names.get(first)
    if known is None or not known.person or last - first > _KICKER or any(text.finite[first:last]):
        return None
    words = [key(token.text) for token in text.tokens[first:last]]
    if words[-1] in WORDS["bare_noun"] or "و" in words or any(word in FORMS for word in words):
        return None
    end = text.token_at(line.end)
    return (first, last, match.end()) if end - after >= _SPOKEN and any(text.finite[after:end]) else None


_OPENING = re.compile(r"[ \t]*(?:به گزارش [^\n،:]{2,40}، )?([^\n:«»\"]{4,90}?)[ \t]*:[ \t]*(?=[^\s\d])")
_SPOKEN = 5  # tokens: fewer behind a name and a colon are no speech


def find_title(text: Text, cue: Cue) -> Span | None:
    """The title behind the cue of a headline: «وزیر آب خبر داد؛ ساخت دو پل»; or it is the next line."""
    line = next((line for line in text.lines if line.end > line.start), None)
    if line is None or not line.start <= cue.start < line.end or cue.first - text.token_at(line.start) > _KICKER:
        return None
    if key(text.tokens[cue.first - 1].text) in WORDS["question"] and cue.first > text.token_at(line.start):
        return None  # «وزیر در مجلس چه گفت»
    rest = text.folded[cue.end : line.end].strip(SPACE)
    if rest.startswith("؛"):
        title = text.trim(cue.end, line.end)
    elif rest:
        return None
    else:
        at = bisect_right(text.lines, line.start, key=lambda one: one.start)
        title = next((text.trim(*one) for one in text.lines[at : at + 2] if one.end > one.start), Span(0, 0))
        if text.folded[title.end : title.end + 1] in (".", ":") or _REPORT.match(text.folded, title.start):
            return None  # the report itself
    return title if _TITLE[0] < text.folded[title.start : title.end].count(" ") < _TITLE[1] else None


_KICKER = 14  # tokens: how long the line over a title may be
_TITLE = (1, 30)  # spaces of a title: between these


def _runs_on(text: Text, speaker: str, line: Span, cues: Sequence[Cue]) -> bool:
    """Whether a line goes on with the words of the speaker of the line before it.

    Where each line is a sentence it does, unless the narrator shows; where lines are paragraphs it never does.
    """
    first, last = text.token_at(line.start), text.token_at(line.end)
    if first == last or _is_of_page(text, line):
        return False
    if _REPORT.match(text.folded, line.start) and not _is_of_us(text, first, last):
        return False
    if _opening_of(text, line) is not None:
        return False
    if not any(text.finite[first:last]):
        return False  # a heading, a number, a name under the text
    inside = _cues_of(line, cues)
    if any(cue.kind == "frame" or opens_words(text, cue) for cue in inside):
        return False
    if any(cue.kind == "according" and not is_first_person(text.tokens[cue.last + 1]) for cue in inside):
        return False
    if _names_himself(text, speaker, first, last):
        return False  # «اشاره کاویانی به سخنان وزیر بود»
    if any(is_first_person(token) for token in text.tokens[first:last]):
        return True
    for cue in inside:
        if cue.person == 3 and cue.kind in ("say", "state", "tell", "demand", "judge"):
            subject = subject_of(text, clause_at(text, cue, line))
            if subject is not None and first <= subject[0] <= first + _HEAD and is_somebody(text, subject[0]):
                return False  # «رسانه ساحل گزارش داد …»
    head = text.tokens[first].text
    known = text.names.get(first)
    person = known is not None and bool(known.person)
    if _is_told_of(text, speaker, first):
        return False  # «متهم این پرونده بازداشت شد»
    if known is not None and person and any(token.text in text.speakers for token in text.tokens[first : known.end]):
        return False  # «کاویانی تازه به ساحل رسیده است»
    named = person or key(head) in TITLE_HEADS
    return not (named and (inside or head in speaker.split()))


def _is_between(text: Text, speaker: str, at: int, cues: Sequence[Cue]) -> bool:
    """Whether a line of «او», or one that asks, stands in somebody's words: no cue opens any, and «من» goes on below.

    «من در خانه بودم. | او آرام نبود. | به او گفتم برویم.»
    """
    opening = text.lines[at]
    if not text.sentence_lines or not (
        text.folded.startswith(("او ", "ایشان "), opening.start)
        or text.folded[opening.start : opening.end].rstrip(SPACE).endswith("؟")
    ):
        return False
    for below in range(at, min(at + _BELOW, len(text.lines))):
        line = text.lines[below]
        if any(cue.kind in ("frame", "according") or cue.person == 3 for cue in _cues_of(line, cues)):
            return False
        if below == at:
            continue
        if not _runs_on(text, speaker, line, cues):
            return False
        if text.says_i(line):
            return True
    return False


def _cues_of(line: Span, cues: Sequence[Cue]) -> list[Cue]:
    at = bisect_left(cues, line.start, key=lambda cue: cue.start)
    return [cue for cue in cues[at : at + _INSIDE] if cue.start < line.end]


_BELOW = 4  # lines: how far below somebody must say «I»


def _is_of_us(text: Text, first: int, last: int) -> bool:
    """Whether a line that opens with «او» is somebody's own: «او را می\u200cشناختم»."""
    words = range(first, last)
    return text.tokens[first].text in ("او", "ایشان") and any(is_first_person(text.tokens[at]) for at in words)


def _names_himself(text: Text, speaker: str, first: int, last: int) -> bool:
    """Whether a line names him who speaks by the name by which he was named: nobody does so of himself."""
    own = text.speakers.intersection(speaker.split())
    return bool(own) and any(
        text.tokens[at].text in own
        for start in range(first, last)
        if _is_person(text, start)
        for at in _span(text, start)
    )


def _is_person(text: Text, at: int) -> bool:
    return at in text.names and bool(text.names[at].person)


def _span(text: Text, at: int) -> range:
    return range(at, text.names[at].end)


def _is_told_of(text: Text, speaker: str, first: int) -> bool:
    """Whether the words with which a line opens at a token, an adverb left out, are those that name its speaker."""
    at = first + is_adverb(text.tokens[first])
    words = [token.text for token in text.tokens[at : at + _NAMING]]
    who = " ".join(words)
    if len(words) < _NAMING or not (key(words[0]) in TITLE_HEADS | WORDS["people"] or is_person(key(words[0]))):
        return False
    return speaker.lstrip().startswith(f"{who} ")


def _is_of_page(text: Text, line: Span) -> bool:
    """Whether a line is no text but what the page puts under it."""
    return bool(_TAIL.match(text.folded, line.start) or _PAGE.search(text.folded, line.start, line.end))


_NAMING = 3  # words: so many alike name one
_HEAD = 5  # tokens: how near to the head of a line the subject of the narrator's own report stands
_INSIDE = 6  # cues: how many of a line are looked at


def after_colon(text: Text, cue: Cue, after: int, main: Sequence[Cue], cues: Sequence[Cue]) -> Content | None:
    """«وی گفت: …»: to the closing mark, or to the end of the paragraph, or to where somebody else speaks."""
    line = text.line_of(cue.start)
    opening = opening_after(text, after)
    document = cue.kind == "stand"
    endless = opening is not None and not opening.closed and text.sentence_lines
    if opening is not None and endless:
        after = opening.inner.start
    elif opening is not None and not (document and cue.last > cue.first + 1):
        rest = text.trim(opening.end, line.end)
        whole = text.folded[opening.end : line.end].lstrip(SPACE)
        inner = text.folded[opening.inner.start : opening.inner.end].rstrip(SPACE)
        stopped = inner[-1:] in (".", "؟", "!")
        ended = stopped and (inner.count(" ") >= _SENTENCE or text.finite[text.token_at(opening.inner.end) - 2])
        ended = ended or (whole.startswith("و ") and _is_sentence(text, opening.inner))
        if not opening.closed or not whole or whole[0] in ".،؛" or ended or rest.end - rest.start < 25:
            parts = (*marked_first(text, cue), *with_next_marked(text, opening))
            return Content(parts, "direct", "quotes.colon_marked")
    end = line.end
    at = bisect_right(text.lines, after, key=lambda span: span.start)
    if not text.folded[after:end].strip(EDGE):
        if at >= len(text.lines):
            return None
        end = text.lines[at].end
        at += 1
    if text.sentence_lines or document:
        speaker = text.folded[line.start : cue.start]
        while at < len(text.lines):
            if not _runs_on(text, speaker, text.lines[at], cues) and not _is_between(text, speaker, at, cues):
                verse = document and at + 1 < len(text.lines) and not _is_of_page(text, text.lines[at])
                if not verse or not _runs_on(text, speaker, text.lines[at + 1], cues):
                    break
                at += 1
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
        if text.folded.startswith(("به گزارش", "به نقل"), sentence.start) or _goes_back(text, sentence, cues):
            end = sentence.start
            break
    content = text.trim(after, end)
    return Content((content,), "direct", "quotes.colon") if content.end - content.start > 3 else None


def _is_sentence(text: Text, span: Span) -> bool:
    first, last = text.token_at(span.start), text.token_at(span.end)
    return last - first >= _SENTENCE and text.finite[last - 1]


def marked_first(text: Text, cue: Cue) -> tuple[Span, ...]:
    """The words in quote marks that open the sentence, where only who speaks stands between: «…»، وی گفت: «…»."""
    mark = next(iter(text.marked_before(cue.start)), None)
    if mark is None or not mark.closed or not mark.end <= cue.start <= mark.end + _SPEAKER:
        return ()
    between = text.folded[mark.end : cue.start]
    if any(text.finite[text.token_at(mark.end) : cue.first]) or set(between) & set("«:؛\n"):
        return ()
    before = text.folded[text.line_of(mark.start).start : mark.start].rstrip(SPACE)
    if before and before[-1] not in ".؟!»":
        return ()
    part = text.trim(*mark.inner)
    return (part,) if text.folded[part.start : part.end].count(" ") >= 2 else ()


_SPEAKER = 60  # characters: how long what names a speaker between two stretches may be
_SENTENCE = 3  # spaces: so many words in quote marks that end with a stop are all that is said


def _goes_back(text: Text, sentence: Span, cues: Sequence[Cue]) -> bool:
    """Whether the narrator takes the word again with «وی افزود که …» or «همچنین افزود که …»."""
    first = text.token_at(sentence.start)
    at = bisect_left(cues, sentence.start, key=lambda cue: cue.start)
    if key(text.tokens[first].text) not in _AGAIN or at >= len(cues) or cues[at].first > first + _AFTER:
        return False
    cue = cues[at]
    told = cue.kind in ("say", "state") and cue.person == 3 and THAT.match(text.folded, cue.end)
    return bool(told) and text.marked_around(cue.start) is None


_AGAIN = frozenset(("وی", "همچنین"))
_AFTER = 3  # tokens: how soon the cue comes
