"""The verbatims of a report as rows of words: all, those that a person is to decide, and crossed with themes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textmine.report.model import Report, Tag, Verbatim

__all__ = ["REVIEW", "VERBATIM", "Crossed", "review_rows", "themes_by_option", "verbatim_rows"]

VERBATIM = (
    "Comment",
    "Respondent",
    "Question",
    "Option",
    "Language",
    "Status",
    "Text",
    "Themes",
    "Themes to review",
    "Countries and regions",
    "Organisations",
)
"""Columns of `verbatim_rows`; the attributes of the groups stand after the second."""

REVIEW = ("Comment", "Respondent", "Question", "Option", "Language", "Theme to decide", "Words", "Text")
"""Columns of `review_rows`; the attributes of the groups stand after the second."""

_GLANCE = 2000  # characters: a page of a book, more than nearly every comment has
_CONTEXT = 500  # characters


def verbatim_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A row a verbatim, in their order."""
    labels = _Labels(report)
    for said in report.verbatims:
        yield (
            said.key,
            said.respondent,
            *said.groups,
            *labels.place(said),
            said.language,
            said.status,
            said.text,
            *(labels.of(said, *kinds) for kinds in (("theme",), ("review",), ("country", "region"), ("organisation",))),
        )


def review_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A row a coding that the machine left to a person, theme by theme."""
    labels = _Labels(report)
    found = [(labels.name(tag), said, tag) for said in report.verbatims for tag in said.tags if tag.kind == "review"]
    for theme, said, tag in sorted(found, key=lambda each: each[0]):
        words, around = said.text[tag.start : tag.end], _around(said.text, tag)
        yield (said.key, said.respondent, *said.groups, *labels.place(said), said.language, theme, words, around)


def _around(text: str, tag: Tag) -> str:
    """A comment, or what stands around a tag in one that is longer than can be taken in at a glance.

    A long comment has many codings: whole beside each, it would make the list grow with the square of its length.
    """
    start, end = max(0, tag.start - _CONTEXT), min(len(text), tag.end + _CONTEXT)
    if len(text) <= _GLANCE:
        return text
    return f"{'[...] ' if start else ''}{text[start:end]}{' [...]' if end < len(text) else ''}"


@dataclass(frozen=True)
class Crossed:
    """How many respondents say a theme in the comment on an option.

    Args:
        themes: Labels of the themes, in their order.
        rows: Question, option, how many commented on it with substance, and of them how many say each theme.
    """

    themes: tuple[str, ...]
    rows: tuple[tuple[str, str, int, tuple[int, ...]], ...]


def themes_by_option(report: Report) -> Crossed:
    """Themes crossed with the options whose comments they stand in; each respondent counts once in a cell."""
    labels = _Labels(report)
    wrote: dict[tuple[str, str], set[str]] = defaultdict(set)
    said: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for verbatim in report.verbatims:
        if verbatim.option and verbatim.status == "ok":
            place = (verbatim.question, verbatim.option)
            wrote[place].add(verbatim.respondent)
            for tag in verbatim.tags:
                if tag.kind == "theme":
                    said[*place, tag.item_id].add(verbatim.respondent)
    found = {theme for _, _, theme in said}
    themes = [item.item_id for item in report.items if item.kind == "theme" and item.item_id in found]
    order = {(item.kind, item.item_id): place for place, item in enumerate(report.items)}
    rows = tuple(
        (
            labels.label("question", question),
            labels.label("option", option),
            len(wrote[question, option]),
            tuple(len(said.get((question, option, theme), ())) for theme in themes),
        )
        for question, option in sorted(wrote, key=lambda at: (order["question", at[0]], order["option", at[1]]))
    )
    return Crossed(tuple(labels.label("theme", theme) for theme in themes), rows)


class _Labels:
    """The items of a report by what to print for them."""

    def __init__(self, report: Report) -> None:
        self._labels = {(item.kind, item.item_id): item.label for item in report.items}

    def label(self, kind: str, item: str) -> str:
        return self._labels.get((kind, item), item)

    def name(self, tag: Tag) -> str:
        return self.label("theme" if tag.kind == "review" else tag.kind, tag.item_id)

    def place(self, said: Verbatim) -> tuple[str, str]:
        """The question and the option of a verbatim."""
        return self.label("question", said.question), self.label("option", said.option)

    def of(self, said: Verbatim, *kinds: str) -> str:
        """What a verbatim is tagged with, each once, with its role."""
        names = (
            f"{self.name(tag)} ({tag.role})" if tag.role else self.name(tag) for tag in said.tags if tag.kind in kinds
        )
        return "; ".join(dict.fromkeys(names))
