"""The composition root: settings to a ready `Checker`. The only module that knows concrete engines, stores and models.

Everything heavy is opened when it is first needed, so that `claimcheck --help` and a dry run stay quick.
"""

import asyncio
import datetime as dt
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.claims import Article, Claim
from claimcheck.closing import Closing
from claimcheck.errors import (
    BudgetSpentError,
    ClaimcheckError,
    ConfigError,
    DamagedStoreError,
    EmbedderMismatchError,
)
from claimcheck.evidence import Hit
from claimcheck.pipeline import Emit, Engine, NoCoverage, Retriever, Run, Stages
from claimcheck.reports import Answer, Report
from claimcheck.settings import Settings
from claimcheck.usage import Meter

if TYPE_CHECKING:
    from claimcheck.chat import Chat
    from claimcheck.engines.pool import Pool
    from claimcheck.fetching import Fetcher
    from claimcheck.index import ChromaIndex
    from claimcheck.ingest import IngestProgress, IngestSummary, VerifyReport
    from claimcheck.library import Library
    from claimcheck.neural.calibration import StructuralCalibration
    from claimcheck.neural.classifier import PropositionClassifier
    from claimcheck.neural.cues import TrainedCues
    from claimcheck.neural.embedder import Embedder as BuiltInEmbedder
    from claimcheck.planning import Plan
    from claimcheck.reading import Options, Unread
    from claimcheck.retrieval import Embedder, HybridRetriever
    from claimcheck.transports import Transport


MOST_FOUND = 10_000
"""Passages whose documents a query of the library gives."""


