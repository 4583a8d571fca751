"""Figures of emergent themes, without a codebook, on each survey alone."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from quality.clusterings import METHODS, MOST_COMPARED, TOLD
from quality.surveys import run, survey
from textmine import tables
from textmine.codebook import Codebook, Theme
from textmine.config import Options
from textmine.stages.embed import embed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from quality.formats import Case, Cases
    from quality.spans import Figures
    from quality.surveys import Frames

__all__ = ["DRAWS", "SEED", "discovery"]

SEED = 0
DRAWS = 30
"""Draws of each size, from all surveys of a set together; one where there are many comments."""

_OURS, _LABELS, _K_MEANS = "textmine", "textmine told the labels", "k-means told how many"
_COMPARED = ("ami", "ari", "accuracy")
_LEFT_OUT = 3  # respondents, from each of the first draws
_FIRST_DRAWS = 4
_USABLE = 0.5  # at most so many comments without a theme
_FEWEST_THEMES = 2
_NORMAL = 1.96


def discovery(cases: Cases) -> dict[str, Figures]:
    """How well the themes found are those of people, by number of comments.

    The comments that no theme takes are one group of their own, and wrong in the accuracy. NMI, with
    the arithmetic mean of the entropies, is the same number as the V-measure. *Ahead* is the mean over
    the draws of ours less the other method's, with the lower end of its interval of 95 %. Where nobody
    said what the themes are, only what can be told without is.
    """
    from sklearn.metrics import adjusted_rand_score

    surveys: dict[str, list[Case]] = {}
    for row in cases.rows:
        surveys.setdefault(row.get("survey", ""), []).append(row)
    drawn: dict[str, dict[int, list[Figures]]] = {}
    for rows in surveys.values():
        frames = run(survey(rows), "clean", "language", "segment", "names", "mentions", "embed")
        texts = frames["texts"]
        spans = [(c, c, 0, len(t)) for c, t in zip(texts["comment_id"], texts["text"], strict=True)]
        vectors = _stacked(embed(texts, tables.frame("segments", spans), Options().embed)["vector"])
        for size in (size for size in cases.sizes if size or len(rows) not in cases.sizes):
            draws = 1 if size > MOST_COMPARED else -(-DRAWS // len(surveys))
            for number, chosen in enumerate(_draws(len(rows), size, draws)):
                part = [rows[place] for place in chosen]
                for method, labels in _methods(part, vectors[chosen], _part(frames, [str(place) for place in chosen])):
                    figures = _figures(part, labels)
                    if method == _OURS and number < _FIRST_DRAWS and len(chosen) <= MOST_COMPARED:
                        figures["kept_when_one_leaves"] = _kept(frames, chosen, labels, number)
                    if method == _OURS and len(chosen) > MOST_COMPARED:
                        again = _textmine(_part(frames, [str(place) for place in chosen]), seed=SEED + 1)
                        figures["ari_with_another_seed"] = float(adjusted_rand_score(labels, again))
                    drawn.setdefault(method, {}).setdefault(size, []).append(figures)
    return {
        method: {
            f"{name}_of_{size or 'all'}": value
            for size, draws in sizes.items()
            for name, value in {
                **_means(draws),
                **({} if method in {_OURS, _LABELS} else _ahead(drawn[_OURS][size], draws)),
                **(_ahead_of_told(draws, drawn[_K_MEANS][size]) if method == _LABELS else {}),
            }.items()
        }
        for method, sizes in drawn.items()
    }


def _draws(count: int, size: int, draws: int) -> Iterator[list[int]]:
    """Places of the comments drawn, in their order; none from a survey that is too small."""
    import numpy as np

    if size in {0, count}:
        yield list(range(count))
    for draw in range(draws if 0 < size < count else 0):
        yield sorted(np.random.default_rng((SEED, draw)).choice(count, size, replace=False).tolist())


def _methods(rows: Sequence[Case], vectors: NDArray[np.float32], frames: Frames) -> Iterator[tuple[str, list[str]]]:
    """The label of each drawn comment by each method, "" for none."""
    texts = frames["texts"]["text"].tolist()
    names = sorted({row["theme"] for row in rows} - {""})
    yield _OURS, _textmine(frames)
    for name, method in METHODS.items():
        if len(rows) <= MOST_COMPARED or name.startswith("BERTopic"):
            yield name, _named(method(texts, vectors))
    for name, told in TOLD.items():
        if names and len(rows) <= MOST_COMPARED:
            yield name, _named(told(vectors, len(names)))
    if names and len(rows) <= MOST_COMPARED:
        yield _LABELS, _told_the_labels(frames, names)


def _named(labels: NDArray[np.int64]) -> list[str]:
    return ["" if label < 0 else str(label) for label in labels.tolist()]


def _stacked(vectors: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
    import numpy as np

    stacked: NDArray[np.float32] = np.stack(list(vectors)).astype(np.float32)
    return stacked


def _kept(frames: Frames, chosen: Sequence[int], labels: Sequence[str], draw: int) -> float:
    """Leave out one respondent: the mean Jaccard of each theme with the likest of what is found then."""
    import numpy as np

    kept = []
    for out in np.random.default_rng((SEED, draw)).choice(len(chosen), _LEFT_OUT, replace=False).tolist():
        rest = [place for number, place in enumerate(chosen) if number != out]
        again = _textmine(_part(frames, [str(place) for place in rest]))
        before = [label for number, label in enumerate(labels) if number != out]
        for theme in sorted({*before} - {""}):
            own = {place for place, label in enumerate(before) if label == theme}
            others = [{p for p, label in enumerate(again) if label == other} for other in sorted({*again} - {""})]
            kept.append(max((len(own & other) / len(own | other) for other in others), default=0.0))
    return fmean(kept) if kept else 1.0


def _ahead(ours: Sequence[Figures], theirs: Sequence[Figures]) -> Figures:
    """Ours less theirs, paired over the draws, and the lower end of the interval of the mean."""
    figures: Figures = {}
    for name in _COMPARED:
        pairs = [(own.get(name), other.get(name)) for own, other in zip(ours, theirs, strict=True)]
        differences = [float(own) - float(other) for own, other in pairs if own is not None and other is not None]
        if not differences:
            continue
        figures[f"{name}_ours_ahead"] = mean = fmean(differences)
        if len(differences) > 1:
            figures[f"{name}_ours_ahead_at_least"] = mean - _NORMAL * stdev(differences) / len(differences) ** 0.5
    return figures


def _ahead_of_told(draws: Sequence[Figures], theirs: Sequence[Figures]) -> Figures:
    """How far the accuracy with the labels is above that of k-means told how many."""
    ahead = _ahead(draws, theirs)
    return {
        f"accuracy_ahead_of_k_means{end}": ahead.get(f"accuracy_ours_ahead{end}", None) for end in ("", "_at_least")
    }


def _part(frames: Frames, comments: Sequence[str]) -> Frames:
    """The tables of some comments only."""
    keep = set(comments)
    part = {
        name: table[table["comment_id"].isin(keep)].reset_index(drop=True) if "comment_id" in table else table
        for name, table in frames.items()
    }
    segments = part["embeddings"]["segment_id"].isin(set(part["segments"]["segment_id"]))
    return part | {"embeddings": part["embeddings"][segments].reset_index(drop=True)}


def _textmine(frames: Frames, seed: int = SEED) -> list[str]:
    """The emergent theme of each comment: the one its segments are coded with most, by the sum of scores.

    What is left to a person counts with the theme that is proposed: other methods put every comment somewhere.
    """
    coded = _codings(frames, codebook=Codebook("none", "und", ()), seed=seed)
    sums = coded[coded["decision"] != "no"].groupby(["comment_id", "theme_id"], as_index=False)["score"].sum()
    return _best(sums, frames)


def _told_the_labels(frames: Frames, names: Sequence[str]) -> list[str]:
    """The likeliest label of each comment, where nothing but the names of the labels is given."""
    themes = tuple(Theme(id=name, label=re.sub(r"[_/]", " ", name)) for name in names)
    return _best(_codings(frames, codebook=Codebook("labels", "en", themes), one_code=True, emergent=0), frames)


def _codings(frames: Frames, **themes: object) -> pd.DataFrame:
    options = Options()
    settings = dataclasses.replace(options.themes, **themes)  # type: ignore[arg-type]  # its own fields
    options = dataclasses.replace(options, themes=settings)
    return run(frames, "themes", "adapt", "examples", "code", options=options)["codings"]


def _best(scores: pd.DataFrame, frames: Frames) -> list[str]:
    """The theme with the highest score of each comment, "" where none has one above 0."""
    best = scores[scores["score"] > 0].sort_values("score", ascending=False, kind="stable")
    of_comment = best.drop_duplicates("comment_id").set_index("comment_id")["theme_id"]
    return [str(of_comment.get(comment, "")) for comment in frames["comments"]["comment_id"]]


def _figures(rows: Sequence[Case], labels: Sequence[str]) -> Figures:
    from sklearn import metrics

    wanted = [row["theme"] for row in rows]
    found = {*labels} - {""}
    figures: Figures = {
        "themes": len(found),
        "true_themes": len({*wanted} - {""}),
        "usable": float(len(found) >= _FEWEST_THEMES and labels.count("") <= _USABLE * len(labels)),
        "uncoded": labels.count("") / len(labels),
    }
    if any(wanted):
        figures |= {
            "accuracy": _accuracy(wanted, labels),
            "nmi": float(metrics.normalized_mutual_info_score(wanted, labels)),
            "ami": float(metrics.adjusted_mutual_info_score(wanted, labels)),
            "ari": float(metrics.adjusted_rand_score(wanted, labels)),
            "homogeneity": float(metrics.homogeneity_score(wanted, labels)),
            "completeness": float(metrics.completeness_score(wanted, labels)),
        }
    languages = [row["language"] for row in rows]
    if len(set(languages)) > 1:
        figures["ami_with_language"] = float(metrics.adjusted_mutual_info_score(languages, labels))
        figures["nmi_with_language"] = float(metrics.normalized_mutual_info_score(languages, labels))
        spoken = {
            label: {tongue for tongue, own in zip(languages, labels, strict=True) if own == label} for label in found
        }
        shared = [label for label in labels if label and len(spoken[label]) == len(set(languages))]
        figures["in_themes_of_all_languages"] = len(shared) / max(1, len(labels) - labels.count(""))
    return figures


def _means(draws: Sequence[Figures]) -> Figures:
    """The mean of each figure over the draws that have it, and how many draws there are."""
    names = dict.fromkeys(name for draw in draws for name in draw)
    means: Figures = {"draws": len(draws)}
    for name in names:
        values = [value for draw in draws if (value := draw.get(name)) is not None]
        means[name] = fmean(values)
    return means


def _accuracy(wanted: Sequence[str], labels: Sequence[str]) -> float:
    """Share of comments in the theme of people that their own theme is matched with, each once (Hungarian)."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = sorted({*wanted}), sorted({*labels} - {""})
    if {*columns} <= {*rows}:  # they are named, not only told apart
        return sum(map(str.__eq__, wanted, labels)) / len(wanted)
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for theme, label in zip(wanted, labels, strict=True):
        if label:
            table[rows.index(theme), columns.index(label)] += 1
    return float(table[linear_sum_assignment(-table)].sum() / len(wanted))
