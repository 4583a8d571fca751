"""What the headings of an export say, in whichever mode: the code of each column, its wording, or both."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.platforms.limesurvey.matching import match
from textmine.stages.read.platforms.limesurvey.wordings import cells, is_cut, meaning, same, spaced, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey

__all__ = ["CODE", "META", "PARTICIPANT", "PERSONAL", "Mode", "Named", "is_meta", "is_timing", "name_columns"]

Mode = str
"""code, emcode (expression-manager codes), fields (of the database), codetext, full, abbreviated (wording, cut), or ""
for no survey at all."""

CODE = re.compile(r"([A-Za-z][\w-]*)(?:\[([^\[\]]+)\])?(?:\[([^\[\]]+)\])?", re.ASCII)
"""A code heading: question, then sub-question or row, then scale."""

META: dict[str, str | None] = {
    "id": "id", "submitdate": "submitted", "startlanguage": "language",
    "lastpage": None, "seed": None, "startdate": None, "datestamp": None, "quota_exit": None, "interviewtime": None,
    "token": None, "ipaddr": None, "refurl": None, "firstname": None, "lastname": None, "email": None,
    "emailstatus": None, "participant_id": None, "(index)": None,
}  # fmt: skip
"""Columns that are no questions; those without a role are not read, personal data among them."""

PERSONAL = {"token", "ipaddr", "firstname", "lastname", "email"}
"""Of these, the columns with personal data of respondents."""

PARTICIPANT = re.compile(r"attribute_\d+")
"""The column of an attribute of the participant table."""

_FIELD = re.compile(r"\d+X\d+X\d+\S*")
_SIGNS = {"id", "submitdate", "lastpage", "startlanguage"}
_TIMING = re.compile(r"groupTime\d*|([A-Za-z]\w*)Time")
_TIMINGS = {"interviewtime": "interviewtime", "grouptime": "groupTime", "questiontime": "Time"}
_INDEX = re.compile(r"|Unnamed: 0|X|\.\.\.1|index")
_PEOPLE = {"firstname", "lastname", "email"}
_CODED = re.compile(r"([A-Za-z][\w-]*(?:\[[^\[\]]+\]){0,2})((?:[^\w\[\]](?:[^\w\[\]]|_)*)?)", re.ASCII)
_NO_SEPARATOR = (re.compile(r"[A-Z][A-Z0-9_]*(?=[A-Z][^A-Z0-9_])"), re.compile(r"[A-Za-z]\w*?\d+(?=[^\W\d])", re.ASCII))
_CERTAIN = 3
"""Headings that must all have a code and one separator, where neither brackets nor columns of the platform show it."""


@dataclass(frozen=True)
class Named:
    """What the headings say.

    Attributes:
        mode: Their mode.
        codes: For each column what stands there in an export with codes; "" where the heading does not tell.
        texts: For each column its wording; "" in modes without.
    """

    mode: Mode
    codes: tuple[str, ...]
    texts: tuple[str, ...]

    def known(self, headings: Sequence[str]) -> tuple[str, ...]:
        """For each column its code, else its heading."""
        return tuple(code or heading for code, heading in zip(self.codes, headings, strict=True))


def name_columns(headings: Sequence[str], lime: LimeSurvey | None = None) -> Named:
    """What the headings of an export say.

    Args:
        headings: The headings.
        lime: The structure of the survey, which knows best which codes there are.
    """
    plain = tuple(headings)
    if fields := _from_fields(plain, lime):
        return Named("fields", fields, ("",) * len(plain))
    ems = {column.em: column.heading for column in lime.columns if column.em != column.heading} if lime else {}
    if lime and len(ems.keys() & {*plain}) > len({column.heading for column in lime.columns} & {*plain}):
        return Named("emcode", tuple(ems.get(heading, heading) for heading in plain), ("",) * len(plain))
    if _are_codes(plain):
        return _by_code(plain)
    between = _separator(plain)
    named = _by_wording(plain) if between is None else _by_both(plain, between, lime)
    return _by_structure(named, plain, lime) if lime else named


def _from_fields(headings: tuple[str, ...], lime: LimeSurvey | None) -> tuple[str, ...]:
    """Names of database columns as codes, "" where nobody knows which; none where they are no such names."""
    known = {name: column.heading for column in lime.columns for name in column.fields} if lime else {}
    codes = {column.heading for column in lime.columns} | {column.em for column in lime.columns} if lime else set()
    if any(map(_FIELD.fullmatch, headings)):
        return tuple(known.get(name, "" if _FIELD.fullmatch(name) and not lime else name) for name in headings)
    new = len(known.keys() & {*headings}) > len(codes & {*headings})  # Q2_S5_Ccomment, since version 7
    return tuple(known.get(name, name) for name in headings) if new else ()


def _are_codes(headings: tuple[str, ...]) -> bool:
    bracketed = [heading for heading in headings if "[" in heading]
    # no code ends with an underscore, but a wording does where blanks were replaced
    codes = [heading for heading in bracketed if CODE.fullmatch(heading) and "_[" not in heading]
    signs = _SIGNS & set(headings)
    if len(signs) > 1:  # the description of a participant attribute may have brackets, too
        return 2 * len(codes) >= len(bracketed)
    return codes == bracketed and bool(codes or signs)


def _by_structure(named: Named, headings: tuple[str, ...], lime: LimeSurvey) -> Named:
    """The codes of the columns whose wording is one of the structure, unless headings are codes that it has."""
    texts = {place: text for place, text in enumerate(named.texts) if text and not named.codes[place]}
    found = match(texts, lime)
    if named.mode != "codetext" and len({column.heading for column in lime.columns} & {*headings}) > len(found):
        return _by_code(headings)
    cut = any(is_cut(split(text)) for text in texts.values())
    mode = named.mode or ("abbreviated" if cut else "full" if found else "")
    return Named(mode, tuple(found.get(place, code) for place, code in enumerate(named.codes)), named.texts)


def _by_code(headings: tuple[str, ...]) -> Named:
    nothing = ("",) * len(headings)
    if any("[" in heading for heading in headings) or not any(map(_is_em, headings)):
        return Named("code", headings, nothing)
    return Named("emcode", _from_em(headings), nothing)


def _is_em(heading: str) -> bool:
    return "_" in heading and not is_meta(heading) and CODE.fullmatch(heading) is not None


def _from_em(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Expression-manager codes as codes: LimeSurvey allows no underscore in the code of a question or item.

    A code that stands alone keeps its underscore, as it may be one of an old version; where that
    may also be so of the others, "" stands for a code that nobody can tell.
    """
    parts = [heading.split("_") if _is_em(heading) else [heading] for heading in headings]
    size = Counter(part[0] for part in parts if part[0])
    whole = set(headings)
    found = []
    for heading, (question, *items) in zip(headings, parts, strict=True):
        tail = "_".join(items)
        if not items or (size[question] == 1 and tail not in {"other", "comment"}):
            found.append(heading)
        elif len(items) > 2 or (question in whole and tail not in {"other", "comment", "filecount"}):  # noqa: PLR2004 - a row and a column
            found.append("")
        else:
            found.append(f"{question}[{tail}]")
    return tuple(_scales(found))


