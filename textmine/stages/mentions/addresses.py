"""A text -> postal addresses: a street with a house number, and the town behind it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions.hidden import Hidden

__all__ = ["addresses"]

_TOKEN = re.compile(r"[^\W\d_][\w'\u2019/-]*|\d[\w/-]*")
_DIGIT = re.compile(r"\d")
_HOUSE = re.compile(r"\d{1,4}[a-zA-Z]?(?:[/-](?:\d{1,4}[a-zA-Z]?|[IVX]{1,4})){0,2}")
_FLAT = re.compile(r"(?:Apartment|Apt|Flat|Unit|Suite)\b\.?[ ]\d{1,4}[a-z]?,?[ ]\Z", re.IGNORECASE)
# What may stand between two words of an address.
_GAP = re.compile(r"[ ]|[.][ ]?|,[ ]")
_NUMBER_GAP = re.compile(r"[ ]|[.,][ ]?|,?[ ](?:n\.?[\u00ba\u00b0o]|nr|no|\u2116|\u0447)\.?[ ]?")
_NUMBER_SIGN = frozenset({"nr", "no", "n", "n\u00ba", "\u0447"})
_PARTICLES = frozenset(
    {"a", "al", "am", "an", "and", "d", "da", "de", "dei", "del", "della", "den", "der", "des", "di", "do", "dos", "du"}
    | {"e", "el", "het", "i", "il", "im", "in", "l", "la", "las", "le", "les", "los", "na", "of", "pod", "nad", "ta'"}
    | {"tal", "the", "u", "van", "von", "y", "zu", "zum", "zur"}
)
_REACH = 60  # characters before a street
_NUMBER_FIRST = frozenset({"fr", "ga", "mt"})  # languages in which the number stands before the word for a street
_MOST_WORDS = 6  # of the name of a street
_FEWEST_IN_END = 5  # letters of a word for a street that tells it in any language
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'\u2019.]{0,40}+"
_TOWN = rf"{_CAPITAL}(?:[ -]{_CAPITAL}){{0,2}}(?:[ ]\d{{1,2}}(?!\d))?"
# National forms: 1000, 10115, 00-950, 1234-567, 113 45, 1234 AB, LV-1010, D02 X285, SW1A 1AA, SLM 1642.
_POSTCODE = (
    r"(?:[A-Z]{1,2}-)?(?:\d{2}-\d{3}|\d{4}-\d{3}|\d{3}[ ]\d{2}|\d{4}[ ]?[A-Z]{2}|\d{4,6})(?!\d)"
    r"|[A-Z]{1,2}\d{1,2}[A-Z]?[ ]?\d?[A-Z0-9]{2,4}(?!\w)|[A-Z]{3}[ ]\d{4}(?!\d)"
)
# A town that stands before the street, as in Hungary.
_HEAD = re.compile(rf"(?<!\w)(?:{_POSTCODE})[ ]{_TOWN},[ ]\Z")
_FLOOR = (
    r"(?:,[ ]\d{1,2}[.\u00ba\u00aa]{1,2}[ ]?(?:[A-Z][a-z]{0,3}\.?)?(?!\w)|,?[ ](?:bus|bte|box)[ ]\d{1,4}"
    r"|,[ ](?:sector|bl|sc|ap|et)\w*\.?[ ]\w{1,3}){0,3}"
)
_TAIL = re.compile(
    rf"{_FLOOR}(?:,?[ ](?:(?:{_POSTCODE}),?[ ]{_TOWN}|{_TOWN},?[ ](?:{_POSTCODE}))|(?:,[ ]{_TOWN}){{1,2}})"
)
# Boxes of a post office, and Irish addresses, which end in a code of their own.
_BOX = re.compile(
    r"\b(?:P\.?O\.?[ ]?Box|Postfach|BP|B\.P\.|Bo\u00eete postale|Apartado(?: de [Cc]orreos)?|Postbus|Box|Postboks"
    r"|Casella [Pp]ostale|C\.P\.|Skrytka pocztowa|skr\. poczt\.|Pf\.|PL|\u0422\.\u041a\.)[ ]\d[\d ]{0,8}\d?"
    rf"(?P<tail>,?[ ](?:{_POSTCODE})[ ]{_TOWN})?"
)
_CERTAIN_BOX = re.compile(r"P\.?O|Post|Bo\u00eet|Apart|Casella|[Ss]kr")
_EIRCODE = re.compile(r",[ ][A-Z]\d[0-9W][ ][A-Z0-9]{4}(?!\w)")
_BEFORE_EIRCODE = re.compile(rf"(?<![\w'\u2019.-]){_TOWN}(?:,[ ](?:Co\.?[ ])?{_TOWN}){{0,2}}\Z")
# A number and a town with its code behind a name: an address without a word for a street.
_CODED = re.compile(rf",?[ ](?:{_POSTCODE})[ ]{_TOWN}")


class _Token(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return self.text.casefold().strip(".'")

    @property
    def is_name(self) -> bool:
        return self.text[0].isupper() or self.text[0].isdigit()


def addresses(text: str, language: str) -> Iterator[Hidden]:
    """The postal addresses of a text; a street without a house number is none.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und: a word for a street in small letters tells one in
            its own language only.
    """
    if not _DIGIT.search(text):
        return
    for box in _BOX.finditer(text):
        if box["tail"] or _CERTAIN_BOX.match(box.group()):
            yield Hidden(box.start(), box.start() + len(box.group().rstrip()), "address")
    for code in _EIRCODE.finditer(text):
        town = _BEFORE_EIRCODE.search(text, max(code.start() - _REACH, 0), code.start())
        yield Hidden(town.start() if town else code.start() + 2, code.end(), "address")
    tokens = [_Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    for place, token in enumerate(tokens):
        if _HOUSE.fullmatch(token.text):
            found = (
                _before(text, tokens, place, language)
                or _behind(text, tokens, place, language)
                or _without_word(text, tokens, place)
            )
            if found:
                near = (text, max(found[0] - _REACH, 0), found[0])
                head = _FLAT.search(*near) or _HEAD.search(*near)
                tail = _TAIL.match(text, found[1])
                end = tail.start() + len(tail.group().rstrip(" .,")) if tail else found[1]
                yield Hidden(head.start() if head else found[0], end, "address")


def _before(text: str, tokens: Sequence[_Token], place: int, language: str) -> tuple[int, int] | None:
    """A street that stands before its number: "Musterstraße 5", "Via Roma, 5", "Petőfi utca 5"."""
    last = place - 1
    if last >= 0 and tokens[last].key in _NUMBER_SIGN:
        last -= 1
    if (
        last < 0
        or not tokens[last].text[0].isalpha()
        or not _NUMBER_GAP.fullmatch(text, tokens[last].end, tokens[place].start)
    ):
        return None
    end = tokens[place].end
    if tokens[last].is_name and _is_word(tokens[last], "end", language):
        return tokens[last].start, end
    behind = _is_word(tokens[last], "behind", language)
    first = last
    while first > 0 and last - first < _MOST_WORDS and _GAP.fullmatch(text, tokens[first - 1].end, tokens[first].start):
        previous = tokens[first - 1]
        if not behind and _is_word(previous, "before", language) and any(t.is_name for t in tokens[first : last + 1]):
            return previous.start, end
        goes_on = previous.is_name or (previous.key in _PARTICLES and not behind)
        if not goes_on or text[previous.end] == ",":
            break
        first -= 1
    while first < last and not tokens[first].is_name:
        first += 1
    return (tokens[first].start, end) if behind and first < last else None


def _behind(text: str, tokens: Sequence[_Token], place: int, language: str) -> tuple[int, int] | None:
    """A street that stands behind its number: "12 rue de la Gare", "27 Quarry Lane"."""
    names = 0
    typed = False  # the word for a street came first, as in French
    after = place + 1
    if after < len(tokens) and tokens[after].key in {"bis", "ter"}:
        after += 1
    for at in range(after, min(after + _MOST_WORDS, len(tokens))):
        token = tokens[at]
        gap = _GAP.fullmatch(text, tokens[at - 1].end, token.start) or text[tokens[at - 1].end] in "'\u2019"
        if not gap or (names and "," in text[tokens[at - 1].end : token.start]):
            break
        if not typed and names and token.text[0].isupper() and _is_word(token, "behind", "en"):
            return tokens[place].start, token.end
        if at == after and language in _NUMBER_FIRST and _is_word(token, "before", language):
            typed = True
        elif token.text[0].isupper():
            names += 1
        elif not typed or token.key not in _PARTICLES:
            break
        if typed and names and not _goes_on(text, tokens, at):
            return tokens[place].start, token.end
    return None


def _without_word(text: str, tokens: Sequence[_Token], place: int) -> tuple[int, int] | None:
    """A name, a number and a town with its code: "Lipov\u00e1 23, 602 00 Brno"."""
    end = tokens[place].end
    if (
        not place
        or not _CODED.match(text, end)
        or not _NUMBER_GAP.fullmatch(text, tokens[place - 1].end, tokens[place].start)
    ):
        return None
    first = place
    while first > 0 and place - first < _MOST_WORDS and tokens[first - 1].text[0].isalpha():
        previous = tokens[first - 1]
        if first < place and not _GAP.fullmatch(text, previous.end, tokens[first].start):
            break
        if not (previous.is_name or previous.key in _PARTICLES):
            break
        first -= 1
    while first < place and not tokens[first].is_name:
        first += 1
    return (tokens[first].start, end) if first < place else None


def _goes_on(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """Whether the name of a street goes on behind this word."""
    if at + 1 >= len(tokens) or text[tokens[at].end : tokens[at + 1].start] not in {" ", "-", "'", "\u2019"}:
        return False
    return tokens[at + 1].text[0].isupper() or tokens[at + 1].key in _PARTICLES


def _is_word(token: _Token, form: str, language: str) -> bool:
    """Whether a word is, or ends in, a word for a street."""
    if form == "end":
        words = _street_words(form)
        return any(
            token.key.endswith(word) and len(token.key) > len(word) + 1
            for word, languages in words.items()
            if language in languages or len(word) >= _FEWEST_IN_END
        )
    languages = _street_words(form).get(token.key, frozenset())
    return language in languages or (bool(languages) and token.text[0].isupper() and len(token.key) > 2)  # noqa: PLR2004


@functools.cache
def _street_words(form: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in reference.rows("street_words.tsv"):
        if row["form"] == form:
            found.setdefault(row["word"], set()).add(row["language"])
    return {word: frozenset(languages) for word, languages in found.items()}
