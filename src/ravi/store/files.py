"""The file of a store: recognised before it is touched, made, brought to this version."""

import logging
import os
import sqlite3
import struct
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from ravi.errors import StoreError
from ravi.store.schema import APPLICATION_ID, MIGRATIONS, Migration

Mode = Literal["read", "write"]
_MAGIC = b"SQLite format 3\x00"
_HEADER = 100  # bytes
_WAIT = 60_000  # milliseconds to wait while another process writes
_PAUSE = 0.01  # seconds

_LOG = logging.getLogger(__name__)  # speaks on standard error where nobody has said otherwise
_PAGE = 65_536  # bytes; many articles fit in one, so that little is left empty
_CACHE = 32_768  # KB of pages that are kept


_OLDER = (
    "ravi: %s: این انبار از نسخۀ %d به %d آورده می\u200cشود؛ شاید به اندازۀ پر کردنش طول بکشد · "
    "%s: this store is brought from version %d to %d; it may take as long as filling it took"
)


def connect(path: Path, mode: Mode, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Open a store. To write, it is made where there is none; one of an older version is brought to this one.

    Raises `StoreError` where there is no store, or a file of something else, a part of a store, or one of a newer Ravi:
    such a file is left as it is.
    """
    version = _version(path, len(migrations))
    if version is None and mode == "read":
        raise StoreError(f"{path}: there is no store here: make one with ravi add")
    if mode == "write" or version != len(migrations):
        if version is not None and version < len(migrations):
            _LOG.warning(_OLDER, path, version, len(migrations), path, version, len(migrations))
        writing = _opened(path, "rwc")
        try:
            _prepare(writing, migrations)
        except sqlite3.Error as error:
            writing.close()
            advice = _advice(error) or "this store cannot be written: check the permissions"
            raise StoreError(f"{path}: {advice} ({error})") from None
        except BaseException:
            writing.close()
            raise
        if mode == "write":
            return writing
        writing.close()
    return _opened(path, "ro")


_ADVICE = (
    ("disk is full", "the disk is full: make room and run it again; what was kept is whole"),
    ("disk i/o", "the disk does not take or give what the store needs: check that it is whole and has room"),
    ("malformed", "the store is damaged: put back a copy, or make it again with ravi add"),
    ("not a database", "the store is damaged: put back a copy, or make it again with ravi add"),
    ("readonly", "the store may not be written: check its permissions and those of its folder"),
    ("locked", "another process has been writing for a minute: wait until it is done"),
    ("busy", "another process has been writing for a minute: wait until it is done"),
)


def what_to_do(error: sqlite3.Error) -> str:
    """What went wrong with a store that was open already, in one line that says what to do."""
    advice = _advice(error) or "this cannot be kept or read: check the store with PRAGMA integrity_check"
    return f"{advice} ({error})"


def _advice(error: sqlite3.Error) -> str | None:
    said = str(error).lower()
    return next((advice for sign, advice in _ADVICE if sign in said), None)


def _version(path: Path, newest: int) -> int | None:
    """The version of the store at a path, None where there is nothing yet; told from the file's first bytes.

    Its size is asked last: what another process writes meanwhile is then in the file, or still in its log.
    """
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise StoreError(f"{path}: there is no folder {path.parent}: make it first") from None
        return None
    except OSError as error:
        raise StoreError(f"{path}: this cannot be opened ({error.strerror}): check the path") from None
    if not header:
        return None
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise StoreError(f"{path}: this is no store of Ravi: give another path")
    (page,) = struct.unpack_from(">H", header, 16)
    (pages,) = struct.unpack_from(">I", header, 28)
    (version,) = struct.unpack_from(">I", header, 60)
    (application,) = struct.unpack_from(">I", header, 68)
    pending = _size(Path(f"{path}-wal")) > 0  # then SQLite itself puts the file right
    if _size(path) < pages * (page if page > 1 else 65536) and not pending:
        raise StoreError(f"{path}: this store is cut off, its end is missing: fetch it again from where it was kept")
    if pending or application != APPLICATION_ID:
        application, version = _look_inside(path)
    if application != APPLICATION_ID:
        raise StoreError(f"{path}: this is a database of another program, no store of Ravi: give another path")
    if version > newest:
        raise StoreError(
            f"{path}: this store is of version {version}, made by a newer Ravi; this one reads up to {newest}: "
            "pip install --upgrade ravi"
        )
    return version or None


def _size(path: Path) -> int:
    """The bytes of a file, none where there is no file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _look_inside(path: Path) -> tuple[int, int]:
    """The application and the version that a database names; ours and 0 where nothing is in it yet.

    That is what a process leaves that was ended while it made a store.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            version = _user_version(connection)
            if not application and not version and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                return APPLICATION_ID, 0
            return application, version
        finally:
            connection.close()
    except sqlite3.Error:
        return 0, 0


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    """A connection. A store in a folder that may not be written, without a log beside it, is read as it stands."""
    try:
        try:
            return _connected(path, f"mode={mode}")
        except sqlite3.OperationalError:  # there is no place for the file that readers and writers share
            if mode != "ro" or _size(Path(f"{path}-wal")) or os.access(path.parent, os.W_OK):
                raise
            return _connected(path, "mode=ro&immutable=1")
    except sqlite3.Error as error:
        raise StoreError(f"{path}: this store cannot be opened ({error}): check its permissions") from None


def _connected(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.resolve()))}?{how}", uri=True, isolation_level=None, cached_statements=512
    )
    try:
        connection.execute(f"PRAGMA busy_timeout = {_WAIT}")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute("PRAGMA application_id")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    connection.execute(f"PRAGMA page_size = {_PAGE}")  # of a store that is made, as the next; else nothing
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    _keep_a_log(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    for number, migration in enumerate(migrations, 1):
        if _user_version(connection) >= number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _user_version(connection) < number:  # no other process was faster
                for statement in statements(migration.sql):
                    connection.execute(statement)
                if migration.then:
                    migration.then(connection)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it
                connection.execute("ROLLBACK")
            raise


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Have writers and readers work side by side. SQLite does not wait here for another process, so we do.

    Two that make a store at once each hold what the other needs; SQLite then fails at once, whatever the timeout.
    """
    until = time.monotonic() + _WAIT / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _user_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def statements(sql: str) -> Iterator[str]:
    """The statements of a script, each whole."""
    waiting = ""
    for line in sql.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting.strip()
            waiting = ""
