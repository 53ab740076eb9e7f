"""Arguments: the phrases around a trigger by what marks them: the subject, the object with «را», «با …», «به …»."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ravi.persian.clauses import Clause, clause_of
from ravi.persian.groups import is_adjective
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS, TITLE_HEADS
from ravi.persian.predicates import EVENT_WORDS
from ravi.persian.tables import WORDS
from ravi.steps.events.text import Text

_PRONOUNS = frozenset("وی او آنها آنان ایشان خود یکدیگر همدیگر".split())  # nothing of the phrase follows
_ADVERBS = (WORDS["phrase_end"] | EVENT_WORDS["aside"]) - {"خود"}
_CONJUNCTIONS = frozenset("اگر چنانچه زیرا چون وقتی هنگامی زمانی اما ولی بلکه سپس".split())
_MARKS = {"ضد": "علیه", "برضد": "علیه", "برعلیه": "علیه", "بین": "میان", "برابر": "مقابل"}
_BY = {  # «از سوی پلیس», «به دست پلیس», but «به سوی شهر»
    "از": frozenset("سوی طرف جانب ناحیه".split()),
    "به": frozenset("دست وسیله واسطه فرمان دستور".split()),
}
_TOWARDS = frozenset("سوی سمت طرف جانب".split())
_ABOUT = frozenset("خصوص مورد باره رابطه زمینه".split())  # «در مورد»
_THIS = WORDS["after_this"] | EVENT_WORDS["this"]
_LONGEST = 150  # tokens before a trigger: no clause is longer
_REACH = 24  # tokens after a noun among which its parties are looked for
_ENVOYS = frozenset("سفیر فرستاده نماینده کاردار رایزن سخنگوی سخنگو دفتر".split())  # «سفیر هند | در ایران»
_TAKEN = {mark: EVENT_WORDS[name] for mark, name in (("به", "to"), ("با", "with"), ("از", "from"), ("بر", "on"))}
_ENDS = frozenset(". : ؛ / ! ؟ که".split())


class Phrase(NamedTuple):
    """A phrase: its mark («» for the subject, «را», or a preposition) and its tokens.

    `held`: it belongs to the noun before it («اشاره | به ایران»), and so to no verb.
    """

    mark: str
    at: tuple[int, ...]
    held: bool = False


class Surroundings(NamedTuple):
    """The clause of a trigger: its own tokens and phrases before it, and where a subject is taken from if it has none.

    `outer` are the phrases of the clause in which it stands as a relative clause, `earlier` those that it goes on from.
    """

    tokens: list[int]
    phrases: list[Phrase]
    outer: list[Phrase]
    earlier: list[Phrase]


def before(text: Text, end: int, last: int) -> Surroundings:
    """What stands before token `end` in its clause, `last` being the last token of the trigger."""
    own, kept, finite = text.own(end, last)
    stop = bisect_left(own, end)
    start = max(0, stop - _LONGEST)
    clause = clause_of(kept, start, stop, finite=finite)
    verbs = {own[at] for at in range(start, stop) if finite[at]}

    def numbers(one: Clause) -> list[int]:
        return [own[at] for piece in one.pieces for at in range(*piece)]

    tokens = numbers(clause)
    told = [place for place, at in enumerate(tokens) if at in verbs]
    first = clause
    if told and clause.outer is not None and not clause.outer.has_verb:
        first = clause.outer  # «مردی را که در شهر بود | کشتند»: back in the clause outside
        tokens = [*numbers(first), *tokens[told[-1] + 1 :]]
    beside: list[int] = []
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place] in text.shared:  # «دو نفر کشته و | سه مامور زخمی شدند»
            tokens, beside = tokens[place + 1 :], tokens[:place]
            break
    earlier = split(text, beside)
    while not any(not phrase.mark for phrase in earlier) and first.before is not None:
        first = first.before
        earlier = split(text, numbers(first)) or earlier
    outer = split(text, numbers(first.outer)) if first.outer is not None else []
    agents = [phrase for phrase in split(text, beside) if phrase.mark == "توسط"]
    return Surroundings(tokens, [*agents, *split(text, tokens)], outer, earlier)


def after(text: Text, start: int, limit: int) -> list[Phrase]:
    """The phrases from token `start` to `limit`, the end of its sentence or the end of its voice."""
    _, end = text.sentence(start - 1)
    voice = text.voice[start - 1]
    at = start
    while at < min(end, limit, start + _REACH) and text.voice[at] == voice and text.words[at] not in _ENDS:
        at += 1
    return split(text, range(start, at))


def split(text: Text, tokens: Sequence[int]) -> list[Phrase]:
    """Part tokens into phrases at prepositions, «را», commas and adverbs that stand outside names."""
    phrases: list[Phrase] = []
    mark = ""
    now: list[int] = []
    skip = -1
    held = False

    def close(following: str = "", first: int | None = None) -> None:
        nonlocal mark, now, held
        if now:
            phrases.append(Phrase(mark, tuple(now), held))
            taken = _TAKEN.get(following, frozenset())
            held = any(_singular(text.words[at]) in taken for at in now)
        else:
            held = False
        mark, now = following, [] if first is None else [first]

    words = text.words
    for place, at in enumerate(tokens):
        if at <= skip:
            continue
        word = words[at]
        named = text.named.get(at)
        if place and tokens[place - 1] + 1 < at and word != "را":
            close()  # a clause stood between
        if named is not None and named.first < at and now:
            now.append(at)
            continue
        if word == "را":
            phrases += _with_object(text, mark, now)
            if mark:
                phrases += _long_object(text, phrases)
            mark, now = "", []
        elif at in text.dated or word in _CONJUNCTIONS:
            close()
        elif word in PREPOSITIONS and not _is_inside(words, tokens, place, now):
            close(_MARKS.get(word, word))
            following = words[tokens[place + 1]] if place + 1 < len(tokens) else ""
            if following in _BY.get(word, ()) or (word in ("با", "به") and following in EVENT_WORDS["effort"]):
                mark, skip, held = "توسط", tokens[place + 1], False
            elif word == "به" and following in _TOWARDS:
                skip = tokens[place + 1]
            elif word in ("بر", "در", "به") and following in _MARKS:
                mark, skip = _MARKS[following], tokens[place + 1]
            elif word == "در" and following in _ABOUT:
                mark, skip = "درباره", tokens[place + 1]
            elif word == "نسبت" and following == "به":
                mark, skip = "به", tokens[place + 1]
        elif word in "،-–" and now and place + 1 < len(tokens) and _is_list(text, at - 1, tokens[place + 1]):
            now.append(at)
        elif word in _ADVERBS or word in "،؛:.!؟-–":
            close()
        elif now and (_opens_subject if mark else _is_whole)(text, now, at):
            close(first=at)
        elif word in _PRONOUNS:
            now.append(at)
            if place + 1 == len(tokens) or words[tokens[place + 1]] != "را":
                close()
        else:
            now.append(at)
    close()
    return phrases


def _singular(word: str) -> str:
    """A noun without the ending of its plural: «حمایتهای» → «حمایت»."""
    return next((word.removesuffix(end) for end in ("هایی", "های", "ها") if word.endswith(end)), word)


def _is_inside(words: Sequence[str], tokens: Sequence[int], place: int, now: Sequence[int]) -> bool:
    """Whether a preposition belongs to the noun phrase: «سفیر هند در ترکیه», «یک غیر نظامی»."""
    word = words[tokens[place]]
    following = words[tokens[place + 1]] if place + 1 < len(tokens) else ""
    return (word == "در" and bool(now) and words[now[0]] in _ENVOYS) or (word == "غیر" and following != "از")


def _is_list(text: Text, last: int, following: int) -> bool:
    """Whether a comma joins two names of one kind: «آمریکا، فرانسه و ترکیه»."""
    if text.words[following].isdecimal() or text.words[following] in CARDINALS:
        return False  # «ارتش و پلیس، 13 شورشی را»
    one, other = text.named.get(last), text.named.get(following)
    return one is not None and other is not None and one.type == other.type != "PER" and one.entity != other.entity


def _with_object(text: Text, mark: str, now: Sequence[int]) -> list[Phrase]:
    """The phrases that «را» closes: the object alone, or one before it and the object («پلیس | دو مظنون | را»)."""
    if not now:
        return []
    for place in range(len(now) - 1, 0, -1):
        named = text.named.get(now[place])
        opens = (named is not None and named.first == now[place]) or text.words[now[place]] in TITLE_HEADS
        held = text.named.get(now[place - 1])
        if opens and held is not None and held.end == now[place] and held.entity != (named.entity if named else None):
            return [Phrase(mark, tuple(now[:place])), Phrase("را", tuple(now[place:]))]
    if mark:  # «از 27 تیر مناطق شرقی را»: where the one ends and the other begins is not known
        return [Phrase(mark, tuple(now)), Phrase("را", tuple(now))]
    first = text.named.get(now[0])
    if first is not None and first.end <= now[-1] and not any(text.named.get(at) for at in now if at >= first.end):
        cut = bisect_left(now, first.end)
        return [Phrase("", tuple(now[:cut])), Phrase("را", tuple(now[cut:]))]
    return [Phrase("را", tuple(now))]


def _long_object(text: Text, phrases: Sequence[Phrase]) -> list[Phrase]:
    """The object that begins before a preposition: «توهین نشریه | به اسلام | را», in place of its end."""
    for place in range(len(phrases) - 1, 0, -1):
        if not phrases[place].mark:
            if all(phrase.mark for phrase in phrases[:place]):
                break  # the subject
            return [Phrase("را", tuple(at for phrase in phrases[place:] for at in phrase.at))]
    return []


def _is_whole(text: Text, now: Sequence[int], at: int) -> bool:
    """Whether the name that opens a phrase ends it: «کمیسیون امنیت ملی | توهین روزنامهها را محکوم کرد»."""
    words = text.words
    held = text.named.get(now[0])
    abroad = text.named.get(now[-1])  # «سفیر هند در ترکیه | خبر را رد کرد»
    if words[now[0]] in _ENVOYS and abroad and abroad.end == at and words[abroad.first - 1] == "در":
        held = abroad
    elif held is None or held.type == "LOC" or held.end != at or held.first != now[0]:
        return False
    word = words[at]
    return (
        word not in PREPOSITIONS
        and word[0].isalpha()
        and not (word in TITLE_HEADS or word == "و" or is_adjective(word) or at in text.named)
    )


def _opens_subject(text: Text, now: Sequence[int], at: int) -> bool:
    """Whether after «در تهران» a new phrase begins: an office or a person cannot follow the name of a place."""
    words = text.words
    held = text.named.get(at - 1)
    named = text.named.get(at)
    this = len(now) == 2 and words[now[0]] in WORDS["demonstrative"] and words[now[1]] in _THIS
    if this or words[now[-1]] == "آن":
        return named is not None and named.first == at
    if held is None or held.type not in ("LOC", "GPE", "GROUP") or held.end != at:
        return False
    return text.words[at] in TITLE_HEADS or (named is not None and named.type in ("PER", "GROUP"))
