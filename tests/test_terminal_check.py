"""`check` as a user meets it: forms, streams, exit codes, several articles, interruption, files that appear whole."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from reports import hostile, sample

from claimcheck.checker import Interrupted
from claimcheck.claims import Article
from claimcheck.errors import ConfigError, ServiceError, ServiceTimeoutError, WeightsError
from claimcheck.events import Event, Read
from claimcheck.planning import Plan
from claimcheck.reading import Options, Unread, read_each
from claimcheck.reports import Report
from claimcheck.settings import Settings
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]
TEXT = "The bridge was closed on Monday, the harbour board said. Nobody knows when it will open again."


class FakeChecker:
    """Answers for each article what the test laid down, by its text's first word."""

    answers: ClassVar[dict[str, Report | BaseException | Callable[[], Report]]] = {}
    seen: ClassVar[list[str]] = []
    limits: ClassVar[list[int | None]] = []

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine_name = settings.chosen_engine
        self.closed = False

    def __enter__(self) -> "FakeChecker":
        return self

    def __exit__(self, *exc: object) -> None:
        self.closed = True

    def read(self, source: str, *, options: Options | None = None) -> Iterator[Article | Unread]:
        return read_each(source, options=options)

    def check(
        self, article: Article, *, emit: Callable[[Event], None] | None = None, limit: int | None = None
    ) -> Report:
        word = article.text.split()[0]
        self.seen.append(word)
        self.limits.append(limit)
        assert emit is not None
        emit(Read(article=article))
        answer = self.answers.get(word, sample())
        if callable(answer):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer.model_copy(update={"article": answer.article.model_copy(update={"title": word})})

    def plan(self, article: Article) -> Plan:
        price = self.settings.llm.price_in
        return Plan(calls=8, tokens_in=21_000, tokens_out=6_000, cost=price and price * 0.021)


@pytest.fixture(autouse=True)
def world(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.checker.build", FakeChecker)
    FakeChecker.answers, FakeChecker.seen, FakeChecker.limits = {}, [], []


def articles(*words: str) -> list[str]:
    """Files whose text begins with the words."""
    for word in words:
        Path(f"{word}.txt").write_text(f"{word} {TEXT}", encoding="utf-8")
    return [f"{word}.txt" for word in words]


def check(*arguments: str) -> int:
    return run(["check", *arguments])


# --- forms and streams


def test_data_goes_to_stdout_and_talk_to_stderr(capsys: Printed) -> None:
    assert check(*articles("One"), "--format", "json") == 0
    printed = capsys.readouterr()
    assert Report.model_validate_json(printed.out).article.title == "One"
    assert printed.err.splitlines() == [
        "claimcheck: engine: offline (no key and no base URL is set; `claimcheck doctor` says more)",
        "claimcheck: extract: 2 calls, 3,120 tokens in, 1,890 out, cost 0.0043, 6.2 s",
        "claimcheck: retrieve: 0.4 s",
        "claimcheck: weigh: 5 calls, 1 from the cache, 1 retry, 9,050 tokens in, 2,210 out, cost 0.0067, 11.9 s",
        "claimcheck: dropped: 1 citation not verbatim in the passage",
        "claimcheck: dropped: 1 claim that failed a check",
    ]


def test_quiet_leaves_stderr_to_errors(capsys: Printed) -> None:
    assert check(*articles("One"), "nowhere.txt", "--quiet") == 5
    assert capsys.readouterr().err == "claimcheck: cannot read 'nowhere.txt': No such file or directory\n"


def test_the_engine_that_auto_comes_to_is_named(capsys: Printed) -> None:
    check(*articles("One"), "--base-url", "http://localhost:9/v1", "--llm", "llama")
    assert "engine: LLM llama at http://localhost:9/v1" in capsys.readouterr().err


def test_several_articles_are_a_list_in_json_and_lines_in_jsonl(capsys: Printed) -> None:
    assert check(*articles("One", "Two"), "--format", "json") == 0
    assert [row["article"]["title"] for row in json.loads(capsys.readouterr().out)] == ["One", "Two"]
    assert check("One.txt", "Two.txt", "--format", "jsonl") == 0
    assert [json.loads(line)["article"]["title"] for line in capsys.readouterr().out.splitlines()] == ["One", "Two"]


def test_a_jsonl_input_is_one_article_a_line(capsys: Printed) -> None:
    rows = [{"text": f"{word} {TEXT}"} for word in ("One", "Two", "Three")]
    Path("in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert check("in.jsonl", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 3


def test_events_are_printed_as_they_happen(capsys: Printed) -> None:
    def fail() -> Report:
        raise ServiceError("gone")

    FakeChecker.answers = {"One": fail}
    assert check(*articles("One"), "--format", "events") == 3
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["event"] == "read"


@pytest.mark.parametrize(
    ("form", "sign"), [("table", "24 claims"), ("md", "# One"), ("html", "<!doctype html>"), ("jsonl", '{"schema_')]
)
def test_every_form_can_be_asked_for_by_name(form: str, sign: str, capsys: Printed) -> None:
    assert check(*articles("One"), "--format", form) == 0
    assert sign in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("r.json", '{\n  "schema_version"'),
        ("r.md", "# One"),
        ("r.HTML", "<!doctype"),
        ("r.jsonl", '{"s'),
        ("r.txt", "One\n"),
    ],
)
def test_the_name_of_the_output_file_suggests_its_form(name: str, sign: str, capsys: Printed) -> None:
    assert check(*articles("One"), "-o", name) == 0
    assert Path(name).read_text(encoding="utf-8").startswith(sign)
    assert capsys.readouterr().out == ""


