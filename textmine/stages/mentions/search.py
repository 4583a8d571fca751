"""One comment -> its mentions: finds the names, tells places from persons and languages, adds the roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.answers import answer
from textmine.stages.mentions.finder import Span, Word, find
from textmine.stages.mentions.finder import words as cut
from textmine.stages.mentions.hidden import outside
from textmine.stages.mentions.identities import Identity, identities
from textmine.stages.mentions.inferred import inferred
from textmine.stages.mentions.lookup import BY_ANALYST
from textmine.stages.mentions.organisations import BY_NER, Organisation, organisations
from textmine.stages.mentions.people import is_person
from textmine.stages.mentions.role import Clauses, Setting
from textmine.stages.mentions.towns import settle

if TYPE_CHECKING:
    from textmine.stages.mentions.fields import Field
    from textmine.stages.mentions.lookup import Found, Lookup
    from textmine.stages.mentions.ner import Named
    from textmine.stages.mentions.role import Role

__all__ = ["Comment", "Decider", "Mention", "Search"]

# A name that is also something else is less sure, whatever its source. Chosen on the cases of data/gold.
_AMBIGUOUS_SCORE = 0.7
_ORGANISATION = "organisation"
# A short name in quotation marks with more than places in it is that of a firm, a book or an event; a stop before the
# last mark makes it a sentence. Only French sets blanks within its marks: elsewhere they part two quotations.
_MARKS = (
    ("[\u201e\u201c\u201d]", "[\u201c\u201d]"),
    (r"\u00ab\s?", r"\s?\u00bb"),
    ("\u00bb", "\u00ab"),
    ("\u2018", r"\u2019(?!\w)"),
    (r'(?<!\w)"', r'"(?!\w)'),
)
_TITLE = rf"([{gazetteer.UPPER}][\w&.'\u2019-]*(?:\s[\w&.'\u2019-]+){{1,4}})(?<!\.)"
_QUOTED = re.compile("|".join(f"{first}{_TITLE}{last}" for first, last in _MARKS))


class Comment(NamedTuple):
    """A comment to search: text, language, what its question asks for, what the NER found in it, who wrote it."""

    text: str
    language: str
    field: Field
    named: Named
    respondent: str = ""


class Mention(NamedTuple):
    """A row of the table `mentions` without its first column."""

    start: int
    end: int
    kind: str
    entity_id: str
    surface: str
    role: str
    negated: bool
    hedged: bool
    score: float
    rule: str


class Decider(Protocol):
    """What may decide the role of a place in the stead of the rules."""

    def decide(self, comment: Comment, span: Span, setting: Setting, said: Role) -> Role:
        """The role of a name, of which the rules said a role."""


class Search:
    """The search of a batch of comments: what is the same for all of them.

    Args:
        known: The names that the survey defines.
        members: The members of the EU, ISO 3166-1 alpha-2.
        decider: What decides roles after the rules, None for the rules alone.
    """

    def __init__(self, known: Lookup, members: frozenset[str], decider: Decider | None = None) -> None:
        self._decider = decider
        self._places = gazetteer.tree()
        # What was found in texts for the recogniser of names, until the search comes to them.
        self._found: dict[tuple[str, str], tuple[list[Span], list[Word]]] = {}
        self._known = known
        self._members = members

    def mentions(self, comment: Comment) -> list[Mention]:
        """The mentions of a comment, by their place in the text."""
        text, language = comment.text, comment.language
        spans, words = self._seen(comment)
        places = [span for span in spans if not is_person(text, words, span, comment.named.persons, language)]
        named = [name for name in self._known.find(text, words or None) if name.entity_id]
        found_here = self._organisations(comment, places, named)
        bodies = sorted(body for body in found_here if gazetteer.squash(text[body.start : body.end]))
        known = [name for name in named if not any(_within(name, body) for body in bodies)]
        found = _named(text, bodies, places)
        found += _known(comment, [n for n in known if n.entity_id != comment.respondent], words, places)
        bodies += [Organisation(name.start, name.end, name.score, name.rule) for name in known]
        # A name within the name of an organisation stands for no place: the organisation says that it holds one.
        bodies += _quoted(text, words, places) if places else ()
        free = [span for span in places if not any(_within(span, body) for body in bodies)]
        found += self._roles(comment, free, words)
        return sorted(found, key=lambda mention: (mention.start, mention.kind, mention.entity_id))

    def countries(self, text: str, language: str) -> list[tuple[int, int]]:
        """Where a text names countries or regions for sure: not by a town, nor by what may be a person's name."""
        spans, words = find(text, language, self._places, place_field=False)
        self._found[text, language] = spans, words
        return [(span.start, span.end) for span in spans if not span.readings and "person" not in span.needs]

    def place(self, comment: Comment, given: Span) -> Mention:
        """A place that somebody says is one, with its role among the names around it."""
        spans, words = self._seen(comment)
        others = [span for span in spans if span.end <= given.start or given.end <= span.start]
        among = sorted([*others, given], key=lambda span: span.start)
        return next(m for m in self._roles(comment, among, words or cut(comment.text)) if m.start == given.start)

    def _seen(self, comment: Comment) -> tuple[list[Span], list[Word]]:
        """The places of a comment, each in one country, and its words."""
        text, language, field = comment.text, comment.language, comment.field
        place_field = field.means == "place"
        known = None if place_field else self._found.pop((text, language), None)
        spans, words = known or find(text, language, self._places, place_field=place_field)
        return settle(text, words, spans, language, field.countries, place_field=place_field), words

    def _organisations(self, comment: Comment, places: Sequence[Span], known: Sequence[Found]) -> list[Organisation]:
        """The organisations beside known ones: the whole answer where one is asked for, else those named in it."""
        text, field = comment.text, comment.field
        if field.means == "organisation":
            items = gazetteer.squash(outside(text, [(name.start, name.end) for name in known]))
            if known and items in gazetteer.small_words("join") | {""}:
                return []
            # Towns that in a sentence would need more evidence.
            towns = find(text, comment.language, self._places, place_field=True)[0]
            found = answer(text, comment.language, towns)
        elif field.means == "place":
            return []
        else:
            others = organisations(text, comment.language, comment.named.organisations, places)
            given = [Organisation(n.start, n.end, n.score, n.rule) for n in known if n.kind == _ORGANISATION]
            apart = [body for body in others if not any(_conflict(body, name) for name in known)]
            found = [b for b in inferred(text, comment.language, [*given, *apart], places) if b not in given]
        return [body for body in found if not any(_conflict(body, name) for name in known)]

    def _roles(self, comment: Comment, places: Sequence[Span], words: Sequence[Word]) -> Iterator[Mention]:
        """The mentions of countries and regions, with the part they play."""
        if not places:
            return
        clauses = Clauses(comment.text, words, places, comment.language)
        for span in places:
            asked_for_language = comment.field.means == "language" and span.name.source == "demonym"
            if asked_for_language or clauses.is_language(span) or clauses.is_kind(span):
                continue
            name = span.name
            setting = Setting(comment.field, self._european(span))
            said = clauses.role(span, setting)
            role, negated, hedged, why = self._decider.decide(comment, span, setting, said) if self._decider else said
            surface = comment.text[span.start : span.end]
            score = min(name.score, _AMBIGUOUS_SCORE) if span.needs else name.score
            rule = f"{name.source}: {surface}{f' ({span.why})' if span.why else ''}; {why}"
            place = (span.start, span.end, name.kind, name.entity_id, surface)
            yield Mention(*place, role, negated, hedged, score, rule)

    def _european(self, span: Span) -> bool:
        """Whether a name is a member of the EU or a region of Europe."""
        entity_id = span.name.entity_id
        if span.name.kind == "country":
            return entity_id in self._members
        return gazetteer.regions()[entity_id]["europe"] == "yes"


