"""Write the formats of docs/export.md from FORMATS and a record made by hand: python docs/write.py."""

import io
import tomllib
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from ravi.export.formats import FORMATS, export
from ravi.export.forms import Format
from ravi.export.labelstudio import CONFIGURATION
from ravi.export.rows import COLUMNS
from ravi.record import Article, Date, Entity, Event, MadeBy, Mention, Quote, Record, Reference, Reuse
from ravi.spans import Span

PAGE = Path(__file__).with_name("export.md")
BEGIN, END = "<!-- formats: written by `make docs` -->\n", "<!-- end of formats -->\n"
_MOST = 1_200  # characters of an example
LINE = "استفاده از این مطلب با ذکر منبع بلامانع است"
TEXT = f"رضا نیکنام دیروز گفت: «کار سد تمام شد.»\n{LINE}."

SAID = tomllib.loads(Path(__file__).with_name("persian.toml").read_text(encoding="utf-8"))
HOLDS = tomllib.loads(Path(__file__).with_name("export.toml").read_text(encoding="utf-8"))


def example() -> Record:
    """A short article and what stands in it."""

    def at(words: str) -> Span:
        return Span(TEXT.index(words), TEXT.index(words) + len(words))

    who = at("رضا نیکنام")
    return Record(
        Article("peyk-1", TEXT, "کار سد", "پیک روز", date(2024, 5, 4), "https://example.org/peyk-1"),
        TEXT,
        (),
        (Span(0, TEXT.index("\n")), Span(TEXT.index("\n") + 1, len(TEXT))),
        (Entity("رضا نیکنام", "PER", None, (Mention(who, "name"),), "entities.person", 0.97),),
        (Date(at("دیروز"), "2024-05-03", "DATE", "relative", "1403-02-14", "dates.relative", 0.98),),
        (
            Quote(
                (at("کار سد تمام شد"),), "direct", at("گفت"), Reference(who, 0), None, (), "quotes.colon_marked", 0.97
            ),
        ),
        (),
        (),
        (Event(at("تمام شد"), "COOPERATE", (), (), None, 0, 0, "happened", 0, "060", "events.verb", 0.5),),
        (),
        (),
        Reuse(at(LINE), None, "reuse.licence_line", 0.9),
        MadeBy("1.0", None, {}),
    )


def _shown(form: Format) -> str:
    data = b"".join(export([example()], form.name))
    if form.extension == "zip":
        with ZipFile(io.BytesIO(data)) as folder:
            parts = [f"{name}:\n{_cut(folder.read(name))}" for name in folder.namelist()]
        return "\n".join(parts[:3])
    return "" if form.binary else _cut(data)


def _cut(data: bytes) -> str:
    text = data.decode("utf-8-sig").replace("\r\n", "\n").strip()
    return text if len(text) <= _MOST else f"{text[:_MOST]} …"


def _section(form: Format) -> str:
    told = HOLDS[form.name]
    without = "yes" if form.without_text else "no: it is nothing without the text"
    extra = f" Needs `pip install 'ravi[{form.extra}]'`." if form.extra else ""
    shown = _shown(form)
    block = f"\n```\n{shown}\n```\n" if shown else "\n"
    persian = f'<div dir="rtl" lang="fa" markdown>\n\n{SAID["export"][form.name]}\n\n</div>\n\n'
    what = form.what[0].upper() + form.what[1:]
    head = f"### {form.name}\n{persian}{what}. `.{form.extension}`, `{form.media}`.{extra}\n\n"
    if form.name == "labelstudio":
        block += f"```xml\n{CONFIGURATION}```\n"
    return f"{head}- holds: {told['holds']}\n- loses: {told['loses']}\n- `--no-text`: {without}\n{block}"


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "| format | what | `--no-text` |\n|---|---|---|\n" + "".join(
        f"| [`{one.name}`](#{one.name}) | {one.what} | {'✓' if one.without_text else ''} |\n"
        for one in FORMATS.values()
    )
    columns = "| column | فارسی | what |\n|---|---|---|\n" + "".join(
        f"| `{one.name}` | {SAID['columns'][one.name]} | {one.what} |\n" for one in COLUMNS
    )
    sections = "\n".join(map(_section, FORMATS.values()))
    return (
        f"{before}{BEGIN}{table}\n{sections}\n### The columns of csv, xlsx, parquet and dataset\n{columns}{END}{after}"
    )
