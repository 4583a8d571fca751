"""Grows a LimeSurvey survey of any number of comments from grammar.yaml: same size and seed, same files.

Run as a program it writes one survey and says on stdout, as JSON, what was grown; the measuring process
starts it so and stays small, because a child's peak memory is never less than its parent's.

Usage: python -m speed.grammar SIZE SEED FOLDER
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from demo_survey.limesurvey import META, Question, Survey, structure_lss

__all__ = ["Facts", "Grower", "grow", "load"]

_SLOT = re.compile(r"\{(\w+)\}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_COPIED_FROM = 1000  # a copy is of one of so many comments drawn from all before
_NEAR_LOOKED_AT = 10_000
_TICKED_WITH_COMMENT, _TICKED_WITHOUT = 0.9, 0.25
_PLACE = {"lastpage": "3", "startdate": "2026-01-02 09:00:00", "datestamp": "2026-01-02 10:00:00"}

Grammar = dict[str, Any]
Template = tuple[str, ...]  # text, name of a rule, text, ...


def load() -> Grammar:
    """The grammar of grammar.yaml."""
    grammar: Grammar = yaml.safe_load(Path(__file__).with_name("grammar.yaml").read_text(encoding="utf-8"))
    return grammar


@dataclass
class Facts:
    """What was grown, measured on the comments themselves.

    Attributes:
        comments: Their number.
        respondents: Who wrote them.
        words: Words of all comments together.
        foreign: Comments not in English.
        repeated: Comments that were there before, but for case and punctuation; `no_answer`
            apart.
        no_answer: Comments that say nothing, as "N/A".
        near: Among the first `looked_at` comments, those not repeated that differ from an earlier
            one in one word.
        looked_at: Comments that were compared word by word.
        sentences: Sentences of all comments together.
        distinct: Different sentences among them.
    """

    comments: int = 0
    respondents: int = 0
    words: int = 0
    foreign: int = 0
    repeated: int = 0
    no_answer: int = 0
    near: int = 0
    looked_at: int = 0
    sentences: int = 0
    distinct: int = 0


@dataclass
class _Seen:
    """What was grown so far, to count repetition; texts are kept as their hashes."""

    facts: Facts = field(default_factory=Facts)
    comments: set[int] = field(default_factory=set)
    sentences: set[int] = field(default_factory=set)
    with_gap: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, sentences: list[str], language: str) -> None:
        """Count a comment that says something."""
        words = _NOT_LETTERS.sub(" ", " ".join(sentences).casefold()).split()
        known = hash(tuple(words)) in self.comments
        self.comments.add(hash(tuple(words)))
        self.sentences.update(hash(sentence) for sentence in sentences)
        self.facts.words += len(" ".join(sentences).split())
        self.facts.foreign += language != "en"
        self.facts.repeated += known
        self.facts.sentences += len(sentences)
        if self.facts.comments < _NEAR_LOOKED_AT:
            gaps = {(*words[:at], "", *words[at + 1 :]) for at in range(len(words))}
            self.facts.near += not known and not gaps.isdisjoint(self.with_gap)
            self.facts.looked_at += 1
            self.with_gap |= gaps


class Grower:
    """Draws comments from a grammar.

    Args:
        grammar: What `load` gives.
        seed: Same seed, same comments.
    """

    def __init__(self, grammar: Grammar, seed: int) -> None:
        self.grammar, self.draw = grammar, random.Random(seed)
        self.rules: dict[str, dict[str, list[Template]]] = {
            language: {name: [tuple(_SLOT.split(text)) for text in texts] for name, texts in rules.items()}
            for language, rules in grammar["languages"].items()
        }
        self.foreign = [language for language in self.rules if language != "en"]
        self.earlier: list[tuple[str, list[str]]] = []
        self.seen = _Seen()

    def weighted(self, weights: dict[int, int]) -> int:
        """A number, drawn by its weight."""
        return self.draw.choices(list(weights), list(weights.values()))[0]

    def language(self) -> str:
        """The language of a respondent."""
        other = self.draw.random() < self.grammar["shares"]["other_language"]
        return self.draw.choice(self.foreign) if other else "en"

    def comment(self, rule: str, language: str) -> str:
        """A comment by the rule of an option; in other languages there is one rule for all options."""
        shares, chance = self.grammar["shares"], self.draw.random()
        copied = shares["no_answer"] + shares["exact_copy"] + shares["near_copy"]
        if chance < shares["no_answer"]:
            self.seen.facts.comments += 1
            self.seen.facts.no_answer += 1
            self.seen.facts.words += 1
            return str(self.draw.choice(self.grammar["no_answer"]))
        if chance < copied and self.earlier:
            language, sentences = self.draw.choice(self.earlier)
            if chance > shares["no_answer"] + shares["exact_copy"]:
                sentences = self._near(sentences)
        else:
            number = self.weighted(self.grammar["sentences"])
            start = rule if language == "en" else "any"
            sentences = [self.sentence(self.rules[language], start) for _ in range(number)]
        self.seen.add(sentences, language)
        self.seen.facts.comments += 1
        self._keep(language, sentences)
        return " ".join(sentences)

    def sentence(self, rules: dict[str, list[Template]], name: str) -> str:
        """One alternative of a rule; a whole sentence begins with a capital letter."""
        text = self._expand(rules, name)
        return text[:1].upper() + text[1:] if text.endswith(".") else text

    def _expand(self, rules: dict[str, list[Template]], name: str) -> str:
        template = self.draw.choice(rules[name])
        return "".join(self._expand(rules, part) if at % 2 else part for at, part in enumerate(template))

    def _near(self, sentences: list[str]) -> list[str]:
        """The sentences with one word replaced."""
        changed = self.draw.randrange(len(sentences))
        words = sentences[changed].split(" ")
        words[self.draw.randrange(len(words))] = self.draw.choice(self.grammar["swap"])
        return [*sentences[:changed], " ".join(words), *sentences[changed + 1 :]]

    def _keep(self, language: str, sentences: list[str]) -> None:
        if len(self.earlier) < _COPIED_FROM:
            self.earlier.append((language, sentences))
        elif self.draw.random() < _COPIED_FROM / self.seen.facts.comments:
            self.earlier[self.draw.randrange(_COPIED_FROM)] = (language, sentences)


def grow(size: int, seed: int, folder: Path) -> Facts:
    """Write export.csv and structure.lss of a survey with `size` comments.

    Args:
        size: Number of comments, 1 or more.
        seed: Same size and seed, same files.
        folder: Where to; made if need be.

    Returns:
        What was grown.
    """
    grammar = load()
    grower = Grower(grammar, seed)
    questions = _questions(grammar)
    headings = [*META, *(heading for question in questions for heading in question.headings())]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "structure.lss").write_bytes(structure_lss(Survey(grammar["survey"], questions, [])))
    with (folder / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(headings)
        for row in _rows(grower, size):
            writer.writerow([row.get(heading, "") for heading in headings])
    grower.seen.facts.distinct = len(grower.seen.sentences)
    return grower.seen.facts


def _questions(grammar: Grammar) -> list[Question]:
    sizes = {"S": "Small", "M": "Medium", "L": "Large"}
    first = Question(1, 1, 1, "SIZE", "L", "How large is your organisation?", answers=sizes)
    asked = [
        Question(
            qid=number,
            gid=number,
            order=1,
            code=entry["code"],
            type="P",
            text=entry["text"],
            rows={f"SQ{place:03}": wording for place, (wording, _) in enumerate(entry["options"], start=1)},
        )
        for number, entry in enumerate(grammar["questions"], start=2)
    ]
    return [first, *asked]


def _rows(grower: Grower, size: int) -> Iterator[dict[str, str]]:
    """A row of the export for each respondent."""
    rules = {
        f"{question['code']}[SQ{place:03}": rule
        for question in grower.grammar["questions"]
        for place, (_, rule) in enumerate(question["options"], start=1)
    }
    facts, draw = grower.seen.facts, grower.draw
    while facts.comments < size:
        facts.respondents += 1
        language = grower.language()
        row = {"id": str(facts.respondents), "submitdate": _PLACE["datestamp"], "startlanguage": language, **_PLACE}
        row |= {"seed": str(facts.respondents), "SIZE": draw.choice("SML")}
        number = min(grower.weighted(grower.grammar["comments_a_respondent"]), size - facts.comments)
        commented = set(draw.sample(sorted(rules), number))
        for option, rule in rules.items():
            chance = _TICKED_WITH_COMMENT if option in commented else _TICKED_WITHOUT
            row[f"{option}]"] = "Y" if draw.random() < chance else ""
            if option in commented:
                row[f"{option}comment]"] = grower.comment(rule, language)
        yield row


if __name__ == "__main__":
    grown = grow(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(vars(grown)))
