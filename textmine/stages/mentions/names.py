"""questions, options, comments, texts -> names: the names that this survey itself defines.

Respondents give their own name to one question, and those of others to another; the analyst knows names; comments
define abbreviations. What they mean is settled here, once, with all of the survey in view, so that the search of
a comment need only look names up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.mentions.asking import Place, answered, asks_for_others, own_name
from textmine.stages.mentions.definitions import definitions
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.gazetteer import tree
from textmine.stages.mentions.items import items
from textmine.stages.mentions.lookup import BY_ANALYST
from textmine.stages.mentions.organisations import organisations
from textmine.stages.mentions.spelling import Linker, is_abbreviation, key_of, plain_of, variants

if TYPE_CHECKING:
    import pandas as pd

    from textmine.stages.mentions import MentionsSettings

__all__ = ["names"]

# Words of an answer that can be a name, and letters from which a word of a name has a capital.
_LONGEST, _FULL_WORD = 7, 4
_RESPONDENT, _ORGANISATION = "respondent", "organisation"


class _Answer(NamedTuple):
    """A comment with status ok."""

    comment_id: str
    respondent: str
    place: Place
    text: str
    free: bool


class _Name(NamedTuple):
    """A row of the table `names`."""

    entity_id: str
    kind: str
    name: str
    source: str
    alone: bool = False
    personal: bool = False
    comment_id: str = ""


def names(
    questions: pd.DataFrame,
    options: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    settings: MentionsSettings,
) -> pd.DataFrame:
    """Gather the names of respondents and organisations that the survey defines.

    A name of several bearers is kept for each; who looks it up sees that it tells nobody. What the analyst says wins.

    Args:
        questions: The table `questions`, whole.
        options: The table `options`, whole.
        comments: The table `comments`, whole.
        texts: The table `texts`, whole.
        settings: `respondents`, `organisations` and `aliases` are read.

    Returns:
        The table `names`: respondents, then organisations.

    Raises:
        TextmineError: `settings.respondents` names no question, or an alias has no two sides.
    """
    place = own_name(questions, options, settings.respondents)
    personal = set(questions.loc[questions["personal"], "question_id"])
    answers = list(_answers(comments, texts))
    public = [answer for answer in answers if answer.place[0] not in personal and answer.place != place]
    secret = place is not None and place[0] in personal
    own = [name for answer in answers if answer.place == place for name in _own(answer, secret=secret)]
    given = list(_by_analyst(settings, own, secret=secret))
    told = {key_of(name.name) for name in given}
    own = [name for name in own if key_of(name.name) not in told]
    linker = Linker((n.entity_id, n.name, n.alone) for n in [*given, *own] if n.kind == _RESPONDENT)
    found = [*given, *own]
    if any(name.kind == _RESPONDENT for name in found):
        found += _named(public, linker, secret=secret)
    found += _defined(public, linker, {key_of(name.name) for name in found}, secret=secret)
    return tables.frame("names", _in_order(found))


def _answers(comments: pd.DataFrame, texts: pd.DataFrame) -> Iterator[_Answer]:
    columns = ("comment_id", "respondent_id", "question_id", "row_id", "kind")
    for text, (comment_id, respondent, question, row, kind) in answered(comments, texts, columns):
        yield _Answer(comment_id, respondent, (question, row), text, kind == "free_text")


def _own(answer: _Answer, *, secret: bool) -> Iterator[_Name]:
    """What a respondent says their own name is, in all its spellings."""
    for variant in variants(answer.text):
        source = f"answer to {answer.place[0]}" if variant.source == "answer" else variant.source
        yield _Name(answer.respondent, _RESPONDENT, variant.name, source, variant.alone, secret, answer.comment_id)


def _by_analyst(settings: MentionsSettings, own: Iterable[_Name], *, secret: bool) -> Iterator[_Name]:
    """The organisations and aliases of the settings."""
    for organisation in settings.organisations:
        entity_id = f"org:{key_of(organisation)}"
        for variant in variants(organisation):
            if not variant.alone:
                source = BY_ANALYST if variant.source == "answer" else variant.source
                yield _Name(entity_id, _ORGANISATION, variant.name, source)
    linker = Linker((name.entity_id, name.name, name.alone) for name in own)
    for alias in settings.aliases:
        spelling, sign, name = (part.strip() for part in alias.partition("="))
        if not sign or not key_of(spelling) or not key_of(name):
            raise TextmineError(
                f"mentions.aliases: {alias!r} does not say whose name it is.",
                expected='a spelling, "=" and a name, such as "T4F = Taste Forward"',
            )
        respondent, _ = linker.link(name)
        if respondent:
            yield _Name(respondent, _RESPONDENT, spelling, BY_ANALYST, personal=secret)
        else:
            for each in (name, spelling):
                yield _Name(f"org:{key_of(name)}", _ORGANISATION, each, BY_ANALYST)


def _named(answers: list[_Answer], linker: Linker, *, secret: bool) -> Iterator[_Name]:
    """The spellings of respondents, and the organisations beside them, where a question asks whom one knows."""
    short = [answer for answer in answers if answer.free and len(answer.text.split()) <= _LONGEST]
    parts = {answer.comment_id: items(answer.text, linker) for answer in short}
    asking = asks_for_others(
        (a.place, a.respondent, any(to and to != a.respondent for _, to, _ in parts[a.comment_id])) for a in short
    )
    for answer in short:
        if answer.place not in asking:
            continue
        for spelling, respondent, why in parts[answer.comment_id]:
            asked = f"in {answer.place[0]}"
            if respondent:
                alone = "shortened" in why or "one letter" in why
                source = f"{why}, {asked}"
                yield _Name(respondent, _RESPONDENT, spelling, source, alone, secret, answer.comment_id)
            elif not linker.several(spelling) and _looks_like_a_name(spelling):
                entity_id, source = f"org:{key_of(plain_of(spelling))}", f"beside respondents, {asked}"
                for name in dict.fromkeys((spelling, plain_of(spelling))):
                    # Without what tells it from a respondent of the same name it would be that one's.
                    if name == spelling or not linker.link(name)[0]:
                        yield _Name(entity_id, _ORGANISATION, name, source, comment_id=answer.comment_id)


def _looks_like_a_name(text: str) -> bool:
    """Whether the long words of an answer have a capital or a digit, and it is not that of a place."""
    plain = plain_of(text)
    long = [word for word in plain.split() if len(word) >= _FULL_WORD or word[0].isupper()]
    capitals = all(any(c.isupper() or c.isdigit() for c in word) for word in long)
    return bool(long) and bool(key_of(plain)) and capitals and not _is_place(plain)


def _defined(answers: list[_Answer], linker: Linker, known: set[str], *, secret: bool) -> Iterator[_Name]:
    """The organisations that comments name with an abbreviation, unless it stands for several."""
    found: dict[str, dict[str, tuple[_Name, ...]]] = {}
    for answer in answers:
        for long_span, short_span in definitions(answer.text):
            long, short = answer.text[slice(*long_span)], answer.text[slice(*short_span)]
            if not is_abbreviation(short) or key_of(short) in known:
                continue
            respondent, _ = linker.link(long)
            if not respondent and not _is_organisation(long):
                continue
            entity_id, kind = (respondent, _RESPONDENT) if respondent else (f"org:{key_of(long)}", _ORGANISATION)
            spellings = (short,) if respondent else (long, short)
            personal = secret and bool(respondent)
            rows = tuple(
                _Name(entity_id, kind, name, "defined in a comment", personal=personal, comment_id=answer.comment_id)
                for name in spellings
            )
            found.setdefault(key_of(short), {}).setdefault(entity_id, rows)
    for bearers in found.values():
        if len(bearers) == 1:
            yield from next(iter(bearers.values()))


def _is_organisation(name: str) -> bool:
    """Whether a name with an abbreviation is that of an organisation: it holds a word for one, or a place."""
    long = [word for word in name.split() if len(word) >= _FULL_WORD]
    if len(name.split()) == 1 or not long or not all(word[0].isupper() for word in long):
        return False
    places = find(name, "en", tree(), place_field=False)[0]
    return not _is_place(name) and bool(places or organisations(name, "en", (), places))


def _is_place(name: str) -> bool:
    """Whether a name is that of a place and nothing more."""
    places = find(name, "en", tree(), place_field=False)[0]
    return any(place.start == 0 and place.end == len(name) for place in places)


def _in_order(found: Iterable[_Name]) -> list[tuple[object, ...]]:
    """One row for each name of a bearer, the first that was given; respondents first, in the order of their ids."""
    first: dict[tuple[str, str], _Name] = {}
    for name in found:
        first.setdefault((name.entity_id, name.name), name)
    rows = sorted(first.values(), key=lambda n: (n.kind != _RESPONDENT, tables.natural_key(n.entity_id)))
    return [tuple(row) for row in rows]
