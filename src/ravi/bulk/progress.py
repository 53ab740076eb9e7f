"""How far a run is: counts, the rate, the time that remains; and how they are shown on stderr."""

from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import Any, TextIO

from ravi.export import to_json_line
from ravi.persian.letters import ZWNJ
from ravi.record import Failure

NAMED = 20  # failures of which a line tells
_PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")


class Progress:
    """Counts a run; this one shows nothing. `every` is how often `show` is to be called at least, in seconds."""

    every = 1.0

    def __init__(self) -> None:
        self.articles = self.failures = self.passed_over = self.bytes = 0
        self.total: int | None = None
        self.state = "reading"
        self.began = self.ended = monotonic()
        self._lately: deque[tuple[float, int, int]] = deque(maxlen=120)
        self._shown = 0.0

    def begin(self, total: int | None) -> None:
        """The run begins; `total` is the bytes of the input, where that is known."""
        self.total = total
        self.began = monotonic()

    def read(self, articles: int, failures: int, taken: int) -> None:
        """So many articles were read now, of so many bytes of the input."""
        self.articles += articles
        self.failures += failures
        self.bytes += taken

    def skipped(self, articles: int, failures: int, taken: int) -> None:
        """So many articles were there already."""
        self.read(articles, failures, taken)
        self.passed_over += articles
        self._lately.clear()

    def show(self, *, last: bool = False) -> None:
        """Show how far the run is, if it is time to."""
        now = monotonic()
        if last or now - self._shown >= self.every:
            self._shown = now
            self._lately.append((now, self.articles, self.bytes))
            self.put()

    def end(self) -> None:
        """The run ends, well or not."""
        self.ended = monotonic()
        self.show(last=True)

    def failed(self, failures: Iterable[Failure]) -> None:
        """These articles failed now."""

    def say(self, message: str) -> None:
        """Something that whoever runs this should know."""

    def put(self) -> None:
        """Write how far the run is."""

    @property
    def rate(self) -> float:
        """Articles a second, lately."""
        return self._lately_a_second(1)

    @property
    def remaining(self) -> float | None:
        """Seconds, where the size of the input is known."""
        speed = self._lately_a_second(2)
        return (self.total - self.bytes) / speed if self.total and speed else None

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return self.ended - self.began

    def _lately_a_second(self, which: int) -> float:
        if len(self._lately) < 2:
            return 0.0
        first, last = self._lately[0], self._lately[-1]
        return (last[which] - first[which]) / max(last[0] - first[0], 1e-9)


class TextProgress(Progress):
    """Lines of text on a stream: the first articles that failed, and what came of the run."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._named = 0

    def failed(self, failures: Iterable[Failure]) -> None:
        """Name the first ones; all of them are in the output."""
        for failure in failures:
            self._named += 1
            if self._named <= NAMED:
                self.say(f"{failure.id}: {failure.step}: {failure.message}")
            elif self._named == NAMED + 1:
                self.say("more articles failed: they are in the table `failures`")

    def say(self, message: str) -> None:
        """Write a line."""
        self._stream.write(f"ravi: {_one_line(message)}\n")
        self._stream.flush()

    def end(self) -> None:
        """Say what came of the run."""
        super().end()
        read = self.articles - self.passed_over
        rate = read / max(self.seconds, 1e-9)
        self.say(
            f"{_persian(f'{read:,}')} مقاله خوانده شد · {read:,} articles read in {clock(self.seconds)}, {rate:,.1f}/s"
        )
        if self.passed_over:
            self.say(f"{_persian(f'{self.passed_over:,}')} از پیش بود · {self.passed_over:,} were there already")
        if self.failures:
            self.say(f"{_persian(f'{self.failures:,}')} ناموفق · {self.failures:,} failed: see the table `failures`")
        if self.state != "finished":
            self.say("ناتمام · unfinished: the same command goes on from here")


class BarProgress(TextProgress):
    """A bar that a person watches, and the same lines above it: `bar` is a `rich` progress."""

    every = 0.25

    def __init__(self, bar: Any, stream: TextIO) -> None:  # noqa: ANN401 - rich is imported where somebody watches
        super().__init__(stream)
        self._bar = bar
        self._task = bar.add_task("", total=None, what="")

    def put(self) -> None:
        """Move the bar."""
        failed = f", {self.failures:,} failed" if self.failures else ""
        what = f"{self.articles:,} articles, {self.rate:,.1f}/s{failed}"
        remaining = self.remaining
        if remaining is not None:
            what += f", {clock(remaining)} left"
        self._bar.update(self._task, completed=self.bytes, total=self.total, what=what)

    def say(self, message: str) -> None:
        """Write a line above the bar."""
        self._bar.console.print(f"ravi: {_one_line(message)}", markup=False, highlight=False, soft_wrap=True)


class JsonProgress(Progress):
    """One JSON object a second on a stream, and one for each article that failed, for machines."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def put(self) -> None:
        """Write how far the run is."""
        remaining = self.remaining
        self._write(
            state=self.state,
            articles=self.articles,
            failures=self.failures,
            passed_over=self.passed_over,
            bytes=self.bytes,
            total_bytes=self.total,
            rate=round(self.rate, 2),
            seconds=round(monotonic() - self.began, 1),
            remaining_seconds=None if remaining is None else round(remaining),
        )

    def failed(self, failures: Iterable[Failure]) -> None:
        """Write each."""
        for failure in failures:
            self._write(failed=failure.id, step=failure.step, message=failure.message)

    def say(self, message: str) -> None:
        """Write it as a message."""
        self._write(message=message)

    def _write(self, **said: object) -> None:
        self._stream.write(to_json_line(said) + "\n")
        self._stream.flush()


def clock(seconds: float) -> str:
    """A time as people say it.

    >>> clock(75), clock(7300)
    ('1:15', '2:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _persian(number: str) -> str:
    return number.translate(_PERSIAN)


def _one_line(message: str) -> str:
    """The message with nothing in it that breaks the line or steers a terminal."""
    return "".join(char if char.isprintable() or char == ZWNJ else " " for char in " ".join(message.split()))
