"""What looking for places costs, and what reading only some comments with the recogniser saves and changes.

The stage `mentions` runs three times over the same comments in one process: without the recogniser of
names, with it on the comments where it can find something, and with it on all English comments.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from speed.grammar import grow
from textmine import config, pipeline
from textmine.stages.mentions import MentionsSettings, mentions, ner

__all__ = ["names"]

_WARM_UP = 200  # comments that load lists and model before anything is timed


def names(size: int, seed: int) -> dict[str, Any]:
    """Measure on `size` grown comments.

    Returns:
        The size; CPU seconds and comments read by the recogniser of each of the three runs; how many rows
        of `mentions` and `redactions` the first two ways of reading differ by.
    """
    with tempfile.TemporaryDirectory() as folder:
        grow(size, seed, Path(folder) / "survey")
        run = pipeline.run(Path(folder) / "survey", Path(folder) / "out", options=config.Options(), until="names")
        frames = {name: run[name] for name in ("questions", "options", "comments", "texts", "languages", "names")}
    few = {
        name: data if name in {"questions", "options", "names"} else data.head(_WARM_UP)
        for name, data in frames.items()
    }
    mentions(**few, settings=MentionsSettings())
    found: dict[str, Any] = {"size": size}
    tables = {}
    for way, recogniser, gate in (("none", False, ner.is_worth), ("some", True, ner.is_worth), ("all", True, _every)):
        read = mock.Mock(side_effect=gate)
        with mock.patch.object(ner, "is_worth", read):
            began = time.process_time()
            tables[way] = mentions(**frames, settings=MentionsSettings(ner=recogniser))
            seconds = time.process_time() - began
        asked = [call.args for call in read.call_args_list]
        found[way] = {"cpu_s": round(seconds, 2), "read": sum(gate(*args) for args in asked)}
    found["rows"] = [len(table) for table in tables["some"]]
    found["differ"] = [
        len(some.merge(every, how="outer", indicator=True).query("_merge != 'both'"))
        for some, every in zip(tables["some"], tables["all"], strict=True)
    ]
    return found


def _every(text: str, known: object) -> bool:  # noqa: ARG001 - called as is_worth is
    return bool(text)
