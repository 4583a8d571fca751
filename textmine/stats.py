"""Intervals and tests for the figures; each with its source."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Stratum",
    "benjamini_hochberg",
    "bounds",
    "finite",
    "holm",
    "independence",
    "kish",
    "kish_of",
    "newcombe",
    "post_stratified",
    "sample_for",
    "sign_test",
    "wilson",
]

_FEW = 5  # members with and without a property, from which the approximations below hold
_TAIL = 0.025  # on each side of a 95 % interval
_TABLES = 200_000  # listed by the exact test, chosen so that it takes some hundredths of a second
_RANDOM_TABLES = 9_999
_SAME = 1e-7  # tables as likely as this one but for rounding, as R has it


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


def finite(count: int, base: int, population: int) -> tuple[float, float]:
    """The exact 95 % interval of a share in a population of known size, of which a part was asked.

    It holds every share under which neither so few nor so many as `count` would be rarer than 2.5 %
    (hypergeometric distribution), so it covers at least 95 % whatever the sizes, is narrower than
    the Wilson interval, and is the share itself where everybody was asked. The Wilson interval with
    the base corrected by (N - n) / (N - 1) covers 83 % only where 19 of 23 were asked
    (docs/decisions/0018-exact-intervals-in-small-populations.md).

    Args:
        count: How many have the property, 0 to `base`.
        base: How many were asked, 1 to `population`.
        population: How many there are.

    Returns:
        The lower and the upper end, both a whole number of members out of `population`.

    Raises:
        ValueError: the three are not in this order.

    Source: Buonaccorsi (1987), "A note on confidence intervals for proportions in finite
    populations", The American Statistician 41(3), 215-218; Wright (1991), Exact confidence bounds when
    sampling from small finite universes, doi 10.1007/978-1-4612-3140-0.
    """
    from scipy.stats import hypergeom

    if not 0 <= count <= base <= population or base < 1:
        raise ValueError(f"count {count} out of base {base} out of {population}: each lies within the next")
    least, most = count, count + population - base

    def too_few(members: int) -> bool:
        return bool(hypergeom.sf(count - 1, population, members, base) <= _TAIL)

    def too_many(members: int) -> bool:
        return bool(hypergeom.cdf(count, population, members, base) <= _TAIL)

    members = range(least, most + 1)
    low = bisect.bisect_left(members, x=True, key=lambda number: not too_few(number))
    high = bisect.bisect_left(members, x=True, key=too_many)
    return members[low] / population, members[high - 1] / population


def bounds(count: int, base: int, population: int) -> tuple[float, float]:
    """The share in a population if none, and if all, of those who kept silent had the property.

    Nothing is assumed of them, so this is no interval of chance: what lies outside is impossible.

    Source: Cochran (1977), Sampling Techniques, section 13.2; Manski (1989), "Anatomy of the
    selection problem", doi 10.2307/145818.
    """
    return count / population, (count + population - base) / population


def kish(weights: Sequence[float]) -> float:
    """As how many equally weighted respondents those with weights count: (sum w)^2 / sum w^2.

    0 where no weight is above 0.

    Source: Kish (1965), Survey Sampling, section 11.7; Kish (1992), "Weighting for unequal Pi",
    Journal of Official Statistics 8(2), 183-200.
    """
    return kish_of(math.fsum(weights), math.fsum(weight * weight for weight in weights))


def kish_of(total: float, squares: float) -> float:
    """`kish` from the sum of the weights and the sum of their squares, as they are added up group by group."""
    return total * total / squares if squares else 0.0


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float, float]:
    """The difference of two independent shares, and its 95 % interval from their Wilson intervals.

    Args:
        one: Count and base, which is at least 1.
        other: The same of those that it is compared with.

    Returns:
        The share of the one less that of the other, and the lower and upper end.

    Source: method 10 of Newcombe (1998), "Interval estimation for the difference between
    independent proportions", doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    (share, low, high), (share2, low2, high2) = ((n / base, *wilson(n, base)) for n, base in (one, other))
    difference = share - share2
    below, above = math.hypot(share - low, high2 - share2), math.hypot(high - share, share2 - low2)
    return difference, max(-1.0, difference - below), min(1.0, difference + above)


