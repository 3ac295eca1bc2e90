"""Live figures: one look at the queue now and then for everybody who watches, sent on as server-sent events.

One clock for all listeners, and none while nobody listens. Leaves out what has changed: pages ask for that themselves.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from claimcheck.review.desk import Desk

EVERY_S = 2.0
"""Between two looks at the queue."""
QUIET_S = 15.0
"""After so long without news a comment keeps the connection open."""


class Pulse:
    """Tells listeners of the queue's counts whenever they change."""

    def __init__(self, desk: "Desk", *, every_s: float = EVERY_S) -> None:
        self._desk = desk
        self._every_s = every_s
        self._news = asyncio.Condition()
        self._last = ""
        self._listeners = 0
        self._wanted = asyncio.Event()
        self._closing = False

    @contextlib.asynccontextmanager
    async def lifespan(self, app: "FastAPI") -> AsyncIterator[None]:
        """Look at the queue while the page is served."""
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            await self.close()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def close(self) -> None:
        """Send every listener away, so that the server can stop."""
        self._closing = True
        async with self._news:
            self._news.notify_all()

    async def listen(self) -> AsyncIterator[str]:
        """Server-sent events: the counts now, then whenever they change."""
        self._listeners += 1
        self._wanted.set()
        seen = ""
        try:
            while not self._closing:
                if self._last and self._last != seen:
                    seen = self._last
                    yield f"event: counts\ndata: {seen}\n\n"
                    continue
                if not await self._waited(seen):
                    yield ": still here\n\n"
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._wanted.clear()

    async def _waited(self, seen: str) -> bool:
        """Whether there was news in time."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: self._closing or self._last != seen), QUIET_S)
            except TimeoutError:
                return False
        return True

    async def _beat(self) -> None:
        while True:
            await self._wanted.wait()
            with contextlib.suppress(ClaimcheckError):  # a database that is away for a moment comes back
                counts = await run_in_threadpool(self._desk.counts)
                text = json.dumps(counts, sort_keys=True)
                if text != self._last:
                    async with self._news:
                        self._last = text
                        self._news.notify_all()
            await asyncio.sleep(self._every_s)
