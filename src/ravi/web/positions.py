"""Positions for browsers: code points → UTF-16 units, in this one place."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

_POSITIONS = ("start", "end")


class Utf16:
    """Counts positions of one text in UTF-16 units.

    >>> Utf16("😀 آمد").unit(2)
    3
    """

    def __init__(self, text: str) -> None:
        self._points = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]
        self._units = [at + before for before, at in enumerate(self._points)]

    def unit(self, point: int) -> int:
        """The UTF-16 position of a code point's position."""
        return point + bisect_left(self._points, point)

    def point(self, unit: int) -> int:
        """The code point's position of a UTF-16 position; of one inside a pair, the position before the pair."""
        return unit - bisect_left(self._units, unit)


def in_utf16(record: dict[str, Any]) -> dict[str, Any]:
    """A record as plain data (`export.to_dict`) with every position in UTF-16 units of its `text`."""
    return {**_moved(record, Utf16(record["text"])), "offsets": "utf16"}


def _moved(value: Any, units: Utf16) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {
            name: units.unit(held)
            if name in _POSITIONS and isinstance(held, int)
            else _parts(held, units)
            if name == "parts"
            else _moved(held, units)
            for name, held in value.items()
        }
    return [_moved(each, units) for each in value] if isinstance(value, list) else value


def _parts(parts: Iterable[Iterable[int]], units: Utf16) -> list[list[int]]:
    return [[units.unit(at) for at in part] for part in parts]
