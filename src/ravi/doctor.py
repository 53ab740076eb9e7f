"""Checks of an installation: what is there, is it whole, does a reading work."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from time import perf_counter

from ravi import __version__, model
from ravi.errors import RaviError
from ravi.persian.tables import read_table

NEEDED = ("charset-normalizer", "hijridate", "persiantools", "resiliparse", "rich", "typer")


def sample() -> str:
    """The article that comes with Ravi: written for it, about nobody, with the troubles of a real one."""
    return files("ravi").joinpath("data", "sample.txt").read_text(encoding="utf-8")


def check() -> Iterator[tuple[str, bool, str]]:
    """Each check as its name, whether all is well, and what was found."""
    yield "ravi", True, __version__
    yield "python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.platform(terse=True)}"
    for package in NEEDED:
        try:
            yield package, True, version(package)
        except PackageNotFoundError:
            yield package, False, "not installed: pip install ravi puts it there"
    yield _model()
    yield _tables()
    yield _reading()


def _model() -> tuple[str, bool, str]:
    lacking = model.why_not()
    if lacking:
        return "model", True, f"rules and tables alone: {lacking}"
    try:
        model.open_tagger("entities")
        model.open_weights("halfspaces")
    except RaviError as error:
        return "model", False, str(error)
    return "model", True, model.made_by() or ""


def _tables() -> tuple[str, bool, str]:
    folder = files("ravi").joinpath("data")
    names = sorted(one.name.removesuffix(".tsv") for one in folder.iterdir() if one.name.endswith(".tsv"))
    rows = 0
    for name in names:
        try:
            rows += sum(1 for _ in read_table(name))
        except (OSError, UnicodeDecodeError, StopIteration) as error:
            return "tables", False, f"{name}.tsv cannot be read ({type(error).__name__}): install ravi again"
    return "tables", bool(names), f"{len(names)} tables, {rows:,} rows"


def _reading() -> tuple[str, bool, str]:
    from ravi.pipeline import Reader

    try:
        reader = Reader()
        start = perf_counter()
        record = reader.read(sample())
    except Exception as error:  # whatever it is, this is the place that says so
        return "reading", False, f"the sample cannot be read: {type(error).__name__}: {error}"
    took = perf_counter() - start
    found = f"{len(record.repairs)} repairs, {len(record.quotes)} quotes, {len(record.dates)} dates"
    return "reading", bool(record.repairs), f"the sample in {took * 1000:.0f} ms: {found}"
