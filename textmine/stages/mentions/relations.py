"""comments, texts, mentions -> relations: which respondent named which other, and what is said of it.

A respondent names another anywhere; an organisation that is no respondent counts where a question asks for
respondents, that is, where their names are its answers. What is said stands in the sentence of the name, and in the
other answers of the same block of a repeated question or row of an array.
"""

from __future__ import annotations

import functools
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textmine import reference, tables
from textmine.stages.mentions.asking import Place, answered, asks_for_others
from textmine.stages.mentions.finder import Word, words
from textmine.stages.mentions.gazetteer import fold, small_words
from textmine.stages.mentions.hidden import meets
from textmine.stages.mentions.phrases import find_phrases, listed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["relations"]

_SENTENCE_END = re.compile(r"[.;!?](?=\s)|[\n\u2022]")
_SHORTEST = 3  # letters of a word that says something
_Block = tuple[str, str, str]


@dataclass(frozen=True)
class _Said:
    """A comment with status ok."""

    comment_id: str
    respondent: str
    place: Place
    block: _Block | None
    text: str


@dataclass(frozen=True)
class _Named:
    """A name in a comment."""

    start: int
    end: int
    kind: str
    entity_id: str
    negated: bool


@dataclass
class _Relation:
    """What is known of one who names another."""

    comment_ids: list[str] = field(default_factory=list)
    detail: bool = False
    first_contact: str = ""


