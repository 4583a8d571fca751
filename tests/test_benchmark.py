"""The speed instrument: the grammar, the measuring from outside, and the page; not the measurements."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from helpers import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import benchmark
from speed import alone, figures, grammar, limits, measure, page, stages, wide
from speed.curve import PANELS
from speed.laps import Laps


def boxes(folder: Path) -> list[str]:
    """The comments in an export that was grown."""
    with (folder / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            text for row in csv.DictReader(file) for head, text in row.items() if head.endswith("comment]") and text
        ]


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> tuple[Path, grammar.Facts]:
    folder = tmp_path_factory.mktemp("grown")
    return folder, grammar.grow(3000, 7, folder)


@pytest.mark.parametrize("size", [1, 2, 37, 200])
def test_as_many_comments_as_asked_for(tmp_path, size):
    facts = grammar.grow(size, 7, tmp_path)
    assert len(boxes(tmp_path)) == facts.comments == size


def test_same_size_and_seed_same_files_another_seed_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        grammar.grow(60, seed, tmp_path / name)
    first, again, other = ((tmp_path / name / "export.csv").read_bytes() for name in "abc")
    assert first == again != other


def test_the_facts_are_those_of_the_files(grown):
    folder, facts = grown
    texts = boxes(folder)
    silent = set(grammar.load()["no_answer"])
    folded = [" ".join(grammar._NOT_LETTERS.sub(" ", text.casefold()).split()) for text in texts if text not in silent]
    assert facts.words == sum(len(text.split()) for text in texts if text not in silent) + facts.no_answer
    assert facts.no_answer == sum(text in silent for text in texts)
    assert facts.repeated == len(folded) - len(set(folded))
    assert facts.looked_at == len(folded)


def test_near_duplicates_are_counted_as_the_page_says(grown):
    folder, facts = grown
    silent = set(grammar.load()["no_answer"])
    seen: dict[int, set[tuple[str, ...]]] = {}
    near = 0
    for text in boxes(folder)[:400]:
        if text in silent:
            continue
        words = tuple(grammar._NOT_LETTERS.sub(" ", text.casefold()).split())
        alike = seen.setdefault(len(words), set())
        near += words not in alike and any(sum(map(str.__ne__, words, other)) == 1 for other in alike)
        alike.add(words)
    again = grammar.Grower(grammar.load(), 7)
    assert len(list(grammar._rows(again, 400))) == again.seen.facts.respondents
    assert again.seen.facts.near == near > 0
    assert facts.near > near


def test_the_shares_come_out_as_stated(grown):
    _, facts = grown
    stated = grammar.load()["shares"]
    assert facts.no_answer / facts.comments == pytest.approx(stated["no_answer"], abs=0.015)
    assert facts.foreign / facts.comments == pytest.approx(stated["other_language"], abs=0.03)
    assert stated["exact_copy"] - 0.01 < facts.repeated / facts.comments < stated["exact_copy"] + 0.03
    assert stated["near_copy"] - 0.02 < facts.near / facts.looked_at < stated["near_copy"] + 0.05
    assert facts.distinct / facts.sentences > 0.9
    assert 12 < facts.words / facts.comments < 18


def test_every_slot_has_a_rule_and_every_rule_is_used():
    known = grammar.load()
    starts = {rule for question in known["questions"] for _, rule in question["options"]}
    for language, rules in known["languages"].items():
        named = set(starts) if language == "en" else {"any"}
        for text in itertools.chain.from_iterable(rules.values()):
            named |= set(grammar._SLOT.findall(text))
        assert named == set(rules), language


def test_no_rule_is_written_twice():
    """YAML lets the later of two equal keys win, silently."""

    def keys(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert len(names) == len(set(names)), node.start_mark
            for _, value in node.value:
                keys(value)

    keys(yaml.compose((ROOT / "scripts" / "speed" / "grammar.yaml").read_text(encoding="utf-8")))


def test_textmine_reads_every_comment_with_its_option(grown):
    from textmine.stages.read import ReadSettings, read

    folder, facts = grown
    survey = read(folder, structure=None, settings=ReadSettings())
    comments = [comment for frames in survey.batches(1000) for comment in frames["comments"].to_dict("records")]
    assert len(comments) == facts.comments
    assert {comment["kind"] for comment in comments} == {"option_comment"}
    assert len(survey.options) == 3 + sum(len(question["options"]) for question in grammar.load()["questions"])


def test_laps_hold_what_was_burnt_in_them(tmp_path):
    laps = Laps()
    for name in ("work", "rest", "work"):
        laps.lap(name)
        if name == "work":
            sum(number * number for number in range(400_000))
    laps.write(tmp_path / "laps.json")
    times = json.loads((tmp_path / "laps.json").read_text())
    assert list(times) == ["start", "work", "rest"]
    assert times["work"][0] > 0.01 > times["rest"][0]


CHILD = """
import subprocess, sys, time
held = bytearray(80_000_000)
if sys.argv[1:]:
    subprocess.run([sys.executable, sys.argv[0]], check=True)
