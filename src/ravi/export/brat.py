"""brat standoff: for each article a `.txt` and a `.ann`, and the configuration that names what is in them."""

from collections.abc import Iterable, Iterator
from typing import get_args

from ravi.export.annotations import Annotation, annotations, relations
from ravi.export.forms import Member, file_names, zipped
from ravi.persian.letters import ZWNJ
from ravi.persian.tables import read_table
from ravi.record import DateType, EntityType, Form, MarkKind, Record, RoleStatus, SourceKind
from ravi.spans import Span

_LABELS = {
    "mention": get_args(EntityType),
    "quote": get_args(Form),
    "date": get_args(DateType),
    "mark": get_args(MarkKind),
    "source": get_args(SourceKind),
    "role": get_args(RoleStatus),
    "event": tuple(dict.fromkeys(type for _, type, _ in read_table("cameo"))),
}
_RELATIONS = "cue speaker said_by said_to through is actor recipient date told_in calls office_of".split()


def members(records: Iterable[Record]) -> Iterator[Member]:
    """The files of a collection. Positions are code points, as brat counts."""
    yield "annotation.conf", _configuration().encode()
    name = file_names()
    for record in records:
        stem = name(record.article.id)
        yield f"{stem}.txt", record.article.text.encode("utf-8", "backslashreplace")
        yield f"{stem}.ann", to_ann(record).encode("utf-8", "backslashreplace")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """The collection in a zip."""
    yield from zipped(members(records))


def to_ann(record: Record) -> str:
    """The annotations of one article.

    >>> from ravi import Reader
    >>> to_ann(Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")).split("\\n")[1].split("\\t")
    ['T2', 'quote-direct 17 28', 'کار تمام شد']
    """
    text = record.article.text
    lines: list[str] = []
    notes: list[str] = []
    numbers: dict[str, str] = {}
    for one in annotations(record):
        spans = [piece for span in one.spans for piece in _in_lines(text, span)]
        if not spans:
            continue
        number = numbers[one.key] = f"T{len(numbers) + 1}"
        places = ";".join(f"{span.start} {span.end}" for span in spans)
        words = " ".join(_plain(span.of(text)) for span in spans)
        lines.append(f"{number}\t{type_of(one)} {places}\t{words}")
        told = {**one.names, **one.about}
        if told:
            said = "; ".join(f"{name}={_plain(str(value))}" for name, value in told.items())
            notes.append(f"#{len(notes) + 1}\tAnnotatorNotes {number}\t{said}")
    for n, (label, source, target) in enumerate(relations(record), 1):
        if source in numbers and target in numbers:
            lines.append(f"R{n}\t{label.replace(' ', '_')} Arg1:{numbers[source]} Arg2:{numbers[target]}")
    return "".join(f"{line}\n" for line in [*lines, *notes])


def type_of(one: Annotation) -> str:
    """The name of an annotation's type: its layer, and what it is called."""
    return one.layer if one.label == one.layer else f"{one.layer}-{one.label}"


def _configuration() -> str:
    types = [f"{layer}-{label}" for layer, labels in _LABELS.items() for label in labels]
    kinds = "\n".join([*types, "cue", "speaker", "term", "licence"])
    ways = "\n".join(f"{name}\tArg1:<ENTITY>, Arg2:<ENTITY>" for name in _RELATIONS)
    return f"[entities]\n{kinds}\n\n[relations]\n{ways}\n\n[events]\n\n[attributes]\n"


def _in_lines(text: str, span: Span) -> Iterator[Span]:
    """The stretches of a span in each line, which no annotation of brat crosses, without the space at their ends."""
    start = span.start
    for piece in span.of(text).split("\n"):
        left, right = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
        if left < len(piece):
            yield Span(start + left, start + len(piece) - right)
        start += len(piece) + 1


def _plain(words: str) -> str:
    """Words in one line, of the same length."""
    return "".join(char if char.isprintable() or char == ZWNJ else " " for char in words)
