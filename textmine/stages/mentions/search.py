"""One comment -> its mentions: finds the names, tells places from persons and languages, adds the roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.finder import Span, Word, find
from textmine.stages.mentions.organisations import Organisation, answer, organisations
from textmine.stages.mentions.people import is_person
from textmine.stages.mentions.role import Clauses, Setting
from textmine.stages.mentions.towns import settle

if TYPE_CHECKING:
    from textmine.stages.mentions.fields import Field
    from textmine.stages.mentions.ner import Named
    from textmine.stages.mentions.role import Role

__all__ = ["Comment", "Decider", "Mention", "Search"]

# A name that is also something else is less sure, whatever its source. Chosen on the cases of data/gold.
_AMBIGUOUS_SCORE = 0.7


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


class Decider(Protocol):
    """What may decide the role of a place in the stead of the rules."""

    def decide(self, comment: Comment, span: Span, setting: Setting, said: Role) -> Role:
        """The role of a name, of which the rules said a role."""


class Search:
    """The search of a batch of comments: what is the same for all of them.

    Args:
        known: Names of organisations the analyst knows.
        members: The members of the EU, ISO 3166-1 alpha-2.
        decider: What decides roles after the rules, None for the rules alone.
    """

    def __init__(self, known: tuple[str, ...], members: frozenset[str], decider: Decider | None = None) -> None:
        self._decider = decider
        self._places = gazetteer.tree()
        self._known = gazetteer.organisation_tree(tuple(known))
        self._members = members

    def mentions(self, comment: Comment) -> list[Mention]:
        """The mentions of a comment, by their place in the text."""
        text, language = comment.text, comment.language
        place_field = comment.field.means == "place"
        spans, words = find(text, language, self._places, place_field=place_field)
        spans = settle(text, words, spans, language, comment.field.countries, place_field=place_field)
        places = [span for span in spans if not is_person(text, words, span, comment.named.persons, language)]
        bodies = self._organisations(comment, places)
        found = [
            _organisation(text, body, [span for span in places if _within(span, body)])
            for body in bodies
            if gazetteer.squash(text[body.start : body.end])
        ]
        # A name within the name of an organisation stands for no place: the organisation says that it holds one.
        free = [span for span in places if not any(_within(span, body) for body in bodies)]
        found += self._roles(comment, free, words)
        return sorted(found, key=lambda mention: (mention.start, mention.kind, mention.entity_id))

    def place(self, comment: Comment, given: Span) -> Mention:
        """A place that somebody says is one, with its role among the names around it."""
        text, language, field, _ = comment
        spans, words = find(text, language, self._places, place_field=field.means == "place")
        spans = settle(text, words, spans, language, field.countries, place_field=field.means == "place")
        others = [span for span in spans if span.end <= given.start or given.end <= span.start]
        among = sorted([*others, given], key=lambda span: span.start)
        return next(m for m in self._roles(comment, among, words) if m.start == given.start)

    def _organisations(self, comment: Comment, places: Sequence[Span]) -> list[Organisation]:
        """The organisations of a comment: the whole answer where one is asked for, else those named in it."""
        text, language, field, named = comment
        if field.means == "organisation":
            return answer(text)
        spans = find(text, language, self._known, place_field=False)[0] if self._known else []
        known = [Organisation(s.start, s.end, s.name.score, "organisation: named by the analyst") for s in spans]
        if field.means == "place":
            return known
        others = organisations(text, language, named.organisations, places)
        return known + [body for body in others if all(body.end <= k.start or k.end <= body.start for k in known)]

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


def _organisation(text: str, body: Organisation, inside: Sequence[Span]) -> Mention:
    surface = text[body.start : body.end]
    entity_id = f"org:{gazetteer.squash(surface)}"
    place = (body.start, body.end, "organisation", entity_id, surface)
    names = ", ".join(f"{text[span.start : span.end]} ({span.name.entity_id})" for span in inside)
    rule = f"{body.rule}; names {names}, which is no mention" if names else body.rule
    return Mention(*place, role="", negated=False, hedged=False, score=body.score, rule=rule)


def _within(span: Span, body: Organisation) -> bool:
    """Whether a place is part of the longer name of an organisation."""
    return body.start <= span.start and span.end <= body.end and body.end - body.start > span.end - span.start
