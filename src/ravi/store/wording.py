"""The words of the schema, where a migration changes nothing else."""

from collections.abc import Iterable
from sqlite3 import Connection

_KEYS = {"articles": "key", "made_by": "key", "rules": "key", "names": "key"}
_KEYS |= {"entities": "article, n", "dates": "article, n", "quotes": "article, n"}
WORDS = (
    (" kind of each place that speaks of it (v_mentions)", " way of each place that speaks of it (v_mentions, ways)"),
    (" rule of each phrase that calls it so (v_terms)", " rule of each term that is no such place (v_terms)"),
    (
        " zlib; the preset dictionary is the article's text, of a line the JSON of its fields",
        " packed: what they share with the article is not kept twice (ravi.store.originals)",
    ),
)
"""What comments of columns say now, where they said something else."""


def name_columns(connection: Connection) -> None:
    """Name the columns that each table refers to: Datasette shows no table where they are left out."""
    _reword(
        connection,
        [
            (f" REFERENCES {table}{end}", f" REFERENCES {table} ({columns}){end}")
            for table, columns in _KEYS.items()
            for end in (",", " --", "\n")
        ],
    )


def tell_of_ways(connection: Connection) -> None:
    """Say what the columns hold since places have ways."""
    _reword(connection, WORDS)


def _reword(connection: Connection, changes: Iterable[tuple[str, str]]) -> None:
    """Change nothing but the words of the schema, as SQLite allows it (sqlite.org/lang_altertable.html)."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table'", changes)
    (version,) = connection.execute("PRAGMA schema_version").fetchone()
    connection.execute(f"PRAGMA schema_version = {int(version) + 1}")
    connection.execute("PRAGMA writable_schema = OFF")
