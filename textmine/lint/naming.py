"""Which items of a run a sentence names, and which questions a heading speaks of.

A name of a place or a kind of link is told by its words as they stand; the wording of an option, a theme or a
question by enough of its meaning words close together, in any form ("consulted their cluster members").
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.lint.vocabulary import lint_words, other_names
from textmine.lint.words import Word, content, fold, words

if TYPE_CHECKING:
    from textmine.lint.figures import Item
    from textmine.report.facts import Facts

__all__ = ["Mention", "Naming"]

_PHRASES = {"country", "area", "region", "organisation", "relation"}
_ENOUGH = 0.5  # of the weight of a name, to be taken for it
_HERE_ENOUGH = 0.4  # the same of a name of the question at hand
_WORDING = 0.22  # the same of the wording of a question, which is a sentence
_ALONE = 0.65  # the same when only one word of several is said
_COMMON = 3  # questions: a word in more of them tells none
_CLOSE = 0.75  # of the score of the best: names in one place that are both meant
_WIDER = 0.4  # the same of a name that takes in more words than the best
_HERE = 2.0  # by which names of the question at hand are preferred
_GAP = 4  # words from one word of a name to its next
_TITLE = 0.4  # that the title of a section weighs beside the wording of its questions
_SCOPE = 0.55  # of the weight of a heading, to be taken for the title of a question


@dataclass(frozen=True)
class Mention:
    """A place in a sentence that names one or several items.

    Args:
        start: First word, as its place in the sentence.
        end: Word after the last.
        names: Names that may be meant, the best first, with how much of each is said, 0 to 1.
        score: How good the best is: more of a name, and more words of it.
    """

    start: int
    end: int
    names: tuple[tuple[str, float], ...]
    score: float

    @property
    def sure(self) -> float:
        """How much of the best name is said, 0 to 1."""
        return self.names[0][1]


class Naming:
    """The names of the items of a run.

    Args:
        items: What is counted.
        facts: The run, as the report knows it.
        whole: Headings of the sections of the report that are on the whole survey.
    """

    def __init__(self, items: Sequence[Item], facts: Facts, whole: Iterable[str]) -> None:
        self._asked = {q: question for q, question in facts.questions.items() if not question.personal}
        self._items: dict[str, list[Item]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._wordings: set[str] = set()
        for item in items:
            for name in self._names(item):
                self._items[name].append(item)
                if item.kind in _PHRASES and len(self._items[name]) == 1:
                    parts = tuple(fold(word.text) for word in words(name))
                    self._phrases[parts[0]].append((parts, name))
                elif item.kind in {"sum", "records"} or item.item in {"Y", "N"}:
                    self._wordings.add(name)
        phrases = {name for listed in self._phrases.values() for _, name in listed}
        asked = Counter(stem for one in self._asked.values() for stem in set(content(one.text)))
        common = {stem for stem, count in asked.items() if count > max(_COMMON, len(self._asked) / 5)}
        told = {name: _stems(name, common if name in self._wordings else ()) for name in self._items}
        self._stems = {name: stems for name, stems in told.items() if stems and name not in phrases}
        self._weight = _weights(self._stems.values())
        self._holding: dict[str, list[str]] = defaultdict(list)
        for name, stems in self._stems.items():
            for stem in stems:
                self._holding[stem].append(name)
        self._titles = {q: frozenset(content(f"{one.section} {one.text}")) for q, one in self._asked.items()}
        self._titles[""] = frozenset(stem for heading in whole for stem in content(heading))
        self._title_weight = _weights(self._titles.values())

    def items_of(self, mention: Mention) -> list[tuple[Item, float]]:
        """The items that a mention may mean, each with how much of its name is said."""
        return [(item, sure) for name, sure in mention.names for item in self._items[name]]

    def mentions(self, sentence: Sequence[Word], scope: Collection[str], units: Collection[str]) -> list[Mention]:
        """The items that a sentence names, in the order in which it does.

        Args:
            sentence: Its words.
            scope: The questions at hand, whose names are preferred.
            units: Stems of what the chapter calls respondents: they name nothing by themselves.
        """
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(sentence):
            if word.stem in self._holding:
                places[word.stem].append(place)
        names = {name for stem in places if stem not in units for name in self._holding[stem]}
        found = [made for name in sorted(names) for made in self._named(name, places, scope, units)]
        return _merged([*found, *self._phrased(sentence, scope)])

    def scope(self, headings: Sequence[str], units: Collection[str]) -> frozenset[str]:
        """The questions that the lowest telling heading speaks of, with those of the same section; empty for none told.

        Where it could be several, the headings above decide. `units` are the stems of what respondents are called.
        """
        chosen: frozenset[str] = frozenset()
        for heading in reversed(headings):
            scores = self._heard(heading, units)
            best = max(scores.values(), default=0.0)
            near = {q: score + self._titled(heading, q) for q, score in scores.items() if score >= best - 0.1}
            most = max(near.values(), default=0.0)
            named = {q for q, score in near.items() if best >= _SCOPE and score >= most - 0.1}
            told = self._with_section(named)
            chosen = chosen & told or chosen or told
        return chosen

    def _with_section(self, told: Collection[str]) -> frozenset[str]:
        sections = {self._asked[question].section for question in told if question} - {""}
        return frozenset({*told, *(q for q, question in self._asked.items() if question.section in sections)})

    def _heard(self, heading: str, units: Collection[str]) -> dict[str, float]:
        """How much of a heading is in the title of each question, 0 to 1."""
        stems = set(content(heading)) - set(units)
        unknown = max(self._title_weight.values(), default=1.0)
        total = math.fsum(self._title_weight.get(stem, unknown) for stem in sorted(stems))
        return {
            q: math.fsum(self._title_weight[stem] for stem in sorted(stems & title)) / total if total else 0.0
            for q, title in self._titles.items()
        }

    def _titled(self, heading: str, question: str) -> float:
        """How like the title of its section a heading is, to choose between questions that share its words."""
        if not question:
            return 0.0
        stems, title = set(content(heading)), set(content(self._asked[question].section))
        return _TITLE * len(stems & title) / len(stems | title) if stems | title else 0.0

    def _names(self, item: Item) -> Iterable[str]:
        if item.kind in {"country", "region", "area"}:
            return [item.name, *other_names().get(item.item, ())]
        if item.kind == "relation":
            return [word for word, means in lint_words("relation").items() if means == item.item]
        if item.kind in {"sum", "records"} or (item.kind == "value" and item.item in {"Y", "N"}):
            return [self._asked[item.question].text.replace("#", "")]
        nameless = item.kind == "base" or item.name == "Other" or not any(c.isalpha() for c in item.name)
        return [] if nameless else [item.name]

    def _named(
        self, name: str, places: Mapping[str, list[int]], scope: Collection[str], units: Collection[str]
    ) -> Iterator[Mention]:
        """The places in which enough of a name stands close together."""
        stems = self._stems[name]
        total = math.fsum(self._weight[stem] for stem in stems)
        spots = sorted((place, stem) for stem in stems for place in places.get(stem, ()))
        for run in _runs(spots):
            said = {stem: place for place, stem in reversed(run)}
            own = [stem for stem in said if stem not in units or len(said) == len(stems)]
            share = math.fsum(self._weight[stem] for stem in own) / total
            wording = name in self._wordings
            here = any(item.question in scope for item in self._items[name])
            enough = _HERE_ENOUGH if here else _ENOUGH
            least = _WORDING if wording else _ALONE if len(own) == 1 and len(stems) > 1 else enough
            if own and share >= least and not (wording and len(own) == 1 and not (here and share >= _HERE_ENOUGH)):
                at = [said[stem] for stem in own]
                score = share * len(own) * self._preferred(name, scope)
                yield Mention(min(at), max(at) + 1, ((name, round(share, 3)),), round(score, 3))

    def _phrased(self, sentence: Sequence[Word], scope: Collection[str]) -> Iterator[Mention]:
        """The places in which a name stands word by word."""
        low = [fold(word.text) for word in sentence]
        for place, first in enumerate(low):
            for parts, name in self._phrases.get(first, ()):
                end = place + len(parts)
                capitals = name.replace(".", "").isupper()
                if tuple(low[place:end]) != parts or (capitals and not sentence[place].text.isupper()):
                    continue
                yield Mention(place, end, ((name, 1.0),), len(parts) * self._preferred(name, scope))

    def _preferred(self, name: str, scope: Collection[str]) -> float:
        return _HERE if any(item.question in scope for item in self._items[name]) else 1.0


def _stems(name: str, common: Collection[str]) -> tuple[str, ...]:
    return tuple(stem for stem in dict.fromkeys(content(name)) if stem not in common)


def _weights(names: Iterable[Collection[str]]) -> dict[str, float]:
    """What each stem tells: the rarer in the names, the more."""
    listed = list(names)
    spread = Counter(stem for stems in listed for stem in set(stems))
    return {stem: 1 + math.log(len(listed) / count) for stem, count in spread.items()}


def _runs(spots: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Spots parted where too many words lie between."""
    run: list[tuple[int, str]] = []
    for spot in spots:
        if run and spot[0] - run[-1][0] > _GAP:
            yield run
            run = []
        run.append(spot)
    if run:
        yield run


def _least(one: Mention, best: Mention) -> float:
    """The score from which a mention is meant beside the best: less where it takes in words that the best leaves."""
    wider = one.start < best.start or one.end > best.end
    return best.score * (_WIDER if wider else _CLOSE)


def _merged(found: Iterable[Mention]) -> list[Mention]:
    """Mentions that overlap as one, with the names that match best; in the order of the text."""
    made: list[Mention] = []
    for one in sorted(found, key=lambda m: (-m.score, m.start, m.end, m.names)):
        over = [place for place, other in enumerate(made) if one.start < other.end and other.start < one.end]
        if not over:
            made.append(one)
        elif len(over) == 1 and one.score >= _least(one, made[over[0]]):
            best = made[over[0]]
            made[over[0]] = Mention(best.start, best.end, (*best.names, *one.names), best.score)
    return sorted(made, key=lambda m: m.start)
