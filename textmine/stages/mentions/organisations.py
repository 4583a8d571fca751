"""A text -> the organisations named in it, beside those that the analyst knows.

Three sources: runs of capitalised words that hold a word of organisation_words.tsv ("Acme GmbH",
"University of ..."), institutions.tsv, and what the NER calls an organisation. Events and facilities
are found in the same runs (see `venues`).
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import UPPER, squash
from textmine.stages.mentions.shapes import shape
from textmine.stages.mentions.venues import heads, venue

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span

__all__ = ["BY_NER", "SURE", "Organisation", "apart", "is_name", "organisations"]

_INSTITUTION_SCORE = 0.9
SURE = _PATTERN_SCORE = 0.7
BY_NER = "organisation: NER"
_NER_SCORE = 0.5
_WORD = rf"[{UPPER}][\w&'\u2019/-]*(?:\.[\w&]+)*"
_ARTICLE = re.compile(r"(?:the|our|an?)\s+", re.IGNORECASE)
# Words and letters: a name has two words, and a legal form below four letters in a text in capitals is no evidence.
_SHORTEST, _SHORT_FORM = 2, 4
_MOST_WORDS = 60  # that are looked at together, far more than a name has
_CITY_ADJECTIVE = "er"  # German: "Pariser"
# Languages that write a kind of organisation as the end of one word with the name, and give common nouns no capital.
_COMPOUNDS = frozenset({"nl", "sv", "da", "no", "fi", "et", "hu"})
# Where common nouns have capitals, in German and in English headings, "Health & Safety" is no firm.
_NO_PAIRS = frozenset({"de", "en", "und"})
_PAIR = re.compile(rf"(?<![\w&])[{UPPER}][^\W\d_]{{3,}}\s?&\s?[{UPPER}][^\W\d_]{{3,}}(?![\w&])")
# A word with a capital, or a digit, within it.
_MADE_UP = rf"[{UPPER}](?:[^\W_]*[^\W\d_{UPPER}][{UPPER}]|\d[{UPPER}])[^\W\d_{UPPER}]{{2,}}\b"
_Part = tuple[str, int, int]


# Before a common noun with a place: one of many is meant.
_INDEFINITE = frozenset(
    {"a", "an", "ein", "eine", "einem", "einer", "eines", "un", "una", "uno", "une", "um", "uma", "unui", "unei", "o"}
    | {"een", "en", "ett", "et", "dos", "deux", "due", "duas", "dois", "zwei", "two"}
)


class Organisation(NamedTuple):
    """A stretch of text that names an organisation (or an event or facility), how sure that is and what found it."""

    start: int
    end: int
    score: float
    rule: str
    kind: str = "organisation"


class _Vocabulary(NamedTuple):
    """organisation_words.tsv and name_joins.tsv in one language, by position."""

    language: str
    tail: frozenset[str]
    heads: dict[str, tuple[str, ...]]
    place: frozenset[str]
    stop: frozenset[str]
    never: frozenset[str]
    both: frozenset[str]
    joins: frozenset[str]
    behind: re.Pattern[str]
    run: re.Pattern[str]


@functools.cache
def _vocabulary(language: str) -> _Vocabulary:
    """The words of a language and of English; in German, where all nouns have capitals, a tail is a legal form."""
    found: dict[str, set[str]] = {
        position: set() for position in ("tail", "head", "place", "stop", "never", "join", "and", "lower", "with")
    }
    for row in (*reference.rows("organisation_words.tsv"), *reference.rows("name_joins.tsv")):
        languages = set(row["languages"].split())
        spoken = {"*", language} if row["position"] in {"tail", "lower"} else {"*", "en", language}
        if spoken & languages:
            found[row["position"]].add(row["word"])
    # Legal forms with dots or without a capital are no words of the usual shape.
    forms = _choice(t for t in found["tail"] if "." in t or t[0].islower())
    joins = _choice(found["join"] | found["and"]).replace(r"'", "['\u2019]")
    join = rf"(?:(?:{joins})(?:[ ]|(?<=['\u2019-])))?"
    # The other words of these have no capital.
    begin = rf"(?:(?:{_choice(found['lower'] | {h for h in found['head'] if ' ' in h} | heads(language))})[ ]{join})?"
    return _Vocabulary(
        language=language,
        tail=frozenset(found["tail"]),
        heads=_by_first_word(found["head"] | found["lower"]),
        place=frozenset(found["place"]),
        stop=frozenset(word.casefold() for word in found["stop"]),
        never=frozenset(word.casefold() for word in found["never"]),
        both=frozenset(found["and"]),
        joins=frozenset(word for join in found["join"] for word in join.split()),
        behind=re.compile(rf"\b(?:{_choice(found['with'])})[ ]({_MADE_UP})"),
        run=re.compile(
            rf"(?<!\w){begin}{_WORD}"
            rf"(?:,?[ ](?:{forms})(?!\w)|(?:(?<=[St]t)\.)?[ ]{join}{join}{begin}{_WORD}){{0,{_MOST_WORDS}}}"
        ),
    )


def _by_first_word(heads: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Heads by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for head in sorted(heads, key=lambda head: (-len(head), head)):
        found.setdefault(head.split()[0], []).append(head)
    return {word: tuple(same) for word, same in found.items()}


def _choice(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


@functools.cache
def _institutions() -> re.Pattern[str]:
    """The names of institutions.tsv of several words, and their abbreviations."""
    names = {row["name"] for row in reference.rows("institutions.tsv")}
    return re.compile(rf"(?<![\w-])(?:{_choice(n for n in names if not n.istitle() or ' ' in n)})(?![\w-])")


def organisations(
    text: str, language: str, named: Iterable[tuple[int, int]], places: Sequence[Span]
) -> list[Organisation]:
    """The organisations, events and facilities of a text, from left to right, without overlap.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        named: Spans that the NER calls organisations.
        places: Names found by the gazetteer; one that is a whole name is no organisation.
    """
    words = _vocabulary(language)
    taken = {(span.start, span.end) for span in places}
    found = [
        Organisation(m.start(), m.end(), _INSTITUTION_SCORE, "organisation: institution")
        for m in (_institutions().finditer(text) if not text.isupper() else ())
    ]
    # An institution is in no longer name: what stands before and behind it is looked at alone.
    rest = text
    for item in found:
        rest = rest[: item.start] + "\n" * (item.end - item.start) + rest[item.end :]
    starts = sorted(place.start for place in places)
    for run in words.run.finditer(rest):
        for first, last in _halves(run.group(), language):
            offset = run.start() + first
            begun = starts[bisect_left(starts, offset) : bisect_left(starts, run.start() + last)]
            for item in _in_run(run.group()[first:last], language, frozenset(start - offset for start in begun)):
                here = item._replace(start=offset + item.start, end=offset + item.end)
                if (here.start, here.end) not in taken and not _is_generic(text, here, places):
                    found.append(here)
    found += [
        Organisation(*m.span(1), _NER_SCORE, "organisation: letters of a name")
        for m in words.behind.finditer(text)
        if m.span(1) not in taken and is_name(m.group(1), language)
    ]
    for m in _PAIR.finditer(text) if "&" in text and language not in _NO_PAIRS else ():
        found.append(Organisation(m.start(), m.end(), _NER_SCORE, "organisation: two names and a sign"))
    for start, end in named:
        article = _ARTICLE.match(text, start, end)
        first = article.end() if article else start
        if (first, end) not in taken and is_name(text[first:end], language) and not _begins(text, first, end):
            found.append(Organisation(first, end, _NER_SCORE, BY_NER))
    return apart(found)


def apart(found: Iterable[Organisation]) -> list[Organisation]:
    """Those of `found` that do not overlap, the surest and longest first, from left to right."""
    kept: list[Organisation] = []
    for item in sorted(found, key=lambda o: (-o.score, o.start - o.end, o.start)):
        place = bisect_left(kept, item)
        if (not place or kept[place - 1].end <= item.start) and (place == len(kept) or item.end <= kept[place].start):
            kept.insert(place, item)
    return kept


def is_name(surface: str, language: str) -> bool:
    """Whether a stretch of text may be a name at all."""
    never = _vocabulary(language).never
    return len(squash(surface)) > 1 and surface != surface.lower() and surface.casefold() not in never


def _is_generic(text: str, item: Organisation, places: Sequence[Span]) -> bool:
    """Whether a span is a common noun with a place ("a Chilean cluster") or with the first word of a sentence."""
    parts = text[item.start : item.end].split()
    country = next((p for p in places if p.start == item.start and p.end < item.end and not p.readings), None)
    if country is not None and text[country.end : item.end].strip().islower():
        return True
    if len(parts) == 2 and parts[1].islower() and _begins(text, item.start, item.start + len(parts[0])):  # noqa: PLR2004
        return not shape(parts[1]).strong
    if item.kind == "event":
        return _is_fair_somewhere(text, item, places)
    inside = [place for place in places if item.start <= place.start and place.end <= item.end]
    # "A hospital of Quito" is any of them, "the university of Quito" that one.
    if inside and inside[-1].end == item.end and text[item.start : inside[-1].start].islower():
        before = text[: item.start].split()
        return not before or before[-1].casefold() in _INDEFINITE
    behind = (text[place.end : item.end].strip() for place in inside if place.end < item.end)
    return any(rest.isalpha() and rest.islower() and not shape(rest).strong for rest in behind)


def _is_fair_somewhere(text: str, item: Organisation, places: Sequence[Span]) -> bool:
    """Whether an event is but a word for one and a place ("Salon à Montréal", "die Pariser Messe")."""
    inside = [place for place in places if item.start <= place.start and place.end <= item.end]
    if not inside:
        return False
    place = inside[-1]
    if place.end == item.end:
        between = text[item.start : place.start].split()[1:]
        return all(word.islower() for word in between)
    adjective = text[place.start : place.end].endswith(_CITY_ADJECTIVE) or place.name.source == "demonym"
    return adjective and place.start == item.start and " " not in text[place.end : item.end].strip()


def _begins(text: str, start: int, end: int) -> bool:
    """Whether a span is but the first word of a sentence, whose capital says nothing."""
    surface = text[start:end]
    before = text[:start].rstrip(" \"'(-")
    return surface.istitle() and " " not in surface and (not before or before[-1] in ".!?:\n")


@functools.lru_cache(maxsize=65536)
def _halves(run: str, language: str) -> tuple[tuple[int, int], ...]:
    """A run, in two or more where an "and" stands between two names rather than in one."""
    return tuple(_cut(run, _vocabulary(language))) if " " in run else ((0, len(run)),)


def _cut(run: str, words: _Vocabulary) -> Iterator[tuple[int, int]]:
    first = 0
    for m in re.finditer(r"(?<=\s)\S+(?=\s)", run):
        if m.group() not in words.both or m.start() <= first:
            continue
        left, right = _without_stops(run[first : m.start()], words), run[m.end() :].strip()
        if not left or not right:
            continue
        begins = _is_headed(right, words)
        named, headed = shape(left), _is_headed(left, words)
        whole = bool(named.kinds and named.words) or (" " in left and left.split()[-1] in words.tail)
        # "Institute for Wood and Paper" is one name, "Institute for Wood and Acme Ltd" are two.
        if (
            begins
            or (headed and shape(right).legal)
            or (whole and not headed)
            or re.search(r"[a-z][A-Z]|\d", left.split()[-1])
        ):
            yield first, m.start() - 1
            first = m.end() + 1
    yield first, len(run)


def _is_headed(name: str, words: _Vocabulary) -> bool:
    return any(name.startswith(f"{head} ") for head in words.heads.get(name.split(maxsplit=1)[0], ()))


def _without_stops(left: str, words: _Vocabulary) -> str:
    parts = left.split()
    while parts and (parts[0].casefold() in words.stop or parts[0] in words.both):
        parts = parts[1:]
    return " ".join(parts)


@functools.lru_cache(maxsize=65536)
def _in_run(run: str, language: str, places: frozenset[int]) -> tuple[Organisation, ...]:
    """The organisation, event or facility in a run of capitalised words, if it has a word that makes it one.

    Most runs come up again and again: what is found has its place in the run, as have the places that begin in it.
    """
    words = _vocabulary(language)
    parts = [(m.group().rstrip(","), m.start(), m.end()) for m in re.finditer(r"\S+", run)]
    while parts and (parts[0][0].casefold() in words.stop or (len(parts) > 1 and parts[0][0] in words.joins)):
        parts = parts[1:]
    event = venue(run, parts, words.language)
    if event is not None:
        start, end, word, kind = event
        return (Organisation(start, end, _PATTERN_SCORE, f"{kind}: '{word}'", kind),)
    # An organisation word alone names nothing.
    if len(parts) < _SHORTEST:
        return tuple(
            Organisation(start, end, _PATTERN_SCORE, f"organisation: '{text}'")
            for text, start, end in parts
            if _is_compound(text, words)
        )
    start, end, word = _by_head(run, parts, words, places) or _by_tail(parts, words) or (0, 0, "")
    short_in_capitals = len(word) < _SHORT_FORM and run[start:end].isupper()
    if " " not in run[start:end] or short_in_capitals:
        return ()
    return (Organisation(start, end, _PATTERN_SCORE, f"organisation: '{word}'"),)


def _is_compound(word: str, words: _Vocabulary) -> bool:
    """Whether a word is a name, a hyphen and a kind of organisation, in a language that writes names so."""
    name, hyphen, kind = word.rpartition("-")
    if not hyphen or words.language not in _COMPOUNDS or len(name) < _SHORT_FORM or name.isupper():
        return False
    return kind.islower() and not shape(kind).words


def _by_head(
    run: str, parts: Sequence[_Part], words: _Vocabulary, places: frozenset[int]
) -> tuple[int, int, str] | None:
    """Begin, end and deciding word of a name that begins with a word for organisations."""
    for text, start, end in parts:
        head = next((h for h in words.heads.get(text.split()[0], ()) if run.startswith(f"{h} ", start)), "")
        if head:
            # "Ecological Society of ..." begins with its adjective, "Visit University of ..." with its head.
            first = parts[0][1] if text in words.tail else start
            return first, parts[-1][2], head
        if text in words.place and end + 1 in places:
            return start, parts[-1][2], text
        if words.language in _COMPOUNDS and end < parts[-1][2] and text[0].isupper():
            named = shape(text)
            if named.words and named.kinds and "-" not in text:
                return start, parts[-1][2], text
    return None


def _by_tail(parts: Sequence[_Part], words: _Vocabulary) -> tuple[int, int, str] | None:
    """Begin, end and deciding word of a name that ends with a word for organisations."""
    for length in range(len(parts), 1, -1):
        # A legal form may be of several words ("sp. z o.o.").
        for tail in (
            " ".join(text for text, _, _ in parts[i:length]) for i in range(length - 1, max(length - 4, 0), -1)
        ):
            if tail in words.tail:
                return parts[0][1], parts[length - 1][2], tail
        last = parts[length - 1][0]
        if words.language in _COMPOUNDS and shape(last).words and shape(last).kinds:
            return parts[0][1], parts[length - 1][2], last
    return None
