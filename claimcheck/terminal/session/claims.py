"""The claims pane: one entry a claim, with its sign, label, speaker and worth; what is shown and in which order is the view's."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from claimcheck.session.state import Item
from claimcheck.session.view import View, label, speaker
from claimcheck.terminal.session.look import LABEL_SIGNS, Colours, coloured
from claimcheck.terminal.talk import one_line

POINTER = "▸"
"""Stands before the chosen claim, for whom colours tell nothing."""
_ROOMY = 13
"""Lines from which a claim may take several."""


def entry(item: Item, colours: Colours, *, brief: bool, chosen: bool) -> Text | Table:
    """A claim in the list: `brief` is one line, else a line of marks and the whole claim under it."""
    name = label(item)
    sign = coloured(f"{LABEL_SIGNS[name]} ", name, colours, bold=True)
    text = Text(one_line(item.claim.text))
    number = coloured(f"{item.number:>3} ", "faint", colours)
    if chosen:
        number = coloured(f"{POINTER}{item.number:>2} ", "mine", colours, bold=True)
    if brief:
        marks = [part for mark in _marks(item, colours) for part in (mark, " ")]
        return Text.assemble(number, sign, *marks, text, no_wrap=True, overflow="ellipsis")
    who = one_line(speaker(item))
    head = Text.assemble(coloured(name, name, colours), no_wrap=True, overflow="ellipsis")
    for mark in _marks(item, colours):
        head.append(" ").append_text(mark)
    head.append_text(coloured(f" · {who}" if who else "", "speaker", colours))
    head.append_text(coloured(f" · {item.claim.worthiness.score:.2f}", "faint", colours))
    table = Table.grid(padding=0, expand=True)
    table.add_column(width=6, no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(Text.assemble(number, sign), head)
    table.add_row("", text)
    return table


def _marks(item: Item, colours: Colours) -> list[Text]:
    """What a person did to it, and what waits to be done, in words."""
    marks = [
        ("decided", item.decision is not None, "mine"),
        ("edited", item.changed, "mine"),
        ("pinned", bool(item.pins), "mine"),
        ("stale", item.stale, "mind"),
        ("queued", item.queued, "faint"),
    ]
    return [coloured(word, tone, colours) for word, holds, tone in marks if holds]


class ClaimsPane(OptionList):
    """Shows the claims; moving in it chooses one."""

    BINDINGS = [Binding("home", "first", show=False), Binding("end,G", "last", show=False)]

    class Chosen(Message):
        """Another claim is highlighted."""

        def __init__(self, claim_id: str) -> None:
            super().__init__()
            self.claim_id = claim_id

    class Entered(Message):
        """The highlighted claim is to be read."""

    class Fitted(Message):
        """There is room for more of each claim now, or for less."""

    def __init__(self) -> None:
        super().__init__(id="claims", classes="pane", markup=False)
        self.border_title = "2 Claims"
        self.brief = False
        """Whether there is room for one line a claim only."""
        self._shown: list[tuple[str, object]] = []

    def show(self, items: Sequence[Item], view: View, chosen: str | None, colours: Colours, *, total: int) -> None:
        """Bring the list up to date, changing only what differs."""
        self.brief = self.size.height < _ROOMY
        self.set_class(self.brief, "brief")
        look = (self.brief, *colours.values())
        shown: list[tuple[str, object]] = [(one.claim.id, (one, one.claim.id == chosen, look)) for one in items]
        with self.prevent(OptionList.OptionHighlighted):
            if [one for one, _ in shown] == [one for one, _ in self._shown]:
                for item, now, before in zip(items, shown, self._shown, strict=True):
                    if now != before:
                        self.replace_option_prompt(item.claim.id, self._entry(item, chosen, colours))
            else:
                self.clear_options()
                self.add_options([Option(self._entry(item, chosen, colours), id=item.claim.id) for item in items])
            self._shown = shown
            places = [place for place, (identity, _) in enumerate(shown) if identity == chosen]
            if places and self.highlighted != places[0]:
                self.highlighted = places[0]
        count = f"{len(items)} of {total}" if len(items) != total else f"{total}"
        self.border_title = f"2 Claims · {count}"
        parts = [f"only {view.query}" if view.query else "", f"by {view.order}" if view.order != "article" else ""]
        self.border_subtitle = one_line(" · ".join(part for part in parts if part))

    def _entry(self, item: Item, chosen: str | None, colours: Colours) -> Text | Table:
        return entry(item, colours, brief=self.brief, chosen=item.claim.id == chosen)

    def on_resize(self) -> None:
        """Tell where entries want drawing anew; the application's own resize may come before the pane has its size."""
        if self.brief != (self.size.height < _ROOMY):
            self.post_message(self.Fitted())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which claim was come to."""
        event.stop()
        if event.option_id:
            self.post_message(self.Chosen(event.option_id))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.post_message(self.Entered())
