"""All tables -> counts, uncoded, comparisons, robustness.

Everything is counted in distinct respondents (in records too for repeated blocks), out of a stated
base, for everybody and for each group of the attributes asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.summarise import bases, counting, events, links
from textmine.stages.summarise.comparing import compare
from textmine.stages.summarise.ledger import Left, ledger
from textmine.stages.summarise.places import area_events, place_events, places_of
from textmine.stages.summarise.robust import robustness
from textmine.stages.summarise.uncoded import outcomes, uncoded, uncoded_counts
from textmine.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["SummariseSettings", "summarise"]


@dataclass(frozen=True)
class SummariseSettings:
    """How figures are made.

    Attributes:
        by: Attributes to break figures down by.
        invited: How many were invited, 0 when not known.
        smallest_group: Respondents that a group needs to stand alone; smaller ones are counted in one
            group together. With the default, nobody in a group learns the answer of another by
            subtracting their own; statistics offices ask for three or five (OECD, Glossary of
            Statistical Terms, threshold rule).
        correction: How p-values of a family of comparisons are corrected: "holm", or
            "benjamini-hochberg", which finds more and lets one in twenty of these be chance.
    """

    by: tuple[str, ...] = ()
    invited: int = 0
    smallest_group: int = 3
    correction: str = "holm"


@dataclass(frozen=True)
class _Survey:
    """The tables, and who answered what."""

    questions: pd.DataFrame
    options: pd.DataFrame
    respondents: pd.DataFrame
    comments: pd.DataFrame  # with status
    themes: pd.DataFrame
    entities: pd.DataFrame
    who: pd.DataFrame
    everybody: frozenset[str]  # the base of figures over the whole survey
    groups: pd.DataFrame


def summarise(  # noqa: PLR0913  a stage takes its tables by name
    questions: pd.DataFrame,
    options: pd.DataFrame,
    respondents: pd.DataFrame,
    attributes: pd.DataFrame,
    answers: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    fields: pd.DataFrame,
    mentions: pd.DataFrame,
    entities: pd.DataFrame,
    relations: pd.DataFrame,
    themes: pd.DataFrame,
    codings: pd.DataFrame,
    asides: pd.DataFrame,
    settings: SummariseSettings,
) -> tuple[pd.DataFrame, ...]:
    """Count, compare groups, and try how firm the themes are.

    Returns:
        The tables `counts`, `uncoded`, `comparisons` and `robustness`.

    Raises:
        TextmineError: an option has a value that it cannot have.
    """
    import pandas as pd

    stated = statements(questions, comments, texts)
    comments = comments.assign(status=texts["status"].to_numpy())
    mentions = events.counted(mentions, entities)
    who = bases.answered(questions, respondents, answers, comments[comments["status"] != "blank"])
    everybody = bases.survey_base(respondents, who)
    groups = bases.groups(respondents, attributes, settings.by, everybody, settings.smallest_group)
    survey = _Survey(questions, options, respondents, comments, themes, entities, who, everybody, groups)

    answers = answers[~answers["question_id"].isin(_personal(survey))]
    said = events.codings_of(codings, comments, asides)
    places = places_of(fields, answers, entities)
    in_comments = pd.concat(
        [events.theme_events(questions, said, themes), place_events(questions, comments, mentions, places)]
    )
    whole = events.whole_survey(in_comments, everybody)
    repeated = in_comments[in_comments["question_id"].isin(_repeated(survey))]

    def found() -> Iterator[pd.DataFrame]:
        yield events.tick_events(questions, answers)
        yield events.value_events(questions, answers)
        yield in_comments
        yield whole
        yield area_events(pd.concat([repeated, whole]), places.areas)

    left = Left(questions, respondents, answers, comments, said, who, everybody)
    asked = _asked(questions, respondents, settings.invited)
    became = outcomes(comments, codings, asides, stated)
    parts = [
        ledger(left, groups, settings.invited),
        counting.finish(uncoded_counts(became), asked),
        counting.count(found(), _items(survey, answers), _bases(survey), groups, asked),
        links.link_counts(relations),
    ]
    counts = _in_order(pd.concat(parts), survey)
    return (
        counts,
        uncoded(became),
        compare(counts, themes, settings.correction),
        robustness(whole, said, themes, everybody),
    )


def _asked(questions: pd.DataFrame, respondents: pd.DataFrame, invited: int) -> counting.Asked:
    """Who was asked what, and what each respondent weighs."""
    everybody = questions.loc[~questions["conditional"] & (questions["records"] == 0), "question_id"]
    weights = respondents.set_index("respondent_id")["weight"]
    return counting.Asked(invited, frozenset(everybody) | {""}, weights if len(weights.unique()) > 1 else None)


def _bases(survey: _Survey) -> pd.DataFrame:
    """The units that figures are taken from, by question; "" is the whole survey."""
    import pandas as pd

    who = survey.who
    by_question = who.assign(unit="respondent", unit_id=who["respondent_id"])
    records = who[who["question_id"].isin(_repeated(survey))]
    by_record = records.assign(unit="record", unit_id=events.record_ids(records))
    whole = pd.DataFrame({"respondent_id": sorted(survey.everybody)}, dtype="str")
    whole = whole.assign(question_id="", unit="respondent", unit_id=whole["respondent_id"])
    columns = ["question_id", "unit", "unit_id", "respondent_id"]
    return pd.concat([by_question, by_record, whole])[columns].drop_duplicates(ignore_index=True)


def _items(survey: _Survey, answers: pd.DataFrame) -> pd.DataFrame:
    """What is listed even where nobody ticked or said it: options, and themes over the whole survey.

    An option whose ticks are not in the export is not listed: nobody knows that nobody ticked it.
    """
    import pandas as pd

    known = answers.loc[answers["selected"].notna(), ["question_id", "option_id"]].drop_duplicates()
    ticks = survey.questions.loc[survey.questions["kind"].isin(bases.TICKS), "question_id"]
    chosen = survey.options[(survey.options["axis"] == "option") & survey.options["question_id"].isin(set(ticks))]
    listed = chosen[["question_id", "option_id"]].merge(known)
    listed = listed.assign(kind="tick", item_id=listed["option_id"])
    themes = pd.DataFrame({"item_id": survey.themes["theme_id"]}).assign(question_id="", option_id="", kind="theme")
    return pd.concat([listed, themes]).assign(role="", unit="respondent")[events.ITEM]


def _personal(survey: _Survey) -> set[str]:
    return set(survey.questions.loc[survey.questions["personal"], "question_id"])


def _repeated(survey: _Survey) -> set[str]:
    return set(survey.questions.loc[survey.questions["records"] > 0, "question_id"])


def _in_order(counts: pd.DataFrame, survey: _Survey) -> pd.DataFrame:
    """The order of the questionnaire; within a question by kind, then the most named first."""
    kinds = [
        "base",
        "coding",
        "tick",
        "value",
        "theme",
        "country",
        "region",
        "area",
        "organisation",
        "respondent",
        "relation",
    ]
    place = {question: number for number, question in enumerate(survey.questions["question_id"])}
    totals = counts[counts["by"] == ""].set_index(events.ITEM)["count"]
    order = counts.assign(
        place=counts["question_id"].map(place).fillna(-1),
        sort=counts["kind"].map(kinds.index),
        total=-counts.set_index(events.ITEM).index.map(totals).to_numpy(),
    )
    free = order["kind"].isin({"base", "coding", "tick", "value"})
    order["total"] = order["total"].where(~free, 0)
    order = order.sort_values(["place", "sort", "role", "total"], kind="stable")
    return tables.typed("counts", order)
