"""A run and what people coded -> how well the machine agrees with people, and people with one another."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.agreement import MEASURES, alpha, coincidences, interval, measures, resamples
from textmine.errors import TextmineError
from textmine.handcoding import by_machine, on_segments
from textmine.stages.prevalence import FEWEST
from textmine.stages.read.coded.labels import YES, LabelsFiles
from textmine.stats import Stratum, sample_for

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Comparison", "as_json", "compare", "lines", "read_gold", "shares"]

_RESAMPLES = 1000
_SHOWN = (*MEASURES, "alpha")
_RESPONDENTS = 5  # who say yes by one or the other, from which a measure has an interval: it is drawn from them
_NAME = 34  # characters of the label of a theme
_UNIT = ["segment_id", "theme_id"]


@dataclass(frozen=True)
class Comparison:
    """How far `one` agrees with `other`, the reference.

    Attributes:
        one: machine, or the name of a coder.
        other: people (what most of them say), or the name of a coder.
        segments: Segments that both coded.
        respondents: Respondents that these come from.
        rows: For each theme, then for all at once (micro) and their mean (macro): theme_id, label,
            how often each says yes (one, other), and of each measure value, low and high: None where
            it is not defined, and for low and high where fewer than five respondents have the theme.
    """

    one: str
    other: str
    segments: int
    respondents: int
    rows: tuple[dict[str, Any], ...]


def read_gold(run: Mapping[str, pd.DataFrame], files: Sequence[Path]) -> pd.DataFrame:
    """The labels in some files, or those of the run where there are none.

    Raises:
        TextmineError: there are no labels, or a file cannot be read as such.
    """
    if files:
        found = LabelsFiles(files)
        found.see(run)
        labels = found.table()
    else:
        labels = run["labels"]
    if labels.empty:
        raise TextmineError(
            "Nothing was coded by people.",
            expected="a filled coding sheet",
            hint="`textmine codebook DIR -o FILE --sheet` writes one; `textmine run EXPORT --labels FILE` takes it",
        )
    return labels


def compare(
    run: Mapping[str, pd.DataFrame], labels: pd.DataFrame, *, by_coder: bool = False, seed: int = 0
) -> list[Comparison]:
    """Machine against people, then each two people on what both coded, then all people where they are three or more.

    The machine is taken without what people decided, and only its yes is a yes: what it leaves to
    people (review) is none. A coder who nowhere says no is taken to say no to all else that they use
    on what they touched. Segments on which as many people say yes as no count in no figure of "people".

    Args:
        run: Table name to frame.
        labels: What people coded, as the table `labels`.
        by_coder: Machine against each coder, beside machine against people.
        seed: Seed of the resamples.

    Raises:
        TextmineError: no label is of a segment and theme of this run.
    """
    said = on_segments(labels[labels["theme_id"].isin(set(run["themes"]["theme_id"]))], run["segments"])
    if said.empty:
        raise TextmineError(
            "No label names a segment and a theme of this run.",
            expected="labels of this survey and codebook",
            hint="`textmine show DIR themes` lists the themes of the run",
        )
    said = _closed(said)
    codings = run["codings"]
    yes = codings.loc[by_machine(codings).eq(YES), _UNIT].assign(machine=True)
    owners = dict(zip(run["comments"]["comment_id"], run["comments"]["respondent_id"], strict=True))
    units = said.pivot_table(index=[*_UNIT, "comment_id"], columns="coder", values="yes", aggfunc="first").reset_index()
    units["respondent_id"] = units["comment_id"].map(owners)
    units = units.merge(yes, on=_UNIT, how="left")
    units["machine"] = units["machine"].eq(True)  # noqa: FBT003  compares each
    names = sorted(set(said["coder"]))
    votes = units[names].astype(float)
    share = votes.mean(axis=1)
    judge = _Judge(run["themes"], units, seed)
    machine = units["machine"].astype(float)
    made = [judge.pair(("machine", machine), ("people", share.gt(0.5).astype(float).where(share != 0.5)))]  # noqa: PLR2004  a tie
    if by_coder or len(names) == 1:
        each = [judge.pair(("machine", machine), (name, votes[name])) for name in names]
        made = each if len(names) == 1 else made + each
    made += [judge.pair((one, votes[one]), (other, votes[other])) for one, other in itertools.combinations(names, 2)]
    if len(names) > 2:  # noqa: PLR2004  a pair is there already
        made.append(judge.everybody(votes))
    return [each for each in made if each.segments]


def _closed(said: pd.DataFrame) -> pd.DataFrame:
    """The labels with a no for all that a coder used elsewhere, where that coder nowhere says no."""
    import pandas as pd

    parts = [said]
    for _, own in said.groupby("coder"):
        if own["yes"].all():
            places = own[["segment_id", "comment_id", "coder", "draw"]].drop_duplicates("segment_id")
            parts.append(places.merge(own[["theme_id"]].drop_duplicates(), how="cross").assign(yes=False))
    return pd.concat(parts).drop_duplicates([*_UNIT, "coder"])


class _Judge:
    """Comparisons on the same units: segments with a theme, of respondents who are resampled."""

    def __init__(self, themes: pd.DataFrame, units: pd.DataFrame, seed: int) -> None:
        self._units, self._seed = units, seed
        wanted = themes[themes["theme_id"].isin(set(units["theme_id"]))]
        self._labels = dict(zip(wanted["theme_id"], wanted["label"], strict=True))

    def pair(self, one: tuple[str, pd.Series], other: tuple[str, pd.Series]) -> Comparison:
        """One against another, where both say yes (1) or no (0) and not nothing (NaN)."""
        import numpy as np

        kept = (one[1].notna() & other[1].notna()).to_numpy()
        first, second = (np.asarray(values)[kept] for _, values in (one, other))
        cells = np.stack([first * second, first * (1 - second), (1 - first) * second, (1 - first) * (1 - second)], -1)
        pairs = coincidences(first + second, np.full(len(first), 2.0))
        return self._comparison((one[0], other[0]), kept, cells, pairs)

    def everybody(self, votes: pd.DataFrame) -> Comparison:
        """All coders at once: alpha alone."""
        import numpy as np

        coders = votes.notna().sum(axis=1)
        kept = (coders > 1).to_numpy()
        pairs = coincidences(votes.sum(axis=1).to_numpy()[kept], coders.to_numpy(dtype=float)[kept])
        return self._comparison(("all coders", ""), kept, np.zeros((int(kept.sum()), 4)), pairs)

    def _comparison(self, names: tuple[str, str], kept: NDArray[np.bool_], cells: Floats, pairs: Floats) -> Comparison:
        import numpy as np

        units = self._units[kept]
        whose, respondents = units["respondent_id"].factorize()
        if units.empty:
            return Comparison(*names, 0, 0, ())
        weights = resamples(len(respondents), _RESAMPLES, self._seed)
        sums: list[Floats] = []
        rows: list[dict[str, Any]] = []
        found: dict[str, list[Floats]] = {name: [] for name in _SHOWN}
        for theme in self._labels:
            own = (units["theme_id"] == theme).to_numpy()
            by_respondent = np.zeros((len(respondents), 7))
            np.add.at(by_respondent, whose[own], np.hstack([cells[own], pairs[own]]))
            sums.append(weights @ by_respondent)
            spread = bool((by_respondent[:, [0, 1, 2, 5, 6]].sum(axis=1) > 0).sum() >= _RESPONDENTS)
            for name, values in _values(sums[-1]).items():
                found[name].append(values)
            rows.append(_row((theme, self._labels[theme]), sums[-1], _values(sums[-1]), spread=spread))
        whole = np.sum(sums, axis=0)
        micro = _values(whole)
        macro = {name: _mean(np.stack(values)) for name, values in found.items()}
        spread = len(respondents) >= _RESPONDENTS
        rows += [
            _row(("", name), whole, values, spread=spread) for name, values in (("micro", micro), ("macro", macro))
        ]
        return Comparison(*names, units["segment_id"].nunique(), len(respondents), tuple(rows))


def _values(sums: Floats) -> dict[str, Floats]:
    return measures(sums[:, :4]) | {"alpha": alpha(sums[:, 4:])}


def _mean(values: Floats) -> Floats:
    """The mean over themes, (n_themes, draws) -> (draws,), of those for which a measure is defined."""
    import numpy as np

    defined = ~np.isnan(values)
    total = np.where(defined, values, 0).sum(axis=0)
    mean: Floats = np.divide(total, defined.sum(axis=0), out=np.full(len(total), np.nan), where=defined.any(axis=0))
    return mean


def _row(name: tuple[str, str], sums: Floats, values: Mapping[str, Floats], *, spread: bool) -> dict[str, Any]:
    """A row of a comparison; without intervals unless it is spread over enough respondents."""
    both, one, other, _ = sums[0, :4]
    row: dict[str, Any] = {"theme_id": name[0], "label": name[1], "one": int(both + one), "other": int(both + other)}
    for measure in _SHOWN:
        value, *ends = interval(values[measure])
        figures = [value, *(ends if spread else (math.nan, math.nan))]
        row[measure] = [None if math.isnan(figure) else round(figure, 4) for figure in figures]
    return row


def shares(run: Mapping[str, pd.DataFrame], width: float = 0.0) -> list[dict[str, Any]]:
    """The table `prevalence` as rows, with the label of the theme.

    Args:
        run: Table name to frame.
        width: Width of the interval of a share that is wanted, 0 for none: `more` then says how many more
            respondents to code for it.
    """
    labels = dict(zip(run["themes"]["theme_id"], run["themes"]["label"], strict=True))
    rows = []
    for row in run["prevalence"].to_dict("records"):
        named = {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 -- NaN
        more = {"more": _more(named, width)} if width and row["unit"] == "respondent" else {}
        rows.append({"label": labels[row["theme_id"]]} | named | more)
    return rows


def _more(row: Mapping[str, Any], width: float) -> int:
    parts = [Stratum(*numbers) for numbers in json.loads(row["strata"])]
    seen = math.ceil(math.fsum(part.sampled for part in parts if part.sampled < part.size))
    fewest = int(min(FEWEST, row["frame"]) - row["sample"])
    return max(0, fewest, sample_for(parts, width) - seen)


def as_json(comparisons: Sequence[Comparison], corrected: Sequence[Mapping[str, Any]]) -> str:
    """What `lines` says, as JSON."""
    found = {"agreement": [asdict(each) for each in comparisons], "prevalence": list(corrected)}
    return json.dumps(found, ensure_ascii=False, indent=2)


def lines(comparisons: Sequence[Comparison], corrected: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The comparisons, and the corrected shares of respondents, as tables of text; values with 95 % intervals."""
    for each in comparisons:
        pair = f"{each.one} against {each.other}" if each.other else each.one
        yield f"{pair}: {each.segments} segments of {each.respondents} respondents"
        yield f"{'theme':<{_NAME}}  {'yes':>9}  " + "  ".join(f"{name:<16}" for name in _SHOWN).rstrip()
        for row in each.rows:
            yes = f"{row['one']}/{row['other']}"
            cells = "  ".join(f"{_cell(*row[measure]):<16}" for measure in _SHOWN)
            yield f"{_cut(row['label'])}  {yes:>9}  {cells}".rstrip()
        yield ""
    of_respondents = [row for row in corrected if row["unit"] == "respondent"]
    if not of_respondents:
        return
    first = of_respondents[0]
    yield f"share of {first['base']} respondents, corrected by a draw from the {first['frame']} who say something"
    yield f"{'theme':<{_NAME}}  machine  corrected  95 % interval  coded/drawn" + "  more" * ("more" in first)
    for line in of_respondents:
        given = line["share"] is not None
        share = f"{100 * line['share']:.0f} %" if given else "\u2013"
        ends = f"{100 * line['low']:.0f} to {100 * line['high']:.0f} %" if given else "too few coded"
        sample = f"{line['sample']}/{line['drawn']}"
        more = f"  {line['more']:>4}" if "more" in line else ""
        yield f"{_cut(line['label'])}  {100 * line['machine']:>5.0f} %  {share:>9}  {ends:<13}  {sample:>11}{more}"
    yield ""


def _cut(label: str) -> str:
    return f"{label if len(label) <= _NAME else label[: _NAME - 1] + chr(0x2026):<{_NAME}}"


def _cell(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "\u2013"
    return f"{value:.2f}" if low is None or high is None else f"{value:.2f} {low:.2f}..{high:.2f}"
