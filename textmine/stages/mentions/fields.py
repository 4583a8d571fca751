"""questions, options -> what each answer is, and which part the places in it play.

The wording of an item ("Country"), of the option a comment stands beside ("Identification of
target third countries"), of the question and of its section is held against field_words.tsv.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.gazetteer import is_like, regions, small_words, split, split_stars, tree

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Field", "Fields"]

_ROLES = ("target", "partner", "home", "other")


@dataclass(frozen=True)
class Field:
    """What a question asks for at one place of the questionnaire.

    Args:
        means: place, organisation or language when the whole answer is the name of one, else "".
        role: The role of places that the wording speaks for, "" for none.
        wording: The words that decided the role.
        personal: Whether it asks for personal data.
        outside: Whether that wording speaks of places outside Europe ("third countries").
        abroad: Whether any wording of the survey speaks of target markets or countries.
        countries: The countries that the wordings of question and option name.
        third: Whether the survey asks for targets outside Europe, by any wording.
    """

    means: str = ""
    role: str = ""
    wording: str = ""
    personal: bool = False
    outside: bool = False
    abroad: bool = False
    countries: frozenset[str] = frozenset()
    third: bool = False


class Fields:
    """The fields of a questionnaire, worked out when first asked for.

    Args:
        questions: The table `questions`.
        options: The table `options`.
    """

    def __init__(self, questions: pd.DataFrame, options: pd.DataFrame) -> None:
        self._questions: dict[str, Mapping[str, str]] = {q["question_id"]: q for q in questions.to_dict("records")}
        self._options = {
            (question, axis, option): text
            for question, axis, option, text in zip(
                options["question_id"], options["axis"], options["option_id"], options["text"], strict=True
            )
        }
        self._known: dict[tuple[str, str, str], Field] = {}
        wordings = {*questions["text"], *questions["section"], *options["text"]}
        languages = dict(zip(questions["text"], questions["language"], strict=True))
        self._third = any(
            _abroad(wording) or (_role(wording)[0] == "target" and _is_outside(wording, languages.get(wording, "")))
            for wording in wordings
        )
        self._abroad = any(_role(wording)[0] == "target" or _abroad(wording) for wording in wordings)

    def of(self, question_id: str, row_id: str, option_id: str) -> Field:
        """The field of a comment."""
        place = (question_id, row_id, option_id)
        if place not in self._known:
            self._known[place] = self._read(*place)
        return self._known[place]

    def _read(self, question_id: str, row_id: str, option_id: str) -> Field:
        question = self._questions.get(question_id, {})
        row = self._options.get((question_id, "row", row_id), "")
        option = self._options.get((question_id, "option", option_id), "")
        array = question.get("kind", "").startswith(("array", "text", "number"))
        items = [
            text for text in (row, option if array else "", "" if row or option else question.get("text", "")) if text
        ]
        means = next((m for m in map(_means, items) if m), "") or _means_name(items, question.get("text", ""))
        if not means and _means(question.get("text", "")) == "language":
            means = "language"  # also in the box beside "Other"
        # The nearest wording decides; the section only says what a field is for.
        nearest = [f"{row} {option}", question.get("text", ""), question.get("section", "") if means else ""]
        wording = next((near for near in nearest if _role(near)[0]), "")
        far = next((near for near in nearest if _abroad(near)), "")
        role, phrase = _role(wording) if wording or not far else ("target", _abroad(far))
        language = question.get("language", "")
        named = {span for near in nearest for span in _named(near, language)}
        outside = bool(far) or _is_outside(wording, language)
        countries = frozenset(key for kind, key in named if kind == "country")
        return Field(
            means, role, phrase, bool(question.get("personal", False)), outside, self._abroad, countries, self._third
        )


def _is_outside(wording: str, language: str) -> bool:
    """Whether a wording names a region outside Europe."""
    return any(kind == "region" and regions()[key]["europe"] == "no" for kind, key in _named(wording, language))


@functools.cache
def _named(wording: str, language: str) -> frozenset[tuple[str, str]]:
    """The countries and regions that a wording names, in the language of the questionnaire or English."""
    spans = find(wording, language or "und", tree(), place_field=False)[0]
    return frozenset((span.name.kind, span.name.entity_id) for span in spans if not span.readings)


@functools.cache
def _wordings() -> dict[str, _Phrases]:
    """What a wording means, by its folded words; a word that ends in * stands for any ending."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for row in reference.rows("field_words.tsv"):
        found.setdefault(row["means"], {})[split_stars(row["wording"])] = row["wording"]
    return {means: _Phrases(phrases) for means, phrases in found.items()}


class _Phrases:
    """Phrases by how their first word begins, so that few are held against each word of a wording.

    Args:
        phrases: Each phrase by its folded words.
    """

    def __init__(self, phrases: Mapping[tuple[str, ...], str]) -> None:
        self._phrases = phrases
        self._first: dict[str, list[tuple[str, ...]]] = {}
        for key in phrases:
            self._first.setdefault(key[0], []).append(key)
        self._lengths = sorted({len(first) - 1 for first in self._first if first.endswith("*")})

    def __contains__(self, words: tuple[str, ...]) -> bool:
        return words in self._phrases

    def inside(self, words: tuple[str, ...], shortest: int = 1) -> list[tuple[tuple[str, ...], str]]:
        """The phrases of so many words that stand in a wording, in their own order."""
        found = {
            key
            for place, word in enumerate(words)
            for first in (word, *(f"{word[:length]}*" for length in self._lengths))
            for key in self._first.get(first, ())
            if shortest <= len(key) <= len(words) - place and all(map(is_like, words[place:], key))
        }
        return [(key, phrase) for key, phrase in self._phrases.items() if key in found] if found else []


@functools.lru_cache(maxsize=65536)
def _means(wording: str) -> str:
    """Whether an item asks for a place or an organisation: by its whole wording, or by a phrase of two words."""
    words = split(wording)
    bare = tuple(word for word in words if word not in small_words("article"))
    for means in ("place", "organisation", "language"):
        known = _wordings()[means]
        if words in known or bare in known:
            return means
    if _wordings()["named"].inside(words):
        return "organisation"
    return next((means for means in ("place", "language") if _wordings()[means].inside(words, shortest=2)), "")


def _means_name(items: Sequence[str], question: str) -> str:
    """Whether an item asks for the name of the organisation that its question speaks of."""
    first = [split(item)[:1] for item in items]
    spoken = _wordings()["organisation"].inside(split(question))
    named = any(word in _wordings()["name"] for word in first) and any(len(key) == 1 for key, _ in spoken)
    return "organisation" if named else ""


@functools.lru_cache(maxsize=65536)
def _role(wording: str) -> tuple[str, str]:
    """The role that the longest known phrase of a wording speaks for, and the phrase."""
    words = split(wording)
    found = [(len(key), role, phrase) for role in _ROLES for key, phrase in _wordings()[role].inside(words)]
    longest = max(found, key=lambda f: f[0], default=(0, "", ""))
    return longest[1], longest[2]


@functools.lru_cache(maxsize=65536)
def _abroad(wording: str) -> str:
    """The phrase of a wording that speaks of places outside Europe without saying what for."""
    return next((phrase for _, phrase in _wordings()["abroad"].inside(split(wording))), "")