time.sleep(0.4)
"""


@pytest.mark.parametrize(("workers", "least", "most"), [((), 80, 130), (("one",), 160, 260)])
def test_memory_of_all_processes_counts(tmp_path, workers, least, most):
    program = tmp_path / "child.py"
    program.write_text(CHILD)
    with subprocess.Popen([sys.executable, program, *workers]) as child:
        status, usage, together = measure._waited(child.pid, together=True)
        child.returncode = status
    assert status == 0
    assert least < together / 1_000_000 < most
    assert usage.ru_utime > 0


def run(cpu: float) -> dict[str, object]:
    """A run with figures that are easy to check."""
    laps = {name: [cpu / 2, cpu / 2] for name in ("start", *(stage for stage, *_ in stages.BESIDE))}
    laps |= {lap: [cpu / 4, cpu / 4] for _, libraries, _ in stages.BESIDE for _, lap in libraries}
    return {"cpu": cpu, "wall": 2 * cpu, "load": 1.0, "peak_mb": 300.0, "disk_mb": 1.5, "laps": laps}


def comparison(size: int, ours: list[float], peers: list[float], processes: int = 1) -> dict[str, object]:
    facts = grammar.Facts(size, size // 4, 16 * size, size // 8, size // 20, size // 25, size // 10, size, size, size)
    programs = {"textmine": ours} | ({"bertopic": peers, "nmf": ours, "libraries": ours} if peers else {})
    return {
        "size": size,
        "processes": processes,
        "seed": 7,
        "comments": vars(facts),
        "machine": {"cpu": "Abacus", "cores": 2, "memory_gb": 8, "system": "Linux"},
        "versions": {"python": "3.11"},
        "runs": {name: [run(cpu) for cpu in seconds] for name, seconds in programs.items()},
    }


KNOWN = [
    comparison(100, [2.0, 2.2, 2.1], [21.0, 22.0, 20.0]),
    comparison(1000, [4.0], [48.0]),
    comparison(10000, [40.0], []),
]


def cells(text: str, first: str) -> list[str]:
    """The first row of a table that begins with a cell."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_gives_medians_with_their_spread():
    row = cells(page.whole_run(KNOWN), "100")
    assert row[2:4] == ["default", "2.10 (2.00 to 2.20)"]
    assert row[7] == "47.6"
    assert cells(page.whole_run(KNOWN), "10,000")[8] == "1.00"


def test_ratios_are_of_one_run_and_have_their_range():
    row = cells(page.beside_peers(KNOWN), "100")
    assert row[5] == "**10.0** (9.52 to 10.5)"
    assert cells(page.beside_peers(KNOWN), "1,000")[5] == "**12.0**"
    assert cells(page.beside_peers(KNOWN), "1,000")[8:11] == ["8.00", "96.0", "**12.0**"]  # wall seconds


def test_a_peer_that_was_not_run_is_drawn_on_and_marked():
    row = cells(page.beside_peers(KNOWN), "10,000")
    assert row[4] == "≈ 318"  # 48 + 9000 * 27 / 900
    assert row[5] == "≈ 7.95"
    assert figures.estimate(KNOWN[:2], "bertopic", 10_000) == pytest.approx(318)


def test_no_peer_is_drawn_on_from_a_single_size():
    assert "≈" not in page.beside_peers([KNOWN[0], KNOWN[2]])


def test_processes_are_not_mixed():
    known = [*KNOWN, comparison(10000, [44.0], [], processes=2)]
    assert "| 10,000 | 2 |" not in page.beside_peers(known)
    assert page.whole_run(known).splitlines()[-3].split("|")[9].strip() == ""


def test_both_encoders_stand_beside_the_peers():
    both = comparison(1000, [4.0], [48.0])
    both["runs"]["fast"] = [run(2.0)]
    rows = [line.split(" | ") for line in page.beside_peers([both]).splitlines() if "1,000" in line]
    assert [(row[2], row[5]) for row in rows] == [("default", "**12.0**"), ("fastest", "**24.0**")]


def test_growth_is_the_slope_on_logarithmic_scales():
    assert figures.growth(KNOWN[1], KNOWN[2]) == pytest.approx(1)
    assert figures.growth(comparison(10, [1.0], []), comparison(1000, [100.0**0.5], [])) == pytest.approx(0.5)
    assert "to the power of 0.64" in page.reading(KNOWN)  # from 2.1 to 40 seconds, 100 to 10,000 comments


def test_every_size_is_a_point_of_both_curves():
    drawn = page.drawing(KNOWN)
    for size, seconds in (("100", "2.1"), ("1k", "4"), ("10k", "40")):
        assert f'"comments: {size}; value: {seconds}; run: default encoder, 1 process"' in drawn
        assert drawn.count(f'"comments: {size}; value: ') >= len(PANELS)


def test_stages_are_held_against_their_budget():
    known = [comparison(10_000, [10.0], []), comparison(100_000, [90.0], [])]
    for each, seconds in zip(known, (0.5, 2.0), strict=True):
        each["runs"]["textmine"][0]["laps"] = {stage: [seconds, seconds] for stage in stages.BUDGET}
    text = stages.budget(known)
    assert cells(text, "mentions")[1:] == ["20,000", "50,000", "4 %", "0.020", "0.25"]
    assert cells(text, "**all**")[1:3] == [f"**{figures.number(20_000 / len(stages.BUDGET))}**", "**2,000**"]


