"""Messages over a pipe: a length of eight bytes, then so many bytes, of which the first tells the kind.

Tables go as Arrow's streams, a message each, all else as JSON or plain words: nothing that could run when it is read.
"""

import struct
from typing import IO

import pyarrow as pa

SETTINGS, BATCH, READY, ROW, TABLE, DONE, BROKEN = b"S", b"B", b"R", b"#", b"T", b"D", b"!"
ALARMS = ("SIGPROF", "SIGALRM")  # the signals that end a process whose time for an article is over
_LENGTH = struct.Struct(">Q")


def send(stream: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    """Write one message and see that it leaves. Raises `OSError` where nobody reads."""
    stream.write(_LENGTH.pack(len(kind) + len(data)) + kind)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The kind and the content of the next message; None where the other side is gone, in a message or between two."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return (data[:1], data[1:]) if len(data) == length else None


def packed(name: str, table: pa.RecordBatch) -> bytes:
    """A table of a name as the content of one message."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_batch(table)
    return name.encode() + b"\0" + bytes(sink.getvalue())


def unpacked(data: bytes) -> tuple[str, pa.RecordBatch]:
    """The name and the table that `packed` put together."""
    name, _, stream = data.partition(b"\0")
    with pa.ipc.open_stream(stream) as reader:
        return name.decode(), reader.read_next_batch()
