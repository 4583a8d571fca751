"""Wordings without markup, and languages as ISO 639-1."""

from __future__ import annotations

import pytest

from textmine.stages.read.model import iso639, plain

MARKUP = [
    ("<p>Which&nbsp;<strong>measures</strong>?</p>", "Which measures?"),
    ("inter<b>national</b>", "international"),
    ("one<br/>two<p>three</p>", "one two three"),
    ("<style>p {color: red}</style>Why? <script>alert(1)</script><!-- note -->", "Why?"),
    ("fewer < 5 &amp; more > 3", "fewer < 5 & more > 3"),
    ("  a\n\tb\u00a0c ", "a b c"),
    ("&lt;b&gt; is no tag", "<b> is no tag"),
]


@pytest.mark.parametrize(("markup", "expected"), MARKUP)
def test_plain(markup: str, expected: str) -> None:
    assert plain(markup) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "en"),
        ("de-informal", "de"),
        ("zh-Hans", "zh"),
        ("pt_BR", "pt"),
        ("fil", "und"),
        ("French", "fr"),
        ("", "und"),
    ],
)
def test_iso639(code: str, expected: str) -> None:
    assert iso639(code) == expected
