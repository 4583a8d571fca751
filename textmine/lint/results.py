"""Findings as lines for a reader, as JSON, and as a verdict on the whole chapter."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textmine.lint.checking import Finding
    from textmine.lint.judging import Verdict

__all__ = ["as_json", "failed", "lines"]

_ORDER: tuple[Verdict, ...] = ("wrong", "contradiction", "not found", "proven")


def failed(findings: Sequence[Finding], *, strict: bool = False) -> bool:
    """Whether a chapter may not be handed in: something is wrong or contradicts itself, or, when strict, not found."""
    bad = {"wrong", "contradiction", *(["not found"] if strict else [])}
    return any(finding.verdict in bad for finding in findings)


def lines(findings: Sequence[Finding], *, proven: bool = False) -> list[str]:
    """The findings in the order of the chapter, what is proven only when asked, and last how many there are of each."""
    shown = [finding for finding in findings if proven or finding.verdict != "proven"]
    made = []
    for finding in shown:
        made.append(f"{finding.verdict}: {finding.words}  ({finding.place})")
        made += [f"    in: {finding.sentence}"] if finding.sentence != finding.words else []
        made += [f"    right: {finding.right}"] if finding.right else []
        made += [f"    by: {finding.because}"] if finding.because else []
    counted = Counter(finding.verdict for finding in findings)
    made.append(", ".join(f"{counted[verdict]} {verdict}" for verdict in _ORDER))
    return made


def as_json(findings: Sequence[Finding]) -> str:
    """All findings and how many there are of each verdict."""
    counted = Counter(finding.verdict for finding in findings)
    data = {
        "verdicts": {verdict: counted[verdict] for verdict in _ORDER},
        "findings": [dataclasses.asdict(finding) for finding in findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
