"""Batches worked off here or in other processes, in order, a few in memory at a time."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["Workers"]

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


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
            self._pool = ProcessPoolExecutor(self._count, mp_context=multiprocessing.get_context("spawn"))
        waiting: deque[Future[_Made]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(call, batch))
            if len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
