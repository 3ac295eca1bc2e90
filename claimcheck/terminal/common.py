"""What commands share: settings from the flags of a command line, output that is never half-written."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from claimcheck.config import Loaded, load
from claimcheck.errors import InputError


def settings(ctx: click.Context, **flags: Any) -> Loaded:
    """Settings with this command's flags on top; `__` in a flag's name stands for a dot."""
    named = {name.replace("__", "."): value for name, value in flags.items()}
    return load({**ctx.obj["flags"], **named})


def quiet_libraries() -> None:
    """Progress bars and warnings of libraries are not for the user."""
    import logging
    import warnings

    logging.getLogger().setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def write(text: str, output: str | None) -> None:
    """To stdout, or to a file that appears whole or not at all."""
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
        return
    path = Path(output)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
            draft.write(text if text.endswith("\n") else f"{text}\n")
        Path(draft.name).replace(path)
    except OSError as exc:
        raise InputError(f"cannot write {output!r}: {exc.strerror or exc}") from exc


def talk(message: str) -> None:
    """A line for the user on stderr."""
    click.echo(message, err=True)
