"""The LLM engine on the sample article, with recorded answers of a capable LLM to the exact prompts.

The recording lies under `eval/recordings/check`: answers, and the passages that each claim met. A changed prompt or schema asks another
question, which the recording does not know; then it must be made again (`--set llm.record=FOLDER`).
"""

from pathlib import Path

import pytest

from claimcheck import checker, reading
from claimcheck.config import load
from claimcheck.reports import Report

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    home = tmp_path_factory.mktemp("home")
    chosen = {"home": home, "engine": "llm", "llm.replay": ROOT / "eval/recordings/check"}
    settings = load(chosen, environ={}, folder=home, user_file=home / "none").settings
    with checker.build(settings) as ready:
        ready.ingest([str(ROOT / "claimcheck/sample/coverage.jsonl")])
        [article] = reading.read(str(ROOT / "claimcheck/sample/article.txt"))
        return ready.check(article)


def test_every_claim_got_a_verdict_and_every_citation_is_verbatim(report: Report) -> None:
    assert len(report.findings) > 20
    assert all(finding.verdict for finding in report.findings)
    assert report.usage.dropped_claims == 0
    for finding in report.findings:
        assert finding.claim.span.of(report.article.text) == finding.claim.quote
        for item in finding.verdict.evidence if finding.verdict else ():
            assert item.snippet_span is None or item.snippet in item.passage.text


def test_the_article_costs_few_calls(report: Report) -> None:
    assert sum(row.calls for row in report.usage.stages if row.stage in ("extract", "weigh")) <= 12
    assert sum(row.tokens_in for row in report.usage.stages) <= 30_000


def test_the_chain_of_speakers_is_kept_and_the_denial_counts(report: Report) -> None:
    chained = [finding for finding in report.findings if len(finding.claim.attribution) == 2]
    assert [link.source for link in chained[0].claim.attribution] == ["Tobiah Crane", "Wystan Hale"]
    assert chained[0].verdict is not None
    assert chained[0].verdict.said == "contested"


def test_all_kinds_of_outcome_occur(report: Report) -> None:
    labels = {finding.verdict.label for finding in report.findings if finding.verdict}
    assert labels == {"supported", "contested", "opinion", None}


def test_no_evidence_comes_from_another_event_or_from_an_instruction(report: Report) -> None:
    decisive = [
        item
        for finding in report.findings
        if finding.verdict
        for item in finding.verdict.evidence
        if item.independent and item.stance in ("supports", "refutes") and item.voice_kind != "claimant"
    ]
    assert decisive
    assert not any(item.suspicious for item in decisive)
    assert all(item.imprint.published is None or item.imprint.published.day.year > 2011 for item in decisive)
