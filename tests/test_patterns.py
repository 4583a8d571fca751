"""Regular expressions against hostile text: none takes longer than in proportion to the text.

Every pattern that textmine compiles is held against long texts made from what it repeats itself, as it is used: those
that are only held against the beginning of a text are not looked for in the middle of it.
"""

from __future__ import annotations

import json
import re
import re._parser as parser  # type: ignore[import-not-found]
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from helpers import ROOT

SHORT, LONG = 2000, 65_000  # characters
SUSPECT = 0.0004  # seconds of CPU for the short text; only then is the long one tried
# Seconds for the long text. A pattern that looks at each place once needs some ten milliseconds, or a hundred where it
# is a list of hundreds of words; one that looks from each place through the whole text needs a second and more.
MOST = 0.5

MANY = 10  # a repeat of so many turns at most needs no long text
MEMBERS = 4  # of a set of characters or of branches

_OF_CATEGORY = {"SPACE": " ", "DIGIT": "1", "WORD": "a", "NOT_SPACE": "a", "NOT_DIGIT": "a", "NOT_WORD": "("}


class TooLongError(Exception):
    """A pattern took too long."""


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, int, str, str]]:
    command = [sys.executable, str(ROOT / "tests" / "patterns_used.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [tuple(each) for each in json.loads(done.stdout)]


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)  # counts the CPU of this process alone
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    signal.signal(signal.SIGVTALRM, before)


def _examples(parsed: Any, repeats: list[tuple[str, str]], before: str = "") -> str:
    """A text that a parsed pattern finds, more or less; each repeat in it goes to `repeats` with what is before it."""
    text = ""
    for operation, value in parsed:
        name = str(operation)
        if name in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            text += _characters(name, value)[0]
        elif name == "BRANCH":
            text += next(iter([_examples(branch, repeats, before + text) for branch in value[1]]))
        elif name == "SUBPATTERN":
            text += _examples(value[-1], repeats, before + text)
        elif name == "ATOMIC_GROUP":
            text += _examples(value, repeats, before + text)
        elif name.endswith("_REPEAT"):
            least, most, inner = value
            turn = _examples(inner, repeats, before + text)
            if most > MANY:
                alone = [_characters(str(inner[0][0]), inner[0][1])] if len(inner) == 1 else []
                repeats += [(before + text, each) for each in [turn, *(alone[0] if alone else [])]]
            text += turn * max(least, 1)
    return text


def _characters(name: str, value: Any) -> list[str]:
    """Some of the characters that a parsed set stands for; [] where it is no set."""
    if name == "LITERAL":
        return [chr(value)]
    if name in {"NOT_LITERAL", "ANY"}:
        return ["a" if value != ord("a") else "b"]
    if name != "IN":
        return []
    found, without = [], False
    for kind, member in value:
        if str(kind) == "NEGATE":
            without = True
        elif str(kind) == "CATEGORY":
            found.append(_OF_CATEGORY[str(member).removeprefix("CATEGORY_")])
        else:
            found.append(chr(member[0] if str(kind) == "RANGE" else member))
    return [each for each in "a 1(" if each not in found][:2] or ["\u2020"] if without else found[:MEMBERS]


def _hostile(pattern: str, flags: int, used: str) -> Iterator[Callable[[int], str]]:
    """Texts of any length that lead a pattern to try again and again."""
    repeats: list[tuple[str, str]] = []
    whole = _examples(parser.parse(pattern, flags & ~re.DEBUG), repeats)
    units = dict.fromkeys(("", unit) for unit in (" ", "a", "\n", whole, f"{whole} "))
    units |= dict.fromkeys(repeats)
    if used == "search":
        units |= dict.fromkeys(("", each) for before, turn in repeats for each in (turn, f"{turn} ", before + turn))
    for before, unit in units:
        if unit:
            yield lambda length, before=before, unit=unit: f"{before}{unit * (length // len(unit))}\0"  # type: ignore[misc]


def _seconds(pattern: re.Pattern[str], used: str, text: str) -> float:
    """Seconds of CPU, no more than a little above `MOST`."""
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
    try:
        if used == "search":
            for _ in pattern.finditer(text):
                pass
        else:
            getattr(pattern, used)(text)
    except TooLongError:
        return MOST
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


def _slow(pattern: str, flags: int = 0, used: str = "search") -> str:
    """The beginning of a text on which a pattern takes too long, "" where there is none."""
    compiled = re.compile(pattern, flags)
    for made in _hostile(pattern, flags, used):
        if _seconds(compiled, used, made(SHORT)) > SUSPECT and _seconds(compiled, used, made(LONG)) >= MOST:
            return made(SHORT)[:12]
    return ""


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\s*\n\s*x", r"(?:\w+, )+and", r"(.*\S)\s\((\w+)\)"])
def test_a_pattern_that_tries_again_and_again_is_found(pattern):
    assert _slow(pattern)


def test_a_pattern_that_looks_once_is_not():
    assert not _slow(r"\w+|(?<!\s)\s+x")
    assert not _slow(r"\s*x", used="match")


def test_no_pattern_takes_longer_than_in_proportion_to_the_text(patterns):
    assert len(patterns) > 1500
    slow = {
        (module, pattern[:80]): text
        for pattern, flags, module, used in patterns
        if (text := _slow(pattern, flags, used))
    }
    assert not slow
