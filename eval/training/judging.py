"""Fits the judge on top of the cross-encoder, chooses its thresholds, and writes `judge.json`.

    python eval/training/judging.py --out claimcheck/neural/weights

Fitted on our own passages that the cross-encoder did not train on and that are not the held-out fifth (`rows.is_dev`), those of contrasts
aside, which are harder than what search brings, and on the dev events of the gold set with the passages that search brings (`gold.py`), in a softmax regression that trusts the network: its
scores are hardly penalised, the features of the rules are. Thresholds come from cross-validated chances on the gold pairs: the
lowest at which an answer is right nine times in ten (a cautious judge) or six in ten (a bold one), or 0.95 where there is none.
Passages that only carry the claimant's word are left out: whether they count is for the voice and for `verdicts.decide`.
Figures of the held-out fifth and of the gold test events: `measure.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from gold import GoldPair, gold_pairs
from manifest import record
from rows import STANCES, is_dev, own_pairs

from claimcheck.engines.offline import question
from claimcheck.neural.judge import Judge, JudgeAsk
from claimcheck.text import sentences

SAID = {"supported": 0, "contested": 1, None: 2}
PRECISION = {"cautious": 0.9, "bold": 0.6}
"""How often a stance that is given has to be right on the gold pairs, by the judge's caution."""
FEWEST = {"stance": 20, "said": 30}
"""Answers that a threshold must let through, fewer prove nothing: with 12 for `said` the held-out fifth did not bear the threshold out, with 6 for `refutes` the dev events end to end did not."""
TRUSTED = 5
"""The first inputs: the network's own scores, and whether a search brought the passage, which sets how likely silence is."""
MIX = (0.34, 0.30, 0.13, 0.23)
"""Shares of the stances among our pairs as the regression weighs them: those of the first four files. Pairs of events are half silent."""


@dataclass(frozen=True)
class Example:
    ask: JudgeAsk
    stance: int
    """Index into STANCES."""
    said: int | None
    """0 supported, 1 contested, 2 neither; None without a claimant or where gold does not say."""
    group: str
    """Examples of one event, or of one passage of ours, stay in one fold."""
    gold: bool = False
    relays: bool = False


def fits_the_judge(passage_id: str) -> bool:
    """With the passages of contrasts it supported 1 claim of the dev events where it supports 2 without, and stood .410 instead of .461 on the test events."""
    return is_dev(passage_id) and not passage_id.startswith("con-")


def pair_examples(passages: Sequence[dict[str, Any]]) -> list[Example]:
    return [
        Example(
            ask=_asked(made["claim"], made["claimant"], row["passage"], row["published"]),
            stance=STANCES.index(made["stance"]),
            said=SAID[made["said"]] if made["claimant"] else None,
            group=row["id"].rpartition("-")[0] if row["id"].startswith("evt-") else row["id"],
        )
        for row in passages
        for made in row["claims"]
    ]


def _asked(claim: str, claimant: str | None, text: str, published: str | None) -> JudgeAsk:
    return JudgeAsk(
        claim_text=claim,
        claimant=claimant,
        claim_when=None,
        passage_text=text,
        sentence_spans=[(span.start, span.end) for span in sentences(text)],
        published=date.fromisoformat(published[:10]) if published else None,
    )


def gold_examples(pairs: Sequence[GoldPair]) -> list[Example]:
    return [
        Example(
            ask=question(pair.article, pair.claim, pair.hit),
            stance=STANCES.index(pair.stance),
            said=None,
            group=pair.event,
            gold=True,
            relays=pair.relays,
        )
        for pair in pairs
    ]


@dataclass(frozen=True)
class Regression:
    """A softmax regression on inputs as they come."""

    coefficients: np.ndarray
    intercepts: np.ndarray

    def chances(self, inputs: np.ndarray) -> np.ndarray:
        logits = inputs @ self.coefficients.T + self.intercepts
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    def plain(self) -> dict[str, Any]:
        return {"coefficients": self.coefficients.round(5).tolist(), "intercepts": self.intercepts.round(5).tolist()}


