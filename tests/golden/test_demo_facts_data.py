"""The demo survey holds the published facts: recounted from the files themselves, without textmine."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "samples" / "escp4i_2018"
ARCHIVE = ROOT / "data" / "samples" / "escp4i_2018.lsa"
SOURCE = ROOT / "scripts" / "demo_survey"
SID = "201804"

# Ticks by strand: option number -> (strand-1, strand-2); an option not listed has none.
TICKS = {
    "B": {
        1: (11, 4), 2: (14, 7), 3: (5, 6), 4: (10, 3), 5: (14, 4), 6: (11, 5), 7: (9, 3), 8: (3, 2), 9: (10, 6),
        10: (1, 2), 11: (0, 2), 12: (2, 2),
    },
    "C": {1: (5, 3), 2: (1, 4), 3: (2, 2), 4: (2, 2), 5: (2, 2), 6: (1, 1), 7: (5, 3)},
    "D": {
        1: (0, 2), 2: (0, 1), 5: (0, 3), 7: (7, 5), 8: (1, 0), 9: (11, 6), 10: (9, 5), 11: (4, 1), 12: (1, 1),
        13: (1, 4),
    },
    "E": {
        1: (0, 6), 2: (0, 2), 5: (0, 6), 7: (4, 6), 8: (1, 0), 9: (7, 6), 10: (8, 6), 11: (3, 0), 12: (2, 0),
        13: (1, 2),
    },
}  # fmt: skip
BASES = {"B": (14, 7), "C": (14, 6), "D": (13, 6), "E": (13, 6)}
PUBLISHED_TARGETS = {"US": 8, "CA": 7, "JP": 7, "CN": 5, "IL": 4, "ZA": 4, "IN": 3, "KR": 3}

# How the comments write the countries that the article counts, with some of their cities.
FORMS = {
    "US": r"US\b|U\.S\.|USA|United States|États-Unis|Estados Unidos|Stati Uniti|American|New York|Boston|Chicago",
    "CA": "Canad|Kanad|Montr[ée]al|Toronto|Vancouver|Ontario",
    "JP": "Japan|Giappone|Tokyo|Osaka",
    "CN": "Chin[ae]|Cina|Shanghai|Tianjin",
    "IL": "Israel|Israël|Tel Aviv|Haifa",
    "ZA": "South Africa|Afrique du Sud|Sudáfrica|Cape Town|Pretoria",
    "IN": r"Inde\b|India\b|Indian\b|Indien",
    "KR": "Korea|Corea|Seoul",
}


def read_export() -> list[dict[str, str]]:
    with (SAMPLE / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file, strict=True) if any(row.values())]


def read_source(name: str) -> list[dict[str, str]]:
    lines = (SOURCE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=3))


ROWS = read_export()
BY_ID = {row["id"]: row for row in ROWS}
COMPLETE = [row for row in ROWS if row["submitdate"]]


def by_strand(rows: list[dict[str, str]]) -> tuple[int, int]:
    strands = Counter(row["STRAND"] for row in rows)
    return strands["S1"], strands["S2"]


def answered(question: str) -> list[dict[str, str]]:
    return [row for row in ROWS if any(value for key, value in row.items() if key.startswith(f"{question}["))]


def agreements() -> list[dict[str, str]]:
    cases = []
    for row in ROWS:
        for number in range(1, 7):
            block = f"AGR{number}"
            case = {
                "id": row["id"],
                "type": row[f"{block}TYPE"],
                "country": row[f"{block}ORG[COUNTRY]"].strip(),
                "sector": row[f"{block}ORG[SECTOR]"],
                "text": row[f"{block}DESC"],
            }
            if case["type"]:
                cases.append(case)
    return cases


def test_responses() -> None:
    assert len(ROWS) == 22
    assert by_strand(COMPLETE) == (13, 6)
    assert round(100 * len(COMPLETE) / 23) == 83
    opened_only = [row for row in ROWS if not row["NAME"]]
    assert len(opened_only) == 1
    assert {key for key, value in opened_only[0].items() if value} == {
        "id", "lastpage", "startlanguage", "seed", "startdate", "datestamp",
    }  # fmt: skip


@pytest.mark.parametrize("question", sorted(BASES))
def test_bases(question: str) -> None:
    assert by_strand(answered(question)) == BASES[question]


@pytest.mark.parametrize("question", sorted(TICKS))
def test_ticks(question: str) -> None:
    codes = [key for key in ROWS[0] if re.fullmatch(rf"{question}\[SQ\d+\]", key)]
    counts = {code: by_strand([row for row in ROWS if row[code] == "Y"]) for code in codes}
    expected = {f"{question}[SQ{number:03}]": pair for number, pair in TICKS[question].items()}
    assert {code: pair for code, pair in counts.items() if pair != (0, 0)} == expected
    assert len(codes) == (7 if question == "C" else 13)


def test_barriers_by_strand() -> None:
    codes = [f"C[SQ{number:03}]" for number in range(1, 8)]
    ticked = {
        strand: [sum(row[code] == "Y" for code in codes) for row in answered("C") if row["STRAND"] == strand]
        for strand in ("S1", "S2")
    }
    assert Counter(ticked["S1"]) == {2: 7, 1: 4, 0: 3}
    assert Counter(ticked["S2"]) == {3: 5, 2: 1}
    shares = {strand: 100 * sum(counts) / (7 * len(counts)) for strand, counts in ticked.items()}
    assert {strand: round(share) for strand, share in shares.items()} == {"S1": 18, "S2": 40}
    comments = [f"C[SQ{number:03}comment]" for number in range(1, 8)]
    silent = [row for row in answered("C") if not any(row[code] for code in codes)]
    assert by_strand(silent) == (3, 0)
    assert all(sum(bool(row[comment]) for comment in comments) == 1 for row in silent)


def test_agreements() -> None:
    cases = agreements()
    assert len(cases) == 21
    assert by_strand([row for row in COMPLETE if row["D2"] == "Y"]) == (2, 5)
    assert by_strand([row for row in COMPLETE if row["D2"] == "N"]) == (11, 1)
    assert Counter(case["id"] for case in cases) == {row["id"]: int(row["D3"]) for row in ROWS if row["D3"]}
    assert Counter(case["type"] for case in cases) == {"A1": 12, "A2": 3, "-oth-": 3, "A4": 2, "A5": 1}
    assert Counter(case["country"].removeprefix("P.R. ").title() for case in cases) == {
        "Canada": 3, "China": 2, "Jordan": 2, "Us": 2, "Eu": 2, "Poland": 1, "Belgium": 1, "Romania": 1, "Latvia": 1,
        "Israel": 1, "Malaysia": 1, "Indonesia": 1, "Australia": 1, "Chile": 1, "Brazil": 1,
    }  # fmt: skip
    assert all(case["sector"] and case["text"] for case in cases)


def test_collaborations() -> None:
    assert by_strand([row for row in COMPLETE if row["COL"] == "Y"]) == (7, 4)
    assert by_strand([row for row in COMPLETE if row["COL"] == "N"]) == (6, 2)
    named = [
        (row, row[f"COL{number}WHO"], row[f"COL{number}PURPOSE"])
        for row in ROWS
        for number in range(1, 7)
        if row[f"COL{number}WHO"]
    ]
    assert len(named) == 5 * 2 + 12 + 6 + 3
    assert sum(purpose in {"", "-"} for _, _, purpose in named) == 6
    assert sum("first contact" in purpose.lower() for _, _, purpose in named) == 3


def test_links_between_partnerships() -> None:
    links = read_source("collaborations")
    assert len(links) == sum(bool(row[f"COL{number}WHO"]) for row in ROWS for number in range(1, 7))
    names = {row["id"]: row["NAME"].strip() for row in ROWS}
    told = {(names[link["respondent"]], link["partner"]) for link in links if link["purpose"] not in {"", "-"}}
    both = {link["link"] for link in links if (link["partner"], names[link["respondent"]]) in told}
    assert both == {"both sides"}
    kinds = Counter(link["link"] for link in links)
    assert kinds == {"both sides": 10, "one side": 12, "no detail": 6, "first contact": 3}
    first = [link for link in links if link["generation"] == "1"]
    assert Counter(link["link"] for link in first) == {"one side": 4, "first contact": 2, "no detail": 1}
    assert {link["partner"] for link in first}.isdisjoint(names.values())
    assert {link["partner"] for link in links if link["generation"] == "2"} <= set(names.values())


def test_sme_agreements() -> None:
    assert Counter(row["E2"] for row in COMPLETE) == {"N": 16, "Y": 3}
    assert all(bool(row["E3"]) == (row["E2"] == "Y") for row in ROWS)


def test_target_markets() -> None:
    targets = read_source("targets")
    counts = Counter(target["country"] for target in targets)
    assert len({(target["respondent"], target["country"]) for target in targets}) == len(targets)
    assert {country: counts[country] for country in PUBLISHED_TARGETS} == PUBLISHED_TARGETS
    assert max(count for country, count in counts.items() if country not in PUBLISHED_TARGETS) <= 2
    assert {target["respondent"] for target in targets} == {row["id"] for row in COMPLETE}
    for target in targets:
        assert target["words"] in BY_ID[target["respondent"]][target["column"]], target


def test_countries_that_are_no_targets() -> None:
    wanted = {(target["respondent"], target["country"]) for target in read_source("targets")}
    for trap in read_source("not_targets"):
        assert trap["words"] in BY_ID[trap["respondent"]][trap["column"]], trap
        assert (trap["respondent"], trap["country"]) not in wanted, trap


def named_countries(row: dict[str, str], columns: str) -> set[tuple[str, str]]:
    text = "\n".join(value for key, value in row.items() if re.match(columns, key))
    return {(row["id"], country) for country, forms in FORMS.items() if re.search(rf"\b(?:{forms})", text)}


def test_target_markets_from_the_comments() -> None:
    found = {pair for row in COMPLETE for pair in named_countries(row, r"[BCD]\[.*comment\]|HBEY\[")}
    traps = {(trap["respondent"], trap["country"]) for trap in read_source("not_targets")}
    assert len(found & traps) == 2
    assert Counter(country for _, country in found - traps) == PUBLISHED_TARGETS


def test_other_answers_name_no_further_market() -> None:
    wanted = {(target["respondent"], target["country"]) for target in read_source("targets")}
    found = {pair for row in ROWS for pair in named_countries(row, r"E\[|F\d|COL\d|AGR\d")}
    assert len(found) > 10
    assert found <= wanted


def test_themes_of_the_barriers() -> None:
    intended = read_source("intended_themes")
    written = {
        (row["id"], key[2:7]) for row in ROWS for key, value in row.items() if value and re.match(r"C\[SQ\d+comm", key)
    }
    assert {(theme["respondent"], theme["option"]) for theme in intended} == written
    people: dict[str, set[str]] = {}
    for row in intended:
        for theme in row["themes"].split(","):
            people.setdefault(theme, set()).add(row["respondent"])
    known = set(
        re.findall(r"(?m)^  - id: (\w+)$", (ROOT / "data/codebooks/cluster_programmes.yaml").read_text("utf-8"))
    )
    assert people.keys() - {"-"} <= known
    assert by_strand([BY_ID[key] for key in people["sector_spread"]]) == (0, 4)
    assert by_strand([BY_ID[key] for key in people["barriers_later"]]) == (3, 0)
    assert len(people["budget_constraint"]) == 4
    assert people["budget_inexperience"] == {"5", "10", "13"}


def test_same_staff_comment_twice() -> None:
    assert [row["id"] for row in ROWS if row["C[SQ001comment]"] == "lack of staff"] == ["4", "9"]


def test_file_form() -> None:
    data = (SAMPLE / "export.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"id","submitdate","lastpage"')
    assert data.endswith(b'"\r\n\r\n')
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert data.count(b"\n") > data.count(b"\r\n")


def test_personal_data_is_invented() -> None:
    assert all(row["EMAIL"].endswith("example.org") for row in ROWS if row["NAME"])
    addresses = re.findall(r"[\w.]+@[\w.]+", (SAMPLE / "export.csv").read_text("utf-8"))
    assert len(addresses) == 22
    assert all(address.endswith("example.org") for address in addresses)


def text_of(element: ET.Element, tag: str) -> str:
    return element.findtext(tag) or ""


def archive_cells() -> list[dict[str, str | None]]:
    """The responses of the archive under the headings of the export, through its own structure."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        survey = ET.fromstring(archive.read(f"survey_{SID}.lss"))  # noqa: S314 - a file of this repository
        answers = ET.fromstring(archive.read(f"survey_{SID}_responses.lsr"))  # noqa: S314 - a file of this repository
    places = {
        text_of(row, "title"): f"_{SID}X{text_of(row, 'gid')}X{text_of(row, 'qid')}"
        for row in survey.iterfind("questions/rows/row")
    }
    rows = []
    for row in answers.iterfind("responses/rows/row"):
        stored = {cell.tag: cell.text or "" for cell in row}
        cells: dict[str, str | None] = {}
        for heading in ROWS[0]:
            code, _, suffix = heading.removesuffix("]").partition("[")
            cells[heading] = stored.pop(places[code] + suffix if code in places else heading, None)
        assert not stored
        rows.append(cells)
    return rows


