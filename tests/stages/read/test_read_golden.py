"""One survey in every form of export that is read gives one set of tables.

GOLDEN_long_en.csv was made from the database of a survey of five hostile responses. What a form
cannot hold is taken out of the golden table by the functions `short`, `long`, `figures` and `converted`, and
nothing else is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from helpers import REAL
from lime import whole

from textmine.stages.read import read

FOLDER = REAL / "exports" / "limesurvey" / "generated_ls6"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the data sets beside the checkout are not there")

Record = dict[str, str]
_CONTENT = ("value_code", "text", "comment")
_TICKS = {"M", "P"}


def _alone(folder: Path, name: str) -> Path:
    """An export where no structure lies beside it."""
    path = folder / name
    path.symlink_to(FOLDER / name)
    return path


def golden() -> list[Record]:
    with (FOLDER / "GOLDEN_long_en.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    undated = "1980-01-01 00:00:00"  # what LimeSurvey writes where no date is to be stored
    return [r | {"submitted_at": ""} if r["submitted_at"] == undated else r for r in records]


def _filled(records: list[Record]) -> set[tuple[str, str]]:
    return {
        (r["respondent_id"], r["question_code"])
        for r in records
        if r["selected"] == "true" or any(r[name] for name in _CONTENT)
    }


def _unknown(record: Record, filled: set[tuple[str, str]]) -> Record:
    """A CSV has '' for what was never shown: shown is known only where the question holds anything."""
    known = (record["respondent_id"], record["question_code"]) in filled
    tick = {"selected": record["selected"] or "false"} if record["question_type"] in _TICKS else {}
    return record | {"shown": "true" if known else ""} | tick


def short(records: list[Record]) -> list[Record]:
    """Codes: shown is lost wherever a question is empty, and with it whether a tick box was left or never seen."""
    filled = _filled(records)
    return [_unknown(record, filled) for record in records]


def long(records: list[Record], yes: str = "Yes") -> list[Record]:
    """Labels: ticks say N/A when not shown; LimeSurvey wrote 'Yes' for the comment 'A1', which is a code."""
    filled = _filled(records)
    kept = [r if r["question_type"] in _TICKS else _unknown(r, filled) for r in records]
    return [r | {"comment": yes} if r["comment"] == "A1" else r for r in kept]


def long_fr(records: list[Record]) -> list[Record]:
    """Labels in French."""
    return long(records, "Oui")


def long_de(records: list[Record]) -> list[Record]:
    """Labels in German."""
    return long(records, "Ja")


def complete_fr(records: list[Record]) -> list[Record]:
    """Labels in French, of the responses that were submitted."""
    return [r for r in long_fr(records) if r["respondent_id"] != "4"]


def figures(records: list[Record]) -> list[Record]:
    """Ticks as 1 and 0, as for R: they tell '' from NULL, nothing else does."""
    filled = _filled(records)
    return [r if r["question_type"] in _TICKS else _unknown(r, filled) for r in records]


def converted(records: list[Record]) -> list[Record]:
    """Y and N converted: ticks tell '' from NULL, but an unanswered yes/no question becomes No."""
    no = [r["question_type"] == "Y" and r["shown"] == "true" and not r["value_code"] for r in records]
    changed = [r | {"value_code": "N"} if empty else r for r, empty in zip(records, no, strict=True)]
    return figures(changed)


def same(records: list[Record]) -> list[Record]:
    """The archive holds everything."""
    return records


MODES: list[tuple[str, Callable[[list[Record]], list[Record]]]] = [
    ("survey_archive.lsa", same),
    ("rc2_csv_en_all_code_short.csv", short),
    ("gui_tab_code_short.csv", short),
    ("gui_code_emcode_short.csv", short),
    ("gui_with_participant_attributes_code_short.csv", short),
    ("rc2_csv_en_all_code_long.csv", long),
    ("rc2_rdata_en_all_code_short.csv", figures),
    ("rc2_csv_en_all_code_short_opts.csv", converted),
    ("gui_convertYN_default12_code_short.csv", converted),
    ("gui_default_csv_comma_full_long.csv", long),
    ("gui_with_participant_attributes_full_long.csv", long),
    ("gui_full_underscores_long.csv", long),
    ("rc2_csv_en_all_full_long.csv", long),
    ("rc2_csv_en_all_full_short.csv", short),
    ("rc2_csv_de_all_full_long.csv", long_de),
    ("rc2_csv_fr_complete_full_long.csv", complete_fr),
    ("rc2_csv_en_all_abbreviated_long.csv", long),
    ("rc2_csv_en_all_abbreviated_short.csv", short),
    ("rc2_csv_en_all_codetext_long.csv", long),
    ("rc2_csv_en_all_codetext_short.csv", short),
    ("gui_codetext_abbr30_long_de.csv", long_de),
    ("gui_semicolon_codetext_long_fr.csv", long_fr),
]


def headings(name: str) -> list[str]:
    """The headings of a CSV file."""
    text = (FOLDER / name).read_text(encoding="utf-8-sig")
    first = text[: text.index("\n")]
    separator = max(",;\t", key=lambda mark: first.count(f'"{mark}"'))
    return next(csv.reader([first], delimiter=separator))


def codes(name: str) -> dict[str, str]:
    """The code of each heading of a file: all files have the same columns in the same order."""
    if name.endswith(".lsa"):
        return {}
    named = headings("rc2_csv_en_all_code_short.csv")
    return dict(zip(headings(name), [*named, *["" for _ in headings(name)[len(named) :]]], strict=True))


def _missing(value: object) -> str:
    if pd.isna(value):
        return ""
    return str(value) if isinstance(value, str) else str(bool(value)).lower()


def project(found: dict[str, pd.DataFrame], code: dict[str, str]) -> list[Record]:
    """Our tables in the columns of the golden one, the headings of the file given with their codes."""
    people = found["respondents"].set_index("respondent_id").to_dict("index")
    questions = found["questions"].set_index("question_id").to_dict("index")
    wording = {(o.question_id, o.axis, o.option_id): o for o in found["options"].itertuples()}
    comments = {
        (c.respondent_id, c.question_id, c.row_id, c.option_id, c.kind): (
            c.raw,
            code.get(c.source_column, c.source_column),
        )
        for c in found["comments"].itertuples()
    }
    records = [
        _record(answer, people[answer.respondent_id], questions[answer.question_id], wording, comments)
        for answer in found["answers"].itertuples()
    ]
    assert not comments, "a comment belongs to no answer"
    return records


def _record(answer: object, person: dict, question: dict, wording: dict, comments: dict) -> Record:
    code, kind = answer.question_id, question["native_type"]
    tick = kind in _TICKS
    row = answer.row_id
    option = wording.get((code, "option", answer.option_id)) if tick else wording.get((code, "row", row))
    inner = "_".join(part for part in (row, answer.option_id) if part)
    heading = f"{code}[{inner}]" if inner else code
    value = wording.get((code, "option", _missing(answer.value)))
    value_code = _missing(answer.value)
    if kind == "N" and value_code:
        value_code = f"{float(value_code):.10f}"  # the database pads numbers, LimeSurvey's CSV and our tables do not
    text, text_kind = _take(comments, answer, ("free_text", "other_text"), {heading, f"{code}[other]"})
    comment, _ = _take(
        comments, answer, ("option_comment", "other_comment", "question_comment"), {f"{code}[{inner}comment]"}
    )
    return {
        "respondent_id": answer.respondent_id,
        "submitted_at": _missing(person["submitted"]),
        "complete": _missing(person["complete"]),
        "resp_language": person["start_language"],
        "question_code": code,
        "question_type": kind,
        "question_text": question["text"],
        "option_code": answer.option_id if tick else "",
        "option_text": "(other)"
        if option is not None and option.is_other
        else option.text
        if option is not None
        else "",
        "row_code": f"rank{row}" if kind == "R" else row,
        "col_code": "" if tick else answer.option_id,
        "shown": _missing(answer.shown),
        "selected": _missing(answer.selected),
        "value_code": "-oth-" if value is not None and value.is_other else value_code,
        "value_label": "" if value is None or value.is_other or kind == "Y" else value.text,
        "text": text,
        "text_kind": text_kind,
        "comment": comment,
        "source_field": heading,
    }


def _take(comments: dict, answer: object, kinds: tuple[str, ...], places: set[str]) -> tuple[str, str]:
    for kind in kinds:
        for option in {answer.option_id, answer.option_id or "other"}:  # the Other text of a single choice
            found = comments.pop((answer.respondent_id, answer.question_id, answer.row_id, option, kind), None)
            if found is not None:
                assert found[1] in places
                return found[0], kind
    return "", ""


@pytest.mark.parametrize(("name", "loses"), MODES, ids=[name for name, _ in MODES])
def test_every_form_gives_the_golden_table(name: str, loses: Callable[[list[Record]], list[Record]]) -> None:
    found = whole(read(FOLDER / name, structure=None if name.endswith(".lsa") else FOLDER / "structure.lss"))
    expected = loses(golden())
    actual = project(found, codes(name))
    assert len(actual) == len(expected)
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours == theirs


def test_only_the_incomplete_response_in_another_language() -> None:
    found = whole(read(FOLDER / "rc2_csv_fr_incomplete_code_short.csv", structure=FOLDER / "structure.lss"))
    assert project(found, {}) == [r for r in short(golden()) if r["respondent_id"] == "4"]


@pytest.mark.parametrize("name", ["survey_archive.lsa", "gui_with_participant_attributes_code_short.csv"])
def test_participant_attributes_without_their_names(name: str) -> None:
    found = whole(read(FOLDER / name, structure=FOLDER / "structure.lss"))
    rows = found["attributes"][found["attributes"]["attribute"].str.startswith("attribute_")]
    assert rows.to_numpy().tolist() == [
        ["1", "attribute_1", "Citizen"],
        ["1", "attribute_2", "BE"],
        ["2", "attribute_1", "Business"],
        ["2", "attribute_2", "FR"],
    ]
    everything = " ".join(data.to_csv() for data in found.values())
    assert "ana@example.org" not in everything
    assert "e4ugmbnTDCbPvnL" not in everything


LOST = {
    same: (),
    short: ("never been shown",),
    figures: ("never been shown",),
    converted: ("never been shown", "an unanswered yes/no question reads as No"),
    **dict.fromkeys([long, long_fr, long_de, complete_fr], ("never been shown", "a comment that equals the code")),
}


@pytest.mark.parametrize(("name", "loses"), MODES, ids=[name for name, _ in MODES])
def test_what_a_form_cannot_hold_is_said(
    name: str, loses: Callable[[list[Record]], list[Record]], tmp_path: Path
) -> None:
    said = " ".join(read(FOLDER / name, structure=None if name.endswith(".lsa") else FOLDER / "structure.lss").notes)
    alone = "" if name.endswith(".lsa") else " ".join(read(_alone(tmp_path, name)).notes)
    assert all(lost in said for lost in LOST[loses])
    assert ("headings are cut" in said) == ("abbr" in name)
    assert ("codes of questions and options stand for their wording" in alone) == ("code_" in name)
    assert ("were made for this run" in alone) == ("full" in name or "abbreviated" in name)
    assert ("underscores for blanks" in alone) == ("underscores" in name)


_BOXES = {"option_comment", "other_text", "other_comment", "question_comment"}


def _boxes(found: dict[str, pd.DataFrame], code: dict[str, str]) -> list[tuple[str, ...]]:
    """What stands in the boxes, with the cells it comes from."""
    comments = found["comments"][found["comments"]["kind"].isin(_BOXES)]
    return [(c.respondent_id, code.get(c.source_column), c.source_row, c.kind, c.raw) for c in comments.itertuples()]


def _ticks(found: dict[str, pd.DataFrame]) -> list[tuple[object, ...]]:
    """Who ticked what: questions and options by their position, as codes may be made up, and shown or not."""
    questions = found["questions"].set_index("question_id")
    several = questions[questions["kind"].isin({"multiple", "multiple_comments"})]
    positions = {(o.question_id, o.option_id): o.position for o in found["options"].itertuples()}
    return [
        (
            a.respondent_id,
            questions.loc[a.question_id, "position"],
            positions[a.question_id, a.option_id],
            a.selected,
            a.shown,
        )
        for a in found["answers"].itertuples()
        if a.question_id in several.index
    ]


@pytest.mark.parametrize("name", [name for name, _ in MODES if name.endswith(".csv")])
def test_without_a_structure_the_same_ticks_and_boxes(name: str, tmp_path: Path) -> None:
    given = whole(read(FOLDER / name, structure=FOLDER / "structure.lss"))
    found = whole(read(_alone(tmp_path, name)))
    assert _boxes(found, codes(name)) == _boxes(given, codes(name))
    assert [[*map(_missing, row)] for row in _ticks(found)] == [[*map(_missing, row)] for row in _ticks(given)]
    assert len(found["questions"]) == len(given["questions"])


def _plain(texts: pd.Series) -> list[str]:
    return ["".join(text.split()) for text in texts]


@pytest.mark.parametrize("name", [name for name, _ in MODES if "_en_all_full" in name or "_en_all_codetext" in name])
def test_without_a_structure_the_wordings_are_those_of_the_headings(name: str, tmp_path: Path) -> None:
    given = whole(read(FOLDER / name, structure=FOLDER / "structure.lss"))
    found = whole(read(_alone(tmp_path, name)))
    assert _plain(found["questions"]["text"]) == _plain(given["questions"]["text"])
    assert _labels(found) == _labels(given)


def _labels(found: dict[str, pd.DataFrame]) -> list[str]:
    """Wordings of options, rows and columns, of the kinds that five responses are enough to tell."""
    questions = found["questions"]
    told = questions.loc[questions["kind"].isin({"multiple", "multiple_comments", "array_text"}), "question_id"]
    return _plain(found["options"].loc[found["options"]["question_id"].isin(told), "text"])


def test_the_language_of_the_headings(tmp_path: Path) -> None:
    assert read(_alone(tmp_path, "rc2_csv_de_all_full_long.csv")).languages == ("de",)
    assert read(_alone(tmp_path, "rc2_csv_fr_complete_full_long.csv")).languages == ("fr",)
    assert read(_alone(tmp_path, "rc2_csv_en_all_code_short.csv")).languages == ()
