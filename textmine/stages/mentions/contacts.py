"""A text -> e-mail addresses, web addresses with a person's name, telephone numbers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from textmine import reference
from textmine.stages.mentions.hidden import Hidden
from textmine.stages.mentions.name_lists import is_listed, may_be_person
from textmine.stages.mentions.numbers import meaning_before

__all__ = ["contacts"]

# The look-behinds let each run of characters be tried once, so that time stays linear in the length.
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|[ ]?[\[(](?:at|@|\u00e4t)[\])][ ]?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_URL = re.compile(
    r"(?<![\w@.-])(?:https?://|www\.)?(?:[\w-]{1,63}\.){1,6}[a-z]{2,12}(?:/[^\s<>\"')\]]{0,300})?", re.IGNORECASE
)
# Sites of which the first part of the path is a person, and parts after which a name stands.
_PROFILES = re.compile(
    r"(?:^|[./])(?:(?:facebook|twitter|x|instagram|tiktok|github|gitlab|bsky|medium|threads)\.[a-z]{2,4}/@?[\w.-]{3,}/?\Z"
    r"|linkedin\.com/in/[^/]+|xing\.com/profile/[^/]+|researchgate\.net/profile/[^/]+|orcid\.org/\d|about\.me/[^/]+)",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"/[~@][a-z][\w.-]+|/(?:people|person|staff|team|mitarbeiter\w*|personen|medarbeiter\w*|users?|profiles?|author)/[\w.%-]{3,}",
    re.IGNORECASE,
)
_PATH_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?<![\w+/@-])(?<!\d\.)(?:\(?\+ ?\d|\(?\d)[\d ()./\u2013-]{5,22}\d(?![\w@])")
_NEXT = re.compile(r" ?/ ?| (?=[0+])")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d\d ?[/\u2013-] ?(?:19|20)?\d\d"
)
_AMOUNT_AFTER = re.compile(
    r"[ ]?(?:%|\u20ac|\$|\u00a3|k\u20ac|[Ee]uros?\b|EUR\b|z\u0142|K\u010d|Ft\b|kr\b|lei\b|km\b|m\u00b2|kWh\b)"
)
_AMOUNT_BEFORE = re.compile(r"(?:\u20ac|\$|\u00a3|EUR|USD)[ ]?$")
_DIGITS = (7, 15)  # E.164 numbers have at most 15
_UNGROUPED = 8  # digits that begin with 0, without a word for a telephone


def contacts(text: str, language: str) -> Iterator[Hidden]:
    """The e-mail and web addresses and the telephone numbers of a text; spans may overlap.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
    """
    if "@" in text or "at)" in text or "at]" in text:
        yield from (Hidden(m.start(), m.end(), "email") for m in _EMAIL.finditer(text))
    if "." in text:
        for m in _URL.finditer(text):
            end = m.start() + len(m.group().rstrip(".,;:!?"))
            if _names_a_person(text[m.start() : end]):
                yield Hidden(m.start(), end, "url")
    if _DIGIT.search(text):
        yield from _phones(text, language)


def _names_a_person(url: str) -> bool:
    if _PROFILES.search(url) or _HOME.search(url):
        return True
    host, _, path = url.partition("//")[2].partition("/") if "//" in url else url.partition("/")
    parts = [(part, is_listed) for part in host.split(".")] + [(part, _may_be_name) for part in path.split("/")]
    for part, is_name in parts:
        words = [word.casefold() for word in _PATH_WORD.findall(part)]
        if len(words) in {2, 3} and re.search(r"[-._]", part) and (is_name(words[0]) or is_name(words[-1])):
            return True
    return False


def _may_be_name(word: str) -> bool:
    return is_listed(word) or may_be_person(word)


def _phones(text: str, language: str) -> Iterator[Hidden]:
    for match in _PHONE.finditer(text):
        for start, end in _apart(text, *match.span()):
            if text[start] == "(" and text.count("(", start, end) > text.count(")", start, end):
                start += 1  # noqa: PLW2901  an opening bracket that none closes is no part of it
            if not _DATE.fullmatch(text, start, end) and _is_phone(text, start, end, language):
                yield Hidden(start, end, "phone")


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers in a run of digits that is too long for one: parted by a slash, or by the 0 or + of the next."""
    if sum(c.isdigit() for c in text[start:end]) <= _DIGITS[1]:
        yield start, end
        return
    places = [start, *(place for cut in _NEXT.finditer(text, start, end) for place in cut.span()), end]
    yield from zip(places[::2], places[1::2], strict=True)


def _is_phone(text: str, start: int, end: int, language: str) -> bool:
    number = text[start:end]
    digits = sum(c.isdigit() for c in number)
    if not _DIGITS[0] <= digits <= _DIGITS[1]:
        return False
    if number.lstrip("(").startswith(("+", "00")):
        return True
    meaning = meaning_before(text, start)
    if meaning == "phone":
        return True
    if meaning or _AMOUNT_AFTER.match(text, end) or _AMOUNT_BEFORE.search(text, max(start - 5, 0), start):
        return False
    if number.lstrip("(").startswith("0"):
        return digits >= _UNGROUPED
    return any(_is_grouped_as_in(region, number) for region in _regions(language))


def _is_grouped_as_in(region: str, number: str) -> bool:
    """Whether digits are a number of a country and stand in groups as people there write them."""
    import phonenumbers

    matcher = phonenumbers.PhoneNumberMatcher(number, region, leniency=phonenumbers.Leniency.STRICT_GROUPING)
    return any(found.end - found.start == len(number) for found in matcher)


@functools.cache
def _regions(language: str) -> tuple[str, ...]:
    return tuple(
        region
        for row in reference.rows("languages.tsv")
        if row["code"] == language
        for region in row["regions"].split()
    )
