"""The offline engine's work in several processes: each reads articles and weighs passages with models of its own and one processor thread.

Processes are spawned, never forked: onnxruntime and the index hang in forked ones. They end with the process that made them,
however that one ends. A process that dies is replaced, and what it was asked is asked again. Searching stays with the process
that owns the index.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from claimcheck.claims import Article, Extraction
from claimcheck.engines.offline import Hands, Question, built_in
from claimcheck.errors import WeightsError
from claimcheck.evidence import Evidence
from claimcheck.neural.passes import Passes
from claimcheck.settings import OfflineSettings, WorthinessSettings

QUESTIONS = 96
"""Questions in one pass: two or three short articles, a second of work, so that no process waits long for another."""
ATTEMPTS = 3
"""Times that a question is asked in all when processes die over it."""

_hands: Hands | None = None
Answer = TypeVar("Answer")


class Pool:
    """`Hands` for an offline engine, from many threads; processes are started by the first question."""

    def __init__(self, settings: OfflineSettings, worthiness: WorthinessSettings, *, processes: int) -> None:
        self._settings, self._worthiness = settings, worthiness
        self._processes = processes
        self._lock = threading.Lock()
        self._closed = False
        self._pool: ProcessPoolExecutor | None = None
        self._passes = Passes(lambda questions: self._asked(_evidence, questions), lanes=processes, most=QUESTIONS)

    def extracted(self, article: Article) -> Extraction:
        """Claims of an article, read by whichever process is free."""
        return self._asked(_extracted, article)

    def evidence(self, questions: Sequence[Question]) -> Sequence[Evidence]:
        """One piece of evidence for each question; what several articles ask at the same time goes together."""
        answers: Sequence[Evidence] = self._passes.ask(questions)
        return answers

    def close(self) -> None:
        """End the processes for good; what they are doing is lost."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                # What a pass is for is lost anyway, and a process in native code does not listen.
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def _asked(self, ask: Callable[[Any], Answer], what: object) -> Answer:
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

    def _opened(self) -> ProcessPoolExecutor:
        from multiprocessing import get_context

        with self._lock:
            if self._closed:
                raise WeightsError("the offline engine was told to end")
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._processes,
                    mp_context=get_context("spawn"),
                    initializer=_begin,
                    initargs=(self._settings, self._worthiness),
                )
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
