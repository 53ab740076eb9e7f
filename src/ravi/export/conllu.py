"""CoNLL-U: the repaired words sentence by sentence, entities and quotations in MISC, without syntax."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import normalize

from ravi.export.rights import licence_of
from ravi.export.words import Word, sentences_in, words_in
from ravi.persian.letters import ZWNJ
from ravi.record import Record
from ravi.spans import Span


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Documents of sentences. `start_char` and `end_char` are places in the text as published.

    >>> from ravi import Article, Reader
    >>> record = Reader(rules_only=True).read(Article("1", "رضا نیکنام آمد."))
    >>> b"".join(write([record])).decode().split("\\n")[4].split("\\t")[9]
    'Entity=(e0-PER|start_char=0|end_char=3'
    """
    for record in records:
        yield _document(record).encode("utf-8", "backslashreplace")


def _document(record: Record) -> str:
    article = record.article
    licence = licence_of(record)
    day = article.published.isoformat() if article.published else None
    about = {"newdoc id": article.id, "url": article.url, "publisher": article.publisher, "published": day}
    about["licence"] = licence.line if licence else None
    head = [f"# {name} = {_line(value)}" for name, value in about.items() if value]
    head.insert(1, "# global.Entity = eid-etype")
    words = words_in(record)
    marks = _marks(record, words)
    blocks = []
    for number, sentence in enumerate(sentences_in(record, words), 1):
        last = sentence[-1]
        spaces = [
            bool(record.repaired[one.repaired.end : other.repaired.start].strip(ZWNJ))
            for one, other in pairwise(sentence)
        ]
        forms = [_form(record, word) for word in sentence]
        text = "".join(form + " " * space for form, space in zip(forms, [*spaces, False], strict=True))
        lines = [f"# sent_id = {_line(article.id)}-{number}", f"# text = {text}"]
        for at, (word, form) in enumerate(zip(sentence, forms, strict=True), 1):
            misc = [*marks.get(word.span, ()), f"start_char={word.span.start}", f"end_char={word.span.end}"]
            if word is not last and not spaces[at - 1]:
                misc.insert(0, "SpaceAfter=No")
            lines.append("\t".join([str(at), form, *"_" * 7, "|".join(misc)]))
        blocks.append("\n".join([*head, *lines]) + "\n\n")
        head = []
    return "".join(blocks)


def _form(record: Record, word: Word) -> str:
    return " ".join(normalize("NFC", word.repaired.of(record.repaired)).split()) or "_"


def _line(text: str) -> str:
    return " ".join(text.split())


def _marks(record: Record, words: list[Word]) -> dict[Span, list[str]]:
    """For the words at which an entity's mention or a quotation begins or ends, what MISC says there."""
    spans = [
        (span, f"e{n}", f"e{n}-{one.type}")
        for n, one in enumerate(record.entities)
        for span in (mention.span for mention in one.mentions)
    ]
    parts = [(span, f"q{n}", f"q{n}-{one.form}") for n, one in enumerate(record.quotes) for span in one.parts]
    found: dict[Span, list[str]] = {}
    for name, marked in (("Entity", spans), ("Quote", parts)):
        at: dict[Span, tuple[list[str], list[str]]] = {}
        for span, closes, opens in sorted(marked, key=lambda one: (one[0].start, -one[0].end)):
            inside = [word.span for word in _touched(words, span)]
            if not inside:
                continue
            if len(inside) == 1:
                at.setdefault(inside[0], ([], []))[1].append(f"({opens})")
            else:
                at.setdefault(inside[0], ([], []))[1].append(f"({opens}")
                at.setdefault(inside[-1], ([], []))[0].insert(0, f"{closes})")
        for word, (closing, opening) in at.items():
            found.setdefault(word, []).append(f"{name}={''.join([*closing, *opening])}")
    return found


def _touched(words: list[Word], span: Span) -> list[Word]:
    first = bisect_right(words, span.start, key=lambda word: word.span.end)
    last = bisect_left(words, span.end, key=lambda word: word.span.start)
    return words[first:last]
