"""Times the shipped cross-encoder against its fp32 twin, in one run on the same pairs of about 60 tokens.

    python eval/training/export.py crossencoder --float --base MINILM --start CHECKPOINT --out FOLDER
    python eval/benchmarks/weigh.py --float FOLDER/crossencoder.float.onnx

Both are batched by length, so the ratio is quantisation's alone. Prints pairs a second, the ratio, and how often both agree. Pairs a
second of processor time, on one thread, do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claimcheck.neural.crossencoder import CrossEncoder
from claimcheck.neural.weights import inputs_of, open_session, open_tokenizer

TEXTS = Path(__file__).parents[1] / "datasets" / "newsroom"


def pairs_of_sixty_tokens(folder: Path, count: int) -> list[tuple[str, str]]:
    """Claims of the gold set beside the beginnings of coverage, 60 tokens a pair."""
    claims = [
        json.loads(line)["text"]
        for path in sorted(folder.rglob("claims.jsonl"))
        for line in path.open(encoding="utf-8")
    ]
    texts = [
        json.loads(line)["text"]
        for path in sorted(folder.rglob("coverage.jsonl"))
        for line in path.open(encoding="utf-8")
    ]
    tokenizer = open_tokenizer(length=512)
    made = []
    for number in range(count):
        claim, text = claims[number % len(claims)], texts[number * 7 % len(texts)]
        room = 60 - len(tokenizer.encode(claim).ids) - 1
        offsets = tokenizer.encode(text).offsets[1:-1]
        made.append((text[: offsets[min(max(room, 8), len(offsets)) - 1][1]], claim))
    return made


def fp32_scores(path: Path, pairs: Sequence[tuple[str, str]], *, threads: int) -> tuple[np.ndarray, float]:
    """Scores of the fp32 network, and the seconds they took."""
    tokenizer, session = open_tokenizer(length=192), open_session(path, threads=threads)
    scores = np.zeros((len(pairs), 4), dtype=np.float32)
    began = time.perf_counter()
    for row, inputs in enumerate(inputs_of(tokenizer, pairs)):
        scores[row] = session.run(None, inputs)[0][0]
    return scores, time.perf_counter() - began


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--float", dest="fp32", type=Path, required=True, help="the fp32 export of the same network")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    pairs = pairs_of_sixty_tokens(TEXTS, args.count)
    crossencoder = CrossEncoder(threads=args.threads)
    crossencoder.score(pairs[:16])
    began = time.perf_counter()
    ours = crossencoder.score(pairs)
    seconds = time.perf_counter() - began
    alone = CrossEncoder(threads=1)
    alone.score(pairs[:16])
    busy = time.process_time()
    alone.score(pairs)
    busy = time.process_time() - busy
    theirs, seconds_fp32 = fp32_scores(args.fp32, pairs, threads=args.threads)
    agree = float((ours.argmax(axis=1) == theirs.argmax(axis=1)).mean())
    print(f"pairs {len(pairs)} of 60 tokens, {args.threads} threads")
    print(f"int8 {len(pairs) / seconds:7.1f} pairs/s")
    print(f"int8 {len(pairs) / busy:7.1f} pairs per second of one processor")
    print(f"fp32 {len(pairs) / seconds_fp32:7.1f} pairs/s")
    print(f"ratio {seconds_fp32 / seconds:.2f}; same likeliest stance {agree:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
