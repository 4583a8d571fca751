"""Batches worked off here or in other processes, in order, a few in memory at a time."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["Workers", "collecting_seldom"]

_OBJECTS = 10_000
"""Objects made after which Python looks for cycles of references among them; 700 without a word."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@contextlib.contextmanager
def collecting_seldom() -> Iterator[None]:
    """While the block runs, Python looks for cycles of references more seldom.

    The models and gazetteers of a run are millions of objects that stay; to go through them again and again takes a
    tenth of the time of a small run.
    """
    usual = gc.get_threshold()
    gc.set_threshold(usual[0] and max(usual[0], _OBJECTS), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Workers:
    """Processes that are started when there is work for them; a context manager that ends them.

    Args:
        count: How many; with 1 everything is done here.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, call: Callable[[_Given], _Made], batches: Iterator[_Given], total: int) -> Iterator[_Made]:
        """`call` on each of the `total` batches, in their order.

        `call` and what it is given must be picklable.
        """
        if self._count == 1 or total == 1:
            yield from map(call, batches)
            return
        if self._pool is None:
            # Spawned, not forked: a fork copies the threads' locks of the libraries in use.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, initializer=gc.set_threshold, initargs=(_OBJECTS,))
        waiting: deque[Future[_Made]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(call, batch))
            if len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
