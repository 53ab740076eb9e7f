"""Several articles for people: who has what from whom, what each did to a quotation, the persons of a name."""

from collections.abc import Iterable
from typing import IO

from rich.text import Text

from ravi.compare.beside import Comparison
from ravi.compare.linked import Known
from ravi.compare.quotations import Retelling, Said
from ravi.persian.letters import ZWNJ
from ravi.persian.writing import DIGITS, persian_number
from ravi.terminal.page import Page, visible

_RELATIONS = {
    "same": "همان · same words",
    "trimmed": "کوتاه شد · trimmed",
    "extended": "بلندتر شد · extended",
    "changed": "دگرگون شد · changed",
    "contradicted": "وارونه شد · turned into its opposite",
}
_REASONS = {
    "by_hand": "به گفتۀ یک انسان · by hand",
    "name_and_office": "نام و سمت · name and office",
    "name_and_story": "نام و خبر · name and story",
    "name_and_day": "نام و روز · name and day",
    "full_name": "نام کامل، بی سمتی دیگر · full name, no other office",
}
_STYLES = {"same": "", "dropped": "strike dim", "added": "bold", "changed": "bold"}
_FEW = 12  # of a list


class ComparisonView:
    """Writes comparisons to `stream`."""

    def __init__(self, stream: IO[str]) -> None:
        self._page = Page(stream)

    def show(self, found: Comparison) -> None:
        """Write what several articles have in common, and what each has alone."""
        numbers = {record.article.id: number for number, record in enumerate(found.records, 1)}
        count = len(numbers)
        self._page.line(Text(f"── {count} گزارش · ".translate(DIGITS) + f"{count} articles", style="bold"))
        for number, record in enumerate(found.records, 1):
            article = record.article
            known = [visible(article.publisher or ""), self._page.latin(str(article.published or ""))]
            title = article.title or record.article.text.strip().partition("\n")[0]
            said = " · ".join(part for part in [*known, self._page.latin(visible(article.id))] if part)
            head = Text(f"{number}. ".translate(DIGITS)).append(said, "dim")
            self._page.line(head.append(f" · {visible(title[:80])}"))
            copies = [copy for copy in found.reprints if copy.newer == number - 1]
            if copies:
                nearest = max(copies, key=lambda copy: copy.shared)
                share = persian_number(f"{nearest.shared:.0%}")
                of = f"{nearest.older + 1}".translate(DIGITS)
                self._page.line(Text(f"رونوشت {of}، {share} · reprint", style="bold"), 3)
        self._quotations(found, numbers)
        self._lists(found, numbers)
        self._page.flush()

    def _quotations(self, found: Comparison, numbers: dict[str, int]) -> None:
        if not found.quotations:
            return
        self._page.title("یک سخن در چند گزارش", "One quotation, several articles")
        for each in found.quotations:
            self._page.line(self._telling(each.first, numbers).append(f": «{_words(each.first)}»"))
            for again in each.retellings:
                line = self._telling(again.said, numbers).append(f": {_RELATIONS[again.relation]}")
                if again.speaker == "other":
                    line.append(" · گویندۀ دیگر · another speaker", "bold")
                self._page.line(line, 3)
                if again.relation != "same":
                    self._page.line(_changed(again, each.first), 6)

    def _lists(self, found: Comparison, numbers: dict[str, int]) -> None:
        if found.alone:
            self._page.title(f"تنها در یکی{ZWNJ}", "In one alone")
            for each in found.alone:
                self._page.line(self._telling(each, numbers).append(f": «{_words(each)}»"), 3)
        if found.borrowings:
            self._page.title("از که گرفتند", "Who names whom as source")
            for taken in found.borrowings[:_FEW]:
                outlet = visible(taken.outlet) or "؟"
                count = f" ({taken.articles})".translate(DIGITS)
                self._page.line(Text(f"{outlet} ← {visible(taken.source)}{count}"), 3)
        words: dict[str, set[str]] = {}
        for used in found.usage:
            words.setdefault(used.actor, set()).add(used.term)
        several = [used for used in found.usage if any(term not in used.actor for term in words[used.actor])]
        if several:
            self._page.title("چه کسی را چه نامیدند", "Who calls whom what")
            for used in sorted(several, key=lambda used: used.actor)[:_FEW]:
                voice = "راوی · narrator" if used.voice == "narrator" else visible(used.voice) or "؟"
                times = f" ({used.times})".translate(DIGITS)
                line = Text(f"{visible(used.outlet) or '؟'}، {voice}: ", style="dim")
                self._page.line(line.append(f"{visible(used.actor)} ← «{visible(used.term)}»{times}", "not dim"), 3)

    def _telling(self, said: Said, numbers: dict[str, int]) -> Text:
        number = f"[{numbers[said.article]}] ".translate(DIGITS)
        return Text(number).append(visible(said.speaker.name) if said.speaker else "؟", "bold")

    def people(self, found: Iterable[Known]) -> None:
        """Write who is meant by a name, and why the articles are held to speak of one person."""
        for each in found:
            quotes = sum(seen.quotes for seen in each.seen)
            count = f"{len(each.seen)} گزارش، {quotes} سخن · ".translate(DIGITS)
            english = f"{len(each.seen)} articles, {quotes} quotes"
            self._page.line(Text(visible(each.name), style="bold").append(f" · {count}{english}", "not bold"))
            for seen in each.seen:
                day, id = self._page.latin(seen.published or ""), self._page.latin(visible(seen.id))
                known = [day, visible(seen.publisher or ""), visible(seen.role or ""), id]
                line = Text(" · ".join(part for part in known if part))
                if seen.reason:
                    line.append(f" · {_REASONS[seen.reason]}", "dim")
                self._page.line(line, 3)
        self._page.flush()


def _words(said: Said) -> str:
    return visible(" ".join(said.spelt[:40])) + (" …" if len(said.spelt) > 40 else "")


def _changed(again: Retelling, first: Said) -> Text:
    """The words of both tellings in one line: struck out what the later leaves out, in braces what it adds."""
    line = Text()
    for change in again.difference.changes:
        old = visible(" ".join(first.spelt[change.old_start : change.old_end]))
        new = visible(" ".join(again.said.spelt[change.new_start : change.new_end]))
        if change.kind == "same":
            line.append(old if len(old) < 60 else f"{old[:25]} … {old[-25:]}").append(" ")
        if change.kind in ("dropped", "changed"):
            line.append(f"[{old}]", _STYLES["dropped"]).append(" ")
        if change.kind in ("added", "changed"):
            line.append(f"{{{new}}}", _STYLES["added"]).append(" ")
    return line
