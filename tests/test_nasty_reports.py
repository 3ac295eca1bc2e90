"""Nasty strings in every place that outside text reaches: no form of a report acts on them, and forms for programs keep them as they are."""

import json
import re
from pathlib import Path

import pytest
from nasty import ALL, NASTY, SURROGATES, Page, steers_a_terminal
from reports import empty, hostile, sample

from claimcheck.events import Decided, Read
from claimcheck.reading import read
from claimcheck.rendering.markdown import as_markdown, escaped
from claimcheck.rendering.page import as_page
from claimcheck.rendering.records import as_document, as_line
from claimcheck.rendering.wording import ASCII, UNICODE
from claimcheck.reports import Report
from claimcheck.terminal.report import Look, PrintedReport
from claimcheck.terminal.streams import plain
from claimcheck.terminal.talk import one_line

EACH = pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
QUIET = Page(as_page([hostile("plain words"), sample(), empty()])).kinds()


@EACH
def test_a_printed_report_steers_no_terminal(text: str) -> None:
    printed = plain(PrintedReport(hostile(text), Look(signs=UNICODE, verbose=True)), width=80)
    assert steers_a_terminal(printed) is None
    assert "Bridge" in printed


def test_markup_of_the_terminals_libraries_is_printed_as_it_stands() -> None:
    for name in ("rich markup", "Textual markup", "brackets"):
        printed = plain(PrintedReport(hostile(NASTY[name]), Look(signs=ASCII, verbose=True)), width=400)
        assert NASTY[name].split()[0] in printed, name


@EACH
def test_a_line_of_talk_is_one_line_that_steers_nothing(text: str) -> None:
    line = one_line(f"no such file {text!s}")
    assert "\n" not in line
    assert steers_a_terminal(line) is None


@EACH
def test_forms_for_programs_give_back_every_character(text: str) -> None:
    report = hostile(text)
    assert Report.model_validate(json.loads(as_document([report], several=False))) == report
    line = as_line(report)
    assert len(line.splitlines()) == 1
    assert Report.model_validate_json(line) == report


@EACH
def test_every_event_is_one_line(text: str) -> None:
    report = hostile(text)
    for event in (Read(article=report.article), Decided(article_id="a", finding=report.findings[0])):
        line = as_line(event)
        assert len(line.splitlines()) == 1
        assert type(event).model_validate_json(line) == event


@EACH
def test_a_page_holds_no_tag_and_no_handler_of_others(text: str) -> None:
    html = as_page([hostile(text)])
    page = Page(html)
    assert page.active() == []
    assert page.kinds() <= QUIET
    assert html.count("<script") == 1
    assert steers_a_terminal(html) is None


@EACH
def test_markdown_acts_on_nothing_that_others_wrote(text: str) -> None:
    told = as_markdown([hostile(text)])
    assert steers_a_terminal(told) is None
    assert re.search(r"(?<!\\)<[a-z/!?]", told, re.I) is None
    assert re.search(r"(?<!\\)!\[|\]\((?!#)", re.sub(r"\\.", "", told)) is None
    assert re.search(r"https?://(?!outlet\.example)", told) is None
    assert re.search(r"(?<!\\)@\w", told) is None


@EACH
def test_an_escaped_text_is_one_line_and_begins_no_block(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert re.match(r"\s*(?:[#>=+-]|\d+[.)])(?:\s|$)", line) is None
    assert steers_a_terminal(line) is None


@pytest.mark.parametrize("text", SURROGATES)
def test_half_a_character_is_replaced_when_it_is_read(tmp_path: Path, text: str) -> None:
    line = "The mayor said on Monday that the bridge over the river was safe and would stay open."
    row = {
        "text": f"{line} {text}\n\nThe end came late on Tuesday, and nobody was there to see it.",
        "title": f"Bridge {text}",
        "publisher": text,
        "url": f"https://x.example/{text}",
        "author": text,
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    [article] = read(str(tmp_path / "a.jsonl"))
    assert "\ufffd" in as_line(article).encode().decode()
    assert "The end came late" in article.text


def test_all_of_them_together_are_no_worse() -> None:
    report = hostile(ALL)
    assert steers_a_terminal(plain(PrintedReport(report, Look(signs=UNICODE, verbose=True)), width=120)) is None
    assert Page(as_page([report])).active() == []
    assert Report.model_validate_json(as_line(report)) == report
