"""The tables of figures and of what illustrates them, which `textmine.tables` holds with all others."""

from __future__ import annotations

from textmine.columns import Table
from textmine.columns import column as _c

__all__ = ["BESIDE", "FIGURES"]

BESIDE = (
    Table(
        "acts",
        "acts",
        "What a segment does beside naming a subject, told by its wording.",
        ("segment_id", "kind"),
        (
            _c("segment_id", "string", "id of the segment: comment and number"),
            _c(
                "kind",
                "string",
                "request, denial (there is none), fine (all is well), not_yet, undone and undone_yet (the same where "
                "no barriers are asked for), later (planned, expected) or done",
            ),
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c("evidence", "json", "list of [start, end] in texts.text of the words that told it"),
        ),
    ),
    Table(
        "asides",
        "acts",
        "Codes of barriers that are not counted: the segment only asks for something, or tells of something done.",
        ("segment_id", "theme_id"),
        (
            _c("segment_id", "string", "id of the segment: comment and number"),
            _c("theme_id", "string", "the barrier it is coded with"),
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c(
                "reason",
                "string",
                "why, with no word of trouble in it: request (it asks for something), fine (it says that all is well), "
                "asked (the question asks for activities or results), done (it tells of something done)",
            ),
        ),
    ),
    Table(
        "centres",
        "centres",
        "What is usually written beside an option: the mean of its comments.",
        ("question_id", "option_id"),
        (
            _c("question_id", "string", "code of the question; a repeated block has one, with # for its number"),
            _c("option_id", "string", "code of the option"),
            _c("comments", "int", "comments looked at"),
            _c("vector", "vector", "float16, the mean of their vectors, which are the mean of their segments"),
        ),
    ),
    Table(
        "beside",
        "beside",
        "What each comment beside an option does with the tick.",
        ("comment_id",),
        (
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c("question_id", "string", "code of the question; a repeated block has one, with # for its number"),
            _c("option_id", "string", "code of the option"),
            _c("ticked", "bool", "is the option ticked; missing when the export does not say", nullable=True),
            _c("relation", "string", "supports, contradicts, elsewhere, uncovered, details or nothing"),
            _c("other", "string", 'option that it belongs to instead, "" where relation is not elsewhere'),
            _c("later", "bool", "says that there is none yet, and that it is planned or expected"),
            _c("score", "float", "how sure: of what words told, or likeness with the option it was told by"),
            _c(
                "rule",
                "string",
                "what decided: none, not yet, planned, all well, stated, request, or the status of the comment",
            ),
            _c("evidence", "json", "list of [start, end] in texts.text of the words or sentences that decided"),
        ),
    ),
    Table(
        "invited",
        "invited",
        "Who was invited, where the analyst gave a list, and what came back.",
        ("line",),
        (
            _c("line", "int", "place in the list, from 1"),
            _c("invited_id", "string", 'id in the list, "" where it has none'),
            _c("name", "string", 'name in the list, "" where it has none'),
            _c("respondent_id", "string", 'the respondent who was found for it, "" for none'),
            _c(
                "by", "string", 'how: id, name (in the same letters and figures) or spelling (one like it), "" for none'
            ),
            _c("state", "string", "complete, answered (left before the end), opened (left nothing) or none"),
            _c("attributes", "json", "object: the other columns of the list"),
        ),
    ),
    Table(
        "proposals",
        "proposals",
        "Options to add next time: what several respondents write that no option covers.",
        ("question_id", "proposal"),
        (
            _c("question_id", "string", "code of the question; a repeated block has one, with # for its number"),
            _c("proposal", "int", "from 1, that of most respondents first"),
            _c("comment_ids", "json", "list of the comments, the most central first"),
            _c("respondents", "int", "distinct respondents, two or more"),
        ),
    ),
)

FIGURES = (
    Table(
        "counts",
        "summarise",
        "Every figure: how many, out of how many, with its interval.",
        ("question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"),
        (
            _c("question_id", "string", '"" for the whole survey'),
            _c("option_id", "string", 'code of the option or of the array column; "" else'),
            _c(
                "kind",
                "string",
                "base, tick, value, theme, country, region (named itself), area (with what is in it), "
                "organisation, respondent or relation",
            ),
            _c("item_id", "string", "what is counted: option, value, theme or entity id, kind of a link"),
            _c("role", "string", 'role of a country, region or area, "any" for all, "" where it does not apply'),
            _c("by", "string", 'attribute the figure is broken down by, "" for none'),
            _c("group", "string", 'value of that attribute, "" for all respondents'),
            _c("unit", "string", "respondent, record, comment or link: what is counted, each once"),
            _c("count", "int", "how many"),
            _c("base", "int", "out of how many of the same unit"),
            _c("share", "float", "count / base, missing when base is 0", nullable=True),
            _c("low", "float", "lower end of the 95 % interval", nullable=True),
            _c("high", "float", "upper end of the 95 % interval", nullable=True),
            _c("test", "string", "test between the groups, when one was made", nullable=True),
        ),
    ),
    Table(
        "quotes",
        "summarise",
        "Sentences to quote, as spans of the comments.",
        ("question_id", "kind", "item_id", "rank"),
        (
            _c("question_id", "string", '"" for the whole survey'),
            _c("kind", "string", "theme, country, option, or question for what was written on it"),
            _c("item_id", "string", "what the quote is for"),
            _c("rank", "int", "from 1, the best first"),
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c("start", "int", "first character in texts.text"),
            _c("end", "int", "character after the last in texts.text"),
        ),
    ),
    Table(
        "findings",
        "summarise",
        "Sentences whose numbers are figures of counts.",
        ("finding_id",),
        (
            _c("finding_id", "string", "section and number"),
            _c("section", "string", "question id, themes, countries or response"),
            _c("sentence", "string", "one sentence"),
            _c("support", "json", "object: keys of the counts, and comment ids"),
        ),
    ),
    Table(
        "prevalence",
        "prevalence",
        "The share of each theme, corrected by a random sample that people coded; empty where there is none.",
        ("theme_id", "unit"),
        (
            _c("theme_id", "string", "theme"),
            _c("unit", "string", "respondent or comment"),
            _c("machine", "float", "share by the machine alone, without what people decided"),
            _c("share", "float", "corrected share, missing when fewer than ten were coded", nullable=True),
            _c("low", "float", "lower end of its 95 % interval", nullable=True),
            _c("high", "float", "upper end of its 95 % interval", nullable=True),
            _c(
                "base",
                "int",
                "out of how many: respondents of the whole survey, or their comments that state something",
            ),
            _c("frame", "int", "respondents that were drawn from: those with such a comment"),
            _c("sample", "int", "respondents of the draw of whom every such comment was coded for this theme"),
            _c("drawn", "int", "so many respondents in the order of the draw hold that sample"),
            _c("draw", "string", "the draw, as in labels"),
            _c("strata", "json", "list of the numbers of stats.Stratum, the machine's yes first"),
        ),
    ),
)
