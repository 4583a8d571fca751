"""Questions, options, comments and what is known of them -> themes, and on to codings.

`themes` takes the themes of the codebook, or the options of the questions where there is none, and
adds those that emerge in what they leave. `code` (questions, themes, comments, texts, segments,
embeddings, labels -> codings) holds every segment against every theme. Both use the same coder, and
a theme is nothing but its texts: written to a codebook and read again, it codes the same.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from textmine import tables
from textmine.codebook import from_table
from textmine.rows import among
from textmine.rows import vectors as _vectors
from textmine.rows import wordings as _wordings
from textmine.stages.themes import second
from textmine.stages.themes.coder import coder
from textmine.stages.themes.deciding import decider
from textmine.stages.themes.emergent import Segments, find, missing_bertopic
from textmine.stages.themes.given import accepted, of_options
from textmine.stages.themes.meaning import adapt, nearness
from textmine.stages.themes.people import decisions, examples
from textmine.stages.themes.placing import given_themes, with_emergent
from textmine.stages.themes.settings import ThemesSettings
from textmine.stages.themes.words import stop_words
from textmine.statements import statements

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.codebook import Theme

__all__ = ["ThemesSettings", "adapted", "code", "decides", "examples", "missing_bertopic", "themes"]


def themes(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    options: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    languages: pd.DataFrame,
    segments: pd.DataFrame,
    mentions: pd.DataFrame,
    redactions: pd.DataFrame,
    embeddings: pd.DataFrame,
    settings: ThemesSettings,
) -> pd.DataFrame:
    """The themes of the survey: given ones in their order, then emergent ones by number of respondents.

    Without a codebook the options of the multiple-choice questions are the given themes, each wording
    once, without the open "Other" and without questions that ask for personal data.

    Args:
        questions: Table `questions`.
        options: Table `options`.
        comments: Table `comments`.
        texts: Table `texts`.
        languages: Table `languages`; stop words are taken for the languages found.
        segments: Table `segments`.
        mentions: Table `mentions`; a country or region named by many is no theme.
        redactions: Table `redactions`; emergent themes are not looked for in comments that hold
            personal data, because their examples leave the run folder with the codebook.
        embeddings: Table `embeddings`, a row for each segment.
        settings: Options.

    Returns:
        Table `themes`. `respondents` counts the distinct respondents coded with the theme among the
        segments looked at: those of statements (see `textmine.statements`), at most `settings.sample`.
        `threshold` is the similarity from which meaning alone decides; `stability` is there for
        emergent themes.

    Raises:
        TextmineError: BERTopic is not installed, there is no such encoder, or the embeddings are
            not those of the segments.
    """
    import pandas as pd

    if settings.codebook:
        given, origin = accepted(settings.codebook.themes), "codebook"
    else:
        given, origin = of_options(questions, options), "options"
    stated = segments[among(segments["comment_id"], statements(questions, comments, texts))]
    drawn = _drawn(stated, settings)
    stops = stop_words(languages["language"].unique()) | _places(mentions)
    comment_ids = tuple(drawn["comment_id"])
    looked_at = Segments(
        _wordings(texts, drawn), _vectors(drawn, embeddings), _numbers(comments, drawn), stops, comment_ids
    )
    codes = list(coder(given, settings).code(looked_at.texts, looked_at.vectors))
    covered = {each.segment for each in codes if each.decision != "no"}
    private = drawn["comment_id"].isin(set(redactions["comment_id"]))
    left = [row for row, hidden in enumerate(private) if not hidden and row not in covered]
    found = find(looked_at.take(left), [theme.id for theme in given], settings)
    rows = [_row(theme, settings) | {"origin": origin} for theme in given]
    rows += [
        _row(each.theme, settings) | {"origin": "emergent", "stability": each.stability, "middle": _json(each.middle)}
        for each in found
    ]
    second.propose(rows, settings.llm)
    table = tables.frame("themes", rows)
    units = drawn["comment_id"].factorize()[0].tolist()
    codes = with_emergent(codes, table, looked_at.texts, looked_at.vectors, units, {})
    yes = {(code.theme, int(looked_at.respondents[code.segment])) for code in codes if code.decision == "yes"}
    counts = Counter(theme for theme, _ in yes)
    table["respondents"] = pd.array([counts[theme] for theme in range(len(table))], dtype="int64")
    return table


def adapted(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    themes: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    settings: ThemesSettings,
) -> pd.DataFrame:
    """What the survey's own comments say of its themes without labels, where likelihood decides on any.

    Args:
        questions: Table `questions`.
        themes: Table `themes`.
        comments: Table `comments`.
        texts: Table `texts`.
        segments: Table `segments`.
        embeddings: Table `embeddings`.
        settings: Options.

    Returns:
        Table `adapted`: a row for each theme that can be coded; none where the voters decide on all, and
        none with fewer than `settings.adapt` comments a theme, because guesses of few are worse than none.

    Raises:
        TextmineError: as `code`.
    """
    voters = coder(given_themes(themes), settings)
    segments = segments[among(segments["comment_id"], statements(questions, comments, texts))].reset_index(drop=True)
    rows = list(segments.groupby("comment_id").indices.values())
    if not voters.bare(everything=settings.one_code) or len(rows) < settings.adapt * len(voters.ids):
        return tables.empty("adapted")
    of_comments, near = nearness(voters.likeness, _vectors(segments, embeddings), rows)
    prior, weights = adapt(near, of_comments, most=settings.sample, seed=settings.seed)
    shares, vectors = prior.tolist(), list(weights.astype("float16"))
    return tables.frame("adapted", zip(voters.ids, shares, vectors, strict=True))


def code(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    themes: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    labels: pd.DataFrame,
    adapted: pd.DataFrame,
    examples: pd.DataFrame,
    redactions: pd.DataFrame,
    settings: ThemesSettings,
) -> pd.DataFrame:
    """Hold each segment of a statement (see `textmine.statements`) against each theme.

    A segment can have many themes or none. What people coded decides for the segments it touches;
    elsewhere the three voters, or what `deciding` puts in their place.

    Args:
        questions: Table `questions`, whole.
        themes: Table `themes`, whole.
        comments: Table `comments`, or a batch of it.
        texts: Table `texts`, with every comment that `segments` names.
        segments: Table `segments`, or a batch of it.
        embeddings: Table `embeddings`, a row for each segment.
        labels: Table `labels`.
        adapted: Table `adapted`, whole.
        examples: Table `examples`, whole.
        redactions: Table `redactions`, or a batch of it: what no language model gets to read.
        settings: Options.

    Returns:
        Table `codings`, in the order of `segments` and `themes`: a row for each segment and theme for
        which at least one voter speaks, also where the decision is no. Keywords vote yes, no or veto
        (the segment holds words of `exclude`), meaning certain, likely, plausible or no, characters
        yes or no. A segment that no given theme speaks for has a row for the nearest emergent theme;
        nearest says yes, or why not: unsure, alone or brief. `by` says who decides: voters, likelihood,
        model, nearest, person or llm. Where people had a part in it, `machine` is what would have been
        decided without them. Evidence is where the keywords stand, or the whole segment when there are
        none. The votes of a language model are those of `second.voted`.

    Raises:
        TextmineError: there is no such encoder, the embeddings are not those of the segments, or the
            language model that the options name does not answer.
    """
    theme_ids = themes["theme_id"].tolist()
    segments = segments[among(segments["comment_id"], statements(questions, comments, texts))].reset_index(drop=True)
    segment_ids, comment_ids = segments["segment_id"].tolist(), segments["comment_id"].tolist()
    starts = segments["start"].tolist()
    people = decisions(labels, segments, theme_ids)
    given = given_themes(themes)
    said, vectors = _wordings(texts, segments), _vectors(segments, embeddings)
    chosen = decider(given, adapted, examples, settings)
    places = list(zip(*_of_comments(comments, segments, "question_id", "option_id"), strict=True))
    units = segments["comment_id"].factorize()[0].tolist()
    of_given = {pair: decision for pair, decision in people.items() if pair[1] < len(given)}
    codes = with_emergent(chosen.decide(said, vectors, places, units, of_given), themes, said, vectors, units, people)
    if settings.llm:
        stated = second.statements(questions, comments, texts, segments, redactions)
        codes = list(second.voted(codes, from_table(themes).themes, stated, settings.llm))
    return tables.frame(
        "codings",
        (
            (
                segment_ids[each.segment],
                theme_ids[each.theme],
                comment_ids[each.segment],
                each.score,
                each.decision,
                _votes(tuple(each.votes.items())),
                json.dumps([[starts[each.segment] + first, starts[each.segment] + last] for first, last in each.spans]),
            )
            for each in codes
        ),
    )


def decides(themes: pd.DataFrame, adapted: pd.DataFrame, examples: pd.DataFrame, settings: ThemesSettings) -> str:
    """Who decides codes and why, in words: the coder without labels, or a model of what people coded."""
    return decider(given_themes(themes), adapted, examples, settings).verdict.why


def _drawn(segments: pd.DataFrame, settings: ThemesSettings) -> pd.DataFrame:
    """The segments that are looked at, in their order."""
    if len(segments) <= settings.sample:
        return segments
    salt = str(settings.seed)
    digests = [hashlib.sha256(f"{salt} {segment}".encode()).digest() for segment in segments["segment_id"]]
    rows = sorted(range(len(segments)), key=digests.__getitem__)[: settings.sample]
    return segments.iloc[sorted(rows)]


def _places(mentions: pd.DataFrame) -> frozenset[str]:
    """The words of the countries and regions named, which are counted by themselves."""
    named = mentions.loc[mentions["kind"].isin({"country", "region"}), "surface"]
    return frozenset(word for surface in named.unique() for word in surface.casefold().split())


def _numbers(comments: pd.DataFrame, segments: pd.DataFrame) -> NDArray[np.int64]:
    """A number for the respondent of each segment."""
    import pandas as pd

    (respondents,) = _of_comments(comments, segments, "respondent_id")
    numbers: NDArray[np.int64] = pd.factorize(respondents)[0]
    return numbers


def _of_comments(comments: pd.DataFrame, segments: pd.DataFrame, *columns: str) -> list[NDArray[np.object_]]:
    """Columns of `comments` for each segment."""
    import pandas as pd

    rows = pd.Index(comments["comment_id"]).get_indexer(segments["comment_id"])
    return [comments[name].to_numpy(dtype=object)[rows] for name in columns]


def _row(theme: Theme, settings: ThemesSettings) -> dict[str, object]:
    values = {
        key: value if isinstance(value, str) else _json(value) for key, value in vars(theme).items() if key != "id"
    }
    return {
        "theme_id": theme.id,
        "threshold": settings.certain,
        "stability": None,
        "middle": "[]",
        "proposal": "{}",
        "respondents": 0,
        **values,
    }


@functools.lru_cache(maxsize=10_000)
def _votes(votes: tuple[tuple[str, str], ...]) -> str:
    """Votes, which are few and come again."""
    return _json(dict(votes))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
