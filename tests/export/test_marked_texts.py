"""Formats that hold the text with what is marked in it, each read by the tool's own reader or by its own rules."""

import io
import json
import re
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_steps import HARD, LINE, PLAIN, SAID, TEXT
from ravi.export.formats import FORMATS, export
from ravi.export.forms import file_names
from ravi.export.inline import Element, nested
from ravi.export.labelstudio import CONFIGURATION
from ravi.export.words import sentences_in, words_in
from ravi.spans import Span
from store_steps import FULL

RECORDS = [HARD, FULL, PLAIN]
NO_XML = str.maketrans({"\x00": "\ufffd", "\x0b": "\ufffd"})
TEI = "{http://www.tei-c.org/ns/1.0}"


def made(name: str) -> bytes:
    return b"".join(export(RECORDS, name))


def files(name: str) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(made(name))) as folder:
        assert folder.testzip() is None
        return {one: folder.read(one) for one in folder.namelist()}


def tree(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 - XML of ours


def test_tei_body_without_its_tags_is_the_text() -> None:
    bodies = [body for text in tree(made("tei")).iter(f"{TEI}text") for body in text]
    for body, record in zip(bodies, RECORDS, strict=True):
        assert "".join(body.itertext()) == record.article.text.translate(NO_XML)


def test_tei_said_points_to_who_says_it_and_its_pieces_to_each_other() -> None:
    article = tree(made("tei")).find(f"{TEI}TEI")
    assert article is not None
    xml_id = "{http://www.w3.org/XML/1998/namespace}id"
    ids = [one.get(xml_id) for one in article.iter() if one.get(xml_id)]
    assert len(ids) == len(set(ids))
    said = [one for one in article.iter(f"{TEI}said") if (one.get(xml_id) or "").startswith("a1-q0")]
    whole = "".join("".join(one.itertext()) for one in said)
    assert whole == "".join(SAID).replace("\n", "")
    assert {one.get("who") for one in said} == {"#a1-e0"}
    assert [one.get("next") for one in said[:-1]] == [f"#{one.get(xml_id)}" for one in said[1:]]
    assert [one.get("prev") for one in said[1:]] == [f"#{one.get(xml_id)}" for one in said[:-1]]
    pointed = {
        to.lstrip("#") for one in article.iter() for to in (one.get("who"), one.get("ref"), one.get("next")) if to
    }
    assert pointed <= set(ids)
    assert [one.text for one in article.iter(f"{TEI}licence")] == [LINE]
    assert not any(one for rs in article.iter(f"{TEI}rs") for one in rs.iter(f"{TEI}said"))


def test_timeml_text_without_its_tags_is_the_text() -> None:
    for data, record in zip(files("timeml").values(), RECORDS, strict=True):
        text = tree(data).find("TEXT")
        assert text is not None
        assert "".join(text.itertext()) == record.article.text.translate(NO_XML)


def test_timeml_timexes_have_a_type_of_the_standard_and_known_anchors() -> None:
    first, second, _ = (tree(data) for data in files("timeml").values())
    for document in (first, second):
        times = list(document.iter("TIMEX3"))
        ids = {one.get("tid") for one in times}
        assert len(ids) == len(times)
        for one in times:
            assert one.get("type") in {"DATE", "TIME", "DURATION", "SET"}
            assert {one.get(name) for name in ("beginPoint", "endPoint", "anchorTimeID")} <= {None, *ids}
            assert one.get("value")
    text = first.find("TEXT")
    assert text is not None
    assert [("".join(one.itertext()), one.get("value")) for one in text.iter("TIMEX3")] == [("27 تیر", "2016-07-17")]
    assert first.findtext("EXTRAINFO") == LINE


def test_inline_pieces_nest_where_spans_cross_and_stop_at_the_end_of_a_line() -> None:
    elements = [Element("a", 1, (Span(0, 4),)), Element("b", 0, (Span(2, 7),))]
    made = nested(
        "ab<d\nfgh", elements, lambda piece: f"<{piece.key}{piece.at}/{piece.of}>", lambda piece: f"</{piece.key}>"
    )
    assert made == "<a0/2>ab</a><b0/2><a1/2>&lt;d</a></b>\n<b1/2>fg</b>h"


def test_inline_without_elements_is_the_text() -> None:
    assert nested("a\n", [Element("a", 0, (Span(1, 1),))], str, str) == "a\n"


def _read_ann(data: bytes, text: str) -> tuple[dict[str, tuple[str, list[str]]], list[tuple[str, str, str]]]:
    """As brat reads it: every line is one annotation, and its words are those of the text."""
    held: dict[str, tuple[str, list[str]]] = {}
    relations = []
    for line in data.decode().splitlines():
        kind, rest, *words = line.split("\t")
        if kind[0] == "T":
            label, places = rest.split(" ", 1)
            spans = [tuple(map(int, place.split(" "))) for place in places.split(";")]
            parts = [text[start:end] for start, end in spans]
            assert len(words[0]) == sum(map(len, parts)) + len(parts) - 1
            assert (
                words[0].split()
                == "".join(c if c.isprintable() or c == "\u200c" else " " for c in " ".join(parts)).split()
            )
            assert re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", label)
            held[kind] = (label, parts)
        elif kind[0] == "R":
            label, one, other = rest.split(" ")
            relations.append((label, one.removeprefix("Arg1:"), other.removeprefix("Arg2:")))
        else:
            assert rest.startswith("AnnotatorNotes T")
    assert {end for _, *ends in relations for end in ends} <= set(held)
    return held, relations


def test_brat_is_read_back_with_the_same_words() -> None:
    found = files("brat")
    configuration = found.pop("annotation.conf").decode().split("\n")
    texts = [data.decode() for name, data in found.items() if name.endswith(".txt")]
    assert texts == [record.article.text for record in RECORDS]
    for name, data in found.items():
        if name.endswith(".ann"):
            text = found[name.replace(".ann", ".txt")].decode()
            held, relations = _read_ann(data, text)
            assert {label for label, _ in held.values()} <= set(configuration)
            assert {label for label, _, _ in relations} <= {line.split("\t")[0] for line in configuration}
    held, relations = _read_ann(found["000001-a-b-1.ann"], TEXT)
    [quote] = [number for number, (label, _) in held.items() if label == "quote-direct"]
    assert held[quote][1] == [SAID[0], "و <b>سد</b>", "پر & شد"]
    assert ["رضا نیکنام"] in [held[who][1] for label, one, who in relations if (label, one) == ("said_by", quote)]


@pytest.mark.filterwarnings("ignore:Not mapping external offset")  # the end of a text with an emoji
def test_inception_is_read_by_cassis_with_the_same_words() -> None:
    cassis = pytest.importorskip("cassis")
    for data, record in zip(files("inception").values(), RECORDS, strict=True):
        cas = cassis.load_cas_from_json(data.decode())
        assert cas.sofa_string == record.article.text
        tokens = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
        assert [one.get_covered_text() for one in tokens] == [
            word.span.of(record.article.text) for word in words_in(record)
        ]
        if record is HARD:
            quotes = [one for one in cas.select("webanno.custom.Ravi") if (one.layer, one.label) == ("quote", "direct")]
            assert [one.get_covered_text() for one in quotes] == list(SAID)
            assert {one.name for one in quotes} == {"رضا نیکنام"}
            ways = {(one.label, one.Governor.xmiID) for one in cas.select("webanno.custom.RaviRelation")}
            assert ("said by", quotes[0].xmiID) in ways
            names = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
            assert next((one.get_covered_text(), one.value) for one in names) == ("رضا نیکنام", "PER")
        again = cassis.load_cas_from_json(cas.to_json())
        assert [one.begin for one in again.select("webanno.custom.Ravi")] == [
            one.begin for one in cas.select("webanno.custom.Ravi")
        ]


def test_inception_counts_utf16_units() -> None:
    cas = json.loads(files("inception")["000001-a-b-1.json"])
    text = TEXT.encode("utf-16-le")
    for one in cas["%FEATURE_STRUCTURES"][1:]:
        assert text[2 * one["begin"] : 2 * one["end"]].decode("utf-16-le") in TEXT
    [first, *_] = [one for one in cas["%FEATURE_STRUCTURES"] if one.get("label") == "direct"]
    assert text[2 * first["begin"] : 2 * first["end"]].decode("utf-16-le") == SAID[0]


def test_labelstudio_predicts_at_code_points_what_its_configuration_can_show() -> None:
    tasks = json.loads(made("labelstudio"))
    labels = set(re.findall(r'<Label value="(\w+)"', CONFIGURATION))
    ElementTree.fromstring(CONFIGURATION)  # noqa: S314 - XML of ours
    for task, record in zip(tasks, RECORDS, strict=True):
        text = task["data"]["text"]
        assert text == record.article.text
        results = task["predictions"][0]["result"]
        regions = [one for one in results if one["type"] == "labels"]
        ids = {one["id"] for one in regions}
        assert len(ids) == len(regions)
        for one in regions:
            value = one["value"]
            assert text[value["start"] : value["end"]] == value["text"]
            assert set(value["labels"]) <= labels
        for one in results:
            assert one["type"] == "labels" or {one["from_id"], one["to_id"]} <= ids
    assert tasks[0]["data"]["licence"] == LINE


def test_conllu_is_read_by_conllu_and_its_words_make_its_text() -> None:
    conllu = pytest.importorskip("conllu")
    sentences = conllu.parse(made("conllu").decode())
    for sentence in sentences:
        spaced = ((word["form"], "" if (word["misc"] or {}).get("SpaceAfter") == "No" else " ") for word in sentence)
        assert "".join(form + space for form, space in spaced).strip() == sentence.metadata["text"]
    first = [word for sentence in sentences[:2] for word in sentence]
    who = [word for word in first if "Entity" in word["misc"]]
    assert (who[0]["form"], who[0]["misc"]["Entity"]) == ("رضا", "(e0-PER")
    assert (who[1]["form"], who[1]["misc"]["Entity"]) == ("نیکنام", "e0)")
    for word in first:
        assert TEXT[int(word["misc"]["start_char"]) : int(word["misc"]["end_char"])] == word["form"]
    assert sentences[0].metadata["newdoc id"] == HARD.article.id
    assert sentences[0].metadata["licence"] == LINE


def test_conllu_brackets_close_what_they_open() -> None:
    for name in ("Entity", "Quote"):
        opened: list[str] = []
        for mark in re.findall(rf"{name}=([^|\s]+)", made("conllu").decode()):
            for one in re.findall(r"\([eq]\d+-\w+\)?|[eq]\d+\)", mark):
                if one.startswith("(") and not one.endswith(")"):
                    opened.append(one[1:].split("-")[0])
                elif not one.startswith("("):
                    opened.remove(one[:-1])
        assert opened == []


def test_words_are_each_in_one_sentence_and_none_over_another() -> None:
    for record in RECORDS:
        words = words_in(record)
        assert [word for sentence in sentences_in(record, words) for word in sentence] == words
        assert all(one.span.end <= other.span.start for one, other in pairwise(words))


def test_followthemoney_entities_are_of_its_model() -> None:
    model = pytest.importorskip("followthemoney").model
    entities = [json.loads(line) for line in made("followthemoney").splitlines()]
    proxies = [model.get_proxy(entity) for entity in entities]
    for entity, proxy in zip(entities, proxies, strict=True):
        proxy.schema.validate(entity)
        assert {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()} == {
            name: sorted(set(values)) for name, values in entity["properties"].items()
        }


def test_followthemoney_ties_who_speaks_to_the_article_with_what_is_said() -> None:
    entities = [json.loads(line) for line in made("followthemoney").splitlines()]
    article, person, tie = entities[:3]
    assert (article["schema"], person["schema"], tie["schema"]) == ("Article", "Person", "Documentation")
    assert (tie["properties"]["document"], tie["properties"]["entity"]) == ([article["id"]], [person["id"]])
    assert tie["properties"]["summary"] == [" … ".join(SAID), "تمام شد» گفت"]
    assert article["properties"]["notes"] == [LINE]
    assert article["properties"]["locationMentioned"] == ["رقه"]


def test_files_of_a_folder_are_never_paths() -> None:
    name = file_names()
    made = [name(id) for id in ("../x", "/etc/passwd", "C:\\x", "..", "", "a" * 500, "a" * 500)]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"\d{6}(-[\w-]+)?", one) and len(one) < 70 for one in made)


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.members])
def test_folders_carry_the_licence_line(name: str) -> None:
    assert any(LINE in data.decode() for data in files(name).values())


