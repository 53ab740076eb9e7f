"""Write docs/commands.md from the command line's own help: python docs/write.py."""

import tomllib
from pathlib import Path

from typer.testing import CliRunner

from ravi.cli import COMMANDS, app

PAGE = Path(__file__).with_name("commands.md")
SAID = tomllib.loads(Path(__file__).with_name("persian.toml").read_text(encoding="utf-8"))["commands"]
HEAD = """# The commands · فرمان‌ها

(Written by `make docs` from the program's own help; a test compares the two.)

Input is plain text, HTML or JSON lines with `id`, `text` or `html`, and if known `title`, `published`, `publisher`,
`url`. `-` is standard input. Results go to stdout and nothing else does; an article that fails is one line on stderr,
`ravi: <id>: <step>: <what>`, and the others go on. Exit 0: all well; 1: some articles failed; 2: wrong usage.
`NO_COLOR` is honoured.

<div dir="rtl" lang="fa" markdown>

ورودی متن ساده است، یا HTML، یا سطرهای JSON با `id` و `text` یا `html`، و اگر دانسته باشد `title`، `published`،
`publisher` و `url`. `-` ورودی استاندارد است. در خروجی جز نتیجه چیزی نمی‌آید؛ هر خبری که خوانده نشود یک سطر در خروجی
خطاست و بقیه ادامه می‌یابند. کد پایان ۰: همه خوب؛ ۱: بعضی خبرها خوانده نشد؛ ۲: کاربرد نادرست.

</div>
"""


REPAIR = """
What each rule does, the styles, the edits and the way back: [repair.md](repair.md).
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for command in ((), *((command.__name__,) for command in COMMANDS)):
        shown = " ".join(("ravi", *command, "--help"))
        persian = "".join(f'<p dir="rtl" lang="fa">{SAID[name]}</p>\n\n' for name in command)
        parts.append(f"## {' '.join(('ravi', *command))}\n{persian}```\n$ {shown}\n{_help(command)}```\n")
        if command == ("repair",):
            parts[-1] += REPAIR
    return "\n".join(parts)


def _help(command: tuple[str, ...]) -> str:
    settings = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    shown = CliRunner(env=settings).invoke(app, [*command, "--help"], prog_name="ravi", catch_exceptions=False)
    return "\n".join(line.rstrip() for line in shown.stdout.strip().split("\n")) + "\n"
