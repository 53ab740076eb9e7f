"""Ravi reads Persian news and keeps every statement tied to who made it, on whose word, when and where.

>>> import ravi
>>> ravi.read("وزير گفت: «كار تمام شد.»").repaired
'وزیر گفت: «کار تمام شد.»'
>>> repaired = ravi.repair("وزير “كار” را ديد", only=["letters"])
>>> repaired.text, len(repaired.edits), repaired.undo()
('وزیر “کار” را دید', 3, 'وزير “كار” را ديد')
"""

__version__ = "0.5.0"

from ravi.errors import InputError, RaviError
from ravi.pipeline import Reader
from ravi.record import Article, Failure, Record
from ravi.spans import Edit, OffsetMap, Span
from ravi.steps.repair import Repaired
from ravi.steps.repair import repair_text as repair

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

read = Reader().read
