"""Write the tables of docs/store.md from the schema itself: python docs/write.py."""

import re
import sys
import tomllib
from pathlib import Path

from ravi.store.files import statements
from ravi.store.schema import MIGRATIONS
from ravi.store.wording import WORDS

PAGE = Path(__file__).with_name("store.md")
SAID = tomllib.loads(Path(__file__).with_name("persian.toml").read_text(encoding="utf-8"))["store"]
BEGIN, END = "<!-- tables -->\n", "<!-- end of tables -->\n"
_NAME = re.compile(r"CREATE (?:VIRTUAL )?(TABLE|VIEW) (\w+)")
_DROPPED = re.compile(r"^DROP TABLE (\w+)")
_COLUMN = re.compile(r"^    (\w+)\b(.*?)(?: -- (.*))?$")
_KEYWORDS = {"PRIMARY", "FOREIGN", "UNIQUE", "content", "CHECK"}


def tables() -> str:
    """A list of every table with its columns, and of every view, as the comments of the schema tell them."""
    parts: dict[str, str] = {}
    for migration in MIGRATIONS:
        for statement in statements(migration.sql):
            if dropped := _DROPPED.search(statement):
                del parts[dropped[1]]
            elif found := _NAME.search(statement):
                parts[found[2]] = _told(found[1], found[2], statement)
    found = "\n".join(f'<p dir="rtl" lang="fa">{_coded(SAID[name])}</p>\n\n{told}' for name, told in parts.items())
    for before, now in WORDS:
        found = found.replace(before.strip(), now.strip())
    return found


def _told(kind: str, name: str, statement: str) -> str:
    lines = statement.splitlines()
    about = " ".join(line.strip(" -") for line in lines if line.lstrip().startswith("-- "))
    head = f"**`{name}`**" + (" (view)" if kind == "VIEW" else "") + (f": {about}" if about else "")
    if kind == "VIEW":
        return f"{head}\n"
    columns: list[str] = []
    for line in lines:
        column = _COLUMN.match(line)
        if column and column[1] not in _KEYWORDS:
            columns.append(f"`{column[1]}`" + (f": {column[3]}" if column[3] else ""))
    return f"{head}\n{'; '.join(columns)}\n"


def _coded(text: str) -> str:
    """What stands in backquotes as HTML: within a `<p>` they would stay."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", text)


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.split(END)[1]}"


def main() -> int:
    """Write the page; with --check say whether it is the same."""
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0