class Interrupted(ClaimcheckError):
    """The user stopped the check; `report` holds what was done."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


class Checker(Closing):
    """Checks articles with one set of settings; use as a context manager or call `close`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine_name: str = settings.chosen_engine
        self._index_open: ChromaIndex | None = None
        self._opening = threading.RLock()
        self._by_batches: Transport | None = None

    def beside(self, settings: Settings) -> "Checker":
        """A checker for settings of the same engine and embedding, over another library; loaded networks are shared."""
        other = Checker(settings)
        other.__dict__.update({"_engine": self._engine, "_embedder": self._embedder})
        return other

    def close(self) -> None:
        """Give library, index and processes back."""
        if (pool := self.__dict__.get("_pool")) is not None:
            pool.close()
        self.let_index_go()
        if "library" in self.__dict__:
            self.library.close()

    def let_index_go(self) -> None:
        """Let other processes use the index until it is needed again; opening it anew takes a few hundredths of a second."""
        with self._opening:
            if self._index_open is not None:
                self._index_open.close()
                self._index_open = None

    def warm(self) -> None:
        """Load the engine, so that the first check need not."""
        _ = self._engine, self._embedder

    def read(self, source: str, *, options: "Options | None" = None) -> "Iterator[Article | Unread]":
        """Articles of a path, a folder or an address, failures in their place; addresses are fetched as the settings allow."""
        from claimcheck.reading import Options, read_each

        return read_each(source, options=replace(options or Options(), fetcher=self._fetcher))

    async def aclose(self) -> None:
        """Give connections to the LLM back; within the event loop that used them."""
        if "chat" in self.__dict__:
            await self.chat.aclose()

    def abandon(self) -> None:
        """Give up what worker processes are doing, without waiting for them."""
        if (pool := self.__dict__.get("_pool")) is not None:
            threading.Thread(target=pool.close).start()

    def check(self, article: Article, *, emit: Emit | None = None, limit: int | None = None) -> Report:
        """The article's report; on Ctrl-C raises Interrupted with what is done."""
        run = Run(article, self.stages(), emit=emit, limit=limit)
        try:
            return asyncio.run(run.finish())
        except KeyboardInterrupt as exc:
            raise Interrupted(run.report()) from exc

    async def acheck(
        self, article: Article, *, emit: Emit | None = None, limit: int | None = None, as_of: dt.date | None = None
    ) -> Report:
        """The same for callers with an event loop of their own; `as_of` leaves out coverage after that day."""
        stages = await asyncio.to_thread(self.stages, as_of)
        return await Run(article, stages, emit=emit, limit=limit).finish()

    async def aweigh(
        self,
        article: Article,
        claims: Sequence[Claim],
        *,
        pins: Mapping[str, Sequence[Hit]] | None = None,
        emit: Emit | None = None,
        as_of: dt.date | None = None,
    ) -> Report:
        """Find coverage of claims that are given, weigh it and decide; `pins` are passages to weigh besides, by claim id."""
        stages = await asyncio.to_thread(self._weighing, article, claims, pins or {}, as_of)
        return await Run(article, stages, emit=emit).finish()

    def series(self, *, limit: int | None = None) -> Callable[[Article], Awaitable[Report]]:
        """A check for many articles, side by side in one event loop: the library is looked at once, not for each."""
        stages = self.stages()

        async def check(article: Article) -> Report:
            return await Run(article, stages, limit=limit).finish()

        return check

    def ask_by_batches(self, path: Path, *, tell: Callable[[str], None]) -> None:
        """From now on ask the LLM by OpenAI's Batch API; `path` keeps what was sent, `tell` hears of jobs."""
        from claimcheck.transports import BatchTransport

        self._by_batches = BatchTransport(self.settings, path, tell=tell)

    def spent(self) -> BudgetSpentError | None:
        """The error that calls meet once the budget is spent; None as long as there is room, and offline."""
        return self.chat.budget.spent if "chat" in self.__dict__ else None

    def coverage(self, query: str) -> Iterator[Article]:
        """Documents of the library as articles: those that a query in words finds, best first; all for an empty query."""
        if not query.strip():
            yield from self.library.documents()
            return
        found = self.library.lexical(query, k=MOST_FOUND)
        placed = self.library.placed([passage for passage, _ in found])
        for identity in dict.fromkeys(placed[passage].document_id for passage, _ in found if passage in placed):
            document = self.library.document(identity)
            if document is not None:
                yield document

    async def aask(
        self, article: Article, claim: Claim, question: str, *, passages: Sequence[Hit], as_of: dt.date | None = None
    ) -> Answer:
        """An LLM's answer from these passages and from what the library holds on the question; citations are verified.

        Raises ConfigError where no LLM is configured.
        """
        if self.engine_name != "llm":
            raise ConfigError(
                "no LLM is set up to answer questions: set OPENAI_API_KEY or --base-url; search the library instead"
            )
        from claimcheck.engines.asking import answered
        from claimcheck.prompts import load

        found = await asyncio.to_thread(self.search, question, k=self.settings.retrieval.passages, as_of=as_of)
        given = {hit.passage.id: hit for hit in (*passages, *found)}
        prompt = load("ask", folder=self.settings.prompts)
        return await answered(
            self.chat,
            prompt,
            article=article,
            claim=claim,
            question=question,
            passages=list(given.values()),
            meter=Meter(),
        )

    def plan(self, article: Article) -> "Plan":
        """What checking the article would cost."""
        from claimcheck.planning import FREE, planned

        if self.engine_name == "offline":
            return FREE
        return planned(article, self.settings.llm, covered=self.library.count() > 0)

    def search(self, query: str, *, k: int, as_of: dt.date | None = None) -> list[Hit]:
        """What the library holds on a query, up to a day if one is given."""
        if not self.library.count():
            return []
        return self._retriever_of(as_of).search(query, k=k)

    def ingest(
        self,
        sources: Sequence[str],
        *,
        options: "Options | None" = None,
        progress: "Callable[[IngestProgress], None] | None" = None,
    ) -> "IngestSummary":
        """Read sources into library and index."""
        from claimcheck.ingest import ingest
        from claimcheck.reading import Options

        chosen = options or Options(want="coverage")
        items = (item for source in sources for item in self.read(source, options=chosen))
        return ingest(items, self.library, self.index, self._embedder, progress=progress)

    def import_fact_checks(
        self, sources: Sequence[str], *, progress: "Callable[[IngestProgress], None] | None" = None
    ) -> "IngestSummary":
        """Put the published fact checks of files and folders into library and index, as documents of their own kind."""
        from claimcheck.factchecks import read_each
        from claimcheck.ingest import ingest

        items = (item for source in sources for item in read_each(source))
        return ingest(items, self.library, self.index, self._embedder, progress=progress)

    def verify(self) -> "VerifyReport":
        """Compare the index with the library."""
        from claimcheck.ingest import verify

        return verify(self.library, self.index, self._embedder)

    def rebuild(self) -> int:
        """Make the index anew from the library; returns the number of vectors. A damaged folder is put aside first."""
        from claimcheck.index import put_aside
        from claimcheck.ingest import rebuild

        try:
            index = self.index
            index.clear()
        except EmbedderMismatchError:
            index = self._opened(anew=True)
            index.clear()
        except DamagedStoreError:
            if self.settings.library.chroma_url:
                raise
            put_aside(self.settings.home / "index")
            index = self._opened(anew=True)
        return rebuild(self.library, index, self._embedder)

    def stats(self) -> dict[str, object]:
        """Figures of library and index."""
        return {**self.library.stats(), "indexed": self.index.count(), "embedder": self._embedder.name}

    @cached_property
    def library(self) -> "Library":
        """The documents of record."""
        from claimcheck.library import Library

        where = self.settings.library.url or self.settings.home / "library.db"
        return Library.open(where, passage_chars=self.settings.library.passage_chars)

    @property
    def index(self) -> "ChromaIndex":
        """The vectors, opened once."""
        # A search may come while a check opens it: a second opening would find the folder owned.
        with self._opening:
            if self._index_open is None:
                self._index_open = self._opened(anew=False)
            return self._index_open

    def _opened(self, *, anew: bool) -> "ChromaIndex":
        from claimcheck.index import ChromaIndex

        url, embedder = self.settings.library.chroma_url, self._embedder
        if url:
            opened = ChromaIndex.on_server(url, embedder=embedder.name, dimension=embedder.dimension, anew=anew)
        else:
            folder = self.settings.home / "index"
            opened = ChromaIndex.in_folder(folder, embedder=embedder.name, dimension=embedder.dimension, anew=anew)
        self._index_open = opened
        return opened

    @cached_property
    def _fetcher(self) -> "Fetcher":
        from claimcheck.fetching import Fetcher

        return Fetcher(self.settings.fetch)

    @cached_property
    def _embedder(self) -> "Embedder":
        if self.settings.embedding.kind == "openai":
            from claimcheck.transports import OpenAIEmbedder

            return OpenAIEmbedder(self.settings)
        from claimcheck.neural.passes import JoinedEmbedder

        return JoinedEmbedder(self._built_in)

    @cached_property
    def _built_in(self) -> "BuiltInEmbedder":
        from claimcheck.neural.embedder import Embedder

        offline = self.settings.offline
        return Embedder(threads=offline.threads if offline.processes == 1 else 1)

    def _retriever_of(self, as_of: dt.date | None) -> "HybridRetriever":
        from claimcheck.retrieval import HybridRetriever

        settings = self.settings.retrieval
        if as_of is not None:
            settings = settings.model_copy(update={"as_of": as_of.isoformat()})
        return HybridRetriever(self.library, self.index, self._embedder, settings=settings)

    @cached_property
    def _engine(self) -> Engine:
        if self.engine_name == "llm":
            return self._llm_engine()
        from claimcheck.engines.offline import built_in

        settings = self.settings
        return built_in(settings.offline, settings.worthiness, classifier=self._classifier, hands=self._pool)

    def _llm_engine(self) -> Engine:
        from claimcheck.engines.llm import LLMEngine

        settings = self.settings
        return LLMEngine(
            self.chat,
            settings=settings.llm,
            worthiness=settings.worthiness,
            prompts=settings.prompts,
            worthy=lambda text: self._classifier.classify([text])[0].worthiness,
        )

    def cues(self) -> "TrainedCues | None":
        """What finds reported stances beside the rules; None where the settings leave it out."""
        # numpy takes a tenth of a second to import
        from claimcheck.neural.cues import TrainedCues

        return TrainedCues() if self.settings.offline.cues == "trained" else None

    @cached_property
    def _classifier(self) -> "PropositionClassifier":
        from claimcheck.neural.classifier import PropositionClassifier

        return PropositionClassifier(embedder=self._built_in)

    @cached_property
    def _pool(self) -> "Pool | None":
        """Processes for the offline engine's work, each with one thread: they are as many as there are cores."""
        offline = self.settings.offline
        if offline.processes == 1:
            return None
        from claimcheck.engines.pool import Pool

        return Pool(offline.model_copy(update={"threads": 1}), self.settings.worthiness, processes=offline.processes)

    @cached_property
    def chat(self) -> "Chat":
        """The room where the LLM is asked."""
        from claimcheck.cache import Cache
        from claimcheck.chat import Chat

        llm = self.settings.llm
        # A replay is its own store; a recording must see every answer.
        cached = llm.cache and not llm.replay and not llm.record
        cache = Cache(self.settings.home / "cache.db") if cached else None
        return Chat(self.settings.llm, self._by_batches or _transport(self.settings), cache=cache)

    def stages(self, as_of: dt.date | None = None) -> Stages:
        """Engine and coverage as one run needs them; a library that holds nothing is searched without an index."""
        retriever = self._coverage(as_of)
        made = self._engine.provenance()
        curves = (self._calibration.name,) if self._calibration else ()
        made = made.model_copy(
            update={
                "weights": (*made.weights, *curves),
                "settings_digest": self.settings.digest(),
                "library_digest": retriever.digest(),
                "as_of": as_of or self.settings.retrieval.last_day,
            }
        )
        return Stages(
            engine=self._engine,
            retriever=retriever,
            policy=self.settings.policy,
            provenance=made,
            calibration=self._calibration,
        )

    @cached_property
    def _calibration(self) -> "StructuralCalibration | None":
        from claimcheck.neural.calibration import StructuralCalibration

        return StructuralCalibration.of_settings(self.settings)

    def _weighing(
        self, article: Article, claims: Sequence[Claim], pins: Mapping[str, Sequence[Hit]], as_of: dt.date | None
    ) -> Stages:
        """The same for claims that are given."""
        from claimcheck.again import GivenClaims, Pinning

        stages = self.stages(as_of)
        pinning = Pinning(stages.retriever, pins, own=self.library.origin_of(article).origins, as_of=as_of)
        return replace(stages, engine=GivenClaims(stages.engine, claims), retriever=pinning)

    def _coverage(self, as_of: dt.date | None) -> Retriever:
        """What is searched; a library that holds nothing is searched without an index, a replay as it was when recorded."""
        from claimcheck.kept import FILE_NAME, KeepingRetriever, KeptRetriever

        if not self.library.count():
            return NoCoverage()
        llm = self.settings.llm
        if self.engine_name == "llm" and llm.replay and (llm.replay / FILE_NAME).exists():
            return KeptRetriever(self.library, llm.replay)
        searched = self._retriever_of(as_of)
        return KeepingRetriever(searched, llm.record) if self.engine_name == "llm" and llm.record else searched


def build(settings: Settings) -> Checker:
    """A checker for the settings; nothing is opened yet."""
    return Checker(settings)


def _transport(settings: Settings) -> "Transport":
    """The server's, or recorded answers in its place; either is recorded if asked for."""
    from claimcheck.transports import LangChainTransport, RecordingTransport, ReplayTransport

    llm = settings.llm
    asked: Transport = ReplayTransport(llm.replay) if llm.replay else LangChainTransport(settings)
    return RecordingTransport(asked, llm.record) if llm.record else asked
