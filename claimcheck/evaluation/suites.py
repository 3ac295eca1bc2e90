"""Suites: a TOML file that says what is measured with what, so that a figure can be had again from one name.

name = "newsroom-test"
dataset = "../datasets/newsroom"      # relative to this file, like every path in it
split = "test"                        # dev, test or all
seed = 7
[settings]
engine = "offline"
[[systems]]                           # none is one system with the settings above
name = "bold"
settings = { "offline.cautious" = false }
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimcheck.errors import ConfigError

Oracle = Literal["none", "claims", "evidence"]
"""What is given instead of done: nothing, the gold claims, or the gold claims and the passages with the gold words."""
_PATHS = ("prompts", "llm.replay", "llm.record")
"""Settings that are paths; those in a suite are relative to it."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _SystemForm(_Form):
    name: str = Field(min_length=1, pattern=r"^[\w.@:+-]+$")
    settings: dict[str, Any] = {}


class _SuiteForm(_Form):
    name: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    dataset: str
    split: Literal["dev", "test", "all"]
    about: str = ""
    seed: int = 0
    resamples: int = Field(default=1000, ge=100, le=100_000)
    oracle: Oracle = "none"
    attacks: str | None = None
    only: list[str] = []
    articles: list[str] = []
    articles_at_once: int = Field(default=1, ge=1, le=64)
    judgements: str | None = None
    settings: dict[str, Any] = {}
    systems: list[_SystemForm] = []


@dataclass(frozen=True)
class System:
    """What is measured: a name, and settings over those of the suite."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Dotted name -> value."""
    source: str = "suite"
    """The file where they stand."""


@dataclass(frozen=True)
class Suite:
    """What to measure, on what."""

    name: str
    dataset: Path
    split: Literal["dev", "test", "all"]
    about: str = ""
    seed: int = 0
    """Of the bootstrap."""
    resamples: int = 1000
    oracle: Oracle = "none"
    articles: tuple[str, ...] = ()
    """Only these; empty for all of the split."""
    articles_at_once: int = 1
    judgements: Path | None = None
    """File with a judge's answers on whether articles entail claims; without it precision by entailment is not measured."""
    attacks: Path | None = None
    """Folder of attacks on the dataset; such a suite measures what they change instead of quality."""
    only: tuple[str, ...] = ()
    """Attacks by id, kind or place; empty for all of them."""
    systems: tuple[System, ...] = (System("default"),)


def load(path: Path) -> Suite:
    """The suite of a file; raises ConfigError naming file and field."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(f"{path}: {exc.strerror or exc}; name a suite file, such as eval/suites/test.toml") from exc
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{path}: {exc}") from exc
    try:
        form = _SuiteForm.model_validate(tree)
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        raise ConfigError(f"{path}: {'.'.join(map(str, error['loc']))!r}: {error['msg']}") from exc
    shared = _settings(form.settings, path.parent)
    systems = tuple(System(one.name, shared | _settings(one.settings, path.parent), str(path)) for one in form.systems)
    names = [system.name for system in systems]
    if len(set(names)) < len(names):
        raise ConfigError(f"{path}: 'systems': two systems have the same name; each needs its own")
    return Suite(
        name=form.name,
        dataset=(path.parent / form.dataset).resolve(),
        split=form.split,
        about=form.about,
        seed=form.seed,
        resamples=form.resamples,
        oracle=form.oracle,
        articles=tuple(form.articles),
        articles_at_once=form.articles_at_once,
        judgements=_judgements(path, form.judgements),
        attacks=(path.parent / form.attacks).resolve() if form.attacks else None,
        only=tuple(form.only),
        systems=systems or (System("default", shared, str(path)),),
    )


def _judgements(path: Path, named: str | None) -> Path | None:
    """The file of a judge's answers; refused where it is not there, for its figure would only be missing."""
    found = (path.parent / named).resolve() if named else None
    if found is not None and not found.is_file():
        raise ConfigError(
            f"{path}: 'judgements': there is no file {named!r}; take the line out, or make it with `eval entail -o`"
        )
    return found


def _settings(tree: Mapping[str, Any], folder: Path, prefix: str = "") -> dict[str, Any]:
    """`{"llm": {"model": "m"}} -> {"llm.model": "m"}`, paths made absolute."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        dotted = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat |= _settings(value, folder, f"{dotted}.")
        else:
            flat[dotted] = str((folder / value).resolve()) if dotted in _PATHS else value
    return flat
