"""The laws of spans, edits and the map, on texts with all that makes positions hard."""

from hypothesis import given
from hypothesis import strategies as st

from ravi.persian.letters import FOLD, LRM, RLM, ZWNJ, fold
from ravi.spans import Edit, OffsetMap, Span, apply, undo

PIECES = ["ا", "ب", "م", "ی", " ", ZWNJ, LRM, RLM, "\r\n", "\u064e", "\u0654", "🙂", "👩\u200d👩", "«", "e\u0301"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@st.composite
def edited(draw: st.DrawFn, text: str | None = None) -> tuple[str, list[Edit]]:
    """A text and sorted edits of it that neither overlap nor start where another does."""
    text = draw(TEXTS) if text is None else text
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        until = draw(st.sampled_from([start, end]))
        edits.append(Edit(start, until, draw(st.sampled_from(["", "x", ZWNJ, "یک", "abc"])), "test"))
    return text, edits


@st.composite
def spans(draw: st.DrawFn, size: int) -> Span:
    """A span of a text of so many characters, at times empty."""
    start = draw(st.integers(0, size))
    return Span(start, draw(st.integers(start, size)))


@given(edited())
def test_undo_gives_the_text_back(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    assert apply(apply(text, edits), undo(text, edits)) == text


@given(st.data(), edited())
def test_mapping_is_monotone(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    places = OffsetMap(edits)
    for move, size in ((places.to_repaired, len(text)), (places.to_original, len(apply(text, edits)))):
        one, two = data.draw(spans(size)), data.draw(spans(size))
        if one.start < one.end and two.start < two.end and one.start <= two.start and one.end <= two.end:
            assert move(one).start <= move(two).start
            assert move(one).end <= move(two).end


@given(st.data(), edited())
def test_mapping_stays_in_bounds_and_never_loses(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    repaired, places = apply(text, edits), OffsetMap(edits)
    span = data.draw(spans(len(text)))
    there = places.to_repaired(span)
    assert 0 <= there.start <= there.end <= len(repaired)
    back = places.to_original(there)
    gone = {at for edit in edits if not edit.new for at in range(edit.start, edit.end)}  # may stay out, at the rims
    assert all(back.start <= at < back.end for at in range(span.start, span.end) if at not in gone)


@given(st.data(), edited())
def test_mapping_is_exact_where_nothing_was_edited(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    repaired, places = apply(text, edits), OffsetMap(edits)
    span = data.draw(spans(len(text)))
    if span.start < span.end and not any(edit.start <= span.end and span.start <= edit.end for edit in edits):
        there = places.to_repaired(span)
        assert there.of(repaired) == span.of(text)
        assert places.to_original(there) == span


@given(st.data(), edited())
def test_mapping_widens_to_the_whole_of_an_edit_that_it_cuts(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    places, span = OffsetMap(edits), data.draw(spans(len(text)))
    shift = 0
    for edit in edits:
        if span.start < span.end and span.overlaps(Span(edit.start, edit.end)):
            assert places.to_repaired(span).contains(Span(edit.start + shift, edit.start + shift + len(edit.new)))
        shift += len(edit.new) - (edit.end - edit.start)


@given(st.data(), edited())
def test_mapping_an_empty_span_stays_between_its_neighbours(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    places, at = OffsetMap(edits), data.draw(st.integers(0, len(text)))
    there = places.to_repaired(Span(at, at))
    if any(edit.start < at < edit.end for edit in edits):
        return
    if at > 0:
        assert places.to_repaired(Span(at - 1, at)).end <= there.end
    if at < len(text):
        assert there.start <= places.to_repaired(Span(at, at + 1)).start


@given(st.data(), edited())
def test_composition_contains_one_after_the_other(data: st.DataObject, case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    middle, later = data.draw(edited(apply(text, edits)))
    first, second = OffsetMap(edits), OffsetMap(later)
    both = first.then(second)
    span = data.draw(spans(len(text)))
    if span.start < span.end:
        assert both.to_repaired(span).contains(second.to_repaired(first.to_repaired(span)))
    span = data.draw(spans(len(apply(middle, later))))
    if span.start < span.end:
        assert both.to_original(span).contains(first.to_original(second.to_original(span)))


def test_span_knows_what_it_covers() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(0, 2).overlaps(Span(1, 3))
    assert not Span(0, 2).overlaps(Span(2, 3))
    assert Span(0, 4).contains(Span(1, 2))
    assert not Span(0, 2).contains(Span(1, 3))


@given(st.lists(st.sampled_from([*map(chr, FOLD), *PIECES]), max_size=30).map("".join))
def test_folding_is_the_same_for_long_texts_as_letter_by_letter(text: str) -> None:
    assert fold(text) == text.translate(FOLD)
    assert fold(text) == "".join(map(fold, text))
