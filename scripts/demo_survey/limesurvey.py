"""Writes a survey as LimeSurvey 6 does: the export, the structure and the table of responses.

Covers the nine types of questions that the demo survey has, in one language.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

__all__ = ["META", "Cells", "Question", "Row", "Survey", "export_csv", "responses_lsr", "structure_lss"]

META = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
THEMES = {
    "S": "shortfreetext",
    "T": "longfreetext",
    "N": "numerical",
    "Y": "yesno",
    "L": "listradio",
    "M": "multiplechoice",
    "P": "multiplechoice_with_comments",
    "Q": "multipleshorttext",
    ";": "arrays/texts",
}
# fmt: off
QUESTION_FIELDS = [
    "qid", "parent_qid", "sid", "gid", "type", "title", "preg", "other", "mandatory", "encrypted", "question_order",
    "scale_id", "same_default", "relevance", "question_theme_name", "modulename", "same_script",
]
# fmt: on

Row = dict[str, str]
# A cell is missing (None) where the question was not shown, and "" where it was left open.
Cells = dict[str, str | None]
Tables = list[tuple[str, list[str], list[Cells]]]


@dataclass(frozen=True)
class Question:
    """One question of the survey with its place and its LimeSurvey type."""

    qid: int
    gid: int
    order: int
    code: str
    type: str
    text: str
    help: str = ""
    mandatory: bool = False
    other: bool = False
    relevance: str = "1"
    answers: Row = field(default_factory=dict)
    rows: Row = field(default_factory=dict)
    columns: Row = field(default_factory=dict)

    def suffixes(self) -> list[str]:
        """What LimeSurvey adds to the name of the question for each of its columns, in order."""
        open_end = ["other"] if self.other else []
        if self.type == "P":
            return [code + part for code in [*self.rows, *open_end] for part in ("", "comment")]
        if self.type == ";":
            return [f"{row}_{column}" for row in self.rows for column in self.columns]
        if self.type in "MQ":
            return [*self.rows, *open_end]
        return ["", *open_end]

    def headings(self) -> list[str]:
        """The headings of its columns in an export with codes."""
        return [f"{self.code}[{suffix}]" if suffix else self.code for suffix in self.suffixes()]


@dataclass(frozen=True)
class Survey:
    """The survey: what `questionnaire.yaml` says, its questions and its responses."""

    about: dict[str, Any]
    questions: list[Question]
    responses: list[Cells]

    @property
    def sid(self) -> str:
        """The number of the survey."""
        return str(self.about["sid"])


def export_csv(survey: Survey) -> bytes:
    """The export as the web form writes it: BOM, every cell quoted, CRLF, a blank line at the end."""
    headings = [*META, *(heading for question in survey.questions for heading in question.headings())]
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([row[heading] or "" for heading in headings] for row in survey.responses)
    return (target.getvalue() + "\r\n").encode("utf-8-sig")


def element(tag: str, value: str | None) -> str:
    """One XML element: left out when missing, empty when "", else CDATA."""
    if value is None:
        return ""
    if not value:
        return f"<{tag}/>"
    return f"<{tag}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{tag}>"


def responses_lsr(survey: Survey) -> bytes:
    """The table of responses as XML; numbers with the ten decimals of the database."""
    names = {name: name for name in META}
    numbers = set()
    for question in survey.questions:
        stem = f"{survey.sid}X{question.gid}X{question.qid}"
        names.update(zip(question.headings(), (stem + suffix for suffix in question.suffixes()), strict=True))
        numbers |= {question.code} if question.type == "N" else set()
    fields = "".join(f"<fieldname>{name}</fieldname>" for name in names.values())
    rows = "".join(
        "<row>"
        + "".join(
            element(
                name if heading in META else f"_{name}",
                f"{row[heading]}.0000000000" if heading in numbers and row[heading] else row[heading],
            )
            for heading, name in names.items()
        )
        + "</row>"
        for row in survey.responses
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<document><LimeSurveyDocType>Responses</LimeSurveyDocType>"
        f"<DBVersion>{survey.about['db_version']}</DBVersion>"
        f"<languages><language>{survey.about['language']}</language></languages>"
        f"<responses><fields>{fields}</fields><rows>{rows}</rows></responses></document>\n"
    ).encode()


def table_xml(name: str, fields: list[str], rows: list[Cells]) -> str:
    """One table of the structure, indented as LimeSurvey does."""
    lines = [f" <{name}>", "  <fields>", *(f"   <fieldname>{column}</fieldname>" for column in fields)]
    lines += ["  </fields>", "  <rows>"]
    for row in rows:
        elements = (element(column, row.get(column)) for column in fields)
        lines += ["   <row>", *(f"    {text}" for text in elements if text), "   </row>"]
    return "\n".join([*lines, "  </rows>", f" </{name}>\n"])


def structure_lss(survey: Survey) -> bytes:
    """The structure of the survey as XML, a table of the database at a time."""
    about = survey.about
    language: Cells = {"surveyls_survey_id": survey.sid, "surveyls_language": about["language"]}
    language |= {"surveyls_title": about["title"], "surveyls_description": about["description"]}
    language |= {"surveyls_welcometext": about["welcome"], "surveyls_endtext": about["end"]}
    language |= {"surveyls_dateformat": "1", "surveyls_numberformat": "0"}
    settings: Cells = {"sid": survey.sid}
    settings |= {key: None if value is None else str(value) for key, value in about["settings"].items()}
    tables = [*answer_tables(survey), *group_tables(survey), *question_tables(survey)]
    tables += [("surveys", list(settings), [settings]), ("surveys_languagesettings", list(language), [language])]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
        f" <DBVersion>{about['db_version']}</DBVersion>\n"
        f" <languages>\n  <language>{about['language']}</language>\n </languages>\n"
        + "".join(table_xml(name, fields, rows) for name, fields, rows in tables)
        + f" <themes>\n  <theme>\n   <sid>{survey.sid}</sid>\n   <template_name>fruity_twentythree</template_name>\n"
        "   <config>\n    <options>inherit</options>\n   </config>\n  </theme>\n </themes>\n</document>\n"
    ).encode()


def answer_tables(survey: Survey) -> Tables:
    """The answers of single choices and their wording."""
    entries = [
        (question.qid, order, code, text)
        for question in survey.questions
        for order, (code, text) in enumerate(question.answers.items(), start=1)
    ]
    answers: list[Cells] = []
    texts: list[Cells] = []
    for aid, (qid, order, code, text) in enumerate(entries, start=1):
        place = {"aid": str(aid), "qid": str(qid), "code": code, "sortorder": str(order)}
        answers.append({**place, "assessment_value": "0", "scale_id": "0"})
        texts.append({"id": str(aid), "aid": str(aid), "answer": text, "language": survey.about["language"]})
    return [("answers", list(answers[0]), answers), ("answer_l10ns", list(texts[0]), texts)]


def group_tables(survey: Survey) -> Tables:
    """The groups of questions and their titles."""
    groups: list[Cells] = []
    titles: list[Cells] = []
    for gid, group in enumerate(survey.about["groups"], start=1):
        place = {"group_order": str(gid), "randomization_group": "", "grelevance": ""}
        groups.append({"gid": str(gid), "sid": survey.sid, **place})
        title = {"group_name": group["title"], "description": "", "language": survey.about["language"]}
        titles.append({"id": str(gid), "gid": str(gid), **title, "sid": survey.sid, **place})
    return [("groups", list(groups[0]), groups), ("group_l10ns", list(titles[0]), titles)]


def question_tables(survey: Survey) -> Tables:
    """The questions, their subquestions, the wording of both and the attributes."""
    questions: list[Cells] = []
    subquestions: list[Cells] = []
    texts: list[Cells] = []
    attributes: list[Cells] = []
    for question in survey.questions:
        questions.append(question_row(survey, question, str(question.qid), question.code, {}))
        texts.append({"qid": str(question.qid), "question": question.text, "help": question.help})
        if question.type == "P":
            # LimeSurvey's own spelling: a comment may be written without a tick.
            mark = {"attribute": "commented_checkbox", "value": "allways", "language": ""}
            attributes.append({"qid": str(question.qid), **mark})
    for question in survey.questions:
        for scale, parts in (("0", question.rows), ("1", question.columns)):
            for order, (code, text) in enumerate(parts.items(), start=1):
                qid = str(len(texts) + 1)
                place = {"parent_qid": str(question.qid), "question_order": str(order), "scale_id": scale}
                plain = {"other": "N", "mandatory": "N", "relevance": "1"}
                subquestions.append(question_row(survey, question, qid, code, {**place, **plain}))
                texts.append({"qid": qid, "question": text, "help": ""})
    for row in texts:
        row |= {"id": row["qid"], "script": "", "language": survey.about["language"]}
    return [
        ("questions", QUESTION_FIELDS, questions),
        ("subquestions", QUESTION_FIELDS, subquestions),
        ("question_l10ns", ["id", "qid", "question", "help", "script", "language"], texts),
        ("question_attributes", ["qid", "attribute", "value", "language"], attributes),
    ]


def question_row(survey: Survey, question: Question, qid: str, title: str, changes: Cells) -> Cells:
    """One row of the table of questions, which also holds the subquestions."""
    return {
        "qid": qid,
        "parent_qid": "0",
        "sid": survey.sid,
        "gid": str(question.gid),
        "type": question.type,
        "title": title,
        "preg": "",
        "other": "Y" if question.other else "N",
        "mandatory": "Y" if question.mandatory else "N",
        "encrypted": "N",
        "question_order": str(question.order),
        "scale_id": "0",
        "same_default": "0",
        "relevance": question.relevance,
        "question_theme_name": THEMES[question.type],
        "same_script": "0",
        **changes,
    }
