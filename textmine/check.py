"""What is understood of an export, in words for a person who has never seen the tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import models
from textmine.stages.language import EU_LANGUAGES
from textmine.stages.read import Survey, read

if TYPE_CHECKING:
    from textmine.config import Options

__all__ = ["describe"]

_KINDS = {
    "multiple": "several answers",
    "multiple_comments": "several answers, each with a comment box",
    "single": "one answer",
    "single_comment": "one answer and a comment",
    "text": "free text",
    "texts": "free texts",
    "number": "a number",
    "numbers": "numbers",
    "date": "a date",
    "yes_no": "yes or no",
    "array": "table of answers",
    "array_text": "table of texts",
    "array_number": "table of numbers",
    "ranking": "ranking",
    "file": "files",
    "display": "text shown, nothing asked",
}


def describe(exports: Sequence[Path], structure: Path | None, options: Options) -> Iterator[str]:
    """Line by line: the files, the questions with their kind and comments, and what to know.

    Raises:
        TextmineError: the export cannot be read, as `read` does.
    """
    survey = read(exports, structure=structure, settings=options.read)
    options.check_invited(survey.respondents)
    cells = Counter[str]()
    attributes = dict[str, Counter[str]]()
    complete = Counter[str]()
    for frames in survey.batches(1000):
        cells.update(frames["comments"]["question_id"])
        for name, value in zip(frames["attributes"]["attribute"], frames["attributes"]["value"], strict=True):
            attributes.setdefault(name, Counter())[value] += 1
        complete.update(str(value) for value in frames["respondents"]["complete"])
    yield f"{survey.title or exports[0].name}"
    yield f"  format       {survey.format}"
    yield f"  known by     {survey.recognised}"
    yield f"  files        {', '.join(file.name for file in survey.files)}"
    yield f"  languages    {', '.join(survey.languages) or 'not stated'}"
    yield f"  respondents  {survey.respondents}{_completion(complete)}"
    if options.survey.invited:
        yield f"  invited      {options.survey.invited}"
    yield f"  comments     {sum(cells.values())} cells with text"
    yield ""
    yield from _questions(survey, cells)
    yield ""
    yield from _attributes(attributes, options.survey.by)
    yield from _codebook(options)
    yield from _languages(options, survey.languages)
    yield from _recognisers(options)
    for heading in survey.personal:
        yield f"Personal data, not read: {heading}"
    for note in survey.notes:
        yield f"Note: {note}"


def _completion(complete: Counter[str]) -> str:
    told, given_up, unknown = (complete[state] for state in ("True", "False", "<NA>"))
    if not unknown:
        return f" ({told} submitted, {given_up} not)"
    known = [f"{told} submitted"] * (told > 0) + [f"{given_up} not submitted"] * (given_up > 0)
    if not known:
        return " (the export does not say who submitted)"
    return f" ({', '.join(known)}, of {unknown} the export does not say)"


def _questions(survey: Survey, cells: Counter[str]) -> Iterator[str]:
    questions, options = survey.questions, survey.options
    width = max([len(q) for q in questions["question_id"]], default=0)
    for row in questions.itertuples():
        count = Counter(options.loc[options["question_id"] == row.question_id, "axis"])
        parts = [_KINDS[row.kind]]
        words = {"row": "rank" if row.kind == "ranking" else "row", "option": "answer" if count["row"] else "option"}
        if count:
            parts.append(", ".join(_plural(count[axis], word) for axis, word in words.items() if count[axis]))
        if row.records:
            parts.append(f"repeated, up to {row.records} times")
        if cells[row.question_id]:
            parts.append(_plural(cells[row.question_id], "comment"))
        if row.personal:
            parts.append("personal data: not in any report")
        yield f"  {row.question_id:<{width}}  {_short(row.text)}"
        yield f"  {'':<{width}}    {'; '.join(parts)}"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _short(text: str, width: int = 90) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "\u2026"


def _attributes(attributes: dict[str, Counter[str]], by: tuple[str, ...]) -> Iterator[str]:
    for name, values in attributes.items():
        shown = ", ".join(f"{value} {count}" for value, count in values.most_common(6))
        used = "broken down by" if name in by else f"can be broken down with --by {name}"
        yield f"Attribute {name}: {shown} ({used})"
    for name in by:
        if name not in attributes:
            yield f"Note: the attribute {name!r} of [survey] by is not in the export."


def _codebook(options: Options) -> Iterator[str]:
    book = options.themes.codebook
    if book is None:
        yield "Codebook: none; the options of the questions are the first codes (--codebook FILE gives one)."
    else:
        yield f"Codebook: {book.name}, {len(book.themes)} themes."


def _languages(options: Options, languages: tuple[str, ...]) -> Iterator[str]:
    covered = models.languages_of(options.embed.encoder)
    if not covered:
        yield f"The encoder {options.embed.encoder!r} does not say which languages it covers."
        return
    stated = options.survey.languages or tuple(sorted({language.partition("-")[0] for language in languages}))
    missing = sorted(set(stated) - covered)
    if missing:
        yield f"In {', '.join(missing)} themes are found by keywords alone: the encoder was not trained on it."
    elif not options.survey.languages and (others := sorted(set(EU_LANGUAGES) - covered)):
        yield f"Comments in other languages: in {', '.join(others)} themes are found by keywords alone."


def _recognisers(options: Options) -> Iterator[str]:
    """Which model looks for organisations and persons in which language."""
    if options.mentions.ner:
        installed = [f"in {language} with {p.name} {p.version}" for language, p in models.spacy_packages().items()]
        named = ", ".join(["in en with the recogniser of textmine", *installed])
        yield f"Organisations and persons are looked for {named}; in other languages by rules alone."
