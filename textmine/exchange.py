"""Codebooks as YAML, as CSV, and as programs for qualitative analysis exchange them (.qdc, and in projects .qdpx).

REFI-QDA knows the name of a code, those above it and a description. What else a theme has stands in that description,
a line for each text, under words that people can read; see `described`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import codebook, refi
from textmine.codebook import KINDS, LISTS, Codebook, Theme, heading, id_in
from textmine.errors import TextmineError, nearest
from textmine.files import write_atomically
from textmine.grids import escaped, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["SUFFIXES", "codebook_file", "described", "dump", "load", "theme_codes"]

SUFFIXES = (".yaml", ".yml", ".csv", ".qdc", ".qdpx")
"""What a codebook can be read from; all but .qdpx can be written."""

_COLUMNS = ("id", "parent", "label", "kind", "definition", *LISTS)
# What other programs call the columns of a codebook; Taguette writes tag and description.
_CALLED = {"name": "label", "code": "label", "tag": "label", "description": "definition", "memo": "definition"}
_BAR = re.compile(r"(?<!\\)[|\n]")
_LINE = re.compile(rf"(Definition): ?(.*)|(Kind): ({'|'.join(KINDS)})|({'|'.join(map(str.title, LISTS))}):")
_WRITES = "`textmine codebook DIR -o FILE` writes the themes of a run as a codebook"


def load(path: Path) -> Codebook:
    """Read a codebook in the format that its suffix names; any other is YAML.

    A code of another program has an id made of its name, unless the name ends with one in brackets.

    Raises:
        TextmineError: the file cannot be read, is damaged, or says of a theme what cannot be; the
            message names the file and the place.
    """
    match path.suffix.casefold():
        case ".csv":
            themes, places = _from_csv(path)
        case ".qdc":
            themes = _from_codes(refi.read(path))
            places = [f"{path}, code {theme.label!r}" for theme in themes]
        case ".qdpx":
            with refi.archive(path) as opened:
                themes = _from_codes(refi.project(path, opened).find("{*}CodeBook"))
            places = [f"{path}, code {theme.label!r}" for theme in themes]
        case _:
            return codebook.load(path)
    if not themes:
        raise TextmineError(f"{path} has no codes.", expected="a codebook with one code at least", hint=_WRITES)
    codebook.check(themes, places)
    return Codebook(path.stem, "und", tuple(themes))


def dump(book: Codebook, path: Path) -> None:
    """Write a codebook in the format that the suffix names; the same bytes for the same themes.

    Raises:
        TextmineError: no codebook is written with this suffix, there is no such folder, or a codebook
            without themes is to be written as .qdc, which has no form for it.
    """
    suffix = path.suffix.casefold()
    if suffix in {".yaml", ".yml"}:
        codebook.dump(book, path)
        return
    if suffix not in {".csv", ".qdc"}:
        raise TextmineError(
            f"A codebook is not written to {path.name}.",
            expected="a name that ends in .yaml, .csv or .qdc",
            hint="a sheet to code in is written with --sheet, a project (.qdpx) by `textmine report`",
        )
    with write_atomically(path) as part:
        if suffix == ".csv":
            part.write_text(_as_csv(book.themes), encoding="utf-8-sig", newline="")
        else:
            families = {theme.id: (theme.label, theme.parent, described(theme)) for theme in book.themes}
            part.write_bytes(codebook_file(families))


def described(theme: Theme) -> str:
    """What a theme is, beyond its name, as the description of a code.

    ``Definition: ...``, ``Kind: ...`` and, for each of the lists, a line such as ``Keywords:`` with a line
    ``- ...`` for each text below it. White space within a text is one blank. What is empty is left out.
    """
    lines = [f"Definition: {_line(theme.definition)}"] if theme.definition.strip() else []
    lines += [f"Kind: {theme.kind}"] if theme.kind != Theme.kind else []
    for key in LISTS:
        texts = getattr(theme, key)
        lines += [f"{key.title()}:", *(f"- {_line(text)}" for text in texts)] if texts else []
    return "\n".join(lines)


def codebook_file(themes: Mapping[str, tuple[str, str, str]]) -> bytes:
    """A codebook (.qdc) of themes, given as for `theme_codes`.

    Raises:
        TextmineError: there are none.
    """
    if not themes:
        raise TextmineError("There are no themes to write.", expected="one theme at least, as REFI-QDA prescribes")
    root = refi.document(refi.CODEBOOK, "CodeBook", origin="textmine")
    theme_codes(refi.add(root, "Codes"), themes)
    return refi.written(root)


def theme_codes(above: Any, themes: Mapping[str, tuple[str, str, str]]) -> None:
    """Add themes as codes, those of one family in one colour and each below its parent.

    Args:
        above: The element to add them to, whose namespace they get.
        themes: Id of the theme -> its label, the id of its parent ("" for none) and its description.
    """
    children: dict[str, list[str]] = {}
    for theme, (_, parent, _) in themes.items():
        children.setdefault(parent if parent in themes else "", []).append(theme)

    def add(element: Any, theme: str, colour: str) -> None:
        label, _, description = themes[theme]
        code = refi.code(element, ("theme", theme), heading(label, theme), colour, description)
        for child in children.get(theme, ()):
            add(code, child, colour)

    for number, theme in enumerate(children.get("", ())):
        add(above, theme, refi.colour(number))


def _line(text: str) -> str:
    return " ".join(text.split())


def _from_codes(element: Any) -> list[Theme]:
    """The themes of a code book; not the codes that only say where, by whom and of what country a text is."""
    found: list[Theme] = []
    taken = {id_in(node.get("name", "")) for node in element.iter("{*}Code")} if element is not None else set()

    def read(node: Any, parent: str) -> None:
        name = _line(node.get("name", ""))
        if refi.is_tag(name):
            return
        theme = _theme_of(name, node.findtext("{*}Description") or "", parent, taken)
        before = len(found)
        found.append(theme)
        below = node.findall("{*}Code")
        for child in below:
            read(child, theme.id)
        if below and len(found) == before + 1 and node.get("isCodable") == "false":
            found.pop()  # a heading for such codes

    for node in element.iterfind("{*}Codes/{*}Code") if element is not None else ():
        read(node, "")
    return found


def _theme_of(name: str, description: str, parent: str, taken: set[str]) -> Theme:
    """A theme by the name and description of a code."""
    theme_id = id_in(name)
    if re.fullmatch(r"[a-z0-9_]+", theme_id):
        name = name.removesuffix(f"[{theme_id}]").strip() or theme_id
    else:
        theme_id = _id_of(name, taken)
    return Theme(theme_id, name or theme_id, parent=parent, **_parsed(description))


def _id_of(name: str, taken: set[str]) -> str:
    """An id made of a name: its letters without accents, and a number where it is taken; `taken` learns it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "code"
    theme_id, number = stem, 1
    while theme_id in taken:
        number += 1
        theme_id = f"{stem}_{number}"
    taken.add(theme_id)
    return theme_id


