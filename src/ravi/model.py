"""The models that come with Ravi: open their pack, check it, cut texts into windows, run them, read off the labels.

A pack is a folder with `manifest.json` and files. The manifest says the format, and for each model by its name its
version, base, training data with their licences, scores, and its files with the SHA-256 of each. Models are optional:
`open_weights` and `open_tagger` give None where the pack or onnxruntime is not there (`why_not` says which), and
refuse a pack that is not whole with `ModelError`.

A tagger may have several stages: after each but the last, the words stop of which it is sure that no name is in them or
beside them («گفت», «را»), and the later stages compute and see the others alone.

A window does not depend on the others that it is run with: it is filled up to a length of its own, its products are of
whole numbers with scales that are fixed beforehand, and which of its words stop and what its labels are is decided by
itself. So they are the same for one article and for many, on one thread and on several.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ravi.errors import ModelError
from ravi.persian.pieces import Pieces, find_words
from ravi.record import Name
from ravi.spans import Span

if TYPE_CHECKING:
    from numpy import float32, intp
    from numpy.typing import NDArray

FORMAT = 1
NEEDED = ("numpy", "onnxruntime")
PACK = Path(str(files("ravi").joinpath("data", "model")))
_BEGIN, _PAD, _END, _UNKNOWN = 0, 1, 2, 3
_WINDOW = 256  # pieces, where the manifest says nothing else
_TOGETHER = 512  # pieces in one run: what the numbers between two layers take stays in the processor's cache
_STEP = 8  # pieces: windows are filled up to a multiple of it

_GRAPH, _TENSORS = 7, 5  # numbers of fields in an ONNX file: of the model; of the graph; then of a tensor
_SIZES, _KIND, _FLOATS, _INTS, _NAME, _RAW = 1, 2, 4, 5, 8, 9
_KINDS = {1: "<f4", 2: "u1", 3: "i1", 7: "<i8"}


class Network:
    """A network out of the bytes of an ONNX file, ready to run."""

    def __init__(self, onnx: bytes, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(onnx, options, ["CPUExecutionProvider"])

    def __call__(self, inputs: "Mapping[str, NDArray[Any]]") -> "list[NDArray[float32]]":
        """What the network gives for its inputs by name."""
        made: list[NDArray[float32]] = self._session.run(None, inputs)
        return made


class Stop(NamedTuple):
    """Which words go on after a stage: those from `bar` on and those up to `near` beside them; perhaps by their first
    piece alone.
    """

    bar: float
    near: int
    firsts: bool

    def __call__(self, words: "NDArray[intp]", odds: "NDArray[float32]") -> "NDArray[intp]":
        """The rows that go on, the start among them. `words` says of which word a row is, -1 of none."""
        import numpy

        rows = find_firsts(words)
        on = numpy.zeros(words.max() + 2, bool)
        for row in rows[odds[rows] >= self.bar]:
            on[max(0, words[row] - self.near) : words[row] + self.near + 1] = True
        on[-1] = False  # where -1 leads: the end; and the start, which goes on by itself
        candidates = rows if self.firsts else numpy.arange(1, len(words))
        return numpy.concatenate([[0], candidates[on[words[candidates]]]])


class Weights:
    """A network of the pack too small for a runtime, checked: its entry, its other files, its numbers by name."""

    def __init__(self, pack: Path, name: str) -> None:
        self.manifest, self.files = _read_files(pack, name)
        self.tensors = read_tensors(self.files.pop(f"{name}.onnx"))


class Tagger:
    """A model that finds phrases («B-PER», «I-PER», «O» for each word). Raises `ModelError` where it is not whole."""

    def __init__(self, pack: Path, name: str, threads: int = 1) -> None:
        from ravi.decoding import Chain

        self.manifest, files = _read_files(pack, name)
        entry = self.manifest
        rows = [line.split("\t") for line in files[f"{name}.pieces"].decode("utf-8").split("\n")[:-1]]
        stages = entry.get("stages", [{"file": f"{name}.onnx"}])
        self._stages = [Network(files[stage["file"]], threads) for stage in stages]
        self._stops = [Stop(stage["bar"], stage["near"], stage["firsts"]) for stage in stages[:-1]]
        self._stopped = entry.get("stopped", [0.0] * len(entry["labels"]))
        self._pieces = Pieces([piece for piece, _ in rows], [float(score) for _, score in rows], _UNKNOWN)
        self._window: int = entry.get("window", _WINDOW)
        self._chain = Chain(entry["labels"], entry["start"], entry["follow"], entry.get("temperature", 1.0))

    def read(self, texts: Sequence[tuple[str, Sequence[Span]]]) -> list[list[Name]]:
        """The phrases of each folded text, whose sentences are given too."""
        owners: list[int] = []
        windows: list[_Window] = []
        for number, (text, sentences) in enumerate(texts):
            cut = list(self._windows(text, sentences))
            owners += [number] * len(cut)
            windows += cut
        found: list[list[Name]] = [[] for _ in texts]
        for owner, window, phrases in zip(owners, windows, self._chain.read(self._scores(windows)), strict=True):
            for first, last, kind, probability in phrases:
                span = Span(window.words[first].start, window.words[last].end)
                found[owner].append(Name(span, kind, round(probability, 2)))
        return found

    def _windows(self, text: str, sentences: Sequence[Span]) -> Iterator["_Window"]:
        """Whole sentences up to the longest window; a longer sentence is cut."""
        pieces, firsts, words = [_BEGIN], list[int](), list[Span]()
        for sentence in sentences:
            cut = [
                (Span(word.start + sentence.start, word.end + sentence.start), self._pieces.of(word.of(part)))
                for part in (sentence.of(text),)
                for word in find_words(part)
            ]
            whole = len(pieces) + sum(len(numbers) for _, numbers in cut)
            for place, (word, numbers) in enumerate(cut):
                full = len(pieces) + len(numbers) >= self._window
                if firsts and (full or (place == 0 and whole >= self._window)):
                    yield _Window([*pieces, _END], firsts, words)
                    pieces, firsts, words = [_BEGIN], [], []
                firsts.append(len(pieces))
                words.append(word)
                pieces += numbers
        if firsts:
            yield _Window([*pieces, _END], firsts, words)

    def _scores(self, windows: Sequence["_Window"]) -> list["NDArray[float32]"]:
        """For each window the scores of its words: words × labels."""
        import numpy

        out = [numpy.tile(numpy.array(self._stopped, numpy.float32), (len(one.firsts), 1)) for one in windows]
        words = [find_owners(one.firsts, len(one.pieces)) for one in windows]
        held: list[NDArray[Any]] = [numpy.array(one.pieces, numpy.int32) for one in windows]
        for stage, stop in zip(self._stages, [*self._stops, None], strict=True):
            going = [at for at, rows in enumerate(words) if len(rows) > 1]
            for length, group in _groups([(len(words[at]), at) for at in going]):
                for at, (values, *odds) in zip(group, _run(stage, [held[at] for at in group], length), strict=True):
                    if stop is None:
                        rows = find_firsts(words[at])
                        out[at][words[at][rows]] = values[rows]
                    else:
                        kept = stop(words[at], odds[0])
                        held[at], words[at] = values[kept], words[at][kept]
        return out


class _Window(NamedTuple):
    pieces: list[int]
    firsts: list[int]
    words: list[Span]


def find_owners(firsts: Sequence[int], pieces: int) -> "NDArray[intp]":
    """The number of the word that each piece is of, -1 for the start and the end; `firsts`: where words begin."""
    import numpy

    starts = numpy.zeros(pieces, numpy.intp)
    starts[firsts] = 1
    words = starts.cumsum() - 1
    words[-1] = -1
    return words


def find_firsts(words: "NDArray[intp]") -> "NDArray[intp]":
    """The rows where a word begins."""
    import numpy

    return numpy.flatnonzero((words[1:] != words[:-1]) & (words[1:] >= 0)) + 1


def _run(stage: Network, held: Sequence["NDArray[Any]"], length: int) -> Iterator[tuple["NDArray[float32]", ...]]:
    """What a stage gives for each window: of pieces (whole numbers), or of what the stage before has given."""
    import numpy

    pieces = held[0].ndim == 1
    filled = numpy.full((len(held), length, *held[0].shape[1:]), _PAD if pieces else 0, held[0].dtype)
    mask = numpy.zeros((len(held), length), numpy.int32)
    for row, one in enumerate(held):
        filled[row, : len(one)], mask[row, : len(one)] = one, 1
    return zip(*stage({"pieces" if pieces else "held": filled, "mask": mask}), strict=True)


def _groups(sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Windows that are filled up to one length, and that length, some together; `sizes` are lengths and numbers."""
    full = sorted((-(-length // _STEP) * _STEP, number) for length, number in sizes)
    for length, members in groupby(full, key=itemgetter(0)):
        numbers = [number for _, number in members]
        some = max(1, _TOGETHER // length)
        for start in range(0, len(numbers), some):
            yield length, numbers[start : start + some]


def read_tensors(onnx: bytes) -> "dict[str, NDArray[Any]]":
    """The numbers that an ONNX file holds, by name: of protocol buffers, this reads what it needs."""
    import numpy

    found: dict[str, NDArray[Any]] = {}
    for graph in _fields(onnx).get(_GRAPH, ()):
        for tensor in _fields(graph).get(_TENSORS, ()):
            parts = _fields(tensor)
            kind = numpy.dtype(_KINDS[parts[_KIND][0]])
            data = parts.get(_RAW) or parts.get(_FLOATS)
            values = numpy.frombuffer(data[0], kind) if data else numpy.array(list(parts[_INTS][0]), kind)
            found[bytes(parts[_NAME][0]).decode("utf-8")] = values.reshape(parts.get(_SIZES, []))
    return found


def _fields(message: bytes) -> dict[int, list[Any]]:
    """The fields of a message of protocol buffers, by number: whole numbers, and bytes."""
    fields: dict[int, list[Any]] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7:
            size, at = (8, at) if key & 7 == 1 else (4, at) if key & 7 == 5 else _varint(message, at)
            value: int | bytes = message[at : at + size]
            at += size
        else:
            value, at = _varint(message, at)
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, and where it ends."""
    number = shift = 0
    while message[at] & 0x80:
        number |= (message[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return number | message[at] << shift, at + 1


def _read_files(pack: Path, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A model's entry in the manifest and its files, checked."""
    manifest = read_manifest(pack, name)
    files = {file: (pack / file).read_bytes() for file in manifest["files"]}
    for file, digest in manifest["files"].items():
        if sha256(files[file]).hexdigest() != digest:
            raise ModelError(f"{pack / file} is not the file that the manifest names: install ravi again")
    return manifest, files


def read_manifest(pack: Path, name: str) -> dict[str, Any]:
    """What the pack says of one model. Raises `ModelError` where it cannot be used."""
    models = _read_pack(pack)["models"]
    if name not in models:
        raise ModelError(f"{pack}: the pack holds no model {name!r}, only {', '.join(sorted(models))}")
    model: dict[str, Any] = models[name]
    missing = [file for file in model["files"] if not (pack / file).is_file()]
    if missing:
        raise ModelError(f"{pack}: {', '.join(missing)} is missing: install ravi again")
    return model


def _read_pack(pack: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] == FORMAT and isinstance(manifest["models"], dict):
            return manifest
        found = manifest["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{pack}: no pack of models ({type(error).__name__}: {error})") from error
    raise ModelError(f"{pack}: a pack of format {found}; this Ravi reads format {FORMAT}: install ravi again")


def why_not(pack: Path = PACK) -> str | None:
    """Why no model can be used, in one line; None where one can."""
    if not (pack / "manifest.json").is_file():
        return "no model pack is installed"
    lacking = [package for package in NEEDED if find_spec(package) is None]
    return f"{' and '.join(lacking)} not installed: pip install 'ravi[model]'" if lacking else None


@cache
def open_weights(name: str, pack: Path = PACK) -> Weights | None:
    """The small network of that name, opened once; None where the models cannot be used (`why_not`)."""
    return None if why_not(pack) else Weights(pack, name)


@cache
def open_tagger(name: str, pack: Path = PACK, threads: int = 1) -> Tagger | None:
    """The model of that name, opened once; None where it is not installed (`why_not`)."""
    return None if why_not(pack) else Tagger(pack, name, threads)


def made_by(pack: Path = PACK) -> str | None:
    """The models of the pack with their versions, as records name them; None where they cannot be used."""
    if why_not(pack):
        return None
    models = _read_pack(pack)["models"]
    return " ".join(f"{name} {model['version']}" for name, model in sorted(models.items()))
