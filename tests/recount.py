"""Takes a sentence of the table `findings` back to the figures it names, independently of what wrote it.

Used on English sentences: every number and quantifier must follow from the rows of `counts` that the
finding supports itself with.
"""

from __future__ import annotations

import json
import re

from textmine import reference
from textmine.stages.findings.support import MOST

_KEY = ["question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"]
_WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBER = r"(?:\d[\d,]*|" + "|".join(_WORDS) + ")"
_ALL = ("question_id", "option_id", "kind", "item_id", "role", "unit")


def faults(row, tables, nouns=("respondent", "respondents")) -> list[str]:
    """What a sentence says beyond its figures.

    Args:
        row: A row of `findings`.
        tables: counts, questions, options, themes, entities and comments.
        nouns: What respondents are called.
    """
    support = json.loads(row.support)
    counts = tables["counts"].set_index(_KEY)
    missing = [key for key in support["counts"] if tuple(key) not in counts.index]
    if missing:
        return [f"no such figure: {key}" for key in missing]
    figures = counts.loc[[tuple(key) for key in support["counts"]]].reset_index()
    known = set(tables["comments"]["comment_id"])
    found = [f"no such comment: {comment}" for comment in support["comments"] if comment not in known]
    found += [f"not of {group}" for group in set(figures["group"]) if group.casefold() not in row.sentence.casefold()]
    text = _without_names(row.sentence, figures, tables)
    return (
        found
        + _questions(text, figures)
        + _numbers(text, figures, support, tables)
        + _quantifiers(text, figures, counts.reset_index(), nouns)
    )


def _without_names(sentence, figures, tables) -> str:
    """The sentence without wordings of options, themes, groups and questions, which hold numbers of their own."""
    names = set(figures["group"]) | set(tables["themes"]["label"]) | set(tables["options"]["text"])
    names |= {re.sub(r"\s*/\s+", "/", name) for name in names}
    text = re.sub("“[^”]*”", "@", sentence)
    for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "@", text, flags=re.IGNORECASE)
    return text


