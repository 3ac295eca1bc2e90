"""`config`, `doctor` and `schema`: what is set, what works, and what others may rely on."""

import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from claimcheck import config
from claimcheck.errors import DamagedStoreError, WeightsError
from claimcheck.terminal import doctor
from claimcheck.terminal.configuration import template
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]
SECRET = "sk-very-secret"

RECORDED = Path(__file__).parents[1] / "eval/recordings/check"


@pytest.fixture(autouse=True)
def world(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.config.user_config_file", lambda: alone / "user.toml")


class Models(BaseHTTPRequestHandler):
    """A server's `/v1/models`, answering as the test says."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b'{"data": [{"id": "llama"}, {"id": "qwen"}]}'
    keys: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.keys.append(self.headers["Authorization"])
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Models.status, Models.body, Models.keys = 200, b'{"data": [{"id": "llama"}, {"id": "qwen"}]}', []
    with HTTPServer(("127.0.0.1", 0), Models) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/v1"
        listening.shutdown()


# --- config


def test_every_setting_is_shown_with_its_origin_and_keys_are_masked(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    Path("claimcheck.toml").write_text('[llm]\nmodel = "llama"\n[embedding]\napi_key = "sk-other"\n', encoding="utf-8")
    assert run(["config", "show", "--set", "policy.origins_needed=3"]) == 0
    out = capsys.readouterr().out
    assert f'llm.model = "llama"  ({Path.cwd() / "claimcheck.toml"})' in out
    assert "llm.api_key = ********  (OPENAI_API_KEY)" in out
    assert "policy.origins_needed = 3  (flag)" in out
    assert "retrieval.passages = 8  (default)" in out
    assert SECRET not in out
    assert "sk-other" not in out
    assert len(out.splitlines()) == len(config.names())


def test_settings_are_shown_as_json_too(capsys: Printed) -> None:
    assert run(["config", "show", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"name": "engine", "value": '"auto"', "origin": "default"} in rows


@pytest.mark.parametrize("word", ["none", "NULL"])
def test_the_word_none_takes_a_value_away(word: str, capsys: Printed) -> None:
    assert run(["config", "show", "--set", f"llm.temperature={word}"]) == 0
    assert "llm.temperature = null  (flag)" in capsys.readouterr().out


def test_right_settings_are_said_to_be_right(capsys: Printed) -> None:
    assert run(["config", "validate"]) == 0
    assert "all settings are right (1 set: CLAIMCHECK_HOME)" in capsys.readouterr().out
    Path("mine.toml").write_text("[policy]\norigins_needed = 2\n", encoding="utf-8")
    assert run(["config", "validate", "mine.toml"]) == 0
    assert "(1 set: mine.toml)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[llm]\nmodle = 'x'\n", "'llm.modle'"),
        ("[policy]\norigins_needed = 0\n", "'policy.origins_needed'"),
        ("llm = 3\n[broken", "mend or remove the file"),
        ("engine = 'gpu'\n", "'engine'"),
    ],
)
def test_a_wrong_file_is_named_with_the_setting(text: str, words: str, capsys: Printed) -> None:
    Path("mine.toml").write_text(text, encoding="utf-8")
    assert run(["config", "validate", "mine.toml"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("claimcheck: mine.toml: ")
    assert words in line


def test_a_value_where_a_section_belongs_is_told(capsys: Printed) -> None:
    Path("claimcheck.toml").write_text("llm = 3\n", encoding="utf-8")
    assert run(["config", "validate", "--set", "llm.model=x"]) == 2
    assert "'llm' is a section; write [llm]" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_not_right(capsys: Printed) -> None:
    assert run(["config", "validate", "nowhere.toml"]) == 2
    assert "there is no file 'nowhere.toml'" in capsys.readouterr().err


def test_the_first_file_sets_nothing_and_explains_everything(capsys: Printed) -> None:
    assert run(["config", "init"]) == 0
    text = Path("claimcheck.toml").read_text(encoding="utf-8")
    assert config.load({}, environ={}, folder=Path.cwd(), user_file=Path("none")).origin == {}
    for name, meaning in config.names().items():
        assert f"# {meaning}\n" in text
        assert f"# {name.rpartition('.')[2]} = " in text


def test_every_line_of_the_first_file_can_be_taken_into_use() -> None:
    lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line for line in template().splitlines()
    ]
    used = [
        line for line in lines if not line.startswith("#") and ("=" not in line or line.split(" = ")[0].isidentifier())
    ]
    Path("claimcheck.toml").write_text("\n".join(used), encoding="utf-8")
    loaded = config.load({}, environ={}, folder=Path.cwd(), user_file=Path("none"))
    assert len(loaded.origin) == len(config.names())
    assert loaded.settings.model_copy(update={"home": Path()}) == config.Settings(home=Path())


def test_an_existing_settings_file_is_never_overwritten(capsys: Printed) -> None:
    Path("claimcheck.toml").write_text("# mine\n", encoding="utf-8")
    assert run(["config", "init"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert Path("claimcheck.toml").read_text(encoding="utf-8") == "# mine\n"
    assert run(["config", "init", "nowhere/x.toml"]) == 2
    assert run(["config", "init", "other.toml"]) == 0


# --- schema


@pytest.mark.parametrize("name", ["report", "event"])
def test_a_schema_is_printed_as_json(name: str, capsys: Printed) -> None:
    assert run(["schema", name]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == name.capitalize()


# --- doctor


def states(results: list[doctor.Result]) -> dict[str, str]:
    return {result.name: result.state for result in results}


def test_a_fresh_machine_is_well_and_told_what_to_do_next(capsys: Printed) -> None:
    assert run(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "note  library     empty\n" in out
    assert "-> add coverage with `claimcheck ingest FOLDER`" in out
    assert "set OPENAI_API_KEY" in out
    assert not Path("home").exists()


def test_doctor_speaks_json(capsys: Printed) -> None:
    assert run(["doctor", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == [
        "python", "packages", "weights", "home", "library", "engine", "LLM server", "embeddings", "confidence",
    ]  # fmt: skip


def test_an_llm_without_a_calibration_is_told_how_to_get_one(capsys: Printed) -> None:
    replayed = ["doctor", "--set", f"llm.replay={RECORDED}", "--set"]
    assert run([*replayed, "llm.model=recorded"]) == 0
    assert "ok    confidence  fitted for contested, supported" in capsys.readouterr().out
    assert run([*replayed, "llm.model=another"]) == 0
    out = capsys.readouterr().out
    assert "note  confidence  none is printed for 'another'" in out
    assert "claimcheck eval calibrate RUN" in out


def test_a_damaged_file_of_confidences_is_found(capsys: Printed, tmp_path: Path) -> None:
    (tmp_path / "curves.json").write_text("{", encoding="utf-8")
    assert run(["doctor", "--set", f"calibration={tmp_path / 'curves.json'}"]) == 1
    assert "bad   confidence" in capsys.readouterr().out


def test_damaged_weights_are_found(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    def verified(name: str) -> Path:
        raise WeightsError(f"built-in weights {name!r} are damaged: install claimcheck again")

    monkeypatch.setattr("claimcheck.neural.weights.verified", verified)
    assert run(["doctor"]) == 1
    assert "bad   weights" in capsys.readouterr().out


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_installed", lambda name: name != "feedparser")
    result = doctor._packages()
    assert (result.state, result.remedy) == ("bad", "pip install feedparser")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such folder on this system")
def test_a_home_that_cannot_be_written_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = doctor._home(config.Settings(home=tmp_path / "file" / "home"))
    assert (result.state, result.remedy) == ("bad", "choose another folder with --home")


class FakeStore:
    """A checker whose library is as the test says."""

    report: ClassVar[object] = None

    def __enter__(self) -> "FakeStore":
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing to close."""

    def stats(self) -> dict[str, object]:
        return {"documents": 11, "passages": 13}

    def verify(self) -> object:
        if isinstance(self.report, Exception):
            raise self.report
        return self.report


@pytest.mark.parametrize(
    ("missing", "state", "words"),
    [(0, "ok", "documents 11, passages 13"), (2, "bad", "the index differs"), (None, "bad", "cannot be read")],
)
def test_a_library_is_examined_with_its_index(
    missing: int | None, state: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claimcheck.ingest import VerifyReport

    FakeStore.report = (
        DamagedStoreError("the library cannot be read") if missing is None else VerifyReport(missing, 0, 0)
    )
    monkeypatch.setattr("claimcheck.checker.build", lambda settings: FakeStore())
    (tmp_path / "library.db").touch()
    [result] = [row for row in doctor.examine(config.Settings(home=tmp_path)) if row.name == "library"]
    assert result.state == state
    assert words in result.found


def llm(url: str, model: str = "llama", **more: object) -> doctor.Result:
    settings = config.load(
        {"llm.base_url": url, "llm.model": model, "llm.api_key": SECRET, **more}, environ={}
    ).settings
    return doctor._llm(settings)


def test_a_server_that_answers_is_well_and_gets_the_key(server: str) -> None:
    result = llm(server)
    assert (result.state, result.found) == ("ok", f"{server} answers and has 'llama'")
    assert Models.keys == [f"Bearer {SECRET}"]


def test_a_model_that_the_server_lacks_is_noted_with_those_it_has(server: str) -> None:
    result = llm(server, "gpt-9")
    assert (result.state, result.remedy) == ("note", "choose with --llm one of: llama, qwen")


@pytest.mark.parametrize(
    ("status", "body", "state", "words"),
    [
        (401, b"{}", "bad", "refuses the key (401)"),
        (403, b"{}", "bad", "refuses the key (403)"),
        (503, b"", "bad", "answers 503"),
        (404, b"", "note", "answers 404"),
        (200, b"<html>", "note", "not with a list of models"),
        (200, b"[1]", "note", "not with a list of models"),
    ],
)
def test_a_server_that_is_not_well_is_told_apart(server: str, status: int, body: bytes, state: str, words: str) -> None:
    Models.status, Models.body = status, body
    result = llm(server)
    assert result.state == state
    assert words in result.found
    assert result.remedy


def test_a_server_that_is_not_there_is_bad_and_the_key_is_never_shown(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert run(["doctor", "--base-url", "http://127.0.0.1:9/v1"]) == 1
    printed = capsys.readouterr()
    assert "cannot be reached (ConnectError)" in printed.out
    assert SECRET not in printed.out + printed.err


def test_an_address_that_is_none_is_no_crash() -> None:
    assert llm("http://[broken/v1").state == "bad"
    assert llm("no address").state == "bad"


def test_a_provider_without_a_known_address_is_not_asked() -> None:
    settings = config.load({"llm.provider": "anthropic", "llm.api_key": SECRET}, environ={}).settings
    assert doctor._llm(settings).state == "note"


def test_the_embedding_server_is_asked_with_its_own_key(server: str) -> None:
    flags = {
        "embedding.kind": "openai",
        "embedding.model": "qwen",
        "embedding.base_url": server,
        "embedding.api_key": "sk-e",
    }
    assert doctor._embeddings(config.load(flags, environ={}).settings).state == "ok"
    assert Models.keys == ["Bearer sk-e"]


def test_an_examination_that_breaks_is_a_result_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode() -> doctor.Result:
        raise ZeroDivisionError("no")

    monkeypatch.setattr(doctor, "_weights", explode)
    assert states(doctor.examine(config.Settings(home=Path("home"))))["weights"] == "bad"


# --- silence


def test_what_libraries_say_goes_to_a_log_file_and_a_silent_run_leaves_none(tmp_path: Path) -> None:
    import subprocess

    program = (
        "import logging, sys, warnings; from pathlib import Path; from claimcheck.terminal.silence import silence;"
        "home = Path(sys.argv[1]); silence(home, debug=False); silence(home, debug=False);"
        "assert not (home / 'logs').exists();"
        "logging.getLogger('chatty').warning('a remark'); warnings.warn('an old thing')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "h")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    log = (tmp_path / "h" / "logs" / "claimcheck.log").read_text(encoding="utf-8")
    assert log.count("a remark") == 1


def test_a_log_that_cannot_be_written_is_no_talk_either(tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "h").write_text("", encoding="utf-8")
    program = (
        "import logging, sys; from pathlib import Path; from claimcheck.terminal.silence import silence;"
        "silence(Path(sys.argv[1]), debug=False); logging.getLogger('x').error('lost')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "h")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
