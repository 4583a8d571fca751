"""A zip file with an export, as platforms hand it out: read as it is, nothing of it unpacked to disk."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from eusurvey_samples import ANSWERS, build_xml, table, write_ods, write_xlsx
from hostile import zeros
from kobo_samples import write_json
from lime import build_csv, build_lsa, build_lss, question, whole
from qualtrics_samples import build_qsf, write_csv
from qualtrics_samples import build_xml as build_responses

from textmine import archives, batch, pipeline
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read

TEXT = question("T", "T")
LIME = build_csv(["id", "submitdate", "Q[a]"], [["1", "2026-01-01", "a comment"], ["2", "", "another"]])


def pack(path: Path, *files: Path | tuple[str, bytes | str]) -> Path:
    """A zip file with these files, which are gone then, and texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if isinstance(file, tuple):
                archive.writestr(*file)
            else:
                archive.write(file, file.name)
                file.unlink()
    return path


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [["id", "submitdate", "Q[a]"], *([str(n), "2026-01-01", f"comment {n}"] for n in range(1, 50))]:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def _sav(path: Path) -> Path:
    from spss_samples import library

    return library(path)


FORMS: dict[str, Callable[[Path], Path]] = {
    "a.csv": write_csv,
    "a.tsv": lambda path: write_csv(path, separator="\t", encoding="utf-16"),
    "responses.xml": lambda path: _text(path, build_responses()),
    "results.xml": lambda path: _text(path, build_xml()),
    "a.json": write_json,
    "a.xlsx": _book,
    "b.xlsx": lambda path: write_xlsx(path, table()),
    "a.ods": lambda path: write_ods(path, table()),
    "a.sav": _sav,
}
"""How a file of each kind is made."""


@pytest.mark.parametrize("name", FORMS)
def test_it_is_read_as_the_file_in_it(tmp_path: Path, name: str) -> None:
    file = FORMS[name](tmp_path / name)
    bare = read(file)
    expected = whole(bare)
    path = pack(tmp_path / "export.zip", file)
    survey = read(path)
    found = whole(survey)
    assert (survey.title, survey.format, survey.recognised) == (bare.title, bare.format, bare.recognised)
    assert (survey.personal, survey.notes, survey.files) == (bare.personal, bare.notes, (path,))
    assert {*found["comments"]["source_file"]} == {f"export.zip/{name}"}
    assert len(found["comments"]) > 0
    found["comments"]["source_file"] = name
    for of in expected:
        pd.testing.assert_frame_equal(found[of], expected[of])
    assert [each.name for each in tmp_path.iterdir()] == ["export.zip"]


def _comments(survey: Survey) -> list[str]:
    return list(whole(survey)["comments"]["raw"])


def test_what_else_is_in_it_is_noted_and_what_is_empty_or_hidden_is_not(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "x.zip", ("Read me.txt", "Thank you, for your trust."), ("CSV/Survey.csv", LIME),
        ("CSV/none.csv", ""), ("__MACOSX/CSV/._Survey.csv", LIME), (".hidden.csv", LIME),
        *((f"media/{number}.jpg", b"\xff\xd8") for number in range(6)),
    )  # fmt: skip
    survey = read(path)
    assert _comments(survey) == ["a comment", "another"]
    assert {*whole(survey)["comments"]["source_file"]} == {"x.zip/CSV/Survey.csv"}
    said = "Not read, of what is in x.zip: Read me.txt, media/0.jpg, media/1.jpg, media/2.jpg, media/3.jpg and 2 more."
    assert survey.notes[-1] == said


def test_the_form_is_read_and_its_repeats_are_named(tmp_path: Path) -> None:
    form = build_csv(["SubmissionDate", "why", "KEY"], [["2026-01-01", "a longer text about it", "uuid:1"]])
    path = pack(
        tmp_path / "visit.zip",
        ("visit.csv", form),
        ("visit-child.csv", build_csv(["name", "PARENT_KEY", "KEY"], [["A", "1", "2"]])),
    )
    survey = read(path)
    assert (survey.format, survey.respondents) == ("kobo-csv", 1)
    assert "Not read, of what is in visit.zip: visit-child.csv." in survey.notes


def test_of_an_export_in_two_forms_the_csv_is_read(tmp_path: Path) -> None:
    book = _book(tmp_path / "book.xlsx").read_bytes()
    survey = read(pack(tmp_path / "x.zip", ("Excel/Survey.xlsx", book), ("CSV/Survey.csv", LIME)))
    assert survey.format == "limesurvey-csv-code"
    assert "Not read, of what is in x.zip: Excel/Survey.xlsx." in survey.notes


@pytest.mark.parametrize("where", ["in it", "beside it", "given"])
def test_the_structure(tmp_path: Path, where: str) -> None:
    files = [write_csv(tmp_path / "a.csv")]
    qsf = _text(tmp_path / "a.qsf", build_qsf())
    path = pack(tmp_path / "a.zip", *files, *([qsf] if where == "in it" else []))
    survey = read(path, structure=qsf if where == "given" else None)
    assert survey.languages == ("en", "de")
    assert survey.files == ((path,) if where == "in it" else (path, qsf))
    assert not any("Not read" in note for note in survey.notes)


def test_the_parts_of_one_export_are_one_survey(tmp_path: Path) -> None:
    rows = table([ANSWERS[number % 3] for number in range(6)])
    parts = [write_xlsx(tmp_path / f"part_{n}.xlsx", [rows[0], *rows[1 + 3 * n : 4 + 3 * n]]) for n in range(2)]
    together = whole(read(parts))
    path = pack(tmp_path / "results.zip", *parts)
    survey = read(path)
    found = whole(survey)
    assert (survey.title, survey.respondents, survey.files) == ("library", 6, (path,))
    assert list(dict.fromkeys(found["comments"]["source_file"])) == [f"results.zip/part_{n}.xlsx" for n in range(2)]
    found["comments"]["source_file"] = found["comments"]["source_file"].str.removeprefix("results.zip/")
    for name in together:
        pd.testing.assert_frame_equal(found[name], together[name])