def test_dataset_is_rows_of_the_types_on_its_card() -> None:
    found = files("dataset")
    card = found["README.md"].decode()
    for name in ("articles", "quotes"):
        rows = [json.loads(line) for line in found[f"{name}/train-00000.jsonl"].splitlines()]
        [fields] = re.findall(rf"- config_name: {name}\n  features:\n((?:  .*\n)+)", card)
        types = dict(re.findall(r"- name: (\w+)\n    dtype: (\w+)", fields))
        kinds = {"string": str, "int32": int, "float64": float}
        assert rows
        for row in rows:
            assert list(row) == list(types)
            assert all(value is None or isinstance(value, kinds[types[one]]) for one, value in row.items())


def test_dataset_is_loaded_by_datasets(tmp_path_factory: pytest.TempPathFactory) -> None:
    datasets = pytest.importorskip("datasets")
    folder = tmp_path_factory.mktemp("dataset")
    for name, data in files("dataset").items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    quotes = datasets.load_dataset(str(folder), "quotes", split="train", cache_dir=str(folder / "cache"))
    assert quotes[0]["words"] == " … ".join(SAID)
    articles = datasets.load_dataset(str(folder), "articles", split="train", cache_dir=str(folder / "cache"))
    assert articles[0]["text"] == TEXT


