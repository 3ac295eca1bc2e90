"""The detail pane: the chosen claim's facts, then the evidence as a tree of origins, documents and passages.

Each passage can be come to with the keyboard or the mouse and opened to its whole text, in which the words relied on stand out.
"""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from claimcheck.claims import Article
from claimcheck.evidence import Evidence
from claimcheck.rendering import wording
from claimcheck.reports import Answer
from claimcheck.session.detail import Origin, Printed, heading, origins, rows
from claimcheck.session.state import Item
from claimcheck.session.view import label
from claimcheck.terminal.session.look import SIGNS, Colours, coloured
from claimcheck.terminal.talk import one_line
from claimcheck.text import printable


class Passage(Static, can_focus=True):
    """One passage that was weighed; Enter or a click shows all of it, or its telling words only."""

    BINDINGS = [Binding("enter,space", "turn", "Whole passage", show=False)]

    def __init__(self, number: int, evidence: Evidence, colours: Colours) -> None:
        self.number, self.evidence, self._colours = number, evidence, colours
        self.whole = False
        """Whether all its words are shown."""
        super().__init__(self._drawn(), markup=False)

    def on_click(self) -> None:
        """Open or close it."""
        self.action_turn()

    def action_turn(self) -> None:
        """Show the whole passage, or its telling words only."""
        self.whole = not self.whole
        self.update(self._drawn())

    def _drawn(self) -> Text:
        item = self.evidence
        tone = _tone(item)
        head = Text.assemble(
            (f"{self.number} ", "dim"),
            coloured(f"{wording.sign(item, SIGNS)} {wording.stance(item)}", tone, self._colours, bold=True),
        )
        for part in (wording.voice(item), wording.confidence(item.confidence)):
            head.append(f" · {one_line(part)}" if part else "", style="dim")
        for sign in item.suspicious:
            head.append_text(coloured(f"\n! this passage {one_line(sign)}", "mind", self._colours))
        head.append("\n")
        head.append_text(self._words(tone))
        if self.whole and item.rationale:
            head.append(f"\nwhy: {one_line(item.rationale)}", style="dim")
        return head

    def _words(self, tone: str) -> Text:
        """The telling words inside their passage, or a beginning of a passage that has none."""
        item, span = self.evidence, self.evidence.snippet_span
        text = item.passage.text
        if span is None:
            # A passage that says nothing of the claim is told by its beginning until it is opened.
            words = one_line(text)
            return Text(words, style="dim", no_wrap=not self.whole, overflow="fold" if self.whole else "ellipsis")
        before, after = text[: span.start], text[span.end :]
        if not self.whole:
            before, after = _nearby(before, last=True), _nearby(after, last=False)
        told = coloured(_clean(span.of(text)), tone, self._colours, bold=True)
        told.stylize("underline")
        return Text.assemble((_clean(before), "dim"), told, (_clean(after), "dim"))


def _tone(item: Evidence) -> str:
    """A passage that does not count, or only carries the claimant's word, has no colour of its own."""
    relays = item.stance == "supports" and item.voice_kind == "claimant"
    return item.stance if item.independent and not relays else "faint"


def _clean(text: str) -> str:
    """Outside text on one line, its spaces at the ends kept."""
    lead, tail = text[:1].isspace(), text[-1:].isspace()
    words = one_line(text)
    return f"{' ' if lead and words else ''}{words}{' ' if tail else ''}"


def _nearby(text: str, *, last: bool, chars: int = 60) -> str:
    """A few words next to the telling ones."""
    if len(text) <= chars:
        return text
    cut = text[-chars:] if last else text[:chars]
    words = cut.split(" ")
    return "… " + " ".join(words[1:]) if last else " ".join(words[:-1]) + " …"


