"""Help comes at once: nothing heavy is imported before a command needs it."""

import subprocess
import sys

import pytest

HEAVY = (
    "chromadb", "openai", "langchain", "langchain_core", "langchain_openai", "onnxruntime", "textual", "sqlalchemy",
    "trafilatura", "numpy", "rich", "jinja2", "pydantic", "httpx", "sentencex", "dateparser",
)  # fmt: skip
MIDDLING = ("chromadb", "openai", "langchain", "onnxruntime", "textual", "sqlalchemy", "trafilatura", "jinja2")


def imported(arguments: list[str]) -> set[str]:
    program = (
        "import sys\nfrom claimcheck.terminal.main import run\n"
        f"code = run({arguments!r})\n"
        "print('\\n'.join(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"]])
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    assert imported(arguments).isdisjoint(HEAVY)


def test_the_help_of_a_command_imports_nothing_heavy() -> None:
    assert imported(["check", "--help"]).isdisjoint(HEAVY)


def test_showing_settings_needs_no_engine_and_no_store() -> None:
    assert imported(["config", "show"]).isdisjoint(MIDDLING)
