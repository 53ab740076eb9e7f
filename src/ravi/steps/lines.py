"""Lines: the repaired text → its folded twin, in which lines end where their author ended them, not where the page did.

A line that goes on in the next one is joined with it, «وزیر آب روز شنبه در شهر | ساحل گفت», and a paragraph that was
run into the line before it is parted from it, «پل ساخته شد | خبرگزاری دریا: …». In the folded twin a space or a line's
end then stands there, in the place of the other, so that positions stay and no later step has to know. So it is with a
full stop that the page put behind the opening mark of the next sentence.

How likely a line goes on is weighed by what is seen at its end, at the head of the next and in the whole article
(`data/lines.tsv`, fitted by `training/lines.py`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise
from math import inf
from typing import NamedTuple

from ravi.persian.conjugation import verb_forms
from ravi.persian.gazetteer import find_known
from ravi.persian.letters import BIDI_CONTROLS, ZWNJ, fold
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS, key
from ravi.record import Draft
from ravi.spans import Span

_LINE = re.compile(r"[^\s][^\n]*")
_STRAY = re.compile(r"«\. (?=[^\W\d_])")  # a page that moved the mark before the stop: «راه باز است «. کاویانی» گفت»
_EDGE = f" \t\r\u00a0{ZWNJ}{BIDI_CONTROLS}"
_BULLET = re.compile(r"[*\-–—•●■◄▪]|\d{1,2} ?[.)\-–]|[^\W\d_]\)")
_WORD = re.compile(r"[^\W_][\w\u200c\u0654]*|\S")
_STOPS = frozenset(".؟!?…")
_ENDS = {"،": "comma", ",": "comma", "؛": "semicolon", ":": "colon", "»": "closed", '"': "closed", ")": "closed"}
_JOINING = frozenset("که و را تا یا نیز است هم وی".split())
_WIDE = (38, 130)  # characters: no page wraps its lines narrower or wider
_FEW = 4  # lines that go on in a wrapped article: with fewer no width shows
_LEAST = 2.0  # log-odds: most articles are not broken, those that it was learnt from were
_TITLE = 2.0  # log-odds more: what a title takes that is lost in the lead
_ALONE = 1.0  # log-odds more: of the line that goes on in an article that shows no width; most ends there were meant
_LEAST_ALONE = (60, 40)  # characters: such a line and its next are no headings, credits or entries of a list
_LONG = 60  # characters: words at the end of a longer line are not looked for


class Shape(NamedTuple):
    """What holds of the lines of a whole article."""

    width: int  # of the widest, where a page may have wrapped them; else none has it
    full: str  # how many lines are so long that the next word would have made them wider than the widest
    stopped: str  # how many end with a stop


class End(NamedTuple):
    """An end of a line, what is seen there, and the log-odds that are asked there beyond those of any other."""

    at: int
    seen: list[str]
    asked: float


def lines(draft: Draft) -> tuple[str, tuple[Span, ...]]:
    """Give the folded text, its lines ended where they were meant to end, and these lines."""
    folded = _STRAY.sub(". «", fold(draft.repaired))
    folded = _set(folded, " ", [at for at, likely in weigh(folded) if likely > _LEAST])
    folded = _set(folded, "\n", find_openings(folded))
    return folded, tuple(Span(*match.span()) for match in _LINE.finditer(folded))


def _set(folded: str, char: str, places: Iterable[int]) -> str:
    """The text with a character at some places, in order."""
    pieces: list[str] = []
    start = 0
    for at in places:
        pieces += (folded[start:at], char)
        start = at + 1
    return "".join((*pieces, folded[start:])) if pieces else folded


def find_openings(folded: str) -> Iterator[int]:
    """The space before each paragraph that the page ran into the line before it, in order.

    >>> text = "پل تازه ساحل ساخته شد خبرگزاری فارس: وزیر راه آمد."
    >>> [text[at + 1 :][:14] for at in find_openings(text)]
    ['خبرگزاری فارس:']
    """
    lead = _lead_after_headline(folded)
    if lead is not None:
        yield lead
    found = (match for pattern in _OPENS for match in pattern.finditer(folded, lead or 0))
    for match in sorted(found, key=lambda match: match.start()):
        start = max(folded.rfind("\n", 0, match.start()), lead or -1) + 1
        at = match.start() if match[0].startswith(" ") else _before_place(folded, start, match.start())
        before = _WORD.findall(folded, start, max(start, at))
        if not _HEADING[0] <= len(before) <= _HEADING[1] or not _STOPS.isdisjoint(before):
            continue
        last = _kind_of(before[-1])
        if last in _OPEN_ENDS or _REPORTER in before[-_NEAR:]:
            continue
        form = FORMS.get(key(before[-1]))
        if match[0].startswith(" وی") and (last != "verb" or (form is not None and form.lemma in _TAKING)):
            continue  # «وزیر گفت وی افزود»: not where a clause may follow the verb
        if match[0].startswith(" به") and last != "verb" and start:
            continue
        yield at


def _lead_after_headline(folded: str) -> int | None:
    """The space before who speaks, behind the verb of a headline in the same line: «سدها پر شد | وزیر آب گفت»."""
    end = folded.find("\n")
    words = list(islice(_WORD.finditer(folded, 0, end if end >= 0 else len(folded)), _HEADING[1] + _SPOKEN))
    for at in range(_HEADING[0], min(_HEADING[1], len(words)) + 1):
        if words[at - 1][0] in _STOPS or at == len(words):
            return None
        if key(words[at - 1][0]) not in _MAIN or key(words[at][0]) not in WORDS["title"]:
            continue
        if any(word[0] == "که" for word in words[max(0, at - _CLAUSE) : at]):
            continue  # «پلی که ساخته شد | وزیر آب …»
        if not _SAID.isdisjoint(key(word[0]) for word in words[at + 1 : at + _SPOKEN]):
            return words[at].start() - 1 if folded[words[at].start() - 1] == " " else None
    return None


_CLAUSE = 12  # words: how far before its verb «که» may open a clause
_SPOKEN = 26  # words: how far behind his title it is said that he speaks
_SAID = frozenset("گفت گفتند افزود خبر اظهار اعلام تصریح تاکید بیان عنوان گفتگو گفتوگو اشاره".split())
_MAIN = frozenset(  # verbs after which a sentence is over
    "است نیست بود نبود هستند هستیم شد شدند شده شود شوند میشود میشوند نمیشود کرد کردند کرده کنند کنیم میکند میکنند "
    "میکنیم نمیکند نمیکنیم داد دادند میدهد میدهند دارد دارند داریم ندارد نداریم یافت یافتند مییابد ایم گرفت میگیرد "
    "رسید میرسد رفت آمد".split()
)


def _before_place(folded: str, start: int, dash: int) -> int:
    """The space before the place, of one or two words, whose name ends before a dash; -1 where it opens the line."""
    words = list(_WORD.finditer(folded, max(start, dash - _LONG), dash))[-2:]
    known = find_known([key(word[0]) for word in words], 0)
    size = 2 if known is not None and known[0] == 2 else 1
    return words[-size].start() - 1 if len(words) >= size else -1


_AGENCIES = "ایرنا|ایسنا|ایلنا|ایکنا|ایبنا|مهر|فارس|تسنیم|شینهوا|رویترز"
_OPENS = (  # each begins with letters of its own, so that a search is quick
    re.compile(r" خبر ?گزاری [^\W\d_]+ ?:"),
    re.compile(rf" به گزارش (?:خبرنگار|خبرگزاری|گروه|سرویس|پایگاه|{_AGENCIES})(?!\w)[^\n.:]{{0,80}}?،"),
    re.compile(rf"[-–ـ] ?(?:{_AGENCIES}) ?[-–ـ:]"),
    re.compile(
        r" وی (?:(?:همچنین|نیز|در ادامه|در پایان) )?(?:افزود|گفت|(?:ادامه|توضیح) داد|یادآور شد|اظهار داشت"
        r"|(?:اضافه|تصریح|تاکید|اظهار|بیان|عنوان|خاطر ?نشان) کرد)(?!\w)"
    ),
)
_HEADING = (3, 30)  # words before the opening of a paragraph, from the line's head
_OPEN_ENDS = frozenset(("preposition", "conjunction", "ezafe", "mark", "که", "و", "را", "تا", "یا", "pronoun"))
_REPORTER, _NEAR = "خبرنگار", 4  # words: «در گفتگو با خبرنگار سیاسی خبرگزاری دریا: …»
_TAKING = frozenset("گفتن خواستن افزودن نوشتن دانستن خواندن داشتن پرسیدن".split())


def weigh(folded: str) -> Iterator[tuple[int, float]]:
    """Each end of a line with the log-odds that the line goes on in the next one."""
    points = _points()
    for end in look(folded):
        yield end.at, sum(points.get(feature, 0.0) for feature in end.seen) - end.asked


@cache
def _points() -> dict[str, float]:
    return {feature: float(points) for feature, points in read_table("lines")}


def look(folded: str) -> Iterator[End]:
    """Each end of a line that has a next one, with what is seen there; a full stop ends one that no width broke."""
    found = [Span(match.start(), match.start() + len(match[0].rstrip(_EDGE))) for match in _LINE.finditer(folded)]
    if len(found) < 2:
        return
    shape = _shape_of(folded, found)
    for at, (line, after) in enumerate(pairwise(found)):
        end = folded.find("\n", line.end)
        if folded[line.end - 1] in _STOPS and not (shape.full > "1" and _is_full(folded, line, after, shape.width)):
            continue
        if folded.find("\n", end + 1, after.start) < 0:
            before = folded[found[at - 1].end - 1] in _STOPS if at else None
            seen = _features(folded, line, after, shape, before)
            alone = 0.0 if shape.full != "0" else _ALONE if _may_go_on(folded, line, after) else inf
            yield End(end, seen, alone + _TITLE * ("title" in seen))


def _shape_of(folded: str, found: Sequence[Span]) -> Shape:
    widest = max(line.end - line.start for line in found)
    pairs = list(pairwise(found))
    width = widest if _WIDE[0] <= widest <= _WIDE[1] and len(pairs) >= _FEW else 1 << 30
    full = sum(_is_full(folded, line, after, width) for line, after in pairs) if widest <= _WIDE[1] else 0
    stopped = sum(folded[line.end - 1] in _STOPS for line in found)
    return Shape(width, _share(full, len(pairs)), _share(stopped, len(found)))


def _is_full(folded: str, line: Span, after: Span, width: int) -> bool:
    """Whether the first word of the next line would have made a line wider than a width."""
    space = folded.find(" ", after.start, after.end)
    word = (space if space > 0 else after.end) - after.start
    return line.end - line.start + 1 + word >= width


def _may_go_on(folded: str, line: Span, after: Span) -> bool:
    """Whether a line of an article that shows no width is long, inside a sentence, before another long one."""
    least, least_after = _LEAST_ALONE
    if line.end - line.start < least or after.end - after.start < least_after:
        return False
    over = any(char in _STOPS for char in folded[line.end - _LONG : line.end])  # «… کرد. منبع: ایسنا»
    return not over and not _has_verb(_WORD.findall(folded, line.end - _LONG // 2, line.end))


def _share(part: int, whole: int) -> str:
    return str(min(4, 5 * part // whole))


def _features(folded: str, line: Span, after: Span, shape: Shape, before: bool | None) -> list[str]:
    last = folded[line.end - 1]
    end = "stop" if last in _STOPS else _ENDS.get(last) or ("word" if last.isalnum() else "mark")
    size = line.end - line.start
    full = _is_full(folded, line, after, shape.width)
    head = _WORD.search(folded, after.start, after.end)
    words = _WORD.findall(folded, max(line.start, line.end - _LONG), line.end)
    opening = _kind_of(head[0] if head else "")
    closing = _kind_of(words[-1] if words else "") if end == "word" else end
    open_mark = folded.rfind("«", line.start, line.end) > folded.rfind("»", line.start, line.end)
    stopped = end == "stop"
    verb = not stopped and _has_verb(words)
    long = min((after.end - after.start) // 40, 4)
    opened = "first" if before is None else "stop" if before else "none"
    seen = [
        "base",
        f"end:{closing}",
        f"head:{opening}",
        f"both:{closing}+{opening}",
        f"full:{full}:{shape.full}:{stopped}",
        f"stopped:{shape.stopped}:{stopped}",
        f"size:{min(size // 20, 8)}:{stopped}",
        f"opened:{opened}:{stopped}",
    ]
    if not stopped:
        seen += [
            f"verb:{verb}",
            f"opened:{opened}:{verb}:{min(size // 20, 5)}",
            f"after:{long}",
            f"turn:{opened}:{verb}:{opening}",
            f"after:{opened}:{long}",
        ]
        if _BULLET.match(folded, line.start):
            seen.append("bullet:line")
        if open_mark:
            seen.append("open")
        if before is None and not full:
            seen.append("title")
    if _BULLET.match(folded, after.start):
        seen.append("bullet:after")
    return seen


def _has_verb(words: Sequence[str]) -> bool:
    return any(_is_verb(key(word)) for word in words)


@lru_cache(maxsize=1 << 14)
def _is_verb(plain: str) -> bool:
    if plain in WORDS["no_verb"]:
        return False
    return plain in FORMS or plain in verb_forms() or (plain.startswith(("می", "نمی")) and len(plain) > _SHORT)


@lru_cache(maxsize=1 << 14)
def _kind_of(word: str) -> str:
    """What a word is to the words around it."""
    plain = key(word)
    if plain in _JOINING:
        return plain
    if plain in _PREPOSITIONS:
        return "preposition"
    if plain in WORDS["subordinator"] or plain in WORDS["goes_on"]:
        return "conjunction"
    if plain in _PAGE:
        return "page"
    if plain in WORDS["title"] or plain in WORDS["people"]:
        return "title"
    if _is_verb(plain):
        return "verb"
    if plain in WORDS["pronoun"] or plain in WORDS["demonstrative"]:
        return "pronoun"
    if plain in WORDS["adverb"]:
        return "adverb"
    if plain.isdecimal():
        return "number"
    if not plain[:1].isalpha():
        return "mark"
    return "ezafe" if plain.endswith(("های", "ایی")) else "word"


_SHORT = 4  # letters: no verb with «می» is shorter
_PAGE = frozenset("انتهای خبرگزاری منبع کد برچسب تاریخ".split())
_PREPOSITIONS = WORDS["preposition"]
