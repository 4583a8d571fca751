"""The comments behind the figures, as ids, so many that they can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from textmine.stages.findings.source import Theme
    from textmine.stages.findings.tally import Figure

__all__ = ["MOST", "Support"]

_COLUMNS = ("theme_id", "question_id", "option_id", "respondent_id", "comment_id")
_Row = tuple[str, ...]  # question, option, respondent and comment

MOST = 20
"""Comments listed behind a sentence, at most; the tables have all."""


class Support:
    """Looks up the comments that a figure counts.

    Args:
        said: The codings that count, with the columns of their comments, in the order of the export.
        places: The mentions of target countries that count, likewise.
        comments: The comments that say something, beside options among them, likewise.
        themes: The themes by their id.
    """

    def __init__(
        self, said: pd.DataFrame, places: pd.DataFrame, comments: pd.DataFrame, themes: Mapping[str, Theme]
    ) -> None:
        self._themes = themes
        self._said: dict[str, list[_Row]] = {}
        for theme, *row in zip(*(said[name].tolist() for name in _COLUMNS), strict=True):
            self._said.setdefault(theme, []).append(tuple(row))
        self._places = dict(list(places.groupby("entity_id", sort=False)["comment_id"]))
        beside = comments[comments["option_id"] != ""]
        self._options = dict(list(beside.groupby(["question_id", "option_id"], sort=False)["comment_id"]))

    def of(self, figures: Iterable[Figure]) -> list[str]:
        """Comments behind some figures, of each in turn, `MOST` at most."""
        lists = [self._of(figure) for figure in figures]
        lists = [each for each in lists if each]
        found: dict[str, None] = {}
        for rank in range(max(map(len, lists), default=0)):
            for each in lists:
                if rank < len(each) and len(found) < MOST:
                    found[each[rank]] = None
            if len(found) >= MOST:
                break
        return list(found)

    def beside(self, heading: str) -> dict[tuple[str, str], dict[str, str]]:
        """(question, option) -> respondent -> the first comment beside it that is coded with the heading."""
        held: dict[tuple[str, str], dict[str, str]] = {}
        for question, option, who, comment in self._rows(heading):
            if option:
                held.setdefault((question, option), {}).setdefault(who, comment)
        return held

    def requests(self, heading: str) -> dict[str, str]:
        """Respondent -> the first comment coded with the heading and with a request."""
        asking: set[str] = set()
        for theme in self._themes.values():
            if theme.kind == "request" and theme.theme_id in self._said:
                asking |= {comment for *_, comment in self._said[theme.theme_id]}
        held: dict[str, str] = {}
        for _, _, who, comment in self._rows(heading):
            if comment in asking:
                held.setdefault(who, comment)
        return held

    def _rows(self, heading: str) -> Iterable[_Row]:
        """What is coded with a theme or one below it."""
        for theme in self._below(heading):
            yield from self._said.get(theme, ())

    def _of(self, figure: Figure) -> list[str]:
        kind, item = figure.key[2], figure.item
        if kind == "tick":
            found = self._options.get((figure.question, item))
            return [] if found is None else list(found[:MOST])
        if kind == "country":
            found = self._places.get(item)
            return [] if found is None else list(found[:MOST].unique())
        rows = (row for row in self._rows(item) if figure.question in {"", row[0]}) if kind == "theme" else ()
        held: dict[str, None] = {}
        for *_, comment in rows:
            held[comment] = None
            if len(held) == MOST:
                break
        return list(held)

    def _below(self, heading: str) -> list[str]:
        return [heading, *(theme.theme_id for theme in self._themes.values() if self._under(theme, heading))]

    def _under(self, theme: Theme, heading: str) -> bool:
        while theme.parent in self._themes:
            if theme.parent == heading:
                return True
            theme = self._themes[theme.parent]
        return False
