"""The built-in judge in several processes, each with models of its own and one processor thread.

Processes are spawned, never forked: onnxruntime and the index hang in forked ones. They end with the process that made them,
however that one ends. A process that dies is replaced, and what it was asked is asked again.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from claimcheck.errors import WeightsError
from claimcheck.neural.judge import Judge, JudgeAsk, Judged
from claimcheck.neural.passes import Passes

PAIRS = 512
"""Pairs of claim and passage in one pass: some five articles, under ten seconds."""
ATTEMPTS = 3
"""Times that a pass is tried in all when processes die under it."""

_judge: Judge | None = None


class PooledJudge:
    """Answers like `Judge`, many articles to a pass, in `processes` at once; opened by the first question."""

    def __init__(self, *, processes: int, cautious: bool, threads: int = 1) -> None:
        self.name = Judge(cautious=cautious).name
        self._processes = processes
        self._made_with = (threads, cautious)
        self._lock = threading.Lock()
        self._closed = False
        self._pool: ProcessPoolExecutor | None = None
        self._passes = Passes(self._asked, lanes=processes, most=PAIRS)

    def judge(self, asks: Sequence[JudgeAsk]) -> Sequence[Judged]:
        """One answer for each ask; may be called from many threads."""
        answers: Sequence[Judged] = self._passes.ask(asks)
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

    def _asked(self, asks: list[JudgeAsk]) -> Sequence[Judged]:
        for _ in range(ATTEMPTS):
            pool = self._opened()
            try:
                return pool.submit(_judged, asks).result()
            except BrokenProcessPool:
                self._drop(pool)
        raise WeightsError(
            f"{ATTEMPTS} processes of the built-in judge died one after the other; "
            "give the machine more memory or set offline.processes lower"
        )

    def _opened(self) -> ProcessPoolExecutor:
        from multiprocessing import get_context

        with self._lock:
            if self._closed:
                raise WeightsError("the built-in judge was told to end")
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._processes,
                    mp_context=get_context("spawn"),
                    initializer=_begin,
                    initargs=self._made_with,
                )
            return self._pool

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        broken.shutdown(wait=False)


def _begin(threads: int, cautious: bool) -> None:
    """In a new process: Ctrl-C is the parent's affair, and when the parent is gone there is nothing to work for."""
    global _judge
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _judge = Judge(threads=threads, cautious=cautious)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent: Any = parent_process()
    if parent is not None:
        with contextlib.suppress(OSError):
            parent.join()
        os._exit(1)


def _judged(asks: list[JudgeAsk]) -> Sequence[Judged]:
    assert _judge is not None
    return _judge.judge(asks)
