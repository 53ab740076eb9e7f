"""Lines of Persian and Latin text for a terminal or a pipe.

Text is never reordered or reshaped here: that is the terminal's work. On a terminal, each line stands between
two right-to-left marks, so that those that know bidirectional text set it and its end marks from the right; to others
the marks are nothing. A pipe gets plain text without marks or colours.

What an article holds is data: characters that steer a terminal are shown by name and never reach it.
"""

import re
import unicodedata
from typing import IO

from rich.console import Console
from rich.text import Text

from ravi.persian.letters import LRM, RLM, ZWJ, ZWNJ

WIDEST = 100  # columns: longer lines of Persian tire the eye

_STEERING = re.compile(
    "[^\\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_NAMES = {
    0x1B: "ESC",
    0x200B: "ZWSP",
    0x200E: "LRM",
    0x200F: "RLM",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
_HARMLESS = {ZWNJ: ZWNJ, ZWJ: ZWJ, "\t": " ", "\r": "", "\u00a0": " ", "\u202f": " "}


def visible(text: str) -> str:
    r"""The text with every character that steers a terminal or reorders a line shown by its name.

    Half-spaces stay, other spaces become a plain one.

    >>> visible("وزیر\x1b[31m گفت\u202e")
    'وزیر‹ESC›[31m گفت‹RLO›'
    """
    return _STEERING.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    if char in _HARMLESS:
        return _HARMLESS[char]
    if unicodedata.category(char) == "Zs":
        return " "
    return f"‹{_NAMES.get(ord(char)) or f'U+{ord(char):04X}'}›"


class Page:
    """Writes lines to `stream`: in colour on a terminal that wants it, as plain text elsewhere."""

    def __init__(self, stream: IO[str]) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
        self._tty = self._console.is_terminal
        self.plain = self._console.no_color or not self._tty

    def flush(self) -> None:
        """Let the reader have what was written."""
        self._console.file.flush()

    def line(self, text: Text, indent: int = 0) -> None:
        """Write one paragraph, on a terminal wrapped and each line set from the right."""
        if not self._tty:
            self._write(Text(" " * indent) + text)
            return
        for line in text.wrap(self._console, self._width(indent)):
            line.rstrip()
            self._write(Text(" " * indent + RLM) + line + Text(RLM))

    def pair(self, persian: Text, english: str, indent: int = 0) -> None:
        """Write Persian with its English beside it, or below it where both do not fit in one line."""
        whole = persian.copy().append(f" · {english}", "dim")
        if not self._tty or whole.cell_len <= self._width(indent):
            self.line(whole, indent)
            return
        self.line(persian, indent)
        self.line(Text(english, style="dim"), indent + 2)

    def _width(self, indent: int) -> int:
        return max(20, min(self._console.width, WIDEST) - indent - 1)

    def _write(self, text: Text) -> None:
        self._console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def title(self, persian: str, english: str) -> None:
        """Write a heading in both languages, after an empty line."""
        self._write(Text())
        self.line(Text(f"{persian} · {self.latin(english)}", style="bold"))

    def latin(self, text: str) -> str:
        """Text that runs from the left, kept so by a mark on a terminal: else «2016-12-18» ends up day first."""
        return LRM + text if self._tty else text
