"""Texts -> the words that spaCy's English tokenizer cuts them into, with the features its recogniser reads.

The rules are those of spaCy (https://spacy.io/usage/linguistic-features#how-tokenizer-works): what stands between
blanks is a word of the exceptions, or loses what its patterns find at its start and end one by one, and is cut at its
infixes. Here each of these chunks is cut once, in whatever texts it stands.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import srsly

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Form", "Tokenizer", "Words", "murmur_hashes"]

# A stretch without blanks and a blank behind it, or other blanks, which are words of their own.
_CHUNK = re.compile(r"\S+ ?|\s+")
_ORTH, _NORM = 65, 67  # spaCy's numbers of a word's letters and of its normal form
_SUFFIX = 3  # letters
_MOST_WORDS = 16  # of an exception
_LONG = 100  # letters of a word without a shape
_REPEATED = re.compile(r"(.)\1{4,}", re.DOTALL)  # signs of one kind in a row, of which a shape shows four
_MULTIPLIER, _SHIFT, _SEED = np.uint64(0xC6A4A7935BD1E995), np.uint64(47), np.uint64(1)  # of MurmurHash


class Form(NamedTuple):
    """A word as it is written, and its normal form where an exception gives one."""

    text: str
    norm: str = ""


class Words(NamedTuple):
    """The words of texts, one behind the other.

    Attributes:
        forms: The different words.
        of: The word at each place, as an index of `forms`, (n_words,).
        starts: Where it begins in its text, (n_words,).
        counts: How many words each text has, (n_texts,).
    """

    forms: list[Form]
    of: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


class Tokenizer:
    """The tokenizer of a spaCy pipeline.

    Args:
        folder: The folder of the pipeline: `tokenizer`, `vocab/lookups.bin` and `vocab/words.json`.
    """

    def __init__(self, folder: Path) -> None:
        rules = srsly.read_msgpack(folder / "tokenizer")
        self._prefix, self._suffix = (re.compile(rules[f"{side}_search"]).search for side in ("prefix", "suffix"))
        self._infixes, self._is_url = re.compile(rules["infix_finditer"]).finditer, re.compile(rules["url_match"]).match
        self._rules = {
            chunk: tuple(Form(form[_ORTH], form.get(_NORM, "")) for form in forms)
            for chunk, forms in rules["exceptions"].items()
        }
        words = json.loads((folder / "vocab" / "words.json").read_text(encoding="utf-8"))
        self._symbols: dict[str, int] = words["symbols"]
        self._norms: dict[str, str] = words["norms"]
        self._norms_by_hash: dict[int, str] = srsly.read_msgpack(folder / "vocab" / "lookups.bin")["lexeme_norm"]

    def __call__(self, texts: Sequence[str]) -> Words:
        """The words of texts."""
        chunks = [_CHUNK.findall(text) for text in texts]
        every = [chunk for some in chunks for chunk in some]
        distinct = {chunk: at for at, chunk in enumerate(dict.fromkeys(every))}
        cut = [self._cut(chunk) for chunk in distinct]
        forms = {form: at for at, form in enumerate(dict.fromkeys(form for some in cut for form in some))}
        # The words of the different chunks, one behind the other; then those of all chunks.
        which = _integers(map(distinct.__getitem__, every))
        sizes = _integers(map(len, cut))
        word = np.repeat((np.cumsum(sizes) - sizes)[which], sizes[which]) + _ranges(sizes[which])
        of = _integers(forms[form] for some in cut for form in some)[word]
        offsets = _integers(at for some in cut for at in accumulate((len(f.text) for f in some[:-1]), initial=0))
        # Where each chunk begins in its text, and how many words each text has.
        text = np.repeat(np.arange(len(texts)), _integers(map(len, chunks)))
        begins = _ends(map(len, every))[:-1] - _ends(map(len, texts))[text]
        counts = np.bincount(text, sizes[which], len(texts)).astype(np.int64)
        words = Words(list(forms), of, np.repeat(begins, sizes[which]) + offsets[word], counts)
        return self._with_exceptions(texts, words)

    def features(self, forms: Sequence[Form]) -> NDArray[np.uint64]:
        """The features of words, (n_forms, 4): hashes of normal form, first letter, last three letters and shape."""
        texts = [form.text for form in forms]
        by_hash = map(self._norms_by_hash.get, self._numbers(texts).tolist())
        norms = [
            form.norm or found or self._norms.get(form.text) or form.text.lower()
            for form, found in zip(forms, by_hash, strict=True)
        ]
        parts = (norms, [text[0] for text in texts], [text[-_SUFFIX:] for text in texts], list(map(_shape, texts)))
        return np.stack([self._numbers(part) for part in parts], axis=1)

    def _cut(self, chunk: str) -> tuple[Form, ...]:
        """The words of a chunk; the blank behind it is none."""
        chunk = chunk if chunk[0].isspace() else chunk.removesuffix(" ")
        return self._rules.get(chunk) or tuple(self._parts(chunk, self._rules))

    def _parts(self, chunk: str, rules: dict[str, tuple[Form, ...]]) -> Iterator[Form]:
        """The words of a chunk: what the patterns find at its start, the rest, what they find at its end."""
        first: list[str] = []
        last: list[str] = []
        rest = chunk
        while rest and rest not in rules:
            prefix = _length(self._prefix(rest))
            suffix = _length(self._suffix(rest[prefix:]))
            if rest[prefix:] in rules:
                suffix = 0
            elif rest[: len(rest) - suffix] in rules:
                prefix = 0
            if not prefix and not suffix:
                break
            if prefix:
                first.append(rest[:prefix])
            if suffix:
                last.append(rest[len(rest) - suffix :])
            rest = rest[prefix : len(rest) - suffix]
        yield from map(Form, first)
        if rest in rules:
            yield from rules[rest]
        elif rest:
            yield from map(Form, (rest,) if self._is_url(rest) else self._between_infixes(rest))
        yield from map(Form, reversed(last))

    def _between_infixes(self, text: str) -> Iterator[str]:
        """A text cut at its infixes ("dyn-o-mite"), but not at one that it begins with."""
        after = 0
        for match in self._infixes(text):
            start, end = match.span()
            if start == 0:
                continue
            if start != after:
                yield text[after:start]
            if start != end:
                yield text[start:end]
            after = end
        if after < len(text):
            yield text[after:]

    @functools.cached_property
    def _cut_elsewhere(self) -> dict[str, set[tuple[str, ...]]]:
        """The exceptions that the patterns would cut, so that one may stand within a longer chunk, by first word."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for chunk in self._rules:
            if self._prefix(chunk) or self._suffix(chunk) or next(self._infixes(chunk), None):
                texts = tuple(form.text for form in self._parts(chunk, {}))
                found.setdefault(texts[0], set()).add(texts)
        return found

    def _with_exceptions(self, texts: Sequence[str], words: Words) -> Words:
        """The words with the exceptions that stand within chunks ("well-I'm"): the longest, of equals the first."""
        may_begin = np.fromiter((form.text in self._cut_elsewhere for form in words.forms), bool, len(words.forms))
        ends = np.cumsum(words.counts)
        found: list[tuple[int, int]] = []
        for place in np.flatnonzero(may_begin[words.of]).tolist():
            behind = [words.forms[of].text for of in words.of[place : place + _MOST_WORDS].tolist()]
            found += [
                (place, place + len(some))
                for some in self._cut_elsewhere[behind[0]]
                if behind[: len(some)] == list(some)
                and place + len(some) <= ends[np.searchsorted(ends, place, "right")]
            ]
        seen: set[int] = set()
        chosen: list[tuple[int, int, tuple[Form, ...]]] = []
        for first, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            text = texts[int(np.searchsorted(ends, first, "right"))]
            last = words.starts[end - 1] + len(words.forms[words.of[end - 1]].text)
            exception = self._rules.get(text[words.starts[first] : last])
            if exception and first not in seen and end - 1 not in seen:
                chosen.append((first, end, exception))
            seen.update(range(first, end))
        return _replaced(words, sorted(chosen)) if chosen else words

    def _numbers(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        """The numbers that spaCy gives to texts: those of its symbols, of all others a hash."""
        distinct = list(dict.fromkeys(texts))
        numbers = dict(zip(distinct, murmur_hashes(distinct).tolist(), strict=True)) | self._symbols
        return np.fromiter(map(numbers.__getitem__, texts), np.uint64, len(texts))


def _replaced(words: Words, instead: Sequence[tuple[int, int, tuple[Form, ...]]]) -> Words:
    """The words with others in the place of some: from where, to where, which."""
    forms = {form: at for at, form in enumerate(words.forms)}
    of, starts, counts = [], [], words.counts.copy()
    ends = np.cumsum(words.counts)
    after = 0
    for first, end, exception in instead:
        of += [words.of[after:first], _integers(forms.setdefault(form, len(forms)) for form in exception)]
        starts += [words.starts[after:first], words.starts[first] + _ends(len(form.text) for form in exception)[:-1]]
        counts[np.searchsorted(ends, first, "right")] += len(exception) - (end - first)
        after = end
    of.append(words.of[after:])
    starts.append(words.starts[after:])
    return Words(list(forms), np.concatenate(of), np.concatenate(starts), counts)


def _integers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), np.int64)


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where each of stretches with these lengths begins, and where the last ends."""
    return np.cumsum([0, *lengths])


def _ranges(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, ... for each size."""
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _length(match: re.Match[str] | None) -> int:
    return match.end() - match.start() if match else 0


