"""`doctor`, `config` and `schema`: what works here, what is set, and the form of results."""

import json
import os
import platform
import sys
from pathlib import Path

import click

from claimcheck import config as configuration
from claimcheck.config import Settings
from claimcheck.errors import ClaimcheckError, ConfigError, ExitCode
from claimcheck.terminal.common import quiet_libraries, settings, write


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> int:
    """Say what works on this machine, and what to do about what does not."""
    quiet_libraries()
    chosen = settings(ctx).settings
    rows = [
        ("python", platform.python_version(), sys.version_info >= (3, 11)),
        _home(chosen),
        _weights(),
        _library(chosen),
        _engine(chosen),
    ]
    for name, found, fine in rows:
        write(f"{'ok  ' if fine else 'BAD '} {name}: {found}", None)
    return ExitCode.DONE if all(fine for _, _, fine in rows) else ExitCode.FAILED


def _home(chosen: Settings) -> tuple[str, str, bool]:
    place = chosen.home
    while not place.exists():
        place = place.parent
    fine = os.access(place, os.W_OK)
    return "home", f"{chosen.home}" + ("" if fine else " cannot be written; choose another with --home"), fine


def _weights() -> tuple[str, str, bool]:
    from claimcheck.neural.weights import digest

    try:
        names = [f"{name} {digest(name)}" for name in ("embedder.onnx", "crossencoder.onnx")]
    except ClaimcheckError as exc:
        return "weights", str(exc), False
    return "weights", ", ".join(names), True


def _library(chosen: Settings) -> tuple[str, str, bool]:
    from claimcheck import checker

    if not (chosen.home / "library.db").exists() and not chosen.library.url:
        return "library", "empty; add coverage with `claimcheck ingest`", True
    try:
        with checker.build(chosen) as ready:
            found = ready.stats()
    except ClaimcheckError as exc:
        return "library", str(exc), False
    return "library", ", ".join(f"{name} {value}" for name, value in found.items()), True


def _engine(chosen: Settings) -> tuple[str, str, bool]:
    if chosen.chosen_engine == "offline":
        return "engine", "offline (set OPENAI_API_KEY or --set llm.base_url=... for an LLM)", True
    import httpx

    base = (chosen.llm.base_url or "https://api.openai.com/v1").rstrip("/")
    try:
        answer = httpx.get(f"{base}/models", headers={"Authorization": f"Bearer {chosen.key}"}, timeout=5.0)
    except httpx.HTTPError as exc:
        return (
            "engine",
            f"llm {chosen.llm.model}: {base} does not answer ({type(exc).__name__}); check llm.base_url",
            False,
        )
    fine = answer.status_code < 400
    return (
        "engine",
        f"llm {chosen.llm.model} at {base}" + ("" if fine else f" answers {answer.status_code}; check the key"),
        fine,
    )


@click.group()
def config() -> None:
    """Show, check or begin the settings."""


@config.command()
@click.pass_context
def show(ctx: click.Context) -> int:
    """Every setting, its value (keys masked) and where it came from."""
    for name, value, origin in configuration.described(settings(ctx)):
        write(f"{name} = {value}  ({origin})", None)
    return ExitCode.DONE


@config.command()
@click.pass_context
def validate(ctx: click.Context) -> int:
    """Exit 0 if all settings are right, else say which one is not."""
    loaded = settings(ctx)
    write(f"all settings are right; {len(loaded.origin)} are not defaults", None)
    return ExitCode.DONE


@config.command()
@click.option("-o", "--output", default=configuration.FILE_NAME, show_default=True, help="The file to write.")
def init(output: str) -> int:
    """Write a commented settings file."""
    path = Path(output)
    if path.exists():
        raise ConfigError(f"{output!r} exists already; remove it or give another name with -o")
    defaults = {name: value for name, value, _ in configuration.described(configuration.Loaded(Settings(), {}))}
    lines: list[str] = []
    section = ""
    for name, meaning in configuration.names().items():
        *above, leaf = name.split(".")
        if above and above[0] != section:
            section = above[0]
            lines += ["", f"[{section}]"]
        value = defaults[name]
        lines += [f"# {meaning}", f"# {leaf} = {value if value != 'null' else '(none)'}"]
    path.write_text("\n".join(lines).lstrip() + "\n", encoding="utf-8")
    write(f"wrote {output}", None)
    return ExitCode.DONE


@click.group()
def schema() -> None:
    """Print JSON Schemas of results."""


@schema.command()
def report() -> int:
    """The schema of `check --format json`."""
    from claimcheck.claims import Report

    write(json.dumps(Report.model_json_schema(), indent=1), None)
    return ExitCode.DONE