def test_an_unknown_table_alone_is_the_export(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("data.csv", "name,why\nA,for a reason\n"), ("README.txt", "See data.csv."))
    assert _comments(read(path, settings=ReadSettings(text_columns=("why",)))) == ["for a reason"]
    with pytest.raises(TextmineError, match=r"data\.csv is not a survey export that is known"):
        read(path)


def test_in_a_folder(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("a.csv", LIME))
    (tmp_path / "paper.txt").write_text("Dear all,")
    pack(tmp_path / "pictures.zip", ("1.jpg", b"\xff\xd8"), ("list.json", "[]"))
    assert read(tmp_path).files == (path,)
    (tmp_path / "a.csv").write_bytes(LIME)
    assert read(tmp_path).files == (tmp_path / "a.csv",)  # unpacked beside it
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    with pytest.raises(TextmineError, match=r"more than one survey: b\.csv, x\.zip"):
        read(tmp_path)


def test_in_a_batch(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("one", "two"):
        (folder / name).mkdir(parents=True)
        pack(folder / name / "x.zip", ("a.csv", LIME))
    pack(folder / "two" / "y.zip", ("b.csv", LIME))
    names = [survey.name for survey in batch.surveys(folder, tmp_path / "out")]
    assert names == ["one", "two/x.zip", "two/y.zip"]


def test_two_of_one_name_and_several_at_once(tmp_path: Path) -> None:
    for number, name in enumerate(("north", "south")):
        (tmp_path / name).mkdir()
        rows = [[str(10 * number + n), "2026-01-01", f"{name} {n}"] for n in range(1, 3)]
        pack(tmp_path / name / "x.zip", ("a.csv", build_csv(["id", "submitdate", "Q[a]"], rows)))
    survey = read([tmp_path / "north" / "x.zip", tmp_path / "south" / "x.zip"])
    assert {*whole(survey)["comments"]["source_file"]} == {"north/x.zip/a.csv", "south/x.zip/a.csv"}


def test_a_run_takes_it_up_again_until_it_changes(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("a.csv", LIME))
    assert pipeline.run(path, tmp_path / "out", until="read").computed
    assert not pipeline.run(path, tmp_path / "out", until="read").computed
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in manifest["input"]] == ["x.zip"]
    pack(path, ("a.csv", LIME.replace(b"another", b"other")))
    assert pipeline.run(path, tmp_path / "out", until="read").computed


def _encrypted(path: Path) -> Path:
    """Marked as encrypted, in both places where a zip file says so."""
    data = bytearray(pack(path, ("a.csv", LIME)).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def _cut(path: Path) -> Path:
    path.write_bytes(pack(path, ("a.csv", LIME * 50)).read_bytes()[:-60])
    return path


def _changed(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", LIME)
    path.write_bytes(path.read_bytes().replace(b"another", b"ANOTHER"))
    return path


def _archive(path: Path) -> Path:
    return pack(path, build_lsa(path.with_name("a.lsa"), build_lss([TEXT]), ["id", "9X1X1"], [["1", "text"]]))


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "encrypted": (_encrypted, "is encrypted"),
    "cut off": (_cut, "is damaged"),
    "a byte changed": (_changed, r"is damaged \(Bad CRC-32"),
    "empty": (pack, "holds no survey export: it is empty"),
    "a data file of Stata": (lambda path: pack(path, _sav(path.with_name("a.dta"))), r"no survey export: a\.dta"),
    "no export": (lambda path: pack(path, ("1.jpg", b"\xff\xd8")), r"holds no survey export: 1\.jpg"),
    "a zip file": (
        lambda path: pack(path, pack(path.with_name("a.zip"), ("a.csv", LIME))),
        r"no survey export: a\.zip",
    ),
    "an archive": (_archive, r"holds no survey export: a\.lsa"),
    "two": (lambda path: pack(path, ("a.csv", LIME), ("b.csv", LIME)), r"holds more than one survey: a\.csv, b\.csv"),
    "of one name": (lambda path: pack(path, ("a/x.csv", LIME), ("b/x.csv", LIME)), r"survey: a/x\.csv, b/x\.csv"),
    "leading out": (lambda path: pack(path, ("../a.csv", LIME), ("/a.csv", LIME), ("C:/a.csv", LIME)), "it is empty"),
    "a bomb": (lambda path: zeros(pack(path, ("a.csv", LIME)), "b.bin", 5), "bytes unpacked"),
    "many parts": (lambda path: pack(path, *((f"{n}.jpg", "x") for n in range(10_001))), "in 10,001 parts"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.setattr(archives, "LARGEST", 4 << 20)
    make, expected = REFUSED[case]
    make(tmp_path / "x.zip")
    with pytest.raises(TextmineError, match=expected) as caught:
        read(tmp_path / "x.zip")
    assert "x.zip" in caught.value.found
    assert caught.value.expected or "damaged" in expected
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_book_that_is_too_large_to_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "x.zip", _book(tmp_path / "a.xlsx"))
    monkeypatch.setattr(archives, "LARGEST_HELD", 1000)
    with pytest.raises(TextmineError, match=r"a\.xlsx has .* bytes") as caught:
        read(path)
    assert caught.value.hint == "Unpack x.zip, and give the file."


def test_a_zip_file_by_another_name(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=r"x\.csv is a zip file by another name"):
        read(pack(tmp_path / "x.csv", ("a.csv", LIME)))
