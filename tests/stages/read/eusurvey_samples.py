"""An invented survey of a town library as EUSurvey exports it: sheets with and without assigned values, XML."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

TITLES = {
    "P1": {"EN": "Which services do you use?", "DE": "Welche Angebote nutzen Sie?"},
    "P2": {"EN": "What do you miss in the reading room?", "DE": "Was fehlt Ihnen im Lesesaal?"},
    "P3": {"EN": "Which other services?", "DE": "Welche anderen Angebote?"},
    "P4": {"EN": "Are you a member?", "DE": "Sind Sie Mitglied?"},
    "P5": {"EN": "Why not?", "DE": "Warum nicht?"},
    "P6": {"EN": "How satisfied are you?", "DE": "Wie zufrieden sind Sie?"},
    "P7": {"EN": "Your visits", "DE": "Ihre Besuche"},
    "P8": {"EN": "What matters most?", "DE": "Was ist am wichtigsten?"},
    "P9": {"EN": "What else would you like to say?", "DE": "Was möchten Sie noch sagen?"},
    "P10": {"EN": "Your e-mail address", "DE": "Ihre E-Mail-Adresse"},
}
TYPES = {
    "P1": "Multiple Choice", "P2": "Free Text", "P3": "Free Text", "P4": "Single Choice", "P5": "Free Text",
    "P6": "Matrix", "P7": "Table", "P8": "Ranking", "P9": "Free Text", "P10": "E-mail",
}  # fmt: skip
OPTIONS = {
    "P1": {
        "ID1": {"EN": "Books; also films", "DE": "Bücher; auch Filme"},
        "ID2": {"EN": "Reading room", "DE": "Lesesaal"},
        "ID3": {"EN": "Other", "DE": "Andere"},
    },
    "P4": {"ID4": {"EN": "Yes", "DE": "Ja"}, "ID5": {"EN": "No", "DE": "Nein"}},
    "P6": {"ID6": {"EN": "happy", "DE": "froh"}, "ID7": {"EN": "unhappy", "DE": "unfroh"}},
    "P7": {"C1": {"EN": "Purpose", "DE": "Zweck"}, "C2": {"EN": "Wish", "DE": "Wunsch"}},
    "P8": {
        "ID8": {"EN": "Quiet", "DE": "Ruhe"},
        "ID9": {"EN": "Light", "DE": "Licht"},
        "ID10": {"EN": "Warmth", "DE": "Wärme"},
    },
}
ROWS = {
    "P6": {"R1": {"EN": "Opening hours", "DE": "Öffnungszeiten"}, "R2": {"EN": "Staff", "DE": "Personal"}},
    "P7": {"R3": {"EN": "on weekdays", "DE": "werktags"}, "R4": {"EN": "on Sundays", "DE": "sonntags"}},
}
OPENS = {"ID2": "P2", "ID3": "P3", "ID5": "P5"}
TRAILING = ["Contribution ID", "User Name", "Creation Date", "Last Update", "Languages"]
DATES = [dt.datetime.fromisoformat(f"2026-03-0{day}") for day in ("1 10:10", "2 09:00", "3 08:30")]
IDS = [f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2, 3)]
ANSWERS: list[dict[str, Any]] = [
    {
        "P1": ["ID1", "ID2"], "P2": "More tables; and quieter ones", "P4": ["ID4"], ("P6", "R1"): ["ID6"],
        ("P6", "R2"): ["ID7"], ("P7", "R3", "C1"): "to read", ("P7", "R4", "C2"): "open at noon", "P8": ["ID9", "ID8"],
        "P9": "Thank you &amp; goodbye", "P10": "a@example.org",
    },
    {
        "P1": ["ID3"], "P3": "The garden", "P4": ["ID5"], "P5": "Too far away", ("P6", "R1"): ["ID6"],
        "P8": ["ID8", "ID9"],
    },
    {"P1": ["ID1", "ID2", "ID3"], "P4": ["ID4"], ("P6", "R1"): ["ID7"], ("P6", "R2"): ["ID7"], "P9": "No"},
]  # fmt: skip


def places() -> list[Any]:
    """The columns: a question, question and row, or question, row and column."""
    found: list[Any] = []
    for code, kind in TYPES.items():
        if kind == "Matrix":
            found += [(code, row) for row in ROWS[code]]
        elif kind == "Table":
            found += [(code, row, column) for row in ROWS[code] for column in OPTIONS[code]]
        else:
            found.append(code)
    return found


def heading(place: Any, language: str, *, assigned: bool) -> str:
    """What a sheet calls a column."""

    def coded(text: str, code: str) -> str:
        return f"{text} ({code})" if assigned else text

    if isinstance(place, str):
        return coded(TITLES[place][language], place)
    title, row = TITLES[place[0]][language], ROWS[place[0]][place[1]][language]
    if len(place) == 2:
        return coded(f"{title}: {row}", place[1])
    column = OPTIONS[place[0]][place[2]][language]
    return f"{title} {coded(row, place[1])}:{coded(column, place[2])}"


def cell(place: Any, answer: Any, language: str, *, assigned: bool, between: str = "; ") -> str:
    """What a sheet says in a cell."""
    if not isinstance(answer, list):
        return answer or ""
    options = OPTIONS[place if isinstance(place, str) else place[0]]
    return between.join(options[key][language] + (f"({key})" if assigned else "") for key in answer)


def table(
    answers: Sequence[dict[str, Any]] = ANSWERS, language: str = "EN", *, assigned: bool = False, between: str = "; "
) -> list[list[Any]]:
    """The headings and rows of a sheet."""
    rows: list[list[Any]] = [[heading(place, language, assigned=assigned) for place in places()] + TRAILING]
    for number, answer in enumerate(answers):
        said = [cell(p, answer.get(p), language, assigned=assigned, between=between) for p in places()]
        rows.append(
            [*said, IDS[number % 3][:-2] + f"{number + 1:02}", "Anonymous", DATES[number % 3], DATES[number % 3], "EN"]
        )
    return rows


def write_xlsx(path: Path, rows: list[list[Any]], wide: int = 0) -> Path:
    """A workbook with one sheet, or with a sheet every `wide` columns."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    wide = wide or max(len(rows[0]), 1)
    for number, start in enumerate(range(0, max(len(rows[0]), 1), wide)):
        sheet = book.create_sheet(f"Content{number or ''}")
        sheet.append(["Alias", "library"])
        sheet.append(["Export Date", dt.datetime.fromisoformat("2026-03-09 12:00")])
        for place, row in enumerate(rows, start=4):
            for column, value in enumerate(row[start : start + wide], start=1):
                if value not in {None, ""}:
                    sheet.cell(place, column, value)
    book.save(path)
    return path


