"""What a data file of SPSS that LimeSurvey's plug-in writes says of its variables, in the terms of other exports."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import Item
from textmine.stages.read.platforms.limesurvey.wordings import meaning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textmine.stages.read.cells.statistics import Variables
    from textmine.stages.read.model import Binding, Question, Structure

__all__ = ["labelled", "wordings"]

_OTHER = "-oth-"
_GROUPS = re.compile(r"(?:\[[^\[\]]*\] )+")
_GROUP = re.compile(r"\[([^\[\]]*)\]")


def wordings(variables: Variables) -> tuple[str, ...]:
    """The wordings of the variables as headings: "[Comment] [Option] Question" -> "Question [Option][Comment]"."""
    return tuple(_wording(name, variables.labels.get(name, "")) for name in variables.names)


def _wording(name: str, label: str) -> str:
    front = _GROUPS.match(label)
    if "_" not in name or front is None or front.end() == len(label):
        return label
    groups = _GROUP.findall(front[0])
    if meaning(groups[0]) == "comment":
        groups.append(groups.pop(0))
    return f"{label[front.end() :]} [{']['.join(groups)}]"


def labelled(structure: Structure, bindings: Sequence[Binding], answers: Mapping[str, Mapping[str, str]]) -> Structure:
    """The structure with closed questions that have the labelled values of their variables as options.

    Args:
        structure: The questions, found without a structure of the survey.
        bindings: Their columns.
        answers: For each heading the label of each value, as far as there are.
    """
    found = {b.question: answers[b.heading] for b in bindings if b.role == "value" and b.heading in answers}
    return replace(structure, questions=tuple(_with_options(q, found.get(q.code, {})) for q in structure.questions))


def _with_options(question: Question, labels: Mapping[str, str]) -> Question:
    if not question.options:
        return question
    known = [Item(code, {"": label}) for code, label in labels.items() if code != _OTHER]
    return replace(question, options=(*known, *(item for item in question.options if item.code not in labels)))
