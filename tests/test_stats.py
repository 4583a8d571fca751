"""Intervals against published values."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, fisher_exact, hypergeom

from textmine.stats import (
    Stratum,
    benjamini_hochberg,
    bounds,
    finite,
    holm,
    independence,
    kish,
    newcombe,
    post_stratified,
    sample_for,
    sign_test,
    wilson,
)


@given(st.integers(1, 10_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_wilson_is_that_of_scipy(pair):
    count, base = pair
    expected = binomtest(count, base).proportion_ci(method="wilson")
    low, high = wilson(count, base)
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= low <= count / base <= high <= 1


@pytest.mark.parametrize(("count", "base"), [(1, 0), (-1, 5), (6, 5)])
def test_a_count_beyond_its_base_is_refused(count, base):
    with pytest.raises(ValueError, match="out of base"):
        wilson(count, base)


def _strata(machine, people, sample):
    """The strata of a machine that says yes or no, for the members of `sample`."""
    strata = []
    for guess in (True, False):
        of_part, seen = machine == guess, machine[sample] == guess
        hits = int(people[sample][seen].sum())
        strata.append(Stratum(int(of_part.sum()), int(seen.sum()), hits, int(seen.sum()), float(guess)))
    return strata


@pytest.mark.parametrize(
    ("members", "looked_at", "share", "hit", "false"),
    [(300, 60, 0.3, 0.6, 0.05), (300, 60, 0.15, 0.9, 0.25), (5000, 150, 0.1, 0.5, 0.02), (120, 60, 0.3, 0.7, 0.3)],
)
def test_the_interval_covers_and_the_biased_machine_is_corrected(members, looked_at, share, hit, false):
    random = np.random.default_rng(7)
    people = random.random(members) < share
    machine = np.where(people, random.random(members) < hit, random.random(members) < false)
    covered, errors = 0, []
    for _ in range(500):
        sample = random.choice(members, looked_at, replace=False)
        found, low, high = post_stratified(_strata(machine, people, sample))
        covered += low <= people.mean() <= high
        errors.append(found - people.mean())
    assert covered / 500 >= 0.92
    assert abs(np.mean(errors)) < 0.01
    assert np.sqrt(np.mean(np.square(errors))) < abs(machine.mean() - people.mean())


def test_everybody_looked_at_leaves_nothing_open():
    strata = [Stratum(4, 4, 3, 4, 1), Stratum(6, 6, 1, 6, 0), Stratum(0, 0, 0, 0, 0)]
    assert post_stratified(strata) == pytest.approx((0.4, 0.4, 0.4))


def test_no_error_found_is_not_none_made():
    found, low, high = post_stratified([Stratum(50, 10, 10, 10, 1), Stratum(50, 10, 0, 10, 0)])
    assert found == 0.5
    assert low < 0.42
    assert high > 0.58


def test_a_stratum_nobody_looked_at_is_wide_open():
    assert post_stratified([Stratum(10, 0, 0, 0, 1), Stratum(90, 90, 0, 90, 0)]) == pytest.approx((0.1, 0, 0.1))


@given(st.integers(2, 400), st.integers(1, 400), st.floats(0.02, 0.9), st.floats(0, 1))
def test_a_sample_for_a_width_is_the_smallest(size, seen, width, share):
    seen = min(seen, size - 1)
    strata = [Stratum(size, seen, round(share * seen), seen, 1), Stratum(5, 5, 0, 5, 0)]
    number = sample_for(strata, width)
    assert seen <= number <= size

    def wide(many):
        _, low, high = post_stratified([Stratum(size, many, strata[0].hits / seen * many, many, 1), strata[1]])
        return high - low

    assert number == size or wide(number) <= width + 1e-9


def test_the_interval_of_strata_sums_the_arms_of_theirs():
    """Two parts of which so few were looked at that no correction is due; one without members comes first."""
    (low, high), (low2, high2) = wilson(8, 10), wilson(4, 20)
    found = post_stratified([Stratum(0, 0, 0, 0, 0), Stratum(250, 10, 8, 10, 1), Stratum(750, 20, 4, 20, 0)])
    assert found == pytest.approx(
        (
            0.25 * 0.8 + 0.75 * 0.2,
            0.35 - math.hypot(0.25 * (0.8 - low), 0.75 * (0.2 - low2)),
            0.35 + math.hypot(0.25 * (high - 0.8), 0.75 * (high2 - 0.2)),
        )
    )


@pytest.mark.parametrize(
    ("stratum", "count", "base"),
    [
        (Stratum(100, 50, 20, 50, 1), 40, 100),  # half was looked at, so that the sample counts double
        (Stratum(20, 10, 5, 10, 1), 10, 20),
        (Stratum(40, 10, 4, 10, 1), 4, 10),  # fewer than five with the property: no correction
        (Stratum(100, 50, 45, 50, 1), 90, 100),
        (Stratum(1000, 50, 46, 50, 1), 46, 50),  # fewer than five without
        (Stratum(100, 50, 20, 25, 1), 20, 50),  # in clusters, as 25 independent ones
        (Stratum(100, 10, 5, 0.5, 1), 0.5, 1),  # as one at least
    ],
)
def test_wilson_takes_a_sample_of_much_for_larger(stratum, count, base):
    assert post_stratified([stratum]) == pytest.approx((count / base, *wilson(count, base)))


def test_what_was_looked_at_is_certain():
    assert post_stratified([Stratum(10, 9, 8, 9, 1)]) == pytest.approx((8 / 9, 0.8, 0.9))
    assert post_stratified([Stratum(10, 12, 6, 12, 1)]) == pytest.approx((0.5, 0.5, 0.5))


@pytest.mark.parametrize("width", [0.02, 0.05, 0.1, 0.2, 0.25])
def test_a_sample_for_a_width_falls_on_the_open_strata_by_their_sizes(width):
    known, clustered, unseen = Stratum(900, 900, 90, 900, 0), Stratum(400, 40, 12, 20, 1), Stratum(200, 0, 0, 0, 0.5)

    def wide(number):
        one, other = number * 400 / 600, number * 200 / 600
        grown = [Stratum(400, one, 0.3 * one, one / 2, 1), Stratum(200, other, other / 2, other, 0.5)]
        _, low, high = post_stratified([known, *grown])
        return high - low > width

    assert sample_for([clustered, known, unseen], width) == next(n for n in range(40, 601) if n == 600 or not wide(n))


def test_one_of_two_is_better_by_chance():
    """Source: the binomial distribution with one half: 9 or 10 heads of 10 are 11 of 1024."""
    assert sign_test(9, 1) == pytest.approx(11 / 1024)
    assert sign_test(5, 0) == pytest.approx(1 / 32)
    assert sign_test(0, 5) == sign_test(0, 0) == 1


def test_intervals_of_single_shares_are_the_published_ones():
    """Table I, method 3 of Newcombe (1998), doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (count, base), interval in published.items():
        assert wilson(count, base) == pytest.approx(interval, abs=5e-5)


