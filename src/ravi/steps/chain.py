"""Chain: the last link of the way to each speaker, to where the text calls him by the name that the record gives."""

from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from ravi.record import Draft, Link, Quote
from ravi.spans import Span


class _Called(NamedTuple):
    """Where the text first calls an entity by its name in the record, and where by any name (sorted starts)."""

    name: str
    first: Span | None
    starts: list[int]


def chain(draft: Draft) -> tuple[Quote, ...]:
    """Give the quotes, each chain with its last link: «وی» ← «شمخانی» ← «علی شمخانی»."""
    called: dict[int, _Called] = {}
    done = []
    for quote in draft.quotes:
        who = quote.speaker.entity if quote.speaker else None
        if who is not None and quote.chain:
            if who not in called:
                called[who] = _called(draft, who)
            link = _last_link(draft, called[who], quote.chain[-1].span)
            if link is not None:
                quote = replace(quote, chain=(*quote.chain, link))
        done.append(quote)
    return tuple(done)


def _called(draft: Draft, who: int) -> _Called:
    entity = draft.entities[who]
    spans = [mention.span for mention in entity.mentions if mention.kind == "name"]
    first = next((span for span in spans if span.of(draft.repaired) == entity.name), None)
    return _Called(entity.name, first, sorted(span.start for span in spans))


def _last_link(draft: Draft, called: _Called, words: Span) -> Link | None:
    """From words that are not the name itself to the name: a shorter one, or an office alone."""
    if called.first is None or called.name in words.of(draft.repaired):
        return None
    at = bisect_left(called.starts, words.start)
    named = at < len(called.starts) and called.starts[at] < words.end
    return Link("chain.name" if named else "chain.holder", called.first)
