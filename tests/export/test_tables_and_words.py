"""Formats that are read by eye, by a spreadsheet or by a reference manager."""

import csv
import io
import json
from zipfile import ZipFile

import pytest

from export_steps import HARD, LINE, PLAIN, SAID, TEXT
from ravi.export.formats import export
from ravi.export.sheets import BOM
from ravi.spans import Span
from store_steps import FULL


def made(name: str, *, text: bool = True) -> bytes:
    return b"".join(export([HARD, FULL, PLAIN], name, text=text))


def test_csv_is_read_back_and_no_cell_is_a_formula() -> None:
    data = made("csv")
    assert data.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HARD.quotes) + len(FULL.quotes)
    first = rows[0]
    assert first["words"] == " … ".join(SAID)
    assert first["title"].startswith("'=")
    assert (first["speaker"], first["licence"], first["terms"]) == ("رضا نیکنام", LINE, "not without permission")
    assert (first["published"], first["jalali"]) == ("2016-07-18", "1395-04-28")
    assert TEXT[int(first["start"]) :].startswith(SAID[0])
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_xlsx_runs_from_right_to_left_with_real_days_and_no_formula() -> None:
    pytest.importorskip("xlsxwriter")
    with ZipFile(io.BytesIO(made("xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert "<f>" not in sheet
    assert "<v>42569</v>" in sheet  # 2016-07-18


def test_xlsx_is_read_by_openpyxl() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(io.BytesIO(made("xlsx"))).active
    head, first, *rest = page.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert (row["words"].replace("_x000D_", "\r"), row["speaker"]) == (" … ".join(SAID), "رضا نیکنام")
    assert row["published"].date().isoformat() == "2016-07-18"
    assert len(rest) == len(HARD.quotes) + len(FULL.quotes) - 1


def test_webannotation_selects_by_position_and_by_words() -> None:
    page = json.loads(made("webannotation"))
    assert (page["type"], page["@context"][0]) == ("AnnotationPage", "http://www.w3.org/ns/anno.jsonld")
    mine = [one for one in page["items"] if one["ravi:article"] == HARD.article.id]
    assert len({one["id"] for one in page["items"]}) == len(page["items"])
    for one in mine:
        assert (one["type"], bool(one["body"])) == ("Annotation", True)
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            assert target["source"] == HARD.article.url
            place, quote = target["selector"]
            assert (place["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
            assert Span(place["start"], place["end"]).of(TEXT) == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT
    [said] = [one for one in mine if one["body"][0]["value"] == "quote: direct"]
    assert [target["selector"][1]["exact"] for target in said["target"]] == list(SAID)
    ids = {one["id"] for one in page["items"]}
    assert {to["ravi:to"] for one in mine for to in one.get("ravi:relations", [])} <= ids


def test_webannotation_without_text_selects_by_position_and_has_the_hash() -> None:
    from hashlib import sha256

    page = json.loads(made("webannotation", text=False))
    [said] = [one for one in page["items"] if one["body"][0]["value"] == "quote: direct" and "1?a" in str(one)]
    first = said["target"][0]
    assert first["selector"]["type"] == "TextPositionSelector"
    assert first["ravi:sha256"] == sha256(SAID[0].encode()).hexdigest()


def test_schemaorg_keeps_own_words_from_words_of_the_article() -> None:
    graph = json.loads(made("schemaorg"))["@graph"]
    assert [one["@type"] for one in graph] == ["NewsArticle"] * 3
    parts = graph[0]["hasPart"]
    assert [part["@type"] for part in parts] == ["Quotation", "Quotation", "Claim"]
    assert parts[0]["spokenByCharacter"]["name"] == "رضا نیکنام"
    assert parts[2]["appearance"] == {"@id": HARD.article.url}
    assert graph[0]["usageInfo"]["text"] == LINE
    assert graph[0]["articleBody"] == TEXT
    assert [source["provider"]["name"] for source in graph[0]["isBasedOn"]] == ["نیرو", "بی نشان"]


# The properties of ninjs 3.0 that are used here, and their kinds: the schema allows no others.
NINJS = {
    "uri": str,
    "type": str,
    "standard": dict,
    "representationType": str,
    "language": str,
    "pubStatus": str,
    "contentCreated": str,
    "title": str,
    "headlines": list,
    "bodies": list,
    "people": list,
    "organisations": list,
    "places": list,
    "events": list,
    "infoSources": list,
    "copyrightHolder": str,
    "usageTerms": str,
    "altIds": list,
}


def test_ninjs_items_have_their_sources_and_rights_and_no_property_of_their_own() -> None:
    items = [json.loads(line) for line in made("ninjs").splitlines()]
    assert all(isinstance(value, NINJS[name]) for item in items for name, value in item.items())
    first = items[0]
    assert first["usageTerms"] == LINE
    assert [source.get("name") for source in first["infoSources"]] == [HARD.article.publisher, None, "بی نشان"]
    assert first["infoSources"][1] == {"literal": "نیرو", "role": "institution"}
    assert first["bodies"][0]["value"] == TEXT
    assert {(who["name"], who["rel"]) for who in first["people"]} == {("رضا نیکنام", "speaker")}
    assert items[2]["uri"].startswith("urn:uuid:")


def test_plover_lines_have_the_names_of_the_manual_and_only_what_is_reported() -> None:
    events = [json.loads(line) for line in made("plover").splitlines()]
    assert [event["id"] for event in events] == [f"{HARD.article.id}#event-0", "a#event-1"]
    first = events[0]
    assert (first["event"], first["cameo"], first["date"], first["ravi_date_of"]) == (
        ["ASSAULT"],
        "190",
        "2016-07-17",
        "event",
    )
    assert [who["entity_text"] for who in first["actor"]] == ["رضا نیکنام", "بی نشان"]
    assert first["event_loc"] == {"extracted_place": "رقه"}
    assert (first["ravi_voice"], first["ravi_speaker"]) == ("quote", "رضا نیکنام")
    assert first["cite_info"]["license"] == LINE
    assert Span(first["text_info"]["start"], first["text_info"]["end"]).of(TEXT) == "جنگ"
    assert (events[1]["date"], events[1]["ravi_date_of"]) == ("2016-12-18", "article")


def test_gqg_has_what_stands_before_and_after() -> None:
    [line, *_] = made("gqg").splitlines()
    found = json.loads(line)["quotes"]
    assert all(one["pre"] + one["quote"] + one["post"] in TEXT for one in found)
    assert found[0]["speaker"] == "رضا نیکنام"


def test_bibtex_is_read_by_bibtexparser() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(made("bibtex").decode())
    assert library.failed_blocks == []
    first, *rest = library.entries
    assert (first.key, len(rest)) == ("a-b-1", 2)
    assert first.fields_dict["url"].value == HARD.article.url
    assert first.fields_dict["title"].value == '=تیتر, "فوری" \\& <مهم>'
    assert first.fields_dict["howpublished"].value == "پیک \\{روز\\} \\& پسران"
    assert first.fields_dict["note"].value == LINE


def test_bibtex_keys_are_never_the_same() -> None:
    assert len(set(b"".join(export([HARD, HARD], "bibtex")).decode().split("@misc{")[1:])) == 2


def test_csl_is_read_by_citeproc() -> None:
    json_reader = pytest.importorskip("citeproc.source.json")
    items = json.loads(made("csl"))
    read = json_reader.CiteProcJSON(items)
    assert items[0]["issued"] == {"date-parts": [[2016, 7, 18]]}
    assert read[HARD.article.id.lower()]["container_title"] == [HARD.article.publisher]
