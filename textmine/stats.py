"""Intervals and tests for the figures; each with its source."""

from __future__ import annotations

import math

__all__ = ["sign_test", "wilson"]


def wilson(count: int, base: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """The Wilson score interval of a share, without continuity correction.

    Args:
        count: How many have the property, 0 to `base`.
        base: Out of how many, at least 1.
        z: Quantile of the normal distribution; the default gives 95 %.

    Returns:
        The lower and the upper end, both between 0 and 1.

    Raises:
        ValueError: `count` is not between 0 and `base`, or `base` is below 1.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    doi 10.1080/01621459.1927.10502953; recommended for small samples by Brown, Cai and DasGupta
    (2001), "Interval estimation for a binomial proportion", doi 10.1214/ss/1009213286.
    """
    if base < 1 or not 0 <= count <= base:
        raise ValueError(f"count {count} out of base {base}: a count lies between 0 and a base of at least 1")
    share = count / base
    centre = share + z * z / (2 * base)
    half = z * math.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    scale = 1 + z * z / base
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if count == 0 else (centre - half) / scale
    high = 1.0 if count == base else (centre + half) / scale
    return low, high


def sign_test(better: int, worse: int) -> float:
    """How often chance alone lets one of two be better at least as often, where one of them is.

    Exact and one-sided; with right and wrong answers on the same cases it is the test of McNemar.

    Source: McNemar (1947), doi 10.1007/BF02295996, as Dietterich (1998), doi
    10.1162/089976698300017197, has it for classifiers on the same cases.
    """
    from scipy.stats import binom

    return float(binom.sf(better - 1, better + worse, 0.5))
