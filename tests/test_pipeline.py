"""The way of an article: order, purity, failure, and spans that stay inside the text whatever the text is."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravi import Article, Failure, RaviError, Reader, Record
from ravi.errors import StepError
from ravi.export import to_dict, to_json_line
from ravi.pipeline import STEPS, Step
from ravi.record import Draft
from ravi.spans import Span, apply

PUBLISHED = date(2016, 12, 18)
REPORT = (
    "سرپرست نهاد آب، رضا نيكنام، صبح شنبه به خبرگزاری کوهسار گفت: «كار سد تا ۲۰ مهر تمام میشود.»\n"
    "وی افزود که بودجۀ امسال کافی نیست. به گزارش کوهسار، او از «طرح نو» سخن نگفت.\n"
    "استفاده از این مطلب با ذکر منبع «کوهسار» بلامانع است."
)
STEP_NAMES = [step.name for step in STEPS]

_WORDS = [
    *REPORT.split(),
    "«", "»", '"', ":", "،", ".", "؟", "\n", "\u200c", "\u200f", "\u200e", "\u200b", "ـ", "ً", "\r\n", "😀", "\x00",
    "می", "ها", "گفت", "وی", "به گزارش", "۱۳۹۵/۰۹/۲۸", "سی و یکم", "1395", "\ud800", "é", "\u2028", "ۀ", "ة", "که",
]  # fmt: skip
mangled = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=5)), max_size=60).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda space: space.join(words))
)


class Fenced(Draft):
    """A draft in which a step may look at no layer but those it declares."""

    __slots__ = ("allowed",)

    def __getattribute__(self, name: str) -> object:
        layers = {"article", "repaired", "edits", *(layer for step in STEPS for layer in step.gives)}
        if name in layers and name not in object.__getattribute__(self, "allowed"):
            raise AssertionError(f"looked at {name!r}, which it does not declare")
        return object.__getattribute__(self, name)


def fenced(article: Article) -> Fenced:
    draft = Fenced.__new__(Fenced)
    object.__setattr__(draft, "allowed", {"article"})
    draft.article = article
    return draft


@pytest.mark.parametrize("watched", STEP_NAMES)
def test_pipeline_step_looks_at_declared_layers_only(watched: str) -> None:
    draft = fenced(Article("a", REPORT, published=PUBLISHED))
    everything = {layer for step in STEPS for layer in step.gives} | {"article"}
    for step in STEPS:
        object.__setattr__(draft, "allowed", set(step.needs) if step.name == watched else everything)
        made = step.run(draft)
        for layer, value in zip(step.gives, made if len(step.gives) > 1 else (made,), strict=True):
            setattr(draft, layer, value)
        if step.name == watched:
            return


@pytest.mark.parametrize("step", [step for step in STEPS if step.needs != ("article",)], ids=lambda step: step.name)
def test_pipeline_refuses_a_step_before_what_it_needs(step: Step) -> None:
    with pytest.raises(RaviError) as caught:
        Reader([step])
    assert step.name in str(caught.value)
    assert next(layer for layer in step.needs if layer != "article") in str(caught.value)


def test_pipeline_accepts_its_own_order() -> None:
    assert [step.name for step in Reader().steps] == STEP_NAMES


def test_pipeline_one_failing_article_does_not_stop_the_others() -> None:
    def run(draft: Draft) -> object:
        if "بد" in draft.article.text:
            raise ZeroDivisionError("nothing to divide")
        return STEPS[-1].run(draft)

    reader = Reader([*STEPS[:-1], replace_run(STEPS[-1], run)])
    articles: list[Article | Failure] = [
        Article("1", "خوب است."),
        Article("2", "بد است."),
        Failure("3", "decode", "no text"),
        Article("4", "خوب."),
    ]
    results = list(reader.read_many(articles))
    assert [type(result) for result in results] == [Record, Failure, Failure, Record]
    assert results[1] == Failure("2", STEPS[-1].name, "ZeroDivisionError: nothing to divide")
    with pytest.raises(StepError, match="2: "):
        reader.read(articles[1])  # type: ignore[arg-type]


def replace_run(step: Step, run: Any) -> Step:  # noqa: ANN401 - any step function
    return step._replace(run=run)


def test_pipeline_reads_articles_as_they_come() -> None:
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        for name in ("1", "2"):
            taken.append(name)
            yield Article(name, REPORT)

    results = Reader().read_many(articles())
    next(results)
    assert taken == ["1"]


def test_pipeline_takes_ahead_no_more_than_it_may_and_keeps_the_order() -> None:
    taken: list[int] = []

    def articles() -> Iterator[Article]:
        for number in range(20):
            taken.append(number)
            yield Article(str(number), "باران بارید.")

    ahead = []
    for number, result in enumerate(Reader().read_many(articles(), together=4)):
        assert isinstance(result, Record)
        assert result.article.id == str(number)
        ahead.append(len(taken) - number)
    assert ahead[0] == 1
    assert max(ahead) == 4


def test_pipeline_articles_before_a_broken_input_are_read() -> None:
    def articles() -> Iterator[Article]:
        yield from (Article(name, "باران بارید.") for name in "12345")
        raise OSError("the disk is gone")

    results = Reader().read_many(articles())
    assert [isinstance(next(results), Record) for _ in range(5)] == [True] * 5
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


def test_pipeline_one_bad_article_does_not_spoil_those_read_with_it() -> None:
    def run(draft: Draft, threads: int) -> object:
        if "بد" in draft.article.text:
            raise ZeroDivisionError("nothing to divide")
        return (draft.article.id,)

    calls: list[int] = []

    def run_many(drafts: list[Draft], threads: int) -> list[object]:
        calls.append(len(drafts))
        return [run(draft, threads) for draft in drafts]

    step = Step("names", needs=("folded",), gives=("names",), run=run, run_many=run_many)
    reader = Reader([step if one.name == "names" else one for one in STEPS[:4]], threads=2)
    texts = ["خوب است."] * 20
    texts[9] = "بد است."
    results = list(reader.read_many(Article(str(at), text) for at, text in enumerate(texts)))
    assert [at for at, result in enumerate(results) if isinstance(result, Failure)] == [9]
    assert calls == [2, 4, 8, 5]


def test_pipeline_gives_the_same_record_for_the_same_text() -> None:
    one, two = (to_json_line(to_dict(Reader().read(REPORT, published=PUBLISHED))) for _ in range(2))
    assert one == two


def test_pipeline_keywords_fill_only_what_the_article_leaves_open() -> None:
    record = Reader().read(Article("a", "آمد.", publisher="کوهسار"), publisher="دریا", url="https://example.org/1")
    assert (record.article.publisher, record.article.url) == ("کوهسار", "https://example.org/1")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mangled)
def test_pipeline_every_span_lies_inside_the_text(text: str) -> None:
    record = Reader().read(Article("a", text, published=PUBLISHED))
    assert record.article.text == text
    assert apply(text, record.repairs) == record.repaired
    for span in spans_in(record):
        assert 0 <= span.start <= span.end <= len(text)
    data = to_dict(record)
    sizes = {layer: len(data[layer]) for layer in ("entities", "quotes", "dates")}
    for quote in data["quotes"]:
        assert quote["parts"] == sorted(quote["parts"])
        people = [quote["addressee"], *quote["via"], (quote["speaker"] or {}).get("entity")]
        assert all(one is None or 0 <= one < sizes["entities"] for one in people)
    for source in data["sources"]:
        assert source["entity"] is None or 0 <= source["entity"] < sizes["entities"]
    to_json_line(data).encode("utf-8")


def spans_in(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from spans_in(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from spans_in(getattr(value, part.name))


def test_pipeline_unpublished_and_published_agree_on_all_but_dates() -> None:
    known, unknown = Reader().read(REPORT, published=PUBLISHED), Reader().read(REPORT)
    assert replace(known, article=unknown.article, dates=()) == replace(unknown, dates=())


def test_pipeline_rules_only_is_what_a_machine_without_models_reads(sample_text: str) -> None:
    text = f"{sample_text}\nپرویز نادری کیانوش زاده در بندرعباس گفت: کتابهای تازه را می خوانیم و خانه ها را میسازیم."
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "import ravi; from ravi.export import to_dict, to_json_line\n"
        "print(to_json_line(to_dict(ravi.read(sys.stdin.buffer.read().decode()))))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=text.encode(), capture_output=True, check=True)
    alone = to_dict(Reader(rules_only=True).read(text))
    assert alone["made_by"]["model"] is None
    assert to_json_line(alone) == done.stdout.decode().rstrip("\n")
