"""A language model in a whole run: off unless named, asked once, and no harm when it is not there."""

from __future__ import annotations

import json
import shutil

import pytest
from chat_server import everything_yes, given, serving
from helpers import CODEBOOK, mini_survey

from textmine import cli, config, pipeline
from textmine.errors import TextmineError
from textmine.folder import Run

ROWS = (
    ("Y", "We do not have enough people for the work.", "Y", "the visa came too late again", "en", "large"),
    ("Y", "Ask the coordinator Anna Schmidt on +49 30 1234567.", "", "", "en", "large"),
    ("Y", "The coordinator spoke of wine and cheese.", "", "", "en", "small"),
    ("Y", "lack of staff", "Y", "the fair in Canada", "en", "small"),
    ("Y", "our coordinator left", "", "they have little time", "en", "large"),
    *(("Y", f"the visa for the {what} came late", "", "", "en", "small") for what in ("mission", "fair", "visit")),
    *(("Y", f"{who} waited long for a visa", "", "", "en", "small") for who in ("firms", "companies", "we")),
    *(("", "", "Y", f"the {what} was paid too late", "en", "small") for what in ("grant", "funding", "money")),
)


def _options(folder, address, **extra):
    book, file = folder / "book.yaml", folder / "textmine.toml"
    book.write_text(CODEBOOK, encoding="utf-8")
    lines = ["[survey]", 'codebook = "book.yaml"', "[llm]", f'address = "{address}"', 'model = "small"']
    file.write_text("\n".join([*lines, *(f"{key} = {value}" for key, value in extra.items())]), encoding="utf-8")
    return config.load(file)