def test_a_format_given_wins_over_the_file_name() -> None:
    assert check(*articles("One"), "-o", "r.json", "--format", "md") == 0
    assert Path("r.json").read_text(encoding="utf-8").startswith("# One")


def test_one_page_holds_all_articles() -> None:
    assert check(*articles("One", "Two"), "-o", "r.html") == 0
    assert Path("r.html").read_text(encoding="utf-8").count("<main") == 2


def test_a_dash_reads_standard_input(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"Piped {TEXT}".encode())))
    assert check("-", "--quiet") == 0
    assert FakeChecker.seen == ["Piped"]
    assert "24 claims" in capsys.readouterr().out


def test_options_hold_before_and_after_the_command(capsys: Printed) -> None:
    assert run(["--set", "policy.origins_needed=2", "--quiet", "check", *articles("One")]) == 0
    assert capsys.readouterr().err == ""
    assert run(["--engine", "offline", "check", "One.txt", "--engine", "llm", "--base-url", "http://x/v1"]) == 0
    assert "engine: LLM" in capsys.readouterr().err


def test_limit_and_settings_reach_the_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Settings] = []

    def build(settings: Settings) -> FakeChecker:
        built.append(settings)
        return FakeChecker(settings)

    monkeypatch.setattr("claimcheck.checker.build", build)
    assert check(*articles("One"), "--limit", "3", "--origins-needed", "2", "--as-of", "2024-10-09", "--home", "h") == 0
    assert FakeChecker.limits == [3]
    assert built[0].policy.origins_needed == 2
    assert built[0].retrieval.as_of == "2024-10-09"
    assert built[0].home == Path("h")


# --- failures and exit codes


def test_one_failing_article_leaves_the_others_done_and_exits_5(capsys: Printed) -> None:
    FakeChecker.answers = {"Two": ServiceTimeoutError("no answer within 3 s")}
    assert check(*articles("One", "Two", "Three"), "--format", "json") == 5
    printed = capsys.readouterr()
    assert [row["article"]["title"] for row in json.loads(printed.out)] == ["One", "Three"]
    assert "claimcheck: no answer within 3 s\n" in printed.err


def test_one_of_two_articles_that_failed_still_gives_a_list(capsys: Printed) -> None:
    assert check(*articles("One"), "nowhere.txt", "--format", "json") == 5
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_when_everything_failed_the_first_error_says_the_exit_code(capsys: Printed) -> None:
    FakeChecker.answers = {"One": ServiceError("down"), "Two": ServiceError("down")}
    assert check(*articles("One", "Two")) == 3
    assert check("nowhere.txt") == 2
    capsys.readouterr()
    assert check("nowhere.txt", "--format", "json") == 2
    assert capsys.readouterr().out == ""


def test_an_article_whose_claims_partly_failed_exits_5(capsys: Printed) -> None:
    FakeChecker.answers = {"One": hostile()}
    assert check(*articles("One")) == 5
    assert "1 of 4 claims could not be checked" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(WeightsError("weights are damaged"), 1), (ConfigError("no such prompt"), 2)]
)
def test_what_every_article_would_meet_stops_the_run_but_keeps_what_is_done(
    error: Exception, code: int, capsys: Printed
) -> None:
    FakeChecker.answers = {"Two": error}
    assert check(*articles("One", "Two", "Three"), "--format", "json") == code
    assert FakeChecker.seen == ["One", "Two"]
    printed = capsys.readouterr()
    assert [row["article"]["title"] for row in json.loads(printed.out)] == ["One"]
    assert printed.err.splitlines()[-1] == f"claimcheck: {error}"


