"""Processes that prepare records, each served by a thread: while one transaction is written the next is made ready."""

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection as Line
from threading import Condition, Semaphore, Thread
from typing import Generic, TypeVar

from ravi.errors import StoreError

Asked = TypeVar("Asked")
News = TypeVar("News")


class Crew(Generic[Asked, News]):
    """Hands out what comes, to whoever is free, and gives the answers back in the order of what was handed out."""

    def __init__(self, lines: Sequence[Line], asked: Iterator[Asked], ahead: int) -> None:
        self._asked = asked
        self._room = Semaphore(ahead)  # for answers that nobody has taken yet
        self._changed = Condition()
        self._answers: dict[int, bytes | Exception] = {}
        self._given = 0
        self._ended = False
        self._news: dict[Line, deque[News]] = {line: deque() for line in lines}
        self._threads = [Thread(target=self._serve, args=(line,), daemon=True) for line in lines]

    def tell(self, news: News) -> None:
        """Have everyone told before the next that they are asked."""
        for waiting in self._news.values():
            waiting.append(news)

    def answers(self) -> Iterator[bytes]:
        """The answers, each as soon as it and all before it are there."""
        for thread in self._threads:
            thread.start()
        number = 0
        while (answer := self._answer(number)) is not None:
            number += 1
            self._room.release()
            yield answer

    def stop(self) -> None:
        """Hand out no more."""
        with self._changed:
            self._ended = True
        for _ in self._threads:
            self._room.release()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _answer(self, number: int) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers or (self._ended and number >= self._given))
            answer = self._answers.pop(number, None)
        if isinstance(answer, (EOFError, OSError)):
            raise StoreError("a process that prepared records was ended: run it again; it goes on") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _serve(self, line: Line) -> None:
        while True:
            self._room.acquire()
            with self._changed:
                number = self._given
                try:
                    asked = None if self._ended else next(self._asked, None)
                except Exception as error:  # raised where the answers are taken
                    self._answers[number] = error
                    self._given += 1
                    asked = None
                if asked is None:
                    self._ended = True
                    self._changed.notify_all()
                    return
                self._given += 1
            answer: bytes | Exception
            try:
                line.send((asked, [self._news[line].popleft() for _ in range(len(self._news[line]))]))
                answer = line.recv_bytes()
            except (EOFError, OSError) as error:
                answer = error
            with self._changed:
                self._answers[number] = answer
                self._changed.notify_all()


@contextmanager
def processes(number: int, work: Callable[[Line], None]) -> Iterator[Sequence[Line]]:
    """The ends of lines to processes that work."""
    context = get_context("spawn")
    lines: list[Line] = []
    started = []
    try:
        for _ in range(number):
            here, there = Pipe()
            process = context.Process(target=_listen, args=(work, there), daemon=True)
            process.start()
            there.close()
            lines.append(here)
            started.append(process)
        yield lines
    finally:
        for process in started:
            process.terminate()
        for line in lines:
            line.close()
        for process in started:
            process.join()


def _listen(work: Callable[[Line], None], line: Line) -> None:
    """Work until nobody listens."""
    gc.disable()  # nothing here points back at what points at it
    with suppress(EOFError, OSError):
        work(line)
