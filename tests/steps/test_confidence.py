"""Confidence: higher where more speaks for an annotation, the same for the same things known of it."""

import pytest

from ravi import Reader, Record
from ravi.certainty import BASE, certainty, measured
from ravi.pipeline import STEPS
from ravi.record import Draft, Name
from ravi.spans import Span
from ravi.steps.confidence import Names, band, entity_features

PLAIN = "علی کاویانی، وزیر آب، گفت: «باران در همه شهرهای شمال کشور بارید و رودها پر شدند.»"
NOBODY = "افزود: «باران در همه شهرهای شمال کشور بارید و رودها پر شدند.»"


def first(text: str) -> float:
    return Reader().read(text).quotes[0].confidence


def test_confidence_is_lower_where_the_text_does_not_tell_who_speaks() -> None:
    assert first(NOBODY) < first(PLAIN) - 0.1


def test_confidence_of_a_nested_quote_is_that_of_a_nested_one() -> None:
    text = "علی کاویانی گفت: وزیر راه گفته است که پل ساخته می\u200cشود."
    quotes = Reader().read(text).quotes
    assert [quote.rule.endswith(".nested") for quote in quotes] == [False, True]
    assert quotes[1].confidence < quotes[0].confidence


def test_confidence_of_terms_and_roles_is_that_of_their_entity() -> None:
    record: Record = Reader().read(PLAIN)
    assert record.terms
    assert record.roles
    pairs = [(one.entity, one.confidence) for one in record.terms]
    pairs += [(one.entity, one.confidence) for one in record.roles]
    assert all(confidence == record.entities[who].confidence for who, confidence in pairs)


@pytest.mark.parametrize("layer", ["quotes", "entities", "dates", "marks", "sources", "events"])
def test_confidence_of_every_layer_is_measured_and_possible(layer: str) -> None:
    points = measured()[layer]
    assert BASE in points
    least = points[BASE] + sum(min(0.0, point) for key, point in points.items() if key != BASE)
    assert 0 < certainty({BASE: least}, {}) < certainty({BASE: points[BASE] + 30}, {}) <= 1


def test_confidence_knows_whether_the_model_saw_a_name() -> None:
    record = Reader().read(PLAIN)
    person = next(one for one in record.entities if one.type == "PER")
    draft = Draft(record.article)
    start = person.mentions[0].span.start
    cases = [((), "alone"), ((Name(Span(90, 95), "PER", 0.9),), "no")]
    cases += [((Name(Span(start, start + 5), "PER", sure),), seen) for sure, seen in ((0.95, "sure"), (0.5, "unsure"))]
    for names, seen in cases:
        draft.names = names
        assert entity_features(Names(draft), person)["seen"] == seen


def test_confidence_comes_last_so_that_all_is_known() -> None:
    assert STEPS[-1].name == "confidence"


def test_confidence_bands_follow_each_other_without_a_gap() -> None:
    edges = (0, 1, 4)
    assert [band(number, edges) for number in range(6)] == ["0", "1", "2-4", "2-4", "2-4", "5+"]
