"""Batches worked off here or in other processes, in order, a few in memory at a time."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["Workers", "collecting_seldom", "cores"]

_OBJECTS = 10_000
"""Objects made after which Python looks for cycles of references among them; 700 without a word."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_MOST = 4  # processes that are taken unasked: each holds some 600 MB


def cores() -> int:
    """How many processes are worth starting: one for each core that this one may use, at most 4."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return min(_MOST, len(usable))


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
    """Processes that work off batches; a context manager that ends them.

    Args:
        count: How many; with 1 everything is done here.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the processes, so that what they hold is free; they start anew when there is work."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def map(self, call: Callable[[_Given], _Made], batches: Iterator[_Given], total: int) -> Iterator[_Made]:
        """`call` on each of the `total` batches, in their order.

        `call` and what it is given must be picklable.
        """
        if self._count == 1 or total == 1:
            yield from map(call, batches)
            return
        if self._pool is None:
            # Spawned: a fork copies the threads' locks of libraries in use, and a server of forks listens on a socket.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_prepare)
        waiting: deque[Future[_Made]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(call, batch))
            if len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare() -> None:
    """What a worker does first: it watches its parent, as it would wait for work for ever once that is killed."""
    gc.set_threshold(_OBJECTS)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
