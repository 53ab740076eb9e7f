"""What is too much for memory, put aside on the disk."""

import json
import zlib
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Thing = TypeVar("Thing")
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode


class Spool(Generic[Thing]):
    """Things in a temporary file, to be had again in the order in which they came, or by their numbers.

    Each is kept as JSON, a day as its ISO form; `made` makes the thing again of what JSON gives back.

    >>> with Spool(tuple) as spool:
    ...     spool.append(("الف", 1))
    ...     spool.append(("ب", 2))
    ...     list(spool), spool[0]
    ([('الف', 1), ('ب', 2)], ('الف', 1))
    """

    def __init__(self, made: Callable[[Any], Thing]) -> None:
        self._made = made
        self._file = TemporaryFile()  # noqa: SIM115 - closed with the spool
        self._ends = array("Q", [0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, thing: Thing) -> None:
        """Put one more aside; before any is read."""
        self._file.write(small := zlib.compress(_json(thing).encode("utf-8", "surrogatepass"), 1))
        self._ends.append(self._ends[-1] + len(small))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> Thing:
        if not 0 <= number < len(self):
            raise IndexError(number)
        self._file.seek(self._ends[number])
        small = self._file.read(self._ends[number + 1] - self._ends[number])
        return self._made(json.loads(zlib.decompress(small).decode("utf-8", "surrogatepass")))

    def __iter__(self) -> Iterator[Thing]:
        for number in range(len(self)):
            yield self[number]
