from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from report import invented
from textmine.privacy import pseudonyms
from textmine.report import ReportSettings, build_report
from textmine.report.model import Figure, Paragraph, Report, Section, TableBlock, Where
from textmine.report.to_html import html

VOID = {"meta", "line", "rect", "br", "link", "input", "path"}


class Page(HTMLParser):
    """Notes the tags in use, the attributes, and every tag that is not closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.crossed, self.text = set(), [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.text.append(data)


SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def page(report):
    return html(report)


def test_every_tag_is_closed_in_its_turn(page):
    read = Page(page)
    assert (read.open, read.crossed) == ([], [])


def test_nothing_is_loaded_and_only_our_script_runs(page):
    read = Page(page)
    assert not read.tags & {"img", "iframe", "link", "object", "base", "image", "use"}
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name in {"src", "style", "action"}]
    assert {value[0] for _, name, value in read.attributes if name == "href"} == {"#"}
    style, scripts = re.findall("<style>(.*?)</style>", page, re.DOTALL), SCRIPT.findall(page)
    assert not re.search(r"url\(|@import|http", style[0])
    assert [kind for kind, _ in scripts] == [' type="text/plain" id="verbatims"', ""]
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", scripts[0][1])
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none'; ")
    for text in (style[0], scripts[1][1]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_a_report_without_comments_has_no_script(report):
    page = html(replace(report, verbatims=()))
    assert not SCRIPT.findall(page)
    assert "script-src 'none'" in page
    assert not {"dialog", "template", "noscript"} & Page(page).tags
    assert not re.search(r"<span [^>]*data-where", page)


def test_hostile_words_are_shown_as_words(page):
    assert len(SCRIPT.findall(page)) == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x07" not in page
    assert invented.HOSTILE.replace("\x07", "") in "".join(Page(page).text)


def test_every_text_is_escaped():
    bad = '"><script>alert(1)</script>'
    table = TableBlock(bad, (bad, bad), ((bad, Figure(1, 2)),), "ticks")
    page = html(Report(bad, bad, (Section("x", bad, 1, (Paragraph(bad), table)),)))
    assert "<script" not in page
    assert '""' not in page


def test_links_of_the_contents_lead_to_sections(page, report):
    ids = {value for tag, name, value in Page(page).attributes if name == "id" and tag == "section"}
    links = [value[1:] for tag, name, value in Page(page).attributes if tag == "a" and name == "href"]
    assert links == ["report", *(section.section_id for section in report.sections), "comments"]
    assert set(links) == ids | {"report"}


def test_every_id_that_is_named_exists(page):
    attributes = Page(page).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    named = [
        word for _, name, value in attributes if name in {"aria-labelledby", "aria-details"} for word in value.split()
    ]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_a_quote_carries_its_language(page):
    assert '<p lang="fr" dir="auto">Les habitudes de travail' in page
    who = pseudonyms(invented.PEOPLE)[invented.PEOPLE[2]]
    assert f"{who}, Strand-1, on \u201cCollaboration between the clusters of the network\u201d (fr)" in page


def test_a_table_as_it_is_written():
    figures = (Figure(40, 60, share=40 / 60, low=0.54, high=0.77, percent=True), Figure(4, 6, share=4 / 6))
    rows = (("a", *figures), ("b", figures[0], "\u2013"))
    table = TableBlock("Options", ("Option", "All", "Small"), rows, "ticks", shown=1, number=3)
    page = html(Report("", "", (Section("x", "X", 1, (table,)),))).replace("\u00a0", " ")
    assert page[page.index('<div class="table"') : page.index("</section>")] == (
        '<div class="table" id="table-3" role="group" aria-label="Table 3"><table>'
        "<caption><b>Table 3</b>Options</caption>\n"
        '<thead><tr><th scope="col">Option</th><th scope="col" class="number">All<small>n = 60</small></th>'
        '<th scope="col" class="number">Small<small>n = 6</small></th></tr></thead>\n'
        '<tbody>\n<tr><th scope="row">a</th><td class="number">'
        '<span title="40 of 60 (67 %); 95 % interval: 54 % to 77 %">40 <span class="share">67 %</span></span></td>'
        '<td class="number"><span title="4 of 6">4</span></td></tr>\n</tbody></table>'
        '<p class="note">and 1 more, in the workbook</p></div>\n'
    )


def test_a_figure_names_the_comments_behind_it(page):
    assert re.search(
        r'data-where="where=theme&amp;item=staff&amp;question=C1&amp;by=A1&amp;group=Strand-2">1</span>', page
    )
    assert re.search(r'data-where="where=tick&amp;item=SME&amp;question=C1">7</span>', page)


def test_a_sentence_is_followed_by_the_figures_it_rests_on(report):
    written = report.verbatims[0].question
    figures = (
        ("Staff", Figure(3, 20, where=Where("theme", "staff", written))),
        ("A name that is too long to stand beside it", Figure(2, 20, where=Where("theme", "budget", written))),
        ("Nowhere", Figure(1, 20)),
    )
    for style in ("finding", "text"):
        section = Section("x", "X", 1, (Paragraph("It is so.", style, figures),))
        page = html(replace(report, sections=(section,))).replace("\u00a0", " ")
        behind = page[page.index("It is so.") :].split("</span></span>")[0]
        assert behind.startswith(
            'It is so. <span class="behind" data-script hidden>Comments: <span title="Staff: 3 of 20"'
        )
        assert behind.endswith(">2 of 20")


def test_percentages_come_with_the_base(run):
    small = html(build_report(run, ReportSettings(min_share_base=10)))
    large = html(build_report(run, ReportSettings(min_share_base=100)))
    assert 'class="share"' in small
    assert 'class="share"' not in large
