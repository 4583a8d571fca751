from __future__ import annotations

import pytest

from textmine import tables
from textmine.figures import SMALL
from textmine.report import ReportSettings, build_report
from textmine.report.model import ChartBlock, Figure, NoteBlock, Paragraph, QuoteBlock, TableBlock


def blocks(report, kind):
    return [block for section in report.sections for block in section.blocks if isinstance(block, kind)]


def section(report, name):
    return next(section for section in report.sections if section.section_id == name)


def table(report, caption):
    return next(block for block in blocks(report, TableBlock) if block.caption == caption)


def shown(block):
    return [tuple(cell.count if isinstance(cell, Figure) else cell for cell in row) for row in block.rows]


def test_sections_follow_the_questionnaire(report):
    assert [(part.level, part.heading) for part in report.sections] == [
        (1, "In short"),
        (1, "Response"),
        (1, "Who answered"),
        (1, "B. Activities"),
        (1, "C. Barriers"),
        (1, "D. Results"),
        (2, "Has your network signed any cooperation agreement?"),
        (2, "How many cooperation agreements has it signed?"),
        (1, "E. Agreements"),
        (1, "F. Support"),
        (1, "Is there anything else you would like to tell us?"),
        (1, "Target countries"),
        (1, "Organisations"),
        (1, "Recurring themes over all questions"),
        (2, "Barriers"),
        (2, "Requests"),
        (2, "Found by the machine, to be checked"),
        (1, "Bases of the figures"),
        (1, "How these numbers were made"),
    ]


def test_every_figure_is_one_of_counts(run, report):
    counted = set(zip(run["counts"]["count"], run["counts"]["base"], run["counts"]["unit"], strict=True))
    told = [block for block in blocks(report, TableBlock) if block not in section(report, "who-answered").blocks]
    figures = [cell for block in told for row in block.rows for cell in row if isinstance(cell, Figure)]
    figures += [figure for block in blocks(report, ChartBlock) for series in block.series for figure in series.figures]
    figures += [block.figure for block in blocks(report, QuoteBlock)]
    survey = [figure for figure in figures if figure.unit != "comment"]
    assert len(survey) > 100
    # A theme that nobody of a group voices has no row there: it reads as 0 of the base of the group.
    assert {(f.count, f.base, f.unit) for f in survey if f.count} <= counted
    assert {f.base for f in survey} <= set(run["counts"]["base"])


def test_ticks_by_group_the_most_frequent_first(report):
    made = table(report, "Options ticked: C. Barriers")
    assert made.columns == ("Option", "All", "Strand-1", "Strand-2")
    assert [made.base(column) for column in (1, 2, 3)] == [20, 13, 7]
    assert shown(made)[:2] == [
        ("Engagement of small and medium-sized enterprises in the activities of the project", 7, 4, 3),
        ("Collaboration between the clusters of the network", 6, 4, 2),
    ]


def test_an_option_nobody_ticked_is_shown(report):
    assert ("Definition of bankable proposals for investments", 0, 0, 0) in shown(
        table(report, "Options ticked: B. Activities")
    )


def test_answers_have_a_row_each(report):
    assert {row[0] for row in table(report, "Answers: Has your network signed any cooperation agreement?").rows} == {
        "Yes",
        "No",
    }


def test_repeated_blocks_count_records_and_respondents(report):
    made = section(report, "question-d-type").blocks
    assert Paragraph("21 records by 7\u00a0of\u00a019 respondents.") in made
    figures = {cell for block in made if isinstance(block, TableBlock) for row in block.rows for cell in row[1:]}
    assert {figure.unit for figure in figures} == {"record"}
    assert {figure.base for figure in figures} == {21}


def test_the_base_line_says_who_answered_and_wrote(report):
    assert (
        Paragraph(
            "Answered by 20\u00a0of\u00a020 respondents (Strand-1 13\u00a0of\u00a013, Strand-2 7\u00a0of\u00a07); "
            "12 wrote a comment, "
            "11 of them more than \u201cnone\u201d or \u201csee above\u201d."
        )
        in section(report, "question-c1").blocks
    )


def test_themes_stand_below_the_theme_they_belong_to(report):
    rows = [(row[0], row[1]) for row in shown(table(report, "Barriers in the comments on this question"))]
    assert rows[0] == ("Cohesion of the network", 7)
    assert rows[1:4] == [
        ("\u2003Differences of culture and language", 3),
        ("\u2003Shortage or change of staff", 3),
        ("\u2003Too broad a spread of sectors", 1),
    ]
    assert rows[4] == ("Means and value", 6)