def test_an_unforeseen_error_is_one_line_without_a_traceback(capsys: Printed) -> None:
    FakeChecker.answers = {"One": ZeroDivisionError("by\nzero")}
    assert check(*articles("One")) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "claimcheck: ZeroDivisionError: by zero; run again with --debug for the whole story"
    )
    assert check("One.txt", "--debug") == 1
    assert "Traceback" in capsys.readouterr().err


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(capsys: Printed) -> None:
    assert check("no\x1b[31mwhere\u202e.txt") == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "missing argument 'ARTICLE...'"),
        (["check", "a", "--limit", "0"], "0 is not in the range"),
        (["check", "a", "--as-of", "tomorrow"], "'tomorrow' is no day; write it as 2024-10-09"),
        (["check", "a", "--format", "xml"], "'xml' is not one of"),
        (["check", "a", "--set", "policy.origin_needed=2"], "did you mean 'policy.origins_needed'?"),
        (["check", "a", "--set", "verbose"], "--set 'verbose' is not NAME=VALUE"),
        (["chekc", "a"], "there is no command 'chekc'; did you mean 'check'?"),
        (["check", "a", "--origins-needed", "x"], "'x' is not a valid integer"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_remedy(arguments: list[str], words: str, capsys: Printed) -> None:
    assert run(arguments) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("claimcheck: ")
    assert words in line
    assert "--help`" in line


def test_a_setting_out_of_range_names_flag_and_setting(capsys: Printed) -> None:
    assert check(*articles("One"), "--set", "retrieval.passages=0") == 2
    assert "flag: setting 'retrieval.passages'" in capsys.readouterr().err


# --- files


def test_a_folder_that_is_not_there_is_told_before_anything_is_spent(capsys: Printed) -> None:
    assert check(*articles("One"), "-o", "nowhere/r.json") == 2
    assert "cannot write 'nowhere/r.json'" in capsys.readouterr().err
    assert FakeChecker.seen == []


def test_a_folder_is_no_output_file(capsys: Printed) -> None:
    assert check(*articles("One"), "-o", ".") == 2
    assert "is a folder" in capsys.readouterr().err


def test_an_output_file_is_replaced_whole_and_leaves_nothing_beside_it() -> None:
    Path("r.json").write_text("old", encoding="utf-8")
    seen: list[str] = []
    FakeChecker.answers = {"One": lambda: (seen.append(Path("r.json").read_text(encoding="utf-8")), sample())[1]}
    assert check(*articles("One"), "-o", "r.json") == 0
    assert seen == ["old"]
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert sorted(path.name for path in Path().iterdir() if path.name != "home") == ["One.txt", "r.json"]
    assert Path("r.json").stat().st_mode & 0o044 == 0o044 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_where_a_run_breaks_what_was_done_before_is_in_the_file() -> None:
    FakeChecker.answers = {"Two": ZeroDivisionError("x")}
    assert check(*articles("One", "Two"), "-o", "r.jsonl") == 1
    assert len(Path("r.jsonl").read_text(encoding="utf-8").splitlines()) == 1


# --- dry run


def test_a_dry_run_spends_nothing_and_says_what_it_would(capsys: Printed) -> None:
    urls = ["--base-url", "http://localhost:9/v1"]
    assert (
        check(*articles("One", "Two"), "--dry-run", *urls, "--set", "llm.price_in=1", "--set", "llm.price_out=1") == 0
    )
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "One.txt: about 8 calls, 21,000 tokens in, 6,000 out, cost 0.0210",
        "Two.txt: about 8 calls, 21,000 tokens in, 6,000 out, cost 0.0210",
        "In all: about 16 calls, 42,000 tokens in, 12,000 out, cost 0.0420",
    ]
    assert FakeChecker.seen == []


def test_a_dry_run_without_prices_says_how_to_get_a_cost(capsys: Printed) -> None:
    assert check(*articles("One"), "--dry-run", "--base-url", "http://localhost:9/v1") == 0
    printed = capsys.readouterr()
    assert printed.out == "One.txt: about 8 calls, 21,000 tokens in, 6,000 out\n"
    assert "llm.price_in" in printed.err


