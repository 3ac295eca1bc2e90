"""What the README promises is there, and what is there is in the README."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from claimcheck.errors import ExitCode
from claimcheck.terminal.main import COMMANDS, cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand by its full name: `"index verify"`."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                below = command.get_command(context, inner)
                assert below is not None
                yield f"{name} {inner}", below


def section() -> str:
    return README.partition("## Commands")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_in_the_readme(name: str) -> None:
    head, _, inner = name.partition(" ")
    rows = [row for row in section().splitlines() if f"`claimcheck {head}" in row]
    assert rows, f"the README's section Commands has no row for {head!r}"
    assert any(re.search(rf"\b{inner}\b", row) for row in rows)


def test_every_command_that_the_readme_calls_exists() -> None:
    called = {found[1] for found in re.finditer(r"claimcheck ([a-z]+)\b", "\n".join(_code(README)))}
    assert called
    assert called <= set(COMMANDS)


def test_every_option_that_the_readme_names_exists() -> None:
    known = {option for _, command in commands() for part in command.params for option in part.opts} | {"--help"}
    known |= {option for part in cli.params for option in part.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(_code(README))))
    assert named <= known


def test_every_option_and_command_explains_itself() -> None:
    for name, command in commands():
        assert command.help, name
        for part in command.params:
            assert isinstance(part, click.Argument) or getattr(part, "help", None), f"{name} {part.opts}"


def test_the_line_of_help_of_every_command_is_that_of_the_list() -> None:
    context = click.Context(cli)
    listed = cli.get_help(context)
    for name, (_, line) in COMMANDS.items():
        assert line.split()[0] in listed
        assert len(line) < 75, name


def test_every_exit_code_is_in_the_readme() -> None:
    told = section()
    for code in ExitCode:
        assert re.search(rf"\b{code.value} \w+", told), code


def _code(text: str) -> list[str]:
    """What stands in code: fenced blocks and backticks; comments in blocks left out."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0] for part in blocks for line in part.splitlines() if "claimcheck" in line]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
