"""Which column of an export of KoboToolbox or ODK holds which question of its form."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.read.questions.fields import placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textmine.stages.read.platforms.kobo.form import XlsForm
    from textmine.stages.read.questions.fields import Place

__all__ = ["ID", "is_export", "match", "names", "own"]

ID = ("_id", "_uuid", "KEY", "meta-instanceID", "instanceID", "meta/instanceID")
"""Headings of the id of a record, the first that an export has."""

_SEPARATORS = (("/", "/"), ("-", "/"), (":", ":"), ("-", "-"), ("_", "_"), (".", "."))
"""What stands between groups, and before a choice: as KoboToolbox and ODK Central write it, and other settings."""

_COORDINATE = re.compile(
    r"(?>_|.*?[/:-]_).+_(?:latitude|longitude|altitude|precision)|.+-(?:Latitude|Longitude|Altitude|Accuracy)"
)
_VERSION = re.compile(r"_version__\d+|__version__.*|.*_URL")


def is_export(headings: Sequence[str]) -> bool:
    """Whether headings are those of an export: the platform writes some of its own beside the questions."""
    here = set(headings)
    kobo = "_uuid" in here and bool(here & {"_submission_time", "_id", "_index"})
    return kobo or ("SubmissionDate" in here and bool(here & {"KEY", "instanceID", "meta-instanceID"}))


def own(headings: Sequence[str]) -> tuple[set[int], set[int]]:
    """The columns of the platform's own that say who or where somebody is, and the others.

    Columns of coordinates are among the first, and so is the place that they belong to.
    """
    platform = "odk" if "SubmissionDate" in headings else "kobo"
    personal, technical = set(), set()
    for column, heading in enumerate(headings):
        before, _, name = heading.rpartition("/")
        holds = {_own(platform).get(heading, ""), _own(platform).get(name, "")}
        place = any(f"{stem}_latitude" in headings for stem in (f"{before}/_{name}", f"_{name}"))
        if place or "personal" in holds or _COORDINATE.fullmatch(heading):
            personal.add(column)
        elif "technical" in holds or _VERSION.fullmatch(name):
            technical.add(column)
    return personal, technical


@functools.cache
def _own(platform: str) -> Mapping[str, str]:
    """What the columns of a platform's own hold: personal or technical."""
    rows = reference.rows("kobo_columns.tsv")
    return {row["heading"]: row["holds"] for row in rows if row["platform"] in {platform, "both"}}


def match(form: XlsForm, headings: Sequence[str]) -> dict[Place, int]:
    """The column of each line of the form and of each choice, whether headings are names or labels, with groups or not.

    Of questions that have one heading, each takes the next column.

    Args:
        form: The form.
        headings: The headings of the export.
    """
    found: dict[Place, int] = {}
    for language in (None, *form.languages, ""):
        for groups in (True, False):
            for separators in _SEPARATORS:
                other = placed(_wanted(form, language, separators, groups=groups), headings)
                found = other if len(other) > len(found) else found
    return found


def names(form: XlsForm) -> Iterator[str]:
    """The headings of the questions as the interface of KoboToolbox writes them: names with their groups."""
    return ("/".join(step.name for step in path) for path in form.paths.values())


def _wanted(
    form: XlsForm, language: str | None, separators: tuple[str, str], *, groups: bool
) -> Iterator[tuple[Place, str]]:
    """What each question and choice is called: by their names where there is no language."""
    fields = {field.name: field for field in form.fields}
    for name, path in form.paths.items():
        steps = path if groups else path[-1:]
        heading = separators[0].join(_said(step.name, step.texts, language) for step in steps)
        yield (name, ""), heading
        for item in fields[name].choices if name in fields else ():
            unlabelled = item.code == fields[name].open_choice
            said = item.code if unlabelled else _said(item.code, item.texts, language)
            yield (name, item.code), heading + separators[1] + said


def _said(name: str, texts: Mapping[str, str], language: str | None) -> str:
    return name if language is None else texts.get(language) or name
