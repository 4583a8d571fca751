"""Figures of the stages themes and code with a codebook."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import TYPE_CHECKING

from quality.learning import learning
from quality.spans import Figures, share
from quality.surveys import run, survey
from textmine.config import Options

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from quality.formats import Cases

__all__ = ["coding"]

_STAGES = ("clean", "language", "segment", "names", "mentions", "embed", "themes", "adapt", "examples", "code")


def coding(cases: Cases) -> dict[str, Figures]:
    """Sets of themes a comment, beside the keywords alone, the commonest theme and nothing."""
    from sklearn.preprocessing import MultiLabelBinarizer

    if cases.codebook is None:
        raise ValueError("Cases of the task coding have a codebook.")
    if cases.learn:
        return learning(cases)
    options = Options()
    chosen = dataclasses.replace(options.themes, codebook=cases.codebook, emergent=0)
    frames = run(survey(cases.rows), *_STAGES, options=dataclasses.replace(options, themes=chosen))
    codings, comments = frames["codings"], frames["comments"]["comment_id"].tolist()
    keyword = codings["votes"].map(lambda votes: json.loads(votes)["keywords"] == "yes").astype(bool)
    wanted = [set(row["themes"]) for row in cases.rows]
    said = Counter(theme for themes in wanted for theme in sorted(themes))
    commonest = {theme for theme, _ in said.most_common(1)}
    methods = {
        "textmine": _sets(codings[codings["decision"] == "yes"], comments),
        "review counted as yes": _sets(codings[codings["decision"] != "no"], comments),
        "keywords alone": _sets(codings[keyword], comments),
        "always the commonest": [commonest] * len(wanted),
        "nothing": [set[str]()] * len(wanted),
    }
    # The last column stays empty; with one theme alone scikit-learn would score "no" as well.
    binarizer = MultiLabelBinarizer(classes=[*(theme.id for theme in cases.codebook.themes), ""])
    truth = binarizer.fit_transform(wanted)
    return {name: _figures(truth, binarizer.transform(sets)) for name, sets in methods.items()}


def _sets(codings: pd.DataFrame, comments: list[str]) -> list[set[str]]:
    """The themes of each comment, whichever of its segments says them."""
    themes: dict[str, set[str]] = {comment: set() for comment in comments}
    for comment, theme in zip(codings["comment_id"], codings["theme_id"], strict=True):
        themes[comment].add(theme)
    return list(themes.values())


def _figures(wanted: NDArray[np.int64], found: NDArray[np.int64]) -> Figures:
    """Micro over all decisions, macro over the themes that somebody says."""
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    used = [column for column, count in enumerate(wanted.sum(axis=0)) if count]
    micro = precision_recall_fscore_support(wanted, found, average="micro", zero_division=0)
    macro = precision_recall_fscore_support(wanted, found, labels=used, average="macro", zero_division=0)
    return {
        "micro_precision": float(micro[0]) if found.any() else None,
        "micro_recall": float(micro[1]),
        "micro_f1": float(micro[2]),
        "macro_f1": float(macro[2]),
        "exact_sets": float(accuracy_score(wanted, found)),
        "coded_share": share(int(found.any(axis=1).sum()), len(found)),
        "themes_said": len(used),
    }
