"""Articles checked by the workers of a Dask cluster, for runs that one machine is too small for.

Dask only executes: what is done is in the run folder, what is known in PostgreSQL and the Chroma server, and a worker that is
killed leaves nothing but articles that another one takes over. The limits of the account are shared out among the workers;
the budget is watched here, article by article, and can be overrun by the articles under way.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from claimcheck import __version__
from claimcheck.batch.totals import head_of
from claimcheck.checker import Checker, build
from claimcheck.claims import Article
from claimcheck.errors import BudgetSpentError, ClaimcheckError, ConfigError, ServiceError
from claimcheck.reports import Report
from claimcheck.settings import Settings

Client = Any
"""`distributed.Client`, whose types say nothing of its asynchronous side."""
WAIT_S = 30.0
"""Seconds until a scheduler that does not answer is given up."""


class Cluster:
    """Checks articles at the workers of the scheduler at `address`."""

    def __init__(self, address: str, settings: Settings, *, limit: int | None = None) -> None:
        """Raises ConfigError where the stores of the settings cannot be reached from other machines."""
        url = settings.library.url
        if url is None or not url.startswith("postgresql") or settings.library.chroma_url is None:
            raise ConfigError(
                "--dask needs stores that every worker reaches; set library.url to PostgreSQL "
                "(`claimcheck db copy` fills it) and library.chroma_url to a Chroma server"
            )
        self._address, self._settings, self._limit = address, settings, limit
        self._settings_there = settings
        self._client: Client = None
        self._opening = asyncio.Lock()
        self._calls = self._tokens = 0
        self._cost = 0.0

    async def check(self, article: Article) -> Report:
        """The article's report, from whichever worker is free; raises what the check raised there."""
        if (spent := self.spent()) is not None:
            raise spent
        client = await self._opened()
        future = client.submit(
            check_there, __version__, self._settings_there, article.model_dump_json(), self._limit, pure=False
        )
        try:
            report = Report.model_validate_json(await future)
        except asyncio.CancelledError:
            await future.cancel()
            raise
        except ClaimcheckError:
            raise
        except Exception as exc:
            raise _translated(exc, self._address) from exc
        self._count(report)
        return report

    def spent(self) -> BudgetSpentError | None:
        """The error that further articles meet once the budget is spent."""
        llm = self._settings.llm
        for name, used, most in (
            ("max_calls", self._calls, llm.max_calls),
            ("budget_tokens", self._tokens, llm.budget_tokens),
            ("max_cost", self._cost, llm.max_cost),
        ):
            if most is not None and used >= most:
                return BudgetSpentError(f"the budget of {most:,} is spent; raise llm.{name} to go on")
        return None

    async def aclose(self) -> None:
        """Leave the cluster, which goes on."""
        if self._client is not None:
            await self._client.close()

    def _count(self, report: Report) -> None:
        head = head_of(report)
        self._calls += head["calls"]
        self._tokens += head["tokens_in"] + head["tokens_out"]
        self._cost += head["cost"] or 0.0

    async def _opened(self) -> Client:
        async with self._opening:
            if self._client is None:
                self._client = await _connected(self._address)
                self._settings_there = shared_out(self._settings, await _threads(self._client))
            return self._client


async def _connected(address: str) -> Client:
    try:
        import distributed  # a second that only clusters pay
    except ModuleNotFoundError as exc:
        raise ConfigError("--dask needs the module 'distributed'; install 'claimcheck[dask]'") from exc
    try:
        return await distributed.Client(address, asynchronous=True, timeout=WAIT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as exc:
        raise ServiceError(f"no Dask scheduler answers at {address!r} ({exc}); start `dask scheduler`") from exc


async def _threads(client: Client) -> int:
    """Threads of all workers, at least one worker being there."""
    await client.wait_for_workers(1, timeout=WAIT_S)
    known = await client.scheduler.identity()
    return sum(worker["nthreads"] for worker in known["workers"].values()) or 1


def shared_out(settings: Settings, parts: int) -> Settings:
    """The settings of one worker: a part of the account's limits, no budget, one process."""

    def part(whole: int | None) -> int | None:
        return None if whole is None else max(1, whole // parts)

    llm = settings.llm
    limits = {name: part(getattr(llm, name)) for name in ("concurrency", "requests_per_minute", "tokens_per_minute")}
    open_ended = {"max_calls": None, "budget_tokens": None, "max_cost": None}
    return settings.model_copy(
        update={
            "llm": llm.model_copy(update={**limits, **open_ended}),
            "offline": settings.offline.model_copy(update={"processes": 1, "threads": 1}),
        }
    )


def _translated(exc: Exception, address: str) -> ClaimcheckError:
    if type(exc).__name__ == "KilledWorker":
        return ClaimcheckError("several workers died over this article; give them more memory")
    if isinstance(exc, OSError) or type(exc).__module__.startswith(("distributed", "tornado")):
        return ServiceError(f"the Dask cluster at {address!r} failed: {type(exc).__name__}: {exc}")
    return ClaimcheckError(f"{type(exc).__name__}: {exc}")


# At a worker


class _Room:
    """A checker with an event loop of its own, for the life of a worker process: all its threads share limits and stores."""

    def __init__(self, settings: Settings, limit: int | None) -> None:
        self.checker: Checker = build(settings)
        self.check: Callable[[Article], Any] = self.checker.series(limit=limit)
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()


_rooms: dict[str, _Room] = {}
_lock = threading.Lock()


def check_there(version: str, settings: Settings, article: str, limit: int | None) -> str:
    """Check one article at a worker; article and report travel as JSON."""
    if version != __version__:
        raise ConfigError(f"a worker has claimcheck {__version__}, the run {version}; install the same everywhere")
    name = f"{settings!r} {limit}"
    with _lock:
        if name not in _rooms:
            _rooms[name] = _Room(settings, limit)
    room = _rooms[name]
    done = asyncio.run_coroutine_threadsafe(room.check(Article.model_validate_json(article)), room.loop)
    report: Report = done.result()
    return report.model_dump_json()
