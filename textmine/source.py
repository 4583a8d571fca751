"""Where the tables of the stage `read` come from: the files of a survey, or what a run folder holds of them.

Both leave out the respondents that a run was told to forget.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textmine.errors import TextmineError
from textmine.files import file_digest
from textmine.privacy import forgotten_key

if TYPE_CHECKING:
    import pandas as pd

    from textmine.config import Options
    from textmine.folder import Run

    Frames = Mapping[str, pd.DataFrame]

__all__ = ["Export", "Files", "Inputs", "Kept", "Source", "batch_size", "without"]

Advance = Callable[[str, int, int], None]

# The comments of a survey of some size are divided so that several processes have work, worth the two seconds that
# they take to load their models; those of a large one so that a batch stays small in memory.
_BATCHES = 4
_SMALLEST, _LARGEST = 500, 4000  # respondents
_BY_PEOPLE = ("labels", "corrections")


@dataclass(frozen=True)
class Inputs:
    """The files of a run.

    Attributes:
        exports: The survey export: a file, a folder that holds one survey, or the files of one survey.
        structure: Its structure (.lss) when it is not beside the export.
        labels: Files of what people coded.
        corrections: A sheet of mentions that a person went through.
    """

    exports: tuple[Path, ...]
    structure: Path | None = None
    labels: tuple[Path, ...] = ()
    corrections: Path | None = None


@dataclass(frozen=True)
class Files:
    """Names and digests of the files that a run was made from, as its manifest tells them.

    Attributes:
        told: Each with `name`, `sha256` and `holds`: export, labels or corrections.
    """

    told: tuple[Mapping[str, str], ...]

    def of(self, table: str) -> list[Mapping[str, str]]:
        """Those that a table of the stage `read` is made from.

        What people coded or corrected makes its own table alone, so that the others hold when it changes.
        """
        wanted = [file for file in self.told if file["holds"] in ("export", table)]
        return [{key: file[key] for key in ("name", "sha256")} for file in wanted]

    def holding(self, kind: str) -> bool:
        """Whether there are files with labels or corrections."""
        return any(file["holds"] == kind for file in self.told)


class Source(Protocol):
    """What the stage `read` is computed from.

    Attributes:
        files: The files that it comes from.
        survey: What the manifest says of the survey, when the tables were asked for.
    """

    files: Files
    survey: Mapping[str, Any]

    def tables(self, advance: Advance) -> Iterator[Frames]:
        """The tables of the stage `read`, in batches."""
        ...


class Export:
    """The files of a survey.

    Args:
        inputs: The files.
        options: Of the run.

    Raises:
        TextmineError: a file cannot be read, or is no export that is known.
    """

    def __init__(self, inputs: Inputs, options: Options) -> None:
        from textmine.stages.read.locate import locate

        self._inputs, self._options = inputs, options
        located = locate(inputs.exports, inputs.structure, options.read)
        given = {
            "export": tuple(dict.fromkeys(file for each in located for file in each.files)),
            "labels": inputs.labels,
            "corrections": (inputs.corrections,) if inputs.corrections else (),
        }
        self.files = Files(tuple(_named(file) | {"holds": kind} for kind, files in given.items() for file in files))
        self.survey: Mapping[str, Any] = {}

    def tables(self, advance: Advance) -> Iterator[Frames]:
        """The tables of the stage `read`, `batch_size` respondents at a time; labels and corrections at the end.

        Raises:
            TextmineError: as `read`; fewer were invited than responded.
        """
        from textmine.stages.read import read
        from textmine.stages.read.coded.corrections import CorrectionsFile
        from textmine.stages.read.coded.labels import LabelsFiles

        survey = read(self._inputs.exports, structure=self._inputs.structure, settings=self._options.read)
        self._options.check_invited(survey.respondents)
        labels, corrections = LabelsFiles(self._inputs.labels), CorrectionsFile(self._inputs.corrections)
        self.survey = {
            "title": survey.title,
            "format": survey.format,
            "languages": list(survey.languages),
            "notes": list(survey.notes),
        }
        size = batch_size(survey.respondents)
        total = -(-survey.respondents // size)
        advance("read", 0, total)
        yield {"questions": survey.questions, "options": survey.options}
        for number, frames in enumerate(survey.batches(size), start=1):
            labels.see(frames)
            corrections.see(frames)
            yield frames
            advance("read", min(number, total), total)
        yield {"labels": labels.table(), "corrections": corrections.table()}


@dataclass
class Kept:
    """The tables of the stage `read` in a run folder, where the export need not be at hand.

    Attributes:
        run: The run.
        files: What it was made from.
        survey: What its manifest says of the survey.
    """

    run: Run
    files: Files
    survey: Mapping[str, Any]

    @classmethod
    def of(cls, run: Run) -> Kept:
        """The tables of a run.

        Raises:
            TextmineError: another version of textmine made it, whose manifest does not say what its files hold.
        """
        manifest = run.manifest
        if not all("holds" in file for file in manifest["input"]):
            raise TextmineError(
                f"The run in {run.path} was made by another version of textmine.",
                hint="run `textmine run` again with its export, and then this",
            )
        return cls(run, Files(tuple(manifest["input"])), manifest["survey"])

    def tables(self, advance: Advance) -> Iterator[Frames]:
        """The tables, batch by batch as they were written."""
        total = self.run.row_groups("comments")
        yield {name: self.run.read(name) for name in ("questions", "options")}
        for number in range(total):
            advance("read", number, total)
            yield {name: self.run.batch(name, number) for name in ("respondents", "attributes", "answers", "comments")}
        yield {name: self.run.read(name) for name in _BY_PEOPLE}
        advance("read", total, total)


def batch_size(respondents: int) -> int:
    """How many respondents are in a batch; the tables are the same whatever their number."""
    return min(_LARGEST, -(-respondents // max(1, min(_BATCHES, respondents // _SMALLEST)))) or 1


def without(batches: Iterator[Frames], forgotten: Collection[str]) -> Iterator[Frames]:
    """The tables without the respondents of these keys, their comments, and what people said of those."""
    if not forgotten:
        yield from batches
        return
    comments: set[str] = set()
    for frames in batches:
        if "comments" in frames:
            gone = _are_of(frames["comments"], forgotten)
            comments |= set(frames["comments"].loc[gone, "comment_id"])
        yield {
            name: data[~_are_of(data, forgotten)].reset_index(drop=True)
            if "respondent_id" in data
            else data[~data["comment_id"].isin(comments)].reset_index(drop=True)
            if name in _BY_PEOPLE
            else data
            for name, data in frames.items()
        }


def _are_of(data: pd.DataFrame, forgotten: Collection[str]) -> pd.Series[bool]:
    ids = [name for name in data["respondent_id"].unique() if forgotten_key(name) in forgotten]
    return data["respondent_id"].isin(ids)


def _named(file: Path) -> dict[str, str]:
    """The name of a file and its digest."""
    try:
        return {"name": file.name, "sha256": file_digest(file)}
    except OSError as error:
        raise TextmineError(f"{file} cannot be read: {error.strerror}.", hint="check the name of the file") from error
