"""Who speaks and who is told, as words of the sentence; who they are, `coref` says."""

from collections.abc import Iterator, Mapping, Sequence

from ravi.persian.clauses import Clause, Range, clause_of, is_first_person
from ravi.persian.cues import Cue
from ravi.persian.gazetteer import is_ordinary
from ravi.persian.groups import group_noun, is_person
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import (
    PREPOSITIONS,
    TITLE_HEADS,
    Known,
    dateline_end,
    find_subject,
    fixed_phrase_end,
    is_by_whom,
    set_off_end,
)
from ravi.persian.quote_marks import Marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.spans import Span
from ravi.steps.quotes.text import REACH, SPACE, Text, opens_words


def clause_at(text: Text, cue: Cue, sentence: Span, floor: int = 0) -> Clause:
    """The clause that a cue ends; `floor` is where the words around it open."""
    head = max(sentence.start, text.line_of(cue.start).start, floor)
    first = max(dateline_end(text.tokens, text.token_at(head), cue.first), cue.first - REACH)
    for mark in text.marked_before(cue.start):
        if mark.end <= sentence.start:
            break
        if (
            mark.closed
            and mark.start >= floor
            and not _is_named_so(text, mark)
            and (_is_long(text, mark) or _is_speech(text, mark))
        ):
            first = max(first, text.token_at(mark.end))
            break
    first = _after_report(text, first, cue.first)
    while first < cue.first and text.tokens[first].text in '،,.:؛»”"':
        first += 1
    clause = clause_of(text.tokens, first, cue.first, finite=text.finite)
    if opens_words(text, cue):
        while clause.outer is not None and not clause.outer.has_verb:
            clause = clause.outer
    return clause


def _is_named_so(text: Text, mark: Marked) -> bool:
    """Whether a stretch in quote marks is what an object is called: «شعار را «…» عنوان کرد»."""
    after = text.token_at(mark.end)
    return after < len(text.tokens) and key(text.tokens[after].text) in WORDS["sharing"] | WORDS["calling"]


_SPOKEN = 40  # characters: a longer stretch in quote marks is no part of a clause


def _is_long(text: Text, mark: Marked) -> bool:
    """Whether a stretch in quote marks is too long for a part of a clause, and says something: it has a verb."""
    if mark.inner.end - mark.inner.start <= _SPOKEN:
        return False
    return any(text.finite[text.token_at(mark.inner.start) : text.token_at(mark.inner.end)])


def _is_speech(text: Text, mark: Marked) -> bool:
    """Whether a short stretch in quote marks is what somebody says: «باید برویم،» او گفت."""
    last = text.token_at(mark.inner.end) - 1
    stopped = last > 0 and text.tokens[last].text in _SPEECH_ENDS
    first = text.token_at(mark.inner.start)
    ended = stopped or text.folded[mark.end : mark.end + 1] == "،"
    return ended and any(text.finite[first : last + 1])


def is_claimed(text: Text, mark: Marked, later: Sequence[Cue]) -> bool:
    """Whether a stretch in quote marks is the speech of a cue behind it, and of none before it."""
    opened = text.folded[max(0, mark.start - 2) : mark.start].rstrip(SPACE)
    if not mark.closed or opened.endswith((":", "که")) or not _is_speech(text, mark):
        return False
    after = next((cue for cue in later if cue.start >= mark.end), None)
    near = after is not None and after.kind == "say" and after.start - mark.end < _BEHIND
    return near and after is not None and not opens_words(text, after) and text.line_of(mark.end - 1).end > after.start


_BEHIND = 120  # characters: how far behind the words the cue may stand
_SPEECH_ENDS = frozenset("، , . ؟ ! …".split())


def quoted_by(text: Text, subject: tuple[int, int] | None, end: int) -> tuple[int, int] | None:
    """The tokens of Y in «X به نقل از Y نوشت», X being the subject: Y is who speaks, X only passes it on."""
    if subject is None:
        return None
    at = subject[1]
    while at < min(end, subject[1] + 3) and text.tokens[at].text in "،»":
        at += 1
    words = [token.text for token in text.tokens[at : at + 3]]
    if words[:2] not in (["به", "نقل"], ["از", "قول"]):
        return None
    first = at + (3 if words[2:] == ["از"] else 2)
    return find_subject(text.tokens, first, end, names=text.names)


def agent_of(text: Text, cue: Cue, clause: Clause) -> tuple[int, int] | None:
    """The tokens of X in «از سوی X اعلام شد», «توسط X گفته شد»: who speaks where the verb is passive."""
    for start, end in reversed(clause.pieces):
        for at in range(min(end, cue.first) - 1, start - 1, -1):
            if not is_by_whom(text.tokens, at):
                continue
            alone = key(text.tokens[at].text) == "توسط"
            if not alone and (at == start or fixed_phrase_end(text.tokens, at - 1, cue.first) is not None):
                continue  # «از سوی دیگر»
            found = find_subject(text.tokens, at + 1, min(end, cue.first), names=text.names)
            if found is not None and found[0] == at + 1:
                return found
    return None


