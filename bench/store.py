"""How fast, how large and how sure a store is: python bench/store.py [--records N] [--kill] [--keep FILE].

A store is filled with records made of the real ones of `data/articles/fars.jsonl`: pieces of one sentence or of a few
that one annotation binds, shuffled among the articles, with new ids, days and outlets. Told are: records a second (the
making of them left out, by the clock and of the processor), bytes on disk for each byte of text, and the times of
1,000 mixed queries, each to its tenth hit, on a store just opened whose pages were dropped (cold) and the second time
(warm), and the memory of the process that asked them.

`--kill`: puts the records of the articles in a store, in a process that is killed with −9 at 50 random moments and
started again, and compares the store, table by table, with one that was left in peace.
"""

import argparse
import gc
import json
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import islice
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, process_time, sleep
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from ravi import Article, Reader, Record
from ravi.export import to_dict, to_json_line
from ravi.inputs import Document, read_inputs
from ravi.record import Date, Entity, Link, MadeBy, Mark, Mention, Quote, Reference, Role, Term
from ravi.spans import Edit, Span, apply
from ravi.store import open_store
from ravi.store.days import Days
from ravi.store.filters import Asked
from ravi.store.folding import parts
from ravi.store.index import COLUMNS
from ravi.store.loading import Preparer, Teller, from_bytes, loading, no_garbage, settle, to_bytes
from ravi.store.preparing import Batch, Collector
from ravi.store.rows import Keys
from ravi.store.search import search
from store_steps import tables

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
FARS = SHARED / "data" / "articles" / "fars.jsonl"
OUTLETS = ("خبرگزاری فارس", "ایسنا", "ایرنا", "مهر", "تسنیم", "ایلنا", "شرق", "کیهان", "اعتماد", "همشهری")
CHUNK = 2000  # records in one transaction
ROUND = 10  # chunks that are made before the clock starts
QUERIES = 1000


class Piece(NamedTuple):
    """Some sentences of an article that no annotation goes beyond, with their part of the record, counted from 0."""

    text: str
    edits: tuple[Edit, ...]
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    layers: dict[str, tuple[Any, ...]]
    made_by: MadeBy


LAYERS = ("dates", "quotes", "marks", "terms", "roles")


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
            yield _piece(record, Span(start, end))


def _piece(record: Record, piece: Span) -> Piece:
    inside, back = piece.contains, -piece.start
    entities: list[Entity] = []
    numbers: dict[int | None, int] = {}
    for number, one in enumerate(record.entities):
        mentions = [Mention(shifted(it.span, back), it.kind) for it in one.mentions if inside(it.span)]
        if mentions:
            numbers[number] = len(entities)
            entities.append(replace(one, mentions=tuple(mentions)))

    def reference(one: Reference | None) -> Reference | None:
        if one is None:
            return None
        if one.entity is not None and one.entity not in numbers:  # known where another piece speaks of it
            numbers[one.entity] = len(entities)
            entities.append(replace(record.entities[one.entity], mentions=()))
        return Reference(one.span if one.span and inside(one.span) else None, numbers.get(one.entity))

    mentioned = set(numbers)
    layers: dict[str, list[Any]] = {name: [] for name in LAYERS}
    for quote in record.quotes:
        if inside(quote.span) and (quote.cue is None or inside(quote.cue)):
            chain = tuple(link for link in quote.chain if inside(link.span))
            speaker, addressee = reference(quote.speaker), reference(quote.addressee)
            layers["quotes"].append(replace(quote, speaker=speaker, addressee=addressee, via=(), chain=chain))
    for layer in ("dates", "marks"):
        layers[layer] += (one for one in getattr(record, layer) if inside(one.span))
    for layer in ("terms", "roles"):
        for one in getattr(record, layer):
            if inside(one.span) and one.entity in mentioned:
                layers[layer].append(replace(one, entity=numbers[one.entity], voice=None))
    layers["terms"] = [replace(term, retells=None) for term in layers["terms"]]
    return Piece(
        piece.of(record.article.text),
        tuple(edit.moved(back) for edit in record.repairs if inside(Span(*edit[:2]))),
        tuple(shifted(span, back) for span in record.sentences if inside(span)),
        tuple(entities),
        {layer: tuple(moved(one, back, range(len(entities))) for one in found) for layer, found in layers.items()},
        record.made_by,
    )


def shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def moved(one: Any, by: int, numbers: Sequence[int | None]) -> Any:  # noqa: ANN401 - an item of any of the layers
    """An item further on, its entities under other numbers."""
    if isinstance(one, Date):
        return Date(
            shifted(one.span, by), one.value, one.type, one.calendar, one.jalali, one.rule, one.confidence, one.note
        )
    if isinstance(one, Mark):
        return Mark(shifted(one.span, by), one.kind, one.rule, one.confidence)
    if isinstance(one, Term):
        return Term(shifted(one.span, by), numbers[one.entity] or 0, None, None, one.rule, one.confidence)
    if isinstance(one, Role):
        return Role(shifted(one.span, by), numbers[one.entity] or 0, one.status, None, one.rule, one.confidence)

    def reference(of: Reference | None) -> Reference | None:
        if of is None:
            return None
        return Reference(of.span and shifted(of.span, by), None if of.entity is None else numbers[of.entity])

    return Quote(
        tuple(shifted(part, by) for part in one.parts),
        one.form,
        one.cue and shifted(one.cue, by),
        reference(one.speaker),
        reference(one.addressee),
        (),
        one.rule,
        one.confidence,
        tuple(Link(link.rule, shifted(link.span, by)) for link in one.chain),
    )


def mixed(pieces: list[Piece], number: int, chance: random.Random) -> tuple[Record, Document]:
    """One record of pieces of several articles."""
    edits: list[Edit] = []
    sentences: list[Span] = []
    entities: list[Entity] = []
    mentions: list[list[Mention]] = []
    number_of: dict[str, int] = {}
    layers: dict[str, list[Any]] = {name: [] for name in LAYERS}
    at = 0
    for piece in pieces:
        edits += (edit.moved(at) for edit in piece.edits)
        sentences += (shifted(span, at) for span in piece.sentences)
        numbers: list[int | None] = []
        for one in piece.entities:
            if not one.mentions:
                numbers.append(number_of.get(one.name))
                continue
            there = number_of.setdefault(one.name, len(entities))
            if there == len(entities):
                entities.append(one)
                mentions.append([])
            mentions[there] += (Mention(shifted(it.span, at), it.kind) for it in one.mentions)
            numbers.append(there)
        for layer, found in piece.layers.items():
            layers[layer] += (moved(one, at, numbers) for one in found)
        at += len(piece.text)
    text = "".join(piece.text for piece in pieces)
    article, document = published_as(text, number, chance)
    named = tuple(
        Entity(one.name, one.type, one.role, tuple(places), one.rule, one.confidence)
        for one, places in zip(entities, mentions, strict=True)
    )
    record = Record(
        *(article, apply(text, edits), tuple(edits), tuple(sentences), named),
        *(tuple(layers["dates"]), tuple(layers["quotes"]), tuple(layers["marks"]), (), ()),
        *(tuple(layers["terms"]), tuple(layers["roles"]), None, pieces[0].made_by),
    )
    return record, document


def published_as(text: str, number: int, chance: random.Random) -> tuple[Article, Document]:
    """An article of some words, on some day, by one of the outlets."""
    published = date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
    outlet, url = chance.choice(OUTLETS), f"https://example.org/news/{number}"
    article = Article(f"bench-{number:09}", text, None, outlet, published, url, ("utf-8", "json"))
    line = {"id": article.id, "publisher": outlet, "published": published.isoformat(), "text": text}
    return article, Document(f"bench.jsonl:{number}", json.dumps(line, ensure_ascii=False).encode(), "line")


def real(rules_only: bool) -> list[Record]:
    """The records of the archive."""
    reader = Reader(rules_only=rules_only)
    found = reader.read_many(read_inputs([str(FARS)], stdin=BytesIO()))
    return [record for record in found if isinstance(record, Record)]


MADE_OF: list[list[Piece]] = []
ALL: list[Piece] = []


def chunk_of(begin: int, size: int = CHUNK) -> Iterator[tuple[Record, Document]]:
    """Some records, always the same of one number."""
    chance = random.Random(7 + begin)  # noqa: S311 - the same ones each time
    return (mixed(chance.choices(ALL, k=len(chance.choice(MADE_OF))), begin + at, chance) for at in range(size))


