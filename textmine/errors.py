"""The one root of every error that textmine raises on purpose."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["TextmineError", "nearest"]

_LISTED = 20  # choices that an error can name and still be read


class TextmineError(Exception):
    """Something about the input is wrong, and the person at the keyboard can mend it.

    The command line prints it as at most three short lines and exits with 1; a library caller
    catches this one class. Anything else that escapes is a bug and shows its traceback.

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


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word`, as ``did you mean 'x'?``, or all choices when none is near."""
    known = sorted(choices)
    folded = {choice.casefold(): choice for choice in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]!r}?"
    more = f" ... ({len(known)} in all)" if len(known) > _LISTED else ""
    return f"choose one of: {', '.join(known[:_LISTED])}{more}"
