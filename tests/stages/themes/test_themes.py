"""The stages `themes` and `code` on tables: contract, batches, options, and the way through a codebook."""

from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest
from helpers import cases

from textmine import tables
from textmine.codebook import Codebook, Theme, dump, from_table, load
from textmine.errors import TextmineError
from textmine.stages.embed import EmbedSettings, embed
from textmine.stages.themes import ThemesSettings, adapted, code, decides, examples, themes

STAFF = Theme(
    "staff",
    "Shortage or change of staff",
    "barrier",
    definition="Too few people, or a key person left.",
    exclude=("exchange of staff",),
    keywords=("understaff*", "lack of staff"),
    examples=("The person in charge left and was not replaced.",),
)
MONEY = Theme("money", "Too little money", "barrier", definition="The budget is too small.", keywords=("budget",))
SETTINGS = ThemesSettings(codebook=Codebook("small", "en", (STAFF, MONEY)))
SAID = [
    "We are understaffed since two people left.",
    "Our lack of staff is serious.",
    "The budget is too small for a mission.",
    "An exchange of staff took place.",
    *(case["text"] for case in cases("emergent")),
]


def _tables(said, respondents=None):
    """The tables the stages take, a comment of one segment for each text."""
    ids = [f"{number}" for number in range(len(said))]
    texts = pd.DataFrame({"comment_id": ids, "text": [f"- {text}" for text in said]}, dtype="str")
    segments = tables.frame("segments", [(f"{i}/0", i, 2, len(t) + 2) for i, t in zip(ids, said, strict=True)])
    return {
        "questions": tables.empty("questions"),
        "options": tables.empty("options"),
        "comments": pd.DataFrame(
            {
                "comment_id": ids,
                "respondent_id": respondents or ids,
                "question_id": ["Q"] * len(ids),
                "row_id": [""] * len(ids),
                "option_id": ["1"] * len(ids),
                "kind": ["option_comment"] * len(ids),
            },
            dtype="str",
        ),
        "texts": texts,
        "languages": pd.DataFrame({"comment_id": ids, "language": ["en"] * len(ids)}, dtype="str"),
        "segments": segments,
        "mentions": tables.empty("mentions"),
        "redactions": tables.empty("redactions"),
        "embeddings": embed(texts, segments, EmbedSettings()),
    }


def _labels(rows):
    return tables.frame("labels", [(*row, "", "") for row in rows])


def _themes(taken, settings=SETTINGS):
    return tables.check("themes", themes(**taken, settings=settings))


def _code(found, taken, settings=SETTINGS, labels=None, learned=None):
    needed = {name: taken[name] for name in ("questions", "comments", "texts", "segments", "embeddings")}
    redactions = taken["redactions"]
    labels = tables.empty("labels") if labels is None else labels
    if learned is None:
        learned = {
            "adapted": tables.check("adapted", adapted(themes=found, **needed, settings=settings)),
            "examples": tables.check("examples", examples(labels=labels, **needed)),
        }
    return tables.check(
        "codings", code(themes=found, **needed, labels=labels, **learned, redactions=redactions, settings=settings)
    )


@pytest.fixture(scope="module")
def taken():
    return _tables(SAID)


@pytest.fixture(scope="module")
def found(taken):
    return _themes(taken)


def test_themes_of_the_codebook_come_first_then_emergent_ones(found):
    assert found["theme_id"].tolist()[:2] == ["staff", "money"]
    assert found["origin"].tolist() == ["codebook"] * 2 + ["emergent"] * (len(found) - 2)
    assert {"emergent_visas", "emergent_time_zones"} <= set(found["theme_id"])
    assert found["respondents"].tolist()[:2] == [2, 1]
    assert found["stability"].isna().tolist() == [True, True] + [False] * (len(found) - 2)


def test_a_theme_without_a_hit_is_a_finding_and_no_error():
    found = _themes(_tables(["The weather was fine."]))
    assert found["respondents"].tolist() == [0, 0]


def test_respondents_are_counted_once():
    found = _themes(_tables(SAID[:2], ["R1", "R1"]))
    assert found["respondents"].tolist() == [1, 0]


