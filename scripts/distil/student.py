"""The static encoder, trained: a table of words and pieces, and the network over their sum.

First the table alone, text by text, so that the sum points where the Universal Sentence Encoder has
the English wording; then table and network together, batch by batch. Steps of the table are those of
Adagrad with one accumulator a row (Duchi et al. 2011), those of the network Adam's (Kingma and Ba 2015).
Needs numba, which textmine does not.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from textmine.static_encoder import pieces, words

__all__ = ["Corpus", "corpus_of", "packed", "trained"]

Array = NDArray[Any]

WIDTH = 256  # of a row: 95 % of the length of the vectors of the teacher lie in so many directions
HIDDEN = 512
FEWEST = 8  # times that a word comes up to have a row
PIECES = 80_000
COMMON = 1000  # a word that comes up more often teaches its own row alone
# Share of words whose row is left out of a step, so that their pieces learn; less where the network
# learns, which sees whole texts later.
DROPPED, DROPPED_LATER = 0.3, 0.05
LONGEST = 80  # words read of one text in training
SHORT = 3  # words; of texts so short the network sees one in SHARE
SHARE = 6
ALONE, TOGETHER = 3, 3  # epochs
BATCH = 256
# Languages with few texts are seen more often.
OFTEN = {"mt": 8, "ga": 3, "lv": 2, "et": 2, "ro": 2}


class Corpus(NamedTuple):
    """Texts as numbers.

    Attributes:
        vocabulary: The distinct words.
        words: Numbers of the words of all texts in a row.
        starts: Where each text begins in `words`, and at last where the last one ends.
        targets: For each text the row of its target.
        languages: For each text its language.
    """

    vocabulary: list[str]
    words: Array
    starts: Array
    targets: Array
    languages: Array


def corpus_of(texts: list[tuple[str, int, str]]) -> Corpus:
    """The corpus of `(language, row of the target, text)`."""
    number: dict[str, int] = {}
    flat: list[int] = []
    starts = [0]
    for _, _, text in texts:
        flat += [number.setdefault(word, len(number)) for word in words(text)[:LONGEST]]
        starts.append(len(flat))
    languages = np.array([language for language, _, _ in texts])
    targets = np.array([target for _, target, _ in texts])
    return Corpus(list(number), np.array(flat), np.array(starts), targets, languages)


class Features(NamedTuple):
    """Rows of the table for every word of the corpus: its own, or -1, and those of its pieces."""

    own: Array
    piece_starts: Array
    piece_rows: Array
    kept: list[str]
    pieces: list[str]


def _features(corpus: Corpus, counted: Array) -> Features:
    """Which words and pieces get a row.

    Args:
        corpus: The corpus.
        counted: How often each word comes up in the languages that are taught.
    """
    frequent = np.flatnonzero(counted >= FEWEST)
    own = np.full(len(corpus.vocabulary), -1)
    own[frequent] = np.arange(len(frequent))
    found = Counter[str]()
    for word, count in zip(corpus.vocabulary, counted, strict=True):
        if count > 1:
            found.update(set(pieces(word)))
    chosen = [piece for piece, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:PIECES]]
    row = {piece: len(frequent) + number for number, piece in enumerate(chosen)}
    starts, rows = [0], list[int]()
    for word, count in zip(corpus.vocabulary, counted, strict=True):
        if count <= COMMON:
            rows += [row[piece] for piece in pieces(word) if piece in row]
        starts.append(len(rows))
    kept = [corpus.vocabulary[number] for number in frequent]
    return Features(own, np.array(starts), np.array(rows), kept, chosen)


@njit(fastmath=True)
def _rows_of(text, words, starts, own, piece_starts, piece_rows, dropped, rows, weights):  # type: ignore[no-untyped-def]
    """Write the rows of a text and their weights into `rows` and `weights`; how many they are."""
    count = 0
    for place in range(starts[text], starts[text + 1]):
        word = words[place]
        first, last = piece_starts[word], piece_starts[word + 1]
        if own[word] >= 0 and (first == last or np.random.random() >= dropped):
            rows[count], weights[count] = own[word], 1.0
            count += 1
        if last > first and count + last - first < len(rows) - 1:
            for piece in range(first, last):
                rows[count], weights[count] = piece_rows[piece], 1.0 / np.sqrt(last - first)
                count += 1
    return count


@njit(fastmath=True)
def _alone(table, seen, order, words, starts, own, piece_starts, piece_rows, targets, goals, rate, seed):  # type: ignore[no-untyped-def]
    """One epoch of the table alone; the mean cosine with the goals."""
    np.random.seed(seed)
    rows, weights = np.zeros(6000, np.int64), np.zeros(6000, np.float32)
    width = table.shape[1]
    total = np.zeros(width, np.float32)
    step = np.zeros(width, np.float32)
    cosines = 0.0
    for text in order:
        count = _rows_of(text, words, starts, own, piece_starts, piece_rows, DROPPED, rows, weights)
        total[:] = 0
        for i in range(count):
            for d in range(width):
                total[d] += weights[i] * table[rows[i], d]
        goal = goals[targets[text]]
        square, dot = np.float32(1e-6), np.float32(0)
        for d in range(width):
            square += total[d] * total[d]
            dot += total[d] * goal[d]
        length = np.sqrt(square)
        cosines += dot / length
        energy = np.float32(0)
        for d in range(width):
            step[d] = (goal[d] - dot / square * total[d]) / max(length, np.float32(0.05))
            energy += step[d] * step[d] / width
        for i in range(count):
            row, weight = rows[i], weights[i]
            seen[row] += weight * weight * energy
            size = rate * weight / np.sqrt(seen[row])
            for d in range(width):
                table[row, d] += size * step[d]
    return cosines / len(order)


@njit(fastmath=True)
def _gathered(table, batch, words, starts, own, piece_starts, piece_rows, sums, rows, weights, counts):  # type: ignore[no-untyped-def]
    """The sums of a batch; the rows and weights of its texts stay in `rows`, `weights` and `counts`."""
    for number, text in enumerate(batch):
        counts[number] = _rows_of(
            text, words, starts, own, piece_starts, piece_rows, DROPPED_LATER, rows[number], weights[number]
        )
        sums[number] = 0
        for i in range(counts[number]):
            for d in range(table.shape[1]):
                sums[number, d] += weights[number, i] * table[rows[number, i], d]


@njit(fastmath=True)
def _scattered(table, seen, steps, rows, weights, counts, rate):  # type: ignore[no-untyped-def]
    """The steps of a batch, added to the rows it was made of."""
    width = table.shape[1]
    for number in range(len(steps)):
        energy = np.float32(0)
        for d in range(width):
            energy += steps[number, d] * steps[number, d] / width
        for i in range(counts[number]):
            row, weight = rows[number, i], weights[number, i]
            seen[row] += weight * weight * energy
            size = rate * weight / np.sqrt(seen[row])
            for d in range(width):
                table[row, d] += size * steps[number, d]


@njit(fastmath=True)
def _routed(route, seen, order, words, starts, own, piece_starts, piece_rows, is_static, rate, seed):  # type: ignore[no-untyped-def]
    """One epoch of logistic regression on one number a row; the mean loss."""
    np.random.seed(seed)
    rows, weights = np.zeros(6000, np.int64), np.zeros(6000, np.float32)
    losses = 0.0
    for text in order:
        count = _rows_of(text, words, starts, own, piece_starts, piece_rows, DROPPED, rows, weights)
        odds = 0.0
        for i in range(count):
            odds += weights[i] * route[rows[i]]
        odds = min(max(odds, -30.0), 30.0)
        wrong = is_static[text] - 1 / (1 + np.exp(-odds))
        losses += np.log1p(np.exp(-odds if is_static[text] else odds))
        for i in range(count):
            row = rows[i]
            slope = weights[i] * wrong - 1e-5 * route[row]
            seen[row] += slope * slope
            route[row] += rate * slope / np.sqrt(seen[row])
    return losses / len(order)


def trained(
    corpus: Corpus, goals: Array, strong: frozenset[str], unseen: frozenset[str], seed: int
) -> dict[str, Array]:
    """The weights of the static encoder but for `basis`, unpacked.

    Args:
        corpus: Texts; those in `unseen` languages teach the choice alone.
        goals: (n_targets, WIDTH), of unit length.
        strong: The languages that the Universal Sentence Encoder knows.
        unseen: Languages whose texts teach nothing but the choice.
        seed: Of the orders.
    """
    draw = np.random.default_rng(seed)
    taught = ~np.isin(corpus.languages, sorted(unseen))
    per_text = np.repeat(taught, np.diff(corpus.starts))
    features = _features(corpus, np.bincount(corpus.words[per_text], minlength=len(corpus.vocabulary)))
    shape = (corpus.words, corpus.starts, features.own, features.piece_starts, features.piece_rows)
    count = len(features.kept) + len(features.pieces)
    table = (draw.normal(size=(count, WIDTH)) * 0.01).astype(np.float32)
    seen = np.full(count, 1e-3, np.float32)
    texts = np.flatnonzero(taught & (np.diff(corpus.starts) > 0))
    often = np.repeat(texts, [OFTEN.get(language, 1) for language in corpus.languages[texts]])
    for epoch in range(ALONE):
        rate = np.float32(0.05 * (1 - epoch / ALONE) + 0.005)
        cosine = _alone(table, seen, draw.permutation(often), *shape, corpus.targets, goals, rate, seed + epoch)
        print(f"table, epoch {epoch}: cosine {cosine:.4f}", flush=True)
    lengths = np.diff(corpus.starts)[often]
    network = _together(
        table, seen, often[(lengths > SHORT) | (draw.random(len(often)) < 1 / SHARE)], shape, corpus, goals, draw
    )
    route, seen = np.zeros(count), np.full(count, 1e-2)
    every = np.flatnonzero(np.diff(corpus.starts) > 0)
    is_static = (~np.isin(corpus.languages, sorted(strong))).astype(np.float64)
    for epoch in range(2):
        loss = _routed(route, seen, draw.permutation(every), *shape, is_static, 0.3 / (epoch + 1), seed + epoch)
        print(f"choice, epoch {epoch}: loss {loss:.4f}", flush=True)
    rows, routes = _folded(table, features), _folded(route[:, None], features)[:, 0]
    kept = len(features.kept)
    return network | {
        "words": np.frombuffer("\n".join(features.kept).encode(), np.uint8),
        "pieces": np.frombuffer("\n".join(features.pieces).encode(), np.uint8),
        "word_rows": rows[:kept], "piece_rows": rows[kept:],
        "word_route": routes[:kept].astype(np.float16), "piece_route": routes[kept:].astype(np.float16),
    }  # fmt: skip


def _together(
    table: Array, seen: Array, texts: Array, shape: Any, corpus: Corpus, goals: Array, draw: Any
) -> dict[str, Array]:
    """Train the network, and the table through it; the table is changed in place."""
    network = {
        "inner": (draw.normal(size=(WIDTH, HIDDEN)) / 8).astype(np.float32),
        "inner_bias": np.zeros(HIDDEN, np.float32),
        "outer": np.zeros((HIDDEN, WIDTH), np.float32),
    }
    first, second = ({name: np.zeros_like(weights) for name, weights in network.items()} for _ in range(2))
    sums = np.zeros((BATCH, WIDTH), np.float32)
    rows, weights = np.zeros((BATCH, 3000), np.int64), np.zeros((BATCH, 3000), np.float32)
    counts = np.zeros(BATCH, np.int64)
    per_epoch = len(texts) // BATCH
    cosines = 0.0
    with threadpool_limits(1):
        for number in range(TOGETHER * per_epoch):
            if number % per_epoch == 0:
                order = draw.permutation(texts)
            batch = order[number % per_epoch * BATCH :][:BATCH]
            _gathered(table, batch, *shape, sums, rows, weights, counts)
            length = np.sqrt(np.square(sums).sum(axis=1, keepdims=True) + 1e-6)
            middle = sums / length
            inner = np.maximum(middle @ network["inner"] + network["inner_bias"], 0)
            outer = middle + inner @ network["outer"]
            size = np.linalg.norm(outer, axis=1, keepdims=True) + 1e-6
            goal = goals[corpus.targets[batch]]
            cosine = (outer * goal).sum(axis=1, keepdims=True) / size
            cosines += float(cosine.mean())
            toward = (goal - cosine * outer / size) / size
            back = (toward @ network["outer"].T) * (inner > 0)
            slopes = {"inner": middle.T @ back, "inner_bias": back.sum(axis=0), "outer": inner.T @ toward}
            left = 1 - number / (TOGETHER * per_epoch)
            for name, summed in slopes.items():
                slope = summed / BATCH
                first[name] += 0.1 * (slope - first[name])
                second[name] += 0.001 * (slope * slope - second[name])
                correction = np.sqrt(1 - 0.999 ** (number + 1)) / (1 - 0.9 ** (number + 1))
                network[name] += np.float32(1.5e-3 * left * correction) * first[name] / (np.sqrt(second[name]) + 1e-8)
            through = toward + back @ network["inner"].T
            steps = (through - (through * middle).sum(axis=1, keepdims=True) * middle) / np.maximum(length, 0.05)
            _scattered(table, seen, steps.astype(np.float32), rows, weights, counts, np.float32(0.04 * left + 0.001))
            if number % per_epoch == per_epoch - 1:
                print(f"with network, epoch {number // per_epoch}: cosine {cosines / per_epoch:.4f}", flush=True)
                cosines = 0.0
    return network


def _folded(table: Array, features: Features) -> Array:
    """The table with the pieces of each word added to its own row, as training adds them."""
    folded = table.copy()
    for word in np.flatnonzero(features.own >= 0):
        first, last = features.piece_starts[word], features.piece_starts[word + 1]
        if last > first:
            own = features.piece_rows[first:last]
            folded[features.own[word]] += table[own].sum(axis=0) / np.sqrt(last - first)
    return folded


def packed(rows: Array) -> tuple[Array, Array]:
    """Rows in 4 bits a number, two in a byte, and the scale of each row, (n_rows,) float16.

    Of seven scales the one with the least squared error is taken.
    """
    top = np.abs(rows).max(axis=1) + 1e-9
    best = np.full(len(rows), np.inf)
    whole = np.zeros(rows.shape, np.uint8)
    scale = np.zeros(len(rows), np.float16)
    for share in np.linspace(0.55, 1, 7):
        tried = (top * share / 7.5).astype(np.float16)
        tried32 = np.maximum(tried.astype(np.float32), 1e-7)[:, None]
        numbers = np.clip(np.round(rows / tried32 + 7.5), 0, 15)
        error = np.square((numbers - 7.5) * tried32 - rows).sum(axis=1)
        better = error < best
        best[better], scale[better] = error[better], tried[better]
        whole[better] = numbers[better].astype(np.uint8)
    return whole[:, 0::2] << 4 | whole[:, 1::2], scale
