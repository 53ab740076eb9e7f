"""Engines: something with workers to which batches are given. Here those of this machine; Ray's are in `rays`."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Protocol

import pyarrow as pa

from ravi.bulk.process import Tables
from ravi.bulk.settings import Settings
from ravi.bulk.worker import Worker
from ravi.errors import RaviError
from ravi.record import MadeBy


class Reads(Protocol):
    """Something that turns a batch of documents into tables, and can be ended."""

    def ready(self) -> None:
        """Wait until it can read."""

    def process(self, batch: pa.RecordBatch) -> Tables:
        """The tables of a batch."""

    def close(self) -> None:
        """End it, whatever it does."""


Hire = Callable[[Settings, MadeBy], Reads]


class Engine:
    """Some workers, each with a thread here that waits for it. `hire` makes one; `closing` is called at the end."""

    def __init__(self, workers: int, hire: Hire = Worker, closing: Callable[[], None] = lambda: None) -> None:
        self.workers = workers
        self._hire = hire
        self._closing = closing
        self._staff: list[Reads] = []
        self._free: SimpleQueue[Reads] = SimpleQueue()
        self._threads = ThreadPoolExecutor(workers, "ravi-bulk")

    def start(self, settings: Settings, made_by: MadeBy) -> None:
        """Hire the workers; each gets its first batch when it is ready."""
        for _ in range(self.workers):
            worker = self._hire(settings, made_by)
            self._staff.append(worker)
            self._threads.submit(self._admit, worker)

    def submit(self, batch: pa.RecordBatch) -> Future[Tables]:
        """Give a batch to the next worker that is free."""
        return self._threads.submit(self._process, batch)

    def close(self) -> None:
        """End the workers, whatever they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._staff:
            worker.close()
        self._threads.shutdown(wait=True)
        for worker in self._staff:  # a process that began as the others ended
            worker.close()
        self._closing()

    def _admit(self, worker: Reads) -> None:
        try:
            worker.ready()
        except RaviError:
            pass  # the batch that it is given says so
        finally:
            self._free.put(worker)

    def _process(self, batch: pa.RecordBatch) -> Tables:
        worker = self._free.get()
        try:
            return worker.process(batch)
        finally:
            self._free.put(worker)
