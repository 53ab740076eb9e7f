"""A record for people: the repaired text in the colours of its speakers, then who said what, when, on whose word."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO

from rich.text import Text

from ravi.persian.letters import ZWNJ
from ravi.persian.writing import DIGITS, jalali_words, persian_number
from ravi.reasons import reason_of
from ravi.record import Date, Quote, Record, Reference
from ravi.spans import Span
from ravi.terminal.page import Page, visible

# Of the 256 colours, those that stand out from black and from white alike (contrast at least 4.1 with both).
SPEAKER_COLOURS = (31, 162, 64, 130, 99, 29, 132, 163)
FORMS = {"direct": "مستقیم · direct", "indirect": "غیرمستقیم · indirect", "mixed": "آمیخته · mixed"}
_STATUSES = {"former": "پیشین · former", "elect": "آینده · elect"}


class View:
    """Writes records to `stream`: in colour on a terminal that wants it, as plain text elsewhere."""

    def __init__(self, stream: IO[str], *, why: bool = False) -> None:
        self._page = Page(stream)
        self._why = why

    def show(self, record: Record) -> None:
        """Write one record."""
        self._heading(record)
        for line in self._coloured(record).split("\n", allow_blank=False):
            self._page.line(line)
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
        self._page.flush()

    def _heading(self, record: Record) -> None:
        article = record.article
        published = self._page.latin(article.published.isoformat()) if article.published else None
        url = self._page.latin(visible(article.url)) if article.url else None
        known = [self._page.latin(visible(article.id)), visible(article.publisher or ""), published, url]
        self._page.line(Text("── " + " · ".join(part for part in known if part), style="dim"))
        if article.title and article.title not in article.text[: len(article.title) + 1]:
            self._page.line(Text(visible(article.title), style="bold"))

    def _coloured(self, record: Record) -> Text:
        offsets = record.offsets
        styled = [(offsets.to_repaired(mark.span), "dim") for mark in record.marks]
        styled += [
            (offsets.to_repaired(part), self._style(record, quote)) for quote in record.quotes for part in quote.parts
        ]
        styled += [(offsets.to_repaired(found.span), "underline") for found in record.dates]
        return painted(record.repaired, styled)

    def _style(self, record: Record, quote: Quote) -> str:
        if self._page.plain:
            return "bold"
        return f"color({SPEAKER_COLOURS[speaker_order(record).get(_who(quote), 0) % len(SPEAKER_COLOURS)]})"

    def _quotes(self, record: Record) -> None:
        if not record.quotes:
            return
        self._page.title("چه کسی چه گفت", "Who said what")
        paragraphs = _paragraphs(record.repaired)
        for number, quote in enumerate(record.quotes, 1):
            who = _who(quote)
            head = Text(f"{number}".translate(DIGITS) + ". ")
            head.append(
                self._name(record, who) or "؟ (گوینده روشن نیست · speaker unknown)",
                f"bold {self._style(record, quote)}",
            )
            role = record.entities[who].role if who is not None else None
            head.append(f" ({visible(role)})" if role else "")
            self._page.line(head)
            said = [f"«{self._words(record, quote.cue)}»"] if quote.cue else []
            said.append(FORMS[quote.form])
            said += [f"از راه {name} · via" for one in quote.via if (name := self._reference(record, one))]
            to = quote.addressee and self._reference(record, quote.addressee)
            said += [f"به {to} · to"] if to else []
            self._page.line(Text(" · ".join(said), style="dim"), 3)
            content = " … ".join(self._words(record, part) for part in quote.parts)
            self._page.line(Text(_shortened(content), style=self._style(record, quote)), 3)
            if self._why:
                self._reasons(record, quote, paragraphs)

    def _reasons(self, record: Record, quote: Quote, paragraphs: Sequence[int]) -> None:
        """By what the quote was found, the way to its speaker link by link, and how sure it is."""
        offsets = record.offsets

        def paragraph(span: Span) -> int:
            return bisect_right(paragraphs, offsets.to_repaired(span).start)

        found = reason_of(quote.rule)
        nested = ("، درون سخنی دیگر", ", inside another quote") if quote.rule.endswith(".nested") else ("", "")
        self._page.pair(
            Text(f"یافته با · found by: {found.persian}{nested[0]}", "dim"), f"{found.english}{nested[1]}", 3
        )
        for number, link in enumerate(quote.chain):
            reason, place = reason_of(link.rule), ""
            if number and (there := paragraph(link.span)) != paragraph(quote.span):
                place = f" (بند {there} · ".translate(DIGITS) + f"par. {there})"
            line = Text("← " if number else "گوینده · speaker: ", "dim")
            line.append(f"«{self._words(record, link.span)}»", f"not dim {self._style(record, quote)}")
            self._page.pair(line.append(f"{place}: {reason.persian}"), reason.english, 5 if number else 3)
        sure = f"{quote.confidence:.0%}"
        self._page.line(Text(f"اطمینان · sure: {persian_number(sure)} · {self._page.latin(sure)}", style="dim"), 3)

    def _sources(self, record: Record) -> None:
        chain = [name for source in record.sources if (name := self._reference(record, source.who))]
        if not chain:
            return
        self._page.title("منبع", "Sources")
        publisher = visible(record.article.publisher or "")
        if publisher and publisher not in chain[0]:
            chain.insert(0, publisher)
        self._page.line(Text(" ← ".join(chain)), 3)

    def _dates(self, record: Record) -> None:
        if not record.dates:
            return
        self._page.title(f"تاریخ{ZWNJ}ها", "Dates")
        for found in record.dates:
            line = Text().append(self._words(record, found.span), "underline")
            self._page.line(line.append(f": {self._value(found)}"), 3)

    def _value(self, found: Date) -> str:
        parts = [jalali_words(found.jalali)] if found.jalali else []
        parts += [self._page.latin(found.value)] if found.value else []
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
        self._page.title("چه کسی را چه نامیدند", "Who calls whom what")
        for who, voices in table.items():
            self._page.line(Text(self._name(record, who) or "", style="bold"), 3)
            for voice, counted in voices.items():
                words = [
                    word if count == 1 else f"{word} ({count})".translate(DIGITS) for word, count in counted.items()
                ]
                self._page.line(Text(f"{voice}: ", style="dim").append("، ".join(words), "not dim"), 6)

    def _roles(self, record: Record) -> None:
        """Who holds which office, in whose words; each once."""
        lines: dict[str, None] = {}
        for role in record.roles:
            status = f" · {_STATUSES[role.status]}" if role.status in _STATUSES else ""
            voice = self._voice(record, role.voice, None)
            lines[f"{self._name(record, role.entity)}: {self._words(record, role.span)}{status} ({voice})"] = None
        if not lines:
            return
        self._page.title("چه کسی چه سمتی دارد", "Who holds which office")
        for line in lines:
            self._page.line(Text(line), 3)

    def _voice(self, record: Record, voice: int | None, retells: int | None) -> str:
        quote = voice if voice is not None else retells
        speaker = self._name(record, _who(record.quotes[quote])) if quote is not None else None
        if voice is None:
            return "راوی · narrator" if quote is None else f"راوی، از سخن {speaker or '؟'} · retold"
        return speaker or "گویندۀ ناشناس · unknown speaker"

    def _licence(self, record: Record) -> None:
        if record.reuse is None:
            return
        self._page.title("پروانه", "Licence")
        credit = f" (به نام «{self._words(record, record.reuse.credit)}» · credit)" if record.reuse.credit else ""
        self._page.line(Text(self._words(record, record.reuse.span) + credit), 3)

    def _repairs(self, record: Record) -> None:
        if not record.repairs:
            return
        rules = Counter(edit.rule for edit in record.repairs)
        total = len(record.repairs)
        self._page.title(f"{total} اصلاح".translate(DIGITS), f"{total} repairs")
        self._page.line(Text(", ".join(f"{rule} {count}" for rule, count in rules.most_common()), style="dim"), 3)

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


def _paragraphs(text: str) -> list[int]:
    """Where the lines that are not empty begin."""
    starts, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(at)
        at += len(line) + 1
    return starts


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


def painted(text: str, styled: Sequence[tuple[Span, str]]) -> Text:
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
