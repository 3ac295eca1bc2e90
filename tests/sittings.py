"""What session tests share: a checker that answers at once from the sample's gold claims, and a workbench in a folder of its own.

The answers are laid down by hand; they test the plumbing and say nothing of any engine.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reports import PROVENANCE, SAMPLE, sample

from claimcheck.claims import Article, Claim, Extraction
from claimcheck.config import load
from claimcheck.events import Decided, Event, Extracted, Read
from claimcheck.evidence import Evidence, Finding, Hit
from claimcheck.ingest import IngestSummary
from claimcheck.reports import Report
from claimcheck.session import deeds
from claimcheck.session.bench import Job
from claimcheck.session.workbench import Workbench
from claimcheck.settings import Settings
from claimcheck.verdicts import decide

assert deeds
ARTICLE = SAMPLE / "article.txt"
Emit = Callable[[Event], None]


def settings_in(home: Path, **flags: object) -> Settings:
    """Defaults, whatever the machine's environment says."""
    return load({"home": home, "engine": "offline", **flags}, environ={}, folder=home, user_file=home / "none").settings


class SampleChecker:
    """Gives the sample's gold findings for the sample, and nothing found for any claim that it does not know."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.weighed: list[str] = []
        """Texts of the claims that were weighed again."""
        self.limits: list[dt.date | None] = []
        self.closed = False
        self.pause: asyncio.Event | None = None
        """Where set, a check waits here after its third claim."""
        self.reached = asyncio.Event()
        self.fails: Exception | None = None

    async def acheck(self, article: Article, *, emit: Emit, as_of: dt.date | None = None) -> Report:
        """As the pipeline does, claim by claim."""
        if self.fails:
            raise self.fails
        self.limits.append(as_of)
        report = sample()
        emit(Read(article=article))
        claims = tuple(finding.claim.model_copy(update={"article_id": article.id}) for finding in report.findings)
        emit(Extracted(article_id=article.id, extraction=Extraction(claims=claims, skipped=report.skipped)))
        for number, (claim, finding) in enumerate(zip(claims, report.findings, strict=True)):
            if self.pause is not None and number == 3:
                self.reached.set()
                await self.pause.wait()
            emit(Decided(article_id=article.id, finding=finding.model_copy(update={"claim": claim})))
        return report.model_copy(update={"article": article})

    async def aweigh(
        self, article: Article, claims: Sequence[Claim], *, pins: Mapping[str, Sequence[Hit]], emit: Emit,
        as_of: dt.date | None = None,
    ) -> Report:  # fmt: skip
        """What is pinned supports; nothing else is found."""
        self.limits.append(as_of)
        findings = []
        for claim in claims:
            self.weighed.append(claim.text)
            evidence = [supporting(hit) for hit in pins.get(claim.id, ())]
            made = PROVENANCE.model_copy(update={"as_of": as_of})
            verdict = decide(claim, evidence, self.settings.policy).model_copy(update={"provenance": made})
            findings.append(Finding(claim=claim, verdict=verdict))
            emit(Decided(article_id=article.id, finding=findings[-1]))
        return Report(article=article, findings=tuple(findings))

    def search(self, query: str, *, k: int, as_of: dt.date | None = None) -> list[Hit]:
        """The passages of the sample's verdicts, whatever was asked for."""
        return hits()[:k] if query != "nothing" else []

    def ingest(self, sources: Sequence[str], *, progress: Any = None) -> IngestSummary:
        """One document, always."""
        return IngestSummary(added=len(sources), known=0, failed=(), passages=2, seconds=0.1)

    def import_fact_checks(self, sources: Sequence[str]) -> IngestSummary:
        """The same."""
        return self.ingest(sources)

    def warm(self) -> None:
        """Nothing to load."""

    def let_index_go(self) -> None:
        """There is none."""

    def close(self) -> None:
        """Note it."""
        self.closed = True


def supporting(hit: Hit) -> Evidence:
    """A passage as evidence in the outlet's own voice."""
    return Evidence(
        passage=hit.passage, imprint=hit.imprint, snippet_span=None, stance="supports",
        origin_id=hit.imprint.origin_id, rationale="laid down by a test",
    )  # fmt: skip


def hits() -> list[Hit]:
    """Passages of independent outlets out of the sample's verdicts."""
    found: dict[str, Evidence] = {}
    for finding in sample().findings:
        for item in finding.verdict.evidence if finding.verdict else ():
            if item.independent:
                found.setdefault(item.passage.id, item)
    return [
        Hit(passage=item.passage, imprint=item.imprint, score=1 / rank, rank=rank)
        for rank, item in enumerate(found.values(), start=1)
    ]


def bench_in(home: Path, checker: SampleChecker | None = None, **flags: object) -> Workbench:
    """A workbench whose checker is the double."""
    settings = settings_in(home, **flags)
    bench = Workbench(settings=settings, reviewer="ada")
    bench._held = checker or SampleChecker(settings)  # type: ignore[assignment]
    return bench


def result(job: Job | None) -> Any:
    """What a job came to."""
    assert job is not None
    return job.future.result(timeout=30)


def settled(bench: Workbench) -> None:
    """Wait until nothing is under way."""
    while bench.bench.jobs:
        for job in tuple(bench.bench.jobs):
            job.future.exception(timeout=30)


def opened(bench: Workbench) -> Workbench:
    """The bench with the sample article checked."""
    result(bench.open(str(ARTICLE), published="2024-10-09T08:40:00+01:00"))
    settled(bench)
    assert bench.state.items
    bench.claim_id = bench.state.items[0].claim.id
    return bench