def known_subjects(text: Text, cues: Sequence[Cue]) -> tuple[dict[int, Known], frozenset[str]]:
    """Where the phrases stand that are plainly the subject of some cue, by the token with which they open.

    Beside them the words of the names of persons that are.
    """
    phrases: dict[str, set[tuple[str, ...]]] = {}
    speakers: set[str] = set()
    for cue in cues[:_CUES]:
        if cue.person != 3 or cue.kind not in ("say", "state") or not opens_words(text, cue):
            continue
        clause = clause_at(text, cue, text.sentence_of(cue.start))
        found = subject_of(text, clause) if clause.before is None else None
        if found is None or found[1] - found[0] > _LONGEST:
            continue
        for at in range(*found):
            named = text.names.get(at)
            if named is not None and named.person:
                speakers.update(token.text for token in text.tokens[at : named.end])
        if found[0] in text.names:
            continue
        words = tuple(key(token.text) for token in text.tokens[found[0] : found[1]])
        after = text.tokens[found[1]].text if found[1] < len(text.tokens) else ""
        if words[0] not in WORDS["pronoun"] and words[0] not in WORDS["demonstrative"] and after != "را":
            phrases.setdefault(words[0], set()).add(words)
    return {at: Known(end, None) for at, end in _places(text, phrases)}, frozenset(speakers)


