"""Imports go down only, and each vendor lives in one place: what the design says of the layout, checked."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "claimcheck"
HOMES = {
    "openai": {"transports"},
    "langchain": {"transports"},
    "langchain_core": {"transports"},
    "langchain_openai": {"transports"},
    "chromadb": {"index"},
    "onnxruntime": {"neural"},
    "tokenizers": {"neural"},
    "distributed": {"batch"},
    "rich": {"terminal"},
    "textual": {"terminal"},
    "click": {"terminal"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "argon2": {"review"},
    "torch": set(),
}
FLOORS = [
    {"errors", "claims", "closing"},
    {"evidence"},
    {"reports", "events", "settings"},
    {"usage"},
    {"config"},
    {
        "suspicion",
        "text",
        "dates",
        "scrape",
        "worthiness",
        "verdicts",
        "attribution",
        "grammar",
        "propositions",
        "origins",
        "likeness",
    },
    {
        "prompts",
        "replies",
        "runs",
        "limits",
        "patience",
        "cache",
        "transports",
        "chat",
        "fetching",
        "reading",
        "factchecks",
    },
    {"library", "index", "retrieval", "ingest", "neural"},
    {"pipeline", "planning", "again"},
    {"engines", "kept"},
    {"checker"},
    {"batch", "review", "evaluation", "rendering"},
    {"session", "publishing"},
    {"terminal", "web"},
]


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path: Path) -> str:
    """`claimcheck/engines/llm.py -> "engines"`, `claimcheck/text.py -> "text"`."""
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def floor(name: str) -> int | None:
    return next((number for number, rooms in enumerate(FLOORS) if name in rooms), None)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_vendor_is_imported_only_where_it_lives(path: Path) -> None:
    for name in imported(path):
        vendor = name.split(".")[0]
        if vendor in HOMES:
            assert room(path) in HOMES[vendor], f"{path.name} imports {vendor}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    here = floor(room(path))
    if here is None:
        return
    for name in imported(path):
        if name.startswith("claimcheck."):
            there = floor(name.split(".")[1])
            assert there is None or there <= here, f"{path.name} on floor {here} imports {name} on floor {there}"


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from claimcheck.terminal.main import run; run(['--help']);"
        "heavy = {'chromadb', 'openai', 'langchain', 'onnxruntime', 'textual', 'sqlalchemy', 'trafilatura'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout
