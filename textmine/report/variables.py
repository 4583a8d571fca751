"""answers, codings, mentions, attributes -> the variables of a report: what statistics programs read.

They are made of the same events that `summarise` counts, so that a figure of the report is the sum of a variable, out
of as many as have a value.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textmine import tables
from textmine.privacy import pseudonyms
from textmine.report.facts import Slice
from textmine.report.model import NOT_ANSWERED, NOT_SHOWN, Variable
from textmine.report.quoting import place_of
from textmine.report.verbatims import groups_of, read_columns
from textmine.stages.summarise import bases, events
from textmine.stages.summarise.places import place_events, places_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from textmine.report.facts import Facts, Question
    from textmine.report.model import Measure

__all__ = ["variables_of"]

_CODED = {"single", "single_comment", "yes_no", "array", "ranking"}
_NUMBERS = {"number", "numbers", "array_number"}
_READ = {
    "answers": ("respondent_id", "question_id", "record_id", "row_id", "option_id", "shown", "selected", "value"),
    "comments": ("comment_id", "respondent_id", "question_id", "record_id", "row_id", "option_id", "kind"),
    "texts": ("comment_id", "status"),
    "codings": ("segment_id", "comment_id", "theme_id", "decision"),
    "asides": ("segment_id", "theme_id"),
    "mentions": ("comment_id", "kind", "entity_id", "role", "negated"),
}
_NO, _YES = 0.0, 1.0
_LONGEST = 56  # characters of a name; SPSS allows 64 bytes, and a number may follow
# Words that are no names in SPSS. Source: IBM SPSS Statistics, Command Syntax Reference, "Variable Names".
_RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}


def variables_of(
    facts: Facts, most: int, *, keep_personal_data: bool = False
) -> tuple[tuple[str, ...], tuple[Variable, ...]]:
    """The respondents under their pseudonyms, in the order of these, and what is known of each.

    Texts are no variables, nor are questions on personal data, nor dates.

    Args:
        facts: The run.
        most: None at all where there are more respondents than this.
        keep_personal_data: Respondents by their ids.
    """
    people = pseudonyms(read_columns(facts, "respondents", ("respondent_id",))["respondent_id"]) if most else {}
    if not 0 < len(people) <= most:
        return (), ()
    made = _Made(facts, tuple(people))
    for question in facts.questions.values():
        if not question.personal:
            made.ticks(question)
            made.answers(question)
            made.said(question)
    made.said(None)
    made.groups()
    made.weights()
    return tuple(people) if keep_personal_data else tuple(people.values()), tuple(made.variables)


@dataclass
class _Made:
    """The variables made so far, and the tables that they are made of.

    Args:
        facts: The run.
        people: The ids of the respondents, in the order of the values.
    """

    facts: Facts
    people: tuple[str, ...]
    variables: list[Variable] = field(default_factory=list)

    def __post_init__(self) -> None:
        import pandas as pd

        facts = self.facts
        read = {name: read_columns(facts, name, columns) for name, columns in _READ.items()}
        questions, respondents = facts.table("questions"), facts.table("respondents")
        written = read["comments"].merge(read["texts"], on="comment_id")
        who = bases.answered(questions, respondents, read["answers"], written[written["status"] != "blank"])
        self._everybody = bases.survey_base(respondents, who)
        self._who = {name: set(rows) for name, rows in who.groupby(["question_id", "record_id"])["respondent_id"]}
        self._answered = {name: set(rows) for name, rows in who.groupby("question_id")["respondent_id"]}
        self._answers = dict(iter(read["answers"].groupby("question_id", sort=False)))
        said = events.codings_of(read["codings"], written, read["asides"])
        entities = facts.table("entities")
        places = places_of(facts.table("fields"), read["answers"], entities)
        named = place_events(questions, written, events.counted(read["mentions"], entities), places)
        found = pd.concat([events.theme_events(questions, said, facts.table("themes")), named])
        found = pd.concat([found, events.whole_survey(found, self._everybody)])
        self._said: dict[tuple[str, str, str], dict[str, set[str]]] = {}
        rows = found[found["unit"] == "respondent"]
        for question, kind, role, item, person in zip(
            *(rows[name] for name in ("question_id", "kind", "role", "item_id", "respondent_id")), strict=True
        ):
            self._said.setdefault((question, kind, role), {}).setdefault(item, set()).add(person)
        self._names: set[str] = set()

    def ticks(self, question: Question) -> None:
        """Keep a variable for each option of a question with several answers: 1 ticked, 0 not."""
        rows = self._rows(question, bases.TICKS)
        known = set(rows.loc[rows["selected"].notna(), "option_id"])
        for record, part in rows[rows["option_id"].isin(known)].groupby("record_id", sort=False):
            by_option = dict(iter(part.groupby("option_id", sort=False)))
            for option in _codes(self.facts, question.question_id, by_option):
                if option not in by_option:
                    continue
                ticked = by_option[option]
                yes = ticked.loc[ticked["selected"].to_numpy(dtype=bool, na_value=False), "respondent_id"]
                values = self._values(
                    dict.fromkeys(yes, _YES), self._who.get((question.question_id, record), ()), ticked
                )
                label = self.facts.option(question.question_id, option)
                self._ask(question, record, Variable("", label, "tick", values, _no_yes("ticked"), item=option))

    def answers(self, question: Question) -> None:
        """Keep a variable for each answer to a closed question: a code with what it means, or a number."""
        rows = self._rows(question, _CODED | _NUMBERS)
        scale = question.kind in _NUMBERS
        codes = () if scale else _codes(self.facts, question.question_id, rows["value"].dropna())
        numbers = _numbered(codes)
        labels = tuple((numbers[code], self.facts.option(question.question_id, code)) for code in codes)
        # The columns of an array are nearly always a scale; a person can say otherwise in the program.
        measure: Measure = "scale" if scale else "ordinal" if question.kind == "array" else "nominal"
        for (record, row, option), part in rows.groupby(["record_id", "row_id", "option_id"], sort=False):
            given = part.dropna(subset="value")
            said = zip(given["respondent_id"], given["value"], strict=True)
            found = {person: _number(value) if scale else numbers[value] for person, value in said}
            who = self._who.get((question.question_id, record), ())
            values = self._values(found, who, part, left_out=NOT_ANSWERED)
            item = "|".join(filter(None, (row, option)))
            label = place_of(self.facts, question, row, option)
            self._ask(question, record, Variable("", label, "answer", values, labels, measure, item=item))

    def said(self, asked: Question | None) -> None:
        """Keep a variable for each theme named under a question, or anywhere, and for each target country anywhere."""
        question, title = (asked.question_id, self._asked(asked)) if asked else ("", "")
        base = self._answered.get(question, set()) if asked else self._everybody
        themes = self._said.get((question, "theme", ""), {})
        for theme in self.facts.themes.values():
            if theme.theme_id in themes or not question:
                label = " \u2013 ".join(filter(None, (theme.label, title)))
                values = self._dummy(themes.get(theme.theme_id, set()), base)
                made = Variable("", label, "theme", values, _no_yes("named"), question=question, item=theme.theme_id)
                self._keep(f"{question}_t_{theme.theme_id}", made)
        targets = {} if question else self._said.get(("", "country", "target"), {})
        for country in sorted(targets):
            label = f"Target: {self.facts.label(Slice('country'), country)}"
            values = self._dummy(targets[country], base)
            self._keep(f"target_{country}", Variable("", label, "country", values, _no_yes("named"), item=country))

    def groups(self) -> None:
        """Keep the attributes that figures are broken down by, but those that are questions."""
        held = groups_of(self.facts)
        for place, by in enumerate(self.facts.by):
            numbers = {group.value: float(n) for n, group in enumerate((g for g in self.facts.groups if g.by == by), 1)}
            values = tuple(numbers.get(held[person][place]) if person in held else None for person in self.people)
            if by not in self.facts.questions:
                labels = tuple((number, value) for value, number in numbers.items())
                self._keep(by, Variable("", by, "group", values, labels, item=by))

    def weights(self) -> None:
        """Keep who counts over the whole survey, and the weights where there are any."""
        values = self._dummy(self._everybody, frozenset(self.people))
        self._keep("counted", Variable("", "Counted over the whole survey", "counted", values, _no_yes("counted")))
        respondents = self.facts.table("respondents")
        weights = dict(zip(respondents["respondent_id"], respondents["weight"].astype(float), strict=True))
        if set(weights.values()) != {1.0}:
            values = tuple(weights[person] for person in self.people)
            self._keep("weight", Variable("", "Weight", "weight", values, measure="scale"))

    def _rows(self, question: Question, kinds: Collection[str]) -> pd.DataFrame:
        """The answers to a question of one of these kinds."""
        rows = self._answers.get(question.question_id)
        return rows if rows is not None and question.kind in kinds else tables.empty("answers")

    def _values(
        self,
        given: Mapping[str, float | None],
        answered: Collection[str],
        rows: pd.DataFrame,
        left_out: float = _NO,
    ) -> tuple[float | None, ...]:
        """A value for each respondent: what they gave, or why there is nothing.

        Args:
            given: Respondent -> value.
            answered: Who answered the question.
            rows: The answers, which say whom the question was shown to.
            left_out: The value of those who answered the question, but gave nothing here.
        """
        hidden = set(rows.loc[~rows["shown"].to_numpy(dtype=bool, na_value=True), "respondent_id"])
        nothing = dict.fromkeys(hidden, NOT_SHOWN) | dict.fromkeys(answered, left_out)
        return tuple(given[person] if person in given else nothing.get(person, NOT_ANSWERED) for person in self.people)

    def _dummy(self, said: Collection[str], base: Collection[str]) -> tuple[float, ...]:
        """1 for those who said it, 0 for the others that figures are taken from."""
        return tuple((_YES if person in said else _NO) if person in base else NOT_ANSWERED for person in self.people)

    def _ask(self, question: Question, record: str, made: Variable) -> None:
        """Keep a variable of a question, its option or row first, as that tells it from the others."""
        number = record if question.repeated else ""
        label = " \u2013 ".join(filter(None, (made.label, self._asked(question), number)))
        name = "_".join(filter(None, (question.question_id, made.item, number)))
        self._keep(name, replace(made, label=label, question=question.question_id, record=number))

    def _asked(self, question: Question) -> str:
        """What to call a question, and none else."""
        return self.facts.title(question) if question.kind in bases.TICKS else question.heading

    def _keep(self, wanted: str, made: Variable) -> None:
        self.variables.append(replace(made, name=self._name(wanted)))

    def _name(self, wanted: str) -> str:
        """A name that no other variable has, and that statistics programs take."""
        plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^A-Za-z0-9]+", "_", plain)[:_LONGEST].strip("_")
        if not stem[:1].isalpha() or stem.casefold() in _RESERVED:
            stem = f"v_{stem}".strip("_")
        name, number = stem, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem}_{number}"
        self._names.add(name.casefold())
        return name


def _codes(facts: Facts, question: str, given: Iterable[str]) -> list[str]:
    """The codes of a question in the order of the questionnaire, then those that only answers have."""
    known = facts.options(question)
    return [*known, *sorted(set(given) - set(known), key=tables.natural_key)]


def _numbered(codes: Collection[str]) -> dict[str, float]:
    """A number for each code: its own where all are small whole numbers, else its place."""
    if all(code.isascii() and code.isdecimal() and str(int(code)) == code for code in codes):
        return {code: float(code) for code in codes}
    return {code: float(number) for number, code in enumerate(codes, start=1)}


def _number(value: str) -> float | None:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None  # noqa: PLR2004  whole numbers are exact up to it; not NaN


def _no_yes(word: str) -> tuple[tuple[float, str], ...]:
    return ((_NO, f"not {word}"), (_YES, word))
