"""Builds data/samples/escp4i_2018 and its .lsa from the tables in scripts/demo_survey/.

The files have the form in which LimeSurvey 6 writes them: an export with code headings and short
answers, the structure of the survey, and the archive of both. The tables say what is invented and
what is published. Nothing here reads a clock or draws a number, so `--check` can compare.

Usage: python scripts/build_demo_survey.py [--check]
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import yaml
from demo_survey.limesurvey import Cells, Question, Row, Survey, export_csv, responses_lsr, structure_lss

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "scripts" / "demo_survey"
SAMPLES = ROOT / "data" / "samples"
FOLDER = SAMPLES / "escp4i_2018"
ARCHIVE = SAMPLES / "escp4i_2018.lsa"
EVENT_PARTS = ("name", "place", "date", "topic")
ZIP_TIME = (2018, 11, 22, 9, 0, 0)


def read_table(name: str) -> list[Row]:
    """The rows of one table in `scripts/demo_survey`; lines with # at the start are notes."""
    lines = (SOURCE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(
        (line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True
    )
    return [{key: value.replace("\\n", "\n").replace("\\s", " ") for key, value in row.items()} for row in rows]


def read_questions(about: dict[str, Any]) -> list[Question]:
    """The questions in the order asked, repeated blocks written out."""
    questions: list[Question] = []
    for gid, group in enumerate(about["groups"], start=1):
        entries = [entry for item in group["questions"] for entry in _written_out(item)]
        for order, entry in enumerate(entries, start=1):
            options = {f"SQ{number:03}": text for number, text in enumerate(entry.pop("options", []), start=1)}
            rows = entry.pop("rows", options)
            questions.append(Question(qid=len(questions) + 1, gid=gid, order=order, rows=rows, **entry))
    return questions


def _written_out(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a block, once for each of its numbers; a plain question stays itself."""
    if "repeat" not in item:
        return [dict(item)]
    return [
        {key: value.replace("{n}", str(number)) if isinstance(value, str) else value for key, value in entry.items()}
        for number in range(1, item["repeat"] + 1)
        for entry in item["questions"]
    ]


def read_answers(partnerships: list[Row]) -> dict[str, Row]:
    """What each respondent answered, by heading, gathered from all tables."""
    answers = {person["respondent"]: identification(person) for person in partnerships}
    for tick in read_table("ticks"):
        codes = (f"{tick['question']}[SQ{int(number):03}]" for number in tick["options"].split(","))
        answers[tick["respondent"]].update(dict.fromkeys(codes, "Y"))
    for comment in read_table("comments"):
        answers[comment["respondent"]][comment["column"]] = comment["text"]
    for case in read_table("agreements"):
        answers[case["respondent"]].update(agreement(case))
    for link in read_table("collaborations"):
        number = link["number"]
        told = {"COL": "Y", f"COL{number}WHO": link["who"], f"COL{number}PURPOSE": link["purpose"]}
        answers[link["respondent"]].update(told)
    for sme in read_table("smes"):
        answers[sme["respondent"]].update(example(sme))
    for event in read_table("events"):
        cells = {f"{event['question']}[{event['row']}_{part.upper()}]": event[part] for part in EVENT_PARTS}
        answers[event["respondent"]].update(cells)
    return answers


def identification(person: Row) -> Row:
    """Section A and the answers that are No until another table says more."""
    if person["pages"] == "0":
        return {}
    cells = {
        "NAME": person["name"],
        "STRAND": f"S{person['strand']}",
        "ORG": person["cluster"],
        "CONTACT": person["contact"],
        "EMAIL": person["email"],
        "CONSENT": person["consent"],
    }
    if person["sme_agreements"]:
        signed = person["sme_agreements"] != "0"
        cells |= {"D2": "N", "COL": "N", "E2": "Y" if signed else "N"}
        cells |= {"E3": person["sme_agreements"]} if signed else {}
    return cells


def agreement(case: Row) -> Row:
    """The cells of one cooperation case; the cases come in order, so the last number is how many."""
    block = f"AGR{case['number']}"
    return {
        "D2": "Y",
        "D3": case["number"],
        f"{block}TYPE": case["type"],
        f"{block}TYPE[other]": case["other"],
        f"{block}ORG[NAME]": case["name"],
        f"{block}ORG[COUNTRY]": case["country"],
        f"{block}ORG[SECTOR]": case["sector"],
        f"{block}DESC": case["objectives"],
    }


def example(sme: Row) -> Row:
    """The cells of one example of an SME."""
    block = f"F{sme['number']}"
    ticks = {f"{block}BEN[SQ{int(number):03}]": "Y" for number in sme["benefits"].split(",") if number}
    return ticks | {
        f"{block}NAME": sme["name"],
        f"{block}BEN[other]": sme["other"],
        f"{block}DESC": sme["description"],
    }


def response(person: Row, given: Row, questions: list[Question]) -> Cells:
    """One row of the table of responses, as LimeSurvey stores it.

    Raises:
        ValueError: An answer stands under a heading that does not exist or was not shown.
    """
    pages = int(person["pages"])
    cells: Cells = {
        "id": person["respondent"],
        "submitdate": person["last_action"] if pages == questions[-1].gid else None,
        "lastpage": person["pages"],
        "startlanguage": "en",
        "seed": str(190_000_000 + 104_729 * int(person["respondent"])),
        "startdate": person["started"],
        "datestamp": person["last_action"],
    }
    for question in questions:
        shown = question.gid <= pages and relevant(question.relevance, given)
        cells.update((heading, given.get(heading, "") if shown else None) for heading in question.headings())
    lost = [heading for heading, value in given.items() if value and cells.get(heading) is None]
    if lost:
        raise ValueError(f"respondent {person['respondent']}: no place for {lost}")
    return cells


def relevant(condition: str, given: Row) -> bool:
    """Whether a question was shown, for the two kinds of conditions that the survey has."""
    if condition == "1":
        return True
    match = re.fullmatch(r'(\w+)\.NAOK (?:== "(\w+)"|>= (\d+))', condition)
    if match is None:
        raise ValueError(f"condition not understood: {condition}")
    code, word, number = match.groups()
    value = given.get(code, "")
    return value == word if word else int(value or 0) >= int(number)


def read_survey() -> Survey:
    """The whole survey from the files in `scripts/demo_survey`."""
    about = yaml.safe_load((SOURCE / "questionnaire.yaml").read_text(encoding="utf-8"))
    questions = read_questions(about)
    partnerships = read_table("partnerships")
    answers = read_answers(partnerships)
    responses = [response(person, answers[person["respondent"]], questions) for person in partnerships]
    return Survey(about, questions, responses)


def archive_lsa(members: dict[str, bytes]) -> bytes:
    """A zip file of the members, with one fixed time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return target.getvalue()


def members(data: bytes) -> list[tuple[str, bytes]]:
    """The members of a zip file; the packed bytes may differ between versions of zlib."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def same(path: Path, built: bytes) -> bool:
    """Whether the file at `path` holds what was built."""
    if not path.is_file():
        return False
    found = path.read_bytes()
    return members(found) == members(built) if path == ARCHIVE else found == built


def main() -> int:
    """Write the files, or with `--check` compare them; 1 when a file differs."""
    parser = argparse.ArgumentParser(description="Build the demo survey.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    check = parser.parse_args().check
    survey = read_survey()
    structure = structure_lss(survey)
    parts = {f"survey_{survey.sid}.lss": structure, f"survey_{survey.sid}_responses.lsr": responses_lsr(survey)}
    files = {
        FOLDER / "export.csv": export_csv(survey),
        FOLDER / "structure.lss": structure,
        ARCHIVE: archive_lsa(parts),
    }
    if check:
        stale = [path for path, data in files.items() if not same(path, data)]
        for path in stale:
            print(f"{path.relative_to(ROOT)} differs: run python scripts/build_demo_survey.py", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
