"""What the sentences are made from: figures, names and words, looked up once."""

from __future__ import annotations

import copy
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from textmine.areas import Area, country_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from textmine.sentences import Words
    from textmine.stages.findings.ranking import Proven
    from textmine.stages.findings.tally import Figure, Tally

__all__ = ["Source", "Theme"]

_SINGLE = ("single", "yes_no")  # kinds of questions with one answer
_TITLE = 70  # characters of a question's title in a sentence
_NUMBERED = re.compile(r"^[A-Z0-9]{1,3}[.)]\s+")


class Theme(NamedTuple):
    """A row of `themes`, as far as sentences need it."""

    theme_id: str
    parent: str
    label: str
    kind: str
    origin: str


class Source:
    """Figures by place, and what to call things.

    Args:
        tally: The figures.
        words: The language.
        questions: The table `questions`.
        options: The table `options`.
        themes: The table `themes`.
        entities: The table `entities`.
        areas: The areas that countries are rolled up to.
        proven: The tests between groups, as far as there are any.
    """

    def __init__(  # noqa: PLR0913  the tables that names come from
        self,
        tally: Tally,
        words: Words,
        questions: pd.DataFrame,
        options: pd.DataFrame,
        themes: pd.DataFrame,
        entities: pd.DataFrame,
        areas: Mapping[str, Area],
        proven: Proven,
    ) -> None:
        self.tally, self.words, self.areas, self.proven = tally, words, areas, proven
        rows = themes[["theme_id", "parent", "label", "kind", "origin"]].itertuples(index=False, name=None)
        self.themes = {row[0]: Theme(*row) for row in rows}
        self.children: dict[str, list[str]] = {}
        for theme in self.themes.values():
            if theme.parent in self.themes:
                self.children.setdefault(theme.parent, []).append(theme.theme_id)
        shown = questions[~questions["personal"]]
        self.single = set(shown.loc[shown["kind"].isin(_SINGLE) & (shown["records"] == 0), "question_id"])
        self.repeated = set(shown.loc[shown["records"] > 0, "question_id"])
        self.questions = dict(zip(shown["question_id"], shown["text"], strict=True))
        self._sections = dict(zip(shown["question_id"], shown["section"], strict=True))
        self._options: dict[tuple[str, str], str] = {}
        self._others: dict[str, set[str]] = {}
        self._listed = set(options["question_id"])
        chosen = options[options["axis"] == "option"]
        columns = (chosen[name] for name in ("question_id", "option_id", "text", "is_other"))
        for question, option, text, other in zip(*columns, strict=True):
            self._options[question, option] = text or option
            if other:
                self._others.setdefault(question, set()).add(option)
        self._entities = dict(zip(entities["entity_id"], entities["name"], strict=True))

    def turned(self, turn: int) -> Source:
        """The same with other wordings where the catalogue has several."""
        other = copy.copy(self)
        other.words = self.words.turned(turn)
        return other

    def others(self, question: str) -> set[str]:
        """The open options of a question: "Other" by itself is no finding."""
        return self._others.get(question, set())

    def listed(self, question: str) -> bool:
        """Whether the answers that could be given to a question are known."""
        return question in self._listed

    def option(self, question: str, option: str) -> str:
        """The wording of an option within a sentence."""
        return self.words.label(self._options.get((question, option), option))

    def label(self, figure: Figure) -> str:
        """What to call the item of a figure within a sentence."""
        kind, item = figure.key[2], figure.item
        if kind == "tick":
            return self.option(figure.question, item)
        if kind == "value":
            return self.words.quote(self._options.get((figure.question, item), item))
        if kind == "theme":
            return self.words.label(self.themes[item].label if item in self.themes else item)
        return self.words.place(self.name(figure))

    def name(self, figure: Figure) -> str:
        """The name of a place."""
        kind, item = figure.key[2], figure.item
        if kind == "area" and item in self.areas:
            return self.areas[item].name
        return str(self._entities.get(item) or (country_name(item) if kind == "country" else item))

    def title(self, question: str) -> str:
        """What to call a question within a sentence: its part of the questionnaire, in quotation marks."""
        section = _NUMBERED.sub("", self._sections.get(question, ""))
        same = [other for other, name in self._sections.items() if name == self._sections.get(question)]
        ticked = [other for other in same if self.tally.of(other, "tick") and "#" not in other]
        text = self.questions.get(question, question).partition("#")[2 if "#" in question else 0].strip(" :-")
        name = section if section and (ticked or same) == [question] else text or question
        cut = name if len(name) <= _TITLE else name[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:(") + "\u2026"
        return self.words.quote(cut.rstrip(":."))

    def themes_of(self, question: str, kind: str) -> list[Figure]:
        """The figures of the themes of a kind on a question, without headings and what the machine found."""
        return [f for f in self.tally.of(question, "theme").values() if self._is(f.item, kind)]

    @functools.cache  # noqa: B019  lives as long as the one call of the stage
    def questions_of(self, theme: str) -> tuple[Figure, ...]:
        """The figures of a theme on each question where somebody raises it, the most frequent first."""
        found = [self.tally.of(question, "theme").get(theme) for question in self.questions]
        return tuple(sorted((f for f in found if f is not None and f.count), key=lambda figure: -figure.count))

    def _is(self, item: str, kind: str) -> bool:
        theme = self.themes.get(item)
        # Nobody said that an option of one question is what comments on others speak of.
        return theme is not None and theme.origin == "codebook" and theme.kind == kind and item not in self.children
