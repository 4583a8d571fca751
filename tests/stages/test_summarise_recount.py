"""Every count of an invented survey, counted again with sets, from what the tables of the documentation say.

Nothing of the stage is used: who did what is a set of pairs (respondent, record), and a figure is the size of one.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict

import pytest

from textmine import tables
from textmine.figures import SMALL
from textmine.stages.summarise import SummariseSettings, summarise
from textmine.stats import bounds, finite, holm, independence, wilson

# Code: kind, whether it is asked on a condition, its records, its options, whether it is on personal data.
QUESTIONS = {
    "M": ("multiple_comments", False, 0, "cab", False),
    "N": ("multiple", True, 0, "ab", False),
    "U": ("multiple", False, 0, "ab", False),  # of which the export does not tell to whom it was shown
    "V": ("multiple", True, 0, "ab", False),  # the same, and asked on a condition
    "R": ("multiple_comments", False, 2, "ab", False),
    "S": ("single_comment", False, 0, "xyz", False),
    "T": ("text", False, 0, "", False),
    "P": ("text", False, 0, "", True),
}
PARENTS = {"top": "", "staff": "top", "time": "top", "money": "", "found": "", "never": ""}
WEIGHTS = (0.5, 2.0)
STATUS = ["ok", "ok", "ok", "blank", "no_answer", "see_other", "unreadable"]
REASONS = {"no_answer": "nothing_said", "blank": "nothing_said", "unreadable": "nothing_said", "see_other": "elsewhere"}
STEPS = ("answered", "commented", "substance", "coded", "shown", "ticked")


class Survey:
    """An invented survey: its tables, and what everybody did in sets."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.people = [str(n) for n in range(1, draw.choice([9, 26]))]
        self.complete = {who: draw.random() < 0.7 for who in self.people}
        self.sizes = {who: draw.choice(["small", "large", "large", "huge"]) for who in self.people}
        self.weights = {who: draw.choice(WEIGHTS) for who in self.people}
        self.rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self.did: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for who in self.people:
            self.rows["attributes"].append((who, "size", self.sizes[who]))
            for code, (kind, conditional, records, options, _) in QUESTIONS.items():
                shown = None if code in "UV" else not conditional or draw.random() < 0.5
                for record in [str(n) for n in range(1, records + 1)] or ["0"]:
                    place = (who, code, record)
                    if kind.startswith("multiple"):
                        self._ticks(draw, place, options, shown)
                    elif kind.startswith("single"):
                        value = draw.choice([*options, None])
                        self.rows["answers"].append((*place, "", "", shown, None, value))
                        self.did["shown"].add((*place, ""))
                        self._left(place, value=value)
                    if kind != "multiple" and shown is not False:
                        self._comments(draw, place, options if kind.startswith("multiple") else "", kind)

    def _ticks(self, draw, place, options, shown) -> None:
        for option in options:
            selected = None if shown is False else draw.random() < 0.3
            self.rows["answers"].append((*place, "", option, shown, selected, None))
            if shown:
                self.did["shown"].add((*place, option))
            if selected:
                self.did["ticked"].add((*place, option))
                self._left(place, value="Y")

    def _left(self, place, value) -> None:
        if value is not None:
            self.did["left"].add(place)
            self.did["value"] |= {(*place, value)} if QUESTIONS[place[1]][0].startswith("single") else set()

    def _comments(self, draw, place, options, kind) -> None:
        for option in options or [""]:
            if draw.random() < 0.5:
                continue
            comment, status = ":".join((*place, option)), draw.choice(STATUS)
            sort = "option_comment" if option else "question_comment" if kind == "single_comment" else "free_text"
            self.rows["comments"].append((comment, *place, "", option, sort, "words", "f", 2, place[1]))
            self.rows["texts"].append((comment, "these are my very own words", status, "", "[]", ""))
            if status != "blank":
                self._left(place, value="said" if not kind.startswith("single") else None)
                self.did["left"].add(place)
                self.did["commented"].add((*place, option))
            if status == "ok":
                self.did["substance"].add((*place, option))
            personal = QUESTIONS[place[1]][4]
            outcome = REASONS.get(status) or self._coded(draw, (*place, option), 0 if personal else 2)
            if not personal:
                self.did["outcome"].add((comment, place[1], outcome))

    def _coded(self, draw, place, most) -> str:
        """Code a comment that says something, and say what became of it."""
        outcome, comment = "no_code", ":".join(place)
        for theme in draw.sample(list(PARENTS)[:-1], draw.randint(0, most)):
            decision, aside = draw.choice(["yes", "yes", "review", "no"]), draw.random() < 0.2
            self.rows["codings"].append((f"{comment}/0", theme, comment, 0.5, decision, "{}", "[]"))
            if aside:
                self.rows["asides"].append((f"{comment}/0", theme, comment, "request"))
            if decision == "yes" and not aside:
                outcome = "coded"
                self.did["coded"].add(place)
                self.did["theme"] |= {(*place[:3], each) for each in (theme, PARENTS[theme]) if each}
            elif decision == "review" and outcome == "no_code":
                outcome = "unsure"
        return outcome

    def counts(self, **settings):
        """The table `counts`."""
        return self.summarised(**settings)[0]

    def summarised(self, **settings):
        """The tables that the stage makes."""
        questions = [
            (code, code, kind, n, "en", "", "T", conditional, records, personal)
            for n, (code, (kind, conditional, records, _, personal)) in enumerate(QUESTIONS.items())
        ]
        options = [
            (code, "option", option, option, n, False)
            for code, (_, _, _, listed, _) in QUESTIONS.items()
            for n, option in enumerate(listed)
        ]
        themes = [
            (
                theme,
                above,
                theme,
                "",
                "[]",
                "[]",
                "[]",
                "[]",
                "emergent" if theme == "found" else "codebook",
                "barrier",
                0.3,
                "[]",
                None,
                "{}",
                1,
            )
            for theme, above in PARENTS.items()
        ]
        people = [(who, None, self.complete[who], "en", self.weights[who], 2) for who in self.people]
        made = {"questions": questions, "options": options, "themes": themes, "respondents": people} | self.rows
        empty = ("fields", "mentions", "entities", "relations", "attributes", "answers", "comments", "texts", "codings")
        frames = {name: tables.frame(name, made.get(name, [])) for name in (*made, *empty, "asides")}
        return summarise(**frames, settings=SummariseSettings(**settings))


