"""The commands of the command line and their options; docs/reference/cli.md is generated from them."""

from __future__ import annotations

import argparse
from pathlib import Path

from textmine.stages import STAGES
from textmine.workers import cores

__all__ = ["parser"]


def parser() -> argparse.ArgumentParser:
    """The commands and their options; docs/reference/cli.md is generated from it."""
    top = argparse.ArgumentParser(
        prog="textmine",
        description="Reads the open answers of a survey export into tables and a report. "
        "Everything happens on this machine; nothing is sent anywhere, but to a language model "
        "or a LimeSurvey server that you name.",
        epilog="Exit code 0: done; 1: the input is wrong; 2: the command is wrong; 3: textmine has a bug, of which "
        "`textmine --debug COMMAND ...` shows all, words of respondents among it.",
    )
    top.add_argument("--debug", action="store_true", help="of a bug, show all: words of respondents can be in it")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = _command(commands, "run", "read an export and write tables and a report")
    _add_export(run)
    run.add_argument(
        "--batch",
        action="store_true",
        help="EXPORT is a folder: run every survey in it and below, each to its own folder below DIR",
    )
    run.add_argument("-o", "--out", metavar="DIR", type=Path, default=Path("out"), help="run folder (default: out)")
    run.add_argument(
        "--codebook",
        metavar="FILE",
        help="codebook (.yaml, .csv, .qdc or .qdpx), or the name of one that comes with textmine",
    )
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
    stages = ", ".join(stage.name for stage in STAGES)
    words = f"stop after this stage: {stages} or report (the default)"
    run.add_argument("--until", metavar="STAGE", default="report", help=words)
    _add_processes(run)
    run.add_argument(
        "--llm", metavar="ADDRESS", help="language model on this machine that gives a second opinion on themes"
    )
    run.add_argument("--llm-model", metavar="NAME", help="its name, as its server calls it")
    _add_keep(run, "reports quote comments as written and name respondents by their ids")
    run.add_argument("--fresh", action="store_true", help="compute everything anew")

    check = _command(commands, "check", "say what is understood of an export; write nothing")
    _add_export(check)

    init = _command(commands, "init", "write a commented textmine.toml for an export, to stdout or a file")
    _add_export(init)
    init.add_argument("-o", "--out", metavar="FILE", type=Path, help="file to write (default: stdout)")

    show = _command(commands, "show", "print a table of a run")
    show.add_argument("run", metavar="DIR", type=Path, help="run folder")
    show.add_argument(
        "table", metavar="TABLE", nargs="?", default="", help="name of the table; without, they are listed"
    )
    form = show.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_const", const="csv", dest="form", help="as CSV")
    form.add_argument("--json", action="store_const", const="json", dest="form", help="as JSON lines")
    _add_keep(show, "print comments as written and the ids of respondents")
    show.add_argument("--where", metavar="COLUMN=VALUE", action="append", default=[], help="only rows with this value")

    _add_report(commands)
    _add_lint(commands)
    _add_codebook(commands)
    _add_score(commands)

    mentions = _command(commands, "mentions", "write the mentions of a run as a sheet for people to correct")
    mentions.add_argument("run", metavar="DIR", type=Path, help="run folder")
    mentions.add_argument("-o", "--out", metavar="FILE", type=Path, required=True, help="file to write: .xlsx or .csv")
    _add_keep(mentions, "write comments as they stand, and under the ids of respondents")

    forget = _command(commands, "forget", "remove respondents from every table and report of a run, for good")
    forget.add_argument("run", metavar="DIR", type=Path, help="run folder")
    words = "id as in the export, or name as in the report"
    forget.add_argument("respondents", metavar="RESPONDENT", nargs="+", help=words)
    _add_processes(forget)
    return top


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = _command(commands, "report", "write the report of a run; the suffix tells the format")
    report.add_argument("run", metavar="DIR", type=Path, help="run folder")
    words = "files to write: .html, .docx, .xlsx, .md, .json, .zip (tables as CSV), .qdpx, .qdc, .sav, .sps"
    report.add_argument("-o", "--out", metavar="FILE", type=Path, nargs="+", required=True, help=words)
    words = "Word file whose styles, header and footer a .docx takes (default: that of textmine.toml)"
    report.add_argument("--template", metavar="FILE", type=Path, help=words)
    words = "only these, by id or heading: lessons-learnt,barriers"
    report.add_argument("--sections", metavar="NAME,NAME", default="", help=words)
    _add_keep(report, "quote comments as written and name respondents by their ids")


