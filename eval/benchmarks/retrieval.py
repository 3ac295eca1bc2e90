"""How often search finds the other outlet's article for a bare claim sentence, with and without each part of it.

    python eval/benchmarks/retrieval.py --data DATA --home FOLDER [--every N] [--rerank] [--float FP32]

`claim_pairs_train` over `coverage_6k`: a claim sentence, and the article of another outlet on the same event that bears on it, among
6,000; the claim's own article and its copies are left out. R@k counts documents, each by its best passage. What is measured is the
product's own retriever under settings that switch one part after the other on; vectors alone and words alone stand beside it.
The library and its vectors are kept in FOLDER, since embedding takes most of the time. `--float` compares the shipped int8 embedder
with its fp32 export (`eval/training/export.py embedder --float`) on a smaller library. Nothing of the texts is copied out.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from claimcheck.claims import Article, Claim, Span, Worthiness
from claimcheck.evidence import Hit
from claimcheck.index import ExactIndex
from claimcheck.library import Filters, Library, document_id
from claimcheck.neural.crossencoder import CrossEncoder
from claimcheck.neural.embedder import Embedder
from claimcheck.neural.weights import inputs_of, open_session, open_tokenizer
from claimcheck.reading import Options, Unread, read_each
from claimcheck.retrieval import HybridRetriever
from claimcheck.settings import RetrievalSettings
from claimcheck.usage import Meter

DEPTHS = (1, 5, 10, 20)
PASSAGES = 50
"""Passages asked for, so that twenty documents can be told apart."""
RERANKED = 30
"""With --rerank: passages that the cross-encoder puts in order."""
Rerank = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""(passage, claim) pairs to scores, higher is better."""
PLAIN = {"headline": 0.0, "nearness": 0.0}
HEADLINE, NEARNESS = {"headline": 0.3}, {"nearness": 2.0}
SETTINGS: dict[str, dict[str, Any]] = {
    "vectors and words fused": {},
    "  + window of 30 days": {"window_days": 30},
    "  + headline": HEADLINE,
    "  + nearness in time": NEARNESS,
    "  + headline and nearness": HEADLINE | NEARNESS,
}


@dataclass(frozen=True)
class Wanted:
    """One claim and the document to be found."""

    claim: str
    own: Article
    other: str
    """Library id of the article to be found."""


class Bench:
    """The library, its vectors in memory, and how often each way of searching finds what is wanted."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library, self._embedder, self._index = library, embedder, ExactIndex()
        for ids, vectors in library.vectors(embedder.name):
            self._index.upsert(ids, vectors)

    def product(
        self, wanted: Sequence[Wanted], changed: dict[str, Any], *, rerank: Rerank | None = None
    ) -> list[list[str]]:
        """Documents in the order in which the product's retriever finds them, put in another order by `rerank`."""
        settings = RetrievalSettings(**({"passages": PASSAGES, "candidates": 100} | PLAIN | changed))
        retriever = HybridRetriever(self._library, self._index, self._embedder, settings=settings)
        return [
            list(dict.fromkeys(hit.passage.document_id for hit in self._found(retriever, one, rerank)))
            for one in wanted
        ]

    def _found(self, retriever: HybridRetriever, wanted: Wanted, rerank: Rerank | None) -> list[Hit]:
        [found] = asyncio.run(retriever.retrieve(wanted.own, [_claim(wanted)], meter=Meter()))
        if rerank is None:
            return list(found.hits)
        scores = rerank([(hit.passage.text, wanted.claim) for hit in found.hits])
        ranked = sorted(zip(found.hits, scores, strict=True), key=lambda pair: -pair[1])
        return [hit for hit, _ in ranked]

    def vectors(self, wanted: Sequence[Wanted]) -> list[list[str]]:
        """By vectors alone."""
        asked = self._embedder.embed([one.claim for one in wanted])
        rows = self._index.search(asked, k=4 * PASSAGES)
        return [self._documents([one for one, _ in row], want) for row, want in zip(rows, wanted, strict=True)]

    def words(self, wanted: Sequence[Wanted]) -> list[list[str]]:
        """By words alone."""
        rows = [self._library.lexical(one.claim, k=4 * PASSAGES, filters=Filters()) for one in wanted]
        return [self._documents([one for one, _ in row], want) for row, want in zip(rows, wanted, strict=True)]

    def _documents(self, passages: Sequence[str], wanted: Wanted) -> list[str]:
        placed = self._library.placed(passages)
        own = document_id(wanted.own)
        return list(
            dict.fromkeys(
                placed[one].document_id for one in passages if one in placed and placed[one].document_id != own
            )
        )