def recounted(survey: Survey, groups: dict[tuple[str, str], set[str]], invited: int):
    """What is counted -> count and base, and what both weigh."""
    whole = {who for who, done in survey.complete.items() if done}
    answered = _answered(survey, whole)
    listed = [figure for code in QUESTIONS for figure in _of_question(survey, code, answered[code], whole)]
    found = {}
    for (*place, units), pairs, base in [*listed, *_of_survey(survey, answered, whole)]:
        for (by, group), members in groups.items():
            for unit in units.split():
                inside = ({pair for pair in some if pair[0] in members} for some in (pairs & base, base))
                units_of = [{pair if unit == "record" else pair[:1] for pair in some} for some in inside]
                weights = [sum(survey.weights[who] for who, *_ in some) for some in units_of]
                found[*place, by, group, unit] = (*map(len, units_of), *weights)
    for step in ("opened", "complete", "answered"):
        key = ("", "", "base", step, "", "", "respondent")
        found[key] = (found[key][0], invited, 0, 0)
    found["", "", "base", "invited", "", "", "respondent"] = (invited, invited, 0, 0)
    for code in ["", *{code for _, code, _ in survey.did["outcome"]}]:
        here = [outcome for _, name, outcome in survey.did["outcome"] if code in {"", name}]
        for outcome in ("coded", "nothing_said", "elsewhere", "no_code", "unsure"):
            found[code, "", "coding", outcome, "", "", "comment"] = (here.count(outcome), len(here), 0, 0)
    return found