def _numbers(text, figures, support, tables) -> list[str]:
    pairs = set(zip(figures["count"], figures["base"], strict=True))
    found = []
    for count, base in re.findall(
        rf"\b({_NUMBER}) of (?:the )?({_NUMBER})\b(?! invited| options?\b| (?:subjects|options) )", text, re.IGNORECASE
    ):
        if (_value(count), _value(base)) not in pairs and f"{base} options" not in text:
            found.append(f"{count} of {base}")
    found += [
        f"all {n}"
        for n in re.findall(rf"\ball ({_NUMBER})\b", text, re.IGNORECASE)
        if (_value(n), _value(n)) not in pairs
    ]
    shares = {(200 * c + b) // (2 * b) for c, b in pairs if b}
    found += [f"{n} %" for n in re.findall(r"(\d+)\u00a0%", text) if int(n) not in shares]
    text = re.sub(r"\d+\u00a0%", "", text)
    means = [float(n) for n in re.findall(r"\d+\.\d+", text)]
    of_groups = figures[figures["by"] != ""].groupby("group", sort=False)
    real = [round(sum(group["count"]) / group["base"].iloc[0], 1) for _, group in of_groups]
    if not re.search(r"p [=<] ", text):
        found += [str(mean) for mean in means if mean not in real]
    text = re.sub(r"\d+\.\d+", "", text)
    allowed = {n for pair in pairs for n in pair} | _sizes(figures, support, tables)
    said = [_value(n) for n in re.findall(rf"\b{_NUMBER}\b", text, re.IGNORECASE) if n.lower() != "none"]
    return found + [str(n) for n in said if n not in allowed]


def _questions(text, figures) -> list[str]:
    """Numbers of questions: on so many of them is the item raised."""
    whole = figures[(figures["by"] == "") & (figures["question_id"] != "") & (figures["count"] > 0)]
    on = set(whole.groupby("item_id")["question_id"].nunique())
    return [f"{n} questions" for n in re.findall(rf"on ({_NUMBER}) questions", text) if _value(n) not in on]


def _sizes(figures, support, tables) -> set[int]:
    """How many items, questions and respondents there are in the support."""
    whole = figures[figures["by"] == ""]
    sizes = {figures["item_id"].nunique(), int((whole["count"] == whole["count"].max()).sum())}
    for _, of_item in whole.groupby("item_id"):
        sizes.add(of_item.loc[of_item["question_id"] != "", "question_id"].nunique())
    places = figures[figures["kind"].isin({"country", "region"})]
    sizes |= set(range(len(places)))  # "and five more": of the countries behind a region
    return sizes | (_respondents(support, tables) if not len(figures) else set())


def _respondents(support, tables) -> set[int]:
    """How many respondents a sentence without figures may speak of: of a full list, as many as it holds or more."""
    owner = dict(zip(tables["comments"]["comment_id"], tables["comments"]["respondent_id"], strict=True))
    number = len({owner[comment] for comment in support["comments"]})
    return set(range(number, len(set(owner.values())) + 1)) if len(support["comments"]) == MOST else {number}


def _quantifiers(text, figures, counts, nouns) -> list[str]:
    found = []
    low = text[:1].lower() + text[1:]
    for word in (row["word"] for row in reference.rows("quantifiers.tsv") if row["written"] == "yes"):
        spoken = rf"(?<!nearly )\b{word} (?:of the )?[\w@ -]*?\(({_NUMBER}) of ({_NUMBER})[,)]"
        for count, base in re.findall(spoken, low):
            found += [] if _true(word, _value(count), _value(base)) else [f"{word}: {count} of {base}"]
    for number, base in re.findall(rf"\bonly (one|two) of the ({_NUMBER})\b", low):
        found += [] if _true(f"only {number}", _value(number), _value(base)) else [f"only {number} of {base}"]
    return found + _claims(text, figures, counts, nouns)


def _claims(text, figures, counts, nouns) -> list[str]:
    """What is said of all figures at once."""
    one, several = nouns
    share = figures["count"] / figures["base"]
    claims = {
        "Fewer than a quarter": bool((share < 0.25).all()),
        f"No {one} ": bool((figures["count"] == 0).all()),
        "No comment was counted": bool((figures["count"] == 0).all()),
        "Every option": bool((figures["count"] > 0).all()),
        "ingle " + one: bool((figures["count"] == 1).all()),
    }
    found = [words for words, true in claims.items() if words in text and not true]
    same = counts["unit"].eq("respondent") & counts["by"].eq("")
    if "more than any other" in text or "share the first place" in text:
        first = figures.loc[figures["count"].idxmax()]
        peers = counts[same & (counts["kind"] == first["kind"]) & (counts["question_id"] == first["question_id"])]
        peers = peers[(peers["role"] == first["role"]) & ~peers["item_id"].eq("other")]
        if "subjects of this chapter" in text:  # the headings, all of which the finding names
            peers = figures
        found += ["first"] if peers["count"].max() != first["count"] else []
        alone = (peers["count"] == first["count"]).sum() == 1
        found += ["any other"] if "more than any other" in text and not alone else []
    if re.match(rf"Only [^,]*{several} (?:tick|bring up)", text):
        parts, whole = figures[figures["by"] != ""], figures[figures["by"] == ""].set_index("item_id")["count"]
        found += [f"only: {r.item_id}" for r in parts.itertuples() if r.count != whole[r.item_id]]
    return found


def _true(word, count, base) -> bool:
    row = next(row for row in reference.rows("quantifiers.tsv") if row["word"] == word)
    share = count / base
    low, high = float(row["min_share"] or 0), float(row["max_share"] or 1)
    least, most = int(row["min_count"] or 0), int(row["max_count"] or 10**9)
    return low <= share <= high and least <= count <= most


def _value(number: str) -> int:
    word = number.lower()
    return _WORDS.index(word) if word in _WORDS else int(word.replace(",", ""))
