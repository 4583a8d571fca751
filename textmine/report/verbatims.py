"""comments, texts, languages, segments, codings, mentions, redactions -> the verbatims of a report, and its items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import tables
from textmine.codebook import from_table
from textmine.exchange import described
from textmine.privacy import comment_key, common, hidden, pseudonyms, redacted
from textmine.report.facts import Slice
from textmine.report.model import Item, Tag, Verbatim
from textmine.report.quoting import place_of
from textmine.rows import counted, each_row, submitted
from textmine.stages.summarise.places import places_of, settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from textmine.report.facts import Facts
    from textmine.report.model import Report, Where

__all__ = ["behind", "groups_of", "items_of", "option_id", "outcome", "read_columns", "steps", "verbatims_of"]

_PLACES = ("country", "region", "organisation")
_SAID = ("theme", *_PLACES, "area")
_STEPS = ("commented", "substance", "coded")
_UNCODED = {
    "blank": "nothing_said",
    "no_answer": "nothing_said",
    "unreadable": "nothing_said",
    "see_other": "elsewhere",
}
_CODED = {"yes": "theme", "review": "review"}
_READ = {
    "comments": ("comment_id", "respondent_id", "question_id", "record_id", "row_id", "option_id"),
    "texts": ("comment_id", "text", "status"),
    "languages": ("comment_id", "language"),
    "segments": ("segment_id", "start", "end"),
    "codings": ("segment_id", "comment_id", "theme_id", "decision"),
    "asides": ("segment_id", "theme_id"),
    "mentions": ("comment_id", "start", "end", "kind", "entity_id", "role", "negated"),
    "redactions": ("comment_id", "start", "end", "kind"),
    "respondents": ("respondent_id", "complete"),
}


def option_id(question: str, row: str, option: str) -> str:
    """The item id of an option, of a row, or of the cell of an array; "" for a question without."""
    return "|".join((question, *(part for part in (row, option) if part))) if row or option else ""


def verbatims_of(facts: Facts, most: int, *, keep_personal_data: bool = False) -> tuple[Verbatim, ...]:
    """Every comment but those to questions about personal data, in the order of the export.

    Args:
        facts: The run.
        most: None at all where there are more comments than this.
        keep_personal_data: The words as they stand, respondents by their ids, and all their groups.
    """
    asked = {name for name, question in facts.questions.items() if not question.personal}
    number = sum(int(part["question_id"].isin(asked).sum()) for (part,) in facts.batches(comments=("question_id",)))
    if not 0 < number <= most:
        return ()
    run = {name: read_columns(facts, name, columns) for name, columns in _READ.items()}
    comments = run["comments"][run["comments"]["question_id"].isin(asked)]
    people = pseudonyms(run["respondents"]["respondent_id"])
    secret = {} if keep_personal_data else hidden(run)
    groups = groups_of(facts) if keep_personal_data else common(groups_of(facts))
    nobody = ("",) * len(facts.by)
    whole = submitted(run["respondents"])
    tags = _tags(facts, run, comments)
    said = comments.merge(run["texts"], on="comment_id").merge(run["languages"], on="comment_id", how="left")
    return tuple(
        _verbatim(
            Verbatim(
                key=comment_key(row.comment_id),
                respondent=row.respondent_id if keep_personal_data else people.get(row.respondent_id, "R?"),
                groups=groups.get(row.respondent_id, nobody),
                question=row.question_id,
                option=option_id(row.question_id, row.row_id, row.option_id),
                language=row.language if isinstance(row.language, str) else "und",
                status=row.status,
                text=row.text,
                tags=tuple(sorted(tags.get(row.comment_id, ()), key=_in_text)),
                counted=whole is None or row.respondent_id in whole,
            ),
            secret.get(row.comment_id, ()),
        )
        for row in each_row(said)
    )


def items_of(facts: Facts, verbatims: Iterable[Verbatim]) -> tuple[Item, ...]:
    """The questions and options of the questionnaire, then what the verbatims are tagged with, and what is above it."""
    verbatims = tuple(verbatims)
    found = [Item("question", name, facts.title(question)) for name, question in facts.questions.items()]
    options = {verbatim.option: verbatim.question for verbatim in verbatims if verbatim.option}
    asked = (option for name in facts.questions for option in _asked(facts, name) if option in options)
    found += [_option(facts, options[option], option) for option in dict.fromkeys((*asked, *options))]
    tagged = {("theme" if tag.kind == "review" else tag.kind, tag.item_id) for v in verbatims for tag in v.tags}
    tagged |= {("theme", theme) for theme in facts.themes}
    tagged |= {("area", area) for kind, item in tagged for area in _areas(facts, kind, item)}
    meaning = {theme.id: described(theme) for theme in from_table(facts.table("themes")).themes}
    found += [
        Item(
            kind,
            item,
            _label(facts, kind, item),
            _above(facts, kind, item),
            meaning.get(item, "") if kind == "theme" else "",
        )
        for kind, item in sorted(tagged, key=lambda each: (each[0], tables.natural_key(each[1])))
    ]
    return tuple(found)


def behind(report: Report, where: Where) -> tuple[Verbatim, ...]:
    """The verbatims that a figure of `report` counts the respondents of.

    For a figure that counts ticks, answers or links: what those respondents and others wrote in the same place.
    """
    above = {(item.kind, item.item_id): item.above for item in report.items}
    place = report.by.index(where.by) if where.by else 0
    option = option_id(where.question, "", where.item) if where.kind == "tick" else where.option
    everybody = where.kind == "coding" or (where.kind == "base" and where.item != "complete")
    return tuple(
        verbatim
        for verbatim in report.verbatims
        if (verbatim.question == where.question if where.question else verbatim.counted or everybody)
        and (not where.by or verbatim.groups[place] == where.group)
        and (not option or verbatim.option == option)
        and (where.kind not in _SAID or any(_counts_for(tag, where, above) for tag in verbatim.tags))
        and (where.kind != "coding" or outcome(verbatim) == where.item)
        and (where.kind != "base" or where.item not in _STEPS or where.item in steps(verbatim))
    )


def outcome(verbatim: Verbatim) -> str:
    """What became of a comment, as figures of kind "coding" count it (see `stages.summarise.uncoded`)."""
    kinds = {tag.kind for tag in verbatim.tags}
    if "theme" in kinds:
        return "coded"
    return _UNCODED.get(verbatim.status) or ("unsure" if "review" in kinds else "no_code")


def steps(verbatim: Verbatim) -> tuple[str, ...]:
    """The figures of kind "base" that a comment makes its respondent count for (see `stages.summarise.ledger`)."""
    is_coded = any(tag.kind == "theme" for tag in verbatim.tags)
    held = (verbatim.status != "blank", verbatim.status == "ok", is_coded)
    return tuple(step for step, holds in zip(_STEPS, held, strict=True) if holds)


def _counts_for(tag: Tag, where: Where, above: Mapping[tuple[str, str], tuple[str, ...]]) -> bool:
    """Whether a tag counts for a figure: it is what the figure counts, or below it."""
    if where.role not in {"", "any", tag.role}:
        return False
    if tag.kind == where.kind and tag.item_id == where.item:
        return True
    if where.kind == "area":
        return where.item in above.get((tag.kind, tag.item_id), ()) and tag.kind in _PLACES
    if where.kind != "theme" or tag.kind != "theme":
        return False
    higher = above.get(("theme", tag.item_id), ())
    while higher and where.item not in higher:
        higher = above.get(("theme", higher[0]), ())
    return bool(higher)


def _verbatim(said: Verbatim, secret: Iterable[tuple[int, int, str]]) -> Verbatim:
    """A comment with personal data hidden, and its tags where their words are now."""
    secret = tuple(secret)
    if not secret:
        return said

    def at(place: int) -> int:
        return len(redacted(said.text, 0, place, secret))

    tags = tuple(replace(tag, start=at(tag.start), end=at(tag.end)) for tag in said.tags)
    return replace(said, text=redacted(said.text, 0, len(said.text), secret), tags=tags)


def _in_text(tag: Tag) -> tuple[int, int, str, str, str]:
    return tag.start, tag.end, tag.kind, tag.item_id, tag.role


def read_columns(facts: Facts, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of a table, whole."""
    import pandas as pd

    parts = [part for (part,) in facts.batches(**{name: columns}) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else tables.empty(name)[list(columns)]


def _tags(facts: Facts, run: Mapping[str, pd.DataFrame], comments: pd.DataFrame) -> dict[str, list[Tag]]:
    """By comment: the codings decided yes or left to a person, and the mentions that count."""
    import pandas as pd

    tags: dict[str, list[Tag]] = {}
    codings = run["codings"]
    left = codings[codings["decision"] == "review"]
    for row in each_row(pd.concat([counted(codings, run["asides"]), left]).merge(run["segments"], on="segment_id")):
        tags.setdefault(row.comment_id, []).append(Tag(_CODED[row.decision], row.theme_id, row.start, row.end))
    for row in each_row(_mentions(facts, run["mentions"], comments)):
        tags.setdefault(row.comment_id, []).append(Tag(row.kind, row.entity_id, row.start, row.end, row.role))
    return tags


def _mentions(facts: Facts, mentions: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """The mentions that figures count, as `summarise` takes them."""
    entities = facts.table("entities")
    same_as = dict(zip(entities["entity_id"], entities["same_as"], strict=True))
    told = mentions[mentions["kind"].isin(_PLACES) & ~mentions["negated"]]
    told = told.assign(entity_id=[same_as.get(each) or each for each in told["entity_id"].tolist()])
    told = told.merge(comments, on="comment_id")
    places = places_of(facts.table("fields"), facts.table("answers"), entities)
    return (
        settled(facts.table("questions"), told, places).dropna(subset="comment_id").astype({"start": int, "end": int})
    )


def groups_of(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The groups of each respondent; only those that the tables of the report show."""
    held: dict[str, dict[str, str]] = {}
    for row in each_row(facts.table("attributes")):
        if group := facts.group_of(row.attribute, row.value):
            held.setdefault(row.respondent_id, {})[row.attribute] = group
    return {name: tuple(values.get(by, "") for by in facts.by) for name, values in held.items()}


def _asked(facts: Facts, question: str) -> Iterator[str]:
    """The item ids of the options and rows of a question, in the order of the questionnaire."""
    for row in ("", *facts.options(question, "row")):
        for option in ("", *facts.options(question)):
            yield option_id(question, row, option)


def _option(facts: Facts, question: str, item: str) -> Item:
    codes = item.split("|")[1:]
    row = codes[0] if codes[0] in facts.options(question, "row") or len(codes) > 1 else ""
    option = codes[-1] if len(codes) > 1 or not row else ""
    return Item("option", item, place_of(facts, facts.questions[question], row, option), (question,))


def _areas(facts: Facts, kind: str, item: str) -> list[str]:
    """The areas that a country or region counts for too."""
    held = {"country": "countries", "region": "named"}.get(kind)
    return [area.area_id for area in facts.areas.values() if item in getattr(area, held)] if held else []


def _above(facts: Facts, kind: str, item: str) -> tuple[str, ...]:
    above = _areas(facts, kind, item)
    if kind == "theme" and item in facts.themes and facts.themes[item].parent:
        above = [facts.themes[item].parent]
    return tuple(above)


def _label(facts: Facts, kind: str, item: str) -> str:
    return facts.label(Slice(kind), item)
