"""The model pack: opened, checked, refused; and the same phrases however the texts are put together."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from ravi import model
from ravi.errors import ModelError
from ravi.model import (
    PACK,
    Network,
    Stop,
    Tagger,
    _Window,
    find_firsts,
    find_owners,
    made_by,
    open_tagger,
    open_weights,
    read_manifest,
    why_not,
)
from ravi.persian.letters import fold
from ravi.persian.pieces import Pieces, find_words
from ravi.persian.words import FACTS
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.spans import Span
from ravi.steps.repair.weigh import SIDE
from ravi.steps.tokens import find_sentences

needs_model = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
TEXTS = [
    fold(text)
    for text in (
        "پرویز نادری، رئیس سازمان بنادر و دریانوردی، دیروز در بندرعباس گفت: کار تمام شد.",
        "باران بارید.",
        "",
        "وزارت نیرو ۱۲ درصد از ۳۰ میلیون تومان را پرداخت. " * 40,
        "ندا کریمیان ساعت ۸ صبح به شیراز رفت.\nاو با شهرداری شیراز گفتگو کرد.",
    )
]


def ready(text: str) -> tuple[str, list[Span]]:
    return text, find_sentences(text)


@needs_model
def test_model_finds_names() -> None:
    tagger = open_tagger("entities")
    assert tagger is not None
    (found,) = tagger.read([ready(TEXTS[0])])
    named = {(name.kind, name.span.of(TEXTS[0])) for name in found}
    assert {("PER", "پرویز نادری"), ("ORG", "سازمان بنادر و دریانوردی"), ("LOC", "بندرعباس")} <= named
    assert all(0 <= name.confidence <= 1 for name in found)


@needs_model
def test_model_small_network_weighs_as_the_runtime_does_and_each_doubt_alone() -> None:
    import numpy as np

    from ravi.steps.repair.network import Net

    weights = open_weights("halfspaces")
    assert weights is not None
    net, chance = Net(weights.tensors), np.random.default_rng(1)
    around = chance.integers(0, 44, (40, 2 * SIDE)).astype(np.uint8)
    facts, shares = chance.random((40, FACTS)).astype(np.float32), np.array([0.5, 0.3, 0.2], np.float32)
    weighed = net(around, facts, shares.astype(float))
    runtime = Network((PACK / "halfspaces.onnx").read_bytes())
    (expected,) = runtime({"around": around, "facts": facts, "house": np.tile(shares, (40, 1))})
    assert np.abs(weighed - expected).max() < 1e-4
    for at in range(40):
        alone = net(around[at : at + 1], facts[at : at + 1], shares.astype(float))
        assert abs(alone[0] - weighed[at]) < 1e-12


@needs_model
def test_model_words_without_a_name_stop_but_those_beside_one() -> None:
    import numpy as np

    words = find_owners([1, 2, 4, 5, 6], 8)  # the second word has two pieces
    assert words.tolist() == [-1, 0, 1, 1, 2, 3, 4, -1]
    assert find_firsts(words).tolist() == [1, 2, 4, 5, 6]
    odds = np.array([9, -1, 3, 9, -1, -1, -1, 9], np.float32)  # only what a first piece says counts
    assert Stop(0.0, 0, False)(words, odds).tolist() == [0, 2, 3]
    assert Stop(0.0, 1, False)(words, odds).tolist() == [0, 1, 2, 3, 4]
    assert Stop(0.0, 1, True)(words, odds).tolist() == [0, 1, 2, 4]
    assert Stop(5.0, 1, False)(words, odds).tolist() == [0]
    left = words[[0, 2, 3, 6]]  # what was beside a word may have stopped before
    assert Stop(0.0, 1, True)(left, np.array([0, 3, 3, 3], np.float32)).tolist() == [0, 1, 3]
    assert Stop(0.0, 0, False)(words[[0, 7]], odds[[0, 7]]).tolist() == [0]


@needs_model
def test_model_stages_take_the_words_that_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    tagger = Tagger(PACK, "entities")
    labels, given = len(tagger.manifest["labels"]), list[tuple[int, ...]]()

    def first(inputs: dict[str, Any]) -> list[Any]:
        held = inputs["pieces"][..., None].astype(np.float32)
        return [held, held[..., 0]]  # a word goes on by the number of its piece

    def last(inputs: dict[str, Any]) -> list[Any]:
        given.append(tuple(inputs["mask"].sum(1).tolist()))
        return [np.repeat(inputs["held"], labels, 2)]

    monkeypatch.setattr(tagger, "_stages", [first, last])
    monkeypatch.setattr(tagger, "_stops", [Stop(50.0, 0, False)])
    monkeypatch.setattr(tagger, "_stopped", [-1.0] * labels)
    windows = [_Window([0, 10, 60, 7, 70, 2], [1, 2, 4], []), _Window([0, 10, 2], [1], [])]
    scores = tagger._scores(windows)
    assert [one[:, 0].tolist() for one in scores] == [[-1, 60, 70], [-1]]
    assert given == [(4,)]  # a window of which no word goes on is done


@needs_model
def test_model_same_alone_and_together_on_one_thread_and_on_two() -> None:
    one, two = Tagger(PACK, "entities", threads=1), Tagger(PACK, "entities", threads=2)
    alone = [one.read([ready(text)])[0] for text in TEXTS]
    assert one.read([ready(text) for text in TEXTS]) == alone
    assert two.read([ready(text) for text in TEXTS * 3]) == alone * 3


@needs_model
def test_model_same_record_alone_and_in_a_batch_of_64_on_one_thread_and_on_two() -> None:
    texts = ("وزارت نیرو آب داد.", "پرویز نادری به شیراز رفت و به ندا کریمیان گفت: «کار تمام شد.»", "باران بارید.")
    articles = [Article(str(at), f"{texts[at % 3]} " * (1 + at % 3)) for at in range(64)]
    one, two = Reader(), Reader(threads=2)
    each = {article.text: one.read(article) for article in articles[:3]}  # there are no other texts
    alone = [replace(each[article.text], article=article) for article in articles]
    assert any(record.entities for record in alone)
    assert list(one.read_many(articles, together=64)) == alone
    assert list(two.read_many(articles, together=7)) == alone


@needs_model
def test_model_reads_whatever_comes() -> None:
    tagger = open_tagger("entities")
    assert tagger is not None
    for text in ("🙂" * 3000, "ا" * 3000, "\u0654\u200f", "«" * 700, "a_b ½ Ⅷ"):
        (found,) = tagger.read([ready(text)])
        assert all(0 <= name.span.start < name.span.end <= len(text) for name in found)


@needs_model
def test_model_is_named_in_the_record() -> None:
    assert (Reader().read("باران بارید.").made_by.model or "").startswith("entities ")


@needs_model
def test_model_spoilt_file_is_refused(tmp_path: Path) -> None:
    pack = Path(copytree(PACK, tmp_path / "model"))
    pieces = pack / "entities.pieces"
    pieces.write_bytes(pieces.read_bytes()[:-1])
    with pytest.raises(ModelError, match="install ravi again"):
        Tagger(pack, "entities")


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "no pack of models"),
        ("[]", "no pack of models"),
        ('{"format": 99, "models": {}}', "format 99"),
        ('{"format": 1, "models": {}}', "no model 'entities'"),
        ('{"format": 1, "models": {"entities": {"files": {"a.onnx": ""}}}}', "a.onnx is missing"),
    ],
)
def test_model_wrong_manifest_is_refused(tmp_path: Path, manifest: str, message: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        read_manifest(tmp_path, "entities")


def test_model_missing_pack_leaves_the_rules_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made_by(tmp_path) is None
    assert open_tagger("entities", tmp_path) is None
    assert why_not(tmp_path) == "no model pack is installed"
    monkeypatch.setattr(model, "find_spec", lambda _: None)
    reason = why_not()
    assert reason is None or "not installed" in reason or "no model" in reason
    assert made_by() is None


@pytest.mark.skipif(not (PACK / "manifest.json").exists(), reason="no pack")
def test_model_manifest_says_where_it_comes_from() -> None:
    for entry in json.loads((PACK / "manifest.json").read_text(encoding="utf-8"))["models"].values():
        assert entry["version"]
        assert entry["trained_on"]
        assert entry["scores"]


def test_pieces_of_an_unknown_letter() -> None:
    pieces = Pieces(["<unk>", "\u2581", "آب"], [0.0, -1.0, -2.0], unknown=0)
    assert pieces.of("آبqq") == (1, 2, 0)
    assert pieces.of("\u064b") == (0,)
    assert [span.of("کتاب\u200cها،") for span in find_words("کتاب\u200cها،")] == ["کتاب", "ها", "،"]
