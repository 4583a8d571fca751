"""How well comments are coded without labels, and with more and more coded examples, beside other methods.

Each set is split by its wording into a development half, on which constants were chosen and from which
examples are drawn, and a test half, which is scored. All methods get the same examples and vectors.
Comments that the stage `clean` reads as no answer have no segment and no code: they are scored for none.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import random
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from quality.discovery import SEED
from quality.surveys import run, survey
from textmine import tables
from textmine.config import Options
from textmine.models import load_encoder
from textmine.stages.themes import code, examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from quality.formats import Case, Cases
    from quality.spans import Figures
    from quality.surveys import Frames
    from textmine.codebook import Codebook

    Said = NDArray[np.bool_]

__all__ = ["Coder", "development", "learning"]

# So many draws of examples for each number of examples a code; of the larger ones a draw differs little.
_DRAWS = {5: 2, 10: 2}
_RESAMPLES = 1000
_BINS = 10
_EVERYTHING = 10**6
_OURS, _REVIEW, _WORDS, _VECTORS, _BOTH, _BERTOPIC, _COMMONEST = (
    "textmine",
    "review counted as yes",
    "tf-idf + LR",
    "vectors + LR",
    "tf-idf, question, vectors + LR",
    "BERTopic zero-shot",
    "always the commonest",
)
_BASELINES = (_WORDS, _VECTORS, _BOTH, _BERTOPIC)


def development(text: str) -> bool:
    """Whether a wording belongs to the half on which constants may be chosen."""
    return hashlib.blake2b(text.strip().casefold().encode()).digest()[0] % 2 == 0


def learning(cases: Cases) -> dict[str, Figures]:
    """Figures by method; the name of each begins with how many examples a code there were."""
    if cases.codebook is None:
        raise ValueError("Cases of the task coding have a codebook.")
    outcomes: dict[str, dict[str, list[_Outcome]]] = defaultdict(lambda: defaultdict(list))
    for rows in _surveys(cases.rows):
        for size, method, outcome in _outcomes(rows, cases.codebook, cases.learn, one=cases.one_code):
            outcomes[size][method].append(outcome)
    figures: dict[str, Figures] = defaultdict(dict)
    for size, by_method in outcomes.items():
        for method, found in by_method.items():
            figures[method] |= {f"{size}_{name}": value for name, value in _figures(found).items()}
        figures[_OURS] |= {f"{size}_{name}": value for name, value in _ahead(by_method).items()}
    return dict(figures)


def _surveys(rows: Sequence[Case]) -> list[list[Case]]:
    surveys: dict[str, list[Case]] = defaultdict(list)
    for row in rows:
        surveys[row.get("survey", "")].append(row)
    return list(surveys.values())


@dataclasses.dataclass(frozen=True)
class _Outcome:
    """What a method makes of the comments of the test half, (n_comments, n_themes) both.

    Args:
        wanted: What people say.
        found: What the method says.
        scores: How sure it is of its likeliest theme of each comment, where it is a probability.
    """

    wanted: Said
    found: Said
    scores: NDArray[np.float64] | None = None


def _outcomes(
    rows: list[Case], book: Codebook, sizes: Sequence[int], *, one: bool
) -> Iterator[tuple[str, str, _Outcome]]:
    """How many examples, by which method, and what it makes of the test half."""
    import numpy as np

    used = {theme for row in rows for theme in row["themes"]}
    themes = tuple(dataclasses.replace(each, parent="") for each in book.themes if each.id in used)
    book = dataclasses.replace(book, themes=themes)
    ids = [theme.id for theme in book.themes]
    truth = np.array([[theme in row["themes"] for theme in ids] for row in rows])
    test = np.array([not development(row["text"]) for row in rows])
    bare = dataclasses.replace(book, themes=tuple(dataclasses.replace(each, definition="") for each in book.themes))
    texts = tuple(row["text"] for row in rows)
    vectors = _encoded(texts)
    coders = {"labels alone": Coder(rows, bare, one=one)} if bare != book else {}
    coders["no examples"] = Coder(rows, book, one=one)
    test &= coders["no examples"].readable
    for name, with_what in coders.items():
        for method, found, scores in with_what.code((), test):
            yield name, method, _Outcome(truth[test], found, scores)
        own = bare if name == "labels alone" else book
        yield name, _BERTOPIC, _Outcome(truth[test], _bertopic(texts, vectors, own)[test])
    for size in sizes:
        for draw in range(_DRAWS.get(size, 1)):
            chosen = _drawn(truth, ~test, size, draw)
            name = f"{size}_a_code" if size < _EVERYTHING else "all"
            for method, found, scores in coders["no examples"].code(chosen, test):
                yield name, method, _Outcome(truth[test], found, scores)
            for method, matrix in _matrices(rows, vectors, chosen):
                found = _regression(matrix, truth, chosen, test, one=one)
                yield name, method, _Outcome(truth[test], found)
            commonest = np.zeros_like(truth[test])
            commonest[:, truth[~test].sum(axis=0).argmax()] = True
            yield name, _COMMONEST, _Outcome(truth[test], commonest)


def _drawn(truth: Said, pool: Said, size: int, draw: int) -> list[int]:
    """So many comments of each theme, and of those with none, by chance."""
    import numpy as np

    order = random.Random(f"{SEED} {draw}").sample(range(len(truth)), len(truth))
    order = [row for row in order if pool[row]]
    kinds = np.column_stack([truth, ~truth.any(axis=1)])
    return sorted({row for kind in kinds.T for row in [row for row in order if kind[row]][:size]})


class Coder:
    """The stages of textmine on one survey, of which some comments are coded by people."""

    def __init__(self, rows: list[Case], book: Codebook, *, one: bool) -> None:
        import numpy as np

        options = Options()
        self._themes = dataclasses.replace(options.themes, codebook=book, emergent=0, one_code=one)
        options = dataclasses.replace(options, themes=self._themes)
        self._frames = run(_prepared(tuple(map(_Row, rows))), "themes", "adapt", options=options)
        self._rows, self._ids = rows, [theme.id for theme in book.themes]
        self._one = one
        read = set(self._frames["segments"]["comment_id"])
        self.readable = np.array([str(row) in read for row in range(len(rows))])

    def coded(self, taught: Sequence[int], test: Said) -> Frames:
        """The tables of a run whose `labels` have the rows in `taught`, with `codings` of those in `test`."""
        import numpy as np

        frames = self._frames
        taken = {name: frames[name] for name in ("questions", "comments", "texts", "segments", "embeddings")}
        labels = self._labels(taught)
        wanted = {str(row) for row in np.flatnonzero(test)}
        held = {name: taken[name][taken[name]["comment_id"].isin(wanted)] for name in ("comments", "texts", "segments")}
        codings = code(
            **taken | held,
            themes=frames["themes"],
            labels=tables.empty("labels"),
            adapted=frames["adapted"],
            examples=examples(**taken, labels=labels),
            redactions=tables.empty("redactions"),
            settings=self._themes,
        )
        return {**taken, "themes": frames["themes"], "labels": labels, "codings": codings}

    def code(self, taught: Sequence[int], test: Said) -> Iterator[tuple[str, Said, NDArray[np.float64] | None]]:
        """Themes of the comments of the test half, by method."""
        import numpy as np

        codings = self.coded(taught, test)["codings"]
        place = {str(row): number for number, row in enumerate(np.flatnonzero(test))}
        column = {theme: number for number, theme in enumerate(self._ids)}
        score = np.zeros((len(place), len(self._ids)))
        yes, asked = np.zeros(score.shape, dtype=bool), np.zeros(score.shape, dtype=bool)
        for row in codings.itertuples():
            at = place[row.comment_id], column[row.theme_id]
            score[at] = max(score[at], row.score)
            yes[at] |= row.decision == "yes"
            asked[at] |= row.decision != "no"
        if self._one:
            likeliest = (np.arange(len(self._ids)) == score.argmax(axis=1)[:, None]) & (score > 0)
            yield _OURS, likeliest, score.max(axis=1)
        else:
            yield _OURS, yes, None
            yield _REVIEW, asked, None

    def _labels(self, taught: Sequence[int]) -> pd.DataFrame:
        texts = self._frames["texts"]["text"].tolist()
        rows = [
            (
                str(row),
                0,
                max(1, len(texts[row])),
                theme,
                "person",
                "yes" if theme in self._rows[row]["themes"] else "no",
                "",
                "",
            )
            for row in taught
            for theme in self._ids
        ]
        return tables.frame("labels", rows)


class _Row(dict[str, Any]):
    """A case that can be a key: two are the same when their words and question are."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((self["text"], self.get("question", "")))