def test_archive_holds_the_same_cells() -> None:
    numbers = {"D3", "E3"}
    for row, cells in zip(ROWS, archive_cells(), strict=True):
        shown = {
            key: (value or "").removesuffix(".0000000000" if key in numbers else "") for key, value in cells.items()
        }
        assert shown == row


def test_archive_tells_not_shown_from_empty() -> None:
    cells = {row["id"]: row for row in archive_cells()}
    assert cells["1"]["B[SQ001]"] == ""
    assert cells["1"]["AGR3TYPE"] is None
    assert cells["16"]["B[SQ003]"] == ""
    assert cells["16"]["C[SQ001]"] is None
    assert all(value is None for key, value in cells["7"].items() if key.startswith(("A", "B", "NAME")))


def test_structure_is_that_of_the_archive() -> None:
    with zipfile.ZipFile(ARCHIVE) as archive:
        assert archive.namelist() == [f"survey_{SID}.lss", f"survey_{SID}_responses.lsr"]
        assert archive.read(f"survey_{SID}.lss") == (SAMPLE / "structure.lss").read_bytes()


def test_structure_names_every_column() -> None:
    survey = ET.parse(SAMPLE / "structure.lss").getroot()  # noqa: S314 - a file of this repository
    titles = {text_of(row, "qid"): text_of(row, "title") for row in survey.iterfind("questions/rows/row")}
    texts = {text_of(row, "qid"): text_of(row, "question") for row in survey.iterfind("question_l10ns/rows/row")}
    assert all(texts.values())
    assert {key.partition("[")[0] for key in list(ROWS[0])[7:]} == set(titles.values())
    children = [row for row in survey.iterfind("subquestions/rows/row") if text_of(row, "type") == "P"]
    pairs = {f"{titles[text_of(row, 'parent_qid')]}[{text_of(row, 'title')}]" for row in children}
    assert len(pairs) == 13 + 7 + 13 + 13
    assert pairs <= ROWS[0].keys()


def test_files_are_what_the_script_builds() -> None:
    script = ROOT / "scripts" / "build_demo_survey.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
