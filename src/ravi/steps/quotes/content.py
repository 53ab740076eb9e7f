"""What a cue reports: after «که» or the bare cue, or after a frame."""

import re
from collections.abc import Sequence

from ravi.persian.clauses import Clause
from ravi.persian.conjugation import verb_forms
from ravi.persian.cues import Cue
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS, find_subject, is_adverb
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.spans import Span
from ravi.steps.quotes.direct import after_colon, find_title, marked_first
from ravi.steps.quotes.objects import find_before, find_called, find_marked_before, find_pointed
from ravi.steps.quotes.speaker import is_actor, is_somebody
from ravi.steps.quotes.text import (
    COLON,
    QUESTIONS,
    REACH,
    SPACE,
    THAT,
    Content,
    Text,
    comma_before,
    form_of,
    opening_after,
    opens_words,
    with_next_marked,
)

_RELATED = re.compile(f"[{SPACE}]*این (?:امر|موضوع|مساله|اقدام|کار|سخن)(?![^\\W_])")
_FEW = 3  # words in quote marks that are only a part of what is said
_CALLING = WORDS["calling"]  # «عنوان»: «X را Y عنوان کرد» says of X that it is Y
_BASED = re.compile(f"[^\\n،.:؛]{{0,60}}?(?<!\\w)(?:مبنی بر (?:این|آن)[ {ZWNJ}]?)?که(?![^\\W_])")
_TO = re.compile(f"[{SPACE}،]*(?:تا|که)(?![^\\W_])")


def find_content(
    text: Text,
    cue: Cue,
    sentence: Span,
    clause: Clause,
    subject: tuple[int, int] | None,
    later: Sequence[Cue],
    main: Sequence[Cue],
    *,
    nested: bool = False,
) -> Content | None:
    """What the cue reports: its parts, its form and the rule that found it.

    `nested` says that the cue stands in somebody's words: then what it reports ends sooner.
    """
    folded = text.folded
    colon = COLON.match(folded, cue.end)
    if cue.kind == "stand" and cue.last > cue.first + 1 and not _of_document(text, sentence, cue):
        return None  # «برنامه بازی\u200cها به شرح زیر است: …»
    if colon and cue.kind not in ("frame", "noun"):
        return _without_deed(text, cue, colon.end(), after_colon(text, cue, colon.end(), main, later))
    if cue.kind in ("frame", "noun"):
        return after_frame(text, cue, sentence, later)
    if cue.kind in ("judge", "tell", "name"):
        before = find_before(text, cue, subject, clause)
        if before is not None:
            return _with_relative(text, cue, sentence, later, before)
    if cue.kind == "say":
        pointed = find_pointed(text, cue, clause)
        if pointed is not None:
            return pointed
    title = find_title(text, cue) if cue.kind in ("say", "state", "tell") else None
    if title is not None:
        return Content((title,), form_of(text, title), "quotes.headline")
    that = (_TO if cue.kind == "demand" else THAT).match(folded, cue.end)
    after = that.end() if that else cue.end
    opening = opening_after(text, after)
    if opening is not None and not (cue.kind == "judge" and not that):
        inner = text.trim(opening.inner.start, opening.inner.end)
        rest = text.trim(opening.end, max(sentence.end, opening.end))
        short = text.folded[inner.start : inner.end].count(" ") < _FEW and text.folded[opening.end :][:1] == " "
        if (rest.end - rest.start > 12 and (that or short)) or (that and short and rest.end > rest.start):
            return Content((text.trim(after, sentence.end),), "mixed", "quotes.that_mixed")
        if inner.end - inner.start > 3:
            return Content((*marked_first(text, cue), *with_next_marked(text, opening)), "direct", "quotes.marked")
    end = clause_end(text, after, sentence, later)
    aside = clause.outer is not None and not clause.outer.has_verb
    if aside and cue.kind == "demand" and not that:
        end = _first_verb_end(text, after, end)  # «وی که خواست نامش فاش نشود، گفت»
    elif aside and cue.kind in ("say", "state"):
        end = _aside_end(text, after, end, later)
    elif nested or cue.kind == "demand":
        end = _first_clause_end(text, after, end, commas=nested)
    end = _before_remark(text, after, _before_apposition(text, after, end))
    content = text.trim(after, end if nested else _deed_after(text, cue, after, end))
    words = folded[content.start : content.end].count(" ") + 1
    if that and any(token.text.endswith("حالی") for start, end in clause.pieces for token in text.tokens[start:end]):
        return None  # «این را در حالی گفت که …»
    if cue.kind in ("say", "state", "demand") and _has_object(text, cue, clause, subject):
        return find_called(text, cue, subject, clause) if key(text.tokens[cue.first].text) in _CALLING else None
    if that and cue.kind == "judge" and _RELATED.match(folded, after):
        return None  # «او را به عنوان وزیر معرفی کرد که این امر …»
    if that and words >= 2:
        return Content((content,), form_of(text, content), "quotes.that")
    if cue.kind in ("judge", "name"):
        return None
    if key(text.tokens[cue.first].text) in _CALLING and not _is_second(text, cue):
        called = find_called(text, cue, subject, clause)
        if called is not None:
            return called
    if cue.kind == "stand" or (cue.weak and not _stands_alone(text, cue, subject, content)):
        return None
    clause_there = _has_verb(text, content) or (aside and _is_participle(text, text.token_at(content.end) - 1))
    stressed = [key(text.tokens[at].text) for piece in clause.pieces for at in range(*piece)]
    if key(text.tokens[cue.first].text) == "تاکید" and "بر" in stressed:
        return None  # «بر لزوم کار تاکید کرد، …»
    inside = clause.outer is not None and folded[cue.end : cue.end + 1] == "،"  # «توهین\u200cهایی که مطرح کرد، …»
    asked = (
        cue.kind == "demand"
        and words > 1
        and any(text.tokens[at].text == "از" for piece in clause.pieces for at in range(*piece))
    )
    stopped = cue.passive and folded[cue.end : cue.end + 1] in ("؛", "،")  # «… عنوان شد؛ رسانه\u200cها نوشتند»
    enough = (asked or words >= _BARE) and not stopped
    if enough and clause_there and not inside and not _goes_on(folded, cue.end):
        return Content((content,), form_of(text, content), "quotes.bare")
    return find_marked_before(text, cue, sentence, subject)


