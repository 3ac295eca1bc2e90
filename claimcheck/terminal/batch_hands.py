"""Who checks the articles of a batch, and how many at once: this process, processes of its own, the Batch API, a cluster."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.errors import BudgetSpentError, ConfigError

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.claims import Article
    from claimcheck.reports import Report
    from claimcheck.settings import Settings

BATCH_API = "openai-batch"
AT_ONCE = 500
"""Articles under way at once by the Batch API: the more, the fewer jobs one after the other."""
A_CLUSTERS = 64
"""Articles handed to a cluster at once."""


@dataclass(frozen=True)
class Wish:
    """What the options say."""

    via: str
    dask: str | None
    workers: int | None
    at_once: int | None


@dataclass(frozen=True)
class Hands:
    """What a batch needs to know of whoever checks."""

    check: "Callable[[Article], Awaitable[Report]]"
    width: int
    """Articles under way at once."""
    spent: Callable[[], BudgetSpentError | None]
    aclose: Callable[[], Awaitable[None]]
    abandon: Callable[[], None]
    """Called when the run is to end at once."""


def fitted(settings: "Settings", wish: Wish) -> "Settings":
    """The settings as the chosen hands need them; raises ConfigError where they do not fit together."""
    if wish.dask and wish.via == BATCH_API:
        raise ConfigError("--dask and --via openai-batch exclude each other; a batch job needs no cluster")
    return _by_batches(settings) if wish.via == BATCH_API else _spread(settings, wish.workers)


def hands(checker: "Checker", wish: Wish, *, limit: int | None, run: Path, tell: Callable[[str], None]) -> Hands:
    """Whoever was wished for, ready to check; nothing is opened that is not needed."""
    if wish.dask:
        from claimcheck.batch.cluster import Cluster

        cluster = Cluster(wish.dask, checker.settings, limit=limit)
        return Hands(cluster.check, wish.at_once or A_CLUSTERS, cluster.spent, cluster.aclose, lambda: None)
    width = wish.at_once or _width(checker.settings)
    if wish.via == BATCH_API:
        checker.ask_by_batches(run / "batches.db", tell=tell)
        width = wish.at_once or AT_ONCE
    return Hands(checker.series(limit=limit), width, checker.spent, checker.aclose, checker.abandon)


def _spread(settings: "Settings", workers: int | None) -> "Settings":
    """The settings with as many processes as were asked for, else as there are cores to use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = workers or (settings.offline.processes if settings.offline.processes > 1 else cores)
    offline = settings.offline.model_copy(update={"processes": min(asked, cores)})
    return settings.model_copy(update={"offline": offline})


def _by_batches(settings: "Settings") -> "Settings":
    """Half the price, and no limits of ours: the Batch API has its own."""
    llm = settings.llm
    if settings.chosen_engine != "llm" or llm.provider != "openai":
        raise ConfigError("--via openai-batch needs an LLM of OpenAI's; set OPENAI_API_KEY, or leave --via out")
    half = {name: None if (price := getattr(llm, name)) is None else price / 2 for name in ("price_in", "price_out")}
    free = {"requests_per_minute": None, "tokens_per_minute": None, "concurrency": 1_000_000}
    return settings.model_copy(update={"llm": llm.model_copy(update={**half, **free})})


def _width(settings: "Settings") -> int:
    """Articles under way at once: enough to keep LLM or processes going, few enough to keep memory small."""
    if settings.chosen_engine == "llm":
        return min(32, max(2, settings.llm.concurrency))
    return min(64, 4 * settings.offline.processes)
