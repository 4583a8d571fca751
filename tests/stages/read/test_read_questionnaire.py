"""Ticks, answers and the boxes beside them become rows of the tables, each with its own option and respondent."""

from __future__ import annotations

from lime import tuples

from textmine.stages.read.assemble import assemble, option_table, plan
from textmine.stages.read.model import Row
from textmine.stages.read.questions.build import Choice, Questionnaire, ticked
from textmine.stages.read.scan import Profile


class Export:
    """A questionnaire in the making over some columns, each a list of cells."""

    def __init__(self, *columns: list[str | None]) -> None:
        self.records = list(zip(*columns, strict=True))
        values = tuple(frozenset(cell for cell in column if cell) for column in columns)
        profile = Profile(len(self.records), in_order=True, values=values, filled=(9,) * len(columns), masked=False)
        self.made = Questionnaire([f"column {n}" for n in range(len(columns))], profile)

    def tables(self):
        """Answers and comments by respondent, question, row and option; options by question and axis."""
        structure = self.made.structure("invented")
        whole = plan("f.csv", structure, self.made.bindings, {}, ())
        rows = [(whole, f"r{n}", Row(n + 2, n + 2, cells)) for n, cells in enumerate(self.records)]
        found = assemble(rows)
        keys = ("respondent_id", "question_id", "row_id", "option_id")
        answers = {row[:4]: row[4:] for row in tuples(found["answers"], *keys, "shown", "selected", "value")}
        comments = {row[:4]: row[4:] for row in tuples(found["comments"], *keys, "kind", "raw", "source_row")}
        options = tuples(option_table(structure), "question_id", "axis", "option_id", "text", "is_other")
        return answers, comments, options


def test_each_box_belongs_to_its_option_and_its_respondent() -> None:
    export = Export(["Y", "", "Y"], ["near", "", ""], ["", "Y", ""], ["", "dear", "bare"], ["all in all", "", ""])
    export.made.several("Which?", [Choice("Bus", 0, 1), Choice("Train", 2, 3)], comment=4)
    answers, comments, options = export.tables()
    assert options == [("Q1", "option", "bus", "Bus", False), ("Q1", "option", "train", "Train", False)]
    assert answers == {
        ("r0", "Q1", "", "bus"): (True, True, None), ("r0", "Q1", "", "train"): (True, False, None),
        ("r1", "Q1", "", "bus"): (True, False, None), ("r1", "Q1", "", "train"): (True, True, None),
        ("r2", "Q1", "", "bus"): (True, True, None), ("r2", "Q1", "", "train"): (True, False, None),
    }  # fmt: skip
    assert comments == {
        ("r0", "Q1", "", "bus"): ("option_comment", "near", 2),
        ("r0", "Q1", "", ""): ("question_comment", "all in all", 2),
        ("r1", "Q1", "", "train"): ("option_comment", "dear", 3),
        ("r2", "Q1", "", "train"): ("option_comment", "bare", 4),
    }


def test_what_stands_in_one_cell_says_that_all_of_the_question_was_shown() -> None:
    export = Export(["Y", "", None], ["", "", None])
    export.made.several("Which?", [Choice("Bus", 0), Choice("Train", 1)])
    answers, _, _ = export.tables()
    assert [answers[who, "Q1", "", "train"] for who in ("r0", "r1", "r2")] == [
        (True, False, None), (None, False, None), (False, None, None),
    ]  # fmt: skip


def test_only_the_open_option_is_called_other() -> None:
    export = Export(["Y", ""], ["", "Y"], ["", "a boat"], ["", "since it is slow"])
    export.made.several("Which?", [Choice("Other", 0), Choice("Something else", 1, 2, 3, is_other=True)])
    answers, comments, options = export.tables()
    assert [(option, text, is_other) for _, _, option, text, is_other in options] == [
        ("other_2", "Other", False), ("other", "Something else", True),
    ]  # fmt: skip
    assert answers["r1", "Q1", "", "other"][1] is True
    assert answers["r0", "Q1", "", "other_2"][1] is True
    assert [kind for kind, _, _ in comments.values()] == ["other_comment"]  # by place, the last of two


def test_the_comment_on_one_answer_shows_that_it_was_asked() -> None:
    export = Export(["Bus", "", ""], ["", "none fits", ""], ["", "", "a boat"])
    export.made.one("Which?", 0, choices=[("B", "Bus"), ("T", "Train")], comment=1, other=2)
    answers, comments, options = export.tables()
    assert answers == {
        ("r0", "Q1", "", ""): (True, None, "B"),
        ("r1", "Q1", "", ""): (True, None, None),
        ("r2", "Q1", "", ""): (True, None, None),
    }
    assert comments == {
        ("r1", "Q1", "", ""): ("question_comment", "none fits", 3),
        ("r2", "Q1", "", "other"): ("other_text", "a boat", 4),
    }
    assert options[-1] == ("Q1", "option", "other", "Other", True)
    assert [question.kind for question in export.made.structure("").questions] == ["single_comment"]


