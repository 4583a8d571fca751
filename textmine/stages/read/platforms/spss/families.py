"""Variables that are the options or rows of one question, by their labels alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Family", "apart", "beginning", "families"]

_FORMS = (
    re.compile(r"\[(?P<item>[^\[\]]+)\]\s*(?P<question>.+)", re.DOTALL),
    re.compile(r"(?P<question>.+)\[(?P<item>[^\[\]]+)\]", re.DOTALL),
    re.compile(r"(?P<question>.{10,}?)(?::| -| \u2013)\s+(?P<item>.+)", re.DOTALL),
)
"""How the label of a variable holds option and question: "[Bus] Which?", "Which? [Bus]", "Which means: Bus"."""


@dataclass(frozen=True)
class Family:
    """Variables that stand together and whose labels share a question.

    Attributes:
        question: Its wording.
        items: The column of each option or row by its wording.
        comments: The column of the comment on an item, by the wording of that item.
    """

    question: str
    items: Mapping[str, int]
    comments: Mapping[str, int]

    @property
    def columns(self) -> frozenset[int]:
        """All its columns."""
        return frozenset((*self.items.values(), *self.comments.values()))


def families(labels: Sequence[str]) -> Iterator[Family]:
    """The families among the variables of a file.

    Args:
        labels: The label of each variable, "" where it has none.
    """
    at = 0
    while at < len(labels):
        found = max((_family(labels, at, form) for form in _FORMS), key=len, default=[])
        if len(found) < 2:  # noqa: PLR2004 - one variable is no family
            at += 1
            continue
        items = {item: at + n for n, (item, _, comment) in enumerate(found) if not comment}
        comments = {item: at + n for n, (item, _, comment) in enumerate(found) if comment}
        if len(items) + len(comments) == len(found):  # else two variables have one label
            yield Family(found[0][1], items, comments)
        at += len(found)


def _family(labels: Sequence[str], start: int, form: re.Pattern[str]) -> list[tuple[str, str, bool]]:
    """Item, question and whether it is a comment, of the variables from `start` on that share a question."""
    found: list[tuple[str, str, bool]] = []
    for label in labels[start:]:
        match = form.fullmatch(label)
        if match is None:
            break
        item, question = match["item"].strip(), match["question"].strip()
        inner = form.fullmatch(question)  # "[Comment] [Bus] Which?" behind "[Bus] Which?"
        if found and inner and (inner["item"].strip(), found[0][1], False) in found:
            found.append((inner["item"].strip(), found[0][1], True))
        elif not found or question == found[0][1]:
            found.append((item, question, False))
        else:
            break
    return found


def apart(labels: Sequence[str]) -> list[str]:
    """What is of its own in labels that begin or end alike, at a word; the labels where nothing would be left."""
    if len(labels) < 2:  # noqa: PLR2004 - one label is all its own
        return list(labels)
    start = re.sub(r"[^\s:\[\]\u2013-]*$", "", beginning(labels))
    end = re.sub(r"^[^\s:\[\]\u2013-]*", "", beginning([label[::-1] for label in labels])[::-1])
    cut = [label[len(start) : len(label) - len(end)].strip(" :[]\u2013-") for label in labels]
    return cut if all(cut) and len({*cut}) == len(labels) else list(labels)


def beginning(texts: Sequence[str]) -> str:
    """The letters that all texts begin with."""
    first, last = min(texts, default=""), max(texts, default="")
    return first[
        : next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    ]
