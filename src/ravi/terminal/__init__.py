"""What Ravi shows in a terminal: `record`, one article; `page`, the lines that it is made of."""

from ravi.terminal.page import Page, visible
from ravi.terminal.record import SPEAKER_COLOURS, View

__all__ = ["SPEAKER_COLOURS", "Page", "View", "visible"]
