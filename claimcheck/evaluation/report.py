"""One run as a self-contained HTML page: figures, pictures, slices, and the worst errors beside what the gold set says.

Nothing is loaded from anywhere: style is inside, scripts there are none, and the page's own policy forbids both to come from outside.
Every string from articles, coverage and settings is escaped and freed of control characters.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from claimcheck.claims import Article, Attribution, Claim, When
from claimcheck.evaluation import charts, entailment
from claimcheck.evaluation import gold as gold_sets
from claimcheck.evaluation.counting import LABELS, OUTCOMES
from claimcheck.evaluation.entailment import Judgement
from claimcheck.evaluation.exports import head, judged, seconds_of, value_of
from claimcheck.evaluation.gold import GoldClaim, GoldLink, GoldWhen
from claimcheck.evaluation.matching import gold_span
from claimcheck.evaluation.metrics import METRICS
from claimcheck.evaluation.results import Results, figures
from claimcheck.evaluation.rows import Row
from claimcheck.evidence import Evidence, Finding
from claimcheck.text import paragraphs, printable

ERRORS = 40
"""Errors shown; the rest is counted."""
HEADLINES = ("claim_f1", "speaker", "chain", "date", "recall_at_8", "macro_f1", "said", "citation_precision")
_SETTLED = ("supported", "contested")


@dataclass(frozen=True)
class Mistake:
    """A gold claim that came out wrong, with everything to judge it by."""

    row: Row
    gold: GoldClaim
    finding: Finding | None
    what: tuple[str, ...]
    """What is wrong: `label`, `speaker`, `chain`, `date`, `said`, `missed`."""
    before: str
    """The article's words before the quote, in its paragraph."""
    quote: str
    after: str
    confidence: float | None

    @property
    def carrying(self) -> tuple[Evidence, ...]:
        """Passages that bear on the predicted verdict, few of them."""
        verdict = self.finding.verdict if self.finding else None
        kept = [one for one in verdict.evidence if one.stance != "silent" or one.said] if verdict else []
        return tuple(kept[:4])


@dataclass(frozen=True)
class Unsaid:
    """A predicted claim that the article does not entail."""

    article_id: str
    chain: str
    text: str
    quote: str
    why: str
    """The judge's words, or that code refused it."""


def page(results: Results, gold: gold_sets.GoldSet) -> str:
    """The whole page; the same run always gives the same page."""
    found = figures(results)
    mistakes = worst(results, gold)
    style = (files("claimcheck.evaluation") / "templates" / "report.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return str(
        _template().render(
            head=head(found),
            judged=judged(found),
            found=found,
            manifest=results.manifest,
            headlines=[_line(metric, found) for metric in METRICS if metric.name in HEADLINES],
            groups=_groups(found),
            matrix=_matrix(found),
            labels=LABELS,
            outcomes=[one for one in OUTCOMES if any(one == label for _, label, _ in found["confusion"])],
            reliability=charts.reliability(found["reliability"]) if found["risk_coverage"] else "",
            curve=charts.risk_coverage(found["risk_coverage"]) if found["risk_coverage"] else "",
            mistakes=mistakes[:ERRORS],
            more=max(0, len(mistakes) - ERRORS),
            unsaid=unsaid(results),
            unasked=[row for one in results.scores for row in one.rows if row.gold_id is None],
            articles=[(identity, item.report.article) for identity, item in results.items.items()],
            style=style,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            chain=chain,
            interval=interval,
        )
    )


def worst(results: Results, gold: gold_sets.GoldSet) -> list[Mistake]:
    """Gold claims with a mistake: wrong labels that would mislead a reader first, the surest of them first, then the rest."""
    claims = {claim.id: claim for event in gold.events for claim in event.claims}
    found = []
    for score in results.scores:
        item = results.items.get(score.article_id)
        findings = {one.claim.id: one for one in item.report.findings} if item else {}
        for row in score.rows:
            if row.gold_id is not None and (what := faults(row)):
                finding = findings.get(row.claim_id or "")
                article = item.report.article if item else None
                found.append(_mistake(row, claims[row.gold_id], finding, what, article))
    return sorted(found, key=lambda one: (_harm(one.row), -(one.confidence or 0.0), one.row.gold_id or ""))


def faults(row: Row) -> tuple[str, ...]:
    """What is wrong with a gold claim's answer."""
    if row.claim_id is None:
        return ("missed",)
    checks = {
        "failed": row.label == "failed",
        "label": row.scored and row.label != row.gold_label,
        "speaker": row.speaker is False,
        "chain": row.chain is False and row.speaker is not False,
        "date": row.when is False,
        "said": row.scored and row.speaking != "outlet" and row.said != row.gold_said,
    }
    return tuple(name for name, wrong in checks.items() if wrong)


