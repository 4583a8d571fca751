"""Spellings of organisations -> which of them name the same one, and why.

Rules that each look up a key, so that 100,000 spellings take seconds: the same words, in another order,
with another legal form; a letter more or less; an abbreviation that is defined; a part of a name that no
other organisation of the survey has. Two spellings that a rule would link stay apart where their kinds,
numbers or legal forms say that they are two: a department is not its university.

The thresholds were chosen on data/gold/organisation_links.jsonl and the cases of
tests/cases/mentions_linking.jsonl, for precision: what is linked falsely is hard to see in a report.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from textmine.stages.mentions.shapes import Shape, shape

__all__ = ["Alias", "Link", "Spelling", "link"]

# A word of this many letters may have one letter more, one less or two swapped; of `_CHANGED` another one, beside
# words that are the same.
_TYPO, _CHANGED = 5, 8
# What is written wrongly is rare: at most twice, or a fifth as often as the right name.
_RARE, _TIMES_RARER = 2, 5
# Two words of one stem ("Photonik", "Photonics"): so many letters the same, so many other at the end.
_STEM, _ENDING = 6, 3
# One reading of a part of a name goes before the others when it is named so many times as often.
_COMMONER = 3
# A word in more spellings than this tells nothing apart.
_MOST = 200
_INITIALS = 3


class Alias(NamedTuple):
    """A name given as another one's: its id, the id of the name it stands for, and where that is said."""

    entity_id: str
    stands_for: str
    evidence: str


class Link(NamedTuple):
    """What a spelling is counted with (itself where it is the main one), and how it was linked."""

    same_as: str
    evidence: str


@dataclass(frozen=True)
class Spelling:
    """A spelling of an organisation.

    Attributes:
        name: As it is written most often.
        mentions: How often.
        comments: The comments it stands in.
    """

    name: str
    mentions: int
    comments: frozenset[str]


def link(spellings: Mapping[str, Spelling], aliases: Iterable[Alias] = ()) -> dict[str, Link]:
    """Say which spellings name the same organisation.

    Args:
        spellings: Spellings by their id.
        aliases: Names that somebody said to be the same. One that stands for two organisations is left alone.

    Returns:
        A link for each spelling. The main one of those that are the same is the most mentioned, then the
        longest, then the first by id.
    """
    groups = _Groups(spellings)
    given = sorted(set(aliases))
    _same_words(groups)
    _other_order(groups)
    _typos(groups)
    _stems(groups)
    _given(groups, given)
    _parts_of_names(groups)
    _initials(groups, {alias.entity_id for alias in given})
    return groups.links()


class _Groups:
    """Spellings joined so far. A join is refused where the two say of themselves that they are not the same."""

    def __init__(self, spellings: Mapping[str, Spelling]) -> None:
        self.spellings = spellings
        self.order = sorted(spellings, key=self._rank)
        self.shapes = {i: shape(spellings[i].name) for i in self.order}
        self._parent = {i: i for i in self.order}
        self._mentions = {i: spellings[i].mentions for i in self.order}
        self._legal = {i: {self.shapes[i].legal} - {""} for i in self.order}
        self._edges: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def _rank(self, entity_id: str) -> tuple[int, int, str]:
        spelling = self.spellings[entity_id]
        return (-spelling.mentions, -len(spelling.name), entity_id)

    def root(self, entity_id: str) -> str:
        while self._parent[entity_id] != entity_id:
            self._parent[entity_id] = self._parent[self._parent[entity_id]]
            entity_id = self._parent[entity_id]
        return entity_id

    def mentions(self, root: str) -> int:
        return self._mentions[root]

    def join(self, one: str, other: str, evidence: str) -> None:
        """Say that two spellings are the same, unless their legal forms, numbers or units differ."""
        a, b = self.root(one), self.root(other)
        first, second = self.shapes[one], self.shapes[other]
        if first.unit != second.unit or (first.numbers != second.numbers and not second.acronym):
            return
        if a == b or len(self._legal[a] | self._legal[b]) > 1:
            return
        self._parent[b] = a
        self._mentions[a] += self._mentions[b]
        self._legal[a] |= self._legal[b]
        self._edges[one].append((other, evidence))
        self._edges[other].append((one, evidence))

    def links(self) -> dict[str, Link]:
        found: dict[str, Link] = {}
        for main in self.order:
            if main in found:
                continue
            found[main] = Link(main, "")
            waiting = deque([main])
            while waiting:
                here = waiting.popleft()
                for other, evidence in sorted(self._edges[here]):
                    if other not in found:
                        found[other] = Link(main, evidence)
                        waiting.append(other)
        return found


