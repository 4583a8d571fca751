"""A run -> a sheet of its mentions, for people to correct; `stages.read.coded.corrections` reads it back.

What leaves the run folder here goes the way of `textmine.privacy`: placeholders for personal data in
the words around a mention, pseudonyms in the names of the comments. Offsets count in `texts.text` as
ever, and a key that stands in the last column finds the comment again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import grids, privacy
from textmine.files import write_atomically
from textmine.stages.mentions.corrections import BY_PERSON
from textmine.stages.read.coded.corrections import COLUMNS, EDITED, KINDS, MARKED, NO_MENTION, ROLES
from textmine.wordings import Wordings

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

__all__ = ["dump", "mention_rows"]

_AROUND = 60  # characters on each side of a mention
# Names that are also something else, and what only a pattern or the recogniser of names found, score 0.7 at most.
_DOUBTFUL = 0.75
_ADDED = 500  # rows below the last that have the lists of choices too
_WIDTHS = {"before": 48, "after": 48, "surface": 22, "entity": 24, "kind": 13, "question": 40, "option": 34, "rule": 50}
_CHOICES = {"kind": KINDS, "role": ROLES, "negated": ("yes", "no"), "hedged": ("yes", "no"), "checked": (MARKED,)}
_NUMBERS = frozenset({"start", "end"})
_READ_ME = """\
Change the coloured cells of the sheet "mentions" in place; delete no row and no column.
entity: a code (CA) or a name in any language (Canada, Kanada); an organisation by its name. Two spellings with one \
name are one organisation. Empty or - : it is no mention.
role: target (a market to enter), partner (where a partner is), home (where the respondent is) or other.
checked: x on rows that you read and found right; a changed row counts as checked.
read_first: yes on rows that the machine is not sure of.
A mention that is missing: a new row below with comment_id, the words under surface, kind and entity.
Save it, then: textmine run EXPORT --corrections FILE
"""


def mention_rows(run: Mapping[str, pd.DataFrame], *, keep_personal_data: bool) -> list[dict[str, str]]:
    """The rows of the sheet: the mentions, then those that a person took away in an earlier sheet.

    Args:
        run: Table name to frame.
        keep_personal_data: Whether comments stand as written, and under their ids.
    """
    mentions, corrections = run["mentions"], run["corrections"]
    entities = run["entities"]
    shown, named = (run[n] if keep_personal_data else privacy.shown(run, n) for n in ("mentions", "entities"))
    shown = shown[shown["kind"].isin(KINDS)]
    names = dict(zip(entities.loc[named.index, "entity_id"], named["name"], strict=True))
    around = _Around(run, keep_personal_data=keep_personal_data)
    rows = []
    for public, row in zip(shown.to_dict("records"), mentions.loc[shown.index].to_dict("records"), strict=True):
        cells = around.cells(row) | {"comment_id": public["comment_id"], "surface": public["surface"]}
        cells |= {"kind": row["kind"], "entity": names[row["entity_id"]], "role": row["role"], "rule": row["rule"]}
        cells |= {name: "yes" if row[name] else "no" for name in ("negated", "hedged")}
        cells["read_first"] = "yes" if row["score"] < _DOUBTFUL else ""
        cells["checked"] = MARKED if row["rule"].startswith(BY_PERSON) else ""
        rows.append(_with_machine(cells, row["comment_id"], row["entity_id"]))
    taken = corrections[(corrections["entity"] == "") & corrections["comment_id"].isin(run["texts"]["comment_id"])]
    public_ids = privacy.shown(run, "corrections").loc[taken.index, "comment_id"]
    for row, public_id in zip(taken.to_dict("records"), public_ids, strict=True):
        cells = around.cells(row) | {"comment_id": row["comment_id"] if keep_personal_data else public_id}
        cells |= {"surface": row["surface"], "kind": row["kind"], "entity": NO_MENTION, "role": row["role"]}
        cells |= {"negated": "no", "hedged": "no", "checked": MARKED, "rule": BY_PERSON}
        rows.append(_with_machine(cells, row["comment_id"], row["machine_id"]))
    return rows


def _with_machine(cells: Mapping[str, str], comment_id: str, entity_id: str) -> dict[str, str]:
    """Cells as a file can hold them, with what the machine said as the JSON that reading holds a row against."""
    held = {name: grids.printable(cell) for name, cell in cells.items()}
    said = {"comment": privacy.comment_key(comment_id), "id": entity_id, "surface": held["surface"]}
    return held | {"machine": json.dumps(said | {name: held[name] for name in EDITED}, ensure_ascii=False)}


class _Around:
    """Where mentions stand: the words beside them and the question that was asked."""

    def __init__(self, run: Mapping[str, pd.DataFrame], *, keep_personal_data: bool) -> None:
        self._texts = _map(run["texts"], "comment_id", "text")
        self._asked = run["comments"].set_index("comment_id")[["question_id", "row_id", "option_id"]]
        self._wordings = Wordings(run["questions"], run["options"])
        self._languages = _map(run["languages"], "comment_id", "language")
        self._hidden: dict[str, list[tuple[int, int, str]]] = {}
        for comment_id, *span in () if keep_personal_data else run["redactions"].itertuples(index=False, name=None):
            self._hidden.setdefault(comment_id, []).append((span[0], span[1], span[2]))

    def cells(self, row: Mapping[Hashable, Any]) -> dict[str, str]:
        """The cells of a mention or correction that say where it stands."""
        comment_id, start, end = row["comment_id"], row["start"], row["end"]
        question, row_id, option_id = self._asked.loc[comment_id]
        cells = {
            "question": self._wordings.question(question),
            "option": self._wordings.option(question, row_id, option_id),
        }
        cells["language"] = self._languages.get(comment_id, "und")
        if start < 0:
            return cells
        text, hidden = self._texts[comment_id], self._hidden.get(comment_id, ())
        cells["before"] = privacy.redacted(text, max(0, start - _AROUND), start, hidden)
        cells["after"] = privacy.redacted(text, end, min(len(text), end + _AROUND), hidden)
        return cells | {"start": str(start), "end": str(end)}


def _map(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    return dict(zip(table[key], table[value], strict=True))


def dump(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """Write the rows of a sheet, the same bytes for the same rows.

    Args:
        rows: Cells by column; those left out are empty.
        path: A file .xlsx or .csv.

    Raises:
        TextmineError: the suffix is another, the rows are too many for it, or there is no such folder.
    """
    grids.check_writable(path, len(rows), "mentions")
    cells = [[grids.printable(row.get(name, "")) for name in COLUMNS] for row in rows]
    with write_atomically(path) as part:
        if path.suffix.casefold() == ".csv":
            grids.write_csv([COLUMNS, *cells], part)
        else:
            _xlsx(cells, part)


def _xlsx(rows: list[list[str]], path: Path) -> None:
    """A workbook: the sheet, and beside it how to use it."""
    with grids.workbook(path, "Mentions") as made:
        plain, edited = made.look(), made.look(bg_color="#FFF6DC")
        head = made.look(bold=True, bottom=1, bg_color="#EEF2F5")
        sheet = made.book.add_worksheet("mentions")
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, 10), None, {"hidden": name == "machine"})
            sheet.write_string(0, column, name, head)
            look = edited if name in {*EDITED, "checked"} else plain
            for row, cells in enumerate(rows, start=1):
                if name in _NUMBERS and cells[column]:
                    sheet.write_number(row, column, int(cells[column]), look)
                elif cells[column]:
                    sheet.write_string(row, column, cells[column], look)
                else:
                    sheet.write_blank(row, column, None, look)
            if name in _CHOICES:
                choices = {"validate": "list", "source": list(_CHOICES[name])}
                sheet.data_validation(1, column, len(rows) + _ADDED, column, choices)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        made.lines("how to", _READ_ME)
