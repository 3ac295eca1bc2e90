"""The way in: `claimcheck COMMAND`.

Commands are imported when they are called, so that `--help` costs a tenth of a second. Whatever goes wrong becomes one line on
stderr and an exit code of `claimcheck.errors.ExitCode`; a traceback only with `--debug`.
"""

import difflib
import importlib
import os
import sys
from collections.abc import Sequence

import click

from claimcheck.errors import ClaimcheckError, ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, version
from claimcheck.terminal.talk import say

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("claimcheck.terminal.check", "Check articles: their claims, who makes them, what coverage says."),
    "session": ("claimcheck.terminal.session.command", "Work on an article claim by claim, full screen or in lines."),
    "batch": ("claimcheck.terminal.batch", "Check thousands of articles into a folder; resumable, within a budget."),
    "ingest": ("claimcheck.terminal.ingest", "Add coverage to the library."),
    "search": ("claimcheck.terminal.search", "Show what the library holds on a question."),
    "index": ("claimcheck.terminal.index", "Compare, rebuild or count the search index."),
    "db": ("claimcheck.terminal.db", "Upgrade, copy or back up the database."),
    "demo": ("claimcheck.terminal.demo", "Check a bundled sample article, no key and no network needed."),
    "queue": ("claimcheck.terminal.queue", "Review what the machine could not settle, and publish it."),
    "serve": ("claimcheck.terminal.serve", "Serve the review desk in a browser."),
    "user": ("claimcheck.terminal.people", "Add, list, change or remove the people of the review desk."),
    "eval": ("claimcheck.terminal.evaluate", "Measure how good it is: gold sets, runs, figures."),
    "doctor": ("claimcheck.terminal.doctor", "Say what works on this machine, and what to do about the rest."),
    "config": ("claimcheck.terminal.configuration", "Show, validate or begin a settings file."),
    "schema": ("claimcheck.terminal.schema", "Print the JSON Schema of results."),
}
"""Name -> module that holds it as `command`, and its line of help."""
_PIPE_CLOSED = 141
"""What a shell reports for a program that a closed pipe ended (128 + SIGPIPE)."""


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"commands are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@common
@version
@click.pass_context
def cli(context: click.Context) -> None:
    """Split a news article into attributed claims and see what independent coverage says of each.

    Begin with `claimcheck demo`, then `claimcheck ingest FOLDER` and `claimcheck check ARTICLE`.
    """
    if context.invoked_subcommand is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(context.get_help())
    elif context.invoked_subcommand is None:
        from claimcheck.terminal.session.command import began

        context.exit(began(context.ensure_object(Invocation)))


def main() -> None:
    """Entry point of the installed program."""
    if "_CLAIMCHECK_COMPLETE" in os.environ:
        # The shell asks how a command line could go on; click answers and exits.
        cli.main(prog_name="claimcheck")
    sys.exit(run(sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """One call of the command line: its exit code; everything that can be raised is turned into one line."""
    invocation = Invocation(argv=tuple(argv))
    try:
        with cli.make_context("claimcheck", list(argv), obj=invocation) as context:
            code = cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except BrokenPipeError:
        _detach_stdout()
        return _PIPE_CLOSED
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return ExitCode.INTERRUPTED
    except click.ClickException as exc:
        say(_usage(exc))
        return ExitCode.USAGE
    except ClaimcheckError as exc:
        return _failed(invocation, str(exc), exc.exit_code)
    except Exception as exc:  # noqa: BLE001  the last line of defence: a user sees one line, not a traceback
        return _failed(invocation, f"{type(exc).__name__}: {exc}; {_remedy(invocation)}", ExitCode.FAILED)
    return int(code or 0)


def _failed(invocation: Invocation, line: str, code: ExitCode) -> ExitCode:
    if invocation.debug:
        import traceback

        traceback.print_exc()
    say(line)
    return code


def _remedy(invocation: Invocation) -> str:
    return "please report this" if invocation.debug else "run again with --debug for the whole story"


def _usage(exc: click.ClickException) -> str:
    """Click's message as one line, with the command whose help says more."""
    context = exc.ctx if isinstance(exc, click.UsageError) else None
    where = context.command_path if context else "claimcheck"
    message = exc.format_message().strip().rstrip(".")
    return f"{message[:1].lower()}{message[1:]}; see `{where} --help`"


def _detach_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain about the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
