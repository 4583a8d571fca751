"""Write docs/reference: cli.md from the parser, tables.md from the declarations, report.schema.json from the report.

``--check`` compares with what is committed instead.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from textmine import cli, tables
from textmine.report import to_json
from textmine.stages import STAGES

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"


def main() -> int:
    """Write the pages, or say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the pages are up to date")
    check = parser.parse_args().check
    pages = {"cli.md": command_line(), "tables.md": table_page(), "report.schema.json": schema()}
    stale = [name for name, text in pages.items() if _old(name) != text]
    if check:
        for name in stale:
            print(f"docs/reference/{name} is out of date: run scripts/build_docs.py")
        return bool(stale)
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (REFERENCE / name).write_text(pages[name], encoding="utf-8")
    return 0


def _old(name: str) -> str:
    file = REFERENCE / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def schema() -> str:
    """The schema of report.json."""
    return json.dumps(to_json.schema(), indent=2, ensure_ascii=False) + "\n"


def command_line() -> str:
    """The commands with their options, as a page."""
    top = cli.parser()
    commands = next(a for a in top._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001  no other way
    lines = ["# The command line", "", "Generated from the program by `scripts/build_docs.py`.", ""]
    lines += [top.description or "", "", top.epilog or "", ""]
    for name, command in commands.choices.items():
        lines += [f"## textmine {name}", "", command.description or "", "", "```", _usage(command), "```", ""]
        lines += ["| argument | meaning |", "|---|---|"]
        for action in command._actions:  # noqa: SLF001  no other way
            names = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{action.metavar}`"
            lines.append(f"| {names} | {action.help} |")
        lines.append("")
    return "\n".join(lines)


def _usage(command: argparse.ArgumentParser) -> str:
    # Without wrapping, which follows the width of the terminal.
    return " ".join(command.format_usage().removeprefix("usage: ").split())


def table_page() -> str:
    """The stages and the tables with their columns, as a page."""
    lines = ["# The tables", ""]
    lines += ["Generated from `textmine/tables.py` and `textmine/stages/__init__.py` by `scripts/build_docs.py`.", ""]
    lines += ["| stage | takes | makes |", "|---|---|---|"]
    for stage in STAGES:
        takes = ", ".join(stage.takes) or "the export"
        lines.append(f"| {stage.name} | {takes} | {', '.join(stage.makes)} |")
    lines.append("")
    for table in tables.TABLES.values():
        key = ", ".join(table.key)
        lines += [f"## {table.name}", "", f"{table.meaning} Made by `{table.made_by}`; key: {key}.", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        for column in table.columns:
            kind = f"{column.kind}, may be missing" if column.nullable else column.kind
            lines.append(f"| {column.name} | {kind} | {column.meaning} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
