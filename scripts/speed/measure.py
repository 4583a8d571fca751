"""Runs textmine and its peers as child processes, one after the other, and measures each from outside."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow import parquet

from speed.laps import family, lines

__all__ = ["ENCODERS", "PEERS", "Plan", "compare", "edited", "machine", "reading", "texts"]

PEERS = ("bertopic", "nmf", "libraries")
OURS, FAST, TEXTS = "textmine", "fast", "texts"
ENCODERS = {"default": OURS, "fast": FAST}
READING = ("read", "read_csv")
SCRIPTS = Path(__file__).resolve().parents[1]
_BOOK = SCRIPTS.parent / "data" / "codebooks" / "cluster_programmes.yaml"
_KEYWORD = "engagement of SMEs"
# The keyword that stands in its place in the edited codebooks: one that no comment has, and one that comments have.
EDITS = {"edited": "commitment of SMEs", "recoded": "hard to find"}
CODED = ("coded", *EDITS)  # with a codebook, and then anew with the edited ones, into the same folder
# Words of the command before and behind the export, the folder, the laps and the processes.
_OWN = {
    OURS: (["speed.ours"], []),
    FAST: (["speed.ours"], ["fast"]),
    "coded": (["speed.ours"], ["default", str(_BOOK)]),
    **{name: (["speed.ours"], ["default", f"{name}.yaml"]) for name in EDITS},
    TEXTS: (["speed.texts"], []),
    "read": (["speed.reading", "textmine"], []),
    "read_csv": (["speed.reading", "pandas"], []),
}
_MB = 1_000_000
_LOOK_EVERY = 0.1  # seconds
_LIBRARIES = ("textmine", "numpy", "pandas", "pyarrow", "scikit-learn", "spacy", "bertopic")


@dataclass(frozen=True)
class Plan:
    """One comparison.

    Attributes:
        size: Number of comments.
        processes: Processes of textmine, threads of the peers.
        repeat: How often each is run.
        seed: Of the grammar.
        peers: Python of the peers' environment; None to measure textmine alone.
        encoders: Of textmine, ``default`` and ``fast``.
    """

    size: int
    processes: int
    repeat: int
    seed: int
    peers: Path | None
    encoders: tuple[str, ...] = tuple(ENCODERS)


def texts(plan: Plan) -> dict[str, Any]:
    """Measure the four stages between reading and meaning, as `compare` does the whole."""
    return _of_programs(plan, [TEXTS])


def reading(plan: Plan) -> dict[str, Any]:
    """Measure reading a wide export beside pandas in turn, as `compare` does the whole; `size` counts records."""
    return _of_programs(plan, list(READING), grower="speed.wide")


def edited(plan: Plan) -> dict[str, Any]:
    """Measure a run with a codebook and further ones after edits of it, as `compare` does the whole."""
    return _of_programs(plan, list(CODED))


def compare(plan: Plan) -> dict[str, Any]:
    """Measure textmine and the peers in turn, on the same comments.

    Returns:
        What docs/performance.json holds of one size: plan, machine, comments, and for each program
        its runs with CPU and wall seconds, load of the machine before, peak memory and disk in MB,
        and laps.

    Raises:
        CalledProcessError: a program failed; it has said why.
    """
    return _of_programs(plan, [*(ENCODERS[name] for name in plan.encoders), *(PEERS if plan.peers else ())])


def _of_programs(plan: Plan, programs: list[str], grower: str = "speed.grammar") -> dict[str, Any]:
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory(prefix="textmine-benchmark-") as place:
        folder = Path(place)
        command = [sys.executable, "-m", grower, str(plan.size), str(plan.seed), str(folder / "survey")]
        grown = subprocess.run(command, env=_environment(1), check=True, capture_output=True, text=True)
        for name, keyword in EDITS.items():
            edit = _BOOK.read_text(encoding="utf-8").replace(_KEYWORD, keyword)
            (folder / f"{name}.yaml").write_text(edit, encoding="utf-8")
        for number in range(plan.repeat):
            for program in programs:
                print(f"{plan.size}, {plan.processes} at once: {program}, run {number + 1}", file=sys.stderr)
                out = folder / f"{CODED[0] if program in CODED else program}-{number}"
                runs[program].append(_measured(plan, program, folder / "survey", out))
    return {
        "size": plan.size,
        "processes": plan.processes,
        "seed": plan.seed,
        "comments": json.loads(grown.stdout),
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {n: importlib.metadata.version(n) for n in _LIBRARIES},
        "runs": runs,
    }


def machine() -> dict[str, Any]:
    """The machine: its processor, cores and memory."""
    models = [line.partition(":")[2].strip() for line in lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "system": platform.system(),
    }


def _measured(plan: Plan, program: str, survey: Path, out: Path) -> dict[str, Any]:
    """One run of a program."""
    times = out.with_suffix(".json")
    command: list[str | Path]
    if program in _OWN:
        before, behind = _OWN[program]
        command = [sys.executable, "-m", *before, survey, out, times, str(plan.processes), *behind]
    else:
        command = [str(plan.peers), "-m", "speed.peers", program, survey / "export.csv", out, times]
    # Workers of textmine take a core each, with one thread; the peers have threads instead.
    environment = _environment(1 if program in _OWN else plan.processes)
    load, begun = os.getloadavg()[0], time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=out.parent) as child:
        status, usage, together = _waited(child.pid, together=plan.processes > 1)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return {
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "wall": round(wall, 3),
        "load": round(load, 2),
        "peak_mb": round(max(usage.ru_maxrss * 1024, together) / _MB, 1),
        "disk_mb": round(sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / _MB, 3),
        "laps": {name: [round(value, 3) for value in lap] for name, lap in json.loads(times.read_text()).items()},
        "tables": {file.stem: _bytes(file) for file in sorted(out.glob("*.parquet"))},
    }


def _bytes(file: Path) -> int:
    """The size of a table before it was compressed."""
    about = parquet.ParquetFile(file).metadata
    return sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))


def _environment(threads: int) -> dict[str, str]:
    # textmine is the one of this checkout, whatever is installed.
    names = ("OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON")
    fixed = {f"{name}_NUM_THREADS": str(threads) for name in names}
    quiet = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "TQDM_DISABLE": "1"}
    return os.environ | fixed | quiet | {"PYTHONPATH": os.pathsep.join((str(SCRIPTS), str(SCRIPTS.parent)))}


def _waited(pid: int, *, together: bool) -> tuple[int, Any, int]:
    """Status and resources of a child when it has ended, and the most memory its processes held at once.

    The kernel tells the peak of the largest process only; where several work `together`, what they
    hold (in bytes, shared pages counted once) is looked at every tenth of a second.
    """
    most = 0
    while together:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return status, usage, most
        most = max(most, sum(_held(process) for process in family(pid)))
        time.sleep(_LOOK_EVERY)
    _, status, usage = os.wait4(pid, 0)
    return status, usage, most


def _held(pid: int) -> int:
    shares = (line.split()[1] for line in lines(Path(f"/proc/{pid}/smaps_rollup")) if line.startswith("Pss:"))
    return sum(int(share) * 1024 for share in shares)