def _parsed(description: str) -> dict[str, Any]:
    """What a description says; all that stands under none of the words of `described` is the definition."""
    values: dict[str, Any] = {"kind": Theme.kind}
    texts: dict[str, list[str]] = {"definition": []}
    under = "definition"
    for line in map(str.strip, description.splitlines()):
        if found := _LINE.fullmatch(line):
            under = (found[1] or found[5] or "definition").casefold()
            values["kind"] = found[4] or values["kind"]
            texts.setdefault(under, []).extend([found[2]] if found[1] else [])
        elif under == "definition" or line.startswith("- "):
            texts[under].append(line if under == "definition" else line[2:].strip())
        elif line:
            texts["definition"].append(line)
    definition = _line(" ".join(texts.pop("definition")))
    return values | {"definition": definition} | {key: tuple(filter(None, said)) for key, said in texts.items()}


def _as_csv(themes: Sequence[Theme]) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for theme in themes:
        lists = {key: " | ".join(each.replace("|", r"\|") for each in map(_line, getattr(theme, key))) for key in LISTS}
        rows.writerow(escaped(str((vars(theme) | lists)[column])) for column in _COLUMNS)
    return text.getvalue()


def _from_csv(path: Path) -> tuple[list[Theme], list[str]]:
    """The themes of a table with a row each, and what to call the places of their rows."""
    grid = read_grid(path, _WRITES)
    written = [name.strip().casefold() for name in grid[0]] if grid else []
    names = [_CALLED.get(name, name) for name in written]
    unknown = next((name for name in names if name and name not in _COLUMNS), "")
    twice = next((name for name in _COLUMNS if names.count(name) > 1), "")
    if unknown or twice or "label" not in names:
        found = (
            f"an unknown column {unknown!r}" if unknown else f"two columns for {twice}" if twice else "no column label"
        )
        raise TextmineError(
            f"{path} has {found}.",
            expected=f"one column label, and of these what is known: {', '.join(_COLUMNS)}",
            hint=nearest(unknown, _COLUMNS) if unknown else _WRITES,
        )
    rows = [
        (f"{path}, line {number}", dict(zip(names, cells, strict=False)))
        for number, cells in enumerate(grid[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    taken = {cells.get("id", "").strip() for _, cells in rows}
    return [_of_row(where, cells, taken) for where, cells in rows], [where for where, _ in rows]


def _of_row(where: str, cells: Mapping[str, str], taken: set[str]) -> Theme:
    """The theme of a row."""
    texts = {key: cells.get(key, "").strip() for key in ("id", "parent", "label", "kind", "definition")}
    if not texts["label"]:
        raise TextmineError(f"{where} has no label.", expected="a label")
    texts["id"] = texts["id"] or _id_of(texts["label"], taken)
    if not re.fullmatch(r"[a-z0-9_]+", texts["id"]):
        raise TextmineError(f"{where}: the id {texts['id']!r} has other characters.", expected="only a-z, 0-9 and _")
    texts["kind"] = texts["kind"] or Theme.kind
    if texts["kind"] not in KINDS:
        raise TextmineError(f"{where}: unknown kind {texts['kind']!r}.", hint=nearest(texts["kind"], KINDS))
    lists = {key: tuple(_split(cells.get(key, ""))) for key in LISTS}
    return Theme(**texts, **lists)  # type: ignore[arg-type]  # texts are texts, lists are lists


def _split(cell: str) -> Iterator[str]:
    """The texts of a cell, which stand between bars or on lines of their own."""
    for text in _BAR.split(cell):
        if text.strip():
            yield text.replace(r"\|", "|").strip()
