"""The loop of a batch: a few articles under way at once, each kept when it is done, a clean stop when going on makes no sense.

Reading waits for checking, so that memory does not grow with the number of articles. What stops a run: a spent budget, an error
that every other article would meet as well, a service that fails several articles in a row, the user.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from claimcheck.batch.folder import RunFolder
from claimcheck.batch.items import Item
from claimcheck.batch.totals import Totals, head_of
from claimcheck.claims import Article
from claimcheck.errors import (
    BudgetSpentError,
    ClaimcheckError,
    ConfigError,
    ServiceError,
    StoreError,
    WeightsError,
)
from claimcheck.reading import Unread
from claimcheck.reports import Report

Check = Callable[[Article], Awaitable[Report]]
IN_A_ROW = 5
"""Articles that a service fails one after the other until the run stops: it is down, not choosy."""
THREADS = 160
_SAME_FOR_ALL = (BudgetSpentError, ConfigError, StoreError, WeightsError)
_NOTHING_SPENT = {"calls": 0, "cached": 0, "tokens_in": 0, "tokens_out": 0, "cost": None}


@dataclass(frozen=True)
class Told:
    """What happened to one item."""

    kind: Literal["done", "failed"]
    row: dict[str, Any]
    """What was kept of it, without the report."""
    report: Report | None
    totals: Totals


@dataclass(frozen=True)
class _Failed:
    """An article that could not be checked."""

    item: Item
    error: ClaimcheckError
    began: float
    report: Report | None = None


class Batch:
    """One call of the command: takes what the folder does not hold yet and has it checked."""

    def __init__(
        self,
        folder: RunFolder,
        check: Check,
        *,
        width: int,
        retry: bool = False,
        tell: Callable[[Told], None] | None = None,
        spent: Callable[[], BudgetSpentError | None] = lambda: None,
        before: Callable[[dict[str, Any], Report], None] | None = None,
        aclose: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`width` articles are under way at once; `retry` takes only what failed; `spent` says whether a budget is;
        `before` is called with each finished article before it is kept, and may add to its row; `aclose` when all is over."""
        self._folder = folder
        self._check = check
        self._width = width
        self._retry = retry
        self._tell = tell or (lambda told: None)
        self._spent = spent
        self._before = before or (lambda row, report: None)
        self._aclose = aclose
        self._seen: set[str] = set()
        self._failed_places = {failure.place: key for key, failure in folder.failures.items() if key.startswith("u-")}
        self._held: list[_Failed] = []
        self.passed_over = 0
        """Items that a retry met which have neither failed nor been checked."""
        self.stopped: ClaimcheckError | None = None
        """Why the run ended before its end; None if it did not."""
        self.interrupted = False
        """Whether it was told to end."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self, items: Iterator[Item]) -> None:
        """Check everything that is wanted; `stopped` and `interrupted` say afterwards whether the end was reached."""
        with suppress(asyncio.CancelledError):
            asyncio.run(self._run(items))

    def interrupt(self) -> None:
        """End the run as soon as no article is just being kept; for signal handlers and other threads."""
        self.interrupted = True
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _run(self, items: Iterator[Item]) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        # Each article under way may wait in a thread for models or stores.
        self._loop.set_default_executor(ThreadPoolExecutor(min(2 * self._width + 2, THREADS)))
        queue: asyncio.Queue[Item | None] = asyncio.Queue(maxsize=1)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._feed(items, queue))
                for _ in range(self._width):
                    tasks.create_task(self._work(queue))
        except ExceptionGroup as several:
            # A disk that fails does so under all articles at once; one of them says it for all.
            raise next((one for one in several.exceptions if isinstance(one, ClaimcheckError)), several) from None
        finally:
            if self._aclose is not None:
                await self._aclose()
        if not self.stopped:
            self._release()

    async def _feed(self, items: Iterator[Item], queue: "asyncio.Queue[Item | None]") -> None:
        while not self.stopped and (item := await asyncio.to_thread(next, items, None)) is not None:
            if self._wanted(item):
                await queue.put(item)
        for _ in range(self._width):
            await queue.put(None)

    def _wanted(self, item: Item) -> bool:
        """Whether an item is still to be done; what a place failed to give is known by the place."""
        if item.key in self._seen:
            self._folder.totals.duplicates += 1
            return False
        self._seen.add(item.key)
        if item.key in self._folder.done:
            return False
        if self._retry:
            failed = item.key in self._folder.failures or item.place in self._failed_places
            self.passed_over += not failed
            return failed
        return item.key not in self._folder.failures

    async def _work(self, queue: "asyncio.Queue[Item | None]") -> None:
        while (item := await queue.get()) is not None:
            if not self.stopped:
                await self._one(item)

    async def _one(self, item: Item) -> None:
        began = time.perf_counter()
        try:
            if isinstance(item.content, Unread):
                raise item.content.error
            report = await self._check(item.content)
        except ClaimcheckError as exc:
            self._take_failure(_Failed(item, exc, began))
            return
        except Exception as exc:  # noqa: BLE001  one article must not end a night's run; the line names what happened
            self._fail(_Failed(item, ClaimcheckError(f"{type(exc).__name__}: {exc}"), began))
            return
        errors = [finding.error for finding in report.findings if finding.error]
        if errors and (spent := self._spent()):
            # Its claims failed for want of money, not by themselves: it is as good as not begun.
            self.stopped = self.stopped or spent
        elif errors:
            why = f"{len(errors)} of {len(report.findings)} claims could not be checked; the first: {errors[0]}"
            self._fail(_Failed(item, ClaimcheckError(why), began, report))
        else:
            self._finish(item, report, began)

    def _take_failure(self, failed: "_Failed") -> None:
        """Keep a failure, unless it is one that ends the run: then its article is left for the next call."""
        if isinstance(failed.item.content, Unread):
            self._fail(failed)
        elif isinstance(failed.error, _SAME_FOR_ALL):
            self.stopped = self.stopped or failed.error
        elif isinstance(failed.error, ServiceError):
            self._held.append(failed)
            if len(self._held) >= IN_A_ROW:
                self.stopped = self.stopped or failed.error
        else:
            self._fail(failed)

    def _release(self) -> None:
        """The service answers others: what it failed has failed by itself."""
        held, self._held = self._held, []
        for failed in held:
            self._fail(failed)

    def _finish(self, item: Item, report: Report, began: float) -> None:
        self._release()
        row = self._row(item, began) | {"publisher": report.article.publisher} | head_of(report)
        self._before(row, report)
        self._folder.keep(row, report)
        if unread := self._failed_places.get(item.place):
            self._folder.forget_failure(unread)
        self._tell(Told("done", row, report, self._folder.totals))

    def _fail(self, failed: "_Failed") -> None:
        spent = head_of(failed.report) if failed.report else _NOTHING_SPENT
        told = {"error": str(failed.error), "kind": type(failed.error).__name__.removesuffix("Error")}
        row = self._row(failed.item, failed.began) | spent | told
        self._folder.keep_failure(row, failed.report)
        self._tell(Told("failed", row, failed.report, self._folder.totals))

    def _row(self, item: Item, began: float) -> dict[str, Any]:
        known = self._folder.failures.get(item.key)
        return {
            "key": item.key,
            "place": item.place,
            "title": item.title,
            "attempts": 1 + (known.attempts if known else 0),
            "seconds": round(time.perf_counter() - began, 3),
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
