"""Fits the classifier of propositions and measures it.

    python eval/training/propositions.py --data DATA --out claimcheck/neural/weights

Checkable and kind are learnt from our own sentences (each proposition as cut out of its sentence and as a claim of its own),
worthiness from ClaimBuster. CheckThat is only ever measured. Without --out it measures and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rows import OWN, is_held_out, read_jsonl
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from claimcheck.neural.classifier import BUCKETS, KINDS, dense, hashed
from claimcheck.neural.embedder import Embedder

KIND_OF = {"quote-fact": "event", "taste": "value"}


@dataclass(frozen=True)
class Propositions:
    texts: list[str]
    checkable: np.ndarray
    kinds: np.ndarray
    held_out: np.ndarray


def own_propositions(folder: Path) -> Propositions:
    """Every proposition twice: as it stands in its sentence, and as a claim of its own; split by run."""
    found: list[tuple[str, bool, int, bool]] = []
    for path in sorted(folder.glob("sentences_*.jsonl")):
        for run in read_jsonl(path):
            for made in run["propositions"]:
                kind = KINDS.index(KIND_OF.get(made["kind"], made["kind"]))
                for text in dict.fromkeys((made["content"], made["claim"])):
                    found.append((text, made["checkable"], kind, is_held_out(run["id"])))
    texts, checkable, kinds, held = zip(*found, strict=True)
    return Propositions(list(texts), np.array(checkable), np.array(kinds), np.array(held))


def features(texts: Sequence[str], embedder: Embedder) -> sparse.csr_matrix:
    """Dense views and hashed words side by side."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        buckets, weights = hashed(text)
        rows += [row] * len(buckets)
        columns += buckets.astype(int).tolist()
        values += weights.tolist()
    words = sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))
    return sparse.hstack([sparse.csr_matrix(dense(texts, embedder.inner(texts))), words]).tocsr()


def fitted(inputs: Any, targets: np.ndarray, *, c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=600).fit(inputs, targets)


def packed(head: str, model: LogisticRegression, width: int) -> dict[str, np.ndarray]:
    """The arrays that the package reads, in half precision."""
    weights = model.coef_.T.astype(np.float16)
    return {
        f"{head}.dense": weights[:width],
        f"{head}.words": weights[width:],
        f"{head}.bias": model.intercept_.astype(np.float16),
    }


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="folder of the shipped weights")
    parser.add_argument("--c", type=float, default=0.7, help="inverse strength of regularisation, own sentences")
    parser.add_argument("--c-worthy", type=float, default=1.0, help="the same for ClaimBuster")
    args = parser.parse_args(argv)
    embedder = Embedder()
    own = own_propositions(OWN)
    inputs = features(own.texts, embedder)
    kept = ~own.held_out
    checkable = fitted(inputs[kept], own.checkable[kept], c=args.c)
    kind = fitted(inputs[kept], own.kinds[kept], c=args.c)
    guesses = checkable.predict(inputs[own.held_out])
    print(
        f"checkable, held-out fifth ({own.held_out.sum()}): macro-F1 "
        f"{f1_score(own.checkable[own.held_out], guesses, average='macro'):.3f}"
    )
    print(f"kind, held-out fifth: accuracy {kind.score(inputs[own.held_out], own.kinds[own.held_out]):.3f}")
    news = list(read_jsonl(args.data / "opinion/checkthat_dev_en.jsonl.gz"))
    objective = np.array([row["label"] == "OBJ" for row in news])
    guesses = checkable.predict(features([row["text"] for row in news], embedder))
    print(
        f"checkable against CheckThat dev ({len(news)}): macro-F1 {f1_score(objective, guesses, average='macro'):.3f}"
    )
    debates = list(read_jsonl(args.data / "checkworthiness/claimbuster.jsonl.gz"))
    spoken = features([row["text"] for row in debates], embedder)
    worthy = np.array([int(row["checkworthy"]) for row in debates])
    folds = StratifiedKFold(5, shuffle=True, random_state=17)
    scores = []
    for train, test in folds.split(spoken, worthy):
        model = fitted(spoken[train], worthy[train], c=args.c_worthy)
        scores.append(f1_score(worthy[test], model.predict_proba(spoken[test])[:, 1] > 0.4, average="macro"))
    print(f"worthiness, ClaimBuster five folds: macro-F1 {np.mean(scores):.3f}")
    if args.out:
        width = inputs.shape[1] - BUCKETS
        arrays = packed("checkable", checkable, width) | packed("kind", kind, width)
        arrays |= packed("worthiness", fitted(spoken, worthy, c=args.c_worthy), width)
        np.savez_compressed(args.out / "propositions.npz", **arrays)
        from manifest import record

        record(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
