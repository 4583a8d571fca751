"""Single statements against the demo survey: quotations, sources, dates, contradictions."""

from __future__ import annotations

import dataclasses
import json

import pytest
from helpers import mini_survey

from textmine import cli, pipeline
from textmine.lint import as_json, failed, lines, lint


def _verdicts(found, kind: str) -> list[str]:
    return [f.verdict for f in found if f.kind == kind]


def test_two_dates_of_one_start_contradict_each_other(check):
    """The shape of a slip in a real report: the second sentence takes up what the one before names."""
    found = check(
        "# Plan\n\n## First part\n\nThe next edition will cover the harbour pilots and the island group as well. "
        "That was not possible here as these pilots only started their work in October 2018.\n\n## Second part\n\n"
        "Two additional harbour pilots were accepted in the island call and began their work in October 2019. "
        "The mill project began in May 2017.\n"
    )
    bad = [f for f in found if f.verdict == "contradiction"]
    assert [f.words for f in bad] == ["October 2018", "October 2019"]
    assert "October 2019" in bad[0].because
    assert "paragraph 5" in bad[0].because
    assert failed(found)


@pytest.mark.parametrize(
    "text",
    [
        "The first generation of pilots began in October 2017. The second generation of pilots began in May 2017.",
        "The mill project began in May 2017.\n\nThe harbour project began in May 2018.",
        "The mill pilots began work in 2016-2017.\n\nAs said, the mill pilots began work in 2016-2017.",
        "The group met in March 2018 in the harbour.\n\nThe group met in March 2019 in the harbour.",
    ],
    ids=["told apart", "two things", "told twice", "happens again"],
)
def test_what_does_not_contradict(check, text):
    assert "contradiction" not in {f.verdict for f in check(text)}


def test_two_numbers_of_one_thing_contradict_each_other(check):
    found = check(
        "The steering group held five harbour workshops last winter.\n\n"
        "Last winter the steering group held only four harbour workshops."
    )
    assert [f.verdict for f in found] == ["contradiction", "contradiction"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("Budget is limited and, honestly, nobody of us had managed such an EU budget before", "proven"),
        ("Budget is limited [...] this was the real problem", "proven"),
        ("Budget is limited [and] this was the real problem", "proven"),
        ("Common booth with [R02] in an industrial fair in Hannover.", "proven"),
        ("Budget is plentiful and, honestly, all of us had managed such an EU budget before", "wrong"),
        ("Nobody in the survey has ever said anything of the kind", "not found"),
        ("Collaboration with other ESCPs", "proven"),
    ],
)
def test_quotations(check, said, verdict):
    assert _verdicts(check(f"They wrote: \u201c{said}\u201d"), "quote") == [verdict]


def test_a_quotation_that_shows_what_the_report_hides_is_wrong(check, demo):
    text, spans = _hidden(demo)
    found = check(f"They wrote: \u201c{text}\u201d")
    wrong = next(f for f in found if f.kind == "quote")
    assert wrong.verdict == "wrong"
    assert "[e-mail]" in wrong.right
    assert text[spans[0] : spans[1]] not in wrong.right


def _hidden(demo):
    """A comment with an e-mail address, and where it stands."""
    row = demo["redactions"].query("kind == 'email'").iloc[0]
    asked = demo["comments"].set_index("comment_id")["question_id"]
    personal = demo["questions"].set_index("question_id")["personal"]
    for row in demo["redactions"].query("kind == 'email'").itertuples():
        if not personal[asked[row.comment_id]]:
            text = demo["texts"].set_index("comment_id")["text"][row.comment_id]
            return text, (row.start, row.end)
    raise AssertionError("no comment with an e-mail address")


def test_personal_data_may_be_kept(demo, tmp_path):
    text, _ = _hidden(demo)
    chapter = tmp_path / "chapter.md"
    chapter.write_text(f"They wrote: \u201c{text}\u201d", encoding="utf-8")
    settings = dataclasses.replace(pipeline.report_settings(demo), keep_personal_data=True)
    assert _verdicts(lint(chapter, demo, settings), "quote") == ["proven"]


