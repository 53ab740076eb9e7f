"""How fast, how large and how sure a store is: python bench/store.py [--records N] [--kill] [--keep FILE].

A store is filled with records made of the real ones of `data/articles/fars.jsonl`: pieces of one sentence or of a few
that one annotation binds, shuffled among the articles, with new ids, days and outlets. Told are: records a second (the
making of them left out, wall and processor), bytes on disk for each byte of text, and the times of 1,000 mixed queries,
each to its tenth hit, on a store just opened whose pages were dropped (cold) and the second time (warm), and
the memory of the process that asked them.

`--kill`: adds the articles by rules alone in a process that is killed with −9 at 50 random moments and started again,
and compares the store, table by table, with one that was left in peace.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Semaphore
from time import perf_counter, process_time, sleep
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from ravi import Article, Reader, Record
from ravi.inputs import Document, read_documents, read_inputs
from ravi.record import Entity, Quote, Reference
from ravi.spans import Edit, Span, apply
from ravi.store import open_store
from ravi.store.adding import add
from ravi.store.days import Days
from ravi.store.filters import Asked
from ravi.store.folding import parts
from ravi.store.search import search
from store_steps import tables

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
FARS = SHARED / "data" / "articles" / "fars.jsonl"
OUTLETS = ("خبرگزاری فارس", "ایسنا", "ایرنا", "مهر", "تسنیم", "ایلنا", "شرق", "کیهان", "اعتماد", "همشهری")
CHUNK = 500
QUERIES = 1000


class Piece(NamedTuple):
    """Some sentences of an article that no annotation goes beyond, with their part of the record."""

    text: str
    record: Record
    start: int


def pieces_of(record: Record) -> Iterator[Piece]:
    """The article cut where no annotation is cut."""
    text = record.article.text
    whole = [part for quote in record.quotes for part in (quote.span, *([quote.cue] if quote.cue else []))]
    whole += [mention.span for entity in record.entities for mention in entity.mentions]
    whole += [link.span for quote in record.quotes for link in quote.chain]
    whole += [Span(edit.start, edit.end) for edit in record.repairs]
    bound = {at for start, end in whole for at in range(start + 1, end)}
    cuts = [start for start, _ in record.sentences if start and start not in bound]
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[start:end].strip():
            yield Piece(text[start:end], record, start)


def mixed(pieces: list[Piece], number: int, chance: random.Random) -> tuple[Record, Document]:
    """One record of pieces of several articles."""
    made_by = pieces[0].record.made_by
    text, at = "", 0
    edits: list[Edit] = []
    sentences: list[Span] = []
    entities: dict[str, Entity] = {}
    layers: dict[str, list[Any]] = {name: [] for name in ("dates", "quotes", "marks", "sources", "terms", "roles")}
    for piece in pieces:
        start, end, shift = piece.start, piece.start + len(piece.text), at - piece.start
        record = piece.record

        def move(span: Span, shift: int = shift) -> Span:
            return Span(span.start + shift, span.end + shift)

        def inside(span: Span | None, start: int = start, end: int = end) -> bool:
            return span is not None and start <= span.start and span.end <= end

        edits += (
            Edit(one.start + shift, one.end + shift, *one[2:]) for one in record.repairs if inside(Span(*one[:2]))
        )
        sentences += (move(span) for span in record.sentences if inside(span))
        for one in record.entities:
            mentions = [replace(mention, span=move(mention.span)) for mention in one.mentions if inside(mention.span)]
            old = entities.get(one.name)
            if mentions or old:
                entities[one.name] = replace(one, mentions=(*(old.mentions if old else ()), *mentions))
        numbers = {name: place for place, name in enumerate(entities)}

        def known(entity: int | None, record: Record = record, numbers: dict[str, int] = numbers) -> int | None:
            return None if entity is None else numbers.get(record.entities[entity].name)

        for quote in record.quotes:
            if inside(quote.span) and (quote.cue is None or inside(quote.cue)):
                layers["quotes"].append(_moved(quote, move, inside, known))
        for layer in ("dates", "marks"):
            layers[layer] += (replace(one, span=move(one.span)) for one in getattr(record, layer) if inside(one.span))
        for term in record.terms:
            if inside(term.span) and (entity := known(term.entity)) is not None:
                layers["terms"].append(replace(term, span=move(term.span), entity=entity, voice=None, retells=None))
        for role in record.roles:
            if inside(role.span) and (entity := known(role.entity)) is not None:
                layers["roles"].append(replace(role, span=move(role.span), entity=entity, voice=None))
        text += piece.text
        at += len(piece.text)
    published = date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
    article = Article(f"bench-{number:09}", text, None, chance.choice(OUTLETS), published, None, ("utf-8", "json"))
    article = replace(article, url=f"https://example.org/news/{number}")
    record = Record(
        *(article, "", tuple(edits), tuple(sentences), tuple(entities.values())),
        *(tuple(layers["dates"]), tuple(layers["quotes"]), tuple(layers["marks"]), (), ()),
        *(tuple(layers["terms"]), tuple(layers["roles"]), None, made_by),
    )
    record = replace(record, repaired=apply(text, edits))
    line = {"id": article.id, "publisher": article.publisher, "published": published.isoformat(), "text": text}
    return record, Document(f"bench.jsonl:{number}", json.dumps(line, ensure_ascii=False).encode(), "line")


def _moved(quote: Quote, move: Any, inside: Any, known: Any) -> Quote:  # noqa: ANN401 - functions of mixed
    def reference(one: Reference | None) -> Reference | None:
        if one is None:
            return None
        return Reference(move(one.span) if inside(one.span) else None, known(one.entity))

    return replace(
        quote,
        parts=tuple(move(part) for part in quote.parts),
        cue=move(quote.cue) if quote.cue else None,
        speaker=reference(quote.speaker),
        addressee=reference(quote.addressee),
        via=(),
        chain=tuple(replace(link, span=move(link.span)) for link in quote.chain if inside(link.span)),
    )


def real(rules_only: bool) -> list[Record]:
    """The records of the archive."""
    reader = Reader(rules_only=rules_only)
    found = reader.read_many(read_inputs([str(FARS)], stdin=BytesIO()))
    return [record for record in found if isinstance(record, Record)]


MADE_OF: list[list[Piece]] = []
ALL: list[Piece] = []
LEFT = Semaphore(8)  # chunks that may wait


def ahead(begins: Iterable[int]) -> Iterator[int]:
    """The chunks to be made, no more of them than are taken."""
    for begin in begins:
        LEFT.acquire()
        yield begin


def chunk_of(begin: int) -> list[tuple[Record, Document]]:
    """Some records, always the same of one number, made in a process of their own."""
    chance = random.Random(7 + begin)  # noqa: S311 - the same ones each time
    return [mixed(chance.choices(ALL, k=len(chance.choice(MADE_OF))), begin + at, chance) for at in range(CHUNK)]


def fill(path: Path, records: list[Record], number: int) -> dict[str, float]:
    """Fill a store with so many records, and say how fast and how large."""
    MADE_OF.extend(list(pieces_of(record)) for record in records)
    ALL.extend(piece for pieces in MADE_OF for piece in pieces)
    wall = processor = 0.0
    text = 0
    begins = range(0, number, CHUNK)
    with get_context("fork").Pool(1) as maker, open_store(path, "write") as store:
        for begin, chunk in zip(begins, maker.imap(chunk_of, ahead(begins)), strict=True):
            LEFT.release()
            text += sum(len(record.article.text.encode()) for record, _ in chunk)
            start, used = perf_counter(), process_time()
            store.put_many(chunk, together=CHUNK)
            wall, processor = wall + perf_counter() - start, processor + process_time() - used
            if begin % 10_000 == 0:
                told = f"  {begin + CHUNK:,}: {(begin + CHUNK) / processor:,.0f} records a processor second"
                print(f"{told}, {path.stat().st_size / text:.3f} of the text", file=sys.stderr, flush=True)
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        tallest = store.connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        ).fetchall()
    size = path.stat().st_size
    print("  " + ", ".join(f"{name} {bytes_ / text:.3f}" for name, bytes_ in tallest))
    return {
        "records": number,
        "records a second": number / wall,
        "records a processor second": number / processor,
        "text, MB": text / 1e6,
        "on disk / text": size / text,
    }


def questions(records: list[Record]) -> list[Asked]:
    """1,000 queries of every kind, of words and names that the articles have."""
    chance = random.Random(11)  # noqa: S311
    words = [[part.text for part in parts(record.repaired)] for record in records]
    names = [record.entities[quote.speaker.entity].name for record in records for quote in record.quotes
             if quote.speaker and quote.speaker.entity is not None]  # fmt: skip

    def word(long: int = 3) -> str:
        while True:
            found = chance.choice(chance.choice(words) or ["خبر"])
            if len(found) >= long:
                return found

    def phrase() -> str:
        while True:
            found = chance.choice(words)
            size = chance.randrange(2, 5)
            if len(found) > size:
                at = chance.randrange(len(found) - size)
                return "«" + " ".join(found[at : at + size]) + "»"

    def days() -> Days:
        first = date(2000, 1, 1) + timedelta(days=chance.randrange(8600))
        return Days(first, first + timedelta(days=chance.choice((30, 90, 365))))

    kinds = (
        lambda: Asked(word()),
        lambda: Asked(f"{word()} {word()}"),
        lambda: Asked(f"{word()} {word()} {word()}"),
        lambda: Asked(phrase()),
        lambda: Asked(f"{word(5)[:4]}*"),
        lambda: Asked(f"{word()} OR {word()}"),
        lambda: Asked(f"{word()} -{word()}"),
        lambda: Asked(f"NEAR({word()} {word()}, 8)"),
        lambda: Asked(word(), scope="quotes"),
        lambda: Asked(f"{word()} {word()}", scope="quotes"),
        lambda: Asked(word(), scope="narrator"),
        lambda: Asked("", speaker=chance.choice(names), scope="quotes"),
        lambda: Asked(word(), speaker=chance.choice(names), scope="quotes"),
        lambda: Asked(word(), days=days()),
        lambda: Asked(word(), outlet=chance.choice(OUTLETS)),
        lambda: Asked(f"{word()} {word()}", sort="rank"),
    )
    return [chance.choice(kinds)() for _ in range(QUERIES)]


def ask(path: Path, asked: list[Asked], *, cold: bool) -> str:
    """How long the queries take, each to its tenth hit: by the clock, and of the processor."""
    times: list[float] = []
    spent: list[float] = []
    store = open_store(path)
    for one in asked:
        if cold:
            store.close()
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
            start, used = perf_counter(), process_time()
            store = open_store(path)
        else:
            start, used = perf_counter(), process_time()
        list(islice(search(store, one), 10))
        times.append((perf_counter() - start) * 1000)
        spent.append((process_time() - used) * 1000)
    store.close()
    return f"{percentiles(times)}; of the processor {percentiles(spent)}"


def percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    return ", ".join(
        f"p{share} {ordered[min(len(ordered) - 1, len(ordered) * share // 100)]:.1f} ms" for share in (50, 95, 99)
    )


KILLED = """
import sys
from io import BytesIO
from ravi import Reader
from ravi.inputs import read_documents
from ravi.store import open_store
from ravi.store.adding import add

