"""Feed each door of Ravi inputs that nobody would write: python bench/fuzz.py [--count N] [--only DOOR] [--seed N].

No crash, no endless loop, no span outside the text, every promise kept (see each door). Inputs are pieces that have
meaning for Ravi (cues, quote marks, half-spaces, dates, tags, operators), pieces of any Unicode, and both spoilt; with
`--guided`, atheris chooses them by the code that they reach (Linux, `pip install atheris`).
"""

import argparse
import gc
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType
from typing import NamedTuple

from ravi.errors import InputError, RaviError
from ravi.inputs import Document, to_article
from ravi.pipeline import Reader
from ravi.record import Article, Failure, Record
from ravi.steps.repair import repair_text
from ravi.store import open_store
from ravi.store.filters import Asked
from ravi.store.search import search

MOST = 5  # broken promises: then a door is left
SLOW = 10.0  # seconds of the processor: what takes longer for one input hangs
_WORDS = """وزیر گفت گفت: وی_افزود_که به_گفتۀ « » “ ” " ‹ ›› که علی_شمسایی ، . ؟ می ها ي ك ة ۀ ـ ﻻ ﷺ ¬ ۲۷_تیر 12/ 31_مهر
    1395-09-28 سه_سال_اخیر عاشورا دیروز ۱٬۰۰۰ ٪ بیست_و دهه_هفتاد <div> </div> <p> <script> &zwnj; &#1662; <!-- ]]> { }
    "text" \\u200c AND OR NOT NEAR( ) - * ( نزدیک( ' ;-- % 😀 ÙˆØ²ÛŒØ± ظˆط²غŒط± æÒíÑ a BBC"""
_UNSEEN = ("\u200c", "\u0654", "\u200f", "\u202e", "\ufeff", "\u0000", "\x1b[", "\n", "\r\n", "\t", " ")
JSON = (("content-type", "application/json"),)
PIECES = (*(word.replace("_", " ") for word in _WORDS.split()), *_UNSEEN)


class Broken(Exception):  # noqa: N818 - a promise is broken; nothing failed
    """A promise that an input broke."""


def hold(kept: bool, what: object) -> None:
    """Raise where a promise is not kept."""
    if not kept:
        raise Broken(str(what)[:300])


class Door(NamedTuple):
    """Where input comes in: what is done with one, raising where a promise is broken."""

    name: str
    try_one: Callable[[bytes], None]

    def close(self) -> None:
        """End what it holds."""
        getattr(self.try_one, "close", lambda: None)()


def made(pick: random.Random) -> bytes:
    """An input: pieces put together, some of them spoilt."""
    parts = []
    for _ in range(pick.randrange(1, 40)):
        kind = pick.random()
        if kind < 0.8:
            parts.append(pick.choice(PIECES))
        elif kind < 0.95:
            parts.append(chr(pick.choice((pick.randrange(0x20, 0x2100), pick.randrange(0x600, 0x700), 0x1F600))))
        else:
            parts.append(pick.choice(PIECES) * pick.randrange(1, 30))
        parts.append(pick.choice((" ", "", "\u200c")))
    data = bytearray("".join(parts).encode("utf-8", "surrogatepass"))
    for _ in range(pick.choice((0, 0, 0, 1, 3))):
        data[pick.randrange(len(data))] = pick.randrange(256)
    return bytes(data)


def decode_one(data: bytes) -> None:
    """Bytes as a page, as a JSON line, as a line that holds them: an article or a failure, nothing else."""
    wrapped = json.dumps({"id": "1", "text": data.decode("utf-8", "replace")}).encode()
    for document in (Document("d", data, "page"), Document("d", data, "line"), Document("d", wrapped, "line")):
        found = to_article(document)
        hold(isinstance(found, Article | Failure), found)


def repair_one(data: bytes) -> None:
    """Any text can be repaired, the way back gives it, and a second time changes nothing."""
    text = data.decode("utf-8", "replace")
    done = repair_text(text)
    hold(done.undo() == text, "the way back gives another text")


READER = Reader(rules_only=True)


def read_one(data: bytes) -> None:
    """Any text can be read; every span lies in it."""
    text = data.decode("utf-8", "replace")
    try:
        record = READER.read(Article("1", text))
    except InputError:
        return
    check(record)


def check(record: Record) -> None:
    """No span lies outside the text, no reference leads nowhere."""
    size = len(record.article.text)
    layers = (record.dates, record.marks, record.events, record.terms, record.roles)
    spans = [*record.sentences, *(one.span for layer in layers for one in layer)]
    spans += [part for quote in record.quotes for part in quote.parts]
    for span in spans:
        hold(0 <= span.start <= span.end <= size, span)
    for quote in record.quotes:
        if quote.speaker and quote.speaker.entity is not None:
            hold(0 <= quote.speaker.entity < len(record.entities), quote)


class Queries:
    """Queries of any form at a small store."""

    def __init__(self, folder: Path) -> None:
        path = folder / "news.ravi"
        with open_store(path, "write") as store:
            for at, text in enumerate(
                ("وزیر گفت: «آتش\u200cبس برقرار شد.»", "علی شمسایی گفت که می\u200cرود.", "باران بارید.")
            ):
                store.put(READER.read(Article(str(at), text)))
        self.store = open_store(path)

    def __call__(self, data: bytes) -> None:
        """A query finds something, nothing, or is refused in words."""
        text = data.decode("utf-8", "replace")
        try:
            for hit in search(self.store, Asked(text, scope="quotes" if len(text) % 2 else "all")):
                hold(bool(hit.article.text), hit)
        except RaviError:
            pass


