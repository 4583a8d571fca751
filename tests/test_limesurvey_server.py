"""A survey straight from a LimeSurvey server: what is downloaded, what is kept, and what goes wrong."""

from __future__ import annotations

import os
import stat
import sys

import pandas as pd
import pytest
from helpers import DEMO
from lime import build_lss, question, whole
from lime_server import PASSWORD, SURVEY, USER, recorded, serving

from textmine import cli, limesurvey_server, pipeline
from textmine.errors import TextmineError
from textmine.stages.read import read

pytest.importorskip("citric")

ARCHIVE = DEMO.with_suffix(".lsa")
LSS, EXPORT = (DEMO / "structure.lss").read_bytes(), recorded(ARCHIVE)
ADDRESS = f"limesurvey://{SURVEY}"


@pytest.fixture(autouse=True)
def _no_login(monkeypatch, tmp_path):
    for name in ("URL", "USER", "PASSWORD", "FILE"):
        monkeypatch.delenv(f"TEXTMINE_LIMESURVEY_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))


@pytest.fixture
def login(monkeypatch):
    def log_in(address, user=USER, password=PASSWORD):
        for name, value in (("URL", address), ("USER", user), ("PASSWORD", password)):
            monkeypatch.setenv(f"TEXTMINE_LIMESURVEY_{name}", value)

    return log_in


def _fetched(folder, address=ADDRESS):
    return limesurvey_server.files([address], folder)[0]


def test_what_is_downloaded_is_read_as_the_files_are(tmp_path, login):
    with serving(LSS, EXPORT) as server:
        login(server.address)
        export = _fetched(tmp_path / "run" / "limesurvey")
    assert export.read_bytes() == EXPORT
    assert [name for name, _ in server.asked][-1] == "release_session_key"
    ours, theirs = read(export), read(ARCHIVE)
    assert (ours.title, ours.languages, ours.respondents) == (theirs.title, theirs.languages, theirs.respondents)
    assert ours.personal == theirs.personal
    tables = whole(ours), whole(theirs)
    for name in tables[0]:
        found, expected = (table[name].drop(columns="source_file", errors="ignore") for table in tables)
        pd.testing.assert_frame_equal(found, expected)


def test_all_languages_scales_and_settings_are_fetched(tmp_path, login):
    texts = {"en": "Which & why?", "fr": "Lesquelles \x0b?"}
    asked = [
        question("R", "R", {"en": "Rank", "fr": "Classez"}, answers={"0": {"en": "low", "fr": "bas"}, "1": "high"}),
        question("P", "P", texts, subs={"a": {"en": "Lanes", "fr": "Voies"}}, other="Y"),
        question("E", "S", {"en": "Your address", "fr": "Adresse"}, preg="/.+@.+/"),
        question("F", ";", {"en": "Table", "fr": "Tableau"}, subs={"r": "row"}, cols={"c": "column"}),
    ]
    lss = build_lss(asked, ("en", "fr")).replace(b"\x0b", b"")
    with serving(lss, b'{"responses": [{"id": "1", "P[a]": "Y"}]}') as server:
        server.tables["answers"].append(
            {"aid": "99", "qid": 1, "code": "x", "sortorder": "9", "scale_id": 1}  # a second scale
        )
        login(server.address + "/index.php/admin/remotecontrol/")
        export = _fetched(tmp_path / "limesurvey")
        first = export.with_suffix(".lss").read_bytes()
        _fetched(tmp_path / "limesurvey")
    assert export.with_suffix(".lss").read_bytes() == first
    survey = read(export)
    assert survey.languages == ("en", "fr")
    assert list(survey.questions["kind"]) == ["ranking", "multiple_comments", "text", "array_text"]
    assert list(survey.questions["text"])[1] == "Which & why?"
    assert list(survey.questions["personal"]) == [False, False, True, False]
    ranked = survey.options[survey.options["question_id"] == "R"]
    assert list(zip(ranked["option_id"], ranked["text"])) == [("0", "low"), ("1", "high"), ("x", "x")]
    assert b"bas" in first


def test_a_run_keeps_what_it_was_made_from(tmp_path, login, capsys):
    out = tmp_path / "out"
    words = ["run", ADDRESS, "-o", str(out), "--until", "clean"]
    with serving(LSS, EXPORT) as server:
        login(server.address)
        assert cli.main(words) == 0, capsys.readouterr().err
        again = cli.main(words)
    assert again == 0
    assert "up to date" in capsys.readouterr().err
    kept = out / "limesurvey" / f"survey_{SURVEY}.json"
    assert kept.read_bytes() == EXPORT
    run = pipeline.run(kept, out, until="clean")  # without network
    assert run.computed == ()
    assert run.rows("respondents") == 22
    if os.name == "posix":
        for path in (out, kept.parent):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for path in out.rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path


def test_new_responses_are_computed(tmp_path, login):
    with serving(LSS, EXPORT) as server:
        login(server.address)
        pipeline.run(ADDRESS, tmp_path / "out", until="read")
        server.export = EXPORT.replace(b'"id": "1"', b'"id": "99"')
        assert pipeline.run(ADDRESS, tmp_path / "out", until="read").computed == ("read",)


def test_check_and_init_leave_nothing(tmp_path, login, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with serving(LSS, EXPORT) as server:
        login(server.address)
        assert cli.main(["check", ADDRESS]) == 0
        assert "respondents  22" in capsys.readouterr().out
        assert cli.main(["init", ADDRESS]) == 0
    assert "[survey]" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


ANSWERS = {
    "no responses": (
        {"export_responses": {"status": "No Data, survey table does not exist."}},
        "says: No Data, survey table does not exist.",
        "never activated",
    ),
    "none yet": (
        {"export_responses": {"status": "No Data, could not get max id."}},
        "No Data, could not get max id",
        "no responses yet",
    ),
    "not allowed": ({"list_questions": {"status": "No permission"}}, "says: No permission.", "export responses"),
    "its own words": ({"get_session_key": {"status": f"{PASSWORD}?!"}}, "says: ***?!", ""),
    "gone": ({"get_session_key": 500}, "answers with the status 500", "TEXTMINE_LIMESURVEY_URL"),
    "elsewhere": ({"get_session_key": 302}, "sends elsewhere", "TEXTMINE_LIMESURVEY_URL"),
    "elsewhere for good": ({"get_session_key": 308}, "sends elsewhere", "TEXTMINE_LIMESURVEY_URL"),
    "switched off": ({"get_session_key": b""}, "does not answer as RemoteControl 2", "JSON-RPC"),
    "a page": ({"get_session_key": b"<html>Welcome</html>"}, "does not answer as RemoteControl 2", "JSON-RPC"),
    "another interface": ({"get_session_key": b'{"jsonrpc": "2.0"}'}, "does not answer as", "JSON-RPC"),
    "half an answer": ({"get_survey_properties": {"title": "x"}}, "does not answer as RemoteControl 2", "JSON-RPC"),
}


@pytest.mark.parametrize(("says", "found", "hint"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_server_says_no_with_is_said(tmp_path, login, says, found, hint):
    with serving(LSS, EXPORT, **says) as server:
        login(server.address)
        with pytest.raises(TextmineError) as caught:
            _fetched(tmp_path / "limesurvey")
    assert found in caught.value.found
    assert hint in caught.value.hint
    assert PASSWORD not in str(caught.value)
    assert caught.value.__cause__ is None
    assert not (tmp_path / "limesurvey").exists()


def test_a_wrong_password_and_an_unknown_survey(tmp_path, login):
    with serving(LSS, EXPORT) as server:
        login(server.address, password="wrong")  # noqa: S106
        with pytest.raises(TextmineError, match="Invalid user name or password") as caught:
            _fetched(tmp_path)
        assert "docs/exports.md" in caught.value.hint
        login(server.address)
        with pytest.raises(TextmineError, match="Error: Invalid survey ID"):
            _fetched(tmp_path, "limesurvey://999")
        login(server.address + "/somewhere")
        with pytest.raises(TextmineError, match="answers with the status 404"):
            _fetched(tmp_path)


def test_a_server_that_is_down(tmp_path, login):
    with serving(LSS, EXPORT) as server:
        login(server.address)
    with pytest.raises(TextmineError, match=r"server 127.0.0.1 cannot be reached"):
        _fetched(tmp_path)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://survey.example.org", "would send password and responses"),
        ("http://127.0.0.1.example.org", "would send password and responses"),
        ("https://me:secret@survey.example.org", "is not the address"),
        ("survey.example.org", "is not the address"),
        ("ftp://survey.example.org", "is not the address"),
        ("https://survey.example.org/?password=secret", "is not the address"),
    ],
)
def test_an_address_that_would_tell_the_password(tmp_path, login, address, found):
    login(address)
    with pytest.raises(TextmineError, match=found) as caught:
        _fetched(tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["limesurvey://", "limesurvey://abc", "limesurvey://1/2", "limesurvey://-1"])
def test_an_address_without_a_survey(tmp_path, address):
    with pytest.raises(TextmineError, match="names no survey"):
        _fetched(tmp_path, address)


def _kept(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_a_login_in_a_file(tmp_path, monkeypatch):
    said = f'user = "{USER}"\npassword = "{PASSWORD}"\n'
    with serving(LSS, EXPORT) as server:
        file = _kept(
            tmp_path / "home" / ".config" / "textmine" / "limesurvey.toml", f'url = "{server.address}"\n{said}'
        )
        assert _fetched(tmp_path / "a").is_file()
        other = _kept(tmp_path / "other.toml", said)
        monkeypatch.setenv("TEXTMINE_LIMESURVEY_FILE", str(other))
        with pytest.raises(TextmineError, match="There is no url for the LimeSurvey server"):
            _fetched(tmp_path / "b")
        monkeypatch.setenv("TEXTMINE_LIMESURVEY_URL", server.address)
        file.unlink()
        assert _fetched(tmp_path / "b").is_file()


@pytest.mark.parametrize(
    ("text", "found"),
    [("password = secret", "is not TOML"), ('pasword = "secret"', "pasword is not read"), ("url = 3", "url is not")],
)
def test_a_file_that_is_wrong_does_not_tell_the_password(tmp_path, monkeypatch, text, found):
    monkeypatch.setenv("TEXTMINE_LIMESURVEY_FILE", str(_kept(tmp_path / "login.toml", text)))
    with pytest.raises(TextmineError, match=found) as caught:
        _fetched(tmp_path / "run")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_not_there_and_no_login_at_all(tmp_path, monkeypatch):
    with pytest.raises(TextmineError, match="no url and no user and no password") as caught:
        _fetched(tmp_path)
    assert "TEXTMINE_LIMESURVEY_URL" in caught.value.expected
    monkeypatch.setenv("TEXTMINE_LIMESURVEY_FILE", str(tmp_path / "none.toml"))
    with pytest.raises(TextmineError, match="There is no file"):
        _fetched(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="files have no such permissions")
def test_a_file_that_others_can_read_is_refused(tmp_path, monkeypatch):
    file = _kept(tmp_path / "login.toml", 'password = "x"')
    file.chmod(0o640)
    monkeypatch.setenv("TEXTMINE_LIMESURVEY_FILE", str(file))
    with pytest.raises(TextmineError, match="can be read by others") as caught:
        _fetched(tmp_path)
    assert "chmod 600" in caught.value.hint


def test_without_citric_the_extra_is_named(tmp_path, login, monkeypatch):
    login("http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "citric", None)
    with pytest.raises(TextmineError, match="not installed") as caught:
        _fetched(tmp_path)
    assert "textmine[limesurvey]" in caught.value.hint


def test_a_download_beside_a_file_is_one_survey(tmp_path, login):
    mine = DEMO / "export.csv"
    with serving(LSS, EXPORT) as server:
        login(server.address)
        exports = limesurvey_server.files([ADDRESS, mine], tmp_path / "limesurvey")
    survey = read(exports)
    assert survey.respondents == 22
    assert any("22 responses are also in" in note for note in survey.notes)
