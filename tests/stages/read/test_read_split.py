"""Cells that join several answers: taken apart, their options learned, told from other cells."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from textmine.stages.read.questions.split import Parts, classify, learn

BUSES, LANES, TRAMS = "Free buses", "More cycle lanes, on main roads", "Trams (old, new)"


def answered(*cells: str) -> Counter[str]:
    return Counter(cells)


def every_way(*options: str, times: int = 3) -> Counter[str]:
    """Each combination of options, joined in the order of the form, several times."""
    sizes = range(1, len(options) + 1)
    chosen = itertools.chain.from_iterable(itertools.combinations(options, size) for size in sizes)
    return Counter({", ".join(some): times for some in chosen})


class TestParts:
    @pytest.mark.parametrize(
        ("cell", "found", "rest"),
        [
            (BUSES, {BUSES}, ""),
            (f"{BUSES}, {LANES}", {BUSES, LANES}, ""),
            (f"{LANES}, {TRAMS}, lifts, and stairs", {LANES, TRAMS}, "lifts, and stairs"),
            ("More cycle lanes", set(), "More cycle lanes"),
            ("Free\u00a0buses ,  Free buses, ", {BUSES}, ""),
            ("", set(), ""),
        ],
    )
    def test_takes_a_cell_apart(self, cell: str, found: set[str], rest: str) -> None:
        assert Parts(",", (BUSES, LANES, TRAMS))(cell) == (found, rest)

    def test_takes_the_longest_option_that_fits(self) -> None:
        assert Parts(";", ("Bus", "Bus;tram", "tram"))("Bus;tram;tram;") == ({"Bus;tram", "tram"}, "")

    def test_separates_labels_joined_by_blanks(self) -> None:
        assert Parts(" ", ("Bus", "Bus lane"))("Bus lane Bus") == ({"Bus", "Bus lane"}, "")

    def test_keeps_the_text_of_the_open_option_as_it_was_written(self) -> None:
        assert Parts(", ", (BUSES,))("Free buses, a,b,  c")[1] == "a,b,  c"


class TestLearn:
    def test_finds_options_that_hold_the_separator(self) -> None:
        assert set(learn(every_way(BUSES, LANES, TRAMS), ", ").options) == {BUSES, LANES, TRAMS}

    def test_keeps_the_blanks_around_a_separator_within_an_option(self) -> None:
        cells = Counter({cell.replace(", ", ";"): n for cell, n in every_way(BUSES, "A", "B", "C").items()})
        longer = Counter({cell.replace("A", "Early; and late"): n for cell, n in cells.items()})
        assert "Early; and late" in learn(longer, ";").options

    def test_takes_rare_fragments_for_text(self) -> None:
        cells = every_way(BUSES, LANES) + answered(f"{BUSES}, and lifts, please")
        parts = learn(cells + every_way(TRAMS, times=20), ", ")
        assert parts(f"{BUSES}, and lifts, please") == ({BUSES}, "and lifts, please")

    def test_a_rare_answer_in_front_of_an_option_is_one_where_the_open_one_is_last(self) -> None:
        cells = every_way(BUSES, LANES, times=80) + Counter({f"Ferry, {BUSES}": 2, f"{BUSES}, Lift": 2})
        assert "Ferry" not in learn(cells, ", ").options
        options = learn(cells, ", ", other_last=True).options
        assert "Ferry" in options
        assert "Lift" not in options

    def test_a_bracket_that_never_closes_is_no_bracket(self) -> None:
        cells = every_way(BUSES, LANES, times=20) + answered(f"{BUSES}, :(, {LANES}")
        assert set(learn(cells, ", ").options) == {BUSES, LANES}

    def test_does_not_depend_on_the_order_of_the_cells(self) -> None:
        cells = every_way(BUSES, LANES, TRAMS, "b", "B")
        backwards = Counter(dict(reversed(cells.items())))
        assert learn(cells, ", ").options == learn(backwards, ", ").options


class TestClassify:
    def test_combined_options_are_joined(self) -> None:
        found = classify(every_way(BUSES, LANES, TRAMS), ", ")
        assert (found.kind, set(found.parts.options)) == ("joined", {BUSES, LANES, TRAMS})

    @pytest.mark.parametrize(
        "options",
        [
            ("Yes, often", "Yes, rarely", "No"),
            ("Never, not in winter", "Rarely, by day", "Always, day and night"),
            ("Agree", "Agree, strongly", "Disagree", "Disagree, strongly"),
        ],
    )
    def test_options_with_the_separator_alone_are_a_single_choice(self, options: tuple[str, ...]) -> None:
        found = classify(Counter(dict.fromkeys(options, 10)), ", ")
        assert (found.kind, set(found.parts.options)) == ("closed", set(options))

    def test_a_typed_answer_is_no_option_of_a_single_choice(self) -> None:
        cells = Counter({"Bus": 20, "Tram": 20, "By boat, in summer": 1})
        found = classify(cells, ", ")
        assert found.kind == "closed"
        assert found.parts("By boat, in summer") == (frozenset(), "By boat, in summer")

    def test_texts_are_open(self) -> None:
        texts = Counter(
            f"It is {word}, and I am {word}, too" for word in ["cold", "wet", "late", "dark", "loud", "slow", "dear"]
        )
        assert classify(texts, ", ").kind == "open"
        assert classify(Counter(), ", ").kind == "open"

    def test_too_few_combinations_are_not_taken_apart_but_doubtful(self) -> None:
        few = Counter({"Bus": 12, "Tram": 12, "Bus, Tram": 4, "Tram, Bike": 4, "Bike, Boat": 4})
        assert (classify(few, ", ").kind, classify(few, ", ").doubtful) == ("closed", True)
        more = few + answered("Bike")
        assert (classify(more, ", ").kind, classify(more, ", ").doubtful) == ("joined", False)

    def test_a_separator_that_nobody_types_joins_few_answers_too(self) -> None:
        cells = answered("Bus, fast;Tram", "Bus, fast", "Tram;Bike, slow;Bus, fast")
        found = classify(cells, ";", typed=False)
        assert found.kind == "joined"
        assert set(found.parts.options) == {"Bike, slow", "Bus, fast", "Tram"}
