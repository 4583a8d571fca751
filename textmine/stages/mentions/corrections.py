"""corrections -> the mentions as a person has them: replaced, taken away, added, and named alike.

A correction holds at its place: of the machine's mentions there, those of its kind or of the kind it
was go (a place stands beside no place, an organisation beside no organisation). Two spellings that a
person gives one name are one organisation, at every place where they stand.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from textmine.errors import TextmineError, nearest
from textmine.stages.mentions.finder import TOWNS, Span, find
from textmine.stages.mentions.gazetteer import Name, countries, regions, squash, tree
from textmine.stages.mentions.search import Comment, Mention, Search

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BY_PERSON", "Correction", "Corrections", "aliases", "names", "place", "read", "unplaced"]

BY_PERSON = "corrected by a person"

_PLACES = frozenset({"country", "region"})
# So many characters beside a mention tell that it is the one that was corrected; of either side, as the other may
# hold a placeholder for personal data.
_CONTEXT = 8


class Correction(NamedTuple):
    """A row of the table `corrections`, its entity resolved.

    Attributes:
        entity_id: What it names, "" for no mention.
        name: The name that the person wrote, "" where the machine's entity was left.
    """

    line: int
    comment_id: str
    start: int
    end: int
    surface: str
    before: str
    after: str
    question: str
    option: str
    language: str
    kind: str
    entity_id: str
    role: str
    negated: bool
    hedged: bool
    machine_id: str
    name: str = ""


class Corrections:
    """The corrections of a survey, for its comments one by one.

    Args:
        table: The table `corrections`, whole.

    Raises:
        TextmineError: an entity is no country or region that is known.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._rows: dict[str, list[Correction]] = {}
        for row in read(table):
            self._rows.setdefault(row.comment_id, []).append(row)
        self._aliases, self._names = (aliases(table), names(table)) if self._rows else ({}, {})

    def applied(self, comment_id: str, comment: Comment, search: Search) -> list[Mention]:
        """The mentions that a search finds in a comment, corrected, by their place in the text.

        Raises:
            TextmineError: added words stand in the comment more than once.
        """
        left = search.mentions(comment)
        mine = self._rows.get(comment_id)
        if not mine:
            return left
        given: list[Mention] = []
        for row in mine:
            start = place(comment.text, row)
            if start < 0:
                continue
            end = start + len(row.surface)
            gone = {_family(row.kind), _family(_kind(row.machine_id))}
            left = [m for m in left if m.end <= start or end <= m.start or _family(m.kind) not in gone]
            if row.entity_id:
                given.append(_mention(row, start, comment, search))
        # Of two rows that say the same place the later holds.
        unique = {(m.start, m.kind, m.entity_id): m for m in [*left, *given]}
        return [unique[key] for key in sorted(unique)]

    def alike(self, mention: Mention) -> Mention:
        """A mention of an organisation under the one name that a person gave its spellings."""
        known = self._aliases.get(mention.entity_id)
        if known is None or mention.kind != "organisation":
            return mention
        rule = f"{mention.rule}; the same as {self._names.get(known, known)}, says a person"
        return mention._replace(entity_id=known, rule=rule)


def read(table: pd.DataFrame) -> tuple[Correction, ...]:
    """The rows of the table `corrections`, their entities resolved.

    Raises:
        TextmineError: an entity is no country or region that is known.
    """
    return _resolved(tuple(table.itertuples(index=False, name=None)))


@functools.lru_cache(maxsize=4)
def _resolved(rows: tuple[tuple[object, ...], ...]) -> tuple[Correction, ...]:
    return tuple(_resolve(Correction(*row)) for row in rows)  # type: ignore[arg-type]


def _resolve(row: Correction) -> Correction:
    """A row with the id of what it names and its kind; a country may be written as a region and the other way."""
    written = row.entity_id
    if not written or written == row.machine_id:
        return row._replace(kind=row.kind or _kind(row.machine_id))
    if row.kind == "organisation":
        # As in an earlier sheet, an id stands for itself.
        known = written.startswith("org:")
        key = written if known else f"org:{squash(written)}"
        return row._replace(entity_id=key, name="" if known else written)
    named = _place(written, row.language)
    if named is None:
        raise TextmineError(
            f"Corrections, line {row.line}: there is no country or region {written!r}.",
            expected="a code (CA), a name in any language (Canada, Kanada), or nothing where it is no mention; "
            "an organisation has organisation in the column kind",
            hint=nearest(written, _names_of_places()),
        )
    return row._replace(entity_id=named.entity_id, kind=named.kind)


@functools.lru_cache(maxsize=1024)
def _place(written: str, language: str) -> Name | None:
    """The country or region of this code or name."""
    if written in regions():
        return Name("region", written, "known", frozenset("*"))
    for iso2, row in countries().items():
        if written.upper() in {iso2, row["iso3"]}:
            return Name("country", iso2, "known", frozenset("*"))
    for spoken in (language, "en"):
        for span in find(written, spoken, tree(), place_field=True)[0]:
            whole = (span.start, span.end) == (0, len(written))
            if whole and span.name.source not in TOWNS:
                return span.name
    return None


