"""Half-spaces to set: lost inside a word, or turned into a space.

What the lexicon is certain of is set first. Its doubts are then weighed, by the model where there is one, among the
words around as they now stand; lines in which one was set are looked at again until nothing more is found: so repairing
twice changes nothing more. A text that keeps its half-spaces is asked for more evidence.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ravi.persian.actors import NAMING
from ravi.persian.letters import ZWNJ, fold
from ravi.persian.readings import has_readings
from ravi.persian.words import HOUSES, SURE, Doubt
from ravi.spans import Edit, apply
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.compose import composed
from ravi.steps.repair.runs import Runs, cut, words
from ravi.steps.repair.survey import Survey, survey
from ravi.steps.repair.weigh import SIDE, weigher

SET = 0.5  # a doubt between two words is set from this probability on
SEEN_PLURAL = 0.608  # the same before a plural or a comparative that was seen joined («کتابها»)
SEEN, UNSEEN = 0.57, 0.45  # the same inside a word that was seen as it stands, and inside one that was not
CAREFUL = 0.98  # the same in a text that keeps its half-spaces
WORTH_INSIDE, WORTH_BETWEEN = 0.92, 0.8  # the lexicon's odds from which a doubt is weighed there: no other was ever set
ENOUGH = 10  # half-spaces that tell how a text is typed
KEPT, LOST = 4, 1  # doublings of the odds asked of a doubt for each half-space that is kept, or lost in the other way
KEEPS = ENOUGH * KEPT
FEW = 0.08  # the share of lost ones up to which a text keeps them
MANY = 3  # half-spaces kept for one that is lost, by which a short line keeps them
LONG = 500  # letters of a line that is not short
LONELY = 50  # characters of a line from which the only half-space that it lacks needs more than even odds
_IN_SIGHT = SIDE + 1  # characters on each side of a gap in which a change may change its probability
_RUN_END = re.compile("[ \n]")
_PART_END = re.compile(f"[ \n{ZWNJ}]")
_NEAR = 20  # letters
_ORDINARY = 100  # sightings of a word that makes no family names («نام», but not «نیا»)
_ENDINGS = frozenset("ها های هایی هایش هایشان ای ام ات اش مان تان شان ایم اید اند تر ترین".split())
_WORD_BEFORE = re.compile(f"(?<![{LETTER}{MARKS}{ZWNJ}])([{LETTER}]+) [{LETTER}{MARKS}]+\\Z").search
_PLURAL = re.compile("ها|تر").match
_MI = re.compile("(?<![^ \n])ن?می\\Z").search

Weigh = Callable[[str, Sequence[Doubt]], list[float]]
"""A text and some doubts in it → the probability of each."""


class Habits(NamedTuple):
    """How a text was typed: what says that it loses no half-space by joining, none to a space (doublings of odds).

    0: it does lose them so, or nothing tells; `KEEPS`: it keeps them. It `chooses` where it writes without one what may
    be written so.
    """

    joins: int
    spaces: int
    chooses: bool = False


def habits(seen: Survey, *, alone: bool = False, short: bool = False) -> Habits:
    """Tell from the certain half-spaces of a text, typed and lost, how it loses them.

    Several lines, too short to tell, may lose them in any way; a line `alone` only in a way that it shows, or, where it
    shows nothing, in any. Of a `short` one what it lost shows nothing where as many are kept; where three times as many
    are, it keeps them, and where as many are, it chooses. Repair can only make a text look as if it keeps more.
    """
    joined, spaced = seen.lost()
    total = seen.kept + joined + spaced
    keeps = total >= ENOUGH or (short and seen.kept >= MANY * max(joined + spaced, 1))
    against = KEEPS if keeps else KEPT * seen.kept + LOST * (joined + spaced) if alone else 0
    few = seen.kept if short else FEW * total
    joins, spaces = (0 if lost > few else against for lost in (joined, spaced))
    return Habits(joins, spaces, short and seen.kept >= max(joined + spaced, 1))


def find_words(
    text: str, style: str | None = None, *, weighed: bool = True, given: int = 0, sound: bool = True
) -> list[Edit]:
    """Half-spaces to set in a text, spelt as one of `HOUSES` does, or as the text itself shows.

    Of its half-spaces, so many were `given` by another rule; `sound`: none was gone wrong. Doubts are `weighed` by the
    model where it is installed, else by the lexicon's own odds.

    >>> [edit.start for edit in find_words("سیاستهای کشور را می شود دید.")]
    [5, 19]
    """
    seen = survey(cut(text))
    if not (seen.inside or seen.between):
        return []
    alone = "\n" not in text.strip()
    short = alone and sound and len(text) - text.count(" ") - seen.kept < LONG
    typed = habits(seen._replace(kept=seen.kept - given), alone=alone, short=short)
    weigh = _weighing(style, text) if weighed else _by_counts
    shows = not alone or seen.kept > 0 or any(seen.lost())
    return _settled(text, seen, typed, weigh, trusted=short and not given and typed.joins > 0, shows=shows)


def _weighing(style: str | None, text: str) -> Weigh:
    """How the doubts of a text are weighed: in the spelling that is asked for, else in the one that it shows."""
    model = weigher()
    if model is None:
        return _by_counts
    shares = None if style is None else tuple(float(house == style) for house in HOUSES)

    def weigh(part: str, doubts: Sequence[Doubt]) -> list[float]:
        nonlocal shares
        if shares is None:
            shares = model.shares(text)
        return model(part, doubts, shares)

    return weigh


def _by_counts(text: str, doubts: Sequence[Doubt]) -> list[float]:
    return [doubt.odds for doubt in doubts]


def _settled(text: str, seen: Survey, typed: Habits, weigh: Weigh, *, trusted: bool, shows: bool) -> list[Edit]:
    """The edits of a text, found in rounds: each looks again at what lies near the doubts that the one before set.

    In a `trusted` text, whoever set a half-space in a word wanted no other in it. Of one that `shows` nothing of how it
    was typed, the longer it is, the less is a half-space believed that is all that it lacks.
    """
    edits: list[Edit] = []
    places: list[int] | None = None  # near which to look; None: everywhere
    while True:
        sure, doubts = _opened(text, _unheld(text, seen, edits) if trusted and seen.inside else seen, typed)
        edits, text = composed(edits, text, sure), apply(text, sure)
        if sure and places is not None:  # these may be in sight of more
            grown = [edit.start for edit in sure if edit.start == edit.end]
            places = sorted([*(place + bisect(grown, place) for place in places), *_after(sure)])
            seen = _near(text, places)
            continue
        likely = _likely(text, doubts, weigh(text, doubts), typed) if doubts else []
        if len(likely) == 1 and not (shows or edits) and _is_lonely(likely[0], text):
            return edits
        edits = composed(edits, text, likely)
        if not _open_more(likely, doubts):
            return edits
        text = apply(text, likely)
        places = list(_after(likely))
        seen = _near(text, places)


def _open_more(likely: Sequence[Edit], doubts: Sequence[Doubt]) -> bool:
    """Whether another look may find more once some doubts are set: inside a word, or near another doubt."""
    if any(edit.start == edit.end for edit in likely):
        return True
    places = [edit.start for edit in likely]
    left = {doubt.at for doubt in doubts}.difference(places) if places else ()
    return any(bisect(places, at - 2 * _IN_SIGHT) < bisect(places, at + 2 * _IN_SIGHT) for at in left)


def _near(text: str, places: Iterable[int]) -> Survey:
    """What the lexicon sees in the runs from which some places are in sight of the model."""
    stretches = list(_stretches(text, places))
    starts, shifts, at = [], [], 0
    for start, end in stretches:
        starts.append(at)
        shifts.append(start - at)
        at += end - start + 1
    seen = survey(Runs("\n".join([text[start:end] for start, end in stretches]), words()))
    return Survey(
        [(at + shifts[bisect(starts, at) - 1], known) for at, known in seen.inside],
        [(at + shifts[bisect(starts, at) - 1], pair) for at, pair in seen.between],
        0,
    )


def _stretches(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Whole runs around some places, one beyond those that are in sight on each side."""
    first = end = 0
    for place in places:
        if place + _IN_SIGHT <= end:
            continue
        start = place - _IN_SIGHT
        for _ in range(2):
            start = max(text.rfind(" ", end, max(start, end)), text.rfind("\n", end, max(start, end)))
        start = max(start, 0)
        if start > end:
            if end:
                yield first, end
            first = start
        end = _next_end(text, _next_end(text, place + _IN_SIGHT) + 1)
    if end:
        yield first, end


