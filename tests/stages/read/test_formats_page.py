"""docs/formats.md says what is kept of each form of export: each cell of its table is measured on a sample."""

from __future__ import annotations

import re
from pathlib import Path

import kept
import lime_samples
import own_eyes
import pytest
from helpers import ROOT
from kept import KEPT, Kept
from lime import tuples, whole

from textmine.errors import TextmineError
from textmine.stages import read as stage
from textmine.stages.read import ReadSettings, Survey, read
from textmine.stages.read.locate import locate, named
from textmine.stages.read.model import Structure
from textmine.stages.read.platforms import PLATFORMS
from textmine.stages.read.several.combine import combine

PAGE = ROOT / "docs" / "formats.md"
NOT_WRITTEN = {"eusurvey-xls"}
"""Forms that no program here writes; tests of their own read real ones where these are beside the checkout."""

HEADINGS = ["platform", "export", "beside it", "read as", "shown", "comment on option", "wordings", "cell"]


def rows_of_page() -> dict[tuple[str, ...], list[str]]:
    """The rows of the table, by platform, export and the file beside it."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert table[0] == HEADINGS
    rows = {tuple(row[:3]): row[3:] for row in table[2:] if len(row) == len(HEADINGS)}
    assert len(rows) == len(table) - 2, "a row is there twice, or has too few cells"
    return rows


def key(row: Kept) -> tuple[str, ...]:
    return row.platform, row.export, row.beside


def shown(survey: Survey) -> str:
    """Whether what was not shown is told from what was left empty: of all questions, of some, of none."""
    known = whole(survey)["answers"]["shown"]
    assert known.eq(other=True).any()
    if not known.eq(other=False).any():
        return "no"
    return "in part" if known.isna().any() else "yes"


def commented(survey: Survey) -> str:
    """Which comments belong to an option: to any, to the open one alone, or none."""
    kinds = set(whole(survey)["comments"]["kind"])
    return "yes" if "option_comment" in kinds else "open option" if "other_text" in kinds else "no"


def wordings(structure: Structure) -> str:
    """In how many languages questions have wordings; none where codes stand for them."""
    questions = structure.questions
    texts = [item.texts for q in questions for item in (q, *q.options, *q.rows)]
    if any(len(set(filter(None, each.values()))) > 1 for each in texts):
        return "all languages"
    return "one language" if any(structure.text(q.texts) not in {"", q.code} for q in questions) else "codes"


def led_back(survey: Survey, row: Kept) -> str:
    """Whether each comment is what stands in its cell, in the eyes of another program."""
    files = {path.name: own_eyes.rows(path) for path in survey.files}
    comments = tuples(whole(survey)["comments"], "kind", "raw", "source_file", "source_row", "source_column")
    assert comments
    for kind, raw, file, number, column in comments:
        cells = files[str(file)]
        cell = cells[int(str(number)) - 1][row.headings(cells).index(str(column))]
        joined = kind == "other_text" and str(raw) in cell  # the open answer behind others
        if raw != cell and not joined:
            return "no"
    return "yes"


def structure(survey: Survey, row: Kept) -> Structure:
    """The questions with all their wordings, of which the tables have one language."""
    settings = row.settings or ReadSettings()
    found = locate(*_given(survey), settings)
    parts = [stage._part(each, name, settings) for each, name in zip(found, named(found), strict=True)]
    return combine(parts, settings)[0][0].understood.structure


def _given(survey: Survey) -> tuple[list[Path], Path | None]:
    exports = {str(source.plan.file) for source in survey._sources}
    return [path for path in survey.files if path.name in exports], next(
        (path for path in survey.files if path.name not in exports), None
    )


def measured(folder: Path, row: Kept) -> list[str]:
    """The cells of a row behind its key."""
    formats, found = [], set[tuple[str, ...]]()
    for number, name in enumerate(row.files):
        path = folder / str(number) / name
        path.parent.mkdir()
        beside = row.structure(path) if row.structure else None
        written = row.write(path)
        survey = read(written, structure=beside, settings=row.settings)
        formats.append(survey.format)
        found.add((shown(survey), commented(survey), wordings(structure(survey, row)), led_back(survey, row)))
    assert len(found) == 1, f"not the same of {row.files}: {found}"
    return [", ".join(f"`{name}`" for name in dict.fromkeys(formats)), *found.pop()]


@pytest.mark.parametrize("row", KEPT, ids=lambda row: "-".join(filter(None, key(row))))
def test_the_page_says_what_is_kept(tmp_path: Path, row: Kept) -> None:
    if row.needs:
        pytest.importorskip(row.needs, reason=f"{row.needs} is not installed")
    found = measured(tmp_path, row)
    line = "| " + " | ".join([*key(row), *found]) + " |"
    assert rows_of_page().get(key(row)) == found, f"docs/formats.md must say:\n{line}"


def test_the_page_and_the_samples_are_of_the_same_forms() -> None:
    assert list(rows_of_page()) == [key(row) for row in KEPT]


def test_every_platform_has_rows() -> None:
    formats = _formats_of_page()
    for platform in PLATFORMS:
        assert any(name.startswith(f"{platform.NAME}-") for name in formats), platform.NAME


def test_every_form_that_any_test_of_a_reader_meets_has_a_row() -> None:
    names = "|".join([*(platform.NAME for platform in PLATFORMS), "stata"])
    form = re.compile(rf'"((?:{names})-[a-z][a-z-]*)"')
    files = sorted(Path(kept.__file__).parent.glob("test_read*.py"))
    met = {name for file in files for name in form.findall(file.read_text(encoding="utf-8"))}
    assert "limesurvey-csv-code" in met
    assert met - _formats_of_page() <= NOT_WRITTEN


def _formats_of_page() -> set[str]:
    return {name for row in rows_of_page().values() for name in re.findall(r"`([^`]+)`", row[0])}


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.html", '<!DOCTYPE html><html><body data-sid="9"><p>Benches</p></body></html>', "a document to be read by"),
        ("a.doc", "<html><body><p>Benches</p></body></html>", "a document to be read by people"),
        ("a.R", 'data <- read.csv("survey_9_R_data_file.csv", quote = "\'\\"")\n', "syntax of R"),
        ("a.sps", "*$Rev: 1 $.\nGET DATA\n /TYPE=TXT\n", "syntax of SPSS"),
        ("a.dat", "'1','2026-03-01','Y','near the pond'\n", "data for SPSS without headings"),
        ("a.xml", "<?xml version='1.0'?><dta><header><ds_format>113</ds_format></header></dta>", "data for Stata"),
        ("a.lsr", "<document><LimeSurveyDocType>Responses</LimeSurveyDocType></document>", "responses of an archive"),
    ],
)
def test_what_the_page_says_of_refused_exports_of_limesurvey(tmp_path: Path, name: str, text: str, what: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError, match=f"{what}.*as LimeSurvey exports it, which is not read") as caught:
        read(tmp_path / name)
    assert caught.value.hint


def test_names_of_database_columns_need_the_structure(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match="names of database columns"):
        read(lime_samples.as_vv_fields(tmp_path / "a.txt"))


def test_json_of_qualtrics_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"responses":[{"responseId":"R_1","values":{"QID1":"a"}}]}', encoding="utf-8")
    with pytest.raises(TextmineError, match=r"(?s)not a survey export that is known.*docs/formats\.md"):
        read(tmp_path / "a.json")
