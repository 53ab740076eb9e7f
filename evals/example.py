"""Read the running example of the design and say whether its events and terms come out as the design tells them.

python evals/example.py

The article is in `../shared/gold/dev` (or below `$RAVI_SHARED`); nothing of it is kept here but the names to look for.
Skipped where there is no shared data; exit 1 where a line says no.
"""

import sys

from gold import SHARED, article_of, load, load_gold
from ravi import Reader, Record
from ravi.persian.letters import ZWNJ, fold
from ravi.record import Event

ARTICLE = "presstv-aleppo"


def checks() -> dict[str, bool]:
    """What must hold of the example, each with whether it does; empty where the shared data is absent."""
    golds = load_gold("dev", only=ARTICLE)
    if not golds:
        return {}
    record = Reader().read(article_of(golds[0]))
    meeting = _events(record, "CONSULT", "علی شمخانی", "الکساندر لاورنتیاف")
    siege = _events(record, "COERCE", "ارتش سوریه", "معارضان")
    voices = _voices_of_fighters(record)
    return {
        "the meeting: CONSULT, Shamkhani with Lavrentiev": bool(meeting),
        "the meeting: on Sunday afternoon": "2016-12-18TAF" in [_value(record, event) for event in meeting],
        "the siege: COERCE, the army against «معارضان»": bool(siege),
        "the siege: from 27 Tir": "2016-07-17" in [_value(record, event) for event in siege],
        "both in the narrator's voice": {event.voice for event in (*meeting, *siege)} == {None},
        "«مسلحین»: the narrator, before Shamkhani's words": ("مسلحین", "narrator", "علی شمخانی") in voices,
        "«تروریستها»: Shamkhani": ("تروریستها", "علی شمخانی", None) in voices,
        "«معارضان»: the narrator": ("معارضان", "narrator", None) in voices,
    }


def _same(record: Record, entity: int, name: str) -> bool:
    scorer = load(SHARED / "tools" / "score.py")
    return bool(scorer.same_name(record.entities[entity].name, {"name": name}))


def _events(record: Record, kind: str, actor: str, recipient: str) -> list[Event]:
    """The events of a type between one actor and one recipient."""
    return [
        event
        for event in record.events
        if (event.type, len(event.actors), len(event.recipients)) == (kind, 1, 1)
        and _same(record, event.actors[0], actor)
        and _same(record, event.recipients[0], recipient)
    ]


def _value(record: Record, event: Event) -> str | None:
    return None if event.date is None else record.dates[event.date].value


def _voices_of_fighters(record: Record) -> set[tuple[str, str, str | None]]:
    """By which word each voice calls those besieged: the word, who says it, and whose words the narrator sums up."""

    def speaker(quote: int) -> str:
        said = record.quotes[quote].speaker
        return "" if said is None or said.entity is None else record.entities[said.entity].name

    (fighters,) = {event.recipients[0] for event in _events(record, "COERCE", "ارتش سوریه", "معارضان")} or {-1}
    return {
        (
            fold(term.span.of(record.article.text)).replace(ZWNJ, ""),
            "narrator" if term.voice is None else speaker(term.voice),
            None if term.retells is None else speaker(term.retells),
        )
        for term in record.terms
        if term.entity == fighters
    }


def main() -> None:
    """Print each thing that must hold, with yes or no."""
    found = checks()
    if not found:
        print(f"evals/example.py: skipped, no {ARTICLE} at {SHARED}")
        return
    for what, holds in found.items():
        print(f"{'yes' if holds else 'NO ':4} {what}")
    sys.exit(not all(found.values()))


if __name__ == "__main__":
    main()
