"""Lengths of time, sets («هر ساله») and vague words: each action turns a match into a `Moment`."""

from re import Match

from ravi.persian import calendars as cal
from ravi.steps.dates.lexicon import LETTER, OTHER
from ravi.steps.dates.reading import has_group, kind_of, value_of, word_after, word_before
from ravi.steps.dates.resolve import UNPUBLISHED, Moment, Setting

_ISO = {
    "dayu": "P{}D",
    "weeku": "P{}W",
    "monthu": "P{}M",
    "yearu": "P{}Y",
    "decadeu": "P{}0Y",
    "centuryu": "P{}00Y",
    "houru": "PT{}H",
    "minuteu": "PT{}M",
    "secondu": "PT{}S",
}
_AND_HALF = {"yearu": "P{}Y6M", "monthu": "P{}M15D", "dayu": "P{}DT12H", "houru": "PT{}H30M", "minuteu": "PT{}M30S"}
_STEP = {"dayu": "D", "weeku": "W", "monthu": "M", "yearu": "Y", "decadeu": "T", "centuryu": "C"}
_ADJECTIVES = {"P{}D": "dayu", "P{}M": "monthu", "P{}Y": "yearu"}  # «روزه», «ماهه», «ساله»
_REF = {"past": "PAST_REF", "ago": "PAST_REF", "future": "FUTURE_REF", "later": "FUTURE_REF"}


