"""Encodings, separators, and rows that other programs changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lime import build_csv, whole

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read
from textmine.stages.read.cells.text import _separator

HEADINGS = ["id", "submitdate", "T[a]", "T[acomment]"]


def _written(folder: Path, text: str, encoding: str) -> Path:
    path = folder / "export.csv"
    path.write_bytes(
        build_csv(HEADINGS, [["1", "", "Y", text], ["2", "", "", ""]]).decode("utf-8-sig").encode(encoding)
    )
    return path


def _said(survey: Survey) -> list[str]:
    return list(whole(survey)["comments"]["raw"])


SENTENCES = [
    ("cp1252", "Wir brauchen mehr Zeit für die Anträge; das Büro war überlastet."),
    ("iso8859_15", "Nous avons participé à une réunion très utile, et le cœur du réseau a été présent."),
    ("cp1252", "¿Por qué no hubo más reuniones el año pasado? Mañana será otro día."),
    ("cp1252", "Vi vill ha mer hjälp med ansökan, särskilt på våra små orter."),
    ("mac_roman", "Nous étions déjà très fatigués à la fin de la réunion générale."),
    ("cp1250", "Potřebujeme více času na žádosti, příště začneme dříve."),
    ("iso8859_2", "Potřebujeme více času na žádosti, příště začneme dříve."),
    ("cp1250", "Chcielibyśmy więcej pomocy przy wnioskach, ponieważ są one zbyt długie."),
    ("cp1250", "Több segítségre lenne szükségünk a kérdőív megírásához és később is."),
    ("cp1253", "Θα θέλαμε περισσότερη βοήθεια με τις αιτήσεις."),
    ("cp1251", "Бихме искали повече помощ при кандидатстването."),
    ("cp1257", "Norėtume daugiau pagalbos, nes paraiškos yra per ilgos visiems žmonėms."),
]


@pytest.mark.parametrize(("encoding", "text"), SENTENCES, ids=[f"{e} {t[:12]}" for e, t in SENTENCES])
def test_an_encoding_of_one_byte_is_told_by_its_words_and_noted(tmp_path: Path, encoding: str, text: str) -> None:
    found = read(_written(tmp_path, text, encoding))
    assert _said(found) == [text]
    assert any("was read as" in note and "--encoding" in note for note in found.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["čaj a žito", "Θα θέλαμε περισσότερη βοήθεια", "plain", "数字"])
def test_unicode_needs_no_note(tmp_path: Path, encoding: str, text: str) -> None:
    found = read(_written(tmp_path, text, encoding))
    assert _said(found) == [text]
    assert not any("was read as" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("It’s ok", "cp1252"), ("ñ", "cp1252"), ("İstanbul şehir", "cp1254")],
    ids=["sign", "n", "tr"],
)
def test_what_cannot_be_told_is_asked_for(tmp_path: Path, text: str, encoding: str) -> None:
    path = _written(tmp_path, text, encoding)
    with pytest.raises(TextmineError, match=r"export\.csv is not in UTF-8: byte") as caught:
        read(path)
    assert "--encoding" in caught.value.hint
    assert _said(read(path, settings=ReadSettings(encoding=encoding))) == [text]


def test_the_encoding_that_is_given_holds(tmp_path: Path) -> None:
    path = _written(tmp_path, "Büro", "utf-8-sig")
    assert _said(read(path, settings=ReadSettings(encoding="utf8"))) == ["Büro"]
    with pytest.raises(TextmineError, match="is not in ascii: byte"):
        read(path, settings=ReadSettings(encoding="ascii"))
    for wrong in ("utf-9", "utf8x", "rot13", "base64"):
        with pytest.raises(TextmineError, match=f"There is no encoding '{wrong}'"):
            read(path, settings=ReadSettings(encoding=wrong))
    path = _written(tmp_path, "Büro", "utf-16")
    assert _said(read(path, settings=ReadSettings(encoding="utf-16-le"))) == ["Büro"]


def test_utf_8_with_one_broken_byte_is_no_other_encoding(tmp_path: Path) -> None:
    path = _written(tmp_path, "überall schöne Bücher, für größere Städte" * 3, "utf-8")
    path.write_bytes(path.read_bytes().replace("ß".encode(), b"\xc3", 1))
    with pytest.raises(TextmineError, match="not in UTF-8"):
        read(path)


def _raw(folder: Path, text: str) -> Survey:
    path = folder / "export.csv"
    path.write_bytes(text.encode())
    return read(path)


WHOLE = [("1", "Y", "one, or; two"), ("2", "", "three\nlines\nhere")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("above", ["", "sep={}\r\n"], ids=["", "said"])
def test_separators(tmp_path: Path, separator: str, above: str) -> None:
    rows = [HEADINGS, *([key, "", tick, text] for key, tick, text in WHOLE)]
    text = build_csv(rows[0], rows[1:], separator).decode("utf-8-sig")
    found = whole(_raw(tmp_path, above.format(separator) + text))
    assert list(found["comments"]["raw"]) == ["one, or; two", "three\nlines\nhere"]
    assert list(found["comments"]["source_row"]) == [2 + bool(above), 3 + bool(above)]


def test_a_separator_within_headings_is_none(tmp_path: Path) -> None:
    text = "id;submitdate;T[a];Name, town, country\n1;;Y;x\n2;;;y, z\n"
    assert _raw(tmp_path, text).respondents == 2


@pytest.mark.parametrize("times", [1, 3])
def test_a_separator_within_comments_is_none(tmp_path: Path, times: int) -> None:
    said = "so; " * 1000
    text = (
        "id,submitdate,T\n" + "".join(f'{n},,"{said}"\n' for n in range(times)) + "".join(f"{n},,y\n" for n in (7, 8))
    )
    assert set(whole(_raw(tmp_path, text))["comments"]["raw"]) == {said, "y"}


@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["Results of 2018"] * 5 + ["id;text;country;age"] + ["1;a;b;3"] * 4, ";"),
        (["Results, of 2018", "by us", "id;text;country", "1;so;b"], ";"),
        (["id;date;text", *[f"{n};Jan {n}, 2018;so" for n in range(8)], "9;Jan 9, 2018"], ";"),
        (["id,text", *['1,"so; so; so; so"'] * 9], ","),
        (["id;text;country;age", "1;so;b"], ";"),
    ],
)
def test_titles_dates_and_cut_rows_decide_no_separator(lines: list[str], separator: str) -> None:
    assert _separator("\n".join(lines)) == (separator, 0)


LINES = "id,submitdate,T[a],T[acomment]{0}\n1,,Y,first{0}\n2,,Y,second{0}\n"
CHANGED = {
    "blank lines": LINES.format("").replace("\n2", "\n\n\n2") + "\n\r\n",
    "blank rows": LINES.format("") + ",,,\n,,,\n",
    "columns without a heading": LINES.format(",,"),
    "wider by empty cells": LINES.format("").replace("second", "second,,,"),
    "no line end": LINES.format("").rstrip("\n"),
    "line ends of Macintosh": LINES.format("").replace("\n", "\r"),
}


@pytest.mark.parametrize("text", CHANGED.values(), ids=CHANGED)
def test_changes_that_do_no_harm(tmp_path: Path, text: str) -> None:
    found = _raw(tmp_path, text)
    assert found.respondents == 2
    assert _said(found) == ["first", "second"]


@pytest.mark.parametrize("tail", ["3,,Y\n", "3,,Y,third,lost\n"], ids=["shorter", "longer"])
def test_a_record_that_lost_or_gained_is_named(tmp_path: Path, tail: str) -> None:
    with pytest.raises(TextmineError, match=r"line 4: the record has [35] cells"):
        _raw(tmp_path, LINES.format("") + tail)


def test_duplicate_headings_are_noted(tmp_path: Path) -> None:
    found = _raw(tmp_path, "id,T[a],T[acomment],T[acomment]\n1,Y,first,again\n")
    assert any("twice in the export" in note for note in found.notes)
    assert "first" in _said(found)


def test_wide_records_come_in_smaller_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import textmine.stages.read as stage

    monkeypatch.setattr(stage, "_MOST_ANSWERS", 10)
    headings = ["id", *(f"Q{n}[a]" for n in range(5))]
    path = tmp_path / "x.csv"
    path.write_bytes(build_csv(headings, [[str(n), *["Y"] * 5] for n in range(7)]))
    assert [len(frames["respondents"]) for frames in read(path).batches(1000)] == [2, 2, 2, 1]
