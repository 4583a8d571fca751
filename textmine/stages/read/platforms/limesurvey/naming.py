"""What the headings of an export say, in whichever mode: the code of each column, its wording, or both."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.platforms.limesurvey.matching import match
from textmine.stages.read.platforms.limesurvey.wordings import cells, is_cut, language, meaning, spaced, split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey
    from textmine.stages.read.platforms.limesurvey.wordings import Wording

__all__ = [
    "CODE",
    "FIELD",
    "META",
    "PARTICIPANT",
    "PERSONAL",
    "SIGNS",
    "Mode",
    "Named",
    "is_meta",
    "is_timing",
    "name_columns",
]

Mode = str
"""code, emcode (expression-manager codes), fields (of the database), codetext, full, or abbreviated (wording, cut)."""

CODE = re.compile(r"([A-Za-z][\w-]*)(?:\[([^\[\]]+)\])?(?:\[([^\[\]]+)\])?", re.ASCII)
"""A code heading: question, then sub-question or row, then scale."""

_INDEX_CODE = "(row)"

META: dict[str, str | None] = {
    "id": "id", "submitdate": "submitted", "startlanguage": "language",
    "lastpage": None, "seed": None, "startdate": None, "datestamp": None, "quota_exit": None, "interviewtime": None,
    "token": None, "ipaddr": None, "refurl": None, "firstname": None, "lastname": None, "email": None,
    "emailstatus": None, "participant_id": None, _INDEX_CODE: None,
}  # fmt: skip
"""Columns that are no questions; those without a role are not read, personal data among them."""

PERSONAL = {"token", "ipaddr", "firstname", "lastname", "email"}
"""Of these, the columns with personal data of respondents."""

PARTICIPANT = re.compile(r"attribute_\d+")
"""The column of an attribute of the participant table."""

FIELD = re.compile(r"\d+X\d+X\d+\S*")
"""The name of a database column: survey, group and question, and the item."""

SIGNS = frozenset({"id", "submitdate", "lastpage", "startlanguage"})
"""Columns by which an export with codes is known; every export has several of them."""

_PEOPLE = {"firstname", "lastname", "email"}
_TIMING = re.compile(r"groupTime\d*|([A-Za-z]\w*)Time")
_TIMINGS = {"interviewtime": "interviewtime", "grouptime": "groupTime", "questiontime": "groupTime"}
"""What stands for the columns of timings, which have the code of their question only in its wording."""

_INDEX = re.compile(r"|Unnamed: 0|X|\.\.\.1")
"""The headings that programs for data give to the column of row numbers that they write in front."""

_CODED = re.compile(r"([A-Za-z][\w-]*(?:\[[^\[\]]+\]){0,2})((?:[^\w\[\]](?:[^\w\[\]]|_)*)?)", re.ASCII)
"""A code, and the marks behind it."""

_SHAPES = (
    re.compile(r"[A-Z][A-Z0-9_]*(?=[A-Z][^A-Z0-9_])"),
    re.compile(r"[A-Za-z]\w*?(?<!\d)\d++(?=[^\W\d])", re.ASCII),
)
"""A code with its wording right behind it: of capitals, before a capital and a small letter, or ending in figures."""

_MARKS = re.compile(r"\s*[._:;,|/-][._:;,|/\s-]*")
_CERTAIN = 3
"""Headings that must all have a code and one separator, where neither brackets nor columns of the platform show it."""


@dataclass(frozen=True)
class Named:
    """What the headings say.

    Attributes:
        mode: Their mode.
        codes: For each column what stands there in an export with codes; "" where the heading does not tell.
        texts: For each column its wording; "" in modes without.
        language: The language of the wordings; "" where it is not known.
        sure: Whether they are surely those of LimeSurvey; other platforms have wordings as headings, too.
    """

    mode: Mode
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    language: str = ""
    sure: bool = True

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
        return _coded("emcode", plain, [ems.get(heading, heading) for heading in plain])
    if _are_codes(plain):
        return _by_code(plain)
    between = _separator(plain)
    named = _by_wording(plain) if between is None else _by_both(plain, between, lime)
    return _by_structure(named, plain, lime) if lime else named


def _from_fields(headings: tuple[str, ...], lime: LimeSurvey | None) -> tuple[str, ...]:
    """Names of database columns as codes, "" where nobody knows which; none where they are no such names."""
    known = {name: column.heading for column in lime.columns for name in column.fields} if lime else {}
    codes = {column.heading for column in lime.columns} | {column.em for column in lime.columns} if lime else set()
    if any(map(FIELD.fullmatch, headings)):
        return tuple(known.get(name, "" if FIELD.fullmatch(name) and not lime else name) for name in headings)
    new = len(known.keys() & {*headings}) > len(codes & {*headings})  # Q2_S5_Ccomment, since version 7
    return tuple(known.get(name, name) for name in headings) if new else ()


def _are_codes(headings: tuple[str, ...]) -> bool:
    bracketed = [heading for heading in headings if "[" in heading]
    # no code ends with an underscore, but a wording does where blanks were replaced
    codes = [heading for heading in bracketed if CODE.fullmatch(heading) and "_[" not in heading]
    signs = SIGNS & set(headings)
    if len(signs) > 1:  # the description of a participant attribute may have brackets, too
        return 2 * len(codes) >= len(bracketed)
    return codes == bracketed and bool(codes or signs)


def _coded(mode: Mode, headings: Sequence[str], codes: Sequence[str]) -> Named:
    return Named(mode, _numbered(headings, codes), ("",) * len(codes))


def _by_code(headings: tuple[str, ...]) -> Named:
    if any("[" in heading for heading in headings) or not any(map(_is_em, headings)):
        return _coded("code", headings, headings)
    return _coded("emcode", headings, _from_em(headings))


def _is_em(heading: str) -> bool:
    return "_" in heading and not is_meta(heading) and CODE.fullmatch(heading) is not None


def _from_em(headings: Sequence[str]) -> tuple[str, ...]:
    """Expression-manager codes as codes: LimeSurvey allows no underscore in the code of a question or item.

    A code that stands alone keeps its underscore, as it may be one of an old version; "" stands for
    one that nobody can tell.
    """
    parts = [heading.partition("_") if _is_em(heading) else (heading, "", "") for heading in headings]
    size, whole = Counter(question for question, _, _ in parts), set(headings)
    found = []
    for heading, (question, _, item) in zip(headings, parts, strict=True):
        alone = size[question] == 1 and item not in {"other", "comment"}
        answer = question in whole and item not in {"other", "comment", "filecount"}
        if not item or alone:
            found.append(heading)
        else:
            found.append("" if item.count("_") > 1 or answer else f"{question}[{item}]")
    return tuple(_scales(found))


def _scales(codes: Sequence[str]) -> Iterator[str]:
    """The two scales of a dual array, ``Q[row_0]`` and ``Q[row_1]``, in brackets of their own."""
    parts = [code.rstrip("]").partition("[") for code in codes]
    tails: dict[str, set[str]] = {}
    for question, _, item in parts:
        tails.setdefault(question, set()).add(item.rpartition("_")[2])
    for code, (question, _, item) in zip(codes, parts, strict=True):
        row, _, scale = item.rpartition("_")
        yield f"{question}[{row}][{int(scale) + 1}]" if row and tails[question] == {"0", "1"} else code


def _separator(headings: Sequence[str]) -> str | None:
    """What stands between code and wording in "code & text" headings; None when they are of another mode."""
    filled = [heading for heading in headings if heading]
    for heading, name in itertools.product(filled[:3], sorted(SIGNS)):
        rest = heading.removeprefix(name)
        label = rest.lstrip("._-:;,|/ ")
        if rest != heading and label and meaning(spaced(label), meta=True) == name:
            return rest[: len(rest) - len(label)]
    found = [(code[1], code[2], heading) for heading in filled if (code := _CODED.match(heading))]
    coded = [between for code, between, heading in found if "[" in code and code != heading]
    if len(coded) > 1 and 2 * len(coded) >= sum("[" in heading for heading in filled):
        return _common(coded)
    common = _common(between for _, between, _ in found) if len(found) == len(filled) else ""
    return common if _MARKS.fullmatch(common) and len(found) >= _CERTAIN else None


def _common(texts: Iterable[str]) -> str:
    """What all texts begin with."""
    same = itertools.takewhile(lambda letters: len({*letters}) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in same)


def _by_both(headings: tuple[str, ...], between: str, lime: LimeSurvey | None) -> Named:
    known = _known(headings, lime)
    pairs = [_divided(heading, between, known) for heading in headings]
    codes = tuple(code for code, _ in pairs)
    if not any("[" in code for code in codes):
        ems = {column.em: column.heading for column in lime.columns} if lime else {}
        codes = tuple(ems.get(code, code) for code in codes) if lime else _from_em(codes)
    texts = cells([text for _, text in pairs])
    return Named("codetext", _numbered(headings, codes), texts, language(texts))


def _known(headings: Sequence[str], lime: LimeSurvey | None) -> re.Pattern[str]:
    """The codes that headings may begin with, the longest first."""
    found = {*META} | {column.heading for column in lime.columns} if lime else {*META}
    for heading in headings if lime is None else ():
        code = _CODED.match(heading)
        found |= {code[1], code[1].partition("[")[0]} if code and "[" in code[1] else set()
    return re.compile("|".join(map(re.escape, sorted(found, key=lambda code: (-len(code), code)))))


def _divided(heading: str, between: str, known: re.Pattern[str]) -> tuple[str, str]:
    """Code and wording of a heading; the code is "" where it cannot be told."""
    if is_meta(heading):
        return heading, ""
    if between:
        code = _CODED.match(heading)
        if code and "[" in code[1]:
            return code[1], heading.removeprefix(code[1]).removeprefix(between)
        before, found, text = heading.partition(between)
        return (before, text) if found and CODE.fullmatch(before) else ("", heading)
    shape = next((match for pattern in (known, *_SHAPES) if (match := pattern.match(heading))), None)
    return (shape[0], heading[shape.end() :]) if shape else ("", heading)


def _by_wording(headings: tuple[str, ...]) -> Named:
    texts = cells(headings)
    own = ["id" if text == "id" else meaning(text, meta=True) for text in texts]
    codes = [
        _TIMINGS.get(word) or (heading if PARTICIPANT.fullmatch(heading) else word if word in _PEOPLE else "")
        for heading, word in zip(headings, own, strict=True)
    ]
    for place in range(int(bool(headings) and _is_index(headings[0])), len(texts)):
        if own[place] not in META or own[place] in codes[:place]:
            break
        codes[place] = own[place]
    wordings = [*map(split, texts)]
    mode = "abbreviated" if any(map(is_cut, wordings)) else "full"
    return Named(mode, _numbered(headings, codes), texts, language(texts), _is_survey(wordings, codes))


def _numbered(headings: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    """The codes, with that of a first column of row numbers: they are the ids where there are no others."""
    if not codes or not _is_index(headings[0]):
        return tuple(codes)
    return (_INDEX_CODE if "id" in codes else "id", *codes[1:])


def _is_index(heading: str) -> bool:
    return _INDEX.fullmatch(heading) is not None


def _is_survey(wordings: Sequence[Wording], codes: Sequence[str]) -> bool:
    """Whether wordings are surely those of LimeSurvey; grids of Google Forms have brackets, too."""
    own = {code for code in codes if code in META} - _PEOPLE
    plain = any(wording.question == "id" for wording in wordings)  # as before version 2, and in any table
    if "id" in own and len(own) > 1 + plain:
        return True
    pairs = [(a, b) for a, b in itertools.pairwise(wordings) if a.question == b.question and (b.groups or b.old_box)]
    siblings = any(a.groups and b.groups for a, b in pairs)
    boxes = any(b.old_box or (b.groups[:-1] == a.groups and meaning(b.groups[-1]) == "comment") for a, b in pairs)
    cut = any(wording.groups and is_cut(wording) for wording in wordings)
    return boxes or cut or (siblings and "id" in own and not plain)


def _by_structure(named: Named, headings: tuple[str, ...], lime: LimeSurvey) -> Named:
    """The codes of the columns whose wording is one of the structure, unless headings are codes that it has."""
    texts = {place: text for place, text in enumerate(named.texts) if text and not named.codes[place]}
    found = match(texts, lime)
    if named.mode != "codetext" and len({column.heading for column in lime.columns} & {*headings}) > len(found):
        return _by_code(headings)
    codes = tuple(found.get(place, code) for place, code in enumerate(named.codes))
    return replace(named, codes=codes, sure=named.sure or bool(found))


def is_meta(heading: str) -> bool:
    """Whether a column is one of LimeSurvey's own and no question."""
    return heading in META or bool(PARTICIPANT.fullmatch(heading))


def is_timing(heading: str, headings: Collection[str], codes: Collection[str]) -> bool:
    """Whether a column holds how long a question or a group took."""
    timing = _TIMING.fullmatch(heading)
    return timing is not None and (timing[1] is None or timing[1] in codes or "interviewtime" in headings)
