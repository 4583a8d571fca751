"""How far a run is, shown on the terminal."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID

__all__ = ["shown"]

_SLOW = 2.0  # seconds before progress is shown


@contextlib.contextmanager
def shown(say: Callable[[str], None]) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr for what takes longer than two seconds; words where stderr is no terminal.

    Args:
        say: Prints a line of words.

    Yields:
        A function to be called with a stage, how many of its batches are done, and how many there are.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True)
    timer = threading.Timer(_SLOW, bar.start)
    timer.daemon = True
    tasks: dict[str, TaskID] = {}
    began = time.monotonic()

    def advance(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
            if not console.is_terminal and time.monotonic() - began > _SLOW:
                say(f"{stage} ...")
        bar.update(tasks[stage], completed=done)

    if console.is_terminal:
        timer.start()
    try:
        yield advance
    finally:
        timer.cancel()
        if bar.live.is_started:
            bar.stop()