def test_the_exact_interval_is_that_of_the_charts():
    """Source: Cochran (1977), Sampling Techniques, section 3.6: 37 of 100 from 500; the charts give 0.285 and 0.462."""
    assert finite(37, 100, 500) == pytest.approx((0.285, 0.462), abs=0.002)


@pytest.mark.parametrize(("population", "base"), [(23, 19), (23, 20), (23, 10), (60, 50), (300, 200)])
def test_the_exact_interval_covers_whatever_the_population(population, base):
    """The coverage is counted, not simulated: for each number of members with the property, over all samples."""
    counts = np.arange(base + 1)
    ends = np.array([finite(int(n), base, population) for n in counts])
    for members in range(population + 1):
        covered = (ends[:, 0] <= members / population + 1e-9) & (members / population <= ends[:, 1] + 1e-9)
        assert hypergeom.pmf(counts, population, members, base)[covered].sum() >= 0.95


@given(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(sorted).filter(lambda t: t[1]))
def test_the_exact_interval_lies_within_what_is_possible(sizes):
    count, base, population = sizes
    low, high = finite(count, base, population)
    least, most = bounds(count, base, population)
    assert least <= low <= count / base + 1 / population
    assert count / base - 1 / population <= high <= most


def test_everybody_asked_leaves_no_interval():
    assert finite(5, 23, 23) == (5 / 23, 5 / 23)
    assert bounds(5, 23, 23) == (5 / 23, 5 / 23)


@pytest.mark.parametrize("sizes", [(3, 2, 5), (1, 6, 5), (-1, 2, 5), (0, 0, 5)])
def test_an_exact_interval_needs_a_count_within_its_base_within_its_population(sizes):
    with pytest.raises(ValueError, match="within the next"):
        finite(*sizes)


def test_weights_shrink_the_sample():
    """Source: Kish (1965), section 11.7: n / (1 + the squared coefficient of variation of the weights)."""
    weights = [0.5, 1, 1, 2, 4]
    variation = np.std(weights) / np.mean(weights)
    assert kish(weights) == pytest.approx(5 / (1 + variation**2))
    assert kish([2.0] * 7) == pytest.approx(7)
    assert kish([0.0, 3.0]) == 1
    assert kish([0.0]) == kish([]) == 0


def test_differences_are_the_published_ones():
    """Source: Newcombe (1998), doi as in the function, table II, method 10, examples a to h."""
    published = {
        ((56, 70), (48, 80)): (0.0524, 0.3339),
        ((9, 10), (3, 10)): (0.1705, 0.8090),
        ((6, 7), (2, 7)): (0.0582, 0.8062),
        ((5, 56), (0, 29)): (-0.0381, 0.1926),
        ((0, 10), (0, 20)): (-0.1611, 0.2775),
        ((0, 10), (0, 10)): (-0.2775, 0.2775),
        ((10, 10), (0, 20)): (0.6791, 1.0),
        ((10, 10), (0, 10)): (0.6075, 1.0),
    }
    for (one, other), interval in published.items():
        assert newcombe(one, other)[1:] == pytest.approx(interval, abs=5e-5)


