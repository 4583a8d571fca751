"""What people coded: it stands above the vote of the machine, and teaches it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from textmine import tables
from textmine.rows import among, vectors, wordings
from textmine.statements import statements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["decisions", "examples"]


def decisions(labels: pd.DataFrame, segments: pd.DataFrame, theme_ids: list[str]) -> dict[tuple[int, int], str]:
    """(row of the segment, number of the theme) -> what people decided on it.

    A label counts for every segment that its span touches. Labels of other things than these themes
    are left out.

    Returns:
        yes or no where all coders agree, else review.
    """
    numbers = {theme: number for number, theme in enumerate(theme_ids)}
    rows = segments.groupby("comment_id").indices if len(labels) else {}
    said: dict[tuple[int, int], set[str]] = defaultdict(set)
    starts, ends = segments["start"].to_numpy(), segments["end"].to_numpy()
    for label in labels[labels["theme_id"].isin(numbers)].itertuples():
        for row in rows.get(label.comment_id, ()):
            if label.start < ends[row] and label.end > starts[row]:
                said[int(row), numbers[label.theme_id]].add(label.decision)
    return {pair: next(iter(answers)) if len(answers) == 1 else "review" for pair, answers in said.items()}


def examples(
    questions: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    labels: pd.DataFrame,
) -> pd.DataFrame:
    """What people coded, with all that a model learns from it (see `learned`).

    Args:
        questions: Table `questions`, whole.
        comments: Table `comments`, or a batch of it.
        texts: Table `texts`, with every comment that `segments` names.
        segments: Table `segments`, or a batch of it.
        embeddings: Table `embeddings`, a row for each segment.
        labels: Table `labels`.

    Returns:
        Table `examples`: a row for each segment that a labelled passage touches. Coders who disagree on
        a theme leave it open (review).
    """
    import pandas as pd

    labels = labels[among(labels["comment_id"], statements(questions, comments, texts))]
    rows = segments.groupby("comment_id").indices if len(labels) else {}
    starts, ends = segments["start"].to_numpy(), segments["end"].to_numpy()
    said: dict[tuple[str, int, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for label in labels.itertuples():
        said[label.comment_id, label.start, label.end][label.theme_id].add(label.decision)
    about = comments.set_index("comment_id")
    found: list[tuple[object, ...]] = []
    places: list[int] = []
    for (comment, start, end), themes in sorted(said.items()):
        touched = [int(row) for row in rows.get(comment, ()) if start < ends[row] and end > starts[row]]
        answers = {theme: next(iter(told)) if len(told) == 1 else "review" for theme, told in sorted(themes.items())}
        known = json.dumps(answers, ensure_ascii=False)
        who = tuple(about.loc[comment, ["respondent_id", "question_id", "option_id"]])
        whole = len(touched) == len(rows.get(comment, ()))
        found += [(comment, start, end, "", *who, "", None, known, whole) for _ in touched]
        places += touched
    if not places:
        return tables.empty("examples")
    own = segments.iloc[places]
    made = tables.frame("examples", found)
    column = list(vectors(own, embeddings).astype("float16"))
    return made.assign(segment_id=own["segment_id"].array, text=wordings(texts, own)).assign(
        text=lambda data: data["text"].astype("str"), vector=pd.Series(column, dtype=object)
    )
