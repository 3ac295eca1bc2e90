"""`claimcheck doctor`: what works on this machine, and what to do about what does not."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from claimcheck.errors import ClaimcheckError, ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, llm_options
from claimcheck.terminal.talk import one_line

if TYPE_CHECKING:
    from httpx import Response as Answer

    from claimcheck.settings import Settings

_WAIT_S = 4.0
_PROVIDER_URLS = {"openai": "https://api.openai.com/v1"}


@dataclass(frozen=True)
class Result:
    """What one examination found."""

    name: str
    state: Literal["ok", "note", "bad"]
    """`note` is worth knowing but keeps nothing from working."""
    found: str
    remedy: str = ""
    """What to do; empty where all is well."""


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the output.")
@llm_options
@common
@click.pass_obj
def command(invocation: Invocation, form: str) -> int:
    """Examine Python, packages, weights, home folder, library, index, engine, servers and calibration; exit code 1 if one is bad."""
    results = examine(invocation.settings())
    if form == "json":
        click.echo(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2))
    else:
        _table(results)
    return ExitCode.FAILED if any(result.state == "bad" for result in results) else ExitCode.DONE


def examine(settings: "Settings") -> list[Result]:
    """Every examination, in order; one that breaks is a bad result of its own."""
    steps: list[tuple[str, Callable[[Settings], Result]]] = [
        ("python", lambda _: _python()),
        ("packages", lambda _: _packages()),
        ("weights", lambda _: _weights()),
        ("home", _home),
        ("library", _library),
        ("engine", _engine),
        ("LLM server", _llm),
        ("embeddings", _embeddings),
        ("confidence", _confidence),
    ]
    return [_guarded(name, step, settings) for name, step in steps]


def _guarded(name: str, step: "Callable[[Settings], Result]", settings: "Settings") -> Result:
    try:
        return step(settings)
    except ClaimcheckError as exc:
        return Result(name, "bad", str(exc), "see what the message asks for")
    except Exception as exc:  # noqa: BLE001  a doctor must not fall ill of what it finds
        return Result(name, "bad", f"{type(exc).__name__}: {exc}", "run `claimcheck doctor --debug` and report this")


def _python() -> Result:
    import platform

    # An older Python does not get this far: the installer refuses it, and the sources do not compile there.
    return Result("python", "ok", f"{platform.python_version()} on {platform.system()}")


def _packages() -> Result:
    import re
    from importlib import metadata

    needed = [line for line in metadata.requires("claimcheck") or () if "extra ==" not in line]
    names = [found[0] for line in needed if (found := re.match(r"[\w.-]+", line))]
    missing = [name for name in names if not _installed(name)]
    if missing:
        return Result("packages", "bad", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return Result("packages", "ok", f"all {len(names)} installed")


def _installed(name: str) -> bool:
    from importlib import metadata

    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _weights() -> Result:
    from claimcheck.neural import weights

    names = sorted(json.loads((weights.FOLDER / "manifest.json").read_text(encoding="utf-8")))
    for name in names:
        weights.verified(name)
    return Result("weights", "ok", f"{len(names)} files, checksums right")


def _home(settings: "Settings") -> Result:
    import os

    place = settings.home
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK):
        return Result("home", "bad", f"{settings.home} cannot be written", "choose another folder with --home")
    return Result("home", "ok", str(settings.home) + ("" if settings.home.exists() else " (made when needed)"))


def _library(settings: "Settings") -> Result:
    from claimcheck.checker import build

    if settings.library.url is None and not _holds_library(settings.home):
        return Result("library", "note", "empty", "add coverage with `claimcheck ingest FOLDER`")
    with build(settings) as checker:
        stats, report = checker.stats(), checker.verify()
    held = ", ".join(f"{name} {value}" for name, value in stats.items())
    if not report.sound:
        return Result("library", "bad", f"{held}; the index differs", "run `claimcheck index rebuild`")
    return Result("library", "ok", held)


def _holds_library(home: Path) -> bool:
    return (home / "library.db").exists()


def _engine(settings: "Settings") -> Result:
    if settings.chosen_engine == "offline":
        how = "set OPENAI_API_KEY, or give --base-url for a server of your own, to use an LLM"
        return Result("engine", "ok" if settings.engine == "offline" else "note", "offline", how)
    return Result("engine", "ok", f"LLM {settings.llm.model!r} ({settings.llm.provider})")


def _llm(settings: "Settings") -> Result:
    if settings.chosen_engine == "offline":
        return Result("LLM server", "ok", "none configured, none needed")
    if settings.llm.replay:
        return Result("LLM server", "ok", f"none asked: the recording in {settings.llm.replay} answers")
    url = settings.llm.base_url or _PROVIDER_URLS.get(settings.llm.provider)
    if url is None:
        return Result("LLM server", "note", f"not asked: provider {settings.llm.provider!r} has no address to ask")
    return _server("LLM server", url, settings.key, settings.llm.model)


def _embeddings(settings: "Settings") -> Result:
    if settings.embedding.kind == "built-in":
        return Result("embeddings", "ok", "built in")
    url = settings.embedding.base_url or settings.llm.base_url or _PROVIDER_URLS["openai"]
    key = settings.embedding.api_key.get_secret_value() if settings.embedding.api_key else settings.key
    return _server("embeddings", url, key, settings.embedding.model)


def _server(name: str, url: str, key: str, model: str) -> Result:
    """Ask an OpenAI-compatible server for its list of models; the key is sent, never shown."""
    import httpx  # only a configured server pays for it

    try:
        answer = httpx.get(f"{url.rstrip('/')}/models", headers={"Authorization": f"Bearer {key}"}, timeout=_WAIT_S)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as exc:
        return Result(
            name, "bad", f"{url} cannot be reached ({type(exc).__name__})", "check the address and the network"
        )
    if answer.status_code in (401, 403):
        return Result(name, "bad", f"{url} refuses the key ({answer.status_code})", "set the right key")
    if answer.status_code >= 500:
        return Result(name, "bad", f"{url} answers {answer.status_code}", "try again later")
    if answer.status_code != 200:
        return Result(name, "note", f"{url} answers {answer.status_code} to /models", "it may still answer questions")
    return _listed(name, url, answer, model)  # fmt: skip


def _listed(name: str, url: str, answer: "Answer", model: str) -> Result:
    try:
        known = [str(row["id"]) for row in answer.json()["data"]]
    except (ValueError, KeyError, TypeError):
        return Result(
            name, "note", f"{url} answers, but not with a list of models", "check that the address ends in /v1"
        )
    if model not in known:
        some = ", ".join(known[:5]) or "none"
        return Result(name, "note", f"{url} does not list {model!r}", f"choose with --llm one of: {some}")
    return Result(name, "ok", f"{url} answers and has {model!r}")


def _table(results: list[Result]) -> None:
    width = max(len(result.name) for result in results)
    for result in results:
        click.echo(f"{result.state:<4}  {result.name:<{width}}  {one_line(result.found)}")
        if result.remedy:
            click.echo(f"{'':<4}  {'':<{width}}  -> {one_line(result.remedy)}")


def _confidence(settings: "Settings") -> Result:
    from claimcheck.neural.calibration import StructuralCalibration

    found = StructuralCalibration.of_settings(settings)
    if found is not None:
        return Result("confidence", "ok", f"fitted for {', '.join(found.labels)}")
    if settings.chosen_engine == "offline":
        return Result("confidence", "ok", "none is printed: the built-in engine gives too few labels to fit one")
    return Result(
        "confidence",
        "note",
        f"none is printed for {settings.llm.model!r}",
        "measure it once: claimcheck eval run eval/suites/llm_dev_claims.toml -o RUN, then claimcheck eval calibrate RUN",
    )
