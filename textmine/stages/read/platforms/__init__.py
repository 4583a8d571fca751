"""The platforms whose exports are read: a module each, which says whether a file is of it and opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from textmine.errors import TextmineError, nearest
from textmine.stages.read.platforms import (
    alchemer,
    eusurvey,
    formbricks,
    googleforms,
    kobo,
    limesurvey,
    long,
    msforms,
    qualtrics,
    redcap,
    spss,
    surveymonkey,
    table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read.model import Opened
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["PLATFORMS", "Platform", "recognise", "refusal", "structure_of"]


class Platform(Protocol):
    """What a module of a platform has."""

    NAME: str
    """As `--format` calls it."""

    STRUCTURE: str
    """What the structure of an export is, as `--structure` takes it; "" where the platform has none."""

    def recognise(self, head: Head) -> str:
        """What shows that a file is an export of it, in a few words ("" when nothing does)."""

    def is_structure(self, head: Head) -> bool:
        """Whether a file is a structure, codebook or dictionary of it, without answers."""

    def open_export(self, head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
        """Open an export of it.

        Raises:
            TextmineError: it is in a form that is not read, or damaged.
        """


PLATFORMS: tuple[Platform, ...] = (
    eusurvey,
    qualtrics,
    surveymonkey,
    googleforms,
    msforms,
    alchemer,
    formbricks,
    limesurvey,
    kobo,
    redcap,
    spss,
    long,
    table,
)
"""In the order in which they are asked; the first that recognises a file takes it."""

_ALSO = {"stata": spss.NAME}
"""Formats that do not begin with the name of their platform."""


def recognise(head: Head, wanted: str = "") -> tuple[Platform, str] | None:
    """The platform of an export and what shows it; None when no platform knows it.

    Args:
        head: The beginning of the export.
        wanted: The name of the platform, where the user says it.

    Raises:
        TextmineError: there is no such platform.
    """
    if wanted:
        return _called(wanted), "you said so"
    return next(((platform, why) for platform in PLATFORMS if (why := platform.recognise(head))), None)


def _called(wanted: str) -> Platform:
    """The platform of a name; of what `textmine check` calls a format the beginning counts."""
    begins = wanted.partition("-")[0]
    named = {platform.NAME: platform for platform in PLATFORMS}
    if begins not in named and begins not in _ALSO:
        raise TextmineError(f"There is no format {wanted!r}.", expected=", ".join(named), hint=nearest(wanted, named))
    return named[_ALSO.get(begins, begins)]


def structure_of(head: Head) -> Platform | None:
    """The platform whose structure a file is; None when it is none."""
    return next((platform for platform in PLATFORMS if platform.is_structure(head)), None)


def refusal(head: Head) -> TextmineError | None:
    """The error for a file that a platform writes besides its exports; None for one that nobody knows."""
    return limesurvey.refusal(head)
