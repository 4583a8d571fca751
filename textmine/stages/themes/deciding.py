"""Who decides the codes where it is not the voters: likelihood, or a model that people taught.

A bare theme, of which the codebook says no more than a label and a definition, gives voters little to
go by: it is coded in the comments in which it is likely. Where a comment has one code (`one_code`), its
likeliest theme is coded, whatever is known of it. Where people coded enough, a model decides on all
themes (`learned`), of comments or of segments, whichever people coded. Likelihood and model say how
likely each theme is in a *unit*, a segment or a whole comment; what a comment says is coded in the
segment that says it most.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine.stages.themes import meaning
from textmine.stages.themes.coder import Code, coder
from textmine.stages.themes.learned import Passages, Verdict, decided, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.codebook import Theme
    from textmine.stages.themes.coder import Coder
    from textmine.stages.themes.settings import ThemesSettings

    Floats = NDArray[np.float64]
    Example = tuple[Any, ...]

__all__ = ["Decider", "Judged", "decider"]

# A theme less likely than `_LOWEST` leaves no row of its own. Without a model a theme is coded from `_YES` on, and the
# one theme of a comment from `_SURE` on; from half of that on it is left to people. `_YES` was chosen on the
# development halves of public sets.
_LOWEST, _YES, _SURE = 0.05, 0.35, 0.5
_FLOOR = 1e-4


class Judged(NamedTuple):
    """How likely a segment says a theme, and what is decided on it."""

    score: float
    decision: str


class Decider:
    """Decides codes from how likely each theme is.

    Args:
        coder: The three voters.
        prior: (n_coded,), how common each theme is.
        weights: As `meaning.adapt` makes them, or None.
        settings: Options.
        examples: Rows of the table `examples`.
    """

    def __init__(
        self,
        coder: Coder,
        prior: Floats,
        weights: NDArray[np.float32] | None,
        settings: ThemesSettings,
        examples: Sequence[Mapping[str, object]] = (),
    ) -> None:
        self._coder, self._prior, self._weights = coder, prior, weights
        self._one = settings.one_code
        self._bare = coder.bare(everything=self._one)
        self._by_comment = True
        self.verdict = Verdict(None, "without labels: there are none")
        self._untaught = self
        if examples:
            self._untaught = Decider(coder, prior, weights, settings)
            self._learn(examples)

    def of(self, theme: int) -> str:
        """Who decides on a theme: voters, likelihood, or model."""
        return "model" if self.verdict.model else "likelihood" if theme in self._bare else "voters"

    def decide(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        places: Sequence[tuple[str, str]],
        units: Sequence[int],
        people: Mapping[tuple[int, int], str],
    ) -> Iterator[Code]:
        """The codes of segments, in the order of segments and themes; `votes` say by whom each is decided.

        Where a person or a model of what people coded decides, the vote "machine" is what would have been
        decided without any label, as a correction by a random sample needs it.

        Args:
            texts: The words of each segment.
            vectors: (n_segments, dimensions).
            places: Question and option of each.
            units: A number for the comment of each, those of a comment together.
            people: (segment, theme) -> what people decided.
        """
        judged = self.judge(texts, vectors, places, units)
        untaught = self._untaught.judge(texts, vectors, places, units) if self.verdict.model else judged
        settled = {units[row] for (row, _), word in people.items() if word == "yes"} if self._one else set()
        for code in self._coder.code(texts, vectors, people, {**judged, **untaught}):
            pair, votes = (code.segment, code.theme), code.votes
            veto = votes["keywords"] == "veto"
            voted = Judged(code.score, votes.pop("machine", code.decision))
            found = self._judged(judged, pair, voted, veto=veto or units[code.segment] in settled)
            person = votes.pop("person", "")
            by = "person" if person else self.of(code.theme)
            if by in {"person", "model"}:
                votes["machine"] = self._untaught._judged(untaught, pair, voted, veto=veto).decision  # noqa: SLF001
            votes |= {"person": person, "by": by} if person else {"by": by}
            yield Code(*pair, round(found.score, 4), person or found.decision, votes, code.spans)

    def _judged(
        self, judged: Mapping[tuple[int, int], Judged], pair: tuple[int, int], voted: Judged, *, veto: bool
    ) -> Judged:
        """What is decided on a segment and theme, by the voters or in their place."""
        if self.of(pair[1]) == "voters":
            return voted
        likely = judged.get(pair, Judged(0.0, "no"))
        return likely._replace(decision="no") if veto else likely

    def judge(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        places: Sequence[tuple[str, str]],
        units: Sequence[int],
    ) -> dict[tuple[int, int], Judged]:
        """(segment, theme) -> what is decided, for the themes that are likely at all; {} where the voters decide.

        Args:
            texts: The words of each segment.
            vectors: (n_segments, dimensions).
            places: Question and option of each.
            units: A number for the comment of each, those of a comment together.
        """
        import numpy as np

        deciding = np.array([self.of(theme) != "voters" for theme in self._coder.coded], dtype=np.bool_)
        if not deciding.any() or not texts:
            return {}
        alone = [[row] for row in range(len(texts))]
        own = self._likely(texts, vectors, alone, places)
        units = list(units) if self._by_comment else list(range(len(texts)))
        members: dict[int, list[int]] = defaultdict(list)
        for row, number in enumerate(units):
            members[number].append(row)
        rows = list(members.values())
        whole = own
        if any(len(each) > 1 for each in rows):
            whole = self._likely(texts, vectors, rows, [places[each[0]] for each in rows])
        decisions = np.where(deciding, self._decisions(whole), "")
        found = {}
        numbers, columns = np.nonzero(decisions)
        said = (values[numbers, columns].tolist() for values in (whole, decisions))
        for number, column, score, decision in zip(numbers.tolist(), columns.tolist(), *said, strict=True):
            best = max(rows[number], key=lambda row: (own[row, column], -row)) if rows[number][1:] else rows[number][0]
            found[best, self._coder.coded[column]] = Judged(score, decision)
        return found

    def _decisions(self, likely: Floats) -> NDArray[np.str_]:
        """What is decided on the themes of units, (n_units, n_coded), "" for those that are not likely at all."""
        import numpy as np

        yes = _SURE if self._one else self.verdict.model.threshold if self.verdict.model else _YES
        review = yes / 2
        decisions = np.select([likely >= yes, likely >= review], ["yes", "review"], "no")
        if not self._one:
            return np.where(likely >= min(_LOWEST, review), decisions, "")
        first = np.arange(likely.shape[1]) == likely.argmax(axis=1)[:, None]
        return np.where(first, decisions, np.where(likely >= _LOWEST, "no", ""))

    def _likely(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        rows: Sequence[Sequence[int]],
        places: Sequence[tuple[str, str]],
    ) -> Floats:
        """(n_units, n_coded), of units that are these rows of the segments."""
        if self.verdict.model is None:
            return self._unlabelled(vectors, rows)[1]
        return self.verdict.model.probabilities(self._passages(texts, vectors, rows, places))

    def _unlabelled(
        self, vectors: NDArray[np.float32], rows: Sequence[Sequence[int]]
    ) -> tuple[NDArray[np.float32], Floats]:
        """The mean vectors of units, and how likely each theme is without labels."""
        middle, near = meaning.nearness(self._coder.likeness, vectors, rows)
        likely = meaning.probabilities(near, middle, self._prior, self._weights)
        return middle, meaning.calibrated(likely) if self._one else likely * meaning.known(near)

    def _passages(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        rows: Sequence[Sequence[int]],
        places: Sequence[tuple[str, str]],
    ) -> Passages:
        """Units as passages, with what the machine thinks of them without labels."""
        import numpy as np

        middle, likely = self._unlabelled(vectors, rows)
        joined = [" ".join(texts[row] for row in each) for each in rows]
        similar, words = self._coder.opinions_of(joined, middle)
        evidence = np.stack([np.log(likely + _FLOOR), similar, words], axis=2)
        return Passages(joined, middle, places, evidence)

    def _learn(self, examples: Sequence[Mapping[str, object]]) -> None:
        """Train a model on what people coded, and let it decide where it is better."""
        taught = _taught(examples, self._coder.ids)
        if not taught.rows:
            return
        passages = self._passages(taught.said, taught.vectors, taught.rows, taught.places)
        long = [each for each in taught.rows if len(each) > 1]
        if not self._one:
            self._by_comment = sum(taught.whole[n] for n, each in enumerate(taught.rows) if len(each) > 1) * 2 > len(
                long
            )
        before = self._before(taught)
        self.verdict = judge(passages, taught.known, taught.groups, before, one=self._one)

    def _before(self, taught: _Taught) -> NDArray[np.bool_]:
        """What is coded in passages without labels, (n_passages, n_coded)."""
        _, likely = self._unlabelled(taught.vectors, taught.rows)
        before = decided(likely, _YES, one=self._one)
        column_of = {theme: column for column, theme in enumerate(self._coder.coded)}
        voted = [column for theme, column in column_of.items() if self.of(theme) == "voters"]
        if voted:
            before[:, voted] = False
            passage_of = {row: number for number, each in enumerate(taught.rows) for row in each}
            for code in self._coder.code(taught.said, taught.vectors):
                if code.decision == "yes" and column_of[code.theme] in voted:
                    before[passage_of[code.segment], column_of[code.theme]] = True
        return before


class _Taught(NamedTuple):
    """The passages that people coded, and the segments they touch."""

    said: list[str]
    vectors: NDArray[np.float32]
    rows: list[list[int]]
    places: list[tuple[str, str]]
    groups: list[str]
    whole: list[bool]
    known: Floats


def _taught(examples: Sequence[Mapping[str, object]], ids: Sequence[str]) -> _Taught:
    """The rows of the table `examples` as passages.

    Who says that a passage has a theme has looked at the others too: themes that nobody names there
    are not there, unless people name them in a passage that overlaps.
    """
    import numpy as np

    by_passage: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number, row in enumerate(examples):
        by_passage[str(row["comment_id"]), int(str(row["start"])), int(str(row["end"]))].append(number)
    rows = list(by_passage.values())
    said = [json.loads(str(examples[each[0]]["decisions"])) for each in rows]
    yes = [{theme for theme, decision in every.items() if decision == "yes"} for every in said]
    beside: dict[str, set[int]] = defaultdict(set)
    for number, (comment, _, _) in enumerate(by_passage):
        beside[comment].add(number)
    known = np.full((len(rows), len(ids)), np.nan)
    keys = list(by_passage)
    for number, decisions in enumerate(said):
        comment, start, end = keys[number]
        others = {
            theme
            for other in beside[comment] - {number}
            if keys[other][1] < end and start < keys[other][2]
            for theme in said[other]
        }
        for column, theme in enumerate(ids):
            if decisions.get(theme) in {"yes", "no"}:
                known[number, column] = decisions[theme] == "yes"
            elif yes[number] and theme not in decisions and theme not in others:
                known[number, column] = 0
    kept = [number for number in range(len(rows)) if not np.isnan(known[number]).all()]
    first = [examples[rows[number][0]] for number in kept]
    segments = [row for number in kept for row in rows[number]]
    place = {row: new for new, row in enumerate(segments)}
    return _Taught(
        [str(examples[row]["text"]) for row in segments],
        np.array([examples[row]["vector"] for row in segments], dtype=np.float32),
        [[place[row] for row in rows[number]] for number in kept],
        [(str(row["question_id"]), str(row["option_id"])) for row in first],
        [str(row["respondent_id"]) for row in first],
        [bool(row["whole"]) for row in first],
        known[kept],
    )


def decider(
    themes: tuple[Theme, ...], adapted: pd.DataFrame, examples: pd.DataFrame, settings: ThemesSettings
) -> Decider:
    """The decider of these themes, kept for the next batch.

    Args:
        themes: The themes.
        adapted: Table `adapted`.
        examples: Table `examples`.
        settings: Options.
    """
    learned = tuple((row.theme_id, row.prior, row.weights.tobytes()) for row in adapted.itertuples())
    shown = tuple(tuple(row) for row in examples.assign(vector=[v.tobytes() for v in examples["vector"]]).to_numpy())
    return _decider(themes, learned, tuple(examples.columns), shown, settings)


@functools.lru_cache(maxsize=2)
def _decider(
    themes: tuple[Theme, ...],
    adapted: tuple[tuple[str, float, bytes], ...],
    columns: tuple[str, ...],
    shown: tuple[Example, ...],
    settings: ThemesSettings,
) -> Decider:
    import numpy as np

    voters = coder(themes, settings)
    priors = {theme: prior for theme, prior, _ in adapted}
    count = len(voters.ids)
    prior = np.array([priors.get(theme, 1 / count) for theme in voters.ids])
    weights = None
    if adapted and set(priors) == set(voters.ids):
        weight_of = {theme: np.frombuffer(weights, dtype=np.float16) for theme, _, weights in adapted}
        weights = np.stack([weight_of[theme] for theme in voters.ids]).astype(np.float32)
    rows = [dict(zip(columns, row, strict=True)) for row in sorted(shown)]
    examples = [row | {"vector": np.frombuffer(row["vector"], dtype=np.float16)} for row in rows]
    return Decider(voters, prior, weights, settings, examples)
