"""A run's folder turned into figures: scores, `metrics.json` with intervals and slices, `rows.jsonl` with every claim.

Scoring asks no engine, so it can be done again at any time. `metrics.json` is the same for the same lines, but for its `timing`.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from claimcheck import runs
from claimcheck.claims import Span
from claimcheck.errors import DatasetError
from claimcheck.evaluation import entailment
from claimcheck.evaluation import gold as gold_sets
from claimcheck.evaluation.altering import Trust, trust
from claimcheck.evaluation.counting import BINS, FINE, binned, confusion_of, curve_of
from claimcheck.evaluation.metrics import METRICS
from claimcheck.evaluation.rows import Row, Score
from claimcheck.evaluation.running import coverage_of
from claimcheck.evaluation.scoring import Item, Placed, score, unread
from claimcheck.evaluation.statistics import draws, interval
from claimcheck.reports import Report

METRICS_FILE, ROWS_FILE = "metrics.json", "rows.jsonl"
SLICES: dict[str, Callable[[Row], str]] = {
    "gold label": lambda row: row.gold_label,
    "speaking": lambda row: row.speaking,
    "event": lambda row: row.event_kind,
    "boilerplate": lambda row: "with" if row.boilerplate else "without",
    "beside planted words": lambda row: "yes" if row.planted else "no",
}
"""Ways to divide gold claims."""
SLICED = ("claim_recall", "speaker", "chain", "date", "recall_at_5", "accuracy", "macro_f1", "said")
"""Figures given for each part of a slice."""
MEANINGLESS = {"gold label": "macro_f1"}
"""Slice -> the figure left out of it: a mean over labels says nothing where there is one gold label."""


@dataclass(frozen=True)
class Results:
    """A scored run."""

    folder: Path
    manifest: Mapping[str, Any]
    scores: tuple[Score, ...]
    """Articles that have a report, in the gold set's order."""
    missing: tuple[str, ...]
    """Articles without one: they failed, or their turn did not come."""
    seconds: Mapping[str, float]
    """Article -> wall time."""
    items: Mapping[str, Item]
    """Article -> its report as run; articles that could not be read have none."""
    judge: tuple[str, str] | None = None
    """LLM and prompt that judged whether articles entail claims; None where nobody did."""
    trust: Trust = field(default_factory=Trust)
    """How good that judge is."""


def read(folder: Path, gold: gold_sets.GoldSet | None = None) -> Results:
    """Score what a folder holds; `gold` is read from where the manifest says if it is not given.

    Raises DatasetError where the gold set is not the one that was run.
    """
    manifest = _manifest(folder)
    gold = gold or gold_sets.load(dataset_of(folder))
    if gold.digest != manifest["dataset_digest"]:
        raise DatasetError(
            f"{str(gold.folder)!r} has changed since the run {str(folder)!r} ({manifest['dataset_digest']}, now {gold.digest}); run it again"
        )
    lines = {row["article_id"]: row for row in runs.rows(folder / runs.ERRORS) if "report" in row or row.get("refused")}
    lines |= {row["article_id"]: row for row in runs.rows(folder / runs.ITEMS)}
    texts = {identity: article.text for identity, article in coverage_of(gold)}
    chosen = [(event, one.id) for event in gold.part(manifest["split"]) for one in event.articles]
    chosen = [pair for pair in chosen if not manifest["articles"] or pair[1] in manifest["articles"]]
    items = {identity: item_of(lines[identity]) for _, identity in chosen if "report" in lines.get(identity, ())}
    judged = entailment.load(folder / entailment.FILE_NAME)
    scores = [
        score(event, items[identity], texts, oracle=manifest["oracle"] != "none", judged=judged)
        if identity in items
        else unread(event, identity)
        for event, identity in chosen
        if identity in lines
    ]
    return Results(
        folder,
        manifest,
        tuple(scores),
        tuple(identity for _, identity in chosen if identity not in lines),
        {identity: lines[identity].get("seconds", 0.0) for _, identity in chosen if identity in lines},
        items,
        judged.judge,
        trust(
            [
                (event.claims_of(one), items[one].report.article)
                for event, one in chosen
                if one in items and judged.by_key
            ],
            judged,
        ),
    )


def dataset_of(folder: Path) -> Path:
    """Where a run found its gold set."""
    return Path(_manifest(folder)["dataset_path"])


def _manifest(folder: Path) -> Mapping[str, Any]:
    manifest = runs.manifest(folder)
    if manifest is None or "dataset_digest" not in manifest:
        raise DatasetError(
            f"{str(folder)!r} is no evaluation run: it has no {runs.MANIFEST} of one; name the folder of a run"
        )
    return manifest


