"""What a reader should know of a run beside its tables: who decided, and what of a person's work holds nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textmine import models
from textmine.stages.clean import LONGEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from textmine.config import Options
    from textmine.folder import Run

__all__ = ["notes"]

_NAMED = 5  # strange labels or corrections that a note names


def notes(
    run: Run, tables: Collection[str], options: Options, *, labelled: bool, corrected: bool, anew: Collection[str]
) -> dict[str, Any]:
    """The entries of the manifest: notes, roles, llm and, where their table is new or it is not known, cut and encoder.

    Args:
        run: The run.
        tables: Names of its tables.
        options: What it was made with.
        labelled: Whether people coded.
        corrected: Whether people corrected mentions.
        anew: The stages that were computed anew.
    """
    found: dict[str, Any] = {"notes": [], "roles": "by the rules", "llm": []}
    if "texts" in tables and ("clean" in anew or "cut" not in run.manifest):
        found["cut"] = list(_cut(run))
    if "embeddings" in tables and ("embed" in anew or "encoder" not in run.manifest):
        found["encoder"] = _encoder(run, options)
    if "codings" in tables and options.themes.llm is not None:
        found["llm"] = _language_model(run, options)
    if labelled and "themes" in tables:
        found["notes"] += _labels(run, tables, options)
    if corrected and "mentions" in tables:
        said, roles = _corrections(run, options)
        found["notes"] += said
        found["roles"] = roles or found["roles"]
    return found


def _cut(run: Run) -> Iterator[str]:
    """How many comments are so long that only their beginning was read."""
    groups = (run.batch("texts", number, ("changes",)) for number in range(run.row_groups("texts")))
    if long := sum(int(texts["changes"].str.startswith('[["length"').sum()) for texts in groups):
        yield f"{long} with more than {LONGEST:,} characters, of which the first {LONGEST:,} were read; kept whole"


def _labels(run: Run, tables: Collection[str], options: Options) -> Iterator[str]:
    """Which labels name nothing of this run, as a slip of the pen would lose a person's coding; who decides codes."""
    from textmine.handcoding import moved_places

    labels = run.read("labels")
    for column, table in (("comment_id", "comments"), ("theme_id", "themes")):
        strange = sorted(set(labels[column]) - set(run.read(table, [column])[column]))
        if strange:
            yield f"{len(strange)} {column} of the labels are not in {table}: {_first(strange)}"
    moved = moved_places(labels, _texts(run))
    if moved:
        yield f"{moved} places of the labels hold other words than when they were coded: code them in a new sheet"
    if "codings" in tables:
        from textmine.stages.themes import decides

        themes, adapted, examples = (run.read(name) for name in ("themes", "adapted", "examples"))
        yield f"codes are decided {decides(themes, adapted, examples, options.themes)}"


def _corrections(run: Run, options: Options) -> tuple[list[str], str]:
    """Which corrections hold nowhere, and who decides roles: the rules, or a model of the corrections."""
    from textmine.stages.mentions import corrections as by_person
    from textmine.stages.mentions import decides

    table = run.read("corrections")
    if table.empty:
        return ["no row of the corrections is marked, changed or added"], ""
    places = run.read("mentions", ("comment_id", "start"))
    strange, lost = by_person.unplaced(table, _texts(run), set(places.itertuples(index=False, name=None)))
    said = [
        f"{len(lines)} corrections {words}: line {_first(lines)}"
        for lines, words in (
            (strange, "are of comments that are not in this survey"),
            (lost, "find their words nowhere in their comment, or only in personal data"),
        )
        if lines
    ]
    roles = decides(table, options.mentions)
    return [*said, f"roles are decided {roles}"], roles


def _encoder(run: Run, options: Options) -> dict[str, object]:
    """The encoder, and the languages of the comments that it does not cover."""
    covered = models.languages_of(options.embed.encoder)
    found = set(run.read("languages", ["language"])["language"]) - {"und"}
    return {
        "name": options.embed.encoder,
        "languages_not_covered": sorted(found - covered) if covered else [],
    }


def _language_model(run: Run, options: Options) -> list[str]:
    """What a language model did."""
    from textmine.stages.themes import second

    groups = range(run.row_groups("codings"))
    codings = (run.batch("codings", number, ("votes", "decision")) for number in groups)
    llm = options.themes.llm
    return second.notes(codings, run.read("themes", ("proposal",)), llm) if llm else []


def _first(found: Sequence[object]) -> str:
    more = " ..." if len(found) > _NAMED else ""
    return ", ".join(map(str, found[:_NAMED])) + more


def _texts(run: Run) -> Iterator[tuple[str, str]]:
    """Each comment and its text."""
    for number in range(run.row_groups("texts")):
        yield from run.batch("texts", number, ("comment_id", "text")).itertuples(index=False, name=None)
