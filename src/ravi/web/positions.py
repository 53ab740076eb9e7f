"""Positions for browsers: code points → UTF-16 units, in this one place."""

from collections.abc import Iterable
from typing import Any

from ravi.spans import Utf16

_POSITIONS = ("start", "end")


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