def test_requests_are_no_barriers(report):
    barriers = table(report, "Barriers over all questions")
    requests = table(report, "Requests over all questions")
    assert "Training on managing a budget" not in {row[0].strip() for row in barriers.rows}
    assert [row[0] for row in requests.rows] == ["Training on managing a budget"]


def test_what_the_machine_found_is_marked(report):
    made = table(report, "Themes found by the machine")
    assert made.columns[:3] == ("Theme", "Keywords", "Stability")
    assert made.rows[0][:3] == ("visa, guests, slow", "visa, guests, slow", "0.83")
    within = section(report, "question-g1").blocks
    assert any(isinstance(block, NoteBlock) and "Found by the machine" in block.text for block in within)


def test_a_question_quotes_no_words_twice_beside_its_options(report):
    made = section(report, "question-c1").blocks
    options = {"Collaboration between the clusters of the network", "Information on complementary funding"}
    beside = {
        quote for block in made if isinstance(block, QuoteBlock) and block.about in options for quote in block.quotes
    }
    themes = {
        quote
        for block in made
        if isinstance(block, QuoteBlock) and block.about not in options
        for quote in block.quotes
    }
    assert beside
    assert not beside & themes


def test_numbers_and_ids_are_unique_and_charts_point_to_their_table(report):
    assert [block.number for block in blocks(report, TableBlock)] == list(range(1, len(blocks(report, TableBlock)) + 1))
    ids = [part.section_id for part in report.sections]
    assert len(ids) == len(set(ids))
    for part in report.sections:
        for place, chart in enumerate(part.blocks):
            if isinstance(chart, ChartBlock):
                after = next(block for block in part.blocks[place:] if isinstance(block, TableBlock))
                assert (after.number, after.caption) == (chart.table, chart.caption)


def test_the_response_is_counted_and_has_no_interval(report):
    figures = [cell for row in table(report, "Response").rows for cell in row if isinstance(cell, Figure)]
    assert (figures[0].count, figures[0].base) == (23, 23)
    assert {(figure.low, figure.high) for figure in figures} == {(None, None)}


def test_a_question_without_ticks_in_the_export_shows_what_was_written_beside_its_options(run):
    counts = run["counts"]
    mine = (counts["question_id"] == "B1") & counts["kind"].isin({"tick", "theme", "country"})
    made = section(build_report({**run, "counts": counts[~mine]}), "question-b1").blocks
    assert not [block for block in made if isinstance(block, (ChartBlock, TableBlock))]
    texts = [block.text for block in made if isinstance(block, Paragraph)]
    assert any(text.startswith("Answered by 20") for text in texts)
    assert "What respondents wrote beside the options:" in texts
    quotes = {block.about: block.quotes for block in made if isinstance(block, QuoteBlock)}
    assert list(quotes) == ["Identification of target third countries", "Organisation of events and missions"]


def test_the_method_says_that_names_can_be_missed(report):
    words = " ".join(block.text for block in section(report, "method").blocks if isinstance(block, Paragraph))
    assert "Names can be missed: read the quotes before you hand the report on." in words
    assert "English names" in words


def test_an_empty_run_has_a_report():
    empty = build_report({name: tables.empty(name) for name in tables.TABLES})
    assert [part.section_id for part in empty.sections] == ["response", "method"]
    assert build_report({}) == empty


@pytest.mark.parametrize(
    "settings",
    [
        ReportSettings(title="Other"),
        ReportSettings(by=("C9",)),
        ReportSettings(min_share_base=5),
        ReportSettings(quotes=1),
        ReportSettings(rows=3),
        ReportSettings(manifest={"textmine": "0.1.0"}),
    ],
    ids=["title", "by", "min_share_base", "quotes", "rows", "manifest"],
)
def test_every_setting_changes_the_report(run, settings):
    assert build_report(run, settings) != build_report(run)


def test_the_same_run_has_the_same_report(run):
    before = {name: data.copy() for name, data in run.items()}
    assert build_report(run) == build_report(dict(reversed(run.items())))
    for name, data in run.items():
        assert data.equals(before[name])


def test_the_manifest_of_a_run_is_read(run):
    class Run(dict):
        manifest = {  # noqa: RUF012 -- a stand-in for the mapping that a run has
            "textmine": "0.1.0",
            "input": [{"name": "export.csv", "sha256": "aa"}],
            "models": {"encoder": "bb"},
            "roles": "by the rules: a model was no gain",
            "encoder": {"name": "default", "languages_not_covered": ["no", "uk"]},
            "survey": {"format": "limesurvey", "languages": ["en", "fr"], "notes": []},
        }

    made = table(build_report(Run(run)), "What made this report")
    assert made.rows == (
        ("textmine", "0.1.0"),
        ("Input", "export.csv"),
        ("Format", "limesurvey"),
        ("Languages of the questionnaire", "en, fr"),
        ("Sentence encoder", "default"),
        ("Languages that the encoder does not cover", "no, uk"),
        ("Models", "encoder"),
        ("Roles of places are decided", "by the rules: a model was no gain"),
    )


