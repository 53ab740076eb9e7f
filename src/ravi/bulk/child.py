"""The process in which articles are read: `python -m ravi.bulk.child`, which a `Worker` starts and may lose.

It is told its settings, says which versions read, then answers each batch of documents with tables. Before each
document it says the row and sets the system's alarm, which ends the process when the time is over, whatever it does.
"""

import json
import os
import signal
from dataclasses import asdict
from typing import BinaryIO

import pyarrow as pa

from ravi.bulk.frames import ALARMS, BROKEN, DONE, READY, ROW, TABLE, packed, receive, send
from ravi.bulk.process import DOCUMENTS, process
from ravi.bulk.settings import Settings
from ravi.errors import RaviError

_WAIT = 30
_FIRST = "وزیر نیرو گفت: «سد پر شد.»"  # read before any clock runs, so that tables and models are loaded


def serve(commands: BinaryIO, answers: BinaryIO) -> None:
    """Answer batches until nobody asks any more."""
    first = receive(commands)
    if first is None:
        return
    settings = Settings.of_json(first[1])
    try:
        reader = settings.make_reader()
        reader.read(_FIRST)
    except (RaviError, ImportError, AttributeError) as error:
        send(answers, BROKEN, str(error).encode("utf-8", "replace"))
        return
    send(answers, READY, json.dumps(asdict(reader.made_by)).encode())

    def before(row: int) -> None:
        alarm(settings.seconds)
        send(answers, ROW, str(row).encode())

    while (asked := receive(commands)) is not None:
        batch = pa.ipc.read_record_batch(pa.py_buffer(asked[1]), DOCUMENTS)
        try:
            tables = process(batch, reader, longest=settings.longest, lines=settings.form == "jsonl", before=before)
        except RaviError as error:  # such as a model that is not whole: it would be so for every article
            send(answers, BROKEN, str(error).encode("utf-8", "replace"))
            return
        alarm(0)
        for name, table in tables.items():
            send(answers, TABLE, packed(name, table))
        send(answers, DONE)


def alarm(seconds: float) -> None:
    """Let the system end this process when it has spent so many seconds of the processor; 0: never.

    So that a busy machine gives up no more articles than an idle one. A step that waits and spends nothing has `_WAIT`
    times as many seconds of the clock. Where a system has no such alarm, nothing happens.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * _WAIT)


def main() -> None:
    """Serve on standard input and output; what anything else prints goes to stderr."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    for name in ALARMS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    pa.set_cpu_count(1)
    commands = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), 0)
    try:
        serve(commands, answers)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