def made_anew(batch: Batch, records: list[Record], first: int, chance: random.Random) -> Batch:
    """The same texts with other ids, days and outlets."""
    collector = Collector(NO_KEYS, set())
    for number, record in enumerate(records, first):
        other, document = published_as(record.article.text, number, chance)
        collector.add(replace(EMPTY, article=other, sentences=record.sentences, made_by=record.made_by), document)
    again = collector.taken()
    at = COLUMNS.index("outlet")
    pairs = zip(batch.words.rows, again.words.rows, strict=True)
    words = batch.words._replace(
        days=again.words.days, rows=[(*old[:at], new[at], *old[at + 1 :]) for old, new in pairs]
    )
    return batch._replace(articles=again.articles, originals=again.originals, words=words)


NO_KEYS = Keys(defaultdict(int), defaultdict(int), defaultdict(int))
EMPTY = Record(Article("", ""), "", (), (), (), (), (), (), (), (), (), (), None, MadeBy("", None, {}))


def make(begins: Sequence[int], copies: int, to: Connection) -> None:
    """Make the records of some chunks, and prepare them when told to, in a process of their own.

    Told are the bytes of their texts and the time of preparing, each text so often as it stands in the store.
    """
    preparer = Preparer()
    gc.disable()  # as `ravi.store.crew` does
    for at in range(0, len(begins), ROUND):
        chunks = [(begin, list(chunk_of(begin, CHUNK // copies))) for begin in begins[at : at + ROUND]]
        to.send(None)  # ready: the making was no part of it
        preparer.learn(to.recv())
        for begin, pairs in chunks:
            while to.poll():
                preparer.learn(to.recv())
            start = process_time()
            for record, document in pairs:
                preparer.add(record, document)
            made = preparer.taken()
            sent = [to_bytes(made)]
            spent = (process_time() - start) * copies
            chance = random.Random(begin)  # noqa: S311
            records = [record for record, _ in pairs]
            for copy in range(1, copies):
                anew = made_anew(made.batch, records, begin + copy * len(records), chance)
                sent.append(to_bytes(made._replace(batch=anew)))
            to.send((spent, sum(len(record.article.text.encode()) for record in records) * copies, sent))


class Filled(NamedTuple):
    """How far a store is filled, and what it took."""

    records: int = 0
    text: int = 0  # bytes
    wall: float = 0.0  # seconds, of the two processes that prepare and insert side by side
    processor: float = 0.0  # in the process that inserts them
    prepared: float = 0.0  # of the processor, in the process that prepares them

    def __str__(self) -> str:
        both = self.processor + self.prepared
        return (
            f"{self.records:,}: prepared {self.records / self.prepared:,.0f} a processor second, inserted "
            f"{self.records / self.processor:,.0f}, both {self.records / both:,.0f} in one process; "
            f"{self.records / self.wall:,.0f} a second by the clock, in two processes side by side"
        )


def filled(path: Path, told: Path) -> Filled:
    """How far an earlier run came that was ended."""
    if not path.exists() or not told.exists():
        return Filled()
    before = Filled(**json.loads(told.read_text()))
    with open_store(path) as store:
        return before if len(store) == before.records else before._replace(records=len(store))  # off by a chunk's text


def fill(path: Path, records: list[Record], number: int, copies: int = 1) -> Filled:
    """Fill a store with so many records, going on where an earlier run was ended."""
    MADE_OF.extend(list(pieces_of(record)) for record in records)
    ALL.extend(piece for pieces in MADE_OF for piece in pieces)
    told = Path(f"{path}.json")
    done = filled(path, told)
    begins = range(done.records, number, CHUNK)
    gc.collect()
    gc.freeze()  # nobody who adds articles holds an archive in pieces
    here, there = Pipe()
    get_context("fork").Process(target=make, args=(begins, copies, there), daemon=True).start()
    with open_store(path, "write") as store:
        teller = Teller(store)
        with loading(store):
            for at in range(0, len(begins), ROUND):
                here.recv()
                start = perf_counter()
                here.send(teller.news())
                waiting: SimpleQueue[Any] = SimpleQueue()
                some = begins[at : at + ROUND]
                Thread(target=take, args=(here, len(some), waiting), daemon=True).start()
                for begin in some:
                    prepared, text, sent = waiting.get()
                    used = process_time()
                    with no_garbage(), store.transaction():
                        for data in sent:
                            store.keep(settle(store, from_bytes(data)))
                    here.send(teller.news())
                    now = perf_counter()
                    done = Filled(
                        begin + CHUNK,
                        done.text + text,
                        done.wall + now - start,
                        done.processor + process_time() - used,
                        done.prepared + prepared,
                    )
                    start = now
                    told.write_text(json.dumps(done._asdict()))
                    if done.records % 10_000 == 0:
                        size = path.stat().st_size / done.text
                        print(f"  {done}, {size:.3f} of the text", file=sys.stderr, flush=True)
            start, used = perf_counter(), process_time()
        done = done._replace(wall=done.wall + perf_counter() - start, processor=done.processor + process_time() - used)
        told.write_text(json.dumps(done._asdict()))
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        largest = store.connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        ).fetchall()
    print("  " + ", ".join(f"{name} {bytes_ / done.text:.3f}" for name, bytes_ in largest))
    return done


def take(line: Connection, number: int, to: SimpleQueue[Any]) -> None:
    """Take what comes from the process that prepares while this one inserts, as `ravi.store.crew` does."""
    for _ in range(number):
        to.put(line.recv())


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
from ravi.export.records import from_json_line
from ravi.store import open_store

with open_store(sys.argv[1], "write") as store, open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        id, record = line.split("\t", 1)
        if id not in store:
            store.put(from_json_line(record))
        print(id, flush=True)
"""


def kill(folder: Path, records: Iterable[Record], times: int = 50) -> bool:
    """Whether a store that was filled by a process killed again and again is the one that was left in peace."""
    chance = random.Random(5)  # noqa: S311
    path = folder / "records"
    lines = [f"{record.article.id}\t{to_json_line(to_dict(record))}\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
    moments = sorted(chance.sample(range(1, len(lines)), times))
    command = [sys.executable, "-c", KILLED, str(folder / "killed.ravi"), str(path)]
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
        again = [sys.executable, "-c", KILLED, str(folder / name), str(path)]
        subprocess.run(again, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    whole, killed = tables(folder / "whole.ravi"), tables(folder / "killed.ravi")
    for name in whole:
        if whole[name] != killed[name]:
            print(f"  {name} differs")
    with closing(open_store(folder / "killed.ravi")) as store:
        sound = store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        sound &= len(store) == len(lines)
    return whole == killed and sound


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kill", action="store_true", help="only the store that is killed 50 times")
    parser.add_argument("--keep", type=Path, help="put the store here, and leave it; go on with one that is not full")
    parser.add_argument("--rules-only", action="store_true", help="make the records by rules alone")
    parser.add_argument("--from", dest="made", type=Path, help="take the records from this store, not from the archive")
    parser.add_argument("--copies", type=int, default=1, help="each text so often, under other ids, days and outlets")
    parser.add_argument("--ask", action="store_true", help="only ask the store of --keep")
    parser.add_argument("--queries", type=int, default=QUERIES)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.ravi"
        if options.made:
            with open_store(options.made) as made:
                records = list(made.records())
        else:
            records = real(options.rules_only)
        if options.kill:
            start = perf_counter()
            same = kill(Path(folder), records)
            which = "the same store" if same else "ANOTHER STORE"
            print(f"killed 50 times over {len(records):,} articles: {which} ({perf_counter() - start:.0f} s)")
            sys.exit(not same)
        if not options.ask:
            done = fill(path, records, options.records, options.copies)
            print(
                f"{done}; text {done.text / 1e6:,.0f} MB, on disk {path.stat().st_size / done.text:.3f} of it",
                flush=True,
            )
        asked = questions(records)[: options.queries]
        del records
        asking = get_context("spawn").Process(target=ask_twice, args=(path, asked))  # who asks has made no records
        asking.start()
        asking.join()
        sys.exit(asking.exitcode)


def ask_twice(path: Path, asked: list[Asked]) -> None:
    """Print how long the queries take."""
    base = most_memory()
    print(f"cold: {ask(path, asked, cold=True)}", flush=True)
    ask(path, asked, cold=False)
    print(f"warm: {ask(path, asked, cold=False)}")
    print(f"memory: {most_memory():.0f} MB (before the queries {base:.0f} MB)")


def most_memory() -> float:
    """The most MB that this process had; what `getrusage` says begins with those of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


if __name__ == "__main__":
    main()
