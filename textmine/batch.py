"""Every survey below a folder, each to a run folder of its own; one that fails does not stop the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, unforeseen
from textmine.stages.read.locate import surveys_below

if TYPE_CHECKING:
    from textmine.folder import Run

__all__ = ["Outcome", "Survey", "lines", "run_each", "surveys"]


@dataclass(frozen=True)
class Survey:
    """A survey to run: its name in the summary, its export, and its run folder."""

    name: str
    export: Path
    out: Path


@dataclass(frozen=True)
class Outcome:
    """What came of a survey.

    Attributes:
        survey: The survey.
        word: done, up to date, or failed.
        respondents: Their number; None when it failed.
        comments: Their number; None when it failed.
        problem: What was wrong, line by line.
    """

    survey: Survey
    word: str
    respondents: int | None = None
    comments: int | None = None
    problem: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return bool(self.problem)


def surveys(folder: Path, out: Path) -> list[Survey]:
    """The surveys below a folder; the folders of their runs are laid out as the surveys are.

    A file keeps its suffix: wave1.csv and wave1.lsa are two surveys. No run folder lies in another, and no two are
    the same to a disk that does not tell A from a: that of a folder with surveys in it and below has a name that ends
    with _, and so has that of Wave1.csv beside wave1.csv.

    Raises:
        TextmineError: it is no folder, or holds no survey.
    """
    exports = surveys_below(folder)
    names = [folder.resolve().name if export == folder else str(export.relative_to(folder)) for export in exports]
    places = [out / name for name in names]
    for number, place in enumerate(places):
        others = places[:number] + places[number + 1 :]
        while any(_folded(other).is_relative_to(_folded(place)) for other in others):
            place = place.with_name(f"{place.name}_")  # noqa: PLW2901 - until it is free
        places[number] = place
    return [Survey(*each) for each in zip(names, exports, places, strict=True)]


def _folded(place: Path) -> Path:
    """A path as a disk sees it that tells neither large letters from small nor two spellings of an accent."""
    return Path(unicodedata.normalize("NFC", str(place)).casefold())


def run_each(found: Sequence[Survey], run: Callable[[Path, Path], Run]) -> Iterator[Outcome]:
    """Run the surveys one after another.

    Args:
        found: The surveys.
        run: Runs an export into a folder.

    Yields:
        What came of each.
    """
    for survey in found:
        try:
            result = run(survey.export, survey.out)
            rows = result.rows("respondents"), result.rows("comments")
        except TextmineError as error:
            yield Outcome(survey, "failed", problem=tuple(error.lines()))
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            yield Outcome(survey, "failed", problem=(f"{place}{error.strerror or error}.",))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one survey, the others are to be run
            alone = (
                "Hint: `textmine --debug run ...` on this survey alone shows all of it, words of respondents among it."
            )
            yield Outcome(survey, "failed", problem=(unforeseen(error).found, alone))
        else:
            yield Outcome(survey, "done" if result.computed else "up to date", *rows)


def lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A table of what came of the surveys."""
    import pandas as pd

    from textmine.aligned import aligned

    rows = [
        ("" if value is None else value for value in (o.survey.name, o.respondents, o.comments, o.word, o.survey.out))
        for o in outcomes
    ]
    columns = ["survey", "respondents", "comments", "outcome", "folder"]
    data = pd.DataFrame([[str(value) for value in row] for row in rows], columns=columns)
    return aligned(data, widest=max(map(len, data["survey"] + data["folder"])))
