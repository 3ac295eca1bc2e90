"""The report in a terminal: what a reader sees at which width, and what a hostile text cannot do."""

import io
import re

import pytest
from reports import WIDE, empty, hostile, sample
from rich.cells import cell_len
from rich.console import Console

from claimcheck.rendering.wording import ASCII
from claimcheck.reports import Report
from claimcheck.terminal.report import Look, PrintedReport
from claimcheck.terminal.streams import plain


def shown(report: Report, *, width: int = 80, look: Look | None = None) -> str:
    return plain(PrintedReport(report, look or Look()), width=width)


def block(text: str, number: int) -> str:
    """The lines of one claim."""
    return re.split(r"^[─-]{20,}$", text, flags=re.MULTILINE)[number]


def test_the_head_says_what_was_checked_and_what_came_of_it() -> None:
    head = block(shown(sample(), width=110), 0).splitlines()
    assert head[0] == "Canal Basin Runs Dry Overnight, Houseboats Stuck in the Mud"
    assert head[1] == "Pellbridge Packet · Posy Arkwell · 9 October 2024, 08:40 (+01:00) · credits Fenwire"
    assert head[3] == "24 claims   ✓ 11 supported   ✗ 4 contested   ◇ 4 opinion   ? 5 unverified"
    assert head[4].startswith("Unverified: 2 only the claimant repeated, 1 coverage does not settle it")


def test_a_claim_shows_chain_date_said_reason_and_the_words_that_decide() -> None:
    assert block(shown(sample(), width=100), 9).splitlines() == [
        "",
        "9 ✓ supported · 1 origin, 1 document",
        "The lower gate of Pinder's Lock has been leaking since July 2024.",
        "  who   Tobiah Crane, town councillor · “told the Packet”, reported",
        "        └ Wystan Hale, lock-keeper · “had said to him”, partly in quotation marks",
        "  when  1 July to 9 October 2024 (“on Monday”)",
        "  said  ✗ disputed: whether Wystan Hale said so",
        "  why   One independent origin bears it out (The Towpath Observer), and none refutes it.",
        "  ✓ supports · The Towpath Observer · 10 October 2024",
        "    │ Called back on 15 July, they measured a leak of 30 litres a minute at the heel post; on 20",
        "    │ September it was 75.",
        "  » disputes the saying · Evening Lantern · 9 October 2024 · according to Wystan Hale, the claimant",
        '    │ "I have never spoken to Mr Crane about that gate.',
        "  also weighed: 1 silent",
    ]


def test_an_unverified_claim_says_which_reason_and_what_it_means() -> None:
    assert "? unverified · no-coverage: no related coverage" in block(shown(sample()), 22)
    assert "= copy of this article · Lowmarl Chronicle" in block(shown(sample()), 21)


@pytest.mark.parametrize("width", [20, 40, 80, 110, 139, 140, 200, 300])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: bool) -> None:
    for report in (sample(), hostile(), empty()):
        lines = shown(report, width=width, look=Look(verbose=verbose)).splitlines()
        assert max(cell_len(line) for line in lines) <= width


def test_a_wide_terminal_puts_evidence_beside_its_claim() -> None:
    lines = block(shown(sample(), width=200), 4).splitlines()
    assert "4 ✗ contested" in lines[1]
    assert "✗ refutes · Evening Lantern" in lines[1]


def test_no_white_space_ends_a_plain_line() -> None:
    assert not [line for line in shown(sample(), width=200).splitlines() if line != line.rstrip()]


def test_nothing_from_outside_reaches_the_terminal_as_command_or_markup() -> None:
    caught = io.StringIO()
    console = Console(file=caught, width=120, force_terminal=True, color_system=None)
    console.print(PrintedReport(hostile(), Look(verbose=True)))
    printed = re.sub(r"\x1b\[[0-9;]*m", "", caught.getvalue())
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "[red]markup[/red]" in re.sub(r"\s+", " ", printed)
    # Our own colours are never those of the text: nothing was switched on by the article's own escape.
    assert "\x1b[31mred" not in caught.getvalue()


def test_a_failed_claim_shows_its_error_and_a_flag_is_seen() -> None:
    text = shown(hostile())
    assert "2 ! failed" in text
    assert "error the server answered 503" in text
    assert "! number 40 is not in the article" in text
    assert "! this passage speaks to a machine" in text


def test_wide_characters_are_kept() -> None:
    assert WIDE in shown(hostile())


def test_verbose_shows_everything_that_was_left_out() -> None:
    text = shown(sample(), look=Look(verbose=True), width=120)
    assert "newsletter: Sign up for the Packet at Breakfast" in text
    assert "refused: The goat was arrested. (quote is not in the article)" in text
    assert "duplicate: The mud gave" in text
    assert "same lock, same evening; first person denial · " in text
    assert "worth 0.62 (numbers +0.9, checkable +1.0), checkable" in text
    assert "--verbose" not in text
    brief = shown(sample(), width=120)
    assert "newsletter" not in brief
    assert "(--verbose shows them)" in brief


def test_signs_can_do_without_unicode() -> None:
    text = plain(PrintedReport(empty(), Look(signs=ASCII)))
    assert text.isascii()
    sample_text = plain(PrintedReport(sample(), Look(signs=ASCII)))
    assert "9 + supported - 1 origin, 1 document" in sample_text
    assert "`- Wystan Hale" in sample_text
    assert not set("✓✗◇≈·»└│─") & set(sample_text)
