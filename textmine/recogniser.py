"""Texts -> the names in them, by the recogniser of a spaCy pipeline, all words of many texts at a time.

Words, their features and the layers that look at them are spaCy's. Its parser then goes word by word: what a word does
in a name hangs on where the name began. But outside a name the choice hangs on the word alone, so that here all words
choose together what would begin there; then all the names that may begin grow together, and those are kept that none
from further left runs into. The names are the same, in a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.vectors import product

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Entity", "Recogniser"]

Floats = NDArray[np.float32]

_AT_ONCE, _CHARACTERS = 1000, 200_000  # texts, and characters of them unless one has more: bounds the memory


class Entity(NamedTuple):
    """A name: where it stands in its text, and what it names (PERSON, ORG ...)."""

    start: int
    end: int
    label: str


class Recogniser:
    """The recogniser of a pipeline.

    Args:
        nlp: A pipeline with the component `ner`, a `spacy.TransitionBasedParser.v2` with layers of its own.
    """

    def __init__(self, nlp: Language) -> None:
        from thinc.api import NumpyOps

        self._make_doc = nlp.make_doc
        ner: Any = nlp.get_pipe("ner")
        model = ner.model
        for node in model.walk():
            node.ops = NumpyOps(use_blis=False)  # numpy's matrix product takes a fifth of the time of BLIS's
        self._words = model.get_ref("tok2vec")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        # Of a word in a name three words tell: itself, the first of the name, the one before. (3, n_out, 2, n_in)
        self._lower = _columns(lower.get_param("W"), 3, 0, 2, 1)
        self._nobody = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(len(lower.get_param("W")), -1)
        self._bias = lower.get_param("b").T.ravel()
        # "B-ORG": what a word does, and in which name
        moves = [ner.moves.get_class_name(number).partition("-") for number in range(ner.moves.n_moves)]
        self._labels = [label for move, _, label in moves if move == "B"]
        self._to_begin, self._to_go_on, self._to_end = (
            (upper.get_param("W")[rows], upper.get_param("b")[rows])
            for rows in (
                [moves.index((move, "-", label)) for move in "BU" for label in self._labels]
                + [moves.index(("O", "", ""))],
                [moves.index(("I", "-", label)) for label in self._labels],
                [moves.index(("L", "-", label)) for label in self._labels],
            )
        )

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The names in each text, from left to right without overlap."""
        found: list[list[Entity]] = []
        start = held = 0
        for place, text in enumerate(texts):
            if place - start == _AT_ONCE or (place > start and held + len(text) > _CHARACTERS):
                found += self._entities(texts[start:place])
                start, held = place, 0
            held += len(text)
        return found + self._entities(texts[start:])

    def _entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        docs = [self._make_doc(text) for text in texts]
        found: list[list[Entity]] = [[] for _ in texts]
        text = np.repeat(np.arange(len(docs)), [len(doc) for doc in docs])
        if not len(text):
            return found
        words = [word for doc in docs for word in doc]
        blank = np.fromiter((word.is_space for word in words), bool, len(words))
        is_last = np.append(text[1:] != text[:-1], True)
        seen = self._words.predict(docs)
        for begin, last, label in self._names(seen, blank, is_last):
            end = words[last].idx + len(words[last])
            found[text[begin]].append(Entity(words[begin].idx, end, label))
        return found

    def _names(
        self, seen: Floats, blank: NDArray[np.bool_], is_last: NDArray[np.bool_]
    ) -> Iterator[tuple[int, int, str]]:
        """The first and last word and the label of each name, from left to right."""
        of_word, of_first, of_before = np.split(product(seen, self._lower), len(self._nobody), axis=1)
        weights, bias = self._to_begin
        begins = product(self._hidden(of_word + self._nobody[1] + self._nobody[2]), weights.T) + bias
        n_labels = len(self._labels)
        begins[is_last, :n_labels] = -np.inf
        begins[blank, :-1] = -np.inf
        choice = begins.argmax(axis=1)
        label = choice % n_labels
        # The last word of the name that begins at each word, -1 for none.
        ends = np.where(choice < 2 * n_labels, np.arange(len(seen)), -1)
        first = np.flatnonzero(choice < n_labels)
        at = first + 1
        while len(first):
            state = self._hidden(of_word[at] + of_first[first] + of_before[at - 1])
            go_on, end = (
                np.einsum("ij,ij->i", state, weights[label[first]]) + bias[label[first]]
                for weights, bias in (self._to_go_on, self._to_end)
            )
            ended = is_last[at] | (end > go_on)
            ends[first[ended]] = at[ended]
            first, at = first[~ended], at[~ended] + 1
        after = 0
        for start in np.flatnonzero(ends >= 0).tolist():
            if start >= after:
                yield start, int(ends[start]), self._labels[label[start]]
                after = ends[start] + 1

    def _hidden(self, sums: Floats) -> Floats:
        """What a state is to the scores: the greater of two sums for each of its features."""
        one, other = np.split(sums + self._bias, 2, axis=1)
        greater: Floats = np.maximum(one, other)
        return greater


def _columns(weights: Floats, *axes: int) -> Floats:
    """Weights (..., n_in) in another order of their axes, as a matrix (n_in, n_out)."""
    matrix: Floats = np.ascontiguousarray(weights.transpose(axes).reshape(weights.shape[-1], -1))
    return matrix
