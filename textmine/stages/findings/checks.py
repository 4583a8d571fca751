"""comparisons, beside -> what other tables say of the figures: which differences hold, which ticks are contradicted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textmine.stages.findings.ranking import Compared
from textmine.stages.findings.tally import Finding

if TYPE_CHECKING:
    import pandas as pd

    from textmine.stages.findings.ranking import Proven
    from textmine.stages.findings.source import Source

__all__ = ["contradictions", "proven"]


def proven(comparisons: pd.DataFrame) -> Proven:
    """The tests between groups, as `ranking.group_findings` takes them.

    Args:
        comparisons: Columns question_id, kind, item_id, by, groups, test, adjusted and differs.
    """
    keys = zip(*(comparisons[name] for name in ("question_id", "kind", "item_id", "by")), strict=True)
    columns = zip(*(comparisons[name] for name in ("test", "adjusted", "differs", "groups")), strict=True)
    tests = (Compared(test, float(p), bool(differs), len(json.loads(groups))) for test, p, differs, groups in columns)
    return dict(zip(keys, tests, strict=True))


def contradictions(source: Source, beside: pd.DataFrame, whose: dict[str, str]) -> Iterator[Finding]:
    """Ticks that the comment beside them takes back, question by question.

    Args:
        source: What the sentences are made from.
        beside: Columns comment_id, question_id, option_id, ticked and relation.
        whose: Comment to respondent.

    Yields:
        A finding for each question where somebody does so.
    """
    against = beside[(beside["relation"] == "contradicts") & beside["ticked"].fillna(value=False).astype(bool)]
    for question, rows in against.groupby("question_id", sort=False):
        comments = list(rows["comment_id"])
        number = len({whose[comment] for comment in comments})
        if str(question) not in source.questions:
            continue
        options = dict.fromkeys(source.option(str(question), option) for option in rows["option_id"])
        slots = {"n": source.words.number(number), "items": source.words.listed(options)}
        yield Finding(str(question), source.words.sentence("beside.contradicts", number, **slots), [], comments)
