"""Options that several commands share; most of them are a setting by another name."""

import difflib
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimcheck import __version__
from claimcheck.terminal.invocation import Invocation

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]
FORMS = ("table", "json", "jsonl", "events", "md", "html")
_BY_SUFFIX = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "md", ".html": "html", ".htm": "html"}


def setting(flag: str, name: str, **attributes: Any) -> Decorator[Any]:
    """An option that gives the setting `name` its value."""

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value is not None:
            context.ensure_object(Invocation).flags[name] = value

    return click.option(flag, expose_value=False, callback=keep, **attributes)


def mark(name: str, help: str, *flags: str) -> Decorator[Any]:
    """A switch of the invocation itself; given before or after the command's name, it holds."""

    def keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            setattr(context.ensure_object(Invocation), name, True)

    return click.option(*flags, is_flag=True, expose_value=False, callback=keep, help=help, is_eager=True)


def _set(context: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> None:
    for pair in pairs:
        name, value = split_pair(pair, "--set", "llm.model=gpt-5")
        from claimcheck.config import SECRETS, names  # pydantic need not load for `--help`

        known = names()
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "`claimcheck config show` lists them all"
            raise click.BadParameter(f"there is no setting {name!r}; {hint}", context, parameter)
        if name in SECRETS:
            variable = "OPENAI_API_KEY" if name == "llm.api_key" else "CLAIMCHECK_EMBEDDING__API_KEY"
            raise click.BadParameter(
                f"{name} on the command line can be read by everybody on this machine; set {variable} or a settings file",
                context, parameter,
            )  # fmt: skip
        context.ensure_object(Invocation).flags[name] = value


def split_pair(pair: str, flag: str, example: str) -> tuple[str, str]:
    """`"text=body" -> ("text", "body")`; a usage error without the equals sign."""
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        raise click.UsageError(f"{flag} {pair!r} is not NAME=VALUE; write for example {flag} {example}")
    return name.strip(), value


def common(command: Command) -> Command:
    """Options that hold for every command, before or after its name."""
    decorators = [
        setting("--home", "home", metavar="FOLDER", help="Folder of library, index, cache and logs."),
        setting("--engine", "engine", type=click.Choice(["auto", "llm", "offline"]), help="What extracts and weighs."),
        click.option("--set", "assignments", multiple=True, expose_value=False, callback=_set, metavar="NAME=VALUE",
                     help="Any setting, as `config show` names it; may be repeated."),
        mark("verbose", "Show everything: all evidence, what was skipped and dropped.", "-v", "--verbose"),
        mark("quiet", "Nothing on stderr but errors.", "--quiet"),
        mark("debug", "Tracebacks and library logs on stderr.", "--debug"),
    ]  # fmt: skip
    return functools.reduce(lambda made, decorate: decorate(made), reversed(decorators), command)


def version(command: Command) -> Command:
    """`--version`."""
    decorate: Decorator[Command] = click.version_option(__version__, message="claimcheck %(version)s")
    return decorate(command)


def llm_options(command: Command) -> Command:
    """Which LLM answers."""
    decorators = [
        setting("--llm", "llm.model", metavar="MODEL", help="Name of the LLM."),
        setting("--base-url", "llm.base_url", metavar="URL", help="Address of an OpenAI-compatible server, up to /v1."),
        setting("--provider", "llm.provider", metavar="NAME", help="LangChain's name of the provider."),
    ]
    return functools.reduce(lambda made, decorate: decorate(made), reversed(decorators), command)


def _iso(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    import datetime as dt

    if value is None:
        return
    try:
        day = dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write it as 2024-10-09", context, parameter) from None
    context.ensure_object(Invocation).flags["retrieval.as_of"] = day


def as_of(command: Command) -> Command:
    """`--as-of`, a day."""
    decorate: Decorator[Command] = click.option(
        "--as-of", expose_value=False, callback=_iso, metavar="DAY", help="Leave out coverage after this day."
    )
    return decorate(command)


def field_names(command: Command) -> Command:
    """`--field`, given to the command as `pairs`."""
    decorate: Decorator[Command] = click.option(
        "--field", "pairs", multiple=True, metavar="OURS=THEIRS",
        help="JSON: the name that a field of ours has there, as text=body; may be repeated.",
    )  # fmt: skip
    return decorate(command)


def output(*forms: str) -> Decorator[Any]:
    """`--format` with these forms, and `-o`; the form is taken from the file's name where it is not given."""

    def decorate(command: Any) -> Any:
        command = click.option(
            "-o", "--output", "path", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to stdout."
        )(command)
        return click.option("--format", "form", type=click.Choice(forms), help="Form of the output.")(command)

    return decorate


def form_of(form: str | None, path: Path | None) -> str:
    """The form asked for, else the one that the file's name suggests, else a table."""
    if form:
        return form
    return _BY_SUFFIX.get(path.suffix.lower(), "table") if path else "table"
