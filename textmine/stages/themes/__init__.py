"""Questions, options, comments and what is known of them -> themes, and on to codings.

`themes` takes the themes of the codebook, or the options of the questions where there is none, and
adds those that emerge in what they leave. `code` (questions, themes, comments, texts, segments,
embeddings, labels -> codings) holds every segment against every theme. Both use the same coder, and
a theme is nothing but its texts: written to a codebook and read again, it codes the same.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from textmine import tables
from textmine.codebook import from_table
from textmine.errors import TextmineError
from textmine.stages.themes.cluster import unit
from textmine.stages.themes.coder import Code, coder
from textmine.stages.themes.emergent import Segments, find, missing_bertopic
from textmine.stages.themes.given import of_options, statements
from textmine.stages.themes.nearest import Nearest
from textmine.stages.themes.people import decisions
from textmine.stages.themes.settings import ThemesSettings
from textmine.stages.themes.words import stop_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.codebook import Theme

__all__ = ["ThemesSettings", "code", "missing_bertopic", "themes"]


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
        segments looked at: those of statements (see `given.statements`), at most `settings.sample`.
        `threshold` is the similarity from which meaning alone decides; `stability` is there for
        emergent themes.

    Raises:
        TextmineError: BERTopic is not installed, there is no such encoder, or the embeddings are
            not those of the segments.
    """
    import pandas as pd

    if settings.codebook:
        given, origin = settings.codebook.themes, "codebook"
    else:
        given, origin = of_options(questions, options), "options"
    stated = segments[segments["comment_id"].isin(statements(questions, comments, texts))]
    drawn = _drawn(stated, settings)
    stops = stop_words(languages["language"].unique()) | _places(mentions)
    comment_ids = tuple(drawn["comment_id"])
    looked_at = Segments(
        _wordings(texts, drawn), _vectors(drawn, embeddings), _numbers(comments, drawn), stops, comment_ids
    )
    said = {
        each.segment
        for each in coder(given, settings).code(looked_at.texts, looked_at.vectors)
        if each.decision != "no"
    }
    private = drawn["comment_id"].isin(set(redactions["comment_id"]))
    left = [row for row, hidden in enumerate(private) if not hidden and row not in said]
    found = find(looked_at.take(left), [theme.id for theme in given], settings)
    rows = [_row(theme, settings) | {"origin": origin} for theme in given]
    rows += [
        _row(each.theme, settings) | {"origin": "emergent", "stability": each.stability, "middle": _json(each.middle)}
        for each in found
    ]
    table = tables.frame("themes", rows)
    table["respondents"] = pd.array(_respondents(table, looked_at, drawn, settings), dtype="int64")
    return table


def code(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    themes: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    labels: pd.DataFrame,
    settings: ThemesSettings,
) -> pd.DataFrame:
    """Hold each segment of a statement (see `given.statements`) against each theme.

    A segment can have many themes or none. What people coded decides for the segments it touches.

    Args:
        questions: Table `questions`, whole.
        themes: Table `themes`, whole.
        comments: Table `comments`, or a batch of it.
        texts: Table `texts`, with every comment that `segments` names.
        segments: Table `segments`, or a batch of it.
        embeddings: Table `embeddings`, a row for each segment.
        labels: Table `labels`.
        settings: Options.

    Returns:
        Table `codings`, in the order of `segments` and `themes`: a row for each segment and theme for
        which at least one voter speaks, also where the decision is no. Keywords vote yes, no or veto
        (the segment holds words of `exclude`), meaning certain, likely, plausible or no, characters
        and persons yes or no. A segment that no given theme speaks for has a row for the nearest
        emergent theme; nearest says yes, or why not: unsure, alone or brief.
        Evidence is where the keywords stand, or the whole segment when there are none.

    Raises:
        TextmineError: there is no such encoder, or the embeddings are not those of the segments.
    """
    theme_ids = themes["theme_id"].tolist()
    segments = segments[segments["comment_id"].isin(statements(questions, comments, texts))].reset_index(drop=True)
    segment_ids, comment_ids = segments["segment_id"].tolist(), segments["comment_id"].tolist()
    starts = segments["start"].tolist()
    people = decisions(labels, segments, theme_ids)
    numbers = _numbers(comments, segments)
    looked_at = Segments(_wordings(texts, segments), _vectors(segments, embeddings), numbers, frozenset())
    codes = _coded(themes, looked_at, segments, people, settings)
    return tables.frame(
        "codings",
        (
            (
                segment_ids[each.segment],
                theme_ids[each.theme],
                comment_ids[each.segment],
                each.score,
                each.decision,
                _json(each.votes),
                _json([[starts[each.segment] + first, starts[each.segment] + last] for first, last in each.spans]),
            )
            for each in codes
        ),
    )


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
    respondent_of = comments.set_index("comment_id")["respondent_id"]
    numbers: NDArray[np.int64] = respondent_of.loc[segments["comment_id"]].factorize()[0]
    return numbers


