"""Each published fact of the survey that the demo stands for, read from the tables of a run.

Source: D5.5 Progress Report on the European Strategic Cluster Partnerships (European Observatory for
Clusters and Industrial Change, 2019), and the news article of the ECCP on the same survey.
"""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from helpers import DEMO, ROOT, page_text

from textmine import config, pipeline
from textmine.areas import areas

S1, S2 = "Strand-1", "Strand-2"


@pytest.fixture(scope="module")
def counts(demo):
    return demo["counts"]


@pytest.fixture(scope="module")
def texts_of(demo):
    """(axis of ticks) question -> wording -> option."""
    options = demo["options"]
    options = options[options["axis"] == "option"]
    return {q: dict(zip(part["text"], part["option_id"])) for q, part in options.groupby("question_id")}


@pytest.fixture(scope="module")
def figure(counts):
    """The (count, base) of one figure."""

    def look_up(question, kind, item, *, group="", role="", unit="respondent"):
        rows = counts[
            (counts["question_id"] == question)
            & (counts["kind"] == kind)
            & (counts["item_id"] == item)
            & (counts["group"] == group)
            & (counts["role"] == role)
            & (counts["unit"] == unit)
            & ((counts["option_id"] == "") | (kind != "base"))
        ]
        assert len(rows) <= 1
        return (int(rows["count"].iloc[0]), int(rows["base"].iloc[0])) if len(rows) else None

    return look_up


@pytest.fixture(scope="module")
def tick(figure, texts_of):
    """The (count, base) of an option by the beginning of its wording."""

    def look_up(question, wording, group=""):
        option = next(o for text, o in texts_of[question].items() if text.lower().startswith(wording.lower()))
        return figure(question, "tick", option, group=group)

    return look_up


# Base


def test_invited_and_complete(figure):
    assert figure("", "base", "invited") == (23, 23)
    assert figure("", "base", "complete") == (19, 23)
    assert round(19 / 23, 2) == 0.83
    assert figure("", "base", "complete", group=S1)[0] == 13
    assert figure("", "base", "complete", group=S2)[0] == 6


@pytest.mark.parametrize(("question", "s1", "s2"), [("B", 14, 7), ("C", 14, 6), ("D", 13, 6), ("E", 13, 6)])
def test_the_base_of_each_section(figure, question, s1, s2):
    assert figure(question, "base", "answered")[0] == s1 + s2
    assert figure(question, "base", "answered", group=S1)[0] == s1
    assert figure(question, "base", "answered", group=S2)[0] == s2


# B


def test_activities(tick):
    assert tick("B", "Identification of target third countries") == (21, 21)
    assert tick("B", "Joint communication", S1) == (14, 14)
    assert tick("B", "Joint communication", S2) == (4, 7)
    assert tick("B", "Definition of bankable") == (0, 21)
    assert tick("B", "Establishment of a representative") == (2, 21)
    assert tick("B", "Establishment of a representative", S2) == (2, 7)
    for wording in ("SME mentoring", "Definition of collaborative", "Exploitation of synergies"):
        count, base = tick("B", wording)
        assert 0 < count / base < 0.25


# C


def test_barriers(tick, counts):
    ticks = counts[(counts["question_id"] == "C") & (counts["kind"] == "tick") & (counts["item_id"] != "other")]
    overall = ticks[ticks["by"] == ""].set_index("item_id")["count"]
    most = overall[overall == overall.max()].index
    assert {tick("C", "Engagement of SMEs")[0], tick("C", "Collaboration between the clusters")[0]} == {overall.max()}
    assert len(most) == 2
    assert tick("C", "Engagement of regional policy makers")[0] == overall.min() > 0
    shares = ticks[ticks["by"] != ""].groupby("group")["share"].mean()
    assert round(shares[S2], 2) == 0.40
    assert round(shares[S1], 2) == 0.18


