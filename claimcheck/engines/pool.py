"""The offline engine's work in several processes: each reads articles and weighs passages with models of its own and one processor thread.

Processes are spawned, never forked: onnxruntime and the index hang in forked ones. They end with the process that made them,
however that one ends. A process that dies is replaced, and what it was asked is asked again. Searching stays with the process
that owns the index.
"""

import contextlib
import itertools
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar
from zlib import crc32

from claimcheck.claims import Article, Extraction
from claimcheck.engines.offline import Hands, Question, built_in
from claimcheck.errors import WeightsError
from claimcheck.evidence import Evidence
from claimcheck.neural.passes import Passes
from claimcheck.settings import OfflineSettings, WorthinessSettings

QUESTIONS = 96
"""Questions in one pass of a process: a second of work, so that an article to be read need not wait long."""
CALLERS = 128
"""Threads that wait for processes: articles under way, times processes, and no more than fit."""
ATTEMPTS = 3
"""Times that a question is asked in all when processes die over it."""
ENDED = "the offline engine was told to end"

_hands: Hands | None = None
Answer = TypeVar("Answer")


class Pool:
    """`Hands` for an offline engine, from many threads; processes are started by the first question.

    A passage is always weighed in the same process: what is read off it once is remembered there, and in no other.
    """

    def __init__(self, settings: OfflineSettings, worthiness: WorthinessSettings, *, processes: int) -> None:
        self._workers = [_Worker(settings, worthiness) for _ in range(processes)]
        self._turn = itertools.count()
        self._callers = ThreadPoolExecutor(CALLERS, thread_name_prefix="pool")

    def extracted(self, article: Article) -> Extraction:
        """Claims of an article, read by one process after the other."""
        return self._workers[next(self._turn) % len(self._workers)].asked(_extracted, article)

    def evidence(self, questions: Sequence[Question]) -> list[Evidence]:
        """One piece of evidence for each question; what several articles ask at the same time goes together."""
        places: dict[int, list[int]] = {}
        for place, one in enumerate(questions):
            places.setdefault(crc32(one.hit.passage.id.encode()) % len(self._workers), []).append(place)
        asked = [
            (some, self._submitted(self._workers[number], [questions[place] for place in some]))
            for number, some in places.items()
        ]
        answers = {place: one for some, told in asked for place, one in zip(some, told.result(), strict=True)}
        return [answers[place] for place in range(len(questions))]

    def _submitted(self, worker: "_Worker", questions: Sequence[Question]) -> Future[Sequence[Evidence]]:
        try:
            return self._callers.submit(worker.evidence, questions)
        except RuntimeError as exc:
            raise WeightsError(ENDED) from exc

    def close(self) -> None:
        """End the processes for good; what they are doing is lost."""
        for worker in self._workers:
            worker.close()
        # Those that still wait are told so by their workers.
        self._callers.shutdown(wait=False)


class _Worker:
    """One process, replaced when it dies."""

    def __init__(self, settings: OfflineSettings, worthiness: WorthinessSettings) -> None:
        self._made_with = (settings, worthiness)
        self._lock = threading.Lock()
        self._closed = False
        self._pool: ProcessPoolExecutor | None = None
        self._passes = Passes(lambda questions: self.asked(_evidence, questions), most=QUESTIONS)

    @property
    def pid(self) -> int | None:
        """The process's number; None before the first question."""
        running = (self._pool._processes or {}) if self._pool else {}
        return next(iter(running), None)

    def evidence(self, questions: Sequence[Question]) -> Sequence[Evidence]:
        """One answer for each question, together with whatever else waits for this process."""
        return self._passes.ask(questions)

    def asked(self, ask: Callable[[Any], Answer], what: object) -> Answer:
        """The process's answer; asked again of another one where it dies over it."""
        for _ in range(ATTEMPTS):
            pool = self._opened()
            try:
                return pool.submit(ask, what).result()
            except BrokenProcessPool:
                self._drop(pool)
        raise WeightsError(
            f"{ATTEMPTS} processes of the offline engine died one after the other; "
            "give the machine more memory or set offline.processes lower"
        )

    def close(self) -> None:
        """End the process for good."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                # What a pass is for is lost anyway, and a process in native code does not listen.
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> ProcessPoolExecutor:
        from multiprocessing import get_context

        with self._lock:
            if self._closed:
                raise WeightsError(ENDED)
            if self._pool is None:
                spawn = get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=self._made_with)
            return self._pool

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        broken.shutdown(wait=False)


def _begin(settings: OfflineSettings, worthiness: WorthinessSettings) -> None:
    """In a new process: Ctrl-C is the parent's affair, and when the parent is gone there is nothing to work for."""
    global _hands
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _hands = built_in(settings, worthiness)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent: Any = parent_process()
    if parent is not None:
        with contextlib.suppress(OSError):
            parent.join()
        os._exit(1)


def _extracted(article: Article) -> Extraction:
    assert _hands is not None
    return _hands.extracted(article)


def _evidence(questions: list[Question]) -> Sequence[Evidence]:
    assert _hands is not None
    return _hands.evidence(questions)
