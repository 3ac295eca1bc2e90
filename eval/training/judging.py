"""Fits the judge on top of the cross-encoder, chooses its thresholds, and writes `judge.json`.

    python eval/training/judging.py --data DATA --out claimcheck/neural/weights

Fitted on our own passages that the cross-encoder did not train on and that are not the held-out fifth (`rows.is_dev`), and
on events c1 to c3 of gold_c with the paragraphs that retrieval would bring. Thresholds come from cross-validated chances on
the same data: the lowest at which an answer is right nine times in ten (a cautious judge) or six times in ten (a bold one), or
0.95 where there is none. Figures of the held-out fifth: `measure.py`.
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
from rows import STANCES, is_dev, own_pairs, read_jsonl

from claimcheck.neural.embedder import Embedder
from claimcheck.neural.judge import Judge, JudgeAsk
from claimcheck.text import sentences

SAID = {"supported": 0, "contested": 1, None: 2}
PRECISION = {"cautious": 0.9, "bold": 0.6}
"""How often a stance that is given has to be right on the data for fitting, by the judge's caution."""
FIT_EVENTS = ("c1", "c2", "c3")


@dataclass(frozen=True)
class Example:
    ask: JudgeAsk
    stance: int
    """Index into STANCES."""
    said: int | None
    """0 supported, 1 contested, 2 neither; None without a claimant or where gold does not say."""
    group: str
    """Examples of one passage stay in one fold."""


def asked(claim: str, claimant: str | None, text: str, published: str | None, when: Any = None) -> JudgeAsk:
    return JudgeAsk(
        claim_text=claim,
        claimant=claimant,
        claim_when=(date.fromisoformat(when["start"]), date.fromisoformat(when["end"])) if when else None,
        passage_text=text,
        sentence_spans=[(span.start, span.end) for span in sentences(text)],
        published=date.fromisoformat(published[:10]) if published else None,
    )


def pair_examples(passages: Sequence[dict[str, Any]]) -> list[Example]:
    return [
        Example(
            ask=asked(made["claim"], made["claimant"], row["passage"], row["published"]),
            stance=STANCES.index(made["stance"]),
            said=SAID[made["said"]] if made["claimant"] else None,
            group=row["id"],
        )
        for row in passages
        for made in row["claims"]
    ]


def gold_examples(folder: Path, events: Sequence[str], *, hits: int = 8) -> list[Example]:
    """Each checkable claim against the paragraphs of its event's coverage that lie nearest to it, as retrieval would bring them.

    Copies of the article are left out, as the pipeline leaves them out, and so are paragraphs listed as silent: they relay
    the claimant, who does say what is claimed. Of the other paragraphs only those of distractors are known to be silent;
    one that is merely not listed may repeat what a listed one says, and is left out.
    """
    embedder = Embedder()
    paragraphs: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for document in read_jsonl(folder / "coverage.jsonl"):
        if not document["id"].endswith(COPIES):
            parts = [part for part in document["text"].split("\n\n") if len(part) > 60]
            paragraphs.setdefault(document["event"], []).extend((document, part) for part in parts)
    examples: list[Example] = []
    for claim in read_jsonl(folder / "claims.jsonl"):
        if claim["article_id"] not in events or claim["label"] == "opinion":
            continue
        choices = paragraphs[claim["article_id"]]
        near = embedder.embed([part for _, part in choices]) @ embedder.embed([claim["text"]])[0]
        for place in np.argsort(-near)[:hits]:
            document, text = choices[place]
            stances = [
                item["stance"]
                for item in claim["evidence"]
                if item["document_id"] == document["id"] and item["quote"] in text
            ]
            if stances[:1] != ["silent"] and (stances or document["id"] in DISTRACTORS):
                examples.append(_gold_example(claim, document, text, stances[0] if stances else "silent"))
    return examples


