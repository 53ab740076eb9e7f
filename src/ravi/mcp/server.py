"""The server: the answers as tools of the Model Context Protocol, on standard input and output."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from ravi.errors import ExtraMissing, RaviError
from ravi.mcp import answers
from ravi.mcp.answers import MOST, NOTICE, Answer
from ravi.store import open_store

_ABOUT = (
    "Persian news read by Ravi: who said what, in which article, on whose word. Every result has the article's id, the "
    f"span in its text, its URL, outlet and date: cite them. {NOTICE}"
)


def make_server(path: str | Path) -> Any:  # noqa: ANN401 - an mcp.server.mcpserver.MCPServer
    """A server over the store at a path, which it only reads. Raises `ExtraMissing` and `StoreError`."""
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
        from pydantic import Field
    except ImportError:
        raise ExtraMissing("mcp", "mcp") from None
    open_store(path).close()  # a store that cannot be read is told before anything is asked

    words = Annotated[str, Field(description='Words of the quotation, in any spelling; "…" for a phrase, OR, NOT.')]
    name = Annotated[str, Field(description="The name of who speaks, or words of it.")]
    house = Annotated[str, Field(description="The publisher.")]
    when = Annotated[str, Field(description="A time: 1395, 1395-09, 2016-12-18, or from..to.")]
    most = Annotated[int, Field(ge=1, le=MOST, description="At most so many results.")]
    article = Annotated[str, Field(description="An article's id, as in a result.")]

    def search_quotes(
        query: words = "", speaker: name = "", outlet: house = "", days: when = "", limit: most = 20
    ) -> Answer:
        return ask(answers.search_quotes, query, speaker, outlet, days, limit)

    def speaker_statements(speaker: name, about: words = "", days: when = "", limit: most = 20) -> Answer:
        return ask(answers.speaker_statements, speaker, about, days, limit)

    def get_article(
        id: article, start: Annotated[int, Field(ge=0, description="From which character on.")] = 0
    ) -> Answer:
        return ask(answers.get_article, id, start)

    def source_chain(
        id: article,
        quote: Annotated[int | None, Field(ge=0, description="A quotation's number; else all.")] = None,
        limit: most = 20,
    ) -> Answer:
        return ask(answers.source_chain, id, quote, limit)

    def timeline(
        query: words = "", speaker: name = "", outlet: house = "", days: when = "", limit: most = MOST
    ) -> Answer:
        return ask(answers.timeline, query, speaker, outlet, days, limit)

    def compare_outlets(query: words, days: when = "", limit: most = 20) -> Answer:
        return ask(answers.compare_outlets, query, days, limit)

    def ask(answer: Callable[..., Answer], *given: object) -> Answer:
        try:
            with open_store(path) as store:
                return answer(store, *given)
        except RaviError as error:
            raise ToolError(str(error)) from None

    server = MCPServer("ravi", instructions=_ABOUT)
    only_reads = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    for tool in (search_quotes, get_article, speaker_statements, source_chain, timeline, compare_outlets):
        told = getattr(answers, tool.__name__).__doc__.partition("\n\n")[0].strip()
        server.tool(description=told, annotations=only_reads)(tool)
    return server
