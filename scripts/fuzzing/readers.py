# mypy: disable-error-code="import-not-found"
"""The readers of files that others send, each with good files to spoil, which the samples of the tests write.

The samples are those of tests/ and tests/stages/read, which must be on the path.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textmine import config, exchange, guests, tables
from textmine.codebook import heading
from textmine.errors import TextmineError
from textmine.handcoding import words_key
from textmine.privacy import comment_key
from textmine.stages.read import ReadSettings, read
from textmine.stages.read.coded import corrections, labels

__all__ = ["READERS", "Form"]

_COMMENT, _WORDS = "1:T[a]", "We lack staff. The fair was good."


@dataclass(frozen=True)
class Form:
    """A form of file that a reader takes.

    Attributes:
        name: The name of the file, whose ending counts.
        write: Writes a good one.
        read: Reads one to its end; a `TextmineError` is an answer, any other exception a fault.
        beside: Writes the file beside it that it is read with.
    """

    name: str
    write: Callable[[Path], object]
    read: Callable[[Path], object]
    beside: Callable[[Path], object] | None = None


def _tables(path: Path, structure: Path | None = None, settings: ReadSettings | None = None) -> None:
    from lime import whole

    survey = read(path, structure=structure, settings=settings)
    whole(survey)
    _ = survey.mapping


def _export(platform: str, id_column: str = "") -> Callable[[Path], object]:
    """Read an export by what it looks like, and where that is nothing, as one of its platform."""

    def read_it(path: Path) -> None:
        try:
            _tables(path)
        except TextmineError:
            _tables(path, settings=ReadSettings(format=platform, id_column=id_column))

    return read_it


def _structure(export: str) -> Callable[[Path], object]:
    return lambda path: _tables(path.with_name(export), path)


def _rows(rows: list[list[str]], write: str = "written") -> Callable[[Path], object]:
    def write_it(path: Path) -> object:
        import answered

        return getattr(answered, write)(path, rows)

    return write_it


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8", newline="")


def _packed(good: Form) -> Callable[[Path], object]:
    """Write a zip file with an export and a note beside it."""

    def write(path: Path) -> None:
        inner = path.with_name(good.name)
        good.write(inner)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(inner, good.name)
            archive.writestr("README.txt", "An export.")

    return write


def _limesurvey() -> tuple[Form, ...]:
    import lime_samples as samples
    from lime_writer import Form as Written

    as_csv, as_read = samples.as_csv(Written()), _export("limesurvey")
    return (
        Form("x.csv", as_csv, as_read),
        Form("x.csv", samples.as_csv(Written("full", full_answers=True, separator=";")), as_read),
        Form("x.json", samples.as_json(Written()), as_read),
        Form("x.txt", samples.as_vv, as_read),
        Form("x.lsa", samples.archive, as_read),
        Form("x.xlsx", samples.as_book(Written("emcode")), as_read),
        Form("structure.lss", samples.lss, _structure("x.csv"), beside=lambda folder: as_csv(folder / "x.csv")),
    )


def _qualtrics() -> tuple[Form, ...]:
    import qualtrics_samples as samples

    as_read = _export("qualtrics")
    return (
        Form("x.csv", samples.write_csv, as_read),
        Form("x.csv", lambda path: samples.write_csv(path, headings=1), as_read),
        Form("x.xml", _text(samples.build_xml()), as_read),
        Form(
            "x.qsf", _text(samples.build_qsf()), _structure("x.csv"), lambda folder: samples.write_csv(folder / "x.csv")
        ),
    )


def _kobo() -> tuple[Form, ...]:
    import kobo_samples as samples

    def as_csv(path: Path) -> object:
        return samples.write_csv(path, *samples.table())

    def labelled(path: Path) -> object:
        return samples.write_csv(path, *samples.table("en", groups=True))

    def beside(folder: Path) -> object:
        return as_csv(folder / "x.csv")

    as_read, of_form = _export("kobo"), _structure("x.csv")
    return (
        Form("x.csv", as_csv, as_read),
        Form("x.csv", labelled, as_read),
        Form("x.json", samples.write_json, as_read),
        Form("form.xlsx", samples.write_form, of_form, beside),
        Form("form.json", samples.write_form, of_form, beside),
    )


def _redcap() -> tuple[Form, ...]:
    import redcap_samples as samples

    def as_csv(path: Path) -> object:
        return samples.write(path, samples.raw())

    as_read = _export("redcap")
    return (
        Form("x.csv", as_csv, as_read),
        Form("x.csv", lambda path: samples.write(path, samples.labelled()), as_read),
        Form("dictionary.csv", samples.dictionary, _structure("x.csv"), lambda folder: as_csv(folder / "x.csv")),
    )


def _spss() -> tuple[Form, ...]:
    import lime_samples
    import spss_samples as samples

    sets = "$means=D1 1 5 Means T1 T2\n$lists=C 5 Lists C1 C2\n"
    return (
        Form("x.sav", samples.library, _export("spss")),
        Form("x.sav", lambda path: samples.with_sets(path, sets), _export("spss")),
        Form("x.sav", lime_samples.as_sav, _export("limesurvey")),
        Form("x.dta", samples.library, _export("spss")),
    )


def _eusurvey() -> tuple[Form, ...]:
    import eusurvey_samples as samples

    as_read = _export("eusurvey")
    return (
        Form("x.xlsx", lambda path: samples.write_xlsx(path, samples.table()), as_read),
        Form("x.xlsx", lambda path: samples.write_xlsx(path, samples.table(assigned=True)), as_read),
        Form("x.ods", lambda path: samples.write_ods(path, samples.table()), as_read),
        Form("x.xml", _text(samples.build_xml()), as_read),
    )


def _headings(platform: str) -> tuple[Form, ...]:
    """The platforms that write a table with headings of their own."""
    import test_read_alchemer as alchemer
    import test_read_formbricks as formbricks
    import test_read_googleforms as googleforms
    import test_read_long_table as long
    import test_read_msforms as msforms
    import test_read_surveymonkey as surveymonkey

    own, asked = formbricks.OWN, formbricks.ASKED
    bricks = [
        [str(n), f"c{n}", "2026-03-01 10:00", "Yes", "s1", "u1", "", "", ", ".join(chosen), "Quiet", "Loud", "Why"]
        for n, chosen in enumerate(formbricks.CHOICES)
    ]
    rows = {
        "alchemer": [alchemer.HEADINGS, *alchemer.ROWS],
        "formbricks": [[*own, *asked], *bricks],
        "googleforms": [googleforms.HEADINGS, *googleforms.records(", ", "2026/03/01 10:{:02}:00")],
        "long": [long.HEADINGS, *long.ROWS],
        "msforms": [[*msforms.OWN, msforms.CHANGES, msforms.WAY, msforms.WHY], *msforms.records()],
        "surveymonkey": surveymonkey.EXPANDED,
    }[platform]
    as_read = _export(platform)
    return Form("x.csv", _rows(rows), as_read), Form("x.xlsx", _rows(rows, "workbook"), as_read)


def _table() -> tuple[Form, ...]:
    rows = [["id", "town", "Why?"], *([str(n), "Ålesund", f"Reason {n}, and «more»"] for n in range(1, 9))]

    def as_parquet(path: Path) -> None:
        import pandas as pd

        pd.DataFrame(rows[1:], columns=rows[0], dtype="str").to_parquet(path)

    def latin(path: Path) -> None:
        path.write_bytes("\r\n".join(map(";".join, rows)).encode("cp1252"))

    as_read = _export("table", id_column="id")
    return (
        Form("x.csv", _rows(rows), as_read),
        Form("x.tsv", latin, as_read),
        Form("x.parquet", as_parquet, as_read),
        Form("x.ods", lambda path: __import__("eusurvey_samples").write_ods(path, rows), as_read),
    )


def _zip() -> tuple[Form, ...]:
    return tuple(
        Form("x.zip", _packed(form), _export(platform))
        for platform, form in (("limesurvey", _limesurvey()[0]), ("eusurvey", _eusurvey()[0]), ("kobo", _kobo()[2]))
    )


def _seen(found: labels.LabelsFiles | corrections.CorrectionsFile) -> None:
    comment = (_COMMENT, "1", "T", "0", "", "a", "option_comment", _WORDS, "x.csv", 2, "T[a]")
    person = ("1", None, True, "en", 1.0, 2)
    found.see({"respondents": tables.frame("respondents", [person]), "comments": tables.frame("comments", [comment])})
    found.table()


def _labels() -> tuple[Form, ...]:
    from test_read_qdpx import PROJECT, TEXT

    theme = heading("Shortage of staff", "staff")
    words = words_key(_WORDS[:14])
    place = {"comment": comment_key(_COMMENT), "start": 0, "end": 14, "draw": "random 1", "words": words,
             "shown": words, "id": _COMMENT, "themes": labels.themes_key(["staff"])}  # fmt: skip
    sheet = [
        ["segment", "option", "question", "comment", theme, "coder", "done", "notes", "comment_id", "row"],
        [_WORDS[:14], "", "Why?", _WORDS, "yes", "ann", "x", "", _COMMENT, json.dumps(place)],
        [_WORDS[:14], "", "Why?", _WORDS, "no", "bob", "x", "", _COMMENT, json.dumps(place)],
    ]
    plain = [
        ["comment_id", "theme_id", "decision", "coder", "start", "end"],
        [_COMMENT, "staff", "yes", "ann", "0", "14"], [_COMMENT, "fair", "no", "bob", "", ""],
    ]  # fmt: skip

    def project(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", PROJECT)
            archive.writestr("Sources/s1.txt", TEXT)

    def as_read(path: Path) -> None:
        _seen(labels.LabelsFiles([path]))

    return (
        Form("x.csv", _rows(sheet), as_read),
        Form("x.csv", _rows(plain), as_read),
        Form("x.xlsx", _rows(sheet, "workbook"), as_read),
        Form("x.qdpx", project, as_read),
    )


def _corrections() -> tuple[Form, ...]:
    said = {"kind": "country", "entity": "Canada", "role": "target", "negated": "no", "hedged": "no"}
    machine = {"comment": comment_key(_COMMENT), "id": "CA", "surface": "Canada"} | said
    row = {"comment_id": _COMMENT, "start": "3", "end": "9", "surface": "Canada", **said, "checked": "x",
           "machine": json.dumps(machine)}  # fmt: skip
    rows = [
        [*corrections.COLUMNS],
        *([each.get(name, "") for name in corrections.COLUMNS] for each in (row, row | {"entity": "-", "start": "4"})),
    ]

    def as_read(path: Path) -> None:
        _seen(corrections.CorrectionsFile(path))

    return Form("x.csv", _rows(rows), as_read), Form("x.xlsx", _rows(rows, "workbook"), as_read)


def _codebook() -> tuple[Form, ...]:
    from helpers import CODEBOOK
    from test_read_qdpx import PROJECT

    def of_book(path: Path) -> None:
        source = path.with_name("source.yaml")
        source.write_text(CODEBOOK, encoding="utf-8")
        exchange.dump(exchange.load(source), path)

    def project(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", PROJECT)

    forms = ("x.yaml", of_book), ("x.csv", of_book), ("x.qdc", of_book), ("x.qdpx", project)
    return tuple(Form(name, write, exchange.load) for name, write in forms)


_CONFIG = """\
[survey]
by = ["SIZE"]
invited = 40
respondents = ["town", "towns"]
[read]
missing = ["n/a"]
[columns."Q[a]"]
is = "tick"
question = "Q"
option = "a"
[questions.Q]
text = "Why?"
kind = "multiple"
options = ["a", "b"]
"""


def _config() -> tuple[Form, ...]:
    return (
        Form("textmine.toml", _text(_CONFIG), config.load),
        Form("invited.csv", _text("name;id;country\nTown hall;1;Malta\nHarbour;2;Cyprus\n"), guests.load),
    )


READERS: dict[str, Callable[[], tuple[Form, ...]]] = {
    **{
        platform: lambda platform=platform: _headings(platform)  # type: ignore[misc]
        for platform in ("alchemer", "formbricks", "googleforms", "long", "msforms", "surveymonkey")
    },
    "codebook": _codebook, "config": _config, "corrections": _corrections, "eusurvey": _eusurvey, "kobo": _kobo,
    "labels": _labels, "limesurvey": _limesurvey, "qualtrics": _qualtrics, "redcap": _redcap, "spss": _spss,
    "table": _table, "zip": _zip,
}  # fmt: skip
"""The forms of each reader, by its name."""
