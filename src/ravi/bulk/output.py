"""What a run writes: a folder a table with a file a shard, a note for each shard that is whole, and a manifest.

    out/manifest.json               what was read, with which settings and versions, and what came of it
    out/shards/<key>.json           written last: this shard is whole; its counts, and the sizes of its files
    out/quotes/<key>.parquet …      the rows of one shard in one table
    out/records/<key>.jsonl         in place of them where the output is JSON lines

A run that is killed leaves at worst files without a note, which the next run writes again, with the same bytes.
"""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ravi.bulk.places import TEMPORARY, Place
from ravi.bulk.process import Tables
from ravi.bulk.settings import Form, Settings
from ravi.bulk.tables import LINES, SCHEMAS
from ravi.errors import RaviError
from ravi.export import SCHEMA, to_json_line
from ravi.record import MadeBy

MANIFEST = "manifest.json"
NOTES = "shards"
_NONE = "none"  # in place of a key, so that a table without a row has a file too
GIVEN_UP = ("limit", "crash")  # the steps of failures that other limits could mend


class Note(NamedTuple):
    """What is known of a shard that is whole."""

    key: str
    articles: int
    failures: int
    given_up: int  # of the failures, those over a limit and those at which the process died
    limits: dict[str, Any]
    rows: dict[str, int]
    bytes: dict[str, int]  # of each file


class Output:
    """The files of a run at a place."""

    def __init__(self, place: Place, form: Form) -> None:
        self.place = place
        self.form = form
        self.schemas = LINES if form == "jsonl" else SCHEMAS

    def open(self, inputs: list[str], choices: dict[str, Any], made_by: MadeBy) -> bool:
        """Take the place for a run; whether it holds output of other versions, which then is made again.

        Raises `RaviError` where it holds what came of other inputs or settings.
        """
        sizes = self.place.sizes()
        for name in sizes:
            if name.endswith(TEMPORARY) and self._is_ours(name.removesuffix(TEMPORARY)):
                self.place.remove(name)
        before: dict[str, Any] = {}
        if MANIFEST in sizes:
            try:
                before = json.loads(self.place.read(MANIFEST))
                self._compare(before, inputs, choices)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise RaviError(f"the {MANIFEST} there is none of Ravi's: choose another folder") from None
        elif any(name != ".lock" for name in sizes):
            raise RaviError("there are files already, but none of Ravi's: choose a new folder")
        now = {"ravi": made_by.ravi, "model": made_by.model, "steps": dict(made_by.steps)}
        self.manifest = {"schema": SCHEMA, "state": "unfinished", "inputs": inputs, "choices": choices, "made_by": now}
        self._write_manifest()
        self._sizes = sizes
        return bool(before) and before.get("made_by") != now

    def find(self, key: str, settings: Settings) -> Note | None:
        """The note of a shard that is whole; None where it is to be read, or read again with other limits."""
        name = f"{NOTES}/{key}.json"
        if name not in self._sizes:
            return None
        try:
            note = Note(**json.loads(self.place.read(name)))
        except (ValueError, TypeError):
            return None
        whole = all(self._sizes.get(file) == size for file, size in note.bytes.items())
        mendable = note.given_up and note.limits != settings.limits
        return note if whole and not mendable else None

    def write(self, key: str, parts: Iterable[Tables], settings: Settings) -> Note:
        """Write the rows of a shard, in their order, then its note."""
        batches = list(parts)
        rows: dict[str, int] = {}
        bytes_: dict[str, int] = {}
        given_up = articles = 0
        noted = f"{NOTES}/{key}.json"
        if noted in self._sizes:  # it was read with other limits: until it is whole again, it is not
            self.place.remove(noted)
        for table, schema in self.schemas.items():
            whole = pa.Table.from_batches([part[table] for part in batches], schema=schema).combine_chunks()
            rows[table] = whole.num_rows
            if table == "failures":
                given_up = sum(step in GIVEN_UP for step in whole.column("step").to_pylist())
            if table in ("articles", "records", "failures"):
                articles += whole.num_rows
            name = f"{table}/{key}.{self.form}"
            if name in self._sizes and not whole.num_rows:
                self.place.remove(name)
            if whole.num_rows:
                data = self._encoded(whole)
                self.place.write(name, data)
                bytes_[name] = len(data)
        note = Note(key, articles, rows["failures"], given_up, settings.limits, rows, bytes_)
        self.place.write(noted, to_json_line(note._asdict()).encode() + b"\n")
        return note

    def close(self, keys: set[str], totals: dict[str, Any]) -> int:
        """Finish the run that made these shards; the number of older shards that went."""
        keep = keys | {_NONE}
        there, gone = set(), 0
        for name in sorted(self.place.sizes(), key=lambda name: not name.startswith(NOTES)):  # a note before its files
            folder, _, file = name.partition("/")
            if self._is_ours(name) and file.partition(".")[0] not in keep:
                self.place.remove(name)
                gone += folder == NOTES
            else:
                there.add(folder)
        for table, schema in self.schemas.items():
            if self.form == "parquet" and table not in there:
                self.place.write(f"{table}/{_NONE}.parquet", self._encoded(schema.empty_table()))
        self.manifest |= {"state": "finished", **totals}
        self._write_manifest()
        return gone

    def _compare(self, before: dict[str, Any], inputs: list[str], choices: dict[str, Any]) -> None:
        if not set(before["inputs"]) <= set(inputs):
            other = ", ".join(sorted(set(before["inputs"]) - set(inputs)))
            raise RaviError(f"there is the output of other inputs ({other}): choose another folder, or name them too")
        changed = [name for name, value in choices.items() if before["choices"].get(name) != value]
        if changed:
            then = ", ".join(f"{name}={before['choices'].get(name)}" for name in changed)
            raise RaviError(f"there is the output of other settings ({then}): choose another folder, or set the same")

    def _is_ours(self, name: str) -> bool:
        folder, _, file = name.partition("/")
        return (folder in self.schemas or folder == NOTES) and "/" not in file

    def _encoded(self, table: pa.Table) -> bytes:
        if self.form == "jsonl":
            columns = (
                table.column("json").to_pylist()
                if "json" in table.column_names
                else map(to_json_line, table.to_pylist())
            )
            return "".join(f"{line}\n" for line in columns).encode()
        buffer = BytesIO()
        pq.write_table(table, buffer, compression="zstd", row_group_size=max(1, table.num_rows))
        return buffer.getvalue()

    def _write_manifest(self) -> None:
        text = json.dumps(self.manifest, ensure_ascii=False, indent=1)
        self.place.write(MANIFEST, text.encode("utf-8", "replace") + b"\n")
