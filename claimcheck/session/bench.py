"""Where long work is done: one thread with an event loop of its own, so that no face ever waits.

Knows nothing of articles. Work that needs the engine is done one piece after the other; searches and questions do not wait for it.
"""

import asyncio
import concurrent.futures
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
_PATIENCE_S = 2.0


@dataclass(eq=False)
class Job:
    """A piece of long work."""

    name: str
    """What it is: `"checking Canal Basin Runs Dry"`."""
    progress: str = ""
    """How far it is, in words."""
    future: "concurrent.futures.Future[Any]" = field(default_factory=concurrent.futures.Future)
    """Its result, or the error that ended it."""
    changed: Callable[["Job"], None] | None = None
    """Called in the bench's thread when the progress changes."""

    def tell(self, words: str) -> None:
        """Take note of progress."""
        self.progress = words
        if self.changed is not None:
            self.changed(self)

    def cancel(self) -> None:
        """Stop it; what it has done stays done."""
        self.future.cancel()


class Bench:
    """Runs jobs; the thread begins with the first one."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        """Under way or waiting."""
        self.begun: deque[Job] = deque(maxlen=100)
        """The last jobs begun, ended ones too: one that fails at once is told all the same."""
        self.started: Callable[[Job], None] = lambda job: None
        """Told of every job that begins, in whichever thread began it."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._turn: asyncio.Lock | None = None

    def start(self, name: str, work: Callable[[Job], Coroutine[Any, Any, Any]], *, in_turn: bool = False) -> Job:
        """Begin a job; `in_turn` has it wait for those that were begun so before it."""
        job = Job(name)
        job.future = asyncio.run_coroutine_threadsafe(self._worked(job, work, in_turn), self._running())
        self.jobs.append(job)
        self.begun.append(job)
        job.future.add_done_callback(lambda _: self.jobs.remove(job))
        self.started(job)
        return job

    def cancel(self) -> int:
        """Stop everything; gives how many jobs there were."""
        jobs = tuple(self.jobs)
        for job in jobs:
            job.cancel()
        return len(jobs)

    def close(self) -> None:
        """Stop everything and end the thread; work in a library's hands may still finish in the background, unseen."""
        if self._loop is None or self._thread is None:
            return
        with suppress(concurrent.futures.TimeoutError):
            asyncio.run_coroutine_threadsafe(_all_cancelled(), self._loop).result(timeout=_PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=_PATIENCE_S)
        self._loop = None

    async def _worked(self, job: Job, work: Callable[[Job], Coroutine[Any, Any, T]], in_turn: bool) -> T:
        if not in_turn:
            return await work(job)
        if self._turn is None:
            self._turn = asyncio.Lock()
        if self._turn.locked():
            job.tell("waiting for its turn")
        async with self._turn:
            return await work(job)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="bench", daemon=True)
            self._thread.start()
        return self._loop


async def _all_cancelled() -> None:
    """Cancel every task of the loop but this one, and let them end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
