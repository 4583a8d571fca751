"""questions, options, answers, comments, texts, segments, embeddings, acts, centres, themes, codings -> beside.

What each comment beside an option does with the tick: supports or contradicts it, belongs to another option, raises
what no option covers, only gives details, or says nothing. Row-wise: a comment is read with the wordings of the
options of its question, what is usually written beside them, its codes, and its own tick.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine import models, tables
from textmine.rows import among, each_row
from textmine.rows import vectors as _vectors
from textmine.stages.beside.centres import BesideSettings, alike, comment_vectors
from textmine.stages.beside.cues import asked_for, find
from textmine.stages.beside.subject import Offered, Subject, own_words, subject
from textmine.vectors import product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Spans = list[tuple[int, int]]

__all__ = ["BesideSettings", "beside"]

_KINDS = frozenset({"option_comment", "other_text", "other_comment"})
_PLACE = ["respondent_id", "question_id", "record_id", "row_id", "option_id"]
# Share of the development cases told by such a cue that are told rightly.
_BY_CUE = 0.95
# Likeness of the label of a theme with an option from which the code speaks for the option, chosen on the labels of
# data/codebooks/cluster_programmes.yaml: below it they share no more than a word.
_CODED = 0.45


class _Said(NamedTuple):
    """What a comment says of its option: yes, no, "wish" (only asks for something) or "" (nothing).

    `later` is set where it says that it is yet to come; `stated` are the segments that state something.
    """

    what: str
    rule: str
    evidence: Spans
    later: bool = False
    stated: tuple[int, ...] = ()


class _Segment(NamedTuple):
    """A segment: its place in the table, its span, and its acts with their spans."""

    row: int
    span: tuple[int, int]
    acts: dict[str, Spans]


def beside(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    options: pd.DataFrame,
    answers: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    acts: pd.DataFrame,
    centres: pd.DataFrame,
    themes: pd.DataFrame,
    codings: pd.DataFrame,
    settings: BesideSettings,
) -> pd.DataFrame:
    """Hold each comment beside an option against the tick.

    A comment that says there is none, or none yet, contradicts a tick and supports an option left open; one that says
    it is so does the reverse. "No barrier" or "none yet" in its first sentence decides; "planned", or
    under barriers "all went well", only where no other sentence states a fact. Which option it speaks of is told by
    `subject`. Words under "Other" are a tick.

    Args:
        questions: Table `questions`, whole.
        options: Table `options`, whole.
        answers: Table `answers` of the respondents of `comments`.
        comments: Table `comments`, or a batch of it.
        texts: Table `texts` of these comments.
        segments: Table `segments` of these comments.
        embeddings: Table `embeddings`, a row for each segment.
        acts: Table `acts` of these segments.
        centres: Table `centres`, whole.
        themes: Table `themes`, whole.
        codings: Table `codings` of these segments.
        settings: Options.

    Returns:
        Table `beside`, a row for each comment beside an option of a question that asks for no personal data.

    Raises:
        TextmineError: there is no such encoder, or a segment has no vector.
    """
    import numpy as np

    asks = {name: asked_for(text) for name, text in zip(questions["question_id"], questions["text"], strict=True)}
    personal = set(questions.loc[questions["personal"], "question_id"])
    told = comments[comments["kind"].isin(_KINDS) & ~comments["question_id"].isin(personal)]
    told = told.merge(texts[["comment_id", "text", "status"]], on="comment_id")
    known = answers[answers["selected"].notna()]
    places = zip(*(known[name].tolist() for name in _PLACE), strict=True)
    ticks = dict(zip(places, known["selected"].astype(bool).tolist(), strict=True))
    mine = segments[among(segments["comment_id"], set(told["comment_id"]))]
    pieces, vectors, whole = _pieces(mine, acts), _vectors(mine, embeddings), comment_vectors(mine, embeddings)
    middle = _middle(centres)
    choice = _choice(told["question_id"].unique(), options, settings.encoder)
    coded = _Coded(themes, codings, settings.encoder)
    place = {row.comment_id: (row.question_id, row.option_id) for row in each_row(told)}
    held = {comment: middle[place[comment]] for comment in whole if place[comment] in middle}
    others = dict(zip(held, alike([*held.values()], [whole[comment] for comment in held]), strict=True))
    cosines = _cosines([place[comment][0] for comment in mine["comment_id"].tolist()], vectors, choice)
    rows = []
    for comment in each_row(told):
        offered = choice[comment.question_id]
        said = _said(comment, pieces.get(comment.comment_id, []), asks[comment.question_id])
        ticked = _ticked(comment, ticks.get(tuple(getattr(comment, name) for name in _PLACE)))
        spoken = None
        if said.what == "yes":
            near = max(
                others.get(comment.comment_id, 0.0), coded.likeness(comment.comment_id, comment.option_id, offered)
            )
            nearest = functools.reduce(np.maximum, (cosines[row] for row in said.stated))
            spoken = subject(comment.option_id, offered, comment.text, nearest, near)
        relation, other, score = _relation(said, spoken, ticked=ticked, is_open=_is_open(comment, offered))
        about = (comment.comment_id, comment.question_id, comment.option_id, ticked)
        rows.append((*about, relation, other, said.later, score, said.rule, json.dumps(said.evidence)))
    return tables.frame("beside", rows)


class _Coded:
    """The themes that comments are coded with, held against options: a code that is like the option belongs to it.

    Args:
        themes: Table `themes`.
        codings: Table `codings`.
        encoder: Name of the encoder.
    """

    def __init__(self, themes: pd.DataFrame, codings: pd.DataFrame, encoder: str) -> None:
        given = themes[themes["origin"] != "emergent"]
        labels = tuple(given["label"])
        self._vectors = dict(zip(given["theme_id"], _encoded(labels, encoder), strict=True))
        yes = codings[(codings["decision"] == "yes") & codings["theme_id"].isin(self._vectors.keys())]
        self._themes: dict[str, set[str]] = {}
        for comment, theme in zip(yes["comment_id"].tolist(), yes["theme_id"].tolist(), strict=True):
            self._themes.setdefault(comment, set()).add(theme)

    def likeness(self, comment: str, option: str, offered: Offered) -> float:
        """How like the wording of an option the nearest code of a comment is; 0 below the constant."""
        if option not in offered.ids or comment not in self._themes:
            return 0.0
        wording = offered.vectors[offered.ids.index(option)]
        nearest = max(float(self._vectors[theme] @ wording) for theme in self._themes[comment])
        return nearest if nearest >= _CODED else 0.0


def _pieces(segments: pd.DataFrame, acts: pd.DataFrame) -> dict[str, list[_Segment]]:
    """The segments of each comment."""
    done: dict[str, dict[str, Spans]] = {}
    for act in each_row(acts):
        done.setdefault(act.segment_id, {})[act.kind] = [(start, end) for start, end in json.loads(act.evidence)]
    pieces: dict[str, list[_Segment]] = {}
    for row, segment in enumerate(each_row(segments)):
        piece = _Segment(row, (segment.start, segment.end), done.get(segment.segment_id, {}))
        pieces.setdefault(segment.comment_id, []).append(piece)
    return pieces


def _middle(centres: pd.DataFrame) -> dict[tuple[str, str], tuple[int, Floats]]:
    """(question, option) -> how many comments stand beside it, and their mean."""
    places = zip(centres["question_id"], centres["option_id"], strict=True)
    held = zip(centres["comments"], (vector.astype("float32") for vector in centres["vector"]), strict=True)
    return dict(zip(places, held, strict=True))


def _choice(questions: Iterable[str], options: pd.DataFrame, encoder: str) -> dict[str, Offered]:
    """The options of each question, without the open ones; none where the export does not tell them."""
    given = options[(options["axis"] == "option") & ~options["is_other"] & options["text"].ne("")]
    parts = dict(list(given.sort_values("position", kind="stable").groupby("question_id")))
    choice = {}
    for question in questions:
        part = parts.get(question, given.head(0))
        choice[question] = _offered(tuple(part["option_id"]), tuple(part["text"]), encoder)
    return choice


@functools.lru_cache(maxsize=1000)
def _offered(ids: tuple[str, ...], texts: tuple[str, ...], encoder: str) -> Offered:
    """The options of a question, kept for the next batch."""
    return Offered(ids, own_words(texts), _encoded(texts, encoder))


def _cosines(questions: Sequence[str], vectors: Floats, choice: Mapping[str, Offered]) -> list[Floats]:
    """The cosines of each segment with the options of its question, (n_options,) each."""
    import numpy as np
    import pandas as pd

    cosines = [np.zeros(0, dtype=np.float32)] * len(questions)
    for question, rows in pd.Series(range(len(questions))).groupby(np.array(questions, dtype=object)).indices.items():
        if choice[question].ids:
            for row, near in zip(rows.tolist(), product(vectors[rows], choice[question].vectors.T), strict=True):
                cosines[row] = near
    return cosines


@functools.lru_cache(maxsize=1000)
def _encoded(texts: tuple[str, ...], encoder: str) -> Floats:
    """The vectors of wordings, kept for the next batch."""
    import numpy as np

    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    vectors: Floats = np.asarray(models.load_encoder(encoder).encode(list(texts)), dtype=np.float32)
    return vectors


def _said(comment: Any, pieces: list[_Segment], asks: str) -> _Said:
    """What a comment says of the option beside which it stands."""
    if comment.status != "ok":
        early = find(comment.text).get("not_yet", []) if comment.status == "no_answer" else []
        return _Said("no", "not yet", early, later=True) if early else _Said("", comment.status, [])
    none = [("denial", "none"), ("not_yet", "not yet")]
    # A tax that is planned is a barrier today; a region that supports us is none.
    weak = [("fine", "all well")] if asks == "trouble" else [("later", "planned")]
    none += [] if asks == "trouble" else [("undone", "none"), ("undone_yet", "not yet")]
    later = any(piece.acts.keys() & {"not_yet", "undone_yet", "later"} for piece in pieces)
    for kind, rule in none:
        if spans := pieces[0].acts.get(kind) if pieces else None:
            return _Said("no", rule, spans, later=later)
    ruled_out = {"request", *(kind for kind, _ in (*none, *weak))}
    stated = [piece for piece in pieces if not ruled_out & piece.acts.keys()]
    if stated:
        rows = tuple(piece.row for piece in stated)
        return _Said("yes", "stated", [piece.span for piece in stated], stated=rows)
    for kind, rule in (*none, *weak):
        if spans := [span for piece in pieces for span in piece.acts.get(kind, [])]:
            return _Said("no", rule, spans, later=later)
    return _Said("wish", "request", [span for piece in pieces for span in piece.acts["request"]])


def _ticked(comment: Any, selected: bool | None) -> bool | None:  # noqa: FBT001  three-valued, as in `answers`
    """Whether the option is ticked, None where the export does not say; words under "Other" are a tick."""
    return True if comment.kind != "option_comment" else selected


def _is_open(comment: Any, offered: Offered) -> bool:
    """Whether a comment stands under "Other"."""
    return bool(offered.ids) and comment.option_id not in offered.ids


def _relation(said: _Said, spoken: Subject | None, *, ticked: bool | None, is_open: bool) -> tuple[str, str, float]:
    """Relation, the other option it belongs to, and how sure that is."""
    if said.what == "" or (said.what == "no" and is_open):
        return "nothing", "", 1.0
    if said.what == "wish":
        return "details", "", _BY_CUE
    if spoken is not None and spoken.what != "own":
        return {"other": "elsewhere"}.get(spoken.what, spoken.what), spoken.option, spoken.score
    if ticked is None:
        return "details", "", 1.0
    agrees = ticked == (said.what == "yes")
    return "supports" if agrees else "contradicts", "", spoken.score if spoken else _BY_CUE