def test_options_are_the_themes_where_there_is_no_codebook(taken):
    question = {
        "question_id": "C",
        "kind": "multiple_comments",
        "position": 0,
        "personal": False,
        "records": 0,
        "native_type": "",
    }
    option = {"question_id": "C", "axis": "option", "option_id": "1", "position": 0, "is_other": False}
    asked = taken | {
        "questions": pd.DataFrame([question]),
        "options": pd.DataFrame([option | {"text": "Shortage of staff"}]),
    }
    found = _themes(asked, ThemesSettings())
    assert found["theme_id"][0] == "c_1"
    assert found["origin"].tolist() == ["options"] + ["emergent"] * (len(found) - 1)
    assert found["respondents"][0] > 0


def test_personal_answers_never_make_a_theme(taken):
    question = {"question_id": "Q", "kind": "text", "position": 0, "personal": True, "records": 0, "native_type": "T"}
    found = _themes(taken | {"questions": pd.DataFrame([question])})
    assert found["theme_id"].tolist() == ["staff", "money"]
    assert found["respondents"].tolist() == [0, 0]


def test_evidence_stands_in_the_text_of_the_comment(taken, found):
    codings = _code(found, taken)
    row = codings[codings["theme_id"].eq("staff") & codings["comment_id"].eq("0")].iloc[0]
    assert row["decision"] == "yes"
    assert json.loads(row["votes"]).keys() == {"keywords", "meaning", "characters", "likely", "by"}
    assert [taken["texts"]["text"][0][start:end] for start, end in json.loads(row["evidence"])] == ["understaffed"]


def test_people_decide(taken, found):
    said = [("0", 2, 9, "staff", "ann", "no", "", ""), ("3", 0, 99, "money", "ann", "yes", "", "")]
    labels = tables.frame("labels", said)
    codings = _code(found, taken, labels=labels).set_index(["comment_id", "theme_id"])
    assert codings.loc[("0", "staff"), "decision"] == "no"
    assert codings.loc[("3", "money"), "decision"] == "yes"
    assert json.loads(codings.loc[("3", "money"), "votes"])["person"] == "yes"
    assert json.loads(codings.loc[("3", "money"), "votes"])["machine"] == "no"
    assert json.loads(codings.loc[("0", "staff"), "votes"])["machine"] == "yes"


def test_no_comments_no_rows():
    nothing = {name: tables.empty(name) for name in _tables([])}
    assert _themes(nothing)["respondents"].tolist() == [0, 0]
    assert _themes(nothing, ThemesSettings()).equals(tables.empty("themes"))
    assert _code(_themes(nothing), nothing).equals(tables.empty("codings"))
    assert _code(tables.empty("themes"), nothing).equals(tables.empty("codings"))


def test_twice_the_same_and_the_input_is_left_as_it_was(taken, found):
    before = {name: data.copy() for name, data in taken.items()}
    pd.testing.assert_frame_equal(_themes(taken), found)
    pd.testing.assert_frame_equal(_code(found, taken), _code(found, taken))
    for name, data in taken.items():
        pd.testing.assert_frame_equal(data, before[name])


def test_batches_give_what_the_whole_gives(taken, found):
    parts = []
    for start in range(0, len(SAID), 5):
        names = ("comments", "texts", "segments", "embeddings")
        parts.append(_code(found, taken | {name: taken[name].iloc[start : start + 5] for name in names}))
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), _code(found, taken))


