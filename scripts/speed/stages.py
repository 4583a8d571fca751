"""The tables that go stage by stage: the budget, and single libraries beside the stages that have one."""

from __future__ import annotations

from collections.abc import Sequence

from speed.figures import Comparison, laps, middle, number, percent, table

__all__ = ["BESIDE", "BUDGET", "beside_libraries", "budget", "second_run"]

OURS, FAST, DEFAULT, SINGLE = "textmine", "fast", "bertopic", "libraries"
BUDGETED = 100_000  # comments

# CPU ms a comment of each stage at 100,000 comments, which together are a twentieth of the 15 ms that the BERTopic set
# takes: what each may take if that target is met.
BUDGET = {
    "start": 0.0,
    "read": 0.02,
    "clean": 0.02,
    "duplicates": 0.01,
    "language": 0.04,
    "segment": 0.03,
    "fields": 0.002,
    "names": 0.005,
    "mentions": 0.25,
    "entities": 0.01,
    "relations": 0.005,
    "embed": 0.20,
    "themes": 0.03,
    "adapt": 0.005,
    "examples": 0.005,
    "code": 0.04,
    "acts": 0.01,
    "centres": 0.005,
    "beside": 0.02,
    "proposals": 0.005,
    "invited": 0.001,
    "summarise": 0.02,
    "findings": 0.01,
    "prevalence": 0.001,
    "report": 0.006,
}

# Stage, single libraries as (program, lap), and what is not the same in them.
BESIDE = (
    (
        "read",
        ((SINGLE, "pandas.read_csv"),),
        "reads cells; no questions, options, respondents or pairs of tick and comment",
    ),
    ("clean", ((SINGLE, "ftfy.fix_text"),), "repairs characters; finds no empty answers, records no changes"),
    (
        "language",
        ((SINGLE, "langdetect"), (SINGLE, "py3langid")),
        "looks at the text only, not at the interface language",
    ),
    ("segment", ((SINGLE, "spaCy sentencizer"),), "sentences only, by punctuation; no clauses"),
    (
        "mentions",
        ((SINGLE, "spaCy names only"),),
        "English names, looked for in every comment; no codes of countries, no roles, no personal data",
    ),
    (
        "embed",
        ((SINGLE, "MiniLM"),),
        "another model: English, 384 dimensions; every comment whole, repeated ones again",
    ),
    (
        "themes",
        ((DEFAULT, "topics"),),
        "as it comes (UMAP, HDBSCAN, c-TF-IDF), all comments; textmine: statements, 20,000 segments at most",
    ),
)


def budget(known: Sequence[Comparison]) -> str:
    """Comments a second and core of each stage by size, and beside the budget what a comment costs at 100,000."""
    parts = [_budget(known, program, encoder) for program, encoder in ((OURS, "default"), (FAST, "fastest"))]
    return "\n\n".join(part for part in parts if part) or "Not measured."


def _budget(known: Sequence[Comparison], program: str, encoder: str) -> str:
    # Of one process where that was measured: workers cost a little more.
    fewest = {c["size"]: c for c in sorted(known, key=lambda c: -c["processes"]) if program in c["runs"]}
    if not fewest:
        return ""
    seconds = {size: laps(fewest[size], program) for size in sorted(fewest)}
    largest = max(seconds)
    rows = [
        [
            stage,
            *(number(size / of[stage]) if of.get(stage, 0) > 0 else "" for size, of in seconds.items()),
            percent(used / sum(seconds[largest].values())),
            *_against(seconds, stage),
        ]
        for stage, used in seconds[largest].items()
    ]
    rows.append(
        [
            "**all**",
            *(f"**{number(size / sum(of.values()))}**" for size, of in seconds.items()),
            "",
            *(f"**{cell}**" for cell in _against(seconds, "")),
        ]
    )
    heads = ["stage", *(f"at {size:,}" for size in seconds), f"share at {largest:,}"]
    heads += [f"ms at {BUDGETED:,}", "its budget"] if BUDGETED in seconds else []
    several = [f"{size:,}" for size, c in fewest.items() if c["processes"] > 1]
    told = f"With the {encoder} encoder, comments a CPU second, loading included" + (
        f"; {' and '.join(several)} on 2 processes" if several else ""
    )
    return told + ":\n\n" + table(heads, rows)


def _against(seconds: dict[int, dict[str, float]], stage: str) -> list[str]:
    """What a comment costs at the size that has a budget, and the budget: of one stage, or of all for ""."""
    if BUDGETED not in seconds:
        return []
    used, allowed = ((of[stage] if stage else sum(of.values())) for of in (seconds[BUDGETED], BUDGET))
    return [number(1000 * used / BUDGETED), number(allowed)]


EDITS = {"edited": "is in no comment", "recoded": "is in comments"}


def second_run(known: Sequence[Comparison]) -> str:
    """What a second run costs after an edit of the codebook, beside the first."""
    rows = []
    for now in sorted(known, key=lambda c: (c["size"], c["processes"])):
        first = [middle(now, "coded", figure) for figure in ("cpu", "wall")]
        for program, edit in EDITS.items():
            again = [middle(now, program, figure) for figure in ("cpu", "wall")]
            rows.append(
                [
                    f"{now['size']:,}",
                    str(now["processes"]),
                    edit,
                    *(number(value) for value in (*first, *again)),
                    *(f"**{number(b / a)}**" for a, b in zip(first, again, strict=True)),
                ]
            )
    heads = ["comments", "processes", "the new keyword", "first CPU s", "first wall s", "second CPU s", "second wall s"]
    told = (
        "\nA run with the codebook `cluster_programmes`, and then others in the same folder after one of its keywords "
        "was changed, of `--edited`: what does not hang on the codebook, or comes out as it was, is not computed again."
    )
    return table([*heads, "second : first, CPU", "second : first, wall"], rows) + "\n" + told


def beside_libraries(known: Sequence[Comparison]) -> str:
    """The stages that have a single library beside them, at the largest size that was measured."""
    measured = [c for c in known if {SINGLE, OURS} <= c["runs"].keys()]
    if not measured:
        return "Not measured."
    rows = []
    last = max(measured, key=lambda c: (c["size"], -c["processes"]))
    for stage, libraries, difference in BESIDE:
        ours = laps(last, OURS)[stage]
        for program, lap in libraries:
            theirs = laps(last, program)[lap]
            name = "BERTopic" if program == DEFAULT else lap
            rows.append([stage, number(ours), name, number(theirs), number(theirs / ours), difference])
    heads = ["stage", "textmine CPU s", "library", "its CPU s", "library : textmine", "what is not the same"]
    told = f"At {last['size']:,} comments, loading included. Below 1 the library alone is faster.\n\n"
    rest = (
        "\n\nFor the other stages no single library does the work. Loading pandas belongs to the first stage of each "
        "program."
    )
    return told + table(heads, rows) + rest
