"""Imported by the server that workers are forked from: what nearly every run needs, loaded once for all of them.

Nothing here computes, so that no library has started a thread when a worker is forked.
"""

from __future__ import annotations

import contextlib
import gc
import importlib

from textmine import models
from textmine.errors import TextmineError
from textmine.stages import STAGES
from textmine.stages.mentions import gazetteer

__all__: list[str] = []

_LIBRARIES = ("pandas", "pyarrow.parquet", "sklearn.feature_extraction.text", "bertopic")

for _name in (*_LIBRARIES, *(stage.function.partition(":")[0] for stage in STAGES)):
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)
gazetteer.tree()
with contextlib.suppress(TextmineError):  # the worker that needs a damaged model says so
    models.load_encoder()
    models.load_spacy()
gc.freeze()  # what is loaded stays: no worker looks through it, and all share its memory
