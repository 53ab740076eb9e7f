"""Write what Ravi makes of the hard cases into docs/hard-cases.md: python docs/write.py.

The cases and what would be right stand in docs/hard-cases.toml. A quotation is right where its words (Jaccard of at
least .8) and its speaker are, and the form and the `via` where the case names them.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from ravi import Reader, Record
from ravi.persian.letters import ZWNJ, fold
from ravi.record import Quote

FOLDER = Path(__file__).resolve().parent
CASES, PAGE = FOLDER / "hard-cases.toml", FOLDER / "hard-cases.md"
MARKS = ("<!-- cases -->\n", "<!-- end of cases -->\n")
DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FORMS = {"direct": "مستقیم · direct", "indirect": "غیرمستقیم · indirect", "mixed": "آمیخته · mixed"}


class Said(NamedTuple):
    """One quotation, as Ravi gives it or as it should be; `form` and `via` are None where the case leaves them open."""

    who: str
    what: str
    form: str | None
    via: tuple[str, ...] | None
    cue: str = ""
    way: str = ""


def read(case: dict[str, Any], reader: Reader) -> list[Said]:
    """What Ravi makes of a case."""
    record = reader.read(case["text"].strip())
    return [_said(record, quote) for quote in record.quotes]


def _said(record: Record, quote: Quote) -> Said:
    def name(entity: int | None) -> str:
        return record.entities[entity].name if entity is not None else ""

    text = record.article.text
    way = " ← ".join(f"«{link.span.of(text)}»" for link in quote.chain)
    what = " … ".join(part.of(text) for part in quote.parts)
    via = tuple(name(one.entity) for one in quote.via)
    cue = quote.cue.of(text) if quote.cue else ""
    return Said(name(quote.speaker.entity if quote.speaker else None), what, quote.form, via, cue, way)


def wanted(case: dict[str, Any]) -> list[Said]:
    """What would be right."""
    return [
        Said(one["who"], one["what"], one.get("form"), tuple(one["via"]) if "via" in one else None)
        for one in case["says"]
    ]


def is_right(given: Said, right: Said) -> bool:
    """Whether a quotation is the one that should be there, and all that is said of it is so."""
    return (
        _same(given.what, right.what)
        and fold(given.who) == fold(right.who)
        and right.form in (None, given.form)
        and right.via in (None, given.via)
    )


def _same(one: str, other: str) -> bool:
    first, second = (set(re.findall(r"\w+", fold(text).replace(ZWNJ, ""))) for text in (one, other))
    return len(first & second) >= 0.8 * len(first | second)


def compare(given: list[Said], right: list[Said]) -> tuple[list[tuple[Said, bool]], list[Said]]:
    """Each given quotation with whether it is right; and those that are missing, or were given wrong."""
    left = list(right)
    rows = []
    for said in given:
        found = next((one for one in left if is_right(said, one)), None)
        if found is not None:
            left.remove(found)
        rows.append((said, found is not None))
    return rows, left


def cases() -> list[dict[str, Any]]:
    """The cases in order."""
    loaded: list[dict[str, Any]] = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    return loaded


def body() -> str:
    """The part of the page that the program writes."""
    reader, parts, good = Reader(), [], 0
    loaded = cases()
    for number, case in enumerate(loaded, 1):
        rows, left = compare(read(case, reader), wanted(case))
        right = not left and all(ok for _, ok in rows)
        good += right
        parts.append(_case(number, case, rows, left, right))
    total = len(loaded)
    count = (
        f"از {total} مورد، {good} تا سراسر درست است و {total - good} تا نه.".translate(DIGITS)
        + f"\n\nOf {total} cases, {good} are right throughout, {total - good} are not.\n"
    )
    return "\n".join((count, *parts))


def _case(number: int, case: dict[str, Any], rows: list[tuple[Said, bool]], left: list[Said], right: bool) -> str:
    verdict = "✓ درست · right" if right else "✗ نادرست · wrong"
    lines = [f"## {number}. {case['persian']} · {case['english']}", "", '<div dir="rtl">', ""]
    lines += [f"> {line}" if line else ">" for line in "\n\n".join(case["text"].strip().split("\n")).split("\n")]
    lines += ["", f"**{verdict}**", ""]
    if rows:
        lines += ["| | گوینده · who | نشانه · cue | سخن · what | راه به گوینده · the way to the speaker |"]
        lines += ["|---|---|---|---|---|"]
        for said, ok in rows:
            via = f" (از راه {'، '.join(said.via)} · via)" if said.via else ""
            what = f"{said.what} ({FORMS[said.form or 'direct']})"
            lines.append(f"| {'✓' if ok else '✗'} | {said.who or '؟'}{via} | {said.cue} | {what} | {said.way} |")
    else:
        lines.append("راوی سخنی نمی‌یابد · Ravi finds no quotation.")
    for said in left:
        via = f" (از راه {'، '.join(said.via)} · via)" if said.via else ""
        form = f" ({FORMS[said.form]})" if said.form else ""
        lines += ["", f"درست این بود · right would be: **{said.who or '؟'}**{via}: {said.what}{form}"]
    return "\n".join((*lines, "", "</div>", ""))


def page() -> str:
    """The page as it should be."""
    head, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    return head + MARKS[0] + body() + MARKS[1] + rest.split(MARKS[1])[1]
