"""A record for people: the repaired text in the colours of its speakers, then who said what, when, on whose word.

Text is never reordered or reshaped here: that is the terminal's work. On a terminal, each line stands between
two right-to-left marks, so that those that know bidirectional text set it and its end marks from the right; to others
the marks are nothing. A pipe gets plain text without marks or colours.

What an article holds is data: characters that steer a terminal are shown by name and never reach it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO

from rich.console import Console
from rich.text import Text

from ravi.persian.letters import LRM, RLM, ZWJ, ZWNJ
from ravi.reasons import reason_of
from ravi.record import Date, Quote, Record, Reference
from ravi.spans import Span

# Of the 256 colours, those that stand out from black and from white alike (contrast at least 4.1 with both).
SPEAKER_COLOURS = (31, 162, 64, 130, 99, 29, 132, 163)
WIDEST = 100  # columns: longer lines of Persian tire the eye

_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_JALALI = re.compile(r"(\d{4}|XXXX)-(\d\d)(?:-(\d\d))?")
_FORMS = {"direct": "مستقیم · direct", "indirect": "غیرمستقیم · indirect", "mixed": "آمیخته · mixed"}
_STATUSES = {"former": "پیشین · former", "elect": "آینده · elect"}
_STEERING = re.compile(
    "[^\\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_NAMES = {
    0x1B: "ESC",
    0x200B: "ZWSP",
    0x200E: "LRM",
    0x200F: "RLM",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
_HARMLESS = {ZWNJ: ZWNJ, ZWJ: ZWJ, "\t": " ", "\r": "", "\u00a0": " ", "\u202f": " "}


def visible(text: str) -> str:
    r"""The text with every character that steers a terminal or reorders a line shown by its name.

    Half-spaces stay, other spaces become a plain one.

    >>> visible("وزیر\x1b[31m گفت\u202e")
    'وزیر‹ESC›[31m گفت‹RLO›'
    """
    return _STEERING.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    if char in _HARMLESS:
        return _HARMLESS[char]
    if unicodedata.category(char) == "Zs":
        return " "
    return f"‹{_NAMES.get(ord(char)) or f'U+{ord(char):04X}'}›"


def jalali_words(value: str) -> str:
    """A Jalali point or period in words; the year is left out where it is not known.

    >>> jalali_words("1395-04-27"), jalali_words("XXXX-04-27"), jalali_words("1395-05")
    ('۲۷ تیر ۱۳۹۵', '۲۷ تیر', 'مرداد ۱۳۹۵')
    """
    return _JALALI.sub(_in_words, value).replace("/", " تا ").translate(_DIGITS)


def _in_words(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    if not 1 <= int(month) <= 12:
        return found[0]
    parts = [str(int(day)) if day else "", _MONTHS[int(month) - 1], "" if year == "XXXX" else year]
    return " ".join(part for part in parts if part)


class View:
    """Writes records to `stream`: in colour on a terminal that wants it, as plain text elsewhere."""

    def __init__(self, stream: IO[str], *, why: bool = False) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
        self._tty = self._console.is_terminal
        self._plain = self._console.no_color or not self._tty
        self._why = why

    def show(self, record: Record) -> None:
        """Write one record."""
        self._heading(record)
        for line in self._coloured(record).split("\n", allow_blank=False):
            self._line(line)
        for section in (
            self._quotes,
            self._sources,
            self._dates,
            self._terms,
            self._roles,
            self._licence,
            self._repairs,
        ):
            section(record)
        self._console.file.flush()

    def _line(self, text: Text, indent: int = 0) -> None:
        """Write one paragraph, on a terminal wrapped and each line set from the right."""
        if not self._tty:
            self._write(Text(" " * indent) + text)
            return
        width = max(20, min(self._console.width, WIDEST) - indent - 1)
        for line in text.wrap(self._console, width):
            line.rstrip()
            self._write(Text(" " * indent + RLM) + line + Text(RLM))

    def _write(self, text: Text) -> None:
        self._console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def _title(self, persian: str, english: str) -> None:
        self._write(Text())
        self._line(Text(f"{persian} · {self._latin(english)}", style="bold"))

    def _heading(self, record: Record) -> None:
        article = record.article
        published = self._latin(article.published.isoformat()) if article.published else None
        url = self._latin(visible(article.url)) if article.url else None
        known = [self._latin(visible(article.id)), visible(article.publisher or ""), published, url]
        self._line(Text("── " + " · ".join(part for part in known if part), style="dim"))
        if article.title and article.title not in article.text[: len(article.title) + 1]:
            self._line(Text(visible(article.title), style="bold"))

    def _latin(self, text: str) -> str:
        """Text that runs from the left, kept so by a mark on a terminal: else «2016-12-18» ends up day first."""
        return LRM + text if self._tty else text

    def _coloured(self, record: Record) -> Text:
        offsets = record.offsets
        styled = [(offsets.to_repaired(mark.span), "dim") for mark in record.marks]
        styled += [
            (offsets.to_repaired(part), self._style(record, quote)) for quote in record.quotes for part in quote.parts
        ]
        styled += [(offsets.to_repaired(found.span), "underline") for found in record.dates]
        return _painted(record.repaired, styled)

    def _style(self, record: Record, quote: Quote) -> str:
        if self._plain:
            return "bold"
        return f"color({SPEAKER_COLOURS[speaker_order(record).get(_who(quote), 0) % len(SPEAKER_COLOURS)]})"

    def _quotes(self, record: Record) -> None:
        if not record.quotes:
            return
        self._title("چه کسی چه گفت", "Who said what")
        for number, quote in enumerate(record.quotes, 1):
            who = _who(quote)
            head = Text(f"{number}".translate(_DIGITS) + ". ")
            head.append(
                self._name(record, who) or "؟ (گوینده روشن نیست · speaker unknown)",
                f"bold {self._style(record, quote)}",
            )
            role = record.entities[who].role if who is not None else None
            head.append(f" ({visible(role)})" if role else "")
            self._line(head)
            said = [f"«{self._words(record, quote.cue)}»"] if quote.cue else []
            said.append(_FORMS[quote.form])
            said += [f"از راه {name} · via" for one in quote.via if (name := self._reference(record, one))]
            to = quote.addressee and self._reference(record, quote.addressee)
            said += [f"به {to} · to"] if to else []
            self._line(Text(" · ".join(said), style="dim"), 3)
            content = " … ".join(self._words(record, part) for part in quote.parts)
            self._line(Text(_shortened(content), style=self._style(record, quote)), 3)
            if self._why:
                self._reasons(record, quote)

    def _reasons(self, record: Record, quote: Quote) -> None:
        """By what the quote was found, the way to its speaker link by link, and how sure it is."""
        nested = " · درون سخن دیگری · inside another quote" if quote.rule.endswith(".nested") else ""
        self._line(Text(f"یافته با · found by: {_reason(quote.rule)}{nested}", style="dim"), 3)
        for number, link in enumerate(quote.chain):
            words, place = f"«{self._words(record, link.span)}»", ""
            if number and (there := self._paragraph(record, link.span)) != self._paragraph(record, quote.span):
                place = f" (بند {there} · ".translate(_DIGITS) + f"par. {there})"
            lead = "←" if number else "گوینده · speaker:"
            self._line(Text(f"{lead} {words}{place}: {_reason(link.rule)}", style="dim"), 5 if number else 3)
        sure = f"{quote.confidence:.0%}"
        self._line(Text(f"اطمینان · sure: {_persian(sure)} · {self._latin(sure)}", style="dim"), 3)

    def _paragraph(self, record: Record, span: Span) -> int:
        """The number, from 1, of the line that a span stands in, of those that are not empty."""
        at = record.offsets.to_repaired(span).start
        return sum(bool(line.strip()) for line in record.repaired[:at].split("\n")[:-1]) + 1

    def _sources(self, record: Record) -> None:
        chain = [name for source in record.sources if (name := self._reference(record, source.who))]
        if not chain:
            return
        self._title("منبع", "Sources")
        publisher = visible(record.article.publisher or "")
        if publisher and publisher not in chain[0]:
            chain.insert(0, publisher)
        self._line(Text(" ← ".join(chain)), 3)

    def _dates(self, record: Record) -> None:
        if not record.dates:
            return
        self._title(f"تاریخ{ZWNJ}ها", "Dates")
        for found in record.dates:
            line = Text().append(self._words(record, found.span), "underline")
            self._line(line.append(f": {self._value(found)}"), 3)

    def _value(self, found: Date) -> str:
        parts = [jalali_words(found.jalali)] if found.jalali else []
        parts += [self._latin(found.value)] if found.value else []
        parts += [f"({visible(found.note)})"] if found.note else []
        return " · ".join(parts) or "؟"

    def _terms(self, record: Record) -> None:
        """The actors that are called by several names: who calls them what, and how often."""
        table: dict[int, dict[str, Counter[str]]] = {}
        for term in record.terms:
            if term.rule == "terms.title":
                continue  # told by the roles
            voice = self._voice(record, term.voice, term.retells)
            table.setdefault(term.entity, {}).setdefault(voice, Counter())[self._words(record, term.span)] += 1
        table = {who: voices for who, voices in table.items() if _differ([*chain.from_iterable(voices.values())])}
        if not table:
            return
        self._title("چه کسی را چه نامیدند", "Who calls whom what")
        for who, voices in table.items():
            self._line(Text(self._name(record, who) or "", style="bold"), 3)
            for voice, counted in voices.items():
                words = [
                    word if count == 1 else f"{word} ({count})".translate(_DIGITS) for word, count in counted.items()
                ]
                self._line(Text(f"{voice}: ", style="dim").append("، ".join(words), "not dim"), 6)

    def _roles(self, record: Record) -> None:
        """Who holds which office, in whose words; each once."""
        lines: dict[str, None] = {}
        for role in record.roles:
            status = f" · {_STATUSES[role.status]}" if role.status in _STATUSES else ""
            voice = self._voice(record, role.voice, None)
            lines[f"{self._name(record, role.entity)}: {self._words(record, role.span)}{status} ({voice})"] = None
        if not lines:
            return
        self._title("چه کسی چه سمتی دارد", "Who holds which office")
        for line in lines:
            self._line(Text(line), 3)

    def _voice(self, record: Record, voice: int | None, retells: int | None) -> str:
        quote = voice if voice is not None else retells
        speaker = self._name(record, _who(record.quotes[quote])) if quote is not None else None
        if voice is None:
            return "راوی · narrator" if quote is None else f"راوی، از سخن {speaker or '؟'} · retold"
        return speaker or "گویندۀ ناشناس · unknown speaker"

    def _licence(self, record: Record) -> None:
        if record.reuse is None:
            return
        self._title("پروانه", "Licence")
        credit = f" (به نام «{self._words(record, record.reuse.credit)}» · credit)" if record.reuse.credit else ""
        self._line(Text(self._words(record, record.reuse.span) + credit), 3)

    def _repairs(self, record: Record) -> None:
        if not record.repairs:
            return
        rules = Counter(edit.rule for edit in record.repairs)
        total = len(record.repairs)
        self._title(f"{total} اصلاح".translate(_DIGITS), f"{total} repairs")
        self._line(Text(", ".join(f"{rule} {count}" for rule, count in rules.most_common()), style="dim"), 3)

    def _words(self, record: Record, span: Span) -> str:
        return visible(" ".join(record.offsets.to_repaired(span).of(record.repaired).split()))

    def _name(self, record: Record, entity: int | None) -> str | None:
        return visible(record.entities[entity].name) if entity is not None else None

    def _reference(self, record: Record, reference: Reference) -> str | None:
        if reference.entity is None:
            return self._words(record, reference.span) if reference.span else None
        return self._name(record, reference.entity)


def speaker_order(record: Record) -> dict[int | None, int]:
    """Each speaker's place in the order in which they first speak: what gives them their colour."""
    order: dict[int | None, int] = {}
    for quote in record.quotes:
        order.setdefault(_who(quote), len(order))
    return order