def _buckets(groups: _Groups, keys: Mapping[str, object]) -> Iterator[list[str]]:
    """The spellings of each key, where there are several."""
    found: dict[object, list[str]] = defaultdict(list)
    for entity_id in groups.order:
        if keys.get(entity_id):
            found[keys[entity_id]].append(entity_id)
    yield from (bucket for bucket in found.values() if len(bucket) > 1)


def _join_all(groups: _Groups, bucket: list[str], evidence: str) -> None:
    """Join the spellings of a bucket; where they have several legal forms, only those of the same one."""
    forms = {groups.shapes[i].legal for i in bucket} - {""}
    for form in sorted(forms) if len(forms) > 1 else [None]:
        same = [i for i in bucket if form is None or groups.shapes[i].legal == form]
        for other in same[1:]:
            differ = groups.shapes[same[0]].legal != groups.shapes[other].legal
            groups.join(same[0], other, "legal form" if differ else evidence)


def _same_words(groups: _Groups) -> None:
    """Signs, blanks, accents, small words and legal forms make no other name."""
    for bucket in _buckets(groups, {i: s.plain for i, s in groups.shapes.items()}):
        _join_all(groups, bucket, "signs, blanks or small words")


def _key(s: Shape) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    return tuple(sorted(s.words)), s.strong, s.weak


def _other_order(groups: _Groups) -> None:
    """The same words in another order, and the same kind of organisation in other words or another language."""
    for bucket in _buckets(groups, {i: _key(s) for i, s in groups.shapes.items() if s.words}):
        _join_all(groups, bucket, "order or language of the words")


def _typos(groups: _Groups) -> None:
    """One letter of one word differs, and one of the two is rare."""
    by_key: dict[object, list[str]] = defaultdict(list)
    for i in groups.order:
        by_key[_key(groups.shapes[i])].append(i)
    near = _neighbours({w for s in groups.shapes.values() for w in s.words if len(w) >= _TYPO})
    for i in groups.order:
        s = groups.shapes[i]
        for at, word in enumerate(s.words):
            for other, changed in near.get(word, ()):
                if changed and (len(word) < _CHANGED or len(s.words) == 1):
                    continue
                words = tuple(sorted((*s.words[:at], other, *s.words[at + 1 :])))
                for right in by_key.get((words, s.strong, s.weak), ()):
                    if _rarer(groups, i, right):
                        groups.join(right, i, f"one letter: {word}, {other}")


def _rarer(groups: _Groups, rare: str, common: str) -> bool:
    """Whether one name is so rare beside another that it may be a slip, and the two stand in no comment together."""
    one, other = groups.mentions(groups.root(rare)), groups.mentions(groups.root(common))
    apart = not groups.spellings[rare].comments & groups.spellings[common].comments
    return apart and one <= other and (one <= _RARE or one * _TIMES_RARER <= other)


def _neighbours(words: set[str]) -> dict[str, list[tuple[str, bool]]]:
    """For each word those that are one letter away, and whether a letter was changed for another.

    Words with a letter left out are the keys, as in Mor, Fraenkel (1982), A hash code method for detecting
    and correcting spelling errors, doi:10.1145/358728.358752.
    """
    by_less: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for less in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            by_less[less].add(word)
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for bucket in by_less.values():
        for one in bucket:
            for other in bucket:
                step = _step(one, other)
                if step is not None and (other, step) not in found[one]:
                    found[one].append((other, step))
    return {word: sorted(others) for word, others in found.items() if others}