def _bytes(run):
    return {file.name: file.read_bytes() for file in sorted(run.path.glob("*.*")) if file.suffix != ".json"}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished run, what was asked for it, and its options; the server is gone."""
    folder = tmp_path_factory.mktemp("llm")
    with serving(everything_yes) as server:
        options = _options(folder, server.address, decide="true")
        run = pipeline.run(mini_survey(folder, ROWS), folder / "out", options=options)
    return run, server.asked, options


def _votes(run):
    return [json.loads(votes) for votes in run["codings"]["votes"]]


def test_names_and_votes_are_in_the_tables(done):
    run, asked, _ = done
    found = run["themes"][run["themes"]["origin"] == "emergent"]
    assert len(found)
    for label, proposal in zip(found["label"], map(json.loads, found["proposal"]), strict=True):
        assert proposal["label"].startswith("About ")
        assert proposal["label"] != label
    assert set(run["themes"].loc[run["themes"]["origin"] != "emergent", "proposal"]) == {"{}"}
    votes = _votes(run)
    assert {vote["llm"] for vote in votes} == {"yes", "unfounded"}  # a small survey is asked as a whole
    assert len(run["codings"]) == len(run["segments"]) * len(run["themes"])
    assert len(asked) == len(list((run.path / "llm").iterdir()))


def test_what_it_decided_is_marked_and_what_nobody_else_says_is_not_coded(done):
    run, _, _ = done
    votes = list(zip(_votes(run), run["codings"]["decision"], strict=True))
    assert "yes" in {decision for vote, decision in votes if vote.get("machine") == "review"}
    assert {decision for vote, decision in votes if list(vote) == ["llm"]} == {"no"}


def test_no_personal_data_is_sent(done):
    _, asked, _ = done
    sent = json.dumps([given(request) for request in asked])
    assert "Schmidt" not in sent
    assert "1234567" not in sent
    assert "Ask the coordinator [name] on [phone]." in sent


def test_the_manifest_and_the_report_say_so(done):
    run, _, _ = done
    first, votes, agreement = run.manifest["llm"]
    assert first.startswith("language model small: ")
    assert "; dropped: 4 yes with words that are not in the comment" in votes
    assert "Cohen's kappa 0." in agreement
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert "a language model proposes: \u201cAbout " in page
    assert "Cohen" in page


def test_a_second_run_asks_nothing_and_computes_nothing(done):
    run, _, options = done
    before = _bytes(run)
    again = pipeline.run(run.path.parent / "mini.csv", run.path, options=options)
    assert again.computed == ()
    assert again.manifest["llm"] == run.manifest["llm"]
    assert _bytes(again) == before


def test_with_its_answers_everything_is_made_anew_without_the_server(done, tmp_path):
    run, _, options = done
    shutil.copytree(run.path, tmp_path / "out")
    again = pipeline.run(run.path.parent / "mini.csv", tmp_path / "out", options=options, fresh=True, processes=2)
    assert "code" in again.computed
    assert _bytes(again) == _bytes(run)


def test_it_is_off_unless_it_is_named(done, tmp_path):
    run, _, _ = done
    plain = pipeline.run(run.path.parent / "mini.csv", tmp_path / "out", options=config.load(None), until="code")
    assert not (tmp_path / "out" / "llm").exists()
    assert plain.manifest["llm"] == []
    assert not any("llm" in votes for votes in _votes(plain))


def test_without_the_server_what_is_computed_stays(tmp_path, capsys):
    export, out = mini_survey(tmp_path, ROWS), tmp_path / "out"
    pipeline.run(export, out, until="summarise")
    before = _bytes(Run.open(out))
    with serving(everything_yes) as server:
        pass
    assert cli.main(["run", str(export), "-o", str(out), "--llm", server.address, "--llm-model", "small"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
    assert _bytes(Run.open(out)) == before
    assert pipeline.run(export, out, until="summarise").computed == ()


def test_a_server_that_fails_half_way_goes_on_where_it_was(tmp_path):
    left = [3]

    def fails(request):
        left[0] -= 1
        return everything_yes(request) if left[0] >= 0 else (404, b"out of memory")

    export = mini_survey(tmp_path, ROWS)
    with serving(fails) as server:
        options = _options(tmp_path, server.address)
        with pytest.raises(TextmineError, match="out of memory"):
            pipeline.run(export, tmp_path / "out", options=options, until="code")
        assert len(list((tmp_path / "out" / "llm").iterdir())) == 3
        left[0] = 1000
        pipeline.run(export, tmp_path / "out", options=options, until="code")
    sent = [json.dumps(request) for request in server.asked]
    assert len(sent) == len(set(sent)) + 1  # only the failed question was put twice


def test_a_model_that_invents_changes_no_decision(tmp_path):
    invented = {"label": "Nine of ten are happy", "definition": "All.", "evidence": [{"number": 1, "words": "happy"}]}
    export = mini_survey(tmp_path, ROWS)

    def invents(request):
        codes = given(request).get("codes", [])
        return invented | {"codes": [{"id": code["id"], "words": "we are happy"} for code in codes]}

    with serving(invents) as server:
        options = _options(tmp_path, server.address, decide="true")
        run = pipeline.run(export, tmp_path / "out", options=options, until="code")
    plain = config.load(None, codebook=str(tmp_path / "book.yaml"))
    other = pipeline.run(export, tmp_path / "plain", options=plain, until="code")
    same = ["segment_id", "theme_id", "decision", "evidence", "score"]
    spoken = [len(votes) > 1 for votes in _votes(run)]
    assert run["codings"].loc[spoken, same].reset_index(drop=True).equals(other["codings"][same])
    assert set(run["codings"].loc[[not each for each in spoken], "decision"]) == {"no"}
    assert {votes["llm"] for votes in _votes(run)} == {"unfounded"}
    assert " 0 yes with" not in run.manifest["llm"][1]


@pytest.mark.parametrize(("option", "votes"), [("review = 0\nsample", 0), ("sample", None)])
def test_its_options_say_how_much_is_asked(tmp_path, option, votes):
    with serving(everything_yes) as server:
        options = _options(tmp_path, server.address, **{option: 0})
        run = pipeline.run(mini_survey(tmp_path, ROWS), tmp_path / "out", options=options, until="code")
    asked = [decision for vote, decision in zip(_votes(run), run["codings"]["decision"]) if "llm" in vote]
    assert set(asked) == (set() if votes == 0 else {"review"})


def test_the_command_line_lays_itself_over_the_file(tmp_path):
    _options(tmp_path, "http://127.0.0.1:1/v1", sample=7)
    options = config.load(tmp_path / "textmine.toml", llm="http://localhost:2/v1", llm_model="large")
    assert (options.llm.address, options.llm.model, options.llm.sample) == ("http://localhost:2/v1", "large", 7)
    assert options.themes.llm == options.llm


@pytest.mark.parametrize(
    "line",
    ['folder = "x"', "segments = 3", 'addres = "x"', 'model = "x"', "decide = true", 'address = "http://192.0.2.1/v1"'],
)
def test_a_wrong_section_is_an_error(tmp_path, line):
    file = tmp_path / "textmine.toml"
    file.write_text(f"[llm]\n{line}\n")
    with pytest.raises(TextmineError):
        config.load(file)