def test_answers_that_are_joined_are_ticks_and_the_rest_is_the_open_option() -> None:
    def split(cell: str) -> tuple[frozenset[str], str]:
        parts = cell.split(", ")
        return frozenset(parts) & {"Bus", "Train"}, ", ".join(p for p in parts if p not in {"Bus", "Train"})

    split.options = ["Bus", "Train"]  # type: ignore[attr-defined]
    export = Export(["Bus, Train", "Train, a boat", ""], ["", "words in a box", ""])
    export.made.joined("Which?", 0, split)  # type: ignore[arg-type]
    known = [Choice("Bus"), Choice("Other", box=1, is_other=True)]
    export.made.joined("And which?", 0, split, choices=known)  # type: ignore[arg-type]
    answers, comments, options = export.tables()
    said = {key: selected for key, (_, selected, _) in answers.items()}
    assert [said["r0", "Q1", "", option] for option in ("bus", "train", "other")] == [True, True, False]
    assert [said["r1", "Q1", "", option] for option in ("bus", "train", "other")] == [False, True, True]
    assert comments == {
        ("r1", "Q1", "", "other"): ("other_text", "a boat", 3),
        ("r1", "Q2", "", "other"): ("other_text", "words in a box", 3),
    }
    assert [option for question, _, option, _, _ in options if question == "Q2"] == ["bus", "other"]


def test_a_ranking_has_a_row_for_each_rank() -> None:
    export = Export(["B|Train", "Train", "", None])
    export.made.ranks("Which first?", 0, lambda cell: cell.split("|"), [("B", "Bus"), ("T", "Train")])
    answers, _, options = export.tables()
    assert [answers[f"r{n}", "Q1", rank, ""][::2] for n in range(4) for rank in ("1", "2")] == [
        (True, "B"), (True, "T"), (True, "T"), (True, None), (None, None), (None, None), (False, None), (False, None),
    ]  # fmt: skip
    assert [(axis, option) for _, axis, option, _, _ in options] == [
        ("option", "B"), ("option", "T"), ("row", "1"), ("row", "2"),
    ]  # fmt: skip


def test_options_that_nobody_listed_are_in_the_order_of_their_numbers_then_of_their_words() -> None:
    export = Export(["2-50", "1,000-10,000", "51-100", "all"] * 5, ["Yes", "No"] * 10)
    export.made.one("How many?", 0, kind="single")
    export.made.one("Really?", 1, kind="yes_no", choices=[("Y", "Yes"), ("N", "No")])
    answers, _, options = export.tables()
    assert [text for question, _, _, text, _ in options if question == "Q1"] == [
        "2-50", "51-100", "1,000-10,000", "all",
    ]  # fmt: skip
    assert [answers[who, "Q2", "", ""][2] for who in ("r0", "r1")] == ["Y", "N"]


def test_one_answer_or_words_in_the_same_cell() -> None:
    def split(cell: str) -> tuple[frozenset[str], str]:
        return (frozenset({cell}), "") if cell in {"Bus", "Train"} else (frozenset(), cell)

    split.options = ["Bus", "Train"]  # type: ignore[attr-defined]
    export = Export(["Bus", "a boat", "", None, " "], ["Bus", "Train", "", None, "Bus"])
    export.made.closed("Which?", 0, split)  # type: ignore[arg-type]
    export.made.closed("And then?", 1, split)  # type: ignore[arg-type]
    answers, comments, options = export.tables()
    assert [answers[f"r{n}", "Q1", "", ""][::2] for n in range(4)] == [
        (True, "bus"), (True, "other"), (None, None), (False, None),
    ]  # fmt: skip
    assert [answers[f"r{n}", "Q2", "", ""][::2] for n in range(4)] == [
        (True, "bus"), (True, "train"), (None, None), (False, None),
    ]  # fmt: skip
    assert answers["r4", "Q1", "", ""][2] is None
    assert comments["r1", "Q1", "", "other"] == ("other_text", "a boat", 3)
    assert [option for question, _, option, _, _ in options if question == "Q2"] == ["bus", "train"]


def test_rows_of_a_grid_have_answers_and_boxes_of_their_own() -> None:
    export = Export(["good", ""], ["bad", "good"], ["", "words on the yard"])
    export.made.grid("How?", [("Hall", 0), ("Yard", 1)], choices=[("1", "good"), ("2", "bad")], boxes={1: 2})
    answers, comments, _ = export.tables()
    assert {key[:3]: (shown, value) for key, (shown, _, value) in answers.items()} == {
        ("r0", "Q1", "hall"): (True, "1"), ("r0", "Q1", "yard"): (True, "2"),
        ("r1", "Q1", "hall"): (True, None), ("r1", "Q1", "yard"): (True, "1"),
    }  # fmt: skip
    assert comments == {("r1", "Q1", "yard", ""): ("option_comment", "words on the yard", 3)}


def test_what_is_a_tick() -> None:
    assert [ticked(cell) for cell in ("Y", "1", "Yes", "any words")] == ["Y"] * 4
    assert [ticked(cell) for cell in ("0", "FALSE", "false", "No", "N", " no ", "n", "NON")] == ["N"] * 8
    assert [ticked(cell) for cell in ("", "  ", None, "N/A")] == ["", "", None, None]
    assert ticked("No", label="No") == "Y"