def fitted(inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, c: float, trust: float) -> Regression:
    """The regression; `trust` is how much less the first inputs are penalised than the features."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scale = np.ones(inputs.shape[1])
    scale[:TRUSTED] = trust
    model = LogisticRegression(C=c, max_iter=4000)
    model.fit((inputs - mean) / spread * scale, targets, sample_weight=weights)
    coefficients = model.coef_ * scale / spread
    return Regression(coefficients, model.intercept_ - coefficients @ mean)


def crossed(
    inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray, groups: Sequence[str], **how: float
) -> np.ndarray:
    """Cross-validated chances: ten folds, a group never split."""
    from sklearn.model_selection import GroupKFold

    chances = np.zeros((len(inputs), targets.max() + 1))
    for kept, tested in GroupKFold(10).split(inputs, targets, groups):
        chances[tested] = fitted(inputs[kept], targets[kept], weights[kept], **how).chances(inputs[tested])
    return chances


def floor(chances: np.ndarray, targets: np.ndarray, stance: int, rival: int, *, precision: float, fewest: int) -> float:
    """The lowest chance from which on `stance` is right with `precision`; 0.95 where there is none."""
    given = chances[:, stance] >= chances[:, rival]
    order = np.argsort(-chances[given, stance])
    ordered, hits = chances[given, stance][order], (targets[given] == stance)[order]
    reached = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    good = np.flatnonzero((reached >= precision) & (np.arange(1, len(hits) + 1) >= fewest))
    return float(round(ordered[good[-1]], 4)) if len(good) else 0.95


def floors(chances: np.ndarray, targets: np.ndarray, question: str, *, precision: float) -> dict[str, float]:
    return {
        "supports": floor(chances, targets, 0, 1, precision=precision, fewest=FEWEST[question]),
        "refutes": floor(chances, targets, 1, 0, precision=precision, fewest=FEWEST[question]),
    }


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--c", type=float, default=0.003)
    parser.add_argument("--trust", type=float, default=6.0)
    args = parser.parse_args(argv)
    examples = gold_examples(gold_pairs("dev")) + pair_examples(
        [row for row in own_pairs() if fits_the_judge(row["id"])]
    )
    read = Judge().inputs([example.ask for example in examples])
    write(args.out, examples, read, c=args.c, trust=args.trust)


def write(
    out: Path, examples: Sequence[Example], read: Sequence[tuple[np.ndarray, np.ndarray | None]], **how: float
) -> None:
    """Fit, print what cross-validation says, and write the weights."""
    stance, chances, targets, gold = _stance(examples, [inputs for inputs, _ in read], **how)
    said, said_chances, said_targets = _said(examples, [inputs for _, inputs in read], **how)
    for name, kept in (("gold", gold), ("own", ~gold)):
        print(f"{name}: {kept.sum()} pairs, accuracy {(chances[kept].argmax(1) == targets[kept]).mean():.3f}")
    weights = {
        "version": 2,
        "stance": stance.plain(),
        "said": said.plain(),
        "floors": {
            caution: {
                "stance": floors(chances[gold], targets[gold], "stance", precision=precision) | {"qualifies": 0.5},
                "said": floors(said_chances, said_targets, "said", precision=precision),
            }
            for caution, precision in PRECISION.items()
        },
    }
    print(weights["floors"])
    (out / "judge.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")
    record(out)


def _stance(
    examples: Sequence[Example], inputs: Sequence[np.ndarray], **how: float
) -> tuple[Regression, np.ndarray, np.ndarray, np.ndarray]:
    """The regression, cross-validated chances, targets, and which of them are gold; relays are left out."""
    kept = [place for place, example in enumerate(examples) if not example.relays]
    chosen = [examples[place] for place in kept]
    rows = np.array([inputs[place] for place in kept])
    targets = np.array([example.stance for example in chosen])
    gold = np.array([example.gold for example in chosen])
    shares = np.bincount(targets[~gold], minlength=len(STANCES)) / (~gold).sum()
    weights = np.where(gold, 1.0, (np.array(MIX) / shares)[targets])
    chances = crossed(rows, targets, weights, [example.group for example in chosen], **how)
    return fitted(rows, targets, weights, **how), chances, targets, gold


def _said(
    examples: Sequence[Example], inputs: Sequence[np.ndarray | None], **how: float
) -> tuple[Regression, np.ndarray, np.ndarray]:
    """The same of `said`; a passage that does not name the claimant is silent on it without being read, so it is left out."""
    asked = [(row, example) for row, example in zip(inputs, examples, strict=True) if example.said is not None]
    rows = [(row, example) for row, example in asked if row is not None]
    print(f"said: {len(rows)} pairs, {len(asked) - len(rows)} left out, their passage does not name the claimant")
    read = np.array([row for row, _ in rows])
    targets = np.array([example.said for _, example in rows])
    ones = np.ones(len(rows))
    chances = crossed(read, targets, ones, [example.group for _, example in rows], **how)
    return fitted(read, targets, ones, **how), chances, targets


if __name__ == "__main__":
    main(sys.argv[1:])
