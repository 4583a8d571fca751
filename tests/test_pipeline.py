"""The pipeline: what is computed, what is reused, and what a stopped run leaves."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import CODEBOOK, MINI_COMMENTS, mini_survey

from textmine import config, folder, pipeline, report, source
from textmine.errors import TextmineError
from textmine.folder import Run
from textmine.tables import TABLES
from textmine.work import Work


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run over the small survey, to be copied before it is changed."""
    place = tmp_path_factory.mktemp("mini")
    return pipeline.run(mini_survey(place), place / "out")


def _bytes(run):
    return {file.name: file.read_bytes() for file in sorted(run.path.iterdir()) if file.suffix != ".json"}


def test_every_table_is_made_and_valid(finished):
    assert set(finished) == set(TABLES)
    for name in finished:
        finished[name]  # checked when read
    assert finished.computed == tuple(pipeline.stage_names())


def test_a_second_identical_run_computes_nothing(finished):
    before = _bytes(finished)
    again = pipeline.run(finished.path.parent / "mini.csv", finished.path)
    assert again.computed == ()
    assert _bytes(again) == before


def test_the_same_input_gives_the_same_bytes(finished, tmp_path):
    other = pipeline.run(finished.path.parent / "mini.csv", tmp_path / "out")
    assert _bytes(other) == _bytes(finished)


def test_the_order_of_the_rows_changes_only_where_comments_stand(finished, tmp_path):
    heading, *rows = (finished.path.parent / "mini.csv").read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "mini.csv").write_text("\n".join([heading, *rows[3:], *rows[2::-1]]), encoding="utf-8")
    other = pipeline.run(tmp_path / "mini.csv", tmp_path / "out")
    for name in finished:
        pair = [run[name].drop(columns="source_row", errors="ignore") for run in (finished, other)]
        assert pair[0].equals(pair[1]), name
    for name in pipeline.REPORTS:
        assert (other.path / name).read_bytes() == (finished.path / name).read_bytes()


def test_a_codebook_computes_only_from_the_themes_on(tmp_path):
    export, book = mini_survey(tmp_path), tmp_path / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    options = config.load(None, codebook=str(book))
    pipeline.run(export, tmp_path / "out", options=options)
    book.write_text(CODEBOOK.replace("Shortage of staff", "Too few staff"), encoding="utf-8")
    again = pipeline.run(export, tmp_path / "out", options=config.load(None, codebook=str(book)))
    later = ("acts", "beside", "summarise", "findings", "prevalence", "report")
    assert again.computed == ("themes", "adapt", "code", *later)
    assert "Too few staff" in set(again["themes"]["label"])
    fresh = pipeline.run(export, tmp_path / "fresh", options=config.load(None, codebook=str(book)))
    assert _bytes(again) == _bytes(fresh)


def test_what_comes_out_as_it_was_changes_nothing_behind_it(tmp_path):
    export, book = mini_survey(tmp_path), tmp_path / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    pipeline.run(export, tmp_path / "out", options=config.load(None, codebook=str(book)))
    book.write_text(CODEBOOK.replace("coordinator*", "coordinator*, zebra"), encoding="utf-8")
    again = pipeline.run(export, tmp_path / "out", options=config.load(None, codebook=str(book)))
    assert again.computed == ("themes", "adapt", "code", "report")
    assert "zebra" in again["themes"].loc[0, "keywords"]
    fresh = pipeline.run(export, tmp_path / "fresh", options=config.load(None, codebook=str(book)))
    assert _bytes(again) == _bytes(fresh)


def test_until_stops_and_the_next_run_goes_on(tmp_path):
    export = mini_survey(tmp_path)
    first = pipeline.run(export, tmp_path / "out", until="segment")
    assert first.computed == ("read", "clean", "duplicates", "language", "segment")
    assert set(first) == {"questions", "options", "respondents", "attributes", "answers", "comments", "labels"} | {
        "corrections", "texts", "duplicates", "languages", "segments",
    }  # fmt: skip
    second = pipeline.run(export, tmp_path / "out", until="embed")
    assert second.computed == ("fields", "names", "mentions", "entities", "relations", "embed")


def test_fresh_computes_everything(tmp_path):
    export = mini_survey(tmp_path)
    pipeline.run(export, tmp_path / "out", until="clean")
    assert pipeline.run(export, tmp_path / "out", until="clean", fresh=True).computed == ("read", "clean")


def test_a_changed_export_is_read_again(tmp_path):
    pipeline.run(mini_survey(tmp_path), tmp_path / "out", until="clean")
    again = pipeline.run(mini_survey(tmp_path, MINI_COMMENTS[:-1]), tmp_path / "out", until="clean")
    assert again.computed == ("read", "clean")
    assert len(again["respondents"]) == len(MINI_COMMENTS) - 1


