"""Prints the figures of the model cards from the weights as shipped.

    python eval/training/measure.py --data DATA

Look at the gold test events last, and never tune on them. Public sets are read as the cross-encoder alone answers (neutral: silent and qualifies together); our own held-out fifth is
read with the whole judge. Figures of the classifier of propositions are printed by `propositions.py`, which has to refit for
its folds. Needs no torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gold import gold_pairs
from judging import Example, gold_examples, pair_examples
from rows import STANCES, is_held_out, nli_rows, own_pairs

from claimcheck.neural.crossencoder import CrossEncoder
from claimcheck.neural.judge import Judge, Judged

PUBLIC = ("mnli_dev_matched", "fever_symmetric_dev", "emergent_train", "negation_snli", "conjnli_dev")


def macro_f1(targets: np.ndarray, guesses: np.ndarray) -> float:
    """Mean F1 over the targets that occur."""
    scores = []
    for target in np.unique(targets):
        right = float(((targets == target) & (guesses == target)).sum())
        scores.append(2 * right / float((targets == target).sum() + (guesses == target).sum()))
    return float(np.mean(scores))


def public_accuracy(path: Path, crossencoder: CrossEncoder) -> float:
    rows = nli_rows(path)
    scores = crossencoder.score([(row.premise, row.hypothesis) for row in rows])
    three = np.stack([scores[:, 0], scores[:, 1], scores[:, 2] + scores[:, 3]], axis=1)
    targets = np.array([min(row.target, 2) if row.target < 2 else 2 for row in rows])
    return float((three.argmax(1) == targets).mean())


def print_judge(title: str, examples: Sequence[Example], judge: Judge) -> None:
    """Macro-F1 of the likeliest stance, then what the judge says aloud, then precision at coverage."""
    judged = judge.judge([example.ask for example in examples])
    targets = np.array([example.stance for example in examples])
    chances = np.array([[one.probabilities[name] for name in STANCES] for one in judged])
    three = np.stack([chances[:, 0], chances[:, 1], chances[:, 2:].sum(1)], axis=1)
    print(
        f"{title}: {len(examples)} pairs, accuracy {(chances.argmax(1) == targets).mean():.3f}, macro-F1 over four "
        f"{macro_f1(targets, chances.argmax(1)):.3f}, over supports/refutes/other "
        f"{macro_f1(np.minimum(targets, 2), three.argmax(1)):.3f}"
    )
    spoken = np.array([one.stance in STANCES[:2] for one in judged])
    right = np.array([one.stance == STANCES[target] for one, target in zip(judged, targets, strict=True)])
    print(
        f"  spoken supports/refutes: precision {right[spoken].mean() if spoken.any() else float('nan'):.3f} "
        f"({spoken.sum()} of {len(spoken)}, coverage {spoken.mean():.3f})"
    )
    order = np.argsort(-three[:, :2].max(1))
    hits = (three[:, :2].argmax(1) == targets)[order]
    for share in (0.1, 0.2, 0.35):
        print(f"  precision at coverage {share}: {hits[: int(share * len(hits))].mean():.3f}")
    print_said(examples, judged)


def print_said(examples: Sequence[Example], judged: Sequence[Judged]) -> None:
    names = ("supports", "refutes", "silent")
    known = [(names[e.said], one.said) for e, one in zip(examples, judged, strict=True) if e.said is not None]
    if known:
        given = [gold == found for gold, found in known if found != "silent"]
        print(
            f"  said: {len(known)} asked, accuracy {np.mean([g == f for g, f in known]):.3f}; spoken {len(given)}, "
            f"precision {np.mean(given) if given else float('nan'):.3f}"
        )


def print_own(judge: Judge, gold: Sequence[Example], *, cautious: bool) -> None:
    print(f"{judge.name}, {'cautious' if cautious else 'not cautious'}")
    held_out = [row for row in own_pairs() if is_held_out(row["id"])]
    print_judge("own pairs, held-out fifth", pair_examples(held_out), judge)
    print_judge("gold, passages that search brings, without mere relays", gold, judge)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with nli/; without it, the public sets are left out")
    parser.add_argument("--split", default="test", choices=["dev", "test"], help="gold events to measure on")
    args = parser.parse_args(argv)
    crossencoder = CrossEncoder()
    gold = [example for example in gold_examples(gold_pairs(args.split)) if not example.relays]
    for cautious in (True, False):
        print_own(Judge(crossencoder=crossencoder, cautious=cautious), gold, cautious=cautious)
    if args.data:
        for name in PUBLIC:
            path = args.data / f"nli/dev/{name}.jsonl.gz"
            print(f"{name}: accuracy {public_accuracy(path, crossencoder):.3f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
