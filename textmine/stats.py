"""Intervals and tests for the figures; each with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Stratum", "post_stratified", "sample_for", "sign_test", "wilson"]


def wilson(count: float, base: float, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """The Wilson score interval of a share, without continuity correction.

    Args:
        count: How many have the property, 0 to `base`; no whole number where members count in parts.
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


_FEW = 5  # with and without a property, from which an interval takes account of the size of the population


class Stratum(NamedTuple):
    """One part of a population of which a simple random sample was looked at.

    Attributes:
        size: Members of the part.
        sampled: How many of them were looked at.
        hits: How many of these have the property; no whole number where people disagree.
        independent: As how many independent ones the sampled count: fewer where they come in clusters.
        guess: Share of the part that is taken where nobody was looked at.
    """

    size: float
    sampled: float
    hits: float
    independent: float
    guess: float


def post_stratified(strata: Sequence[Stratum]) -> tuple[float, float, float]:
    """The share of a population by a random sample, corrected by what is known of everybody.

    The strata are what a machine says of each member. The estimate is the sum of the shares found in
    the strata, each weighted with its known size: the machine's count corrected by how often the
    sample contradicts it. For a machine that says yes or no it is the regression estimator of
    two-phase sampling, and prediction-powered inference with the power that gives the shortest
    interval; a useless machine costs nothing beside the sample alone.

    The interval sums the Wilson intervals of the strata as the squares of their arms, so it is not
    empty where the sample found no error, and stays between 0 and 1. What was looked at is certain;
    Wilson takes the sample for larger by the share of the stratum that it covers (finite population
    correction) where it found five with and five without the property, as with fewer that covers too
    seldom in small surveys (simulated in the tests).

    Args:
        strata: The parts, together at least one member; those without members are left out.

    Returns:
        The share, and the lower and upper end of its 95 % interval.

    Source: Holt and Smith (1979), "Post stratification", doi 10.2307/2344652; Cochran (1977),
    Sampling Techniques, sections 5A.9 and 7.1; Angelopoulos et al. (2023), "Prediction-powered
    inference", doi 10.1126/science.adi6000, and "PPI++", arXiv 2311.01453; sum of intervals: Zou and
    Donner (2008), doi 10.1002/sim.3095; clusters as a smaller sample: Korn and Graubard (1998),
    "Confidence intervals for proportions with small expected number of positive counts".
    """
    whole = sum(part.size for part in strata)
    share = below = above = 0.0
    for part in strata:
        if not part.size:
            continue
        weight = part.size / whole
        found, low, high = _of_stratum(part)
        share += weight * found
        below += (weight * (found - low)) ** 2
        above += (weight * (high - found)) ** 2
    return share, max(0.0, share - math.sqrt(below)), min(1.0, share + math.sqrt(above))


def _of_stratum(part: Stratum) -> tuple[float, float, float]:
    """The share found in a stratum with its interval."""
    if not part.sampled:
        return part.guess, 0.0, 1.0
    found = part.hits / part.sampled
    seen = min(1.0, part.sampled / part.size)
    few = min(part.hits, part.sampled - part.hits) < _FEW
    base = max(1.0, part.independent / (1.0 if few or seen == 1 else 1 - seen))
    low, high = wilson(found * base, base)
    return found, max(low, found * seen), min(high, found * seen + 1 - seen)


def sample_for(strata: Sequence[Stratum], width: float) -> int:
    """How many members to look at, so that the interval of `post_stratified` is as narrow as wanted.

    It is taken that the strata go on as they began, and that the sample falls on them by their sizes.

    Args:
        strata: What was found so far.
        width: Upper less lower end of the interval.

    Returns:
        A number between the members looked at so far and all, in the strata that are not yet looked
        at as a whole.
    """
    known = [part for part in strata if part.sampled >= part.size]
    open_ones = [part for part in strata if part.sampled < part.size]
    whole = sum(part.size for part in open_ones)

    def wide(number: int) -> bool:
        grown = [_grown(part, number * part.size / whole) for part in open_ones]
        _, low, high = post_stratified([*known, *grown])
        return high - low > width

    low, high = math.ceil(sum(part.sampled for part in open_ones)), math.ceil(whole)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if wide(middle) else (low, middle)
    return low


def _grown(part: Stratum, sampled: float) -> Stratum:
    """A stratum with so many looked at, of whom as many have the property as so far."""
    found = _of_stratum(part)[0]
    share = part.independent / part.sampled if part.sampled else 1.0
    return part._replace(sampled=sampled, hits=found * sampled, independent=share * sampled)
