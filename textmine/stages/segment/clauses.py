"""A sentence -> the points it makes: what stands between semicolons and slashes, or is joined by "but" or "and".

"And" joins two points only where a verb with its own subject follows: "staff left and SMEs were not
interested", not "we lack staff and money". The verbs are the commonest of each language
(data/reference/clause_verbs.tsv).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from textmine import reference

__all__ = ["clauses"]

Span = tuple[int, int]

_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_SEMICOLON = re.compile(r";+\s*|\u00b7\s+")
_ANO_TELEIA = re.compile(r"[\u00b7\u0387]\s+")  # in Greek ; is the question mark
# Signs that part short points where there are two of them at least: "heating: off / wifi: none / lift: broken".
_SLASH = re.compile(r"\s+[/|]\s+|\s+[\u2013\u2014-]\s+|\t+|\s{3,}")
_SIGN = re.compile(r"[/|\u2013\u2014\t-]|\s{3}")  # where there is none, none of those is looked for
_COMMA = re.compile(r",\s+")
_COMMA_OR_NONE = r"(?:,|(?<![\s,]))"  # before blanks, all of them, as they are not looked through from each on
_FEWEST_JOINED = 3  # words on each side of a joining word, or it joins no two points
_FEWEST_BEFORE_AND = 2
_VERB_WITHIN = 6  # words behind "and" in which the verb of a new point stands
_MOST_IN_POINT = 6  # words of a point in a row of short ones
_FEWEST_POINTS = 3
# Behind these words a verb is not that of the clause that "and" begins.
_SUBORDINATORS = re.compile(
    "because|if|that|when|where|which|who|dass|wenn|weil|que|qui|quand|cuando|che|quando|se|si|als|dat|omdat|kt\u00f3re"
    "|kt\u00f3ry|\u017ce|kter\u00fd|som|hogy|care|c\u0103"
)
_END = ".!?\u2026"


def clauses(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """The parts of a sentence that make a point of their own, in order and apart.

    Args:
        text: The cleaned text.
        start: First character of the sentence.
        end: Character after its last.
        language: Its language, ISO 639-1 or und.
    """
    first = start
    for cut, after in [*_cuts(text, start, end, language), (end, end)]:
        part = text[first:cut]
        if part.strip():
            yield first + len(part) - len(part.lstrip()), first + len(part.rstrip())
        first = after


def _cuts(text: str, start: int, end: int, language: str) -> list[Span]:
    """The spans between the points of a sentence, in order and apart."""
    semicolon = _ANO_TELEIA if language == "el" else _SEMICOLON
    cuts = [match.span() for match in semicolon.finditer(text, start, end)]
    signs = [match.span() for match in _SLASH.finditer(text, start, end)] if _SIGN.search(text, start, end) else []
    cuts += signs if len(signs) > 1 else []
    cuts += _enumerated(text, start, end)
    words = frozenset(text[start:end].casefold().split())
    joiner, joins = _joiner(language)
    for match in joiner.finditer(text, start, end) if joins & words else ():
        if _has_words(text, start, match.start()) and _has_words(text, match.end(), end):
            cuts.append(match.span())
    joiner, joins = _and(language)
    cuts += _and_cuts(text, start, end, language, joiner) if joins & words else ()
    apart: list[Span] = []
    for span in sorted(cuts):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _has_words(text: str, start: int, end: int) -> bool:
    """Whether there are words enough for a point; no more are looked at, however long the text."""
    return sum(1 for _ in itertools.islice(_WORD.finditer(text, start, end), _FEWEST_JOINED)) == _FEWEST_JOINED


def _enumerated(text: str, start: int, end: int) -> list[Span]:
    """The commas between short points where a sentence without a full stop is nothing else."""
    if text[end - 1] in _END:
        return []
    commas = [match.span() for match in itertools.islice(_COMMA.finditer(text, start, end), 50)]
    if len(commas) < _FEWEST_POINTS - 1:
        return []
    places = [start, *itertools.chain(*commas), end]
    lengths = [len(_WORD.findall(text, a, b)) for a, b in zip(places[::2], places[1::2], strict=True)]
    return commas if all(1 < length <= _MOST_IN_POINT for length in lengths) else []


def _and_cuts(text: str, start: int, end: int, language: str, joiner: re.Pattern[str]) -> Iterator[Span]:
    verbs = reference.column("clause_verbs.tsv", "verb", language)
    for match in joiner.finditer(text, start, end):
        before = [word.group() for word in itertools.islice(_WORD.finditer(text, start, match.start()), _FEWEST_JOINED)]
        comma = text.find(",", match.end(), end)
        words = _WORD.finditer(text, match.end(), end if comma < 0 else comma)
        after = [word.group() for word in itertools.islice(words, _VERB_WITHIN)]
        if len(before) >= _FEWEST_BEFORE_AND and len(after) >= _FEWEST_JOINED and _begins_clause(after, verbs):
            yield match.span()


def _begins_clause(words: Sequence[str], verbs: frozenset[str]) -> bool:
    """Whether a verb stands in these words, and something that can be its subject before it."""
    main = itertools.takewhile(lambda word: not _SUBORDINATORS.fullmatch(word.casefold()), words[1:])
    return any(word.casefold() in verbs for word in main)


@functools.cache
def _joiner(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """A joining word of the language between blanks, with the comma before it, and the words it can begin with."""
    rows = [row for row in reference.rows("joiners.tsv") if row["language"] == language and row["comma"] != "verb"]
    parts = [rf"{',' if row['comma'] == 'yes' else _COMMA_OR_NONE}\s+{re.escape(row['word'])}" for row in rows]
    pattern = rf"(?:{'|'.join(parts)})\s+(?!also\b|auch\b|aussi\b|también\b|anche\b)"
    return re.compile(pattern, re.IGNORECASE), _first_words(rows)


@functools.cache
def _and(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """A word for "and" of the language, or a comma alone before the subject of a new clause; and their first words."""
    rows = [row for row in reference.rows("joiners.tsv") if row["language"] == language and row["comma"] == "verb"]
    words = "|".join(re.escape(row["word"]) for row in rows)
    return re.compile(rf"{_COMMA_OR_NONE}\s+(?:{words})\s+", re.IGNORECASE), _first_words(rows)


def _first_words(rows: Sequence[dict[str, str]]) -> frozenset[str]:
    return frozenset(row["word"].casefold().split()[0] for row in rows)
