"""textmine.toml: what it may say, and one clear error for what it may not."""

from __future__ import annotations

import pytest

from textmine import config
from textmine.errors import TextmineError


def _load(tmp_path, text, **survey):
    file = tmp_path / "textmine.toml"
    file.write_text(text, encoding="utf-8")
    return config.load(file, **survey)


def test_without_a_file_the_defaults_hold():
    assert config.load(None) == config.Options()


def test_what_the_survey_says_reaches_the_stages(tmp_path):
    options = _load(
        tmp_path,
        '[survey]\ninvited = 23\nby = ["STRAND"]\nas_of = "2018-11-21"\nlanguages = ["en", "fr"]\nweight = "W"\n',
    )
    assert options.summarise.invited == 23
    assert options.summarise.by == ("STRAND",)
    assert options.read.weight == "W"
    assert options.read.attributes == ("STRAND",)
    assert options.mentions.as_of == "2018-11-21"
    assert options.language.languages == ("en", "fr")


def test_a_section_of_a_stage_is_its_settings(tmp_path):
    options = _load(tmp_path, '[clean]\nno_answer = ["pass"]\n[language]\nmin_score = 1\n')
    assert options.clean.no_answer == ("pass",)
    assert options.language.min_score == 1.0


def test_the_encoder_is_named_once(tmp_path):
    options = _load(tmp_path, '[embed]\nencoder = "use-multilingual"\n')
    assert options.themes.encoder == options.embed.encoder == "use-multilingual"


def test_the_command_line_wins_over_the_file(tmp_path):
    text = '[survey]\nby = ["A"]\n'
    assert _load(tmp_path, text, by=("B",)).survey.by == ("B",)
    assert _load(tmp_path, text, by=()).survey.by == ("A",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[survey]\ninvitd = 23\n", "no key 'invitd'.*did you mean 'invited'"),
        ("[survy]\n", r"no section \[survy\].*did you mean 'survey'"),
        ('[survey]\ninvited = "23"\n', "survey.invited is '23'.*whole number"),
        ("[survey]\ninvited = true\n", "survey.invited is True"),
        ('[survey]\nby = "STRAND"\n', "survey.by is 'STRAND'.*list of texts"),
        ("survey = 3\n", r"survey is a value.*section \[survey\]"),
        ("[survey\n", "not a configuration file"),
        ('[summarise]\nby = ["A"]\n', "no key 'by'"),
        ('[survey]\ncodebook = "cluster"\n', "codebook 'cluster'"),
        ('[survey]\ncodebook = "none.yaml"\n', "no codebook none.yaml"),
    ],
)
def test_a_mistake_is_one_clear_error(tmp_path, text, message):
    with pytest.raises(TextmineError, match=f"(?s){message}"):
        _load(tmp_path, text)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(TextmineError, match="cannot be read"):
        config.load(tmp_path / "no.toml")


def test_a_codebook_beside_the_configuration_is_found(tmp_path):
    (tmp_path / "mine.yaml").write_text("name: mine\nlanguage: en\nthemes:\n  - {id: a, label: A, kind: theme}\n")
    options = _load(tmp_path, '[survey]\ncodebook = "mine.yaml"\n')
    assert options.themes.codebook is not None
    assert options.themes.codebook.name == "mine"


def test_the_word_template_is_found_beside_the_configuration(tmp_path):
    (tmp_path / "house.docx").touch()
    options = _load(tmp_path, '[report]\ntemplate = "house.docx"\n')
    assert options.report.template == str(tmp_path / "house.docx")
    with pytest.raises(TextmineError, match="no Word template"):
        _load(tmp_path, '[report]\ntemplate = "none.docx"\n')


def test_the_template_is_a_valid_configuration(tmp_path):
    text = config.template('A "survey" \\ of ours', ["STRAND"], ["en"], config.Options().read, "")
    assert _load(tmp_path, text).survey.title == 'A "survey" \\ of ours'
    # and with every line that is commented out in force
    import re

    every = re.sub(r'^# (\w+ = (?:\[[^\]]*\]|"[^"]*"|\d+)).*$', r"\1", text, flags=re.MULTILINE)
    (tmp_path / "house.docx").touch()
    every = re.sub(r"^invited_list = .*$", "", every, flags=re.MULTILINE)
    every = every.replace('codebook = "codebook.yaml"', "").replace('earlier = "last_wave.yaml"', "")
    assert _load(tmp_path, every).survey.invited == 23


def test_the_configuration_beside_an_export_is_found(tmp_path):
    export = tmp_path / "export.csv"
    assert config.beside(export) is None
    (tmp_path / "textmine.toml").touch()
    assert config.beside(export) == config.beside(tmp_path) == tmp_path / "textmine.toml"
    assert config.beside(export, "limesurvey://1", tmp_path / "b.csv") == tmp_path / "textmine.toml"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "textmine.toml").touch()
    with pytest.raises(TextmineError, match="more than one configuration"):
        config.beside(export, tmp_path / "other" / "b.csv")


def test_the_configuration_of_one_export_comes_before_that_of_the_folder(tmp_path):
    for name in ("textmine.toml", "north.textmine.toml", "north.1.textmine.toml"):
        (tmp_path / name).touch()
    found = {name: config.beside(tmp_path / name).name for name in ("north.csv", "north.1.csv", "south.csv")}
    assert found == {
        "north.csv": "north.textmine.toml", "north.1.csv": "north.1.textmine.toml", "south.csv": "textmine.toml",
    }  # fmt: skip
    with pytest.raises(TextmineError, match="more than one configuration"):
        config.beside(tmp_path / "north.csv", tmp_path / "south.csv")
    (tmp_path / "textmine.toml").unlink()
    assert config.beside(tmp_path / "north.csv", tmp_path / "south.csv") == tmp_path / "north.textmine.toml"


def test_a_list_shorter_than_the_export_is_named_in_the_error(tmp_path):
    (tmp_path / "invited.csv").write_text("name\nAlpha\nBeta\n", encoding="utf-8")
    (tmp_path / "textmine.toml").write_text('[survey]\ninvited_list = "invited.csv"\n', encoding="utf-8")
    options = config.load(tmp_path / "textmine.toml")
    options.check_invited(2)
    with pytest.raises(TextmineError, match=r"(?s)invited\.csv lists 2, but there are 3 responses.*invited_list"):
        options.check_invited(3)
