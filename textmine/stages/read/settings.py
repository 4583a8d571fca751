"""How an export is read: what the export itself does not say."""

from __future__ import annotations

from dataclasses import dataclass

from textmine.stages.read.mapping.lines import ColumnLine, QuestionLine  # noqa: TC001 - the configuration looks at the types

__all__ = ["ReadSettings"]


@dataclass(frozen=True)
class ReadSettings:
    """How an export is read.

    Attributes:
        format: Platform that the export comes from, where it is not recognised; see `platforms.PLATFORMS`.
        encoding: Encoding of a text file, where it is not recognised (utf-8, cp1252 ...).
        text_columns: Columns of comments, where an export is no more than a table that holds some.
        id_column: The column with the id of the respondent, where it is not recognised.
        missing: What a cell holds that means empty, such as NA; None for nothing, but in a table of no platform what
            programs write there. See `platforms.table`.
        attributes: Codes of questions, and participant columns, that figures can be broken down by,
            besides the closed single-choice questions with at most 12 options and the participant
            attributes, which are attributes anyway.
        personal: Codes of questions that ask for personal data, besides those recognised.
        repeat: Merge repeated blocks of questions into records of one question.
        weight: The column, or question, that holds the weight of each respondent; 1 each where empty.
        columns: What single columns are, where they were taken for something else: [columns].
        questions: Wording, kind and options of questions, where they were taken for others: [questions].
    """

    format: str = ""
    encoding: str = ""
    text_columns: tuple[str, ...] = ()
    id_column: str = ""
    missing: tuple[str, ...] | None = None
    attributes: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    repeat: bool = True
    weight: str = ""
    columns: tuple[ColumnLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
