"""Which files an export consists of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.archives import Member, members
from textmine.errors import TextmineError
from textmine.folder import Run
from textmine.stages.read.documents import refuse_document
from textmine.stages.read.opening import platform_of
from textmine.stages.read.platforms import eusurvey, recognise, structure_of
from textmine.stages.read.sniff import Head, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from textmine.stages.read.settings import ReadSettings

__all__ = ["Located", "locate", "named", "surveys_below"]

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
_NOT_IN_ZIP = frozenset((".lsa", ".zip", ".dta", ".parquet"))
"""Archives of their own, and files of which the reader needs the path or that no platform packs."""

_NAMED = 5
"""Files that a note names."""


@dataclass(frozen=True)
class Located:
    """The export and, where there is one, its structure.

    Attributes:
        export: The export.
        structure: Its structure, given or found.
        beside: What else the zip file holds that it lies in.
        note: What to know of a structure of another name that lies beside it; "" where none does.
        seen: What was seen of the export, where it was looked at in the encoding of the settings.
    """

    export: Path
    structure: Path | None
    beside: tuple[str, ...] = ()
    note: str = ""
    seen: Head | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, for a fingerprint of the input; of one in a zip file that."""
        found = (self.export,) if self.structure is None else (self.export, self.structure)
        return tuple(dict.fromkeys(path.archive if isinstance(path, Member) else path for path in found))

    @property
    def name(self) -> str:
        """The name of the export; one in a zip file with the name of that before it."""
        export = self.export
        return f"{export.archive.name}/{export.part.filename}" if isinstance(export, Member) else export.name

    @property
    def notes(self) -> list[str]:
        """A note on what else is in the zip file."""
        more = f" and {len(self.beside) - _NAMED} more" if len(self.beside) > _NAMED else ""
        listed = ", ".join(self.beside[:_NAMED])
        return [f"Not read, of what is in {self.files[0].name}: {listed}{more}."] if listed else []


def locate(exports: Sequence[Path], structure: Path | None, settings: ReadSettings) -> tuple[Located, ...]:
    """Find the exports of a survey and their structures.

    Args:
        exports: Files; or a folder with one survey. A zip file with one, as platforms pack it, is read as it is.
        structure: The structure that was given; without it, one in the folder or of the same name
            as the file is taken, or the only one beside it that fits; for files that have none also that of the others.
        settings: How to read.

    Raises:
        TextmineError: a file is missing or given twice, or a folder or zip file holds none or more than one.
    """
    if structure is not None and not structure.is_file():
        raise TextmineError(f"There is no file {structure}.", expected="the structure of the survey (.lss)")
    if structure is not None:
        refuse_document(structure, "structure of a survey", _SOME_STRUCTURE, "Leave out --structure.")
    twice = [path for path, number in Counter(path.resolve() for path in exports).items() if number > 1]
    if twice:
        raise TextmineError(f"{twice[0].name} is given twice.", expected="each file of the survey once")
    found = [part for export in exports for part in _parts(_locate(export, structure, settings))]
    shared = list(dict.fromkeys(each.structure for each in found if each.structure))
    only = shared[0] if len(shared) == 1 else None
    return tuple(replace(each, structure=only, note="") if only and not each.structure else each for each in found)


def named(found: Sequence[Located]) -> list[str]:
    """The names of the exports; of two files of one name with their folders."""
    names = [each.name for each in found]
    return [
        name if names.count(name) == 1 else f"{each.files[0].resolve().parent.name}/{name}"
        for name, each in zip(names, found, strict=True)
    ]


def _locate(export: Path, structure: Path | None, settings: ReadSettings) -> Located:
    if export.is_dir():
        return _in_folder(export, structure)
    if not export.is_file():
        raise TextmineError(f"There is no file {export}.", expected="a survey export, or a folder that holds one")
    expected = "an export of a survey platform; docs/formats.md lists them"
    refuse_document(export, "survey export", expected, "Export the answers from the platform, as CSV or a workbook.")
    seen = head(export, settings.encoding)
    if structure_of(seen):
        raise TextmineError(
            f"{export.name} is the structure of a survey, without answers.",
            expected="an export with answers",
            hint="Give the answers as export and this file with --structure.",
        )
    beside = [path for path in _files(export.parent, _STRUCTURES) if path.stem == export.stem and path != export]
    if found := structure or next(iter(_structures(beside)), None):
        return Located(export, found, seen=seen)
    return replace(_with_neighbour(seen, settings), seen=seen)


