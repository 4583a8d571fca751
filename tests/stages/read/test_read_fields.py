"""Fields of a form as questions: a text field that one choice opens is the box beside that choice."""

from __future__ import annotations

import pytest

from textmine.stages.read.model import Item, Reader
from textmine.stages.read.questions.fields import Field, Form, Readers, chosen, placed

BUS, TRAIN, OTHER = Item("1", {"en": "Bus"}), Item("2", {"en": "Train"}), Item("9", {"en": "Other means"})
READERS = Readers(
    tick=lambda each, item: Reader(lambda _: f"tick {each.name} {item.code}"),
    value=lambda each: Reader(lambda _: f"value {each.name}"),
    joined=lambda each, option: Reader(lambda _: f"joined {each.name} {option}"),
    ranked=lambda each, rank: Reader(lambda _: f"rank {each.name} {rank}"),
)


def _box(name: str, of: str, code: str, kind: str = "text") -> Field:
    return Field(name, kind, {"en": "Say more"}, opened_by=(of, code), conditional=True)


def _bound(form: Form, *places: tuple[str, str]) -> list[tuple[int, str, str, str, str, str]]:
    """Column, role, question, row and option of each binding, and how its cells are read."""
    found = form.bindings({place: column for column, place in enumerate(places)}, READERS)
    return [(b.column, b.role, b.question, b.row, b.option, b.reader.read("x") or "") for b in found]


def test_each_box_stands_beside_the_choice_that_opens_it() -> None:
    means = Field("m", "multiple", {"en": "Which?"}, (BUS, TRAIN, OTHER))
    form = Form([means, _box("m_bus", "m", "1"), _box("m_other", "m", "9"), Field("why", "text", {"en": "Why?"})])
    assert [question.code for question in form.questions] == ["m", "why"]
    assert [question.kind for question in form.questions] == ["multiple_comments", "text"]
    assert [question.conditional for question in form.questions] == [False, False]
    assert [(item.code, item.is_other) for item in form.questions[0].options] == [
        ("1", False), ("2", False), ("other", True),
    ]  # fmt: skip
    split = [("m", "1"), ("m", "2"), ("m", "9"), ("m_bus", ""), ("m_other", ""), ("why", "")]
    assert _bound(form, *split) == [
        (0, "tick", "m", "", "1", "tick m 1"),
        (3, "option_comment", "m", "", "1", "x"),
        (1, "tick", "m", "", "2", "tick m 2"),
        (2, "tick", "m", "", "other", "tick m 9"),
        (4, "other_text", "m", "", "other", "x"),
        (5, "text", "why", "", "", "value why"),
    ]
    assert _bound(form, ("m", ""), ("m_bus", "")) == [
        (0, "tick", "m", "", "1", "joined m 1"),
        (1, "option_comment", "m", "", "1", "x"),
        (0, "tick", "m", "", "2", "joined m 2"),
        (0, "tick", "m", "", "other", "joined m other"),
    ]
    assert _bound(form, ("m", ""), ("m", "1")) == [(1, "tick", "m", "", "1", "tick m 1")]
    assert form.notes() == ["Read as comments on the option that opens them: m_bus (m:1), m_other (m:9)"]


def test_only_the_open_option_makes_the_kind_that_of_one_without_comments() -> None:
    form = Form([Field("m", "multiple", {"en": "Which?"}, (BUS, OTHER)), _box("m_other", "m", "9")])
    assert [question.kind for question in form.questions] == ["multiple"]


@pytest.mark.parametrize(
    "boxes",
    [
        (_box("a", "m", "1"), _box("b", "m", "1")),  # two that one choice opens
        (_box("a", "m", "7"),),  # opened by no choice there is
        (_box("a", "gone", "1"),),
        (_box("a", "m", "1", kind="number"),),
        (_box("a", "s", "1"),),  # what one answer of a single choice opens is a question of its own
    ],
)
def test_what_is_no_box_is_a_question(boxes: tuple[Field, ...]) -> None:
    asked = [Field(name, kind, {"en": "Which?"}, (BUS, TRAIN)) for name, kind in (("m", "multiple"), ("s", "single"))]
    form = Form([*asked, *boxes])
    assert form.boxes == ()
    assert form.notes() == []
    assert [question.code for question in form.questions] == ["m", "s", *(box.name for box in boxes)]
    assert form.questions[-1].conditional


def test_the_box_of_the_open_answer_of_a_single_choice() -> None:
    form = Form([Field("s", "single", {"en": "Which?"}, (BUS, OTHER)), _box("s_other", "s", "9")])
    assert _bound(form, ("s", ""), ("s_other", "")) == [
        (0, "value", "s", "", "", "value s"), (1, "other_text", "s", "", "other", "x"),
    ]  # fmt: skip
    assert form.codes("s") == {"Bus": "1", "1": "1", "Other means": "other", "9": "other"}
    by_code = Field("s", "single", {"en": "Which?"}, (BUS, Item("Other", {"en": "A third way"})))
    assert [box.name for box in Form([by_code, _box("third", "s", "Other")]).boxes] == ["third"]


def test_where_another_choice_is_called_other_the_open_one_keeps_its_code() -> None:
    called = Item("other", {"en": "A bicycle"})
    form = Form([Field("s", "single", {}, (called, OTHER)), _box("s_other", "s", "9")])
    assert [(item.code, item.is_other) for item in form.questions[0].options] == [("other", False), ("9", False)]
    open_one = Field("s", "single", {}, (BUS, OTHER), open_choice="9")
    assert [(item.code, item.is_other) for item in Form([open_one]).questions[0].options] == [
        ("1", False), ("other", True),
    ]  # fmt: skip


def test_a_wording_that_two_choices_share_stands_for_neither() -> None:
    form = Form([Field("s", "single", {}, (BUS, Item("3", {"en": "Bus", "fr": "Le  bus"})))])
    assert form.codes("s") == {"1": "1", "3": "3", "Le bus": "3"}


def test_yes_and_no_have_codes_of_their_own() -> None:
    form = Form([Field("y", "single", {}, (Item("1", {"en": "Yes"}), Item("0", {"en": "No"})))])
    assert [question.kind for question in form.questions] == ["yes_no"]
    assert form.codes("y") == {"Yes": "Y", "1": "Y", "No": "N", "0": "N"}
    assert [question.kind for question in Form([Field("y", "single", {}, (BUS, TRAIN))]).questions] == ["single"]


def test_a_ranking_has_a_rank_for_each_choice_in_one_column() -> None:
    form = Form([Field("r", "ranking", {}, (BUS, TRAIN))])
    assert _bound(form, ("r", "")) == [(0, "value", "r", "1", "", "rank r 1"), (0, "value", "r", "2", "", "rank r 2")]


def test_columns_are_found_by_their_headings_white_space_aside() -> None:
    wanted = [(("m", "1"), "Which? /  Bus"), (("m", "2"), "Which? / Train"), (("n", "1"), "Which? / Bus")]
    headings = ["Which? / Bus", "strange", "Which?  / Bus", "Which? / Train"]
    assert placed(wanted, headings) == {("m", "1"): 0, ("m", "2"): 3, ("n", "1"): 2}
    assert [chosen(cell, {"Le bus": "1"}) for cell in ("Le  bus", "a boat", "", None)] == ["1", "a boat", "", None]
