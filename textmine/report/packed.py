"""Report -> its verbatims and items as one word of base64, which the page unpacks: JSON, then gzip.

The letters of base64 hold no markup, so nothing that a respondent wrote can leave the element it lies in.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from textmine.report.verbatims import outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textmine.report.model import Figure, Report, Tag, Verbatim, Where

__all__ = ["Opened", "address", "packed"]

_FIELDS = ("item", "question", "option", "role", "by", "group")
_LONE = re.compile("[\ud800-\udfff]")  # half a character: no encoding can write it
_WIDE = re.compile("[\U00010000-\U0010ffff]")  # counts as two in a browser
_BETWEEN = ("relation", "respondent")  # counted from what two respondents say of each other, wherever they say it
_UNWRITTEN = (("base", "invited"), ("base", "ticked"))  # those who wrote are others
_GZIP = 16 + zlib.MAX_WBITS  # zlib writes the head itself, and the same on every Python, as `gzip` does not
_REVIEW = "review"  # stands for the role of a theme that a person is to decide


def address(where: Where) -> str:
    """What stands behind the # in the address of the page that shows these verbatims."""
    fields = {"where": where.kind} | {name: getattr(where, name) for name in _FIELDS if getattr(where, name)}
    return urlencode(fields, quote_via=quote)


class Opened:
    """Which figures of a report have comments to open.

    Args:
        report: The report.
    """

    def __init__(self, report: Report) -> None:
        self._questions = {verbatim.question for verbatim in report.verbatims}
        self._options = {verbatim.option for verbatim in report.verbatims}
        places = ((outcome(verbatim), place) for verbatim in report.verbatims for place in ("", verbatim.question))
        self._became = Counter(places)

    def address(self, figure: Figure) -> str:
        """The address of the comments behind a figure, "" where nobody wrote in that place or it counts none.

        Of comments that could be coded too, where the report has others beside them: in a field for a name or a date.
        """
        where = figure.where
        if where is None or not self._questions or (where.kind, where.item) in _UNWRITTEN:
            return ""
        option = f"{where.question}|{where.item}" if where.kind == "tick" else where.option
        if where.kind in _BETWEEN:
            written = False
        elif where.kind == "coding":
            written = 0 < figure.count == self._became[where.item, where.question]
        elif option:
            written = option in self._options and (figure.count > 0 or where.kind == "tick")
        else:
            written = figure.count > 0 and (not where.question or where.question in self._questions)
        return address(where) if written else ""


def packed(report: Report) -> str:
    """The verbatims column by column, words that repeat as numbers into lists; the same bytes each time."""
    held = json.dumps(_columns(report), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(_LONE.sub("\ufffd", held).encode(), 6, _GZIP)).decode()


class _Numbers(dict[Any, int]):
    """Numbers words by when they first come up."""

    def __missing__(self, word: Any) -> int:
        self[word] = len(self)
        return self[word]


def _columns(report: Report) -> dict[str, Any]:
    items = _Numbers({(item.kind, item.item_id): number for number, item in enumerate(report.items)})
    people, languages, statuses, roles = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    said = report.verbatims
    columns = {
        "key": [verbatim.key for verbatim in said],
        "person": [people[verbatim.respondent, verbatim.counted, *verbatim.groups] for verbatim in said],
        "question": [items["question", verbatim.question] for verbatim in said],
        "option": [items["option", verbatim.option] if verbatim.option else -1 for verbatim in said],
        "language": [languages[verbatim.language] for verbatim in said],
        "status": [statuses[verbatim.status] for verbatim in said],
        "text": [verbatim.text for verbatim in said],
        "tags": [list(chain.from_iterable(_tags(verbatim, items, roles))) for verbatim in said],
    }
    told = {(item.kind, item.item_id): item for item in report.items}
    labels = [(told[key].label, told[key].above) if key in told else (key[1], ()) for key in items]
    return {
        "by": report.by,
        "items": [[*key, label, list(above)] for key, (label, above) in zip(items, labels, strict=True)],
        "people": list(people),
        "languages": list(languages),
        "statuses": list(statuses),
        "roles": list(roles),
        "verbatims": columns,
    }


def _tags(verbatim: Verbatim, items: _Numbers, roles: _Numbers) -> Iterable[tuple[int, int, int, int]]:
    """Item, start, end and role of each tag, offsets as a browser counts: in units of UTF-16."""
    wide = _WIDE.search(verbatim.text)
    for tag in verbatim.tags:
        kind, role = ("theme", _REVIEW) if tag.kind == _REVIEW else (tag.kind, tag.role)
        start, end = _units(verbatim.text, tag) if wide else (tag.start, tag.end)
        yield items[kind, tag.item_id], start, end, roles[role]


def _units(text: str, tag: Tag) -> tuple[int, int]:
    start, end = (place + len(_WIDE.findall(text, 0, place)) for place in (tag.start, tag.end))
    return start, end
