"""The article is laid out for any width, with whatever characters; the screens look as they were found good."""

import difflib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_textual_snapshot import normalize_svg
from reports import hostile
from rich.cells import cell_len
from sittings import bench_in, opened
from test_session_screen import press, quiet, shown, text_of, whole

from claimcheck.claims import Extraction
from claimcheck.events import Extracted
from claimcheck.session.changes import Saw
from claimcheck.session.commands import called
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.session.app import SessionApp
from claimcheck.terminal.session.article import Run, laid_out, wrapped
from claimcheck.terminal.session.claims import ClaimsPane

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture(autouse=True)
def a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return opened(bench_in(tmp_path))


@given(st.text(alphabet="abc 漢字é\u0301🙂-", max_size=200), st.integers(min_value=2, max_value=40))
@settings(max_examples=80, deadline=None)
def test_lines_fit_and_no_character_is_lost(text: str, width: int) -> None:
    lines = wrapped([Run(text[:50]), Run(text[50:], "supported", (1,))], width)
    assert all(sum(cell_len(run.text) for run in line) <= width for line in lines)
    shown = "".join(run.text for line in lines for run in line)
    assert shown.replace(" ", "") == text.replace(" ", "")


def test_every_claim_has_a_line_and_a_mark(bench: Workbench) -> None:
    items = bench.state.items
    for width in (20, 60, 200):
        page = laid_out(bench.article, items, width)
        marks = [run.text for line in page.lines for run in line if run.sign]
        assert sorted(page.first) == [item.number for item in items]
        assert len(marks) == len(items)


def test_an_article_wider_than_any_reader_likes_is_wrapped_all_the_same(bench: Workbench) -> None:
    page = laid_out(bench.article, bench.state.items, 400)
    assert max(sum(cell_len(run.text) for run in line) for line in page.lines) <= 100


async def test_hostile_text_reaches_no_cell_of_the_screen(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    report = hostile()
    session = bench.begin(report.article, "a\x1bfile")
    claims = tuple(finding.claim for finding in report.findings)
    session.record(Saw(event=Extracted(article_id=report.article.id, extraction=Extraction(claims=claims))))
    for finding in report.findings:
        if finding.verdict:
            from claimcheck.events import Decided

            session.record(Saw(event=Decided(article_id=report.article.id, finding=finding)))
    async with shown(bench) as pilot:
        for _ in report.findings:
            everything = text_of(pilot, "#masthead") + text_of(pilot, "#body")
            assert not any((ord(char) < 0x20 and char != "\n") or 0x7F <= ord(char) < 0xA0 for char in everything)
            assert "\u202e" not in everything
            await press(pilot, "j")


async def test_the_list_fits_its_height_even_where_the_windows_own_word_of_it_came_too_early(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionApp, "on_resize", lambda app: None)
    async with shown(bench, size=(200, 14)) as pilot:
        pane = pilot.app.query_one(ClaimsPane)
        assert pane.brief
        await pilot.resize_terminal(200, 60)
        await quiet(pilot)
        assert not pane.brief and "supported · 0.62" in text_of(pilot, "#claims")


def test_the_first_screen_waits_for_no_engine_and_no_store() -> None:
    program = (
        "import sys\nimport claimcheck.terminal.session.app, claimcheck.session.deeds\n"
        "heavy = {'chromadb', 'openai', 'langchain', 'onnxruntime', 'sqlalchemy', 'trafilatura', 'numpy', 'jinja2', 'dateparser',"
        " 'claimcheck.checker', 'claimcheck.dates'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class FoundGood:
    """Compares a screen with the picture of it that was found good, once it has had the time to become so."""

    def __init__(self, snap_compare: Any, picture: Path) -> None:
        self._snap_compare, self._picture, self._seen = snap_compare, picture, ""

    def __call__(self, bench: Workbench, size: tuple[int, int], *keys: str) -> None:
        """Fails with the lines that differ."""

        async def settle(pilot: Any) -> None:
            await drawn(pilot, bench)
            await press(pilot, *keys)
            for _ in range(20):
                self._seen = normalize_svg(pilot.app.export_screenshot(title=pilot.app.title, simplify=True))
                if self._seen == self._good:
                    break
                await quiet(pilot)

        alike = self._snap_compare(SessionApp(bench), terminal_size=size, run_before=settle)
        assert alike, "\n".join(difflib.unified_diff(self._good.split("\n"), self._seen.split("\n"), n=0, lineterm=""))
        bench.close()

    @property
    def _good(self) -> str:
        return normalize_svg(self._picture.read_text(encoding="utf-8")) if self._picture.exists() else ""


@pytest.fixture
def found_good(snap_compare: Any, request: pytest.FixtureRequest) -> FoundGood:
    here = request.path
    return FoundGood(snap_compare, here.parent / "__snapshots__" / here.stem / f"{request.node.name}.svg")


async def drawn(pilot: Any, bench: Workbench) -> None:
    """Wait for the first drawing, which on a busy machine may come late, then until nothing moves."""
    for _ in range(400):
        if f"Claims · {len(bench.state.items)}" in whole(pilot):
            break
        await pilot.pause(0.02)
    await quiet(pilot)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_main_screen_looks_as_it_was_found_good(
    bench: Workbench, found_good: FoundGood, size: tuple[int, int]
) -> None:
    called(bench, "go", {"number": "4"})
    found_good(bench, size)


@pytest.mark.parametrize("key", ["d", "question_mark"])
def test_what_lies_over_the_panes_looks_as_it_was_found_good(bench: Workbench, found_good: FoundGood, key: str) -> None:
    found_good(bench, (100, 36), key)
