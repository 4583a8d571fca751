"""Files that LimeSurvey writes and that are not read: what they are, and which export to choose instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from textmine.stages.read.sniff import Head

__all__ = ["refusal"]

_DOCUMENT = re.compile(r"<LimeSurveyDocType>(\w+)<")
_DOCUMENTS = {
    "Responses": "the responses of an archive without their structure",
    "Timings": "the timings of an archive",
    "Tokens": "the participants of an archive",
    "Group": "a group of questions without answers",
    "Question": "a question without answers",
    "Label": "a set of labels without answers",
}
_R = re.compile(r"data <- read\.csv\(")
_SPSS_SYNTAX = re.compile(r"GET DATA|\*\$Rev: ")
_INSTEAD = {
    "the responses of an archive without their structure": "Give the archive (.lsa) that this file is a part of.",
    "syntax of R": "Give the data file (.csv) that was exported with it.",
}


def refusal(head: Head) -> TextmineError | None:
    """The error for a file that LimeSurvey writes and that is not read; None for any other file."""
    what = _what(head)
    if not what:
        return None
    return TextmineError(
        f"{head.path.name} is {what}, as LimeSurvey exports it, which is not read.",
        expected="an export of LimeSurvey that holds the answers: .csv, .json, .xlsx, a VV file or an archive (.lsa)",
        hint=_INSTEAD.get(
            what,
            "In LimeSurvey: Display/Export > Survey archive (.lsa), or Export responses > CSV with question codes.",
        ),
    )


def _what(head: Head) -> str:
    """What a file is that is not read; "" when it is none."""
    first = head.rows[0][0] if head.rows and head.rows[0] else ""
    if head.kind == "text":
        if _R.match(first):
            return "syntax of R"
        if any(_SPSS_SYNTAX.match(row[0]) for row in head.rows if row):
            return "syntax of SPSS"
        return "data for SPSS without headings" if head.path.suffix.casefold() == ".dat" else ""
    if head.kind == "html":
        page = "data-sid=" in head.start or head.path.suffix.casefold() == ".doc"
        return "a document to be read by people" if page else ""
    if head.kind == "xml" and (found := _DOCUMENT.search(head.start)):
        return _DOCUMENTS.get(found[1], "")
    return "data for Stata as XML" if head.kind == "xml" and _is_stata(head.start) else ""


def _is_stata(start: str) -> bool:
    return start.lstrip("\ufeff").startswith("<?xml") and "<ds_format>" in start and "<dta>" in start
