"""Whether the graph of neighbours finds what is nearest: python bench/neighbours.py --from STORE [--vectors N].

A store is filled with vectors made of the real ones of STORE (after `ravi vectors`): each is a middle of three of them,
drawn by chance, with noise half as long as a real one is far from the middle of all. Told are: how long the graph
takes, how large it is, how many of the ten nearest of all are among the ten that are found (recall, of 200 questions
made so too), the times of both searches, and the most memory.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ravi.store import Store, meaning, neighbours, open_store
from store import most_memory, percentiles

CHUNK = 10_000
QUESTIONS = 200
TEN = 10


def mixed(real: Any, number: int, chance: numpy.random.Generator) -> Any:  # noqa: ANN401 - arrays
    """Vectors of length 1 between real ones."""
    middle = real.mean(axis=0)
    shares = chance.dirichlet((0.5, 0.5, 0.5), number)[:, :, None]
    made = (real[chance.integers(len(real), size=(number, 3))] * shares).sum(axis=1)
    noise = chance.normal(size=made.shape) * numpy.linalg.norm(real - middle, axis=1).mean() / made.shape[1] ** 0.5
    made += 0.5 * noise
    return made / numpy.linalg.norm(made, axis=1, keepdims=True)


def fill(store: Store, real: Any, number: int) -> None:  # noqa: ANN401 - arrays
    """Put vectors in a store that has no articles."""
    chance = numpy.random.default_rng(1)
    for begin in range(0, number, CHUNK):
        rows = [
            (begin + at + 1, meaning.whole(vector).tobytes()) for at, vector in enumerate(mixed(real, CHUNK, chance))
        ]
        with store.transaction():
            store.connection.executemany("INSERT INTO vectors VALUES (?, ?)", rows)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="made", type=Path, required=True)
    parser.add_argument("--vectors", type=int, default=400_000)
    options = parser.parse_args()
    with open_store(options.made) as made:
        rows = made.connection.execute("SELECT vector FROM vectors ORDER BY article").fetchall()
    real = numpy.stack([numpy.frombuffer(vector, numpy.int8) for (vector,) in rows]).astype(numpy.float32) / 508
    asked = iter(mixed(real, QUESTIONS, numpy.random.default_rng(2)).astype(numpy.float32))

    class Encoder:
        """Asks what is not among the vectors."""

        def query(self, _: str) -> Any:  # noqa: ANN401 - an array
            return next(asked)

    with TemporaryDirectory() as folder, open_store(Path(folder, "bench.ravi"), "write") as store:
        fill(store, real, options.vectors)
        base = most_memory()
        start, used = perf_counter(), process_time()
        made_of = neighbours.make(store)
        size = neighbours.path_of(store).stat().st_size if made_of else 0
        print(
            f"{made_of:,} vectors: graph in {perf_counter() - start:.0f} s ({process_time() - used:.0f} s of the "
            f"processor), {size / 1e6:.0f} MB; memory {most_memory():.0f} MB (before {base:.0f} MB)",
            flush=True,
        )
        meaning.encoder = Encoder  # type: ignore[assignment]
        found: list[list[list[int]]] = [[], []]
        times: list[list[float]] = [[], []]
        for vector in list(asked):
            for way, allowed in enumerate((None, all_of(store))):
                asked = iter([vector])
                start = perf_counter()
                found[way].append(meaning.nearest(store, "", meaning.BEST, allowed))
                times[way].append((perf_counter() - start) * 1000)
        for most in (TEN, meaning.BEST):
            met = sum(len({*one[:most]} & {*other[:most]}) for one, other in zip(*found, strict=True))
            print(f"recall at {most}: {met / most / QUESTIONS:.4f}")
        print(f"graph: {percentiles(times[0])}; all looked at: {percentiles(times[1])}")


def all_of(store: Store) -> range:
    """The keys of all vectors."""
    return range(1, int(store.connection.execute("SELECT max(article) FROM vectors").fetchone()[0]) + 1)


if __name__ == "__main__":
    main()