def _known(
    comment: Comment, named: Sequence[Found], words: Sequence[Word], places: Sequence[Span]
) -> Iterator[Mention]:
    """The mentions of names that the survey defines; whether they are negated is told as for places."""
    if not named:
        return
    nothing: frozenset[str] = frozenset()
    names = (gazetteer.Name(name.kind, name.entity_id, "known", nothing) for name in named)
    spans = [Span(place.start, place.end, name, (), nothing) for place, name in zip(named, names, strict=True)]
    clauses = Clauses(comment.text, words or cut(comment.text), spans, comment.language)
    for name, span in zip(named, spans, strict=True):
        _, negated, hedged, _ = clauses.role(span, Setting(comment.field))
        surface = comment.text[name.start : name.end]
        inside = [place for place in places if name.kind == "organisation" and _within(place, name)]
        rule = name.rule + _names_places(comment.text, inside)
        yield Mention(name.start, name.end, name.kind, name.entity_id, surface, "", negated, hedged, name.score, rule)


def _named(text: str, bodies: Sequence[Organisation], places: Sequence[Span]) -> list[Mention]:
    """The mentions of organisations, events and facilities."""
    together = [(body.start, body.end) for body in bodies if body.kind == _ORGANISATION]
    same = dict(zip(together, identities(text, together), strict=True))
    inside = ([span for span in places if _within(span, body)] for body in bodies)
    return [
        _organisation(text, body, same.get((body.start, body.end)), within)
        for body, within in zip(bodies, inside, strict=True)
    ]


def _organisation(text: str, body: Organisation, identity: Identity | None, inside: Sequence[Span]) -> Mention:
    """A mention of an organisation, or of an event or facility, which stands for itself."""
    surface = text[body.start : body.end]
    identity = identity or Identity(f"{body.kind}:{gazetteer.squash(surface)}", "")
    place = (body.start, body.end, body.kind, identity.entity_id, surface)
    rule = body.rule + _names_places(text, inside)
    rule = f"{rule}; {identity.evidence}" if identity.evidence else rule
    return Mention(*place, role="", negated=False, hedged=False, score=body.score, rule=rule)


def _quoted(text: str, words: Sequence[Word], places: Sequence[Span]) -> Iterator[Organisation]:
    """The names in quotation marks, but for those that are lists of places."""
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        inside = [word for word in words if start <= word.start < end]
        others = [word for word in inside if not any(place.start <= word.start < place.end for place in places)]
        if any(word.key not in gazetteer.small_words("join") | {",", ";", "/"} for word in others):
            yield Organisation(start, end, 0.0, "")


def _names_places(text: str, inside: Sequence[Span]) -> str:
    """What is said of the places in the name of an organisation."""
    names = ", ".join(f"{text[span.start : span.end]} ({span.name.entity_id})" for span in inside)
    return f"; names {names}, which is no mention" if names else ""


def _conflict(body: Organisation, name: Found) -> bool:
    """Whether an organisation gives way to a known name: it meets it, and is no longer name that a pattern tells.

    What the analyst knows is the whole name, whatever stands beside it.
    """
    if body.end <= name.start or name.end <= body.start:
        return False
    return BY_ANALYST in name.rule or body.rule == BY_NER or not _within(name, body)


def _within(span: Span | Found, body: Organisation | Found) -> bool:
    """Whether a name is part of a longer one."""
    return body.start <= span.start and span.end <= body.end and body.end - body.start > span.end - span.start