def _next_end(text: str, at: int, ends: re.Pattern[str] = _RUN_END) -> int:
    """Where the run at a place ends."""
    found = ends.search(text, at)
    return found.start() if found else len(text)


def _opened(text: str, seen: Survey, typed: Habits) -> tuple[list[Edit], list[Doubt]]:
    """The certain edits of a text, and its doubts as they stand after these."""
    sure: list[Edit] = []
    doubts: list[Doubt] = []
    for at, (odds, left, right) in seen.between:
        if typed.chooses and right not in _ENDINGS and not _after_mi(text, at):
            continue
        if odds < 1:
            if typed.spaces < KEEPS or odds >= WORTH_BETWEEN:
                doubts.append(Doubt(at, True, odds, left, right))
        elif typed.spaces < KEEPS or _after_mi(text, at):
            sure.append(Edit(at, at + 1, ZWNJ, "half_space.spaced"))
    inserted: list[int] = []
    for start, known in seen.inside:
        cuts = [
            at
            for at in (start + cut for cut in known.cuts)
            if (typed.joins < KEEPS and not _may_join(text, at, typed)) or _after_mi(text, at)
        ]
        inserted += cuts
        if len(cuts) == len(known.cuts):
            doubts += [
                doubt
                for doubt in (doubt.moved(start) for doubt in known.doubts)
                if (typed.joins < KEEPS or doubt.odds >= WORTH_INSIDE) and not _may_join(text, doubt.at, typed)
            ]
    sure += [Edit(at, at, ZWNJ, "half_space.joined") for at in inserted]
    if inserted:
        doubts = [doubt.moved(bisect(inserted, doubt.at)) for doubt in doubts]
    return sorted(sure), sorted(doubts)