def unsaid(results: Results) -> list[Unsaid]:
    """The predicted claims that were judged or refused; none where nobody judged and code refused none."""
    judged = entailment.load(results.folder / entailment.FILE_NAME).by_key
    return [
        _unsaid(one.claim, results.items[score.article_id].report.article, judged)
        for score in results.scores
        for refused in [{row.claim_id for row in score.rows if row.claim_id is not None and row.entailed is False}]
        if refused
        for one in results.items[score.article_id].report.findings
        if one.claim.id in refused
    ]


def _unsaid(claim: Claim, article: Article, judged: Mapping[str, Judgement]) -> Unsaid:
    said = judged.get(entailment.statement_of(claim).key(article))
    why = said.why if said else "refused by code: a quote, number, name, date or speaker that the article lacks"
    return Unsaid(article.id, chain(claim.attribution), claim.text, claim.quote, why)


def _harm(row: Row) -> int:
    """How bad: the opposite label, a label without grounds, a claim taken for an opinion or the reverse, silence, the rest."""
    if row.label in _SETTLED and row.gold_label in _SETTLED and row.label != row.gold_label:
        return 0
    if row.label in _SETTLED and row.label != row.gold_label:
        return 1
    if row.label == "opinion" and row.gold_label != "opinion":
        return 2
    if row.label == "missed":
        return 4
    return 3 if row.label != row.gold_label else 5


def _mistake(
    row: Row, gold: GoldClaim, finding: Finding | None, what: tuple[str, ...], article: Article | None
) -> Mistake:
    before, quote, after = _excerpt(gold, article)
    verdict = finding.verdict if finding else None
    return Mistake(row, gold, finding, what, before, quote, after, verdict.confidence if verdict else None)


def _excerpt(gold: GoldClaim, article: Article | None) -> tuple[str, str, str]:
    """The paragraph of the gold quote, cut in three at the quote."""
    span = gold_span(gold, article.text) if article else None
    if article is None or span is None:
        return "", gold.quote, ""
    around = next((one for one in paragraphs(article.text) if one.start <= span.start < one.end), span)
    return (
        article.text[around.start : span.start],
        span.of(article.text),
        article.text[span.end : max(around.end, span.end)],
    )


def _groups(found: Mapping[str, Any]) -> list[tuple[str, list[dict[str, str]]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for metric in METRICS:
        if found["figures"][metric.name]["value"] is not None:
            groups.setdefault(metric.group, []).append(_line(metric, found))
    groups.setdefault("cost", []).append(
        _plain("seconds", seconds_of(found), "wall time an article, on the machine that ran it")
    )
    return list(groups.items())


def _plain(name: str, value: str, about: str) -> dict[str, str]:
    """A line for a figure without an interval of which less is better."""
    return {"name": name, "about": about, "arrow": " ↓", "value": value, "plain": value, "whisker": ""}


def _line(metric: Any, found: Mapping[str, Any]) -> dict[str, str]:
    cell = found["figures"][metric.name]
    drawn = cell["value"] is not None and metric.share
    return {
        "name": metric.name,
        "about": metric.about,
        "arrow": " ↓" if metric.better == "lower" else "",
        "value": value_of(metric, cell),
        "plain": "–" if cell["value"] is None else f"{cell['value']:.{3 if metric.share else 1}f}",
        "whisker": charts.whisker(cell["value"], cell["low"], cell["high"]) if drawn else "",
    }


def _matrix(found: Mapping[str, Any]) -> dict[tuple[str, str], tuple[int, int]]:
    """(gold, predicted) -> (how many, tenths of the gold label's claims)."""
    counts = {(gold, label): count for gold, label, count in found["confusion"]}
    totals = {gold: sum(count for (one, _), count in counts.items() if one == gold) for gold in LABELS}
    return {cell: (count, round(10 * count / totals[cell[0]])) for cell, count in counts.items()}


def chain(links: Sequence[GoldLink | Attribution]) -> str:
    """`"Una Quill → Bo Harl"`; the outlet's own voice where there are none."""
    return " → ".join(link.source for link in links) or "the outlet itself"


def interval(when: GoldWhen | When | None) -> str:
    """`"2024-05-02"`, `"2024-05-01 to 2024-05-31"`, or `"no time"`."""
    if when is None or when.start is None or when.end is None:
        return "no time"
    return str(when.start) if when.start == when.end else f"{when.start} to {when.end}"


def _template() -> Any:
    # jinja2 is needed for the page only
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("claimcheck.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = lambda text: printable(str(text))
    return environment.get_template("report.html.j2")
