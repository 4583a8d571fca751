"""The command line: arguments -> calls. The only module that prints or exits.

stdout is data, stderr is words and progress. Exit 0: done; 1: the input is wrong, said in one
message; 2: the command is wrong; 3: textmine has a bug.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import arguments
from textmine.errors import TextmineError, harmless, unforeseen

if TYPE_CHECKING:
    import pandas as pd

    from textmine.config import Options
    from textmine.folder import Run
    from textmine.report import ReportSettings

__all__ = ["main", "parser"]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = parser().parse_args(words)
    try:
        code = _COMMANDS[given.command](given)
    except TextmineError as error:
        _say("\n  ".join(error.lines()))
        return 1
    except BrokenPipeError:  # `textmine show ... | head`
        sys.stderr.close()
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _say(f"{place}{error.strerror or error}.")
        return 1
    except Exception as error:
        if given.debug:
            raise
        _say("\n  ".join(unforeseen(error).lines()))
        return 3
    except KeyboardInterrupt:
        _say("stopped; what is finished is kept and the next run goes on from there.")
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = arguments.parser()
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    return top


class _Version(argparse.Action):
    """Prints the version only when asked, so that the metadata is not read at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from textmine import __version__

        print(f"textmine {__version__}")
        parser.exit()


def _run(given: argparse.Namespace) -> int:
    from textmine import pipeline

    if given.batch:
        return _run_batch(given)
    result = _run_one(given, given.exports, given.out)
    cut = [f"comments read in part: {words}" for words in result.manifest.get("cut", [])]
    _notes([*result.manifest["survey"]["notes"], *cut, *result.manifest["notes"], *result.manifest["llm"]])
    _say(f"computed: {', '.join(result.computed)}" if result.computed else "everything was up to date")
    for name in pipeline.REPORTS if given.until == "report" else ():
        print(result.path / name)
    return 0


def _run_batch(given: argparse.Namespace) -> int:
    """Run every survey below a folder; one that fails does not stop the rest."""
    from textmine import batch

    if len(given.exports) > 1:
        raise TextmineError(f"--batch with {len(given.exports)} exports.", expected="one folder with surveys below it")
    found = batch.surveys(Path(given.exports[0]), given.out)
    outcomes = []
    for outcome in batch.run_each(found, lambda export, out: _run_one(given, [export], out)):
        outcomes.append(outcome)
        _say(f"{len(outcomes)} of {len(found)}: {outcome.survey.name}: {outcome.word}")
        for line in outcome.problem:
            _say(f"  {line}")
    _print(batch.lines(outcomes))
    failed = sum(outcome.failed for outcome in outcomes)
    _say(f"{failed} of {len(found)} failed" if failed else "all done")
    return 1 if failed else 0


def _run_one(given: argparse.Namespace, exports: Sequence[Path | str], out: Path) -> Run:
    from textmine import pipeline, progress

    options = _options(
        given,
        exports,
        by=tuple(given.by or ()),
        codebook=given.codebook,
        as_of=given.as_of,
        llm=given.llm,
        llm_model=given.llm_model,
        keep_personal_data=given.keep_personal_data,
    )
    with progress.shown(_say) as advance:
        return pipeline.run(
            exports,
            out,
            options=options,
            structure=given.structure,
            labels=given.labels,
            corrections=given.corrections,
            until=given.until,
            fresh=given.fresh,
            processes=given.processes,
            progress=advance,
        )


def _options(given: argparse.Namespace, exports: Sequence[Path | str], **said: Any) -> Options:
    """The configuration with what the command line says laid over it."""
    from textmine import config

    read = {name: getattr(given, name) for name in ("format", "encoding", "id_column")}
    read["text_columns"] = tuple(given.text_columns or ())
    return config.load(given.config or config.beside(*exports), read=read, **said)


def _check(given: argparse.Namespace) -> int:
    from textmine import check

    options = _options(given, given.exports)
    with _files(given) as exports:
        _print(check.describe(exports, given.structure, options))
    return 0


def _init(given: argparse.Namespace) -> int:
    from textmine import config
    from textmine.files import write_atomically
    from textmine.stages.read import read

    options = _options(given, given.exports)
    with _files(given) as exports:
        survey = read(exports, structure=given.structure, settings=options.read)
        attributes = sorted({name for frames in survey.batches(1000) for name in frames["attributes"]["attribute"]})
        text = config.template(survey.title, attributes, list(survey.languages), options.read, survey.mapping)
    if given.out is None:
        print(text, end="")
        return 0
    _refuse_to_overwrite(given.out)
    with write_atomically(given.out) as file:
        file.write_text(text, encoding="utf-8")
    _say(f"wrote {given.out}")
    return 0


@contextlib.contextmanager
def _files(given: argparse.Namespace) -> Iterator[tuple[Path, ...]]:
    """The exports as files; what has to be downloaded is gone when the block ends."""
    from textmine import limesurvey_server

    with tempfile.TemporaryDirectory() as folder:
        yield limesurvey_server.files(given.exports, Path(folder))


def _show(given: argparse.Namespace) -> int:
    from textmine import privacy
    from textmine.aligned import aligned

    run = _open(given.run)
    if not given.table:
        for name in run:
            print(f"{name}\t{run.rows(name)}")
        return 0
    data = run.table(given.table)  # an unknown name is an error
    whole = data
    if not (given.keep_personal_data or run.manifest["options"]["survey"].get("keep_personal_data")):
        data = privacy.shown(run, given.table)
    if "vector" in data:
        data = data.assign(vector=[" ".join(f"{x:.4f}" for x in vector) for vector in data["vector"]])
    for condition in given.where:
        data = _where(condition, data, whole)
    if given.form == "json":
        print(data.to_json(orient="records", lines=True, force_ascii=False), end="")
    elif given.form == "csv":
        text = data.to_csv(index=False, lineterminator="\n")
        print(harmless(text) if sys.stdout.isatty() else text, end="")
    else:
        _print(aligned(data))
    return 0


