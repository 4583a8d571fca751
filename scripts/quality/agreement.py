"""Two labellings of the same comments -> how far they agree on the countries and regions named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quality.spans import Figures, Span, expected, pair, share
from textmine.stages.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quality.formats import Cases

__all__ = ["agreement"]

_REGION = "region:"
_FLAGS = ("negated", "hedged")


def agreement(cases: Cases) -> dict[str, Figures]:
    """F1 of the mentions of one labelling among those of the other; share and kappa of what is said of those of both.

    Two mentions are the same when they overlap and name the same country, or any region: regions go by many names. A
    comment is *alike* when both labellings are in all of it. Kappa is missing where both use a single label.

    Source: Hripcsak and Rothschild (2005), doi 10.1197/jamia.M1733, for F1 where what is no mention cannot be counted;
    Cohen (1960), doi 10.1177/001316446002000104, for kappa.
    """
    first = second = alike = 0
    pairs = list[tuple[Span, Span]]()
    for row in cases.rows:
        text = clean_text(row["text"])[0]
        one, other = (expected(text, [(s["surface"], s["entity"], s) for s in row[by]]) for by in ("first", "second"))
        both = pair(one, other, _same)
        first, second = first + len(one), second + len(other)
        alike += len(one) == len(other) == len(both) and all(_said(a) == _said(b) for a, b in both)
        pairs += both
    figures: Figures = {"mentions_f1": share(2 * len(pairs), first + second), "alike": share(alike, len(cases.rows))}
    told = [(a, b) for a, b in pairs if "role" in a.says and "role" in b.says]
    figures |= _on("role", [(a.says["role"], b.says["role"]) for a, b in told])
    for flag in _FLAGS:
        figures |= _on(flag, [(str(bool(a.says.get(flag))), str(bool(b.says.get(flag)))) for a, b in pairs])
    return {"textmine": {**figures, "mentions_of_first": first, "mentions_of_second": second}}


def _same(one: Span, other: Span) -> bool:
    return one.what == other.what or (one.what.startswith(_REGION) and other.what.startswith(_REGION))


def _said(span: Span) -> tuple[str, ...]:
    """What a labelling says of a mention."""
    return span.says.get("role", ""), *(str(bool(span.says.get(flag))) for flag in _FLAGS)


def _on(name: str, labels: Sequence[tuple[str, str]]) -> Figures:
    """Share of pairs with one label, and Cohen's kappa."""
    from sklearn.metrics import cohen_kappa_score

    single = len({label for both in labels for label in both}) < 2  # noqa: PLR2004  nothing to agree on by chance
    kappa = None if single else float(cohen_kappa_score(*zip(*labels, strict=True)))
    return {f"{name}_share": share(sum(a == b for a, b in labels), len(labels)), f"{name}_kappa": kappa}
