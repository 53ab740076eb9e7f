"""Several articles beside each other: who has what from whom, who quotes whom, in which words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ravi.compare.outlets import Borrowing, Usage, find_borrowings, find_usage
from ravi.compare.quotations import Quotation, Said, find_quotations, said_in
from ravi.compare.reprints import Reprint, find_reprints
from ravi.compare.words import Difference, difference, words_of
from ravi.record import Record


class Comparison(NamedTuple):
    """What several articles have in common and what each has alone.

    `records` are in the order of their days. `reprints` and `texts` (each text against the first one's words) index
    them. `alone` are the quotations that one article has and no other.
    """

    records: tuple[Record, ...]
    reprints: tuple[Reprint, ...]
    texts: tuple[Difference, ...]
    quotations: tuple[Quotation, ...]
    alone: tuple[Said, ...]
    borrowings: tuple[Borrowing, ...]
    usage: tuple[Usage, ...]


def compare(records: Sequence[Record]) -> Comparison:
    """Put articles beside each other, the oldest first, whatever the days between them.

    >>> from ravi.pipeline import Reader
    >>> from ravi.record import Article
    >>> texts = ["رضایی گفت: «کار ساخت پل تازه تمام شد.»", "رضایی گفت: «کار ساخت پل تازه تمام نشد.»"]
    >>> found = compare([Reader().read(Article(str(number), text)) for number, text in enumerate(texts)])
    >>> [each.relation for each in found.quotations[0].retellings]
    ['contradicted']
    """
    ordered = sorted(records, key=lambda record: (str(record.article.published or ""), record.article.id))
    words = [tuple(word.key for word in words_of(record)) for record in ordered]
    said = [each for record in ordered for each in said_in(record)]
    quotations = find_quotations(said, days=_ALL_DAYS)
    told = {(each.article, each.quote) for found in quotations for each in _tellings(found)}
    return Comparison(
        tuple(ordered),
        tuple(find_reprints(words)),
        tuple(difference(words[0], other) for other in words[1:]),
        tuple(quotations),
        tuple(each for each in said if (each.article, each.quote) not in told),
        tuple(find_borrowings(ordered)),
        tuple(find_usage(ordered)),
    )


_ALL_DAYS = 1_000_000


def _tellings(found: Quotation) -> tuple[Said, ...]:
    return (found.first, *(each.said for each in found.retellings))


def to_dict(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data. Articles go by their ids, quotes by their number in the article's record."""
    ids = [record.article.id for record in found.records]
    return {
        "articles": [
            {
                "id": record.article.id,
                "publisher": record.article.publisher,
                "published": record.article.published.isoformat() if record.article.published else None,
                "title": record.article.title,
            }
            for record in found.records
        ],
        "reprints": [
            {"older": ids[each.older], "newer": ids[each.newer], "shared": round(each.shared, 4)}
            for each in found.reprints
        ],
        "quotations": [
            {
                **_telling(each.first),
                "retellings": [
                    {
                        **_telling(again.said),
                        "relation": again.relation,
                        "speaker_is": again.speaker,
                        "changes": [
                            {
                                "kind": change.kind,
                                "old": " ".join(each.first.spelt[change.old_start : change.old_end]),
                                "new": " ".join(again.said.spelt[change.new_start : change.new_end]),
                            }
                            for change in again.difference.changes
                        ],
                    }
                    for again in each.retellings
                ],
            }
            for each in found.quotations
        ],
        "alone": [_telling(each) for each in found.alone],
        "borrowings": [each._asdict() for each in found.borrowings],
        "terms": [each._asdict() for each in found.usage],
    }


def _telling(said: Said) -> dict[str, Any]:
    return {
        "id": said.article,
        "quote": said.quote,
        "start": said.span.start,
        "end": said.span.end,
        "speaker": said.speaker.name if said.speaker else None,
    }
