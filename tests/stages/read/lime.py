"""Builders of small invented LimeSurvey surveys: structure, CSV and archive."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd

from textmine import tables
from textmine.stages.read import ReadSettings, Survey, read

Q = dict[str, Any]


def question(code: str, kind: str, text: str | dict[str, str] = "", **more: Any) -> Q:
    """A question: subs, cols and answers are {code: wording}, a wording is a text or {language: text}."""
    return {"code": code, "type": kind, "text": text or code, **more}


def _table(name: str, rows: list[dict[str, str | None]]) -> str:
    cells = (
        "<row>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in row.items() if v is not None) + "</row>" for row in rows
    )
    return f"<{name}><rows>{''.join(cells)}</rows></{name}>"


def _texts(text: str | dict[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    return text if isinstance(text, dict) else dict.fromkeys(languages, text)


def build_lss(
    questions: list[Q], languages: tuple[str, ...] = ("en",), *, old: bool = False, described: str = ""
) -> bytes:
    """A structure; `old` writes it as versions before 4 did, each row once a language."""
    out: dict[str, list[dict[str, str | None]]] = {
        name: []
        for name in ("questions", "subquestions", "question_l10ns", "answers", "answer_l10ns", "question_attributes")
    }

    def add(name: str, row: dict[str, str | None], key: str, column: str, text: str | dict[str, str]) -> None:
        texts = _texts(text, languages)
        if old:
            out[name] += [row | {column: wording, "language": language} for language, wording in texts.items()]
            return
        out[name].append(row)
        l10ns = "answer_l10ns" if name == "answers" else "question_l10ns"
        out[l10ns] += [{key: row[key], column: wording, "language": language} for language, wording in texts.items()]

    answer_id = 0
    for position, q in enumerate(questions, start=1):
        base = {"sid": "9", "gid": q.get("gid", "1"), "type": q["type"], "preg": q.get("preg")}
        row = base | {"qid": str(position), "parent_qid": "0", "title": q["code"], "question_order": str(position)}
        add("questions", row | {"other": q.get("other", "N")}, "qid", "question", q["text"])
        for scale, items in enumerate((q.get("subs", {}), q.get("cols", {}))):
            for order, (code, text) in enumerate(items.items(), start=1):
                sub = base | {"qid": f"{position}{scale}{order}", "parent_qid": str(position), "title": code}
                add(
                    "subquestions",
                    sub | {"scale_id": str(scale), "question_order": str(order)},
                    "qid",
                    "question",
                    text,
                )
        for order, (code, text) in enumerate(q.get("answers", {}).items()):
            answer_id += 1
            answer = {
                "aid": str(answer_id),
                "qid": str(position),
                "code": code,
                "sortorder": str(order),
                "scale_id": "0",
            }
            add("answers", answer, "aid", "answer", text)
    groups = [{"gid": g, "group_order": g} for g in sorted({q.get("gid", "1") for q in questions})]
    names = [{"gid": g["gid"], "group_name": f"Part {g['gid']}", "language": languages[0]} for g in groups]
    survey = [{"sid": "9", "language": languages[0], "attributedescriptions": described}]
    settings = [{"surveyls_language": languages[0], "surveyls_title": "An <b>invented</b> survey"}]
    body = "".join(_table(name, rows) for name, rows in out.items() if rows)
    body += _table("groups", groups) + _table("group_l10ns", names)
    body += _table("surveys", survey) + _table("surveys_languagesettings", settings)
    listed = "".join(f"<language>{code}</language>" for code in reversed(languages))
    head = "<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>1</DBVersion>"
    return f"<document>{head}<languages>{listed}</languages>{body}</document>".encode()


def build_csv(headings: list[str], rows: list[list[str]], separator: str = ",") -> bytes:
    """A CSV as LimeSurvey writes it: byte order mark, everything quoted, CRLF, a blank line at the end."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([headings, *rows])
    return ("\ufeff" + out.getvalue() + "\r\n").encode()


def build_lsa(path: Path, lss: bytes, fields: list[str], rows: list[list[str | None]], participants: str = "") -> Path:
    """An archive; None in a row is NULL."""
    tags = [("_" + field if field[0].isdigit() else field).replace("#", "-") for field in fields]
    body = "".join(
        "<row>" + "".join(f"<{t}>{escape(v)}</{t}>" for t, v in zip(tags, row, strict=True) if v is not None) + "</row>"
        for row in rows
    )
    names = "".join(f"<fieldname>{field}</fieldname>" for field in fields)
    responses = f"<responses><fields>{names}</fields><rows>{body}</rows></responses>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("survey_9.lss", lss)
        archive.writestr("survey_9_responses.lsr", f"<document>{responses}</document>")
        if participants:
            archive.writestr("survey_9_tokens.lst", f"<document>{participants}</document>")
    return path


def whole(survey: Survey, size: int = 1000) -> dict[str, pd.DataFrame]:
    """All tables of a survey, each checked against its declaration."""
    parts = list(survey.batches(size))
    found = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    found |= {"questions": survey.questions, "options": survey.options}
    return {name: tables.check(name, data) for name, data in found.items()}


def survey(
    folder: Path,
    headings: list[str],
    rows: list[list[str]],
    questions: list[Q] | None = None,
    *,
    settings: ReadSettings | None = None,
    languages: tuple[str, ...] = ("en",),
    separator: str = ",",
) -> Survey:
    """Write a CSV, and a structure when there are questions, and read them."""
    export = folder / "export.csv"
    export.write_bytes(build_csv(headings, rows, separator))
    structure = None
    if questions is not None:
        structure = folder / "given.lss"
        structure.write_bytes(build_lss(questions, languages))
    return read(export, structure=structure, settings=settings)


def tuples(data: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of a table as tuples, missing values as None."""
    part = data[list(columns)].astype(object)
    return [tuple(None if pd.isna(value) else value for value in row) for row in part.to_numpy()]
