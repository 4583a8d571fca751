"""A chapter (.docx, .html, .md) -> its passages in reading order, each with its place.

Tables are one passage with their rows. What a reader does not see is left out: scripts, drawings, the
table of contents, deleted words of tracked changes, comments of Markdown.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from textmine.archives import check_office, part_names
from textmine.errors import TextmineError

__all__ = ["FORMATS", "Passage", "read_chapter"]

Kind = Literal["heading", "text", "quote", "source", "table"]
FORMATS = (".docx", ".md", ".html")


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, quotation or table of a chapter.

    Args:
        number: Its number in the chapter, from 1.
        kind: What it is; `source` is the line under a quotation that says whose it is.
        text: The words; of a table its caption.
        headings: The headings above it, the highest first.
        rows: Of a table, its cells row by row.
        item: Whether it is a point of a list.
    """

    number: int
    kind: Kind
    text: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    item: bool = False

    @property
    def place(self) -> str:
        """``paragraph 12, under "Barriers"``."""
        what = "table" if self.kind == "table" else "paragraph"
        under = f', under "{self.headings[-1]}"' if self.headings else ""
        return f"{what} {self.number}{under}"


def read_chapter(path: Path) -> tuple[Passage, ...]:
    """The passages of a chapter.

    Raises:
        TextmineError: the file is of another format, cannot be read, or holds no text.
    """
    suffix = path.suffix.casefold().replace(".htm", ".html").replace(".htmll", ".html").replace(".markdown", ".md")
    if suffix not in FORMATS:
        raise TextmineError(
            f"{path} is of a format that is not checked: {path.suffix or 'no suffix'}.",
            expected=f"a chapter: {', '.join(FORMATS)}",
            hint="save it from your word processor as .docx",
        )
    if not path.is_file():
        raise TextmineError(f"There is no file {path}.", expected="the edited chapter")
    build = _Builder()
    {".docx": _read_docx, ".md": _read_markdown, ".html": _read_html}[suffix](path, build)
    if not build.passages:
        raise TextmineError(f"{path} holds no text.", expected="the edited chapter", hint="is it the right file?")
    return tuple(build.passages)


@dataclass
class _Builder:
    """Collects passages and knows the headings that stand above."""

    passages: list[Passage] = field(default_factory=list)
    levels: list[tuple[int, str]] = field(default_factory=list)
    caption: str = ""

    def add(self, kind: Kind, text: str, rows: tuple[tuple[str, ...], ...] = (), *, item: bool = False) -> None:
        text = re.sub(r"[ \t\r\n\u00a0\u202f\u2009]+", " ", text).strip()
        if text or rows:
            headings = tuple(heading for _, heading in self.levels)
            self.passages.append(Passage(len(self.passages) + 1, kind, text, headings, rows, item))

    def heading(self, level: int, text: str) -> None:
        text = " ".join(text.split())
        self.levels = [(other, heading) for other, heading in self.levels if other < level]
        self.add("heading", text)
        if text:
            self.levels.append((level, text))

    def table(self, rows: list[list[str]], caption: str = "") -> None:
        """A table; the caption is what stands right above it unless it is given."""
        caption, self.caption = caption or self.caption, ""
        cells = tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
        if any(any(row) for row in cells):
            self.add("table", caption, cells)


# Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}


def _read_docx(path: Path, build: _Builder) -> None:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if not part_names(path):
        raise TextmineError(f"{path} is not a Word document.", expected="a .docx file")
    check_office(path, "save it again in Word")
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise TextmineError(f"{path} is not a Word document: {error}.", expected="a .docx file") from error
    styles = {style.style_id: style.name or "" for style in document.styles}
    _docx_blocks(document.element.body, styles, build)
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(("/footnotes.xml", "/endnotes.xml")):
            from lxml import etree

            for paragraph in etree.fromstring(part.blob).iter(f"{_W}p"):
                build.add("text", _docx_text(paragraph))


def _docx_blocks(parent: Any, styles: dict[str, str], build: _Builder) -> None:
    for element in parent:
        if element.tag == f"{_W}p":
            _docx_paragraph(element, styles, build)
        elif element.tag == f"{_W}tbl":
            build.table([[_docx_cell(cell) for cell in row.iter(f"{_W}tc")] for row in element.iter(f"{_W}tr")])
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"}:
            _docx_blocks(element, styles, build)


def _docx_paragraph(element: Any, styles: dict[str, str], build: _Builder) -> None:
    properties = element.find(f"{_W}pPr/{_W}pStyle")
    style = styles.get(properties.get(f"{_W}val"), "") if properties is not None else ""
    text, name = _docx_text(element), style.casefold()
    if level := re.fullmatch(r"heading (\d)", name):
        build.heading(int(level[1]), text)
    elif name.startswith(("toc", "contents", "table of figures")):
        return
    elif name == "caption":
        build.add("text", text)
        build.caption = text
    elif "quote source" in name:
        build.add("source", text)
    else:
        item = name.startswith("list") or element.find(f"{_W}pPr/{_W}numPr") is not None
        build.add("quote" if "quot" in name else "text", text, item=item)


