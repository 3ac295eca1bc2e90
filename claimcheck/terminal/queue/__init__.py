"""`claimcheck queue`: the review queue on the command line, with the same rules as on the page.

Whoever can open the database may do everything here: roles are for the page. `working` changes claims, `looking` shows them, `moving`
brings them in and out, `printing` is how they look.
"""

import importlib

import click

from claimcheck.terminal.options import common

_HOMES = {
    "list": ("looking", "list_", "List claims in the queue, most urgent first."),
    "next": ("working", "next_", "Take the most urgent claim and show it."),
    "show": ("looking", "show", "Show all that is known of a claim."),
    "decide": ("working", "decide", "Give a claim its label."),
    "adjudicate": ("working", "adjudicate", "Settle a claim on which reviewers differ."),
    "defer": ("working", "defer", "Set a claim aside until a day."),
    "reject": ("working", "reject", "Turn down a badly made claim."),
    "merge": ("working", "merge", "Fold a claim into another that says the same."),
    "release": ("working", "release", "Give a claim that you hold back."),
    "undo": ("working", "undo", "Take back a step."),
    "assign": ("working", "assign", "Give claims to a person or a team."),
    "note": ("working", "note", "Write a remark into a claim's thread."),
    "stats": ("looking", "stats", "Work done, work left, and how far people agree."),
    "audit": ("looking", "audit", "Verify that nobody has tampered with the log."),
    "add": ("moving", "add", "Send reports or articles to the queue."),
    "export": ("moving", "export", "Write claims as ClaimReview, CSV, JSONL, Markdown, HTML or a gold set."),
    "import": ("moving", "import_", "Add published fact checks to the library."),
    "restore": ("moving", "restore", "Put an exported queue into an empty one."),
}
"""Name -> module, function, line of help."""


class _Queue(click.Group):
    """Subcommands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of use."""
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name, imported now."""
        if cmd_name not in _HOMES:
            return None
        module, name, _ = _HOMES[cmd_name]
        found = getattr(importlib.import_module(f"claimcheck.terminal.queue.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing a subcommand."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in _HOMES.items()])


@click.group(cls=_Queue)
@common
def command() -> None:
    """Review what the machine could not settle: take claims, decide, see how far people agree, publish.

    Begin with `claimcheck queue add ARTICLE`, then `claimcheck queue next`. A claim is named by its number in the list or its id.
    """
