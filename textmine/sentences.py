"""Figures as words: numbers, quantifiers and sentences, in the wording of one catalogue.

A catalogue is a file of `data/reference/sentences`, one a language: an id with a text that has named
slots. The code makes the words that fill the slots and never writes a sentence itself. Quantifiers
hold by the thresholds of `data/reference/quantifiers.tsv`, which are the same in all languages.
"""

from __future__ import annotations

import functools
import re
import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from textmine import reference
from textmine.errors import TextmineError, nearest

__all__ = ["MIN_SHARE_BASE", "Words", "holds", "load", "quantifier"]

MIN_SHARE_BASE = 30
"""Smallest base whose shares are said as percentages.

The smallest base at which one respondent moves a share by less than 3.5 points.
"""

_ENGLISH = "en"
_FREE = frozenset({"nouns", "quantifiers"})  # sections whose texts may leave out any slot
_LONG_GROUP = 3  # words
Catalogue = Mapping[str, Any]


def load(name: str, beside: Path | None = None) -> Catalogue:
    """The catalogue of a language, complete and with no slot that the code does not fill.

    Args:
        name: A language that comes with textmine, or a file.
        beside: The folder that a file lies in, if not the current one.

    Raises:
        TextmineError: there is no such catalogue, it is not TOML, or a text is missing or has a slot that
            the English one has not.
    """
    known = {file.stem: file for file in sorted((reference.folder("reference") / "sentences").glob("*.toml"))}
    file = known.get(name) or (beside or Path()) / name
    try:
        catalogue = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise TextmineError(
            f"There are no sentences in {name!r}.",
            expected=f"one of {', '.join(known)}, or a file in the form of {_ENGLISH}.toml",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextmineError(f"{file} is no catalogue of sentences: {error}.", expected="TOML in UTF-8") from error
    _compare(file, catalogue, tomllib.loads(known[_ENGLISH].read_text(encoding="utf-8")))
    return catalogue


def quantifier(count: int, base: int) -> str:
    """The word of quantifiers.tsv for so many of so many, "" where none fits."""
    written = (row for row in reference.rows("quantifiers.tsv") if row["written"] == "yes")
    return next((row["word"] for row in written if holds(row["word"], count, base)), "")


def holds(word: str, count: int, base: int) -> bool:
    """Whether a quantifier is true of so many of so many; of none at all no quantifier is.

    Raises:
        KeyError: quantifiers.tsv has no such word.
    """
    bounds = _bounds()[word]
    numbers = (("share", count / base), ("count", count)) if base else ()
    return bool(base) and all(bounds[f"min_{of}"] <= number <= bounds[f"max_{of}"] for of, number in numbers)


@functools.cache
def _bounds() -> dict[str, dict[str, float]]:
    """The thresholds of each quantifier, those that are not given as wide as can be."""
    open_ends = {"min_share": 0.0, "max_share": 1.0, "min_count": 0.0, "max_count": float("inf")}
    return {
        row["word"]: {name: float(row[name] or end) for name, end in open_ends.items()}
        for row in reference.rows("quantifiers.tsv")
    }


class Words:
    """Writes what figures say in one language.

    Args:
        catalogue: See `load`; None for English.
        nouns: What the respondents are called, one and several ("partnership", "partnerships"); () for the
            catalogue's word.
        turn: Which wording to take where the catalogue has several, from 0.
        shares: Whether counts tell shares. Where respondents have weights they do not: then no percentage and no
            quantifier of a part is said, which the weighted share might contradict.
    """

    def __init__(
        self, catalogue: Catalogue | None = None, nouns: Sequence[str] = (), turn: int = 0, *, shares: bool = True
    ) -> None:
        self._texts = catalogue or load(_ENGLISH)
        self.shares = shares
        one, several = nouns or (self._texts["nouns"]["one"], self._texts["nouns"]["other"])
        self.noun, self.nouns = one, several
        self._turn = turn

    def turned(self, turn: int) -> Words:
        """The same language, with another wording where the catalogue has several."""
        return Words(self._texts, (self.noun, self.nouns), turn, shares=self.shares)

    def say(self, key: str, turns_on: int | None = None, /, **slots: object) -> str:
        """The text `key` ("section.name") with its slots filled.

        Args:
            key: Section and name in the catalogue.
            turns_on: The number by which a text with several forms is chosen.
            **slots: What fills the slots; {noun} and {nouns} are the respondents unless given.
        """
        section, _, name = key.partition(".")
        text = self._texts[section][name]
        if isinstance(text, Mapping):
            text = text.get(str(turns_on), text["other"])
        if isinstance(text, list):
            text = text[self._turn % len(text)]
        return str(text).format(**({"noun": self.noun, "nouns": self.nouns} | slots))

    def sentence(self, key: str, turns_on: int | None = None, /, **slots: object) -> str:
        """The same with a capital at the beginning."""
        text = self.say(key, turns_on, **slots)
        return text[:1].upper() + text[1:]

    def number(self, number: int) -> str:
        """Small numbers as words, others in figures."""
        words = self._texts["words"]["numbers"]
        return str(words[number]) if number < len(words) else self.figure(number)

    def some(self, count: int, base: int) -> str:
        """A number of those just named."""
        return str(self._texts["words"]["every"]) if count == base > 1 else self.number(count)

    def figure(self, number: int) -> str:
        """A number in figures."""
        return f"{number:,}".replace(",", self._texts["words"]["thousands"])

    def decimal(self, number: float, digits: int = 1) -> str:
        """A number with decimals."""
        return f"{number:.{digits}f}".replace(".", self._texts["words"]["decimal"])

    def percent(self, count: int, base: int) -> str:
        """A share as a whole percentage, "" where the base is too small for one or counts tell no shares."""
        if base < MIN_SHARE_BASE or not self.shares:
            return ""
        whole = (200 * count + base) // (2 * base)  # halves up
        if (whole == 0 and count) or (whole == 100 and count < base):  # noqa: PLR2004 -- per cent
            sign = "<" if whole == 0 else ">"
            return str(self._texts["words"]["percent"].format(n=f"{sign}{min(max(whole, 1), 99)}"))
        return str(self._texts["words"]["percent"].format(n=whole))

    def counted(self, count: int, base: int, nouns: str = "") -> str:
        """So many of so many: "four of the six partnerships", "all 14 ..."; with a share where the base bears it."""
        nouns = nouns or self.nouns
        if base == count == 1:
            return self.say("figures.only", nouns=nouns)
        if (word := quantifier(count, base)) in {"none", "both", "all"}:
            return self._quantified(word, count, base, nouns)
        some = self.say("figures.some", n=self.number(count), base=self.number(base), nouns=nouns)
        share = self.percent(count, base)
        return self.say("figures.share", some=some, percent=share) if share else some

    def quantified(self, count: int, base: int, nouns: str = "") -> str:
        """The same with a quantifier where one is true: "most partnerships (14 of 19)", "only two of the six ..."."""
        word = quantifier(count, base)
        if not word or base == 1 or not self.shares:
            return self.counted(count, base, nouns)
        return self._quantified(word, count, base, nouns or self.nouns)

    def opening(self, count: int, base: int, nouns: str = "") -> str:
        """So many of so many at the beginning of a sentence, which does not begin with figures."""
        small = count < len(self._texts["words"]["numbers"])
        return self.counted(count, base, nouns) if small else self.quantified(count, base, nouns)

    def of(self, count: int, base: int) -> str:
        """So many of so many in figures: "12 of 19"."""
        share = self.percent(count, base)
        key = "figures.of_share" if share else "figures.of"
        return self.say(key, n=self.figure(count), base=self.figure(base), percent=share)

    def members(self, by: str, value: str, *, bare: bool = False) -> str:
        """The respondents of a group: "strand-2 partnerships"; bare without the noun, where one can do without."""
        if by and value.casefold().startswith(by.casefold()):  # the value says what it is of, so it is no name
            value = value[:1].lower() + value[1:]
        short = len(value.split()) <= _LONG_GROUP and not re.search(r"[^\w\s.+&/-]", value)
        key = "groups.long" if not short or len(value) == 1 else "groups.bare" if bare else "groups.short"
        return self.say(key, group=value)

    def in_groups(self, groups: Sequence[tuple[int, int, str, str]]) -> str:
        """So many of so many in each group: "five of the six strand-2 and nine of the 13 strand-1 partnerships".

        Args:
            groups: Count, base, attribute and value of each.
        """
        parts = []
        for place, (count, base, by, value) in enumerate(groups, start=1):
            parts.append(self.counted(count, base, self.members(by, value, bare=place < len(groups))))
        return self.listed(parts)

    def label(self, text: str) -> str:
        """The wording of an option or theme as it stands within a sentence."""
        rules = self._texts["labels"]
        text = re.sub(r"\s*/\s+", "/", text.strip().rstrip(".:;,"))
        long = len(text.split()) >= rules["long_words"] or text.endswith(("?", "!"))
        if long or re.search(rules["quoted"], text, re.IGNORECASE):
            return self.quote(text)
        first, *others = text.split() or [""]
        name = any(c.isupper() or c.isdigit() for c in first[1:]) or any(_is_name(word) for word in others)
        if rules["lower"] and not name and first.casefold() not in _proper():
            text = text[:1].lower() + text[1:]
        return self.say("labels.article", text=text) if re.search(rules["definite"], text) else text

    def quote(self, text: str) -> str:
        """A text in quotation marks."""
        return str(self._texts["words"]["quoted"].format(text=text))

    def place(self, name: str) -> str:
        """The name of a country or region as it stands within a sentence."""
        return self.say("labels.article", text=name) if name in self._texts["labels"]["places"] else name

    def listed(self, items: Iterable[str], last: str = "and") -> str:
        """Items in a row: "a, b and c"; items that hold a comma stand between semicolons."""
        words, items = self._texts["words"], list(items)
        comma = "; " if any(words["list"] in item for item in items[:-1]) else words["list"]
        return str(words[last]).join(part for part in (comma.join(items[:-1]), *items[-1:]) if part)

    def series(self, items: Iterable[str]) -> str:
        """Items in a row that goes on: "a, b, c"."""
        return str(self._texts["words"]["list"]).join(items)

    def ranked(self, items: Sequence[tuple[str, int]]) -> str:
        """Items with their numbers, those alike together: "a (18), b and c (16 each)"."""
        parts = []
        for number in dict.fromkeys(n for _, n in items):
            alike = [item for item, n in items if n == number]
            key = "figures.alike" if len(alike) > 1 else "figures.each"
            slots = {"item": alike[0], "items": self.listed(alike), "n": self.number(number)}
            parts.append(self.say(key, **slots))
        return self.listed(parts, "and_long" if any(self._texts["words"]["and"] in part for part in parts) else "and")

    def _quantified(self, word: str, count: int, base: int, nouns: str) -> str:
        slots = {"n": self.number(count), "base": self.number(base), "nouns": nouns, "of": self.of(count, base)}
        return str(self._texts["quantifiers"][word]).format(**slots)


def _is_name(word: str) -> bool:
    """Whether a word after the first has a capital as names and titles have, and abbreviations have not."""
    return word[:1].isupper() and not any(c.isupper() for c in word[1:]) and len(word) > 1


@functools.cache
def _proper() -> frozenset[str]:
    """Words that keep their capital: names of countries and of their inhabitants."""
    names = reference.column("country_names.tsv", "name") | reference.column("demonyms.tsv", "stem", "en")
    return frozenset(name.casefold() for name in names)


def _compare(file: Path, given: Catalogue, english: Catalogue) -> None:
    """Hold a catalogue against the English one."""
    for section, texts in english.items():
        if isinstance(texts, str):
            continue
        found = given.get(section, {})
        for name, text in texts.items():
            if name not in found:
                near = nearest(name, found)
                raise TextmineError(f"{file}: [{section}] has no text {name!r}.", hint=near or "copy it from en.toml")
            unknown = _slots(found[name]) - _slots(text) - ({"noun", "nouns"} if section not in _FREE else set())
            if unknown:
                raise TextmineError(
                    f"{file}: {section}.{name} has the slot {{{min(unknown)}}}, which nothing fills.",
                    expected="no slots but " + ", ".join(sorted(f"{{{slot}}}" for slot in _slots(text))),
                )


def _slots(text: object) -> set[str]:
    if isinstance(text, str):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    parts = text.values() if isinstance(text, Mapping) else text if isinstance(text, list) else ()
    return {slot for part in parts for slot in _slots(part)}
