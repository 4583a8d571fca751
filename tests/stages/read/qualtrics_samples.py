"""An invented survey of a town library as Qualtrics exports it: CSV in several forms, XML, and its structure (.qsf)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

META = [
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"), ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"), ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"), ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"), ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
]  # fmt: skip
COLUMNS = [
    ("Use_1", "What do you use?\nTick all. - Selected Choice - Books, films", "QID1_1"),
    ("Use_2", "What do you use?\nTick all. - Selected Choice - Reading room", "QID1_2"),
    ("Use_7", "What do you use?\nTick all. - Selected Choice - Other (please specify)", "QID1_7"),
    ("Use_2_TEXT", "What do you use?\nTick all. - Reading room - Text", "QID1_2_TEXT"),
    ("Use_7_TEXT", "What do you use?\nTick all. - Other (please specify) - Text", "QID1_7_TEXT"),
    ("Member", "Are you a member? - Selected Choice", "QID2"),
    ("Member_2_TEXT", "Are you a member? - No, because: - Text", "QID2_2_TEXT"),
    ("Happy_1", "How happy are you? - Opening hours", "QID3_1"),
    ("Happy_2", "How happy are you? - Staff", "QID3_2"),
    ("More", "What else?", "QID4_TEXT"),
    ("1_Visit", "Tell us about this visit", "1_QID5_TEXT"),
    ("2_Visit", "Tell us about this visit", "2_QID5_TEXT"),
    ("Form_1", "Some words on - The building", "QID6_1"),
    ("Form_2", "Some words on - The garden", "QID6_2"),
    ("Day_1_1", "When do you come? - On weekdays - Morning", "QID7_1_1"),
    ("Day_1_2", "When do you come? - On weekdays - Evening", "QID7_1_2"),
    ("Day_2_1", "When do you come? - On Sundays - Morning", "QID7_2_1"),
    ("Day_2_2", "When do you come? - On Sundays - Evening", "QID7_2_2"),
    ("Years", "For how many years?", "QID8_TEXT"),
    ("Score_NPS_GROUP", "How likely? - Group", "QID9_NPS_GROUP"),
    ("Score", "How likely?", "QID9"),
    ("Time_First Click", "Timing - First Click", "QID10_FIRST_CLICK"),
    ("More - Topics", "More - Topics", "QID4_TEXT_0123456789abcdef01234567Topics"),
    ("branch", "branch", "branch"),
    ("Q_RecaptchaScore", "Q_RecaptchaScore", "Q_RecaptchaScore"),
]
_DONE = ("2026-03-01 10:00:00", "2026-03-01 10:10:00", "IP Address", "192.0.2.7", "100", "600", "True")
_SOMEBODY = ("Jones", "x17", "52.1", "anonymous")


def record(number: int, language: str = "EN", **answers: str) -> dict[str, str]:
    """A response, answers by the name of their column (blanks and signs in it as _)."""
    about = [*_DONE, f"2026-03-0{number} 10:10:00", f"R_{number}abc", *_SOMEBODY, language]
    made = dict(zip([name for name, _, _ in META], about, strict=True))
    names = {name.replace(" ", "_").replace("-", "_"): name for name, _, _ in [*META, *COLUMNS]}
    return made | {names[name.removeprefix("n_")]: said for name, said in answers.items()}


RECORDS = [
    record(
        1, Use_1="Books, films", Use_2="Reading room", Use_2_TEXT="warm, and\nquiet", Member="Yes", Happy_1="very",
        Happy_2="not", More="Thank you", n_1_Visit="The first", n_2_Visit="The second", Form_1="old", Day_1_1="Morning",
        Day_2_1="Morning", Years="3", Score="9", Score_NPS_GROUP="Promoter", branch="north", Time_First_Click="1.2",
        More___Topics="Praise",
    ),
    record(
        2, "DE", Use_7="Other (please specify)", Use_7_TEXT="The garden", Member="No, because:",
        Member_2_TEXT="Too far", Happy_1="not", Happy_2="not", n_1_Visit="Only one", Form_2="green",
        Day_1_2="Evening", Day_2_1="Morning",
        Years="12", Score="2", Score_NPS_GROUP="Detractor", branch="south", Time_First_Click="7.0",
    ),
    record(3, Finished="False", Progress="20", Use_1="Books, films", Member="Yes", branch="north"),
]  # fmt: skip
UNANSWERED = [
    RECORDS[0] | {"Use_7": "-99", "Use_7_TEXT": "-99", "Member_2_TEXT": "-99", "Form_2": "-99"},
    RECORDS[1] | {"Use_1": "0", "Use_2": "0", "Use_2_TEXT": "-99", "More": "-99", "2_Visit": "", "Form_1": "-99"},
    RECORDS[2] | {"Use_2": "-99", "Use_7": "-99"},
]

CODES = {
    "Books, films": "1", "Reading room": "1", "Other (please specify)": "1", "Yes": "1", "No, because:": "2",
    "very": "1", "not": "2", "Morning": "1", "Evening": "1",
}  # fmt: skip


def coded(rows: Sequence[dict[str, str]] = RECORDS) -> list[dict[str, str]]:
    """The responses with codes for the choices."""
    return [{name: CODES.get(said, said) for name, said in row.items()} for row in rows]


def write_csv(
    path: Path, rows: Sequence[dict[str, str]] = RECORDS, columns: Sequence[tuple[str, str, str]] = COLUMNS, *,
    headings: int = 3, separator: str = ",", encoding: str = "utf-8",
) -> Path:  # fmt: skip
    """Write an export with one to three rows of headings."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    above = [*META, *columns]
    writer.writerow([name for name, _, _ in above])
    if headings > 1:
        writer.writerow([label for _, label, _ in above])
    if headings > 2:
        writer.writerow([said if said.startswith("{") else json.dumps({"ImportId": said}) for _, _, said in above])
    for row in rows:
        writer.writerow([row.get(name, "") for name, _, _ in above])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def joined(rows: Sequence[dict[str, str]] = RECORDS) -> tuple[list[dict[str, str]], list[tuple[str, str, str]]]:
    """The responses and columns with the answers to the first question in one column."""
    ticks = [name for name, _, _ in COLUMNS[:3]]
    made = [row | {"Use": ",".join(filter(None, map(row.get, ticks)))} for row in rows]
    return made, [("Use", "What do you use?\nTick all. - Selected Choice", "QID1"), *COLUMNS[3:]]


