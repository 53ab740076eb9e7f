"""Write the pages that come of the program itself: python docs/write.py [--check] [PAGE …].

With `--check` nothing is written: the pages that are not what the program says now are named, and the exit code is 1.
"""

import argparse
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

PAGES = ("commands", "repair", "store", "hard_cases", "tables", "export", "api", "rules")


def load(page: str) -> ModuleType:
    """The script of a page: where the page is (`PAGE`), and what it should be (`page`)."""
    found = spec_from_file_location(page, Path(__file__).with_name(f"{page}.py"))
    assert found is not None  # noqa: S101 - it is a file beside this one
    assert found.loader is not None  # noqa: S101
    script = module_from_spec(found)
    found.loader.exec_module(script)
    return script


def is_current(page: str) -> bool:
    """Whether a page is what its script would write now."""
    script = load(page)
    return bool(script.PAGE.read_text(encoding="utf-8") == script.page())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--check", action="store_true", help="name the pages that are out of date; write none")
    given = parser.parse_args()
    if unknown := set(given.pages) - set(PAGES):
        parser.error(f"there is no page {', '.join(sorted(unknown))}: name one of {', '.join(PAGES)}")
    pages = given.pages or PAGES
    if given.check:
        old = [page for page in pages if not is_current(page)]
        sys.exit(f"the program says otherwise than {', '.join(old)}: make docs" if old else 0)
    for page in pages:
        script = load(page)
        script.PAGE.write_text(script.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
