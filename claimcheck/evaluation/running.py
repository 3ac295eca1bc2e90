"""One system over the articles of a suite, into a folder that a kill cannot spoil.

A finished article is a line of `items.jsonl`; an article that failed, or claims of which failed, is a line of `errors.jsonl` and is
tried again by the next call. `manifest.json` says what made the run, and a folder made otherwise is refused: figures of two codes,
prompts or settings must never meet in one table.
"""

import asyncio
import datetime as dt
import hashlib
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck import __version__, runs
from claimcheck.checker import build
from claimcheck.claims import Article
from claimcheck.errors import BudgetSpentError, ClaimcheckError, ConfigError, DatasetError, ExitCode, InputError
from claimcheck.evaluation import gold as gold_sets
from claimcheck.evaluation.oracles import GoldClaims, GoldPassages
from claimcheck.evaluation.suites import Suite
from claimcheck.events import Event, Found
from claimcheck.library import document_id
from claimcheck.pipeline import Run, Stages
from claimcheck.reading import Options, Unread, read_each
from claimcheck.reports import Report
from claimcheck.settings import Settings

if TYPE_CHECKING:
    from claimcheck.checker import Checker

PAID = ("extract", "weigh")
"""Stages whose calls go to the LLM."""
_FACES = ("terminal", "web", "rendering", "review", "batch", "evaluation")
"""Rooms that no verdict depends on."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands."""

    done: int
    """Finished articles, those of earlier calls included."""
    failed: int
    """Articles that failed in this call."""
    articles: int
    calls: int
    """Calls to the LLM, those of earlier calls included."""
    cost: float | None
    seconds_left: float | None
    """None before the first article of this call."""
    last: str
    """Article that was finished last."""


@dataclass(frozen=True)
class Outcome:
    """What a call of a run came to."""

    done: int
    failed: int
    articles: int
    stopped: str | None
    """Why the run stopped before its end; None if it did not."""
    code: ExitCode = ExitCode.PARTIAL
    """That of the first error."""
    error: str = ""
    """What the first failure of this call says."""


@dataclass
class _Spent:
    """Running totals over all calls of a run."""

    calls: int = 0
    cost: float | None = None

    def add(self, report: dict[str, Any]) -> None:
        for stage in report["usage"]["stages"]:
            if stage["stage"] in PAID:
                self.calls += stage["calls"]
                if stage["cost"] is not None:
                    self.cost = (self.cost or 0.0) + stage["cost"]


@dataclass(frozen=True)
class Work:
    """What to run: a suite's articles with one system's settings, in a folder."""

    suite: Suite
    system: str
    settings: Settings
    gold: gold_sets.GoldSet
    folder: Path

    @property
    def events(self) -> list[tuple[gold_sets.Event, gold_sets.GoldArticle]]:
        """Every article to be checked, with its event, in the set's order."""
        chosen = [(event, one) for event in self.gold.part(self.suite.split) for one in event.articles]
        kept = [pair for pair in chosen if not self.suite.articles or pair[1].id in self.suite.articles]
        unknown = set(self.suite.articles) - {article.id for _, article in chosen}
        if unknown:
            raise ConfigError(
                f"'articles': the {self.suite.split} split has no {', '.join(sorted(map(repr, unknown)))}"
            )
        if not kept:
            raise DatasetError(f"{self.gold.folder}: no article is in the split {self.suite.split!r}")
        return kept


def run(work: Work, *, progress: Callable[[Progress], None]) -> Outcome:
    """Do what is left of a run; raises ConfigError for a folder that was made otherwise.

    Budgets in the settings are for the whole run, with what earlier calls spent.
    """
    wanted = work.events
    with runs.owned(work.folder):
        done = {row["article_id"] for row in runs.rows(work.folder / runs.ITEMS)}
        spent = _spent(work.folder)
        left = [pair for pair in wanted if pair[1].id not in done]
        settings = _within(work.settings, work.folder, spent)
        if settings is None:
            return Outcome(len(done), 0, len(wanted), "the budget is spent")
        with build(settings) as checker:
            _same(work, checker)
            calling = _Calling(work, checker, spent, len(done), len(wanted), progress)
            stopped = asyncio.run(calling.all(left)) if left else None
    return Outcome(calling.done, calling.failed, len(wanted), stopped, calling.code, calling.error)