COPIES = ("-d01", "-d02")
"""In every event these are copies of the article."""
DISTRACTORS = {f"c1-d{n}" for n in range(10, 14)} | {f"c3-d{n}" for n in range(10, 13)}
DISTRACTORS |= {f"{event}-d{n:02}" for event in ("c2", "c4", "c5", "c6") for n in range(9, 12)}
"""Documents on another date, place, person or event, silent on every claim, as the set's own notes list them."""


def _gold_example(claim: dict[str, Any], document: dict[str, Any], text: str, stance: str) -> Example:
    chain = claim["attribution"]
    source = chain[-1]["source"] if chain else None
    ask = asked(claim["text"], source, text, document["published"], claim["when"])
    return Example(ask=ask, stance=STANCES.index(stance), said=None, group=document["id"])


def chances_and_model(
    inputs: np.ndarray, targets: np.ndarray, groups: Sequence[str], *, c: float
) -> tuple[np.ndarray, Any]:
    """Cross-validated chances, and the regression fitted on everything."""
    # Here, so that `measure.py` can read the examples where scikit-learn is not installed.
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=2000))
    chances = cross_val_predict(pipeline, inputs, targets, groups=groups, cv=GroupKFold(8), method="predict_proba")
    return chances, pipeline.fit(inputs, targets)


def unscaled(pipeline: Any) -> dict[str, Any]:
    """Coefficients for inputs as they come, with the scaling folded in."""
    scaler, model = pipeline[0], pipeline[1]
    coefficients = model.coef_ / scaler.scale_
    intercepts = model.intercept_ - coefficients @ scaler.mean_
    return {"coefficients": coefficients.round(5).tolist(), "intercepts": intercepts.round(5).tolist()}


def floor(chances: np.ndarray, targets: np.ndarray, stance: int, rival: int, *, precision: float) -> float:
    """The lowest chance from which on `stance` is right with `precision`; 0.95 where there is none."""
    given = chances[:, stance] >= chances[:, rival]
    order = np.argsort(-chances[given, stance])
    ordered, hits = chances[given, stance][order], (targets[given] == stance)[order]
    reached = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    good = np.flatnonzero((reached >= precision) & (np.arange(len(hits)) >= 9))
    return float(round(ordered[good[-1]], 4)) if len(good) else 0.95


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--c", type=float, default=0.1)
    args = parser.parse_args(argv)
    passages = [row for row in own_pairs() if is_dev(row["id"])]
    examples = pair_examples(passages)
    examples += gold_examples(args.data / "ours/gold_c", FIT_EVENTS)
    judge = Judge()
    inputs = judge.inputs([example.ask for example in examples])
    groups = [example.group for example in examples]
    stances = np.array([example.stance for example in examples])
    chances, model = chances_and_model(np.array([row for row, _ in inputs]), stances, groups, c=args.c)
    asked_of = [n for n, example in enumerate(examples) if example.said is not None]
    said = np.array([examples[n].said for n in asked_of])
    said_inputs = np.array([inputs[n][1] for n in asked_of])
    said_chances, said_model = chances_and_model(said_inputs, said, [groups[n] for n in asked_of], c=args.c)
    print(
        f"{len(examples)} examples; cross-validated accuracy {(chances.argmax(1) == stances).mean():.3f}; "
        f"said {len(said)}: {(said_chances.argmax(1) == said).mean():.3f}"
    )
    weights = {
        "version": 1,
        "stance": unscaled(model),
        "said": unscaled(said_model),
        "floors": {
            caution: {
                "stance": {
                    "supports": floor(chances, stances, 0, 1, precision=precision),
                    "refutes": floor(chances, stances, 1, 0, precision=precision),
                    "qualifies": 0.5,
                },
                "said": {
                    "supports": floor(said_chances, said, 0, 1, precision=precision),
                    "refutes": floor(said_chances, said, 1, 0, precision=precision),
                },
            }
            for caution, precision in PRECISION.items()
        },
    }
    print(weights["floors"])
    (args.out / "judge.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")
    from export import record

    record(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
