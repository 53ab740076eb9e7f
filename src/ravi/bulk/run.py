"""A bulk run: shards are planned, those that are whole already are passed over, the others read, written and noted.

    summary = run(["news/"], "out", Settings(), local(2))

Only this process reads the input and writes the output; the workers turn batches into tables (`process.process`), so
that they share no disk and can be lost at any moment. At most a few batches a worker are on their way at once: memory
does not grow with the input.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO, cast

from ravi.bulk.engines import Engine
from ravi.bulk.output import Note, Output
from ravi.bulk.places import is_within, place_of
from ravi.bulk.process import Tables, to_batch
from ravi.bulk.progress import Progress
from ravi.bulk.settings import Settings
from ravi.bulk.shards import Shard, cut, find, size_of, with_defaults
from ravi.errors import RaviError
from ravi.record import Failure

AHEAD = 4  # batches a worker that are on their way
_NOTHING = to_batch([])
SOME = 200  # articles before a share of failures says anything


@dataclass(frozen=True, slots=True)
class Most:
    """How many failures are too many: a count, or a share of the articles read."""

    count: int | None = None
    share: float | None = None

    def passed(self, failures: int, articles: int) -> bool:
        """Whether there are more."""
        if self.count is not None and failures > self.count:
            return True
        return self.share is not None and articles >= SOME and failures > self.share * articles


class TooManyFailures(RaviError):  # noqa: N818 - it names a state, as FileExists does
    """More articles failed than a run allows; what was read is written."""


@dataclass(slots=True)
class _Reading:
    """A shard that is being read: what came back of its batches."""

    shard: Shard
    parts: list[Tables | None] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = [None] * len(self.shard.batches)


class Run:
    """One run over some inputs; `progress` is told of all that happens."""

    def __init__(self, output: Output, settings: Settings, engine: Engine, progress: Progress, most: Most) -> None:
        self.output = output
        self.settings = settings
        self.engine = engine
        self.progress = progress
        self.most = most
        self.keys: set[str] = set()
        self._waiting: dict[Future[Tables], tuple[_Reading, int]] = {}

    def shard(self, shard: Shard) -> None:
        """Read a shard, unless it is whole already; returns as soon as all of it is on its way."""
        if shard.key in self.keys:
            return
        self.keys.add(shard.key)
        note = self.output.find(shard.key, self.settings)
        if note is not None:
            self._count(note, sum(shard.taken))
            return
        reading = _Reading(shard)
        for number, batch in enumerate(shard.batches):
            while len(self._waiting) >= AHEAD * self.engine.workers:
                self.step()
            self._waiting[self.engine.submit(batch)] = (reading, number)

    def step(self) -> None:
        """Wait for a batch, or for a moment, and take what came back."""
        done, _ = wait(self._waiting, timeout=self.progress.every, return_when=FIRST_COMPLETED)
        for future in done:
            reading, number = self._waiting.pop(future)
            tables = future.result()
            reading.parts[number] = tables
            failures = [Failure(*row.values()) for row in tables["failures"].to_pylist()]
            self.progress.read(reading.shard.batches[number].num_rows, len(failures), reading.shard.taken[number])
            self.progress.failed(failures)
            reading.shard.batches[number] = _NOTHING
            parts = [part for part in reading.parts if part is not None]
            if len(parts) == len(reading.parts):
                self.output.write(reading.shard.key, parts, self.settings)
            self._stop_at_too_many()
        self.progress.show()

    def finish(self) -> None:
        """Wait for all that is on its way."""
        while self._waiting:
            self.step()

    def _count(self, note: Note, taken: int) -> None:
        self.progress.skipped(note.articles, note.failures, taken)
        self.progress.show()
        self._stop_at_too_many()

    def _stop_at_too_many(self) -> None:
        failures, articles = self.progress.failures, self.progress.articles
        if self.most.passed(failures, articles):
            raise TooManyFailures(
                f"{failures:,} of {articles:,} articles failed, more than is allowed: see failures in the output,"
                " mend the input or allow more"
            )


def run(
    paths: Sequence[str],
    out: str,
    settings: Settings,
    engine: Engine,
    *,
    progress: Progress | None = None,
    most: Most = Most(),
    stdin: BinaryIO | None = None,
) -> Progress:
    """Read all that is named and write the tables to `out`, a folder or an fsspec URL; go on where a run stopped.

    Raises `TooManyFailures`, and `RaviError` where the output cannot be written there or no worker can be had. Whatever
    is raised, shards that are whole stay, and the same call goes on from there.
    """
    progress = progress or Progress()
    given = stdin or cast(BinaryIO, getattr(sys.stdin, "buffer", BytesIO()))
    try:
        if any(is_within(out, path) for path in paths):
            raise RaviError("the output lies within the input, and would be read as such: choose a folder outside")
        place = place_of(out)
        place.lock()
        try:
            _run(Output(place, settings.form), paths, settings, engine, progress, most, given)
        finally:
            place.unlock()
    finally:
        engine.close()
    return progress


def _run(
    output: Output,
    paths: Sequence[str],
    settings: Settings,
    engine: Engine,
    progress: Progress,
    most: Most,
    stdin: BinaryIO,
) -> None:
    made_by = settings.make_reader().made_by
    choices = settings.choices
    if output.open(list(paths), choices, made_by):
        progress.say("the output there was made by other versions: all is read again")
    progress.begin(size_of(paths))
    deciding = {**choices, "made_by": [made_by.ravi, made_by.model, made_by.steps]}
    whole = Run(output, settings, engine, progress, most)
    try:
        engine.start(settings, made_by)
        found = with_defaults(
            find(paths, stdin),
            published=settings.published,
            publisher=settings.publisher,
            url=settings.url,
        )
        for shard in cut(found, about=settings.shard, choices=deciding):
            whole.shard(shard)
        whole.finish()
        progress.state = "finished"
    except BaseException:
        progress.state = "stopped"
        raise
    finally:
        progress.end()
    totals = {"articles": progress.articles, "failures": progress.failures, "shards": len(whole.keys)}
    gone = output.close(whole.keys, totals)
    if gone:
        progress.say(f"{gone:,} shards of older inputs or versions were removed")