def relations(comments: pd.DataFrame, texts: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Say who named whom, and whether it goes beyond the name.

    Args:
        comments: The table `comments`, whole.
        texts: The table `texts`, whole.
        mentions: The table `mentions`, whole.

    Returns:
        The table `relations`, in the order of respondents.
    """
    named = _named(mentions)
    said = list(_said(comments, texts)) if any(n.kind == "respondent" for some in named.values() for n in some) else []
    asking = asks_for_others((s.place, s.respondent, _is_answer(s.text, named.get(s.comment_id, ()))) for s in said)
    beside = _Beside(named, _blocks(said, named))
    found: dict[tuple[str, str, str], _Relation] = {}
    for comment in said:
        for name in named.get(comment.comment_id, ()):
            if name.negated or (name.kind == "organisation" and comment.place not in asking):
                continue
            relation = found.setdefault((comment.respondent, name.kind, name.entity_id), _Relation())
            told = [(comment_id, *_told(some)) for comment_id, some in beside.of(comment, name)]
            first = next((words for _, _, words in told if words), "")
            relation.detail |= not first and any(detail for _, detail, _ in told)
            relation.first_contact = relation.first_contact or first
            for comment_id, detail, _ in told:
                if comment_id not in relation.comment_ids and (detail or comment_id == comment.comment_id):
                    relation.comment_ids.append(comment_id)
    return tables.frame("relations", _rows(found))


def _rows(found: dict[tuple[str, str, str], _Relation]) -> Iterator[tuple[object, ...]]:
    natural = tables.natural_key
    order = sorted(found, key=lambda key: (natural(key[0]), key[1] != "respondent", natural(key[2])))
    for respondent, kind, other in order:
        relation = found[respondent, kind, other]
        back = found.get((other, kind, respondent)) if kind == "respondent" else None
        confirmed = bool(back and back.detail and relation.detail)
        first = "" if relation.detail else relation.first_contact
        ids = json.dumps(relation.comment_ids, ensure_ascii=False)
        yield respondent, kind, other, ids, relation.detail, bool(first), back is not None, confirmed, first


def _named(mentions: pd.DataFrame) -> dict[str, list[_Named]]:
    """The respondents and organisations that each comment names."""
    chosen = mentions[mentions["kind"].isin({"respondent", "organisation"})]
    columns = ("comment_id", "start", "end", "kind", "entity_id", "negated")
    found: dict[str, list[_Named]] = {}
    for comment_id, *name in zip(*(chosen[column] for column in columns), strict=True):
        found.setdefault(comment_id, []).append(_Named(*name))
    return found


def _said(comments: pd.DataFrame, texts: pd.DataFrame) -> Iterator[_Said]:
    columns = ("comment_id", "respondent_id", "question_id", "record_id", "row_id")
    for text, (comment_id, respondent, question, record, row) in answered(comments, texts, columns):
        part = record if record not in {"", "0"} else row
        block = (respondent, question.partition("#")[0], part) if part else None
        yield _Said(comment_id, respondent, (question, row), block, text)


def _blocks(said: Iterable[_Said], named: dict[str, list[_Named]]) -> dict[_Block, list[_Said]]:
    """The comments of each block in which somebody is named."""
    wanted = {s.block for s in said if s.comment_id in named and s.block}
    found: dict[_Block, list[_Said]] = {}
    for comment in said:
        if comment.block in wanted and comment.block is not None:
            found.setdefault(comment.block, []).append(comment)
    return found


def _is_answer(text: str, named: Sequence[_Named]) -> bool:
    """Whether a text is nothing but names, one of them a respondent's."""
    rest = {word.key for word in _words_beside(text, named)}
    return any(name.kind == "respondent" for name in named) and rest <= small_words("join", "article") | {",", ";", "/"}


class _Beside:
    """The words of comments that stand beside the names in them.

    Args:
        named: The names of each comment, from left to right.
        blocks: The comments of each block.
    """

    def __init__(self, named: dict[str, list[_Named]], blocks: dict[_Block, list[_Said]]) -> None:
        self._named, self._blocks = named, blocks
        self._last: tuple[str, list[Word], list[int]] = ("", [], [])

    def of(self, comment: _Said, name: _Named) -> Iterator[tuple[str, Sequence[Word]]]:
        """What says something of a name, by comment: the words of its sentence, and of the answers beside it."""
        if self._last[0] != comment.comment_id:
            ends = [m.end() for m in _SENTENCE_END.finditer(comment.text)]
            self._last = (comment.comment_id, _words_beside(comment.text, self._named[comment.comment_id]), ends)
        _, beside, ends = self._last
        first, last = bisect_right(ends, name.start), bisect_left(ends, name.end)
        low = bisect_left(beside, ends[first - 1] if first else 0, key=lambda word: word.start)
        high = bisect_left(beside, ends[last] if last < len(ends) else len(comment.text), key=lambda word: word.start)
        yield comment.comment_id, beside[low:high]
        for other in self._blocks.get(comment.block, ()) if comment.block else ():
            if other is not comment:
                yield other.comment_id, _words_beside(other.text, self._named.get(other.comment_id, ()))


def _words_beside(text: str, named: Sequence[_Named]) -> list[Word]:
    """The words of a text that are no part of the names in it, which stand from left to right without overlap."""
    inside = [(name.start, name.end) for name in named]
    return [word for word in words(text) if not meets((word.start, word.end), inside)]


def _told(some: Sequence[Word]) -> tuple[bool, str]:
    """Whether words say something, and those of them that tell of a first contact."""
    phrases = find_phrases(some, "first_contact", "more", "another")
    first = next((_text(some, p.start, p.end) for p in phrases if p.means == "first_contact"), "")
    marked = {word for word in some for p in phrases if p.means == "another" and p.start <= word.start < p.end}
    return any(word not in marked and _says_something(word.key) for word in some), first


def _text(some: Sequence[Word], start: int, end: int) -> str:
    return " ".join(word.key for word in some if start <= word.start < end)


def _says_something(key: str) -> bool:
    return len(key) >= _SHORTEST and not key.isdigit() and key not in _empty() and (key,) not in listed("tail")


@functools.cache
def _empty() -> frozenset[str]:
    """Words that say nothing beside a name, in any language."""
    return frozenset(map(fold, reference.column("stopwords.tsv", "word")))
