"""Roles: who held which office, in whose words, so that a store can say who was «فرستاده ویژه» on a day.

An office stands beside a name («علی شمسایی، دبیر شورا», «وزیر نیرو علی شمسایی»), alone for a person whom the text names
elsewhere («دبیر شورا»), or in an appointment («علی شمسایی به سمت دبیر شورا منصوب شد»).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ravi.persian.actors import HONORIFICS, OFFICE_HEADS
from ravi.persian.conjugation import verb_forms
from ravi.persian.gazetteer import joins_organisation
from ravi.persian.groups import is_adjective
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS, key
from ravi.persian.voices import Voices
from ravi.record import Draft, Role, RoleStatus
from ravi.spans import Span

_LONGEST = 10  # words: no office before a name is longer
_REACH = 25  # words: how far the person appointed is looked for
_WORDS = {part: frozenset(words.split()) for part, words in read_table("role_words")}
_NO_OFFICE = WORDS["no_office"]
_BETWEEN = frozenset('، - – ـ ( » " ”'.split())
_SOMEBODY = frozenset("یک یکی".split())  # «یکی از شاهدان» has no office
_HEADS = frozenset(("صدر", "صدراعظم"))  # «صدر اعظم»
_VERBS = FORMS.keys() | verb_forms()
_ENDS = PREPOSITIONS | WORDS["phrase_end"] | WORDS["demonstrative"] | WORDS["pronoun"]


def roles(draft: Draft) -> tuple[Role, ...]:
    """Give the roles in the order of the text."""
    voices = Voices(draft)
    words = [key(token.text) for token in draft.tokens]
    found: dict[tuple[Span, int], Role] = {}
    for start, end, who, rule in _offices(draft, words):
        if words[start] in _NO_OFFICE:
            continue
        end = next((at for at in range(start + 1, end) if words[at] in _WORDS["after"]), end)
        span = Span(draft.tokens[start].start, draft.tokens[end - 1].end)
        confidence = draft.entities[who].confidence
        role = Role(span, who, _status(words, start, end, rule), voices.of(span), f"roles.{rule}", confidence)
        found.setdefault((span, who), role)
    return tuple(sorted(found.values(), key=lambda one: (one.span, one.entity)))


def _offices(draft: Draft, words: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
    """Each office by its tokens, whose it is, and the rule."""
    starts = [token.start for token in draft.tokens]
    named: dict[int, int] = {}  # whose name ends before a token
    for who, entity in enumerate(draft.entities):
        described = key(entity.name.split()[0]) in _SOMEBODY
        if entity.type != "PER" or described or all(mention.kind != "name" for mention in entity.mentions):
            continue
        opened = {mention.span.start for mention in entity.mentions if mention.kind == "title"}
        titled = {mention.span.end for mention in entity.mentions if mention.kind == "title"}
        for mention in entity.mentions:
            first, last = bisect_left(starts, mention.span.start), bisect_left(starts, mention.span.end)
            if first >= last:
                continue
            if mention.kind == "title" and words[first] not in WORDS["demonstrative"]:
                yield first, last, who, "title"
            elif mention.kind == "name":
                named[last] = who
                before = _office_before(words, first)
                if before is not None and draft.tokens[first - 1].end not in titled and _one_line(draft, first - 1):
                    yield before, first, who, "before"
                after = _office_after(words, last)
                if after is not None and draft.tokens[after[0]].start not in opened and _one_line(draft, last - 1):
                    yield *after, who, "after"
    for start, end, at in _appointments(words):
        for name_end in range(at, max(0, at - _REACH), -1):
            if name_end in named:
                yield start, end, named[name_end], "dismissed" if words[end] in _WORDS["dismissed"] else "appointed"
                break


def _one_line(draft: Draft, at: int) -> bool:
    """Whether the token after `at` stands on its line: a headline's last name bears no office below it."""
    return "\n" not in draft.repaired[draft.tokens[at].end : draft.tokens[at + 1].start]


def _office_before(words: Sequence[str], at: int) -> int | None:
    """Where the office begins that stands before a name: «وزیر راه و شهرسازی | علی شمسایی»."""
    best = None
    for start in range(at - 1, max(-1, at - 1 - _LONGEST), -1):
        word = words[start]
        joined = word == "و" and start and joins_organisation(words[start - 1], words[start + 1])
        if not joined and (not word[0].isalpha() or word in _ENDS or word in FORMS or word == "و"):
            break
        if word in OFFICE_HEADS:
            best = start
    if best is None or words[at - 1] in _WORDS["holy"]:
        return None
    if words[best] == "خبرنگار" and words[max(0, best - 1)] in ("گزارش", "نقل"):
        return None  # «به گزارش خبرنگار فارس علی شمسایی گفت»
    rest = [word for word in words[best:at] if word not in HONORIFICS]
    genitive = rest[0] in _WORDS["of_somebody"] and all(is_adjective(word) for word in rest[1:])
    return None if genitive else best  # «سخنگوی پوتین» is another man


def _office_after(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The office after a name: «علی شمسایی، وزیر راه و شهرسازی،», «علی شمسایی (سفیر هند)»."""
    start = at
    while start < min(len(words), at + 2) and words[start] in _BETWEEN:
        start += 1
    if start >= len(words) or words[start] not in OFFICE_HEADS | _HEADS:
        return None
    end = start + 1
    while end < min(len(words), start + _LONGEST + 4):
        word = words[end]
        if word in ("و", "،") and end + 1 < len(words) and joins_organisation(words[end - 1], words[end + 1]):
            end += 2
            continue
        abroad = word == "در" and _WORDS["sent"].intersection(words[start:end])
        if not word[0].isalpha() or (word in _ENDS and not abroad) or word in _VERBS or word == "و":
            break
        end += 1
    while words[end - 1] in _ENDS:
        end -= 1
    return start, end


def _appointments(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """«به سمت دبیر شورا منصوب شد»: the office's tokens, and where the phrase begins."""
    for at in range(len(words) - 3):
        if (
            words[at] not in ("به", "از")
            or words[at + 1] not in ("سمت", "عنوان", "مقام")
            or words[at + 2] not in OFFICE_HEADS
        ):
            continue
        for end in range(at + 3, min(len(words) - 1, at + 3 + _LONGEST)):
            if words[end] in _WORDS["appointed"] | _WORDS["dismissed"] and words[end + 1] in FORMS:
                yield at + 2, end, at
                break
            if not words[end][0].isalpha() or words[end] in FORMS or words[end] in ("که", "را"):
                break


def _status(words: Sequence[str], start: int, end: int, rule: str) -> RoleStatus:
    inside = set(words[start:end])
    if rule == "dismissed" or inside & _WORDS["former"]:
        return "former"
    return "elect" if inside & _WORDS["elect"] else "current"
