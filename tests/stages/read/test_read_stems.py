"""Tables of unknown platforms: columns with a common stem are one question where their cells say so, else not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lime import tuples, whole

from textmine import config
from textmine.stages.read import ReadSettings, Survey, read

ROWS = 12
"""Records of each table: enough that answers repeat."""


def _read(folder: Path, columns: list[tuple[str, list[str]]], settings: str = "") -> Survey:
    """A table of columns, the cells of each being repeated until there are enough; "~" begins texts, each another."""
    file = folder / "library.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([heading for heading, _ in columns])
        writer.writerows([_cell(cells, number) for _, cells in columns] for number in range(ROWS))
    (folder / "textmine.toml").write_text(f'[read]\nformat = "table"\n{settings}', encoding="utf-8")
    return read(file, settings=config.load(folder / "textmine.toml").read)


def _cell(cells: list[str], number: int) -> str:
    cell = cells[number % len(cells)]
    return f"{cell[1:]} {number}" if cell.startswith("~") else cell


def _asked(survey: Survey) -> list[tuple[str, ...]]:
    return tuples(survey.questions, "question_id", "text", "kind")


def _ticks(survey: Survey) -> dict[str, int]:
    answers = whole(survey)["answers"]
    ticked = answers[answers["selected"].fillna(value=False)]
    return {str(option): int(number) for option, number in ticked["option_id"].value_counts().items()}


def _texts(survey: Survey) -> list[tuple[str, ...]]:
    return tuples(whole(survey)["comments"].head(1), "question_id", "option_id", "raw", "source_column")


HEADINGS = {
    "dash": "How did you come? - {}",
    "bracket": "How did you come? [{}]",
    "parenthesis": "How did you come? ({})",
    "colon": "How did you come: {}",
    "mark": "2) How did you come? {}",
    "space": "Came by {}",
    "markup": '<b>How did you come?</b>&nbsp; <span style="color:red">{}</span>',
}
WAYS = ["Bus", "Train; tram", "On foot (with a dog)"]


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_ticks_that_repeat_their_wording(tmp_path: Path, heading: str) -> None:
    columns = [(heading.format(way), [way, "", ""]) for way in WAYS]
    columns += [(heading.format("Other, please specify"), ["", "Other"])]
    columns += [(heading.format("Other, please specify"), ["", "~boat", "", "~ski", "", "~kite"])]
    survey = _read(tmp_path, [*columns, ("Anything else?", ["~More books", "", "~Less noise, please", ""])])
    several, text = _asked(survey)
    assert (several[0], several[2]) == ("Q1", "multiple")
    assert text == ("Q6", "Anything else?", "text")
    assert tuples(survey.options, "text", "is_other") == [
        *((way, False) for way in WAYS), ("Other, please specify", True),
    ]  # fmt: skip
    assert sorted(_ticks(survey).values()) == [4, 4, 4, 6]
    assert [each[:3] for each in _texts(survey)] == [("Q6", "", "More books 0")]
    assert "<" not in "".join(map(str, _asked(survey)))
    (said,) = (note for note in survey.notes if "put together" in note)
    assert "Q1 (5 columns, several answers)" in said
    assert "[columns]" in said


@pytest.mark.parametrize("sign", ["Yes", "X", "1", "\u2713", "Ja"])
def test_ticks_of_one_sign(tmp_path: Path, sign: str) -> None:
    survey = _read(tmp_path, [(f"Rooms - {room}", [sign, "", ""]) for room in ("Hall", "Café; bar", "Garden")])
    assert _asked(survey) == [("Q1", "Rooms", "multiple")]
    assert sorted(_ticks(survey).values()) == [4, 4, 4]


def test_two_columns_of_a_sign_are_no_list(tmp_path: Path) -> None:
    survey = _read(tmp_path, [(f"Consent - {what}", ["Yes", "", ""]) for what in ("letters", "pictures")])
    assert len(_asked(survey)) == 2
    assert not any("put together" in note for note in survey.notes)


def test_options_in_the_cells_alone(tmp_path: Path) -> None:
    columns = [("Which rooms?", [room, "", ""]) for room in ("Hall", "Garden", "Other")]
    survey = _read(tmp_path, [*columns, ("Which rooms?", ["~the attic", "", "~a shed", ""])])
    assert _asked(survey) == [("Q1", "Which rooms?", "multiple")]
    assert _ticks(survey) == {"hall": 4, "garden": 4, "other": 4}
    assert _texts(survey) == [("Q1", "other", "the attic 0", "Which rooms? (4)")]


def test_texts_under_one_heading_are_not_ticks(tmp_path: Path) -> None:
    nothing = [""] * (ROWS - 1)
    survey = _read(tmp_path, [("Remark", ["a red door", *nothing]), ("Remark", ["too dark", *nothing])])
    assert list(survey.questions["kind"]) == ["text", "text"]


def test_a_box_before_its_tick_and_a_box_that_is_not_open(tmp_path: Path) -> None:
    survey = _read(
        tmp_path,
        [
            ("Rooms: Hall", ["Hall", ""]),
            ("Rooms: Garden", ["Garden", "Jardin", "Garden", ""]),
            ("Rooms: Other (which?)", ["~the attic", "", "~a shed", "", "~the roof", ""]),
            ("Rooms: Other (which?)", ["Other", ""]),
            ("Rooms: Remarks", ["Remarks", "", ""]),
            ("Rooms: Remarks", ["~cold", "", "", "~dark", "", ""]),
        ],
    )
    assert _asked(survey) == [("Q1", "Rooms", "multiple_comments")]
    assert _ticks(survey) == {"hall": 6, "garden": 9, "other": 6, "remarks": 4}
    comments = whole(survey)["comments"].drop_duplicates("source_column")
    assert tuples(comments, "option_id", "raw") == [("other", "the attic 0"), ("remarks", "cold 0")]


def test_a_coding_under_the_stem_stays_a_question(tmp_path: Path) -> None:
    survey = _read(
        tmp_path,
        [
            ("Rooms: Hall", ["Hall", ""]),
            ("Rooms: Other", ["Other", ""]),
            ("Rooms:NEW", ["up", "", "down", ""]),
            ("Rooms: Other", ["~the attic", "", "~a shed", "", "~the roof", ""]),
        ],
    )
    assert [(code, kind) for code, _, kind in _asked(survey)] == [("Q1", "multiple"), ("Q3", "single")]


def test_a_table_of_answers(tmp_path: Path) -> None:
    columns = [
        ("How important is each? Long hours", ["1", "5 ", "3", "2"]),
        ("How important is each? Quiet", ["5", "3", "2", "2"]),
        ("How important is each? Light", ["1", "1", "5", "2"]),
        ("How important is each? In other words", ["~warm rooms", "~a cloakroom", "~more plugs", ""]),
    ]
    survey = _read(tmp_path, columns)
    assert list(survey.questions["kind"]) == ["array", "text"]
    scale = survey.options[survey.options["question_id"] == "Q1"]
    assert {"1", "2", "3", "5", "Long hours", "Quiet", "Light"} == {*scale["text"]}


@pytest.mark.parametrize(
    "columns",
    [
        [("Team: Place", ["North", "South"]), ("Team: Size", ["small", "big"])],
        [("Visits: spring", ["12", "40"]), ("Visits: autumn", ["12", "40"])],
        [("Like: best", ["~the long tables", "~light"]), ("Like: least", ["~noise at noon", "~dust"])],
        [("Q1", ["a", "b"]), ("Q10", ["a", "b"]), ("Q11", ["a", "b"])],
    ],
)
def test_headings_alone_prove_nothing(tmp_path: Path, columns: list[tuple[str, list[str]]]) -> None:
    assert len(_asked(_read(tmp_path, columns))) == len(columns)


def test_an_answer_and_the_text_that_it_asks_for(tmp_path: Path) -> None:
    columns = [
        ("Do you miss anything?", ["Yes", "No", "Not sure"]),
        ("Do you miss anything? Yes", ["~plugs", "", "", "~quiet", "", ""]),
    ]
    survey = _read(tmp_path, columns)
    assert _asked(survey) == [("Q1", "Do you miss anything?", "single_comment")]
    assert _texts(survey)[0][2:] == ("plugs 0", "Do you miss anything? Yes")


def test_columns_takes_apart_what_was_put_together(tmp_path: Path) -> None:
    columns = [(f"Rooms - {room}", [room, "", ""]) for room in ("Hall", "Bar", "Garden")]
    line = '[columns]\n"Rooms - Garden" = { is = "answer", question = "Outside" }\n'
    survey = _read(tmp_path, columns, line)
    assert [(code, kind) for code, _, kind in _asked(survey)] == [("Q1", "multiple"), ("Outside", "single")]


def test_a_named_column_of_comments_is_not_put_together(tmp_path: Path) -> None:
    _read(tmp_path, [(f"Rooms - {room}", [room, "", ""]) for room in ("Hall", "Garden")])
    survey = read(tmp_path / "library.csv", settings=ReadSettings(text_columns=("Rooms - Hall",)))
    assert _asked(survey) == [("Q1", "Rooms - Hall", "text")]
