"""Write docs/rules.md from the table of reasons: python docs/write.py."""

from itertools import groupby
from pathlib import Path

from ravi.persian.tables import read_table

PAGE = Path(__file__).with_name("rules.md")
HEAD = """# The rules · قاعده‌ها

(Written by `make docs` from `src/ravi/data/reasons.tsv`; a test compares the two.)

Every annotation of a record names the rule that made it. These find quotations and lead to their speakers, in the words
that `--why` and the reading room show; a rule `a.b.c` without a row here has that of `a.b`. The rules of repair:
[repair.md](repair.md). Where a rule can be added: [Add a rule](how-to/rule.md).

<div dir="rtl" lang="fa" markdown>

هر برداشت رکورد نام قاعده‌ای را دارد که آن را ساخته است. این‌ها سخنان را می‌یابند و به گوینده می‌رسند، به همان واژه‌هایی
که `--why` و اتاق خواندن نشان می‌دهند؛ قاعده‌ای چون `a.b.c` که اینجا سطری ندارد واژه‌های `a.b` را دارد.

</div>
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for layer, rows in groupby(read_table("reasons", folded=False), key=lambda row: row[0].partition(".")[0]):
        table = "\n".join(f"| `{rule}` | {persian} | {english} |" for rule, persian, english in rows)
        parts.append(f"## {layer}\n| rule | فارسی | English |\n|---|---|---|\n{table}\n")
    return "\n".join(parts)
