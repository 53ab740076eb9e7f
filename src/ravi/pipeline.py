"""The way of an article: `STEPS` is the ordered table of contents, `Reader` walks it.

    bytes → decode → repair → lines → tokens → names → entities → dates → quotes → sources → coref → labels → chain
    → events → terms → roles → reuse → confidence → record

Every step looks at the repaired text only and is a pure function of the draft; `_published` carries all that they found
back to the text as published, in one place.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from ravi import __version__
from ravi.errors import InputError, RaviError, StepError
from ravi.model import made_by
from ravi.record import Article, Draft, Entity, Failure, MadeBy, Record
from ravi.spans import OffsetMap, Span
from ravi.steps.chain import chain
from ravi.steps.confidence import confidence
from ravi.steps.coref import coref
from ravi.steps.dates import dates
from ravi.steps.entities import entities
from ravi.steps.events import events
from ravi.steps.labels import labels
from ravi.steps.lines import lines
from ravi.steps.names import names, names_of_many
from ravi.steps.quotes import quotes
from ravi.steps.repair import repair, repair_by_rules
from ravi.steps.reuse import reuse
from ravi.steps.roles import roles
from ravi.steps.sources import sources
from ravi.steps.terms import terms
from ravi.steps.tokens import tokens

T = TypeVar("T")


class Step(NamedTuple):
    """A step of the reading: what it needs, what it gives, and the function that does it.

    `run` returns the layer that it gives, or, where it gives several, a tuple of them in the order of `gives`.
    `run_many`, where there is one, does the same for several drafts at once; both take `threads`. `version` goes up
    when the step's output changes, so that stored records are known to be stale.
    """

    name: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[..., Any]
    version: int = 1
    run_many: Callable[..., Sequence[Any]] | None = None

    def on(self, threads: int) -> "Step":
        """The same step on so many threads, where it can use them."""
        if self.run_many is None:
            return self
        return self._replace(run=partial(self.run, threads=threads), run_many=partial(self.run_many, threads=threads))


STEPS: tuple[Step, ...] = (
    Step("repair", needs=("article",), gives=("repaired", "edits"), run=repair, version=7),
    Step("lines", needs=("repaired",), gives=("folded", "lines"), run=lines, version=2),
    Step("tokens", needs=("folded",), gives=("sentences", "tokens"), run=tokens, version=5),
    Step("names", needs=("folded", "sentences"), gives=("names",), run=names, run_many=names_of_many),
    Step("entities", needs=("repaired", "folded", "tokens", "names"), gives=("entities",), run=entities, version=6),
    Step(
        "dates", needs=("article", "repaired", "folded", "sentences", "tokens"), gives=("dates",), run=dates, version=5
    ),
    Step(
        "quotes", needs=("folded", "sentences", "tokens", "entities"), gives=("quotes", "marks"), run=quotes, version=8
    ),
    Step(
        "sources",
        needs=("article", "folded", "sentences", "tokens", "quotes"),
        gives=("sources",),
        run=sources,
        version=6,
    ),
    Step(
        "coref",
        needs=("repaired", "folded", "sentences", "tokens", "entities", "quotes", "sources"),
        gives=("entities", "quotes", "sources"),
        run=coref,
        version=8,
    ),
    Step(
        "labels",
        needs=("repaired", "sentences", "tokens", "entities", "quotes", "sources"),
        gives=("entities", "quotes", "sources"),
        run=labels,
        version=3,
    ),
    Step("chain", needs=("repaired", "entities", "quotes"), gives=("quotes",), run=chain, version=3),
    Step(
        "events",
        needs=("repaired", "sentences", "tokens", "entities", "dates", "quotes"),
        gives=("entities", "events"),
        run=events,
        version=7,
    ),
    Step("terms", needs=("sentences", "tokens", "entities", "quotes"), gives=("terms",), run=terms, version=3),
    Step("roles", needs=("sentences", "tokens", "entities", "quotes"), gives=("roles",), run=roles, version=3),
    Step("reuse", needs=("folded",), gives=("reuse",), run=reuse, version=2),
    Step(
        "confidence",
        needs=(
            "repaired",
            "folded",
            "edits",
            "names",
            "sentences",
            "entities",
            "dates",
            "quotes",
            "marks",
            "sources",
            "events",
            "terms",
            "roles",
        ),
        gives=("entities", "dates", "quotes", "marks", "sources", "events", "terms", "roles"),
        run=confidence,
        version=3,
    ),
)

_BY_RULES: dict[str, Callable[[Draft], Any]] = {"repair": repair_by_rules, "names": lambda draft: ()}

_LETTERS = 100_000  # of the articles that are read together: what their drafts take is bounded
_LAYERS: dict[str, tuple[()] | None] = {  # of a record, with what stands for one that no step gave
    "sentences": (),
    "entities": (),
    "dates": (),
    "quotes": (),
    "marks": (),
    "sources": (),
    "events": (),
    "terms": (),
    "roles": (),
    "reuse": None,
}


class Reader:
    """Reads articles into records.

    >>> record = Reader().read("وزير گفت: «كار تمام شد.»")
    >>> record.repaired
    'وزیر گفت: «کار تمام شد.»'

    With `rules_only` no model is asked, as where none is installed: thirty times as fast, and fewer names are found.
    The model runs on so many `threads`; the records are the same on any number.
    """

    def __init__(self, steps: Sequence[Step] = STEPS, *, rules_only: bool = False, threads: int = 1) -> None:
        if rules_only:
            ruled = _BY_RULES
            steps = [one._replace(run=ruled[one.name], run_many=None) if one.name in ruled else one for one in steps]
        there = {"article"}
        for step in steps:
            missing = [layer for layer in step.needs if layer not in there]
            if missing:
                raise RaviError(f"step {step.name!r} needs {', '.join(missing)}, which no step before it gives")
            there.update(step.gives)
        self.steps = tuple(step.on(threads) for step in steps)
        model = None if rules_only or not any(step.name in _BY_RULES for step in steps) else made_by()
        self.made_by = MadeBy(__version__, model, {step.name: step.version for step in steps})

    def read(
        self,
        article: Article | str,
        *,
        published: date | None = None,
        publisher: str | None = None,
        url: str | None = None,
    ) -> Record:
        """Read one article, or a text, whose id is then made of its content.

        The keywords fill what the article does not say itself. A text without words gives a record in which nothing is
        found. Raises `StepError` where a step failed, and the `InputError` with which a step of one's own refused.
        """
        if isinstance(article, str):
            article = Article(id=sha256(article.encode("utf-8", "surrogatepass")).hexdigest()[:16], text=article)
        return self._read(
            replace(
                article,
                published=article.published or published,
                publisher=article.publisher or publisher,
                url=article.url or url,
            )
        )

    def read_many(
        self,
        articles: Iterable[Article | Failure],
        *,
        together: int = 32,
        more: Callable[[], bool] = lambda: True,
    ) -> Iterator[Record | Failure]:
        """Read articles in order. One that cannot be read comes out as a `Failure`; it does not harm the others.

        Up to `together` articles go through the model at once, which is faster; their records are the same as alone.
        The first article is read as soon as it comes; then two are waited for, then four, and so on, but no longer than
        `more` says that another one is at hand: what is typed into a pipe, line by line, is read line by line.
        """
        for group in _groups(articles, together, more):
            read = iter(self._read_together([one for one in group if isinstance(one, Article)]))
            for one in group:
                made = one if isinstance(one, Failure) else next(read)
                if isinstance(made, StepError):
                    yield Failure(made.article_id, made.step, made.message)
                elif isinstance(made, InputError):
                    yield Failure(one.id, "decode", str(made))
                else:
                    yield made

    def _read(self, article: Article) -> Record:
        (made,) = self._read_together([article])
        if isinstance(made, Record):
            return made
        raise made

    def _read_together(self, articles: Sequence[Article]) -> list[Record | InputError | StepError]:
        """For each article its record, or what went wrong with it."""
        drafts: list[Draft | InputError | StepError] = [Draft(article) for article in articles]
        for step in self.steps:
            whole = [(at, draft) for at, draft in enumerate(drafts) if isinstance(draft, Draft)]
            made_of = _run(step, [draft for _, draft in whole])
            for (at, draft), made in zip(whole, made_of, strict=True):
                if isinstance(made, InputError | StepError):
                    drafts[at] = made
                    continue
                for layer, value in zip(step.gives, made if len(step.gives) > 1 else (made,), strict=True):
                    setattr(draft, layer, value)
        return [self._published(draft) if isinstance(draft, Draft) else draft for draft in drafts]

    def _published(self, draft: Draft) -> Record:
        """The record of a draft: every span carried back to the text as published."""
        offsets = OffsetMap(draft.edits)
        draft.entities = tuple(_as_written(entity, draft, offsets) for entity in getattr(draft, "entities", ()))
        layers: dict[str, Any] = {
            name: _carried(getattr(draft, name, empty), offsets) for name, empty in _LAYERS.items()
        }
        return Record(draft.article, draft.repaired, draft.edits, made_by=self.made_by, **layers)


def _groups(
    articles: Iterable[Article | Failure], most: int, more: Callable[[], bool]
) -> Iterator[list[Article | Failure]]:
    """Articles in order: 1, 2, 4 … up to `most` together, fewer where they are long or no `more` are at hand.

    None is lost where an error comes.
    """
    group: list[Article | Failure] = []
    size, letters = 1, 0
    try:
        for one in articles:
            group.append(one)
            letters += len(one.text) if isinstance(one, Article) else 0
            if len(group) >= size or letters > _LETTERS or not more():
                yield group
                group, letters, size = [], 0, min(2 * size, most)
    except Exception:
        yield group
        raise
    if group:
        yield group


def _run(step: Step, drafts: Sequence[Draft]) -> list[Any]:
    """What a step makes of each draft, or the error with which it failed."""
    if step.run_many and len(drafts) > 1:
        with suppress(Exception):  # of one of them: each alone, to find which
            return list(step.run_many(drafts))
    return [_attempt(step, draft) for draft in drafts]


def _attempt(step: Step, draft: Draft) -> Any:  # noqa: ANN401 - whatever the step gives
    try:
        return step.run(draft)
    except InputError as error:
        return error
    except Exception as error:  # one bad article never stops a run
        failed = StepError(draft.article.id, step.name, f"{type(error).__name__}: {error}")
        failed.__cause__ = error
        return failed


def _as_written(entity: Entity, draft: Draft, offsets: OffsetMap) -> Entity:
    """The entity with its name and office as the text as published writes them."""

    def written(words: str | None) -> str | None:
        for mention in entity.mentions:
            if words and mention.span.of(draft.repaired) == words:
                return offsets.to_original(mention.span).of(draft.article.text)
        return words

    return replace(entity, name=written(entity.name) or "", role=written(entity.role))


def _carried(value: T, offsets: OffsetMap) -> T:
    """The same value with every `Span` in it, however deep, carried to the original text."""
    if isinstance(value, Span):
        return offsets.to_original(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_carried(one, offsets) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(*(_carried(getattr(value, part.name), offsets) for part in fields(value)))
    return value
