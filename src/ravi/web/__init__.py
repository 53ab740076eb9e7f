"""The reading room: JSON over HTTP and right-to-left pages over one store, in one process, nothing fetched.

`make_app` gives the application; `ravi serve` runs it. `api` is the JSON side, `pages` the pages; `marking` sets a
text in marks without changing a character; `positions` turns code points into UTF-16; `words` has what is written on
the pages in both languages. Needs the extra `ravi[web]`.
"""

from ravi.web.app import make_app

__all__ = ["make_app"]
