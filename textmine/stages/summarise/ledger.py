"""Respondents and what they left -> the ledger of bases: how many are left at each step.

For the survey: invited, opened, answered, complete. For a question: shown, answered, ticked,
commented, with substance, coded, out of those it was put to. For an option the same without
answered, out of those who answered its question, which is the base of its ticks. A step that the
export cannot tell, or that a question cannot have, is no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.rows import among, submitted
from textmine.stages.summarise import bases, counting
from textmine.stages.summarise.events import ITEM

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Left", "ledger"]

_ROW = ["question_id", "option_id", "respondent_id"]


@dataclass(frozen=True)
class Left:
    """Who left what.

    Attributes:
        questions: The table `questions`.
        respondents: The table `respondents`.
        answers: The table `answers`.
        comments: The table `comments`, with the status of each text.
        coded: Comments that a theme is coded in, columns question_id, option_id, respondent_id.
        who: See `bases.answered`.
        everybody: See `bases.survey_base`.
    """

    questions: pd.DataFrame
    respondents: pd.DataFrame
    answers: pd.DataFrame
    comments: pd.DataFrame
    coded: pd.DataFrame
    who: pd.DataFrame
    everybody: frozenset[str]


def ledger(left: Left, groups: pd.DataFrame, invited: int) -> pd.DataFrame:
    """Rows of the table `counts` with kind "base".

    Args:
        left: Who left what.
        groups: See `bases.groups`.
        invited: How many were invited, 0 when not known: the response of all is then out of these.
    """
    import pandas as pd

    rows = _rows(left)
    by_question = rows.assign(option_id="").drop_duplicates(ignore_index=True)
    by_option = rows[rows["option_id"].ne("") & rows["question_id"].isin(_with_ticks(left.questions))]
    asked = counting.Asked()
    parts = [_survey(left, groups, invited)]
    for found, put_to, options in ((by_question, _put_to(left), False), (by_option, left.who, True)):
        out_of = put_to[["question_id", "respondent_id"]].drop_duplicates()
        out_of = out_of.assign(unit="respondent", unit_id=out_of["respondent_id"])
        parts.append(counting.count([_event(found)], _listed(left, options=options), out_of, groups, asked))
    return pd.concat(parts, ignore_index=True)


def _rows(left: Left) -> pd.DataFrame:
    """A row for each respondent at each step: columns of `_ROW` and item_id."""
    import pandas as pd

    answers, comments = left.answers, left.comments
    said = comments[comments["status"] != "blank"]
    shown = _with_shown(answers)
    steps = {
        "shown": shown[shown["shown"].to_numpy(dtype=bool)],
        "answered": left.who.assign(option_id=""),
        "ticked": answers[answers["selected"].to_numpy(dtype=bool, na_value=False)],
        "commented": said,
        "substance": said[said["status"] == "ok"],
        "coded": left.coded,
    }
    return pd.concat([rows[_ROW].drop_duplicates().assign(item_id=step) for step, rows in steps.items()])


def _listed(left: Left, *, options: bool) -> pd.DataFrame:
    """The steps of each question, or option, that are figures even where nobody got to them.

    Nobody can tick where there are no ticks, or comment where no column of the export takes a
    comment of anybody; "shown" is a step where the export tells of everybody.
    """
    import pandas as pd

    with_ticks = _with_ticks(left.questions)
    some = {
        "shown": _with_shown(left.answers),
        "answered": left.questions.assign(option_id=""),
        "ticked": left.answers[left.answers["selected"].notna() & left.answers["question_id"].isin(with_ticks)],
        **dict.fromkeys(("commented", "substance", "coded"), left.comments),
    }
    place = ["question_id", "option_id"]
    listed = pd.concat([rows[place].drop_duplicates().assign(item_id=step) for step, rows in some.items()])
    if options:
        listed = listed[listed["option_id"].ne("") & listed["question_id"].isin(with_ticks)]
        listed = listed.assign(order=listed.groupby(place, sort=False).ngroup()).sort_values("order", kind="stable")
    else:
        listed = listed.assign(option_id="").drop_duplicates()
    return _event(listed.assign(respondent_id=""))[ITEM]


def _with_shown(answers: pd.DataFrame) -> pd.DataFrame:
    """The answers to questions of which the export tells of everybody whether they were shown."""
    unknown = set(answers.loc[answers["shown"].isna(), "question_id"])
    return answers[~answers["question_id"].isin(unknown)]


def _with_ticks(questions: pd.DataFrame) -> set[str]:
    return set(questions.loc[questions["kind"].isin(bases.TICKS), "question_id"])


def _event(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(kind="base", role="", unit="respondent", unit_id=rows["respondent_id"])


def _put_to(left: Left) -> pd.DataFrame:
    """Out of whom a question is answered: columns question_id and respondent_id.

    All who opened the survey; of a question asked on a condition, and of a repeated block, those
    that figures over the whole survey are taken from and who else answered it.
    """
    import pandas as pd

    questions = left.questions
    some = questions["conditional"] | (questions["records"] > 0)
    opened = questions.loc[~some, ["question_id"]].merge(left.respondents[["respondent_id"]], how="cross")
    whole = pd.DataFrame({"respondent_id": sorted(left.everybody)}, dtype="str")
    counted = questions.loc[some, ["question_id"]].merge(whole, how="cross")
    others = left.who[left.who["question_id"].isin(set(counted["question_id"]))]
    return pd.concat([opened, counted, others[["question_id", "respondent_id"]]])


def _survey(left: Left, groups: pd.DataFrame, invited: int) -> pd.DataFrame:
    """The steps of the whole survey, out of those who opened it, or were invited."""
    import pandas as pd

    opened = left.respondents[["respondent_id"]]
    steps = {"opened": opened, "answered": left.who[["respondent_id"]].drop_duplicates()}
    if (whole := submitted(left.respondents)) is not None:
        steps["complete"] = opened[among(opened["respondent_id"], whole)]
    found = _event(pd.concat([who.assign(item_id=step, question_id="", option_id="") for step, who in steps.items()]))
    listed = _event(pd.DataFrame({"item_id": list(steps), "question_id": "", "option_id": "", "respondent_id": ""}))
    out_of = opened.assign(question_id="", unit="respondent", unit_id=opened["respondent_id"])
    rows = counting.count([found], listed[ITEM], out_of, groups, counting.Asked())
    if not invited:
        return rows
    whole = rows["by"].eq("")
    rows.loc[whole, "base"] = invited
    total = pd.DataFrame([rows[whole].iloc[0].to_dict() | {"item_id": "invited", "count": invited}])
    return counting.finish(pd.concat([total, rows]), counting.Asked())
