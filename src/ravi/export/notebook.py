"""A record as a piece of HTML for notebooks: the text from right to left, what is said and by whom.

Notebooks take away style sheets and scripts: every style stands in its element. No element inside a word changes its
direction or its box, since that would break the joining of its letters: only `span` with a colour.
"""

from html import escape
from typing import Any

from ravi.export.inline import Element, Piece, nested
from ravi.export.rights import licence_of
from ravi.persian.letters import BIDI_CONTROLS
from ravi.record import Quote, Record

_QUOTE, _DATE, _WHO = 0, 1, 2
_COLOURS = ("#ffe8a3", "#c9e7ff", "#d5f2d0", "#f6d6ec", "#e3dcff", "#ffdccb")
_PAGE = "direction:rtl;text-align:right;line-height:1.9;max-width:46em;font-family:Vazirmatn,Tahoma,sans-serif"
_TEXT = "white-space:pre-wrap;letter-spacing:normal"
_CELL = "text-align:right;vertical-align:top;padding:2px 8px"
_NOBODY = "گوینده نامعلوم"
_FORMS = {"direct": "مستقیم", "indirect": "غیرمستقیم", "mixed": "آمیخته"}
_ODD = str.maketrans(dict.fromkeys(BIDI_CONTROLS, "\ufffd"))


def record_html(record: Record) -> str:
    """The record for a notebook. The text without its tags is the text as published, but for controls of direction.

    >>> from ravi import Reader
    >>> html = record_html(Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»"))
    >>> html.count("<span"), "<script" in html
    (2, False)
    """
    article = record.article
    licence = licence_of(record)
    about = [
        article.title,
        article.publisher,
        article.published.isoformat() if article.published else None,
        article.url,
    ]
    head = " · ".join(f"<bdi>{_words(one)}</bdi>" for one in about if one)
    rows = "".join(_row(record, quote) for quote in record.quotes)
    parts = [
        f'<div style="font-weight:bold">{head}</div>' if head else "",
        f'<div style="{_TEXT}">{_text(record)}</div>',
        f'<table style="border-collapse:collapse;margin-top:.5em"><tbody>{rows}</tbody></table>' if rows else "",
        f'<div style="opacity:.7">{_words(licence.line)}</div>' if licence else "",
    ]
    return f'<div dir="rtl" lang="fa" style="{_PAGE}">{"".join(parts)}</div>'


def table_html(names: list[str], rows: list[tuple[Any, ...]], more: int) -> str:
    """Rows of a table for a notebook, and how many more there are."""
    head = "".join(f'<th style="{_CELL}">{_words(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}"><bdi>{_cell(cell)}</bdi></td>' for cell in row) + "</tr>" for row in rows
    )
    rest = f'<div style="opacity:.7">… {more:,}</div>' if more > 0 else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div dir="rtl" lang="fa" style="{_PAGE}">{table}{rest}</div>'


def _text(record: Record) -> str:
    styles: dict[str, tuple[str, str]] = {}
    elements = []
    for n, quote in enumerate(record.quotes):
        name = _speaker(record, quote) or _NOBODY
        styles[f"q{n}"] = (f"background:{_colour(quote)};color:#222", f"{_FORMS[quote.form]} · {name}")
        elements.append(Element(f"q{n}", _QUOTE, quote.parts))
    for n, date in enumerate(record.dates):
        styles[f"d{n}"] = ("border-bottom:2px dotted #888", " · ".join(one for one in (date.value, date.jalali) if one))
        elements.append(Element(f"d{n}", _DATE, (date.span,)))
    for n, entity in enumerate(record.entities):
        for m, mention in enumerate(entity.mentions):
            styles[f"e{n}-{m}"] = ("border-bottom:1px solid #888", f"{entity.type} · {entity.name}")
            elements.append(Element(f"e{n}-{m}", _WHO, (mention.span,)))

    def opened(piece: Piece) -> str:
        style, title = styles[piece.key]
        return f'<span style="{style}" title="{_words(title)}">'

    return nested(record.article.text, elements, opened, lambda piece: "</span>").translate(_ODD)


def _row(record: Record, quote: Quote) -> str:
    name = _speaker(record, quote)
    role = record.entities[quote.speaker.entity].role if quote.speaker and quote.speaker.entity is not None else None
    who = f"<bdi>{_words(name or _NOBODY)}</bdi>" + (f"<br><small><bdi>{_words(role)}</bdi></small>" if role else "")
    said = _words(" … ".join(part.of(record.article.text) for part in quote.parts))
    style = f"{_CELL};border-right:4px solid {_colour(quote)}"
    return f'<tr><td style="{style}">{who}</td><td style="{_CELL}"><bdi>{said}</bdi></td></tr>'


def _colour(quote: Quote) -> str:
    """One colour for each speaker."""
    if quote.speaker is None or quote.speaker.entity is None:
        return "#e4e4e4"
    return _COLOURS[quote.speaker.entity % len(_COLOURS)]


def _speaker(record: Record, quote: Quote) -> str | None:
    who = quote.speaker.entity if quote.speaker else None
    return record.entities[who].name if who is not None else None


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell
    return "" if value is None else _words(str(value))


def _words(text: str) -> str:
    """Words as data, with nothing in them that steers the page."""
    return escape(text).translate(_ODD)