def test_a_damaged_table_is_made_again(tmp_path):
    export = mini_survey(tmp_path)
    run = pipeline.run(export, tmp_path / "out", until="segment")
    whole = run.file("languages").read_bytes()
    run.file("languages").write_bytes(whole[:100])
    again = pipeline.run(export, tmp_path / "out", until="segment")
    assert again.computed == ("language",)
    assert run.file("languages").read_bytes() == whole


def test_the_size_of_a_batch_changes_no_row(tmp_path, monkeypatch):
    export = mini_survey(tmp_path)
    one = pipeline.run(export, tmp_path / "one", until="summarise")
    monkeypatch.setattr(source, "_LARGEST", 3)
    many = pipeline.run(export, tmp_path / "many", until="summarise")
    assert many.row_groups("comments") == 3
    for name in one:
        assert one[name].astype(str).equals(many[name].astype(str)), name


def test_the_number_of_processes_changes_no_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "_LARGEST", 3)
    export = mini_survey(tmp_path)
    one = pipeline.run(export, tmp_path / "one", until="summarise")
    two = pipeline.run(export, tmp_path / "two", until="summarise", processes=2)
    assert one.row_groups("comments") == 3
    assert _bytes(one) == _bytes(two)
    with pytest.raises(TextmineError, match="0 processes"):
        pipeline.run(export, tmp_path / "none", processes=0)


@pytest.mark.parametrize(
    ("respondents", "size"),
    [(0, 1), (1, 1), (28, 28), (999, 999), (1000, 500), (2_500, 625), (20_000, 4_000), (250_000, 4_000)],
)
def test_the_size_of_a_batch_gives_several_processes_work(respondents, size):
    assert source.batch_size(respondents) == size


