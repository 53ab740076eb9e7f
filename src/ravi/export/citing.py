"""Articles to cite: BibTeX for LaTeX, CSL-JSON for Zotero, pandoc and the like."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from ravi.export.forms import json_list
from ravi.export.rights import licence_of
from ravi.persian.letters import fold
from ravi.record import Record

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "{}%#&_$"},
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def write_bibtex(records: Iterable[Record], *, words: bool = True) -> Iterator[bytes]:
    """An entry an article. UTF-8, as BibLaTeX and biber read it.

    >>> from ravi import Article, Reader
    >>> article = Article("a/1", "باران بارید.", title="100% باران", publisher="پیک روز")
    >>> print(b"".join(write_bibtex([Reader(rules_only=True).read(article)])).decode().strip())
    @misc{a-1,
      title = {100\\% باران},
      howpublished = {پیک روز},
      language = {persian}
    }
    """
    key = _keys()
    for record in records:
        article = record.article
        day = article.published
        fields: dict[str, str | None] = {
            "title": _tex(article.title) if words else None,
            "howpublished": _tex(article.publisher),
            "year": f"{day.year}" if day else None,
            "month": f"{_MONTHS[day.month - 1]}" if day else None,
            "day": f"{day.day}" if day else None,
            "url": _url(article.url),
            "note": _tex(_note(record, words=words)),
            "language": "persian",
        }
        lines = [
            f"  {name} = {value if name == 'month' else '{' + value + '}'}" for name, value in fields.items() if value
        ]
        yield (f"@misc{{{key(article.id)},\n" + ",\n".join(lines) + "\n}\n\n").encode("utf-8", "backslashreplace")


def write_csl(records: Iterable[Record], *, words: bool = True) -> Iterator[bytes]:
    """A list of items, one an article."""
    yield from json_list(_item(record, words=words) for record in records)


def _item(record: Record, *, words: bool) -> dict[str, Any]:
    article = record.article
    day = article.published
    item: dict[str, Any] = {
        "id": article.id,
        "type": "article-newspaper",
        "title": article.title if words else None,
        "container-title": article.publisher,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": article.url,
        "language": "fa",
        "note": _note(record, words=words),
    }
    return {name: value for name, value in item.items() if value is not None}


def _note(record: Record, *, words: bool) -> str | None:
    licence = licence_of(record)
    return licence and (licence.line if words else f"licence: {licence.terms}")


def _tex(text: str | None) -> str | None:
    """Words that TeX takes as they are.

    >>> _tex("a_b {100%}")
    'a\\\\_b \\\\{100\\\\%\\\\}'
    """
    return None if text is None else "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def _url(url: str | None) -> str | None:
    """An address as it is, but for what would end its field."""
    if url is None:
        return None
    return "".join(f"%{ord(char):02X}" if char in '{}\\" ' else char for char in url if char.isprintable())


def _keys() -> Callable[[str], str]:
    """Makes keys of ids: Latin letters, digits and hyphens, no two the same."""
    used: set[str] = set()

    def key(id: str) -> str:
        kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in fold(id))
        stem = "-".join(part for part in kept.split("-") if part) or "article"
        found, n = stem, 1
        while found in used:
            n += 1
            found = f"{stem}-{n}"
        used.add(found)
        return found

    return key


bibtex_without_text = partial(write_bibtex, words=False)
csl_without_text = partial(write_csl, words=False)