def write_ods(path: Path, rows: list[list[Any]]) -> Path:
    """The smallest OpenDocument sheet."""
    top: list[list[Any]] = [["Alias", "library"], ["Export Date", "2026-03-09 12:00:00"], [""]]
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in [*top, *rows]
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Content">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0" encoding="UTF-8"?><manifest/>')
        archive.writestr("content.xml", content)
    return path


def build_xml(answers: Sequence[dict[str, Any]] = ANSWERS, *, opens: dict[str, str] = OPENS) -> str:
    """XML results: the elements in English and German, and the contributions."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<Results create="2026-03-09_12-00-00">']
    parts.append('<Survey id="7" uid="u7" alias="library">')
    parts += [_elements(language, opens) for language in ("EN", "DE")]
    parts.append("</Survey><Answers>")
    for number, answer in enumerate(answers):
        stamp = DATES[number % 3].strftime("%Y-%m-%d_%H-%M-%S")
        parts.append(
            f'<AnswerSet id="{IDS[number % 3][:-2]}{number + 1:02}" create="{stamp}" last="{stamp}" list="{number}" '
            'lang="EN" user="Anonymous" invitation="">'
        )
        parts += [_answer(place, said) for place, said in answer.items()]
        parts.append("</AnswerSet>")
    return "".join([*parts, "</Answers></Results>"])


def _elements(language: str, opens: dict[str, str]) -> str:
    parts = [f'<Elements lang="{language}">', _tag("Section", "S1", "Section", "Your library")]
    for code, kind in TYPES.items():
        title = {"Matrix": "MatrixTitle", "Table": "TableTitle"}.get(kind, "Question")
        parts.append(_tag(title, code, kind, f"<p>{TITLES[code][language]}</p>", code))
        row, option = {"Matrix": ("MatrixQuestion", "MatrixAnswer"), "Table": ("TableQuestion", "TableAnswer")}.get(
            kind, ("", "RankingItem" if kind == "Ranking" else "Answer")
        )
        sort = "Single Choice Matrix Question" if kind == "Matrix" else "Table Question"
        parts += [_tag(row, key, sort, text[language], key) for key, text in ROWS.get(code, {}).items()]
        parts += [
            _tag(option, key, "Choice Answer", text[language], key, opens.get(key, ""))
            for key, text in OPTIONS.get(code, {}).items()
        ]
    return "".join([*parts, "</Elements>"])


def _tag(tag: str, key: str, kind: str, text: str, code: str = "", opens: str = "") -> str:
    more = f" bid={quoteattr(code)}" if code else ""
    more += f" dependentElements={quoteattr(opens)}" if opens else ""
    return f"<{tag} id={quoteattr(key)} type={quoteattr(kind)}{more}>{escape(text)}</{tag}>"


def _answer(place: Any, said: Any) -> str:
    question = place if isinstance(place, str) else place[1]
    if isinstance(said, list) and TYPES[place if isinstance(place, str) else place[0]] != "Ranking":
        return "".join(f'<Answer qid="{question}" aid="{key}"/>' for key in said)
    text = ";".join(said) if isinstance(said, list) else escape(said)
    column = f' aid="{place[2]}"' if not isinstance(place, str) and len(place) == 3 else ""
    return f'<Answer qid="{question}"{column}>{text}</Answer>'
