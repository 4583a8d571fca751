"""Codes of the given themes -> with those of the emergent ones, for what no given theme covers."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from typing import TYPE_CHECKING

from textmine.codebook import from_table
from textmine.stages.themes.cluster import unit
from textmine.stages.themes.coder import Code
from textmine.stages.themes.nearest import Nearest
from textmine.vectors import sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.codebook import Theme

    Floats = NDArray[np.float32]

__all__ = ["given_themes", "with_emergent"]


def given_themes(themes: pd.DataFrame) -> tuple[Theme, ...]:
    """The themes of the table that were not found in the comments; they stand first."""
    return from_table(themes[themes["origin"] != "emergent"]).themes


def with_emergent(
    codes: Iterable[Code],
    themes: pd.DataFrame,
    texts: Sequence[str],
    vectors: Floats,
    units: Sequence[int],
    people: Mapping[tuple[int, int], str],
) -> list[Code]:
    """The codes, and for each segment that no given theme speaks for one of the nearest emergent theme.

    Its vote "nearest" says yes, or why not (see `nearest.Place`). What people decided on an emergent theme
    stands, with what would have been decided without them under "machine".

    Args:
        codes: Codes of the given themes.
        themes: Table `themes`.
        texts: The words of each segment.
        vectors: (n_segments, dimensions).
        units: A number for the comment of each.
        people: (segment, theme) -> what people decided.
    """
    found = list(codes)
    emergent = themes[themes["origin"] == "emergent"]
    first = len(themes) - len(emergent)
    decided: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, theme), said in people.items():
        if theme >= first:
            decided[row][theme] = said
    # Covered by a given theme, with what people decided and without.
    covered = {code.segment for code in found if code.decision != "no"}
    alone = {code.segment for code in found if (code.votes.get("machine") or code.decision) != "no"}
    wanted = sorted(({*range(len(texts))} - (covered & alone)) | decided.keys())
    if not len(emergent) or not wanted:
        return found
    placed = _nearest(from_table(emergent).themes, tuple(emergent["middle"])).place(
        [texts[row] for row in wanted], _in_context(vectors, units)[wanted]
    )
    for row, at in zip(wanted, placed, strict=True):
        whole = [(0, len(texts[row]))]
        machine = "no" if row in alone else at.decision
        own = decided.get(row, {})
        for theme, said in own.items():
            votes = {"machine": machine if theme == first + at.theme else "no", "person": said, "by": "person"}
            found.append(Code(row, theme, at.score, said, votes, whole))
        if first + at.theme not in own and not (row in covered and row in alone):
            decision = "no" if row in covered or own else at.decision
            votes = {"nearest": at.vote, "by": "nearest"} | ({"machine": machine} if machine != decision else {})
            found.append(Code(row, first + at.theme, at.score, decision, votes, whole))
    return sorted(found, key=lambda code: (code.segment, code.theme))


@functools.lru_cache(maxsize=2)
def _nearest(themes: tuple[Theme, ...], middles: tuple[str, ...]) -> Nearest:
    """The emergent themes, kept for the next batch."""
    return Nearest(themes, [json.loads(middle) for middle in middles])


def _in_context(vectors: Floats, units: Sequence[int]) -> Floats:
    """Vectors halfway to the mean of their comment, of unit length.

    "It was too late" says little by itself, and what a comment says hangs together.
    """
    import numpy as np

    numbers = np.asarray(units)
    return unit(vectors + unit(sums(vectors, numbers))[numbers])
