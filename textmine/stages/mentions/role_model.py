"""corrections -> a model of roles, which takes over from the rules where it is shown to be better.

Every corrected place with its role is an example: the words around it within its clause, what the
rules say of it and why, the role that its question speaks for, and whether it is in Europe. Those
that are no words hold in any language. A logistic regression is trained on them, and held against
the rules on comments that it was not trained on, one respondent's comments always together. It
takes over when

- there are at least 30 examples of two roles or more (fewer leave six or less to a fold);
- the rules were right on at least 10 of them: people who mark only what is wrong show nothing of
  what is right, and a model of errors alone is worse than none;
- where only one of the two is right, it is the model so often that chance would do as well in less
  than one case in twenty (the exact test of McNemar). The rules say why; what takes their place
  must be better for sure.

Source: Hosmer, Lemeshow and Sturdivant, Applied Logistic Regression (2013); McNemar (1947), doi
10.1007/BF02295996, exact and one-sided, as Dietterich (1998), doi 10.1162/089976698300017197, has
it for classifiers on the same cases. The smallest numbers are chosen, not measured.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import tables
from textmine.stages.mentions.fields import Fields
from textmine.stages.mentions.finder import Span, words
from textmine.stages.mentions.gazetteer import Name
from textmine.stages.mentions.lookup import Lookup
from textmine.stages.mentions.ner import NOTHING
from textmine.stages.mentions.search import Comment, Search
from textmine.stats import sign_test

if TYPE_CHECKING:
    import pandas as pd

    from textmine.stages.mentions.corrections import Correction
    from textmine.stages.mentions.role import Role, Setting

__all__ = ["Example", "RoleModel", "Verdict", "compare", "examples", "fit", "judge"]

FEWEST, FEWEST_RIGHT, FOLDS, CHANCE = 30, 10, 5, 0.05

# The window that a sheet has on both sides, the words in it that are looked at, and what ends a clause.
WINDOW = 60
_WORDS = 6
_CLAUSE = re.compile(r"[.;!?()\n•](?=\s|$)|[;()\n•]")
_PLACES = frozenset({"country", "region"})


class Example(NamedTuple):
    """A place whose role a person knows.

    Args:
        features: What is known of it without the person.
        ruled: The role that the rules give.
        role: The role that the person gives.
        group: Whose words it stands in.
    """

    features: tuple[str, ...]
    ruled: str
    role: str
    group: str


class Verdict(NamedTuple):
    """Who decides roles, the model or, with None, the rules; and why, in words."""

    model: RoleModel | None
    why: str


class RoleModel:
    """A trained logistic regression, as weights of features.

    Args:
        weights: For each feature a weight for each role.
        intercept: A weight for each role.
        roles: The roles, in the order of the weights.
        trained: The number of examples.
    """

    def __init__(
        self, weights: dict[str, tuple[float, ...]], intercept: Sequence[float], roles: Sequence[str], trained: int
    ) -> None:
        self._weights, self._intercept, self._roles, self._trained = weights, intercept, roles, trained

    def predict(self, features: Sequence[str]) -> tuple[str, float]:
        """The likeliest role and its probability."""
        known = [self._weights[feature] for feature in features if feature in self._weights]
        sums = [math.fsum(column) for column in zip(self._intercept, *known, strict=True)]
        best = max(range(len(sums)), key=lambda i: sums[i])
        return self._roles[best], 1 / math.fsum(math.exp(value - sums[best]) for value in sums)

    def decide(self, comment: Comment, span: Span, setting: Setting, said: Role) -> Role:
        """The role of a place in the stead of the one that the rules said."""
        role, probability = self.predict(_features(comment, span, setting, said))
        ruled = said.why.removeprefix("role: ")
        why = f"role: {role} by the model trained on {self._trained} corrections, {probability:.2f}; rules say {ruled}"
        return said._replace(role=role, why=why)


class _Recorder:
    """Stands where a model would, and writes down what it would see."""

    def __init__(self) -> None:
        self.seen: dict[int, tuple[tuple[str, ...], str]] = {}

    def decide(self, comment: Comment, span: Span, setting: Setting, said: Role) -> Role:
        """What the rules said."""
        self.seen[span.start] = (_features(comment, span, setting, said), said.role)
        return said


@functools.lru_cache(maxsize=4)
def judge(corrections: tuple[Correction, ...], members: frozenset[str]) -> Verdict:
    """Train a model, hold it against the rules, and say which of them decides.

    Args:
        corrections: All corrections.
        members: The members of the EU, ISO 3166-1 alpha-2.
    """
    known = examples(corrections, members)
    ruled = sum(example.ruled == example.role for example in known)
    roles, groups = {example.role for example in known}, {example.group for example in known}
    if len(known) < FEWEST or len(roles) < 2 or len(groups) < FOLDS:  # noqa: PLR2004  two roles
        found = f"{len(known)} with {len(roles)} roles from {len(groups)} respondents"
        return Verdict(None, f"by the rules: a model needs {FEWEST} checked places with two roles, there are {found}")
    if ruled < FEWEST_RIGHT:
        found = f"of {len(known)} checked places the rules had {ruled} right; a model needs {FEWEST_RIGHT} of these too"
        return Verdict(None, f"by the rules: {found}, so mark in the column checked what you read and left as it was")
    guessed = compare(known)
    right = sum(guess == example.role for guess, example in zip(guessed, known, strict=True))
    chance = _mcnemar(known, guessed)
    figures = (
        f"right on {right / len(known):.2f} of {len(known)} checked places that it was not trained on, "
        f"the rules on {ruled / len(known):.2f} (p = {chance:.1g})"
    )
    if chance >= CHANCE:
        return Verdict(None, f"by the rules: a model was {figures}, which is no gain for sure")
    return Verdict(fit(known), f"by the model trained on {len(known)} corrections: {figures}")


def examples(corrections: Sequence[Correction], members: frozenset[str]) -> list[Example]:
    """The corrected places that have a role and the words or the question around them.

    The rules are asked anew, on what the sheet holds of the comment, so that they are those of
    today also for a sheet of another survey.
    """
    rows = [
        row
        for row in corrections
        if row.kind in _PLACES and row.entity_id and row.role and (row.before or row.after or row.question)
    ]
    if not rows:
        return []
    fields, places = _fields([(row.question, row.option) for row in rows])
    found = []
    for row in rows:
        recorder = _Recorder()
        field = fields.of(*places[row.question, row.option])
        comment = Comment(f"{row.before}{row.surface}{row.after}", row.language or "und", field, NOTHING)
        start = len(row.before)
        name = Name(row.kind, row.entity_id, "known", frozenset("*"))
        span = Span(start, start + len(row.surface), name, (), frozenset())
        Search(Lookup(tables.empty("names")), members, recorder).place(comment, span)
        features, ruled = recorder.seen[start]
        found.append(Example(features, ruled, row.role, row.comment_id.partition(":")[0]))
    return found


def _fields(wordings: Sequence[tuple[str, str]]) -> tuple[Fields, dict[tuple[str, str], tuple[str, str, str]]]:
    """The fields of a questionnaire of these questions and options, and the place of each in it."""
    ids = {wording: str(number) for number, wording in enumerate(dict.fromkeys(wordings))}
    questions: list[dict[str, object]] = []
    options: list[dict[str, object]] = []
    for (question, option), number in ids.items():
        questions.append({"question_id": number, "text": question, "kind": "multiple_comments"})
        options.append({"question_id": number, "axis": "option", "option_id": "1", "text": option})
    made = Fields(_table("questions", questions), _table("options", options))
    return made, {wording: (number, "", "1") for wording, number in ids.items()}


def _table(name: str, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """A table with the columns that `rows` leave out filled with empty values."""
    nothing = {"string": "", "json": "[]", "int": 0, "float": 0.0, "bool": False}
    columns = tables.TABLES[name].columns
    return tables.frame(name, [{c.name: row.get(c.name, nothing[c.kind]) for c in columns} for row in rows])


def compare(known: Sequence[Example]) -> list[str]:
    """The role of each example by a model trained on those of other respondents.

    Args:
        known: Examples of five respondents at least.
    """
    from sklearn.model_selection import GroupKFold

    guessed = [""] * len(known)
    folds = GroupKFold(n_splits=FOLDS).split(known, groups=[example.group for example in known])
    for train, held in folds:
        model = fit([known[i] for i in train])
        for i in held:
            guessed[i] = model.predict(known[i].features)[0]
    return guessed


def fit(known: Sequence[Example]) -> RoleModel:
    """The model of some examples; where all have one role, that role for everything."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    roles = sorted({example.role for example in known})
    if len(roles) == 1:
        return RoleModel({}, [0.0], roles, len(known))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(example.features, 1) for example in known])
    model = LogisticRegression(max_iter=1000).fit(matrix, [example.role for example in known])
    weights, intercept = model.coef_, model.intercept_
    if len(roles) == 2:  # noqa: PLR2004  scikit-learn keeps the weights of the second of two alone
        weights, intercept = [0 * weights[0], weights[0]], [0.0, intercept[0]]
    columns = zip(*(row.tolist() for row in weights), strict=True)
    named = zip(vectorizer.get_feature_names_out().tolist(), columns, strict=True)
    return RoleModel(dict(named), [float(value) for value in intercept], [str(r) for r in model.classes_], len(known))


