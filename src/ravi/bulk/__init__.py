"""The same reading over millions of articles: on the cores of this machine, or on a cluster of others.

    from ravi.bulk import Engine, Settings, run
    run(["news/"], "out", Settings(), Engine(2))

Heavy libraries stand behind extras: pyarrow (`ravi[bulk]`), Ray (`ravi[ray]`), fsspec (`ravi[cloud]`).
"""

from importlib.util import find_spec

from ravi.errors import ExtraMissing

if find_spec("pyarrow") is None:
    raise ExtraMissing("bulk", "pyarrow")

from ravi.bulk.engines import Engine
from ravi.bulk.process import process
from ravi.bulk.progress import Progress
from ravi.bulk.run import Most, TooManyFailures, run
from ravi.bulk.settings import Settings

__all__ = ["Engine", "Most", "Progress", "Settings", "TooManyFailures", "process", "run"]
