"""Repeated blocks become records of one question, on evidence of the wording only."""

from __future__ import annotations

from pathlib import Path

from lime import Q, question, survey, tuples, whole

from textmine.stages.read import ReadSettings

TYPES = {"n": "Network", "u": "University"}


def block(number: int) -> list[Q]:
    return [
        question(f"AGR{number}TYPE", "L", f"Agreement {number}: type of organisation", answers=TYPES, other="Y"),
        question(f"AGR{number}GOAL", "T", f"Agreement {number}: what is it for?"),
    ]


HEADINGS = ["id", *(f"AGR{n}{part}" for n in (1, 2, 3) for part in ("TYPE", "TYPE[other]", "GOAL"))]
ROWS = [["1", "n", "", "staff", "-oth-", "a school", "", "", "", "late"]]


def test_blocks_become_records(tmp_path: Path) -> None:
    asked = [question("HAS", "Y", "Any?"), *block(1), *block(2), *block(3), question("END", "T", "Anything else?")]
    found = whole(survey(tmp_path, HEADINGS, ROWS, asked))
    assert tuples(found["questions"], "question_id", "text", "records", "position") == [
        ("HAS", "Any?", 0, 0),
        ("AGR#TYPE", "Agreement #: type of organisation", 3, 1),
        ("AGR#GOAL", "Agreement #: what is it for?", 3, 2),
        ("END", "Anything else?", 0, 3),
    ]
    assert tuples(found["answers"], "question_id", "record_id", "shown", "value") == [
        ("AGR#TYPE", "1", True, "n"), ("AGR#TYPE", "2", True, "other"), ("AGR#TYPE", "3", None, None),
        ("AGR#GOAL", "1", True, None), ("AGR#GOAL", "2", None, None), ("AGR#GOAL", "3", True, None),
    ]  # fmt: skip
    assert tuples(found["comments"], "comment_id", "record_id", "source_column") == [
        ("1:AGR#TYPE:2:other:other_text", "2", "AGR2TYPE[other]"),
        ("1:AGR#GOAL:1:free_text", "1", "AGR1GOAL"),
        ("1:AGR#GOAL:3:free_text", "3", "AGR3GOAL"),
    ]
    assert set(found["options"]["question_id"]) == {"HAS", "AGR#TYPE"}
    assert found["attributes"].empty


def test_repeat_can_be_switched_off(tmp_path: Path) -> None:
    asked = [*block(1), *block(2), *block(3)]
    found = whole(survey(tmp_path, HEADINGS, ROWS, asked, settings=ReadSettings(repeat=False)))
    assert len(found["questions"]) == 6
    assert set(found["answers"]["record_id"]) == {"0"}


def _ids(tmp_path: Path, asked: list[Q]) -> list[str]:
    codes = [q["code"] for q in asked]
    return list(survey(tmp_path, ["id", *codes], [["1", *["x"] * len(codes)]], asked).questions["question_id"])


def test_a_last_question_that_asks_for_another_block_is_one_less(tmp_path: Path) -> None:
    more = [question(f"AGR{n}MORE", "Y", f"Another after agreement {n}?") for n in (1, 2)]
    asked = [*block(1), more[0], *block(2), more[1], *block(3)]
    assert _ids(tmp_path, asked) == ["AGR#TYPE", "AGR#GOAL", "AGR#MORE"]


def test_another_wording_is_another_question(tmp_path: Path) -> None:
    asked = [question("Q1", "T", "What helped?"), question("Q2", "T", "What was difficult?")]
    assert _ids(tmp_path, asked) == ["Q1", "Q2"]


def test_other_options_are_another_question(tmp_path: Path) -> None:
    asked = [*block(1), *block(2)]
    asked[2] = asked[2] | {"answers": {"n": "Network"}}
    assert "AGR1TYPE" in _ids(tmp_path, asked)


def test_the_same_words_twice_are_no_evidence_for_a_single_question(tmp_path: Path) -> None:
    asked = [question("Q1", "T", "Please explain."), question("Q2", "T", "Please explain.")]
    assert _ids(tmp_path, asked) == ["Q1", "Q2"]
    counted = [question("Q1", "T", "Partner 1"), question("Q2", "T", "Partner 2")]
    assert _ids(tmp_path, counted) == ["Q#"]


def test_years_are_no_records(tmp_path: Path) -> None:
    asked = [question(f"REV{year}", "N", f"Revenue in {year}") for year in (2019, 2020)]
    assert _ids(tmp_path, asked) == ["REV2019", "REV2020"]


def test_a_gap_in_the_numbers_is_no_series(tmp_path: Path) -> None:
    asked = [*block(1), *block(2), *block(4)]
    assert _ids(tmp_path, asked) == [q["code"] for q in asked]


def test_blocks_that_are_mixed_are_no_blocks(tmp_path: Path) -> None:
    asked = [block(1)[0], block(2)[0], block(1)[1], block(2)[1]]
    assert _ids(tmp_path, asked) == ["AGR1TYPE", "AGR2TYPE", "AGR1GOAL", "AGR2GOAL"]


def test_nothing_is_merged_without_a_structure(tmp_path: Path) -> None:
    found = survey(tmp_path, ["id", "AGR1GOAL[a]", "AGR2GOAL[a]"], [["1", "Y", "Y"]])
    assert list(found.questions["question_id"]) == ["AGR1GOAL", "AGR2GOAL"]


def test_numbered_rows_of_a_table_are_records(tmp_path: Path) -> None:
    columns = {"NAME": "Name", "CITY": "City"}
    events = question("EV", ";", "Planned events", subs={"e1": "Event 1", "e2": "Event 2"}, cols=columns)
    modes = question("MO", ";", "Modes", subs={"b": "Bike", "t": "Tram"}, cols=columns)
    headings = ["id", "EV[e1_NAME]", "EV[e1_CITY]", "EV[e2_NAME]", "EV[e2_CITY]", "MO[b_NAME]"]
    found = whole(survey(tmp_path, headings, [["1", "fair", "", "", "Oslo", "any"]], [events, modes]))
    assert tuples(found["questions"], "question_id", "records") == [("EV", 2), ("MO", 0)]
    assert tuples(found["comments"], "comment_id", "record_id", "row_id", "option_id", "raw") == [
        ("1:EV:1:NAME:free_text", "1", "", "NAME", "fair"),
        ("1:EV:2:CITY:free_text", "2", "", "CITY", "Oslo"),
        ("1:MO:b:NAME:free_text", "0", "b", "NAME", "any"),
    ]
    assert not ((found["options"]["question_id"] == "EV") & (found["options"]["axis"] == "row")).any()
    alike = question("AL", ";", "Any two", subs={"a": "Event", "b": "Event"}, cols={"c": "Name"})
    assert tuples(survey(tmp_path, ["id", "AL[a_c]"], [["1", "x"]], [alike]).questions, "records") == [(0,)]
    years = question("YR", ":", "Turnover", subs={"a": "2019", "b": "2020"}, cols={"c": "EUR"})
    kept = survey(tmp_path, ["id", "YR[a_c]"], [["1", "5"]], [years])
    assert tuples(kept.questions, "records") == [(0,)]