def _mcnemar(known: Sequence[Example], guessed: Sequence[str]) -> float:
    """How often chance alone lets the model be right, where one of the two is, as often as it was."""
    both = [(g == e.role, e.ruled == e.role) for g, e in zip(guessed, known, strict=True)]
    model, rules = both.count((True, False)), both.count((False, True))
    return sign_test(model, rules)


def _features(comment: Comment, span: Span, setting: Setting, said: Role) -> tuple[str, ...]:
    """What is known of a place, as the names of what holds of it: first what holds in any language, then words."""
    decided = said.why.partition(";")[0]
    field = setting.field
    found = [
        f"rules: {said.role}",
        f"how: {decided.partition(chr(39))[0]}",
        f"field: {field.role} {field.means}",
        f"europe: {setting.european}",
        f"rules in europe: {said.role} {setting.european}",
        f"why: {decided}",
        f"wording: {field.wording}",
    ]
    before = _CLAUSE.split(comment.text[max(0, span.start - WINDOW) : span.start])[-1]
    after = _CLAUSE.split(comment.text[span.end : span.end + WINDOW])[0]
    found += [f"before: {word.key}" for word in words(before)[-_WORDS:]]
    found += [f"after: {word.key}" for word in words(after)[:_WORDS]]
    return tuple(dict.fromkeys(found))
