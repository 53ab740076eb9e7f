"""Ravi reads Persian news and keeps every statement tied to who made it, on whose word, when and where.

>>> import ravi
>>> ravi.read("وزير گفت: «كار تمام شد.»").repaired
'وزیر گفت: «کار تمام شد.»'
"""

__version__ = "0.1.0"

from ravi.errors import InputError, RaviError
from ravi.pipeline import Reader
from ravi.record import Article, Failure, Record
from ravi.spans import Edit, OffsetMap, Span

__all__ = [
    "Article",
    "Edit",
    "Failure",
    "InputError",
    "OffsetMap",
    "RaviError",
    "Reader",
    "Record",
    "Span",
    "read",
]

read = Reader().read
