"""The coder: segments held against themes by voters, the same for every kind of theme.

Keywords look for words, meaning compares sentence vectors, characters compare spellings, likelihood
asks whether one theme is much nearer than all the others. Each voter
sees one segment and the texts of the themes and nothing else, so a code does not hang on the other
comments. A theme is coded where the voters agree or meaning is certain by itself, and left to people
where one stands against the others.

Source: the rule and its thresholds are ours, chosen on data/gold/coding_dev.jsonl.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from textmine.errors import TextmineError
from textmine.models import load_encoder
from textmine.stages.themes.meaning import FEWEST_THEMES, SHARPNESS, Likeness, encoded, product, softmax
from textmine.stages.themes.spelling import Spelling
from textmine.stages.themes.words import Keywords
from textmine.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textmine.codebook import Theme
    from textmine.stages.themes.settings import ThemesSettings

    Floats = NDArray[np.float32]

__all__ = ["Code", "Coder", "coder", "is_heading"]

# What meaning can say, from nothing to certain.
_OPINIONS = ("no", "plausible", "likely", "certain")
_PLAUSIBLE, _LIKELY, _CERTAIN = 1, 2, 3
# With fewer words ("clusters", "May 2019") meaning says too little to speak alone.
_FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")
_POINTS_YES = 3
_POINTS_REVIEW = 2


class Code(NamedTuple):
    """What the voters say of one segment and one theme; `spans` are places in the segment."""

    segment: int
    theme: int
    score: float
    decision: str
    votes: dict[str, str]
    spans: list[tuple[int, int]]


@functools.lru_cache(maxsize=4)
def coder(themes: tuple[Theme, ...], settings: ThemesSettings) -> Coder:
    """The coder of these themes, kept for the next batch."""
    return Coder(themes, settings)


class Coder:
    """Codes segments with themes.

    Args:
        themes: The themes. A heading, that is one with themes below it and neither keywords nor
            include nor examples, is never coded.
        settings: Encoder and thresholds.

    Attributes:
        coded: The numbers of the themes that are no headings.
        ids: Their ids.
    """

    def __init__(self, themes: tuple[Theme, ...], settings: ThemesSettings) -> None:
        import numpy as np

        self._settings = settings
        self._count = len(themes)
        self.coded = [number for number, theme in enumerate(themes) if not is_heading(theme, themes)]
        own = [themes[number] for number in self.coded]
        self.ids = [theme.id for theme in own]
        self._own = own
        self._keywords = Keywords([theme.keywords for theme in themes])
        self._vetoes = Keywords([theme.exclude for theme in themes])
        self._middle, self._prototypes = _prototypes(own, settings.encoder)
        self._spelling = Spelling([_all_text(theme) for theme in own], np.float64) if own else None

    def bare(self, *, everything: bool) -> frozenset[int]:
        """The themes, by number, that are known by label and definition alone, or all; none of too few themes."""
        if len(self.coded) < FEWEST_THEMES:
            return frozenset()
        kept = zip(self.coded, self._own, strict=True)
        return frozenset(
            n for n, theme in kept if everything or not (theme.keywords or theme.include or theme.examples)
        )

    @functools.cached_property
    def likeness(self) -> Likeness:
        """How near vectors are to the themes that are no headings."""
        return Likeness(self._own, self._settings.encoder)

    def opinions_of(self, texts: Sequence[str], vectors: Floats) -> tuple[Floats, Floats]:
        """Similarity of meaning, and 1 for keywords or -1 for a veto, each (n_texts, n_coded)."""
        import numpy as np

        words = np.zeros((len(texts), self._count), dtype=np.float32)
        for row, text in enumerate(texts):
            words[row, list(self._keywords.find(text))] = 1
            words[row, list(self._vetoes.find(text))] = -1
        return self._meaning(vectors), words[:, self.coded]

    def code(
        self,
        texts: Sequence[str],
        vectors: Floats,
        people: Mapping[tuple[int, int], str] | None = None,
        asked: Iterable[tuple[int, int]] = (),
    ) -> Iterator[Code]:
        """The codes of segments, for each segment and theme where any voter speaks.

        Args:
            texts: The words of each segment.
            vectors: (n_segments, dimensions), of unit length.
            people: (number of the segment, number of the theme) -> what people decided.
            asked: Further segments and themes on which the voters must speak.

        Raises:
            TextmineError: the vectors have other dimensions than those of the encoder.
        """
        import numpy as np

        meaning, characters = self._similarities(texts, vectors)
        opinion = self._opinions(meaning)
        likely = self._likely(vectors)
        for row, text in enumerate(texts):
            if len(_WORD.findall(text)) < _FEWEST_WORDS:
                opinion[row].clip(max=_PLAUSIBLE, out=opinion[row])
                likely[row] = False
        alike = characters >= self._settings.characters
        spoken = (opinion >= _LIKELY) | alike
        for pair in (*(people or ()), *asked):
            spoken[pair] = True
        hits, vetoes = ([words.find(text) for text in texts] for words in (self._keywords, self._vetoes))
        for row, found in enumerate(hits):
            spoken[row, list(found)] = True
        rows, themes = np.nonzero(spoken)
        said = (values[rows, themes].tolist() for values in (opinion, alike, likely, meaning.clip(0, 1)))
        for row, theme, *voted, score in zip(rows.tolist(), themes.tolist(), *said, strict=True):
            votes = {
                "keywords": "veto" if theme in vetoes[row] else _yes(theme in hits[row]),
                "meaning": _OPINIONS[voted[0]],
                "characters": _yes(voted[1]),
                "likely": _yes(voted[2]),
            }
            if people and (row, theme) in people:
                votes |= {"machine": _decision(votes), "person": people[row, theme]}
            spans = vetoes[row].get(theme) or hits[row].get(theme) or [(0, len(texts[row]))]
            yield Code(row, theme, round(score, 4), _decision(votes), votes, spans)

    def _likely(self, vectors: Floats) -> NDArray[np.bool_]:
        """Whether each theme is much likelier than all others together, (n_segments, n_themes)."""
        import numpy as np

        likely = np.zeros((len(vectors), self._count), dtype=np.bool_)
        if len(vectors) and len(self.coded) >= FEWEST_THEMES:
            shares = softmax(SHARPNESS * self.likeness(vectors).astype(np.float64))
            likely[:, self.coded] = shares >= self._settings.likely
        return likely

    def _opinions(self, meaning: Floats) -> NDArray[np.int8]:
        """What meaning says of each segment and theme, as places in `_OPINIONS`.

        No more than plausible for a theme that is less similar than the most similar one by more than
        the margin.
        """
        import numpy as np

        settings = self._settings
        best = meaning.max(axis=1, keepdims=True, initial=-1)
        near = meaning >= best - np.float32(settings.margin)
        opinion = np.zeros(meaning.shape, dtype=np.int8)
        opinion[meaning >= np.float32(settings.plausible)] = _PLAUSIBLE
        opinion[near & (meaning >= np.float32(settings.certain - settings.margin))] = _LIKELY
        opinion[near & (meaning >= np.float32(settings.certain))] = _CERTAIN
        return opinion

    def _similarities(self, texts: Sequence[str], vectors: Floats) -> tuple[Floats, Floats]:
        """Of meaning and of spelling, each (n_segments, n_themes); -1 for headings."""
        import numpy as np

        meaning = np.full((len(texts), self._count), -1, dtype=np.float32)
        characters = meaning.copy()
        if self._spelling is not None and len(texts):
            meaning[:, self.coded] = self._meaning(vectors)
            characters[:, self.coded] = self._spelling.likeness(texts)
        return meaning, characters

    def _meaning(self, vectors: Floats) -> Floats:
        """Cosines with the prototypes, both less the middle of the themes, (n_segments, n_themes)."""
        if vectors.shape[1] != len(self._middle):
            raise TextmineError(
                f"The embeddings have {vectors.shape[1]} dimensions.",
                expected=f"{len(self._middle)}, as the encoder {self._settings.encoder!r} makes them",
                hint="name one encoder for embed and themes",
            )
        return product(unit(vectors - self._middle), self._prototypes)


def is_heading(theme: Theme, themes: Sequence[Theme]) -> bool:
    """Whether a theme only groups others: it has some below it and nothing of its own to be known by."""
    return not (theme.keywords or theme.include or theme.examples) and any(each.parent == theme.id for each in themes)


def _sentences(theme: Theme) -> list[str]:
    return [text for text in (theme.label, theme.definition, *theme.include, *theme.examples) if text]


def _all_text(theme: Theme) -> str:
    return " ".join([*_sentences(theme), *(keyword.replace("*", "") for keyword in theme.keywords)])


def _prototypes(themes: Sequence[Theme], encoder: str) -> tuple[Floats, Floats]:
    """The middle of the themes, (dimensions,), and the prototype of each, (n_themes, dimensions).

    A prototype is the mean vector of the label, the definition, what to include and the examples,
    less the middle: what all themes have in common, the subject of the survey, tells none of them.
    One theme alone has nothing in common with others; hence the factor 1 - 1/n.
    """
    import numpy as np

    model = load_encoder(encoder)
    if not themes:
        return np.zeros(model.dimensions, dtype=np.float32), np.zeros((0, model.dimensions), dtype=np.float32)
    means = unit(np.stack([found.mean(axis=0) for found in encoded(model, map(_sentences, themes))]))
    middle = means.mean(axis=0) * np.float32(1 - 1 / len(themes))
    return middle, unit(means - middle)


def _yes(vote: object) -> str:
    return "yes" if vote else "no"


def _decision(votes: dict[str, str]) -> str:
    """What people say; else no for a veto; else yes from three points, review from two.

    Keywords are worth two points, characters and likelihood one each, meaning one to three. Without any
    point of meaning it is review at most, because characters see the same words as keywords do.
    """
    if "person" in votes:
        return votes["person"]
    if votes["keywords"] == "veto":
        return "no"
    meaning = _OPINIONS.index(votes["meaning"])
    words, letters, likely = (votes[voter] == "yes" for voter in ("keywords", "characters", "likely"))
    points = 2 * words + letters + likely + meaning
    if points >= _POINTS_YES and meaning:
        return "yes"
    return "review" if points >= _POINTS_REVIEW else "no"
