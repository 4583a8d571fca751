"""Report -> a project (.qdpx) or a codebook (.qdc) for QualCoder, MAXQDA, NVivo, ATLAS.ti and others (REFI-QDA 1.5).

A project has one text and one case a respondent, as these programs make them of a survey themselves: a text a comment
would be thousands, and a text a question has no respondent whose attributes it could carry. Above each comment stands
what it answers, and the key by which `--labels` finds it again.

Programs count places in a text differently: the standard and QualCoder in characters, NVivo in units of UTF-16 with two
for the end of a line, MAXQDA with two for it as well. All agree where each line ends with CR LF and no character is
longer than one unit, so that is how the texts are written. GUIDs and dates hang on no clock.
"""

from __future__ import annotations

import itertools
import operator
import re
import zipfile
from typing import TYPE_CHECKING, Any

from textmine import refi
from textmine.codebook import heading
from textmine.errors import TextmineError
from textmine.exchange import codebook_file, theme_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from textmine.report.model import Item, Report, Verbatim

__all__ = ["write_codebook", "write_project"]

_DATE = "2000-01-01T00:00:00Z"  # fixed, so that bytes are equal; some programs do not open a text without a date
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
_LINE_END = "\r\n"
_UNEVEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd]")  # illegal in XML, CR, or two units of UTF-16
# What the codes of each kind of `refi.TAGS` stand below; themes stand at the top.
_HEADINGS = ("To be decided", "Countries", "Regions", "Organisations", "Questions")
_COUNTED = "Counted over the whole survey"


def write_codebook(report: Report, path: Path) -> None:
    """Write the themes as a codebook.

    Raises:
        TextmineError: there are none, for which the format has no form.
    """
    path.write_bytes(codebook_file(_themes(report)))


def write_project(report: Report, path: Path) -> None:
    """Write the comments and what is coded in them as a project.

    Raises:
        TextmineError: the report holds no comments.
    """
    if not any(verbatim.text for verbatim in report.verbatims):
        raise TextmineError(
            "There are no comments to write as a project.",
            expected="a survey with comments, and no more of them than a report holds (ReportSettings.verbatims)",
        )
    project = _Project(report)
    by_respondent: dict[str, list[Verbatim]] = {}
    for verbatim in report.verbatims:
        if verbatim.text:
            by_respondent.setdefault(verbatim.respondent, []).append(verbatim)
    with zipfile.ZipFile(path, "w") as archive:
        for respondent, said in by_respondent.items():
            archive.writestr(_entry(f"sources/{refi.guid('source', respondent)}.txt"), project.add(respondent, said))
        archive.writestr(_entry("project.qde"), refi.written(project.root))


