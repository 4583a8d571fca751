"""texts, segments -> embeddings.

The vector of each segment. Row-wise: a segment has the same vector whatever stands beside it, so
the stage may be called batch by batch, with the texts of the comments of the batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import models, tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EmbedSettings", "embed"]


@dataclass(frozen=True)
class EmbedSettings:
    """Options of `embed`.

    Attributes:
        encoder: ``default`` (all 24 official languages of the EU), ``fast`` (the same, twenty times
            faster and less exact), ``best`` (slow; needs the extra `best`), a model of `models/`, or
            ``sentence-transformers:FOLDER`` with a model on this machine.
    """

    encoder: str = models.DEFAULT_ENCODER


def embed(texts: pd.DataFrame, segments: pd.DataFrame, settings: EmbedSettings) -> pd.DataFrame:
    """The vectors of the segments, each wording computed once.

    Args:
        texts: Table `texts`, with every comment that `segments` names.
        segments: Table `segments`.
        settings: Options.

    Returns:
        Table `embeddings`, in the order of `segments`: float16 vectors of unit length, or of zeros
        for a segment in which the encoder finds nothing to read.

    Raises:
        TextmineError: there is no such encoder, or a file of it is missing or altered.
    """
    import numpy as np
    import pandas as pd

    encoder = models.load_encoder(settings.encoder)
    text_of = dict(zip(texts["comment_id"].tolist(), texts["text"].tolist(), strict=True))
    columns = (segments[name].tolist() for name in ("comment_id", "start", "end"))
    wordings = [text_of[comment][start:end] for comment, start, end in zip(*columns, strict=True)]
    place = {wording: number for number, wording in enumerate(dict.fromkeys(wordings))}
    vectors = encoder.encode(list(place)).astype(np.float16)
    column = pd.Series([vectors[place[wording]] for wording in wordings], dtype=object)
    return tables.typed("embeddings", pd.DataFrame({"segment_id": segments["segment_id"].array, "vector": column}))