def _shape(text: str) -> str:
    """The kinds of the signs of a word: "Xxxxx" for "Brightwood", "dddd" for "2026"."""
    if len(text) >= _LONG:
        return "LONG"
    kinds = "".join(("X" if c.isupper() else "x") if c.isalpha() else "d" if c.isdigit() else c for c in text)
    return _REPEATED.sub(r"\1\1\1\1", kinds)


def murmur_hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    """The hash MurmurHash64A (Austin Appleby, seed 1) of each text in UTF-8, by which spaCy knows it, (n_texts,)."""
    coded = [text.encode("utf-8", "surrogatepass") for text in texts]
    lengths = _integers(map(len, coded))
    hashes = _SEED ^ (lengths.astype(np.uint64) * _MULTIPLIER)
    for size in np.unique(lengths // 8).tolist():
        these = np.flatnonzero(lengths // 8 == size)
        block = b"".join(coded[i].ljust(8 * size + 8, b"\0") for i in these)
        words = np.frombuffer(block, "<u8").reshape(len(these), size + 1)
        some = hashes[these]
        for column in range(size):
            key = words[:, column] * _MULTIPLIER
            some = (some ^ ((key ^ (key >> _SHIFT)) * _MULTIPLIER)) * _MULTIPLIER
        some = np.where(lengths[these] % 8 > 0, (some ^ words[:, size]) * _MULTIPLIER, some)
        some = (some ^ (some >> _SHIFT)) * _MULTIPLIER
        hashes[these] = some ^ (some >> _SHIFT)
    return hashes
