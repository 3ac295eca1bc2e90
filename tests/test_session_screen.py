"""The full-screen face as a person uses it: keys, mouse, panes that follow each other, forms, what goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sittings import ARTICLE, SampleChecker, bench_in, opened, settings_in
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from claimcheck.errors import ServiceTimeoutError
from claimcheck.session.commands import COMMANDS
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.session.app import SessionApp
from claimcheck.terminal.session.article import ArticlePane
from claimcheck.terminal.session.claims import ClaimsPane
from claimcheck.terminal.session.detail import DetailPane, Passage
from claimcheck.terminal.session.dialogues import Choice, Form, Reading

WIDE = (160, 45)


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return opened(bench_in(tmp_path))


@asynccontextmanager
async def shown(
    bench: Workbench, source: str | None = None, size: tuple[int, int] = WIDE
) -> AsyncIterator[Pilot[None]]:
    app = SessionApp(bench, source)
    async with app.run_test(size=size) as pilot:
        await quiet(pilot)
        yield pilot
    bench.close()


async def quiet(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way and everything is drawn."""
    app = pilot.app
    assert isinstance(app, SessionApp)
    still, before = 0, ""
    for _ in range(400):
        await pilot.pause(0.02)
        now = whole(pilot)
        idle = not app.bench.bench.jobs and not app._drawing and now == before
        still, before = still + 1 if idle else 0, now
        if still >= 6:
            return