class _Project:
    """The XML of a project, which grows with each text that is added."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._labels = {(item.kind, item.item_id): item.label for item in report.items}
        self._made = {"creatingUser": refi.guid("user", refi.MACHINE), "creationDateTime": _DATE}
        user = self._made["creatingUser"]
        self.root = refi.document(
            refi.PROJECT,
            "Project",
            name=report.title,
            origin=refi.MACHINE,
            creatingUserGUID=user,
            creationDateTime=_DATE,
        )
        refi.add(refi.add(self.root, "Users"), "User", guid=user, name=refi.MACHINE)
        self._code_book(refi.add(refi.add(self.root, "CodeBook"), "Codes"))
        variables = refi.add(self.root, "Variables")
        for name, kind in [*((name, "Text") for name in report.by), (_COUNTED, "Boolean")]:
            refi.add(variables, "Variable", guid=refi.guid("variable", name), name=name, typeOfVariable=kind)
        self._cases, self._sources = refi.add(self.root, "Cases"), refi.add(self.root, "Sources")
        refi.add(self.root, "Description", report.subtitle)

    def add(self, respondent: str, verbatims: Sequence[Verbatim]) -> bytes:
        """Add a case, its text and the codes in it; the text is returned."""
        source = refi.guid("source", respondent)
        case = refi.add(self._cases, "Case", guid=refi.guid("case", respondent), name=respondent)
        path = f"internal://{source}.txt"
        text = refi.add(self._sources, "TextSource", guid=source, name=respondent, plainTextPath=path, **self._made)
        parts: list[str] = []
        at = 0
        for verbatim in verbatims:
            above = _even(" ".join(f"{self._place(verbatim)} [#{verbatim.key}]".split())) + _LINE_END
            said = _even(verbatim.text) + 2 * _LINE_END
            for what, start, end in _passages(verbatim):
                self._code(text, what, verbatim.key, at + len(above) + start, at + len(above) + end)
            parts += [above, said]
            at += len(above) + len(said)
        self._values(case, verbatims[0])
        self._values(text, verbatims[0])
        refi.add(case, "SourceRef", targetGUID=source)
        return "".join(parts).encode()

    def _code_book(self, codes: Any) -> None:
        """Add the themes with their families, then what else is tagged, and the questions."""
        themes = _themes(self._report)
        theme_codes(codes, themes)
        places = {item.item_id: number for number, item in enumerate(self._report.items) if item.kind == "question"}
        said = {
            what for verbatim in self._report.verbatims for what, _, _ in _passages(verbatim) if what[0] in refi.TAGS
        }
        wanted = sorted(said, key=lambda what: (refi.TAGS.index(what[0]), places.get(what[1], 0), what))
        for number, (kind, whats) in enumerate(itertools.groupby(wanted, key=operator.itemgetter(0))):
            above = refi.code(codes, ("heading", kind), _HEADINGS[refi.TAGS.index(kind)])
            for what in whats:
                refi.code(above, what, self._name(what), refi.colour(len(themes) + number))

    def _name(self, what: tuple[str, ...]) -> str:
        """What a code is called, so that `refi.is_tag` knows it."""
        kind, item, *role = what
        label = self._labels.get(("theme" if kind == "review" else kind, item), item)
        return heading(", ".join([label, *role]), ":".join([kind, item, *role]))

    def _place(self, verbatim: Verbatim) -> str:
        """The question and option that a comment stands under."""
        names = [("question", verbatim.question), ("option", verbatim.option)]
        return " \u2013 ".join(self._labels.get(name, name[1]) for name in names if name[1])

    def _code(self, text: Any, what: tuple[str, ...], key: str, start: int, end: int) -> None:
        """Add a code on a passage of a text: a passage for each code, which all programs can read."""
        names = ("passage", *what, key, str(start), str(end))
        places = {"startPosition": str(start), "endPosition": str(end)}
        passage = refi.add(text, "PlainTextSelection", guid=refi.guid(*names), **places, **self._made)
        coding = refi.add(passage, "Coding", guid=refi.guid("coding", *names), **self._made)
        refi.add(coding, "CodeRef", targetGUID=refi.guid(*what))

    def _values(self, above: Any, verbatim: Verbatim) -> None:
        """Add the attributes of a respondent: NVivo reads those of the case, MAXQDA those of the text."""
        values = [(name, "TextValue", value) for name, value in zip(self._report.by, verbatim.groups, strict=True)]
        for name, kind, value in [*values, (_COUNTED, "BooleanValue", str(verbatim.counted).lower())]:
            if value:
                held = refi.add(above, "VariableValue")
                refi.add(held, "VariableRef", targetGUID=refi.guid("variable", name))
                refi.add(held, kind, value)


def _themes(report: Report) -> dict[str, tuple[str, str, str]]:
    """Theme -> label, parent and description."""
    themes: Iterable[Item] = (item for item in report.items if item.kind == "theme")
    return {item.item_id: (item.label, next(iter(item.above), ""), item.description) for item in themes}


def _passages(verbatim: Verbatim) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """What is coded in a comment, each once: the question that it answers, then its tags, each where it is written."""
    text = verbatim.text
    yield ("question", verbatim.question), 0, len(text) + text.count("\n")
    for tag in dict.fromkeys(verbatim.tags):
        if tag.start < tag.end:
            what = (tag.kind, tag.item_id, tag.role) if tag.role else (tag.kind, tag.item_id)
            yield what, tag.start + text.count("\n", 0, tag.start), tag.end + text.count("\n", 0, tag.end)


def _even(text: str) -> str:
    """A text in which all programs count alike."""
    return _UNEVEN.sub(refi.STAND_IN, text).replace("\n", _LINE_END)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
