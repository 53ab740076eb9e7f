"""`ravi serve` and `ravi mcp`."""

import sys
from typing import Annotated

import typer

from ravi.cli.shell import RulesOnly, StorePath
from ravi.errors import ExtraMissing

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
    sys.stderr.write(f"راوی · Ravi: http://{host}:{port}/\n")
    sys.stderr.write(f"رمز نوشتن · to correct, give this token: {app.state.room.token}\n")
    if host != LOOPBACK:
        sys.stderr.write("ravi: other machines can read this store: what is written still needs the token\n")
    sys.stderr.flush()
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def mcp(store: StorePath) -> None:
    """Answer a language model's questions about a store (Model Context Protocol, on standard input and output)."""
    from ravi.mcp import make_server

    make_server(store).run("stdio")