def _reason(rule: str) -> str:
    reason = reason_of(rule)
    return f"{reason.persian} · {reason.english}"


def _persian(number: str) -> str:
    return number.translate(_DIGITS).replace("%", "٪")


def _who(quote: Quote) -> int | None:
    return quote.speaker.entity if quote.speaker else None


def _differ(names: Sequence[str]) -> bool:
    """Whether the names of one actor differ in more than their length: «شمخانی» is only short for «علی شمخانی»."""
    longest = max(names, key=len)
    return any(name not in longest for name in names)


def _shortened(text: str, limit: int = 160) -> str:
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " …"


def _painted(text: str, styled: Sequence[tuple[Span, str]]) -> Text:
    """The text made visible, each span in its style; where spans lie over each other, both styles hold."""
    painted = Text()
    for start, end, style in _runs(len(text), styled):
        painted.append(visible(text[start:end]), style or None)
    return painted


def _runs(size: int, styled: Sequence[tuple[Span, str]]) -> Iterator[tuple[int, int, str]]:
    """Cut `[0, size)` where a style begins or ends: each piece with the styles that hold in it."""
    changes = sorted(
        [(span.start, 1, at) for at, (span, _) in enumerate(styled)]
        + [(span.end, 0, at) for at, (span, _) in enumerate(styled)]
    )
    on: dict[int, str] = {}
    before = 0
    for place, begins, at in changes:
        if place > before:
            yield before, place, " ".join(dict.fromkeys(on[one] for one in sorted(on)))
            before = place
        if begins:
            on[at] = styled[at][1]
        else:
            on.pop(at, None)
    if before < size:
        yield before, size, ""
