"""embed: schema, order, batches, odd texts, meaning across languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine import models, tables
from textmine.errors import TextmineError
from textmine.stages.embed import EmbedSettings, embed

SETTINGS = EmbedSettings()
COMMENTS = {
    "1": "We lack staff. Travel costs too much.",
    "2": "Uns fehlt Personal",
    "3": "The weather is nice",
    "4": "We lack staff.",
    "5": "😀 Zażółć gęślą jaźń: ﬁ\u200b",
    "6": "a\0b",
    "7": "   ",
    "8": "staff " * 2000,
}
SPANS = [("1", 0, 14), ("1", 15, 37), *((key, 0, len(text)) for key, text in COMMENTS.items() if key != "1")]


@pytest.fixture
def texts() -> pd.DataFrame:
    rows = [
        {"comment_id": key, "text": text, "status": "ok", "refers": "", "changes": "[]", "key": text}
        for key, text in COMMENTS.items()
    ]
    return tables.frame("texts", rows)


@pytest.fixture
def segments() -> pd.DataFrame:
    rows = [(f"{comment}/{number}", comment, start, end) for number, (comment, start, end) in enumerate(SPANS)]
    return tables.frame("segments", rows)


def vectors_of(embeddings: pd.DataFrame) -> np.ndarray:
    return np.stack(list(embeddings["vector"]))


def test_schema_order_and_type(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    embeddings = tables.check("embeddings", embed(texts, segments, SETTINGS))
    assert list(embeddings["segment_id"]) == list(segments["segment_id"])
    for vector in embeddings["vector"]:
        assert vector.dtype == np.float16
        assert vector.shape == (512,)


def test_it_is_the_vector_of_the_span(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    embeddings = embed(texts, segments, SETTINGS)
    expected = models.load_encoder().encode(["Travel costs too much."])[0].astype(np.float16)
    assert np.array_equal(embeddings["vector"][1], expected)


def test_unit_length_or_zero(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    lengths = np.linalg.norm(vectors_of(embed(texts, segments, SETTINGS)).astype(np.float32), axis=1)
    comments = list(segments["comment_id"])
    assert lengths == pytest.approx([0 if comment == "7" else 1 for comment in comments], abs=1e-3)


def test_same_words_same_vector_same_meaning_near(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    vectors = vectors_of(embed(texts, segments, SETTINGS)).astype(np.float32)
    staff, _, german, weather, again = vectors[:5]
    assert np.array_equal(staff, again)
    assert staff @ german > staff @ weather + 0.4


def test_batches_give_what_the_whole_gives(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    whole = vectors_of(embed(texts, segments, SETTINGS))
    parts = []
    for comment in texts["comment_id"]:
        own_texts, own = (table[table["comment_id"] == comment].reset_index(drop=True) for table in (texts, segments))
        parts.append(vectors_of(embed(own_texts, own, SETTINGS)))
    assert np.array_equal(whole, np.concatenate(parts))


def test_same_twice_and_inputs_untouched(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    before = texts.copy(deep=True), segments.copy(deep=True)
    first, second = (embed(texts, segments, SETTINGS) for _ in range(2))
    assert np.array_equal(vectors_of(first), vectors_of(second))
    pd.testing.assert_frame_equal(texts, before[0])
    pd.testing.assert_frame_equal(segments, before[1])


def test_empty_tables(texts: pd.DataFrame) -> None:
    for given in (texts, tables.empty("texts")):
        result = tables.check("embeddings", embed(given, tables.empty("segments"), SETTINGS))
        pd.testing.assert_frame_equal(result, tables.empty("embeddings"))


def test_rows_of_any_index(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    moved = segments.set_index(pd.Index(range(100, 100 + len(segments))))
    assert np.array_equal(vectors_of(embed(texts, moved, SETTINGS)), vectors_of(embed(texts, segments, SETTINGS)))


def test_unknown_encoder(texts: pd.DataFrame, segments: pd.DataFrame) -> None:
    with pytest.raises(TextmineError) as raised:
        embed(texts, segments, EmbedSettings(encoder="use-multilanguage"))
    assert "use-multilingual" in raised.value.hint
