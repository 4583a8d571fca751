"""questions, options, answers -> which question asks who answers, and which ask whom the respondent knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.mentions.finder import words
from textmine.stages.mentions.gazetteer import split
from textmine.stages.mentions.phrases import find_phrases, listed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Place", "answered", "asks_for_others", "own_name"]

Place = tuple[str, str]
"""A question and a row of it, "" where it has none."""

_OPEN = frozenset({"text", "texts"})
# Words of the thing whose name is asked for ("European strategic cluster partnership").
_LONGEST = 4
# A question asks for other respondents where so many name one, and these are such a part of its answers. Chosen so that
# one who happens to name another does not make a question on anything else one for names.
_RESPONDENTS, _SHARE = 2, 1 / 3


def own_name(questions: pd.DataFrame, options: pd.DataFrame, named: str) -> Place | None:
    """Where respondents give their own name: the question the analyst names, else the first that asks for it.

    Args:
        questions: The table `questions`.
        options: The table `options`.
        named: The code of the question, "" to find it by its wording.

    Returns:
        Question and row, or None where no question asks for it.

    Raises:
        TextmineError: the survey has no question of this code.
    """
    asked = questions.sort_values("position", kind="stable")
    codes = list(asked["question_id"])
    # A batch of nothing has no questions either.
    if named and codes and named not in codes:
        raise TextmineError(
            f"mentions.respondents: the survey has no question {named!r}.",
            expected="the code of the question for the respondent's own name",
            hint=nearest(named, codes),
        )
    rows = options[options["axis"] == "row"].sort_values("position", kind="stable")
    wordings = [*asked["text"], *options["text"]]
    for question, text, kind, records in zip(codes, asked["text"], asked["kind"], asked["records"], strict=True):
        mine = rows[rows["question_id"] == question]
        items = list(zip(mine["option_id"], mine["text"], strict=True)) or [("", text)]
        own = [item for item, wording in items if _asks(wording, wordings)]
        if question == named:
            return question, (own or [items[0][0]])[0]
        if not named and own and kind in _OPEN and not records:
            return question, own[0]
    return None


def answered(
    comments: pd.DataFrame, texts: pd.DataFrame, columns: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text of each comment with status ok, and its values in some columns of `comments`, comment_id first."""
    known = dict(zip(texts["comment_id"], zip(texts["text"], texts["status"], strict=True), strict=True))
    for values in zip(*(comments[column] for column in columns), strict=True):
        text, status = known.get(values[0], ("", "blank"))
        if status == "ok":
            yield text, values


def asks_for_others(answers: Iterable[tuple[Place, str, bool]]) -> set[Place]:
    """The questions to which the names of other respondents are the answers.

    Args:
        answers: Of each answer the question, who gave it, and whether it is the name of another respondent.
    """
    given: dict[Place, int] = {}
    names: dict[Place, list[str]] = {}
    for place, respondent, is_name in answers:
        given[place] = given.get(place, 0) + 1
        if is_name:
            names.setdefault(place, []).append(respondent)
    return {
        place
        for place, named_by in names.items()
        if len(set(named_by)) >= _RESPONDENTS and len(named_by) >= _SHARE * given[place]
    }


def _asks(wording: str, wordings: Iterable[str]) -> bool:
    """Whether a wording asks for the name of who answers, or of what the survey calls theirs."""
    if find_phrases(words(wording), "own"):
        return True
    return any(
        any(_follows((*your, *thing), split(other)) for your in listed("your") for other in wordings)
        for thing in _things(split(wording))
    )


def _things(wording: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What "Name of the ..." asks the name of, unless it is a person."""
    for of in sorted(listed("of"), key=len, reverse=True):
        thing = wording[len(of) :]
        if wording[: len(of)] == of:
            person = any(find_phrases(words(word), "person") for word in thing)
            if 0 < len(thing) <= _LONGEST and not person:
                yield thing
            return


def _follows(phrase: tuple[str, ...], wording: tuple[str, ...]) -> bool:
    return any(wording[i : i + len(phrase)] == phrase for i in range(len(wording) - len(phrase) + 1))