def build_xml(rows: Sequence[dict[str, str]] = RECORDS) -> str:
    """An XML export; what is not answered is an empty element."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<Responses>']
    for row in rows:
        parts.append("<Response>")
        for name, _, said in [*META, *COLUMNS]:
            tag = f"_{said}" if said[0].isdigit() else said
            parts.append(f"<{tag}>{escape(row.get(name, ''))}</{tag}>")
        parts.append("</Response>")
    return "".join([*parts, "</Responses>\n"])


def _choices(*labels: str, text: str = "", first: int = 1) -> dict[str, Any]:
    listed = enumerate(labels, start=first)
    return {str(n): {"Display": label} | ({"TextEntry": "true"} if str(n) in text else {}) for n, label in listed}


def _asked(number: int, tag: str, sort: str, selector: str, text: str, **more: Any) -> dict[str, Any]:
    payload = {"QuestionID": f"QID{number}", "DataExportTag": tag, "QuestionType": sort, "Selector": selector}
    return {"Element": "SQ", "Payload": payload | {"QuestionText": text, "Language": []} | more}


def build_qsf() -> str:
    """The structure, in English and German."""
    use = _choices("Books, films", "Reading room", text="2") | {"7": {"Display": "Other (please specify)"}}
    german = {"QuestionText": "Was nutzen Sie?", "Choices": {n: {"Display": f"Wahl {n}"} for n in use}}
    days = {"Choices": _choices("On weekdays", "On Sundays"), "Answers": _choices("Morning", "Evening")}
    asked = [
        _asked(1, "Use", "MC", "MAVR", "<b>What do you use?</b><br>Tick all.", Choices=use, ChoiceOrder=["2", "1", "7"],
               Language={"DE": german}),
        _asked(2, "Member", "MC", "SAVR", "Are you a member?", Choices=_choices("Yes", "No, because:", text="2"),
               DisplayLogic={"Type": "BooleanExpression"}),
        _asked(3, "Happy", "Matrix", "Likert", "How happy are you?", SubSelector="SingleAnswer",
               Choices=_choices("Opening hours", "Staff"), Answers=_choices("very", "not"),
               RecodeValues={"1": "1", "2": "2"}),
        _asked(4, "More", "TE", "ML", "What else?"),
        _asked(5, "Visit", "TE", "SL", "Tell us about this visit"),
        _asked(6, "Form", "TE", "FORM", "Some words on", Choices=_choices("The building", "The garden")),
        _asked(7, "Day", "Matrix", "Likert", "When do you come?", SubSelector="MultipleAnswer", **days),
        _asked(8, "Years", "TE", "SL", "For how many years?",
               Validation={"Settings": {"ContentType": "ValidNumber"}}),
        _asked(9, "Score", "MC", "NPS", "How likely?", Choices=[{"Display": str(n)} for n in range(11)]),
        _asked(10, "Time", "Timing", "PageTimer", "Timing", Choices=_choices("First Click")),
    ]  # fmt: skip
    block = {"Description": "Your library", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}
    return json.dumps({
        "SurveyEntry": {"SurveyName": "Library", "SurveyLanguage": "EN"},
        "SurveyElements": [{"Element": "BL", "Payload": [block]}, *asked],
    })  # fmt: skip