@functools.lru_cache(maxsize=2)
def _prepared(rows: tuple[_Row, ...]) -> Frames:
    return run(survey(rows), "clean", "language", "segment", "names", "mentions", "embed")


@functools.lru_cache(maxsize=2)
def _encoded(texts: tuple[str, ...]) -> NDArray[np.float32]:
    return load_encoder(Options().embed.encoder).encode(texts)


def _matrices(rows: list[Case], vectors: NDArray[np.float32], taught: Sequence[int]) -> Iterator[tuple[str, object]]:
    """The features of each baseline; words are those of the examples."""
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import OneHotEncoder

    texts = [row["text"] for row in rows]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit([texts[row] for row in taught]).transform(texts)
    asked = OneHotEncoder().fit_transform([[row.get("question", "")] for row in rows])
    yield _WORDS, words.tocsr()
    yield _VECTORS, vectors
    yield _BOTH, sp.hstack([words, asked, sp.csr_matrix(vectors)]).tocsr()


def _regression(matrix: object, truth: Said, taught: Sequence[int], test: Said, *, one: bool) -> Said:
    """Logistic regression: of all themes at once where a comment has one, else of each theme for itself."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    found = np.zeros_like(truth[test])
    known, rows = truth[list(taught)], matrix[list(taught)]  # type: ignore[index]
    if one:
        model = LogisticRegression(C=10, max_iter=300).fit(rows, known.argmax(axis=1))
        found[np.arange(len(found)), model.predict(matrix[test])] = True  # type: ignore[index]
        return found
    for theme in range(truth.shape[1]):
        if known[:, theme].any() and not known[:, theme].all():
            model = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(rows, known[:, theme])
            found[:, theme] = model.predict(matrix[test])  # type: ignore[index]
    return found


def _bertopic(texts: Sequence[str], vectors: NDArray[np.float32], book: Codebook) -> Said:
    """The zero-shot step of BERTopic with our vectors, every comment given its nearest theme."""
    import numpy as np
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder

        class _Ours(BaseEmbedder):  # type: ignore[misc]
            def embed(self, documents: list[str], verbose: bool = False) -> NDArray[np.float32]:  # noqa: ARG002, FBT001, FBT002  BERTopic's own signature
                return load_encoder(Options().embed.encoder).encode(list(documents))

        named = [f"{theme.label}: {theme.definition}" if theme.definition else theme.label for theme in book.themes]
        model = BERTopic(embedding_model=_Ours(), zeroshot_topic_list=named, zeroshot_min_similarity=-1)
        documents = pd.DataFrame({"Document": texts, "ID": range(len(texts)), "Topic": None})
        _, _, assigned, _ = model._zeroshot_topic_modeling(documents, vectors)  # noqa: SLF001  all of its zero-shot mode that tells which of our themes it is
    found = np.zeros((len(texts), len(named)), dtype=bool)
    found[assigned["Old_ID"].to_numpy(), assigned["Topic"].to_numpy(dtype=int)] = True
    return found


def _figures(outcomes: Sequence[_Outcome]) -> Figures:
    """Micro F1 over all decisions; macro F1 the mean over themes of each survey and draw; both averaged over draws."""
    import numpy as np

    right, found, wanted = (sum(each) for each in zip(*map(_counted, outcomes), strict=True))
    macro = []
    for each in outcomes:
        both = (each.found & each.wanted).sum(axis=0)
        all_ = each.found.sum(axis=0) + each.wanted.sum(axis=0)
        macro += (2 * both / np.maximum(all_, 1))[each.wanted.any(axis=0)].tolist()
    figures: Figures = {"micro_f1": 2 * right / max(found + wanted, 1), "macro_f1": float(np.mean(macro))}
    if all(each.scores is not None for each in outcomes):
        figures["calibration_error"] = float(np.mean([_calibration(each) for each in outcomes]))
    return figures


def _counted(outcome: _Outcome) -> tuple[int, int, int]:
    return int((outcome.found & outcome.wanted).sum()), int(outcome.found.sum()), int(outcome.wanted.sum())


def _calibration(outcome: _Outcome) -> float:
    """Expected calibration error: how far the score is from the share right, the mean over ten bins of the score.

    Source: Naeini, Cooper and Hauskrecht (2015), DOI 10.1609/aaai.v29i1.9602.
    """
    import numpy as np

    scores = np.zeros(0) if outcome.scores is None else outcome.scores
    right: Said = np.any(outcome.found & outcome.wanted, axis=1)
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    gaps = [abs(np.sum(scores[bins == b]) - np.sum(right[bins == b])) for b in range(_BINS)]
    return float(sum(gaps) / max(len(scores), 1))


def _ahead(outcomes: dict[str, list[_Outcome]]) -> Figures:
    """Micro F1 above the best other method, with a 95 % interval by resampling comments, the same for both."""
    import numpy as np

    others = [name for name in _BASELINES if name in outcomes]
    best = max(others, key=lambda name: _figures(outcomes[name])["micro_f1"] or 0)
    ours, theirs = (_by_comment(outcomes[name]) for name in (_OURS, best))
    rng = np.random.default_rng(SEED)
    gaps = []
    for _ in range(_RESAMPLES):
        drawn = rng.integers(len(ours), size=len(ours))
        gaps.append(_f1(ours[drawn].sum(axis=0)) - _f1(theirs[drawn].sum(axis=0)))
    low, high = np.quantile(gaps, [0.025, 0.975])
    gap = _f1(ours.sum(axis=0)) - _f1(theirs.sum(axis=0))
    return {"ahead": gap, "ahead_low": float(low), "ahead_high": float(high)}


def _by_comment(outcomes: Sequence[_Outcome]) -> NDArray[np.int64]:
    """(n_comments, 2) how many are right, and found and wanted, draws of one survey added up."""
    import numpy as np

    surveys: dict[bytes, list[NDArray[np.int64]]] = defaultdict(list)
    for each in outcomes:
        counts = np.column_stack(
            [(each.found & each.wanted).sum(axis=1), (each.found.sum(axis=1) + each.wanted.sum(axis=1))]
        )
        surveys[each.wanted.tobytes()].append(counts)
    return np.concatenate([np.sum(each, axis=0) for each in surveys.values()])


def _f1(counts: NDArray[np.int64]) -> float:
    return float(2 * counts[0] / max(counts[1], 1))
