"""The formats that have a schema, by it.

`schemas/` holds what Ravi writes of each standard, written anew and stricter; the schemas as they are published are no
part of this repository. Where $RAVI_SCHEMAS names a folder with `ninjs-schema_3.0.json` (github.com/iptc/newsinjson) or
`tei_all.rng` (tei-c.org), what is exported is held to them too. That of TimeML 1.2.1 lets no TIMEX3 hold words.
"""

import io
import json
import os
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from export_steps import HARD, PLAIN
from ravi import Article, Reader
from ravi.doctor import sample
from ravi.export.formats import export
from store_steps import FULL

etree = pytest.importorskip("lxml.etree", reason="needs the extra dev")
jsonschema = pytest.importorskip("jsonschema", reason="needs the extra dev")
HERE = Path(__file__).resolve().parent / "schemas"
PUBLISHED = Path(os.environ.get("RAVI_SCHEMAS") or "nowhere")
NEWS = Path(__file__).resolve().parents[2] / "docs" / "sample" / "news.jsonl"
TIMES = "از 1390 تاکنون، صبح شنبه، هر سال، سه سال اخیر، دهۀ هفتاد، ساعت 8 صبح، در آینده و از 3 تا 9 مهر باران بارید."


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """What is exported of records made by hand, of the sample, of four reports and of times of all kinds."""
    reader = Reader(rules_only=True)
    texts = [sample(), TIMES, *(json.loads(line)["text"] for line in NEWS.read_text(encoding="utf-8").splitlines())]
    read = [reader.read(Article(f"r{n}", text, published=date(2023, 9, 9))) for n, text in enumerate(texts)]
    records = [HARD, FULL, PLAIN, *read]
    return {name: b"".join(export(records, name)) for name in ("ninjs", "tei", "timeml")}


@pytest.mark.parametrize("schema", [HERE / "ninjs.json", PUBLISHED / "ninjs-schema_3.0.json"], ids=lambda one: one.name)
def test_schemas_of_ninjs_hold(made: dict[str, bytes], schema: Path) -> None:
    if not schema.exists():
        pytest.skip("$RAVI_SCHEMAS names no folder with it")
    check = jsonschema.Draft202012Validator(
        json.loads(schema.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )
    for line in made["ninjs"].splitlines():
        assert [error.message for error in check.iter_errors(json.loads(line))] == []
    assert list(check.iter_errors({"uri": "urn:x", "quotes": []}))


@pytest.mark.parametrize("schema", [HERE / "tei.rng", PUBLISHED / "tei_all.rng"], ids=lambda one: one.name)
def test_schemas_of_tei_hold(made: dict[str, bytes], schema: Path) -> None:
    if not schema.exists():
        pytest.skip("$RAVI_SCHEMAS names no folder with it")
    check = etree.RelaxNG(etree.parse(str(schema)))
    whole = etree.fromstring(made["tei"])
    assert check.validate(whole), check.error_log
    whole[1].set("speaker", "وزیر")
    assert not check.validate(whole)


def test_schemas_of_timeml_hold(made: dict[str, bytes]) -> None:
    check = etree.RelaxNG(etree.parse(str(HERE / "timeml.rng")))
    with ZipFile(io.BytesIO(made["timeml"])) as folder:
        for name in folder.namelist():
            document = etree.fromstring(folder.read(name))
            assert check.validate(document), (name, check.error_log)
            ids = [one.get("tid") for one in document.iter("TIMEX3")]
            assert len(ids) == len(set(ids))
    document.find("DCT")[0].set("value", "27 تیر")
    assert not check.validate(document)
