"""Files of tests/cases/fuzz, which fuzzing found to end in another error than ours (scripts/fuzz_readers.py).

A file is called after what was wrong, the number of its form and its name: half_a_character-2-x.json.
"""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path

import pytest
from fuzzing.readers import READERS, Form
from helpers import CASES

from textmine.errors import TextmineError

FOUND = sorted((CASES / "fuzz").glob("*/*"))


@functools.cache
def forms(reader: str) -> tuple[Form, ...]:
    return READERS[reader]()


@pytest.mark.parametrize("found", FOUND, ids=lambda path: f"{path.parent.name}: {path.name}")
def test_what_was_found_is_read_or_refused_with_a_clear_error(tmp_path: Path, found: Path) -> None:
    form = forms(found.parent.name)[int(found.name.split("-")[1])]
    if form.beside:
        form.beside(tmp_path)
    (tmp_path / form.name).write_bytes(found.read_bytes())
    with contextlib.suppress(TextmineError):
        form.read(tmp_path / form.name)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_spoilt_was_good(tmp_path: Path, reader: str) -> None:
    for number, form in enumerate(forms(reader)):
        folder = tmp_path / str(number)
        folder.mkdir()
        form.write(folder / form.name)
        if form.beside:
            form.beside(folder)
        form.read(folder / form.name)
