"""Names: the phrases that the model finds in the text; none where no model is installed."""

from ravi.model import open_tagger
from ravi.record import Draft, Name


def names(draft: Draft) -> tuple[Name, ...]:
    """Give the persons, organisations, places, dates, times, amounts and shares that the model finds, in order."""
    tagger = open_tagger("entities")
    return tuple(tagger.read([(draft.folded, draft.sentences)])[0]) if tagger else ()
