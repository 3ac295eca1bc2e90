"""`claimcheck schema`: JSON Schema of what other programs read."""

import json
from typing import Literal

import click

from claimcheck.terminal.options import common


@click.command()
@click.argument("name", type=click.Choice(["report", "event"]))
@common
def command(name: Literal["report", "event"]) -> None:
    """Print the JSON Schema of a report (`check --format json`) or of an event (`check --format events`)."""
    from claimcheck.rendering.records import schema  # pydantic need not load for `--help`

    click.echo(json.dumps(schema(name), ensure_ascii=False, indent=2))
