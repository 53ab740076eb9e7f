"""A record with some of its quotations only, for exports of what one person says."""

from collections.abc import Collection
from dataclasses import replace

from ravi.record import Record


def with_quotes(record: Record, kept: Collection[int]) -> Record:
    """The record with the quotations of these numbers, and without what is told in the others.

    >>> from ravi import Reader
    >>> record = Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.» مریم صدر گفت: «سد پر شد.»")
    >>> [with_quotes(record, {1}).quotes[0] == record.quotes[1], len(with_quotes(record, ()).quotes)]
    [True, 0]
    """
    new = {old: at for at, old in enumerate(sorted(set(kept)))}
    return replace(
        record,
        quotes=tuple(quote for n, quote in enumerate(record.quotes) if n in new),
        events=tuple(
            replace(event, voice=None if event.voice is None else new[event.voice])
            for event in record.events
            if event.voice is None or event.voice in new
        ),
        terms=tuple(
            replace(
                term,
                voice=None if term.voice is None else new[term.voice],
                retells=None if term.retells is None else new.get(term.retells),
            )
            for term in record.terms
            if term.voice is None or term.voice in new
        ),
        roles=tuple(
            replace(role, voice=None if role.voice is None else new[role.voice])
            for role in record.roles
            if role.voice is None or role.voice in new
        ),
    )