@pytest.mark.parametrize(
    ("who", "verdict"), [("R18, Strand-1", "proven"), ("R18, Strand-2", "wrong"), ("R02", "wrong")]
)
def test_whose_words_a_quotation_is(check, who, verdict):
    quote = "> \u201cWe dropped China after the first study because of the certification rules.\u201d\n>\n"
    assert _verdicts(check(f"{quote}> {who}, on \u201cIntelligence gathering\u201d"), "source") == [verdict]


def test_several_may_have_said_the_same(check, demo):
    from textmine.privacy import pseudonyms

    asked = demo["comments"].merge(demo["texts"][["comment_id", "text"]], on="comment_id")
    asked = asked[asked["kind"].eq("option_comment") & asked["text"].str.len().gt(8)]
    text, comments = next((t, g) for t, g in asked.groupby("text") if g["respondent_id"].nunique() > 1)
    names = pseudonyms(demo["respondents"]["respondent_id"])
    for respondent in comments["respondent_id"]:
        found = check(f"> \u201c{text}\u201d\n>\n> {names[respondent]}, on \u201cOther\u201d")
        assert _verdicts(found, "source") == ["proven"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The survey closed on 21 November 2018.", "proven"),
        ("The survey closed on 21 December 2018.", "wrong"),
        ("The Irrigation expo takes place in June 2019.", "proven"),
        ("The Irrigation expo takes place in May 2019.", "wrong"),
        ("The bridge was opened in May 1987.", "not found"),
    ],
)
def test_dates(check, text, verdict):
    assert _verdicts(check(text), "date") == [verdict]


@pytest.mark.parametrize("kept", [False, True])
def test_an_answer_that_proves_a_date_is_shown_as_in_the_report(tmp_path, kept):
    answer = "In March 2019 we held an exploratory visit of the harbour logistics incubator (anna.huber@example.org)."
    rows = (("Y", answer, "Y", "", "en", "small"), ("Y", "Budget is limited.", "", "", "en", "small"))
    run = pipeline.run(mini_survey(tmp_path, rows), tmp_path / "out")
    chapter = tmp_path / "chapter.md"
    chapter.write_text("The exploratory visit of the harbour logistics incubator was in March 2019.", encoding="utf-8")
    settings = dataclasses.replace(pipeline.report_settings(run), keep_personal_data=kept)
    found = lint(chapter, run, settings)
    assert _verdicts(found, "date") == ["proven"]
    for told in ("\n".join(lines(found, proven=True)), as_json(found)):
        assert ("anna.huber" in told) == kept
        assert ("[e-mail]" in told) == (not kept)


def test_findings_as_lines_and_json(check):
    found = check("# Results\n\nSME mentoring is offered by 7 of 21 partnerships.")
    shown = lines(found)
    assert shown[0].startswith('wrong: 7 of 21  (paragraph 2, under "Results")')
    assert any("right: 5 of 21" in line for line in shown)
    assert shown[-1] == "1 wrong, 0 contradiction, 0 not found, 0 proven"
    assert json.loads(as_json(found))["findings"][0]["right"] == "5 of 21"


@pytest.mark.parametrize(
    ("text", "flags", "code"),
    [
        ("SME mentoring: 5 of 21 partnerships.", [], 0),
        ("SME mentoring: 7 of 21 partnerships.", ["--json"], 1),
        ("The bridge was opened in May 1987.", [], 0),
        ("The bridge was opened in May 1987.", ["--strict"], 1),
    ],
)
def test_the_exit_code_of_the_command(demo, tmp_path, text, flags, code, capsys):
    chapter = tmp_path / "chapter.md"
    chapter.write_text(text, encoding="utf-8")
    assert cli.main(["lint", str(chapter), str(demo.path), *flags]) == code
    assert capsys.readouterr().out


def test_a_folder_that_is_no_run(tmp_path, capsys):
    chapter = tmp_path / "chapter.md"
    chapter.write_text("Text.", encoding="utf-8")
    assert cli.main(["lint", str(chapter), str(tmp_path)]) == 1
    assert "not a run folder" in capsys.readouterr().err
