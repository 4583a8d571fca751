"""What leaves the run folder: placeholders, pseudonyms, and every table that `show` prints."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers import cases, mini_survey, page_text
from hypothesis import given
from hypothesis import strategies as st

from textmine import pipeline
from textmine.cli import main
from textmine.privacy import MIN_GROUP, common, pseudonyms, redacted, shown


@pytest.mark.parametrize("case", cases("redactions"), ids=lambda case: case["why"])
def test_redactions(case):
    spans = [tuple(span) for span in case["redactions"]]
    assert redacted(case["text"], case["start"], case["end"], spans) == case["expected"]


@given(
    st.text(alphabet="abc \u00e9", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["email", "person"])), max_size=4),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_a_quote_is_the_text_but_for_what_is_hidden(text, spans, start, length):
    start, end = min(start, len(text)), min(start + length, len(text))
    hidden = {place for low, high, _ in spans for place in range(low, high)}
    shown = "".join(text[place] for place in range(start, end) if place not in hidden)
    quote = redacted(text, start, end, [span for span in spans if span[0] < span[1]])
    assert quote.replace("[e-mail]", "").replace("[name]", "") == shown


def test_pseudonyms_do_not_follow_the_ids_and_are_the_same_in_any_order():
    ids = [str(number) for number in range(1, 31)]
    made = pseudonyms(ids)
    assert pseudonyms(reversed(ids)) == made
    assert list(made.values()) == [f"R{number:02d}" for number in range(1, 31)]
    assert sum(int(name) == int(pseudonym[1:]) for name, pseudonym in made.items()) < 5
    assert list(made) not in (ids, ids[::-1])


def test_pseudonyms_are_as_wide_as_the_survey_needs():
    assert set(map(len, pseudonyms(map(str, range(1000))).values())) == {5}


def grouped(**sizes):
    """Respondents by the letters of their groups, "_" for none: as many of each as said."""
    values = {name: tuple("" if letter == "_" else letter for letter in name) for name in sizes}
    return {f"{name}{number}": values[name] for name, size in sizes.items() for number in range(size)}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),  # of one attribute, groups are joined before
        ({"ax": 5, "ay": 5}, {"ax": 5, "ay": 5}),
        ({"ax": 9, "ay": 3, "az": 2}, {"ax": 9, "a_": 5}),
        ({"ax": 9, "ay": 6, "az": 2}, {"ax": 9, "a_": 8}),  # two alone would be known to be of z
        ({"ax": 9, "ay": 2, "a_": 3}, {"ax": 9, "a_": 5}),
        ({"a_": 2, "ax": 9}, {"a_": 11}),
        ({"a_x": 5, "a_y": 9}, {"a_x": 5, "a_y": 9}),
        ({"axx": 7, "axy": 5, "ayx": 4, "bxx": 1}, {"a__": 16, "b__": 1}),
        ({"axx": 7, "axy": 5, "ayx": 5, "ayy": 1}, {"axx": 7, "axy": 5, "ay_": 6}),
    ],
)
def test_groups_stand_only_in_combinations_that_enough_share(sizes, expected):
    assert Counter(common(grouped(**sizes)).values()) == Counter(grouped(**expected).values())


@given(st.lists(st.tuples(*[st.sampled_from(["", "x", "y", "z"])] * 3), max_size=60))
def test_a_combination_is_shared_by_enough_or_by_all_alike_before(rows):
    groups = {str(number): row for number, row in enumerate(rows)}
    told = common(groups)
    first = Counter(row[0] for row in rows)
    for row, size in Counter(told.values()).items():
        assert size >= min(MIN_GROUP, first[row[0]])
    assert all(new in ("", old) for name, row in told.items() for new, old in zip(row, groups[name], strict=True))
    assert common(dict(reversed(groups.items()))) == told


SECRETS = ("Sanne Vermolen", "sanne@vermolen.example", "PL33 1140 2004 0000 3004 1827 0365", "Quarry Lane")
ROWS = (
    ("Y", "Ask Sanne Vermolen, sanne@vermolen.example, for the list.", "Y", "see above", "en", "large"),
    ("Y", "Refund to PL33 1140 2004 0000 3004 1827 0365, 27 Quarry Lane.", "", "", "en", "small"),
    ("Y", "We do not have enough&nbsp;staff, says Sanne Vermolen.", "Y", "The fair in Canada.", "en", "small"),
    ("Y", "<a href='mailto:sanne@vermolen.example'>write to us</a> please", "", "", "en", "small"),
    ("Y", "Prof. Dr. Vermolen of Vermolen Institute", "", "", "en", "small"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("privacy")
    return pipeline.run(mini_survey(folder, ROWS), folder / "out", until="findings")


def test_no_table_shows_personal_data(run):
    for name in run:
        text = shown(run, name).to_csv()
        assert not [secret for secret in SECRETS if secret in text], name


def test_the_tables_themselves_are_whole(run):
    everything = "".join(run["texts"]["text"])
    assert all(secret in everything for secret in SECRETS)


def test_respondents_are_pseudonyms_wherever_they_are_named(run):
    names = set(pseudonyms(run["respondents"]["respondent_id"]).values())
    for name in run:
        data = shown(run, name)
        for column in {"respondent_id", "comment_id", "group_id", "segment_id"} & set(data):
            assert {value.partition(":")[0] for value in data[column]} <= names, (name, column)
    refers = shown(run, "duplicates").set_index("kind").loc["refers"]
    assert refers["comment_id"].partition(":")[0] == refers["group_id"].partition(":")[0]


def test_the_order_and_the_rows_of_the_export_do_not_tell_who_is_who(run):
    data = shown(run, "respondents")
    assert list(data["respondent_id"]) == sorted(data["respondent_id"])
    assert data["source_row"].isna().all()
    assert "" in set(shown(run, "texts")["key"])  # no digest of what is hidden


def test_what_holds_nothing_personal_is_shown_as_it_is(run):
    assert "The fair in Canada." in set(shown(run, "comments")["raw"])
    assert shown(run, "questions").equals(run["questions"])


def test_respondents_are_not_named_by_others_where_their_names_are_personal(demo):
    known = demo["names"]
    theirs = known[(known["kind"] == "respondent") & ~known["alone"]]
    assert theirs["personal"].all()
    for name in demo:
        text = shown(demo, name).to_csv()
        assert not [spelling for spelling in theirs["name"] if spelling in text], name
    assert "LUMINA first generation" in set(shown(demo, "mentions")["surface"])


def test_a_hidden_name_reads_as_its_pseudonym(demo):
    names = pseudonyms(demo["respondents"]["respondent_id"])
    texts = shown(demo, "texts").set_index("comment_id")["text"]
    assert texts[f"{names['2']}:D:SQ007:option_comment"].startswith(f"Common booth with [{names['1']}] in")
    linked = shown(demo, "relations")
    assert set(linked["respondent_id"]) <= set(names.values())
    assert set(linked.loc[linked["named_kind"] == "respondent", "named_id"]) <= set(names.values())
    for name in ("names", "relations", "entities"):
        ids = list(shown(demo, name).iloc[:, 0])
        assert ids == sorted(ids), name


def test_show_hides_unless_asked_and_finds_a_respondent_by_either_name(run, capsys):
    def show(*words):
        assert main(["show", str(run.path), *words, "--csv"]) == 0
        return capsys.readouterr().out

    assert "[name]" in show("texts")
    assert "Sanne Vermolen" not in show("comments")
    assert "Sanne Vermolen" in show("comments", "--keep-personal-data")
    name = pseudonyms(run["respondents"]["respondent_id"])["1"]
    assert show("comments", "--where", "respondent_id=1") == show("comments", "--where", f"respondent_id={name}")
    written = int((run["comments"]["respondent_id"] == "1").sum())
    assert show("comments", "--where", "respondent_id=1").count("\n") == written + 1


def test_texts_in_which_nobody_looked_for_personal_data_are_not_shown(tmp_path, capsys):
    out = str(tmp_path / "out")
    assert main(["run", str(mini_survey(tmp_path, ROWS)), "--until", "read", "-o", out]) == 0
    for table in ("questions", "respondents", "answers", "corrections"):  # the last has no rows
        assert main(["show", out, table]) == 0, table
    capsys.readouterr()
    assert main(["show", out, "comments"]) == 1
    done = capsys.readouterr()
    assert done.out == ""
    assert "textmine: The run stopped before it looked for personal data" in done.err
    assert "without --until" in done.err
    assert main(["show", out, "comments", "--keep-personal-data"]) == 0
    assert "Sanne Vermolen" in capsys.readouterr().out


def test_reports_hide_unless_asked(tmp_path, capsys):
    export = mini_survey(tmp_path, ROWS)
    assert main(["run", str(export), "-o", str(tmp_path / "out")]) == 0
    page = page_text(tmp_path / "out" / "report.html")
    assert "[name]" in page
    assert not [secret for secret in (*SECRETS, "Dr. Vermolen") if secret in page]
    assert main(["run", str(export), "-o", str(tmp_path / "out"), "--keep-personal-data"]) == 0
    page = page_text(tmp_path / "out" / "report.html")
    assert "Dr. Vermolen" in page
    assert "This report keeps personal data" in page
    assert "Sanne" not in capsys.readouterr().err
