"""The command line: arguments -> calls. The only module that prints or exits.

stdout is data, stderr is words and progress. Exit 0: done; 1: the input is wrong, said in one
message; 2: the command is wrong.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from textmine.folder import Run
    from textmine.report import ReportSettings

__all__ = ["main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = parser().parse_args(arguments)
    try:
        code: int = given.command(given)
    except TextmineError as error:
        first, *rest = error.lines()
        print(f"textmine: {first}", *(f"  {line}" for line in rest), sep="\n", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `textmine show ... | head`
        sys.stderr.close()
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"textmine: {place}{error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("textmine: stopped; what is finished is kept and the next run goes on from there.", file=sys.stderr)
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """The commands and their options; docs/reference/cli.md is generated from it."""
    top = argparse.ArgumentParser(
        prog="textmine",
        description="Reads the open answers of a survey export into tables and a report. "
        "Everything happens on this machine; nothing is sent anywhere, but to a language model that you name.",
        epilog="Exit code 0: done; 1: the input is wrong; 2: the command is wrong.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "read an export and write tables and a report")
    _add_export(run)
    run.add_argument(
        "--batch",
        action="store_true",
        help="EXPORT is a folder: run every survey in it and below, each to its own folder",
    )
    run.add_argument("-o", "--out", metavar="DIR", type=Path, default=Path("out"), help="run folder (default: out)")
    run.add_argument("--codebook", metavar="FILE", help="codebook (YAML), or the name of one that comes with textmine")
    run.add_argument(
        "--labels",
        metavar="FILE",
        type=Path,
        action="append",
        help="what people coded: a filled sheet; can be given again",
    )
    run.add_argument(
        "--corrections", metavar="FILE", type=Path, help="mentions that a person corrected (`textmine mentions`)"
    )
    run.add_argument("--by", metavar="ATTRIBUTE", action="append", help="break figures down by it; can be given again")
    run.add_argument("--as-of", metavar="DATE", help="date of the survey, YYYY-MM-DD, for membership of the EU")
    run.add_argument("--until", metavar="STAGE", default="report", help="stop after this stage")
    run.add_argument("--processes", metavar="N", type=int, default=1, help="processes for large surveys (default: 1)")
    run.add_argument(
        "--llm", metavar="ADDRESS", help="language model on this machine that gives a second opinion on themes"
    )
    run.add_argument("--llm-model", metavar="NAME", help="its name, as its server calls it")
    _add_keep(run, "reports quote comments as written and name respondents by their ids")
    run.add_argument("--fresh", action="store_true", help="compute everything anew")

    check = _command(commands, "check", _check, "say what is understood of an export; write nothing")
    _add_export(check)

    init = _command(commands, "init", _init, "write a commented textmine.toml for an export, to stdout or a file")
    _add_export(init)
    init.add_argument("-o", "--out", metavar="FILE", type=Path, help="file to write (default: stdout)")

    show = _command(commands, "show", _show, "print a table of a run")
    show.add_argument("run", metavar="DIR", type=Path, help="run folder")
    show.add_argument(
        "table", metavar="TABLE", nargs="?", default="", help="name of the table; without, they are listed"
    )
    form = show.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_const", const="csv", dest="form", help="as CSV")
    form.add_argument("--json", action="store_const", const="json", dest="form", help="as JSON lines")
    _add_keep(show, "print comments as written and the ids of respondents")
    show.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="only rows with this value")

    report = _command(commands, "report", _report, "write the report of a run; the suffix tells the format")
    report.add_argument("run", metavar="DIR", type=Path, help="run folder")
    report.add_argument(
        "-o", "--out", metavar="FILE", type=Path, nargs="+", required=True, help="files to write: .html, .docx, .xlsx"
    )

    _add_keep(report, "quote comments as written and name respondents by their ids")

    lint = _command(
        commands, "lint", _lint, "check each number, quotation and date of an edited chapter against the run"
    )
    lint.add_argument("chapter", metavar="CHAPTER", type=Path, help="edited chapter: .docx, .html or .md")
    lint.add_argument("run", metavar="DIR", type=Path, help="run folder that it was made from")
    lint.add_argument("--all", action="store_true", help="show what is proven, too")
    lint.add_argument("--strict", action="store_true", help="exit with 1 also for what is not found")
    lint.add_argument("--json", action="store_true", help="everything as JSON")
    _add_keep(lint, "the chapter quotes comments as written")

    _add_codebook(commands)
    _add_score(commands)

    mentions = _command(commands, "mentions", _mentions, "write the mentions of a run as a sheet for people to correct")
    mentions.add_argument("run", metavar="DIR", type=Path, help="run folder")
    mentions.add_argument("-o", "--out", metavar="FILE", type=Path, required=True, help="file to write: .xlsx or .csv")
    _add_keep(mentions, "write comments as they stand, and under the ids of respondents")
    return top


def _add_codebook(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    codebook = _command(
        commands,
        "codebook",
        _codebook,
        "write the themes of a run as an editable codebook, or a sheet to code with them",
    )
    codebook.add_argument("run", metavar="DIR", type=Path, help="run folder")
    codebook.add_argument(
        "-o", "--out", metavar="FILE", type=Path, required=True, help="file to write: YAML; with --sheet .xlsx or .csv"
    )
    codebook.add_argument(
        "--proposed", action="store_true", help="emergent themes under the names that a language model proposed"
    )
    codebook.add_argument("--sheet", action="store_true", help="write a sheet in which people code segments")
    codebook.add_argument("--size", metavar="N", type=int, default=200, help="rows of the sheet, about (default: 200)")
    codebook.add_argument(
        "--draw",
        choices=("random", "next"),
        default="random",
        help="rows: a random sample of respondents, or what teaches the machine most (default: random)",
    )
    codebook.add_argument("--seed", metavar="S", type=int, default=0, help="seed of the random sample (default: 0)")
    codebook.add_argument("--coder", metavar="NAME", default="", help="who codes; leaves out what NAME coded before")
    codebook.add_argument("--show-codes", action="store_true", help="show what the machine coded (default: blind)")
    _add_keep(codebook, "write comments as they stand, and under the ids of respondents")


def _add_score(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    score = _command(
        commands, "score", _score, "say how well the machine agrees with people, and people with each other"
    )
    score.add_argument("run", metavar="DIR", type=Path, help="run folder")
    score.add_argument(
        "gold", metavar="GOLD", type=Path, nargs="*", help="filled coding sheets (default: the labels of the run)"
    )
    score.add_argument("--by-coder", action="store_true", help="the machine against each coder too")
    score.add_argument(
        "--width",
        metavar="SHARE",
        type=float,
        default=0.0,
        help="say how many more to code for intervals so wide (0.1)",
    )
    score.add_argument("--seed", metavar="S", type=int, default=0, help="seed of the resamples (default: 0)")
    score.add_argument("--json", action="store_true", help="as JSON")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: Callable[[argparse.Namespace], int],
    words: str,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    made.set_defaults(command=function)
    return made


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "export", metavar="EXPORT", type=Path, help="survey export, or a folder with one export and its structure"
    )
    command.add_argument("--structure", metavar="FILE.lss", type=Path, help="structure of the survey")
    command.add_argument(
        "--config", metavar="FILE", type=Path, help="configuration (default: textmine.toml beside the export)"
    )


def _add_keep(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--keep-personal-data", action="store_true", help=f"{words}: for your team only")


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
    result = _run_one(given, given.export, given.out)
    _notes([*result.manifest["survey"]["notes"], *result.manifest["notes"], *result.manifest["llm"]])
    _say(f"computed: {', '.join(result.computed)}" if result.computed else "everything was up to date")
    for name in pipeline.REPORTS if given.until == "report" else ():
        print(result.path / name)
    return 0


def _run_batch(given: argparse.Namespace) -> int:
    """Run every survey below a folder; one that fails does not stop the rest."""
    from textmine.stages.read.locate import surveys_below

    failed = 0
    for export in surveys_below(given.export):
        # A file keeps its suffix: wave1.csv and wave1.lsa are two surveys.
        out = given.out / (export.resolve().name if export == given.export else export.relative_to(given.export))
        try:
            result = _run_one(given, export, out)
        except TextmineError as error:
            failed += 1
            print(f"failed\t{export}\t{error.found}")
        else:
            print(f"done\t{export}\t{result.rows('comments')} comments\t{out}")
    _say(f"{failed} failed" if failed else "all done")
    return 1 if failed else 0


def _run_one(given: argparse.Namespace, export: Path, out: Path) -> Run:
    from textmine import config, pipeline, progress

    options = config.load(
        given.config or config.beside(export),
        by=tuple(given.by or ()),
        codebook=given.codebook,
        as_of=given.as_of,
        llm=given.llm,
        llm_model=given.llm_model,
        keep_personal_data=given.keep_personal_data,
    )
    with progress.shown(_say) as advance:
        return pipeline.run(
            export,
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


def _check(given: argparse.Namespace) -> int:
    from textmine import check, config

    options = config.load(given.config or config.beside(given.export))
    for line in check.describe(given.export, given.structure, options):
        print(line)
    return 0


def _init(given: argparse.Namespace) -> int:
    from textmine import config
    from textmine.files import write_atomically
    from textmine.stages.read import read

    options = config.load(given.config or config.beside(given.export))
    survey = read(given.export, structure=given.structure, settings=options.read)
    attributes = sorted({name for frames in survey.batches(1000) for name in frames["attributes"]["attribute"]})
    text = config.template(survey.title, attributes, list(survey.languages))
    if given.out is None:
        print(text, end="")
        return 0
    _refuse_to_overwrite(given.out)
    with write_atomically(given.out) as file:
        file.write_text(text, encoding="utf-8")
    _say(f"wrote {given.out}")
    return 0


def _show(given: argparse.Namespace) -> int:
    from textmine.aligned import aligned
    from textmine.errors import nearest

    run = _open(given.run)
    if not given.table:
        for name in run:
            print(f"{name}\t{run.rows(name)}")
        return 0
    data = run.table(given.table)  # an unknown name is an error
    whole = data
    if not (given.keep_personal_data or run.manifest["options"]["survey"].get("keep_personal_data")):
        from textmine import privacy

        data = privacy.shown(run, given.table)
    if "vector" in data:
        data = data.assign(vector=[" ".join(f"{x:.4f}" for x in vector) for vector in data["vector"]])
    for condition in given.where:
        column, _, value = condition.partition("=")
        if column not in data:
            raise TextmineError(
                f"The table {given.table!r} has no column {column!r}.", hint=nearest(column, data.columns)
            )
        # Either name of a respondent will do.
        data = data[(data[column].astype(str) == value) | (whole.loc[data.index, column].astype(str) == value)]
    if given.form == "json":
        print(data.to_json(orient="records", lines=True, force_ascii=False), end="")
    elif given.form == "csv":
        print(data.to_csv(index=False, lineterminator="\n"), end="")
    else:
        print("\n".join(aligned(data)))
    return 0


def _report(given: argparse.Namespace) -> int:
    from textmine import report

    run = _open(given.run)
    content = report.build_report(run, _settings(given, run))
    for file in given.out:
        report.write_report(content, file)
        print(file)
    return 0


def _lint(given: argparse.Namespace) -> int:
    from textmine import lint

    run = _open(given.run)
    found = lint.lint(given.chapter, run, _settings(given, run))
    print(lint.as_json(found) if given.json else "\n".join(lint.lines(found, proven=given.all)))
    return int(lint.failed(found, strict=given.strict))


def _settings(given: argparse.Namespace, run: Run) -> ReportSettings:
    """How the report of a run is made."""
    from textmine import pipeline

    settings = pipeline.report_settings(run)
    return dataclasses.replace(settings, keep_personal_data=True) if given.keep_personal_data else settings


def _codebook(given: argparse.Namespace) -> int:
    from textmine import codebook

    run = _open(given.run)
    _refuse_to_overwrite(given.out)
    if given.sheet:
        return _coding_sheet(given, run)
    if given.out.suffix.casefold() in {".xlsx", ".csv"}:
        raise TextmineError(
            f"A codebook is YAML, and {given.out.name} is not.",
            expected="a name such as codebook.yaml",
            hint="with --sheet a sheet to code in is written there",
        )
    codebook.dump(codebook.from_table(run.table("themes"), proposed=given.proposed), given.out)
    _say(f"wrote {run.rows('themes')} themes to {given.out}")
    return 0


def _coding_sheet(given: argparse.Namespace, run: Run) -> int:
    from textmine import coding_sheet

    run.table("codings")  # without it, an error that names what to do
    keep = given.keep_personal_data or run.manifest["options"]["survey"].get("keep_personal_data", False)
    draw = coding_sheet.Draw(given.draw, given.size, given.seed)
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
    print(score.as_json(compared, shares) if given.json else "\n".join(score.lines(compared, shares)))
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


def _refuse_to_overwrite(path: Path) -> None:
    """What a person edits is never replaced."""
    if path.exists():
        raise TextmineError(f"{path} exists already.", hint="delete it first, or give another name with -o")


def _open(path: Path) -> Run:
    from textmine.folder import Run

    return Run.open(path)


def _say(words: str) -> None:
    print(f"textmine: {words}", file=sys.stderr)


def _notes(notes: Sequence[str]) -> None:
    for note in notes:
        _say(f"note: {note}")
