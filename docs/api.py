"""Write docs/api.md from the description that the reading room gives of itself: python docs/write.py."""

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ravi.store import open_store
from ravi.web import make_app

PAGE = Path(__file__).with_name("api.md")
SAID = tomllib.loads(Path(__file__).with_name("persian.toml").read_text(encoding="utf-8"))["api"]
HEAD = """# HTTP · وب

(Written by `make docs` from the OpenAPI description; a test compares the two.)

`ravi serve --store news.ravi` answers below `/api` beside the pages: JSON in UTF-8, on the loopback address alone
unless `--host` says otherwise. Positions are code points, or UTF-16 units with `?offsets=utf16`. What writes needs the
token that is printed at the start, in the header `X-Ravi-Token`. An error is always
`{"error": {"code": "not_found", "message": "…"}}`. The whole description, for generators of clients:
`/api/openapi.json`.

<div dir="rtl" lang="fa" markdown>

`ravi serve` زیر `/api` کنار صفحه‌ها پاسخ می‌دهد: JSON با UTF-8، و جز با `--host` فقط روی همین رایانه. جاها به نویسۀ
یونیکدند، یا با `?offsets=utf16` به واحد UTF-16. هر چه می‌نویسد رمزی می‌خواهد که در آغاز چاپ می‌شود، در سرآیند
`X-Ravi-Token`. خطا همیشه یک شکل دارد.

</div>
"""


def page() -> str:
    """The page as it should be."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "news.ravi"
        open_store(path, "write").close()
        described = make_app(path).openapi()
    parts = [HEAD]
    for path_, methods in sorted(described["paths"].items()):
        if not path_.startswith("/api/"):
            continue
        for method, one in sorted(methods.items()):
            name = f"{method.upper()} {path_}"
            persian = f'<p dir="rtl" lang="fa">{SAID[name]}</p>'
            parts.append(f"## {name}\n{one.get('description') or one['summary']}\n\n{persian}\n")
            rows = [*_parameters(one), *_body(one, described)]
            if rows:
                parts.append("| name | where | what |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _parameters(one: dict[str, Any]) -> list[str]:
    return [
        f"| `{given['name']}` | {given['in']} | {_what(given['schema'], given.get('description', ''))} |"
        for given in one.get("parameters", [])
    ]


def _body(one: dict[str, Any], described: dict[str, Any]) -> list[str]:
    content = one.get("requestBody", {}).get("content", {})
    rows = []
    for kind in content.values():
        reference = kind["schema"].get("$ref", "").rpartition("/")[2]
        schema = described["components"]["schemas"].get(reference, {})
        rows += [
            f"| `{name}` | body | {_what(value, value.get('description', ''))} |"
            for name, value in schema.get("properties", {}).items()
        ]
    return rows


def _what(schema: dict[str, Any], description: str) -> str:
    choices = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kinds = [
        " or ".join(f"`{value}`" for value in one["enum"]) if "enum" in one else str(one.get("type", ""))
        for one in choices
    ]
    words = [", ".join(kind for kind in kinds if kind), description]
    return ". ".join(word.rstrip(".") for word in words if word).replace("|", "\\|")
