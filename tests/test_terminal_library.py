"""`ingest`, `search`, `index` and `demo`: what they print and how they end, over a checker that answers as told."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from reports import EVIL, sample

from claimcheck.claims import Article
from claimcheck.errors import IndexMissingError, StoreLockedError
from claimcheck.evidence import Hit
from claimcheck.ingest import IngestProgress, IngestSummary, VerifyReport
from claimcheck.reading import Options, Unread, read_each
from claimcheck.reports import Report
from claimcheck.settings import Settings
from claimcheck.terminal.main import run

Printed = pytest.CaptureFixture[str]


class FakeChecker:
    """Notes what it is asked and answers as the test laid down."""

    asked: ClassVar[list[tuple[object, ...]]] = []
    summary: ClassVar[IngestSummary | BaseException] = IngestSummary(3, 1, (), 7, 0.42)
    hits: ClassVar[list[Hit] | Exception] = []
    report: ClassVar[VerifyReport] = VerifyReport(0, 0, 0)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> "FakeChecker":
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing to close."""

    def read(self, source: str, *, options: Options | None = None) -> Iterator[Article | Unread]:
        return read_each(source, options=options)

    def ingest(
        self, sources: Sequence[str], *, options: Options, progress: Callable[[IngestProgress], None] | None = None
    ) -> IngestSummary:
        self.asked.append((tuple(sources), dict(options.fields or {}), options.want))
        if progress:
            progress(IngestProgress(4, 7, 0.0))
        if isinstance(self.summary, BaseException):
            raise self.summary
        return self.summary

    def search(self, query: str, *, k: int) -> list[Hit]:
        self.asked.append((query, k, self.settings.retrieval.as_of))
        if isinstance(self.hits, Exception):
            raise self.hits
        return self.hits

    def check(self, article: Article, *, emit: object, limit: int | None) -> Report:
        self.asked.append((article.title, self.settings.chosen_engine, self.settings.home))
        return sample()

    def verify(self) -> VerifyReport:
        return self.report

    def rebuild(self) -> int:
        return 1234

    def stats(self) -> dict[str, object]:
        return {"documents": 1234, "embedder": "built-in"}