class Requests:
    """Requests of any form at the reading room."""

    def __init__(self, folder: Path) -> None:
        from asgi import Asker
        from ravi.web import make_app

        path = folder / "room.ravi"
        with open_store(path, "write") as store:
            store.put(READER.read(Article("1", "وزیر گفت: «آتش\u200cبس برقرار شد.»")))
        self.ask = Asker(make_app(path, token="fuzz", rules_only=True, hosts=["testserver"]))  # noqa: S106 - of this run

    def __call__(self, data: bytes) -> None:
        """No answer is an error of the server."""
        text = data.decode("utf-8", "replace")
        kind = len(data) % 4
        if kind == 0:
            answer = self.ask("POST", "/api/read", body=data, headers=JSON)
        elif kind == 1:
            body = json.dumps({"text": text, "published": text[:12]}).encode()
            answer = self.ask("POST", "/api/read", body=body, headers=JSON)
        elif kind == 2:
            answer = self.ask("GET", "/api/search", {"q": text, "when": text[:8]})
        else:
            answer = self.ask("GET", "/search", {"q": text})
        hold(answer.status < 500, (answer.status, answer.body[:200]))

    def close(self) -> None:
        """End what answers."""
        self.ask.close()


DOORS: dict[str, Callable[[Path], Callable[[bytes], None]]] = {
    "decode": lambda folder: decode_one,
    "repair": lambda folder: repair_one,
    "read": lambda folder: read_one,
    "query": Queries,
    "api": Requests,
}
"""What tries one input at each door, made with a folder for its store."""


class Tried(NamedTuple):
    """Inputs that were tried, and that broke a promise; seconds of the processor, the most for one and in all."""

    inputs: int
    broken: int
    longest: float
    total: float


def run(door: Door, count: int, seed: int) -> Tried:
    """Try so many inputs; one who interrupts is told of those that were tried."""
    pick = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    broken, longest, number = 0, 0.0, 0
    start = time.process_time()
    with suppress(KeyboardInterrupt):
        for number in range(1, count + 1):
            data = made(pick)
            before = time.process_time()
            try:
                door.try_one(data)
            except Exception as error:  # whatever it is, it is what we look for
                broken += 1
                print(f"{door.name} {seed}:{number} {type(error).__name__}: {str(error)[:200]}\n  {data[:400]!r}")
                if broken >= MOST:
                    break
            took = time.process_time() - before
            longest = max(longest, took)
            if took > SLOW:
                broken += 1
                print(f"{door.name} {seed}:{number} took {took:.1f} s\n  {data[:400]!r}")
    return Tried(number, broken, longest, time.process_time() - start)


def guided(door: Door, count: int, seconds: int, seed: int) -> None:
    """Let atheris choose the inputs by what code they reach; it ends this process, where a promise is broken with 1."""
    import atheris

    with TemporaryDirectory(ignore_cleanup_errors=True) as first:
        pick = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        for number in range(200):
            Path(first, str(number)).write_bytes(made(pick))
        for one in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
            if (one.__module__ or "").startswith("ravi."):
                atheris.instrument_func(one)
        limits = [f"-runs={count}", f"-max_total_time={seconds}", "-max_len=2000", "-timeout=10", f"-seed={seed}"]
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", first], door.try_one)
        atheris.Fuzz()


def guide(names: Iterable[str], count: int, seconds: int, seed: int) -> int:
    """Each door in a process of its own, which atheris guides; a row of each. 1 where a promise was broken."""
    if find_spec("atheris") is None:
        print("atheris is not installed: pip install atheris (Linux), then --guided")
        return 0
    print("| door | inputs | broken promises | edges reached | inputs kept | a second |\n|---|---|---|---|---|---|")
    broken = 0
    for name in names:
        words = ["--inside", "--only", name, "--count", count, "--seconds", seconds, "--seed", seed]
        done = subprocess.run(  # noqa: S603 - of this file
            [sys.executable, __file__, *map(str, words)],
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        told = dict(re.findall(r"stat::(\w+):\s+(\d+)", done.stderr))
        reached = re.findall(r"cov: (\d+).*? corp: (\d+)/", done.stderr) or [("?", "?")]
        broken += bool(done.returncode)
        many, speed = told.get("number_of_executed_units", "0"), told.get("average_exec_per_sec", "?")
        print(
            f"| {name} | {int(many):,} | {int(bool(done.returncode))} | {' | '.join(reached[-1])} | {speed} |",
            flush=True,
        )
        if done.returncode:
            print(done.stderr[-3000:])
    return 1 if broken else 0


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=tuple(DOORS), help="one door alone")
    parser.add_argument("--guided", action="store_true", help="let atheris choose the inputs by the code they reach")
    parser.add_argument("--seconds", type=int, default=600, help="with --guided: how long for a door, at the most")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    broken = 0
    names = (given.only,) if given.only else tuple(DOORS)
    if given.guided:
        return guide(names, given.count, given.seconds, given.seed)
    with TemporaryDirectory() as folder:
        print("| door | inputs | broken promises | slowest, s | in all, s |\n|---|---|---|---|---|")
        for name in names:
            door = Door(name, DOORS[name](Path(folder)))
            if given.inside:
                guided(door, given.count, given.seconds, given.seed)
            with closing(door):
                tried = run(door, given.count, given.seed)
            print(
                f"| {name} | {tried.inputs:,} | {tried.broken} | {tried.longest:.2f} | {tried.total:.0f} |", flush=True
            )
            broken += tried.broken
            if tried.inputs < given.count:
                break
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
