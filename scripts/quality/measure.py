"""Which cases there are, what measures them, and the floors that hold the figures."""

from __future__ import annotations

import dataclasses
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quality import agreement, beside, coding, datasets, discovery, linking, tags, texts, typed
from quality.formats import Cases, read
from textmine import models

if TYPE_CHECKING:
    from quality.spans import Figures

__all__ = [
    "FLOORS",
    "GOLD",
    "OWN",
    "TASKS",
    "Result",
    "below",
    "data_sets",
    "floors",
    "gold",
    "measure",
    "tuned_on",
    "use",
]

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "gold"
FLOORS = ROOT / "tests" / "quality_floor.toml"

TASKS: dict[str, Callable[[Cases], dict[str, Figures]]] = {
    "status": texts.status,
    "language": texts.language,
    "personal": tags.personal,
    "segments": texts.segments,
    "countries": tags.countries,
    "agreement": agreement.agreement,
    "typed": typed.typed,
    "organisations": tags.organisations,
    "organisation_links": linking.organisation_links,
    "coding": coding.coding,
    "beside": beside.beside,
    "discovery": discovery.discovery,
}
"""What measures the cases of each task: figures by method, of which "textmine" is ours."""

OWN = ("gold", "development")
"""The sets of cases that are in this repository."""

# Nothing of textmine is run on the cases of these tasks, so nothing can be tuned on their held-back half.
_BOTH_HALVES = frozenset({"agreement"})
_TUNED = {"countries": "mentions_dev.jsonl", "coding": "coding_dev.jsonl", "beside": "beside_dev.jsonl"}
_OURS = "textmine"


@dataclass(frozen=True)
class Result:
    """The figures of one set of cases.

    Args:
        task: A key of `TASKS`.
        data: Name of the set.
        cases: How many cases it has.
        note: What part of a set this is.
        tuned: Whether rules or thresholds were chosen on these cases.
        methods: Figures by method.
    """

    task: str
    data: str
    cases: int
    note: str
    tuned: bool
    methods: dict[str, Figures]

    @property
    def figures(self) -> Figures:
        """The figures of textmine itself."""
        return self.methods[_OURS]


def gold(tasks: Iterable[str], *, final: bool = False) -> Iterator[Cases]:
    """The gold cases of these tasks; of the held-back half with `final`, which nothing else reads.

    Two labellings are held against each other on both halves together.
    """
    for task in tasks:
        files = [GOLD / f"{task}.jsonl", GOLD / f"{task}.final.jsonl"]
        if task in _BOTH_HALVES and all(file.is_file() for file in files):
            rows = [row for file in files for row in read(task, file, "gold").rows]
            yield Cases(task, "gold", rows, note=" and ".join(f"data/gold/{file.name}" for file in files))
            continue
        file = files[final]
        if file.is_file():
            cases = read(task, file, "gold, held back" if final else "gold")
            yield dataclasses.replace(cases, note=f"data/gold/{file.name}")


def tuned_on(tasks: Iterable[str]) -> Iterator[Cases]:
    """The cases that the rules and thresholds were chosen on."""
    for task in tasks:
        if task in _TUNED and (GOLD / _TUNED[task]).is_file():
            cases = read(task, GOLD / _TUNED[task], "development")
            note = f"data/gold/{_TUNED[task]}, by the authors of the rules, who tuned them on it"
            yield dataclasses.replace(cases, note=note, tuned=True)


def data_sets(folder: Path, tasks: Iterable[str], *, final: bool = False) -> tuple[list[Cases], list[str]]:
    """The cases of the public data sets below a folder, and why some are not there.

    With `final` only the parts of them that nothing else reads.
    """
    wanted = set(tasks)
    found, skipped = list[Cases](), list[str]()
    for name, cases_of in (datasets.HELD_BACK if final else datasets.DATASETS).items():
        try:
            found += [cases for cases in cases_of(folder / name) if cases.task in wanted]
        except FileNotFoundError as error:
            skipped.append(f"{name}: there is no {Path(str(error.filename)).name}")
    return found, skipped


def measure(cases: Cases, by: Callable[[Cases], dict[str, Figures]] | None = None) -> Result:
    """Run the stages on cases and score what they make, figures to four digits.

    Args:
        cases: The cases.
        by: What measures them, else what measures their task.
    """
    methods = {
        method: {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
        for method, figures in (by or TASKS[cases.task])(cases).items()
    }
    return Result(cases.task, cases.data, len(cases.rows), cases.note, cases.tuned, methods)


def floors(file: Path = FLOORS) -> dict[str, dict[str, float]]:
    """The lowest figure that is let pass, by task and figure."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def below(results: Iterable[Result], lowest: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Which figures of the gold cases are below their floor, a line each."""
    lines = []
    for result in results:
        for name, floor in lowest.get(result.task, {}).items() if result.data == "gold" else ():
            value = result.figures.get(name)
            if value is None:
                lines.append(f"{result.task}.{name} is not measured, its floor is {floor}")
            elif value < floor:
                lines.append(f"{result.task}.{name} is {value}, below its floor {floor}")
    return lines


def use(encoder: str) -> None:
    """Give this encoder to everything that asks for the default one, in this process."""
    known = models.load_encoder

    def load_encoder(name: str = models.DEFAULT_ENCODER) -> models.Encoder:
        return known(encoder if name == models.DEFAULT_ENCODER else name)

    for module in list(sys.modules.values()):
        if getattr(module, "load_encoder", None) is known:
            module.load_encoder = load_encoder  # type: ignore[attr-defined]
