"""comments, texts, respondents -> languages.

Two detectors that carry their models are asked for every text and their scores are added: py3langid
is right on sentences and knows Irish and Maltese, eldc is right on one and two words. The language
of the respondent's interface weighs in as a prior, which decides where a text is too short to tell.
Where nothing tells, the answer is `und`, not a guess.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine import reference, tables
from textmine.errors import TextmineError, nearest
from textmine.stages.language import bayes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DETECTORS", "EU_LANGUAGES", "LanguageSettings", "language"]

EU_LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
"""The official languages of the EU, ISO 639-1. Source: Council Regulation No 1, article 1."""

DETECTORS = ("combined", "langdetect")

Scores = dict[str, float]
"""Language -> how much speaks for it, in natural logarithms of odds; any constant may be added."""

_Told = tuple[str, float, str, bool]  # language, score, detector and mixed of the table


@dataclass(frozen=True)
class LanguageSettings:
    """How the language of a comment is found.

    Attributes:
        detector: ``combined`` (py3langid and eldc) or ``langdetect``.
        languages: The languages that can occur (ISO 639-1); empty for all official EU languages.
            langdetect has no model of Irish and Maltese: it finds them by the interface only.
        min_score: Below this probability the answer is the interface language for a few words, and
            `und` for more.
    """

    detector: str = "combined"
    languages: tuple[str, ...] = ()
    min_score: float = 0.5


_LETTER = re.compile(r"[^\W\d_]+")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]*@\S+")
_PIECE = re.compile(r"[^\w'\u2019 -]+|[ ][-/][ ]")  # what stands between two parts of a text
_FEWEST_LETTERS = 2
_SHORT = 20  # letters: three or four words
# A part of a comment is called another language from so many words and letters, and when it is so sure;
# chosen on the development half of data/gold/language.jsonl.
_MIXED_WORDS = 3
_MIXED_LETTERS = 10
_MIXED_SCORE = 0.9
_HALVED = 7  # words from which a part without a sign in it is also looked at in halves
# What a point of eldc (0 to 1) weighs beside the log probabilities of py3langid, how much of their
# sum is to be believed, and the odds of the interface language against any other. Chosen by the log
# loss on data/gold/language.jsonl among 60 settings; accuracy hardly depends on them.
_ELDC = 30.0
_TRUST = 0.4
# What eldc is taken to say of a language it does not know (Irish, Maltese): so much of its best score.
_UNASKED = 0.7
_INTERFACE = math.log(20)


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
        The table `languages`, one row a comment in the same order. Comments without status ok, and
        those with fewer than two letters, get the interface language with score 0.

    Raises:
        TextmineError: the detector is unknown, or it does not know a language of the settings.
    """
    allowed = settings.languages or EU_LANGUAGES
    _detector(settings.detector, allowed)  # an unknown name is an error even without comments
    interface = dict(zip(respondents["respondent_id"], respondents["start_language"], strict=True))
    found: list[_Told | None] = []
    asked: dict[tuple[str, ...], list[_Asked]] = {}
    columns = (comments["respondent_id"], texts["text"], texts["status"])
    for respondent, text, status in zip(*(column.tolist() for column in columns), strict=True):
        start = interface.get(respondent, "und")
        possible = (*allowed, start) if start in _names(settings.detector) and start not in allowed else allowed
        words = _words(text) if status == "ok" else ""
        letters = "".join(_LETTER.findall(words))
        found.append(_unasked(letters, start, possible))
        if not found[-1]:
            asked.setdefault(possible, []).append(_Asked(len(found) - 1, words, len(letters), start))
    for possible, ones in asked.items():
        detect = _detector(settings.detector, possible)
        for one, scores in zip(ones, detect.scores([one.words for one in ones]), strict=True):
            found[one.place] = _decide(one, scores, detect, settings)
    rows = (
        (comment_id, *told) for comment_id, told in zip(comments["comment_id"].tolist(), found, strict=True) if told
    )
    return tables.frame("languages", rows)


class _Asked(NamedTuple):
    """A text that the detector is asked for: its place, words and number of letters, and the interface language."""

    place: int
    words: str
    letters: int
    start: str


class _Detector(NamedTuple):
    """What is asked for the language of a text.

    Attributes:
        scores: How much speaks for each language, for each of some texts.
        glance: The language at first sight, at a fraction of the cost; "" for not telling.
    """

    scores: Callable[[Sequence[str]], Iterator[Scores]]
    glance: Callable[[str], str]


def _words(text: str) -> str:
    """A text without addresses."""
    return _NOT_WORDS.sub(" ", text) if "@" in text or "://" in text or "www." in text else text


def _fallback(start: str) -> _Told:
    return start, 0.0, "none" if start == "und" else "interface", False


def _unasked(letters: str, start: str, allowed: tuple[str, ...]) -> _Told | None:
    """What the letters of a text tell by themselves; None where the detector is to be asked."""
    if len(letters) < _FEWEST_LETTERS:
        return _fallback(start)
    script = _script(letters)
    if script in _scripts_of(allowed):
        return None
    return _fallback(start) if _scripts().get(start) == script else ("und", 0.0, "none", False)