def whole(pilot: Pilot[None]) -> str:
    """The screen as text, line by line."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await quiet(pilot)


def text_of(pilot: Pilot[None], selector: str) -> str:
    """What a pane shows, line by line."""
    screens = (pilot.app.screen, pilot.app.screen_stack[0])
    region = next(screen.query_one(selector).region for screen in screens if screen.query(selector))
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(
        "".join(segment.text for segment in line.crop(region.x, region.right))
        for line in lines[region.y : region.bottom]
    )


async def test_an_article_is_opened_checked_and_shown_in_all_three_panes(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    async with shown(bench, str(ARTICLE)) as pilot:
        assert "Canal Basin Runs Dry Overnight" in text_of(pilot, "#masthead")
        assert "[1" in text_of(pilot, "#article")
        assert bench.state.items[0].claim.text[:25] in text_of(pilot, "#claims")
        assert "who" in text_of(pilot, "#detail")
        assert all(item.finding for item in bench.state.items)


async def test_moving_in_one_pane_moves_the_others(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "j", "j")
        third = bench.state.items[2]
        assert bench.claim_id == third.claim.id
        assert pilot.app.query_one(ClaimsPane).highlighted == 2
        assert pilot.app.query_one(DetailPane).border_title == "3 Detail · claim 3"
        assert pilot.app.query_one(ArticlePane)._chosen == 3
        await press(pilot, "down")
        assert bench.claim_id == bench.state.items[3].claim.id


async def test_a_click_on_a_claims_words_chooses_it(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        pane = pilot.app.query_one(ArticlePane)
        line = pane._page.first[2]
        at = next(place for place, run in enumerate(pane._page.lines[line]) if 2 in run.claims)
        x = sum(len(run.text) for run in pane._page.lines[line][:at]) + 1
        await pilot.click(ArticlePane, offset=(x + 2, line - pane.scroll_offset.y + 1))
        await quiet(pilot)
        assert bench.item.number == 2


async def test_a_decision_is_made_in_a_form_and_undone_with_a_key(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, Form)
        await press(pilot, "right", "enter", "tab")
        pilot.app.screen.query_one(TextArea).insert("seen myself")
        await press(pilot, "ctrl+s")
        decision = bench.item.decision
        assert decision is not None
        assert (decision.note, decision.reviewer) == ("seen myself", "ada")
        assert "mine" in text_of(pilot, "#detail")
        await press(pilot, "u")
        assert bench.item.decision is None


async def test_escape_leaves_a_form_with_nothing_done(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        before = bench.state
        await press(pilot, "e")
        pilot.app.screen.query_one(TextArea).insert("nonsense ")
        await press(pilot, "escape")
        assert bench.state == before


async def test_what_is_wrong_with_a_form_is_said_and_the_form_comes_back_as_it_was(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "t")
        pilot.app.screen.query_one(Input).value = "next week"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.query_one(Input).value == "next week"
        assert [note.message for note in pilot.app._notifications] == ["'next week' is no day; write it as 2024-10-09"]


async def test_a_passage_found_by_hand_is_pinned_and_weighed(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        number = bench.item.number
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "paddles"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choice)
        await press(pilot, "down", "enter")
        assert bench.item.number == number
        assert bench.item.pins == (bench.hits[1],)
        verdict = bench.item.finding and bench.item.finding.verdict
        assert verdict is not None
        assert verdict.label == "supported"


async def test_an_edit_keeps_the_machines_version_in_sight(bench: Workbench) -> None:
    before = bench.item.claim.text
    async with shown(bench) as pilot:
        await press(pilot, "e")
        area = pilot.app.screen.query_one(TextArea)
        area.text = "Forty houseboats lay in the mud."
        await press(pilot, "ctrl+s")
        assert bench.item.claim.text == "Forty houseboats lay in the mud."
        assert before[:20] in text_of(pilot, "#detail").replace("\n", " ")
        assert "edited" in text_of(pilot, "#claims")


async def test_a_passage_opens_to_its_whole_text(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "right_square_bracket")
        passage = pilot.app.focused
        assert isinstance(passage, Passage)
        await press(pilot, "enter")
        assert passage.whole


async def test_a_narrow_terminal_shows_the_list_and_one_pane(bench: Workbench) -> None:
    async with shown(bench, size=(80, 24)) as pilot:
        panes = {name: pilot.app.query_one(f"#{name}").display for name in ("article", "claims", "detail")}
        assert panes == {"article": False, "claims": True, "detail": True}
        await press(pilot, "1")
        assert pilot.app.query_one("#article").display
        assert not pilot.app.query_one("#detail").display


async def test_stopping_keeps_what_is_done(tmp_path: Path) -> None:
    checker = SampleChecker(settings_in(tmp_path))
    checker.pause = asyncio.Event()
    bench = bench_in(tmp_path, checker)
    app = SessionApp(bench, str(ARTICLE))
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(200):
            await pilot.pause(0.02)
            if checker.reached.is_set():
                break
        await press(pilot, "ctrl+x")
        assert sum(item.finding is not None for item in bench.state.items) == 3
        assert "stopped" in text_of(pilot, "#status")
        await press(pilot, "W")
        assert not bench.state.waiting
    bench.close()


async def test_an_error_is_one_line_and_the_work_goes_on(tmp_path: Path) -> None:
    checker = SampleChecker(settings_in(tmp_path))
    checker.fails = ServiceTimeoutError("the server did not answer in 120 s; try again")
    bench = bench_in(tmp_path, checker)
    async with shown(bench, str(ARTICLE)) as pilot:
        assert "the server did not answer in 120 s; try again" in text_of(pilot, "#status")
        checker.fails = None
        await press(pilot, "C")
        assert bench.state.items


async def test_the_theme_is_kept_for_the_next_time(tmp_path: Path) -> None:
    async with shown(bench_in(tmp_path)) as pilot:
        assert pilot.app.theme == "desk"
        pilot.app.theme = "paper"
        await quiet(pilot)
    async with shown(bench_in(tmp_path)) as pilot:
        assert pilot.app.theme == "paper"


@pytest.mark.parametrize("theme", ["paper", "ansi-dark", "ansi-light", "gruvbox", "textual-light"])
async def test_every_theme_can_be_lived_in(bench: Workbench, theme: str) -> None:
    async with shown(bench) as pilot:
        pilot.app.theme = theme
        await press(pilot, "j", "d", "escape", "question_mark", "escape")
        assert bench.item.claim.text[:20] in text_of(pilot, "#detail")


async def test_keys_of_the_panes_do_nothing_under_a_form(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        before = bench.state
        await press(pilot, "d", "x", "delete", "u", "q", "j")
        assert isinstance(pilot.app.screen, Form)
        assert len(pilot.app.screen_stack) == 2
        assert bench.state == before


async def test_a_command_can_be_called_from_the_palette(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "ctrl+p", *"remove")
        await press(pilot, "enter", "enter")
        await quiet(pilot)
        assert bench.state.removed


async def test_a_click_beside_a_form_leaves_it_and_a_click_on_its_button_does_it(bench: Workbench) -> None:
    async with shown(bench) as pilot:
        await press(pilot, "d")
        await pilot.click(offset=(1, 1))
        await quiet(pilot)
        assert not isinstance(pilot.app.screen, Form)
        assert bench.item.decision is None
        await press(pilot, "d")
        await pilot.click("#do")
        await quiet(pilot)
        assert bench.item.decision is not None


async def test_the_index_is_let_go_when_nothing_is_going_on(tmp_path: Path) -> None:
    checker = SampleChecker(settings_in(tmp_path))
    let_go: list[int] = []
    checker.let_index_go = lambda: let_go.append(1)  # type: ignore[method-assign]
    bench = bench_in(tmp_path, checker)
    async with shown(bench, str(ARTICLE)) as pilot:
        assert let_go
        del let_go[:]
        await press(pilot, "w")
        assert let_go


async def test_the_help_names_every_command(bench: Workbench) -> None:
    async with shown(bench, size=(150, 80)) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, Reading)
        text = " ".join(text_of(pilot, "#box").replace("│", " ").split())
    assert all(f"{name} {command.summary}" in text for name, command in COMMANDS.items())
