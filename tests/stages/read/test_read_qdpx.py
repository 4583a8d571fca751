"""Projects of programs for qualitative analysis: codes with their words, and hostile archives refused."""

from __future__ import annotations

import zipfile

import pandas as pd
import pytest

from textmine import refi
from textmine.errors import TextmineError
from textmine.handcoding import words_key
from textmine.stages.read.coded.labels import LabelsFiles

COMMENT = "7:C:SQ001:option_comment"
TEXT = "We lack staff. The fair was good."
PROJECT = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="invented">
 <Users><User guid="u1" name="ann"/></Users>
 <CodeBook><Codes><Code guid="c1" name="staff"/><Code guid="c2" name="Fairs and missions [fair]"/></Codes></CodeBook>
 <Sources><TextSource guid="s1" name="{COMMENT}" plainTextPath="internal://s1.txt">
  <PlainTextSelection guid="p1" startPosition="0" endPosition="14">
   <Coding guid="k1" creatingUser="u1"><CodeRef targetGUID="c1"/></Coding>
  </PlainTextSelection>
  <Coding guid="k2"><CodeRef targetGUID="c2"/></Coding>
 </TextSource></Sources>
</Project>"""


def _archive(folder, project=PROJECT, name="my.qdpx"):
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("project.qde", project)
        archive.writestr("Sources/s1.txt", TEXT)
    return folder / name


def test_codes_become_labels(tmp_path):
    files = LabelsFiles([_archive(tmp_path)])
    comments = pd.DataFrame({"comment_id": [COMMENT], "raw": [TEXT]})
    files.see({"respondents": pd.DataFrame({"respondent_id": ["7"]}), "comments": comments})
    rows = files.table().sort_values("theme_id").to_dict("records")
    assert [(row["theme_id"], row["start"], row["end"], row["coder"]) for row in rows] == [
        ("fair", 0, len(TEXT), "my"),
        ("staff", 0, 14, "ann"),
    ]
    assert [row["words"] for row in rows] == ["", words_key("We lack staff.")]
    assert {row["decision"] for row in rows} == {"yes"}


@pytest.mark.parametrize(
    ("project", "message"),
    [
        (PROJECT.replace("?>", '?><!DOCTYPE P [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1), "not what REFI-QDA"),
        (PROJECT.replace("Project", "Html"), "not what REFI-QDA"),
        (PROJECT[:200], "is no XML"),
        (PROJECT.replace('startPosition="0"', 'startPosition="20"'), "a code in '7:C"),
        (PROJECT.replace('name="staff"', 'name=""'), "has a code ''"),
        (PROJECT.replace("s1.txt", "../../s2.txt"), "holds no sources/../../s2.txt"),
    ],
)
def test_what_is_wrong_or_hostile_is_refused(tmp_path, project, message):
    with pytest.raises(TextmineError) as caught:
        LabelsFiles([_archive(tmp_path, project)])
    assert message in str(caught.value)


def test_no_archive_and_too_large_a_one_are_refused(tmp_path, monkeypatch):
    (tmp_path / "no.qdpx").write_text("no zip")
    with pytest.raises(TextmineError, match=r"no\.qdpx is damaged"):
        LabelsFiles([tmp_path / "no.qdpx"])
    with pytest.raises(TextmineError, match=r"missing\.qdpx"):
        LabelsFiles([tmp_path / "missing.qdpx"])
    monkeypatch.setattr(refi, "_LARGEST", 10)
    with pytest.raises(TextmineError, match="far too large"):
        LabelsFiles([_archive(tmp_path)])
