"""A text -> its words as they are compared: in small letters, with or without the marks on letters."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["bare", "unmarked"]

_WORD = re.compile(r"\w+")


def bare(text: str) -> str:
    """The words of a text in lower case, without punctuation: "N/A." and "n / a" are one."""
    return " ".join(_WORD.findall(text.casefold()))


def unmarked(text: str) -> str:
    """Letters without accents and the like, as many people type them."""
    if text.isascii():
        return text
    return unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    )
