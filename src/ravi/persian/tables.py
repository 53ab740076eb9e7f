"""Read the tables of `ravi/data`: tab-separated text, `#` lines for source and licence, one line of column names."""

from collections.abc import Iterator
from importlib.resources import files

from ravi.persian.letters import fold


def read_table(name: str, *, folded: bool = True) -> Iterator[list[str]]:
    """The rows of `data/<name>.tsv` without their head, folded unless they are words to be shown.

    >>> next(read_table("verbs"))
    ['گفتن', 'گفت', 'گوی']
    """
    text = _text(name)
    rows = (
        line.split("\t") for line in (fold(text) if folded else text).split("\n") if line and not line.startswith("#")
    )
    next(rows)
    return rows


def read_numbers(name: str) -> dict[str, int]:
    """The numbers of `data/<name>.tsv` by the words before them, not folded: a large table, read at once.

    >>> read_numbers("words")["کتاب"] > 100
    True
    """
    rows = _text(name).rstrip("\n").split("\n")
    first = next(at for at, row in enumerate(rows) if not row.startswith("#")) + 1
    cells = "\t".join(rows[first:]).split("\t")
    return dict(zip(cells[::2], map(int, cells[1::2]), strict=True))


def read_groups(name: str) -> dict[str, int]:
    """The numbers of `data/<name>.tsv` by the words behind them, a row a number: a larger table, read faster still.

    >>> read_groups("runs")["از"] == read_groups("runs")["را"]
    False
    """
    numbers: dict[str, int] = {}
    rows = (row.split("\t") for row in _text(name).split("\n") if row and row[0] != "#")
    next(rows)
    for number, words in rows:
        numbers |= dict.fromkeys(words.split(" "), int(number))
    return numbers


def _text(name: str) -> str:
    return files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")


def _read_words() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for name, row in read_table("word_classes"):
        words.setdefault(name, set()).update(row.split())
    return {name: frozenset(members) for name, members in words.items()}


WORDS = _read_words()
"""Closed classes of words (`data/word_classes.tsv`), keys without half-spaces."""