def _with_relative(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue], made: Content) -> Content:
    """«X را عاملی دانست که S»: what is judged is told on behind the cue."""
    that = THAT.match(text.folded, cue.end) if cue.kind == "judge" and not opens_words(text, cue) else None
    if that is None or not text.tokens[cue.first - 1].text.endswith("ی"):
        return made
    rest = text.trim(that.end(), clause_end(text, that.end(), sentence, later))
    return made._replace(parts=(*made.parts, rest)) if _has_verb(text, rest) else made


def find_told(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> Content | None:
    """«آن\u200cطور که رضایی می\u200cگوید، S»: S reaches as far as behind «به گفته رضایی»."""
    content = text.trim(cue.end, clause_end(text, cue.end, sentence, later))
    if text.folded[cue.end : cue.end + 1] != "،" or not _has_verb(text, content):
        return None
    return Content((content,), form_of(text, content), "quotes.that")


def _of_document(text: Text, sentence: Span, cue: Cue) -> bool:
    """Whether the sentence speaks of words that somebody wrote: «متن این بیانیه به شرح زیر است»."""
    first = max(text.token_at(sentence.start), cue.first - REACH)
    words = (key(text.tokens[at].text) for at in range(first, cue.first))
    return any(word in WORDS["document"] or word in ("متن", "مشروح") for word in words)


def _has_object(text: Text, cue: Cue, clause: Clause, subject: tuple[int, int] | None) -> bool:
    """Whether «را» gives the cue its object, so that no content follows: «مشکلاتی را مطرح می\u200cکنند که …»."""
    if key(text.tokens[cue.first].text) not in _TAKES_OBJECT or not clause.pieces or _is_second(text, cue):
        return False
    start, end = clause.pieces[-1]
    marker = next((at for at in range(end - 1, start - 1, -1) if text.tokens[at].text == "را"), None)
    if marker is None:
        return False
    heads = {start, subject[1] if subject else start}
    return not any(
        key(text.tokens[at].text) in WORDS["demonstrative"] and (at in heads or _opens_phrase(text, at))
        for at in range(max(start, marker - 4), marker)
    )  # «این خبر را», but not «کاری در این زمینه را», «نام داوران این رشته را»


def _is_second(text: Text, cue: Cue) -> bool:
    """Whether the object before a cue is that of another noun, its verb shared: «این خبر را رد و | اعلام کرد که …»."""
    return text.tokens[cue.first - 1].text == "و" and key(text.tokens[cue.first - 2].text) in _DEEDS


def _opens_phrase(text: Text, at: int) -> bool:
    """Whether a phrase of its own opens at a token, as the word before it can be no part of one: «امروز | این»."""
    before = text.tokens[at - 1]
    apart = not before.text[0].isalpha() or is_adverb(before) or key(before.text) in _ENDS
    return apart and key(before.text) not in PREPOSITIONS


_TAKES_OBJECT = WORDS["takes_object"]
_ENDS = WORDS["phrase_end"]


def clause_end(text: Text, after: int, sentence: Span, later: Sequence[Cue]) -> int:
    """Where an indirect clause ends: at the sentence's end, or at the comma before a further cue with its own words."""
    for other in later:
        if other.start >= sentence.end:
            break
        if other.kind == "according":
            before = (text.tokens[other.first - 1].text in _BUT and other.first - 1) or other.first
            at = before - 1
            if text.tokens[at].text == "،" and text.finite[at - 1] and text.tokens[at].start > after:
                return text.tokens[at].start  # «راه باز است، | اما به گفته او …»
        if other.kind not in ("judge", "according") and opens_words(text, other):
            if _is_own_verb(text, after, other):
                return sentence.end
            return comma_before(text, after, other)
        if other.kind in ("say", "state", "demand", "tell") and other.person == 3:
            goes_on = _narrator_goes_on(text, after, other) or _another_speaks(text, after, other)
            if goes_on is not None:
                return goes_on
    return sentence.end


_BUT = frozenset(("اما", "ولی", "و"))


def _is_own_verb(text: Text, after: int, other: Cue) -> bool:
    """Whether a cue is the verb of the clause itself: «گفتند که مردی فریاد زد: «…»»."""
    first = text.token_at(after)
    if not first or text.tokens[first - 1].text != "که" or other.kind not in _SPOKEN or not is_somebody(text, first):
        return False
    return not any(text.finite[first : other.first])


_SPOKEN = frozenset(("say", "state", "demand", "tell"))


def _narrator_goes_on(text: Text, after: int, other: Cue) -> int | None:
    """Where a clause ends after which the narrator goes on with a cue that has no subject: «… است و گفت …».

    After a comma he does only where the cue follows at once, after «و» where what comes between is no subject either.
    """
    first = text.token_at(after)
    at = other.first - 1
    if text.tokens[at].text in ("نیز", "هم") and THAT.match(text.folded, other.end):
        for k in range(at - 1, max(first, at - _BETWEEN), -1):
            if text.tokens[k].text == "و" and text.finite[k - 1] and is_actor(text, k + 1):
                return text.tokens[k - 1].end  # «… است و برخی نیز معتقدند که …»
    if at > first + 1 and text.tokens[at].text == "،" and text.finite[at - 1]:
        return text.tokens[at - 1].end
    for at in range(other.first - 1, max(first, other.first - _BETWEEN), -1):
        if text.finite[at] and at < other.first - 1:
            return None
        if text.tokens[at].text == "و" and text.finite[at - 1 - (text.tokens[at - 1].text == "،")]:
            between = (at + 1, other.first)
            while between[0] < between[1] and key(text.tokens[between[0]].text) in _AGAIN:
                between = (between[0] + 1, between[1])
            direct = between[0] == between[1] or text.tokens[between[0]].text in _TO_WHOM
            told = other.kind != "demand" and direct and between[0] != between[1]
            return text.tokens[at - 1].end if direct and not told and _past(text, other) else None
    return None


def _another_speaks(text: Text, after: int, other: Cue) -> int | None:
    """Where a clause ends after which somebody else speaks: «… پایان یافته، | اما چند روز بعد رضایی از … خبر داد»."""
    first = text.token_at(after)
    if not _past(text, other):
        return None
    for at in range(other.first - 1, max(first + 1, other.first - REACH // 2), -1):
        if text.tokens[at].text not in ("اما", "ولی"):
            continue
        before = at - 1 - (text.tokens[at - 1].text in ("،", "؛"))
        word = key(text.tokens[before].text)
        if not text.finite[before] and not (word.endswith("ه") and word[:-1] in verb_forms()):
            continue  # «… پایان یافته، اما»
        heads = range(at + 1, min(at + _NAMED, other.first))
        named = (k for k in heads if k in text.names and text.names[k].person)
        head = next(named, None)
        free = head is not None and text.tokens[head - 1].text not in _WITH
        return text.tokens[before].end if free else None
    return None


_WITH = frozenset("از به با در برای بر".split())
_NAMED = 6  # tokens: how near to «اما» somebody else is named


def _deed_after(text: Text, cue: Cue, after: int, end: int) -> int:
    """Where the clause ends after which the narrator says what else the speaker did: «… محدود شود | و هشدار داد».

    That is a clause at the sentence's end, with no subject, whose verb is one of talk in the past as the cue is, after
    one that is in another tense.
    """
    first, last = text.token_at(after), text.token_at(end) - 1
    while last > first and not text.tokens[last].text[0].isalpha():
        last -= 1
    perfect = text.tokens[last].text == "است" and key(text.tokens[last - 1].text) in _HAVING_DONE
    last -= perfect
    deed = cue.last < last and key(text.tokens[last - 1].text) in _DEEDS
    if not deed and key(text.tokens[last].text) in _BECAME:  # «خواستار کمک دولت شد»
        deed = any(text.tokens[at].text in ("خواستار", "خواهان") for at in range(max(cue.last, last - _WISH), last))
    deed = deed and (perfect or key(text.tokens[last].text) in _DONE)
    if not deed or cue.plural or perfect == _past(text, cue):
        return end
    for at in range(last - 2, max(first + 1, last - _DEED), -1):
        if text.finite[at] and text.tokens[at + 1].text in ("و", "،"):
            start = at + (3 if text.tokens[at + 1].text == "،" and text.tokens[at + 2].text == "و" else 2)
            if start >= last - 1:
                continue  # «… که بمانند، سرزنش کرد»: the deed's own clause goes on
            found = find_subject(text.tokens, start, last - 1, names=text.names, at_head=True)
            other = key(text.tokens[at].text) not in FORMS or FORMS[key(text.tokens[at].text)].tense != "past"
            subjectless = found is None or "را" in (token.text for token in text.tokens[found[0] : last])
            return text.tokens[at].end if subjectless and (other or start == at + 3) else end
    return end


def _without_deed(text: Text, cue: Cue, after: int, made: Content | None) -> Content | None:
    """Words after a colon without what the narrator says of the speaker: «گفت: راه باز بود، | و از او انتقاد کرد»."""
    if made is None or made.rule != "quotes.colon" or made.parts[0].end > text.sentence_of(after).end:
        return made
    end = _deed_after(text, cue, after, made.parts[0].end)
    return made._replace(parts=(text.trim(made.parts[0].start, end),))


def _before_apposition(text: Text, after: int, end: int) -> int:
    """Where words end that close in quote marks with a verb, a noun of the narrator's following: «…»، جنگی که …."""
    for mark in text.marked[text.marked_from(after) :][:_MARKS]:
        if mark.end >= end:
            break
        last, beside = text.token_at(mark.inner.end), text.token_at(mark.end)
        words = [token.text for token in text.tokens[beside : beside + 3]]
        if (
            mark.closed
            and text.finite[last - 1]
            and words[:1] == ["،"]
            and words[2:] == ["که"]
            and words[1].endswith("ی")
        ):
            return mark.inner.end
    semicolon = text.folded.find("؛", after, end)
    at = text.token_at(semicolon) if semicolon > 0 else 0
    if at and text.finite[at - 1] and text.tokens[at + 1 : at + 3] and text.tokens[at + 1].text.endswith("ی"):
        return semicolon if text.tokens[min(at + 2, len(text.tokens) - 1)].text == "که" else end  # «…؛ حکمی که …»
    return end


_REMARK = re.compile(f" (?:و|که) همین (?:اظهار[ {ZWNJ}]?نظر|اظهارات|سخن|سخنان|گفته|صحبت)(?![^\\W_])")


def _before_remark(text: Text, after: int, end: int) -> int:
    """Where words end of which the narrator says what they did: «… تمام است | و همین سخن باعث شد که …»."""
    match = _REMARK.search(text.folded, after, end)
    return match.start() if match and text.finite[text.token_at(match.start()) - 1] else end


_BARE = 3  # words: so many at least stand behind a cue without «که»
_MARKS = 4  # stretches in quote marks that are looked at
_DEEDS = WORDS["deed_of_talk"]
_DONE = frozenset(("کرد", "داد", "شد", "نمود"))
_BECAME = frozenset(("شد", "شده"))
_WISH = 8  # tokens: how far before its verb «خواستار» stands
_HAVING_DONE = frozenset(("کرده", "داده", "شده", "نموده"))
_DEED = 40  # tokens: how long such a clause may be


def _past(text: Text, cue: Cue) -> bool:
    """Whether a cue is in the simple past: «گفت», not «می\u200cگوید» or «گفته است»."""
    last = key(text.tokens[cue.last].text)
    return last in FORMS and FORMS[last].tense == "past" and FORMS[last].lemma != "بودن"


_AGAIN = frozenset(("همچنین", "نیز", "سپس"))
_BETWEEN = 9  # tokens
_TO_WHOM = frozenset(("از", "به"))


def _first_clause_end(text: Text, after: int, end: int, *, commas: bool = True) -> int:
    """Where the first clause ends that is plainly followed by another: at its verb before a comma, «اما» or «که در»."""
    first = text.token_at(after)
    condition = any(key(token.text) in WORDS["condition"] for token in text.tokens[first : first + 2])
    relative = False  # whether a clause inside the first has opened: «کسانی که رفتند، | برمی\u200cگردند»
    for at in range(first, min(first + REACH, text.token_at(end) - 1)):
        following = text.tokens[at + 1]
        if text.tokens[at].text in _FULL_STOPS:
            return text.tokens[at].end
        if not text.finite[at]:
            opens = text.tokens[at].text == "که" and at > first and not text.finite[at - 1]
            relative |= opens or text.tokens[at].text.endswith("آنچه")
            continue
        pair = key(following.text) + (key(text.tokens[at + 2].text) if at + 2 < len(text.tokens) else "")
        comma = following.text in ("،", "؛")
        if comma and (condition or relative):  # «اگر نروند، | کشته می\u200cشوند»
            condition = relative = False
            continue
        relative_behind = comma and at + 2 < len(text.tokens) and text.tokens[at + 2].text == "که"
        if relative_behind:
            continue  # «نشستی برگزار نشود، که در آن …»
        if (comma and commas) or key(following.text) in _CONTRAST or pair in _CONTRAST:
            return text.tokens[at].end
        third = key(text.tokens[at + 3].text) if at + 3 < len(text.tokens) else ""
        if (pair == "کهدر" and third in WORDS["demonstrative"]) or (comma and pair[1:] in _CONTRAST):
            return text.tokens[at].end
    return end


def _aside_end(text: Text, after: int, end: int, later: Sequence[Cue]) -> int:
    """Where the words of a clause inside another end: «بعد از آنکه گفت راه باز است، | …», «که گفته بود برود | گفت»."""
    first = _first_clause_end(text, after, end)
    for cue in later:
        if cue.start >= first:
            break
        closed = text.finite[cue.first - 1] or _is_participle(text, cue.first - 1)
        if cue.kind in ("say", "state") and closed and text.tokens[cue.first].start > after + 1:
            return text.tokens[cue.first - 1].end
    return first


def _first_verb_end(text: Text, after: int, end: int) -> int:
    first = text.token_at(after)
    verbs = (at for at in range(first, min(first + REACH, text.token_at(end))) if text.finite[at])
    return next((text.tokens[at].end for at in verbs), end)


_FULL_STOPS = frozenset(".؟!…")
_CONTRAST = WORDS["contrast"]


def _stands_alone(text: Text, cue: Cue, subject: tuple[int, int] | None, content: Span) -> bool:
    """Whether a bare participle reports: «پلیس گفته عینک پیدا شده است», and not «این را گفته و رفته است»."""
    if subject is None or subject[1] != cue.first or not is_actor(text, subject[0]):
        return False
    return content.start - cue.end <= 1 and _has_verb(text, content)


def _has_verb(text: Text, content: Span) -> bool:
    first = text.token_at(content.start)
    return any(text.finite[first : min(first + REACH, text.token_at(content.end))])


_CLAUSE = re.compile(
    f"[{SPACE}،]*(?:و|اما|ولی|زیرا|چرا|در حالی|به[{ZWNJ} ]?طوری|\\."
    r"|تا(?! (?:ماه|سال|پایان|آخر|اواخر|اوایل|اواسط|روز|هفته|ساعت|امروز|فردا|دیروز|کنون|زمانی?|وقتی|چند|حدود?ی?|\d)))"
    r"(?![^\W_])"
)


def _goes_on(folded: str, end: int) -> bool:
    """Whether the sentence goes on with another clause of the narrator's: «… تاکید کرد و رفت»."""
    return bool(_CLAUSE.match(folded[end : end + 12]))


def _main_of(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> Cue | None:
    """The cue of the clause that a frame belongs to: one that opens words, else the first that can be it."""
    first: Cue | None = None
    for other in later:
        if other.start >= sentence.end:
            break
        if other.person != 3 or other.kind in ("noun", "according"):
            continue
        if other.kind == "frame" or opens_words(text, other):
            return other if other.kind != "frame" or first is None else first
        after_clause = _clause_ended(text, cue.last + 1, other.first)
        if after_clause:
            return other
        if first is None and (other.kind != "judge" or any(text.finite[cue.last + 1 : other.first])):
            first = other
    return first


def _clause_ended(text: Text, first: int, end: int) -> bool:
    """Whether a verb with a comma behind it stands in tokens `[first, end)`."""
    return any(
        text.finite[at] and text.tokens[at + 1].text in ("،", "؛") for at in range(max(first, end - REACH), end - 1)
    )


def _main_clause(text: Text, cue: Cue, sentence: Span) -> int:
    """Where the clause of a frame ends that no cue follows: at its verb, where a comma and another verb come after."""
    last = text.token_at(sentence.end)
    verbs = [at for at in range(cue.last + 1, min(last, cue.last + REACH)) if text.finite[at]]
    for at in reversed(verbs[:-1]):
        if text.tokens[at + 1].text in ("،", "؛"):
            return text.tokens[at].end
    return sentence.end


def _is_participle(text: Text, at: int) -> bool:
    """Whether a participle stands for a verb at the end of its clause: «با بیان اینکه کاری انجام نشده | گفت»."""
    word = key(text.tokens[at].text)
    form = FORMS.get(word)
    return form is not None and form.tense == "participle"


def _frame_end(text: Text, cue: Cue, other: Cue) -> int:
    """Where the clause of a frame ends before the next cue: at its last verb, or at the comma after it."""
    comma = comma_before(text, cue.end, other)
    topic = _before_topic(text, cue.last + 1, other.first)
    for at in range(topic - 1, cue.last, -1):
        if text.finite[at] or (at == other.first - 1 and other.kind != "judge" and _is_participle(text, at)):
            return (
                text.tokens[at].end
                if topic < other.first
                else max(text.tokens[at].end, comma if comma < other.start else 0)
            )
    return comma


def _before_topic(text: Text, first: int, end: int) -> int:
    """Where «درباره اینکه …» begins behind the clause of a frame, else `end`: what was asked is not what was said."""
    for at in range(end - 1, max(first, end - REACH), -1):
        this = key(text.tokens[at].text) == "اینکه" or (
            text.tokens[at].text == "که" and text.tokens[at - 1].text == "این"
        )
        if this:
            on = at - 1 - (text.tokens[at].text == "که")
            topic = key(text.tokens[on].text)
            return on if topic == "درباره" else on - 1 if topic in ("مورد", "خصوص", "باره") else end
    return end


def _question_end(text: Text, cue: Cue, after: int, sentence: Span) -> int | None:
    """Where «در پاسخ به این پرسش که …؟» ends: at the question mark; None where there is none in the sentence."""
    if not text.folded.startswith(QUESTIONS, cue.start):
        return None
    mark = text.folded.find("؟", after, sentence.end + 2)
    return mark if mark > after else None


def after_frame(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> Content | None:
    """«با بیان اینکه S، گفت: T»: S reaches to the comma before the clause of the next cue."""
    after = cue.end
    if not text.folded.endswith("که", cue.start, cue.end):
        that = (_BASED if cue.kind == "noun" else THAT).match(text.folded, cue.end)
        if that is None:
            return None
        after = that.end()
    asked = _question_end(text, cue, after, sentence) if cue.kind == "noun" else None
    if asked is not None:
        content = text.trim(after, asked)
        return Content((content,), form_of(text, content), "quotes.noun")
    main = _main_of(text, cue, sentence, later)
    end = _frame_end(text, cue, main) if main is not None else _main_clause(text, cue, sentence)
    colon = COLON.match(text.folded, cue.end)
    content = text.trim(colon.end() if colon else after, end)
    if text.folded[content.start : content.end].count(" ") < 2:
        return None
    return Content((content,), form_of(text, content), f"quotes.{cue.kind}")
