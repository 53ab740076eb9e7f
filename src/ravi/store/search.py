"""Search in a store: `search(store, Asked("وزیر کار"))` gives hits one by one, the newest or the best first.

The index says which articles may be meant; each is then looked at word by word, for the places of the words in the text
as published and, where a quotation is asked for, for the one quotation that has it all.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, get_args

from ravi.record import Article, Form
from ravi.spans import OffsetMap, Span
from ravi.store.days import Days
from ravi.store.expressions import Spellings, Tree, among, expression, leaves, no_forms, spell
from ravi.store.filters import Asked, Speaker, check, of_article, of_quotation
from ravi.store.finding import Finder, Found, beginnings_in
from ravi.store.folding import key_of
from ravi.store.index import FORM, SAID_BITS, in_slot, places_between, speaker_of
from ravi.store.layers import read_repaired
from ravi.store.lemmas import forms_of_words
from ravi.store.matching import Within, Words, found_in, holds, may_hold
from ravi.store.query import parse
from ravi.store.store import Store

FOUND = "search MATCH ? AND rowid BETWEEN ? AND ?"
_CORRECTED = "SELECT 1 FROM corrections JOIN articles USING (id) WHERE articles.key = ?"
_MOST_SPELLINGS = 500
_LAST = "\U0010ffff"


class Said(NamedTuple):
    """A quotation of a hit: its number in the record, its stretches, and whose it is."""

    n: int
    parts: tuple[Span, ...]
    form: Form
    speaker: str | None
    role: str | None


class Hit(NamedTuple):
    """An article that has what was asked for.

    `spans` are the places of the words in the text as published, `said` the quotations that were asked for.
    """

    key: int
    article: Article
    repaired: str
    offsets: OffsetMap
    spans: tuple[Span, ...]
    said: tuple[Said, ...]


def search(store: Store, asked: Asked) -> Iterator[Hit]:
    """The hits, one by one, so that they may be left at any time. Raises `InputError` where the question is none.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ravi import Reader
    >>> with TemporaryDirectory() as folder, Store(Path(folder, "news.ravi"), "write") as store:
    ...     store.put(Reader().read(Article("1", "وزیر گفت: «كتاب\u200cها رسید.»")))
    ...     [hit.spans for hit in search(store, Asked("کتابها"))]
    True
    [(Span(start=11, end=18),)]
    """
    plan = Plan(store, asked)
    for key in plan.candidates():
        hit = plan.look(key)
        if hit is not None:
            yield hit


def count(store: Store, asked: Asked) -> int:
    """How many articles a search finds; where a part of them is asked for, each is looked at."""
    plan = Plan(store, asked)
    if asked.of_quotes or asked.scope == "narrator":
        return sum(plan.look(key) is not None for key in plan.candidates())
    return plan.number()


class Plan:
    """A search, made ready: what the index is asked, and what each article."""

    def __init__(self, store: Store, asked: Asked) -> None:
        self.store = store
        self.asked = asked
        self.run = store.connection.execute
        check(asked)
        spellings = _spellings_of(store)
        forms = forms_of_words() if asked.lemmas else no_forms
        self.tree: Tree | None = spell(parse(asked.query), spellings, forms) if asked.query.strip() else None
        self.speaker = Speaker(asked.speaker, spellings)
        self.office = Speaker(asked.office, spellings)
        self.corrected = self.run("SELECT 1 FROM corrections").fetchone() is not None
        self.beginnings = beginnings_in(self.run, "search")
        self._rows: dict[int, set[int]] = {}  # of the articles that were found, their quotations that may be meant
        whole = list(of_article(asked, spellings, self.beginnings))
        said: list[str] = []
        if asked.scope == "quotes":
            quoted = beginnings_in(self.run, "said")
            said = [*([among(self.tree, quoted)] if self.tree else []), *of_quotation(asked, spellings, quoted)]
            said = said or [" OR ".join(f'"{FORM}{form}"' for form in get_args(Form))]
        if self.tree and (asked.scope != "quotes" or _of_several_words(self.tree)):
            whole.append(expression(self.tree, self.beginnings, certain=asked.scope == "all"))
        self.match = " AND ".join(f"({one})" for one in whole) or None
        self.said = " AND ".join(f"({one})" for one in said) or None
        if self.match is None and self.said is None and asked.days is None:
            parse("")  # raises: there is nothing to look for

    def candidates(self) -> Iterator[int]:
        """The keys of the articles that may be hits, the first to be shown first."""
        days = self.asked.days or Days(None, None)
        if self.match is None and self.said is None:
            yield from self._between(days)
            return
        finder = Finder(self.run, self.match, self.said, *places_between(days.first, days.last))
        if self.asked.sort == "rank" and self.tree:
            yield from self._articles(finder.best([expression(one, self.beginnings) for one in leaves(self.tree)]))
        else:
            yield from self._articles(finder.newest())

    def number(self) -> int:
        """How many articles the index finds, where it is asked for whole articles."""
        if self.match is None:
            return len(self._between(self.asked.days or Days(None, None)))
        (found,) = self.run(f"SELECT count(*) FROM search WHERE {FOUND}", self.wanted()).fetchone()  # noqa: S608
        return int(found)

    def wanted(self) -> tuple[str, int, int]:
        """What the index is asked for whole articles: the expression, the first place and the last."""
        days = self.asked.days or Days(None, None)
        assert self.match is not None  # noqa: S101 - callers ask for it
        return self.match, *places_between(days.first, days.last)

    def _articles(self, found: Iterable[Found]) -> Iterator[int]:
        for place, said in found:
            row = self.run("SELECT article FROM places WHERE place = ?", (place,)).fetchone()
            if row:  # else it was removed in the meantime
                if said is not None:
                    self._rows[row[0]] = {each & ((1 << SAID_BITS) - 1) for each in said}
                yield row[0]

    def _between(self, days: Days) -> list[int]:
        first, last = (days.first or date.min).isoformat(), (days.last or date.max).isoformat()
        rows = self.run(
            "SELECT key FROM articles WHERE published BETWEEN ? AND ? ORDER BY published DESC, key DESC", (first, last)
        )
        return [key for (key,) in rows]

    def look(self, key: int) -> Hit | None:
        """The hit in an article; None where it only seemed to be one, or is gone."""
        quotes = self._quotes(key) if self.asked.of_quotes or self.asked.scope == "narrator" else []
        may = [one for one in quotes if self._may_fit(one)] if self.asked.of_quotes else []
        if self.asked.of_quotes and not may:
            return None
        row = self.run(
            "SELECT id, text, title, publisher, published, url FROM articles WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        id_, text, title, publisher, published, url = row
        article = Article(id_, text, title, publisher, date.fromisoformat(published) if published else None, url)
        if self.asked.scope == "quotes" and self.tree:
            may = self._may_have(key, text, may)
        if self.asked.of_quotes and not may:
            return None
        repaired, offsets = read_repaired(self.store.connection, key, text)
        said = tuple(one for one in may if self._fits(one, repaired, offsets))
        if self.asked.of_quotes and not said:
            return None
        within: Within | None = None
        if self.asked.scope != "all":
            inside = self.asked.scope == "quotes"
            parts = (offsets.to_repaired(part) for one in (said if inside else quotes) for part in one.parts)
            within = Within(tuple(parts), inside)
        words = Words(repaired, within)
        if self.asked.scope == "narrator" and self.tree and not holds(self.tree, words):
            return None
        spans = found_in(self.tree, words) if self.tree else []
        return Hit(key, article, repaired, offsets, tuple(offsets.to_original(span) for span in spans), said)

    def _may_fit(self, said: Said) -> bool:
        """Whether a quotation is of the speaker, the office and the form."""
        if self.asked.form not in (None, said.form):
            return False
        return self.speaker.fits(said.speaker) and self.office.fits(said.role)

    def _may_have(self, key: int, text: str, quotes: list[Said]) -> list[Said]:
        """The quotations that may have the words: told from the text as published, where repair changed no letters."""
        assert self.tree is not None  # noqa: S101 - callers ask for words
        edits = self.run("SELECT old, new FROM repairs WHERE article = ?", (key,)).fetchall()
        if not all(_are_same_letters(*edit) for edit in edits):
            return quotes
        return [one for one in quotes if may_hold(self.tree, key_of(" ".join(part.of(text) for part in one.parts)))]

    def _quotes(self, key: int) -> list[Said]:
        found: list[Said] = []
        if self.corrected and self.run(_CORRECTED, (key,)).fetchone():
            record = self.store.record(key)
            for number, one in enumerate(record.quotes):
                who = speaker_of(one)
                name, office = (None, None) if who is None else (record.entities[who].name, record.entities[who].role)
                found.append(Said(number, one.parts, one.form, name, office))
            return found
        rows = self.run(
            "SELECT quotes.n, start, end, form, parts, speakers.name, offices.name FROM quotes "
            "LEFT JOIN entities ON entities.article = quotes.article AND entities.n = speaker "
            "LEFT JOIN names AS speakers ON speakers.key = entities.name "
            "LEFT JOIN names AS offices ON offices.key = entities.role WHERE quotes.article = ?1 "
            "AND (?2 IS NULL OR quotes.n IN (SELECT value FROM json_each(?2))) ORDER BY quotes.n",
            (key, self._numbers(key)),
        )
        for n, start, end, form, parts, speaker, role in rows.fetchall():
            spans = tuple(Span(*part) for part in json.loads(parts)) if parts else (Span(start, end),)
            found.append(Said(n, spans, form, speaker, role))
        return found

    def _numbers(self, key: int) -> str | None:
        """The quotations of an article that may be meant, as JSON; None where all may."""
        rows = self._rows.pop(key, None)
        if rows is None:
            return None
        (of,) = self.run("SELECT count(*) FROM quotes WHERE article = ?", (key,)).fetchone()
        return json.dumps([n for row in rows for n in in_slot(row, of)])

    def _fits(self, said: Said, repaired: str, offsets: OffsetMap) -> bool:
        """Whether one quotation has the words that are asked of one."""
        if self.asked.scope != "quotes" or self.tree is None:
            return True
        return holds(self.tree, Words("\n".join(offsets.to_repaired(part).of(repaired) for part in said.parts)))


@lru_cache(maxsize=10_000)
def _are_same_letters(one: str, other: str) -> bool:
    return key_of(one) == key_of(other)


def _of_several_words(tree: Tree) -> bool:
    """Whether words are asked for that stand in some order, as the rows of quotations do not tell."""
    return any(len(run) > 1 for leaf in leaves(tree) for run in (*leaf.runs, *leaf.ended))


def _spellings_of(store: Store) -> Spellings:
    """Looks up how articles write a word with half-spaces."""
    run: Callable[..., list[tuple[str, str]]] = lambda *asked: store.connection.execute(*asked).fetchall()  # noqa: E731

    @lru_cache(maxsize=1000)
    def spellings(word: str, begins: bool) -> Sequence[str]:
        if not begins:
            return [spaced for _, spaced in run("SELECT joined, spaced FROM spellings WHERE joined = ?", (word,))]
        found = run(
            "SELECT joined, spaced FROM spellings WHERE joined BETWEEN ? AND ? LIMIT ?",
            (word, word + _LAST, _MOST_SPELLINGS),
        )
        return [spaced for _, spaced in found if 0 <= spaced.find(" ") < len(word)]

    return spellings
