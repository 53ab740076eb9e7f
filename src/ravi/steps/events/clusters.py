"""Clusters: the mentions of one event in headline, lead and body, and what they know of one another."""

from collections.abc import Sequence
from dataclasses import replace

from ravi.record import Event

_REACH = 40  # events: how far back a mention of the same one is looked for


def clustered(events: Sequence[Event]) -> tuple[Event, ...]:
    """Number the clusters; a mention that leaves a party out takes it from the one before."""
    done: list[Event] = []
    last = 0
    for at, event in enumerate(events):
        for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
            known = done[back]
            if known.type == event.type and _agree(known, event):
                event = replace(
                    event,
                    cluster=known.cluster,
                    actors=event.actors or known.actors,
                    recipients=event.recipients or known.recipients,
                )
                break
        else:
            event = replace(event, cluster=last)
            last += 1
        done.append(event)
    return tuple(done)


def _agree(one: Event, other: Event) -> bool:
    """Whether nothing that two mentions say of their parties is at odds, and something is the same."""
    pairs = ((one.actors, other.actors), (one.recipients, other.recipients))
    if any(a and b and not set(a) & set(b) for a, b in pairs):
        return False
    silent = not (one.actors or one.recipients) or not (other.actors or other.recipients)
    return silent or any(a and b for a, b in pairs)