def _step(one: str, other: str) -> bool | None:
    """Whether two words differ by a changed letter (or else by one more, one less, two swapped); None for other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return None
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
        return False if short[at:] == long[at + 1 :] else None
    differ = [i for i in range(len(one)) if one[i] != other[i]]
    if len(differ) == 1:
        return True
    first, last = differ[0], differ[-1]
    swapped = len(differ) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]  # noqa: PLR2004
    return False if swapped else None


def _stems(groups: _Groups) -> None:
    """One of several words has another ending, of its language or number."""
    buckets: dict[object, list[tuple[str, str]]] = defaultdict(list)
    for i in groups.order:
        s = groups.shapes[i]
        for at, word in enumerate(s.words):
            rest = tuple(sorted((*s.words[:at], *s.words[at + 1 :])))
            if len(word) >= _STEM and rest:
                buckets[rest, s.strong, s.weak, word[:_STEM]].append((i, word))
    for bucket in buckets.values():
        one, word = bucket[0]
        for i, other in bucket[1:]:
            same = 0
            while same < min(len(word), len(other)) and word[same] == other[same]:
                same += 1
            apart = not groups.spellings[one].comments & groups.spellings[i].comments
            if apart and max(len(word), len(other)) - same <= _ENDING:
                groups.join(one, i, f"ending: {other}, {word}")


def _given(groups: _Groups, aliases: Iterable[Alias]) -> None:
    """What a comment or a list says to be the same, where all say the same."""
    meant: dict[str, list[Alias]] = defaultdict(list)
    for alias in aliases:
        meant[alias.entity_id].append(alias)
    first: dict[str, str] = {}  # a name that is not written itself goes by the first that stands for it
    for entity_id, said in sorted(meant.items()):
        written = [alias for alias in said if alias.stands_for in groups.spellings]
        if entity_id in groups.spellings and len({groups.root(alias.stands_for) for alias in written}) == 1:
            groups.join(written[0].stands_for, entity_id, written[0].evidence)
        elif entity_id in groups.spellings and not written and len({a.stands_for for a in said}) == 1:
            groups.join(first.setdefault(said[0].stands_for, entity_id), entity_id, said[0].evidence)


def _parts_of_names(groups: _Groups) -> None:
    """A name that is a part of the name of one organisation only."""
    holding: dict[str, list[str]] = defaultdict(list)
    for i in groups.order:
        for word in _forms(groups.shapes[i]):
            holding[word].append(i)
    for i in sorted(groups.order, key=lambda i: (-len(groups.shapes[i].words), -len(groups.shapes[i].kinds), i)):
        s = groups.shapes[i]
        rarest = min((holding[word] for word in s.words), key=len, default=[])
        if not rarest or len(rarest) > _MOST or (s.acronym and not s.kinds and groups.spellings[i].name.isupper()):
            continue
        near = dict.fromkeys([*rarest, *holding["".join(s.words)][:_MOST]])
        longer = [j for j in near if j != i and _is_part(s, groups.shapes[j])]
        equal = [j for j in longer if "".join(groups.shapes[j].words) == "".join(s.words)]
        best = _only(groups, i, equal, longer)
        if best is not None:
            groups.join(best, i, f"part of the name {groups.spellings[best].name}")


def _forms(s: Shape) -> set[str]:
    """The words of a name, and all of them written as one."""
    return {*s.words, "".join(s.words)} - {""}


def _is_part(part: Shape, whole: Shape) -> bool:
    """Whether one name may be a shorter form of the other."""
    within = set(part.words) <= set(whole.words) or "".join(part.words) in _forms(whole)
    if not within or not part.kinds <= whole.kinds or part.unit != whole.unit:
        return False
    if part.numbers != whole.numbers or (part.legal and whole.kinds and not whole.legal):
        return False
    if "".join(part.words) == "".join(whole.words):
        return part.kinds < whole.kinds
    if len(part.words) == 1 and not part.kinds:
        return part.words[0] in {whole.words[0], whole.words[-1]}
    return not (whole.strong - part.strong and part.strong)


def _only(groups: _Groups, part: str, equal: list[str], longer: list[str]) -> str | None:
    """The one organisation that a part of a name may mean, None where it may mean several."""
    others = {groups.root(j): j for j in reversed(longer)}
    if groups.root(part) in others or not others:
        return None
    if len(others) == 1:
        return next(iter(others.values()))
    same = {groups.root(j): j for j in reversed(equal) if groups.root(j) in others}
    if len(same) != 1:
        return None
    root, best = next(iter(same.items()))
    rest = sum(groups.mentions(other) for other in others if other != root)
    return best if groups.mentions(root) >= _COMMONER * rest else None


def _initials(groups: _Groups, given: set[str]) -> None:
    """An abbreviation that nobody explains, of the letters that one organisation begins its words with."""
    by_initials: dict[str, list[str]] = defaultdict(list)
    for i in groups.order:
        s = groups.shapes[i]
        if len(s.initials) >= _INITIALS and not s.acronym:
            by_initials[s.initials].append(i)
    for i in groups.order:
        found = by_initials.get(groups.shapes[i].plain, ()) if groups.shapes[i].acronym and i not in given else ()
        if found and len({groups.root(j) for j in found}) == 1:
            groups.join(found[0], i, f"initials of {groups.spellings[found[0]].name}")