with open_store(sys.argv[1], "write") as store:
    for outcome in add(store, read_documents([sys.argv[2]], stdin=BytesIO()), Reader(rules_only=True)):
        print(outcome.what, flush=True)
"""


def kill(folder: Path, times: int = 50) -> bool:
    """Whether a store that was filled by a process killed again and again is the one that was left in peace."""
    chance = random.Random(5)  # noqa: S311
    total = sum(1 for _ in FARS.open(encoding="utf-8"))
    moments = sorted(chance.sample(range(1, total), times))
    command = [sys.executable, "-c", KILLED, str(folder / "killed.ravi"), str(FARS)]
    for moment in moments:
        process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - commands of our own
        if process.stdout:
            for _ in range(moment):
                if not process.stdout.readline():
                    break
            sleep(chance.random() / 50)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
    for name in ("killed.ravi", "whole.ravi"):
        with open_store(folder / name, "write") as store:
            documents = read_documents([str(FARS)], stdin=BytesIO())
            list(add(store, documents, Reader(rules_only=True)))
    whole, killed = tables(folder / "whole.ravi"), tables(folder / "killed.ravi")
    for name in whole:
        if whole[name] != killed[name]:
            print(f"  {name} differs")
    with closing(open_store(folder / "killed.ravi")) as store:
        sound = store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return whole == killed and sound


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kill", action="store_true", help="only the store that is killed 50 times")
    parser.add_argument("--keep", type=Path, help="put the store here, and leave it")
    parser.add_argument("--rules-only", action="store_true", help="make the records by rules alone")
    parser.add_argument("--from", dest="made", type=Path, help="take the records from this store, not from the archive")
    parser.add_argument("--ask", action="store_true", help="only ask the store of --keep")
    parser.add_argument("--queries", type=int, default=QUERIES)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        if options.kill:
            start = perf_counter()
            same = kill(Path(folder))
            print(f"killed 50 times: {'the same store' if same else 'ANOTHER STORE'} ({perf_counter() - start:.0f} s)")
            sys.exit(not same)
        path = options.keep or Path(folder) / "bench.ravi"
        if options.made:
            with open_store(options.made) as made:
                records = list(made.records())
        else:
            records = real(options.rules_only)
        if not options.ask:
            for name, value in fill(path, records, options.records).items():
                print(f"{name:28} {value:,.2f}")
        asked = questions(records)[: options.queries]
        del records
        pid = os.fork()
        if pid:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"cold: {ask(path, asked, cold=True)}")
        ask(path, asked, cold=False)
        print(f"warm: {ask(path, asked, cold=False)}")
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory: {used / 1024:.0f} MB (before the queries {base / 1024:.0f} MB)")


if __name__ == "__main__":
    main()