def _with_neighbour(seen: Head, settings: ReadSettings) -> Located:
    """An export with the structure in its folder that is called otherwise, where it is the only one and fits."""
    export = seen.path
    if seen.kind == "zip":  # an archive holds its structure
        return Located(export, None)
    known = platform_of(seen, None, settings)
    endings = _OWN_STRUCTURES.get(known[0].NAME, frozenset()) if known else frozenset((".lss",))
    files = [path for path in _files(export.parent, endings) if path != export] if endings else []
    stems = {path.stem for path in _files(export.parent, _EXPORTS)} if files else set()
    others = [path for path in files if path.suffix.lower() in _EXPORTS or path.stem not in stems]
    if not 0 < len(others) <= _LOOKED_AT:
        return Located(export, None)
    found = [path for path in _structures(others) if known is None or known[0].is_structure(head(path))]
    if len(found) == 1 and _fits(seen, found[0], settings):
        return Located(
            export, found[0], note=f"{found[0].name}, which lies beside {export.name}, was taken as its structure."
        )
    names = " or ".join(path.name for path in found)
    note = f"{names} may be the structure of {export.name}: if so, give it with --structure." if found else ""
    return Located(export, None, note=note)


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


def _parts(found: Located) -> list[Located]:
    """The export in a zip file, or the parts of one that it holds; any other file as it is."""
    path = found.export
    if not _is_packed(path):
        return [found]
    files = members(path)
    exports, structures = _in_zip(files)
    if not exports or (len(exports) > 1 and not _is_split(list(exports.values()))):
        listed = ", ".join(member.part.filename for member in list(exports or files)[:_NAMED])
        what = "more than one survey" if exports else "no survey export"
        raise TextmineError(
            f"{path.name} holds {what}: {listed or 'it is empty'}.",
            expected="a zip file with one export, as survey platforms pack it",
            hint="Unpack it, and name the export, or all files of one survey.",
        )
    structure = found.structure or (structures[0] if len(structures) == 1 else None)
    beside = tuple(member.part.filename for member in files if member not in {*exports, structure})
    return [Located(export, structure, () if number else beside) for number, export in enumerate(exports)]


def _is_packed(path: Path) -> bool:
    """Whether a file is a zip file that is no archive of a platform's own."""
    return path.suffix.lower() == ".zip" and (seen := head(path)).kind == "zip" and recognise(seen) is None


def _in_zip(files: Sequence[Member]) -> tuple[dict[Member, Head | None], list[Member]]:
    """The exports in a zip file with their beginnings, and the structures.

    Of an export in several forms it is the first by its ending, which is CSV where there is one; where no platform
    knows any, it is every table.
    """
    heads = {path: _seen(path) for path in files if path.suffix.lower() in (_EXPORTS | _STRUCTURES) - _NOT_IN_ZIP}
    structures = [path for path, seen in heads.items() if seen and structure_of(seen)]
    rest = {path: heads[path] for path in heads if path.suffix.lower() in _EXPORTS and path not in structures}
    known = [path for path, seen in rest.items() if seen is None or recognise(seen)]
    tables = [path for path in rest if path.suffix.lower() != ".txt"]  # README.txt is no survey
    exports = sorted(known or tables or rest, key=lambda path: path.suffix, reverse=True)
    forms = {path.stem: path.suffix for path in exports}
    return {
        path: seen for path, seen in rest.items() if path in exports and forms[path.stem] == path.suffix
    }, structures


def _is_split(heads: Sequence[Head | None]) -> bool:
    """Whether files are the parts of one export: EUSurvey begins another file after 20,000 contributions."""
    books = [seen for seen in heads if seen and seen.kind == "book" and eusurvey.recognise(seen)]
    return len(books) == len(heads) and len({seen.rows[0][:2] for seen in books}) == 1  # the name of the survey


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


def _recognised(files: Sequence[Path]) -> list[Path]:
    """The files that are exports by their beginning; one that cannot be looked at says why when it is read."""
    heads = ((path, _seen(path)) for path in files)
    return [path for path, seen in heads if seen is None or recognise(seen) or _packs(path, files)]


def _packs(path: Path, beside: Iterable[Path]) -> bool:
    """Whether a file is a zip file with an export that a platform knows and that is not unpacked beside it."""
    try:
        exports = _in_zip(members(path))[0] if _is_packed(path) else {}
    except TextmineError:
        return False
    known = {member.name for member, seen in exports.items() if seen and recognise(seen)}
    return not known.issubset(each.name for each in beside)


def _seen(path: Path) -> Head | None:
    """The beginning of a file; None when it is damaged."""
    try:
        return head(path)
    except Exception:  # noqa: BLE001 - one bad file must not stop those beside it
        return None