def _names_of_places() -> list[str]:
    return [*(row["name"] for row in countries().values()), *(row["entity"] for row in regions().values())]


def _kind(entity_id: str) -> str:
    """The kind of an entity by its id, as far as that says it."""
    if entity_id.startswith("org:"):
        return "organisation"
    if entity_id in countries():
        return "country"
    return "region" if entity_id in regions() else ""


def _family(kind: str) -> str:
    return "place" if kind in _PLACES else kind


def place(text: str, row: Correction) -> int:
    """Where the words of a correction begin in a text, -1 where they do not stand there.

    What the sheet says where they begin is held against the text, which cleaning may have changed;
    then the words are looked for, and what stood beside them decides.

    Raises:
        TextmineError: added words stand in the comment more than once, and nothing tells which are meant.
    """
    found = [i for i in range(len(text)) if text.startswith(row.surface, i)]
    if row.start < 0 and not (row.before or row.after):
        if len(found) > 1:
            raise TextmineError(
                f"Corrections, line {row.line}: {row.surface!r} stands in comment {row.comment_id} {len(found)} times.",
                expected="words that stand there once",
                hint=f"write in the column start where it begins, one of: {', '.join(map(str, found))}",
            )
        return found[0] if found else -1
    if row.start in found and not (row.before or row.after or row.machine_id):
        return row.start  # added, with its place
    fitting = [i for i in found if _beside(text, i, row)]
    return min(fitting, key=lambda i: (abs(i - row.start), i), default=-1)


def _beside(text: str, start: int, row: Correction) -> bool:
    """Whether what stands on either side of some words is what stood there; a placeholder for anything ends it."""
    end = start + len(row.surface)
    before = row.before.rpartition("]")[2][-_CONTEXT:]
    after = row.after.partition("[")[0][:_CONTEXT]
    if text[:start].endswith(before) and (before or start == 0):
        return True
    return text[end:].startswith(after) and bool(after or end == len(text))


def _mention(row: Correction, start: int, comment: Comment, search: Search) -> Mention:
    """The mention that a person wants; a role that was left empty is the machine's."""
    end = start + len(row.surface)
    at = (start, end, row.kind, row.entity_id, row.surface)
    if row.kind not in _PLACES or row.role:
        return Mention(*at, row.role, row.negated, row.hedged, score=1.0, rule=BY_PERSON)
    span = Span(start, end, Name(row.kind, row.entity_id, "known", frozenset("*")), (), frozenset())
    made = search.place(comment, span)
    negated, hedged = made.negated or row.negated, made.hedged or row.hedged
    return Mention(*at, made.role, negated, hedged, score=1.0, rule=f"{BY_PERSON}; {made.rule.partition('; ')[2]}")


def aliases(table: pd.DataFrame) -> dict[str, str]:
    """Which organisations a person says are another one.

    A row says it of its spelling, wherever that stands; where rows of one spelling disagree, each
    holds at its own place alone.

    Args:
        table: The table `corrections`, whole.

    Returns:
        The entity_id of a spelling to that of the organisation, which is in turn no alias.

    Raises:
        TextmineError: an entity is no country or region that is known.
    """
    said: dict[str, set[str]] = {}
    for row in read(table):
        if row.kind == "organisation" and row.entity_id:
            said.setdefault(f"org:{squash(row.surface)}", set()).add(row.entity_id)
    agreed = {spelling: next(iter(ids)) for spelling, ids in said.items() if len(ids) == 1}
    return {spelling: end for spelling in agreed if (end := _end(spelling, agreed)) != spelling}


def _end(spelling: str, said: dict[str, str]) -> str:
    """The last of a chain of aliases; of a circle the first in the alphabet."""
    seen = [spelling]
    while (following := said.get(seen[-1], seen[-1])) != seen[-1]:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def names(table: pd.DataFrame) -> dict[str, str]:
    """The names that a person gave organisations, by entity_id."""
    return {row.entity_id: row.name for row in read(table) if row.kind == "organisation" and row.name}


def unplaced(
    table: pd.DataFrame, comments: Iterable[tuple[str, str]], made: set[tuple[str, int]]
) -> tuple[list[int], list[int]]:
    """The lines of corrections that hold nowhere in this survey.

    Args:
        table: The table `corrections`, whole.
        comments: The id of each comment and its text.
        made: The comment and first character of each mention.

    Returns:
        The lines whose comment is not in the survey, and those whose words are not in their comment,
        or made no mention as the comment is not searched or the words are personal data.
    """
    rows: dict[str, list[Correction]] = {}
    for row in read(table):
        rows.setdefault(row.comment_id, []).append(row)
    lost: list[int] = []
    for comment_id, text in comments:
        for row in rows.pop(comment_id, ()):
            start = place(text, row)
            if start < 0 or (row.entity_id and (comment_id, start) not in made):
                lost.append(row.line)
    return sorted(row.line for strange in rows.values() for row in strange), sorted(lost)
