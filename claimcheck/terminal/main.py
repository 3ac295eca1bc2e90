"""The entry point: global options, lazy commands, and one place where errors become a line and an exit code."""

import importlib
import os
import sys
from typing import Any

import click

from claimcheck import __version__
from claimcheck.errors import ClaimcheckError, ExitCode

COMMANDS = {
    "check": ("claimcheck.terminal.checking", "check"),
    "demo": ("claimcheck.terminal.checking", "demo"),
    "ingest": ("claimcheck.terminal.coverage", "ingest"),
    "search": ("claimcheck.terminal.coverage", "search"),
    "index": ("claimcheck.terminal.coverage", "index"),
    "doctor": ("claimcheck.terminal.setup", "doctor"),
    "config": ("claimcheck.terminal.setup", "config"),
    "schema": ("claimcheck.terminal.setup", "schema"),
}


class _Lazy(click.Group):
    """Loads a command's module only when it is run or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="claimcheck")
@click.option("--home", type=click.Path(), help="Folder of library, index, cache and logs.")
@click.option("--engine", type=click.Choice(["auto", "llm", "offline"]), help="Which engine extracts and weighs.")
@click.option(
    "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="Any setting, e.g. retrieval.passages=12."
)
@click.option("--verbose", "-v", is_flag=True, help="Show all evidence, and what was left out and why.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(
    ctx: click.Context, home: str | None, engine: str | None, assignments: tuple[str, ...], verbose: bool, debug: bool
) -> None:
    """Split news articles into attributed claims and label each one from independent coverage."""
    flags: dict[str, Any] = {"home": home, "engine": engine}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"--set {assignment!r}: write it as NAME=VALUE")
        flags[name] = value
    ctx.obj = {"flags": flags, "verbose": verbose, "debug": debug}


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line; every error becomes one line on stderr."""
    debug = "--debug" in arguments
    try:
        result = cli.main(args=arguments, prog_name="claimcheck", standalone_mode=False)
        return int(result) if isinstance(result, int) else ExitCode.DONE
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message())
        return ExitCode.DONE
    except click.ClickException as exc:
        return _line(exc.format_message().replace("\n", " "), ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _line("interrupted", ExitCode.INTERRUPTED)
    except ClaimcheckError as exc:
        if debug:
            raise
        return _line(str(exc), exc.exit_code)
    except BrokenPipeError:
        # The reader went away, which is its right; keep the interpreter from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as exc:
        if debug:
            raise
        return _line(f"unexpected {type(exc).__name__}: {exc}; run again with --debug", ExitCode.FAILED)


def _line(message: str, code: int) -> int:
    from claimcheck.text import printable

    click.echo(f"claimcheck: {printable(' '.join(message.split()))}", err=True)
    return int(code)


if __name__ == "__main__":
    main()
