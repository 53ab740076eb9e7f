"""A worker: one process that reads, kept alive. Local threads and Ray's actors each hold one.

An article in whose reading the process dies is read again in a new one; after `TRIES` deaths (`LATE` where its time was
over) it is given up and becomes a failure, and the others of its batch go on.
"""

import json
import os
import signal
import sys
from collections import Counter
from contextlib import suppress
from subprocess import PIPE, Popen
from typing import IO, cast

import pyarrow as pa

from ravi.bulk.frames import ALARMS, BATCH, BROKEN, DONE, READY, ROW, SETTINGS, TABLE, receive, send, unpacked
from ravi.bulk.process import Tables, give_up
from ravi.bulk.settings import Settings
from ravi.errors import RaviError
from ravi.record import MadeBy

TRIES = 3  # deaths at one article: one may come from outside
STARTS = 5  # processes in a row that die before they are ready
LATE = 2  # of them because its time was over: the machine may have slept
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Worker:
    """Reads batches of documents in a process of its own. `made_by` is what the readings of the run are made by."""

    def __init__(self, settings: Settings, made_by: MadeBy) -> None:
        self.settings = settings
        self.made_by = made_by
        self._child: Popen[bytes] | None = None
        self._closed = False

    @property
    def reader(self) -> int | None:
        """The id of the process that reads, where there is one."""
        child = self._child
        return child.pid if child else None

    def ready(self) -> None:
        """It always can: its process begins with the first batch."""

    def process(self, batch: pa.RecordBatch) -> Tables:
        """The tables of a batch (`process.process`). Raises `RaviError` where no process can be had that reads."""
        deaths: Counter[int] = Counter()
        late: Counter[int] = Counter()
        starts = 0
        while not self._closed:
            if self._child is None and not self._start():
                starts += 1
                code = self._end()
                if starts >= STARTS:
                    raise self._broken(f"the process that reads ends at its start ({_how(code)})")
                continue
            starts = 0
            row, tables = self._ask(batch)
            if tables is not None:
                return tables
            code = self._end()
            if row < 0:  # it died before it read anything
                continue
            deaths[row] += 1
            late[row] += _how(code) in ALARMS
            if late[row] >= LATE:
                batch = give_up(batch, row, "limit", f"it takes over {self.settings.seconds:g} seconds: given up")
            elif deaths[row] >= TRIES:
                batch = give_up(batch, row, "crash", f"the process that read it died {TRIES} times ({_how(code)})")
        raise RaviError("the run has ended")

    def close(self) -> None:
        """End the process, whatever it does; `process`, if it is waiting for it, raises."""
        self._closed = True
        self._end()

    def _ask(self, batch: pa.RecordBatch) -> tuple[int, Tables | None]:
        """The tables, or None and the row at which the process died, -1 before the first."""
        row = -1
        tables: Tables = {}
        child = cast(Popen[bytes], self._child)
        with suppress(OSError):  # it died between two batches: the answers end
            send(cast(IO[bytes], child.stdin), BATCH, batch.serialize().to_pybytes())
        while (answer := receive(cast(IO[bytes], child.stdout))) is not None:
            kind, data = answer
            if kind == DONE:
                return row, tables
            if kind == TABLE:
                tables.update([unpacked(data)])
            elif kind == ROW:
                row = int(data)
            elif kind == BROKEN:
                raise self._broken(data.decode("utf-8"))
        return row, None

    def _start(self) -> bool:
        """Have a process that is ready; False where it died. Raises `RaviError` where it cannot do what is asked."""
        child = Popen(
            [sys.executable, "-m", "ravi.bulk.child"],
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, **_ONE_THREAD},
        )
        self._child = child
        if self._closed:
            return False
        with suppress(OSError):
            send(cast(IO[bytes], child.stdin), SETTINGS, self.settings.to_json())
        answer = receive(cast(IO[bytes], child.stdout))
        if answer is None:
            return False
        kind, data = answer
        if kind != READY:
            raise self._broken(data.decode("utf-8"))
        made_by = MadeBy(**json.loads(data))
        if made_by != self.made_by:
            raise self._broken(
                f"a worker reads by {made_by}, the run by {self.made_by}: install the same ravi everywhere"
            )
        return True

    def _end(self) -> int:
        """End the process and give its exit code."""
        child, self._child = self._child, None
        if child is None:
            return 0
        child.kill() if self._closed else None
        for stream in (child.stdin, child.stdout):
            with suppress(OSError):
                cast(IO[bytes], stream).close()
        return child.wait()

    def _broken(self, why: str) -> RaviError:
        self._closed = True
        self._end()
        return RaviError(why)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