def test_parquet_is_read_back_with_days_and_what_each_column_says() -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(made("parquet")))
    rows = table.to_pylist()
    assert (rows[0]["words"], rows[0]["published"].isoformat()) == (" … ".join(SAID), "2016-07-18")
    assert len(rows) == len(HARD.quotes) + len(FULL.quotes)
    assert table.schema.field("words").metadata[b"description"].startswith(b"what is said")


SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, 12)), max_size=6)


@given(st.text("ab\n <&\r😀\x00", max_size=12), SPANS)
def test_inline_xml_is_well_formed_and_holds_the_text(text: str, places: list[tuple[int, int, int]]) -> None:
    elements = [
        Element(str(n), rank, (Span(min(start, end, len(text)), min(max(start, end), len(text))),))
        for n, (rank, start, end) in enumerate(places)
    ]
    made = nested(text, elements, lambda piece: f'<e k="{piece.key}">', lambda piece: "</e>")
    read = tree(f"<t>{made}</t>".encode())
    assert "".join(read.itertext()) == text.replace("\x00", "\ufffd")
    for element in elements:
        inside = "".join("".join(one.itertext()) for one in read.iter("e") if one.get("k") == element.key)
        assert inside == element.spans[0].of(text).replace("\n", "").replace("\x00", "\ufffd")
