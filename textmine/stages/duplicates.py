"""comments, texts -> duplicates.

Comments that say what another one says: in the same words (exact), by one longer text of which a few
words were changed (template, as campaigns hand out), or by pointing to it ("see above"). Nobody is
left out of a count for it: two people who both write "lack of staff" both count. Reports can show
both numbers.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["duplicates"]

_FEWEST_WORDS = 10  # of a template; two people write shorter texts alike by chance
# Share of the pairs of neighbouring words that two texts have in common: ten words of which two
# neighbours were changed, or twenty of which three. Source: the resemblance of Broder (1997), On the
# resemblance and containment of documents, doi:10.1109/SEQUEN.1997.666900, with shingles of two words.
_ALIKE = 0.5
# 21 bands of 3 minima each: of texts that are just alike enough 94 of 100 are looked at, of those with
# seven of ten pairs in common all but 1 in 5,000. Source: Leskovec, Rajaraman, Ullman, Mining of
# Massive Datasets, 3.4.2: 1 - (1 - s^3)^21.
_BANDS, _ROWS = 21, 3
_SEED = 1
_WORD = re.compile(r"\w+")


def duplicates(comments: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Group the comments that say what another one says.

    Args:
        comments: The columns comment_id, respondent_id and question_id of the table `comments`; the
            comments of a respondent one after another, in the order of the questionnaire.
        texts: The columns comment_id, text, status, refers and key of the table `texts`, in the same
            order.

    Returns:
        The table `duplicates`: a row for each comment that shares its words or its template with
        another respondent's, with the number of distinct respondents in its group, and one for each
        that points to an answer of the same respondent that can be told.
    """
    import pandas as pd

    template = _templates(texts)
    said = comments[["comment_id", "respondent_id"]].assign(
        key=[template.get(key, key) for key in texts["key"].tolist()],
        kind=["template" if key in template else "exact" for key in texts["key"].tolist()],
    )
    said = said[said["key"] != ""]
    groups = said.groupby("key", sort=False)
    said = said.assign(
        group_id=groups["comment_id"].transform("first"),
        size=groups["respondent_id"].transform("nunique"),
    )
    pointing = pd.DataFrame(_pointing(comments, texts), columns=["comment_id", "group_id", "kind", "size"])
    found = pd.concat([said.loc[said["size"] > 1, list(pointing)], pointing], ignore_index=True)
    order = pd.Series(range(len(comments)), index=comments["comment_id"])
    return tables.typed("duplicates", found.sort_values("comment_id", key=lambda ids: ids.map(order), kind="stable"))


def _templates(texts: pd.DataFrame) -> dict[str, str]:
    """The key of each longer text that others resemble -> the key of the first text of its group."""
    distinct = texts.loc[texts["key"] != "", ["key", "text"]].drop_duplicates("key")
    rows = zip(distinct["key"].tolist(), distinct["text"].tolist(), strict=True)
    keys: list[str] = []

    def longer() -> Iterator[list[str]]:
        for key, text in rows:
            words = _WORD.findall(text.casefold())
            if len(words) >= _FEWEST_WORDS:
                keys.append(key)
                yield words

    pairs = _Pairs(longer())
    if len(keys) < 2:  # noqa: PLR2004  one text resembles none
        return {}
    first: dict[int, int] = {}
    for earlier, later in _candidates(pairs):
        root = first.get(earlier, earlier)
        if later not in first and _are_alike(pairs.of(root), pairs.of(later)):
            first[later] = root
    members = {**first, **{root: root for root in first.values()}}
    return {keys[place]: keys[root] for place, root in members.items()}