@pytest.fixture(autouse=True)
def world(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.checker.build", FakeChecker)
    FakeChecker.asked, FakeChecker.hits, FakeChecker.report = [], [], VerifyReport(0, 0, 0)
    FakeChecker.summary = IngestSummary(3, 1, (), 7, 0.42)


def hits(count: int) -> list[Hit]:
    evidence = [item for finding in sample().findings if finding.verdict for item in finding.verdict.evidence]
    return [
        Hit(
            passage=item.passage,
            imprint=item.imprint,
            score=1 / rank,
            rank=rank,
            scores={"vector": 0.5, "lexical": 3.25},
        )
        for rank, item in enumerate(evidence[:count], start=1)
    ]


def test_ingest_says_what_was_added_known_and_failed(capsys: Printed) -> None:
    assert run(["ingest", "a.jsonl", "folder", "--field", "text=body", "--field", "publisher=site=name"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "added 3, known 1, failed 0; 7 new passages, 0.4 s\n"
    assert printed.err == ""
    assert FakeChecker.asked == [(("a.jsonl", "folder"), {"text": "body", "publisher": "site=name"}, "coverage")]


@pytest.mark.parametrize(("added", "known", "code"), [(1, 0, 5), (0, 1, 5), (0, 0, 2)])
def test_failures_are_named_and_decide_the_exit_code(added: int, known: int, code: int, capsys: Printed) -> None:
    FakeChecker.summary = IngestSummary(added, known, (("a.pdf", "'a.pdf' is a PDF file"), ("x:3", "no text")), 0, 0.1)
    assert run(["ingest", "a"]) == code
    assert capsys.readouterr().err.splitlines() == ["claimcheck: 'a.pdf' is a PDF file", "claimcheck: x:3: no text"]


def test_many_failures_are_counted_unless_all_are_asked_for(capsys: Printed) -> None:
    FakeChecker.summary = IngestSummary(1, 0, tuple((f"f{number}", "broken") for number in range(50)), 0, 0.1)
    assert run(["ingest", "a"]) == 5
    assert capsys.readouterr().err.splitlines()[-1] == "claimcheck: ... and 30 more; --verbose names them all"
    run(["ingest", "a", "--verbose"])
    assert len(capsys.readouterr().err.splitlines()) == 50


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("body", "is not NAME=VALUE; write for example --field text=body"),
        ("body=text", "'body' is no field of an article"),
    ],
)
def test_a_wrong_field_mapping_is_told_with_an_example(field: str, words: str, capsys: Printed) -> None:
    assert run(["ingest", "a", "--field", field]) == 2
    assert words in capsys.readouterr().err


def test_a_stopped_ingest_says_how_to_go_on(capsys: Printed) -> None:
    FakeChecker.summary = KeyboardInterrupt()
    assert run(["ingest", "a", "b"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == (
        "claimcheck: stopped; what was added is kept; to go on: claimcheck ingest a b"
    )


def test_search_shows_passages_with_the_score_of_each_side(capsys: Printed) -> None:
    FakeChecker.hits = hits(2)
    assert run(["search", "houseboats", "in", "mud", "-k", "2", "--as-of", "2024-10-09"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 Radio Pell, 7 October 2024: The morning the lake went away"
    assert lines[1] == "  score 1.0000 (vector 0.500, lexical 3.250)"
    assert lines[2].startswith("  │ ")
    assert FakeChecker.asked == [("houseboats in mud", 2, "2024-10-09")]


def test_search_results_are_json_when_asked(capsys: Printed) -> None:
    FakeChecker.hits = hits(3)
    assert run(["search", "mud", "--format", "json"]) == 0
    assert [row["rank"] for row in json.loads(capsys.readouterr().out)] == [1, 2, 3]
    assert run(["search", "mud", "-o", "hits.jsonl"]) == 0
    lines = Path("hits.jsonl").read_text(encoding="utf-8").splitlines()
    assert [Hit.model_validate_json(line) for line in lines] == FakeChecker.hits


def test_hostile_coverage_cannot_steer_the_terminal(capsys: Printed) -> None:
    [hit] = hits(1)
    imprint = hit.imprint.model_copy(update={"title": EVIL, "publisher": EVIL})
    FakeChecker.hits = [hit.model_copy(update={"imprint": imprint, "scores": {}})]
    assert run(["search", "mud"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[red]markup[/red]" in out


def test_finding_nothing_is_said_and_is_no_failure(capsys: Printed) -> None:
    assert run(["search", "mud"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nothing found" in printed.err
    assert run(["search", " "]) == 2
    assert "the query is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(IndexMissingError("no index"), 2), (StoreLockedError("process 7 owns it"), 3)]
)
def test_a_store_that_cannot_be_used_is_an_error_and_never_an_empty_result(
    error: Exception, code: int, capsys: Printed
) -> None:
    FakeChecker.hits = error
    assert run(["search", "mud"]) == code
    assert capsys.readouterr().err == f"claimcheck: {error}\n"


@pytest.mark.parametrize(
    ("report", "code"), [(VerifyReport(0, 0, 0), 0), (VerifyReport(1, 0, 0), 1), (VerifyReport(0, 0, 2), 1)]
)
def test_an_index_that_differs_exits_1_and_names_the_remedy(report: VerifyReport, code: int, capsys: Printed) -> None:
    FakeChecker.report = report
    assert run(["index", "verify"]) == code
    printed = capsys.readouterr()
    assert printed.out == f"missing {report.missing}, extra 0, without a vector {report.unembedded}\n"
    assert ("claimcheck index rebuild" in printed.err) == bool(code)


def test_rebuild_and_stats_count(capsys: Printed) -> None:
    assert run(["index", "rebuild"]) == 0
    assert capsys.readouterr().out == "1,234 passages in the index\n"
    assert run(["index", "stats"]) == 0
    assert capsys.readouterr().out == "documents: 1,234\nembedder: built-in\n"
    assert run(["index", "stats", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"documents": 1234, "embedder": "built-in"}


def test_the_demo_ingests_and_checks_the_sample_offline_in_a_home_of_its_own(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert run(["demo"]) == 0
    printed = capsys.readouterr()
    assert "24 claims" in printed.out
    assert "3 documents of sample coverage ingested" in printed.err
    [(sources, _, want), (title, engine, home)] = FakeChecker.asked
    assert Path(sources[0]).name == "coverage.jsonl"  # type: ignore[index]
    assert (want, engine) == ("coverage", "offline")
    assert title == "Canal Basin Runs Dry Overnight, Houseboats Stuck in the Mud"
    assert not Path(str(home)).exists()
    assert not Path("home").exists()


def test_the_demo_can_be_had_in_any_form_and_with_an_llm(capsys: Printed) -> None:
    assert run(["demo", "-o", "demo.html", "--engine", "llm"]) == 0
    assert Path("demo.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert FakeChecker.asked[1][1] == "llm"


def test_no_word_of_a_passage_is_lost_at_the_edge(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    words = [f"w{number}" for number in range(120)]
    hit = hits(1)[0]
    long = hit.model_copy(update={"passage": hit.passage.model_copy(update={"text": " ".join(words)})})
    monkeypatch.setattr(FakeChecker, "hits", [long])
    assert run(["search", "dam"]) == 0
    assert [word for word in capsys.readouterr().out.split() if word in words] == words
