"""Clusters: the mentions of one event in headline, lead and body, and what they know of one another."""

from collections.abc import Sequence
from dataclasses import replace

from ravi.record import Event

_EACH = ("REQUEST", "SUPPORT", "ACCUSE", "THREATEN")  # of one speaker, of which each is to somebody of its own
_NEAR = 4  # events: how far the one who did it is looked for
_REACH = 40  # events: how far back a mention of the same one is looked for


def clustered(events: Sequence[Event]) -> tuple[Event, ...]:
    """Number the clusters; a mention that leaves a party out takes it from the one before."""
    done: list[Event] = []
    last = 0
    for at, event in enumerate(events):
        if event.type == "AGREE" and not event.actors:
            event = replace(event, actors=_met(done))
        for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
            known = done[back]
            if known.type == event.type and _agree(known, event):
                event = replace(
                    event,
                    cluster=known.cluster,
                    actors=event.actors or known.actors,
                    recipients=event.recipients or (() if event.type in _EACH else known.recipients),
                )
                break
        else:
            event = replace(event, cluster=last)
            last += 1
        done.append(event)
    return tuple(done)


def headed(events: Sequence[Event], end: int) -> tuple[Event, ...]:
    """The events, one of the headline, which ends at `end`, with who did it as its cluster says below."""
    told: dict[int, tuple[int, ...]] = {}
    for event in events:
        if event.actors:
            told.setdefault(event.cluster, event.actors)
    return tuple(
        replace(event, actors=tuple(who for who in told.get(event.cluster, ()) if who not in event.recipients))
        if event.span.start < end and event.recipients and not event.actors
        else event
        for event in events
    )


_SUFFERED = ("ASSAULT",)  # where who did it is often left out: «کشته شدند»


def filled(events: Sequence[Event], sentences: Sequence[int]) -> tuple[Event, ...]:
    """The events, one that leaves out who did it with those of the nearest of its type, no farther than a sentence.

    An attack that leaves out on whom has those who were hurt in its sentence; `sentences` numbers the events'.
    """
    done = list(events)
    for at, event in enumerate(events):
        if event.type == "ASSAULT" and not event.recipients and event.actors:
            hurt = (
                other.recipients
                for other, where in zip(events, sentences, strict=True)
                if where == sentences[at] and other.type == "ASSAULT" and other.recipients
            )
            done[at] = replace(event, recipients=tuple(one for one in next(hurt, ()) if one not in event.actors))
    for at, event in enumerate(events):
        if event.actors or not event.recipients or event.type not in _SUFFERED or event.modality != "happened":
            continue
        known = [
            (abs(other - at), other > at, _against(events[other], event.recipients))
            for other in range(max(0, at - _NEAR), min(len(events), at + _NEAR + 1))
            if events[other].type == event.type
            and events[other].modality == event.modality
            and abs(sentences[other] - sentences[at]) <= 1
        ]
        with_actors = [one for one in known if one[2]]
        if with_actors:
            done[at] = replace(done[at], actors=min(with_actors)[2])
    return tuple(done)


def _against(event: Event, hurt: Sequence[int]) -> tuple[int, ...]:
    """Who in an attack or a clash stands against those who were hurt."""
    if set(event.actors).isdisjoint(hurt):
        return event.actors
    return event.recipients if set(event.recipients).isdisjoint(hurt) else ()


def _met(before: Sequence[Event]) -> tuple[int, ...]:
    """Who met last: «در این دیدار توافق شد»."""
    for event in reversed(before[-_NEAR:]):
        if event.type == "CONSULT" and event.actors and event.recipients:
            return (*event.actors, *event.recipients)
    return ()


def _agree(one: Event, other: Event) -> bool:
    """Whether nothing that two mentions say of their parties is at odds, and something is the same."""
    pairs = ((one.actors, other.actors), (one.recipients, other.recipients))
    if any(a and b and not set(a) & set(b) for a, b in pairs):
        return False
    silent = not (one.actors or one.recipients) or not (other.actors or other.recipients)
    return (silent and one.cameo == other.cameo) or any(a and b for a, b in pairs)
