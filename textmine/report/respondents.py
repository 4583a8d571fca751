"""Who answered: attributes and languages of the respondents; and who was invited and did not."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from textmine import reference, tables
from textmine.figures import SMALL
from textmine.privacy import MIN_GROUP
from textmine.report.facts import GROUPS_SHOWN
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock
from textmine.rows import among, each_row
from textmine.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textmine.report.facts import Facts
    from textmine.report.model import Block, Cell

__all__ = ["not_answered_sections", "profile_sections"]

_CLOSED = "single"
_MOST_VALUES = 12  # more values than an attribute has that groups people: they would be names
_WORDS = 3  # from here on the language of a comment is told, as in the table of languages of the comments
_LANGUAGES_NOTE = (
    "Told of comments of {words} words or more, names and places left out, and out of those who wrote one; a "
    "respondent who wrote in two languages counts in both."
)
_STATES = (
    ("complete", "Went to the end"),
    ("answered", "Answered, left before the end"),
    ("opened", "Opened the survey, left nothing"),
    ("none", "No response found"),
)
_DATE = r"\d{4}-\d\d-\d\d"
_STATES_OF_FILE = (("answered", "Answered"), ("opened", "In the file without an answer"), _STATES[-1])
_FOUND = (
    "An invited is found among the respondents by id, or by the name that the respondent gives; {spelt} by a name that "
    "is spelt a little otherwise. Who answered under another name stands here as not found."
)
_WITHHELD = "Names are personal data here and are left out; `keep_personal_data` in the configuration prints them."


def profile_sections(facts: Facts) -> list[Section]:
    """What is known of those who answered: attributes, languages, when; none where nothing is.

    Attributes are those that figures are broken down by, and the questions with one answer that stand before the first
    question of another kind.
    """
    made = [*_submitted(facts), *_attributes(facts), *_languages(facts)]
    return [Section("who-answered", "Who answered", 1, tuple(made))] if made else []


def not_answered_sections(facts: Facts, *, names_shown: bool) -> list[Section]:
    """What came back from those invited, and who did not answer; none where no list was given.

    Args:
        facts: The run.
        names_shown: Print names though they are personal data: the report stays in the team that ran the survey.
    """
    guests = facts.table("invited")
    if guests.empty:
        return []
    total = len(guests)
    states = guests["state"].value_counts()
    labels = dict(_STATES if facts.base("complete") else _STATES_OF_FILE)
    rows = tuple(
        (label, facts.share(int(states.get(state, 0)), total, "respondent")) for state, label in labels.items()
    )
    spelt = int((guests["by"] == "spelling").sum())
    named = names_shown or not any(question.personal for question in facts.questions.values())
    made: list[Block] = [
        TableBlock("What came back from the invited", ("Invited", "Number"), rows, "answers"),
        NoteBlock(_FOUND.format(spelt=spelt)),
        *_by_attribute(facts, whole=named),
    ]
    missing = guests[guests["state"].isin({"none", "opened"})]
    if missing.empty:
        made.append(Paragraph("Everybody who was invited answered."))
    elif named:
        lines = tuple((row.name or row.invited_id, labels[row.state]) for row in missing.itertuples(index=False))
        made.append(TableBlock("Not answered by", ("Invited", "State"), lines, "answers"))
    else:
        made.append(NoteBlock(_WITHHELD))
    return [Section("not-answered", "Not answered by", 1, tuple(made))]


def _by_attribute(facts: Facts, *, whole: bool) -> list[Block]:
    """How many of each group of the invited answered.

    Args:
        facts: The run.
        whole: Print groups of any size; else an attribute is left out where fewer than `MIN_GROUP` are in its small
            groups together, as these could be told from the rest.
    """
    groups: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in facts.table("invited").itertuples():
        for attribute, value in json.loads(row.attributes).items():
            groups[attribute][value].append(row.state in {"complete", "answered"})
    rows: list[tuple[Cell, ...]] = []
    for attribute, values in sorted(groups.items()):
        hidden = 0 if whole else sum(len(came) for came in values.values() if len(came) < MIN_GROUP)
        contact = all(len(came) == 1 for came in values.values()) or any("@" in value for value in values)
        if contact or len(values) > _MOST_VALUES or 0 < hidden < MIN_GROUP:
            continue
        rows += [
            (attribute, value, facts.share(sum(came), len(came), "respondent"))
            for value, came in sorted(values.items())
            if whole or len(came) >= MIN_GROUP
        ]
    columns = ("What is known", "Value", "Answered, of those invited")
    return (
        [TableBlock("Answered, by what the list of the invited says", columns, tuple(rows), "answers")] if rows else []
    )


def _attributes(facts: Facts) -> list[Block]:
    """How many of those who answered are in which group, and gave which answer to a question about themselves."""
    answered = facts.base("answered")
    if answered is None:
        return []
    rows: list[tuple[Cell, ...]] = []
    for name, values in [*_by_group(facts), *_closed(facts)]:
        heading = facts.questions[name].heading if name in facts.questions else name
        rows += [(heading, value, facts.share(count, answered.count, "respondent")) for value, count in values.items()]
        rest = answered.count - sum(values.values())
        if rest > 0:
            cut = name in facts.by and len(values) >= GROUPS_SHOWN
            share = facts.share(rest, answered.count, "respondent")
            rows.append((heading, "another, or not said" if cut else "not said", share))
    columns = ("What is known", "Value", "Respondents")
    return [TableBlock("Who answered", columns, tuple(rows), "answers")] if rows else []


def _by_group(facts: Facts) -> Iterator[tuple[str, dict[str, int]]]:
    """The groups that figures are broken down by, with how many of each answered, the largest first.

    A column of the participants, or a question that is not closed, may hold names and telephone numbers: it is left
    out where fewer than `MIN_GROUP` share a value.
    """
    for by in facts.by:
        question = facts.questions.get(by)
        held = {group.value: facts.base("answered", group=group) for group in facts.groups if group.by == by}
        sizes = {value: figure.count for value, figure in held.items() if figure is not None}
        free = question is None or question.kind != _CLOSED
        rare = any(size < MIN_GROUP for value, size in sizes.items() if value != SMALL)
        if sizes and not (free and rare) and not (question and question.personal):
            yield by, _largest_first(sizes)


def _closed(facts: Facts) -> Iterator[tuple[str, dict[str, int]]]:
    """The questions that say who answers, other than those of groups, with the number of each answer."""
    about = _about(facts)
    counts: dict[str, Counter[str]] = {name: Counter() for name in about}
    for (part,) in facts.batches(attributes=("attribute", "value")):
        for attribute, value in zip(part["attribute"], part["value"], strict=True):
            if attribute in counts:
                counts[attribute][value] += 1
    for name, values in counts.items():
        if 0 < len(values) <= _MOST_VALUES:
            yield name, _largest_first(values)


def _largest_first(sizes: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], tables.natural_key(item[0]))))


def _about(facts: Facts) -> list[str]:
    """The questions that say who answers, besides those of groups: at the beginning, with one answer."""
    about: list[str] = []
    for name, question in facts.questions.items():
        if question.personal or question.kind in {"display", "yes_no"}:
            continue
        if question.kind != _CLOSED or question.repeated:
            break
        if name not in facts.by:
            about.append(name)
    return about


def _submitted(facts: Facts) -> list[Block]:
    """From when to when responses were submitted."""
    number, first, last = 0, "9", ""
    for (part,) in facts.batches(respondents=("submitted",)):
        dates = part["submitted"].dropna().str[:10]
        if not dates.str.fullmatch(_DATE).all():
            return []  # in a notation that does not tell which is earlier
        number += len(dates)
        first, last = min(first, *dates, first), max(last, *dates, last)
    if not number:
        return []
    when = first if first == last else f"{first} to {last}"
    done = "were submitted" if facts.base("complete") else "are dated"
    return [Paragraph(f"{number:,} responses {done}, {when}.")]


def _languages(facts: Facts) -> list[Block]:
    """The languages that respondents wrote in, out of those who wrote so much that it can be told."""
    wrote: dict[str, set[str]] = defaultdict(set)
    questions = facts.table("questions")
    for comments, texts, languages in facts.batches(
        comments=("comment_id", "respondent_id", "question_id", "kind"),
        texts=("comment_id", "text", "status"),
        languages=("comment_id", "language"),
    ):
        said = comments[among(comments["comment_id"], statements(questions, comments, texts))]
        said = said.merge(texts, on="comment_id").merge(languages, on="comment_id")
        long = said["status"].eq("ok") & (said["text"].str.split().str.len() >= _WORDS)
        for row in each_row(said.loc[long, ["language", "respondent_id"]]):
            wrote[row.language].add(row.respondent_id)
    if not wrote:
        return []
    base = len(set().union(*wrote.values()))
    names = {row["code"]: row["name"] for row in reference.rows("languages.tsv")}
    order = sorted(wrote, key=lambda code: (-len(wrote[code]), code))
    rows = tuple((names.get(code, code), facts.share(len(wrote[code]), base, "respondent")) for code in order)
    table = TableBlock("Languages that respondents wrote in", ("Language", "Respondents"), rows, "answers")
    return [table, NoteBlock(_LANGUAGES_NOTE.format(words=_WORDS))]
