"""How the numbers were made, for the reader of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textmine.figures import SMALL
from textmine.privacy import MIN_GROUP
from textmine.report.facts import GROUPS_SHOWN, Facts
from textmine.report.model import Paragraph, Section, TableBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textmine.report.content import ReportSettings
    from textmine.report.model import Block

__all__ = ["method_section"]

# A paragraph each, separated by blank lines.
_NOTES = """\
Every figure says how many out of how many. The base (n) stands in the heading of a column when all
its figures share it, else beside the figure.

Ticks, answers and themes of a question are counted out of the respondents who answered that
question; themes, countries and organisations over all questions out of those who {those}.
Whoever did not answer a question is not in its base.

A respondent counts once for a theme, a country or an organisation, however often it comes up.
Records of a repeated question are counted as records, and are said to be.

Percentages are printed for bases of {min_share_base} and more. Below that one respondent moves a
percentage by several points, and the count out of its base says more.

How many were invited and how many answered is counted, not estimated: it has no interval.
Nor have records, as those of one respondent are not independent of each other.

Bars are drawn in proportion to the share of each group, so that groups of different size can be
compared.

Themes are coded by a machine, from keywords and from the meaning of each sentence. Differences of
one or two respondents are within its error: read the quotes.

Quotes are the words of respondents in their own language, cut at sentences. Questions on personal data
are left out.
"""
_INTERVALS = (
    "Intervals are 95 % intervals of shares of respondents, taken as drawn from all who could have answered "
    "(Wilson score intervals)."
)
_INTERVALS_INVITED = (
    "Of questions asked of all {invited:,} invited, the intervals are exact and shrink the more of them answered; they "
    "hold if those who kept silent are like those who answered. If they are not, a figure can be anything between the "
    "two ends given as \u201cOf all {invited:,} invited\u201d: nobody, and everybody, of the silent added. Figures of "
    "groups have Wilson score intervals, as it is not known how many of each were invited."
)
_WEIGHTED = (
    "Respondents have weights. Counts and bases are of respondents, each once; percentages, bars and intervals are "
    "weighted, the intervals by Kish\u2019s effective sample size, and have no correction for the number invited."
)
_JOINED = (
    "Groups of fewer than {smallest} respondents are counted together as \u201c{joined}\u201d, with the next larger "
    "one where even so they are too few, so that no small group can be found by subtraction. An attribute that leaves "
    "no two groups is not broken down by."
)
_HIDDEN = """\
Respondents appear under pseudonyms, whose numbers follow neither the order of the answers nor their ids. These
and the keys of comments are computed from the ids, without a secret: who knows the ids, or what form they have, can
find out by trying whose a comment is.

Personal data in quotes is hidden as far as a machine finds it: e-mail addresses, telephone numbers,
postal addresses and web addresses of persons by their form ([e-mail], [phone], [address], [web
address]); accounts and national ids by their check digits ([account], [id]); names of persons by a
list of given names, after titles such as \u201cMs\u201d or \u201cFrau\u201d, and by a recogniser of English
names ([name]). Names can be missed: read the quotes before you hand the report on.
"""
_KEPT = """\
This report keeps personal data: quotes stand as they were written, and respondents are named by their
ids. It is not for readers outside the team that ran the survey.
"""
_GROUPS_NOTE = "Figures are broken down by: {names}. Of an attribute with many groups the {most} largest are shown."
_COMBINED = (
    "Beside a comment, groups stand only as far as {smallest} respondents share the combination, in this order. "
    "Comments of rarer combinations do not stand under their further groups, of which a figure can then open fewer."
)


def method_section(
    facts: Facts, settings: ReportSettings, manifest: Mapping[str, Any], left_out: Sequence[str]
) -> Section:
    """The last section: bases, units, intervals, limits, and what made the run."""
    those = "went to the end" if facts.base("complete") else "answered at least one question"
    notes = _NOTES.format(min_share_base=settings.min_share_base, those=those).split("\n\n")
    notes += (_KEPT if settings.keep_personal_data else _HIDDEN).split("\n\n")
    notes += _notes_on_figures(facts, manifest)
    made: list[Block] = [Paragraph(" ".join(note.split())) for note in notes]
    if facts.groups:
        names = ", ".join(facts.questions[name].heading if name in facts.questions else name for name in facts.by)
        combined = (
            [_COMBINED.format(smallest=MIN_GROUP)] if len(facts.by) > 1 and not settings.keep_personal_data else []
        )
        made.append(Paragraph(" ".join([_GROUPS_NOTE.format(names=names, most=GROUPS_SHOWN), *combined])))
    if left_out:
        made.append(Paragraph(f"Questions without a section: {'; '.join(left_out)}."))
    rows = tuple(_made_with(manifest))
    if rows:
        made.append(TableBlock("What made this report", ("What", "Value"), rows, "method"))
    return Section("method", "How these numbers were made", 1, tuple(made))


def _notes_on_figures(facts: Facts, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What holds of the figures of this run."""
    invited = facts.base("invited")
    weighted = facts.weighted
    yield _INTERVALS if invited is None or weighted else _INTERVALS_INVITED.format(invited=invited.count)
    if weighted:
        yield _WEIGHTED
    smallest = manifest.get("options", {}).get("summarise", {}).get("smallest_group")
    if smallest and facts.joined:
        yield _JOINED.format(smallest=smallest, joined=SMALL)


def _made_with(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a reader wants to know of the manifest of a run; the rest is for machines."""
    survey = manifest.get("survey", {})
    entries = {
        "textmine": [manifest.get("textmine", "")],
        "Input": [file["name"] for file in manifest.get("input", [])],
        "Format": [survey.get("format", "")],
        "Languages of the questionnaire": survey.get("languages", []),
        "Sentence encoder": [manifest.get("encoder", {}).get("name", "")],
        "Languages that the encoder does not cover": manifest.get("encoder", {}).get("languages_not_covered", []),
        "Models": list(manifest.get("models", {})),
        "Roles of places are decided": [manifest.get("roles", "")],
        "Notes on the input": survey.get("notes", []),
        "Comments read in part": manifest.get("cut", []),
        "Language model": manifest.get("llm", []),
    }
    for name, values in entries.items():
        if any(values):
            yield name, ", ".join(values)