class DetailPane(VerticalScroll, can_focus=True):
    """Shows the chosen claim."""

    def __init__(self) -> None:
        super().__init__(id="detail", classes="pane")
        self.border_title = "3 Detail"
        self._drawn: tuple[object, ...] = ()

    def show(self, item: Item | None, article: Article | None, colours: Colours, *, idle: str) -> None:
        """Draw the claim anew where anything about it changed; `idle` is what is said where there is none."""
        key = (item, article and article.id, idle if item is None else "", tuple(colours.values()))
        if key == self._drawn:
            return
        fresh = not self._drawn or item is None or getattr(self._drawn[0], "claim", None) != item.claim
        self._drawn = key
        place = 0 if fresh else self.scroll_offset.y
        with self.app.batch_update():
            self.remove_children()
            self.mount_all(_parts(item, article, colours) if item and article else [Static(idle, markup=False)])
        self.border_title = f"3 Detail · claim {item.number}" if item else "3 Detail"
        self.call_after_refresh(self.scroll_to, y=place, animate=False)

    @property
    def passage(self) -> Passage | None:
        """The passage that is come to; the first one where none is."""
        focused = self.app.focused
        if isinstance(focused, Passage):
            return focused
        return next(iter(self.query(Passage)), None)

    def step(self, by: int) -> None:
        """Come to the next passage, or the one before."""
        passages = list(self.query(Passage))
        if not passages:
            return
        focused = self.app.focused
        at = (
            passages.index(focused) + by
            if isinstance(focused, Passage) and focused in passages
            else (0 if by > 0 else -1)
        )
        passages[at % len(passages)].focus()


def _parts(item: Item, article: Article, colours: Colours) -> list[Widget]:
    name = label(item) if item.decision is None else wording.standing(item.finding) if item.finding else "waiting"
    parts: list[Widget] = [
        Static(coloured(heading(item, SIGNS), name, colours, bold=True), markup=False),
        Static(Text(one_line(item.claim.text), style="bold"), markup=False),
        Static(_facts(item, article, colours), markup=False),
    ]
    for number, origin in enumerate(origins(item), start=1):
        parts += _origin(number, origin, colours)
    for answer in item.answers:
        parts.append(Static(_answer(answer, colours), classes="origin", markup=False))
    return parts


def _facts(item: Item, article: Article, colours: Colours) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(style="dim", width=7, no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows(item, article, SIGNS):
        lead = len(row.value) - len(row.value.lstrip())
        value = " " * lead + one_line(row.value)
        table.add_row(row.key, coloured(value, row.tone, colours) if row.tone else Text(value))
    return table


def _origin(number: int, origin: Origin, colours: Colours) -> Iterator[Widget]:
    tone = _tone(origin.first)
    name = "The article's own origin" if origin.own else f"Origin {number}"
    head = Text.assemble((f"{name} · ", "bold"), coloured(one_line(origin.title), tone, colours))
    yield Static(head, classes="origin", markup=False)
    for place, printed in enumerate(origin.documents):
        yield Static(_imprint(printed, last=place == len(origin.documents) - 1), markup=False)
        for at, evidence in printed.passages:
            yield Passage(at, evidence, colours)


def _imprint(printed: Printed, *, last: bool) -> Text:
    imprint = printed.imprint
    return Text.assemble(
        ("└ " if last else "├ ", "dim"),
        (one_line(imprint.publisher or "unnamed outlet"), "bold"),
        (f" · {wording.printed(imprint.published)}", "dim"),
        f" · {one_line(imprint.title)}" if imprint.title else "",
    )


def _answer(answer: Answer, colours: Colours) -> Text:
    text = Text.assemble(("asked  ", "dim"), (one_line(answer.question), "bold"), "\n", printable(answer.text))
    for cited in answer.cited:
        text.append(f"\n[{cited.number}] {one_line(cited.publisher or 'unnamed outlet')}: ", style="dim")
        text.append_text(coloured(f"“{one_line(cited.quote)}”", "good", colours))
    if answer.dropped or answer.unbacked:
        text.append(
            f"\n{answer.dropped} citations and {answer.unbacked} sentences without one were left out", style="dim"
        )
    return text