class _Pairs:
    """The pairs of neighbouring words of texts of at least two words, as numbers one behind the other.

    Attributes:
        starts: Where those of each text begin, (n_texts,).
        hashes: The hash of each pair, (n_pairs,): the same in every run.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        import numpy as np

        number: dict[str, int] = {}
        numbers, sizes = array("q"), array("q")  # at once: the words of a million texts are gigabytes
        for text in texts:
            numbers.extend(number.setdefault(word, len(number)) for word in text)
            sizes.append(len(text))
        words, ends = np.array(numbers), np.cumsum(sizes, dtype=np.int64)
        begins = np.delete(np.arange(len(words)), ends - 1)  # the last word of a text begins none
        digests = b"".join(hashlib.sha1(word.encode(), usedforsecurity=False).digest()[:4] for word in number)
        of_words = np.frombuffer(digests, dtype="<u4").astype(np.uint32)
        # The finalizer of MurmurHash3 mixes the two.
        hashes = of_words[words[begins]] * np.uint32(0x9E3779B1) + of_words[words[begins + 1]]
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(factor)
        self.hashes = hashes ^ (hashes >> np.uint32(16))
        self.starts = np.concatenate([[0], ends[:-1] - np.arange(1, len(ends))])
        self._codes = words[begins] * len(number) + words[begins + 1]

    def of(self, place: int) -> set[int]:
        """The pairs of a text."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else None
        return set(self._codes[self.starts[place] : end].tolist())


def _candidates(pairs: _Pairs) -> Iterator[tuple[int, int]]:
    """Pairs of places of texts that may be alike, the earlier first, in the order of the later.

    Each text is paired with the first one that has the same minima in a band, so that their number
    grows with that of the texts, also where all are alike.
    """
    import numpy as np

    # Permutations of the 32-bit numbers, h -> a h + b with odd a.
    draw = np.random.RandomState(_SEED)
    factors = draw.randint(0, 1 << 31, _BANDS * _ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    summands = draw.randint(0, 1 << 32, _BANDS * _ROWS, dtype=np.uint32)
    weights = np.random.default_rng(_SEED).integers(1, 2**63, _ROWS, dtype=np.uint64)  # makes one number of a band
    texts = len(pairs.starts)
    found = []
    for band in range(_BANDS):
        rows = slice(band * _ROWS, (band + 1) * _ROWS)
        minima = [
            np.minimum.reduceat(pairs.hashes * factor + summand, pairs.starts)
            for factor, summand in zip(factors[rows], summands[rows], strict=True)
        ]
        _, firsts, of = np.unique(np.stack(minima, axis=1) @ weights, return_index=True, return_inverse=True)
        earlier = firsts[of]
        later = np.flatnonzero(earlier != np.arange(texts))
        found.append(later * texts + earlier[later])  # one number for two texts, in the order of the later
    later, earlier = np.divmod(np.unique(np.concatenate(found)), texts)
    return zip(earlier.tolist(), later.tolist(), strict=True)


def _are_alike(first: set[int], second: set[int]) -> bool:
    shared = len(first & second)
    return shared >= _ALIKE * (len(first) + len(second) - shared)


def _pointing(comments: pd.DataFrame, texts: pd.DataFrame) -> Iterator[tuple[str, str, str, int]]:
    """Each comment that points to an answer of the same respondent, with that answer.

    "Above" is the nearest answer before it that says something, "below" the nearest after it; a
    question is told by its number or code where the respondent has one answer to it.
    """
    of_comments = (comments[name].tolist() for name in ("respondent_id", "comment_id", "question_id"))
    rows = zip(*of_comments, texts["status"].tolist(), texts["refers"].tolist(), strict=True)
    for _, group in itertools.groupby(rows, key=lambda row: row[0]):
        answers = list(group)
        for place, (_, comment_id, _, status, refers) in enumerate(answers):
            target = _target(answers, place, refers) if status == "see_other" else ""
            if target:
                yield comment_id, target, "refers", 1


def _target(answers: Sequence[tuple[str, ...]], place: int, refers: str) -> str:
    if refers.startswith("#"):
        number = refers[1:].lstrip("qfp").lstrip("0")
        found = [c for _, c, question, status, _ in answers if status == "ok" and _number(question) == number]
        return found[0] if len(found) == 1 else ""
    near = {"above": answers[:place][::-1], "below": answers[place + 1 :]}.get(refers, [])
    return next((comment_id for _, comment_id, _, status, _ in near if status == "ok"), "")


def _number(question: str) -> str:
    """The number in the code of a question: 3 of "Q3", "G2Q03" or "3"."""
    found = re.search(r"(?:^|q)0*(\d+[a-z]?)$", question.casefold())
    return found.group(1) if found else ""
