"""Times the shipped embedder against what Chroma's default embedding function does, in one run on the same texts.

    python eval/training/export.py embedder --float --base MINILM --out FOLDER
    python eval/benchmarks/embed.py --float FOLDER/embedder.float.onnx

Chroma's default runs the fp32 network over batches of 32 with every text padded to 256 tokens; it downloads its file, so the
same network is exported locally. Prints texts a second, the ratio, and the cosine between both vectors of a text.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from claimcheck.neural.embedder import Embedder
from claimcheck.neural.weights import open_session, open_tokenizer

TEXTS = Path(__file__).parents[1] / "datasets" / "newsroom"


def passages(folder: Path, count: int) -> list[str]:
    """Paragraphs of the gold set's coverage, in file order."""
    texts = [
        part
        for path in sorted(folder.rglob("coverage.jsonl"))
        for line in path.open(encoding="utf-8")
        for part in json.loads(line)["text"].split("\n\n")
        if len(part) > 60
    ]
    return texts[:count]


def padded_fp32(session: Any, texts: Sequence[str]) -> np.ndarray:
    """Vectors as Chroma's default makes them: batches of 32, all padded to 256 tokens."""
    tokenizer = open_tokenizer(length=256)
    tokenizer.enable_padding(length=256)
    parts = []
    for start in range(0, len(texts), 32):
        encoded = tokenizer.encode_batch(list(texts[start : start + 32]))
        inputs = {
            "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
            "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int64),
        }
        parts.append(session.run(None, inputs)[0])
    return np.concatenate(parts)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--float", dest="fp32", type=Path, required=True, help="the fp32 export of the same network")
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    texts = passages(TEXTS, args.count)
    embedder = Embedder(threads=args.threads)
    session = open_session(args.fp32, threads=args.threads)
    embedder.embed(texts[:8])
    padded_fp32(session, texts[:8])
    began = time.perf_counter()
    ours = embedder.embed(texts)
    between = time.perf_counter()
    theirs = padded_fp32(session, texts)
    ended = time.perf_counter()
    cosine = (ours * theirs).sum(axis=1)
    print(f"texts {len(texts)}, {sum(map(len, texts)) / len(texts):.0f} characters each, {args.threads} threads")
    print(f"int8, padded to the batch:  {len(texts) / (between - began):8.1f} texts/s")
    print(f"fp32, padded to 256 tokens: {len(texts) / (ended - between):8.1f} texts/s")
    print(
        f"ratio {(ended - between) / (between - began):.1f}; cosine mean {cosine.mean():.4f}, lowest {cosine.min():.4f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
