"""`run`, which takes the stages in order and computes what is not up to date.

A table is reused when its fingerprint still holds: a digest of the source of its stage and of the
modules that imports, of the versions of the libraries they use, of the reference data and models,
of the stage's options, and of what the columns hold that it takes of other tables. So what is computed
anew and comes out as it was changes nothing behind it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import fingerprints, folder, limesurvey_server, models
from textmine.errors import TextmineError, like
from textmine.files import file_digest
from textmine.folder import Run, Writer, digest
from textmine.notes import notes
from textmine.source import Export, Inputs, without
from textmine.stages import STAGES, Stage
from textmine.tables import TABLES
from textmine.work import Work
from textmine.workers import Workers, collecting_seldom

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from textmine.config import Options
    from textmine.report import ReportSettings
    from textmine.source import Source


__all__ = [
    "ANSWERS",
    "REPORTS",
    "STAGES",
    "Job",
    "Progress",
    "Stage",
    "check_bertopic",
    "report_settings",
    "report_template",
    "run",
    "stage_names",
]

Progress = Callable[[str, int, int], None]
"""Called with a stage, how many of its batches are done, and how many there are."""

REPORTS = ("report.html", "report.docx", "report.xlsx")


_TABLE_FILE = re.compile(
    rf"\.?(?:{'|'.join(TABLES)})\.parquet(?:\.tmp)?|\.{folder.MANIFEST}\.tmp|\{folder.LOCK}|{limesurvey_server.FOLDER}"
)
_TOLD_OF = {"clean": "cut", "embed": "encoder"}  # entries of the manifest that tell of the table of a stage
ANSWERS = "llm"
"""Folder of a run with what a language model answered."""


def stage_names() -> list[str]:
    """The names of the stages in order, the report last."""
    return [*(stage.name for stage in STAGES), "report"]


def run(  # noqa: PLR0913  the public entry point: each is an argument of the command line
    export: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    options: Options | None = None,
    structure: Path | str | None = None,
    labels: Path | str | Sequence[Path | str] | None = None,
    corrections: Path | str | None = None,
    encoder: Any = None,
    until: str = "report",
    fresh: bool = False,
    processes: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Read a survey export and compute every table and report that is not up to date.

    Args:
        export: A file, or a folder that holds one survey; or the files of one survey. ``limesurvey://ID`` is
            downloaded from a LimeSurvey server (docs/exports.md) and kept in the run folder.
        out: The run folder; made if need be.
        options: See `textmine.config`; without, those of the textmine.toml beside the export.
        structure: Structure of the survey (.lss) when it is not beside the export.
        labels: Coding sheets that `textmine codebook --sheet` wrote and people filled in, or tables of
            labels (.xlsx or .csv); without, those that the options name.
        corrections: A sheet that `textmine mentions` wrote and a person changed (.xlsx or .csv); without,
            the one that the options name.
        encoder: Name of a sentence encoder, or an object with `encode(list of str) -> array (n, d)` to take
            its place, with one process; its vectors are brought to unit length.
        until: The last stage to compute.
        fresh: Compute everything anew.
        processes: Stages are computed in so many processes, those that work comment by comment in all of them
            at once; the tables are the same whatever their number. A script that asks for more than one needs
            the usual ``if __name__ == "__main__":``.
        progress: Called as the stages advance.

    Returns:
        The run: a mapping from table name to frame; `computed` names the stages that ran.

    Raises:
        TextmineError: the input or an option is wrong; tables made before are as they were.
    """
    from textmine import config

    if until not in stage_names():
        raise TextmineError(
            f"There is no stage {until!r}.", expected=", ".join(stage_names()), hint=like(until, stage_names())
        )
    if processes < 1:
        raise TextmineError(f"{processes} processes can compute nothing.", expected="a number from 1 upwards")
    exports = _listed(export)
    chosen = options if options is not None else config.load(config.beside(*exports))
    if encoder is not None:
        chosen = chosen.with_encoder(encoder if isinstance(encoder, str) else models.register_encoder(encoder))
    corrections = corrections or chosen.survey.corrections
    coded = _listed(labels or chosen.survey.labels)
    result = Run(out)
    _check_out(result.path)
    if stage_names().index(until) >= stage_names().index("themes"):
        check_bertopic()
    with folder.locked(result.path), collecting_seldom(), Workers(processes) as workers:
        inputs = Inputs(
            limesurvey_server.files(exports, result.path / limesurvey_server.FOLDER),
            Path(structure) if structure else None,
            tuple(map(Path, coded)),
            Path(corrections) if corrections else None,
        )
        job = Job(result, Export(inputs, chosen), chosen, progress or (lambda *_: None), workers)
        job.compute(until, fresh=fresh)
    result.computed = tuple(job.computed)
    return result


def _listed(given: Path | str | Sequence[Path | str]) -> Sequence[Path | str]:
    return (given,) if isinstance(given, (str, Path)) else given


