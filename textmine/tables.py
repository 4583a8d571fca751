"""Every table that passes between stages: its columns, their types, its key and what it means.

A table is a pandas frame in memory and one parquet file in the run folder. This module is the only
place where a column is declared; `check` holds a frame against its declaration at every stage
border, and the documentation of the tables is generated from here.

Conventions: ids are strings and never missing ("" where an id does not apply, such as the option
of a free text); offsets count Unicode characters of `texts.text`, end excluded; shares and scores
are between 0 and 1; a column of type ``json`` holds a JSON text.

Rows keep one order: respondents by their ids ("9" before "10"), within them the questionnaire's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textmine.columns import Column, Table, hold, natural_key
from textmine.columns import column as _c
from textmine.figures import BESIDE, FIGURES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "Column", "Table", "check", "empty", "frame", "natural_key"]

_RESPONDENT = _c("respondent_id", "string", "id of the respondent, as in the export")
_QUESTION = _c("question_id", "string", "code of the question; a repeated block has one, with # for its number")
_RECORD = _c("record_id", "string", 'number of the block of a repeated question, "0" where there is none')
_ROW = _c("row_id", "string", 'row of an array, item of a multiple text, rank of a ranking; "" else')
_OPTION = _c("option_id", "string", 'code of the option or of the array column; "" else')
_COMMENT = _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind")
_SEGMENT = _c("segment_id", "string", "id of the segment: comment and number")
_START = _c("start", "int", "first character in texts.text")
_END = _c("end", "int", "character after the last in texts.text")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "questions",
            "read",
            "The questions of the survey, in the order asked.",
            ("question_id",),
            (
                _QUESTION,
                _c("text", "string", "wording in the base language, without markup"),
                _c(
                    "kind",
                    "string",
                    "multiple, multiple_comments, single, single_comment, text, texts, number, numbers, "
                    "date, yes_no, array, array_text, array_number, ranking, file, display",
                ),
                _c("position", "int", "place in the questionnaire, from 0"),
                _c("language", "string", "language of the wording (ISO 639-1), und when unknown"),
                _c("section", "string", 'title of the group of questions, "" when unknown'),
                _c("native_type", "string", 'type in the survey platform (LimeSurvey: one letter), "" when unknown'),
                _c("conditional", "bool", "asked only of some; without a structure: false"),
                _c("records", "int", "number of blocks of a repeated question, 0 for an ordinary one"),
                _c("personal", "bool", "asks for personal data: its answers never leave the run folder"),
            ),
        ),
        Table(
            "options",
            "read",
            "The options of closed questions, and the rows of arrays and multiple texts.",
            ("question_id", "axis", "option_id"),
            (
                _QUESTION,
                _c("axis", "string", "option (tick, answer, array column) or row (array row, text item)"),
                _c("option_id", "string", "code of the option or row"),
                _c("text", "string", "wording in the base language, without markup"),
                _c("position", "int", "place within the question and axis, from 0"),
                _c("is_other", "bool", "the open 'Other' option"),
            ),
        ),
        Table(
            "respondents",
            "read",
            "One row for each response in the export.",
            ("respondent_id",),
            (
                _RESPONDENT,
                _c("submitted", "string", "when it was submitted (ISO 8601, as exported)", nullable=True),
                _c("complete", "bool", "submitted to the end; missing when the export cannot tell", nullable=True),
                _c("start_language", "string", "language of the interface (ISO 639-1), und when unknown"),
                _c("weight", "float", "weight of the respondent, 1 when none is given"),
                _c("source_row", "int", "row of the record as a spreadsheet shows it, the heading being 1"),
            ),
        ),
        Table(
            "attributes",
            "read",
            "What is known of a respondent that figures can be broken down by (strand, country, size).",
            ("respondent_id", "attribute"),
            (
                _RESPONDENT,
                _c("attribute", "string", "name: the code of a closed question or of a participant column"),
                _c("value", "string", "label of the answer"),
            ),
        ),
        Table(
            "answers",
            "read",
            "The fact table: a line for each respondent, question, record, row and option.",
            ("respondent_id", "question_id", "record_id", "row_id", "option_id"),
            (
                _RESPONDENT,
                _QUESTION,
                _RECORD,
                _ROW,
                _OPTION,
                _c("shown", "bool", "was the question shown; missing when the export cannot tell", nullable=True),
                _c("selected", "bool", "is the option ticked; missing when not shown or not a tick", nullable=True),
                _c("value", "string", "code or number or date answered; missing when none", nullable=True),
            ),
        ),
        Table(
            "comments",
            "read",
            "Every non-empty cell of free text, unchanged, with its cell in the export.",
            ("comment_id",),
            (
                _COMMENT,
                _RESPONDENT,
                _QUESTION,
                _RECORD,
                _ROW,
                _OPTION,
                _c("kind", "string", "option_comment, other_text, other_comment, question_comment, free_text"),
                _c("raw", "string", "the text as it stands in the export, never changed"),
                _c("source_file", "string", "name of the file it stands in"),
                _c("source_row", "int", "row of the record as a spreadsheet shows it, the heading being 1"),
                _c("source_column", "string", "heading of the column it stands in"),
            ),
        ),
        Table(
            "labels",
            "read",
            "What people coded, an input that a run never overwrites.",
            ("comment_id", "start", "theme_id", "coder"),
            (
                _COMMENT,
                _START,
                _END,
                _c("theme_id", "string", "theme that was coded"),
                _c("coder", "string", "who coded"),
                _c("decision", "string", "yes or no"),
                _c(
                    "draw", "string", 'how the place was chosen: random: and the seed of the draw, next, "" if not said'
                ),
                _c("words", "string", 'key of the words that stood there when the sheet was written, "" if not known'),
            ),
        ),
        Table(
            "corrections",
            "read",
            "Mentions that a person checked, changed or added, an input that a run never overwrites.",
            ("line",),
            (
                _c("line", "int", "line of the sheet, the heading being 1"),
                _c("comment_id", "string", "id of the comment; of another survey: it trains the role model only"),
                _c("start", "int", "first character in texts.text, -1 when it is to be found"),
                _c("end", "int", "character after the last in texts.text, -1 when it is to be found"),
                _c("surface", "string", "the words as written"),
                _c("before", "string", "what stood before them when the sheet was written"),
                _c("after", "string", "what stood after them"),
                _c("question", "string", "wording of the question"),
                _c("option", "string", "wording of the option or row"),
                _c("language", "string", "language of the comment (ISO 639-1), und when unknown"),
                _c("kind", "string", 'country, region or organisation, "" where nobody said'),
                _c("entity", "string", 'entity_id, or a code or name as the person wrote it, "" for no mention'),
                _c("role", "string", 'target, partner, home or other, "" to leave it to the machine'),
                _c("negated", "bool", "said not to be so"),
                _c("hedged", "bool", "only considered"),
                _c("machine_id", "string", 'entity_id that the machine gave, "" for an added mention'),
            ),
        ),
        Table(
            "texts",
            "clean",
            "Each comment cleaned, with a status; nothing is dropped.",
            ("comment_id",),
            (
                _COMMENT,
                _c(
                    "text",
                    "string",
                    "the cleaned text; of a comment with more than 65,535 characters, of its beginning",
                ),
                _c("status", "string", "ok, blank, no_answer, see_other or unreadable"),
                _c("refers", "string", 'what a see_other points to: above, below, document, # and a question; "" else'),
                _c("changes", "json", "list of [rule, start, end, replacement] that lead from raw to text in order"),
                _c("key", "string", 'hash of the words in lower case, equal where the same is said; "" unless ok'),
            ),
        ),
        Table(
            "duplicates",
            "duplicates",
            "Comments that say what another one says: in the same words, by a template, or by pointing to it.",
            ("comment_id",),
            (
                _COMMENT,
                _c("group_id", "string", "id of the first comment of the group, or of the one pointed to"),
                _c("kind", "string", "exact, template or refers"),
                _c("size", "int", "distinct respondents in the group"),
            ),
        ),
        Table(
            "languages",
            "language",
            "The language of each comment.",
            ("comment_id",),
            (
                _COMMENT,
                _c("language", "string", "ISO 639-1, or und when it cannot be told"),
                _c("score", "float", "probability the detector gives, 0 where the text was too short to ask"),
                _c("detector", "string", "what decided: combined, langdetect, interface (the respondent's) or none"),
                _c("mixed", "bool", "parts in different languages"),
            ),
        ),
        Table(
            "segments",
            "segment",
            "Sentences and clauses of the comments with status ok: the unit that is coded.",
            ("segment_id",),
            (_SEGMENT, _COMMENT, _START, _END),
        ),
        Table(
            "fields",
            "fields",
            "Where the questionnaire asks for a place or an organisation, or speaks of the part that places play.",
            ("question_id", "row_id", "option_id"),
            (
                _QUESTION,
                _ROW,
                _OPTION,
                _c("means", "string", 'place or organisation when the whole answer is the name of one, "" else'),
                _c("role", "string", 'role of the places named there, "" where the wording gives none'),
                _c("wording", "string", "the words that gave the role"),
                _c("entity_id", "string", 'country that an option of a list of places stands for, "" else'),
            ),
        ),
        Table(
            "names",
            "names",
            "The names that this survey itself defines, in the spellings to look for.",
            ("entity_id", "name"),
            (
                _c("entity_id", "string", "respondent id, or org:key of an organisation"),
                _c("kind", "string", "respondent or organisation"),
                _c("name", "string", "a spelling of the name"),
                _c("source", "string", "why: answer to a question, abbreviation, variant, named by the analyst ..."),
                _c("alone", "bool", "shortened or misspelt: stands for it only where no word beside it says otherwise"),
                _c("personal", "bool", "says who answered: hidden wherever text leaves the run folder"),
                _c("comment_id", "string", 'the comment it comes from, "" for none'),
            ),
        ),
        Table(
            "mentions",
            "mentions",
            "Countries, regions, organisations, events, facilities and other respondents named in the comments.",
            ("comment_id", "start", "kind", "entity_id"),
            (
                _COMMENT,
                _START,
                _END,
                _c("kind", "string", "country, region, organisation, event, facility or respondent"),
                _c("entity_id", "string", "ISO 3166 alpha-2, M49 code or bloc, org: (event:, facility:) and a key"),
                _c("surface", "string", "the words as written"),
                _c("role", "string", 'target, partner, home or other; "" where a role does not apply'),
                _c("negated", "bool", "said not to be so ('we dropped China')"),
                _c("hedged", "bool", "only considered ('considering Japan')"),
                _c("score", "float", "how sure the rule or model is"),
                _c("rule", "string", "what decided, for span and role"),
            ),
        ),
        Table(
            "redactions",
            "mentions",
            "Personal data in the comments, hidden wherever text leaves the run folder.",
            ("comment_id", "start"),
            (
                _COMMENT,
                _START,
                _END,
                _c("kind", "string", "email, phone, iban, id, url, address, person or respondent"),
            ),
        ),
        Table(
            "entities",
            "entities",
            "What the mentions refer to.",
            ("entity_id",),
            (
                _c("entity_id", "string", "as in mentions"),
                _c("kind", "string", "country, region, organisation, event, facility or respondent"),
                _c("name", "string", "name to print"),
                _c("aliases", "json", "list of the other spellings found"),
                _c("iso2", "string", "ISO 3166-1 alpha-2", nullable=True),
                _c("iso3", "string", "ISO 3166-1 alpha-3", nullable=True),
                _c("m49_region", "string", "name of the UN M49 region", nullable=True),
                _c("eu_member", "bool", "member of the EU on the date of the survey", nullable=True),
                _c("same_as", "string", "the spelling of the organisation that this one is counted with, or itself"),
                _c("evidence", "string", 'how it was linked with that one, "" for the main spelling'),
            ),
        ),
        Table(
            "relations",
            "relations",
            "Who named whom: a row for each respondent and each other that they name.",
            ("respondent_id", "named_kind", "named_id"),
            (
                _RESPONDENT,
                _c("named_kind", "string", "respondent, or organisation where a question asks for respondents' names"),
                _c("named_id", "string", "respondent id, or org:key"),
                _c("comment_ids", "json", "list of the comments that name it or say something of it"),
                _c("detail", "bool", "something is said beyond the name, and more than a first contact"),
                _c("first_contact", "bool", "what is said is that it is no more than a first contact"),
                _c("named_back", "bool", "the other names this respondent too"),
                _c("confirmed", "bool", "both say something beyond the name"),
                _c("words", "string", 'the words that tell of a first contact, "" for none'),
            ),
        ),
        Table(
            "embeddings",
            "embed",
            "Vectors of the segments, of unit length.",
            ("segment_id",),
            (_SEGMENT, _c("vector", "vector", "float16, as many as the encoder has dimensions")),
        ),
        Table(
            "themes",
            "themes",
            "The themes: those of the codebook, then those found in what it leaves.",
            ("theme_id",),
            (
                _c("theme_id", "string", "id in the codebook, or made from the keywords of the theme"),
                _c("parent", "string", 'theme above it, "" for none'),
                _c("label", "string", "short name"),
                _c("definition", "string", "one sentence"),
                _c("include", "json", "list: what belongs to it"),
                _c("exclude", "json", "list: what does not"),
                _c("keywords", "json", "list of words and phrases, * at the end for any ending"),
                _c("examples", "json", "list of example sentences"),
                _c("origin", "string", "codebook, options or emergent"),
                _c("kind", "string", "barrier, success_factor, request or theme"),
                _c("threshold", "float", "similarity from which a segment belongs to it"),
                _c("middle", "json", "list: mean vector of its segments, where it is emergent"),
                _c("stability", "float", "share of resamples in which it is found again", nullable=True),
                _c("proposal", "json", "object: label, definition and evidence by a language model, what was dropped"),
                _c(
                    "respondents",
                    "int",
                    "distinct respondents it was seen with when it was made; figures are in counts",
                ),
            ),
        ),
        Table(
            "adapted",
            "adapt",
            "What the comments say of the themes without labels, where likelihood decides.",
            ("theme_id",),
            (
                _c("theme_id", "string", "theme"),
                _c("prior", "float", "how common it is among the comments, as guessed"),
                _c("weights", "vector", "float16, log-odds of it for each dimension of the encoder, then for none"),
            ),
        ),
        Table(
            "examples",
            "examples",
            "What people coded, with what a model learns from it: a row for each segment of a coded passage.",
            ("comment_id", "start", "end", "segment_id"),
            (
                _COMMENT,
                _START,
                _END,
                _SEGMENT,
                _RESPONDENT,
                _QUESTION,
                _OPTION,
                _c("text", "string", "words of the segment"),
                _c("vector", "vector", "its vector, as in embeddings"),
                _c("decisions", "json", "object: theme -> yes, no, or review where coders disagree"),
                _c("whole", "bool", "the passage is the whole comment"),
            ),
        ),
        Table(
            "codings",
            "code",
            "Which segment says what.",
            ("segment_id", "theme_id"),
            (
                _SEGMENT,
                _c("theme_id", "string", "theme it was held against"),
                _COMMENT,
                _c("score", "float", "similarity (by voters) or probability (by likelihood or model), 0 to 1"),
                _c("decision", "string", "yes, no or review"),
                _c(
                    "votes",
                    "json",
                    "object: what each voter said (keywords, meaning, characters, likely, nearest, llm, person), by "
                    "whom it is decided, and machine: what without people, or the language model, it would have been",
                ),
                _c("evidence", "json", "list of [start, end] in texts.text of the words that spoke for it"),
            ),
        ),
        *BESIDE,
        *FIGURES,
    )
}


def empty(name: str) -> pd.DataFrame:
    """The table `name` without rows, each column of its declared type."""
    return frame(name, ())


def frame(name: str, rows: Iterable[dict[str, object] | tuple[object, ...]]) -> pd.DataFrame:
    """Rows (dicts, or tuples in the order of the columns) as a table `name`, typed as declared."""
    import pandas as pd

    table = TABLES[name]
    data = pd.DataFrame.from_records(list(rows), columns=list(table.names))
    return typed(name, data)


def typed(name: str, data: pd.DataFrame) -> pd.DataFrame:
    """`data` with the declared columns in the declared order and types; nothing else is changed."""
    table = TABLES[name]
    return data[list(table.names)].astype({c.name: c.dtype for c in table.columns}).reset_index(drop=True)


def check(name: str, data: pd.DataFrame) -> pd.DataFrame:
    """Hold a frame against the declaration of table `name` and return it unchanged.

    Raises:
        TextmineError: a column is missing, unknown or of another type, a value is missing where
            none may be, or two rows share a key. It is a bug of the stage, or a run folder that was
            edited by hand.
    """
    hold(TABLES[name], data)
    return data
