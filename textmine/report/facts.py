"""What the report needs to know of a run: figures by name, labels, groups and wordings.

Figures come from the table `counts` and from nowhere else.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textmine import tables
from textmine.areas import areas, country_name
from textmine.figures import SMALL
from textmine.folder import Run
from textmine.report.model import Figure, Where
from textmine.rows import among, each_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd

    from textmine.report.model import Unit

__all__ = ["ALL", "Facts", "Group", "Question", "Slice", "Theme", "shorten"]

GROUPS_SHOWN = 6  # groups of one attribute in a table: chosen so that a portrait page holds it
_YES_NO = {"Y": "Yes", "N": "No"}


@dataclass(frozen=True)
class Group:
    """Respondents with one value of an attribute; both "" for all respondents."""

    by: str
    value: str


ALL = Group("", "")


@dataclass(frozen=True)
class Slice:
    """Figures that are read side by side: of one kind, question, role, unit and row of an array.

    The row of an array with several columns or scales has the code of the column after a bar; that of
    a step of the ledger is the option, "" for the question.
    """

    kind: str
    question: str = ""
    role: str = ""
    unit: Unit = "respondent"
    row: str = ""


@dataclass(frozen=True)
class Question:
    """A row of `questions`, with the wording cut to a heading."""

    question_id: str
    text: str
    kind: str
    section: str
    personal: bool
    repeated: bool = False

    @property
    def heading(self) -> str:
        """The wording, short enough for a heading; of a repeated question without the number."""
        text = re.sub(r"\s*#", "", self.text) if "#" in self.question_id else self.text
        return shorten(text) or self.question_id


@dataclass(frozen=True)
class Theme:
    """A row of `themes`, as far as it is printed."""

    theme_id: str
    label: str
    parent: str
    kind: str
    origin: str
    keywords: tuple[str, ...]
    stability: float | None
    proposed: str


class Facts:
    """The tables of a run, indexed once for the report.

    Args:
        run: Table name to frame; a table that is missing counts as empty.
        by: Attributes to break figures down by; none for all that `counts` has.
        min_share_base: Smallest base whose shares are printed as percentages.
    """

    def __init__(self, run: Mapping[str, pd.DataFrame], by: tuple[str, ...], min_share_base: int) -> None:
        self.run = run
        self._held = frozenset(run)
        self._min_share_base = min_share_base
        self._bounds: dict[tuple[Slice, str], tuple[float, float]] = {}
        self._figures = self._index()
        self._groups = {group for _, group in self._figures}
        held = sorted({group.by for _, group in self._figures if group.by}, key=tables.natural_key)
        self.by = tuple(by) or tuple(held)
        self.groups = tuple(group for name in self.by for group in self._largest(name))
        self.questions = {
            row.question_id: Question(
                row.question_id, row.text, row.kind, row.section, bool(row.personal), repeated=row.records > 0
            )
            for row in each_row(self.table("questions").sort_values("position", kind="stable"))
        }
        self._options: dict[tuple[str, str], dict[str, str]] = {}
        for row in each_row(self.table("options").sort_values("position", kind="stable")):
            self._options.setdefault((row.question_id, row.axis), {})[row.option_id] = row.text
        self._findings: dict[str, list[str]] = {}
        self._support: dict[str, list[str]] = {}
        for row in each_row(self.table("findings")):
            self._findings.setdefault(row.section, []).append(row.sentence)
            self._support.setdefault(row.section, []).append(row.support)
        self._entities: dict[str, str] = {row.entity_id: row.name for row in each_row(self.table("entities"))}
        told = self.table("entities").dropna(subset="eu_member")
        self.areas = areas(dict(zip(told["entity_id"], told["eu_member"].astype(bool), strict=True)))
        self.themes = {theme.theme_id: theme for theme in map(_theme, each_row(self.table("themes")))}

    def title(self, question: Question) -> str:
        """What to call a question: its section, unless others of the section have options to tick."""
        return question.section if question.section and self._ticked[question.section] <= 1 else question.heading

    @functools.cached_property
    def _ticked(self) -> Counter[str]:
        """How many questions of each section have options to tick."""
        ticked = {part.question for part, _ in self._figures if part.kind == "tick"}
        return Counter(question.section for name, question in self.questions.items() if name in ticked)

    @functools.cached_property
    def answered_rows(self) -> dict[str, set[str]]:
        """The rows of each question that have figures of answers, "" for the question as a whole."""
        found: dict[str, set[str]] = {}
        for part, group in self._figures:
            if group == ALL and part == Slice("value", part.question, row=part.row):
                found.setdefault(part.question, set()).add(part.row)
        return found

    def table(self, name: str) -> pd.DataFrame:
        """The table `name` of the run, empty when the run has none."""
        return self.run[name] if name in self._held else tables.empty(name)

    def batches(self, **wanted: Sequence[str]) -> Iterator[tuple[pd.DataFrame, ...]]:
        """Some columns of tables that follow each other row group by row group.

        Args:
            wanted: Table name to the columns to read, the table that the others follow first.

        Yields:
            The frames of one batch: a row group where the run is a folder, else everything. A table
            that the run does not have is empty in every batch.
        """
        if not isinstance(self.run, Run):
            yield tuple(self.table(name)[list(columns)] for name, columns in wanted.items())
            return
        first = next(iter(wanted))
        for number in range(self.run.row_groups(first) if first in self._held else 0):
            yield tuple(
                self.run.batch(name, number, columns) if name in self._held else tables.empty(name)[list(columns)]
                for name, columns in wanted.items()
            )

    def rows_where(self, name: str, column: str, values: Collection[str], columns: Sequence[str]) -> pd.DataFrame:
        """The rows of a table with one of `values` in `column`; no more than a batch is held beside them."""
        import pandas as pd

        wanted, others = {name: (column, *columns)}, {*values}
        parts = [part[among(part[column], others)] for (part,) in self.batches(**wanted)]
        return pd.concat(parts, ignore_index=True) if parts else tables.empty(name)[[column, *columns]]

    def is_sampled(self, stage: str) -> bool:
        """Whether a stage that looks at no more segments than its option `sample` left some out."""
        if not isinstance(self.run, Run) or "segments" not in self._held:
            return False
        sample = self.run.manifest.get("options", {}).get(stage, {}).get("sample")
        return sample is not None and self.run.rows("segments") > sample

    def figures(self, part: Slice, group: Group = ALL) -> dict[str, Figure]:
        """The figures of one slice and group, by item."""
        return self._figures.get((part, group), {})

    @property
    def slices(self) -> tuple[tuple[Slice, Group], ...]:
        """Every slice and group that has figures."""
        return tuple(self._figures)

    @property
    def weighted(self) -> bool:
        """Whether shares count respondents by their weights."""
        return any(figure.weighted for figures in self._figures.values() for figure in figures.values())

    @property
    def joined(self) -> bool:
        """Whether groups were too small to stand alone: counted together, or an attribute not broken down by."""
        return any(group.value == SMALL for group in self._groups) or any(
            by not in {group.by for group in self._groups} for by in self.by
        )

    def base(self, item: str, question: str = "", group: Group = ALL) -> Figure | None:
        """How many respondents were invited, opened, answered, ticked ..., None when `counts` does not say."""
        return self.figures(Slice("base", question), group).get(item)

    def bounds(self, part: Slice, item: str) -> str:
        """A figure among all who were invited if nobody, and if everybody, who kept silent had it; "" if not known."""
        invited = self.base("invited")
        if invited is None or (part, item) not in self._bounds:
            return ""
        least, most = (round(share * invited.count) for share in self._bounds[part, item])
        return f"{least:,}" if least == most else f"{least:,} to {most:,}"

    def group_of(self, by: str, value: str) -> str:
        """The group that a respondent with this value of an attribute is shown in, "" for none."""
        joined = SMALL if Group(by, SMALL) in self._groups and Group(by, value) not in self._groups else value
        return joined if Group(by, joined) in self.groups else ""

    def label(self, part: Slice, item: str) -> str:
        """What to print for an item: wording of the option, name of the entity, label of the theme."""
        if part.kind == "theme":
            return self.themes[item].label if item in self.themes else item
        if part.kind in {"tick", "value"}:
            return self.option(part.question, item)
        if part.kind == "area" and item in self.areas:
            return self.areas[item].name
        return self._entities.get(item) or (country_name(item) if part.kind == "country" else item)

    def option(self, question: str, code: str, axis: str = "option") -> str:
        """The wording of an option, or of the row of an array, its code when there is none."""
        return self._options.get((question, axis), {}).get(code) or _YES_NO.get(code, code)

    def options(self, question: str, axis: str = "option") -> list[str]:
        """The codes of the options of a question, or of the rows of an array, in their order."""
        return list(self._options.get((question, axis), {}))

    def heading(self, group: Group) -> str:
        """What a column of a group is called; with the attribute where another has the same value."""
        if group == ALL:
            return "All"
        same = [other for other in self.groups if other.value == group.value]
        return group.value if len(same) == 1 and group.value != "All" else f"{group.by}: {group.value}"

    def findings(self, section: str) -> list[str]:
        """The findings of a section."""
        return self._findings.get(section, [])

    def support(self, section: str) -> list[tuple[tuple[str, Figure], ...]]:
        """The figures that each finding of a section rests on, with what they count, in the order of `findings`."""
        keys = (json.loads(support).get("counts", ()) for support in self._support.get(section, []))
        return [tuple(named for key in each if (named := self._named(*key))) for each in keys]

    def _named(self, *key: str) -> tuple[str, Figure] | None:
        """A figure by its key in `counts`, with what it counts and of whom."""
        question, option, kind, item, role, by, value, unit = key
        part = Slice(kind, question, role, cast("Unit", unit), option if kind == "value" else "")
        group = Group(by, value)
        figure = self.figures(part, group).get(item)
        words = [self.label(part, item), *([self.heading(group)] if by else [])]
        return None if figure is None else (", ".join(words), figure)

    def place(self, part: Slice, item: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
        """Sort key that keeps options in the order of the questionnaire, all else in natural order."""
        order = self.options(part.question) if part.kind in {"tick", "value"} else []
        return (
            order.index(item) if item in order else len(order),
            tables.natural_key(self.label(part, item).casefold()),
        )

    def share(self, count: int, base: int, unit: Unit) -> Figure:
        """A figure of the accounting tables, which describe the run and not the survey."""
        return Figure(count, base, unit, count / base if base else None, percent=base >= self._min_share_base)

    def _index(self) -> dict[tuple[Slice, Group], dict[str, Figure]]:
        index: dict[tuple[Slice, Group], dict[str, Figure]] = {}
        for row in each_row(self.table("counts")):
            unit = cast("Unit", row.unit)
            place = row.option_id if row.kind in {"value", "base"} else ""
            part = Slice(row.kind, row.question_id, row.role, unit, place)
            key = (part, Group(row.by, row.group))
            weighted = _number(row.weighted) is not None
            columns = (
                (row.weighted, row.weighted_low, row.weighted_high) if weighted else (row.share, row.low, row.high)
            )
            share, low, high = (_number(value) for value in columns)
            if not row.by and _number(row.least) is not None:
                self._bounds[part, row.item_id] = (row.least, row.most)
            enough = row.base >= self._min_share_base
            option = f"{row.question_id}|{row.option_id}" if row.kind == "base" and row.option_id else ""
            where = Where(row.kind, row.item_id, row.question_id, row.role, row.by, row.group, option)
            index.setdefault(key, {})[row.item_id] = Figure(
                int(row.count),
                int(row.base),
                unit,
                share,
                low,
                high,
                percent=bool(enough),
                weighted=weighted,
                where=where,
            )
        return index

    def _largest(self, by: str) -> list[Group]:
        """The groups of an attribute that are shown: the largest, in natural order."""
        sizes: dict[Group, int] = {}
        for (_, group), figures in self._figures.items():
            if group.by == by:
                sizes[group] = max(sizes.get(group, 0), *(figure.base for figure in figures.values()))
        ranked = sorted(sizes, key=lambda group: (-sizes[group], tables.natural_key(group.value)))
        return sorted(ranked[:GROUPS_SHOWN], key=lambda group: tables.natural_key(group.value))


def shorten(text: str, width: int = 90) -> str:
    """The first sentence of a text, cut at a word when it is longer than `width` characters."""
    first = re.split(r"(?<=[.?!])\s+(?=[^\W\d_a-z])", text.strip())[0].rstrip(".:")
    return first if len(first) <= width else first[:width].rsplit(" ", 1)[0].rstrip(" ,;:(") + "\u2026"


def _number(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 -- true for NaN only


def _theme(row: Any) -> Theme:
    keywords = tuple(str(word) for word in json.loads(str(row.keywords)))
    proposed = str(json.loads(str(row.proposal)).get("label", ""))
    return Theme(row.theme_id, row.label, row.parent, row.kind, row.origin, keywords, _number(row.stability), proposed)
