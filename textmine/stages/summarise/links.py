"""relations -> how many links there are, of which kind: two who name each other are one link.

A link has the best that either side says: confirmed by both where both say something beyond the name, one_side where
one does, first_contact where nobody says more than that, else no_detail. Those with organisations that are no
respondents, which were not asked, can be confirmed by one side only; of them there is a figure of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["link_counts"]

_BEST = ("confirmed", "one_side", "first_contact", "no_detail")


def link_counts(relations: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `counts` with kind "relation" and unit "link", without intervals: the links are all there are.

    Those with detail, without, and first contacts are taken from all links; confirmed, one_side and, of these, those
    with others than respondents (one_side_others) from those with detail.
    """
    kinds: dict[tuple[str, ...], str] = {}
    columns = ("respondent_id", "named_kind", "named_id", "confirmed", "detail", "first_contact")
    for respondent, kind, named, *told in zip(*(relations[column] for column in columns), strict=True):
        link = (kind, *(sorted((respondent, named)) if kind == "respondent" else (respondent, named)))
        best = next((word for word, holds in zip(_BEST, told, strict=False) if holds), _BEST[-1])
        kinds[link] = min(kinds.get(link, _BEST[-1]), best, key=_BEST.index)
    if not kinds:
        return tables.empty("counts")
    held = list(kinds.values())
    others = [kind for link, kind in kinds.items() if link[0] != "respondent"]
    number = {kind: held.count(kind) for kind in _BEST}
    detail = number["confirmed"] + number["one_side"]
    figures = (
        ("detail", detail, len(held)),
        ("confirmed", number["confirmed"], detail),
        ("one_side", number["one_side"], detail),
        ("one_side_others", others.count("one_side"), detail),
        ("no_detail", number["no_detail"], len(held)),
        ("first_contact", number["first_contact"], len(held)),
        ("others", len(others), len(held)),
    )
    place = {"question_id": "", "option_id": "", "kind": "relation", "role": "", "by": "", "group": "", "unit": "link"}
    return tables.frame(
        "counts",
        [
            place
            | {"item_id": item, "count": n, "base": base, "share": n / base if base else None}
            | dict.fromkeys(tables.TABLES["counts"].names[11:])
            for item, n, base in figures
        ],
    )
