"""The tables of what was measured of some stages alone: reading, the stages of single texts, names."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from speed.figures import Comparison, middle, number, spread, table

__all__ = ["places", "text_stages", "wide"]

READING = ("read", "read_csv")
TEXTS, TEXT_STAGES = "texts", ("clean", "language", "personal data", "segment")


def wide(known: Sequence[Comparison]) -> str:
    """Time and memory of reading alone beside pandas on the same file, in turns."""
    rows = []
    for now in sorted(known, key=lambda c: int(c["size"])):
        ratios = [a["cpu"] / b["cpu"] for a, b in zip(*(now["runs"][who] for who in READING), strict=True)]
        loads = [run["load"] for who in READING for run in now["runs"][who]]
        rows.append(
            [
                f"{now['size']:,}",
                number(now["comments"]["bytes"] / 1e6),
                *(spread(now, who, "cpu") for who in READING),
                f"**{number(median(ratios))}**",
                *(spread(now, who, "peak_mb") for who in READING),
                number(now["size"] / middle(now, READING[0], "wall")),
                f"{min(loads):.1f} to {max(loads):.1f}",
            ]
        )
    heads = ["records", "file MB", "textmine CPU s", "pandas CPU s", "textmine : pandas", "textmine peak MB"]
    heads += ["pandas peak MB", "records a wall s", "load"]
    told = (
        "\nA LimeSurvey CSV of 60 columns without structure, of `--read`: what its columns are, and then the tables of "
        "respondents, answers and comments of every 1,000 records, not written, beside "
        "`pandas.read_csv(dtype=str, keep_default_na=False)` on the same file, loading included. The file is read "
        "twice; an export whose ids are not in order is sorted in memory besides."
    )
    return table(heads, rows) + "\n" + told


def text_stages(known: Sequence[Comparison]) -> str:
    """Comments a second of the four stages between reading and meaning, each and together."""
    rows = []
    for now in sorted(known, key=lambda c: (c["processes"], c["size"])):
        laps = {name: _lap(now, TEXTS, name) for name in TEXT_STAGES}
        together = sum(wall for _, wall in laps.values())
        rows.append(
            [
                f"{now['size']:,}",
                str(now["processes"]),
                *(number(now["size"] / wall) for _, wall in laps.values()),
                f"**{number(now['size'] / together)}**",
                spread(now, TEXTS, "peak_mb"),
            ]
        )
    heads = ["comments", "processes", *(f"{name} a s" for name in TEXT_STAGES), "the four together a s", "peak MB"]
    told = (
        "\nComments a wall second, loading included, of `--texts`: the stages up to segment, then the search for "
        "personal data without the recogniser of English names. Peak memory is of all of it, reading too."
    )
    return table(heads, rows) + "\n" + told


def places(known: Sequence[Comparison]) -> str:
    """Comments a second of the stage mentions, and what the choice of comments for the recogniser saves and changes."""
    rows = [
        [
            f"{now['size']:,}",
            number(now["size"] / now["none"]["cpu_s"]),
            f"{now['some']['read']:,} of {now['all']['read']:,}",
            number(now["some"]["cpu_s"]),
            number(now["all"]["cpu_s"]),
            f"{sum(now['differ'])} of {sum(now['rows']):,}",
        ]
        for now in known
    ]
    heads = ["comments", "without recogniser, a s", "read by it", "CPU s", "CPU s if all were read", "rows that differ"]
    told = (
        "\nThe stage mentions on one core, of `--names`: countries, regions, organisations and personal data; lists "
        "and model loaded before. The recogniser of English names reads only comments with a capitalised word that is "
        "neither the name of a country nor a common one; the last columns are what reading all English ones would cost "
        "and change.\n\nThe aim without the recogniser was 10,000 comments a second. The time is spread over the "
        "search for names of places, organisations, the words around names that tell their part, and personal data, "
        "about a fifth to a quarter each, all of it plain Python that looks at each word; no single step is left "
        "whose removal would double the speed."
    )
    return table(heads, rows) + "\n" + told


def _lap(now: Comparison, program: str, name: str) -> tuple[float, float]:
    """The median of a lap: CPU and wall seconds."""
    laps = [run["laps"][name] for run in now["runs"][program]]
    return median(cpu for cpu, _ in laps), median(wall for _, wall in laps)
