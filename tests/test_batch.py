"""Batch runs: what is kept, gone on with, tried again and stopped, whoever checks the articles."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from reports import sample

from claimcheck import runs
from claimcheck.batch import Batch, Item, RunFolder, Told, expected, heads, items_of
from claimcheck.batch.working import IN_A_ROW
from claimcheck.claims import Article
from claimcheck.errors import (
    BudgetSpentError,
    ClaimcheckError,
    ConfigError,
    DamagedStoreError,
    ExitCode,
    MalformedAnswerError,
    ServiceError,
    StoreError,
    StoreLockedError,
)
from claimcheck.reports import Report
from claimcheck.settings import Settings

MANIFEST: dict[str, Any] = {"kind": "batch", "engine": "offline", "settings_digest": "d", "options": {}, "sources": []}
Answer = Report | BaseException


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"id": f"a{n}", "title": f"Title {n}", "text": f"Number {n} was counted in the hall."} for n in range(count)
    ]


def source(folder: Path, *lines: dict[str, str] | str) -> str:
    path = folder / "articles.jsonl"
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return str(path)


def finished(article: Article) -> Report:
    return sample().model_copy(update={"article": article})


def broken(article: Article) -> Report:
    """A report in which one claim could not be checked."""
    whole = finished(article)
    first = whole.findings[0].model_copy(update={"verdict": None, "error": "the LLM could not be asked"})
    return whole.model_copy(update={"findings": (first, *whole.findings[1:])})


class Desk:
    """Runs batches over one source with a check that answers as the test lays down."""

    def __init__(self, folder: Path, *lines: dict[str, str] | str) -> None:
        self.run_folder = folder / "run"
        self.source = source(folder, *(lines or rows(6)))
        self.answers: dict[str, Callable[[Article], Report] | BaseException] = {}
        self.checked: list[str] = []
        self.told: list[Told] = []
        self.under_way = self.most_at_once = 0
        self.gathered = asyncio.Event()
        self.waits_for = 0
        """So many articles must be under way together before the first is done."""
        self.spent: BudgetSpentError | None = None

    async def check(self, article: Article) -> Report:
        self.checked.append(article.id)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        if self.most_at_once >= self.waits_for:
            self.gathered.set()
        async with asyncio.timeout(30):
            await self.gathered.wait()
        await asyncio.sleep(0.001)
        self.under_way -= 1
        answer = self.answers.get(article.id, finished)
        if isinstance(answer, BaseException):
            raise answer
        return answer(article)

    def items(self) -> Iterator[Item]:
        return items_of([self.source])

    def run(self, *, width: int = 2, retry: bool = False) -> Batch:
        with RunFolder(self.run_folder) as folder:
            folder.begin(MANIFEST)
            batch = Batch(folder, self.check, width=width, retry=retry, tell=self.told.append, spent=lambda: self.spent)
            batch.run(self.items())
            folder.close_books(folder.totals.as_row())
        return batch

    @property
    def done(self) -> list[str]:
        return [row["report"]["article"]["id"] for row in runs.rows(self.run_folder / runs.ITEMS)]

    @property
    def failed(self) -> list[dict[str, Any]]:
        return list(runs.rows(self.run_folder / runs.ERRORS))

    @property
    def metrics(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.run_folder / "metrics.json").read_text(encoding="utf-8"))
        return found


# Going on


def test_every_article_is_one_line_with_its_report(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.run().stopped is None
    assert sorted(desk.done) == [f"a{n}" for n in range(6)]
    first = next(runs.rows(desk.run_folder / runs.ITEMS))
    assert Report.model_validate(first["report"]) == finished(Report.model_validate(first["report"]).article)
    assert first["claims"] == len(sample().findings)


def test_a_second_call_checks_nothing_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run()
    desk.checked.clear()
    desk.run()
    assert desk.checked == []
    assert len(desk.done) == 6
    assert (desk.metrics["done"], desk.metrics["before"]) == (6, 6)


def test_what_was_added_to_a_source_is_checked_by_the_next_call(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(2))
    desk.run()
    source(tmp_path, *rows(3))
    desk.checked.clear()
    desk.run()
    assert desk.checked == ["a2"]


def test_an_article_that_comes_twice_is_checked_once_and_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(2), *rows(2))
    desk.run()
    assert sorted(desk.checked) == ["a0", "a1"]
    assert desk.metrics["duplicates"] == 2


def test_two_articles_with_one_id_are_both_checked(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {"id": "a", "text": "The hall was full."}, {"id": "a", "text": "The hall was empty."})
    desk.run()
    assert desk.checked == ["a", "a"]


def test_a_line_cut_off_by_a_kill_is_checked_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run(width=1)
    path = desk.run_folder / runs.ITEMS
    path.write_bytes(path.read_bytes()[:-40])
    desk.checked.clear()
    desk.run()
    assert desk.checked == ["a5"]
    assert sorted(desk.done) == [f"a{n}" for n in range(6)]


def test_totals_go_on_from_the_calls_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(2))
    desk.run()
    once = desk.metrics["labels"]
    source(tmp_path, *rows(4))
    desk.run()
    assert desk.metrics["labels"] == {name: 2 * count for name, count in once.items()}
    assert desk.metrics["claims"] == 4 * len(sample().findings)


def test_other_settings_are_refused_in_a_run_that_was_begun(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run") as folder:
        folder.begin(MANIFEST)
    with RunFolder(tmp_path / "run") as folder:
        assert folder.begin(MANIFEST) == MANIFEST
        with pytest.raises(ConfigError, match="begun with settings_digest 'd', not 'e'"):
            folder.begin(MANIFEST | {"settings_digest": "e"})


def test_a_refusal_names_what_is_other_and_nothing_else(tmp_path: Path) -> None:
    then = Settings().model_dump(mode="json")
    now = Settings.model_validate({"retrieval": {"passages": 5}, "llm": {"max_calls": 3}}).model_dump(mode="json")
    begun = MANIFEST | {"settings": then, "options": {"limit": None}}
    with RunFolder(tmp_path / "run") as folder:
        folder.begin(begun)
        with pytest.raises(ConfigError) as refused:
            folder.begin(begun | {"settings": now, "settings_digest": "e", "options": {"limit": 2}})
        assert "was begun with retrieval.passages 8, not 5; options.limit unset, not 2: give" in str(refused.value)
        with pytest.raises(ConfigError, match="begun with settings_digest 'd', not 'e': give"):
            folder.begin(begun | {"settings_digest": "e"})


def test_a_retry_counts_what_was_never_begun_and_leaves_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(4))
    desk.answers["a0"] = MalformedAnswerError("strange")
    desk.answers["a1"] = ConfigError("no such LLM")
    assert desk.run(width=1).passed_over == 0
    desk.answers.clear()
    assert desk.run(retry=True).passed_over == 3
    assert desk.done == ["a0"]


def test_results_without_a_manifest_are_no_run_to_go_on_with(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run()
    (desk.run_folder / runs.MANIFEST).unlink()
    with pytest.raises(DamagedStoreError, match="no manifest"):
        desk.run()


def test_a_second_process_on_one_run_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with RunFolder(desk.run_folder), pytest.raises(StoreLockedError, match="another process is working"):
        desk.run()
    assert desk.run().stopped is None


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.run()
    path = desk.run_folder / runs.ITEMS
    path.write_bytes(b'{"title":1}\n' + path.read_bytes())
    with pytest.raises(DamagedStoreError, match=r"items\.jsonl' line 1"):
        desk.run()


# Failing and trying again


def test_what_fails_is_kept_with_cause_and_attempts_and_the_others_go_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers["a1"] = MalformedAnswerError("no JSON")
    desk.answers["a2"] = RuntimeError("odd")
    assert desk.run().stopped is None
    assert len(desk.done) == 4
    assert {row["title"]: (row["error"], row["attempts"]) for row in desk.failed} == {
        "Title 1": ("no JSON", 1),
        "Title 2": ("RuntimeError: odd", 1),
    }
    assert desk.metrics["failed"] == 2


def test_what_failed_is_left_alone_until_it_is_asked_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers["a1"] = MalformedAnswerError("no JSON")
    desk.run()
    desk.checked.clear()
    desk.run()
    assert desk.checked == []
    desk.run(retry=True)
    assert desk.checked == ["a1"]
    assert [row["attempts"] for row in desk.failed] == [2]
    del desk.answers["a1"]
    desk.run(retry=True)
    assert desk.failed == []
    assert sorted(desk.done) == [f"a{n}" for n in range(6)]
    assert desk.metrics["failed"] == 0


def test_trying_again_takes_nothing_that_was_never_tried(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(2))
    desk.answers["a1"] = MalformedAnswerError("no JSON")
    desk.run()
    source(tmp_path, *rows(4))
    desk.checked.clear()
    desk.run(retry=True)
    assert desk.checked == ["a1"]


def test_an_article_with_a_claim_that_could_not_be_checked_has_failed_and_keeps_the_rest(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers["a1"] = broken
    desk.run()
    [row] = desk.failed
    assert row["error"].endswith("claims could not be checked; the first: the LLM could not be asked")
    assert len(row["report"]["findings"]) == len(sample().findings)
    assert "a1" not in desk.done


def test_what_could_not_be_read_is_kept_by_its_place_and_read_again_when_asked_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(2), "no JSON at all")
    desk.run()
    [row] = desk.failed
    assert row["place"].endswith("articles.jsonl#3")
    source(tmp_path, *rows(3))
    desk.run(retry=True)
    assert desk.failed == []
    assert sorted(desk.done) == ["a0", "a1", "a2"]
    assert desk.metrics["failed"] == 0


def test_what_failures_cost_is_counted_after_they_are_mended(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers["a1"] = broken
    desk.run()
    paid = desk.metrics["tokens_in"]
    assert paid > 0
    desk.answers.clear()
    desk.run(retry=True)
    once_more = paid + paid // 6
    assert desk.metrics["tokens_in"] == once_more
    desk.run()
    assert desk.metrics["tokens_in"] == once_more


# Stopping


@pytest.mark.parametrize("error", [StoreError("gone"), ConfigError("wrong"), BudgetSpentError("spent")])
def test_an_error_that_all_would_meet_stops_the_run_and_fails_no_article(
    tmp_path: Path, error: ClaimcheckError
) -> None:
    desk = Desk(tmp_path)
    desk.answers["a2"] = error
    assert desk.run(width=1).stopped is error
    assert desk.checked == ["a0", "a1", "a2"]
    assert desk.failed == []
    desk.answers.clear()
    assert desk.run().stopped is None
    assert sorted(desk.done) == [f"a{n}" for n in range(6)]


def test_a_service_that_is_down_stops_the_run_and_fails_no_article(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(IN_A_ROW + 3))
    for n in range(1, IN_A_ROW + 3):
        desk.answers[f"a{n}"] = ServiceError("no answer")
    batch = desk.run(width=1)
    assert isinstance(batch.stopped, ServiceError)
    assert batch.stopped.exit_code == ExitCode.SERVICE
    assert len(desk.checked) == IN_A_ROW + 1
    assert desk.failed == []


def test_a_service_that_fails_single_articles_fails_only_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(IN_A_ROW * 3))
    for n in range(0, IN_A_ROW * 3, 2):
        desk.answers[f"a{n}"] = ServiceError("too long")
    assert desk.run(width=1).stopped is None
    assert len(desk.failed) == len(range(0, IN_A_ROW * 3, 2))
    assert len(desk.done) + len(desk.failed) == IN_A_ROW * 3


def test_claims_that_fail_because_the_budget_is_spent_leave_their_article_for_the_next_call(tmp_path: Path) -> None:
    desk = Desk(tmp_path)

    def spends(article: Article) -> Report:
        desk.spent = BudgetSpentError("the budget of 3 calls is spent")
        return broken(article)

    desk.answers["a1"] = spends
    assert desk.run(width=1).stopped is desk.spent
    assert (desk.done, desk.failed) == (["a0"], [])


def test_told_to_end_it_keeps_what_is_done_and_leaves_the_rest(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(50))
    with RunFolder(desk.run_folder) as folder:
        folder.begin(MANIFEST)
        batch = Batch(
            folder, desk.check, width=2, tell=lambda told: batch.interrupt() if len(folder.done) == 3 else None
        )
        batch.run(desk.items())
        assert batch.interrupted
        assert 3 <= folder.totals.done == len(folder.done) < 50
    assert desk.run().interrupted is False
    assert sorted(desk.done) == sorted(f"a{n}" for n in range(50))


# Flow


@pytest.mark.parametrize("width", [1, 3])
def test_no_more_articles_are_under_way_than_asked_for(tmp_path: Path, width: int) -> None:
    desk = Desk(tmp_path, *rows(20))
    desk.waits_for = width
    desk.run(width=width)
    assert desk.most_at_once == width


def test_reading_waits_for_checking(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(50))
    ahead: list[int] = []

    def counted() -> Iterator[Item]:
        for number, item in enumerate(items_of([desk.source]), start=1):
            ahead.append(number - len(desk.told))
            yield item

    with RunFolder(desk.run_folder) as folder:
        folder.begin(MANIFEST)
        Batch(folder, desk.check, width=2, tell=desk.told.append).run(counted())
    assert len(desk.told) == 50
    assert max(ahead) <= 2 + 3


def test_each_article_is_told_with_the_totals_so_far(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(3))
    desk.answers["a1"] = MalformedAnswerError("no JSON")
    desk.run(width=1)
    assert [told.kind for told in desk.told] == ["done", "failed", "done"]
    assert desk.told[-1].totals.done == 2


def test_what_is_done_before_an_article_is_kept_adds_to_its_row(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(1))
    with RunFolder(desk.run_folder) as folder:
        folder.begin(MANIFEST)
        Batch(folder, desk.check, width=1, before=lambda row, report: row.update(queued=4)).run(desk.items())
        assert folder.totals.queued == 4
    assert next(heads(desk.run_folder / runs.ITEMS))["queued"] == 4


def test_a_disk_that_fails_under_several_articles_is_one_error(tmp_path: Path) -> None:
    desk = Desk(tmp_path, *rows(6))
    desk.waits_for = 3

    def full(row: dict[str, Any], report: Report) -> None:
        raise StoreError("cannot write 'items.jsonl': No space left on device; check the free space")

    with RunFolder(desk.run_folder) as folder:
        folder.begin(MANIFEST)
        with pytest.raises(StoreError, match="No space left"):
            Batch(folder, desk.check, width=3, before=full).run(desk.items())


def test_heads_are_read_without_reports_whatever_titles_say(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    tricky = {"key": "k", "title": 'a","report":{"b": 1}', "report": {"title": "x"}}
    with closing(runs.Journal(path)) as journal:
        journal.append(tricky)
    assert list(heads(path)) == [{"key": "k", "title": tricky["title"]}]


# Sources


def test_a_query_of_the_library_is_a_source(tmp_path: Path) -> None:
    asked: list[str] = []

    def library(words: str) -> list[Article]:
        asked.append(words)
        return [sample().article]

    [item] = items_of(["library:dam leak"], library=library)
    assert asked == ["dam leak"]
    assert item.content == sample().article
    assert item.place == "library:dam leak#1"


def test_how_many_items_there_are_is_counted_without_parsing(tmp_path: Path) -> None:
    lines = source(tmp_path, *rows(5))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "one.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "more" / "two.html").write_text("Two.", encoding="utf-8")
    assert expected([lines]) == 5
    assert expected([lines, str(tmp_path / "more")]) == 7
    assert expected([lines, "https://example.org/feed"]) is None
    assert expected(["library:"]) is None
