"""How firm the order of themes is, and what the silent could add."""

from __future__ import annotations

from helpers import table

from report import invented
from textmine.report.facts import Facts, Slice
from textmine.report.firmness import firmness_blocks
from textmine.report.words import of


def _facts(robust=(), **changes):
    run = invented.run()
    counts = run["counts"].assign(**changes) if changes else run["counts"]
    return Facts(run | {"counts": counts, "robustness": table("robustness", robust)}, (), 10)


def _row(theme, **columns):
    return {
        "theme_id": theme, "comments": 5, "by_one": 2, "peers": 4, "rank": 1, "best_without_one": 1,
        "worst_without_one": 2, "rank_low": 1, "rank_high": 3, "top": 0.934,
    } | columns  # fmt: skip


THEME = invented.THEMES[0][0]


def test_nothing_where_nothing_is_known():
    assert firmness_blocks(_facts(), Slice("theme"), [THEME], "Barriers") == []


def test_ranks_with_their_intervals_beside_the_figure():
    facts = _facts([_row(THEME)])
    made, note = firmness_blocks(facts, Slice("theme"), [THEME], "Barriers")
    words = [cell if isinstance(cell, str) else cell.count for cell in made.rows[0][1:]]
    assert words == [facts.figures(Slice("theme"))[THEME].count, "1 (1 to 3)", "1 to 2", "93\u00a0%", "2 of 5"]
    assert "4 themes" in note.text
    assert "invited" not in note.text


def test_bounds_are_out_of_all_who_were_invited():
    facts = _facts([_row(THEME)], least=3 / 23, most=7 / 23)
    made, note = firmness_blocks(facts, Slice("theme"), [THEME], "Barriers")
    assert made.columns[-1] == "Of all 23 invited"
    assert made.rows[0][-1] == "3 to 7"
    assert "Of all invited" in note.text
    assert facts.bounds(Slice("theme"), "unknown") == ""


def test_weighted_shares_say_so():
    facts = _facts(weighted=0.25, weighted_low=0.1, weighted_high=0.4)
    figure = facts.figures(Slice("tick", "C1"))["SME"]
    assert of(figure) == "7\u00a0of\u00a020 (weighted 25\u00a0%)"
    assert (figure.low, figure.high) == (0.1, 0.4)
    assert facts.weighted
    assert not _facts().weighted
