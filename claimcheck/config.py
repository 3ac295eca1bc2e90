"""Where each setting comes from: flags, environment, files, defaults.

Order of precedence: flags, environment (`CLAIMCHECK_*`, and `OPENAI_API_KEY`, `OPENAI_BASE_URL`), `claimcheck.toml` in the
working folder, the user's own `claimcheck.toml`, defaults. A nested setting is named `CLAIMCHECK_LLM__MODEL` in the environment
and `[llm] model = ...` in a file. The settings themselves are in `settings`.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ValidationError

from claimcheck.errors import ConfigError
from claimcheck.settings import Settings

FILE_NAME = "claimcheck.toml"
SECRETS = frozenset({"llm.api_key", "embedding.api_key"})
_PASSWORD = re.compile(r"(://[^/@:\s\"]*:)[^@/\s\"]+@")


@dataclass(frozen=True)
class Loaded:
    """Settings together with where each value that is not a default came from."""

    settings: Settings
    origin: Mapping[str, str]
    """Dotted name -> "flag", "CLAIMCHECK_ENGINE", or the path of a file."""


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    beneath: tuple[Mapping[str, Any], str] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user_file: Path | None = None,
) -> Loaded:
    """Settings from all sources; `flags` maps dotted names to values, None meaning not given.

    `beneath` are values that only flags go before, and the name of where they stand.
    Raises ConfigError naming the setting and the place it came from.
    """
    environ = os.environ if environ is None else environ
    folder = Path.cwd() if folder is None else folder
    user_file = user_config_file() if user_file is None else user_file
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    layers: list[tuple[Mapping[str, Any], Mapping[str, str] | str]] = [
        (_file_values(user_file), str(user_file)),
        (_file_values(folder / FILE_NAME), str(folder / FILE_NAME)),
        _environment_values(environ),
        beneath or ({}, ""),
        ({name: value for name, value in (flags or {}).items() if value is not None}, "flag"),
    ]
    for layer, named in layers:
        for name, value in layer.items():
            values[name] = _spoken(value)
            origin[name] = named if isinstance(named, str) else named[name]
    return Loaded(_validated(values, origin), origin)


def _spoken(value: Any) -> Any:
    """What a value means wherever it comes from: the word `none` (or `null`) is no value."""
    return None if isinstance(value, str) and value.lower() in ("none", "null") else value


def user_config_file() -> Path:
    """The user's own settings file, which need not exist."""
    return Path(platformdirs.user_config_dir("claimcheck", appauthor=False)) / FILE_NAME


def described(loaded: Loaded) -> list[tuple[str, str, str]]:
    """Every setting as (dotted name, value with keys masked, where it came from), in order of declaration."""
    rows = []
    for name, value in _flat(loaded.settings.model_dump(mode="json")).items():
        shown = (
            "********"
            if name in SECRETS and value is not None
            else without_password(json.dumps(value, ensure_ascii=False))
        )
        rows.append((name, shown, loaded.origin.get(name, "default")))
    return rows


def without_password(text: str) -> str:
    """`"postgresql://desk:hush@db/claims" -> "postgresql://desk:********@db/claims"`; an address may hold a secret, too."""
    return _PASSWORD.sub(r"\1********@", text)


def names() -> dict[str, str]:
    """Every setting's dotted name with its description."""
    return dict(_names(Settings, ""))


def _names(section: type[BaseModel], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += _names(kind, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", field.description or ""))
    return found


def _file_values(path: Path) -> dict[str, Any]:
    try:
        return _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{path}: {exc}; mend or remove the file") from exc


def _environment_values(environ: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    aliases = {"OPENAI_API_KEY": "llm.api_key", "OPENAI_BASE_URL": "llm.base_url"}
    known = names()
    for variable, text in sorted(environ.items(), key=lambda item: item[0].startswith("CLAIMCHECK_")):
        name = aliases.get(variable)
        if variable.startswith("CLAIMCHECK_"):
            name = variable.removeprefix("CLAIMCHECK_").lower().replace("__", ".")
            if name not in known:
                raise ConfigError(f"{variable}: there is no setting {name!r}; `claimcheck config show` lists them all")
        if name is None or text == "":
            continue
        values[name] = text
        origin[name] = variable
    return values, origin


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"llm": {"model": "m"}} -> {"llm.model": "m"}`."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _validated(values: Mapping[str, Any], origin: Mapping[str, str]) -> Settings:
    tree: dict[str, Any] = {}
    for name, value in values.items():
        *sections, leaf = name.split(".")
        place = tree
        for section in sections:
            place = place.setdefault(section, {})
            if not isinstance(place, dict):
                raise ConfigError(f"{origin.get(section, 'settings')}: {section!r} is a section; write [{section}]")
        place[leaf] = value
    try:
        return Settings.model_validate(tree)
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in error["loc"])
        known = origin.get(name, "settings")
        raise ConfigError(f"{known}: setting {name!r}: {error['msg']}") from exc
