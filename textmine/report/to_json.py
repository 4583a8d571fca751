"""Report -> JSON, and the schema of that JSON; both follow the dataclasses of `model`.

An object has the fields of its dataclass; where a list holds several kinds, "type" says which it is.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import json
import re
import types
import typing
from pathlib import Path
from typing import Any

from textmine.report import model
from textmine.report.model import Report

__all__ = ["FORMAT", "schema", "write"]

FORMAT = "textmine-report-1"
"""Name and version of the format; the number rises when a reader of the old one would stumble."""

_KINDS = typing.get_args(model.Block)
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_ROWS = (
    "respondents",
    "variables",
)  # a row a respondent is for statistics alone: who hands on a report does not mean it
_LISTED = ("sections", "items", "verbatims")  # written an element a line, to be read and compared


def write(report: Report, path: Path) -> None:
    """Write the whole report as JSON in UTF-8."""
    # A lone surrogate, which no encoding can write, is replaced by its escape in JSON: offsets into a text hold.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(f'{{"format": {json.dumps(FORMAT)}')
        for name in _fields(Report):
            value = getattr(report, name)
            file.write(f",\n{json.dumps(name)}: ")
            if name in _LISTED:
                lines = ",\n".join(_text(element) for element in value)
                file.write(f"[\n{lines}\n]" if lines else "[]")
            else:
                file.write(_text(value))
        file.write("\n}\n")


def _text(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """A value as dicts, lists and numbers."""
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    made = {"type": type(value).__name__} if isinstance(value, _KINDS) else {}
    return made | {name: _plain(getattr(value, name)) for name in _fields(type(value))}


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    left_out = _ROWS if kind is Report else ()
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in left_out)


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of what `write` writes."""
    definitions: dict[str, Any] = {}
    top = _object(Report, definitions)
    form = {"const": FORMAT, "description": "Name and version of this format."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report of textmine",
        **top,
        "properties": {"format": form, **top["properties"]},
        "required": ["format", *top["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a dataclass; those it refers to go to `definitions`."""
    hints = typing.get_type_hints(kind)
    properties: dict[str, Any] = {"type": {"const": kind.__name__}} if kind in _KINDS else {}
    meanings = _meanings(kind)
    for name in _fields(kind):
        properties[name] = _value(hints[name], definitions)
        if name in meanings:
            properties[name] = {**properties[name], "description": meanings[name]}
    return {
        "description": " ".join((kind.__doc__ or "").partition("\n\n")[0].split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of the values of a type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin in {typing.Union, types.UnionType}:
        return {"anyOf": [_value(each, definitions) for each in inner]}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _value(inner[0], definitions)}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_value(each, definitions) for each in inner], "items": False}
    if dataclasses.is_dataclass(hint):
        name = hint.__name__  # type: ignore[union-attr]  # a class
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{name}"}
    return {"type": _SIMPLE[hint]}


def _meanings(kind: type) -> dict[str, str]:
    """What the docstring of a dataclass says of its fields, in its section "Args"."""
    section = inspect.cleandoc(kind.__doc__ or "").partition("Args:\n")[2].partition("\n\n")[0]
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", section, flags=re.MULTILINE)
    return {name: " ".join(words.split()) for name, words in found}
