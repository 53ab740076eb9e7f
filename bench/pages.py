"""How soon each page of the reading room answers: python bench/pages.py [--store FILE] [--times N] [--most MS].

Without a store, the 1,365 articles of `data/articles/fars.jsonl` are read by rules and linked. The pages are asked of
`ravi serve` in a process of its own, one after another, by way of the loopback address. Told are, to the first byte,
the milliseconds by the clock and those of the server's processor: of the first asking, when nothing is counted yet and
no page of the store is in SQLite's memory, and of the later ones (the median); then the size of the page. A page that
says that figures are being counted is told as such («202»), and asked again until they are.

A store of a million articles is made by `bench/store.py --records 1000000 --keep FILE`; it has no events, stories,
people or terms, which `bench/related.py` gives a copy of it.

`--most` ends with an error where a page needs more of the processor than that, first or later. `--articles` asks for
the page of every article besides, and ends with an error where one is over 150 kB, not compressed.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import CLOCK_MONOTONIC, clock_gettime, sleep
from typing import NamedTuple
from urllib.parse import quote

from ravi import Reader
from ravi.compare.linking import link
from ravi.inputs import read_documents
from ravi.store import open_store
from ravi.store.adding import add
from ravi.web.corpus import frequent_speakers

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
FARS = SHARED / "data" / "articles" / "fars.jsonl"
HEAVIEST = 150_000  # bytes of an article's page
_MOST_ASKED = 200  # times that a page is asked which is being counted
_PROCESS_CLOCK = 2  # of another process: (~pid << 3) | 2, as clock_getcpuclockid(3) makes it


class Answer(NamedTuple):
    """One answer: its status, the milliseconds to its first byte by the clock and of the processor, its size."""

    status: int
    clock: float
    processor: float
    size: int


def views(path: Path) -> dict[str, str]:
    """The address of every page, of an article, a story and a speaker that the store holds."""
    with open_store(path) as store:
        run = store.connection.execute
        story = run("SELECT story FROM stories GROUP BY story ORDER BY count(*) DESC, story LIMIT 1").fetchone()
        middle = run("SELECT id FROM articles ORDER BY published LIMIT 1 OFFSET ?", (len(store) // 2,)).fetchone()
        told = run("SELECT id FROM articles WHERE key = ?", story).fetchone() if story else middle
        (outlet,) = run("SELECT publisher FROM articles WHERE publisher IS NOT NULL LIMIT 1").fetchone()
        (day,) = run("SELECT published FROM articles WHERE id = ?", middle).fetchone()
        term = run("SELECT folded FROM namings GROUP BY folded ORDER BY sum(narrator + quoted) DESC LIMIT 1").fetchone()
        speaker = frequent_speakers(store, 1)[0].name
        person = run("SELECT person FROM persons ORDER BY places DESC, person LIMIT 1").fetchone() or ("nobody",)
        corrected = run("SELECT id FROM corrections ORDER BY key LIMIT 1").fetchone() or middle
        last = -(-len(store) // 50)
    article, story_id, who = quote(middle[0], safe="/:"), quote(told[0], safe="/:"), quote(speaker)
    return {
        "start": "/",
        "article": f"/articles/{article}",
        "article, repaired": f"/articles/{article}?text=repaired",
        "article as JSON": f"/api/articles/{article}",
        "chain of an article": f"/chain/{article}?only=article",
        "chain of a story": f"/chain/{story_id}",
        "compare a story": f"/story/{story_id}",
        "speakers": "/people",
        "a speaker": f"/people?name={who}",
        "speakers of a family": f"/people?name={quote(speaker.split()[-1])}",
        "a person's places": f"/people?person={quote(person[0])}&page=2" if person[0] != "nobody" else "/people",
        "an article corrected": f"/articles/{quote(corrected[0], safe='/:')}",
        "search, two words": f"/search?q={quote('وزیر خارجه')}",
        "search, a speaker's": f"/search?scope=quotes&speaker={who}",
        "search, an outlet's": f"/search?q={quote('مجلس')}&outlet={quote(outlet)}",
        "search, the best": f"/search?q={quote('دولت مردم')}&sort=rank",
        "search, of a month": f"/search?q={quote('گفت')}&days={day[:7]}",
        "timeline": "/timeline",
        "timeline, Gregorian": "/timeline?calendar=gregorian",
        "timeline, a year": f"/timeline?days={day[:4]}",
        "timeline, some days": f"/timeline?days={day[:7]}",
        "timeline of a speaker": f"/timeline?name={who}",
        "events": "/events",
        "events of a type": "/events?type=PROTEST",
        "events of a name": f"/events?name={who}",
        "events of no actor": f"/events?name={quote('گفت')}",
        "events of an outlet": f"/events?outlet={quote(outlet)}&voice=quoted",
        "events of a month": f"/events?days={day[:7]}&voice=narrator",
        "terms": "/terms",
        "terms for one": f"/terms?name={quote(term[0])}" if term else "/terms?name=x",
        "terms, second page": "/terms?page=2",
        "people as JSON": f"/api/people?name={who}",
        "the last articles as JSON": f"/api/articles?page={last}",
        "search as JSON": f"/api/search?q={quote('مجلس')}&scope=quotes",
        "keys": "/keys",
    }


@contextmanager
def serving(path: Path) -> Iterator[tuple[int, int]]:
    """`ravi serve` over a store: its port and its process."""
    command = [sys.executable, "-m", "ravi", "serve", "--store", str(path), "--port", "0", "--rules-only"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - a command of our own
    try:
        yield _port_of(process), process.pid
    finally:
        process.terminate()
        process.wait()


def ask(port: int, pid: int, address: str) -> Answer:
    """Ask for one page over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port)
    used, start = _processor(pid), clock_gettime(CLOCK_MONOTONIC)
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read(1)
    clock, processor = clock_gettime(CLOCK_MONOTONIC) - start, _processor(pid) - used
    body += answer.read()
    connection.close()
    return Answer(answer.status, clock * 1000, processor * 1000, len(body))


