"""The engine on Ray: an actor a worker, on this machine or on a cluster. An actor that is lost is hired again.

Ray only carries batches to actors and tables back; shards, output and resuming are those of every engine.
"""

import logging
import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

import pyarrow as pa

from ravi.bulk.engines import Engine
from ravi.bulk.process import Tables
from ravi.bulk.settings import Settings
from ravi.bulk.worker import Worker
from ravi.errors import ExtraMissing, RaviError
from ravi.record import MadeBy

TRIES = 5  # actors that one batch may outlive
LOOK = 20.0  # seconds after which it is asked whether Ray is there at all: it waits for ever for what it lost
_GONE = "Ray ended on this machine while it was reading: the same command goes on from here"
_STORE = 200_000_000  # bytes for what is on its way; the least that Ray takes is 75 MB
_SAID = {
    "RAY_USAGE_STATS_ENABLED": "0",  # tell nobody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # or it warns
    "RAY_worker_niceness": "0",  # as processes of our own; Ray's is 15, which starves on a busy machine
}


def ray_engine(workers: int | None = None, address: str | None = None) -> Engine:
    """So many actors, else one a core, on the cluster at an address, or on a Ray of our own on this machine.

    Where this process is on a Ray already, that one is used, and left as it is. Raises
    `ExtraMissing` where Ray is not installed, and `RaviError` where there is no cluster at the
    address.
    """
    if find_spec("ray") is None:
        raise ExtraMissing("ray", "ray")
    for name, value in _SAID.items():
        os.environ.setdefault(name, value)
    ray: Any = import_module("ray")
    if ray.is_initialized():
        return Engine(workers or int(ray.cluster_resources().get("CPU", 1)), Hired)
    own: dict[str, Any] = {"num_cpus": workers or None, "include_dashboard": False, "object_store_memory": _STORE}
    try:
        ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False, **({} if address else own))
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise RaviError(f"no Ray at {address or 'this machine'}: {str(error).splitlines()[0]}") from None
    return Engine(workers or int(ray.cluster_resources().get("CPU", 1)), Hired, ray.shutdown)


def _is_here(ray: Any) -> bool:  # noqa: ANN401 - Ray itself
    """Whether the Ray of this machine still runs."""
    here = ray.get_runtime_context().get_node_id()
    return any(node["NodeID"] == here and node["Alive"] for node in ray.nodes())


class Hired:
    """A worker that lives in an actor."""

    def __init__(self, settings: Settings, made_by: MadeBy) -> None:
        self._what = (settings, made_by)
        self._actor: Any = None
        self._closed = False

    def ready(self) -> None:
        """Wait until the cluster has a core for it, which may be never, or when it has grown."""
        self._call("ready")

    def process(self, batch: pa.RecordBatch) -> Tables:
        """The tables of a batch."""
        return cast(Tables, self._call("process", batch))

    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 - what the method gives
        ray: Any = import_module("ray")
        for _ in range(TRIES):
            if self._closed:
                break
            self._actor = self._actor or ray.remote(num_cpus=1)(Worker).remote(*self._what)
            try:
                return self._answer(ray, getattr(self._actor, method).remote(*arguments))
            except ray.exceptions.RayTaskError as error:
                raise RaviError(str(error.cause)) from None
            except ray.exceptions.RayActorError:  # lost with its machine, or killed
                self._actor = None
            except ray.exceptions.RayError:  # such as a Ray that somebody stopped
                raise RaviError(_GONE) from None
        raise RaviError(f"Ray lost {TRIES} actors one after the other: see its logs")

    def _answer(self, ray: Any, asked: Any) -> Any:  # noqa: ANN401 - Ray's own
        """What an actor answers, however late, as long as Ray runs on this machine."""
        while not ray.wait([asked], timeout=LOOK)[0]:
            if self._closed or not _is_here(ray):
                raise RaviError(_GONE)
        return ray.get(asked)

    def close(self) -> None:
        """End the actor."""
        ray: Any = import_module("ray")

        self._closed = True
        if self._actor is not None:
            ray.kill(self._actor)
