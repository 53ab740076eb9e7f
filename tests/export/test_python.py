"""Records in Python: notebooks, data frames, spaCy."""

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from export_steps import HARD, PLAIN, SAID, TEXT
from ravi.errors import ExtraMissing
from ravi.export.formats import export
from ravi.export.frames import Table
from ravi.export.rows import COLUMNS
from ravi.export.spacy import to_spacy
from ravi.mcp import make_server
from store_steps import FULL

RECORDS = [HARD, FULL, PLAIN]


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append("pre-wrap" if "pre-wrap" in (dict(attrs).get("style") or "") else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "pre-wrap")

    def handle_data(self, data: str) -> None:
        if "pre-wrap" in self.open:
            self.inside += data


def read(html: str) -> _Texts:
    parser = _Texts()
    parser.feed(html)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("record", RECORDS)
def test_notebook_text_without_its_tags_is_the_text(record: object) -> None:
    html = record._repr_html_()  # type: ignore[attr-defined]
    text = record.article.text  # type: ignore[attr-defined]
    assert read(html).inside == text.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")


def test_notebook_runs_from_right_to_left_and_breaks_no_word() -> None:
    found = read(HARD._repr_html_())
    assert found.tags[0][1]["dir"] == "rtl"
    assert {tag for tag, _ in found.tags} <= {"div", "span", "bdi", "table", "tbody", "tr", "td", "br", "small"}
    text = found.tags.index(next(one for one in found.tags if "pre-wrap" in (one[1].get("style") or "")))
    spans = [attributes for tag, attributes in found.tags[text:] if tag == "span"]
    assert spans
    for attributes in spans:
        assert set(attributes) == {"style", "title"}
        assert not re.search("display|direction|bidi|padding|margin|position|letter", attributes["style"] or "")


def test_notebook_takes_nothing_from_the_text_for_markup_and_loads_nothing() -> None:
    html = HARD._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert not re.search(r"<script|<link|<style|src=|url\(|@import|class=", html)
    assert "رضا نیکنام" in html


def test_notebook_shows_controls_of_direction() -> None:
    from dataclasses import replace

    article = replace(PLAIN.article, text="باران \u202eبارید")
    html = replace(PLAIN, article=article)._repr_html_()
    assert "\u202e" not in html
    assert "\ufffd" in html


def test_table_has_rows_and_shows_the_first_of_them() -> None:
    table = Table([HARD] * 8)
    assert len(table) == 24
    assert table.rows()[0]["words"] == " … ".join(SAID)
    html = table._repr_html_()
    assert html.count("<tr>") == 21
    assert "… 4<" in html
    read(html)


def test_table_is_taken_by_arrow_and_duckdb() -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table(Table(RECORDS))
    assert table.column_names == [column.name for column in COLUMNS]
    assert table.num_rows == len(HARD.quotes) + len(FULL.quotes)
    assert pa.table(HARD).to_pylist()[0]["words"] == " … ".join(SAID)
    assert pa.table(Table([])).num_rows == 0


def test_table_is_a_data_frame_of_pandas() -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = HARD.to_pandas()
    assert list(frame["form"]) == ["direct", "mixed", "indirect"]


def test_spacy_doc_is_the_text_with_its_layers_and_says_what_it_lost() -> None:
    pytest.importorskip("spacy")
    for record in RECORDS:
        assert to_spacy(record).text == record.article.text
    doc = to_spacy(HARD)
    assert next((one.text, one.label_) for one in doc.ents) == ("رضا نیکنام", "PER")
    assert [one.text for one in doc.spans["quote"]][:2] == list(SAID)
    first = doc.spans["quote"][0]
    assert (first._.ravi_key, first._.ravi_names) == ("quote.0", {"speaker": "رضا نیکنام"})
    assert doc._.record is HARD
    assert all(loss.what.startswith(("widened", "left out", "not in ents")) for loss in doc._.losses)


def test_spacy_widens_what_ends_inside_a_token_and_says_so() -> None:
    pytest.importorskip("spacy")
    from dataclasses import replace

    from ravi.record import Mark
    from ravi.spans import Span

    start = TEXT.index("رضا")
    doc = to_spacy(replace(HARD, marks=(Mark(Span(start, start + 2), "scare", "demo", 1.0),)))
    assert doc.spans["mark"][0].text == "رضا"
    assert [loss.what for loss in doc._.losses if loss.layer == "mark"] == [f"widened to {start}-{start + 3}"]


@pytest.mark.parametrize(
    ("package", "call", "extra"),
    [
        ("spacy.tokens", lambda: to_spacy(HARD), "spacy"),
        ("pandas", lambda: HARD.to_pandas(), "pandas"),
        ("pyarrow", lambda: Table([HARD]).to_arrow(), "export"),
        ("pyarrow", lambda: b"".join(export([HARD], "parquet")), "export"),
        ("xlsxwriter", lambda: b"".join(export([HARD], "xlsx")), "export"),
        ("mcp.server.mcpserver", lambda: make_server("news.ravi"), "mcp"),
    ],
)
def test_what_is_not_installed_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, package: str, call: Callable[[], object], extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExtraMissing, match=rf"pip install 'ravi\[{extra}\]'"):
        call()
