"""A store for language models: six read-only tools over the Model Context Protocol, each result with its source."""

from ravi.mcp.server import make_server

__all__ = ["make_server"]
