"""Which files an export consists of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.folder import Run
from textmine.stages.read.documents import refuse_document
from textmine.stages.read.platforms import Platform, long, recognise, refusal, spss, structure_of, table
from textmine.stages.read.remap import corrected
from textmine.stages.read.sniff import Head, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Opened
    from textmine.stages.read.settings import ReadSettings

__all__ = ["Located", "locate", "named", "opened", "surveys_below"]

_EXPORTS = frozenset(
    (
        ".csv",
        ".tsv",
        ".txt",
        ".tab",
        ".lsa",
        ".json",
        ".xml",
        ".xlsx",
        ".xls",
        ".ods",
        ".sav",
        ".dta",
        ".parquet",
        ".zip",
    )
)
_SOME_STRUCTURE = "a structure that a survey platform wrote: .lss, .qsf, an XLSForm, a data dictionary, XML results"
_ANYBODYS = frozenset((spss.NAME, long.NAME, table.NAME))
"""Forms that other platforms write, too."""

_OWN_STRUCTURES = {
    "limesurvey": frozenset((".lss",)),
    "qualtrics": frozenset((".qsf",)),
    "redcap": frozenset((".csv", ".xlsx")),
    "kobo": frozenset((".xlsx", ".json")),
    "eusurvey": frozenset((".xml",)),
}
"""How structures of a platform end."""

_LOOKED_AT = 50
"""Files beside an export that are looked into for its structure; where there are more, it must be given."""

_STRUCTURES = frozenset((".lss", ".qsf", ".json", ".xml", ".xlsx", ".csv"))


@dataclass(frozen=True)
class Located:
    """The export and, where there is one, its structure.

    Attributes:
        export: The export.
        structure: Its structure, given or found.
        note: What to know of a structure of another name that lies beside it; "" where none does.
    """

    export: Path
    structure: Path | None
    note: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, for a fingerprint of the input."""
        return (self.export,) if self.structure is None else (self.export, self.structure)


def locate(exports: Sequence[Path], structure: Path | None, settings: ReadSettings) -> tuple[Located, ...]:
    """Find the exports of a survey and their structures.

    Args:
        exports: Files; or a folder with one survey.
        structure: The structure that was given; without it, one in the folder or of the same name
            as the file is taken, or the only one beside it that fits; for files that have none also that of the others.
        settings: How to read.

    Raises:
        TextmineError: a file is missing or given twice, or a folder holds none or more than one.
    """
    if structure is not None and not structure.is_file():
        raise TextmineError(f"There is no file {structure}.", expected="the structure of the survey (.lss)")
    if structure is not None:
        refuse_document(structure, "structure of a survey", _SOME_STRUCTURE, "Leave out --structure.")
    twice = [path for path, number in Counter(path.resolve() for path in exports).items() if number > 1]
    if twice:
        raise TextmineError(f"{twice[0].name} is given twice.", expected="each file of the survey once")
    found = [_locate(export, structure, settings) for export in exports]
    shared = list(dict.fromkeys(each.structure for each in found if each.structure))
    only = shared[0] if len(shared) == 1 else None
    return tuple(replace(each, structure=only, note="") if only and not each.structure else each for each in found)


def named(found: Sequence[Located]) -> list[str]:
    """The names of the exports; of two files of one name with their folders."""
    names = [each.export.name for each in found]
    return [
        name if names.count(name) == 1 else f"{each.export.resolve().parent.name}/{name}"
        for name, each in zip(names, found, strict=True)
    ]


def _locate(export: Path, structure: Path | None, settings: ReadSettings) -> Located:
    if export.is_dir():
        return _in_folder(export, structure)
    if not export.is_file():
        raise TextmineError(f"There is no file {export}.", expected="a survey export, or a folder that holds one")
    expected = "an export of a survey platform; docs/formats.md lists them"
    refuse_document(export, "survey export", expected, "Export the answers from the platform, as CSV or a workbook.")
    if structure_of(head(export)):
        raise TextmineError(
            f"{export.name} is the structure of a survey, without answers.",
            expected="an export with answers",
            hint="Give the answers as export and this file with --structure.",
        )
    beside = [path for path in _files(export.parent, _STRUCTURES) if path.stem == export.stem and path != export]
    if found := structure or next(iter(_structures(beside)), None):
        return Located(export, found)
    return _with_neighbour(export, settings)


