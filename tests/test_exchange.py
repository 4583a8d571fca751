"""Codebooks in the formats of other programs: what is written is read again, and every slip is named with its place."""

from __future__ import annotations

import string
import zipfile

import pytest
from helpers import REAL, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import config, reference
from textmine.codebook import KINDS, Codebook, Theme
from textmine.errors import TextmineError
from textmine.exchange import SUFFIXES, described, dump, load
from textmine.refi import CODEBOOK

STAFF = Theme(
    "staff",
    "Staff: shortage | change",
    "barrier",
    "management",
    "Too few people.",
    ("no",),
    ("# not this", "=1+1"),
    ("understaff*", "*", "a|b"),
    ("Müller left.", "- and another 😀"),
)
BOOK = Codebook("small", "und", (Theme("management", "Management"), STAFF, Theme("other", "Kind: barrier")))
FOREIGN = f"""<CodeBook xmlns="{CODEBOOK}"><Codes>
  <Code guid="a" name="Personal" isCodable="false"><Description>Who works there.</Description>
    <Code guid="b" name="Zu wenig Personal" isCodable="true"><Description>Fehlende Leute,
      zu viel Arbeit.

      Keywords:
      - unterbesetzt
      and a note of somebody</Description></Code>
    <Code guid="c" name="Zu wenig Personal!" isCodable="true"/>
  </Code>
  <Code guid="d" name="Ευρήματα" isCodable="true"/>
  <Code guid="e" name="Visits [10:30]" isCodable="true"/>
  <Code guid="f" name="Countries" isCodable="false"><Code guid="g" name="Canada [country:CA]" isCodable="true"/></Code>
</Codes></CodeBook>"""


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".qdc"])
def test_what_is_written_is_read_again_as_it_was(tmp_path, suffix):
    file = tmp_path / f"small{suffix}"
    dump(BOOK, file)
    first = file.read_bytes()
    assert load(file) == BOOK
    file.unlink()
    dump(BOOK, file)
    assert file.read_bytes() == first
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("suffix", [".csv", ".qdc"])
def test_the_codebooks_that_come_with_textmine_keep_all_their_themes(tmp_path, suffix):
    for name in reference.codebooks():
        book = load(reference.codebook_path(name))
        dump(book, tmp_path / f"{name}{suffix}")
        assert load(tmp_path / f"{name}{suffix}").themes == book.themes


_line = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Z")), min_size=1, max_size=12)
_words = st.lists(_line, min_size=1, max_size=3).map(" ".join)
_texts = st.lists(_words, max_size=3).map(tuple)
_id = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=8)
_theme = st.builds(
    Theme, _id, _words, st.sampled_from(KINDS), st.just(""), st.just("") | _words, _texts, _texts, _texts, _texts
)


@settings(max_examples=60)
@given(st.sampled_from([".csv", ".qdc"]), st.lists(_theme, min_size=1, max_size=3, unique_by=lambda theme: theme.id))
def test_any_theme_is_read_again_as_it_was(tmp_path_factory, suffix, themes):
    file = tmp_path_factory.getbasetemp() / f"book{suffix}"
    book = Codebook("book", "und", tuple(themes))
    dump(book, file)
    assert load(file) == book


@pytest.mark.parametrize("case", cases("exchange_bad"), ids=lambda case: f"{case['name']}: {case['why']}")
def test_a_slip_is_one_error_with_its_place(case, tmp_path):
    file = tmp_path / case["name"]
    file.write_text(case["input"], encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        load(file)
    assert case["found"] in caught.value.found
    assert case["name"] in caught.value.found
    assert case.get("hint", "") in caught.value.hint


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_file_is_named(tmp_path, suffix):
    with pytest.raises(TextmineError, match=f"missing{suffix}"):
        load(tmp_path / f"missing{suffix}")


def test_the_description_can_be_read_by_people():
    assert described(STAFF) == (
        "Definition: Too few people.\nKind: barrier\nInclude:\n- no\nExclude:\n- # not this\n- =1+1\n"
        "Keywords:\n- understaff*\n- *\n- a|b\nExamples:\n- Müller left.\n- - and another 😀"
    )
    assert described(Theme("a", "A")) == ""


def test_codes_of_another_program_get_ids_of_their_names(tmp_path):
    file = tmp_path / "book.qdc"
    file.write_text(FOREIGN, encoding="utf-8")
    assert load(file).themes == (
        Theme("personal", "Personal", definition="Who works there."),
        Theme(
            "zu_wenig_personal",
            "Zu wenig Personal",
            parent="personal",
            definition="Fehlende Leute, zu viel Arbeit. and a note of somebody",
            keywords=("unterbesetzt",),
        ),
        Theme("zu_wenig_personal_2", "Zu wenig Personal!", parent="personal"),
        Theme("code", "Ευρήματα"),
        Theme("visits_10_30", "Visits [10:30]"),
    )


def test_a_table_of_another_program_needs_no_more_than_names(tmp_path):
    file = tmp_path / "book.csv"
    file.write_text("tag;description\nStaff;Too few people.\nTravel;\n", encoding="utf-8")
    assert load(file).themes == (Theme("staff", "Staff", definition="Too few people."), Theme("travel", "Travel"))


def test_texts_of_a_cell_stand_between_bars_or_on_lines(tmp_path):
    file = tmp_path / "book.csv"
    file.write_text('label,keywords\nStaff,"a | b\nc | d\\|e"\n', encoding="utf-8")
    assert load(file).themes[0].keywords == ("a", "b", "c", "d|e")


def test_a_codebook_is_written_in_no_other_format(tmp_path):
    with pytest.raises(TextmineError, match=r"book\.qdpx") as caught:
        dump(BOOK, tmp_path / "book.qdpx")
    assert ".yaml, .csv or .qdc" in caught.value.expected
    with pytest.raises(TextmineError, match="no themes"):
        dump(Codebook("none", "und", ()), tmp_path / "none.qdc")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".qdc"])
def test_the_configuration_takes_them(tmp_path, suffix):
    dump(BOOK, tmp_path / f"small{suffix}")
    (tmp_path / "textmine.toml").write_text(f'[survey]\ncodebook = "small{suffix}"\n')
    assert config.load(tmp_path / "textmine.toml").themes.codebook == BOOK
    with pytest.raises(TextmineError, match=r"There is no codebook none\.qdc"):
        config.load(None, codebook="none.qdc")


@pytest.mark.skipif(not (REAL / "exports/refi_qda").is_dir(), reason="the real projects are not beside the checkout")
def test_codebooks_of_real_projects_are_read():
    read = 0
    for file in sorted((REAL / "exports/refi_qda").glob("*.qdpx")):
        with zipfile.ZipFile(file) as archive:
            assert archive.namelist()
        assert load(file).themes
        read += 1
    assert read


@pytest.mark.skipif(not (REAL / "exports/refi_qda").is_dir(), reason="the schema is not beside the checkout")
def test_a_codebook_is_valid(tmp_path):
    from lxml import etree

    schema = etree.XMLSchema(file=str(REAL / "exports/refi_qda/Codebook.xsd"))
    for name in reference.codebooks():
        dump(load(reference.codebook_path(name)), tmp_path / f"{name}.qdc")
        schema.assertValid(etree.parse(tmp_path / f"{name}.qdc"))
