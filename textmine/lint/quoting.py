"""The quotations of a passage, and the lines that say whose they are, against the comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textmine.lint.judging import Result, Verdict
from textmine.lint.quotes import Comments, Heard, marked
from textmine.lint.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from textmine.lint.document import Passage
    from textmine.lint.figures import Item
    from textmine.report.facts import Facts

__all__ = ["Quoting"]

_PSEUDONYM = re.compile(r"\bR\d{2,}\b")
_FEWEST = 4  # words of a part of a wording that is known for one
_CUT = re.compile(r"(?:(?<!\s)\s+)?(?:\u2026|\.\.\.)$")
_VERDICTS: dict[str, Verdict] = {"proven": "proven", "wrong": "wrong"}


class Quoting:
    """What a chapter quotes.

    Args:
        run: Table name to frame.
        facts: The run, as the report knows it.
        items: What is counted, whose names may stand in quotation marks, too.
        keep_personal_data: Whether the report quotes comments as written and names respondents by their ids.
    """

    def __init__(
        self, run: Mapping[str, pd.DataFrame], facts: Facts, items: Sequence[Item], *, keep_personal_data: bool
    ) -> None:
        self._comments = Comments(run, keep_personal_data=keep_personal_data)
        texts = [*run["options"]["text"], *(question.text for question in facts.questions.values())]
        sections = [question.section for question in facts.questions.values()]
        names = [*texts, *sections, *(item.name for item in items), *(theme.label for theme in facts.themes.values())]
        self._labels = {_bare(name) for name in names if name}
        self._groups: dict[str, set[str]] = {}
        held = facts.table("attributes")
        headings = {(group.by, group.value): facts.heading(group) for group in facts.groups}
        for respondent, by, value in held[["respondent_id", "attribute", "value"]].itertuples(index=False, name=None):
            if (by, value) in headings:
                self._groups.setdefault(respondent, set()).add(headings[by, value])
        self._headings = set(headings.values())
        self._last: tuple[str, ...] = ()  # the comments with the words that were quoted last

    def heard(self, passage: Passage) -> Iterator[tuple[str, int, Result]]:
        """The quotations of a passage: words, place, verdict. Names of options and the like are proven as such."""
        spans = marked(passage.text)
        if passage.kind == "quote" and not spans:
            spans = [(0, len(passage.text))]
        for start, end in spans:
            said = passage.text[start:end].strip()
            heard = self._comments.hear(said)
            self._last = self._last if passage.kind == "source" else heard.comment_ids
            if heard.verdict != "proven" and self._is_label(said):
                heard = Heard("proven", (), "a wording of the survey")
            if passage.kind != "source" or heard.verdict == "wrong":
                yield said, start, _result(heard)

    def source(self, passage: Passage) -> Iterator[tuple[str, int, Result]]:
        """Whether the line under a quotation names who said it, and the group of theirs."""
        named = _PSEUDONYM.search(passage.text)
        if not self._last or named is None:
            return
        who = {self._comments.respondents[c]: self._comments.owners[c] for c in reversed(self._last)}
        right = named[0] if named[0] in who else next(reversed(who))
        theirs = self._groups.get(who[right], set())
        bare = f" {_bare(passage.text.partition(chr(0x201C))[0])} "
        said = {heading for heading in self._headings if f" {_bare(heading)} " in bare}
        whole = ", ".join([right, *sorted(theirs)])
        because = f"the words of {whole}"
        true = named[0] == right and said <= theirs
        result = Result("proven", because) if true else Result("wrong", because, whole)
        yield passage.text.split(" on ")[0].rstrip(", "), named.start(), result

    def _is_label(self, said: str) -> bool:
        cut = _CUT.search(said)
        bare = _bare(_CUT.sub("", said))
        part = cut or len(bare.split()) >= _FEWEST
        return bare in self._labels or bool(part and any(f" {bare} " in f" {label} " for label in self._labels))


def _result(heard: Heard) -> Result:
    return Result(_VERDICTS.get(heard.verdict, "not found"), heard.source, heard.right)


def _bare(text: str) -> str:
    return " ".join(fold(word.text) for word in words(text))
