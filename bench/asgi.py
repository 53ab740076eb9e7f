"""Ask a web application without a server, a client or a thread of their own: a request costs what its answer costs."""

import asyncio
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlencode


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Asker:
    """Puts requests to an application, one after the other, in an event loop that is kept."""

    def __init__(self, app: Any, host: str = "testserver") -> None:  # noqa: ANN401 - any that speaks ASGI
        self._app = app
        self._host = host
        self._loop = asyncio.new_event_loop()
        self._asked: asyncio.Queue[tuple[dict[str, Any], bytes, asyncio.Future[Answer]]] = asyncio.Queue()
        self._task = self._loop.create_task(self._serve())  # one for all: the threads that answer end with their task

    def __call__(
        self,
        method: str,
        path: str,
        query: MutableMapping[str, str] | str = "",
        body: bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """Ask; an error that the application does not answer for is raised."""
        asked = query if isinstance(query, str) else urlencode(query, errors="surrogatepass")
        named = [(b"host", self._host.encode()), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path.encode("latin-1", "replace"),
            "root_path": "",
            "query_string": asked.encode("latin-1", "replace"),
            "headers": named + [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers],
            "client": ("127.0.0.1", 1),
            "server": (self._host, 80),
        }
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._asked.put_nowait((scope, body, answer))
        return self._loop.run_until_complete(answer)

    async def _serve(self) -> None:
        while True:
            scope, body, answer = await self._asked.get()
            try:
                answer.set_result(await self._ask(scope, body))
            except Exception as error:  # is raised where it was asked
                answer.set_exception(error)

    async def _ask(self, scope: dict[str, Any], body: bytes) -> Answer:
        said: list[MutableMapping[str, Any]] = []
        given = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            return next(given, {"type": "http.disconnect"})

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        return Answer(said[0]["status"], b"".join(one.get("body", b"") for one in said[1:]))

    def close(self) -> None:
        """End the loop."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()
