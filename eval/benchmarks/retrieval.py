"""How often search finds the other outlet's article for a bare claim sentence, with and without each part of it.

    python eval/benchmarks/retrieval.py --data DATA --home FOLDER [--claims N]

`claim_pairs_train` over `coverage_6k`: a claim sentence, and the article of another outlet on the same event that bears on it, among
6,000; the claim's own article is left out. R@10 counts documents, each by its best passage. The library and its vectors are kept in
FOLDER, since embedding takes most of the time. Parts: dense, lexical, both fused by rank; a window of days around the claim's
article; the article's title sought as well; the cross-encoder's order of the best forty passages. Nothing of the texts is copied out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claimcheck.claims import Article
from claimcheck.library import Filters, Library, document_id
from claimcheck.neural.crossencoder import CrossEncoder
from claimcheck.neural.embedder import Embedder
from claimcheck.reading import Options, Unread, read_each

RANK_CONSTANT = 60
MANY = 200
"""Passages taken from each side before fusion."""
RERANKED = 40
"""Passages whose order the cross-encoder has a say in."""
WINDOW_DAYS = 30

Ranking = list[str]
"""Passage ids, best first."""


@dataclass(frozen=True)
class Wanted:
    """One claim and the document to be found."""

    claim: str
    title: str
    own: str
    """Library id of the claim's article."""
    other: str
    day: dt.date | None


class Bench:
    """The library, its vectors in memory, and the parts of search."""

    def __init__(self, library: Library, embedder: Embedder, crossencoder: CrossEncoder) -> None:
        self._library, self._embedder, self._crossencoder = library, embedder, crossencoder
        pages = list(library.vectors(embedder.name))
        self._ids = [identity for ids, _ in pages for identity in ids]
        self._vectors = np.concatenate([vectors for _, vectors in pages])
        placed = library.placed(self._ids)
        self._documents = {identity: one.document_id for identity, one in placed.items()}
        self._days = {identity: one.day for identity, one in placed.items()}

    def dense(self, text: str) -> Ranking:
        scores = self._vectors @ self._embedder.embed([text])[0]
        return [self._ids[place] for place in np.argsort(-scores, kind="stable")[: 4 * MANY]]

    def lexical(self, text: str, own: str) -> Ranking:
        filters = Filters(exclude_documents=frozenset((own,)))
        return [identity for identity, _ in self._library.lexical(text, k=4 * MANY, filters=filters)]

    def kept(self, ranking: Ranking, wanted: Wanted, *, window: bool) -> Ranking:
        """Without the claim's article, and near its day where a window is asked for."""
        kept = [identity for identity in ranking if self._documents[identity] != wanted.own]
        if window and wanted.day:
            kept = [one for one in kept if self._near(self._days[one], wanted.day)]
        return kept[:MANY]

    def _near(self, day: dt.date | None, other: dt.date) -> bool:
        return day is not None and abs((day - other).days) <= WINDOW_DAYS

    def reranked(self, claim: str, ranking: Ranking) -> Ranking:
        """The first passages in the order of rank and cross-encoder fused: how little silent it holds them."""
        head = ranking[:RERANKED]
        texts = {one.id: one.text for one in self._library.passages(head)}
        scores = self._crossencoder.score([(texts[identity], claim) for identity in head])
        order = [head[place] for place in np.argsort(scores[:, 3], kind="stable")]
        return fused(head, order) + ranking[RERANKED:]

    def documents(self, ranking: Ranking) -> list[str]:
        return list(dict.fromkeys(self._documents[identity] for identity in ranking))


def fused(*rankings: Ranking) -> Ranking:
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, identity in enumerate(ranking, start=1):
            scores[identity] = scores.get(identity, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda one: (-scores[one], one))


def searched(bench: Bench, wanted: Wanted, *, rerank: bool) -> dict[str, Ranking]:
    """Every combination of parts that is reported."""
    dense, lexical = bench.dense(wanted.claim), bench.lexical(wanted.claim, wanted.own)
    titled = f"{wanted.title}. {wanted.claim}"
    found: dict[str, Ranking] = {}
    for window in (False, True):
        sides = [bench.kept(one, wanted, window=window) for one in (dense, lexical)]
        wide = [
            bench.kept(one, wanted, window=window) for one in (bench.dense(titled), bench.lexical(titled, wanted.own))
        ]
        name = ", window" if window else ""
        found |= {f"dense{name}": sides[0], f"lexical{name}": sides[1], f"fused{name}": fused(*sides)}
        found[f"fused, title{name}"] = fused(*sides, *wide)
    if rerank:
        for name in ("fused", "fused, window", "fused, title, window"):
            found[f"{name}, rerank"] = bench.reranked(wanted.claim, found[name])
    return found


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
            found.append(Wanted(row["claim"], own.title or "", document_id(own), document_id(other), own.day))
    return found


def recalls(
    found: Sequence[dict[str, Ranking]], wanted: Sequence[Wanted], place: Callable[[Ranking], list[str]]
) -> None:
    for name in found[0]:
        ranks = [place(one[name]) for one in found]
        at = {
            k: np.mean([want.other in docs[:k] for docs, want in zip(ranks, wanted, strict=True)])
            for k in (1, 5, 10, 50)
        }
        print(f"{name:32}" + "".join(f"  R@{k} {share:.3f}" for k, share in at.items()))


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True, help="folder for the library, kept between runs")
    parser.add_argument("--claims", type=int, help="only the first so many claims")
    parser.add_argument("--no-rerank", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    embedder = Embedder(threads=args.threads)
    library, articles = opened(args.home, args.data, embedder)
    wanted = claims(args.data, articles)[: args.claims]
    bench = Bench(library, embedder, CrossEncoder(threads=args.threads))
    print(f"{len(articles)} articles, {len(wanted)} claims, window of {WINDOW_DAYS} days each way")
    began = time.perf_counter()
    found = [searched(bench, one, rerank=not args.no_rerank) for one in wanted]
    recalls(found, wanted, bench.documents)
    print(f"{(time.perf_counter() - began) / len(wanted):.2f} s a claim, every combination together")


if __name__ == "__main__":
    main(sys.argv[1:])