def test_three_tick_no_barrier_and_expect_some_later(demo, figure):
    assert figure("C", "base", "ticked")[0] == 17
    answers = demo["answers"]
    in_c = answers[answers["question_id"] == "C"]
    ticked = set(in_c.loc[in_c["selected"].to_numpy(dtype=bool, na_value=False), "respondent_id"])
    comments = demo["comments"]
    silent = set(comments.loc[comments["question_id"] == "C", "respondent_id"]) - ticked
    assert len(silent) == 3
    strands = demo["attributes"].set_index(["respondent_id", "attribute"])["value"]
    assert {strands[r, "STRAND"] for r in silent} == {S1}
    codings = demo["codings"].merge(comments, on="comment_id")
    later = codings[
        (codings["theme_id"] == "barriers_later") & (codings["decision"] == "yes") & (codings["question_id"] == "C")
    ]
    assert set(later["respondent_id"]) == silent


def test_the_three_are_told_as_expecting_barriers_and_not_as_meeting_some(demo):
    told = demo["beside"].merge(demo["comments"][["comment_id", "respondent_id"]], on="comment_id")
    later = told[(told["question_id"] == "C") & told["later"]]
    assert len(later) == later["respondent_id"].nunique() == 3
    assert set(later["relation"]) == {"supports"}
    assert not later["ticked"].any()
    codings = demo["codings"].merge(demo["themes"][["theme_id", "kind"]], on="theme_id")
    barriers = codings[(codings["decision"] == "yes") & (codings["kind"] == "barrier")]
    assert not set(barriers["comment_id"]) & set(later["comment_id"])


def test_budget_is_named_by_one_who_left_the_option_open(demo):
    told = demo["beside"]
    against = told[(told["question_id"] == "C") & (told["relation"] == "contradicts")]
    assert against["comment_id"].tolist() == ["2:C:SQ005:option_comment"]


def test_a_study_that_was_made_is_no_barrier(demo):
    """Under B, what activities were carried out, a code of a barrier counts only with a word of trouble."""
    asides = demo["asides"].set_index("comment_id")["reason"]
    assert asides["2:B:SQ002:option_comment"] == "asked"  # "después de un estudio de mercado"
    assert asides["8:B:SQ006:option_comment"] == "asked"  # "Import rules for chilled food compared"
    assert asides["5:C:SQ005:option_comment"] == "request"  # "A short guide ... would help"


