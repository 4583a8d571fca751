"""Real exports, unedited: each runs to the report, and no comment of any is lost.

They lie beside the checkout on some machines and are no part of the project.
"""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from helpers import DEMO, REAL

from textmine import pipeline
from textmine.tables import TABLES

EXPORTS = {
    "demo": (DEMO, None),
    "generated": (REAL / "exports/limesurvey/generated_ls6/survey_archive.lsa", None),
    "xphi": (REAL / "xphi_limesurvey_comments/public_text.csv", REAL / "xphi_limesurvey_comments/survey.lss"),
    "artifact": (REAL / "artifact_survey/results-survey54231.csv", None),
}


def _cells(path):
    """Column -> its non-empty cells, by the csv and zipfile modules alone."""
    if path.suffix == ".lsa":
        from lxml import etree

        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith("_responses.lsr"))
            root = etree.fromstring(archive.read(name))
        rows = [{cell.tag: cell.text or "" for cell in row} for row in root.iter("row")]
        heads = sorted({head for row in rows for head in row})
        return {head: [row[head] for row in rows if row.get(head)] for head in heads}
    text = (path / "export.csv" if path.is_dir() else path).read_text("utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    heads, *rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    return {head: [row[i] for row in rows if row[i]] for i, head in enumerate(heads)}


@pytest.fixture(scope="module", params=EXPORTS)
def survey(request, tmp_path_factory):
    path, structure = EXPORTS[request.param]
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the checkout")
    if request.param == "demo":
        return path, request.getfixturevalue("demo")
    return path, pipeline.run(path, tmp_path_factory.mktemp(request.param) / "out", structure=structure)


def test_the_run_is_whole(survey):
    _, run = survey
    assert set(run) == set(TABLES)
    for name in pipeline.REPORTS:
        assert (run.path / name).stat().st_size > 1000


def test_every_comment_of_the_export_has_a_status(survey):
    path, run = survey
    comments, texts = run["comments"], run["texts"]
    assert list(texts["comment_id"]) == list(comments["comment_id"])
    assert set(texts["status"]) <= {"ok", "blank", "no_answer", "see_other", "unreadable"}
    assert set(comments["raw"]) <= {cell for cells in _cells(path).values() for cell in cells}


def test_every_non_empty_comment_cell_is_a_comment(survey):
    path, run = survey
    comments = run["comments"]
    kinds = dict(zip(run["questions"]["question_id"], run["questions"]["native_type"]))
    read = comments.groupby("source_column")["raw"].agg(sorted).to_dict()
    expected = {}
    for head, cells in _cells(path).items():
        if path.suffix == ".lsa":
            # Field names there; hold the values of each comment field against all that was read.
            if head.endswith("comment"):
                assert set(cells) <= set(comments["raw"]), head
            continue
        question, _, rest = head.rstrip("]").partition("[")
        asks_text = kinds.get(question, "") in {"S", "T", "U", "Q", ";"} and not rest.startswith("other")
        if rest.endswith("comment") or asks_text or head in read:
            expected[head] = sorted(cells)
    if path.suffix != ".lsa":
        assert {head: cells for head, cells in expected.items() if cells} == read


def test_every_comment_can_be_followed_to_its_cell(survey):
    path, run = survey
    if path.suffix == ".lsa":
        pytest.skip("the cell of an archive is a field of its XML")
    file = path / "export.csv" if path.is_dir() else path
    text = file.read_bytes().decode("utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heads = next(reader)
    rows = {number: dict(zip(heads, row)) for number, row in enumerate(reader, start=2)}
    for comment in run["comments"].itertuples():
        assert rows[comment.source_row][comment.source_column] == comment.raw


def test_every_span_says_what_it_says(survey):
    _, run = survey
    text = dict(zip(run["texts"]["comment_id"], run["texts"]["text"]))
    for mention in run["mentions"].itertuples():
        assert text[mention.comment_id][mention.start : mention.end] == mention.surface
    for quote in run["quotes"].itertuples():
        assert text[quote.comment_id][quote.start : quote.end].strip()


def test_no_count_exceeds_its_base(survey):
    _, run = survey
    counts = run["counts"]
    assert (counts["count"] <= counts["base"]).all()
    # Who was asked is counted, not drawn; records are not independent; links are all there are.
    drawn = counts[(counts["unit"] == "respondent") & (counts["kind"] != "base")]
    assert (drawn["low"].isna() == (drawn["base"] == 0)).all()
