"""Figures over a whole store: counted beside the pages, kept until the store changes, never waited for long.

A page asks for a figure and waits a moment. Where counting takes longer, the page shows the figure of before, or says
that it is being counted; the counting goes on, and who asks again has it.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from ravi.errors import InputError, RaviError, StoreError
from ravi.store import Store, open_store

T = TypeVar("T")
_PATIENCE = 0.2  # seconds
_LONGEST = 300  # seconds of counting, after which a question asks too much
_RARELY = 20  # a figure that took a second is counted again after 20 at the earliest
_MOST = 100  # figures that are kept
_TOGETHER = threading.BoundedSemaphore(2)  # countings at a time
_STEPS = 100_000  # of SQLite between two looks at the clock
_TOO_MUCH = "this asks for too much at once: narrow it by a name, an outlet or a stretch of days"


class _Kept(NamedTuple):
    version: int
    value: Any
    at: float
    took: float


class _Counting:
    """One counting in a thread of its own."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.value: Any = None
        self.error: RaviError | None = None


class Counted:
    """The figures of one store.

    >>> from contextlib import closing
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "news.ravi")
    ...     open_store(path, "write").close()
    ...     with closing(Counted(path, patience=60)) as counted:
    ...         counted.ask("articles", len)
    0
    """

    def __init__(self, path: Path, patience: float = _PATIENCE) -> None:
        self._path = path
        self._patience = patience
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._running: dict[Hashable, _Counting] = {}
        self._lock = threading.Lock()
        self._watch: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._files = 0

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._watch:
                self._watch.close()
            self._watch = None

    def ask(self, key: Hashable, count: Callable[[Store], T], waits: float = 1) -> T | None:
        """What `count` makes of the store, known by `key`; None where that is still being counted.

        `waits` is the share of the room's patience that a page has which takes long itself. Raises what `count` raises,
        and `InputError` where it would count for minutes.
        """
        with self._lock:
            version = self._version()
            kept = self._kept.get(key)
            if kept and (kept.version == version or self._too_soon(kept)):
                self._kept.move_to_end(key)
                return kept.value  # type: ignore[no-any-return]
            counting = self._running.get(key)
            if counting is None:
                counting = self._running[key] = _Counting()
                threading.Thread(target=self._count, args=(key, count, version, counting), daemon=True).start()
        if counting.done.wait(self._patience * waits):
            if counting.error:
                raise counting.error
            return counting.value  # type: ignore[no-any-return]
        return kept.value if kept else None

    def forget(self, kind: str) -> None:
        """Count the figures of one kind anew when they are next asked for: what they count was changed in this room."""
        with self._lock:
            for key in [key for key in self._kept if isinstance(key, tuple) and key[0] == kind]:
                del self._kept[key]

    def _too_soon(self, kept: _Kept) -> bool:
        return kept.took > self._patience and monotonic() - kept.at < _RARELY * kept.took

    def _version(self) -> int:
        """The change counter of the store; another file under the same name is a change too."""
        try:
            state = self._path.stat()
        except OSError as error:
            raise StoreError(f"{self._path}: the store is gone ({error.strerror}): start again") from None
        if self._watch is None or self._file != (state.st_dev, state.st_ino):
            if self._watch:
                self._watch.close()
            address = f"file:{quote(str(self._path.resolve()))}?mode=ro"
            self._watch = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            self._file = (state.st_dev, state.st_ino)
            self._files += 1
        (counter,) = self._watch.execute("PRAGMA data_version").fetchone()
        return self._files * 1_000_000_000 + int(counter)

    def _count(self, key: Hashable, count: Callable[[Store], Any], version: int, counting: _Counting) -> None:
        with _TOGETHER:
            began = monotonic()
            try:
                with open_store(self._path) as store:
                    store.connection.set_progress_handler(lambda: monotonic() - began > _LONGEST, _STEPS)
                    counting.value = count(store)
            except sqlite3.OperationalError as error:
                counting.error = InputError(_TOO_MUCH if "interrupted" in str(error) else str(error))
            except RaviError as error:
                counting.error = error
            except Exception as error:
                counting.error = RaviError(f"this could not be counted ({error}): please report it")
        with self._lock:
            if counting.error is None:
                now = monotonic()
                self._kept[key] = _Kept(version, counting.value, now, now - began)
                if len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
            self._running.pop(key, None)
        counting.done.set()
