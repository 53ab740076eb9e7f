"""Several articles beside each other: who has what from whom, who quotes whom, in which words."""

from collections.abc import Sequence
from typing import NamedTuple

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
