"""The structure of a Qualtrics survey (.qsf): questions, options and wordings in all its languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.cells.objects import parsed
from textmine.stages.read.model import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Asked", "Qsf", "parse"]

_SEVERAL = {"MAVR", "MAHR", "MACOL", "MSB"}
_NOT_ASKED = {"DB", "Timing", "Meta", "Captcha", "FileUpload", "Draw", "HeatMap", "HL"}
_CARRIED = re.compile(r"q://(QID\d+)/")


@dataclass
class Asked:
    """A question, as far as it is known without its columns.

    Attributes:
        code: Its name, such as Q4.
        kind: multiple, single, text, texts, number, numbers, date, array, ranks (an array of ranks), ticks (an array
            with several answers in a row), array_text, array_number, or "" where it is not known.
        texts: Its wording, by language.
        items: Its options, where there are several answers; else its rows; by number.
        answers: Its options, where there is one answer; else the columns of a matrix; by number.
        said: What cells say of each answer or option, by its number: its wording, its name, or the code it was given.
        section: The block it stands in.
        conditional: Whether it is asked only of some.
        email: Whether it asks for an e-mail address.
    """

    code: str
    kind: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    items: dict[str, Mapping[str, str]] = field(default_factory=dict)
    answers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    section: str = ""
    conditional: bool = False
    email: bool = False


@dataclass(frozen=True)
class Qsf:
    """A structure: title, languages (the base first), and questions by their ids (QID4)."""

    title: str
    languages: tuple[str, ...]
    questions: Mapping[str, Asked]


def parse(path: Path) -> Qsf:
    """Read a structure.

    Raises:
        TextmineError: it is no .qsf, or holds no questions.
    """
    try:
        data = parsed(path.read_bytes())
        found = _survey(data["SurveyEntry"], data["SurveyElements"], path)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _none(path) from error
    if not found.questions:
        raise _none(path)
    return found


def _survey(entry: dict[str, Any], elements: list[dict[str, Any]], path: Path) -> Qsf:
    asked = [each["Payload"] for each in elements if each["Element"] == "SQ" and each["Payload"]]
    base = str(entry.get("SurveyLanguage") or "EN").casefold()
    sections = _sections(elements)
    found = {each["QuestionID"]: _question(each, base, sections.get(each["QuestionID"], "")) for each in asked}
    for each in asked:
        _carry(each, found)
    languages = {language: None for question in found.values() for language in question.texts}
    return Qsf(plain(str(entry.get("SurveyName") or path.stem)), tuple(dict.fromkeys((base, *languages))), found)


def _none(path: Path) -> TextmineError:
    return TextmineError(
        f"{path.name} is no survey of Qualtrics.",
        expected="a file .qsf with questions",
        hint="In Qualtrics: Survey, Tools, Import/Export, Export survey.",
    )


def _sections(elements: list[dict[str, Any]]) -> dict[str, str]:
    """The title of the block of each question."""
    found = {}
    for element in elements:
        if element["Element"] == "BL":
            payload = element["Payload"]
            for block in payload if isinstance(payload, list) else payload.values():
                for part in block.get("BlockElements") or ():
                    if part.get("Type") == "Question":
                        found[part["QuestionID"]] = plain(block.get("Description") or "")
    return found


def _question(payload: dict[str, Any], base: str, section: str) -> Asked:
    kind = _kind(payload)
    translated = dict(payload.get("Language") or {})  # an empty list where there is none
    languages = {base: payload} | {str(code).casefold(): said for code, said in translated.items() if said}
    choices, answers = (_wordings(payload, languages, key) for key in ("Choices", "Answers"))
    one = kind in {"single", "number"}
    if payload.get("QuestionType") == "PGR":
        answers = {str(number): {base: plain(str(name))} for number, name in enumerate(payload.get("Groups") or ())}
    settings = (payload.get("Validation") or {}).get("Settings") or {}
    return Asked(
        code=str(payload.get("DataExportTag") or payload["QuestionID"]),
        kind=kind,
        texts={code: plain(str(said.get("QuestionText") or "")) for code, said in languages.items()},
        items={} if one else choices,
        answers=choices if one else answers,
        said=_said(payload, answers if answers and not one else choices),
        section=section,
        conditional=bool(payload.get("DisplayLogic")),
        email=settings.get("ContentType") == "ValidEmail",
    )


def _kind(payload: dict[str, Any]) -> str:
    sort, selector, sub = (str(payload.get(key) or "") for key in ("QuestionType", "Selector", "SubSelector"))
    if sort == "MC":
        return "multiple" if selector in _SEVERAL else "number" if selector == "NPS" else "single"
    if sort == "TE":
        content = ((payload.get("Validation") or {}).get("Settings") or {}).get("ContentType")
        return "texts" if selector == "FORM" else "number" if content == "ValidNumber" else "text"
    if sort == "Matrix":
        by_selector = {"TE": "array_text", "CS": "array_number", "RO": "ranks"}
        return by_selector.get(selector, "ticks" if sub == "MultipleAnswer" else "array")
    kinds = {"CS": "numbers", "Slider": "numbers", "RO": "ranks", "PGR": "ticks"}
    return "not asked" if sort in _NOT_ASKED else kinds.get(sort, "")


def _listed(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """Choices or answers by their number: a list where nobody changed their numbers."""
    found = payload.get(key) or {}
    if isinstance(found, list):
        return {str(number): choice for number, choice in enumerate(found)}
    return {str(number): choice for number, choice in found.items()}


def _wordings(
    payload: dict[str, Any], languages: Mapping[str, dict[str, Any]], key: str
) -> dict[str, Mapping[str, str]]:
    """The wordings of choices or answers by number, in the order in which they are shown."""
    listed = {code: _listed(said, key) for code, said in languages.items()}
    order = [str(number) for number in payload.get(f"{key.removesuffix('s')}Order") or ()]
    numbers = _listed(payload, key)
    return {
        number: {
            code: plain(str(choices[number].get("Display") or ""))
            for code, choices in listed.items()
            if number in choices
        }
        for number in dict.fromkeys((*order, *numbers))
        if number in numbers
    }


def _said(payload: dict[str, Any], wordings: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """What cells say of each choice: the name or the code that it was given, or its wording in any language."""
    names, codes = payload.get("VariableNaming") or {}, payload.get("RecodeValues") or {}
    return {
        number: tuple(
            str(said)
            for said in (codes.get(number, number), names.get(number), *wording.values())
            if said not in {None, ""}
        )
        for number, wording in wordings.items()
    }


def _carry(payload: dict[str, Any], questions: Mapping[str, Asked]) -> None:
    """Add the choices that a question takes over from another one: 4 there is x4 here."""
    locator = str((payload.get("DynamicChoices") or {}).get("Locator") or "")
    if not (match := _CARRIED.match(locator)) or match[1] not in questions:
        return
    asked, source = questions[payload["QuestionID"]], questions[match[1]]
    carried = {f"x{number}": wording for number, wording in (source.items or source.answers).items()}
    if asked.kind in {"single", "number"}:
        asked.answers |= carried
        asked.said |= {f"x{number}": said for number, said in source.said.items()}
    else:
        asked.items |= carried
        if asked.kind == "multiple":
            asked.said |= {f"x{number}": said for number, said in source.said.items()}