def _spent(folder: Path) -> _Spent:
    spent = _Spent()
    for name in (runs.ITEMS, runs.ERRORS):
        for row in runs.rows(folder / name):
            if row.get("report"):
                spent.add(row["report"])
    return spent


def _within(settings: Settings, folder: Path, spent: _Spent) -> Settings | None:
    """The settings with the run's own home and what is left of the budget; None where nothing is."""
    llm: dict[str, object] = {}
    if settings.llm.max_calls is not None:
        llm["max_calls"] = settings.llm.max_calls - spent.calls
    if settings.llm.max_cost is not None:
        llm["max_cost"] = settings.llm.max_cost - (spent.cost or 0.0)
    if any(isinstance(value, int | float) and value <= 0 for value in llm.values()):
        return None
    own = {"home": folder / "home", "calibration": settings.own_calibration}
    return settings.model_copy(update=own | {"llm": settings.llm.model_copy(update=llm)})


def _same(work: Work, checker: "Checker") -> None:
    """Begin the manifest, or refuse a folder that something else made."""
    provenance = checker.stages().provenance
    identity = {
        "suite": work.suite.name,
        "split": work.suite.split,
        "oracle": work.suite.oracle,
        "articles": list(work.suite.articles),
        "system": work.system,
        "dataset": work.gold.folder.name,
        "dataset_digest": work.gold.digest,
        "engine": provenance.engine,
        "llm": provenance.llm,
        "prompts": list(provenance.prompts),
        "weights": list(provenance.weights),
        "settings_digest": work.settings.digest(),
        "code_digest": code_digest(),
    }
    before = runs.manifest(work.folder)
    if before is None:
        made = {
            "dataset_path": str(work.gold.folder),
            "version": __version__,
            "python": platform.python_version(),
            "seed": work.suite.seed,
            "resamples": work.suite.resamples,
            "settings": work.settings.model_dump(
                mode="json",
                # A database's address may hold a password.
                exclude={
                    "home": True,
                    "calibration": True,
                    "llm": {"api_key"},
                    "embedding": {"api_key"},
                    "library": {"url"},
                },
            ),
            "begun": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        runs.write_manifest(work.folder, identity | made)
        return
    other = [name for name, value in identity.items() if before.get(name) != value]
    if other:
        raise ConfigError(
            f"the run {str(work.folder)!r} was made with another {', '.join(other)}; choose another folder with -o, or begin again with --anew"
        )


def code_digest() -> str:
    """Hash of the code that a result depends on: 12 hex digits."""
    root = Path(__file__).parents[1]
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] not in _FACES:
            found.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return found.hexdigest()[:12]


