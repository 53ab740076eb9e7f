"""`ravi serve` and `ravi mcp`."""

import gc
import socket
import sys
from typing import Annotated

import typer

from ravi.cli.shell import RulesOnly, StorePath
from ravi.errors import ExtraMissing, InputError

LOOPBACK = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a person may ask for


def serve(
    store: StorePath,
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="On which port; 0 takes a free one.")] = 8765,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="On which address; other machines reach only others.")
    ] = LOOPBACK,
    rules_only: RulesOnly = False,
) -> None:
    """Show a store in the browser: read, search, compare, correct."""
    from ravi.web import make_app
    from ravi.web.app import LOOPBACK as LOOPBACK_NAMES

    try:
        import uvicorn
    except ImportError:
        raise ExtraMissing("web", "uvicorn") from None
    hosts = (*LOOPBACK_NAMES, host) if host not in _EVERYWHERE else ("*",)
    app = make_app(store, rules_only=rules_only, hosts=hosts)
    gc.collect()
    gc.freeze()  # what is loaded now stays: to look through it again and again would take a tenth of a second each time
    listening = _listen(host, port)
    sys.stderr.write(f"راوی · Ravi: http://{host}:{listening.getsockname()[1]}/\n")
    sys.stderr.write(f"رمز نوشتن · to correct, give this token: {app.state.room.token}\n")
    if host != LOOPBACK:
        sys.stderr.write("ravi: other machines can read this store: what is written still needs the token\n")
    sys.stderr.flush()
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run([listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `InputError` where that cannot be."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise InputError(
            f"{host}:{port} cannot be listened on ({error.strerror}): give another --port or --host"
        ) from None


def mcp(store: StorePath) -> None:
    """Answer a language model's questions about a store (Model Context Protocol, on standard input and output)."""
    from ravi.mcp import make_server

    make_server(store).run("stdio")
