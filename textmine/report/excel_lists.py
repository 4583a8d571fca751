"""The sheets of comments: quotes, themes by option, every verbatim, and what a person is to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textmine.report.excel_sheet import Link, cut, heads, lists, new
from textmine.report.listing import REVIEW, VERBATIM, review_rows, themes_by_option, verbatim_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.report.excel_sheet import Formats
    from textmine.report.model import QuoteBlock, Report

__all__ = ["write"]

_QUOTE = ("Section", "About", "Text", "Respondent", "Group", "Question", "Option", "Language")
_WIDTHS = {"Text": 80, "Section": 34, "About": 34, "Question": 36, "Option": 32, "Comment": 18, "Group": 18}
_WIDTHS |= {"Language": 10, "Status": 11, "Respondent": 12, "Words": 50}
_WIDTH = 28  # of any other column, in characters
_READ = (
    "About",
    "Text",
    "Themes",
    "Theme to decide",
    "Words",
)  # columns that are read; the others say where they come from
_UPRIGHT = 150  # height of a heading that stands upright, in points
_NARROW = 6.5  # width of a column of counts


def write(workbook: Any, formats: Formats, report: Report, quotes: Sequence[tuple[str, QuoteBlock]]) -> Iterator[Link]:
    """Write the sheets that the report has something for, and say what they hold."""
    if crossed := _crossed(workbook, formats, report):
        yield crossed
    rows = (
        (heading, block.about, each.text, each.respondent, each.group, each.question, each.option, each.language)
        for heading, block in quotes
        for each in block.quotes
    )
    listed = (
        ("Quotes", "The quotes of the report", _QUOTE, rows),
        (
            "Verbatims",
            "Every comment as it may leave the run folder",
            _with_groups(VERBATIM, report),
            verbatim_rows(report),
        ),
        ("Review", _TO_DECIDE, _with_groups(REVIEW, report), review_rows(report)),
    )
    for name, holds, columns, found in listed:
        wide = [(column, _WIDTHS.get(column, _WIDTH), column in _READ) for column in columns]
        for sheet, number in lists(workbook, formats, name, wide, found):
            yield Link(sheet, holds, sheet, 0, number)


_TO_DECIDE = (
    "Codings that the machine is not sure of, for a person to decide; "
    "`textmine codebook DIR --sheet --draw next` writes a sheet that can be given back"
)


def _with_groups(columns: tuple[str, ...], report: Report) -> tuple[str, ...]:
    return (*columns[:2], *report.by, *columns[2:])


def _crossed(workbook: Any, formats: Formats, report: Report) -> Link | None:
    """Themes by option: respondents who commented on the option, and of them those who say a theme."""
    crossed = themes_by_option(report)
    if not crossed.themes:
        return None
    name = "Themes by option"
    sheet = new(workbook, name, heads=1)
    sheet.set_row(0, _UPRIGHT)
    heads(sheet, formats.head, 0, (("Question", _WIDTHS["Question"]), ("Option", 50)))
    sheet.set_column(2, 2 + len(crossed.themes), _NARROW)
    for column, theme in enumerate(("Commented (base)", *crossed.themes), start=2):
        sheet.write_string(0, column, cut(theme), formats.head_upright)
    for row, (question, option, base, counts) in enumerate(crossed.rows, start=1):
        sheet.write_string(row, 0, cut(question), formats.plain)
        sheet.write_string(row, 1, cut(option), formats.plain)
        for column, count in enumerate((base, *counts), start=2):
            sheet.write_number(row, column, count, formats.crossed)
    if crossed.rows:
        shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB8DA"}
        sheet.conditional_format(1, 3, len(crossed.rows), 2 + len(crossed.themes), shades)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(crossed.rows), 2 + len(crossed.themes))
    return Link(name, "Respondents who say a theme in their comment on an option", name, 0, len(crossed.rows))
