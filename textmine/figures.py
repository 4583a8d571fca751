"""The tables of figures and of what illustrates them, which `textmine.tables` holds with all others."""

from __future__ import annotations

from textmine.columns import Table
from textmine.columns import column as _c

__all__ = ["BESIDE", "FIGURES", "SMALL"]

SMALL = "(smaller groups)"
"""The group of `counts` that those with too few respondents to stand alone are counted in together."""

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
                "base (who is left at a step), coding (what became of comments), tick, value, theme, country, region "
                "(named itself), area (with what is in it), organisation, respondent or relation",
            ),
            _c(
                "item_id", "string", "what is counted: option, value, theme or entity id, kind of a link, step, outcome"
            ),
            _c("role", "string", 'role of a country, region or area, "any" for all, "" where it does not apply'),
            _c("by", "string", 'attribute the figure is broken down by, "" for none'),
            _c("group", "string", 'value of that attribute, "" for all respondents'),
            _c("unit", "string", "respondent, record, comment or link: what is counted, each once"),
            _c("count", "int", "how many"),
            _c("base", "int", "out of how many of the same unit"),
            _c("share", "float", "count / base, missing when base is 0", nullable=True),
            _c("low", "float", "lower end of the 95 % interval, of respondents only", nullable=True),
            _c("high", "float", "upper end of the 95 % interval", nullable=True),
            _c("least", "float", "share of all invited if nobody who kept silent had it; asked of all", nullable=True),
            _c("most", "float", "share of all invited if all who kept silent had it", nullable=True),
            _c("weighted", "float", "weighted share, where respondents have weights", nullable=True),
            _c("weighted_low", "float", "lower end of its 95 % interval", nullable=True),
            _c("weighted_high", "float", "upper end of its 95 % interval", nullable=True),
        ),
    ),
    Table(
        "uncoded",
        "summarise",
        "The comments that could be coded and have no code, each with the reason.",
        ("comment_id",),
        (
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c("question_id", "string", "its question"),
            _c("respondent_id", "string", "its respondent"),
            _c(
                "reason",
                "string",
                "nothing_said (blank, no answer, unreadable), elsewhere (points to another answer or a document), "
                "no_code (says something that no code fits) or unsure (left to a person)",
            ),
        ),
    ),
    Table(
        "comparisons",
        "summarise",
        "Tests between the groups of an attribute, corrected for the number made in a family.",
        ("question_id", "kind", "item_id", "by"),
        (
            _c("question_id", "string", '"" for the whole survey'),
            _c("kind", "string", "tick or theme; with question and attribute it names the family"),
            _c("item_id", "string", "option or theme"),
            _c("by", "string", "attribute whose groups are compared"),
            _c("groups", "json", "list of [group, count, base]"),
            _c("test", "string", "fisher (exact), fisher-random (by random tables) or chi-square"),
            _c("p", "float", "p-value, two-sided"),
            _c("adjusted", "float", "p-value corrected within the family"),
            _c("correction", "string", "holm or benjamini-hochberg"),
            _c("family", "int", "comparisons in the family"),
            _c("differs", "bool", "the corrected p-value is below 0.05"),
            _c("difference", "float", "share of the first group less that of the second, of two", nullable=True),
            _c("low", "float", "lower end of its 95 % interval, not corrected", nullable=True),
            _c("high", "float", "upper end of its 95 % interval, not corrected", nullable=True),
        ),
    ),
    Table(
        "robustness",
        "summarise",
        "How firmly each theme keeps its rank over the whole survey when respondents change.",
        ("theme_id",),
        (
            _c("theme_id", "string", "theme"),
            _c("respondents", "int", "distinct respondents who raise it"),
            _c("base", "int", "out of how many"),
            _c("comments", "int", "comments it is coded in"),
            _c("by_one", "int", "how many of these the respondent with most of them wrote"),
            _c("peers", "int", "themes it is ranked among: of its kind, all given or all found, all headings or none"),
            _c("rank", "int", "1 is raised by most; equal counts share the better rank; the last when nobody does"),
            _c("best_without_one", "int", "its best rank when any one respondent is left out"),
            _c("worst_without_one", "int", "its worst rank when any one respondent is left out"),
            _c("rank_low", "int", "best rank of its 95 % interval over resamples of the respondents"),
            _c("rank_high", "int", "worst rank of that interval"),
            _c("top", "float", "share of the resamples in which somebody raises it and its rank is 3 or better"),
        ),
    ),
    Table(
        "quotes",
        "findings",
        "Sentences to quote, as spans of the comments.",
        ("question_id", "kind", "item_id", "rank"),
        (
            _c("question_id", "string", '"" for the whole survey'),
            _c("kind", "string", "theme, country, option, question for what was written on it, request or practice"),
            _c(
                "item_id",
                "string",
                "what it is for: of a request its heading in the codebook, of a candidate for a box story or practice",
            ),
            _c("rank", "int", "from 1, the best first"),
            _c("comment_id", "string", "id of the comment: respondent, question, record, row, option and kind"),
            _c("start", "int", "first character in texts.text"),
            _c("end", "int", "character after the last in texts.text"),
            _c("reason", "string", 'why it is a candidate for a box, "" for other quotes'),
        ),
    ),
    Table(
        "findings",
        "findings",
        "Sentences, each with the figures of counts and the comments that it rests on.",
        ("finding_id",),
        (
            _c("finding_id", "string", "section and number"),
            _c(
                "section",
                "string",
                "question id, themes, countries, response, lessons, or the theme that heads a part of the lessons",
            ),
            _c("sentence", "string", "one sentence"),
            _c("support", "json", "object: keys of the counts, and ids of some comments behind them"),
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