def test_a_large_survey_keeps_its_pages_short(run):
    names = [(f"org:{number:03d}", f"Organisation {number}") for number in range(200)]
    counts = tables.frame(
        "counts",
        [
            (
                "",
                "",
                "organisation",
                name,
                "any",
                "",
                "",
                "respondent",
                200 - place,
                900,
                (200 - place) / 900,
                0.1,
                0.2,
                *[None] * 5,
            )
            for place, (name, _) in enumerate(names)
        ],
    )
    entities = tables.frame(
        "entities", [(name, "organisation", label, "[]", None, None, None, None, name, "") for name, label in names]
    )
    made = table(build_report({**run, "counts": counts, "entities": entities}), "Organisations named")
    assert (len(made.rows), len(made.page)) == (200, 30)
    assert made.rows[0][1].percent


def test_two_attributes_with_the_same_value_have_different_headings(run):
    counts = tables.frame(
        "counts",
        [
            ("B1", option, "tick", option, "", by, group, "respondent", 1, 9, 1 / 9, 0.0, 0.4, *[None] * 5)
            for option in ("TGT", "COM")
            for by, group in (("", ""), ("A1", "Yes"), ("A9", "Yes"))
        ],
    )
    made = table(build_report({**run, "counts": counts}), "Options ticked: B. Activities")
    assert made.columns == ("Option", "All", "A1: Yes", "A9: Yes")


def test_groups_of_themes_of_other_kinds_stand_apart(run):
    themes = run["themes"].copy()
    themes.loc[themes["theme_id"].isin(["people", "means"]), "kind"] = "theme"
    made = build_report({**run, "themes": themes})
    assert "Cohesion of the network" not in {row[0] for row in table(made, "Barriers over all questions").rows}
    grouped = [row[0] for row in table(made, "Themes by the group they belong to").rows]
    assert grouped[:2] == ["Cohesion of the network", "\u2003Differences of culture and language"]
    assert len(grouped) == 8


def test_what_the_machine_found_in_one_respondent_is_no_theme_of_a_question(run):
    counts = run["counts"].copy()
    counts.loc[(counts["item_id"] == "visa") & (counts["count"] == 2), "count"] = 1
    made = build_report({**run, "counts": counts})
    assert "question-g1" not in {part.section_id for part in made.sections}


def test_questions_of_one_part_are_told_apart_by_their_wording(run):
    questions = run["questions"]
    both = questions["question_id"].isin({"B1", "C1"})
    report = build_report({**run, "questions": questions.assign(section=questions["section"].mask(both, "Main"))})
    captions = [block.caption for block in blocks(report, ChartBlock) if block.caption.startswith("Options ticked")]
    assert "Options ticked: Main" not in captions
    assert len(set(captions)) == len(captions)
    assert not any(point.text.startswith("Main") for point in section(report, "in-short").blocks)


def test_a_question_nobody_answered_has_no_table(run):
    counts = run["counts"]
    mine = (counts["question_id"] == "C1") & counts["kind"].isin({"base", "tick"})
    zero = counts.assign(count=counts["count"].mask(mine, 0), base=counts["base"].mask(mine, 0))
    captions = [block.caption for block in blocks(build_report({**run, "counts": zero}), TableBlock)]
    assert "Options ticked: C. Barriers" not in captions
    assert "Options ticked: B. Activities" in captions


def _notes(run, **manifest):
    """The paragraphs of the last section."""
    made = build_report(run, ReportSettings(manifest=manifest))
    return " ".join(block.text for block in made.sections[-1].blocks if isinstance(block, Paragraph))


def test_the_method_says_which_intervals_there_are(run):
    assert "asked of all 23 invited, the intervals are exact" in _notes(run)
    counts = run["counts"]
    assert "Wilson score intervals)." in _notes(run | {"counts": counts[counts["item_id"] != "invited"]})
    assert "Respondents have weights" in _notes(run | {"counts": counts.assign(weighted=counts["share"])})


def test_the_method_says_which_groups_were_counted_together(run):
    options = {"options": {"summarise": {"smallest_group": 3}}}
    assert "smaller groups" not in _notes(run, **options)
    counts = run["counts"].assign(group=run["counts"]["group"].replace("Strand-2", SMALL))
    assert "Groups of fewer than 3 respondents" in _notes(run | {"counts": counts}, **options)
