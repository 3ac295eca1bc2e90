"""Fits the tagger of cues on PolNeAR's training part and measures it on a fifth of that part.

    python eval/training/cues.py --data DATA --out claimcheck/neural/weights

A token is a cue where it is the first verb, else the first noun, else the first word of what an annotator marked. Thresholds are read off the fifth, never off
PolNeAR's dev part, which `eval/benchmarks/attribution.py` measures; what ships is then fitted on the whole training part. Without --out it
measures and writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from claimcheck.attribution.chains import attributions
from claimcheck.attribution.quotes import plain_marks
from claimcheck.attribution.signs import candidate, signs
from claimcheck.attribution.unit import Unit, units
from claimcheck.neural.cues import BUCKETS, WEIGHTS, buckets
from claimcheck.text import sentences

VERBS = ("FIN", "PART", "ING", "BASE")


@dataclass(frozen=True)
class Words:
    """The candidates of some annotated articles."""

    inputs: sparse.csr_matrix
    targets: np.ndarray
    places: list[tuple[int, int]]
    """Article and sentence of each."""
    wanted: list[set[int]]
    """For each article the sentences in which a cue begins."""
    ruled: list[set[int]]
    """The same by the rules alone, in the broad reading."""


def rows(path: Path, *, held_out: bool) -> Iterator[dict[str, Any]]:
    """Annotated articles; all annotations of one article stand on the same side."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if (int(hashlib.sha256(row["doc"].encode()).hexdigest(), 16) % 5 == 0) == held_out:
                yield row


def words(articles: Sequence[dict[str, Any]]) -> Words:
    numbers: list[list[int]] = []
    targets: list[bool] = []
    places: list[tuple[int, int]] = []
    wanted, ruled = [], []
    for number, row in enumerate(articles):
        spans = sentences(row["text"])
        starts = [span.start for span in spans]
        cues = [tuple(item["cue"][0]) for item in row["attributions"] if item.get("cue")]
        wanted.append({bisect_right(starts, start) - 1 for start, _ in cues})
        made = [item.chain[-1].cue_span for item in attributions(row["text"], spans, broad=True)]
        ruled.append({bisect_right(starts, span.start) - 1 for span in made if span})
        for unit in units(plain_marks(row["text"]), spans):
            marked = {head(unit, start, end) for start, end in cues if unit.span.start <= start < unit.span.end}
            for place in range(len(unit.tokens)):
                if candidate(unit, place):
                    numbers.append(buckets(signs(unit, place)))
                    targets.append(place in marked)
                    places.append((number, bisect_right(starts, unit.tokens[place].start) - 1))
    indptr = np.cumsum([0, *map(len, numbers)])
    indices = np.concatenate([np.array(row) for row in numbers])
    inputs = sparse.csr_matrix((np.ones(len(indices), np.float32), indices, indptr), shape=(len(numbers), BUCKETS))
    return Words(inputs, np.array(targets), places, wanted, ruled)


def head(unit: Unit, start: int, end: int) -> int:
    """The token that a marked cue turns on; -1 where it holds none."""
    inside = [n for n, token in enumerate(unit.tokens) if start <= token.start < end]
    verbs = [n for n in inside if unit.tokens[n].tag in VERBS]
    nouns = [n for n in inside if unit.tokens[n].tag in ("NOUN", "NAME")]
    return next(iter(verbs or nouns or inside), -1)


def shown(name: str, data: Words, chances: np.ndarray) -> None:
    """Precision, recall and F1 over sentences with the rules, at several thresholds."""
    for threshold in (0.0, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7):
        given = [set(ruled) for ruled in data.ruled]
        for (article, sentence), chance in zip(data.places, chances, strict=True):
            if chance > threshold > 0:
                given[article].add(sentence)
        right = sum(len(one & other) for one, other in zip(given, data.wanted, strict=True))
        precision, recall = right / sum(map(len, given)), right / sum(map(len, data.wanted))
        f1 = 2 * precision * recall / (precision + recall)
        title = f"rules and over {threshold}" if threshold else "rules alone"
        print(f"{name}, {title}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}", flush=True)


def fitted(inputs: Any, targets: np.ndarray, *, c: float) -> LogisticRegression:
    return LogisticRegression(C=c, solver="liblinear", random_state=1).fit(inputs, targets)


def packed(model: LogisticRegression) -> dict[str, np.ndarray]:
    """The weights as small whole numbers, with the step between two of them."""
    weights = model.coef_[0]
    scale = float(np.abs(weights).max()) / 127
    return {
        "weights": np.round(weights / scale).astype(np.int8),
        "scale": np.array(scale, np.float32),
        "bias": np.array(model.intercept_[0], np.float32),
    }


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="folder of the shipped weights")
    parser.add_argument("--c", type=float, default=0.2, help="inverse strength of regularisation")
    args = parser.parse_args(argv)
    path = args.data / "attribution/polnear_train.jsonl.gz"
    kept, chosen = (words(list(rows(path, held_out=held_out))) for held_out in (False, True))
    model = fitted(kept.inputs, kept.targets, c=args.c)
    shown("a fifth of train", chosen, model.predict_proba(chosen.inputs)[:, 1])
    if args.out:
        everything = sparse.vstack([kept.inputs, chosen.inputs]), np.concatenate([kept.targets, chosen.targets])
        np.savez_compressed(args.out / WEIGHTS, **packed(fitted(*everything, c=args.c)))
        from manifest import record

        record(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