def _places(text: Text, phrases: Mapping[str, set[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    for at, token in enumerate(text.tokens):
        known = phrases.get(key(token.text))
        for words in sorted(known, key=len) if known else ():
            if tuple(key(word.text) for word in text.tokens[at : at + len(words)]) == words:
                yield at, at + len(words)


_CUES = 60  # cues whose subjects are learnt
_LONGEST = 12  # words


def _after_report(text: Text, first: int, end: int) -> int:
    """Where «به گزارش …» opens the report itself, behind what the page puts before it; else `first`."""
    for at in range(end - 2, first, -1):
        if text.tokens[at].text == "به" and text.tokens[at + 1].text == "گزارش":
            return at
    return first


def subject_of(text: Text, clause: Clause) -> tuple[int, int] | None:
    """The tokens of a clause's subject.

    A clause without one («… خواند و گفت») shares that of the clause before it, or of the one that it stands in.
    """
    now: Clause | None = clause
    while now is not None:
        for piece in now.pieces:
            piece = _past_this(text, piece)
            found = find_subject(text.tokens, *piece, names=text.names, at_head=now.before is not None)
            if found is not None and text.finite[found[0]]:
                continue  # «رفت و گفت»
            if found is not None and now.before is not None and _opens_list(text, found, piece[1]):
                continue
            if found is not None and (now.before is None or is_actor(text, found[0])):
                return (now.before is None and _behind_heading(text, found, piece[1])) or found
            if found is None and now.before is not None and _opens_sentence(text, now.start):
                anew = find_subject(text.tokens, *piece, names=text.names)
                if anew is not None and is_actor(text, anew[0]):
                    return anew  # «… ساخته شد | در ادامه نیکنام گفت»: the page lost a full stop
        if now.before is None and now.outer is not None:
            named = _name_before(text, now.start - 1)
            if named is not None:
                whole = (find_subject(text.tokens, *piece, names=text.names) for piece in now.outer.pieces[-1:])
                return next((one for one in whole if one is not None and one[1] == named[1]), named)
        now = now.before or now.outer
    return None


def _opens_sentence(text: Text, at: int) -> bool:
    """Whether a sentence opens behind a verb, where the page lost the stop: «همچنین در این جلسه», «در ادامه»."""
    if not text.finite[at - 1]:
        return False
    word, after = (key(token.text) for token in text.tokens[at : at + 2])
    return word == "همچنین" or (word == "در" and after in WORDS["part_of_talk"] | WORDS["demonstrative"])


def _behind_heading(text: Text, found: tuple[int, int], end: int) -> tuple[int, int] | None:
    """Somebody behind words that are nobody: a heading that the page ran together with its paragraph.

    «ساختن پل تازه در همین حال فرماندار گفت», «بستن راه با این کار، وزیر آب نیز گفت»
    """
    if is_actor(text, found[0]):
        return None
    for at in range(found[0] + 1, end):
        after = set_off_end(text.tokens, at, end)
        too = text.tokens[at].text in ("نیز", "هم")
        start = after if after is not None else _after_comma(text, found[0], at) if too else None
        if start is not None and is_actor(text, start):
            return find_subject(text.tokens, start, end if after is not None else at, names=text.names)
    return _behind_thing(text, found[0], end)


def _behind_thing(text: Text, first: int, end: int) -> tuple[int, int] | None:
    """Somebody behind a heading of a thing, which cannot speak: «لزوم ساخت پل در ساحل | وی با بیان اینکه»."""
    if is_somebody(text, first):
        return None
    near = first + (_AT_ONCE if is_ordinary(key(text.tokens[first].text)) else _FAR)
    for at in range(near, end):
        if not _opens_anew(text, at) or not PREPOSITIONS.isdisjoint(
            key(token.text) for token in text.tokens[at - _OF_PHRASE : at]
        ):
            continue
        found = find_subject(text.tokens, at, end, names=text.names)
        if found is None or found[0] != at or not _is_closed(text, at, found[1], end):
            continue
        sure = at in text.names or text.tokens[at].text == "وی"
        sure = sure or text.tokens[first].text in (token.text for token in text.tokens[found[1] : end])
        if sure or all(token.text != "را" for token in text.tokens[at:end]):
            return found  # but not «انتخاب رییس | با رای مردم را درست دانست»
    return None


def _opens_anew(text: Text, at: int) -> bool:
    """Whether somebody's name or office opens at a token, or «وی» stands there, and no list goes on with it."""
    known = text.names.get(at)
    word = key(text.tokens[at].text)
    opens = word == "وی" or (word in TITLE_HEADS and word not in _ANY) or (known is not None and bool(known.person))
    before = key(text.tokens[at - 1].text)
    return opens and before != "و" and before not in TITLE_HEADS and not _is_of_name(text, at)


def _is_of_name(text: Text, at: int) -> bool:
    """Whether an office follows right on the name of its holder: «میان رضا نیکنام | رییس جمهور»."""
    ended = (text.names[k] for k in range(max(0, at - _NAME), at) if k in text.names)
    return any(known.person and known.end == at for known in ended)


def _is_closed(text: Text, at: int, last: int, end: int) -> bool:
    """Whether a phrase is over at token `last`: an adverbial, a comma or the verb follows, and no object marker."""
    known = text.names.get(at)
    stop = known.end if known is not None and known.person and known.end < last else last
    word = key(text.tokens[stop].text) if stop < end else ""
    return stop >= end or word in PREPOSITIONS or word in _AFTER or word == "،"


_AT_ONCE = 2  # tokens: so near to a thing that is known somebody may follow
_FAR = 4  # and to a word that is not known
_OF_PHRASE = 2  # tokens before a name: a preposition there may govern it
_ANY = frozenset(("یک", "یکی"))
_AFTER = (TITLE_HEADS | WORDS["phrase_end"]) - WORDS["honorific"] - {"را", "که"}


def _after_comma(text: Text, first: int, end: int) -> int | None:
    return next((at + 1 for at in range(end - 1, first, -1) if text.tokens[at].text == "،"), None)


def _past_this(text: Text, piece: Range) -> Range:
    """The piece of a clause without «این را» or «این جمله را», with which it opens: «این را | رضا گفت»."""
    words = [token.text for token in text.tokens[piece[0] : piece[0] + 3]]
    size = words.index("را") + 1 if words[:1] == ["این"] and "را" in words else 0
    return (piece[0] + size, piece[1]) if piece[0] + size < piece[1] else piece


def _name_before(text: Text, that: int) -> tuple[int, int] | None:
    """The name that a clause with «که» right behind it speaks of: «به نوشته او، خبرگزاری دریا که خبر داده بود»."""
    for at in range(that - 1, max(-1, that - _NAME), -1):
        known = text.names.get(at)
        if known is not None and known.end == that and text.tokens[that].text == "که":
            return at, that
    return None


_NAME = 8  # tokens


def _opens_list(text: Text, found: tuple[int, int], end: int) -> bool:
    """Whether a phrase is the first of a list that is an object: «… و مسجد جامع، بازار و پل را از … برشمرد»."""
    known = text.names.get(found[0])
    if (known is not None and known.person) or found[1] >= end or text.tokens[found[1]].text != "،":
        return False
    words = [token.text for token in text.tokens[found[1] : end]]
    listed = words[: words.index("را")] if "را" in words else []
    last = max((at for at, word in enumerate(listed) if word == "،"), default=-1)
    return "و" in listed[last:] and not any(text.finite[found[1] : found[1] + len(listed)])


def is_actor(text: Text, at: int) -> bool:
    """Whether the phrase that opens at a token can only be somebody, and not the one who speaks."""
    word = text.tokens[at].text
    if is_first_person(text.tokens[at]):
        return False
    return at in text.names or key(word) in _ACTORS or word.endswith(_PEOPLE_ENDS)


def is_somebody(text: Text, at: int) -> bool:
    """Whether the phrase that opens at a token names people, or one of them without a name: «مردی», «یک زن»."""
    word = key(text.tokens[at].text)
    return is_actor(text, at) or is_person(word.removesuffix("ی")) or group_noun(word) is not None


_ACTORS = (
    WORDS["title"]
    | WORDS["organisation"]
    | WORDS["people"]
    | WORDS["pronoun"]
    | WORDS["demonstrative"]
    | WORDS["voice"]
)
_PEOPLE_ENDS = (f"ی{ZWNJ}ها", "گران", "یان", "مندان", "ندگان", "گذاران", "کاران", "داران", "سازان")