def test_fishers_exact_test_is_the_published_one():
    """Sources: Fisher's tea and the convictions of twins, as the manual of R's fisher.test gives them."""
    assert independence([3, 1], [4, 4]) == (pytest.approx(0.4857, abs=5e-5), "fisher")
    assert independence([2, 10], [17, 13]) == (pytest.approx(0.0005367, abs=5e-8), "fisher")


@given(st.lists(st.integers(0, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=2))
def test_for_two_groups_it_is_that_of_scipy(groups):
    counts, bases = zip(*groups, strict=True)
    table = [counts, [base - count for count, base in groups]]
    assert independence(counts, bases)[0] == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "bases"), [((2, 0, 1), (2, 4, 2)), ((0, 3, 1, 0), (2, 3, 2, 2)), ((3, 0, 2), (3, 4, 5))]
)
def test_for_more_groups_it_counts_all_ways_to_hand_out_the_property(counts, bases):
    groups = [group for group, base in enumerate(bases) for _ in range(base)]

    def ways(table):
        return math.prod(math.comb(base, count) for count, base in zip(table, bases, strict=True))

    handed = [
        tuple(Counter(groups[i] for i in chosen).get(group, 0) for group in range(len(bases)))
        for chosen in itertools.combinations(range(len(groups)), sum(counts))
    ]
    expected = sum(ways(table) <= ways(counts) for table in handed) / len(handed)
    assert independence(counts, bases)[0] == pytest.approx(expected)


def test_large_tables_are_tested_by_chi_square_or_by_random_tables():
    counts, bases = [60, 80, 90, 20], [300, 300, 400, 150]
    chance, test = independence(counts, bases)
    assert test == "chi-square"
    assert chance == pytest.approx(chi2_contingency([counts, np.subtract(bases, counts)], correction=False).pvalue)
    counts, bases = [30, 40, 20, 10, 5, 3], [300, 300, 200, 150, 60, 30]
    chance, test = independence(counts, bases)
    assert test == "fisher-random"
    assert chance == independence(counts, bases)[0]
    near = chi2_contingency([counts, np.subtract(bases, counts)], correction=False).pvalue
    assert chance == pytest.approx(near, abs=0.05)
    assert chance * 10_000 == pytest.approx(round(chance * 10_000))  # 9999 random tables, and the one there is


@pytest.mark.parametrize(
    ("total", "bases", "test"),
    [
        (50, [100, 225, 225, 225, 225], "chi-square"),  # exactly 5 are expected in the smallest cell
        (49, [100, 225, 225, 225, 225], "fisher-random"),
        (950, [100, 225, 225, 225, 225], "chi-square"),
        (951, [100, 225, 225, 225, 225], "fisher-random"),
        (250_000, [199_999, 300_000], "fisher"),  # 200 000 tables are listed, and no more
        (250_000, [200_000, 300_000], "chi-square"),
        (1000, [300_000, 300_000], "fisher"),
        (600_000, [300_000, 300_000], "fisher"),
    ],
)
def test_which_test_is_taken(total, bases, test):
    counts = [total * base // sum(bases) for base in bases]
    counts[-1] += total - sum(counts)
    assert independence(counts, bases)[1] == test


def test_chi_square_has_no_correction():
    counts, bases = [120_000, 120_600], [250_000, 250_000]
    expected = chi2_contingency([counts, np.subtract(bases, counts)], correction=False).pvalue
    assert independence(counts, bases) == (pytest.approx(expected, rel=1e-6), "chi-square")


def test_large_groups_overflow_nothing():
    counts, bases = [2400, 2500], [5000, 5000]
    assert independence(counts, bases)[0] == pytest.approx(fisher_exact([counts, np.subtract(bases, counts)]).pvalue)


def test_where_nobody_or_everybody_has_it_no_group_differs():
    assert independence([0, 0], [3, 4]) == (1.0, "fisher")
    assert independence([3, 4], [3, 4]) == (1.0, "fisher")


def test_corrections_are_the_published_ones():
    """The 15 p-values of Benjamini and Hochberg (1995), section 4.1: theirs rejects four, Bonferroni-like ones three.

    The adjusted values are those of R: p.adjust(p, "holm") and p.adjust(p, "BH").
    """
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert holm(p)[:5] == pytest.approx([0.0015, 0.0056, 0.0247, 0.1140, 0.2211])
    assert benjamini_hochberg(p)[:5] == pytest.approx([0.0015, 0.0030, 0.0095, 0.035625, 0.0603])
    assert sum(value < 0.05 for value in holm(p)) == 3
    assert sum(value < 0.05 for value in benjamini_hochberg(p)) == 4
    assert holm([0.05, 0.01, 0.03, 0.02, 0.04]) == pytest.approx([0.09, 0.05, 0.09, 0.08, 0.09])
    assert holm([0.9, 0.8]) == [1, 1]
    assert holm([]) == benjamini_hochberg([]) == []
