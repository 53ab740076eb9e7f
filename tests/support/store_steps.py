"""What tests of the store share."""

import sqlite3
from pathlib import Path


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a store holds, table by table; of the index what it says, not how it is laid out."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab(main, search, instance)")
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    names = ["indexed", *(name for name in names if not name.startswith("search"))]
    held = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608
    connection.close()
    return held