@pytest.mark.parametrize(
    "theme",
    [
        "staff_shortage", "no_previous_collaboration", "intercultural", "support_bodies", "benefits_unclear",
        "budget_constraint", "budget_inexperience", "sector_spread",
    ],
)  # fmt: skip
def test_the_themes_of_the_report_are_found_where_they_were_written(demo, theme):
    """In the comments on C, a theme is coded for at least two thirds of the respondents meant to raise it."""
    with (ROOT / "scripts/demo_survey/intended_themes.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    meant = {row["respondent"] for row in rows if theme in row["themes"].split(",")}
    codings = demo["codings"].merge(demo["comments"], on="comment_id")
    coded = codings[(codings["theme_id"] == theme) & (codings["decision"] == "yes") & (codings["question_id"] == "C")]
    assert meant
    assert len(meant & set(coded["respondent_id"])) >= 2 / 3 * len(meant)


def test_four_of_six_of_strand_2_find_the_sectors_too_broad(figure):
    assert figure("C", "theme", "sector_spread", group=S2) == (4, 6)


# D


def test_results_of_the_clusters(tick):
    leaders = ("Knowledge sharing", "Establishment of business contacts", "Organisation of joint business events")
    others = [
        tick("D", w)[0] for w in ("Exports", "Soft landing", "Research", "Business partnerships", "Staff exchange")
    ]
    assert min(tick("D", w)[0] for w in leaders) > max(others)
    assert tick("D", "Staff exchange") == (1, 19)
    for none in ("Joint ventures", "Merger", "Foreign Direct"):
        assert tick("D", none) == (0, 19)
    assert tick("D", "Research") == (5, 19)
    assert tick("D", "Research", S1) == (4, 13)
    assert tick("D", "Business partnerships") == (5, 19)
    assert tick("D", "Business partnerships", S2) == (4, 6)
    for wording in ("Exports", "Sales office", "Soft landing"):
        assert tick("D", wording, S1)[0] == 0 < tick("D", wording, S2)[0]


# Agreements (table 1)


def test_agreements(figure):
    assert figure("AGR#TYPE", "base", "answered")[0] == 7
    assert figure("AGR#TYPE", "base", "answered", group=S2)[0] == 5
    networks = figure("AGR#TYPE", "value", "A1", unit="record")
    assert networks == (12, 21)
    assert round(networks[0] / networks[1], 2) == 0.57


AGREEMENTS = {
    "CA": 3, "CN": 2, "JO": 2, "US": 2, "IL": 1, "MY": 1, "ID": 1, "AU": 1, "CL": 1, "BR": 1,
    "PL": 1, "BE": 1, "RO": 1, "LV": 1,
}  # fmt: skip


def test_agreements_by_country(figure):
    def found(item, kind="country"):
        value = figure("AGR#ORG", kind, item, role="any", unit="record")
        assert value is None or value[1] == 21
        return value[0] if value else 0

    assert {c: found(c) for c in ("CA", "CN", "JO", "US")} == {"CA": 3, "CN": 2, "JO": 2, "US": 2}
    assert [found(c) for c in ("IL", "MY", "ID", "AU", "CL", "BR")] == [1] * 6
    inside = sum(found(c) for c in ("PL", "BE", "RO", "LV")) + found("bloc:EU", "region")
    assert inside == 6 == found("bloc:EU", "area")


def test_no_agreement_is_of_another_country(counts):
    """21 countries and regions by 21 agreements, in the role of a partner; nothing else is one in a record."""
    made = counts[counts["question_id"].str.startswith("AGR#") & (counts["unit"] == "record") & (counts["by"] == "")]
    countries = made[made["kind"] == "country"]
    by_field = countries[countries["question_id"] == "AGR#ORG"]
    for role in ("any", "partner"):
        figures = by_field[by_field["role"] == role].set_index("item_id")["count"]
        assert dict(figures) == AGREEMENTS
    assert set(by_field["role"]) == {"any", "partner"}
    regions = made[(made["kind"] == "region") & (made["question_id"] == "AGR#ORG") & (made["role"] == "any")]
    assert dict(zip(regions["item_id"], regions["count"])) == {"bloc:EU": 2}
    assert sum(AGREEMENTS.values()) + 2 == 21
    elsewhere = countries[countries["question_id"] != "AGR#ORG"]
    assert "partner" not in set(elsewhere["role"])


def test_declared_agreements_are_those_described(demo):
    answers = demo["answers"]
    declared = answers[(answers["question_id"] == "D3") & answers["value"].notna()]
    described = answers[(answers["question_id"] == "AGR#TYPE") & answers["value"].notna()]
    per_respondent = described.groupby("respondent_id")["record_id"].nunique()
    assert {r: float(v) for r, v in zip(declared["respondent_id"], declared["value"])} == per_respondent.to_dict()
    assert per_respondent.sum() == 21


# Collaborations (table 2)


def test_collaborations(figure):
    assert figure("COL", "value", "Y") == (11, 19)
    assert figure("COL", "value", "Y", group=S1) == (7, 13)
    assert figure("COL", "value", "Y", group=S2) == (4, 6)


def test_every_named_collaboration_is_a_record(demo):
    comments = demo["comments"]
    named = comments[comments["question_id"] == "COL#WHO"]
    assert len(named) == len(named[["respondent_id", "record_id"]].drop_duplicates())
    assert named["respondent_id"].nunique() == 11


@pytest.fixture(scope="module")
def collaborations(demo):
    """(respondent, who is meant; respondents by their ids) -> what collaborations.tsv says of the link."""
    comments, texts = demo["comments"], demo["texts"]
    answers = comments[comments["question_id"] == "NAME"].merge(texts, on="comment_id")
    ids = dict(zip(answers["text"], answers["respondent_id"]))
    with (ROOT / "scripts/demo_survey/collaborations.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    return {
        (row["respondent"], ids[row["partner"]] if row["generation"] == "2" else row["partner"]): row["link"]
        for row in rows
    }


def test_who_names_whom(demo, collaborations):
    """Every name is linked to the one that was meant, and nothing else is."""
    names = demo["entities"].set_index("entity_id")["name"]
    found = {
        (row.respondent_id, row.named_id if row.named_kind == "respondent" else names[row.named_id]): row
        for row in demo["relations"].itertuples()
    }
    others = {"DermaMap (1st generation)": "DermaMap", "LUMINA first generation": "LUMINA"}
    said = {(a, others.get(b, b)): _link(row) for (a, b), row in found.items()}
    assert said == collaborations


def _link(row):
    if row.confirmed:
        return "both sides"
    return "one side" if row.detail else "first contact" if row.first_contact else "no detail"


def test_links_confirmed_by_both_sides(figure):
    """Table 2 and the text on it."""
    expected = {
        "detail": (17, 26), "confirmed": (5, 17), "one_side": (12, 17), "one_side_others": (4, 17),
        "no_detail": (6, 26), "first_contact": (3, 26), "others": (7, 26),
    }  # fmt: skip
    assert {item: figure("", "relation", item, unit="link") for item in expected} == expected


def test_respondents_are_named_by_pseudonyms_in_the_report(demo):
    """Who answered is personal in the demo: no name of a respondent is in a report, those of others are."""
    page = page_text(demo.path / "report.html")
    assert "Who names whom" in page
    assert "BioNexus EU" in page
    assert "LUMINA first generation" in page
    names = demo["names"]
    for name in names.loc[(names["kind"] == "respondent") & ~names["alone"], "name"]:
        assert name not in page


# E


def test_results_of_the_members(tick):
    assert [tick("E", w, S1)[0] for w in ("Establishment", "Knowledge", "Organisation")] == [8, 7, 4]
    for wording in ("Establishment", "Knowledge", "Exports", "Soft landing", "Organisation"):
        assert tick("E", wording, S2) == (6, 6)
    for wording in ("Technology transfer", "Research"):
        assert tick("E", wording, S2)[0] == 0 < tick("E", wording, S1)[0]
    for wording in ("Exports", "Soft landing", "Sales office"):
        assert tick("E", wording, S1)[0] == 0 < tick("E", wording, S2)[0]


# Target markets (news article)

ARTICLE = {"US": 8, "CA": 7, "JP": 7, "CN": 5, "IL": 4, "ZA": 4, "IN": 3, "KR": 3}


def test_target_markets(figure):
    assert {c: figure("", "country", c, role="target") for c in ARTICLE} == {c: (n, 19) for c, n in ARTICLE.items()}


def test_no_other_country_outside_the_eu_is_named_as_a_target_twice(counts, demo):
    targets = counts[
        (counts["kind"] == "country")
        & (counts["role"] == "target")
        & (counts["question_id"] == "")
        & (counts["by"] == "")
    ]
    members = demo["entities"].set_index("entity_id")["eu_member"]
    others = targets[~targets["item_id"].isin(ARTICLE) & ~targets["item_id"].map(members).astype(bool)]
    assert (others["count"] <= 1).all()


def test_who_targets_what(demo):
    """Respondent by respondent, as it was written."""
    with (ROOT / "scripts/demo_survey/targets.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        meant = {(row["respondent"], row["country"]) for row in rows if row["country"] in ARTICLE}
    mentions = demo["mentions"].merge(demo["comments"][["comment_id", "respondent_id"]], on="comment_id")
    complete = set(
        demo["respondents"].loc[demo["respondents"]["complete"].to_numpy(dtype=bool, na_value=False), "respondent_id"]
    )
    targets = mentions[(mentions["role"] == "target") & ~mentions["negated"] & mentions["entity_id"].isin(ARTICLE)]
    found = {(r, c) for r, c in zip(targets["respondent_id"], targets["entity_id"]) if r in complete}
    assert Counter(c for _, c in found) == ARTICLE
    assert found == meant


ASIA, NORTHERN_AMERICA, AFRICA = "m49:142", "m49:021", "m49:002"


def test_asia_and_north_america_lead_among_the_target_markets(figure, demo):
    """By distinct respondents: who names a country of the region, or the region or a part of it."""
    leading = {area: figure("", "area", area, role="target") for area in (ASIA, NORTHERN_AMERICA, AFRICA)}
    assert leading == {ASIA: (15, 19), NORTHERN_AMERICA: (12, 19), AFRICA: (4, 19)}
    others = [figure("", "area", area, role="target") for area in ("m49:419", "m49:150", "m49:009")]
    assert all(n <= 4 and base == 19 for n, base in others)
    sentences = demo["findings"].loc[demo["findings"]["section"] == "countries", "sentence"]
    assert sentences.iloc[-1] == (
        "Target markets lie most in Asia (15 of 19: Japan 7, China 5, Israel 4 and five more) and "
        "Northern America (12 of 19: United States 8 and Canada 7); next is Africa (4 of 19)."
    )


def test_a_region_has_the_respondents_who_were_to_name_one_of_its_countries(figure):
    with (ROOT / "scripts/demo_survey/targets.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    for area_id, area in areas().items():
        if area.level == "region" and area_id != "m49:150":  # fairs in Europe are targets, and not listed there
            meant = {row["respondent"] for row in rows if row["country"] in area.countries}
            assert (figure("", "area", area_id, role="target") or (0, 19)) == (len(meant), 19), area.name


def test_the_region_named_as_such_stands_beside_the_countries(figure):
    assert figure("", "region", "m49:035", role="target") == (1, 19)
    assert figure("", "area", "m49:035", role="target") == (2, 19)
    assert figure("", "country", "SG", role="target") == (1, 19)


# Lessons learnt (chapter 4)


@pytest.mark.parametrize(
    "group",
    [
        "member_involvement",
        "long_term_sustainability",
        "consortium_cohesion",
        "management_competences",
        "partnership_synergies",
    ],
)
def test_findings_can_be_grouped_as_the_report_groups_them(counts, demo, group):
    children = set(demo["themes"].loc[demo["themes"]["parent"] == group, "theme_id"])
    assert children
    whole = counts[(counts["kind"] == "theme") & (counts["question_id"] == "") & (counts["by"] == "")].set_index(
        "item_id"
    )["count"]
    assert whole[group] >= max(whole[list(children)])


def test_the_chapter_has_a_sentence_for_each_group(demo):
    sections = set(demo["findings"]["section"])
    assert {"member_involvement", "long_term_sustainability"} <= sections
    assert {"consortium_cohesion", "management_competences", "partnership_synergies"} <= sections


# The archive


def test_the_archive_is_the_folder(demo, tmp_path):
    """The demo as archive gives the tables of the demo as CSV, but for what CSV cannot tell."""
    run = pipeline.run(
        DEMO.with_suffix(".lsa"), tmp_path / "out", options=config.load(DEMO / "textmine.toml"), until="summarise"
    )
    same = ["questions", "options", "respondents", "texts", "languages", "segments", "mentions", "codings", "uncoded"]
    for name in [*same, "names", "relations", "comparisons", "robustness"]:
        drop = [c for c in ("source_row", "source_file", "source_column") if c in demo[name]]
        assert run[name].drop(columns=drop).equals(demo[name].drop(columns=drop)), name
    told = run["counts"][(run["counts"]["kind"] == "base") & (run["counts"]["item_id"] == "shown")]
    assert len(told) > 100
    assert run["counts"].drop(index=told.index).reset_index(drop=True).equals(demo["counts"])
