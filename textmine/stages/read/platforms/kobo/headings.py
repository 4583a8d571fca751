"""Which column of an export of KoboToolbox or ODK holds which question of its form."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.read.fields import placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textmine.stages.read.fields import Place
    from textmine.stages.read.platforms.kobo.form import XlsForm

__all__ = ["ID", "is_export", "is_personal", "is_technical", "match", "names"]

ID = ("_id", "_uuid", "KEY", "meta-instanceID", "instanceID", "meta/instanceID")
"""Headings of the id of a record, the first that an export has."""

_SEPARATORS = (("/", "/"), ("-", "/"), (":", ":"), ("-", "-"), ("_", "_"), (".", "."))
"""What stands between groups, and before a choice: as KoboToolbox and ODK Central write it, and other settings."""

_COORDINATE = re.compile(
    r"(.*[/:-])?_(.+)_(latitude|longitude|altitude|precision)|(.+)-(Latitude|Longitude|Altitude|Accuracy)"
)
_VERSION = re.compile(r"_version__\d+|__version__.*|.*_URL")


def is_export(headings: Sequence[str]) -> bool:
    """Whether headings are those of an export: the platform writes some of its own beside the questions."""
    here = set(headings)
    kobo = "_uuid" in here and bool(here & {"_submission_time", "_id", "_index"})
    return kobo or ("SubmissionDate" in here and bool(here & {"KEY", "instanceID", "meta-instanceID"}))


def is_technical(heading: str, unread: set[str]) -> bool:
    """Whether a column is the platform's own, or a value that the form calculates."""
    last = heading.rpartition("/")[2]
    return bool(_own("technical") & {heading, last}) or last in unread or bool(_VERSION.fullmatch(last))


def is_personal(heading: str, headings: Sequence[str], asked: set[str]) -> bool:
    """Whether a column says where or who somebody is: of the platform, `asked` by the form, or coordinates.

    Args:
        heading: The heading of the column.
        headings: All headings; a question of a place has four columns of coordinates besides its own.
        asked: Names of what the form asks of the device or its owner.
    """
    before, _, name = heading.rpartition("/")
    if name in _own("personal") | asked or _COORDINATE.fullmatch(heading):
        return True
    return any(f"{stem}_latitude" in headings for stem in (f"{before}/_{name}", f"_{name}"))


@functools.cache
def _own(holds: str) -> frozenset[str]:
    """The platform's own columns that hold something personal, or technical."""
    return frozenset(row["heading"] for row in reference.rows("kobo_columns.tsv") if row["holds"] == holds)


def match(form: XlsForm, headings: Sequence[str]) -> dict[Place, int]:
    """The column of each question and choice, whether the headings are names or labels, with groups or without.

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
    for field in form.fields:
        path = form.paths[field.name] if groups else form.paths[field.name][-1:]
        heading = separators[0].join(_said(step.name, step.texts, language) for step in path)
        yield (field.name, ""), heading
        for item in field.choices:
            own = item.code == field.open_choice  # the platform has no label for it
            said = item.code if own else _said(item.code, item.texts, language)
            yield (field.name, item.code), heading + separators[1] + said


def _said(name: str, texts: Mapping[str, str], language: str | None) -> str:
    return name if language is None else texts.get(language) or name