def independence(counts: Sequence[int], bases: Sequence[int]) -> tuple[float, str]:
    """How often chance alone makes groups differ at least so much, and the test that says so.

    Fisher's exact test of the table that has for each group those with and without a property. It
    sums every table with the same margins that is no likelier than this one, as R does. With more
    tables than can be listed it is the chi-square test where at least 5 are expected in each cell,
    else the share of random tables (seeded) that are no likelier.

    Args:
        counts: How many of each group have the property.
        bases: Members of each group.

    Returns:
        The p-value, two-sided, and "fisher", "chi-square" or "fisher-random".

    Source: Fisher (1935), The Design of Experiments, chapter 2; more groups: Freeman and Halton
    (1951), doi 10.1093/biomet/38.1-2.141; from which expected counts chi-square holds: Cochran
    (1954), doi 10.2307/3001616; random tables: Phipson and Smyth (2010), doi 10.2202/1544-6115.1585.
    """
    total, whole = sum(counts), sum(bases)
    if total in {0, whole}:
        return 1.0, "fisher"
    if math.prod(min(base, total) + 1 for base in sorted(bases)[:-1]) <= _TABLES:
        return _fisher(counts, bases), "fisher"
    import numpy as np
    from scipy import stats

    table = np.array([counts, np.subtract(bases, counts)])
    if min(total, whole - total) * min(bases) / whole >= _FEW:
        return float(stats.chi2_contingency(table, correction=False).pvalue), "chi-square"
    method = stats.MonteCarloMethod(n_resamples=_RANDOM_TABLES, rng=np.random.default_rng(0))
    return float(stats.fisher_exact(table, method=method).pvalue), "fisher-random"


def _fisher(counts: Sequence[int], bases: Sequence[int]) -> float:
    """The p-value of Fisher's test by listing the tables; the count of the largest group follows from the others."""
    import numpy as np
    from scipy.special import gammaln

    def ways(base: int, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
        logs: NDArray[np.float64] = gammaln(base + 1) - gammaln(chosen + 1) - gammaln(base - chosen + 1)
        return logs

    total = sum(counts)
    order = sorted(range(len(bases)), key=lambda group: (bases[group], counts[group]))
    sums, logs = np.zeros(1, dtype=np.int64), np.zeros(1)
    for group in order[:-1]:
        chosen = np.arange(min(bases[group], total) + 1)
        sums = np.add.outer(sums, chosen).ravel()
        logs = np.add.outer(logs, ways(bases[group], chosen)).ravel()
        logs, sums = logs[sums <= total], sums[sums <= total]
    last = bases[order[-1]]
    possible = total - sums <= last
    likely = logs[possible] + ways(last, total - sums[possible])
    here = math.fsum(float(ways(base, np.array(count))) for count, base in zip(counts, bases, strict=True))
    scaled = np.exp(likely - likely.max())
    return float(min(1.0, scaled[likely <= here + _SAME].sum() / scaled.sum()))


def holm(p: Sequence[float]) -> list[float]:
    """P-values corrected so that one or more of a family are below a level by chance no more often than it says.

    It holds however the tests depend on each other.

    Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6(2), 65-70, https://www.jstor.org/stable/4615733.
    """
    adjusted, highest = [0.0] * len(p), 0.0
    for rank, index in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        highest = max(highest, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = highest
    return adjusted


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """P-values corrected so that of those below a level no larger share than it says is expected to be chance.

    It holds for independent tests, and for those that tend to go together.

    Source: Benjamini and Hochberg (1995), doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    from scipy.stats import false_discovery_control

    return [float(value) for value in false_discovery_control(p)] if p else []


def sign_test(better: int, worse: int) -> float:
    """How often chance alone lets one of two be better at least as often, where one of them is.

    Exact and one-sided; with right and wrong answers on the same cases it is the test of McNemar.

    Source: McNemar (1947), doi 10.1007/BF02295996, as Dietterich (1998), doi
    10.1162/089976698300017197, has it for classifiers on the same cases.
    """
    from scipy.stats import binom

    return float(binom.sf(better - 1, better + worse, 0.5))


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
    whole = math.fsum(part.size for part in strata)
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
    whole = math.fsum(part.size for part in open_ones)

    def wide(number: int) -> bool:
        grown = [_grown(part, number * part.size / whole) for part in open_ones]
        _, low, high = post_stratified([*known, *grown])
        return high - low > width

    low, high = math.ceil(math.fsum(part.sampled for part in open_ones)), math.ceil(whole)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if wide(middle) else (low, middle)
    return low


def _grown(part: Stratum, sampled: float) -> Stratum:
    """A stratum with so many looked at, of whom as many have the property as so far."""
    found = _of_stratum(part)[0]
    share = part.independent / part.sampled if part.sampled else 1.0
    return part._replace(sampled=sampled, hits=found * sampled, independent=share * sampled)