def _docx_cell(cell: Any) -> str:
    return "\n".join(_docx_text(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _docx_text(element: Any) -> str:
    """The words of a paragraph as accepted: insertions in, deletions out."""
    if element.tag in _GONE:
        return ""
    if element.tag == f"{_W}t":
        return element.text or ""
    return _BREAKS.get(element.tag, "") + "".join(_docx_text(child) for child in element)


# HTML

_UNSEEN = {"script", "style", "svg", "nav", "template", "head", "select", "button", "noscript", "form", "title", "desc"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "cite", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "ul",
}  # fmt: skip


def _read_html(path: Path, build: _Builder) -> None:
    from lxml import etree, html

    try:
        root = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise TextmineError(f"{path} cannot be read as HTML: {error}.", expected="the edited chapter") from error
    body = root.find("body")
    _html_blocks(root if body is None else body, build, quoted=False)


def _html_blocks(element: Any, build: _Builder, *, quoted: bool) -> None:
    """Passages of an element: its own words, and those of the blocks in it."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return
    if element.tag == "table":
        _html_table(element, build)
        return
    quoted = quoted or element.tag == "blockquote"
    own = element.text or ""
    for child in element:
        if isinstance(child.tag, str) and (child.tag in _BLOCKS or child.tag in _UNSEEN):
            _html_add(element, own, build, quoted=quoted)
            _html_blocks(child, build, quoted=quoted)
            own = ""
        else:
            own += _spaced(own, _html_text(child))
        own += child.tail or ""
    _html_add(element, own, build, quoted=quoted)


def _html_add(element: Any, text: str, build: _Builder, *, quoted: bool) -> None:
    if re.fullmatch(r"h[1-6]", element.tag):
        if text.strip():
            build.heading(int(element.tag[1]), text)
    elif (element.tag == "figcaption" and quoted) or element.tag in {"cite", "footer"}:
        build.add("source", text)
    else:
        build.add("quote" if quoted else "text", text, item=element.tag == "li")
        if element.tag == "figcaption":
            build.caption = text


def _html_text(element: Any) -> str:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return ""
    inside = element.text or ""
    for child in element:
        inside += _spaced(inside, _html_text(child)) + (child.tail or "")
    return f"\n{inside}" if element.tag == "br" else inside


def _spaced(before: str, words: str) -> str:
    """Spans that a page sets apart by its style are set apart by a space: ``markets<span>4 of 21</span>``."""
    apart = before and not (before[-1].isspace() or before[-1].isdigit() or before[-1] in "([")
    return f" {words}" if apart and words[:1].isdigit() else words


def _html_table(table: Any, build: _Builder) -> None:
    caption = table.find("caption")
    rows = [[_html_text(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
    words = "" if caption is None else " ".join(_html_text(caption).split())
    if words:
        build.add("text", words)
    build.table(rows, words)


# Markdown

_FENCE = re.compile(r"^(```|~~~)")
_RULE = re.compile(r"^\s*+(?:\|\s*+)?:?-{2,}+:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+\u2022]|\d+[.)])\s+")
_INLINE = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,2000}\)"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.{1,1000}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"<br\s*/?>"), "\n"),
    (re.compile(r"</?[a-zA-Z][^>]*>"), ""),
)
# A sign after a backslash, or a run of code: what is in them is no sign of Markdown (CommonMark 0.31, 2.4 and 6.1).
_LITERAL = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.DOTALL)
_STAND_IN = 0x10F000  # from this private character on, those that stand for ASCII signs
_STAND_INS = re.compile(f"[{chr(_STAND_IN)}-{chr(_STAND_IN + 0x7F)}]")


def _read_markdown(path: Path, build: _Builder) -> None:
    text = re.sub(r"(?<!\\)<!--.*?-->", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.DOTALL)
    for block in _markdown_blocks(text.splitlines()):
        first = block[0]
        if heading := re.match(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$", first):
            build.heading(len(heading[1]), _inline(heading[2]))
        elif len(block) > 1 and re.fullmatch(r"=+|-+", block[-1].strip()):
            build.heading(1 if block[-1].strip()[0] == "=" else 2, _inline(" ".join(block[:-1])))
        elif first.lstrip().startswith(">"):
            _markdown_quote(block, build)
        elif first.lstrip().startswith("|"):
            rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in block if not _RULE.match(line)]
            build.table([[_inline(cell) for cell in row] for row in rows])
        else:
            words = _inline(" ".join(_ITEM.sub("", line, count=1) if not i else line for i, line in enumerate(block)))
            build.add("text", words, item=bool(_ITEM.match(first)))
            build.caption = words if re.match(r"\**(Table|Tab\.)", words) else ""


def _markdown_quote(block: list[str], build: _Builder) -> None:
    parts = "\n".join(re.sub(r"^\s*>\s?", "", line) for line in block).split("\n\n")
    for number, part in enumerate(parts):
        source = number > 0 and not re.match(r"\s*[\"\u201c\u201e\u00ab]", part)
        build.add("source" if source else "quote", _inline(part.replace("\n", " ")))


def _markdown_blocks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines that belong together; fenced code is none."""
    block: list[str] = []
    fenced = False
    for line in [*lines, ""]:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        kind = _line_kind(line)
        starts = kind in {"heading", "item", "blank"} or (bool(block) and kind != _line_kind(block[0]))
        if block and starts and not (kind == "text" and _line_kind(block[0]) == "item"):
            yield block
            block = []
        if not fenced and kind != "blank":
            block.append(line)


def _line_kind(line: str) -> str:
    bare = line.strip()
    if not bare:
        return "blank"
    if re.match(r"#{1,6}\s", bare):
        return "heading"
    if bare[0] in "|>":
        return bare[0]
    return "item" if _ITEM.match(line) else "text"


def _inline(text: str) -> str:
    """What a reader sees of a line."""
    import html

    text = _LITERAL.sub(_kept, text)
    for pattern, instead in _INLINE:
        text = pattern.sub(instead, text)
    return _STAND_INS.sub(lambda found: chr(ord(found[0]) - _STAND_IN), html.unescape(text))


def _kept(found: re.Match[str]) -> str:
    """A stand-in for each sign that is meant as it is."""
    return "".join(chr(ord(c) + _STAND_IN) if c in string.punctuation else c for c in found[1] or found[3])
