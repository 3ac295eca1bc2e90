"""Keys stay where they were put, and nothing is told to anybody: a canary key is looked for in everything that runs leave behind.

The LLM is a loopback server whose answers are laid down by hand; they test the plumbing and say nothing about any LLM.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from answering import AnswerServer, Body, Fails

from claimcheck.config import described, load, without_password
from claimcheck.settings import Settings
from claimcheck.terminal.main import run

CANARY = "sk-canary-7f3d1e9b5a"
ARTICLE = (
    "LOWMARL, May 3 (Fenwire) - The ferry Teal sank in Lowmarl harbour on Thursday night.\n\n"
    "Harbour master Una Quill said that nine people had been saved."
)


def hand(body: Body) -> str:
    """One claim, the first sentence; nothing bears on it."""
    user = body["messages"][-1]["content"]
    if found := re.search(r"each of the sentences 1 to (\d+)", user):
        sentences: list[dict[str, object]] = [
            {"n": n, "claims": [], "none": "no-claim"} for n in range(1, int(found[1]) + 1)
        ]
        claim = {
            "text": "The ferry Teal sank.",
            "quote": "The ferry Teal sank",
            "attribution": [],
            "when": None,
            "said_when": None,
            "checkable": True,
            "kind": "event",
        }
        sentences[0] |= {"claims": [claim], "none": None}
        return json.dumps({"sentences": sentences})
    return json.dumps({"claims": [{"claim": 1, "passages": []}]})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a key in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("CLAIMCHECK_HOME", str(tmp_path / "home"))
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    row = {"text": "The ferry Teal lies on the bottom of the harbour, our reporter saw.", "published": "2024-05-03"}
    (tmp_path / "coverage.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def holding(folder: Path) -> Iterator[Path]:
    """Files that hold the key, in their text or their names, databases included."""
    for path in folder.rglob("*"):
        if CANARY in path.name or (path.is_file() and CANARY.encode() in path.read_bytes()):
            yield path


def test_a_key_is_in_nothing_that_checks_and_batches_leave_behind(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AnswerServer(hand) as server:
        shared = ["--engine", "llm", "--base-url", server.url, "--llm", "m"]
        assert run(["ingest", "coverage.jsonl"]) == 0
        for form in ("json", "html", "md", "events"):
            assert run(["check", "article.txt", *shared, "--format", form, "-o", f"r.{form}", "--verbose"]) == 0
        assert run(["batch", "article.txt", "-o", "run", *shared]) == 0
        assert run(["check", "article.txt", *shared, "--set", f"llm.record={place / 'kept'}"]) == 0
        given = {
            value for headers in server.headers for name, value in headers.items() if name.lower() == "authorization"
        }
        assert given == {f"Bearer {CANARY}"}
    printed = capsys.readouterr()
    assert CANARY not in printed.out + printed.err
    assert list(holding(place)) == []
    assert (place / "kept" / "answers").is_dir()
    assert any(place.glob("home/cache.db*"))


@pytest.mark.parametrize("more", [[], ["--debug"]])
def test_a_server_that_repeats_the_key_does_not_get_it_into_an_error(
    place: Path, capfd: pytest.CaptureFixture[str], more: list[str]
) -> None:
    said = Fails(
        401,
        message=f"Incorrect API key provided: {CANARY}. You can find your key at https://x.example",
        code="invalid_api_key",
    )
    with AnswerServer(said) as server:
        assert run(["check", "article.txt", "--engine", "llm", "--base-url", server.url, "--llm", "m", *more]) != 0
        assert (
            run(["batch", "article.txt", "-o", "run", "--engine", "llm", "--base-url", server.url, "--llm", "m"]) != 0
        )
        assert server.calls
    printed = capfd.readouterr()
    if not more:
        assert CANARY not in printed.out + printed.err
    assert "key" in printed.err.lower()
    assert list(holding(place)) == []


def test_config_show_masks_keys_and_passwords_in_addresses(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("table", "json"):
        address = "library.url=postgresql://desk:hush-hush@db.example/claims"
        assert run(["config", "show", "--format", form, "--set", address]) == 0
        told = capsys.readouterr().out
        assert CANARY not in told
        assert "hush-hush" not in told
        assert "postgresql://desk:********@db.example/claims" in told


def test_a_password_is_masked_wherever_it_stands_and_nothing_else_is() -> None:
    assert (
        without_password("see http://u:p@h:80/x and https://h:80/a@b")
        == "see http://u:********@h:80/x and https://h:80/a@b"
    )
    assert without_password("redis://:pw@h") == "redis://:********@h"
    assert without_password("mail a:b@c and 12:30") == "mail a:b@c and 12:30"


def test_a_key_on_the_command_line_is_refused_with_the_way_to_give_it(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, variable in (("llm.api_key", "OPENAI_API_KEY"), ("embedding.api_key", "CLAIMCHECK_EMBEDDING__API_KEY")):
        assert run(["config", "show", "--set", f"{name}=sk-typed-by-hand"]) == 2
        error = capsys.readouterr().err
        assert variable in error
        assert "sk-typed-by-hand" not in error


def test_settings_do_not_give_their_keys_away_when_printed_or_dumped() -> None:
    loaded = load(
        {"llm.api_key": CANARY, "embedding.api_key": CANARY},
        environ={},
        folder=Path("/nowhere"),
        user_file=Path("/nowhere/x"),
    )
    settings: Settings = loaded.settings
    told = [
        repr(settings),
        str(settings),
        settings.model_dump_json(),
        json.dumps(settings.model_dump(mode="json")),
        repr(described(loaded)),
        settings.digest(),
    ]
    assert not any(CANARY in one for one in told)
    assert settings.key == CANARY


BLOCKED = """
import os, socket, sys
tried = []

def refuse(self, address, *more):
    if self.family == socket.AF_UNIX:
        return kept(self, address, *more)
    tried.append(address)
    raise OSError(f"blocked: {address}")

def lookup(*names, **more):
    tried.append(names[:2])
    raise socket.gaierror(f"blocked: {names[0]}")

kept = socket.socket.connect
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = lookup
socket.socket.sendto = lambda self, *more: refuse(self, more[-1])
from claimcheck.terminal.main import run
codes = [run(arguments.split()) for arguments in sys.argv[1:]]
print("codes", codes, "tried", tried, file=sys.stderr)
sys.exit(any(codes) or bool(tried))
"""


def test_the_offline_path_opens_no_connection_whatever_the_environment_asks_for(place: Path) -> None:
    environment = os.environ | {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "k",
        "ANONYMIZED_TELEMETRY": "True",
    }
    environment.pop("OPENAI_API_KEY")
    commands = [
        "ingest coverage.jsonl",
        "check article.txt --format json -o r.json",
        "search ferry",
        "index verify",
        "config show",
    ]
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, *commands],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "codes [0, 0, 0, 0, 0] tried []" in done.stderr
    assert json.loads((place / "r.json").read_text())["findings"]