def _decide(asked: _Asked, scores: Scores, detect: _Detector, settings: LanguageSettings) -> _Told:
    if not scores:
        return _fallback(asked.start)
    found, score = _best(scores, asked.start)
    mixed = _is_mixed(asked.words, found, detect)
    if score < settings.min_score and not mixed:
        return _fallback(asked.start) if asked.letters < _SHORT else ("und", score, settings.detector, False)
    return found, score, settings.detector, mixed


def _script(letters: str) -> str:
    """The script of most letters: the first word of their Unicode names."""
    if 2 * len(letters.encode("ascii", "ignore")) > len(letters):
        return "LATIN"
    first = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    script = first.most_common(1)[0][0]
    return "CJK" if script in {"HIRAGANA", "KATAKANA"} else script


@functools.cache
def _scripts() -> dict[str, str]:
    return {row["code"]: row["script"] for row in reference.rows("languages.tsv")}


@functools.cache
def _scripts_of(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_scripts().get(language, "LATIN") for language in languages)


def _best(scores: Scores, start: str) -> tuple[str, float]:
    """The most probable language and its probability, the interface language being the likelier one."""
    if not scores:
        return "", 0.0
    odds = {lang: score + (_INTERFACE if lang == start else 0.0) for lang, score in scores.items()}
    best = max(odds.values())
    found = min(lang for lang, score in odds.items() if score == best)
    # `sum` has other last digits from Python 3.12 on
    return found, 1 / math.fsum(math.exp(score - best) for score in odds.values())


def _is_mixed(text: str, found: str, detect: _Detector) -> bool:
    """Whether a part of a text is surely in another language than the whole."""
    for part in _parts(text):
        if detect.glance(part) != found:
            told, score = _best(next(detect.scores([part])), found)
            if told not in {found, ""} and score >= _MIXED_SCORE:
                return True
    return False


def _parts(text: str) -> Iterator[str]:
    """The parts of a text between signs, and the halves of the longer ones, where there is more than one part."""
    pieces = [piece.split() for piece in _PIECE.split(text)]
    for words in pieces:
        # the name of a programme or a song is none's language
        small = [word[0].islower() for word in words] if len(words) >= _MIXED_WORDS else []
        half = len(words) // 2
        halves = [(0, half), (half, len(words))] if len(words) >= _HALVED else []
        for first, last in [(0, len(words)), *halves] if len(pieces) > 1 else halves:
            if last - first >= _MIXED_WORDS and sum(small[first:last]) > 1:
                joined = " ".join(words[first:last])
                if len(joined) >= _MIXED_LETTERS:
                    yield joined


@functools.cache
def _detector(name: str, allowed: tuple[str, ...]) -> _Detector:
    if name not in DETECTORS:
        raise TextmineError(f"There is no language detector {name!r}.", hint=nearest(name, DETECTORS))
    # langdetect knows neither Irish nor Maltese; that is no reason to refuse all EU languages.
    unknown = sorted(set(allowed) - _names(name) - set(EU_LANGUAGES))
    if unknown:
        raise TextmineError(
            f"The language {unknown[0]!r} is not one that can be told.", hint=nearest(unknown[0], _names(name))
        )
    return _combined(allowed) if name == "combined" else _langdetect(allowed)


@functools.cache
def _names(detector: str) -> frozenset[str]:
    """The languages a detector knows."""
    if detector == "combined":
        return bayes.known()
    return frozenset(file.name for file in _profiles().iterdir())


def _combined(allowed: tuple[str, ...]) -> _Detector:
    """The sum of what py3langid and eldc say of the allowed languages."""
    import eldc

    eldc.init()
    eld = eldc.instance()
    eld.set_languages([lang for lang in allowed if lang in eldc.LANGUAGES])
    eld.set_scores(len(allowed))
    unknown = [lang for lang in allowed if lang not in eldc.LANGUAGES]

    def scores(texts: Sequence[str]) -> Iterator[Scores]:
        for text, odds in zip(texts, bayes.log_odds([f" {text} " for text in texts], allowed), strict=True):
            said = eld.detect_details(text).scores or {}
            said |= dict.fromkeys(unknown, _UNASKED * max(said.values(), default=0.0))
            yield {lang: _TRUST * (score + _ELDC * said.get(lang, 0.0)) for lang, score in odds.items()}

    return _Detector(scores, eld.detect)


def _langdetect(allowed: tuple[str, ...]) -> _Detector:
    """The langdetect library with the profiles of the allowed languages only.

    The seed makes each text's answer its own: langdetect draws anew from it for every text.
    """
    from langdetect.detector_factory import DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    factory.seed = 0
    wanted = [lang for lang in allowed if lang in _names("langdetect")] or ["en"]
    if len(wanted) == 1:  # langdetect wants two profiles; English is the usual stranger
        wanted.append("fr" if wanted == ["en"] else "en")
    factory.load_json_profile([(_profiles() / lang).read_text(encoding="utf-8") for lang in wanted])

    def score(text: str) -> Scores:
        detector = factory.create()
        detector.append(text)
        try:
            return {found.lang: math.log(found.prob) for found in detector.get_probabilities()}
        except LangDetectException:
            return {}

    return _Detector(lambda texts: map(score, texts), lambda _: "")


def _profiles() -> Any:
    return importlib.resources.files("langdetect") / "profiles"
