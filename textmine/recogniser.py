"""Texts -> the names in them: spaCy's English recogniser, computed in numpy over all texts at once.

The network is that of spaCy (`spacy.TransitionBasedParser.v2` over `spacy.MaxoutWindowEncoder.v2`), its weights
those of the file: a word is embedded by the hashes of its features, four layers look at one neighbour on each side,
and what a word does in a name is decided from left to right. spaCy goes word by word through that last step. But
outside a name the choice hangs on the word alone, so that here all words choose together what would begin there; then
all the names that may begin grow together, and those are kept that none from further left runs into. The names are
the same.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import srsly
from numpy.typing import NDArray

from textmine.english_words import Tokenizer
from textmine.vectors import product

__all__ = ["Entity", "Recogniser"]

Floats = NDArray[np.float32]

_REACH = 4  # layers: so far a word sees, and so many empty words stand between two texts
_BLOCK = 2048  # words of one round of the layers, which fit in the cache
_AT_ONCE = 32768  # words of one round of texts: bounds the memory to about 100 MB
_BEGIN, _INSIDE, _LAST, _UNIT, _OUTSIDE = 1, 2, 3, 4, 5  # what a word does, as spaCy numbers it
_PIECES = 3  # linear maps of a layer
_FIRST_SEED = 8  # of the hashes of the features


class Entity(NamedTuple):
    """A name: where it stands in its text, and what it names (PERSON, ORG ...)."""

    start: int
    end: int
    label: str


class _Layer(NamedTuple):
    """The greatest of three linear maps, normalised: weights (n_in, _PIECES * n_out), bias, scale and shift."""

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    def __call__(self, rows: Floats) -> Floats:
        return self.greatest(product(rows, self.weights))

    def greatest(self, sums: Floats) -> Floats:
        """What the layer makes of the products with its weights."""
        pieces = (sums + self.bias).reshape(-1, _PIECES, len(self.scale))
        best: Floats = pieces.max(axis=1)
        best -= best.mean(axis=1, keepdims=True)
        best *= (np.square(best).mean(axis=1, keepdims=True) + np.float32(1e-8)) ** np.float32(-0.5)
        best *= self.scale
        best += self.shift
        return best


class Recogniser:
    """The recogniser of a spaCy pipeline.

    Args:
        folder: The folder of the pipeline: what `Tokenizer` reads, `ner/model` and `ner/moves`.
    """

    def __init__(self, folder: Path) -> None:
        self._words = Tokenizer(folder)
        parts: dict[str, list[dict[str, Floats]]] = {}
        model = srsly.read_msgpack(folder / "ner" / "model")
        for node, weights in zip(model["nodes"], model["params"], strict=True):
            parts.setdefault(node["name"], []).append(weights)
        self._tables = [part["E"] for part in parts["hashembed"]]
        self._mix, *self._layers = (
            _Layer(_columns(maxout["W"], 2, 1, 0), maxout["b"].T.ravel(), norm["G"], norm["b"])
            for maxout, norm in zip(parts["maxout"], parts["layernorm"], strict=True)
        )
        upper, state = parts["linear"]
        self._state = _columns(state["W"], 1, 0), state["b"]
        (lower,) = parts["precomputable_affine"]
        # Of a word in a name three words tell: itself, the first of the name, the one before.
        self._lower = _columns(lower["W"], 3, 0, 2, 1)
        self._nobody = lower["pad"][0].transpose(0, 2, 1).reshape(len(lower["W"]), -1)
        self._bias = lower["b"].T.ravel()
        moves = [
            (int(move), label)
            for move, labels in sorted(json.loads(srsly.read_msgpack(folder / "ner" / "moves")["moves"]).items())
            for _, label in sorted(((often, label) for label, often in labels.items()), reverse=True)
        ]
        self._labels = [label for move, label in moves if move == _BEGIN]
        self._to_begin, self._to_go_on, self._to_end = (
            (upper["W"][rows], upper["b"][rows])
            for rows in (
                [moves.index((move, label)) for move in (_BEGIN, _UNIT) for label in self._labels]
                + [moves.index((_OUTSIDE, ""))],
                [moves.index((_INSIDE, label)) for label in self._labels],
                [moves.index((_LAST, label)) for label in self._labels],
            )
        )

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The names in each text, from left to right without overlap."""
        words = self._words(texts)
        embedded = self._embedded(self._words.features(words.forms))
        # The first layer sees few different words: each is multiplied once.
        multiplied = [product(embedded, weights) for weights in np.split(self._layers[0].weights, 3)]
        blank = np.array([form.text.isspace() for form in words.forms], bool)[words.of]
        lengths = np.array([len(form.text) for form in words.forms], np.int64)[words.of]
        text = np.repeat(np.arange(len(texts)), words.counts)
        found: list[list[Entity]] = [[] for _ in texts]
        for first, end in _rounds(words.counts):
            here = slice(first, end)
            is_last = np.append(text[here][1:] != text[here][:-1], True)
            seen = self._seen(embedded, multiplied, words.of[here], text[here] - text[first])
            for begin, last, label in self._names(seen, blank[here], is_last):
                start, stop = words.starts[first + begin], words.starts[first + last] + lengths[first + last]
                found[text[first + begin]].append(Entity(int(start), int(stop), label))
        return found

    def _embedded(self, features: NDArray[np.uint64]) -> Floats:
        """A row for each form; before them one of zeros, for the empty words between texts."""
        rows = [
            table[(_four_hashes(column, _FIRST_SEED + i) % np.uint64(len(table))).astype(np.int64)].sum(axis=1)
            for i, (table, column) in enumerate(zip(self._tables, features.T, strict=True))
        ]
        return np.concatenate(
            [np.zeros((1, len(self._mix.scale)), np.float32), self._mix(np.concatenate(rows, axis=1))]
        )

    def _seen(
        self, embedded: Floats, multiplied: Sequence[Floats], of: NDArray[np.int64], text: NDArray[np.int64]
    ) -> Floats:
        """A row for each word, of what it is among its neighbours, (n_words, n_state)."""
        before, itself, behind = multiplied
        places = np.arange(len(of)) + _REACH * (text + 1)
        padded = np.zeros(places[-1] + 1 + _REACH, np.int64)
        padded[places] = of + 1
        blocks = []
        for at in range(0, len(padded) - 2 * _REACH, _BLOCK):
            block = padded[at : at + _BLOCK + 2 * _REACH]
            sums = before[block[:-2]] + itself[block[1:-1]] + behind[block[2:]]
            rows = embedded[block[1:-1]] + self._layers[0].greatest(sums)
            for layer in self._layers[1:]:
                rows = rows[1:-1] + layer(np.concatenate([rows[:-2], rows[1:-1], rows[2:]], axis=1))
            blocks.append(rows)
        weights, bias = self._state
        return product(np.concatenate(blocks)[places - _REACH], weights) + bias

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


def _rounds(counts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The words of the texts in rounds of about _AT_ONCE: first and end."""
    ends = np.cumsum(counts)
    cuts = np.flatnonzero(np.diff((ends - counts) // _AT_ONCE))
    borders = [0, *ends[cuts].tolist(), int(ends[-1]) if len(ends) else 0]
    return ((first, end) for first, end in itertools.pairwise(borders) if first < end)


def _four_hashes(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """The hash MurmurHash3_x64_128 (Austin Appleby) of each number as four numbers of 32 bits, (n, 4)."""
    shifts = np.uint64(31), np.uint64(33), np.uint64(32)
    one = keys * np.uint64(0x87C37B91114253D5)
    one = ((one << shifts[0]) | (one >> shifts[1])) * np.uint64(0x4CF5AD432745937F)
    two = np.full_like(keys, seed ^ 8)
    one = (one ^ two) + two
    two = two + one
    one, two = _mixed(one), _mixed(two)
    one = one + two
    two = two + one
    low = np.uint64(0xFFFFFFFF)
    return np.stack([one & low, one >> shifts[2], two & low, two >> shifts[2]], axis=1)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(factor)
    return numbers ^ (numbers >> np.uint64(33))