def test_the_budget_adds_up_to_a_twentieth_of_the_peer():
    measured = [c for c in benchmark.gathered(benchmark.DOCS / "performance.json") if "bertopic" in c["runs"]]
    peer = figures.estimate(measured, "bertopic", stages.BUDGETED)
    # What the peer takes differs by a fifth from one measurement to the next.
    assert sum(stages.BUDGET.values()) == pytest.approx(1000 * peer / stages.BUDGETED / 20, rel=0.25)


def test_a_second_run_is_a_part_of_the_first():
    known = comparison(1000, [], [])
    known["runs"] = {"coded": [run(10.0)], "edited": [run(2.0)], "recoded": [run(3.0)]}
    rows = [line.strip("| ").split(" | ")[2:] for line in stages.second_run([known]).splitlines() if "1,000" in line]
    assert rows == [
        ["is in no comment", "10.0", "20.0", "2.00", "4.00", "**0.20**", "**0.20**"],
        ["is in comments", "10.0", "20.0", "3.00", "6.00", "**0.30**", "**0.30**"],
    ]


def test_a_stage_is_bound_by_memory_or_by_its_model():
    known = comparison(1000, [2.0], [])
    laps = {stage.name: [1.0, 1.0] for stage in limits.STAGES}
    known["runs"]["textmine"][0] |= {"tables": {"texts": 1_000_000, "embeddings": 1_000_000}, "laps": laps}
    machine = {"bytes_a_s": 1e9, "multiplications_a_s": 1e9, "multiplications": {"embed": 10_000.0}}
    text = limits.limits([machine], [known])
    assert cells(text, "embed")[1:] == ["matrix product", "2,000", "10.0", "1,000", "1 %"]
    assert cells(text, "duplicates")[1:] == ["memory", "1,000", "1.00", "1,000", "0.1 %"]


def test_stages_and_libraries_stand_beside_each_other():
    assert cells(stages.beside_libraries(KNOWN), "clean")[1:5] == ["2.00", "ftfy.fix_text", "1.00", "0.50"]


def test_a_new_measurement_takes_the_place_of_the_old(tmp_path):
    file = tmp_path / "all.json"
    for each in (*reversed(KNOWN), comparison(1000, [5.0], [])):
        benchmark.keep(file, each)
    known = benchmark.gathered(file)
    assert [each["size"] for each in known] == [100, 1000, 10000]
    assert figures.middle(known[1], "textmine", "cpu") == 5.0


def test_the_page_is_that_of_the_gathered_figures():
    given = benchmark.parser().parse_args([])
    assert benchmark.PAGE.read_text(encoding="utf-8") == benchmark.whole_page(given)


def test_a_wide_export_is_as_wide_and_long_as_it_says_and_read(tmp_path):
    from textmine.stages.read import read

    facts = wide.grow_wide(1200, 7, tmp_path / "one")
    wide.grow_wide(1200, 7, tmp_path / "two")
    one, two = ((tmp_path / name / "export.csv").read_bytes() for name in ("one", "two"))
    assert one == two
    with (tmp_path / "one" / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {60} == {facts["columns"]}
    assert sum(bool(cell) for row in rows[1:] for cell in row) == facts["filled"]
    boxes = [place for place, heading in enumerate(rows[0]) if heading.endswith("comment]")]
    survey = read(tmp_path / "one" / "export.csv")
    assert survey.respondents == len(rows) - 1 == 1200
    kinds = [kind for frames in survey.batches(1000) for kind in frames["comments"]["kind"]]
    assert kinds.count("option_comment") + kinds.count("other_comment") == sum(
        bool(row[place]) for row in rows[1:] for place in boxes
    )


def test_reading_stands_beside_pandas():
    measured = comparison(1000, [], []) | {"comments": {"bytes": 2_000_000}}
    measured["runs"] = {"read": [run(30.0), run(33.0)], "read_csv": [run(10.0), run(10.0)]}
    row = cells(alone.wide([measured]), "1,000")
    assert row[1:5] == ["2.00", "31.5 (30.0 to 33.0)", "10.0", "**3.15**"]


def test_the_text_stages_have_a_figure_each_and_one_together():
    laps = {"clean": [1, 1], "language": [2, 2], "personal data": [3, 2], "segment": [4, 5]}
    run = {"cpu": 12, "wall": 10, "load": 0, "peak_mb": 300, "disk_mb": 1, "laps": laps}
    known = {"size": 1000, "processes": 1, "runs": {"texts": [run]}}
    row = cells(alone.text_stages([known]), "1,000")
    assert row[2:7] == ["1,000", "500", "500", "200", "**100**"]


@pytest.mark.parametrize("text", ["0", "100,-1", "many"])
def test_sizes_are_numbers_from_one_upwards(text, capsys):
    with pytest.raises(SystemExit) as stopped:
        benchmark.parser().parse_args(["--sizes", text])
    assert stopped.value.code == 2
    assert "--sizes" in capsys.readouterr().err
