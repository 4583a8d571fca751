"""How many corrected places the role model needs: its accuracy on gold cases by the number it is trained on.

Each labelled country of the cases stands for one that a person corrected. The model is trained on some of those of four
folds and asked for the fifth, so that every place is asked once; the comments of a case stay together. The rules are
asked on the same places.
"""

from __future__ import annotations

import random
from statistics import fmean
from typing import TYPE_CHECKING

from quality.spans import Figures, expected
from textmine import tables
from textmine.stages.clean import clean_text
from textmine.stages.mentions import corrections as by_person
from textmine.stages.mentions import gazetteer, role_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from quality.formats import Case, Cases
    from textmine.stages.mentions.role_model import Example

__all__ = ["SIZES", "corrected", "roles"]

SIZES = (30, 60, 120, 240)
_DRAWS = 5  # samples of each size


def roles(cases: Cases) -> dict[str, Figures]:
    """Accuracy of the rules, and of models trained on so many corrections as a mean over samples."""
    as_of = {row.get("as_of", "") for row in cases.rows}
    members = gazetteer.eu_members(as_of.pop() if len(as_of) == 1 else "")
    known = role_model.examples(by_person.read(corrected(cases.rows)), members)
    figures: Figures = {"accuracy_of_the_rules": fmean(example.ruled == example.role for example in known)}
    trained = len(known) * (role_model.FOLDS - 1) // role_model.FOLDS
    for size in (*(size for size in SIZES if size < trained), trained):
        figures[f"accuracy_with_{size}_corrections"] = _accuracy(known, size)
    return {"textmine": figures | {"countries": len(known)}}


def corrected(rows: Sequence[Case]) -> pd.DataFrame:
    """The table `corrections` of a person who checked every labelled country of the cases."""
    found: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        text = clean_text(row["text"])[0]
        for span in expected(text, [(one["surface"], one["entity"], one) for one in row["expect"]]):
            if span.start < 0 or ":" in span.what or "role" not in span.says:
                continue
            start, end = span.start, span.end
            around = {
                "before": text[max(0, start - role_model.WINDOW) : start],
                "after": text[end : end + role_model.WINDOW],
            }
            asked = {"question": row.get("question", ""), "option": row.get("option", ""), "language": row["language"]}
            place = {"line": len(found) + 2, "comment_id": str(number), "start": start, "end": end}
            said = {"kind": "country", "entity": span.what, "role": span.says["role"]}
            flags = {name: bool(span.says.get(name)) for name in ("negated", "hedged")}
            found.append(place | around | asked | said | flags | {"surface": text[start:end], "machine_id": ""})
    return tables.frame("corrections", found)


def _accuracy(known: Sequence[Example], size: int) -> float:
    """Mean accuracy of models trained on `size` of the examples of the other folds."""
    groups = sorted({example.group for example in known}, key=int)
    right = []
    for seed in range(_DRAWS):
        draw = random.Random(seed)
        order = draw.sample(groups, len(groups))
        fold = {group: number % role_model.FOLDS for number, group in enumerate(order)}
        for held in range(role_model.FOLDS):
            others = [example for example in known if fold[example.group] != held]
            model = role_model.fit(draw.sample(others, min(size, len(others))))
            asked = [example for example in known if fold[example.group] == held]
            right += [model.predict(example.features)[0] == example.role for example in asked]
    return fmean(right)
