"""Whether the speakers of two articles can be one: by name, by office, by the house that they speak for."""

from typing import Literal, NamedTuple

from ravi.compare.words import likeness
from ravi.persian.actors import name_key, same_key
from ravi.persian.letters import fold
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Entity

Verdict = Literal["same", "other", "unknown"]
_NEARLY = 0.8
_SMALL = frozenset("و در از به با کل امور این آن یک".split())


class Speaker(NamedTuple):
    """Who speaks, as one article knows him: the name, its kind, the office."""

    name: str
    type: str
    role: str | None

    @classmethod
    def of(cls, entity: Entity) -> "Speaker":
        """The speaker that an entity of a record is."""
        return cls(entity.name, entity.type, entity.role)


def compare_speakers(one: Speaker | None, other: Speaker | None) -> Verdict:
    """Whether two speakers are the same, as far as two articles tell.

    A person and an office are the same where the words of the offices meet, and unknown otherwise: only two names that
    cannot be one are another speaker.

    >>> shamkhani = Speaker("علی شمخانی", "PER", "دبیر شورای عالی امنیت ملی")
    >>> compare_speakers(shamkhani, Speaker("شمخانی", "PER", None))
    'same'
    >>> compare_speakers(shamkhani, Speaker("دبیر شورای عالی امنیت ملی ایران", "PER", None))
    'same'
    >>> compare_speakers(shamkhani, Speaker("محمدجواد ظریف", "PER", "وزیر امور خارجه"))
    'other'
    """
    if one is None or other is None:
        return "unknown"
    if same_key(name_key(fold(one.name)), name_key(fold(other.name))):
        return "same"
    if _is_named(one) and _is_named(other):
        return "other" if one.type == other.type and not _nearly(one.name, other.name) else "unknown"
    return "same" if _same_office(_office_of(one), _office_of(other)) else "unknown"


def same_office(one: str, other: str) -> bool:
    """Whether two offices are one: the words of one are among the other's, apart from small ones.

    >>> same_office("وزیر امور خارجه", "وزیر خارجه ایران"), same_office("وزیر نفت", "معاون وزیر نفت")
    (True, False)
    """
    return _same_office(_words(one), _words(other))


def _nearly(one: str, other: str) -> bool:
    """Whether two names may be two spellings of one: «ولادمیر پوتین», «ولادیمیر پوتین»."""
    keys = name_key(fold(one)).letters, name_key(fold(other)).letters
    return likeness(*keys) >= _NEARLY


def _same_office(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other or one[0] != other[0]:
        return False
    return set(one) <= set(other) or set(other) <= set(one)


def _office_of(speaker: Speaker) -> tuple[str, ...]:
    return _words(speaker.role or (speaker.name if not _is_named(speaker) else ""))


def _is_named(speaker: Speaker) -> bool:
    """Whether the article knows a name, not an office alone."""
    if speaker.type not in ("PER", "ORG", "GPE"):
        return False
    words = _words(speaker.name)
    return bool(words) and (speaker.type != "PER" or words[0] not in WORDS["title"] - WORDS["honorific"])


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(word for each in fold(phrase).split() if (word := key(each)) not in _SMALL)