def _of_question(survey, code, base, whole):
    """What is counted on a question: question, option, kind, item and units; the pairs that did it; the base."""
    kind, conditional, records, options, _ = QUESTIONS[code]
    units = "respondent record" if records else "respondent"

    def did(what, last):
        return {(who, record) for who, name, record, item in survey.did[what] if name == code and item == last}

    if kind.startswith("multiple"):
        for option in options:
            ticked = did("ticked", option)
            yield (code, option, "tick", option, units if ticked else "respondent"), ticked, base
    for what, of in (("value", "respondent"), ("theme", units)):
        for item in {item for _, name, _, item in survey.did[what] if name == code}:
            yield (code, "", what, item, of), did(what, item), base
    people = {(who, "0") for who, _ in base}
    put_to = people | {(who, "0") for who in (whole if conditional or records else survey.people)}
    for step, option in itertools.product(STEPS, ["", *options]):
        if _is_step(survey, code, step, option):
            some = {(who, "0") for who, name, _, item in survey.did[step] if name == code and option in {"", item}}
            did_it, out_of = (people if step == "answered" else some), (people if option else put_to)
            yield (code, option, "base", step, "respondent"), did_it, out_of


def _of_survey(survey, answered, whole):
    """The same of the whole survey."""
    everybody, opened = {(who, "") for who in whole}, {(who, "") for who in survey.people}
    for theme in PARENTS:
        raised = {(who, "") for who, _, _, item in survey.did["theme"] if item == theme}
        yield ("", "", "theme", theme, "respondent"), raised, everybody
    left = {(who, "") for pairs in answered.values() for who, _ in pairs}
    for step, some in (("opened", opened), ("complete", everybody), ("answered", left)):
        yield ("", "", "base", step, "respondent"), some, opened


def _answered(survey, whole):
    """Question -> (respondent, record) of those who left something in it, or who submitted it with no tick."""
    found = defaultdict(set)
    for who, code, record in survey.did["left"]:
        found[code].add((who, record))
    for code, (kind, conditional, records, _, _) in QUESTIONS.items():
        if kind.startswith("multiple") and not records:
            shown = {who for who, name, _, _ in survey.did["shown"] if name == code}
            if code in "UV":
                shown = set() if conditional else set(survey.people)
            found[code] |= {(who, "0") for who in shown & whole}
    return found


def _is_step(survey, code, step, option) -> bool:
    """Whether a step of a question, or option, is a figure."""
    ticks = QUESTIONS[code][0].startswith("multiple")
    said = {row[5] for row in survey.rows["comments"] if row[2] == code}
    if step == "answered":
        return not option
    if step == "shown":
        return code not in "UVTP" and (not option or ticks)
    if step == "ticked":
        return ticks
    return (option in said if option else bool(said)) and (not option or ticks)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_every_count_is_what_sets_say(seed):
    survey = Survey(seed)
    counts = survey.counts(by=("size",), smallest_group=3, invited=40)
    groups = _groups(survey, set(counts.loc[counts["by"] == "size", "group"]))
    columns = ["question_id", "option_id", "kind", "item_id", "by", "group", "unit", "count", "base"]
    figures = counts[columns].assign(option_id=counts["option_id"].where(counts["kind"].isin({"base", "tick"}), ""))
    found = {tuple(row[:7]): tuple(row[7:]) for row in figures.itertuples(index=False)}
    assert len(found) == len(counts)
    expected = recounted(survey, groups, 40)
    assert found == {key: sizes[:2] for key, sizes in expected.items()}
    assert (counts["role"] == "").all()
    for key, row in zip(found, counts.to_dict("records"), strict=True):
        _hold_to(row, *expected[key], invited=40)


def _hold_to(row, count, base, some, whole, *, invited):
    """Share, interval, bounds and weighted share of a figure; NaN where there is none."""
    assert row["share"] == pytest.approx(count / base if base else math.nan, nan_ok=True)
    estimated = row["unit"] == "respondent" and row["kind"] != "base" and base
    of_invited = row["by"] == "" and row["question_id"] in {"", "M", "U", "S", "T", "P"}
    ends = limits = (math.nan, math.nan)
    if estimated and of_invited:
        ends, limits = finite(count, base, invited), bounds(count, base, invited)
    elif estimated:
        ends = wilson(count, base)
    weighted = some / whole if estimated and whole else math.nan
    figures = [row[name] for name in ("low", "high", "least", "most", "weighted")]
    assert figures == pytest.approx([*ends, *limits, weighted], nan_ok=True)


