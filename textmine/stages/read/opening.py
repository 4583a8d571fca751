"""An export is opened: which platform it comes from, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.archives import Member
from textmine.errors import TextmineError
from textmine.stages.read.mapping.remap import corrected
from textmine.stages.read.platforms import Platform, long, recognise, refusal, spss, structure_of, table
from textmine.stages.read.showing import emptied
from textmine.stages.read.sniff import Head, head

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read.locate import Located
    from textmine.stages.read.model import Opened
    from textmine.stages.read.settings import ReadSettings

__all__ = ["opened", "platform_of"]

_ANYBODYS = frozenset((spss.NAME, long.NAME, table.NAME))
"""Forms that other platforms write, too."""


def opened(found: Located, settings: ReadSettings) -> tuple[Opened, str, tuple[str, ...]]:
    """Open an export, and say what its platform was recognised by, and what speaks against it.

    Raises:
        TextmineError: no platform knows it, or it is in a form that is not read.
    """
    for path in (found.export, found.structure):
        if isinstance(path, Member):
            path.check()
    seen = found.seen or head(found.export, settings.encoding)
    known = platform_of(seen, found.structure, settings)
    if known is None:
        raise refusal(seen) or _unknown(seen)
    platform, why = known
    _check_structure(seen, found.structure, platform)
    other = _other(seen, platform) if settings.format else ""
    try:
        export = platform.open_export(
            seen, found.structure, replace(settings, format=settings.format and platform.NAME)
        )
    except TextmineError as error:
        if not other:
            raise
        raise TextmineError(f"{error.found} {other}.", expected=error.expected, hint="Leave out --format.") from error
    said = f"{other}, but is read as one of {platform.NAME}, as --format says." if other else ""
    read_as = emptied(corrected(export, settings), settings.missing or ())
    return read_as, why, tuple(filter(None, (said, found.note)))


def _check_structure(seen: Head, structure: Path | None, platform: Platform) -> None:
    """See that the platform of an export has structures, and is that of the one that was found or given.

    Raises:
        TextmineError: it is not so.
    """
    if structure is None:
        return
    known = recognise(seen)
    if known and known[0].NAME not in _ANYBODYS and not platform.recognise(seen) and platform.STRUCTURE:
        raise TextmineError(
            f"{structure.name} is no structure of {seen.path.name}, which looks like an export of {known[0].NAME} "
            f"({known[1]}).",
            expected=known[0].STRUCTURE or f"no structure: exports of {known[0].NAME} have none",
        )
    if not platform.STRUCTURE:
        raise TextmineError(
            f"{structure.name} cannot be the structure of {seen.path.name}: exports of {platform.NAME} have none.",
            hint="Leave out --structure.",
        )


def _other(seen: Head, said: Platform) -> str:
    """What a file looks like, where that is an export of another platform than somebody said."""
    known = None if said.recognise(seen) else recognise(seen)
    return f"{seen.path.name} looks like an export of {known[0].NAME} ({known[1]})" if known else ""


def platform_of(seen: Head, structure: Path | None, settings: ReadSettings) -> tuple[Platform, str] | None:
    """The platform of an export, which its structure knows best, and columns that are named even better."""
    wanted = settings.format
    if settings.text_columns:
        if wanted not in {"", table.NAME}:
            raise TextmineError(
                f"The column {settings.text_columns[0]!r} is named as one of comments in an export of {wanted}.",
                expected="columns of comments only for a table that is no export of a survey platform",
                hint="Leave out --format; or name the column under [columns] in textmine.toml, not with --text-column.",
            )
        return table, "its columns of comments are named"
    if structure is not None and not wanted and (of_structure := structure_of(head(structure))):
        return of_structure, f"its structure {structure.name}"
    known = recognise(seen, wanted)
    if known is None and settings.columns and seen.kind in table.KINDS:
        return table, "no platform knows it, and textmine.toml names its columns"
    return known


def _unknown(seen: Head) -> TextmineError:
    name = seen.path.name
    if not seen.kind:
        with seen.path.open("rb") as file:
            empty = not file.read(1 << 20).strip(b"\xef\xbb\xbf \t\r\n")
        what = "is empty" if empty else "is not a text file, and nothing else that is read"
        return TextmineError(f"{name} {what}.", expected="a survey export with headings and answers")
    if seen.kind == "zip":
        return TextmineError(
            f"{name} is a zip file by another name.",
            expected="an export, or a file .zip with one",
            hint="Unpack it, and give the file or the folder with the answers.",
        )
    as_table = (
        "For a table with a column of comments say --text-column HEADING (and --id-column HEADING), for one with a "
        "question a column --format table"
    )
    if seen.kind == "json" and "\n{" in seen.start:
        hint = f"It has an object a line: save it as a table (.csv). {as_table}."
    elif seen.kind in table.KINDS:
        hint = f"{as_table}; `textmine init` then writes what was made of each column, to be corrected."
    else:
        hint = "If it is one, say of which platform with --format."
    return TextmineError(
        f"{name} is not a survey export that is known.",
        expected="an export of a survey platform; docs/formats.md lists them",
        hint=hint,
    )
