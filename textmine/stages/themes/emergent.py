"""Emergent themes: what respondents say together that no theme of the codebook covers.

BERTopic runs the chain vectors -> clusters -> words of each cluster (class-based TF-IDF). Its
encoder, reducer and clusterer are replaced by parts that work on twenty comments, need no network
and give the same result every time. What it finds telling is ranked again by meaning, as its
KeyBERTInspired does, with our encoder.

Source: Grootendorst (2022), BERTopic: Neural topic modeling with a class-based TF-IDF procedure,
DOI 10.48550/arXiv.2203.05794.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine.codebook import Theme
from textmine.errors import TextmineError
from textmine.models import load_encoder
from textmine.stages.themes.cluster import Communities, RespondentClusters, centred, communities, unit
from textmine.stages.themes.earlier import named_as_before
from textmine.stages.themes.meaning import encoded
from textmine.stages.themes.words import content_words, phrases, without_addresses
from textmine.vectors import sums
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.stages.themes.settings import ThemesSettings

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["Found", "Segments", "find", "missing_bertopic"]

_KEYWORDS = 8
_EXAMPLES = 12
# A segment of fewer content words ("Good.") names no theme.
_FEWEST_WORDS = 2
# A cluster found again in fewer resamples is no theme, it is chance.
_CHANCE = 0.4
# Phrases that are looked at for each cluster.
_TOP_PHRASES = 300
# Worth of a single word beside a phrase: "lack of staff" names more than "staff".
_SINGLE = 0.12
_FEWEST_RESPONDENTS = 2
# Words that begin with as many equal letters are one: "company", "companies".
_STEM = 5
# Cosine with the rest of its cluster from which a segment has a say in its name.
_CORE = 0.05
# How much a phrase gains by the number of its users: with less, names fit but a few of the segments (by eye).
_USERS = 0.8


@dataclass(frozen=True)
class Found:
    """A theme that was found.

    Args:
        theme: The theme.
        stability: Share of resamples of the respondents in which it is found again.
        middle: Mean vector of its segments.
    """

    theme: Theme
    stability: float
    middle: list[float]


@dataclass(frozen=True)
class Segments:
    """Segments to look for themes in.

    Args:
        texts: The words of each segment.
        vectors: (n, dimensions), of unit length.
        respondents: (n,), a number for each respondent.
        stops: Words that name no theme: stop words of the languages of the comments, and places.
        comments: The comment of each segment; without, each is a comment of its own.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    respondents: NDArray[np.int64]
    stops: frozenset[str]
    comments: tuple[str, ...] = ()

    def take(self, rows: Iterable[int]) -> Segments:
        """The segments in these rows."""
        rows = [int(row) for row in rows]
        comments = tuple(self.comments[row] for row in rows) if self.comments else ()
        texts = [self.texts[row] for row in rows]
        return Segments(texts, self.vectors[rows], self.respondents[rows], self.stops, comments)


