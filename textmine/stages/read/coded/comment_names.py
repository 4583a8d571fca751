"""The comments that a sheet names, found again among those of a survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textmine.privacy import comment_key, pseudonyms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CommentNames"]


class CommentNames:
    """What sheets call comments -> the ids of the comments, while these stream by.

    Args:
        keys: Keys of comments, as `privacy.comment_key` makes them; "" for none.
        written: Names of comments as people see them: ids, or ids under a pseudonym.
        measured: Whether to take note of the lengths of all comments.

    Attributes:
        lengths: Characters of the raw text of each comment, if they are `measured`.
    """

    def __init__(self, keys: Iterable[str], written: Iterable[str], *, measured: bool = False) -> None:
        self.lengths: dict[str, int] = {}
        self._measured = measured
        self._wanted, self._written = set(keys), set(written)
        self._by_key: dict[str, str] = {}
        self._known: set[str] = set()
        self._respondents: list[str] = []
        self._owners: dict[str, str] | None = None

    def see(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Take note of a batch of the tables `respondents` and `comments`."""
        if not self._written:
            return
        self._owners = None
        self._respondents.extend(frames["respondents"]["respondent_id"])
        if self._measured:
            self.lengths |= zip(frames["comments"]["comment_id"], frames["comments"]["raw"].str.len(), strict=True)
        for comment_id in frames["comments"]["comment_id"]:
            if comment_id in self._written:
                self._known.add(comment_id)
            if (key := comment_key(comment_id)) in self._wanted:
                self._by_key[key] = comment_id

    def id_of(self, written: str, key: str = "") -> str:
        """The id of a comment by its name in a sheet, which stays as it is for a comment of another survey.

        The key decides, which neither new responses nor pseudonyms change; without one the name is an
        id or stands under a pseudonym.
        """
        if key:
            # The name of a comment of another survey may be that of another comment here.
            return self._by_key.get(key) or f"{written}#{key}"
        if written in self._known:
            return written
        if self._owners is None:
            self._owners = {public: name for name, public in pseudonyms(self._respondents).items()}
        owner, colon, place = written.partition(":")
        return f"{self._owners[owner]}{colon}{place}" if owner in self._owners else written
