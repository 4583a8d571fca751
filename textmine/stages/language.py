"""comments, texts, respondents -> languages.

langdetect, seeded and held to the languages that can occur. A text too short to tell takes the
language of the respondent's interface; where that is unknown too the answer is `und`, not a guess.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine import tables
from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EU_LANGUAGES", "LanguageSettings", "language"]

EU_LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
"""The official languages of the EU, ISO 639-1. Source: Council Regulation No 1, article 1."""


@dataclass(frozen=True)
class LanguageSettings:
    """How the language of a comment is found.

    Attributes:
        languages: The languages that can occur (ISO 639-1); empty for all official EU languages.
            langdetect has no model of Irish and Maltese: they are found by the interface only.
        min_letters: Texts with fewer letters are not given to the detector. 20 because single words
            and word pairs were right in only 58 % and 77 % of cases on the test data of lingua-py
            (23 languages, langdetect held to EU profiles), five words in 88 %.
        min_score: Below this probability the answer is the interface language, or `und`.
    """

    languages: tuple[str, ...] = ()
    min_letters: int = 20
    min_score: float = 0.7


_LETTER = re.compile(r"[^\W\d_]")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_PIECE = re.compile(r"[.!?;\n]+")
_MIXED_LETTERS = 30  # a part is only called another language when it is a sentence long
_MIXED_SCORE = 0.9
_INTERFACE_PRIOR = 0.5  # as likely as all other languages together


def language(
    comments: pd.DataFrame, texts: pd.DataFrame, respondents: pd.DataFrame, settings: LanguageSettings
) -> pd.DataFrame:
    """Find the language of each comment.

    Args:
        comments: The columns comment_id and respondent_id of `comments`, or a batch of it.
        texts: The table `texts` of the same comments, in the same order.
        respondents: The columns respondent_id and start_language of `respondents`.
        settings: See `LanguageSettings`.

    Returns:
        The table `languages`, one row a comment in the same order. Comments without status ok get
        the interface language with score 0, like texts too short to tell.

    Raises:
        TextmineError: a language of the settings is not known to langdetect.
    """
    allowed = settings.languages or EU_LANGUAGES
    interface = dict(zip(respondents["respondent_id"], respondents["start_language"], strict=True))
    rows = []
    for comment_id, respondent, text, status in zip(
        comments["comment_id"], comments["respondent_id"], texts["text"], texts["status"], strict=True
    ):
        start = interface.get(respondent, "und")
        rows.append((comment_id, *_decide(text if status == "ok" else "", start, allowed, settings)))
    return tables.frame("languages", rows)


def _decide(
    text: str, start: str, allowed: tuple[str, ...], settings: LanguageSettings
) -> tuple[str, float, str, bool]:
    words = _NOT_WORDS.sub(" ", text)
    fallback = (start, 0.0, "none" if start == "und" else "interface", False)
    if _letters(words) < settings.min_letters:
        return fallback
    found, score = _detect(words, start, allowed)
    mixed = _is_mixed(words, start, allowed)
    if score < settings.min_score and not mixed:
        return fallback
    return found, score, "langdetect", mixed


def _is_mixed(text: str, start: str, allowed: tuple[str, ...]) -> bool:
    pieces = [piece for piece in _PIECE.split(text) if _letters(piece) >= _MIXED_LETTERS]
    if len(pieces) < 2:  # noqa: PLR2004  two parts make a mixture
        return False
    found = {lang for lang, score in (_detect(p, start, allowed) for p in pieces) if score >= _MIXED_SCORE}
    return len(found) > 1


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _detect(text: str, start: str, allowed: tuple[str, ...]) -> tuple[str, float]:
    """The most probable language and its probability, ("und", 0) when no profile fits."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory(allowed).create()
    if start in allowed:
        share = (1 - _INTERFACE_PRIOR) / max(1, len(allowed) - 1)
        detector.set_prior_map({lang: _INTERFACE_PRIOR if lang == start else share for lang in allowed})
    detector.append(text)
    try:
        best = detector.get_probabilities()
    except LangDetectException:
        return "und", 0.0
    return (best[0].lang, min(1.0, float(best[0].prob))) if best else ("und", 0.0)


@functools.cache
def _factory(allowed: tuple[str, ...]) -> Any:
    """A langdetect factory with the profiles of `allowed` only.

    The seed makes each text's answer its own: langdetect draws anew from it for every text.
    """
    from langdetect.detector_factory import DetectorFactory

    folder = importlib.resources.files("langdetect") / "profiles"
    names = {file.name for file in folder.iterdir()}
    wanted = [lang for lang in allowed if lang in names]
    unknown = set(allowed) - names - set(EU_LANGUAGES)
    if unknown or not wanted:
        word = min(unknown, default="")
        raise TextmineError(f"The language {word!r} is not one that langdetect knows.", hint=nearest(word, names))
    if len(wanted) == 1:  # langdetect wants two profiles; English is the usual stranger
        wanted.append("fr" if wanted == ["en"] else "en")
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile([(folder / lang).read_text(encoding="utf-8") for lang in wanted])
    return factory
