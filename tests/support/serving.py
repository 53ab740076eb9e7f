"""A reading room that answers on a port of its own, for tests in a browser."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from ravi.web import make_app
from ravi.web.counted import Counted


@contextmanager
def serving(path: Path, token: str) -> Iterator[str]:
    """The address of the reading room over a store; it waits until its figures are counted."""
    app = make_app(path, token=token, rules_only=True)
    app.state.room.counted = Counted(path, patience=60)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    app.state.room.counted.close()
