"""Removes respondents from a run: from every table and report, for good.

The tables of the first stage are written without them, from what the folder holds, and everything made from those
is computed anew; the export is not needed. The run keeps a digest of the ids, so that a later run of the same export
leaves them out as well.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import config, folder, limesurvey_server, models, pipeline
from textmine.errors import TextmineError, nearest
from textmine.folder import Run
from textmine.privacy import forgotten_key, pseudonyms
from textmine.source import Kept
from textmine.tables import TABLES
from textmine.workers import Workers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forgotten", "forget", "lines"]

_FIGURES = ("counts", "comparisons", "prevalence")


@dataclass(frozen=True)
class Forgotten:
    """What changed.

    Attributes:
        rows: Table -> its rows before and after.
        figures: Table of figures -> how many of its rows are gone, new or other than before.
        reports: Names of the reports that were written anew.
        others: Files in the folder that textmine did not write there, and did not look into.
    """

    rows: dict[str, tuple[int, int]]
    figures: dict[str, int]
    reports: tuple[str, ...]
    others: tuple[str, ...]


def forget(
    path: Path | str,
    respondents: Sequence[str],
    *,
    processes: int = 1,
    progress: pipeline.Progress | None = None,
) -> Forgotten:
    """Remove respondents from a run, and compute anew what was made from what they said.

    Answers of a language model and a downloaded export are deleted from the folder, as they hold comments; the
    language model is asked anew. What was written to other folders, and the export itself, is not touched.

    Args:
        path: The run folder.
        respondents: Ids as in the export, or the names that reports give them.
        processes: As in `run`.
        progress: As in `run`.

    Returns:
        What changed.

    Raises:
        TextmineError: there is no such respondent; the folder holds no run, or one of another version, or one with an
            encoder that was given as an object. Before anything was changed.
    """
    run = Run.open(path)
    with folder.locked(run.path), Workers(processes) as workers:
        source, manifest = Kept.of(run), run.manifest
        options = config.stored(manifest["options"])
        models.load_encoder(options.embed.encoder)
        ids = _ids(run, respondents, manifest.get("forgotten", ()))
        rows = {name: run.rows(name) for name in manifest["tables"]}
        figures = {name: run.read(name) for name in _FIGURES if name in rows}
        made = {*manifest.get("reports", ())}

        # From here on a run that is interrupted goes on where it stopped, and without them.
        manifest["forgotten"] = sorted({*manifest.get("forgotten", ()), *map(forgotten_key, ids)})
        manifest["reports"] = {}
        # better a note less than a name too many
        notes = [note for note in manifest["survey"]["notes"] if not any(one in note for one in ids)]
        source.survey = manifest["survey"] = manifest["survey"] | {"notes": notes}
        folder.write_manifest(run, manifest)
        for file in (*(run.path / name for name in pipeline.REPORTS), *run.path.glob(".*.tmp")):
            file.unlink(missing_ok=True)
        for part in (run.path / pipeline.ANSWERS, run.path / limesurvey_server.FOLDER, *run.path.glob(".*.tmp.rows")):
            shutil.rmtree(part, ignore_errors=True)

        job = pipeline.Job(run, source, options, progress or (lambda *_: None), workers)
        job.compute(_last(rows, made))
    return Forgotten(
        {name: (before, run.rows(name)) for name, before in rows.items()},
        {name: _changed(before, run.read(name)) for name, before in figures.items()},
        tuple(run.manifest.get("reports", ())),
        tuple(sorted(file.name for file in run.path.iterdir() if not _is_ours(file))),
    )


def lines(changed: Forgotten) -> list[str]:
    """What changed, for a person."""
    fewer = [f"{name}: {before:,} -> {after:,}" for name, (before, after) in changed.rows.items() if before != after]
    figures = ", ".join(f"{count:,} of {name}" for name, count in changed.figures.items())
    said = [*fewer, *([f"figures that changed: {figures}"] if figures else [])]
    if changed.others:
        said.append(f"not looked into, as textmine did not write it here: {', '.join(changed.others)}")
    return said


def _ids(run: Run, wanted: Sequence[str], forgotten: Sequence[str]) -> set[str]:
    """The ids of respondents, by id or by the name that reports give them; one that was forgotten before will do."""
    known = list(run.read("respondents", ("respondent_id",))["respondent_id"])
    named = {name: one for one, name in pseudonyms(known).items()} | {one: one for one in known}
    found = set()
    for one in wanted:
        if one not in named and forgotten_key(one) not in forgotten:
            raise TextmineError(
                f"There is no respondent {one!r} in {run.path}.",
                expected="an id as in the export, or a name as in the report",
                hint=nearest(one, named),
            )
        found.add(named.get(one, one))
    return found


def _last(rows: dict[str, int], made: set[str]) -> str:
    """The stage that the run had come to."""
    if made:
        return "report"
    return [stage.name for stage in pipeline.STAGES if {*stage.makes} <= rows.keys()][-1]


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """How many rows are gone, new or other than before."""
    one, two = ({*map(tuple, data.astype(str).itertuples(index=False, name=None))} for data in (before, after))
    return max(len(one - two), len(two - one))


def _is_ours(file: Path) -> bool:
    ours = {folder.MANIFEST, folder.LOCK, *pipeline.REPORTS, *(f"{name}.parquet" for name in TABLES)}
    return file.name in {*ours, pipeline.ANSWERS, limesurvey_server.FOLDER}