def _unheld(text: str, seen: Survey, edits: Sequence[Edit]) -> Survey:
    """The same without what lies in a word that holds a half-space, not one that edits set («سرمایه» + «گذاریها»)."""
    own = set(_after(edits))

    def held(start: int) -> bool:
        end = _next_end(text, start, _PART_END)
        return any(text[at : at + 1] == ZWNJ and at not in own for at in (start - 1, end) if at >= 0)

    return seen._replace(inside=[(start, known) for start, known in seen.inside if not held(start)])


def _may_join(text: str, at: int, typed: Habits) -> bool:
    """Whether an ending that many write joined follows, in a text that does so by choice («کتابها»)."""
    return (typed.chooses or typed.joins >= KEEPS) and _PLURAL(text, at) is not None


def _after_mi(text: str, at: int) -> bool:
    """Whether «می» or «نمی» ends here, a whole word: then a verb follows."""
    return _MI(text, max(at - 3, 0), at) is not None


def _likely(text: str, doubts: Sequence[Doubt], chances: Sequence[float], typed: Habits) -> list[Edit]:
    """Edits for the doubts that are likely enough."""
    return [
        Edit(doubt.at, doubt.at + between, ZWNJ, "likely.spaced" if between else "likely.joined", round(chance, 3))
        for doubt, chance, either in zip(doubts, chances, _either(doubts, chances), strict=True)
        for between in (doubt.between,)
        if either >= _asked(typed, doubt) and (between or chance >= CAREFUL or not _in_a_name(text, doubt))
    ]


def _either(doubts: Sequence[Doubt], chances: Sequence[float]) -> list[float]:
    """The same chances, but of two doubts one letter apart the likelier has both: only one can be right («حرفهای»).

    Of a word of two readings both stay: the words beside it tell.
    """
    found = list(chances)
    for at, (one, other) in enumerate(pairwise(doubts)):
        if other.at == one.at + 1 and not (one.between or other.between):
            more, less = (at, at + 1) if found[at] >= found[at + 1] else (at + 1, at)
            found[more] = min(found[more] + found[less], 1.0)
            if not has_readings(one.left + one.right):
                found[less] = 0.0
    return found


def _is_lonely(edit: Edit, text: str) -> bool:
    """Whether a half-space is not likely enough to be the only one that a line lacks."""
    return edit.confidence < (1 - edit.confidence) * (len(text) / LONELY) ** 2


def _asked(typed: Habits, doubt: Doubt) -> float:
    """From which probability on a doubt is set: what speaks against it doubles the odds asked for."""
    asked = SET
    if not doubt.between:
        seen = doubt.left + doubt.right in words().lexicon.words
        plural = _PLURAL(doubt.right) is not None
        asked = SEEN_PLURAL if seen and plural else SEEN if seen or (doubt.right in _ENDINGS and not plural) else UNSEEN
    odds = asked / (1 - asked) * (1 << typed[doubt.between])
    return min(odds / (1 + odds), CAREFUL)


def _in_a_name(text: str, doubt: Doubt) -> bool:
    """Whether a word stands where a family name does, and is a compound of an ordinary word: «رضا نیکنام»."""
    counts = words().lexicon
    if doubt.right in _ENDINGS or counts.words.get(doubt.right, 0) < _ORDINARY:
        return False
    if counts.seen(doubt.left, doubt.right) >= SURE:
        return False
    before = _WORD_BEFORE(text, max(doubt.at - len(doubt.left) - _NEAR, 0), doubt.at)
    return before is not None and len(before[1]) > 1 and fold(before[1]) in NAMING


def _after(edits: Sequence[Edit]) -> Iterator[int]:
    """Where edits stand once they are made."""
    grown = 0
    for edit in edits:
        yield edit.start + grown
        grown += len(edit.new) - (edit.end - edit.start)
