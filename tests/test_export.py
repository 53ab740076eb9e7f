"""The public form of a record."""

import json

import pytest

from ravi import Reader
from ravi.export import SCHEMA, to_dict, to_json_line

# The public contract: fields may be added, none may go (DESIGN.md, docs/record.md).
FIELDS = {
    "": "schema id url publisher published title text repaired repairs sentences entities dates quotes marks sources "
    "events terms roles reuse made_by",
    "repairs": "start end new rule confidence",
    "sentences": "start end",
    "entities": "name type role mentions",
    "dates": "start end value type calendar jalali rule",
    "quotes": "start end parts form cue speaker addressee via confidence rule",
    "marks": "start end kind",
    "sources": "entity start end cue kind",
    "terms": "entity start end term voice retells rule confidence",
    "roles": "entity start end role status voice rule confidence",
}

TEXT = "رضا نيكنام گفت: «كار تمام شد.» وی افزود که سد پر است.\u2028پایان"


def test_export_line_reads_back_to_the_same_data() -> None:
    data = to_dict(Reader().read(TEXT))
    assert json.loads(to_json_line(data)) == data
    assert data["schema"] == SCHEMA


@pytest.mark.parametrize("char", ["\n", "\r", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_export_line_is_one_line_for_every_reader(char: str) -> None:
    assert len(to_json_line({"text": f"آمد{char}رفت"}).splitlines()) == 1


def test_export_line_survives_half_a_character() -> None:
    line = to_json_line({"text": "آمد\ud800رفت"})
    assert json.loads(line.encode("utf-8")) == {"text": "آمد\ud800رفت"}


def test_export_persian_stays_readable() -> None:
    assert "سد پر است" in to_json_line(to_dict(Reader().read(TEXT)))


def test_export_voice_and_references_are_plain() -> None:
    data = to_dict(Reader().read(TEXT))
    for quote in data["quotes"]:
        assert quote["speaker"] is None or set(quote["speaker"]) == {"start", "end", "entity"}
        assert None not in quote["via"]
        assert (quote["parts"][0][0], quote["parts"][-1][1]) == (quote["start"], quote["end"])


@pytest.mark.parametrize("layer", FIELDS)
def test_export_holds_every_field_of_the_contract(layer: str, sample_text: str) -> None:
    data = to_dict(Reader().read(sample_text))
    items = data[layer] if layer else [data]
    assert items, f"the sample has nothing in {layer}"
    for item in items:
        assert set(FIELDS[layer].split()) <= set(item)


def test_export_reuse_and_made_by_hold_every_field_of_the_contract(sample_text: str) -> None:
    data = to_dict(Reader().read(sample_text))
    assert {"start", "end", "credit"} <= set(data["reuse"])
    assert {"ravi", "model", "steps"} <= set(data["made_by"])


def test_export_without_a_licence_line_reuse_is_null() -> None:
    assert to_dict(Reader().read(TEXT))["reuse"] is None