def _port_of(process: "subprocess.Popen[str]") -> int:
    for line in process.stderr or ():
        found = re.search(r":(\d+)/$", line.strip())
        if found:
            return int(found[1])
    raise SystemExit("ravi serve said no address")


def _processor(pid: int) -> float:
    return clock_gettime(~pid << 3 | _PROCESS_CLOCK)


def _drop(path: Path) -> None:
    """Leave no page of the store in the memory of the system."""
    handle = os.open(path, os.O_RDONLY)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def measure(port: int, pid: int, path: Path, address: str, times: int) -> tuple[list[Answer], list[Answer]]:
    """The answers while the figures are counted, the first of them cold; and the later ones."""
    _drop(path)
    first = [ask(port, pid, address)]
    while first[-1].status == 202 and len(first) < _MOST_ASKED:
        sleep(2)
        first.append(ask(port, pid, address))
    return first, [ask(port, pid, address) for _ in range(times)]


def weigh(port: int, pid: int, path: Path, view: str) -> list[str]:
    """Ask for the page of every article; a line is printed, and those over `HEAVIEST` are given."""
    with open_store(path) as store:
        ids = [id for (id,) in store.connection.execute("SELECT id FROM articles")]
    asked = {id: ask(port, pid, f"/articles/{quote(id, safe='/:')}{view}") for id in ids}
    heavy = [id for id, answer in asked.items() if answer.size > HEAVIEST]
    largest = max(asked, key=lambda id: asked[id].size)
    print(
        f"all articles {view or '(original)'}: {len(asked):,} pages, {median(one.size for one in asked.values()):,.0f} "
        f"bytes in the middle, {asked[largest].size:,} at most ({largest}), {len(heavy)} over {HEAVIEST:,}; "
        f"{max(one.processor for one in asked.values()):.0f} ms of cpu at most to the first byte"
    )
    return heavy


def told(name: str, first: Sequence[Answer], later: Sequence[Answer]) -> str:
    waits = f"202 × {len(first) - 1}, longest {max(one.clock for one in first):.0f}" if len(first) > 1 else ""
    return (
        f"{name:26} {first[0].clock:8.0f} {first[0].processor:8.0f} {median(one.clock for one in later):8.0f} "
        f"{median(one.processor for one in later):8.1f} {later[-1].size / 1000:8.0f} {later[-1].status:5} {waits}"
    )


def main() -> None:
    """Print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store that was linked")
    parser.add_argument("--times", type=int, default=5, help="how often each page is asked for after the first time")
    parser.add_argument("--most", type=float, help="milliseconds of the processor that a page may need")
    parser.add_argument("--only", default="", help="pages whose name has this")
    parser.add_argument("--articles", action="store_true", help="weigh the page of every article too")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = options.store or made(Path(folder) / "fars.ravi")
        pages: Mapping[str, str] = {name: at for name, at in views(path).items() if options.only in name}
        with open_store(path) as store:
            print(f"{len(store):,} articles; milliseconds to the first byte; kB")
        head = ("", "first", "of cpu", "later", "of cpu", "kB", "")
        print("{:26} {:>8} {:>8} {:>8} {:>8} {:>8} {:>5}".format(*head))
        slow: list[str] = []
        with serving(path) as (port, pid):
            while ask(port, pid, "/keys").status != 200:
                sleep(0.1)
            heavy = [
                id
                for view in (("", "?text=repaired") if options.articles else ())
                for id in weigh(port, pid, path, view)
            ]
            for name, address in pages.items():
                first, later = measure(port, pid, path, address, options.times)
                print(told(name, first, later), flush=True)
                if options.most and max(one.processor for one in (*first, *later)) > options.most:
                    slow.append(name)
    if heavy:
        sys.exit(f"over {HEAVIEST:,} bytes: {', '.join(heavy)}")
    if slow:
        sys.exit(f"over {options.most:.0f} ms: {', '.join(slow)}")


def made(path: Path) -> Path:
    """The archive, read by rules and linked."""
    if not FARS.exists():
        sys.exit(f"{FARS} is not there: give --store, or set RAVI_SHARED")
    with open_store(path, "write") as store:
        for _ in add(store, read_documents([str(FARS)], stdin=BytesIO()), Reader(rules_only=True)):
            pass
        link(store)
    return path


if __name__ == "__main__":
    main()