def _check_out(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise TextmineError(f"{path} is a file.", expected="a folder for the run", hint="give another with -o")
    if not path.is_dir() or (path / folder.MANIFEST).exists():
        return
    # A run that was killed early leaves tables and no manifest.
    strangers = sorted(file.name for file in path.iterdir() if not _TABLE_FILE.fullmatch(file.name))
    if strangers:
        raise TextmineError(
            f"{path} holds other files and no run: {strangers[0]}.",
            expected="a new or empty folder, or the folder of an earlier run",
            hint="give another with -o",
        )


def check_bertopic() -> None:
    """Pip does not install BERTopic (docs/decisions/0003): say so before the work, not after it."""
    if importlib.util.find_spec("bertopic") is None:
        from textmine.stages.themes import missing_bertopic

        raise missing_bertopic()


def report_settings(run: Run) -> ReportSettings:
    """How the report of a run is made: what its manifest says of title and groups.

    Raises:
        TextmineError: the run was stopped before its figures were made.
    """
    if "counts" not in run:
        raise TextmineError(
            f"The run in {run.path} has no figures yet.", hint="`textmine run` without --until makes what is missing"
        )
    manifest = run.manifest
    return _report_settings(manifest["survey"]["title"], manifest["options"])


def report_template(run: Run) -> Path | None:
    """The Word template that the options of a run name, None when they name none."""
    name = run.manifest["options"].get("report", {}).get("template", "")
    return Path(name) if name else None


def _report_settings(title: str, options: Mapping[str, Any]) -> ReportSettings:
    """The settings of a report by the title that the survey has and the options of the run."""
    from textmine.report import ReportSettings

    survey = options["survey"]
    return ReportSettings(
        title=survey["title"] or title,
        by=tuple(survey["by"]),
        keep_personal_data=survey.get("keep_personal_data", False),
        respondents=tuple(survey.get("respondents", ())),
        catalogue=options.get("findings", {}).get("catalogue", {}),
    )


class Job:
    """One computation of a run: what its stages have in common.

    Args:
        result: The run.
        source: Where the tables of the first stage come from.
        options: Of the run.
        progress: As in `run`.
        workers: Who computes.

    Attributes:
        computed: The stages that were not up to date.
    """

    def __init__(self, result: Run, source: Source, options: Options, progress: Progress, workers: Workers) -> None:
        self.run, self.source, self.progress, self.workers = result, source, progress, workers
        self.manifest = result.manifest
        self.forgotten: list[str] = self.manifest.get("forgotten", [])
        self.options = options.without(self.forgotten)
        # what was asked in the survey whose run the folder holds, if that was another file
        known = {file["name"] for file in self.manifest.get("input", ())}
        same = known & {file["name"] for file in source.files.of("")}
        self.before = _asked(result) if known and not same else frozenset()
        self.tables: dict[str, dict[str, Any]] = {}
        self._contents: dict[str, dict[str, str]] = {}
        self.computed: list[str] = []

    def compute(self, until: str, *, fresh: bool = False) -> None:
        """Compute what is not up to date, as far as a stage; `fresh` computes everything."""
        last = [stage for stage in STAGES if stage.row_wise][-1]
        for stage in STAGES[: stage_names().index(until) + 1]:
            self.do(stage, fresh=fresh)
            if stage is last:
                self.workers.end()  # what comes now needs the memory
            if stage.name == "read":
                self.options.check_invited(self.run.rows("respondents"))
        self.note()
        if until == "report":
            self.report(fresh=fresh)
        self.write_manifest()

    def do(self, stage: Stage, *, fresh: bool) -> None:
        """Compute a stage, or note that its tables still hold."""
        made_by = {name: self._fingerprint(stage, name) for name in stage.makes}
        current = all(self.run.fingerprint(name) == fingerprint for name, fingerprint in made_by.items())
        if fresh or not current or "survey" not in self.manifest:
            if self.manifest.pop(_TOLD_OF.get(stage.name, ""), None) is not None:
                self.write_manifest()  # now: a killed run must not leave what was said of the table before
            try:
                self._write(stage, made_by)
            except Exception as error:
                error.add_note(f"stage {stage.name}")
                raise
            self.computed.append(stage.name)
            if not current:
                self._remove_reports()
        for name in stage.makes:
            self.tables[name] = {"fingerprint": made_by[name], "rows": self.run.rows(name), "stage": stage.name}
            self._contents[name] = self.run.contents(name)
        if stage.name in self.computed:
            self.write_manifest()

    def _write(self, stage: Stage, made_by: Mapping[str, str]) -> None:
        """Compute the tables of a stage; those before stay as they were until all are made."""
        with contextlib.ExitStack() as stack:
            writers = {n: stack.enter_context(Writer(self.run, n, made_by[n])) for n in stage.makes}
            for made in self._made(stage) if stage.takes else without(self._read(), self.forgotten):
                for name, data in made.items():
                    writers[name].write(data)

    def _remove_reports(self) -> None:
        """Reports made from other tables than those that lie beside them now would mislead."""
        for name in {*self.manifest.pop("reports", {})} & {*REPORTS}:
            (self.run.path / name).unlink(missing_ok=True)

    def note(self) -> None:
        """Put into the manifest what a reader of the tables should know of the run."""
        self.manifest |= notes(
            self.run,
            self.tables,
            self.options,
            labelled=self.source.files.holding("labels"),
            corrected=self.source.files.holding("corrections"),
            anew=self.computed,
        )
        if self.before and not self.before & _asked(self.run):
            said = f"{self.run.path.name} held the run of another survey, whose tables and reports it no longer holds."
            self.manifest["notes"] = [said, *self.manifest["notes"]]
        if self.forgotten:
            who = "respondent was" if len(self.forgotten) == 1 else "respondents were"
            self.manifest["notes"] += [f"{len(self.forgotten)} {who} forgotten and left out of everything"]

    def report(self, *, fresh: bool) -> None:
        """Write the reports that are not up to date."""
        from textmine import report

        settings = _report_settings(self.manifest["survey"]["title"], dataclasses.asdict(self.options))
        template = Path(self.options.report.template) if self.options.report.template else None
        fingerprint = digest(
            fingerprints.maker("textmine.report", dataclasses.asdict(settings)),
            file_digest(template) if template else "",
            [self.tables[name]["fingerprint"] for name in sorted(self.tables)],
        )
        known = self.manifest.get("reports", {})
        files = [self.run.path / name for name in REPORTS]
        if not fresh and all(file.is_file() and known.get(file.name) == fingerprint for file in files):
            return
        self.manifest["reports"] = {}
        self.write_manifest()
        # None of these has a row for each respondent.
        content = report.build_report(self.run, dataclasses.replace(settings, cases=0))
        for number, file in enumerate(files):
            self.progress("report", number, len(files))
            report.write_report(content, file, template=template)
            self.manifest["reports"][file.name] = fingerprint
        self.progress("report", len(files), len(files))
        self.computed.append("report")
        self.write_manifest()

    def _fingerprint(self, stage: Stage, table: str) -> str:
        module = stage.function.partition(":")[0]
        settings = dataclasses.asdict(getattr(self.options, stage.settings)) if stage.settings else {}
        made_from: object = [
            [(column, held) for column, held in self._contents[name].items() if not columns or column in columns]
            for name, columns in stage.takes.items()
        ]
        if not stage.takes:
            made_from = [self.source.files.of(table), self.forgotten]
        return digest(stage.name, fingerprints.maker(module, settings), made_from)

    def _made(self, stage: Stage) -> Iterator[Mapping[str, pa.Table]]:
        """What a stage makes, batch by batch."""
        settings = self._settings(stage) if stage.settings else None
        made_by = {name: self.tables[name]["fingerprint"] for name in stage.takes}
        work = Work(stage, settings, self.run.path, made_by)
        total = work.batches()
        self.progress(stage.name, 0, total)
        # One after another where a language model is asked, so that it is asked nothing twice.
        workers = Workers(1) if getattr(settings, "llm", None) else self.workers
        for number, made in enumerate(workers.map(work, iter(range(total)), total), start=1):
            self.progress(stage.name, number, total)
            yield made

    def _settings(self, stage: Stage) -> Any:
        """The options of a stage; a language model is told where its answers are kept, and of how many segments."""
        settings = getattr(self.options, stage.settings)
        if getattr(settings, "llm", None) is None:
            return settings
        kept = {"folder": str(self.run.path / ANSWERS), "segments": self.run.rows("segments")}
        return dataclasses.replace(settings, llm=dataclasses.replace(settings.llm, **kept))

    def _read(self) -> Iterator[Mapping[str, pd.DataFrame]]:
        for frames in self.source.tables(self.progress):
            self.manifest["survey"] = self.source.survey
            yield frames

    def write_manifest(self) -> None:
        """Say in the run folder what holds; a table that an earlier run made and this one changed is not named."""
        from textmine import __version__

        self.manifest |= {
            "textmine": __version__,
            "input": list(self.source.files.told),
            "options": dataclasses.asdict(self.options),
            "models": {name: models.fingerprint(name) for name in models.models()}
            | {package.name: package.version for package in models.spacy_packages().values()},
            "tables": self.tables,
        }
        folder.write_manifest(self.run, self.manifest)


def _asked(run: Run) -> frozenset[str]:
    """The questions of a run, by codes, or wordings where every survey numbers its questions so."""
    with contextlib.suppress(TextmineError):  # of another version, or damaged
        asked = run.read("questions", ("question_id", "text"))
        pairs = zip(asked["question_id"], asked["text"], strict=True)
        return frozenset(text if re.fullmatch(r"Q\d+", code) else code for code, text in pairs)
    return frozenset()
