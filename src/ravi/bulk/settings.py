"""What a bulk run is asked to do, apart from where the articles come from and go to."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from typing import Any, Literal

from ravi.bulk.process import LONGEST
from ravi.errors import RaviError
from ravi.pipeline import Reader

Form = Literal["parquet", "jsonl"]
_LIMITS = ("longest", "seconds")


@dataclass(frozen=True, slots=True)
class Settings:
    """How articles are read and written.

    `published`, `publisher` and `url` fill what an article does not say itself. `longest` is the most characters that
    an article may have, `seconds` the most that its reading may take of the processor. `reader` names a function that
    makes the reader, `module:name`, for steps of one's own; it is given `rules_only`.
    """

    form: Form = "parquet"
    rules_only: bool = False
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    shard: int = 1000  # articles, about
    longest: int = LONGEST
    seconds: float = 60.0
    reader: str = "ravi.pipeline:Reader"

    def to_json(self) -> bytes:
        """All of them, for a process that reads."""
        return json.dumps({**self.choices, **self.limits}).encode()

    @classmethod
    def of_json(cls, data: bytes) -> "Settings":
        """The settings that `to_json` wrote."""
        given = json.loads(data)
        day = given.pop("published")
        return cls(**given, published=date.fromisoformat(day) if day else None)

    def make_reader(self) -> Reader:
        """The reader of these settings."""
        module, _, name = self.reader.partition(":")
        made = getattr(import_module(module), name)(rules_only=self.rules_only)
        if not isinstance(made, Reader):
            raise RaviError(f"{self.reader} makes no Reader: name a function that does")
        return made

    @property
    def limits(self) -> dict[str, Any]:
        """Those that decide only whether an article is given up."""
        return {"longest": self.longest, "seconds": float(self.seconds)}

    @property
    def choices(self) -> dict[str, Any]:
        """Those that decide what is written, as JSON holds them."""
        chosen = {name: value for name, value in asdict(self).items() if name not in _LIMITS}
        return chosen | {"published": self.published.isoformat() if self.published else None}
