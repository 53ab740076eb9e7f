"""Ravi reads Persian news and keeps every statement tied to who made it, on whose word, when and where.

>>> import ravi
>>> ravi.read("وزير گفت: «كار تمام شد.»").repaired
'وزیر گفت: «کار تمام شد.»'
>>> repaired = ravi.repair("وزير “كار” را ديد", only=["letters"])
>>> repaired.text, len(repaired.edits), repaired.undo()
('وزیر “کار” را دید', 3, 'وزير “كار” را ديد')
"""

import importlib
import typing

__version__ = "0.8.0"

if typing.TYPE_CHECKING:
    from ravi.errors import InputError, RaviError
    from ravi.pipeline import Reader
    from ravi.record import Article, Failure, Record
    from ravi.spans import Edit, OffsetMap, Span
    from ravi.steps.repair import Repaired
    from ravi.steps.repair import repair_text as repair

    read = Reader().read

__all__ = [
    "Article",
    "Edit",
    "Failure",
    "InputError",
    "OffsetMap",
    "RaviError",
    "Reader",
    "Record",
    "Repaired",
    "Span",
    "read",
    "repair",
]

_HOMES = {
    "errors": ("InputError", "RaviError"),
    "pipeline": ("Reader",),
    "record": ("Article", "Failure", "Record"),
    "spans": ("Edit", "OffsetMap", "Span"),
    "steps.repair": ("Repaired",),
}
"""Which module holds which names: it is imported when one of them is first asked for, as not every program reads."""

if not typing.TYPE_CHECKING:  # else every misspelt name would pass

    def __getattr__(name: str) -> object:
        if name == "read":
            found = importlib.import_module("ravi.pipeline").Reader().read
        elif name == "repair":
            found = importlib.import_module("ravi.steps.repair").repair_text
        else:
            for home, names in _HOMES.items():
                if name in names:
                    found = getattr(importlib.import_module(f"ravi.{home}"), name)
                    break
            else:
                raise AttributeError(f"module 'ravi' has no attribute {name!r}")
        globals()[name] = found
        return found