def _with_neighbour(export: Path, settings: ReadSettings) -> Located:
    """An export with the structure in its folder that is called otherwise, where it is the only one and fits."""
    seen = head(export, settings.encoding)
    if seen.kind == "zip":  # an archive holds its structure
        return Located(export, None)
    known = _platform(seen, None, settings)
    endings = _OWN_STRUCTURES.get(known[0].NAME, frozenset()) if known else frozenset((".lss",))
    files = [path for path in _files(export.parent, endings) if path != export] if endings else []
    stems = {path.stem for path in _files(export.parent, _EXPORTS)} if files else set()
    others = [path for path in files if path.suffix.lower() in _EXPORTS or path.stem not in stems]
    if not 0 < len(others) <= _LOOKED_AT:
        return Located(export, None)
    found = [path for path in _structures(others) if known is None or known[0].is_structure(head(path))]
    if len(found) == 1 and _fits(seen, found[0], settings):
        return Located(
            export, found[0], f"{found[0].name}, which lies beside {export.name}, was taken as its structure."
        )
    names = " or ".join(path.name for path in found)
    note = f"{names} may be the structure of {export.name}: if so, give it with --structure." if found else ""
    return Located(export, None, note)


def _fits(seen: Head, structure: Path, settings: ReadSettings) -> bool:
    """Whether a structure is that of an export, as far as the headings tell."""
    known = structure_of(head(structure))
    if known is None:
        return False
    try:
        # Where headings cannot tell, it is left to the person who reads.
        return bool(getattr(known.open_export(seen, structure, settings), "fits", False))
    except TextmineError:
        return False


def opened(found: Located, settings: ReadSettings) -> tuple[Opened, str, tuple[str, ...]]:
    """Open an export, and say what its platform was recognised by, and what speaks against it.

    Raises:
        TextmineError: no platform knows it, or it is in a form that is not read.
    """
    seen = head(found.export, settings.encoding)
    known = _platform(seen, found.structure, settings)
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
    return corrected(export, settings), why, tuple(filter(None, (said, found.note)))


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


def _platform(seen: Head, structure: Path | None, settings: ReadSettings) -> tuple[Platform, str] | None:
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
    if seen.kind == "zip":  # Qualtrics packs every export, EUSurvey large ones
        return TextmineError(
            f"{name} is a zip archive, which is not unpacked.",
            expected="the export itself",
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


def surveys_below(folder: Path) -> list[Path]:
    """Every survey in a folder and the folders below it, in the order of their names.

    A folder with one export is a survey; where there are more, each export is one. Structures, and lists and
    notes beside an export, are passed over, and so are run folders.

    Raises:
        TextmineError: it is no folder, or holds no survey.
    """
    if not folder.is_dir():
        raise TextmineError(f"{folder} is not a folder.", expected="a folder with survey exports in it or below it")
    found: list[Path] = []
    for place in _folders(folder):
        files = [path for path in _files(place, _EXPORTS) if not _is_structure(path)]
        tables = [path for path in files if path.suffix.lower() != ".txt"]  # README.txt is no survey
        exports = _recognised(files) or tables
        found += [place] if len(exports) == 1 else exports
    if not found:
        raise TextmineError(
            f"There is no survey export in {folder} or below it.",
            expected="exports of survey platforms: .csv, .lsa ...",
        )
    return found


def _folders(folder: Path) -> Iterator[Path]:
    """A folder and those below it that are not hidden, no links and no run folders."""
    yield folder
    for path in sorted(folder.iterdir()):
        seen = path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
        if seen and not Run(path).file("questions").is_file():
            yield from _folders(path)


def _in_folder(folder: Path, structure: Path | None) -> Located:
    structures = _structures(_files(folder, _STRUCTURES))
    files = [path for path in _files(folder, _EXPORTS) if path not in structures]
    exports = files if len(files) == 1 else _recognised(files)
    if not exports:
        none = f": none of {', '.join(path.name for path in files)} is known as one" if files else ""
        raise TextmineError(
            f"The folder {folder.resolve().name} holds no survey export{none}.",
            expected="a .csv or .lsa file, and its .lss beside it",
            hint="Name the export." if files else "",
        )
    if len(exports) > 1 or (structure is None and len(structures) > 1):
        names = ", ".join(path.name for path in (exports if len(exports) > 1 else structures))
        raise TextmineError(
            f"The folder {folder.resolve().name} holds more than one survey: {names}.",
            expected="one export and its structure",
            hint="Name all files of one survey to read them together, or run each as a survey with --batch.",
        )
    return Located(exports[0], structure or (structures[0] if structures else None))


def _files(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    """The files of a folder with one of these endings, hidden ones left out, by name."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() in suffixes
    )


def _structures(files: Iterable[Path]) -> list[Path]:
    return [path for path in files if _is_structure(path)]


def _is_structure(path: Path) -> bool:
    seen = _seen(path)
    return seen is not None and structure_of(seen) is not None


def _recognised(files: Iterable[Path]) -> list[Path]:
    """The files that are exports by their beginning; one that cannot be looked at says why when it is read."""
    heads = ((path, _seen(path)) for path in files)
    return [path for path, seen in heads if seen is None or recognise(seen)]


def _seen(path: Path) -> Head | None:
    """The beginning of a file; None when it is damaged."""
    try:
        return head(path)
    except Exception:  # noqa: BLE001 - one bad file must not stop those beside it
        return None
