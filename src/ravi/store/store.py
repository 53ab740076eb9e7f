"""A store: records that are kept in one SQLite file, each whole or not at all."""

import json
import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from ravi.errors import InputError, StoreError
from ravi.inputs import Document
from ravi.record import Failure, MadeBy, Record
from ravi.spans import Span
from ravi.store import index
from ravi.store.corrections import Correction, check, check_words, corrected, place_of
from ravi.store.figures import Figures
from ravi.store.files import Mode, connect, what_to_do
from ravi.store.folding import FOLD_VERSION, key_of
from ravi.store.layers import COLUMNS, DELETES, read_record, to_json
from ravi.store.originals import unpack
from ravi.store.persons import count_persons
from ravi.store.preparing import Batch, digest_of, document_of, maker_of, prepare
from ravi.store.rebuilding import build_index
from ravi.store.rows import Keys, Rule, Way

_MOST = 100_000  # keys of names that are held in memory
_RELATED = (
    *(("originals", "article"), ("reprints", "older"), ("reprints", "newer"), ("stories", "article")),
    *(("tellings", "article"), ("tellings", "first_article"), ("people", "article"), ("people", "joined_article")),
)
_ARTICLE = "id, url, publisher, published, title, decoded, text, sentences"
_UPDATE = f"UPDATE articles SET ({_ARTICLE}, jalali, made_by) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE key = ?"  # noqa: S608
_THERE = f"SELECT key, {_ARTICLE}, jalali, made_by FROM articles WHERE id = ?"  # noqa: S608
_MAKER = "SELECT key FROM made_by WHERE ravi = ? AND model IS ? AND steps = ?"
_TAKEN = (
    "SELECT EXISTS (SELECT 1 FROM articles WHERE id IN (SELECT value FROM json_each(?1))) "
    "OR EXISTS (SELECT 1 FROM corrections WHERE id IN (SELECT value FROM json_each(?1)))"
)


def open_store(path: str | Path, mode: Mode = "read") -> "Store":
    """Open the store at a path. With mode "write" it is made where there is none. Raises `StoreError`.

    >>> from tempfile import TemporaryDirectory
    >>> from ravi import Article, Reader
    >>> with TemporaryDirectory() as folder, open_store(Path(folder, "news.ravi"), "write") as store:
    ...     store.put(Reader().read(Article("1", "وزیر گفت: «کار تمام شد.»")))
    ...     store.get("1").article.text
    True
    'وزیر گفت: «کار تمام شد.»'
    """
    return Store(Path(path), mode)


What = Literal["new", "again", "current"]
"""What became of a record that was to be kept: the last, it was there, made of the same by the same."""
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Known(dict[K, V]):
    """Keys that were asked for before; the others are found when they are."""

    def __init__(self, find: Callable[[K], V]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: K) -> V:
        if len(self) >= _MOST:
            self.clear()
        self[word] = key = self._find(word)
        return key