def item_of(line: Mapping[str, Any]) -> Item:
    """A line of `items.jsonl` as a record."""
    hits = {
        claim: tuple(Placed(identity, Span(start=start, end=end)) for identity, start, end in places)
        for claim, places in line["hits"].items()
    }
    return Item(Report.model_validate(line["report"]), hits, line["documents"])


def figures(results: Results) -> dict[str, Any]:
    """Everything that `metrics.json` holds."""
    scores, manifest = results.scores, results.manifest
    drawn = draws(len(scores), seed=manifest["seed"], resamples=manifest["resamples"])
    tallies = {metric.name: [metric.tally(one) for one in scores] for metric in METRICS}
    rows = [row for one in scores for row in one.rows]
    costs = [one.cost for one in scores if one.cost is not None]
    return {
        **{
            name: manifest[name]
            for name in ("suite", "system", "split", "oracle", "engine", "llm", "prompts", "weights")
        },
        **{name: manifest[name] for name in ("dataset", "dataset_digest", "settings_digest", "code_digest", "seed")},
        "articles": len(scores),
        "articles_missing": list(results.missing),
        "claims": {
            "gold": sum(row.gold_id is not None for row in rows),
            "predicted": sum(row.claim_id is not None for row in rows),
            "paired": sum(row.paired for row in rows),
            "failed": sum(row.label == "failed" for row in rows),
        },
        "judging": _judging(results, rows),
        "figures": {
            metric.name: _rounded(dataclasses.asdict(interval(metric.value, tallies[metric.name], drawn)))
            for metric in METRICS
        },
        "confusion": [
            [gold, label, int(count)] for (gold, label), count in sorted(confusion_of(rows, missed=True).items())
        ],
        "reliability": [list(map(_round, one)) for one in binned(rows, BINS)],
        "risk_coverage": [[_round(one) for one in point] for point in curve_of(binned(rows, FINE))],
        "slices": {name: _slices(scores, name) for name in SLICES},
        "cost": {
            "money": sum(costs) if costs else None,
            "calls": sum(one.calls for one in scores),
            "cached": sum(one.cached for one in scores),
        },
        "tallies": {
            one.article_id: {name: list(map(_round, tallies[name][place])) for name in tallies if name != "aurc"}
            for place, one in enumerate(scores)
        },
        "timing": {"seconds": _round(sum(results.seconds.values())), "articles": dict(results.seconds)},
    }


def _judging(results: Results, rows: Sequence[Row]) -> dict[str, Any]:
    """Who judged entailment, how much is judged, and how good the judge is on claims of which the answer is known.

    Where gold claims were given there is nothing to judge.
    """
    predicted = [row for row in rows if row.claim_id is not None and results.manifest["oracle"] == "none"]
    judge, prompt = results.judge or (None, None)
    return {
        "judge": judge,
        "prompt": prompt,
        "claims": len(predicted),
        "refused_by_rule": sum(row.grounded is False for row in predicted),
        "not_judged": sum(row.entailed is None for row in predicted),
        "gold_entailed": list(results.trust.entailed),
        "altered_refused": {kind: list(found) for kind, found in results.trust.altered.items()},
    }


def _slices(scores: Sequence[Score], slice_name: str) -> dict[str, dict[str, Any]]:
    """Figures over the gold claims of each part."""
    part = SLICES[slice_name]
    names = sorted({part(row) for one in scores for row in one.rows if row.gold_id is not None})
    chosen = [metric for metric in METRICS if metric.name in SLICED and metric.name != MEANINGLESS.get(slice_name)]
    sliced: dict[str, dict[str, Any]] = {}
    for name in names:
        kept = [
            dataclasses.replace(
                one, rows=tuple(row for row in one.rows if row.gold_id is not None and part(row) == name)
            )
            for one in scores
        ]
        totals = {metric.name: [metric.tally(one) for one in kept] for metric in chosen}
        sliced[name] = {
            "claims": sum(len(one.rows) for one in kept),
            **{
                metric.name: _round(metric.value(tuple(map(sum, zip(*totals[metric.name], strict=True)))))
                for metric in chosen
            },
        }
    return sliced


def write(results: Results) -> dict[str, Any]:
    """Put `metrics.json` and `rows.jsonl` in the run's folder; gives the figures."""
    found = figures(results)
    runs.replace(results.folder / METRICS_FILE, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    runs.replace_rows(
        results.folder / ROWS_FILE, (dataclasses.asdict(row) for one in results.scores for row in one.rows)
    )
    return found


def rows_of(folder: Path) -> list[Row]:
    """The rows of a scored run."""
    kind = TypeAdapter(Row)
    return [kind.validate_python(line) for line in runs.rows(folder / ROWS_FILE)]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _rounded(tree: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: _round(value) for name, value in tree.items()}