def _add_lint(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lint = _command(commands, "lint", "check each number, quotation and date of an edited chapter against the run")
    lint.add_argument("chapter", metavar="CHAPTER", type=Path, help="edited chapter: .docx, .html or .md")
    lint.add_argument("run", metavar="DIR", type=Path, help="run folder that it was made from")
    lint.add_argument("--all", action="store_true", help="show what is proven, too")
    lint.add_argument("--strict", action="store_true", help="exit with 1 also for what is not found")
    lint.add_argument("--json", action="store_true", help="everything as JSON")
    _add_keep(lint, "the chapter quotes comments as written")


def _add_codebook(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    codebook = _command(
        commands,
        "codebook",
        "write the themes of a run as an editable codebook, or a sheet to code with them",
    )
    codebook.add_argument("run", metavar="DIR", type=Path, help="run folder")
    codebook.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help="file to write: .yaml, .csv or .qdc; with --sheet .xlsx or .csv",
    )
    codebook.add_argument(
        "--proposed", action="store_true", help="emergent themes under the names that a language model proposed"
    )
    codebook.add_argument("--sheet", action="store_true", help="write a sheet in which people code segments")
    codebook.add_argument("--size", metavar="N", type=int, help="rows of the sheet, about (default: 200)")
    codebook.add_argument(
        "--draw",
        choices=("random", "next"),
        help="rows: a random sample of respondents, or what the machine is least sure of (default: random)",
    )
    codebook.add_argument("--seed", metavar="S", type=int, help="seed of the random sample (default: 0)")
    codebook.add_argument("--coder", metavar="NAME", default="", help="who codes; leaves out what NAME coded before")
    codebook.add_argument("--show-codes", action="store_true", help="show what the machine coded (default: blind)")
    _add_keep(codebook, "write comments as they stand, and under the ids of respondents")


def _add_score(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    score = _command(commands, "score", "say how well the machine agrees with people, and people with each other")
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
    words: str,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    made.set_defaults(command=name)
    return made


def _add_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "exports",
        metavar="EXPORT",
        nargs="+",
        help="survey export, or a folder with one export and its structure; several exports are one survey "
        "(language versions, collectors); limesurvey://ID downloads one (docs/exports.md)",
    )
    command.add_argument("--structure", metavar="FILE", type=Path, help="structure of the survey, such as its .lss")
    command.add_argument("--format", metavar="NAME", default="", help="platform of the export, if it is not recognised")
    command.add_argument("--encoding", metavar="NAME", default="", help="its encoding, if it is not recognised")
    command.add_argument(
        "--text-column",
        metavar="HEADING",
        dest="text_columns",
        action="append",
        help="column of comments in a table that is no survey export; can be given again",
    )
    command.add_argument("--id-column", metavar="HEADING", default="", help="column with the ids of the respondents")
    command.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        help="configuration (default: NAME.textmine.toml or textmine.toml beside the export)",
    )


def _add_processes(command: argparse.ArgumentParser) -> None:
    words = "processes that share the work of large surveys (default: one for each core, at most 4)"
    command.add_argument("--processes", metavar="N", type=int, default=cores(), help=words)


def _add_keep(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--keep-personal-data", action="store_true", help=f"{words}: for your team only")
