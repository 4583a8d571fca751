"""The options of the stages `themes` and `code`."""

from __future__ import annotations

from dataclasses import dataclass

from textmine.codebook import Codebook  # noqa: TC001  read at run time by textmine.config
from textmine.llm import LlmSettings  # noqa: TC001  the same

__all__ = ["ThemesSettings"]


@dataclass(frozen=True)
class ThemesSettings:
    """Options of `themes` and `code`.

    The thresholds of the voters were chosen on data/gold/coding_dev.jsonl.

    Args:
        codebook: The themes to code first; None takes the options of the questions.
        earlier: The themes of an earlier run, as `textmine codebook` wrote them: emergent themes that
            are like one of them keep its id and label.
        encoder: Name of the sentence encoder, the one the embeddings were made with.
        certain: Similarity from which meaning alone decides for a theme; less by up to `margin`, it
            leaves the decision to people.
        plausible: Similarity from which meaning supports another voter.
        margin: Meaning does not decide for a theme that is less similar than the most similar one by
            more than this.
        characters: Similarity of spelling from which the characters vote for a theme.
        likely: Probability from which a theme is much likelier than all the others together.
        one_code: Each comment has one code, its likeliest; without, each segment has as many as are said.
        adapt: How common bare themes are is learned from the comments, given so many comments a theme.
        emergent: At most so many themes are proposed for what the codebook leaves; 0 for none.
        granularity: More makes more and narrower emergent themes, less makes fewer (the resolution of
            modularity).
        sample: Emergent themes are looked for in at most so many segments, drawn at random.
        seed: Seed of every random draw.
        llm: The language model that gives a second opinion; None asks none.
    """

    codebook: Codebook | None = None
    earlier: Codebook | None = None
    encoder: str = "default"
    certain: float = 0.325
    plausible: float = 0.05
    margin: float = 0.1
    characters: float = 0.3
    likely: float = 0.8
    one_code: bool = False
    adapt: int = 100
    emergent: int = 100
    granularity: float = 1.0
    sample: int = 20_000
    seed: int = 0
    llm: LlmSettings | None = None