def find(segments: Segments, taken: Collection[str], settings: ThemesSettings) -> list[Found]:
    """The emergent themes, the one with the most respondents first.

    A theme has at least two respondents and is found again in two of five resamples. It is named with
    a phrase that two of its respondents share, or else with the one that is most telling. Its examples
    are the segments nearest its middle, word for word. The order of the segments does not matter.

    Args:
        segments: What the given themes leave.
        taken: Ids of the given themes.
        settings: Options.

    Raises:
        TextmineError: BERTopic is not installed.
    """
    import numpy as np
    import threadpoolctl

    telling = [row for row, text in enumerate(segments.texts) if content_words(text, segments.stops) >= _FEWEST_WORDS]
    segments = segments.take(sorted(telling, key=lambda row: segments.texts[row]))
    if not settings.emergent or not segments.texts:
        return []
    # One thread, because the order of additions, and so a tie, can change with their number.
    with threadpoolctl.threadpool_limits(1):
        found = _of_comments(segments, settings)
        said = _Phrases(segments)
        words = _topic_words(said, segments, found.labels)
        middles = centred(segments.vectors)
        clusters: list[_Cluster] = []
        for label, share in enumerate(found.stability[: settings.emergent]):
            rows = _core(np.flatnonzero(found.labels == label), middles)
            if share >= _CHANCE and len({*segments.respondents[rows].tolist()}) >= _FEWEST_RESPONDENTS:
                clusters.append(_Cluster(rows, share, middles[rows].sum(axis=0), said.candidates(words[label], rows)))
        mean = segments.vectors.mean(axis=0)
        reserved = {*taken, *(theme.id for theme in (settings.earlier.themes if settings.earlier else ()))}
        themes: list[Found] = []
        for cluster, keywords in zip(clusters, _keywords(clusters, mean, segments.stops, settings), strict=True):
            if keywords:
                own, others = segments.take(cluster.rows), [each.theme for each in themes]
                theme = _theme(keywords, own.texts, _nearest(own), others, reserved)
                themes.append(Found(theme, cluster.stability, own.vectors.mean(axis=0).round(4).tolist()))
        return _as_before(themes, mean, taken, settings)


def _of_comments(segments: Segments, settings: ThemesSettings) -> Communities:
    """The communities of whole comments, given to their segments: what a comment says hangs together."""
    import numpy as np
    import pandas as pd

    names = segments.comments or tuple(map(str, range(len(segments.texts))))
    numbers, comments = pd.factorize(np.array(names, dtype=object))
    texts: list[list[str]] = [[] for _ in comments]
    for number, text in zip(numbers.tolist(), segments.texts, strict=True):
        texts[number].append(without_addresses(text))
    respondents = segments.respondents[np.unique(numbers, return_index=True)[1]]
    vectors = unit(sums(segments.vectors, numbers))
    found = communities([" | ".join(own) for own in texts], vectors, respondents, settings.seed, settings.granularity)
    return dataclasses.replace(found, labels=found.labels[numbers])


def _as_before(
    found: list[Found], mean: NDArray[np.float32], taken: Collection[str], settings: ThemesSettings
) -> list[Found]:
    """The themes with the names they had in the earlier run; a given theme is none that was found."""
    earlier = [theme for theme in settings.earlier.themes if theme.id not in taken] if settings.earlier else []
    themes = [each.theme for each in found]
    named = named_as_before(themes, [each.middle for each in found], mean, earlier, settings.encoder)
    return [dataclasses.replace(each, theme=theme) for each, theme in zip(found, named, strict=True)]


