"""Wordings: of the question and option that a comment answers, the stems that two share, an id made of one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Wordings", "identifier", "identifiers", "stems"]

_STEM = 5  # letters by which a word is known in another ending: "cooperation", "cooperate"
_LONG = re.compile(rf"[^\W\d_]{{{_STEM},}}")


def stems(text: str) -> dict[str, str]:
    """The longer words of a text by their first letters, in its order, each stem with the first word that has it."""
    found: dict[str, str] = {}
    for word in _LONG.findall(text.casefold()):
        found.setdefault(word[:_STEM], word)
    return found


class Wordings:
    """The wordings of a questionnaire.

    Args:
        questions: Table `questions`.
        options: Table `options`.
    """

    def __init__(self, questions: pd.DataFrame, options: pd.DataFrame) -> None:
        self._questions: Mapping[str, str] = dict(zip(questions["question_id"], questions["text"], strict=True))
        keys = zip(options["question_id"], options["axis"], options["option_id"], strict=True)
        self._options = dict(zip(keys, options["text"], strict=True))

    def question(self, question_id: str) -> str:
        """The wording of a question, "" when there is none."""
        return self._questions.get(question_id, "")

    def option(self, question_id: str, row_id: str, option_id: str) -> str:
        """The wording of the row of an array and of the option, as far as there are any."""
        parts = (self._options.get((question_id, "row", row_id)), self._options.get((question_id, "option", option_id)))
        return " \u2013 ".join(part for part in parts if part)


def identifiers(texts: Iterable[str], taken: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Each text with an id of its own; see `identifier`."""
    found: list[tuple[str, str]] = []
    used = {*taken}
    for text in texts:
        found.append((identifier(text, used), text))
        used.add(found[-1][0])
    return found


def identifier(text: str, taken: Container[str]) -> str:
    """An id of a-z, 0-9 and _ for a text: without accents, and with a number where it is taken.

    Of a text without Latin letters or figures it is a digest.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    name = "_".join(re.findall(r"[a-z0-9]+", plain)) or hashlib.sha256(text.encode()).hexdigest()[:8]
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