def test_workers_end_when_their_parent_is_killed(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(_PARENT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    for _ in range(200):
        if not any(_runs(worker) for worker in workers):
            return
        time.sleep(0.05)
    raise AssertionError(workers)


_PARENT = """
import os, time
from textmine.workers import Workers

def pid(wait):
    time.sleep(wait)
    return os.getpid()

if __name__ == "__main__":
    with Workers(2) as workers:
        for found in workers.map(pid, iter([0.5, 0.5, 60, 60]), 4):
            print(found, flush=True)
"""


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_sample_is_taken_by_comment_and_is_whole(tmp_path):
    export = mini_survey(tmp_path)
    run = pipeline.run(export, tmp_path / "out", until="embed")
    options = config.load(None)
    options = dataclasses.replace(options, themes=dataclasses.replace(options.themes, sample=4))
    stage = next(stage for stage in pipeline.STAGES if stage.name == "themes")
    frames = Work(stage, options.themes, run.path, {})._tables()
    comments = set(frames["comments"]["comment_id"])
    assert 0 < len(comments) < run.rows("comments")
    assert set(frames["segments"]["comment_id"]) <= comments
    assert list(frames["embeddings"]["segment_id"]) == list(frames["segments"]["segment_id"])


OTHER = "id,submitdate,WHO,WHY[SQ001]\r\n1,2026-01-02,a guest,to learn\r\n2,2026-01-03,a host,to teach\r\n"


def test_reports_go_when_their_tables_change(finished, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(finished.path, out)
    (out / "report.md").write_text("written by hand")
    export = shutil.copy(finished.path.parent / "mini.csv", tmp_path / "mini.csv")
    same = pipeline.run(export, out, until="read")
    assert set(same.manifest["reports"]) == set(pipeline.REPORTS)
    assert all((out / name).is_file() for name in pipeline.REPORTS)
    other = tmp_path / "other.csv"
    other.write_text(OTHER, encoding="utf-8")
    with pytest.raises(TextmineError):
        pipeline.run(tmp_path / "none.csv", out, until="read")
    assert all((out / name).is_file() for name in pipeline.REPORTS)
    run = pipeline.run(other, out, until="read")
    assert "reports" not in run.manifest
    assert not [name for name in pipeline.REPORTS if (out / name).exists()]
    assert (out / "report.md").read_text() == "written by hand"
    said = "out held the run of another survey, whose tables and reports it no longer holds."
    assert run.manifest["notes"] == [said]
    assert pipeline.run(other, out, until="read").manifest["notes"] == []


def test_the_next_wave_of_a_survey_is_no_other_survey(finished, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(finished.path, out)
    shutil.copy(mini_survey(tmp_path, MINI_COMMENTS[:3]), tmp_path / "wave2.csv")
    run = pipeline.run(tmp_path / "wave2.csv", out, until="read")
    assert run.manifest["notes"] == []
    assert not (out / "report.html").exists()


def test_a_template_changes_the_report_and_holds_for_reports_of_the_run(finished, tmp_path):
    import docx

    house = docx.Document()
    house.sections[0].footer.paragraphs[0].text = "confidential"
    house.save(str(tmp_path / "house.docx"))
    shutil.copytree(finished.path, tmp_path / "out")
    export = finished.path.parent / "mini.csv"
    options = dataclasses.replace(config.load(None), report=config.ReportOptions(template=str(tmp_path / "house.docx")))
    run = pipeline.run(export, tmp_path / "out", options=options)
    assert run.computed[-1:] == ("report",)
    made = docx.Document(str(run.path / "report.docx"))
    assert made.sections[0].footer.paragraphs[0].text == "confidential"
    assert pipeline.report_template(run) == tmp_path / "house.docx"
    assert pipeline.report_template(finished) is None
    assert pipeline.run(export, tmp_path / "out", options=options).computed == ()


def test_the_manifest_says_what_the_run_was_made_from(finished):
    manifest = json.loads((finished.path / "manifest.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in manifest["input"]] == ["mini.csv"]
    assert manifest["tables"]["texts"]["rows"] == len(finished["comments"])
    assert set(manifest["reports"]) == set(pipeline.REPORTS)
    assert manifest["models"]
    assert str(finished.path.parent) not in json.dumps(manifest)


@pytest.mark.parametrize("prepare", ["a file", "a folder with other files"])
def test_a_place_that_is_no_run_folder_is_left_alone(tmp_path, prepare):
    out = tmp_path / "out"
    if prepare == "a file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine.txt").write_text("mine")
    with pytest.raises(TextmineError, match=r"is a file|holds other files"):
        pipeline.run(mini_survey(tmp_path), out)
    assert (out if out.is_file() else out / "mine.txt").read_text() == "mine"


def test_an_unknown_stage_names_the_nearest(tmp_path):
    with pytest.raises(TextmineError, match="did you mean 'themes'"):
        pipeline.run(mini_survey(tmp_path), tmp_path / "out", until="theme")


@pytest.mark.parametrize("seconds", [1.0, 2.5])
def test_a_killed_run_goes_on_and_ends_as_an_undisturbed_one(finished, tmp_path, seconds):
    export, out = finished.path.parent / "mini.csv", tmp_path / "out"
    child = subprocess.Popen(
        [sys.executable, "-m", "textmine", "run", str(export), "-o", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    again = pipeline.run(export, out)
    assert _bytes(again) == _bytes(finished)


def _limit_files(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [2_000, 20_000, 60_000])
def test_a_run_on_a_full_disk_goes_on_and_ends_as_an_undisturbed_one(finished, tmp_path, size):
    """A file that cannot grow further is what a full disk is to a program."""
    export, out = finished.path.parent / "mini.csv", tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "textmine", "run", str(export), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: _limit_files(size),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("textmine: ")
    assert _bytes(pipeline.run(export, out)) == _bytes(finished)


def test_a_second_run_into_a_folder_at_once_is_refused_and_changes_nothing(finished, tmp_path):
    out = tmp_path / "out"
    with folder.locked(out), pytest.raises(TextmineError, match="Another run is writing"):
        pipeline.run(finished.path.parent / "mini.csv", out)
    assert not out.exists()
    with folder.locked(finished.path):
        done = subprocess.run(
            [sys.executable, "-m", "textmine", "run", str(finished.path.parent / "mini.csv"), "-o", str(finished.path)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "wait until it has ended" in done.stderr


def test_neither_hash_seed_nor_time_zone_nor_locale_nor_processes_change_a_byte(finished, tmp_path):
    here = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    export, out = finished.path.parent / "mini.csv", tmp_path / "out"
    files = [f"r{suffix}" for suffix in report.FORMATS]
    for words in (["run", export, "-o", out, "--processes", "2"], ["report", out, "-o", *files]):
        command = [sys.executable, "-m", "textmine", *words]
        subprocess.run(command, env=os.environ | here, cwd=tmp_path, check=True, capture_output=True)
    assert _bytes(Run(out)) == _bytes(finished)
    made = report.build_report(finished, pipeline.report_settings(finished))
    for name in files:
        report.write_report(made, finished.path.parent / name)
        assert (finished.path.parent / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_a_run_folder_is_for_its_owner_alone(finished):
    assert finished.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("before", ["nothing", "a run with another codebook"])
def test_a_folder_that_cannot_be_written_is_one_clear_error_and_stays_as_it_is(finished, tmp_path, before):
    out, book = tmp_path / "out", tmp_path / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    out.mkdir() if before == "nothing" else shutil.copytree(finished.path, out)
    held = _bytes(Run(out))
    out.chmod(0o500)
    # root writes everywhere, unless that right is taken away
    command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command += [sys.executable, "-m", "textmine", "run", finished.path.parent / "mini.csv", "-o", out]
    done = subprocess.run([*command, "--codebook", book], capture_output=True, text=True, check=False)
    out.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "out" in done.stderr
    assert "Permission denied" in done.stderr
    assert _bytes(Run(out)) == held


def test_labels_are_read_and_a_changed_file_counts(tmp_path):
    export, labels = mini_survey(tmp_path), tmp_path / "labels.csv"
    labels.write_text("comment_id,start,end,theme_id,coder,decision\n1:C:SQ001:option_comment,0,10,x,ann,yes\n")
    run = pipeline.run(export, tmp_path / "out", labels=labels, until="clean")
    assert list(run["labels"]["coder"]) == ["ann"]
    assert pipeline.run(export, tmp_path / "out", until="clean").computed == ("read",)  # its own table alone


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\n", "has no column"), ("comment_id,start,end,theme_id,coder,decision\nx,0,1,t,ann,maybe\n", "line 2")],
)
def test_labels_in_another_form_are_an_error(tmp_path, text, message):
    labels = tmp_path / "labels.csv"
    labels.write_text(text)
    with pytest.raises(TextmineError, match=message):
        pipeline.run(mini_survey(tmp_path), tmp_path / "out", labels=labels)


def test_an_open_run_is_a_mapping(finished):
    run = Run.open(finished.path)
    assert len(run) == len(TABLES)
    assert "themes" in run


@pytest.mark.parametrize("comment", ["", "N/A"])
def test_a_survey_without_a_comment_to_read_has_a_report_too(tmp_path, comment):
    rows = [("Y", comment, "", "", "en", ""), ("Y", "", "Y", comment, "en", "")]
    run = pipeline.run(mini_survey(tmp_path, tuple(rows)), tmp_path / "out")
    assert run["segments"].empty
    assert (run.path / "report.html").is_file()


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_batch_without_a_comment_to_read_is_no_obstacle(tmp_path, monkeypatch, empty):
    monkeypatch.setattr(source, "_LARGEST", 2)
    rows = list(MINI_COMMENTS[:6])
    rows[2 * empty : 2 * empty + 2] = [("Y", "N/A", "", "", "en", "large")] * 2
    run = pipeline.run(mini_survey(tmp_path, tuple(rows)), tmp_path / "out", until="summarise")
    assert run.row_groups("embeddings") == 3
    assert len(run["embeddings"]) == len(run["segments"]) > 0


def test_what_an_early_stop_made_old_is_made_again(tmp_path):
    export = mini_survey(tmp_path)
    pipeline.run(export, tmp_path / "out", until="summarise")
    stopped = pipeline.run(export, tmp_path / "out", until="segment", fresh=True)
    assert "counts" not in stopped
    with pytest.raises(TextmineError, match="no figures yet"):
        pipeline.report_settings(stopped)
    again = pipeline.run(export, tmp_path / "out", until="summarise")
    assert "counts" in again


def test_another_title_is_another_report(tmp_path):
    export = mini_survey(tmp_path)
    pipeline.run(export, tmp_path / "out", options=config.load(None, title="One title"))
    again = pipeline.run(export, tmp_path / "out", options=config.load(None, title="Another title"))
    assert again.computed == ("report",)
    assert "Another title" in (again.path / "report.html").read_text(encoding="utf-8")


def test_labels_that_name_nothing_are_noted(tmp_path):
    export, labels = mini_survey(tmp_path), tmp_path / "labels.csv"
    labels.write_text("comment_id,start,end,theme_id,coder,decision\nNOPE,0,10,nosuch,ann,yes\n")
    run = pipeline.run(export, tmp_path / "out", labels=labels, until="code")
    assert [note for note in run.manifest["notes"] if "NOPE" in note]
    assert [note for note in run.manifest["notes"] if "nosuch" in note]
    assert [note for note in run.manifest["notes"] if "codes are decided without labels" in note]


def test_what_a_run_killed_before_its_first_manifest_left_is_gone_on_with(tmp_path):
    export, out = mini_survey(tmp_path), tmp_path / "out"
    pipeline.run(export, out, until="clean")
    (out / "manifest.json").unlink()
    (out / ".segments.parquet.tmp").write_bytes(b"half")
    assert pipeline.run(export, out, until="clean").computed == ("read",)