def _scales(codes: list[str]) -> Iterator[str]:
    """The two scales of a dual array, ``Q[row_0]`` and ``Q[row_1]``, in brackets of their own."""
    tails: dict[str, set[str]] = {}
    for code in codes:
        question, _, item = code.partition("[")
        tails.setdefault(question, set()).add(item.rpartition("_")[2])
    for code in codes:
        question, _, item = code.partition("[")
        row, _, scale = item[:-1].rpartition("_")
        yield f"{question}[{row}][{int(scale) + 1}]" if tails[question] == {"0]", "1]"} and row else code


def _separator(headings: Sequence[str]) -> str | None:
    """What stands between code and wording in "code & text" headings; None when they are of another mode."""
    filled = [heading for heading in headings if heading]
    for heading in filled[:3]:
        match = _CODED.match(heading)
        for name in _SIGNS if match else ():
            rest = heading.removeprefix(name)
            label = rest.lstrip("._-:;,|/ ")
            if rest != heading and label and name in meaning(spaced(label), meta=True):
                return rest[: len(rest) - len(label)]
    found = [(match[1], match[2], heading) for heading in filled if (match := _CODED.match(heading))]
    coded = [between for code, between, heading in found if "[" in code and heading not in (code, code + between)]
    if len(coded) > 1 and all("[" in code for code, _, heading in found if "[" in heading):
        return os.path.commonprefix(coded)
    common = os.path.commonprefix([between for _, between, _ in found]) if len(found) == len(filled) else ""
    return common if common.strip() and len(found) >= _CERTAIN else None


