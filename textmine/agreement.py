"""How far two or more agree on yes or no, with intervals over respondents.

Everything is a function of sums over respondents, so that all resamples of the respondents are one
product of matrices. Arrays end in the axis of these sums; what stands before (resamples) is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["MEASURES", "alpha", "coincidences", "interval", "measures", "resamples"]

MEASURES = ("precision", "recall", "f1", "kappa")


def measures(tables: Floats) -> dict[str, Floats]:
    """Precision, recall, F1 and Cohen's kappa of one coder against another.

    Args:
        tables: (..., 4): how often both say yes, only the one, only the other (the reference), none.

    Returns:
        Each of `MEASURES`, (...); NaN where it is not defined, as the precision of who never says yes.

    Source: kappa: Cohen (1960), "A coefficient of agreement for nominal scales", doi
    10.1177/001316446002000104.
    """
    import numpy as np

    both, one, other, none = np.moveaxis(np.asarray(tables, dtype=float), -1, 0)
    total = both + one + other + none
    # Observed less expected agreement, over the most that could be more than expected; both times total squared.
    expected = (both + one) * (both + other) + (none + one) * (none + other)
    return {
        "precision": _ratio(both, both + one),
        "recall": _ratio(both, both + other),
        "f1": _ratio(2 * both, 2 * both + one + other),
        "kappa": _ratio((both + none) * total - expected, total**2 - expected),
    }


def coincidences(yes: Floats, coders: Floats) -> Floats:
    """The pairs of values within each unit, which `alpha` takes summed over units.

    Args:
        yes: (n,): how many coders say yes of the unit.
        coders: (n,): how many coded it, two or more.

    Returns:
        (n, 3): pairs of no and no, of no and yes, of yes and yes, each over the coders less one.
    """
    import numpy as np

    no = coders - yes
    pairs: Floats = np.stack([no * (no - 1), no * yes, yes * (yes - 1)], axis=-1) / (coders - 1)[..., None]
    return pairs


def alpha(pairs: Floats) -> Floats:
    """Krippendorff's alpha for two values and any number of coders.

    Args:
        pairs: (..., 3): sums of `coincidences`.

    Returns:
        (...); NaN where all say the same of everything, as no disagreement was to be expected.

    Source: Krippendorff (2011), "Computing Krippendorff's alpha-reliability",
    https://repository.upenn.edu/asc_papers/43, section B.
    """
    import numpy as np

    no_no, mixed, yes_yes = np.moveaxis(np.asarray(pairs, dtype=float), -1, 0)
    no, yes = no_no + mixed, yes_yes + mixed
    value: Floats = 1 - _ratio((no + yes - 1) * mixed, no * yes)
    return value


def resamples(respondents: int, draws: int, seed: int) -> Floats:
    """How often each respondent is in each resample, (draws, respondents); the first is the sample itself."""
    import numpy as np

    random = np.random.default_rng(seed).multinomial(respondents, [1 / respondents] * respondents, draws - 1)
    return np.vstack([np.ones(respondents), random]).astype(float)


def interval(values: Floats) -> tuple[float, float, float]:
    """The value of the sample and the middle 95 % of the resamples (percentile bootstrap).

    Args:
        values: (draws,), as `resamples` orders them.

    Returns:
        Value, lower and upper end; NaN for all when the sample has no value, for the ends when fewer
        than half the resamples have one.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; respondents and
    not segments are drawn, as those of one respondent are alike.
    """
    import numpy as np

    defined = values[~np.isnan(values)]
    if np.isnan(values[0]) or len(defined) * 2 < len(values):
        return float(values[0]), float("nan"), float("nan")
    low, high = np.percentile(defined, (2.5, 97.5))
    return float(values[0]), float(low), float(high)


def _ratio(part: Floats, whole: Floats) -> Floats:
    import numpy as np

    made: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) != 0)
    return made
