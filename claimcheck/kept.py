"""Retrievals kept in a file: with them recorded answers of an LLM stay answers to the questions that were asked.

What is asked when weighing depends on the passages found; a better search finds others. A recording therefore keeps, beside the
answers, which passages each claim met, and a replay weighs those. Leaves out the passages' text: that is the library's.
"""

from collections.abc import Sequence
from pathlib import Path

from claimcheck import runs
from claimcheck.claims import Article, Claim, content_id
from claimcheck.errors import ConfigError, IndexMissingError
from claimcheck.evidence import Hit, Retrieved
from claimcheck.library import Library
from claimcheck.pipeline import Retriever
from claimcheck.usage import Meter

FILE_NAME = "retrieved.jsonl"


class KeepingRetriever:
    """Retrieves through another retriever and appends what was found to `folder/retrieved.jsonl`."""

    def __init__(self, inner: Retriever, folder: Path) -> None:
        self._inner = inner
        self._path = folder / FILE_NAME

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> Sequence[Retrieved]:
        """What the inner retriever finds."""
        found = await self._inner.retrieve(article, claims, meter=meter)
        known = {row["key"] for row in runs.rows(self._path)}
        new = [(key_of(article, claim), one) for claim, one in zip(claims, found, strict=True)]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with runs.Journal(self._path) as journal:
            journal.append(*(_row(key, one) for key, one in new if key not in known))
        return found

    def digest(self) -> str:
        """The inner retriever's library."""
        return self._inner.digest()


class KeptRetriever:
    """Gives each claim the passages that it met when the recording was made; implements `pipeline.Retriever`."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = library
        self._path = folder / FILE_NAME

    async def retrieve(self, article: Article, claims: Sequence[Claim], *, meter: Meter) -> list[Retrieved]:
        """The kept passages, in their order.

        Raises ConfigError for a claim that the recording does not know, IndexMissingError for a passage that the library lacks.
        """
        kept = {row["key"]: row for row in runs.rows(self._path)}
        unknown = next((claim for claim in claims if key_of(article, claim) not in kept), None)
        if unknown is not None:
            raise ConfigError(f"{self._path}: holds no retrieval for the claim {unknown.text!r}; record it anew")
        return [
            Retrieved(
                claim_id=claim.id,
                hits=tuple(self._hits(row["hits"])),
                copies=tuple(self._hits(row["copies"])),
            )
            for claim, row in ((claim, kept[key_of(article, claim)]) for claim in claims)
        ]

    def digest(self) -> str:
        """The library's own."""
        return self._library.digest()

    def _hits(self, ids: Sequence[str]) -> list[Hit]:
        passages = {passage.id: passage for passage in self._library.passages(ids)}
        missing = next((identity for identity in ids if identity not in passages), None)
        if missing is not None:
            raise IndexMissingError(
                f"{self._path}: passage {missing!r} is not in the library; ingest the coverage that the recording was made with"
            )
        imprints = self._library.imprints({passage.document_id for passage in passages.values()})
        return [
            Hit(passage=passages[one], imprint=imprints[passages[one].document_id], score=1 / rank, rank=rank)
            for rank, one in enumerate(ids, start=1)
        ]


def key_of(article: Article, claim: Claim) -> str:
    """Names a claim by the article's words and its own, whatever ids they were read under."""
    return content_id("k", article.text, claim.text, claim.claimant.source if claim.claimant else None)


def _row(key: str, found: Retrieved) -> dict[str, object]:
    return {
        "key": key,
        "hits": [hit.passage.id for hit in found.hits],
        "copies": [hit.passage.id for hit in found.copies],
    }