def _by_both(headings: tuple[str, ...], between: str, lime: LimeSurvey | None) -> Named:
    pairs = [_divided(heading, between, _known(headings, lime)) for heading in headings]
    codes = tuple(code for code, _ in pairs)
    if not any("[" in code for code in codes):
        known = {column.em: column.heading for column in lime.columns} if lime else {}
        codes = tuple(known.get(code, code) for code in codes) if lime else _from_em(codes)
    return Named("codetext", tuple(_numbered(headings, codes)), cells([text for _, text in pairs]))


def _known(headings: Sequence[str], lime: LimeSurvey | None) -> tuple[str, ...]:
    """Codes that headings may begin with, the longest first."""
    found = {column.heading for column in lime.columns} if lime else set[str]()
    for heading in headings:
        match = _CODED.match(heading)
        found |= {match[1], match[1].partition("[")[0]} if match and "[" in match[1] else set()
    return tuple(sorted({*found, *META}, key=lambda code: (-len(code), code)))


def _divided(heading: str, between: str, known: Sequence[str]) -> tuple[str, str]:
    """Code and wording of a heading; the code is "" where it cannot be told."""
    match = _CODED.match(heading)
    if match is None:
        return "", heading
    if "[" in match[1] or between:
        code, found, text = heading.partition(between) if between and "[" not in match[1] else (match[1], "", "")
        if "[" in code and not found:
            return code, heading[len(code) :].removeprefix(between)
        return (code, text) if found and CODE.fullmatch(code) else ("", heading)
    code = next((code for code in known if heading.startswith(code)), "")
    for pattern in _NO_SEPARATOR:
        shape = pattern.match(heading)
        code = code or (shape[0] if shape else "")
    return code, heading.removeprefix(code)


def _by_wording(headings: tuple[str, ...]) -> Named:
    texts = cells(headings)
    codes = [""] * len(texts)
    for place, text in enumerate(texts):
        own = meaning(text, meta=True)
        if own in _PEOPLE or PARTICIPANT.fullmatch(headings[place]) or own in _TIMINGS:
            codes[place] = _TIMINGS.get(own, own or headings[place])
    for place in range(int(_is_index(headings[0])), len(texts)):
        own = meaning(texts[place], meta=True)
        if own not in META or own in codes:
            break
        codes[place] = own
    codes = _numbered(headings, codes)
    if not _is_survey(texts, codes):
        return Named("", tuple(codes), texts)
    cut = any(is_cut(split(text)) for text in texts)
    return Named("abbreviated" if cut else "full", tuple(codes), texts)


def _numbered(headings: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The codes, with that of a first column of row numbers: they are the ids where there are no others."""
    first = ("(index)" if "id" in codes else "id") if _is_index(headings[0]) else codes[0]
    return [first, *codes[1:]]


def _is_index(heading: str) -> bool:
    """Whether a first column holds the row numbers that programs for data write in front of a file."""
    return _INDEX.fullmatch(heading) is not None


def _is_survey(texts: Sequence[str], codes: Sequence[str]) -> bool:
    """Whether wordings are surely those of LimeSurvey; grids of Google Forms have brackets, too."""
    own = [code for code in codes if code in META and code not in _PEOPLE]
    wordings = [split(text) for text in texts]
    if len(own) > 1:
        return True
    siblings = any(
        a.groups and a.question == b.question and b.groups for a, b in zip(wordings, wordings[1:], strict=False)
    )
    if own == ["id"] and siblings:
        return True
    boxes = any(
        b.groups[:-1] == a.groups and a.question == b.question and meaning(b.groups[-1]) == "comment"
        for a, b in zip(wordings, wordings[1:], strict=False) if b.groups
    )  # fmt: skip
    return boxes or any(w.old_box for w in wordings) or any(w.groups and is_cut(w) for w in wordings)


def is_meta(heading: str) -> bool:
    """Whether a column is one of LimeSurvey's own and no question."""
    return heading in META or bool(PARTICIPANT.fullmatch(heading))


def is_timing(heading: str, headings: Sequence[str] | Mapping[str, int], codes: Sequence[str] | set[str]) -> bool:
    """Whether a column holds how long a question or a group took."""
    match = _TIMING.fullmatch(heading)
    return match is not None and (match[1] is None or match[1] in codes or "interviewtime" in headings)
