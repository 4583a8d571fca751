"""Every bad input is one error that says what was found, what was expected and, mostly, what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from helpers import cases
from lime import build_csv, build_lsa, build_lss, question

from textmine import archives
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read

TEXT = question("T", "T")


@pytest.mark.parametrize("case", cases("read_bad"), ids=lambda case: case["why"])
def test_bad_files(tmp_path: Path, case: dict[str, Any]) -> None:
    path = tmp_path / case["name"]
    path.write_bytes(case["content"].encode())
    with pytest.raises(TextmineError) as caught:
        read(path)
    assert case["expected"] in caught.value.found
    assert case["name"] in caught.value.found
    assert caught.value.expected


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match="There is no file"):
        read(tmp_path / "gone.csv")
    (tmp_path / "here.csv").write_bytes(build_csv(["id", "T"], [["1", "a"]]))
    with pytest.raises(TextmineError, match=r"There is no file .*gone.lss"):
        read(tmp_path / "here.csv", structure=tmp_path / "gone.lss")
    (tmp_path / "folder").mkdir()
    with pytest.raises(TextmineError, match="holds no survey export"):
        read(tmp_path / "folder")


def test_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")
    with pytest.raises(TextmineError, match="is a picture, no survey export"):
        read(path)


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(TextmineError, match="is not a survey export that is known"):
        read(path)


@pytest.mark.parametrize("before", [0, 1 << 20], ids=["in the first block", "across two blocks"])
def test_another_encoding_names_the_byte(tmp_path: Path, before: int) -> None:
    path = tmp_path / "latin.csv"
    start = b"id,Q[a]\r\n1," + b"x" * before
    path.write_bytes(start + "Büro".encode("cp1252") + b"\r\n")
    with pytest.raises(TextmineError, match=rf"not in UTF-8: byte {len(start) + 1} \(line 2\)"):
        read(path)


def test_a_character_cut_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes("id,Q[a]\r\n1,ž".encode()[:-1])
    with pytest.raises(TextmineError, match="byte 11"):
        read(path)


def test_many_duplicates_are_not_all_named(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_bytes(build_csv(["id", "Q[a]"], [[str(n), ""] for n in range(1, 12)] * 2))
    with pytest.raises(TextmineError, match="id 1, 2, 3, 4, 5 and 6 more"):
        read(path)


def test_more_than_one_survey_in_a_folder(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(build_csv(["id", "Q[a]"], [["1", "Y"]]))
    with pytest.raises(TextmineError, match=r"a\.csv, b\.csv") as caught:
        read(tmp_path)
    assert "--batch" in caught.value.hint


def test_more_than_one_structure_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(build_csv(["id", "T"], [["1", "Y"]]))
    for name in ("a.lss", "b.lss"):
        (tmp_path / name).write_bytes(build_lss([TEXT]))
    with pytest.raises(TextmineError, match=r"a\.lss, b\.lss"):
        read(tmp_path)
    assert read(tmp_path, structure=tmp_path / "b.lss").files[1].name == "b.lss"


def test_the_structure_of_another_survey(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "Q[a]"], [["1", "Y"]]))
    (tmp_path / "y.lss").write_bytes(build_lss([TEXT]))
    with pytest.raises(TextmineError, match=r"No column of x\.csv is a question"):
        read(tmp_path)


BAD_STRUCTURES = [
    (b"", "is not LimeSurvey XML"),
    (build_lss([TEXT])[:-20], "is not a whole LimeSurvey file"),
    (b"<html><document></document>", "is not LimeSurvey XML"),
    (b"<document></document>", "holds no questions"),
    (build_lss([TEXT]).replace(b">Survey<", b">Responses<"), "holds no questions"),
]


@pytest.mark.parametrize(("data", "expected"), BAD_STRUCTURES, ids=[expected for _, expected in BAD_STRUCTURES])
def test_bad_structures(tmp_path: Path, data: bytes, expected: str) -> None:
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "T"], [["1", "Y"]]))
    (tmp_path / "x.lss").write_bytes(data)
    with pytest.raises(TextmineError, match=expected):
        read(tmp_path / "x.csv")


def _archive(tmp_path: Path) -> Path:
    return build_lsa(tmp_path / "x.lsa", build_lss([TEXT]), ["id", "9X1X1"], [["1", "text"]])


@pytest.mark.parametrize("gone", [".lss", ".lsr"])
def test_an_archive_without_a_part(tmp_path: Path, gone: str) -> None:
    whole = _archive(tmp_path)
    part = tmp_path / "part.lsa"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(part, "w") as target:
        for name in source.namelist():
            if not name.endswith(gone):
                target.writestr(name, source.read(name))
    with pytest.raises(TextmineError, match=rf"holds 0 files \*.*{gone}"):
        read(part)


def test_an_archive_whose_responses_are_cut_off(tmp_path: Path) -> None:
    whole = _archive(tmp_path)
    part = tmp_path / "part.lsa"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(part, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name)[: -30 if name.endswith(".lsr") else None])
    with pytest.raises(TextmineError, match="is cut off"):
        read(part)


def test_json_of_no_list(tmp_path: Path) -> None:
    (tmp_path / "true.json").write_text('{"responses": true}', encoding="utf-8")
    with pytest.raises(TextmineError, match="holds no list of responses"):
        read(tmp_path / "true.json", settings=ReadSettings(format="limesurvey"))


@pytest.mark.parametrize(("before", "after"), [(b"<qid>", b"<qxd>"), (b"<question_order>", b"<question_order>x")])
def test_a_damaged_structure(tmp_path: Path, before: bytes, after: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "T"], [["1", "x"]]))
    (tmp_path / "x.lss").write_bytes(build_lss([TEXT]).replace(before, after))
    with pytest.raises(TextmineError, match=r"x\.lss is damaged"):
        read(tmp_path)


def test_a_damaged_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.lsa"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("survey_9.lss", build_lss([TEXT]))
        archive.writestr("survey_9_responses.lsr", "<document><responses></responses></document>")
    path.write_bytes(path.read_bytes().replace(b"<responses>", b"<respXnses>"))
    with pytest.raises(TextmineError, match="is damaged"):
        read(path)


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _archive(tmp_path)
    monkeypatch.setattr(archives, "LARGEST", 100)
    with pytest.raises(TextmineError, match="bytes unpacked"):
        read(path)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this machine")
    bomb = f'<!DOCTYPE document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "T"], [["1", "Y"]]))
    (tmp_path / "x.lss").write_bytes(bomb + build_lss([question("T", "T", "&x;")]).replace(b"&amp;x;", b"&x;"))
    found = read(tmp_path / "x.csv")
    assert "secret" not in found.questions.to_csv()
