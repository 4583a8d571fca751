"""Build the wheel, install it into an empty environment as docs/install.md says, and run the demo.

Checks that the wheel is complete and light, and measures what a newcomer waits for: installed
size, start of the command line, and time to the first report. ``--write`` puts the figures into
docs/install.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
PAGE = ROOT / "docs" / "install.md"
MOST_MEGABYTES = 100  # of the wheel
NEVER = ("torch", "umap", "hdbscan", "sentence_transformers", "llvmlite", "nvidia")
RUNS = 5


def main() -> int:
    """Build, install, run; return 0 when all of it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the figures into docs/install.md")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        check_contents(wheel)
        bin_folder = install(wheel, folder / "env")
        figures = measure(bin_folder, folder, wheel)
    for key, value in figures.items():
        print(f"{key}: {value}")
    if write:
        put(figures)
    return 0


def build(folder: Path) -> Path:
    """The wheel, built from the checkout."""
    subprocess.run(["uv", "build", "--wheel", "-q", "-o", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def check_contents(wheel: Path) -> None:
    """Hold the wheel against its limits: size, and the files that must travel in it."""
    size = wheel.stat().st_size / 1e6
    if size > MOST_MEGABYTES:
        sys.exit(f"the wheel has {size:.0f} MB; at most {MOST_MEGABYTES} are allowed")
    names = zipfile.ZipFile(wheel).namelist()
    for kind, folder in (("models", "models"), ("reference", "data/reference"), ("codebooks", "data/codebooks")):
        for file in (ROOT / folder).rglob("*"):
            inside = f"textmine/_bundled/{kind}/{file.relative_to(ROOT / folder).as_posix()}"
            if file.is_file() and inside not in names:
                sys.exit(f"{inside} is not in the wheel")
    strangers = [name for name in names if not name.startswith(("textmine/", "textmine-"))]
    if strangers:
        sys.exit(f"the wheel holds {strangers}")


def install(wheel: Path, environment: Path) -> Path:
    """Install the wheel and BERTopic as the page says; return the folder of the commands."""
    subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(environment)], check=True)
    python = environment / "bin" / "python"
    pip = ["uv", "pip", "install", "-q", "--compile-bytecode", "--python", str(python)]  # as pip does
    subprocess.run([*pip, str(wheel)], check=True, cwd=environment)
    check_without_bertopic(environment)
    subprocess.run([*pip, "--no-deps", "bertopic==0.17.4"], check=True, cwd=environment)
    packages = next((environment / "lib").glob("python*")) / "site-packages"
    heavy = [name for name in NEVER if (packages / name).exists()]
    if heavy:
        sys.exit(f"the environment holds {heavy}")
    return environment / "bin"


def check_without_bertopic(environment: Path) -> None:
    """A run without BERTopic stops before it writes anything, and prints the line that mends it."""
    out = environment / "out"
    command = [str(environment / "bin" / "textmine"), "run", str(DEMO), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 1 or "pip install --no-deps bertopic==0.17.4" not in done.stderr or out.exists():
        sys.exit(f"without BERTopic the run ended with {done.returncode} and said: {done.stderr}")


def measure(bin_folder: Path, folder: Path, wheel: Path) -> dict[str, str]:
    """Sizes in MB, times in seconds; a start is the median of five after one to warm the disk."""
    command, python = str(bin_folder / "textmine"), str(bin_folder / "python")
    # An environment without a home or a path into the checkout: what is needed lies in the wheel.
    bare = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}

    def seconds(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run(words, check=True, cwd=folder, env=bare, capture_output=True)
        return time.perf_counter() - began

    first = seconds(command, "--help")
    starts = [seconds(command, "--help") for _ in range(RUNS)]
    imports = [seconds(python, "-c", "import textmine") for _ in range(RUNS)]
    report = [seconds(command, "run", str(DEMO), "-o", str(folder / f"out{n}")) for n in range(2)]
    if not (folder / "out0" / "report.html").is_file():
        sys.exit("the demo wrote no report")
    size = sum(file.stat().st_size for file in bin_folder.parent.rglob("*") if file.is_file() and not file.is_symlink())
    return {
        "wheel": f"{wheel.stat().st_size / 1e6:.0f} MB",
        "installed, with all it needs": f"{size / 1e6:.0f} MB",
        "`textmine --help`, first time": f"{first:.2f} s",
        "`textmine --help`": f"{statistics.median(starts):.2f} s",
        "`import textmine`": f"{statistics.median(imports):.2f} s",
        "demo survey to report, first time": f"{report[0]:.1f} s",
        "demo survey to report, again into a new folder": f"{report[1]:.1f} s",
    }


def put(figures: dict[str, str]) -> None:
    """Replace the table of figures in docs/install.md."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    rows = "\n".join(f"| {key} | {value} |" for key, value in figures.items())
    table = f"<!-- figures -->\n| on {machine} | |\n|---|---|\n{rows}\n<!-- end of figures -->"
    page = PAGE.read_text(encoding="utf-8")
    page = re.sub(r"<!-- figures -->.*<!-- end of figures -->", lambda _: table, page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
