"""Names: the phrases that the model finds in the text; none where no model is installed."""

from collections.abc import Sequence

from ravi.model import open_tagger
from ravi.record import Draft, Name


def names(draft: Draft, threads: int = 1) -> tuple[Name, ...]:
    """Give the persons, organisations, places, dates, times, amounts and shares that the model finds, in order."""
    return names_of_many([draft], threads)[0]


def names_of_many(drafts: Sequence[Draft], threads: int = 1) -> list[tuple[Name, ...]]:
    """Give the same for each of several articles, whose sentences go through the model together."""
    tagger = open_tagger("entities", threads=threads)
    if tagger is None:
        return [()] * len(drafts)
    return [tuple(found) for found in tagger.read([(draft.folded, draft.sentences) for draft in drafts])]