class Store:
    """Records in one file. A store that is open to read sees what others write, article by article."""

    def __init__(self, path: Path, mode: Mode) -> None:
        self.path = path
        self.connection = connect(path, mode)
        self.given = Keys(_Known(self._key_of_rule), _Known(self._key_of_way), _Known(self._key_of_name))
        self._made_by: dict[int, MadeBy] = {}
        self._spellings: set[str] = set()
        self._words = index.Rows()
        self._figures = Figures()
        self._bring_index(mode)

    def _bring_index(self, mode: Mode) -> None:
        """Build the index where it was not built by this version of the fold."""
        try:
            built = index.fold_of(self.connection)
            if built > FOLD_VERSION:
                raise StoreError(
                    f"{self.path}: this store's index was made by a newer Ravi: pip install --upgrade ravi"
                )
            if built < FOLD_VERSION and mode == "read":
                self.connection.close()
                Store(self.path, "write").close()
                self.connection = connect(self.path, mode)
            elif built < FOLD_VERSION:
                build_index(self)
            if mode == "write" and index.is_loading(self.connection):
                with self.transaction():
                    index.set_merging(self.connection, index.AT_REST)
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    def __contains__(self, key: object) -> bool:
        return self.connection.execute("SELECT 1 FROM articles WHERE id = ?", (key,)).fetchone() is not None

    def put(self, record: Record, document: Document | None = None) -> bool:
        """Keep a record, and the bytes that it was read from; False where it is there, made of the same by the same.

        A record of an article that is there is put in its place. Raises `StoreError` where the article cannot be kept.
        """
        return self.put_many([(record, document)]) > 0

    def put_many(self, records: Iterable[tuple[Record, Document | None]], together: int = 500) -> int:
        """Keep many, `together` in one transaction; how many were new or changed."""
        left = iter(records)
        changed = 0
        while pairs := list(islice(left, together)):
            changed += sum(what != "current" for what in self.put_together(pairs))
        return changed

    def put_together(
        self,
        pairs: Sequence[tuple[Record, Document | None]],
        failures: Sequence[tuple[Failure, Document, MadeBy]] = (),
    ) -> list[What]:
        """Keep records in one transaction, and it that documents could not be read; what became of each record."""
        if not pairs and not failures:
            return []
        with self.transaction():
            kept = self.keep(prepare(pairs, self.given, self._spellings)) if pairs else []
            for failure, document, made_by in failures:
                self._fail(failure, document, made_by)
        return kept

    def keep(self, batch: Batch, leave: Collection[int] = ()) -> list[What]:
        """Keep what was prepared, but for the records of these numbers; in a transaction that the caller has opened."""
        index.add_spellings(self.connection, batch.words.spellings)
        ids = [row[0] for row in batch.articles]
        taken = len(set(ids)) < len(ids) or self.connection.execute(_TAKEN, (to_json(ids),)).fetchone()[0]
        if taken or leave:
            return [self._keep_one(one) for n, one in enumerate(batch.each()) if n not in leave]
        self._fill(batch)
        return ["new"] * len(ids)

    def _keep_one(self, one: Batch) -> What:
        """Keep a record that may be there, and against whose reading something may have been said."""
        run = self.connection.execute
        *row, maker = one.articles[0]
        row.append(self._key_of_maker(*one.makers[maker]))
        there = run(_THERE, row[:1]).fetchone()
        if there is None:
            self._fill(one)
            return "new"
        key = there[0]
        same = list(there[1:]) == row
        if same and all(self._has_original(key, original[4]) for original in one.originals):
            return "current"
        self._clear(key)
        if not same and not one.originals:
            run("DELETE FROM originals WHERE article = ?", (key,))  # those of another text
        run(_UPDATE, (*row, key))
        self._fill(one, key)
        return "again"

    def _fill(self, batch: Batch, key: int | None = None) -> None:
        """Insert the rows of records that are not there; of one whose row of `articles` is, `key` is the key."""
        many = self.connection.executemany
        articles, makers, layers, originals, words = batch
        first = self.connection.execute("SELECT ifnull(max(key), 0) + 1 FROM articles").fetchone()[0]
        if key is None:
            made_by = [self._key_of_maker(*maker) for maker in makers]
            rows = ((first + n, *row[:-1], made_by[row[-1]]) for n, row in enumerate(articles))
            many(f"INSERT INTO articles (key, {_ARTICLE}, jalali, made_by) VALUES ({_marks(11)})", rows)  # noqa: S608
        else:
            first = key
        for table, columns in COLUMNS.items():
            if layers[table]:
                many(f"INSERT INTO {table} VALUES (? + {first}, {_marks(columns - 1)})", layers[table])  # noqa: S608
        self._figures.add(first, articles, layers)
        if len(articles) == 1 and self.corrections(articles[0][0]):
            self.index_article(first)
        else:
            index.add(self.connection, range(first, first + len(articles)), words, self._words)
        if originals:
            many(f"INSERT OR REPLACE INTO originals VALUES (? + {first}, {_marks(5)})", originals)  # noqa: S608
            if self.connection.execute("SELECT EXISTS (SELECT 1 FROM failures)").fetchone()[0]:
                many("DELETE FROM failures WHERE sha256 = ?", [(original[4],) for original in originals])

    def fail(self, failure: Failure, document: Document, made_by: MadeBy) -> None:
        """Keep it that a document could not be read."""
        self.put_together((), [(failure, document, made_by)])

    def _fail(self, failure: Failure, document: Document, made_by: MadeBy) -> None:
        row = (digest_of(document), failure.id, failure.step, failure.message)
        self.connection.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)", (*row, self._key_of_maker(*maker_of(made_by)))
        )

    def failed(self, document: Document, made_by: MadeBy) -> Failure | None:
        """The failure of a document that these versions could not read before."""
        row = self.connection.execute(
            "SELECT id, step, message FROM failures WHERE sha256 = ? AND made_by = ?",
            (digest_of(document), self._find_maker(made_by)),
        ).fetchone()
        return Failure(*row) if row else None

    def current(self, document: Document, made_by: MadeBy) -> str | None:
        """The id of the article that these versions made of this document; None where it must be read."""
        row = self.connection.execute(
            "SELECT id FROM originals JOIN articles ON articles.key = originals.article "
            "WHERE substr(sha256, 1, 8) = substr(?1, 1, 8) AND sha256 = ?1 AND made_by = ?2",
            (digest_of(document), self._find_maker(made_by)),
        ).fetchone()
        return row[0] if row else None

    def get(self, id: str, *, as_read: bool = False) -> Record | None:
        """The record of an article, None where there is none of that id; `as_read`: without what was corrected."""
        row = self.connection.execute("SELECT key FROM articles WHERE id = ?", (id,)).fetchone()
        return self.record(row[0], as_read=as_read) if row else None

    def record(self, key: int, *, as_read: bool = False) -> Record:
        """The record of the article that the tables know by this key, as `get`. Raises KeyError."""
        with self.snapshot():
            row = self.connection.execute(f"SELECT made_by, {_ARTICLE} FROM articles WHERE key = ?", (key,)).fetchone()  # noqa: S608
            if row is None:
                raise KeyError(key)
            record = read_record(self.connection, key, row[1:], self._maker(row[0]))
            return record if as_read else self._corrected(record)

    def keys(self, after: int = 0) -> Iterator[int]:
        """The keys of the articles in the order in which they came, those above `after`. May be left at any time."""
        while chunk := self.connection.execute(
            "SELECT key FROM articles WHERE key > ? ORDER BY key LIMIT 1000", (after,)
        ).fetchall():
            yield from (key for (key,) in chunk)
            after = chunk[-1][0]

    def ids(self) -> Iterator[str]:
        """The ids of the articles in the order in which they came."""
        for key in self.keys():
            for (found,) in self.connection.execute("SELECT id FROM articles WHERE key = ?", (key,)):
                yield found

    def records(self) -> Iterator[Record]:
        """All records in the order in which they came."""
        for key in self.keys():
            try:
                yield self.record(key)
            except KeyError:  # removed in the meantime
                continue

    def original(self, id: str) -> Document | None:
        """The document that an article was read from, its bytes as they were found; None where none was kept."""
        row = self.connection.execute(
            "SELECT name, kind, given, sha256, bytes, id, url, publisher, published, text FROM originals "
            "JOIN articles ON articles.key = originals.article WHERE id = ?",
            (id,),
        ).fetchone()
        if row is None:
            return None
        name, kind, given, digest, small, *article = row
        document = document_of(name, unpack(small, kind, article), kind, json.loads(given))
        if digest_of(document) != digest:
            raise StoreError(f"{self.path}: the original of {id} is damaged: add it again from its source")
        return document

    def stale(self, made_by: MadeBy) -> Iterator[str]:
        """The ids of articles that other versions made."""
        maker = self._find_maker(made_by)
        after = 0
        while chunk := self.connection.execute(
            "SELECT key, id FROM articles WHERE key > ? AND made_by IS NOT ? ORDER BY key LIMIT 1000", (after, maker)
        ).fetchall():
            yield from (found for _, found in chunk)
            after = chunk[-1][0]

    def remove(self, id: str) -> bool:
        """Forget an article and all that was read in it; False where it is not there."""
        with self.transaction():
            row = self.connection.execute("SELECT key FROM articles WHERE id = ?", (id,)).fetchone()
            if row is None:
                return False
            self._clear(row[0])
            persons = self.connection.execute("SELECT DISTINCT person FROM people WHERE article = ?", row).fetchall()
            for table, column in _RELATED:
                self.connection.execute(f"DELETE FROM {table} WHERE {column} = ?", row)  # noqa: S608
            count_persons(self.connection, (person for (person,) in persons))
            self.connection.execute("DELETE FROM articles WHERE key = ?", row)
            return True

    def correct(self, id: str, correction: Correction) -> int:
        """Keep what a person says against the reading of an article; the correction's key. Raises `InputError`."""
        check(correction)
        with self.transaction(), self._indexed_anew(id):
            place = place_of(correction, self._text(id))
            if place is None:
                raise InputError(f"«{correction.words}» does not stand in {id}: give words of its text")
            check_words(correction, self._text(id))
            row = (id, correction.layer, *place, correction.words, to_json(correction.change))
            return _new(
                self.connection,
                "INSERT INTO corrections (id, layer, start, end, words, change) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def uncorrect(self, key: int) -> bool:
        """Take a correction back; False where there is none of that key."""
        with self.transaction():
            row = self.connection.execute("SELECT id FROM corrections WHERE key = ?", (key,)).fetchone()
            if row is None:
                return False
            with self._indexed_anew(row[0]):
                self.connection.execute("DELETE FROM corrections WHERE key = ?", (key,))
            return True

    def corrections(self, id: str) -> dict[int, Correction]:
        """What was said against the reading of an article, by its keys, in the order in which it was said."""
        rows = self.connection.execute(
            "SELECT key, layer, start, end, words, change FROM corrections WHERE id = ? ORDER BY key", (id,)
        )
        return {
            key: Correction(layer, Span(start, end), words, json.loads(change))
            for key, layer, start, end, words, change in rows.fetchall()
        }

    def corrected_ids(self) -> list[str]:
        """The ids of the articles against whose reading something was said."""
        return [id for (id,) in self.connection.execute("SELECT DISTINCT id FROM corrections ORDER BY id")]

    def _corrected(self, record: Record) -> Record:
        said = self.corrections(record.article.id)
        return corrected(record, said.values()) if said else record

    @contextmanager
    def _indexed_anew(self, id: str) -> Iterator[None]:
        """Take an article out of the index, and put it there again as it is afterwards."""
        row = self.connection.execute("SELECT key FROM articles WHERE id = ?", (id,)).fetchone()
        if row:
            index.remove(self.connection, row[0], self.record(row[0]))
        yield
        if row:
            self.index_article(row[0])

    def _text(self, id: str) -> str:
        row = self.connection.execute("SELECT text FROM articles WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise InputError(f"there is no article {id}: see ravi search")
        return str(row[0])

    def index_article(self, article: int) -> None:
        """Put the article of this key in the index, in a transaction that the caller has opened."""
        words = index.no_words()
        index.fold(self.record(article), 0, self._spellings, words)
        index.add_spellings(self.connection, words.spellings)
        index.add(self.connection, [article], words, self._words)

    def _insert_waiting(self) -> None:
        """Insert what waits for others to be inserted with: many rows of one table take less time together."""
        self._words.insert(self.connection)
        self._figures.insert(self.connection)

    def _clear(self, article: int) -> None:
        """Take away the layers of an article, and its words from the index."""
        self._insert_waiting()
        self._figures.take(self.connection, article)
        index.remove(self.connection, article, self.record(article))
        for delete in (*DELETES, "DELETE FROM vectors WHERE article = ?"):
            self.connection.execute(delete, (article,))

    def _has_original(self, article: int, digest: bytes) -> bool:
        found = self.connection.execute("SELECT sha256 FROM originals WHERE article = ?", (article,)).fetchone()
        return bool(found == (digest,))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or nothing of it. Raises `StoreError`."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._insert_waiting()
                self.connection.execute("COMMIT")
            except BaseException:
                self._words.clear()
                self._figures.clear()
                for known in self.given:
                    known.clear()
                self._made_by.clear()
                self._spellings.clear()
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {what_to_do(error)}") from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("COMMIT")

    def _key_of_name(self, name: str) -> int:
        row = self.connection.execute("SELECT key FROM names WHERE name = ?", (name,)).fetchone()
        insert = "INSERT INTO names (name, folded) VALUES (?, ?)"
        return row[0] if row else _new(self.connection, insert, (name, key_of(name)))

    def _key_of_rule(self, rule: Rule) -> int:
        row = self.connection.execute("SELECT key FROM rules WHERE rule = ? AND confidence IS ?", rule).fetchone()
        return row[0] if row else _new(self.connection, "INSERT INTO rules (rule, confidence) VALUES (?, ?)", rule)

    def _key_of_way(self, way: Way) -> int:
        row = self.connection.execute(
            "SELECT key FROM ways WHERE kind = ? AND voice IS ? AND retells IS ? AND rule IS ?", way
        ).fetchone()
        insert = "INSERT INTO ways (kind, voice, retells, rule) VALUES (?, ?, ?, ?)"
        return row[0] if row else _new(self.connection, insert, way)

    def _find_maker(self, made_by: MadeBy) -> int | None:
        row = self.connection.execute(_MAKER, maker_of(made_by)).fetchone()
        return row[0] if row else None

    def _key_of_maker(self, *maker: str | None) -> int:
        row = self.connection.execute(_MAKER, maker).fetchone()
        return (
            row[0] if row else _new(self.connection, "INSERT INTO made_by (ravi, model, steps) VALUES (?, ?, ?)", maker)
        )

    def _maker(self, key: int) -> MadeBy:
        if key not in self._made_by:
            ravi, model, steps = self.connection.execute(
                "SELECT ravi, model, steps FROM made_by WHERE key = ?", (key,)
            ).fetchone()
            self._made_by[key] = MadeBy(ravi, model, json.loads(steps))
        return self._made_by[key]


def _marks(number: int) -> str:
    return ", ".join("?" * number)


def _new(connection: sqlite3.Connection, insert: str, row: tuple[Any, ...]) -> int:
    key = connection.execute(insert, row).lastrowid
    assert key is not None  # noqa: S101 - sqlite3 gives one after every INSERT
    return key