@pytest.mark.parametrize(("seed", "smallest"), [(0, 3), (2, 1)])
def test_groups_are_compared_wherever_they_can_differ(seed, smallest):
    counts, _, comparisons, robust = Survey(seed).summarised(by=("size",), smallest_group=smallest)
    compared = {}
    leaves = set(PARENTS) - set(PARENTS.values()) - {"found"}  # what the machine found is not compared
    wanted = counts[(counts["by"] != "") & (counts["unit"] == "respondent") & (counts["base"] > 0)]
    wanted = wanted[(wanted["kind"] == "tick") | wanted["item_id"].isin(leaves)]
    for (question, kind, item), part in wanted.groupby(["question_id", "kind", "item_id"], sort=False):
        some, of = list(part["count"]), list(part["base"])
        if len(of) > 1 and 0 < sum(some) < sum(of):
            compared.setdefault((question, kind), {})[item] = independence(some, of)[0]
    expected = {
        (*family, item): (tests[item], adjusted, len(tests), adjusted < 0.05)
        for family, tests in compared.items()
        for item, adjusted in zip(tests, holm([*tests.values()]), strict=True)
    }
    rows = comparisons[["question_id", "kind", "item_id", "p", "adjusted", "family", "differs"]]
    found = {row[:3]: row[3:] for row in map(tuple, rows.to_numpy())}
    assert robust.set_index("theme_id").loc["never", ["comments", "by_one"]].tolist() == [0, 0]
    assert len(found) > 10
    assert found.keys() == expected.keys()
    for key, figures in found.items():
        assert figures == pytest.approx(expected[key]), key


def test_the_order_is_that_of_the_questionnaire_and_then_the_most_named_first():
    survey = Survey(7)
    counts = survey.counts()
    kinds = ["base", "coding", "tick", "value", "theme"]
    places = [(["", *QUESTIONS].index(row.question_id), kinds.index(row.kind)) for row in counts.itertuples()]
    assert places == sorted(places)
    for _, part in counts[counts["kind"] == "theme"].groupby(["question_id", "unit"]):
        assert part["count"].is_monotonic_decreasing
    of_m = counts[(counts["question_id"] == "M") & (counts["option_id"] == "")]
    assert list(of_m.loc[of_m["kind"] == "base", "item_id"]) == [
        "shown", "answered", "ticked", "commented", "substance", "coded",
    ]  # fmt: skip
    ticks = counts[(counts["question_id"] == "M") & (counts["kind"] == "tick")]
    assert list(ticks["item_id"]) == ["c", "a", "b"]
    steps = counts[(counts["question_id"] == "M") & (counts["kind"] == "base") & (counts["option_id"] != "")]
    assert list(dict.fromkeys(steps["option_id"])) == ["c", "a", "b"]
    values = counts[counts["kind"] == "value"]
    assert list(values["item_id"]) == list(dict.fromkeys(row[7] for row in survey.rows["answers"] if row[7]))
    assert not values["count"].is_monotonic_decreasing  # or the order above could be that of the counts
    assert "invited" not in set(counts["item_id"])
    assert SummariseSettings() == SummariseSettings(by=(), invited=0, smallest_group=3, correction="holm")


def _groups(survey, shown):
    """The members of each group that is shown; the small ones are together, and none has fewer than three."""
    groups = {("size", group): {who for who in survey.people if survey.sizes[who] == group} for group in shown}
    if SMALL in shown:
        groups["size", SMALL] = set(survey.people).difference(*groups.values())
    assert all(sum(survey.complete[who] for who in members) >= 3 for members in groups.values())
    assert not groups or set().union(*groups.values()) == set(survey.people)
    return {("", ""): set(survey.people)} | groups
