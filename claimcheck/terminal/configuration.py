"""`claimcheck config`: what is set, whether it is right, and a file to begin with."""

import json
from pathlib import Path

import click

from claimcheck.errors import ConfigError, ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common


@click.group()
@common
def command() -> None:
    """Show, validate or begin a settings file.

    A setting comes from the first of: flag, CLAIMCHECK_* in the environment, claimcheck.toml here, the user's own, default.
    """


@command.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@common
@click.pass_obj
def show(invocation: Invocation, form: str) -> int:
    """Print every setting, its value and where it came from; keys are masked."""
    from claimcheck.config import described
    from claimcheck.terminal.talk import one_line

    rows = described(invocation.loaded())
    if form == "json":
        click.echo(json.dumps([dict(zip(("name", "value", "origin"), row, strict=True)) for row in rows], indent=2))
        return ExitCode.DONE
    for name, value, origin in rows:
        click.echo(one_line(f"{name} = {value}") + f"  ({one_line(origin)})")
    return ExitCode.DONE


@command.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@common
@click.pass_obj
def validate(invocation: Invocation, file: Path | None) -> int:
    """Check all settings, or those of FILE alone; exit code 2 with the first that is wrong."""
    from claimcheck.config import load

    if file is None:
        loaded = invocation.loaded()
    elif not file.is_file():
        raise ConfigError(f"there is no file {str(file)!r}")
    else:
        loaded = load({}, environ={}, folder=Path(), user_file=file)
    places = sorted(set(loaded.origin.values())) or ["defaults only"]
    click.echo(f"all settings are right ({len(loaded.origin)} set: {', '.join(places)})")
    return ExitCode.DONE


@command.command()
@click.argument("file", default="claimcheck.toml", type=click.Path(path_type=Path))
@common
def init(file: Path) -> int:
    """Write FILE (claimcheck.toml) with every setting, explained and commented out; never over an existing one."""
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(template())
    except FileExistsError:
        raise ConfigError(f"{str(file)!r} exists already; edit it, or name another file") from None
    except OSError as exc:
        raise ConfigError(f"cannot write {str(file)!r}: {exc.strerror or exc}") from exc
    click.echo(f"wrote {file}; take away the # before what you want to change")
    return ExitCode.DONE


def template() -> str:
    """A settings file in which everything is explained and nothing is set."""
    from claimcheck.config import SECRETS, Loaded, described, names
    from claimcheck.settings import Settings

    defaults = {name: value for name, value, _ in described(Loaded(Settings(), {}))}
    lines = [
        "# Settings of claimcheck; what is commented out keeps its default, and the word none is no value.",
        "# `claimcheck config validate` checks the file.",
    ]
    section = ""
    for name, meaning in sorted(names().items(), key=lambda row: row[0].count(".")):
        head, _, leaf = name.rpartition(".")
        if head != section:
            lines += ["", f"[{head}]"]
            section = head
        lines.append(f"# {meaning}")
        if name in SECRETS:
            lines.append("# Better kept in the environment than in a file that may be shared.")
        lines.append(f"# {leaf} = {_toml(name, defaults[name])}")
    return "\n".join(lines) + "\n"  # fmt: skip


def _toml(name: str, value: str) -> str:
    """TOML knows no null, and the home folder is every user's own."""
    if name == "home":
        return '"/path/to/folder"'
    return '"none"' if value == "null" else value
