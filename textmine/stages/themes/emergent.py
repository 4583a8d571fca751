"""Emergent themes: what respondents say together that no theme of the codebook covers.

BERTopic runs the chain vectors -> clusters -> words of each cluster (class-based TF-IDF). Its
encoder, reducer and clusterer are replaced by parts that work on twenty comments, need no network
and give the same result every time.

Source: Grootendorst (2022), BERTopic: Neural topic modeling with a class-based TF-IDF procedure,
DOI 10.48550/arXiv.2203.05794.
"""

from __future__ import annotations

import functools
import logging
import warnings
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.codebook import Theme
from textmine.errors import TextmineError
from textmine.stages.themes.cluster import RespondentClusters, stability
from textmine.stages.themes.words import content_words, identifier, phrases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from textmine.stages.themes.settings import ThemesSettings

__all__ = ["Segments", "find", "missing_bertopic"]

_KEYWORDS = 8
_EXAMPLES = 8
_IN_LABEL = 3
# A segment of fewer content words ("Good results.") names no theme.
_FEWEST_WORDS = 2
# A cluster found again in fewer resamples is no theme. Source: Hennig (2007), "dissolved" below a
# Jaccard of 0.5 in most resamples, DOI 10.1016/j.csda.2006.11.025.
_DISSOLVED = 0.5
# Phrases BERTopic hands over for each cluster.
_TOP_WORDS = 100


@dataclass(frozen=True)
class Segments:
    """Segments to look for themes in.

    Args:
        texts: The words of each segment.
        vectors: (n, dimensions), of unit length.
        respondents: (n,), a number for each respondent.
        stops: Words that name no theme: stop words of the languages of the comments, and places.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    respondents: NDArray[np.int64]
    stops: frozenset[str]

    def take(self, rows: Iterable[int]) -> Segments:
        """The segments in these rows."""
        rows = [int(row) for row in rows]
        return Segments([self.texts[row] for row in rows], self.vectors[rows], self.respondents[rows], self.stops)


def find(segments: Segments, taken: Collection[str], settings: ThemesSettings) -> list[tuple[Theme, float]]:
    """The emergent themes, each with its stability, the one with the most respondents first.

    A theme has at least two respondents and a phrase that two of them share and few others use, and is
    found again in half of the resamples; it is named with such phrases. Its examples are the segments
    nearest its middle, word for word.

    Args:
        segments: What the given themes leave.
        taken: Ids of the given themes.
        settings: Options.

    Raises:
        TextmineError: BERTopic is not installed.
    """
    import numpy as np
    import threadpoolctl

    segments = segments.take(np.flatnonzero([_is_telling(text, segments.stops) for text in segments.texts]))
    if not settings.emergent or not segments.texts:
        return []
    vectors = _away_from_mean(segments.vectors)
    clusterer = RespondentClusters(segments.respondents, settings.cohesion, 2 * settings.emergent, settings.seed)
    # One thread, because the order of additions, and so a tie, can change with their number.
    with threadpoolctl.threadpool_limits(1):
        words = _topic_words(segments, vectors, clusterer)
        shares = stability(vectors, segments.respondents, clusterer.labels_, settings.cohesion, settings.seed)
    users = _users(segments, {phrase for ranked in words.values() for phrase, _ in ranked})
    found: list[tuple[Theme, float]] = []
    for cluster, share in enumerate(shares):
        rows = np.flatnonzero(clusterer.labels_ == cluster)
        keywords = _keywords(words[cluster], segments.take(rows), users)
        if keywords and not share < _DISSOLVED:  # NaN, where it was not computed, is no reason
            theme = _theme(keywords, _nearest(rows, segments), {*taken, *(each.id for each, _ in found)})
            found.append((theme, share))
    return found[: settings.emergent]


def _is_telling(text: str, stops: frozenset[str]) -> bool:
    return content_words(text, stops) >= _FEWEST_WORDS


def _away_from_mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors less half their mean, of unit length.

    All comments of a survey speak of its subject, which makes all of them alike; half, because with
    the whole mean a theme that everybody shares would be gone. Chosen on draws of banking77.
    """
    import numpy as np

    moved: NDArray[np.float32] = vectors - vectors.mean(axis=0) / 2
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    np.divide(moved, lengths, where=lengths > 0, out=moved)
    return moved


def _topic_words(
    segments: Segments, vectors: NDArray[np.float32], clusterer: RespondentClusters
) -> dict[int, list[tuple[str, float]]]:
    """The phrases of each cluster with their class-based TF-IDF, the most telling first."""
    from sklearn.feature_extraction.text import CountVectorizer

    bertopic = _bertopic()
    model = bertopic.BERTopic(
        embedding_model=bertopic.backend.BaseEmbedder(),
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=functools.partial(_phrase_list, stops=segments.stops)),
        ctfidf_model=bertopic.vectorizers.ClassTfidfTransformer(),
        top_n_words=_TOP_WORDS,
    )
    # BERTopic joins the texts of a cluster with a space; the bar keeps phrases from crossing over.
    topics, _ = model.fit_transform([f"{text} |" for text in segments.texts], vectors)
    # BERTopic numbers its topics anew, by size.
    return {label: model.get_topic(topic) for label, topic in zip(clusterer.labels_.tolist(), topics, strict=True)}


def _phrase_list(text: str, stops: frozenset[str]) -> list[str]:
    return list(phrases(text, stops))


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


def _users(segments: Segments, wanted: set[str]) -> dict[str, set[int]]:
    """The respondents who use each of the wanted phrases."""
    users: dict[str, set[int]] = defaultdict(set)
    for text, respondent in zip(segments.texts, segments.respondents.tolist(), strict=True):
        for phrase in wanted.intersection(phrases(text, segments.stops)):
            users[phrase].add(respondent)
    return users


def _keywords(words: list[tuple[str, float]], members: Segments, users: dict[str, set[int]]) -> list[str]:
    """The telling phrases of a cluster, no content word twice.

    At least two of its respondents and one in twenty use the phrase, and at least half of all who do
    are its respondents. A longer phrase is worth more: "travel costs" names more than "costs".
    """
    inside = _users(members, {phrase for phrase, _ in words})
    fewest = max(2, len(set(members.respondents.tolist())) / 20)
    ranked = sorted((-score * len(phrase.split()) ** 0.5, phrase) for phrase, score in words)
    chosen: list[str] = []
    used: set[str] = set()
    for _, phrase in ranked:
        count = len(inside[phrase])
        own = set(phrase.split()) - members.stops
        if count >= fewest and 2 * count >= len(users[phrase]) and not own & used:
            chosen.append(phrase)
            used |= own
    return chosen[:_KEYWORDS]


def _nearest(rows: NDArray[np.int64], segments: Segments) -> list[str]:
    """The texts nearest the middle of these rows, each once."""
    import numpy as np

    vectors = segments.vectors[rows]
    nearness = vectors @ vectors.mean(axis=0)
    order = np.argsort(-nearness.round(6), kind="stable")
    return list(dict.fromkeys(segments.texts[rows[place]] for place in order))[:_EXAMPLES]


def _theme(keywords: list[str], examples: list[str], taken: set[str]) -> Theme:
    named = keywords[:_IN_LABEL]
    label = ", ".join(named)
    said = label if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return Theme(
        id=identifier(f"emergent {' '.join(keywords[:2])}", taken),
        label=label[0].upper() + label[1:],
        definition=f"Emergent: respondents speak of {said}.",
        keywords=tuple(keywords),
        examples=tuple(examples),
    )
