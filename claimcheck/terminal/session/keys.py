"""Every way to a command but the forms: keys, the palette, the help; all made from the commands themselves."""

from functools import partial
from typing import Any

from rich.table import Table
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from claimcheck.session.commands import COMMANDS, Command

PANES = ("article", "claims", "detail")
_IN_FOOTER = {"open": "Open", "search": "Search", "edit": "Edit", "decide": "Decide", "weigh": "Weigh", "undo": "Undo"}


class CommandsProvider(Provider):
    """Every command of the session in the palette."""

    async def search(self, query: str) -> Hits:
        """Commands whose name or summary is like the query."""
        matcher = self.matcher(query)
        for command in COMMANDS.values():
            score = matcher.match(f"{command.name} {command.summary}")
            if score > 0:
                yield Hit(score, matcher.highlight(_entitled(command)), self._call(command), help=command.summary)

    async def discover(self) -> Hits:
        """All of them."""
        for command in COMMANDS.values():
            yield DiscoveryHit(_entitled(command), self._call(command), help=command.summary)

    def _call(self, command: Command) -> Any:
        return partial(self.app.run_action, f"command('{command.name}')")


def _entitled(command: Command) -> str:
    return f"{command.name} ({shown_key(command.key)})" if command.key else command.name


def shown_key(key: str) -> str:
    """A key as people write it: `"slash" -> "/"`."""
    return {
        "slash": "/",
        "question_mark": "?",
        "delete": "Del",
        "ctrl+o": "Ctrl+O",
        "ctrl+x": "Ctrl+X",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
    }.get(key, key)


def bindings() -> list[Binding]:
    """The keys of the whole application."""
    made = [
        Binding(command.key, f"command('{name}')", _IN_FOOTER.get(name, command.summary), show=name in _IN_FOOTER)
        for name, command in COMMANDS.items()
        if command.key
    ]
    return [
        *made,
        Binding("question_mark", "keys", "Keys"),
        Binding("q", "quit", "Quit"),
        Binding("tab", "pane(1)", show=False, priority=False),
        Binding("shift+tab", "pane(-1)", show=False),
        Binding("right,l", "pane(1)", show=False),
        Binding("left,h", "pane(-1)", show=False),
        *(Binding(str(number), f"to('{name}')", show=False) for number, name in enumerate(PANES, start=1)),
        Binding("right_square_bracket", "passage(1)", show=False),
        Binding("left_square_bracket", "passage(-1)", show=False),
    ]


def help_table() -> Table:
    """Every key and command, with what it does."""
    moving = (
        ("j k ↓ ↑", "claims", "next and previous claim"), ("1 2 3 Tab h l", "panes", "article, claims, detail"),
        ("[ ]", "passages", "the one before and after"), ("Enter", "", "whole passage; from the list: to the detail"),
        ("Ctrl+P", "commands", "every command by name, and themes"), ("q", "quit", "everything is saved already"),
    )  # fmt: skip
    table = Table.grid(padding=(0, 2, 0, 0))
    for style in ("bold", "", ""):
        table.add_column(style=style, no_wrap=style == "bold")
    for row in moving:
        table.add_row(*row)
    group = ""
    for command in COMMANDS.values():
        if command.group != group:
            group = command.group
            table.add_row("")
        table.add_row(shown_key(command.key), command.name, command.summary)
    return table
