"""Messages over a pipe: a length of eight bytes, then so many bytes, of which the first tells the kind."""

import struct
from typing import IO

SETTINGS, BATCH, READY, ROW, DONE, BROKEN = b"S", b"B", b"R", b"#", b"D", b"!"
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
