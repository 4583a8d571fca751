"""Measure the sentence encoders beside each other: translations found, intents across languages, speed.

    python scripts/measure_encoders.py [--xsid FOLDER] [ENCODER ...]

Translations: data/gold/translations.jsonl, sixty sentences in 24 languages; of each translation, whether
the nearest of the sixty English sentences is its own. Intents (`--xsid`: the folder of xSID, van der Goot
et al. 2021, DOI 10.18653/v1/2021.naacl-main.197): adjusted mutual information of k-means clusters over
six languages with intent and with language, and five nearest neighbours learnt in English. Speed: texts
a second of processor time, the same 2,880 texts for every encoder, one after the other.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from textmine.models import NAMED_ENCODERS, Encoder, load_encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

GOLD = Path(__file__).resolve().parent.parent / "data" / "gold" / "translations.jsonl"
XSID = ("en", "da", "de", "it", "lt", "nl")
NEIGHBOURS = 5
SLOW = 240  # texts that the slow encoder is timed on


def translations(encoder: Encoder, rows: list[dict[str, Any]]) -> None:
    """Print for each language the share of translations found in both halves, and the mean cosine."""
    vectors = {key: encoder.encode([row[key] for row in rows]) for key in rows[0] if key not in ("id", "part")}
    final = np.array([row["part"] == "final" for row in rows])
    shares = []
    for language in sorted(set(vectors) - {"en"}):
        cosines = vectors[language] @ vectors["en"].T
        right = cosines.argmax(axis=1) == np.arange(len(rows))
        shares.append(
            f"{language} {right[~final].mean():.0%} {right[final].mean():.0%} ({cosines.diagonal().mean():.2f})"
        )
    print("  found in dev, final (cosine):", ", ".join(shares))


def intents(encoder: Encoder, folder: Path) -> None:
    """Print how far clusters over six languages follow the intent and the language, and what neighbours tell."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    read = {language: _utterances(folder / f"{language}.test.jsonl") for language in XSID}
    vectors = {language: encoder.encode([row["text"] for row in rows]) for language, rows in read.items()}
    labels = [row["label"] for rows in read.values() for row in rows]
    languages = [language for language, rows in read.items() for _ in rows]
    every = np.concatenate(list(vectors.values()))
    scores = []
    for seed in range(3):
        found = KMeans(len(set(labels)), random_state=seed, n_init=3).fit_predict(every)
        scores.append([adjusted_mutual_info_score(labels, found), adjusted_mutual_info_score(languages, found)])
    print("  AMI with intent {:.3f}, with language {:.3f}".format(*np.mean(scores, axis=0)))
    known = _utterances(folder / "en.valid.jsonl")
    space = encoder.encode([row["text"] for row in known])
    told = {language: _told(vectors[language] @ space.T, known, read[language]) for language in XSID}
    print("  intent by English neighbours:", ", ".join(f"{language} {share:.3f}" for language, share in told.items()))


def _told(cosines: NDArray[np.float32], known: list[dict[str, str]], asked: list[dict[str, str]]) -> float:
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS]
    votes = [Counter(known[place]["label"] for place in places).most_common(1)[0][0] for places in nearest]
    return float(np.mean([vote == row["label"] for vote, row in zip(votes, asked, strict=True)]))


def _utterances(file: Path) -> list[dict[str, str]]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["text"] and row["label"]]


def speed(name: str, encoder: Encoder, rows: list[dict[str, Any]]) -> None:
    """Print the texts a second of processor time, of texts of two sentences in all languages."""
    keys = [key for key in rows[0] if key not in ("id", "part")]
    texts = [f"{a[key]} {b[key]}" for a, b in zip(rows, rows[1:] + rows[:1], strict=True) for key in keys] * 2
    texts = texts[:SLOW] if name == "best" else texts
    encoder.encode(texts[:16])
    start = time.process_time()
    encoder.encode(texts)
    rate = len(texts) / (time.process_time() - start)
    print(f"  {rate:,.0f} texts a second, {np.mean([len(text.split()) for text in texts]):.0f} words each")


def main() -> None:
    """Measure the encoders that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoders", nargs="*", default=["use-multilingual", *NAMED_ENCODERS], metavar="ENCODER")
    parser.add_argument("--xsid", type=Path, help="folder with the files of xSID, one JSON object a line")
    args = parser.parse_args()
    rows = [row for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if "part" in row]
    for name in args.encoders:
        start = time.perf_counter()
        encoder = load_encoder(name)
        print(f"{name}: loaded in {time.perf_counter() - start:.2f} s")
        translations(encoder, rows)
        if args.xsid:
            intents(encoder, args.xsid)
        speed(name, encoder, rows)


if __name__ == "__main__":
    main()
