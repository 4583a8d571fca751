"""The tables and sentences that people wrote of the survey, read as its answers: every country, and no other.

The documents (progress report D5.5 and the news article of the ECCP) lie beside the checkout on some
machines. They are read here and copied nowhere.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from helpers import SEEDS, mentioned, summarised, table

AGREEMENTS = {
    "CA": 3, "CN": 2, "JO": 2, "US": 2, "IL": 1, "MY": 1, "ID": 1, "AU": 1, "CL": 1, "BR": 1,
    "PL": 1, "BE": 1, "RO": 1, "LV": 1,
}  # fmt: skip
MARKETS = {"US", "CA", "JP", "CN", "IL", "ZA", "IN", "KR"}
_COLUMNS = 6  # of Table 1: partnership, name, country, type, sector, objectives


def _document(words):
    """The document that holds some words."""
    if not SEEDS.is_dir():
        pytest.skip("the two documents (shared/seeds) are not beside the checkout")
    found = [text for file in sorted(SEEDS.glob("*.txt")) if words in (text := file.read_text(encoding="utf-8"))]
    if not found:
        pytest.skip(f"no document beside the checkout holds {words!r}")
    return found[0]


def _between(text, start, end):
    """What stands between the last place of `start` that is followed by `end`, and `end`."""
    return re.findall(f"{re.escape(start)}(.*?){re.escape(end)}", text, flags=re.DOTALL)[-1]


@pytest.fixture(scope="module")
def agreements():
    """The rows of Table 1 as records of one respondent."""
    report = _document("Table 1 - Information on cooperation agreements")
    part = _between(report, "Information on cooperation agreements reported by the ESCP-4i\n", "This table contains")
    rows = [line.split("\t") for line in part.splitlines() if line.count("\t") == _COLUMNS - 1]
    return [row for row in rows if row[2] != "Country"]


@pytest.fixture(scope="module")
def counts(agreements):
    """The figures of these records, asked for in the words of the questionnaire."""
    asked = "Identify the organisation the partnership has established cooperation with."
    aims = "Please briefly explain the cooperation objective(s) and activity(ies)."
    survey = mentioned(
        table(
            "questions",
            [
                {"question_id": "AGR#ORG", "text": asked, "kind": "texts", "section": "Agreements", "records": 21},
                {"question_id": "AGR#DESC", "text": aims, "kind": "text", "section": "Agreements", "records": 21},
                {"question_id": "B", "text": "Identification of target third countries", "kind": "display"},
            ],
        ),
        table(
            "options",
            [
                {"question_id": "AGR#ORG", "axis": "row", "option_id": code, "text": text}
                for code, text in (("NAME", "Name (or main activity if confidential)"), ("COUNTRY", "Country"))
            ],
        ),
        [
            {"respondent_id": "1", "record_id": str(number), "question_id": question, "row_id": row, "raw": text}
            for number, (_, name, country, _, _, aim) in enumerate(agreements, start=1)
            for question, row, text in (
                ("AGR#ORG", "NAME", name),
                ("AGR#ORG", "COUNTRY", country),
                ("AGR#DESC", "", aim),
            )
            if text.strip()
        ],
    )
    made = summarised(**survey)[0]
    return made[(made["unit"] == "record") & (made["count"] > 0)]


def test_table_1_has_the_agreements_it_counts(agreements):
    assert len(agreements) == 21


@pytest.mark.parametrize("role", ["any", "partner"])
def test_every_agreement_has_its_country_and_no_other(counts, role):
    made = counts[(counts["question_id"] == "AGR#ORG") & (counts["role"] == role)]
    countries = made[made["kind"] == "country"]
    assert dict(zip(countries["item_id"], countries["count"], strict=True)) == AGREEMENTS
    regions = made[made["kind"] == "region"]
    assert dict(zip(regions["item_id"], regions["count"], strict=True)) == {"bloc:EU": 2}
    assert set(made["base"]) == {21}
    inside = made[(made["kind"] == "area") & (made["item_id"] == "bloc:EU")]
    assert list(inside["count"]) == [6]


def test_what_the_aims_name_is_no_further_partner_country(counts):
    made = counts[(counts["question_id"] == "AGR#DESC") & (counts["kind"] == "country") & (counts["role"] == "partner")]
    extra = Counter(dict(zip(made["item_id"], made["count"], strict=True))) - Counter(AGREEMENTS)
    assert not extra


@pytest.fixture(scope="module")
def article():
    """The mentions of the article: of the paragraph on markets, and of all the rest."""
    text = _document("Key markets targeted")
    markets = _between(
        text, "Key markets targeted by ESCP-4i partnerships for international cooperation", "SME involvement"
    )
    rest = [line for line in text.replace(markets, "").splitlines() if line.strip()]
    question = {"question_id": "M", "text": "Key markets targeted for international cooperation", "kind": "text"}
    other = {"question_id": "Q", "text": "Results", "kind": "text"}
    survey = mentioned(
        table("questions", [question, other]),
        table("options", []),
        [{"respondent_id": "1", "question_id": "M", "raw": " ".join(markets.split())}]
        + [{"respondent_id": str(n), "question_id": "Q", "raw": line} for n, line in enumerate(rest, start=2)],
    )
    named = survey["mentions"].merge(survey["comments"][["comment_id", "question_id"]], on="comment_id")
    return named[named["kind"].isin({"country", "region"})]


def test_the_paragraph_on_markets_names_eight_and_nothing_else(article):
    made = article[article["question_id"] == "M"]
    assert set(made.loc[made["kind"] == "country", "entity_id"]) == MARKETS
    assert set(made.loc[made["kind"] == "region", "entity_id"]) == {"m49:142"}
    assert set(made["role"]) == {"target"}
    assert not made["negated"].any()


def test_the_rest_of_the_article_adds_no_market(article):
    made = article[(article["question_id"] == "Q") & (article["kind"] == "country") & (article["role"] == "target")]
    assert set(made["entity_id"]) <= MARKETS
