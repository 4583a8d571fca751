"""The command line: what goes to stdout, what to stderr, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
from helpers import DEMO, MINI_COMMENTS, mini_survey
from lime import build_csv, build_lss, question

from textmine import cli
from textmine.report import FORMATS


def _call(capsys, *words):
    try:
        code = cli.main([str(word) for word in words])
    except SystemExit as stop:
        code = stop.code
    done = capsys.readouterr()
    return code, done.out, done.err


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    assert cli.main(["run", str(mini_survey(folder)), "-o", str(folder / "out")]) == 0
    return folder / "out"


def test_run_names_the_reports_on_stdout(out, capsys):
    code, words, err = _call(capsys, "run", out.parent / "mini.csv", "-o", out)
    assert code == 0
    assert words.split() == [str(out / name) for name in ("report.html", "report.docx", "report.xlsx")]
    assert "up to date" in err


def test_check_tells_what_was_understood(capsys):
    code, words, _ = _call(capsys, "check", DEMO)
    assert code == 0
    for expected in (
        "escp-4i",
        "limesurvey",
        "respondents",
        "comment box",
        "repeated",
        "STRAND",
        "personal data",
        "Codebook",
    ):
        assert expected.lower() in words.lower(), expected


def test_check_tells_rows_from_answers(tmp_path, capsys):
    headings = ["id", "submitdate", *(f"HALLS[{code}]" for code in ("N", "S", "E")), "HOW"]
    export, structure = tmp_path / "a.csv", tmp_path / "a.lss"
    export.write_bytes(build_csv(headings, [["1", "2026-01-02", "g", "b", "g", "f"]]))
    halls = question(
        "HALLS", "F", "Halls?", subs={"N": "North", "S": "South", "E": "East"}, answers={"g": "Good", "b": "Bad"}
    )
    structure.write_bytes(build_lss([halls, question("HOW", "L", "How?", answers={"f": "On foot", "t": "By tram"})]))
    words = _call(capsys, "check", export)[1]
    assert "table of answers; 3 rows, 2 answers" in words
    assert "one answer; 2 options" in words


def test_an_unknown_stage_lists_them_in_order(tmp_path, capsys):
    export = mini_survey(tmp_path)
    code, _, err = _call(capsys, "run", export, "-o", tmp_path / "out", "--until", "zzz")
    assert code == 1
    assert "Expected: read, clean, duplicates, " in err
    assert "prevalence, report\n" in err
    assert "Hint" not in err
    assert "did you mean 'segment'" in _call(capsys, "run", export, "-o", tmp_path / "out", "--until", "segments")[2]
    page = " ".join(_call(capsys, "run", "--help")[1].split())
    assert "read, clean, duplicates, language, segment" in page


def test_an_unknown_attribute_lists_those_that_check_offers_first(tmp_path, capsys):
    headings = ["id", "submitdate", *(f"AA{number}" for number in range(20)), "TOWN"]
    export, structure = tmp_path / "a.csv", tmp_path / "a.lss"
    export.write_bytes(build_csv(headings, [["1", "2026-01-02", *["so"] * 20, "r"]]))
    texts = [question(f"AA{number}", "T", "Why?") for number in range(20)]
    structure.write_bytes(build_lss([*texts, question("TOWN", "L", "Town?", answers={"r": "Rabat", "u": "Udine"})]))
    assert "--by TOWN" in _call(capsys, "check", export)[1]
    err = _call(capsys, "run", export, "-o", tmp_path / "out", "--until", "read", "--by", "zzz")[2]
    assert "Hint: choose one of: TOWN, AA0, " in err
    assert "... (21 in all)" in err


def test_check_writes_nothing(tmp_path, capsys):
    export = mini_survey(tmp_path)
    assert _call(capsys, "check", export)[0] == 0
    assert list(tmp_path.iterdir()) == [export]


def test_init_writes_a_configuration_that_runs(tmp_path, capsys):
    export, file = mini_survey(tmp_path), tmp_path / "textmine.toml"
    assert _call(capsys, "init", export, "-o", file)[0] == 0
    assert _call(capsys, "check", export)[0] == 0
    assert _call(capsys, "init", export)[1] == file.read_text(encoding="utf-8")
    code, _, err = _call(capsys, "init", export, "-o", file)
    assert code == 1
    assert "exists already" in err


def test_init_writes_the_mapping_and_check_says_what_it_changes(tmp_path, capsys):
    export, file = tmp_path / "a.csv", tmp_path / "textmine.toml"
    export.write_text("Case,Remarks,E-mail\n1,The hall was cold.,a@example.org\n2,More chairs!,b@example.org\n")
    words = [export, "--text-column", "Remarks", "--id-column", "Case"]
    assert _call(capsys, "init", *words, "-o", file)[0] == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert '# "Remarks" = { question = "Q2", is = "text" }' in lines
    assert _call(capsys, "check", export)[0] == 0  # what had to be said is in the file
    assert '# "E-mail" = { is = "personal" }' in lines
    file.write_text(
        '[columns]\n"Remarks" = { question = "R1", is = "text" }\n[questions]\nR1 = { text = "Anything?" }\n'
    )
    said = _call(capsys, "check", *words)[1]
    for line in (
        "  format       table-csv",
        "  known by     its columns of comments are named",
        "  R1  Anything?",
        "Personal data, not read: E-mail",
        "Note: 1 column read as the settings say, not as found: Remarks",
    ):
        assert line in said.splitlines()


def test_show_lists_tables_and_prints_one(out, capsys):
    assert "themes" in _call(capsys, "show", out)[1]
    assert "lack of staff" in _call(capsys, "show", out, "comments")[1]


def test_show_as_csv_and_json_holds_every_row(out, capsys):
    rows = list(csv.DictReader(io.StringIO(_call(capsys, "show", out, "texts", "--csv")[1])))
    lines = _call(capsys, "show", out, "texts", "--json")[1].splitlines()
    assert len(rows) == len(lines) > 0
    assert json.loads(lines[0])["comment_id"] == rows[0]["comment_id"]


def test_show_where_keeps_the_rows_asked_for(out, capsys):
    words = _call(capsys, "show", out, "texts", "--csv", "--where", "status=no_answer")[1]
    assert {row["status"] for row in csv.DictReader(io.StringIO(words))} == {"no_answer"}


def test_show_prints_vectors_as_numbers(out, capsys):
    line = _call(capsys, "show", out, "embeddings", "--json")[1].splitlines()[0]
    assert len(json.loads(line)["vector"].split()) > 10


def test_a_place_that_cannot_be_written_is_one_message(tmp_path, capsys):
    (tmp_path / "file").touch()
    code, _, err = _call(capsys, "run", mini_survey(tmp_path), "-o", tmp_path / "file" / "out", "--until", "read")
    assert (code, err.count("Traceback")) == (1, 0)
    assert err.startswith("textmine: ")


def test_several_exports_are_one_survey(tmp_path, capsys):
    files = []
    for name, rows in (("a", MINI_COMMENTS[:3]), ("b", MINI_COMMENTS[3:])):
        (tmp_path / name).mkdir()
        files.append(mini_survey(tmp_path / name, rows))
    code, words, _ = _call(capsys, "check", *files)
    assert code == 0
    assert "respondents  8" in words
    code, words, err = _call(capsys, "run", *files, "-o", tmp_path / "out", "--until", "clean")
    assert code == 0, err
    assert "ids begin with the name of the file, as in a-mini-1" in err
    assert "a-mini-3" in _call(capsys, "show", tmp_path / "out", "respondents", "--csv", "--keep-personal-data")[1]
    again = _call(capsys, "run", *files, "-o", tmp_path / "out", "--until", "clean")[2]
    assert "up to date" in again
    assert "read" in _call(capsys, "run", files[0], "-o", tmp_path / "out", "--until", "clean")[2]
    assert "title" in _call(capsys, "init", *files)[1]


def test_report_writes_the_formats_asked_for(out, tmp_path, capsys):
    files = [tmp_path / "a.html", tmp_path / "b.docx"]
    code, words, _ = _call(capsys, "report", out, "-o", *files)
    assert code == 0
    assert words.split() == [str(file) for file in files]
    assert files[0].read_bytes() == (out / "report.html").read_bytes()


def test_report_writes_every_format(out, tmp_path, capsys):
    written = [suffix for suffix in FORMATS if suffix != ".sav" or find_spec("pyreadstat")]
    files = [tmp_path / f"report{suffix}" for suffix in written]
    assert _call(capsys, "report", out, "-o", *files)[0] == 0
    assert all(file.stat().st_size for file in files)


def test_report_writes_chosen_sections_into_a_template(out, tmp_path, capsys):
    import docx

    docx.Document().save(str(tmp_path / "house.docx"))
    file = tmp_path / "chapter.docx"
    words = ("report", out, "-o", file, "--template", tmp_path / "house.docx", "--sections")
    code, _, err = _call(capsys, *words, "response,method")
    assert code == 0, err
    headings = [p.text for p in docx.Document(str(file)).paragraphs if p.style.name.startswith("Heading")]
    assert headings == ["Response", "How these numbers were made"]
    assert "did you mean 'method'" in _call(capsys, *words, "metod")[2]


def test_a_template_without_a_report_in_word_is_an_error(out, tmp_path, capsys):
    code, _, err = _call(capsys, "report", out, "-o", tmp_path / "x.html", "--template", "house.docx")
    assert (code, "for a report in Word" in err) == (1, True)


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".qdc"])
def test_codebook_is_written_and_can_be_given_back(out, tmp_path, capsys, suffix):
    file = tmp_path / f"book{suffix}"
    assert _call(capsys, "codebook", out, "-o", file)[0] == 0
    assert _call(capsys, "codebook", out, "-o", file)[0] == 1
    code, _, err = _call(capsys, "run", out.parent / "mini.csv", "--codebook", file, "-o", tmp_path / "out")
    assert code == 0, err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "nowhere.csv"], "nowhere.csv"),
        (["show", "nowhere"], "not a run folder"),
        (["report", "nowhere", "-o", "x.html"], "not a run folder"),
        (["codebook", "nowhere", "-o", "x.yaml"], "not a run folder"),
    ],
)
def test_wrong_input_is_one_message_and_exit_1(capsys, words, message):
    code, out, err = _call(capsys, *words)
    assert (code, out) == (1, "")
    assert err.startswith("textmine: ")
    assert message in err
    assert "Traceback" not in err


def test_an_unknown_table_column_or_suffix_is_exit_1(out, tmp_path, capsys):
    assert _call(capsys, "show", out, "theme")[0] == 1
    assert _call(capsys, "show", out, "themes", "--where", "lable=x")[0] == 1
    assert _call(capsys, "report", out, "-o", tmp_path / "x.pdf")[0] == 1


@pytest.mark.parametrize("words", [[], ["rum"], ["run"], ["show", "out", "themes", "--csv", "--json"]])
def test_a_wrong_command_is_exit_2(capsys, words):
    assert _call(capsys, *words)[0] == 2


def test_a_reader_that_stops_early_is_no_error(out):
    command = [sys.executable, "-m", "textmine", "show", str(out), "counts", "--csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline().startswith("question_id")
        child.stdout.close()
        assert child.stderr.read() == ""
    assert child.returncode == 0


def loaded(*words):
    """The packages that a call of Python loads, without those that every call of it does."""

    def names(*words):
        call = [sys.executable, "-X", "importtime", *words]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}

    return names(*words) - names("-c", "pass")


@pytest.mark.parametrize("start", ["import textmine", "from textmine.cli import main; main(['--help'])"])
def test_to_start_loads_the_standard_library_alone(start):
    assert loaded("-c", start) - sys.stdlib_module_names - {"org"} == {"textmine"}  # `copy` looks for org of Jython


def test_to_list_the_tables_of_a_run_loads_nothing_for_their_making(out):
    spared = {"pandas", "spacy", "sklearn", "bertopic", "scipy", "altair", "docx", "xlsxwriter", "yaml"}
    assert not spared & loaded("-m", "textmine", "show", str(out))


def test_a_run_in_which_nothing_has_changed_loads_nothing_for_the_making_of_tables(out):
    spared = {"pandas", "spacy", "sklearn", "bertopic", "scipy", "altair", "docx", "xlsxwriter"}
    words = ("-m", "textmine", "run", str(out.parent / "mini.csv"), "-o", str(out))
    assert not spared & loaded(*words)


def test_the_version_is_told():
    done = subprocess.run([sys.executable, "-m", "textmine", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("textmine ")


ESCAPE = "\x1b]0;pwned\x07\x1b[2J\x9b31m"


def test_nothing_that_a_survey_holds_reaches_the_terminal_as_an_order(tmp_path, capsys):
    """Escape sequences in a comment, an option, a heading and the name of a file."""
    text = mini_survey(tmp_path).read_text(encoding="utf-8-sig")
    text = text.replace("lack of staff", f"lack of {ESCAPE} staff").replace("SIZE", f"SI{ESCAPE}ZE")
    export = tmp_path / f"mini{ESCAPE[1:]}.csv"
    export.write_text(text, encoding="utf-8-sig")
    out = tmp_path / "out"
    for words in (
        ("check", export),
        ("run", export, "-o", out, "--until", "clean"),
        ("show", out, "texts"),
        ("show", out, "questions"),
        ("show", out, f"no{ESCAPE}"),
        ("show", out, "texts", "--json"),
        ("run", export, "-o", out, "--by", ESCAPE),
        ("run", f"{export}{ESCAPE}", "-o", out),
    ):
        _, told, err = _call(capsys, *words)
        assert not {"\x1b", "\x07", "\x9b"} & {*told, *err}, words


def test_a_csv_is_as_it_is_in_a_file_and_harmless_on_a_terminal(tmp_path, capsys, monkeypatch):
    text = mini_survey(tmp_path).read_text(encoding="utf-8-sig").replace("lack of staff", "lack of \x1b[2J staff")
    (tmp_path / "mini.csv").write_text(text, encoding="utf-8-sig")
    _call(capsys, "run", tmp_path / "mini.csv", "-o", tmp_path / "out", "--until", "read")
    show = ("show", tmp_path / "out", "comments", "--csv", "--keep-personal-data")
    assert "\x1b[2J" in _call(capsys, *show)[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert "lack of \\x1b[2J staff" in _call(capsys, *show)[1]
