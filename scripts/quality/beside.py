"""Figures of the stages acts and beside: what a comment does with the tick beside which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quality.spans import Figures, share
from quality.surveys import run, survey
from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

    from quality.formats import Cases
    from quality.surveys import Frames

__all__ = ["beside"]

_STAGES = ("clean", "language", "segment", "embed", "acts", "centres", "beside")
_RELATIONS = ("supports", "contradicts", "elsewhere", "uncovered", "details", "nothing")


def beside(cases: Cases) -> dict[str, Figures]:
    """Accuracy, and F1 of each relation, beside taking each comment for a support of what is ticked or left open."""
    found = run(_survey(cases), *_STAGES)["beside"]
    wanted = [row["relation"] for row in cases.rows]
    figures = _scores(wanted, found["relation"].tolist())
    other = [(row["other"], name) for row, name in zip(cases.rows, found["other"], strict=True) if "other" in row]
    if other:
        figures["other_option_accuracy"] = share(sum(one == name for one, name in other), len(other))
    later = [bool(row.get("later")) for row in cases.rows]
    both = sum(one and told for one, told in zip(later, found["later"], strict=True))
    figures |= {"later_precision": share(both, int(found["later"].sum())), "later_recall": share(both, sum(later))}
    return {"textmine": figures, "always supports": _scores(wanted, ["supports"] * len(wanted))}


def _survey(cases: Cases) -> Frames:
    """The tables of a survey of these cases; the code of an option is its wording, and the last is the open one."""
    frames = survey(cases.rows)
    comments = frames["comments"].assign(option_id=[row["option"] for row in cases.rows])
    questions = dict(zip(comments["question_id"], cases.rows, strict=True))
    options = [
        {"question_id": question, "axis": "option", "option_id": text, "text": text, "position": place}
        | {"is_other": text == row["options"][-1]}
        for question, row in questions.items()
        for place, text in enumerate(row["options"])
    ]
    answers = comments[["respondent_id", "question_id", "record_id", "row_id", "option_id"]].assign(
        shown=True, selected=[row["ticked"] for row in cases.rows], value=None
    )
    return frames | {
        "comments": comments,
        "options": tables.typed("options", _frame(options)),
        "answers": tables.typed("answers", answers),
        "themes": tables.empty("themes"),
        "codings": tables.empty("codings"),
    }


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)


def _scores(wanted: list[str], found: list[str]) -> Figures:
    """Accuracy, macro F1 over the relations that the cases have, and F1, precision and recall of each."""
    from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

    names = [name for name in _RELATIONS if name in wanted]
    macro = f1_score(wanted, found, labels=names, average="macro", zero_division=0)
    figures: Figures = {"accuracy": float(accuracy_score(wanted, found)), "macro_f1": float(macro)}
    each = precision_recall_fscore_support(wanted, found, labels=names, zero_division=0)
    for name, precision, recall, f1, _ in zip(names, *each, strict=True):
        figures |= {f"{name}_precision": float(precision), f"{name}_recall": float(recall), f"{name}_f1": float(f1)}
    return figures
