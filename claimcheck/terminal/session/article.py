"""The article pane: the text with every claim's words underlined, numbered and signed; scrolled to the chosen claim.

Wrapped here, not by Textual, because a click must find the claim under it and a claim must find its line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from claimcheck.claims import Article
from claimcheck.rendering import wording
from claimcheck.rendering.marking import marked
from claimcheck.session.state import Item
from claimcheck.session.view import label
from claimcheck.terminal.session.look import LABEL_SIGNS
from claimcheck.terminal.talk import one_line
from claimcheck.text import printable

_WORD = re.compile(r"\s+|\S+")
_LINE_WIDEST = 96
"""Longer lines are hard to read, however wide the pane is."""


@dataclass(frozen=True)
class Run:
    """Characters of one look."""

    text: str
    look: str = ""
    """`title`, `faint`, or a label."""
    claims: tuple[int, ...] = ()
    """Numbers of the claims whose words these are, the most specific first."""
    sign: bool = False
    """Whether it is a claim's mark, not the article's own words."""


@dataclass(frozen=True)
class Page:
    """The article laid out for a width."""

    lines: tuple[tuple[Run, ...], ...]
    first: dict[int, int]
    """Number of a claim -> the line on which it begins."""


def laid_out(article: Article, items: Sequence[Item], width: int) -> Page:
    """Title, masthead and text, wrapped to `width` cells."""
    width = max(10, min(width, _LINE_WIDEST))
    lines: list[tuple[Run, ...]] = []
    lines += wrapped([Run(one_line(article.title or "Untitled article"), "title")], width)
    lines += wrapped([Run(one_line(" · ".join(wording.masthead(article))), "faint")], width)
    for paragraph in _paragraphs(article, items):
        lines.append(())
        lines += wrapped(paragraph, width)
    first: dict[int, int] = {}
    for number, line in enumerate(lines):
        for run in line:
            for claim in run.claims:
                first.setdefault(claim, number)
    return Page(tuple(lines), first)


def _paragraphs(article: Article, items: Sequence[Item]) -> Iterator[list[Run]]:
    looks = {item.number: label(item) for item in items}
    for paragraph in marked(article.text, items):
        runs: list[Run] = []
        for piece in paragraph:
            runs += [Run(f"[{n}{LABEL_SIGNS[looks[n]]}]", looks[n], (n,), sign=True) for n in piece.begins]
            text = printable(piece.text).replace("\t", " ")
            runs.append(Run(text, looks[piece.claims[0]] if piece.claims else "", piece.claims))
        yield runs


def wrapped(runs: Iterable[Run], width: int) -> list[tuple[Run, ...]]:
    """Runs broken into lines of at most `width` cells, between words where that is possible."""
    lines: list[list[Run]] = [[]]
    used = 0
    for word in _words(runs):
        cells = sum(cell_len(run.text) for run in word)
        blank = word[0].text.isspace()
        if used + cells > width and not (blank and used == 0):
            lines.append([])
            used = 0
            if blank:
                continue
        if blank and used == 0 and len(lines) > 1:
            continue
        for part in _cut(word, width) if cells > width else [word]:
            if part is not word and lines[-1]:
                lines.append([])
            lines[-1] += part
            used = sum(cell_len(run.text) for run in lines[-1])
    return [tuple(line) for line in lines]


def _words(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs of characters without a break between them, and the white space between those."""
    word: list[Run] = []
    for run in runs:
        for part in _WORD.findall(run.text):
            here = Run(" " if part.isspace() else part, run.look, run.claims, run.sign)
            if part.isspace():
                if word:
                    yield word
                yield [here]
                word = []
            else:
                word.append(here)
    if word:
        yield word


def _cut(word: list[Run], width: int) -> Iterator[list[Run]]:
    """A word that is longer than a line, in pieces."""
    for run in word:
        for part in chop_cells(run.text, width):
            yield [Run(part, run.look, run.claims, run.sign)]


class ArticlePane(ScrollView, can_focus=True):
    """Shows the article; a click on a claim's words chooses it."""

    COMPONENT_CLASSES = {
        f"article--{name}"
        for name in ("title", "faint", "supported", "contested", "opinion", "unverified", "failed", "waiting", "chosen")
    }

    class Chosen(Message):
        """A claim was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__(id="article", classes="pane")
        self.border_title = "1 Article"
        self._article: Article | None = None
        self._items: Sequence[Item] = ()
        self._chosen: int | None = None
        self._page = Page((), {})
        self._laid_out: object = None
        """What the page was laid out from."""
        self._looks: dict[tuple[str, bool, bool], Style] = {}

    def show(self, article: Article | None, items: Sequence[Item], chosen: int | None) -> None:
        """Lay the article out and bring the chosen claim into sight."""
        moved = chosen != self._chosen or article is not self._article
        self._article, self._items, self._chosen = article, items, chosen
        self._lay_out()
        if moved:
            self.call_after_refresh(self._to_chosen)

    def on_resize(self, event: events.Resize) -> None:
        """A new width needs new lines."""
        self._lay_out()
        self.call_after_refresh(self._to_chosen)

    def notify_style_update(self) -> None:
        """Another theme has other colours."""
        self._looks.clear()
        super().notify_style_update()

    def on_click(self, event: events.Click) -> None:
        """Choose the claim whose words were clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line, at = offset.y + self.scroll_offset.y, 0
        for run in self._page.lines[line] if line < len(self._page.lines) else ():
            at += cell_len(run.text)
            if offset.x < at:
                if run.claims:
                    self.post_message(self.Chosen(run.claims[0]))
                return

    def render_line(self, y: int) -> Strip:
        """One line of the article, at the place scrolled to."""
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if place >= len(self._page.lines):
            return Strip.blank(width, self.rich_style)
        segments = [Segment(run.text, self._look(run)) for run in self._page.lines[place]]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _lay_out(self) -> None:
        width = self.container_size.width
        key = (
            self._article and self._article.id,
            width,
            [(item.claim.span, item.claim.also, label(item)) for item in self._items],
        )
        if key == self._laid_out:
            self.refresh()
            return
        self._laid_out = key
        if self._article is not None:
            # one column less, so that a scroll bar that comes changes no line
            self._page = laid_out(self._article, self._items, width - 5)
        else:
            self._page = Page((), {})
        self.virtual_size = Size(0, len(self._page.lines))
        self.refresh()

    def _to_chosen(self) -> None:
        line = self._page.first.get(self._chosen or 0)
        if line is None:
            return
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not top + 1 <= line < top + height - 3:
            self.scroll_to(y=max(0, line - height // 3), animate=False)

    def _look(self, run: Run) -> Style:
        chosen = self._chosen in run.claims
        key = (run.look, chosen, run.sign)
        if key not in self._looks:
            style = self.rich_style
            if run.look:
                style += self.get_component_rich_style(f"article--{run.look}", partial=True)
            if run.claims and not run.sign and self.app.no_color:
                style += Style(underline=True)
            if run.sign:
                style += Style(bold=True)
            if chosen:
                style += self.get_component_rich_style("article--chosen", partial=True)
            self._looks[key] = style
        return self._looks[key]