def test_a_dry_run_is_json_when_asked_and_names_what_cannot_be_read(capsys: Printed) -> None:
    assert check(*articles("One"), "nowhere.txt", "--dry-run", "--format", "json", "--engine", "llm") == 5
    assert json.loads(capsys.readouterr().out) == {
        "article": "One.txt", "calls": 8, "tokens_in": 21_000, "tokens_out": 6_000, "cost": None,
    }  # fmt: skip
    assert check("nowhere.txt", "--dry-run") == 2


def test_the_offline_engine_costs_nothing(capsys: Printed) -> None:
    assert check(*articles("One"), "--dry-run") == 0
    assert "costs nothing" in capsys.readouterr().out


# --- interruption


def test_ctrl_c_prints_what_is_done_and_the_command_that_goes_on(capsys: Printed) -> None:
    part = sample().model_copy(update={"notes": ("stopped early: 9 claims were not checked",)})
    FakeChecker.answers = {"Two": Interrupted(part)}
    names = articles("One", "Two", "Three four")
    assert check(*names, "--format", "jsonl", "--set", "library.url=postgresql://desk:hush@db/x") == 130
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 2
    assert printed.err.splitlines()[-1] == (
        "claimcheck: stopped; to go on: claimcheck check Two.txt 'Three four.txt' --format jsonl --set library.url=..."
    )


def test_a_run_into_a_file_goes_on_from_the_beginning_because_the_file_is_replaced(capsys: Printed) -> None:
    FakeChecker.answers = {"Two": Interrupted(sample())}
    assert check(*articles("One", "Two"), "-o", "r.jsonl") == 130
    assert len(Path("r.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("claimcheck check One.txt Two.txt -o r.jsonl")


def test_ctrl_c_while_reading_is_no_traceback_either(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_each(*arguments: Any, **more: Any) -> Sequence[Article]:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeChecker, "read", read_each)
    assert check("One.txt") == 130
    assert "to go on: claimcheck check One.txt" in capsys.readouterr().err


PROGRAM = """
    import os, sys, time
    sys.path.insert(0, {tests!r})
    import test_terminal_check as here
    from claimcheck import checker
    from claimcheck.checker import Interrupted
    from reports import sample

    class Slow(here.FakeChecker):
        def check(self, article, *, emit=None, limit=None):
            try:
                print("working", file=sys.stderr, flush=True)
                time.sleep(30)
            except KeyboardInterrupt as exc:
                raise Interrupted(sample()) from exc

    checker.build = Slow
    from claimcheck.terminal.main import run
    sys.exit(run(["check", "One.txt", "--quiet"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("background", [False, True])
def test_a_signal_stops_politely(number: signal.Signals, background: bool) -> None:
    if background and number == signal.SIGINT:
        pytest.skip("a background job ignores Ctrl-C, and should")
    articles("One")
    program = textwrap.dedent(PROGRAM.format(tests=str(Path(__file__).parent)))
    if background:
        program = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{program}"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as job:
        assert job.stderr is not None
        assert "working" in job.stderr.readline()
        job.send_signal(number)
        out, err = job.communicate(timeout=30)
    assert job.returncode == 130
    assert "24 claims" in out
    assert "claimcheck: stopping; what is done will be kept" in err
    assert err.splitlines()[-1].startswith("claimcheck: stopped; to go on: ")
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_a_reader_that_goes_away_is_no_error() -> None:
    program = "from claimcheck.terminal.main import main; main()"
    job = subprocess.Popen(
        [sys.executable, "-c", program, "schema", "report"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert job.stdout is not None
    job.stdout.close()
    assert job.stderr is not None
    assert job.stderr.read() == b""
    assert job.wait() == 141


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_encoding_gets_a_readable_table(encoding: str) -> None:
    articles("One")
    program = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import test_terminal_check as here
        from claimcheck import checker
        checker.build = here.FakeChecker
        from claimcheck.terminal.main import run
        sys.exit(run(["check", "One.txt", "--quiet"] + sys.argv[1:]))
        """
    )
    env = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    table = done.stdout.decode(encoding)
    assert ("9 ✓ supported" if encoding == "utf-8" else "9 + supported") in table
    assert "according to Wystan Hale" in table
    assert encoding == "utf-8" or '"told the Packet"' in table
    done = subprocess.run(
        [sys.executable, "-c", program, "--format", "json"], capture_output=True, env=env, check=False
    )
    assert json.loads(done.stdout.decode("utf-8"))["findings"]
