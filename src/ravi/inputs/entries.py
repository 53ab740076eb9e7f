"""What one entry of a container says, as the JSON line that `inputs.lines` reads."""

import json
from datetime import date

from ravi.inputs.documents import Document, Limits
from ravi.record import Failure

_DAY = 10  # characters of an ISO day


def document_of_entry(where: str, fields: dict[str, object], limits: Limits) -> Document | Failure:
    """The document of an entry with these fields; those that are None or empty are left out."""
    said = {
        name: value.isoformat()[:_DAY] if isinstance(value, date) else value for name, value in fields.items() if value
    }
    data = json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace")
    if len(data) > limits.line:
        return Failure(where, "decode", f"the entry is over {limits.line:,} bytes, too much for one article: split it")
    return Document(where, data, "line")
