"""Write the tables of docs/bulk.md from `data/bulk_tables.tsv`: python docs/write.py."""

from pathlib import Path

from ravi.bulk.tables import TABLES

PAGE = Path(__file__).with_name("bulk.md")
BEGIN, END = "<!-- tables: written by `make docs` -->\n", "<!-- end of tables -->\n"
TYPES = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "number": "INTEGER",
    "numbers": "INTEGER[]",
    "share": "DOUBLE",
    "day": "DATE",
}


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n".join(_table(name) for name in TABLES) + END + after


def _table(name: str) -> str:
    rows = "".join(f"| `{column.name}` | {TYPES[column.type]} | {column.what} |\n" for column in TABLES[name])
    return f"### {name}\n| column | type | what |\n|---|---|---|\n{rows}"
