"""chapter, run -> findings: every number, quotation, date and quantifier of an edited chapter against the run.

`document` reads the chapter, `statements` what a sentence states, `naming` and `linking` what it speaks of,
`judging`, `quotes` and `timing` hold it against the run, `reported` against the report that the chapter was made
from, `contradictions` the statements that the run says nothing of against each other.
"""

from __future__ import annotations

from textmine.lint.checking import Finding, lint
from textmine.lint.results import as_json, failed, lines

__all__ = ["Finding", "as_json", "failed", "lines", "lint"]
