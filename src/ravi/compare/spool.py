"""What is too much for memory, put aside on the disk."""

import pickle
import zlib
from array import array
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

Thing = TypeVar("Thing")


class Spool(Generic[Thing]):
    """Things in a temporary file, to be had again in the order in which they came, or by their numbers.

    >>> with Spool[str]() as spool:
    ...     spool.append("الف")
    ...     spool.append("ب")
    ...     list(spool), spool[0]
    (['الف', 'ب'], 'الف')
    """

    def __init__(self) -> None:
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
        self._file.write(small := zlib.compress(pickle.dumps(thing), 1))
        self._ends.append(self._ends[-1] + len(small))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> Thing:
        if not 0 <= number < len(self):
            raise IndexError(number)
        self._file.seek(self._ends[number])
        small = self._file.read(self._ends[number + 1] - self._ends[number])
        return cast("Thing", pickle.loads(zlib.decompress(small)))  # noqa: S301 - a file of our own, that nobody else has

    def __iter__(self) -> Iterator[Thing]:
        for number in range(len(self)):
            yield self[number]