def length(s: Setting, m: Match[str]) -> Moment | None:
    """«سه سال», «48 ساعت», «نیم ساعت», «3 یا 4 روز», «طی سه سال اخیر», «ده سال پیش», «چند روز آینده»."""
    if has_group(m, "halved"):
        return Moment("fixed", value="PT30M", type="DURATION")
    if has_group(m, "r"):
        few, more, text = value_of(s, m, "q"), value_of(s, m, "r"), _ISO[kind_of(m, "u")]
        return Moment("fixed", value=f"{text.format(few)}/{text.format(more)}", type="DURATION") if few < more else None
    some = kind_of(m, "q") == "some"
    kind, number = kind_of(m, "u"), value_of(s, m, "q")
    adjective = kind_of(m, "ladj") if has_group(m, "ladj") else ""
    letters = s.words.letters
    if has_group(m, "this") and not some and kind in _STEP and s.published and not adjective:
        return Moment("span", cal.add(s.published, _STEP[kind], -int(number)), s.published)
    if kind == "units":
        kind = str(value_of(s, m, "u"))
        if kind not in _ISO:
            return None
    if kind == "unitadj" and adjective in ("past", "future") and str(value_of(s, m, "u")) in _ADJECTIVES:
        kind = _ADJECTIVES[str(value_of(s, m, "u"))]  # «شش ماهه گذشته»
    if kind == "unitadj":
        text = str(value_of(s, m, "u"))
        before = word_before(s, m)
        if (
            not some
            and text == "P{}Y"
            and (int(number) > 12 or before in ("کودک", "دختر", "پسر", "نوجوان", "طفل", "پسربچه", "دختربچه"))
        ):
            return None
        return Moment("fixed", value=text.format("X" if some else number), type="DURATION")
    if word_before(s, m) in ("سن", "ساعت", "دقیقه") or word_after(s, m) in ("سن", "بامداد"):
        return None
    if kind in ("yearu",) and not some and (int(number) > 200 or word_after(s, m) in ("دارد", "دارم", "داشت", "داشتم")):
        return None
    if kind == "monthu" and m.start("q") and letters[m.start() - 1] == LETTER["dates"]:
        return None
    if some:
        if adjective:
            return Moment("fixed", value=_REF[adjective], type="PERIOD" if adjective in ("past", "future") else "DATE")
        return Moment("fixed", value="PXY" if kind == "decadeu" else _ISO[kind].format("X"), type="DURATION")
    halved = has_group(m, "more") or has_group(m, "half")
    if halved and kind not in _AND_HALF:
        return None
    plain = Moment("fixed", value=(_AND_HALF if halved else _ISO)[kind].format(number), type="DURATION")
    if not adjective:
        if word_after(s, m) == "است" and kind in _STEP and s.published and not adjective:
            return Moment("span", cal.add(s.published, _STEP[kind], -int(number)), s.published)
        return plain
    if adjective == "later" and s.words.text(m.start("ladj")) == "دیگر" and word_before(s, m) in ("برای", "مدت", "را"):
        return plain
    if s.published is None:
        return Moment("fixed", value=plain.value if adjective == "later" else None, type="DURATION", note=UNPUBLISHED)
    sign = -1 if adjective in ("past", "ago") else 1
    if kind in ("houru", "minuteu", "secondu"):
        if kind != "houru" or number < 24:
            return plain
        there = cal.add(s.published, "D", sign * (int(number) // 24))
    elif halved and kind == "yearu":
        there = cal.add(s.published, "M", sign * (12 * int(number) + 6))
    else:
        there = cal.add(s.published, _STEP[kind], sign * int(number))
    if adjective in ("past", "future"):
        first, last = sorted((there, s.published))
        return Moment("span", first, last)
    return Moment("day", there, there)


def every(s: Setting, m: Match[str]) -> Moment | None:
    """«هر ساله», «هر دوشنبه», «هر 15 روز یک\u200cبار», «در سال» after a count."""
    if has_group(m, "yearly"):
        return Moment("fixed", value="P1Y", type="SET")
    if has_group(m, "days") and s.words.text(m.start()) != "روزهای":
        return None
    if has_group(m, "each"):
        return Moment("fixed", value="P1D", type="SET")
    if has_group(m, "weekly"):
        return Moment("fixed", value="P1W", type="SET")
    if has_group(m, "set"):
        return Moment("fixed", value=str(value_of(s, m, "set")), type="SET")
    if has_group(m, "in"):
        before = s.words.letters[max(0, m.start() - 7) : m.start()]
        follows = s.words.letters[m.end() : m.end() + 1]
        opening = s.words.text(m.start())
        if kind_of(m, "in") == "yearu" and (follows == OTHER or not follows) and opening in ("درطول", "طول"):
            return Moment("fixed", value="P1Y", type="SET")
        times = s.words.text(m.end() + 1)
        if kind_of(m, "in") == "yearu" and opening == "در" and times in ("بار", "نوبت", "مرتبه"):
            return Moment("fixed", value="P1Y", type="SET")
        if LETTER["num"] not in before or follows != OTHER or s.words.text(m.start()) != "در":
            return None
        return Moment("fixed", value=_ISO[kind_of(m, "in")].format(1), type="SET")
    if s.words.text(m.start()) == "همه":
        return None
    return Moment("fixed", value=_ISO[kind_of(m, "u")].format(value_of(s, m, "q") or 1), type="SET")


def vague(s: Setting, m: Match[str]) -> Moment | None:
    """«اکنون», «تاکنون», «در آینده»; a bare «گذشته» only after a preposition."""
    if has_group(m, "now"):
        if s.published is None:
            return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
        return Moment("until", None, s.published)
    if has_group(m, "vague"):
        return Moment("fixed", value=str(value_of(s, m, "vague")))
    word, before = s.words.text(m.start("bare")), word_before(s, m)
    if word not in ("گذشته", "آینده") or before not in ("در", "به", "از", "با", "مانند", "همچون", "برای", "همانند"):
        return None
    if word_after(s, m) in ("از", "است", "شد", "بود"):
        return None
    return Moment("fixed", value=_REF[kind_of(m, "bare")])


def vague_unit(s: Setting, m: Match[str]) -> Moment | None:
    """«سال\u200cهای اخیر», «روزهای آینده», «هفته\u200cهای گذشته»."""
    if word_after(s, m) == "از" and kind_of(m, "vadj") in ("ago", "later"):
        return None
    return Moment("fixed", value=_REF[kind_of(m, "vadj")], type="PERIOD")
