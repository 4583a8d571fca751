"""All tables -> quotes, findings: what the figures say, in sentences, and who says it in their own words.

Every number and quantifier of a sentence is a figure of `counts`, and the sentence names it; p-values are
of `comparisons`, and what is counted of comments alone names these. The wording is that of a catalogue
(see `textmine.sentences`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textmine import tables
from textmine.areas import areas
from textmine.rows import among, counted, submitted
from textmine.sentences import Words
from textmine.stages.findings.checks import contradictions, proven
from textmine.stages.findings.lessons import lesson_findings
from textmine.stages.findings.practices import practices
from textmine.stages.findings.quotes import hidden_shares, pick
from textmine.stages.findings.source import Source
from textmine.stages.findings.support import MOST, Support
from textmine.stages.findings.survey import place_findings, question_findings, response_findings, theme_findings
from textmine.stages.findings.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from textmine.stages.findings.tally import Finding

__all__ = ["FindingsSettings", "findings"]

_PLACE = ["comment_id", "respondent_id", "question_id", "option_id", "status"]
_SPAN = ["comment_id", "respondent_id", "question_id", "start", "end", "group", "language", "hidden", "opens", "row"]
_QUOTED = ["segment_id", "option_id", *_SPAN]
_CANDIDATE = [*_SPAN, "kind", "item_id", "score"]
_FREE = ("text", "single_comment")


@dataclass(frozen=True)
class FindingsSettings:
    """How findings are written.

    Attributes:
        respondents: What respondents are called, one and several; () for the catalogue's word.
        catalogue: The sentences of another language (see `textmine.sentences.load`); empty for English.
        quotes: Quotes to pick for each item.
    """

    respondents: tuple[str, ...] = ()
    catalogue: Mapping[str, Any] = field(default_factory=dict)
    quotes: int = 3


def findings(  # noqa: PLR0913  a stage takes its tables by name
    questions: pd.DataFrame,
    options: pd.DataFrame,
    respondents: pd.DataFrame,
    attributes: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    languages: pd.DataFrame,
    segments: pd.DataFrame,
    mentions: pd.DataFrame,
    redactions: pd.DataFrame,
    entities: pd.DataFrame,
    embeddings: Iterable[pd.DataFrame],
    themes: pd.DataFrame,
    codings: pd.DataFrame,
    asides: pd.DataFrame,
    beside: pd.DataFrame,
    counts: pd.DataFrame,
    comparisons: pd.DataFrame,
    settings: FindingsSettings,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the figures into sentences, and choose quotes and candidates for boxes.

    `embeddings` is the batches of the table, which are gone through several times; the others are whole.

    Returns:
        The tables `quotes` and `findings`.
    """
    words = Words(settings.catalogue, settings.respondents, shares=bool(counts["weighted"].isna().all()))
    told = entities[entities["eu_member"].notna()]
    known = areas(dict(zip(told["entity_id"], told["eu_member"].astype(bool), strict=True)))
    source = Source(Tally(counts), words, questions, options, themes, entities, known, proven(comparisons))
    shown = comments[~comments["question_id"].isin(set(questions.loc[questions["personal"], "question_id"]))]
    shown = shown.merge(texts[["comment_id", "status", "text"]], on="comment_id")
    said = counted(codings, asides).merge(shown[_PLACE], on="comment_id")
    targets = mentions[(mentions["role"] == "target") & ~mentions["negated"] & (mentions["kind"] == "country")]

    whose = dict(zip(comments["comment_id"].tolist(), comments["respondent_id"].tolist(), strict=True))
    base = submitted(respondents)
    within = shown if base is None else shown[among(shown["respondent_id"], base)]
    within_base = {*within["comment_id"].tolist()}
    support = Support(
        said[among(said["comment_id"], within_base)],
        targets[among(targets["comment_id"], within_base)],
        shown[shown["status"] == "ok"],
        source.themes,
    )
    groups = attributes[attributes["attribute"].isin(source.tally.attributes())]
    label: dict[str, str] = {}
    for who, value in zip(groups["respondent_id"], groups["value"], strict=True):
        label[who] = f"{label[who]}, {value}" if who in label else value
    spans = segments.merge(shown[_PLACE], on="comment_id").merge(languages[["comment_id", "language"]], on="comment_id")
    spans = spans.assign(
        group=[label.get(who, "") for who in spans["respondent_id"].tolist()],
        hidden=hidden_shares(spans, redactions),
        row=_rows(spans, embeddings),
        opens=_opens(spans, shown),
    )
    asked = _asked(said, source)
    picked = pick(_candidates(questions, spans, said, targets, asked), _Vectors(embeddings), settings.quotes)
    boxes = practices(
        questions,
        _whole(shown, spans, said, source),
        mentions,
        dict(zip(entities["entity_id"], entities["name"], strict=True)),
        words,
    )
    return _joined([picked, boxes]), _table(_written(source, support, beside, whose), support)


def _written(source: Source, support: Support, beside: pd.DataFrame, whose: dict[str, str]) -> Iterable[Finding]:
    yield from response_findings(source)
    yield from question_findings(source)
    yield from contradictions(source, beside, whose)
    yield from theme_findings(source)
    yield from place_findings(source, source.areas)
    yield from lesson_findings(source, support)