def _wordings(texts: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    text_of = dict(zip(texts["comment_id"], texts["text"], strict=True))
    spans = zip(segments["comment_id"], segments["start"], segments["end"], strict=True)
    return [text_of[comment][start:end] for comment, start, end in spans]


def _vectors(segments: pd.DataFrame, embeddings: pd.DataFrame) -> NDArray[np.float32]:
    """The vectors of the segments, (n_segments, dimensions)."""
    import numpy as np

    row_of = {segment: row for row, segment in enumerate(embeddings["segment_id"])}
    missing = [segment for segment in segments["segment_id"] if segment not in row_of]
    if missing:
        raise TextmineError(
            f"Segment {missing[0]!r} has no vector in embeddings.", hint="run again from the stage embed"
        )
    vectors = embeddings["vector"].to_numpy()
    rows = [vectors[row_of[segment]] for segment in segments["segment_id"]]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), dtype=np.float32)


def _coded(
    themes: pd.DataFrame,
    looked_at: Segments,
    segments: pd.DataFrame,
    people: Mapping[tuple[int, int], str],
    settings: ThemesSettings,
) -> list[Code]:
    """The codes of segments: of the given themes, and where none of them speaks the nearest emergent one.

    What people decided on an emergent theme stands for itself.
    """
    texts, vectors = looked_at.texts, looked_at.vectors
    every = from_table(themes).themes
    given = tuple(theme for theme, origin in zip(every, themes["origin"], strict=True) if origin != "emergent")
    first = len(given)  # emergent themes stand last
    codes = list(coder(given, settings).code(texts, vectors, {p: said for p, said in people.items() if p[1] < first}))
    spoken = {each.segment for each in codes if each.decision != "no"}
    codes += [
        Code(row, theme, 1.0, said, {"person": said}, [(0, len(texts[row]))])
        for (row, theme), said in people.items()
        if theme >= first
    ]
    decided = {row for row, theme in people if theme >= first}
    left = [row for row in range(len(texts)) if row not in spoken | decided]
    if first < len(every) and left:
        middles = [json.loads(middle) for middle in themes["middle"][first:]]
        nearest = Nearest(every[first:], middles)
        places = nearest.place([texts[row] for row in left], _in_context(looked_at, segments).vectors[left])
        codes += [
            Code(row, first + at.theme, at.score, at.decision, {"nearest": at.vote}, [(0, len(texts[row]))])
            for row, at in zip(left, places, strict=True)
        ]
    return sorted(codes, key=lambda each: (each.segment, each.theme))


def _in_context(looked_at: Segments, segments: pd.DataFrame) -> Segments:
    """The segments with vectors halfway to the mean of their comment, of unit length.

    "It was too late" says little by itself, and what a comment says hangs together.
    """
    import numpy as np

    if not len(segments):
        return looked_at
    number = segments["comment_id"].factorize()[0]
    means = np.zeros((number.max() + 1, looked_at.vectors.shape[1]), dtype=np.float32)
    np.add.at(means, number, looked_at.vectors)
    return dataclasses.replace(looked_at, vectors=unit(looked_at.vectors + unit(means)[number]))


def _respondents(
    themes: pd.DataFrame, looked_at: Segments, segments: pd.DataFrame, settings: ThemesSettings
) -> list[int]:
    """How many distinct respondents are coded with each theme."""
    codes = _coded(themes, looked_at, segments, {}, settings)
    pairs = {(each.theme, int(looked_at.respondents[each.segment])) for each in codes if each.decision == "yes"}
    counts = Counter(theme for theme, _ in pairs)
    return [counts[theme] for theme in range(len(themes))]


def _row(theme: Theme, settings: ThemesSettings) -> dict[str, object]:
    values = {
        key: value if isinstance(value, str) else _json(value) for key, value in vars(theme).items() if key != "id"
    }
    return {
        "theme_id": theme.id,
        "threshold": settings.certain,
        "stability": None,
        "middle": "[]",
        "respondents": 0,
        **values,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
