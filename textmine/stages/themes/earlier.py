"""Emergent themes found again in a later run or wave: the same ids and names for the same themes."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from textmine.models import load_encoder
from textmine.stages.themes.cluster import unit
from textmine.stages.themes.meaning import encoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textmine.codebook import Theme

__all__ = ["named_as_before"]

# Cosine of the middles of two themes, less that of all comments, from which they are one theme.
# Themes of one survey are below 0.3 of each other; halves of a theme of banking77 above 0.6.
_SAME = 0.5


def named_as_before(
    themes: Sequence[Theme],
    middles: Sequence[Sequence[float]],
    mean: NDArray[np.float32],
    earlier: Sequence[Theme],
    encoder: str,
) -> list[Theme]:
    """The themes, those that were there before with the id, the label and the place in the tree they had.

    Each theme is matched with one earlier theme at most, so that the sum of the likenesses is highest.

    Args:
        themes: The themes found.
        middles: Mean vector of the segments of each.
        mean: (dimensions,), mean of all vectors.
        earlier: The themes of the earlier run, known by their examples.
        encoder: Name of the sentence encoder.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    earlier = [theme for theme in earlier if theme.examples]
    if not themes or not earlier:
        return list(themes)
    examples = encoded(load_encoder(encoder), [theme.examples for theme in earlier])
    before = np.stack([vectors.mean(axis=0) for vectors in examples])
    alike = unit(np.array(middles, dtype=np.float32) - mean) @ unit(before - mean).T
    same = dict(zip(*(part.tolist() for part in linear_sum_assignment(-alike.round(5))), strict=True))
    return [
        dataclasses.replace(theme, **{key: getattr(earlier[same[number]], key) for key in ("id", "label", "parent")})
        if number in same and alike[number, same[number]] >= _SAME
        else theme
        for number, theme in enumerate(themes)
    ]
