"""The codebook: the themes that comments are coded with, as a YAML file that people edit.

A file names each theme once, with what belongs to it and what does not; see `HEAD` for the keys. It
is read with the safe loader of PyYAML, and anchors and aliases are refused, because a few lines of
them can expand to gigabytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import yaml

from textmine.errors import TextmineError, nearest
from textmine.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

    import pandas as pd

__all__ = ["FOUND", "KINDS", "LISTS", "Codebook", "Theme", "check", "dump", "from_table", "heading", "id_in", "load"]

FOUND = "found"
"""The kind of a theme that the machine found and nobody has accepted: it is not coded until it has another."""
KINDS = ("barrier", "success_factor", "request", "theme", FOUND)

HEAD = """\
# A codebook of textmine: the themes that comments are coded with. Edit it freely.
#   id          short name in figures, of a-z, 0-9 and _; keep it when you reword the label
#   parent      id of the theme above it (optional)
#   label       name to print
#   kind        barrier, success_factor, request or theme; found: by the machine, not coded until you give it another
#   definition  one sentence
#   include     phrases that belong to it; exclude: phrases that do not, a comment with their words is not coded
#   keywords    words and phrases that speak for it, * at the end of a word for any ending
#   examples    sentences that belong to it, in any language
"""

LISTS = ("include", "exclude", "keywords", "examples")
"""What a theme has several of."""

_ID = re.compile(r"\[([^\[\]]+)\]\s*$")


@dataclass(frozen=True)
class Theme:
    """One theme.

    Args:
        id: Short name of a-z, 0-9 and _, the same over all surveys.
        label: Name to print.
        kind: barrier, success_factor, request or theme; found for what nobody has accepted yet.
        parent: Id of the theme above it, "" for none.
        definition: One sentence.
        include: Phrases that belong to it.
        exclude: Phrases that do not.
        keywords: Words and phrases that speak for it, * at the end of a word for any ending.
        examples: Sentences that belong to it.
    """

    id: str
    label: str
    kind: str = "theme"
    parent: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """Themes in the order of the file.

    Args:
        name: Name of the codebook.
        language: Language its texts are mostly in (ISO 639-1), und when unknown.
        themes: The themes, each id once, each parent among them.
    """

    name: str
    language: str
    themes: tuple[Theme, ...]


_KEYS = {"name", "language", "themes"}
_THEME_KEYS = {field.name for field in fields(Theme)}


def load(path: Path) -> Codebook:
    """Read a codebook.

    Raises:
        TextmineError: it cannot be read, is not YAML, has anchors, or a theme has an unknown or
            repeated key, a wrong type, no label, an unknown kind or parent, the id of another, or
            is its own ancestor. The message names the file, the line and the theme.
    """
    root, data = _parse(path)
    if not isinstance(root, yaml.MappingNode) or not isinstance(data.get("themes"), list):
        raise TextmineError(f"{path} has no list of themes.", expected="a key themes: with a list below it")
    _check_keys(root, _KEYS, str(path))
    nodes = next(value for key, value in root.value if key.value == "themes").value
    lines = [node.start_mark.line + 1 for node in nodes]
    themes = tuple(
        _theme(node, item, f"{path}, line {line}")
        for node, item, line in zip(nodes, data["themes"], lines, strict=True)
    )
    check(themes, [f"{path}, line {line}, theme {t.id!r}" for t, line in zip(themes, lines, strict=True)])
    name = _text(data, "name", str(path)) or path.stem
    return Codebook(name, _text(data, "language", str(path)) or "und", themes)


def dump(codebook: Codebook, path: Path) -> None:
    """Write a codebook, the same bytes for the same themes; a file there is replaced as a whole.

    Raises:
        TextmineError: there is no such folder.
    """
    themes = [
        {key: list(value) if isinstance(value, tuple) else value for key, value in vars(theme).items() if value}
        for theme in codebook.themes
    ]
    data = {"name": codebook.name, "language": codebook.language, "themes": themes}
    text = HEAD + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    with write_atomically(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def from_table(
    themes: pd.DataFrame, name: str = "survey", language: str = "und", *, proposed: bool = False
) -> Codebook:
    """The rows of the table `themes` as a codebook, emergent themes among them with the kind "found".

    Coding with it gives the same codes as coding with the table, because a theme is nothing but its
    texts, and what was found is found again; with `proposed` labels and definitions are those of a
    language model where it gave some.
    """
    return Codebook(
        name,
        language,
        tuple(_from_row(row, proposed=proposed) for row in themes.to_dict("records")),
    )


def heading(label: str, theme_id: str) -> str:
    """What a theme is called where only a name tells which it is: its label, and its id in brackets."""
    return f"{label} [{theme_id}]"


def id_in(name: str) -> str:
    """The id in brackets at the end of a name, "" where there is none."""
    found = _ID.search(name)
    return found[1] if found else ""


def _from_row(row: dict[Hashable, Any], *, proposed: bool) -> Theme:
    values = {key: row[key] for key in ("label", "kind", "parent", "definition")}
    if proposed:
        values |= {key: text for key, text in json.loads(row["proposal"]).items() if key in ("label", "definition")}
    if row["origin"] == "emergent":
        values["kind"] = FOUND
    lists = {key: tuple(json.loads(row[key])) for key in LISTS}
    return Theme(id=row["theme_id"], **(values | lists))


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  PyYAML's own signature
        super().increase_indent(flow, indentless=False)


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A text; with the line breaks that PyYAML would read as blanks, in the quotes that escape them."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _BREAKS.search(text) else None)


_BREAKS = re.compile("[\x85\u2028\u2029]")
_Dumper.add_representer(str, _represent)


class _AnchorError(Exception):
    """An anchor or alias, with its line."""


class _Loader(yaml.SafeLoader):
    """Stops at the first anchor or alias; to it << is a word, and no order to merge other keys into a theme."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- as PyYAML declares it
        first: known for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items() if first != "<"
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise _AnchorError(event.start_mark.line + 1)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def _parse(path: Path) -> tuple[yaml.Node | None, Any]:
    """The file as nodes, which know their lines, and as plain values."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    except _AnchorError as error:
        raise TextmineError(
            f"{path}, line {error}: an anchor or alias (& or *).",
            expected="plain text",
            hint='put a keyword that begins with & or * in quotes: "*shortage"',
        ) from error
    except OSError as error:
        raise TextmineError(f"Cannot read the codebook {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise TextmineError(f"{path} is not UTF-8 text.", hint="save it as UTF-8") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # the last of a day that there is not
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error)
        raise TextmineError(
            f"{place} is not YAML: {problem}.", hint='put text that has ": " or a leading *, & or [ in quotes'
        ) from error


def _check_keys(node: yaml.MappingNode, known: set[str], where: str) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value not in known:
            raise TextmineError(f"{where}: unknown key {key.value!r}.", hint=nearest(str(key.value), known))
        if key.value in seen:
            raise TextmineError(f"{where}: the key {key.value!r} is there twice.", hint='begin each theme with "- id:"')
        seen.add(key.value)


def _theme(node: yaml.Node, item: Any, where: str) -> Theme:
    if not isinstance(node, yaml.MappingNode):
        raise TextmineError(f"{where}: a theme is {item!r}.", expected="keys and values, first id:")
    where += f", theme {item.get('id')!r}"
    _check_keys(node, _THEME_KEYS, where)
    texts = {key: _text(item, key, where) for key in ("id", "label", "kind", "parent", "definition")}
    for key in ("id", "label"):
        if not texts[key]:
            raise TextmineError(f"{where} has no {key}.", expected=f"a {key}")
    if not re.fullmatch(r"[a-z0-9_]+", texts["id"]):
        raise TextmineError(f"{where}: the id has other characters.", expected="only a-z, 0-9 and _")
    texts["kind"] = texts["kind"] or "theme"
    if texts["kind"] not in KINDS:
        raise TextmineError(f"{where}: unknown kind {texts['kind']!r}.", hint=nearest(texts["kind"], KINDS))
    values: dict[str, Any] = texts | {key: _texts(item, key, where) for key in LISTS}
    return Theme(**values)


def _text(item: dict[str, Any], key: str, where: str) -> str:
    value = item.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TextmineError(f"{where}: {key} is {value!r}.", expected="text", hint="put it in quotes")
    return value


def _texts(item: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = item.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise TextmineError(
            f"{where}: {key} is {value!r}.", expected="a list of texts", hint='[one, "two words"], "no" in quotes'
        )
    return tuple(value)


def check(themes: Sequence[Theme], where: Sequence[str]) -> None:
    """Hold the themes of a file against each other.

    Args:
        themes: The themes.
        where: What to call the place of each in the message.

    Raises:
        TextmineError: an id is there twice, a parent is not, or a theme is its own ancestor.
    """
    parents = {theme.id: theme.parent for theme in themes}
    seen: set[str] = set()
    for theme, place in zip(themes, where, strict=True):
        if theme.id in seen:
            raise TextmineError(f"{place}: another theme has this id.", expected="each id once")
        seen.add(theme.id)
        if theme.parent and theme.parent not in parents:
            raise TextmineError(
                f"{place}: no theme has the id of its parent {theme.parent!r}.", hint=nearest(theme.parent, parents)
            )
        line = [theme.id]
        while parents.get(line[-1]) and parents[line[-1]] not in line[1:]:
            line.append(parents[line[-1]])
            if line[-1] == theme.id:
                raise TextmineError(f"{place} is its own ancestor: {' < '.join(line)}.", hint="remove a parent")
