"""Every command of a session, once: its name, what it asks for, and what it does; the faces only ask and show.

A command takes its values as text and gives an Outcome: a line, a text to read, or a job under way. It raises ClaimcheckError with
one clear line. `COMMANDS` is all there is: palette, help, keys and the plain dialogue are made from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from claimcheck.errors import InputError
from claimcheck.evidence import Hit
from claimcheck.session.bench import Job
from claimcheck.session.workbench import Workbench

Values = Mapping[str, str]
Group = Literal["article", "claim", "coverage", "decision", "review", "session", "view"]
Need = Literal["nothing", "article", "claim"]


@dataclass(frozen=True)
class Field:
    """One value that a command asks for."""

    name: str
    label: str
    """What to ask."""
    kind: Literal["line", "text", "choice", "number"] = "line"
    """`text` may have several lines; `number` counts something that was listed."""
    choices: tuple[str, ...] = ()
    needed: bool = False
    """Whether it must not be empty."""
    begin: Callable[[Workbench], str] = lambda bench: ""
    """What stands there before anything is typed."""


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    line: str = ""
    """What happened, in one line; for a job, what the face may say while it goes on."""
    text: str = ""
    """Something longer to read."""
    job: Job | None = None
    """Work under way; its result is a line, or hits."""


@dataclass(frozen=True)
class Command:
    """One thing that a person can do."""

    name: str
    group: Group
    summary: str
    """What it does, as a line of help."""
    run: Callable[[Workbench, Values], Outcome]
    fields: tuple[Field, ...] = ()
    key: str = ""
    """The key that calls it in the full-screen face."""
    needs: Need = "nothing"
    quick: bool = False
    """Whether the full-screen face takes what stands in the fields without asking."""


COMMANDS: dict[str, Command] = {}
"""Every command by its name, in the order of the help."""


def command(
    name: str, group: Group, summary: str, *fields: Field, key: str = "", needs: Need = "nothing", quick: bool = False
) -> Callable[[Callable[[Workbench, Values], Outcome]], Callable[[Workbench, Values], Outcome]]:
    """Make a function a command."""

    def keep(run: Callable[[Workbench, Values], Outcome]) -> Callable[[Workbench, Values], Outcome]:
        COMMANDS[name] = Command(name, group, summary, run, fields, key, needs, quick)
        return run

    return keep


def called(bench: Workbench, name: str, values: Values | None = None) -> Outcome:
    """Run a command; what is not given is as it stands before anything is typed. Raises InputError for what it lacks."""
    chosen = COMMANDS.get(name)
    if chosen is None:
        raise InputError(f"there is no command {name!r}; `help` lists them all")
    if chosen.needs != "nothing":
        _ = bench.article
    if chosen.needs == "claim":
        _ = bench.item
    given = {field.name: field.begin(bench) for field in chosen.fields} | dict(values or {})
    for field in chosen.fields:
        value = given[field.name]
        if field.needed and not value.strip():
            raise InputError(f"{name}: {field.label.lower()} is missing")
        if field.choices and value not in field.choices:
            raise InputError(f"{name}: {value!r} is none of {', '.join(field.choices)}")
    return chosen.run(bench, given)


def shown_hits(hits: tuple[Hit, ...]) -> list[str]:
    """Hits as lines of text, numbered for `pin`."""
    from claimcheck.rendering.wording import printed

    lines = []
    for hit in hits:
        imprint = hit.imprint
        lines.append(
            f"{hit.rank}. {imprint.publisher or 'unnamed outlet'}, {printed(imprint.published)}: {imprint.title or 'untitled'}"
        )
        lines.append(f"   {' '.join(hit.passage.text.split())}")
    return lines
