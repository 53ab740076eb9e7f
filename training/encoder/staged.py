"""Run the stages of an encoder (`graph.py`) as `ravi.model` does, and look at what their products meet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from base import Floats
from corpus import Window
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from ravi.model import Stop, find_firsts, find_owners

TOGETHER = 8  # windows
Watch = Callable[[str, Floats], None]  # what an output holds in the rows that are there


@dataclass(frozen=True)
class Stages:
    """The sessions, what stops after each but the last, and the scores of a word that has stopped."""

    sessions: Sequence[InferenceSession]
    stops: Sequence[Stop]
    stopped: Floats

    @classmethod
    def of(cls, models: Sequence[onnx.ModelProto], stops: Sequence[Stop], stopped: Floats) -> "Stages":
        """The graphs, ready to run on one thread."""
        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        made = [InferenceSession(one.SerializeToString(), options, ["CPUExecutionProvider"]) for one in models]
        return cls(made, stops, stopped)

    def scores(self, windows: Sequence[Window], watch: Watch | None = None) -> list[NDArray[np.float32]]:
        """The scores of the words of each window; `watch` gets all that the stages give besides."""
        out = [np.tile(self.stopped, (len(one.firsts), 1)) for one in windows]
        for group in _groups(windows):
            held = [np.array(windows[at].pieces, np.int32) for at in group]
            words = [find_owners(windows[at].firsts, len(windows[at].pieces)) for at in group]
            for session, stop in zip(self.sessions, [*self.stops, None], strict=True):
                given = self._run(session, held, watch)
                for row, at in enumerate(group):
                    size = len(words[row])
                    if stop is None:
                        rows = find_firsts(words[row])
                        out[at][words[row][rows]] = given["labels"][row, rows]
                        continue
                    kept = stop(words[row], given["odds"][row, :size])
                    held[row], words[row] = given["given"][row, kept], words[row][kept]
        return out

    @staticmethod
    def _run(session: InferenceSession, held: Sequence[NDArray[np.generic]], watch: Watch | None) -> dict[str, Floats]:
        shape = (len(held), max(map(len, held)))
        filled, there = np.zeros((*shape, *held[0].shape[1:]), held[0].dtype), np.zeros(shape, np.int32)
        for row, one in enumerate(held):
            filled[row, : len(one)], there[row, : len(one)] = one, 1
        names = [output.name for output in session.get_outputs()]
        given = dict(zip(names, session.run(names, {session.get_inputs()[0].name: filled, "mask": there}), strict=True))
        for name, values in given.items() if watch else ():
            watch(name, values[there.astype(bool)])  # type: ignore[misc]
        return given


def _groups(windows: Sequence[Window]) -> Iterator[list[int]]:
    ordered = sorted(range(len(windows)), key=lambda at: len(windows[at].pieces))
    for start in range(0, len(ordered), TOGETHER):
        yield ordered[start : start + TOGETHER]
