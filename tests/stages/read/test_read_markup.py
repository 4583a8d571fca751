"""Markup of a survey's authors reaches neither wordings nor codes, on any platform."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lime import whole

from textmine import config
from textmine.stages.read import Survey, read


def _with_markup(tmp_path: Path, rows: list[list[str]], toml: str = "") -> Survey:
    file = tmp_path / "marked.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    (tmp_path / "mapping.toml").write_text(toml, encoding="utf-8")
    return read(file, settings=config.load(tmp_path / "mapping.toml").read)


BOLD = '<span style="color: red">Which <b>rooms</b>?</span>'
MARKED = {
    "table": [
        ["No", f"{BOLD} - <i>Hall &amp; bar</i>", f"{BOLD} - Yard", "How large?"],
        *(["", "Hall & bar" if n % 2 else "", "Yard" if n % 3 else "", "<p>very</p>" if n % 2 else "not"]
          for n in range(12)),
    ],
    "surveymonkey": [
        ["Respondent ID", BOLD, "", "How large?"],
        ["", "<i>Hall &amp; bar</i>", "Yard", "Response"],
        *([str(n), "<i>Hall &amp; bar</i>" if n % 2 else "", "Yard" if n % 3 else "", "<p>very</p>" if n % 2 else "not"]
          for n in range(12)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("platform", MARKED)
def test_markup_reaches_no_wording(tmp_path: Path, platform: str) -> None:
    toml = f'[read]\nformat = "{platform}"\n'
    survey = _with_markup(tmp_path, MARKED[platform], toml)
    assert list(survey.questions["text"])[-2:] == ["Which rooms?", "How large?"]
    assert list(survey.options["text"]) == ["Hall & bar", "Yard", "not", "very"]
    assert list(survey.options["option_id"]) == ["hall_bar", "yard", "not", "very"]
    answers = whole(survey)["answers"]
    assert set(answers["value"].dropna()) == {"not", "very"}
    assert int((answers["selected"] & (answers["option_id"] == "hall_bar")).sum()) == 6
    # what is copied from a mapping that was written is understood as it stands
    code = survey.questions["question_id"].iloc[-1]
    again = _with_markup(tmp_path, MARKED[platform], f'{toml}[questions]\n{code} = {{ options = ["very", "not"] }}\n')
    assert set(whole(again)["answers"]["value"].dropna()) == {"not", "very"}
    assert "<" not in "".join(line for line in survey.mapping.splitlines() if line.startswith("# Q"))
