"""The golden table of `test_read_golden` from every file that LimeSurvey writes responses to, and the refused ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lime import whole
from test_read_golden import FOLDER, Record, codes, golden, long, project, same, short

from textmine.errors import TextmineError
from textmine.stages.read import read
from textmine.stages.read.platforms.limesurvey.lss import parse

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the data sets beside the checkout are not there")


def trimmed(records: list[Record]) -> list[Record]:
    """VV and SPSS: nothing is left of a comment of blanks."""
    return [r | {"comment": r["comment"].strip()} for r in records]


def spss(records: list[Record]) -> list[Record]:
    """SPSS: nor is it known what was shown, and a date at midnight is one without a time."""
    return [r | {"value_code": r["value_code"].removesuffix(" 00:00:00")} for r in short(trimmed(records))]


def full_json(records: list[Record]) -> list[Record]:
    """Full answers in JSON: null where a choice or a number was not shown, but "" in other cells, too."""
    null = {"L", "O", "N"}
    return [
        before if before["question_type"] in null and before["shown"] == "false" else after
        for before, after in zip(records, long(records), strict=True)
    ]


FILES: list[tuple[str, Callable[[list[Record]], list[Record]]]] = [
    ("rc2_json_en_all_code_short.json", same),
    ("rc2_json_en_all_full_long.json", full_json),
    ("rc2_xls_en_all_code_short.xlsx", short),
    ("rc2_xls_en_all_full_long.xlsx", long),
    ("gui_xlsx_full_long.xlsx", long),
    ("vvexport_v1_paren.csv", trimmed),
    ("vvexport_v2_paren.csv", trimmed),
    ("vvexport_v2_dash.csv", trimmed),
    ("vvexport_v2_newline.csv", trimmed),
    ("export_spsssav.sav", spss),
]


@pytest.mark.parametrize(("name", "loses"), FILES, ids=[name for name, _ in FILES])
def test_every_container_gives_the_golden_table(name: str, loses: Callable[[list[Record]], list[Record]]) -> None:
    found = whole(read(FOLDER / name, structure=FOLDER / "structure.lss"))
    records = project(found, _codes())
    actual = [r | {"text": r["text"].replace("\r\n", "\n")} for r in records]  # XML, CSV: no carriage return
    expected = loses(golden())
    assert len(actual) == len(expected)
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours == theirs


def _codes() -> dict[str, str]:
    """The code of each heading: database column, expression-manager code or wording."""
    columns = parse((FOLDER / "structure.lss").read_bytes(), FOLDER / "structure.lss").columns
    named = {name: column.heading for column in columns for name in (*column.fields, column.em)}
    return codes("rc2_csv_en_all_full_long.csv") | named


@pytest.mark.parametrize(
    "name",
    [
        "export_stataxml.xml",
        "rc2_doc_en_all_code_short.doc",
        "rc2_html_en_all_code_short.html",
        "rc2_html_en_all_full_long.html",
        "rc2_rsyntax_en_all_code_short.R",
        "spss_dat.dat",
        "spss_sps.sps",
    ],
)
def test_what_is_not_read_is_known_for_what_it_is(name: str) -> None:
    with pytest.raises(TextmineError, match="as LimeSurvey exports it, which is not read") as caught:
        read(FOLDER / name)
    assert ".csv" in caught.value.hint or ".lsa" in caught.value.hint
