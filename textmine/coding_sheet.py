"""A run -> a sheet in which people code; `stages.read.coded.labels` reads it back.

A row is a segment that states something, a column a theme. Coding is blind unless asked otherwise:
who sees what the machine says tends to agree with it. Rows are drawn in one of two ways:

- at random: all segments of respondents who come first in a random order. They tell how often the
  machine is wrong, and from them the shares of the themes can be corrected (`stages.prevalence`);
- next: what the machine is least sure of, which says nothing of how frequent a theme is.

Texts leave the run folder here the way of `textmine.privacy`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import grids, privacy
from textmine.codebook import heading
from textmine.files import write_atomically
from textmine.handcoding import words_key
from textmine.selection import DRAWS, Draw, select
from textmine.stages.read.coded.labels import COLUMNS, DONE, NO, ROW, YES, themes_key
from textmine.wordings import Wordings

if TYPE_CHECKING:
    import pandas as pd

    from textmine.grids import Formats

__all__ = ["DRAWS", "CodingSheet", "Draw", "dump", "sheet"]

_WIDTHS = {"segment": 60, "option": 26, "question": 30, "comment": 40, "machine": 26, "coder": 10, "done": 6}
_WIDTHS |= {"notes": 26, "comment_id": 18}
_THEME_WIDTH = 5.5
_HEAD = 170  # height of the heading in points: the names of themes stand upright
_LINE = 13.5  # height of a line of text in points
_TALL = ("segment", "option", "comment")  # columns that rows are made high enough for; long questions are cut
_EDITED = {"coder", "done", "notes"}
_BOOK = {"theme_id": 22, "label": 28, "kind": 14, "parent": 18, "definition": 50, "include": 40, "exclude": 40}
_BOOK |= {"examples": 60}
_LISTS = {"include", "exclude", "examples"}
_READ_ME = f"""\
Read the words under "segment" in the light of the question and the option, and write yes under every theme they say.
The sheet "codebook" says what belongs to a theme. A segment can say several themes, or none.
done: {DONE} on every row that you coded. That is how "none of the themes" differs from "not looked at": a row without \
any yes and without {DONE} was not looked at, and is left out.
coder: who coded the row; empty means the name of the file. Two people code two copies, each without seeing the other's.
notes: for yourself; nothing reads them. Write there what is missing in the codebook.
comment: the whole comment where the segment is only a part of it.
Delete no column and change no words; hide what you do not need. Sorting and filtering whole rows is fine.
Rows in random order: code them from the top, and leave none out because it is hard. The shares of the themes can \
then be corrected by what you found.
Save it, then: textmine run EXPORT --labels FILE; and textmine score DIR tells how well the machine agrees with you.
"""


@dataclass(frozen=True)
class CodingSheet:
    """A sheet to be written.

    Attributes:
        rows: Cells by the columns of `labels.COLUMNS`, a row a segment.
        themes: Rows of the table `themes`, a column each, in their order.
        respondents: How many respondents the rows come from.
        frame: How many they were drawn from.
    """

    rows: list[dict[str, str]]
    themes: list[dict[str, Any]]
    respondents: int
    frame: int


def sheet(
    run: Mapping[str, pd.DataFrame],
    draw: Draw,
    *,
    coder: str = "",
    show_codes: bool = False,
    keep_personal_data: bool = False,
) -> CodingSheet:
    """The rows of a sheet, segments of one respondent together.

    Args:
        run: Table name to frame.
        draw: Which segments, and how many.
        coder: Who will code; what this coder, or without a name anybody, coded before is left out.
        show_codes: Whether the machine's codes are shown.
        keep_personal_data: Whether comments stand as written, and under their ids.
    """
    chosen = select(run, draw, coder)
    themes = _columns(run["themes"])
    texts = dict(zip(run["texts"]["comment_id"], run["texts"]["text"], strict=True))
    hidden = {} if keep_personal_data else privacy.hidden(run)
    names = privacy.pseudonyms(run["respondents"]["respondent_id"])
    asked = run["comments"].set_index("comment_id")[["respondent_id", "question_id", "row_id", "option_id"]]
    wordings = Wordings(run["questions"], run["options"])
    codes = _codes(run, chosen.segments) if show_codes else {}
    key = themes_key(theme["theme_id"] for theme in themes)
    rows = []
    for segment in chosen.segments.itertuples():
        comment_id, start, end = str(segment.comment_id), int(segment.start), int(segment.end)
        who, question, row_id, option_id = asked.loc[comment_id]
        public = comment_id if keep_personal_data else names[who] + comment_id[len(who) :]
        text, spans = texts[comment_id], hidden.get(comment_id, ())
        said = grids.printable(privacy.redacted(text, start, end, spans).strip())
        whole = privacy.redacted(text, 0, len(text), spans)
        # No digest of what is hidden: it could be guessed.
        secret = any(first < end and last > start for first, last, _ in spans)
        stands = {"comment": privacy.comment_key(comment_id), "id": public, "start": start, "end": end}
        stands |= {
            "draw": draw.name,
            "words": "" if secret else words_key(text[start:end]),
            "shown": words_key(said),
            "themes": key,
        }
        rows.append(
            {
                "segment": said,
                "option": wordings.option(question, row_id, option_id),
                "question": wordings.question(question),
                "comment": whole if whole.strip() != said else "",
                "machine": ", ".join(codes.get(str(segment.segment_id), ())),
                "coder": coder,
                "comment_id": public,
                ROW: json.dumps(stands, ensure_ascii=False),
            }
        )
    return CodingSheet(rows, themes, chosen.respondents, chosen.frame)


def _columns(themes: pd.DataFrame) -> list[dict[str, Any]]:
    """The themes that are coded: not those that only stand above others."""
    parents = set(themes["parent"])
    above = themes["theme_id"].isin(parents) & themes[["keywords", "include", "examples"]].eq("[]").all(axis=1)
    return [{str(name): value for name, value in row.items()} for row in themes[~above].to_dict("records")]


def _codes(run: Mapping[str, pd.DataFrame], segments: pd.DataFrame) -> dict[str, list[str]]:
    """Segment -> the labels of its themes, with a question mark where the machine leaves it to people."""
    labels = dict(zip(run["themes"]["theme_id"], run["themes"]["label"], strict=True))
    codings = run["codings"]
    codings = codings[codings["segment_id"].isin(set(segments["segment_id"])) & (codings["decision"] != NO)]
    found: dict[str, list[str]] = {}
    for segment, theme, decision in zip(codings["segment_id"], codings["theme_id"], codings["decision"], strict=True):
        found.setdefault(segment, []).append(labels[theme] + ("" if decision == YES else " ?"))
    return found


def dump(made: CodingSheet, path: Path) -> None:
    """Write a sheet, the same bytes for the same rows: a workbook with the codebook beside it, or a CSV file.

    Raises:
        TextmineError: the suffix is another, the rows are too many for it, or there is no such folder.
    """
    grids.check_writable(path, len(made.rows), "segments")
    headings = [heading(theme["label"], theme["theme_id"]) for theme in made.themes]
    at = COLUMNS.index("notes")
    columns = [*COLUMNS[:at], *headings, *COLUMNS[at:]]
    if not any(row["machine"] for row in made.rows):
        columns.remove("machine")
    cells = [[grids.printable(row.get(name, "")) for name in columns] for row in made.rows]
    with write_atomically(path) as part:
        if path.suffix.casefold() == ".csv":
            grids.write_csv([columns, *cells], part)
            return
        with grids.workbook(part, "Coding sheet") as book:
            _page(book, columns, cells, set(headings))
            _codebook(book, made.themes)
            book.lines("how to", _READ_ME)


def _page(book: Formats, columns: Sequence[str], rows: Sequence[Sequence[str]], themes: set[str]) -> None:
    """The sheet to code in: words on the left, a narrow column a theme, coloured where something is to be written."""
    page = book.book.add_worksheet("coding")
    look = {"bottom": 1, "bottom_color": "#C9D1D9", "left": 1, "left_color": "#E3E7EB"}
    head = {"bold": True, "bottom": 1, "bg_color": "#EEF2F5", "text_wrap": True}
    for column, name in enumerate(columns):
        edited = name in themes or name in _EDITED
        shade = look | ({"bg_color": "#FFF6DC"} if edited else {})
        shade |= {"align": "center"} if name in themes or name == "done" else {"text_wrap": True}
        width = _THEME_WIDTH if name in themes else _WIDTHS.get(name, 10)
        page.set_column(column, column, width, None, {"hidden": name == ROW})
        upright = {"rotation": 90, "valign": "bottom"} if name in themes else {"valign": "bottom"}
        page.write_string(0, column, name, book.look(**head, **upright))
        for row, cells in enumerate(rows, start=1):
            if cells[column]:
                page.write_string(row, column, cells[column], book.look(**shade))
            else:
                page.write_blank(row, column, None, book.look(**shade))
        if rows and (name in themes or name == "done"):
            choice = {"validate": "list", "source": [YES if name in themes else DONE], "error_type": "warning"}
            page.data_validation(1, column, len(rows), column, choice)
        if rows and name in themes:
            mark = book.book.add_format({"bg_color": "#BFE3C6"})
            page.conditional_format(
                1, column, len(rows), column, {"type": "cell", "criteria": "==", "value": f'"{YES}"', "format": mark}
            )
    page.set_row(0, _HEAD)
    for row, cells in enumerate(rows, start=1):
        page.set_row(row, _LINE * _lines(columns, cells))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _lines(columns: Sequence[str], cells: Sequence[str]) -> int:
    """How many lines a row needs; said in the file, as programs that open it do not measure wrapped text alike."""
    text = dict(zip(columns, cells, strict=True))
    wanted = [sum(-(-max(1, len(line)) // _WIDTHS[name]) for line in text[name].splitlines()) for name in _TALL]
    return min(12, max(1, *wanted))


def _codebook(book: Formats, themes: Sequence[Mapping[str, Any]]) -> None:
    """The themes with what belongs to them, a row a theme."""
    page = book.book.add_worksheet("codebook")
    for column, (name, width) in enumerate(_BOOK.items()):
        page.set_column(column, column, width)
        page.write_string(0, column, name, book.look(bold=True, bottom=1, bg_color="#EEF2F5"))
    for row, theme in enumerate(themes, start=1):
        cells = ["; ".join(json.loads(theme[name])) if name in _LISTS else str(theme[name]) for name in _BOOK]
        for column, cell in enumerate(cells):
            page.write_string(row, column, grids.printable(cell), book.look(text_wrap=True, bottom=1))
        page.set_row(
            row, _LINE * max(-(-len(cell) // width) for cell, width in zip(cells, _BOOK.values(), strict=True))
        )
    page.freeze_panes(1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
