"""The forms of export that docs/formats.md lists, each with a sample of an invented survey that is written in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eusurvey_samples as eusurvey
import kobo_samples as kobo
import lime_samples as park
import own_eyes
import pandas as pd
import qualtrics_samples as qualtrics
import redcap_samples as redcap
import test_read_alchemer as alchemer
import test_read_formbricks as formbricks
import test_read_googleforms as google
import test_read_long_table as long
import test_read_mapping as mapped
import test_read_msforms as microsoft
import test_read_redcap as events
import test_read_surveymonkey as monkey
import test_read_table as table
from answered import workbook, written
from lime_writer import Form
from own_eyes import Rows, above, once, top

from textmine.stages.read import ReadSettings
from textmine.stages.read.mapping.lines import ColumnLine

Write = Callable[[Path], Path | Sequence[Path]]


@dataclass(frozen=True)
class Kept:
    """A row of the table.

    Attributes:
        platform: As the page calls it.
        export: What was exported.
        files: Names of the files that the sample is written to in turn; the row must be true of each.
        write: Writes the sample under such a name, and gives what is to be read.
        beside: What the page calls the file beside the export.
        structure: Writes that file.
        settings: How to read.
        headings: What the columns are called, given all rows of a file.
        needs: The package that the sample needs.
    """

    platform: str
    export: str
    files: tuple[str, ...]
    write: Write
    beside: str = ""
    structure: Callable[[Path], Path] | None = None
    settings: ReadSettings | None = None
    headings: Callable[[Rows], list[str]] = top
    needs: str = ""


def _lime(export: str, files: Sequence[str], write: Write, headings: Any = top, needs: str = "") -> list[Kept]:
    """An export with and without its structure."""
    row = Kept("LimeSurvey", export, tuple(files), write, ".lss", park.lss, headings=headings, needs=needs)
    return [row, Kept("LimeSurvey", export, tuple(files), write, headings=headings, needs=needs)]


LIMESURVEY = [
    Kept("LimeSurvey", "survey archive", ("a.lsa",), park.archive, headings=park.codes_of_archive),
    *_lime("CSV, codes, answer codes", ["a.csv"], park.as_csv(Form())),
    *_lime("CSV, codes, full answers", ["a.csv"], park.as_csv(Form(full_answers=True))),
    *_lime("CSV, codes, yes and no converted", ["a.csv"], park.converted),
    *_lime("CSV, expression-manager codes", ["a.csv"], park.as_csv(Form("emcode"))),
    *_lime("CSV, full wordings, full answers", ["a.csv"], park.as_csv(Form("full", full_answers=True))),
    *_lime("CSV, full wordings, answer codes", ["a.csv"], park.as_csv(Form("full", separator=";"))),
    *_lime("CSV, underscores for blanks", ["a.csv"], park.as_csv(Form("underscored", full_answers=True))),
    *_lime("CSV, abbreviated wordings", ["a.csv"], park.as_csv(Form("abbreviated", full_answers=True))),
    *_lime("CSV, code and wording", ["a.csv"], park.as_csv(Form("codetext", separator="\t"))),
    *_lime("JSON, codes, answer codes", ["a.json"], park.as_json(Form())),
    *_lime("JSON, full wordings, full answers", ["a.json"], park.as_json(Form("full", full_answers=True))),
    *_lime("workbook, codes, answer codes", ["a.xlsx"], park.as_book(Form())),
    *_lime("workbook, full wordings, full answers", ["a.xlsx"], park.as_book(Form("full", full_answers=True))),
    *_lime("VV file", ["a.txt"], park.as_vv, above(2)),
    Kept("LimeSurvey", "VV file, database names", ("a.txt",), park.as_vv_fields, ".lss", park.lss, headings=above(2)),
    *_lime("SPSS data file", ["a.sav"], park.as_sav, needs="pyreadstat"),
]


# EUSurvey, Qualtrics

MANY = [eusurvey.ANSWERS[number % 3] for number in range(12)]


def _eusurvey(*, assigned: bool) -> Write:
    def write(path: Path) -> Path:
        rows = eusurvey.table(MANY, assigned=assigned)
        return (eusurvey.write_ods if path.suffix == ".ods" else eusurvey.write_xlsx)(path, rows)

    return write


def _eusurvey_xml(path: Path) -> Path:
    path.with_suffix(".xml").write_text(eusurvey.build_xml(), encoding="utf-8")
    return path.with_suffix(".xml")


def _library_xml(path: Path) -> Path:
    return _eusurvey_xml(path.with_name("library.xml"))


def _text_or_book(path: Path, rows: list[list[str]]) -> Path:
    return workbook(path, rows) if path.suffix == ".xlsx" else written(path, rows)


def _qualtrics(rows: Sequence[dict[str, str]], columns: Any = qualtrics.COLUMNS, headings: int = 3) -> Write:
    def write(path: Path) -> Path:
        if path.suffix == ".tsv":
            return qualtrics.write_csv(path, rows, columns, headings=headings, separator="\t", encoding="utf-16")
        sheet = qualtrics.write_csv(path.with_suffix(".csv"), rows, columns, headings=headings)
        return sheet if path == sheet else workbook(path, own_eyes.rows(sheet))

    return write


def _qualtrics_xml(path: Path) -> Path:
    path.write_text(qualtrics.build_xml(), encoding="utf-8")
    return path


def _qsf(path: Path) -> Path:
    path = path.with_name("library.qsf")
    path.write_text(qualtrics.build_qsf(), encoding="utf-8")
    return path


BOOKS = ("a.xlsx", "a.ods")
SHEETS = ("a.csv", "a.tsv", "a.xlsx")
IN_THREE, IN_TWO, IN_ONE = (_qualtrics(qualtrics.RECORDS, headings=number) for number in (3, 2, 1))
EUSURVEY = [
    Kept("EUSurvey", "sheet", BOOKS, _eusurvey(assigned=False), headings=above(4)),
    Kept("EUSurvey", "sheet", BOOKS, _eusurvey(assigned=False), "XML results", _library_xml, headings=above(4)),
    Kept("EUSurvey", "sheet, assigned values", BOOKS, _eusurvey(assigned=True), headings=above(4)),
    Kept("EUSurvey", "sheet, assigned values", BOOKS, _eusurvey(assigned=True), "XML results", _library_xml,
         headings=above(4)),
    Kept("EUSurvey", "XML results", ("a.xml",), _eusurvey_xml),
]  # fmt: skip
QUALTRICS = [
    Kept("Qualtrics", "choice text", SHEETS, IN_THREE),
    Kept("Qualtrics", "choice text", SHEETS, IN_THREE, ".qsf", _qsf),
    Kept("Qualtrics", "seen questions recoded as -99", SHEETS, _qualtrics(qualtrics.UNANSWERED)),
    Kept("Qualtrics", "seen questions recoded as -99", SHEETS, _qualtrics(qualtrics.UNANSWERED), ".qsf",
         _qsf),
    Kept("Qualtrics", "several answers in one cell", SHEETS, _qualtrics(*qualtrics.joined()), ".qsf", _qsf),
    Kept("Qualtrics", "two rows of headings", SHEETS, IN_TWO),
    Kept("Qualtrics", "one row of headings", SHEETS, IN_ONE),
    Kept("Qualtrics", "one row of headings", SHEETS, IN_ONE, ".qsf", _qsf),
    Kept("Qualtrics", "XML", ("a.xml",), _qualtrics_xml),
    Kept("Qualtrics", "XML", ("a.xml",), _qualtrics_xml, ".qsf", _qsf),
]  # fmt: skip


# Forms

TABLES = ("a.csv", "a.xlsx")


def _always(rows: list[list[str]]) -> Write:
    return lambda path: _text_or_book(path, rows)


def _two_rows(rows: Rows) -> list[str]:
    """SurveyMonkey: the question stands over its first column only, and below it the option."""
    question, found = "", []
    for over, below in zip(rows[0], rows[1], strict=True):
        question = over or question
        found.append(question if below in {"", "Response", "Open-Ended Response"} else f"{question} - {below}")
    return once(found)


CLICKS = [
    [str(n), f"cx{n}", "2026-03-01 10:00", "Yes", "s1", "u1", "", "https://example.org",
     ", ".join([*chosen, "lockers"] if n == 7 else chosen), "Quiet",
     "Loud", f"A reason of mine, number {n}"]
    for n, chosen in enumerate(formbricks.CHOICES * 2)
]  # fmt: skip
FORMS = [
    Kept("SurveyMonkey", "all responses, two rows of headings", TABLES, _always(monkey.EXPANDED), headings=_two_rows),
    Kept("SurveyMonkey", "one row of headings", TABLES, _always(monkey.TestOneRow().flat())),
    Kept("Google Forms", "spreadsheet", TABLES,
         _always([google.HEADINGS, *google.records(", ", "3/1/2026 10:{:02}:29")])),
    Kept("Google Forms", "download", ("a.csv",),
         _always([google.HEADINGS, *google.records(";", "2026/03/01 10:{:02}:29 AM CET")])),
    Kept("Microsoft Forms", "workbook or CSV", TABLES,
         _always([[*microsoft.OWN, microsoft.CHANGES, microsoft.WAY, microsoft.WHY], *microsoft.records()])),
    Kept("Alchemer", "CSV or workbook", TABLES, _always([alchemer.HEADINGS, *alchemer.ROWS])),
    Kept("Formbricks", "CSV or workbook", TABLES, _always([[*formbricks.OWN, *formbricks.ASKED], *CLICKS])),
]  # fmt: skip


# KoboToolbox and ODK, REDCap


def _kobo(style: str, several: str = "both") -> Write:
    def write(path: Path) -> Path:
        headings, rows = kobo.table(style, several)
        if path.suffix == ".xlsx":
            return kobo.write_book(path, Library=[headings, *rows])
        return kobo.write_csv(path, headings, rows)

    return write


def _odk(path: Path) -> Path:
    headings, rows = kobo.table("xml", "both", groups=True, separator="-")
    renamed = {"_id": "KEY", "_submission_time": "SubmissionDate", "_uuid": "meta-instanceID", "_index": "Edits",
               "_submitted_by": "SubmitterName"}  # fmt: skip
    return kobo.write_csv(path, [renamed.get(heading, heading) for heading in headings], rows, ",")


def _xlsform(path: Path) -> Path:
    return kobo.write_form(path.with_name("form.xlsx"))


def _redcap(rows: list[list[str]]) -> Write:
    def write(path: Path) -> Path:
        if path.suffix != ".json":
            return _text_or_book(path, rows)
        path.write_text(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]), encoding="utf-8")
        return path

    return write


def _dictionary(path: Path) -> Path:
    return redcap.dictionary(path.with_name("dictionary.csv"))


XLSFORM, ANY = "XLSForm", ("a.csv", "a.xlsx", "a.json")
PROJECTS = [
    Kept("KoboToolbox", "CSV or workbook, names", TABLES, _kobo("xml"), XLSFORM, _xlsform),
    Kept("KoboToolbox", "CSV or workbook, names", TABLES, _kobo("xml")),
    Kept("KoboToolbox", "CSV or workbook, labels", TABLES, _kobo("en"), XLSFORM, _xlsform),
    Kept("KoboToolbox", "CSV or workbook, labels", TABLES, _kobo("en")),
    Kept("KoboToolbox", "JSON of the interface", ("a.json",), kobo.write_json, XLSFORM, _xlsform),
    Kept("KoboToolbox", "JSON of the interface", ("a.json",), kobo.write_json),
    Kept("ODK", "CSV of Central", ("a.csv",), _odk, XLSFORM, _xlsform),
    Kept("ODK", "CSV of Central", ("a.csv",), _odk),
    Kept("REDCap", "raw data", ANY, _redcap(redcap.raw()), "data dictionary", _dictionary),
    Kept("REDCap", "raw data", ANY, _redcap(redcap.raw())),
    Kept("REDCap", "labels", TABLES, _redcap(redcap.labelled()), "data dictionary", _dictionary),
    Kept("REDCap", "labels", TABLES, _redcap(redcap.labelled())),
    Kept("REDCap", "events and repeated instruments", TABLES, _redcap(events.EVENTS), "data dictionary", _dictionary),
]


# Data files and tables


def _library(path: Path) -> Path:
    from spss_samples import library

    return library(path)


def _own(headings: list[str], rows: list[list[str]]) -> Write:
    def write(path: Path) -> Path:
        if path.suffix != ".parquet":
            return _text_or_book(path, [headings, *rows])
        pd.DataFrame(rows, columns=headings).to_parquet(path)
        return path

    return write


MAPPED = ReadSettings(
    columns=(
        ColumnLine("Nr", "id"),
        ColumnLine("Bus", "tick", "Q3", "Bus"),
        ColumnLine("Why bus?", "comment", "Q3", "Bus"),
        ColumnLine("Train", "tick", "Q3", "Train"),
        ColumnLine("Other", "other", "Q3"),
    )
)
LONG_ROWS = [["How do you come here?" if cell == "MEANS" else cell for cell in row] for row in long.ROWS]
CELLS = ("a.csv", "a.xlsx", "a.parquet")
GENERIC = [
    Kept("SPSS", "data file", ("a.sav",), _library, needs="pyreadstat"),
    Kept("Stata", "data file", ("a.dta",), _library, needs="pyreadstat"),
    Kept("Any", "long table", CELLS, _own(long.HEADINGS, LONG_ROWS)),
    Kept("Any", "wide table, with [columns]", CELLS, _own([*mapped.HEADINGS[:8], "More", "Town"], mapped.ROWS),
         settings=MAPPED),
    Kept("Any", "wide table, --format table", CELLS, _own(table.HEADINGS, table.ROWS),
         settings=ReadSettings(format="table", id_column="Case")),
    Kept("Any", "columns of comments, --text-column", CELLS, _own(table.HEADINGS, table.ROWS),
         settings=table.COMMENTS),
]  # fmt: skip


# Several files


def _collectors(path: Path) -> list[Path]:
    south = path.with_name("south.csv")
    rows = [[str(int(row[0]) + 100), *row[1:]] for row in monkey.PEOPLE]
    return [written(path, monkey.EXPANDED), written(south, [monkey.ABOVE, monkey.BELOW, *rows])]


SEVERAL = [
    Kept("Several files", "language versions, LimeSurvey codes", ("a.csv",), park.languages(Form()), ".lss", park.lss),
    Kept("Several files", "language versions, LimeSurvey wordings", ("a.csv",), park.languages(Form("full"))),
    Kept("Several files", "collectors, SurveyMonkey", ("a.csv",), _collectors, headings=_two_rows),
]

KEPT = (*LIMESURVEY, *EUSURVEY, *QUALTRICS, *FORMS, *PROJECTS, *GENERIC, *SEVERAL)
