"""`ravi add`, `stale`, `remove`, `search`, `show`, `quotes` and `stats`: a store of many articles."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ravi.cli.asking import Narrowing, narrowing
from ravi.cli.shell import Paths, RulesOnly, StorePath, complain, cores, counted, named, published_on
from ravi.errors import StoreError
from ravi.export import to_dict, to_json_line

if TYPE_CHECKING:
    from ravi.inputs import Document
    from ravi.record import Failure
    from ravi.store import Correction, Store
    from ravi.store.adding import Outcome
    from ravi.store.filters import Asked

Json = Annotated[bool, typer.Option("--json", help="JSON lines, for programs.")]
Words = Annotated[str, typer.Argument(metavar="QUERY", help="Words; see docs/store.md.", show_default=False)]
Lemmas = Annotated[bool, typer.Option("--lemmas", help="Each word in all its forms; needs 'ravi[lemmas]'.")]
Meaning = Annotated[bool, typer.Option("--meaning", help="Also what means the same in other words (ravi vectors).")]
Most = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many.")]


def add(
    paths: Paths = None,
    *,
    store: StorePath,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When published: 2016-12-18, or Jalali 1395-09-28.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it was published.")] = None,
    rules_only: RulesOnly = False,
    records: Annotated[
        bool, typer.Option("--records", help="They are records (JSON lines, or a folder of ravi bulk): read nothing.")
    ] = False,
) -> None:
    """Read articles and keep them in a store; what is there and current is not read again."""
    from ravi.inputs import read_documents
    from ravi.pipeline import Reader
    from ravi.store import open_store
    from ravi.store.adding import add as add_all
    from ravi.store.loading import load

    day = published_on(published)
    spread = _spread(named(paths))
    with open_store(store, "write") as opened:
        if records:
            _tell(load(opened, _records(spread), cores()))
            return
        documents = read_documents(spread, stdin=sys.stdin.buffer, published=day, publisher=publisher, url=url)
        _tell(add_all(opened, documents, Reader(rules_only=rules_only)))


def _records(paths: list[str]) -> "Iterator[Document | Failure]":
    """What was written as records: lines of JSON, or the tables of a bulk run."""
    from ravi.inputs import read_documents

    for path in paths:
        if path.lower().endswith(".parquet") or any(Path(path, "articles").glob("*.parquet")):
            from ravi.bulk.back import read_back

            yield from read_back(path)
        else:
            yield from read_documents([path], stdin=sys.stdin.buffer)


def stale(
    *,
    store: StorePath,
    read: Annotated[bool, typer.Option("--read", help="Read them again, from the bytes that the store keeps.")] = False,
    rules_only: RulesOnly = False,
) -> None:
    """Name the articles that another version of Ravi has read."""
    from ravi.pipeline import Reader
    from ravi.store import open_store
    from ravi.store.adding import read_again

    reader = Reader(rules_only=rules_only)
    with open_store(store, "write" if read else "read") as opened:
        ids = opened.stale(reader.made_by)
        if read:
            _tell(read_again(opened, ids, reader))
        for id in ids:
            sys.stdout.write(f"{id}\n")


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Articles of the store.", show_default=False)],
    *,
    store: StorePath,
) -> None:
    """Take articles out of a store, with all that was read in them."""
    from ravi.store import open_store

    with open_store(store, "write") as opened:
        missing = [id for id in ids if not opened.remove(id)]
    for id in missing:
        sys.stderr.write(f"ravi: {store}: there is no article {id}\n")
    raise typer.Exit(1 if missing else 0)


@narrowing()
def search(
    query: Words = "",
    *,
    store: StorePath,
    narrowed: Narrowing,
    sort: Annotated[str, typer.Option(metavar="HOW", help="date: the newest first; rank: the best first.")] = "date",
    lemmas: Lemmas = False,
    meaning: Meaning = False,
    limit: Most = 10,
    count: Annotated[bool, typer.Option("--count", help="Only say how many there are.")] = False,
    json: Json = False,
) -> None:
    """Find articles by words, in any spelling, and by who speaks, where and when."""
    asked = narrowed.asked(query, sort=sort, lemmas=lemmas)
    if meaning and count:
        raise typer.BadParameter("--meaning and --count do not go together: every article has some meaning")
    _find(store, asked, limit, count=count, json=json, meaning=meaning)


@narrowing("inside", "speaker", "source", "event")
def quotes(
    about: Annotated[str, typer.Argument(metavar="[WORDS]", help="Words of the quotation.", show_default=False)] = "",
    *,
    store: StorePath,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who says it.")] = None,
    narrowed: Narrowing,
    lemmas: Lemmas = False,
    limit: Most = 10,
    count: Annotated[bool, typer.Option("--count", help="Only say in how many articles.")] = False,
    json: Json = False,
) -> None:
    """Find quotations: what somebody says, about something, the newest first."""
    asked = replace(narrowed, speaker=by).asked(about, "quotes", lemmas=lemmas)
    _find(store, asked, limit, count=count, json=json)


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="An article's id.", show_default=False)],
    *,
    store: StorePath,
    why: Annotated[bool, typer.Option("--why", help="Say for each quote what led to its speaker.")] = False,
    original: Annotated[bool, typer.Option("--original", help="The bytes that the article was read from.")] = False,
    json: Json = False,
) -> None:
    """Show an article of a store: who said what, on whose word, when."""
    from ravi.store import open_store

    with open_store(store) as opened:
        record = opened.get(id)
        document = opened.original(id) if original else None
    if record is None:
        raise StoreError(f"{store}: there is no article {id}: see ravi search")
    if original:
        if document is None:
            raise StoreError(f"{store}: no original of {id} was kept: its text is shown by ravi show {id}")
        sys.stdout.buffer.write(document.data)
    elif json:
        sys.stdout.write(to_json_line(to_dict(record)) + "\n")
    else:
        from ravi.terminal import View

        View(sys.stdout, why=why).show(record)


def correct(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="An article's id.", show_default=False)] = None,
    layer: Annotated[
        str | None, typer.Argument(metavar="[quote|date|entity]", help="What is wrong.", show_default=False)
    ] = None,
    at: Annotated[
        str | None,
        typer.Argument(metavar="[PLACE]", help="Its number, as ravi show gives it, or its words.", show_default=False),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE]…", help="speaker=NAME, form=direct, value=2016-12-18, role=… or wrong."),
    ] = None,
    *,
    store: StorePath,
    undo: Annotated[int | None, typer.Option(metavar="KEY", help="Take this correction back.")] = None,
    gold: Annotated[bool, typer.Option("--gold", help="Corrected articles as annotation to learn from.")] = False,
) -> None:
    """Correct who said it, a date or an entity, for good; without changes, list what was corrected."""
    from ravi.store import open_store
    from ravi.store.gold import to_gold

    writes = undo is not None or changes
    with open_store(store, "write" if writes else "read") as opened:
        if undo is not None:
            if not opened.uncorrect(undo):
                raise StoreError(f"{store}: there is no correction {undo}: see ravi correct ID")
        elif changes and id and layer and at:
            key = opened.correct(id, _correction(opened, id, layer, at, changes))
            sys.stderr.write(f"ravi: kept as correction {key}; --undo {key} takes it back\n")
        elif layer or at:
            raise typer.BadParameter("say what, where and how: ravi correct ID quote 3 speaker=NAME")
        else:
            for one in [id] if id else opened.corrected_ids():
                record = opened.get(one)
                if gold and record:
                    sys.stdout.write(to_json_line(to_gold(record)) + "\n")
                elif not gold:
                    for key, said in opened.corrections(one).items():
                        line = {"key": key, "id": one, "layer": said.layer, "words": said.words, "change": said.change}
                        sys.stdout.write(to_json_line(line) + "\n")


def _correction(store: "Store", id: str, layer: str, at: str, changes: list[str]) -> "Correction":
    from ravi.spans import Span
    from ravi.store import Correction

    record = store.get(id)
    if record is None:
        raise StoreError(f"{store.path}: there is no article {id}: see ravi search")
    layers: dict[str, list[Span | None]] = {
        "quotes": [quote.span for quote in record.quotes],
        "dates": [date.span for date in record.dates],
        "entities": [entity.mentions[0].span if entity.mentions else None for entity in record.entities],
    }
    name = {"quote": "quotes", "date": "dates", "entity": "entities"}.get(layer)
    if name is None:
        raise typer.BadParameter("what is corrected is a quote, a date or an entity")
    number = at.isdecimal() and int(at)
    if number and not 1 <= number <= len(layers[name]):
        raise typer.BadParameter(f"{id} has {len(layers[name])} {name}: give a number from 1, or the words")
    span = layers[name][number - 1] if number else None
    text = record.article.text
    if span is None:
        words = record.entities[number - 1].name if number else at
        span = Span(max(text.find(words), 0), max(text.find(words), 0) + len(words))
    else:
        words = span.of(text)
    change = {field: value or None for field, _, value in (one.partition("=") for one in changes)}
    return Correction(name, span, words, change)  # type: ignore[arg-type]


@narrowing()
def stats(
    query: Words = "",
    *,
    store: StorePath,
    by: Annotated[str, typer.Option(metavar="WHAT", help="month, year, outlet or speaker.")] = "month",
    gregorian: Annotated[bool, typer.Option("--gregorian", help="Gregorian months and years, not Jalali.")] = False,
    narrowed: Narrowing,
    json: Json = False,
) -> None:
    """Count what a store holds; or, of its articles, those that a search finds, over time or by outlet."""
    from ravi.store import open_store
    from ravi.store.counting import count_by, totals

    if by not in ("month", "year", "outlet", "speaker"):
        raise typer.BadParameter("--by: give month, year, outlet or speaker")
    with open_store(store) as opened:
        if not (query.strip() or narrowed):
            sys.stdout.writelines(
                to_json_line({"of": name, "found": number}) + "\n" if json else f"{number:>12,}  {name}\n"
                for name, number in totals(opened).items()
            )
            return
        asked = narrowed.asked(query, "quotes" if by == "speaker" else None)
        rows = count_by(opened, asked, by, jalali=not gregorian)  # type: ignore[arg-type]
        if json:
            sys.stdout.writelines(to_json_line(row._asdict()) + "\n" for row in rows)
            return
        from ravi.terminal.hits import HitView

        view = HitView(sys.stdout)
        view.counts(rows, of="no date" if by in ("month", "year") else "unknown")
        view.flush()


def vectors(*, store: StorePath) -> None:
    """Make ready a search by meaning: a vector for each article that has none (ravi search --meaning)."""
    from ravi.store import open_store
    from ravi.store.meaning import build
    from ravi.store.neighbours import make

    with open_store(store, "write") as opened:
        made = sum(1 for _ in counted(build(opened), files=1, alone=True))
        sys.stderr.write(f"ravi: {made:,} vectors made, {len(opened) - made:,} already there\n")
        if added := make(opened, told=_warn):
            sys.stderr.write(f"ravi: {added:,} vectors put in the graph of neighbours\n")


def _find(store: str, asked: "Asked", limit: int, *, count: bool, json: bool, meaning: bool = False) -> None:
    from ravi.store import open_store
    from ravi.store.meaning import missing, search_by_meaning
    from ravi.store.search import count as count_hits
    from ravi.store.search import search as find
    from ravi.terminal.hits import HitView, lines_of

    with open_store(store) as opened:
        if count:
            sys.stdout.write(f"{count_hits(opened, asked)}\n")
            return
        hits = search_by_meaning(opened, asked, told=_warn) if meaning else find(opened, asked)
        if meaning and (without := missing(opened)):
            sys.stderr.write(f"ravi: {without:,} articles have no vector yet: run ravi vectors\n")
        if json:
            sys.stdout.writelines(to_json_line(line) + "\n" for line in lines_of(islice(hits, limit)))
            return
        view = HitView(sys.stdout)
        shown = 0
        for shown, hit in enumerate(islice(hits, limit), 1):
            view.show(shown, hit)
        view.flush()
        if not shown:
            sys.stderr.write("ravi: nothing found\n")
        elif next(hits, None) is not None:
            sys.stderr.write(f"ravi: there are more: --limit {limit * 10}, or --count\n")


def _warn(line: str) -> None:
    sys.stderr.write(f"ravi: {line}\n")


def _spread(paths: list[str]) -> list[str]:
    """The paths, with those that are patterns, as a shell would have done it."""
    spread: list[str] = []
    for path in paths:
        if has_magic(path) and not Path(path).exists():
            spread += sorted(glob(path, recursive=True)) or [path]  # noqa: PTH207 - Path.glob takes no whole pattern
        else:
            spread.append(path)
    return spread


def _tell(outcomes: "Iterator[Outcome]") -> None:
    """Do the work; name on stderr what failed, and at the end how many came to what. Exit 1 where something failed."""
    done: Counter[str] = Counter()
    try:
        for outcome in counted(outcomes, files=1, alone=True):
            done[outcome.what] += 1
            if outcome.failure:
                complain(outcome.failure)
    finally:
        sys.stderr.write(
            f"ravi: {done['new']:,} new, {done['again']:,} read again, {done['current']:,} already there, "
            f"{done['failed']:,} failed\n"
        )
    raise typer.Exit(1 if done["failed"] else 0)
