"""mentions -> the spellings of organisations, linked: what `linking` needs is in the table already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.mentions.identities import key
from textmine.stages.mentions.linking import Alias, Link, Spelling, link
from textmine.stages.mentions.shapes import words_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["commonest", "link_organisations"]

_ORGANISATION = "organisation"


def link_organisations(
    mentions: pd.DataFrame, known: Mapping[str, str], names: Iterable[tuple[str, str, str]] = ()
) -> dict[str, Link]:
    """Which spellings name the same organisation.

    Three sources say that two names are one, besides the names themselves: comments, where a mention
    has the id of another name; institutions.tsv; and `names`.

    Args:
        mentions: The table `mentions`, whole.
        known: Names that the analyst gives, by their id.
        names: What is known of the survey: another name, the name it stands for, how that is known.

    Returns:
        A link for each id of an organisation.
    """
    rows = mentions.loc[mentions["kind"] == _ORGANISATION, ["comment_id", "entity_id", "surface"]]
    spelt: dict[str, Counter[str]] = {}
    comments: dict[str, set[str]] = {}
    said: dict[tuple[str, str], str] = {}
    for comment, entity_id, surface in rows.itertuples(index=False, name=None):
        spelt.setdefault(entity_id, Counter())[surface] += 1
        comments.setdefault(entity_id, set()).add(comment)
        if key(surface) != entity_id:
            said.setdefault((key(surface), entity_id), f"{surface}: said in comment {comment}")
    spellings = {
        entity_id: Spelling(
            known.get(entity_id) or commonest(entity_id, counted), counted.total(), frozenset(comments[entity_id])
        )
        for entity_id, counted in spelt.items()
    }
    aliases = [Alias(one, other, evidence) for (one, other), evidence in said.items()]
    aliases += [Alias(key(one), key(other), evidence) for one, other, evidence in names]
    told = {alias.entity_id for alias in aliases}
    for row in reference.rows("institutions.tsv"):
        one, other = key(row["name"]), key(row["entity"])
        if one != other and one in spellings and one not in told:
            aliases.append(Alias(one, other, f"name of the institution {row['entity']}"))
    return link(spellings, aliases)


def commonest(entity_id: str, spelt: Counter[str]) -> str:
    """The commonest spelling of an id that is spelt like it, or of all where a comment knows it by others only.

    Of those equally common the one of fewest words, not in capitals.
    """
    own = [surface for surface in spelt if key(surface) == entity_id] or list(spelt)
    return min(own, key=lambda surface: (-spelt[surface], len(words_of(surface)), surface.isupper(), surface))
