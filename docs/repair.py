"""Write docs/repair.md, every rule with an example worked by the program: python docs/write.py."""

import unicodedata
from pathlib import Path

from ravi.persian.letters import ZWNJ
from ravi.steps.repair import RULES, repair_text

PAGE = Path(__file__).with_name("repair.md")
EXAMPLES = {
    "mojibake.utf-8": "ÙˆØ²ÛŒØ± Ø¢Ù…Ø¯",
    "mojibake.utf-8-as-cp1256": "ظˆط²غŒط± ط¢ظ…ط¯",
    "mojibake.cp1256": "æÒíÑ ÂãÏ æ ÑÝÊ",
    "entity": "او می&zwnj;رود",
    "letters.yeh": "علي و موسى",
    "letters.kaf": "كتاب",
    "letters.shape": "ﻛﺘﺎﺏ و ﺳﻼﻡ",
    "letters.parted": "تا\u0654کید",
    "kashida": "تهـــران",
    "joiner": "وی\u200dژه",
    "half_space.wrong": "می\u200fرود و می\u00acخواند",
    "half_space.double": "می\u200c\u200cرود",
    "half_space.edge": "او\u200c رفت",
    "quotes.pair": "“سلام” و ‹بدرود›",
    "quotes.plain": 'شهر "ری"',
    "quotes.mixed": "«نام نخست” و “نام دیگر»",
    "quotes.turned": "»کار نخست« و »کار دیگر«",
    "quotes.double": "««کار نخست»»",
    "space.after": "کار تمام است.وی رفت،او ماند",
    "space.apart": "وگفت درخصوص این کار می\u200cباشدو",
    "space.cut": "می خوا هند در کشو ر بمانند",
    "half_space.joined": "خبرنگاران رفتهاند",
    "half_space.spaced": "او می گوید",
    "likely.reading": "در گوشهای از شهر، تو میدانی کجا",
    "likely.joined": "تازگیهای این شهر",
    "likely.spaced": "کارگران خسته اند",
}
STYLES = {"perdt": "UD Persian PerDT", "seraji": "UD Persian Seraji", "news": "the news of NSURL-2019"}
STYLED = "اینها به ویژه کتابها را خواندند"
TEXT = """# Repair · ترمیم

<div dir="rtl" lang="fa" markdown>

ترمیم، متن را چنان‌که باید نوشته می‌شد می‌نویسد: حرف‌های عربی، نیم‌فاصله‌های گم‌شده، گیومه‌ها، نویسه‌های نادیدنی و متن‌های
رمزگشایی‌نشده. هر ویرایش قاعده‌ای دارد، راه بازگشت همیشه باز است و ترمیمِ دوباره چیزی را عوض نمی‌کند.

</div>

(Written by `make docs`; the examples are worked by the program, and a test compares the two.)

Persian text as it is found has lost its half-spaces, mixes the letters of two keyboards, runs words together, or was
decoded wrongly. `ravi repair` gives back the text as it should have been typed, and each edit with its rule; what no
rule names never changes. As a function it is `ravi.repair`. Below, a half-space is written `|`, and any other character
that cannot be seen by its number.

## The rules
Each example is worked by its rule alone. The part before the dot names a group.

| rule | what it does | before | after |
|---|---|---|---|
{rules}

Left alone: digits of every script and the marks between them («۱،۵۰۰», «۱۲٬۳۴۵»), «ۀ» and «هٔ», vowel marks, line ends,
Latin text, addresses, initials («ه.ش», «بی.بی.سی»), half-spaces between a digit or a Latin letter and a Persian one
(«۲۰|ساله»), a quote mark without a partner, a stroke that is a dash («ملت ـ دولت»).

Rules named `likely` weigh what stands around a word and say how sure they are (`confidence`); the others are certain,
and say 1. A text that keeps its half-spaces is trusted: more is asked before anything in it is joined or set apart. Of
a line alone, each half-space that it keeps asks for sixteen times the odds; one of fewer than 500 letters that
keeps three for each that it lost is left as it is typed, as are the words of it that hold a half-space. Where it keeps
as many as it lost, what may be written without one stays («کتابها», «قائم مقام»); where it shows nothing, and one
half-space is all that it may lack, the longer it is, the surer that one must be.

## Choosing rules
`--only RULE` and `--without RULE` take a rule or a group and may be repeated; `only=` and `without=` are the same for
the function. Letters alone: `ravi repair --only letters`; all but quote marks: `ravi repair --without quotes`.

## Styles
Persian has no one spelling of its half-spaces: «اینها» and «این|ها» are both right. `--style` asks for one; without it
the letters of the text decide, by 256 lines at a time: plain prose and the press are spelt as `perdt`, what of the
press writes the hamza of «خانهٔ ما» as `seraji`, and a text too short to tell in between.

| style | spells as | «{styled}» |
|---|---|---|
{styles}

## Each edit, the map, and the way back
`--edits` prints each edit as a JSON line in place of the text: `id` (the file, or the article of a JSON line), `line`
and `column` from 1, `start` and `end` in the whole text, `old`, `new`, `rule`, `confidence`.

```python
>>> import ravi
>>> repaired = ravi.repair("او گفت: كار تمام است.وی رفت.")
>>> repaired.text
'او گفت: کار تمام است. وی رفت.'
>>> [(edit.start, edit.end, edit.new, edit.rule) for edit in repaired.edits]
[(8, 9, 'ک', 'letters.kaf'), (21, 21, ' ', 'space.after')]

```

Positions are of the original; `offsets` moves a span from one text to the other, and `undo` gives the original back,
character for character.

```python
>>> there = repaired.offsets.to_repaired(ravi.Span(21, 23))
>>> there.of(repaired.text), repaired.offsets.to_original(there).of(repaired.original)
('وی', 'وی')
>>> repaired.undo() == repaired.original
True

```

Repairing what was repaired changes nothing more.

## As a filter
Text comes out line by line as it came in, every line end, zero and byte that is no text with it, as UTF-8. Lines are
repaired some at a time, 64 KB of them or what is there when nothing more comes for a moment, so that a line typed into
a pipe comes out at once and memory stays the same however long the text; rules that ask how a text is typed look that
far. A line of over 262,144 characters is taken in pieces. Of pages and JSON lines the text of each article comes out.

## How much comes back
The test sentences of the two treebanks, each as one text, damaged in one way or in many (`python evals/damage.py`;
PerDT / Seraji). What leaves a trace of each half-space comes back whole. Of spaces lost between words, and of those put
into words, tables give back two in five and change next to nothing else. What is left of the half-spaces is sorted by
hand in `evals/ZWNJ_ERRORS.md`.

{figures}
"""


