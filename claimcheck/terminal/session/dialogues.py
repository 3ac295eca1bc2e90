"""What lies over the panes for a moment: a form made from a command's fields, a text to read, the passages that a search found."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, RadioButton, RadioSet, Static, TextArea
from textual.widgets.option_list import Option

from claimcheck.errors import ClaimcheckError
from claimcheck.evidence import Hit
from claimcheck.rendering.wording import printed
from claimcheck.session.commands import Command, Field
from claimcheck.session.workbench import Workbench
from claimcheck.terminal.talk import one_line
from claimcheck.text import printable


class Dialogue(ModalScreen[Any]):
    """Base: Escape leaves it, nothing done."""

    BINDINGS = [Binding("escape", "leave", "Leave")]

    def action_leave(self) -> None:
        """Leave, nothing done."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """A click beside the box leaves it too."""
        if event.widget is self:
            self.action_leave()


class Form(Dialogue):
    """Asks for a command's values; gives them by name, or None."""

    BINDINGS = [Binding("ctrl+s", "done", "Done", priority=True)]

    def __init__(self, command: Command, bench: Workbench, values: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._command = command
        # Raises for a command that cannot be given now, before anything is shown.
        self._about = (
            f"Claim {bench.item.number}: {one_line(bench.item.claim.text)}" if command.needs == "claim" else ""
        )
        self._begin = {field.name: field.begin(bench) for field in command.fields} | dict(values or {})

    def compose(self) -> ComposeResult:
        """One label and one widget for each field."""
        with Vertical(id="box") as box:
            box.border_title = self._command.name
            box.border_subtitle = "Ctrl+S does it · Esc leaves"
            with VerticalScroll():
                yield Static(self._command.summary, markup=False, classes="hint")
                if self._about:
                    yield Static(self._about, markup=False)
                for field in self._command.fields:
                    yield Static(field.label, classes="ask", markup=False)
                    yield self._asked(field)
                with Horizontal(id="buttons"):
                    yield Button("Do it", id="do", variant="primary", compact=True)
                    yield Button("Leave", id="leave", compact=True)

    def on_mount(self) -> None:
        """Begin in the first field."""
        for widget in self.query(RadioSet):
            # The cursor begins on what is pressed, not on the first choice.
            widget._selected = max(0, widget.pressed_index)
        first = self._command.fields[0].name
        self.query_one(f"#field-{first}").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """What the keys do, for the mouse."""
        if event.button.id == "do":
            self.action_done()
        else:
            self.action_leave()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the last line does it; before that it goes on."""
        fields = self._command.fields
        if event.input.id == f"field-{fields[-1].name}":
            self.action_done()
        else:
            self.focus_next()

    def action_done(self) -> None:
        """Give the values back."""
        self.dismiss({field.name: self._value(field) for field in self._command.fields})

    def _asked(self, field: Field) -> Input | TextArea | RadioSet:
        begin, name = self._begin[field.name], f"field-{field.name}"
        if field.choices:
            return RadioSet(*(Mark(choice, value=choice == begin) for choice in field.choices), id=name, compact=True)
        if field.kind == "text":
            return TextArea(printable(begin), id=name, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        return Input(one_line(begin), id=name)

    def _value(self, field: Field) -> str:
        widget = self.query_one(f"#field-{field.name}")
        if isinstance(widget, RadioSet):
            place = widget.pressed_index
            return field.choices[place] if place >= 0 else ""
        shown = widget.text if isinstance(widget, TextArea) else widget.value if isinstance(widget, Input) else ""
        begin = self._begin[field.name]
        # What was not touched goes back as it came, with whatever could not be shown.
        return begin if shown in (printable(begin), one_line(begin)) else shown


class Mark(RadioButton):
    """A choice whose state shows without colour, too: ● is chosen, ○ is not."""

    @property
    def _button(self) -> Content:
        self.BUTTON_INNER = "●" if self.value else "○"
        return super()._button


class Reading(Dialogue):
    """A text to read."""

    BINDINGS = [Binding("enter,q,question_mark", "leave", "Leave")]

    def __init__(self, title: str, text: RenderableType) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """A box that scrolls."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            box.border_subtitle = "Esc leaves"
            with VerticalScroll():
                yield Static(self._text, markup=False)


class Choice(Dialogue):
    """A list to choose from; gives the number of what was chosen, from 1, as text."""

    def __init__(self, title: str, hint: str, entries: Sequence[Text]) -> None:
        super().__init__()
        self._title, self._hint, self._entries = title, hint, entries

    def compose(self) -> ComposeResult:
        """The entries, one under the other."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            box.border_subtitle = f"{self._hint} · Esc leaves"
            yield OptionList(
                *(Option(entry, id=str(place)) for place, entry in enumerate(self._entries, start=1)), markup=False
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That is the one."""
        self.dismiss(event.option_id)


def hit_entry(hit: Hit) -> Text:
    """A passage found, as an entry to choose."""
    imprint = hit.imprint
    return Text.assemble(
        (f"{hit.rank:>2} ", "dim"),
        (one_line(imprint.publisher or "unnamed outlet"), "bold"),
        (f" · {printed(imprint.published)} · {one_line(imprint.title or 'untitled')}\n", "dim"),
        one_line(hit.passage.text),
        "\n",
    )


def begun(command: Command, bench: Workbench, values: Mapping[str, str] | None = None) -> Form | str:
    """The form of a command, or one line that says why it cannot be given now."""
    try:
        if command.needs != "nothing":
            _ = bench.article
        if command.needs == "claim":
            _ = bench.item
        return Form(command, bench, values)
    except ClaimcheckError as exc:
        return str(exc)