def test_a_written_codebook_codes_the_same(taken, found, tmp_path):
    """Given themes code alike with and without emergent ones, also from a file."""
    given = found[found["origin"] != "emergent"]
    dump(from_table(given, name="mine", language="en"), tmp_path / "mine.yaml")
    again = dataclasses.replace(SETTINGS, codebook=load(tmp_path / "mine.yaml"), emergent=0)
    alone = _themes(taken, again)
    pd.testing.assert_series_equal(alone["respondents"], given["respondents"])
    codings = _code(found, taken)
    of_given = codings[codings["theme_id"].isin(set(given["theme_id"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(_code(alone, taken, again), of_given)


def test_an_accepted_theme_is_coded_by_the_codebook(taken, found, tmp_path):
    dump(from_table(found, name="mine", language="en"), tmp_path / "mine.yaml")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8").replace("kind: found", "kind: theme")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    again = dataclasses.replace(SETTINGS, codebook=load(tmp_path / "mine.yaml"), emergent=0)
    accepted = _themes(taken, again)
    assert accepted["theme_id"].tolist() == found["theme_id"].tolist()
    assert set(accepted["origin"]) == {"codebook"}
    assert (accepted["respondents"] > 0).all()


def test_a_codebook_given_back_unchanged_changes_nothing(taken, found, tmp_path):
    dump(from_table(found, name="mine", language="en"), tmp_path / "mine.yaml")
    assert "kind: found" in (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    again = _themes(taken, dataclasses.replace(SETTINGS, codebook=load(tmp_path / "mine.yaml")))
    assert again["theme_id"].tolist() == found["theme_id"].tolist()
    assert again["origin"].tolist().count("emergent") == found["origin"].tolist().count("emergent") > 0


def test_what_no_theme_covers_has_the_nearest_or_a_reason(taken, found):
    codings = _code(found, taken)
    emergent = set(found.loc[found["origin"] == "emergent", "theme_id"])
    assert set(codings["segment_id"]) == set(taken["segments"]["segment_id"]), "no segment is left without a word"
    nearest = codings[codings["theme_id"].isin(emergent)]
    assert not nearest["segment_id"].duplicated().any()
    decisions = {"yes": "yes", "unsure": "review", "alone": "no", "brief": "no"}
    assert nearest["decision"].tolist() == [decisions[json.loads(votes)["nearest"]] for votes in nearest["votes"]]
    given = codings[~codings["theme_id"].isin(emergent) & (codings["decision"] != "no")]
    assert not set(nearest["segment_id"]) & set(given["segment_id"])


def test_people_decide_on_emergent_themes(taken, found):
    labels = _labels([("4", 2, 9, "emergent_visas", "ann", "no")])
    codings = _code(found, taken, labels=labels)
    own = codings[codings["comment_id"] == "4"]
    assert own["decision"].tolist() == ["no"]
    assert json.loads(own["votes"].iloc[0]) == {"machine": "yes", "person": "no", "by": "person"}


@pytest.mark.parametrize(
    "change", [{"codebook": None}, {"emergent": 0}, {"granularity": 4.0}, {"sample": 10}, {"seed": 1}], ids=str
)
def test_each_option_of_the_search_changes_the_themes(taken, found, change):
    assert not _themes(taken, dataclasses.replace(SETTINGS, **change)).equals(found)


def test_the_seed_draws_another_sample(taken):
    few = dataclasses.replace(SETTINGS, sample=12)
    assert not _themes(taken, few).equals(_themes(taken, dataclasses.replace(few, seed=3)))


def test_another_encoder_must_be_there(taken, found):
    with pytest.raises(TextmineError, match="no encoder 'nonsense'"):
        _code(found, taken, dataclasses.replace(SETTINGS, encoder="nonsense"))


def test_a_segment_without_a_vector_is_an_error(taken, found):
    with pytest.raises(TextmineError, match="Segment '23/0' has no vector"):
        _code(found, taken | {"embeddings": taken["embeddings"].iloc[:-1]})


def test_a_country_is_no_theme_and_what_holds_personal_data_is_no_example():
    said = ["We have a new mission to Norway."] * 6 + ["Norway is a new mission for us."] * 6
    asked = _tables(said)
    assert "norway" in "".join(_themes(asked)["label"]).casefold()
    rows = [(str(i), 0, 6, "country", "NO", "Norway", "target", False, False, 1.0, "") for i in range(len(said))]
    named = _themes(asked | {"mentions": tables.frame("mentions", rows)})
    assert "norway" not in "".join(named["label"]).casefold()
    hidden = tables.frame("redactions", [(str(i), 0, 3, "person") for i in range(len(said))])
    assert "emergent" not in set(_themes(asked | {"redactions": hidden})["origin"])


def test_a_short_fact_in_a_field_of_its_own_is_not_coded(found):
    fact = _tables(["lack of staff"])
    fact["questions"] = tables.frame("questions", [("Q", "Where?", "array_text", 0, "en", "", ";", False, 0, False)])
    assert len(_code(found, fact)) > 0
    fact["comments"] = fact["comments"].assign(kind="free_text")
    assert _code(found, fact).empty


BARE = ThemesSettings(
    codebook=Codebook(
        "bare",
        "en",
        (
            Theme("food", "Food", definition="What there is to eat: meals, snacks and drinks."),
            Theme("staff", "Staff", definition="The people who work here, kind or rude."),
            Theme("wait", "Waiting", definition="Queues, delays and appointments."),
        ),
    ),
    emergent=0,
)
ANSWERS = ("The soup was cold.", "The nurse was rude to me.", "Two hours in a queue.")


def _decided(codings, comment):
    """Theme -> decision and who decided, of a comment."""
    own = codings[codings["comment_id"] == comment]
    by = own["votes"].map(lambda votes: json.loads(votes)["by"])
    return dict(zip(own["theme_id"], zip(own["decision"], by, strict=True), strict=True))


def test_bare_themes_are_coded_where_they_are_likely():
    taken = _tables([*ANSWERS, "x = 3.14"])
    codings = _code(_themes(taken, BARE), taken, BARE)
    yes = codings[codings["decision"] == "yes"]
    assert list(zip(yes["comment_id"], yes["theme_id"], strict=True)) == [("0", "food"), ("1", "staff"), ("2", "wait")]
    assert set(_decided(codings, "0").values()) <= {("yes", "likelihood"), ("no", "likelihood")}
    assert codings["score"].between(0, 1).all()


@pytest.mark.parametrize("case", cases("codebook_bare"), ids=lambda case: case["why"])
def test_a_bare_theme_is_coded_as_it_should(case):
    taken = _tables([case["text"]])
    codings = _code(_themes(taken, BARE), taken, BARE)
    assert codings.loc[codings["decision"] == "yes", "theme_id"].tolist() == ([case["theme"]] if case["theme"] else [])


def test_the_words_of_an_option_code_no_comment_under_it():
    """The comment is held against the themes by its own words, whatever it was asked beside."""
    said = _tables(["x = 3.14", "The soup was cold."])
    option = {"question_id": "Q", "axis": "option", "option_id": "1", "position": 0, "is_other": False}
    asked = said | {"options": pd.DataFrame([option | {"text": "Waiting: queues, delays and appointments"}])}
    codings = _code(_themes(asked, BARE), asked, BARE)
    yes = codings[codings["decision"] == "yes"]
    assert list(zip(yes["comment_id"], yes["theme_id"], strict=True)) == [("1", "food")]


def test_a_theme_with_keywords_is_left_to_the_voters():
    given = dataclasses.replace(BARE.codebook, themes=(*BARE.codebook.themes, dataclasses.replace(STAFF, id="rich")))
    taken = _tables(["We are understaffed since two people left.", *ANSWERS])
    settings = dataclasses.replace(BARE, codebook=given)
    codings = _code(_themes(taken, settings), taken, settings)
    assert _decided(codings, "0")["rich"] == ("yes", "voters")
    assert _decided(codings, "1")["food"] == ("yes", "likelihood")


def test_one_code_a_comment():
    one = dataclasses.replace(BARE, one_code=True)
    taken = _tables([f"{ANSWERS[0]} {ANSWERS[1]}", *ANSWERS])
    codings = _code(_themes(taken, one), taken, one)
    assert codings[codings["decision"] != "no"].groupby("comment_id").size().tolist() == [1, 1, 1, 1]
    labels = _labels([("0", 2, 20, "wait", "ann", "yes")])
    taught = _code(_themes(taken, one), taken, one, labels=labels)
    own = taught[(taught["comment_id"] == "0") & (taught["decision"] == "yes")]
    assert own["theme_id"].tolist() == ["wait"]


def test_what_the_comments_say_of_the_themes_is_learned_from_enough_of_them():
    taken = _tables([f"{text} {number}" for number in range(10) for text in (ANSWERS[0], *ANSWERS)])
    few = adapted(themes=_themes(taken, BARE), **_needed(taken), settings=BARE)
    assert few.empty
    settings = dataclasses.replace(BARE, adapt=10)
    learned = tables.check("adapted", adapted(themes=_themes(taken, settings), **_needed(taken), settings=settings))
    assert learned["theme_id"].tolist() == ["food", "staff", "wait"]
    assert learned["prior"].idxmax() == 0
    assert learned["prior"].sum() == pytest.approx(1)
    rich = dataclasses.replace(SETTINGS, adapt=1)
    assert adapted(themes=_themes(taken, rich), **_needed(taken), settings=rich).empty


def _needed(taken):
    return {name: taken[name] for name in ("questions", "comments", "texts", "segments", "embeddings")}


# What people mean by the themes below, the words of the themes do not say.
TAUGHT = {"food": "The corridor was {}.", "staff": "My {} was lost.", "wait": "I like the {}."}
THINGS = ("blue", "parcel", "song", "box", "hat", "tree", "coat", "bag", "cup", "lamp", "rope", "pen")


@pytest.fixture(scope="module")
def taught():
    said = [(theme, text.format(thing)) for thing in THINGS for theme, text in TAUGHT.items()]
    taken = _tables([*(text for _, text in said), *(text.format("pillow") for text in TAUGHT.values())])
    labels = [(str(n), 0, len(text) + 2, theme, "ann", "yes") for n, (theme, text) in enumerate(said)]
    return taken, _labels(labels)


def test_people_teach_what_a_theme_means(taught):
    taken, labels = taught
    found = _themes(taken, BARE)
    codings = _code(found, taken, BARE, labels=labels)
    for number, theme in enumerate(TAUGHT):
        decided = _decided(codings, str(36 + number))
        assert {each for each, (decision, _) in decided.items() if decision == "yes"} == {theme}
        assert decided[theme] == ("yes", "model")
    assert _decided(codings, "0")["food"] == ("yes", "person")
    shown = examples(labels=labels, **_needed(taken))
    assert decides(found, tables.empty("adapted"), shown, BARE).startswith("by a model of 36 coded passages")
    untaught = _code(found, taken, BARE)
    assert not any(by == "model" for _, by in _decided(untaught, "36").values())


def test_what_people_teach_holds_in_batches_and_in_any_order(taught):
    taken, labels = taught
    found = _themes(taken, BARE)
    shown = examples(labels=labels, **_needed(taken))
    learned = {"adapted": tables.empty("adapted"), "examples": shown}
    whole = _code(found, taken, BARE, labels=labels)
    other = learned | {"examples": shown.iloc[::-1].reset_index(drop=True)}
    pd.testing.assert_frame_equal(_code(found, taken, BARE, labels=labels, learned=other), whole)
    parts = []
    for start in range(0, 39, 10):
        names = ("comments", "texts", "segments", "embeddings")
        batch = taken | {name: taken[name].iloc[start : start + 10] for name in names}
        parts.append(_code(found, batch, BARE, labels=labels, learned=learned))
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_few_examples_change_nothing_but_their_own_segments(taught):
    taken, labels = taught
    found = _themes(taken, BARE)
    few = _code(found, taken, BARE, labels=labels.iloc[:6])
    rest = few[~few["comment_id"].isin(set(labels["comment_id"].iloc[:6]))].reset_index(drop=True)
    untaught = _code(found, taken, BARE)
    same = untaught[~untaught["comment_id"].isin(set(labels["comment_id"].iloc[:6]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, same)


def test_examples_are_the_segments_that_labels_touch():
    taken = _tables(["The soup was cold.", "Two hours in a queue."])
    rows = [
        ("0", 2, 9, "food", "ann", "yes"),
        ("0", 2, 9, "food", "bob", "no"),
        ("0", 2, 9, "staff", "ann", "no"),
        ("1", 99, 120, "wait", "ann", "yes"),
        ("7", 0, 5, "wait", "ann", "yes"),
    ]
    shown = tables.check("examples", examples(labels=_labels(rows), **_needed(taken)))
    assert shown["segment_id"].tolist() == ["0/0"]
    assert shown["text"].tolist() == ["The soup was cold."]
    assert json.loads(shown["decisions"][0]) == {"food": "review", "staff": "no"}
    assert shown["whole"].tolist() == [True]