FIGURES = """
| damage | gaps given back | F1 | right words broken | words with other letters | lines right |
|---|---|---|---|---|---|
| joined | 0.958 / 0.884 | 0.9716 / 0.9126 | 0.12% / 0.38% | 0 / 0 | 0.936 / 0.775 |
| spaced | 0.955 / 0.874 | 0.9737 / 0.9266 | 0.13% / 0.18% | 0 / 0 | 0.937 / 0.802 |
| doubled | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| U+200B | 1.000 / 1.000 | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| U+200E | 1.000 / 1.000 | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| U+200F | 1.000 / 1.000 | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| U+00AC | 1.000 / 1.000 | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| &zwnj; | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| edges | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| Arabic letters | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| shapes | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| kashida | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| UTF-8 as cp1252 | – | 1.0000 / 0.9995 | 0.01% / 0.01% | 0 / 0 | 0.999 / 0.998 |
| UTF-8 as cp1256 | – | 1.0000 / 0.9995 | 0.02% / 0.01% | 0 / 0 | 0.997 / 0.997 |
| cp1256 as cp1252 | – | 1.0000 / 0.9986 | 0.01% / 0.06% | 0 / 5 | 0.999 / 0.992 |
| run together | 0.365 / 0.407 | 1.0000 / 0.9995 | 4.29% / 3.87% | 0 / 0 | 0.736 / 0.648 |
| cut | 0.394 / 0.463 | 1.0000 / 1.0000 | 3.40% / 3.18% | 0 / 0 | 0.608 / 0.482 |
| mixed | 0.915 / 0.857 | 0.9575 / 0.9326 | 0.12% / 0.34% | 0 / 0 | 0.907 / 0.813 |
"""


def page() -> str:
    """The page as it should be."""
    rules = [
        f"| `{rule}` | {what.replace('&', '&amp;')} | {_shown(EXAMPLES[rule])} | {_shown(_worked(rule))} |"
        for rule, what in RULES.items()
    ]
    styles = [f"| `{one}` | {house} | {_shown(repair_text(STYLED, style=one).text)} |" for one, house in STYLES.items()]
    return (
        TEXT.replace("{rules}", "\n".join(rules))
        .replace("{styles}", "\n".join(styles))
        .replace("{styled}", STYLED)
        .replace("{figures}", FIGURES.strip())
    )


def _worked(rule: str) -> str:
    """The example of a rule, repaired by it alone. Raises ValueError where the rule does nothing in it."""
    repaired = repair_text(EXAMPLES[rule], only=[rule])
    if not repaired.edits:
        raise ValueError(f"the example of {rule} shows nothing: {EXAMPLES[rule]!r}")
    return repaired.text


def _shown(text: str) -> str:
    """A text with what cannot be seen written out, for a cell of a table."""
    marks = (ZWNJ, "\u00ac", "\u0654")
    seen = "".join(
        f"⟨{ord(char):04X}⟩" if char in marks[1:] or (unicodedata.category(char) == "Cf" and char != ZWNJ) else char
        for char in text
    )
    return seen.replace(ZWNJ, "\\|").replace("&", "&amp;").replace("<", "&lt;")