class _Calling:
    """One call of a run: library, articles side by side, lines."""

    def __init__(
        self,
        work: Work,
        checker: "Checker",
        spent: _Spent,
        done: int,
        articles: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self._work, self._checker, self._spent, self._progress = work, checker, spent, progress
        self.done, self.failed, self._articles = done, 0, articles
        self._names = _ingested(checker, work.gold)
        self._began, self._tried = time.monotonic(), 0
        self._stopped: str | None = None
        self.code, self.error = ExitCode.DONE, ""

    async def all(self, left: Sequence[tuple[gold_sets.Event, gold_sets.GoldArticle]]) -> str | None:
        """Every article, so many at once; why it stopped early, or None."""
        gate = asyncio.Semaphore(self._work.suite.articles_at_once)
        folder = self._work.folder
        with runs.Journal(folder / runs.ITEMS) as items, runs.Journal(folder / runs.ERRORS) as errors:

            async def one(event: gold_sets.Event, article: gold_sets.GoldArticle) -> None:
                async with gate:
                    if self._stopped is None:
                        await self._one(event, article, items, errors)

            async with asyncio.TaskGroup() as group:
                for event, article in left:
                    group.create_task(one(event, article))
        return self._stopped

    async def _one(
        self, event: gold_sets.Event, gold: gold_sets.GoldArticle, items: runs.Journal, errors: runs.Journal
    ) -> None:
        began, hits = time.monotonic(), dict[str, list[list[Any]]]()

        def emit(happened: Event) -> None:
            if isinstance(happened, Found):
                hits[happened.retrieved.claim_id] = [
                    [self._names.get(hit.passage.document_id, ""), hit.passage.span.start, hit.passage.span.end]
                    for hit in happened.retrieved.hits
                ]

        row: dict[str, Any] = {"article_id": gold.id}
        try:
            report = await Run(article_of(event, gold), self._stages(event), emit=emit).finish()
            row |= self._row(report, hits, time.monotonic() - began)
            broken = next((one.error for one in report.findings if one.error), None)
        except ClaimcheckError as exc:
            broken = str(exc)
            row["refused"] = isinstance(exc, InputError)
            self.code = self.code or exc.exit_code
            self._stopped = self._stopped or (broken if isinstance(exc, BudgetSpentError | ConfigError) else None)
        if broken:
            errors.append({**row, "error": broken})
            self.failed += 1
            self.error = self.error or broken
            self._stopped = self._stopped or (broken if "the budget of" in broken else None)
        else:
            items.append(row)
            self.done += 1
        if "report" in row:
            self._spent.add(row["report"])
        self._tell(gold.id)

    def _row(self, report: Report, hits: dict[str, list[list[Any]]], seconds: float) -> dict[str, Any]:
        cited = {
            item.imprint.document_id
            for finding in report.findings
            if finding.verdict
            for item in finding.verdict.evidence
        }
        return {
            "seconds": round(seconds, 3),
            "hits": hits,
            "documents": {identity: self._names[identity] for identity in sorted(cited) if identity in self._names},
            "report": report.model_dump(mode="json"),
        }

    def _stages(self, event: gold_sets.Event) -> Stages:
        """The checker's own stages, or gold input in place of the first ones."""
        stages, oracle = self._checker.stages(), self._work.suite.oracle
        if oracle == "none":
            return stages
        engine = GoldClaims(stages.engine, event, self._checker.settings.worthiness)
        if oracle == "claims":
            return replace(stages, engine=engine)
        library, names = self._checker.library, {gold: identity for identity, gold in self._names.items()}
        known = [document.id for document in event.coverage if document.id in names]
        passages = {identity: library.passages_of([names[identity]]) for identity in known}
        held = library.imprints([names[identity] for identity in known])
        imprints = {identity: held[names[identity]] for identity in known}
        return replace(stages, engine=engine, retriever=GoldPassages(stages.retriever, event, passages, imprints))

    def _tell(self, last: str) -> None:
        self._tried += 1
        left = self._articles - self.done - self.failed
        seconds = (time.monotonic() - self._began) / self._tried * left
        self._progress(
            Progress(self.done, self.failed, self._articles, self._spent.calls, self._spent.cost, seconds, last)
        )


def article_of(event: gold_sets.Event, gold: gold_sets.GoldArticle) -> Article:
    """A gold article as the pipeline reads it."""
    for item in _read(event.folder / "articles.jsonl", "articles"):
        if item.id == gold.id:
            return item
    raise DatasetError(f"{event.folder / 'articles.jsonl'}: {gold.id!r} holds no article text")


def coverage_of(gold: gold_sets.GoldSet) -> Iterator[tuple[str, Article]]:
    """(gold id, document as the library holds it) for the whole set: coverage of other events is in the way, as it would be."""
    for event in gold.events:
        for item in _read(event.folder / "coverage.jsonl", "coverage"):
            yield item.id, item


def _ingested(checker: "Checker", gold: gold_sets.GoldSet) -> dict[str, str]:
    """Library document id -> gold id, with everything in the library; what is there already is left."""
    names = {document_id(document): identity for identity, document in coverage_of(gold)}
    if checker.library.count() < len(names):
        checker.ingest([str(event.folder) for event in gold.events], options=Options(want="coverage"))
    return names


def _read(path: Path, want: Any) -> Iterator[Article]:
    for item in read_each(str(path), options=Options(want=want)):
        if isinstance(item, Unread):
            raise item.error
        yield item


def forget(folder: Path) -> None:
    """Take a run's lines and figures away, so that it can begin anew; its library and answers stay."""
    for name in (runs.MANIFEST, runs.ITEMS, runs.ERRORS, "metrics.json", "rows.jsonl", "report.html"):
        (folder / name).unlink(missing_ok=True)
