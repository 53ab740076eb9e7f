"""What something costs, told fairly on a busy machine."""

import gc
from collections.abc import Callable
from time import process_time


def seconds(work: Callable[[], object]) -> float:
    """The processor time of some work, the garbage collector at rest: else what is timed is how often that looks."""
    gc.disable()
    try:
        start = process_time()
        work()
        return process_time() - start
    finally:
        gc.enable()


def grows_no_faster(small: Callable[[], object], large: Callable[[], object], times: float, least: float) -> bool:
    """Whether the large work takes at most so many times as long as the small one, which counts as `least` seconds.

    Once in six is enough: another process may spoil a try, but never make it better.
    """
    return any(seconds(large) < times * max(seconds(small), least) for _ in range(6))
