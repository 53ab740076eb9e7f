"""The application: pages and JSON over one store, the same headers, limits and shape of errors for both."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ravi.errors import ExtraMissing, InputError, RaviError, StepError, StoreError
from ravi.store import Store, open_store

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

    from ravi.pipeline import Reader
    from ravi.web.counted import Counted

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MOST_BYTES = 2_000_000  # of a request
_LEVEL = 4  # of gzip: a page of 300 kB becomes a tenth in some milliseconds
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass
class Room:
    """What every handler needs: where the store is, who may write, what reads."""

    path: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    rules_only: bool = False

    @cached_property
    def reader(self) -> "Reader":
        """The reader of pasted texts; it loads its models when it is first asked."""
        from ravi.pipeline import Reader

        return Reader(rules_only=self.rules_only)

    @cached_property
    def counted(self) -> "Counted":
        """The figures over the whole store."""
        from ravi.web.counted import Counted

        return Counted(self.path)

    def store(self) -> Store:
        """The store, open to read: one for each request."""
        return open_store(self.path)

    def writing(self, token: str | None) -> Store:
        """The store, open to write, for who has the token that was printed at the start. Raises 403 for others."""
        from starlette.exceptions import HTTPException

        if token is None or not secrets.compare_digest(token.encode(), self.token.encode()):
            raise HTTPException(403, "this writes: give the token that ravi serve printed when it started")
        return open_store(self.path, "write")


def make_app(
    store: str | Path, *, token: str | None = None, rules_only: bool = False, hosts: Sequence[str] = LOOPBACK
) -> "FastAPI":
    """The application over one store. What writes needs `token`; one is made where none is given.

    `hosts` are the names by which it may be asked: a page of elsewhere cannot reach it under a name of its own.

    Raises `ExtraMissing` without the extra `ravi[web]`, `StoreError` where there is no store.
    """
    try:
        from fastapi import FastAPI
        from fastapi.exceptions import RequestValidationError
        from fastapi.staticfiles import StaticFiles
        from starlette.exceptions import HTTPException
        from starlette.middleware.gzip import GZipMiddleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
    except ImportError:
        raise ExtraMissing("web", "fastapi") from None
    from ravi import __version__
    from ravi.web import api, pages

    room = Room(Path(store), rules_only=rules_only) if token is None else Room(Path(store), token, rules_only)
    room.store().close()
    app = FastAPI(
        title="Ravi · راوی", version=__version__, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None
    )
    app.state.room = room
    app.mount("/static", StaticFiles(packages=[("ravi.web", "static")]), name="static")
    app.include_router(api.router(room))
    app.include_router(pages.router(room))
    for kind in (HTTPException, RequestValidationError, RaviError, Exception):
        app.add_exception_handler(kind, _answer_error)
    app.middleware("http")(_guard)
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=_LEVEL)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    return app


async def _guard(request: "Request", go_on: Callable[["Request"], Awaitable["Response"]]) -> "Response":
    """Refuse what is too large; give every answer the same headers."""
    from fastapi.responses import JSONResponse

    length = request.headers.get("content-length", "0")
    response: Response
    if not length.isdecimal() or int(length) > MOST_BYTES or "transfer-encoding" in request.headers:
        message = f"a request has at most {MOST_BYTES:,} bytes, and says how many: send less"
        response = JSONResponse(error_of("too_large", message), 413)
    else:
        response = await go_on(request)
    response.headers.update(HEADERS)
    return response


def error_of(code: str, message: str) -> dict[str, Any]:
    """The one shape of an error."""
    return {"error": {"code": code, "message": message}}


_STATUS = ((InputError, 400), (StepError, 422), (ExtraMissing, 501), (StoreError, 503), (RaviError, 500))
_CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "not_allowed", 422: "not_valid", 501: "missing"}


async def _answer_error(request: "Request", error: Exception) -> "Response":
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException

    from ravi.web import pages

    if isinstance(error, HTTPException):
        status, message = error.status_code, str(error.detail)
    elif isinstance(error, RequestValidationError):
        status = 422
        message = "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors())
    else:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
        message = str(error) if isinstance(error, RaviError) else "this should not have happened: please report it"
    if request.url.path.startswith("/api/"):
        return JSONResponse(error_of(_CODES.get(status, "error"), message), status, headers=HEADERS)
    return pages.error_page(request, status, message)
