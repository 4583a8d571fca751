"""One comment -> its mentions: finds the names, tells places from persons and languages, adds the roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.answers import answer
from textmine.stages.mentions.finder import Span, Word, find
from textmine.stages.mentions.identities import Identity, identities
from textmine.stages.mentions.inferred import inferred
from textmine.stages.mentions.organisations import Organisation, organisations
from textmine.stages.mentions.people import is_person
from textmine.stages.mentions.role import Clauses, Setting
from textmine.stages.mentions.towns import settle

if TYPE_CHECKING:
    from textmine.stages.mentions.fields import Field
    from textmine.stages.mentions.ner import Named

__all__ = ["Comment", "Mention", "Search"]

# A name that is also something else is less sure, whatever its source. Chosen on the cases of data/gold.
_AMBIGUOUS_SCORE = 0.7
_ORGANISATION = "organisation"


class Comment(NamedTuple):
    """A comment to search: its text and language, what its question asks for, what the NER found in it."""

    text: str
    language: str
    field: Field
    named: Named


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


class Search:
    """The search of a batch of comments: what is the same for all of them.

    Args:
        known: Names of organisations the analyst knows.
        members: The members of the EU, ISO 3166-1 alpha-2.
    """

    def __init__(self, known: tuple[str, ...], members: frozenset[str]) -> None:
        self._places = gazetteer.tree()
        self._known = gazetteer.organisation_tree(tuple(known))
        self._members = members

    def mentions(self, comment: Comment) -> list[Mention]:
        """The mentions of a comment, by their place in the text."""
        text, language = comment.text, comment.language
        place_field = comment.field.means == "place"
        spans, words = find(text, language, self._places, place_field=place_field)
        spans = settle(text, words, spans, language, comment.field.countries, place_field=place_field)
        places = [span for span in spans if not is_person(text, words, span, comment.named.persons)]
        bodies = sorted(b for b in self._organisations(comment, places) if gazetteer.squash(text[b.start : b.end]))
        named = [(body.start, body.end) for body in bodies if body.kind == _ORGANISATION]
        same = dict(zip(named, identities(text, named), strict=True))
        found = [
            _organisation(
                text, body, same.get((body.start, body.end)), [span for span in places if _within(span, body)]
            )
            for body in bodies
        ]
        # A name within the name of an organisation stands for no place: the organisation says that it holds one.
        free = [span for span in places if not any(_within(span, body) for body in bodies)]
        found += self._roles(comment, free, words)
        return sorted(found, key=lambda mention: (mention.start, mention.kind, mention.entity_id))

    def _organisations(self, comment: Comment, places: Sequence[Span]) -> list[Organisation]:
        """The organisations of a comment: the whole answer where one is asked for, else those named in it."""
        text, language, field, named = comment
        if field.means == "organisation":
            # Towns that in a sentence would need more evidence.
            return answer(text, language, find(text, language, self._places, place_field=True)[0])
        spans = find(text, language, self._known, place_field=False)[0] if self._known else []
        known = [Organisation(s.start, s.end, s.name.score, "organisation: named by the analyst") for s in spans]
        if field.means == "place":
            return known
        others = organisations(text, language, named.organisations, places)
        apart = [body for body in others if all(body.end <= k.start or k.end <= body.start for k in known)]
        return inferred(text, language, known + apart, places)

    def _roles(self, comment: Comment, places: Sequence[Span], words: Sequence[Word]) -> Iterator[Mention]:
        """The mentions of countries and regions, with the part they play."""
        if not places:
            return
        clauses = Clauses(comment.text, words, places, comment.language)
        for span in places:
            if clauses.is_language(span):
                continue
            name = span.name
            setting = Setting(comment.field, self._european(span))
            role, negated, hedged, why = clauses.role(span, setting)
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


def _organisation(text: str, body: Organisation, identity: Identity | None, inside: Sequence[Span]) -> Mention:
    """A mention of an organisation, or of an event or facility, which stands for itself."""
    surface = text[body.start : body.end]
    identity = identity or Identity(f"{body.kind}:{gazetteer.squash(surface)}", "")
    place = (body.start, body.end, body.kind, identity.entity_id, surface)
    names = ", ".join(f"{text[span.start : span.end]} ({span.name.entity_id})" for span in inside)
    rule = f"{body.rule}; names {names}, which is no mention" if names else body.rule
    rule = f"{rule}; {identity.evidence}" if identity.evidence else rule
    return Mention(*place, role="", negated=False, hedged=False, score=body.score, rule=rule)


def _within(span: Span, body: Organisation) -> bool:
    """Whether a place is part of the longer name of an organisation."""
    return body.start <= span.start and span.end <= body.end and body.end - body.start > span.end - span.start