def _claim(wanted: Wanted) -> Claim:
    return Claim(
        id="c",
        article_id=wanted.own.id,
        text=wanted.claim,
        quote=wanted.claim,
        span=Span(start=0, end=len(wanted.claim)),
        checkable=True,
        worthiness=Worthiness(score=1.0, terms=()),
    )


def opened(home: Path, data: Path, embedder: Embedder) -> tuple[Library, dict[str, Article]]:
    """The library of all coverage with its vectors, made on the first call, and its articles by their own ids."""
    home.mkdir(parents=True, exist_ok=True)
    articles = {article.id: article for article in _coverage(data / "news/coverage_6k.jsonl.gz")}
    library = Library.open(home / "library.db")
    if library.count() < len(articles):
        library.add(list(articles.values()))
    while waiting := library.unembedded(embedder.name, limit=2048):
        vectors = embedder.embed([passage.text for passage in waiting])
        library.store_vectors(embedder.name, [passage.id for passage in waiting], vectors)
        print(f"embedded {len(waiting)} more", file=sys.stderr, flush=True)
    return library, articles


def _coverage(path: Path) -> Iterator[Article]:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "coverage.jsonl"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        for item in read_each(str(plain), options=Options(want="coverage")):
            if not isinstance(item, Unread):
                yield item


def claims(data: Path, articles: dict[str, Article]) -> list[Wanted]:
    """Claims whose two articles are both held."""
    text = gzip.decompress((data / "news/claim_pairs_train.jsonl.gz").read_bytes()).decode("utf-8")
    found = []
    for row in map(json.loads, text.splitlines()):
        own, other = articles.get(row["article_id"]), articles.get(row["evidence_article_id"])
        if own and other:
            found.append(Wanted(row["claim"], own, document_id(other)))
    return found


def reported(name: str, found: Sequence[list[str]], wanted: Sequence[Wanted]) -> None:
    """One line of recalls."""
    shares = {
        k: np.mean([want.other in docs[:k] for docs, want in zip(found, wanted, strict=True)])
        for k in DEPTHS
        if name[-1] != "*" or k <= RERANKED
    }
    print(f"{name:34}" + "".join(f"  R@{k} {share:.3f}" for k, share in shares.items()), flush=True)


def against_float(library: Library, wanted: Sequence[Wanted], embedder: Embedder, path: Path) -> None:
    """Vectors of both networks for the documents that the claims name, searched alone."""
    documents = {document_id(one.own) for one in wanted} | {one.other for one in wanted}
    passages = library.passages_of(sorted(documents), most=100_000)
    tokenizer, session = open_tokenizer(length=256), open_session(path, threads=1)

    def fp32(texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        names = [item.name for item in session.get_inputs()]
        for row, inputs in enumerate(inputs_of(tokenizer, texts)):
            rows[row] = session.run(None, {name: inputs[name] for name in names})[0][0]
        return rows

    print(f"{len(documents)} documents, {len(passages)} passages, vectors alone")
    for name, embed in (("int8, as shipped", embedder.embed), ("fp32", fp32)):
        scores = np.asarray(embed([one.claim for one in wanted])) @ np.asarray(embed([one.text for one in passages])).T
        found = []
        for row, want in zip(scores, wanted, strict=True):
            order = dict.fromkeys(passages[place].document_id for place in np.argsort(-row, kind="stable"))
            found.append([one for one in order if one != document_id(want.own)])
        reported(name, found, wanted)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True, help="folder for the library, kept between runs")
    parser.add_argument("--every", type=int, default=1, help="only every so many claims")
    parser.add_argument("--rerank", action="store_true", help="the cross-encoder's order of the best passages besides")
    parser.add_argument(
        "--float", dest="fp32", type=Path, help="fp32 export to compare the embedder with, and nothing else"
    )
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    embedder = Embedder(threads=args.threads)
    library, articles = opened(args.home, args.data, embedder)
    wanted = claims(args.data, articles)[:: args.every]
    print(f"{len(articles)} articles, {len(wanted)} claims")
    if args.fp32:
        against_float(library, wanted, embedder, args.fp32)
        return
    bench = Bench(library, embedder)
    reported("vectors alone", bench.vectors(wanted), wanted)
    reported("words alone", bench.words(wanted), wanted)
    for name, changed in SETTINGS.items():
        reported(name, bench.product(wanted, changed), wanted)
    if args.rerank:
        _reranked(bench, wanted, args.threads)


def _reranked(bench: Bench, wanted: Sequence[Wanted], threads: int) -> None:
    network = CrossEncoder(threads=threads)

    def telling(pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How little the cross-encoder takes a passage to be silent."""
        return [1.0 - float(row[3]) for row in network.score(pairs)]

    short = {"passages": RERANKED}
    reported("fused, cross-encoder last *", bench.product(wanted, short, rerank=telling), wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