def _table(found: Iterable[Finding], support: Support) -> pd.DataFrame:
    """The table `findings`, each sentence with the keys of its figures and the comments behind them."""
    rows, numbers = [], dict[str, int]()
    for finding in found:
        number = numbers[finding.section] = numbers.get(finding.section, -1) + 1
        comments = list(dict.fromkeys([*finding.comments, *support.of(finding.figures)]))
        behind = {
            "counts": [list(key) for key in dict.fromkeys(figure.key for figure in finding.figures)],
            "comments": comments[:MOST],
        }
        rows.append(
            (f"{finding.section}.{number}", finding.section, finding.sentence, json.dumps(behind, ensure_ascii=False))
        )
    return tables.frame("findings", rows)


def _candidates(
    questions: pd.DataFrame, spans: pd.DataFrame, said: pd.DataFrame, targets: pd.DataFrame, asked: pd.DataFrame
) -> pd.DataFrame:
    """Segments that can be quoted: for a theme, a target country, an option, a question of its own, or a request."""
    import pandas as pd

    spans = spans[_QUOTED]
    coded = said[["segment_id", "theme_id", "score"]].merge(spans, on="segment_id")
    around = _around(spans, targets).drop_duplicates(["segment_id", "entity_id"])
    beside = spans[spans["option_id"] != ""]
    free = set(questions.loc[questions["kind"].isin(_FREE), "question_id"])
    own = spans[spans["question_id"].isin(free) & (spans["option_id"] == "")]
    places = [
        coded.assign(kind="theme", item_id=coded["theme_id"]),
        around.assign(kind="country", item_id=around["entity_id"]),
        beside.assign(kind="option", item_id=beside["option_id"], score=1.0),
        own.assign(kind="question", item_id=own["question_id"], score=1.0),
    ]
    whole = [part.assign(question_id="") for part in places[:2]]
    requests = asked.merge(spans, on="segment_id").assign(kind="request", question_id="")
    return pd.concat([part[_CANDIDATE] for part in (*places, *whole, requests)], ignore_index=True)


def _around(spans: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The segments in which mentions begin, with entity_id and score of these; segments of a comment lie apart."""
    import pandas as pd

    comments = pd.factorize(pd.concat([spans["comment_id"], targets["comment_id"]]))[0]
    places = spans[["start", "end"]].assign(place=range(len(spans)), comment=comments[: len(spans)])
    named = targets[["entity_id", "score"]].assign(
        at=targets["start"], number=range(len(targets)), comment=comments[len(spans) :]
    )
    found = pd.merge_asof(
        named.sort_values("at"), places.sort_values("start"), left_on="at", right_on="start", by="comment"
    )
    found = found[found["at"] < found["end"]].sort_values(["place", "number"])
    around = spans.iloc[found["place"].astype("int64").to_numpy()].reset_index(drop=True)
    return around.assign(entity_id=found["entity_id"].array, score=found["score"].array)


def _asked(said: pd.DataFrame, source: Source) -> pd.DataFrame:
    """The segments that ask for something, with each heading of the codebook that the same comment is on."""
    headings = {child: top for top, below in source.children.items() for child in (top, *below)}
    kinds = {theme.theme_id: theme.kind for theme in source.themes.values()}
    asking = said[said["theme_id"].map(kinds) == "request"][["segment_id", "comment_id", "score"]]
    on = said.assign(item_id=said["theme_id"].map(headings))[["comment_id", "item_id"]].dropna().drop_duplicates()
    return asking.merge(on, on="comment_id").drop(columns="comment_id")


def _opens(spans: pd.DataFrame, shown: pd.DataFrame) -> list[bool]:
    """Whether a span begins with a sentence: with the text, or not with a small letter."""
    texts = dict(zip(shown["comment_id"].tolist(), shown["text"].tolist(), strict=True))
    places = zip(spans["comment_id"].tolist(), spans["start"].tolist(), strict=True)
    return [start == 0 or not texts[comment][start : start + 1].islower() for comment, start in places]


def _whole(shown: pd.DataFrame, spans: pd.DataFrame, said: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Comments as one span each, with the share of it that is hidden, and whether barriers or requests are in it."""
    against = {theme.theme_id for theme in source.themes.values() if theme.kind in {"barrier", "request"}}
    barred = set(said.loc[said["theme_id"].isin(against), "comment_id"])
    part = spans.groupby("comment_id", sort=False).agg(
        start=("start", "min"), end=("end", "max"), hidden=("hidden", "max")
    )
    whole = shown[shown["status"] == "ok"].merge(part, left_on="comment_id", right_index=True)
    return whole.assign(barred=among(whole["comment_id"], barred))


def _rows(spans: pd.DataFrame, embeddings: Iterable[pd.DataFrame]) -> Any:
    """The row of `embeddings` of each span, -1 where it has none."""
    import pandas as pd

    known = pd.concat([pd.Series(dtype="str"), *(part["segment_id"] for part in embeddings)])
    return pd.Index(known).get_indexer(spans["segment_id"])


class _Vectors:
    """The vectors of the batches of `embeddings`, (n_segments, dimensions) each."""

    def __init__(self, embeddings: Iterable[pd.DataFrame]) -> None:
        self._embeddings = embeddings

    def __iter__(self) -> Iterator[Any]:
        import numpy as np

        return (np.stack(part["vector"].tolist()) for part in self._embeddings if len(part))


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    order = ["question_id", "kind", "item_id", "rank"]
    return tables.typed("quotes", pd.concat(parts).sort_values(order, kind="stable"))
