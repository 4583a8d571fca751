"""The one root of every error that textmine raises on purpose."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Iterable
from pathlib import Path

__all__ = ["TextmineError", "harmless", "like", "nearest", "unforeseen"]

_STAGE = "stage "  # how a note of an error begins that says in which stage it was raised
_LISTED = 8  # choices that an error can name and still be read
_LONGEST = 40  # characters of a choice in a list; a choice can be the whole wording of a question

# What a terminal may obey: the control characters of ASCII and Latin-1, but for line ends and tabs.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class TextmineError(Exception):
    """Something about the input is wrong, and the person at the keyboard can mend it.

    The command line prints it as at most three short lines and exits with 1; a library caller
    catches this one class. Anything else that escapes is a bug, of which `unforeseen` says where it is.

    Args:
        found: What was found, with the file, column or value named.
        expected: What was expected instead; may be empty when `found` says it all.
        hint: What to do about it, as an instruction.
    """

    def __init__(self, found: str, *, expected: str = "", hint: str = "") -> None:
        self.found = found
        self.expected = expected
        self.hint = hint
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """The message line by line: found, then expected, then the hint; empty parts left out."""
        parts = [self.found]
        if self.expected:
            parts.append(f"Expected: {self.expected}")
        if self.hint:
            parts.append(f"Hint: {self.hint}")
        return parts


def unforeseen(error: Exception) -> TextmineError:
    """What to say of an error that is a bug: its class and its place, not its words, which can be a respondent's."""
    package = Path(__file__).parent
    passed = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(package)
    ]
    places = [f"{Path(frame.filename).relative_to(package.parent)}, line {frame.lineno}" for frame in passed[-1:]]
    stages = [note for note in getattr(error, "__notes__", ()) if note.startswith(_STAGE)]
    return TextmineError(
        f"{type(error).__name__} ({', '.join(stages + places)}). This is a bug of textmine; what is finished is kept.",
        hint="`textmine --debug COMMAND ...` shows all of it; look for words of respondents before you send it on.",
    )


def harmless(text: str) -> str:
    """Text for a terminal: control characters as their codes, so that no name and no comment moves the cursor."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def like(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word`, as ``did you mean 'x'?``; "" when none is near."""
    folded = {choice.casefold(): choice for choice in sorted(choices)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"did you mean {folded[close[0]]!r}?" if close else ""


def nearest(word: str, choices: Iterable[str], first: Iterable[str] = ()) -> str:
    """The choice most like `word`, as ``did you mean 'x'?``, or the choices when none is near.

    Args:
        word: What was said.
        choices: What there is.
        first: Those of the choices that most people want, which are listed first.
    """
    known = list(dict.fromkeys([*first, *sorted(choices)]))
    if close := like(word, known):
        return close
    listed = [c if len(c) <= _LONGEST else c[: _LONGEST - 1].rstrip() + "\u2026" for c in known[:_LISTED]]
    more = f" ... ({len(known)} in all)" if len(known) > _LISTED else ""
    return f"choose one of: {', '.join(listed)}{more}"
