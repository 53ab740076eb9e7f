"""Draw docs/terminal.png: what `ravi read` writes to a terminal that sets Persian from the right.

python docs/picture.py [--font FILE.woff2]

Needs a headless Chromium, named by $CHROMIUM or found as `chromium`, and a font with Persian in it.
"""

import argparse
import base64
import html
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.terminal_theme import MONOKAI

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "src/ravi/data/sample.txt"
COMMAND = ["read", "--published", "1402-06-18", SAMPLE]
STYLE = """
@font-face { font-family: Persian; src: url(data:font/woff2;base64,%s) }
body { margin: 0; padding: 18px 24px; background: #15171c; color: #d9d9d9; width: 900px }
div { font: 16px/1.85 Persian, Vazirmatn, 'Noto Sans Arabic', monospace; unicode-bidi: plaintext; white-space: pre-wrap;
      text-align: start; min-height: 1.85em }
"""


def page(font: Path | None) -> str:
    """The written lines as a page: one block a line, its direction taken from its first letter."""
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    run = [sys.executable, "-m", "ravi", *COMMAND]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, env=environment, check=True)  # noqa: S603
    console = Console(width=200)
    lines = []
    for line in AnsiDecoder().decode(done.stdout.decode("utf-8")):
        pieces = []
        for segment in line.render(console, ""):
            style = segment.style.get_html_style(MONOKAI) if segment.style else ""
            if segment.style and segment.style.dim:
                style = "opacity: .6"
            pieces.append(f'<span style="{style}">{html.escape(segment.text)}</span>')
        lines.append(f"<div>{''.join(pieces)}</div>")
    data = base64.b64encode(font.read_bytes()).decode() if font else ""
    prompt = f'<div style="direction: ltr; unicode-bidi: normal">$ ravi {html.escape(" ".join(COMMAND))}</div>'
    return f"<!doctype html><meta charset=utf-8><style>{STYLE % data}</style>{prompt}{''.join(lines)}"


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--font", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page(options.font), encoding="utf-8")
        browser = [os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox", "--disable-gpu"]
        shot = [
            *browser,
            "--hide-scrollbars",
            "--window-size=948,1560",
            f"--screenshot={ROOT / 'docs' / 'terminal.png'}",
        ]
        subprocess.run([*shot, source.as_uri()], check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    main()
