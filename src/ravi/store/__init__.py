"""The embedded store: records in one SQLite file that any tool can open (docs/store.md)."""

from ravi.store.corrections import Correction
from ravi.store.schema import MIGRATIONS
from ravi.store.store import Store, open_store

__all__ = ["MIGRATIONS", "Correction", "Store", "open_store"]