def _where(condition: str, data: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """The rows with a value; of a respondent or a comment either name will do, as in the table or as in the report."""
    from textmine.errors import nearest
    from textmine.privacy import comment_key

    column, equals, value = condition.partition("=")
    if not equals:
        raise TextmineError(f"--where {condition} names no value.", expected="COLUMN=VALUE")
    if column == "comment" and "comment_id" in whole:
        return data[[comment_key(name) == value for name in whole.loc[data.index, "comment_id"]]]
    if column not in data:
        raise TextmineError(f"There is no column {column!r}.", hint=nearest(column, data.columns))
    return data[(data[column].astype(str) == value) | (whole.loc[data.index, column].astype(str) == value)]


def _report(given: argparse.Namespace) -> int:
    from textmine import pipeline, report

    if given.template and not any(file.suffix.casefold() == ".docx" for file in given.out):
        raise TextmineError("A template is for a report in Word.", expected="a file .docx among those to write")
    run = _open(given.run)
    content = report.build_report(run, _settings(given, run))
    if given.sections:
        content = report.chosen(content, given.sections.split(","))
    for file in given.out:
        report.write_report(content, file, template=given.template or pipeline.report_template(run))
        print(file)
    return 0


def _lint(given: argparse.Namespace) -> int:
    from textmine import lint

    run = _open(given.run)
    found = lint.lint(given.chapter, run, _settings(given, run))
    _print([lint.as_json(found)] if given.json else lint.lines(found, proven=given.all))
    return int(lint.failed(found, strict=given.strict))


def _settings(given: argparse.Namespace, run: Run) -> ReportSettings:
    """How the report of a run is made."""
    from textmine import pipeline

    settings = pipeline.report_settings(run)
    return dataclasses.replace(settings, keep_personal_data=True) if given.keep_personal_data else settings


def _codebook(given: argparse.Namespace) -> int:
    from textmine import codebook, exchange

    run = _open(given.run)
    _refuse_to_overwrite(given.out)
    if given.sheet:
        return _coding_sheet(given, run)
    for name in ("size", "draw", "seed", "coder", "show_codes"):
        if getattr(given, name):
            raise TextmineError(f"--{name.replace('_', '-')} is for a sheet to code in.", hint="add --sheet")
    exchange.dump(codebook.from_table(run.table("themes"), proposed=given.proposed), given.out)
    _say(f"wrote {run.rows('themes')} themes to {given.out}")
    return 0


def _coding_sheet(given: argparse.Namespace, run: Run) -> int:
    from textmine import coding_sheet

    run.table("codings")  # without it, an error that names what to do
    keep = given.keep_personal_data or run.manifest["options"]["survey"].get("keep_personal_data", False)
    wanted = {name: value for name in ("size", "seed") if (value := getattr(given, name)) is not None}
    draw = coding_sheet.Draw(given.draw or "random", **wanted)
    made = coding_sheet.sheet(run, draw, coder=given.coder, show_codes=given.show_codes, keep_personal_data=keep)
    coding_sheet.dump(made, given.out)
    _say(f"wrote {len(made.rows)} segments of {made.respondents} of {made.frame} respondents to {given.out}")
    return 0


def _score(given: argparse.Namespace) -> int:
    from textmine import score

    run = _open(given.run)
    run.table("codings")  # without it, an error that names what to do
    compared = score.compare(run, score.read_gold(run, given.gold), by_coder=given.by_coder, seed=given.seed)
    shares = score.shares(run, given.width)
    _print([score.as_json(compared, shares)] if given.json else score.lines(compared, shares))
    return 0


def _mentions(given: argparse.Namespace) -> int:
    from textmine import sheet

    run = _open(given.run)
    _refuse_to_overwrite(given.out)
    run.table("entities")  # without it, an error that names what to do
    keep = given.keep_personal_data or run.manifest["options"]["survey"].get("keep_personal_data", False)
    rows = sheet.mention_rows(run, keep_personal_data=keep)
    sheet.dump(rows, given.out)
    _say(f"wrote {len(rows)} mentions to {given.out}")
    return 0


def _forget(given: argparse.Namespace) -> int:
    from textmine import forget, progress

    with progress.shown(_say) as advance:
        changed = forget.forget(given.run, given.respondents, processes=given.processes, progress=advance)
    _print(forget.lines(changed))
    _say("the export, and what was written to other folders, still holds what they said")
    return 0


def _refuse_to_overwrite(path: Path) -> None:
    """What a person edits is never replaced."""
    if path.exists():
        raise TextmineError(f"{path} exists already.", hint="delete it first, or give another name with -o")


def _open(path: Path) -> Run:
    from textmine.folder import Run

    return Run.open(path)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(harmless(line))


def _say(words: str) -> None:
    print(f"textmine: {harmless(words)}", file=sys.stderr)


def _notes(notes: Sequence[str]) -> None:
    for note in notes:
        _say(f"note: {note}")


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "check": _check,
    "init": _init,
    "show": _show,
    "report": _report,
    "lint": _lint,
    "codebook": _codebook,
    "score": _score,
    "mentions": _mentions,
    "forget": _forget,
}