def _core(rows: NDArray[np.int64], middles: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rows of a cluster that are like the rest of it: what is only near to nothing else names no theme."""
    others = unit(middles[rows].sum(axis=0) - middles[rows])
    likeness = (middles[rows] * others).sum(axis=1).round(5)
    # Equal comments differ in nothing from their mean.
    core: NDArray[np.int64] = rows[(likeness >= _CORE) | ~middles[rows].any(axis=1)]
    return core


def _topic_words(said: _Phrases, segments: Segments, labels: Ints) -> dict[int, list[tuple[str, float]]]:
    """The phrases of each cluster with their class-based TF-IDF, the most telling first."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    bertopic = _bertopic()
    model = bertopic.BERTopic(
        embedding_model=bertopic.backend.BaseEmbedder(),
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(),
        hdbscan_model=RespondentClusters(labels),
        vectorizer_model=CountVectorizer(analyzer=said.of_rows),
        ctfidf_model=bertopic.vectorizers.ClassTfidfTransformer(),
    )
    # Examples are told by meaning, see `_nearest`, and not by their words.
    model._save_representative_docs = lambda _: None  # noqa: SLF001
    # Its documents are the numbers of the segments, which it joins with spaces: their phrases are known.
    topics, _ = model.fit_transform([str(row) for row in range(len(segments.texts))], segments.vectors)
    # BERTopic numbers its topics anew, by size; the rows of its matrix are sorted by number.
    row_of = {topic: row for row, topic in enumerate(sorted(set(topics)))}
    vocabulary = model.vectorizer_model.get_feature_names_out()
    words = {}
    for label, topic in dict(zip(labels.tolist(), topics, strict=True)).items():
        row = model.c_tf_idf_[row_of[topic]]
        scores = row.data.round(8)
        best = np.lexsort((row.indices, -scores))[:_TOP_PHRASES]
        pairs = zip(vocabulary[row.indices[best]], scores[best].tolist(), strict=True)
        words[label] = [(phrase, score) for phrase, score in pairs if score > 0]
    return words


class _Phrases:
    """The phrases of segments, found once, and who uses them."""

    def __init__(self, segments: Segments) -> None:
        import numpy as np
        import pandas as pd

        self._of = [list(phrases(text, segments.stops)) for text in segments.texts]
        numbers, self._names = pd.factorize(pd.Index([*chain.from_iterable(self._of)], dtype=object))
        rows = np.repeat(np.arange(len(self._of)), [len(own) for own in self._of])
        self._used = pd.DataFrame({"row": rows, "phrase": numbers, "who": segments.respondents[rows]})
        self._everybody = self._users(self._used)

    def of_rows(self, rows: str) -> list[str]:
        """The phrases of some segments, given by their numbers with spaces between."""
        return [*chain.from_iterable(self._of[int(row)] for row in rows.split())]

    def candidates(self, words: list[tuple[str, float]], rows: Ints) -> dict[str, _Use]:
        """Phrases that can name a cluster: those that two of its respondents share, or else all.

        Args:
            words: Phrases of the cluster with their class-based TF-IDF.
            rows: Its segments.
        """
        numbers = self._names.get_indexer([phrase for phrase, _ in words])
        inside, everywhere = (
            users[numbers].tolist()
            for users in (self._users(self._used[self._used["row"].isin(rows)]), self._everybody)
        )
        uses = {
            phrase: _Use(score, own, every)
            for (phrase, score), own, every in zip(words, inside, everywhere, strict=True)
        }
        return {phrase: use for phrase, use in uses.items() if use.users >= _FEWEST_RESPONDENTS} or uses

    def _users(self, used: pd.DataFrame) -> Ints:
        """How many respondents use each phrase."""
        import numpy as np

        found: Ints = np.bincount(used[["phrase", "who"]].drop_duplicates()["phrase"], minlength=len(self._names))
        return found


class _Use(NamedTuple):
    """How telling a phrase is for a cluster, and how many respondents use it, in the cluster and at all."""

    score: float
    users: int
    everybody: int


class _Cluster(NamedTuple):
    """A cluster that may become a theme: its segments, stability, the sum of its vectors, and what can name it."""

    rows: Ints
    stability: float
    middle: Floats
    phrases: dict[str, _Use]


def missing_bertopic() -> TextmineError:
    """What to say where BERTopic is not installed."""
    return TextmineError(
        "Emergent themes need BERTopic, which is not installed.",
        hint="pip install --no-deps bertopic==0.17.4 (without --no-deps: torch and 3 GB that nothing here uses)",
    )


def _bertopic() -> Any:
    """The library, imported without the changes it makes to warnings and logging.

    Raises:
        TextmineError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            import bertopic
            import bertopic.backend
            import bertopic.dimensionality
            import bertopic.vectorizers
    except ImportError as error:
        raise missing_bertopic() from error
    logger = logging.getLogger("BERTopic")
    logger.handlers.clear()
    logger.propagate = True
    return bertopic


def _keywords(
    clusters: list[_Cluster], mean: Floats, stops: frozenset[str], settings: ThemesSettings
) -> list[list[str]]:
    """The telling phrases of each cluster, no content word twice; the first names it.

    A phrase is telling that stands out in the cluster (class-based TF-IDF), that few outside it use, and
    that means what the cluster means (cosine with its middle). Two respondents share it, or else there is
    just one. The weights were chosen by eye on real surveys.
    """
    vectors = encoded(load_encoder(settings.encoder), [[*cluster.phrases] for cluster in clusters])
    keywords: list[list[str]] = []
    for cluster, found in zip(clusters, vectors, strict=True):
        near = dict(zip(cluster.phrases, _nearness(found - mean, cluster.middle), strict=True))
        chosen: list[str] = []
        used: set[str] = set()
        for phrase in sorted(cluster.phrases, key=functools.partial(_worth, cluster.phrases, near)):
            own_words = set(phrase.split()) - stops
            shared = cluster.phrases[phrase].users >= _FEWEST_RESPONDENTS
            if not own_words & used and (shared or not chosen):
                chosen.append(phrase)
                used |= own_words
        keywords.append(chosen[:_KEYWORDS])
    return keywords


def _worth(phrases: dict[str, _Use], near: dict[str, float], phrase: str) -> tuple[float, int, str]:
    """What phrases are sorted by, the worthiest first."""
    score, users, everybody = phrases[phrase]
    length = 1.0 if " " in phrase else _SINGLE
    worth = score * near[phrase] ** 2 * (users / everybody) * length * users**_USERS
    return -round(worth, 8), -len(phrase), phrase


def _nearness(vectors: Floats, middle: Floats) -> list[float]:
    """How near phrases are to the middle of a cluster, 0 or more; 1 for all where all comments are equal."""
    found = unit(vectors) @ unit(middle[None])[0]
    return [max(near, 0.0) for near in found.tolist()] if found.any() else [1.0] * len(found)


def _nearest(segments: Segments) -> list[str]:
    """The texts nearest the middle of these segments, each once."""
    import numpy as np

    nearness = segments.vectors @ segments.vectors.mean(axis=0)
    order = np.argsort(-nearness.round(5), kind="stable")
    return list(dict.fromkeys(segments.texts[place] for place in order))[:_EXAMPLES]


def _theme(
    keywords: list[str], texts: list[str], examples: list[str], others: list[Theme], taken: Collection[str]
) -> Theme:
    """A theme named by its first phrase and one beside it, because one says too little: of several words, or other."""
    names = {theme.label.partition(" / ")[0] for theme in others}
    lines = "\n".join(" ".join(text.split()) for text in texts)
    written = [_as_written(phrase, lines) for phrase in keywords]
    capital = [phrase[0].upper() + phrase[1:] for phrase in written]
    number = next((number for number, name in enumerate(capital) if name not in names), 0)
    others_said = [phrase for phrase in written if not _begin_alike(phrase, written[number])]
    longer = [phrase for phrase in others_said if " " in phrase or " " not in written[number]]
    beside = next(iter(longer), "")
    said = " and ".join(dict.fromkeys([written[number], beside or written[0]]))
    return Theme(
        id=identifier(f"emergent {capital[number]}", {*taken, *(theme.id for theme in others)}),
        label=f"{capital[number]} / {_in_sentence(beside)}" if beside else capital[number],
        definition=f"Emergent: respondents speak of {said}.",
        keywords=tuple(keywords),
        examples=tuple(examples),
    )


def _begin_alike(one: str, other: str) -> bool:
    length = min(_STEM, len(one), len(other))
    return one[:length].casefold() == other[:length].casefold()


def _in_sentence(phrase: str) -> str:
    """A phrase without the capital of a sentence's first word; names and abbreviations keep theirs."""
    first = phrase.split(maxsplit=1)[0]
    return phrase[0].lower() + phrase[1:] if first.istitle() and len(first) > 1 else phrase


def _as_written(phrase: str, texts: str) -> str:
    """A phrase in the letters that most texts write it in: "ACM policy"; a text a line, a blank between words."""
    either = re.escape(phrase).replace("'", "['\u2019]")
    forms = Counter(re.findall(rf"\b{either}\b", texts, re.IGNORECASE))
    return max(sorted(forms), key=forms.__getitem__, default=phrase)
